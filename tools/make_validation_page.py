"""Write the tables of errors and of words into docs/methods/validation.md.

Run from the repository root: ``python -m tools.make_validation_page``. A test fails while the page
is out of date.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from landlink import Network
from landlink.study.validation import validate
from landlink.study.validation.compare import mape_by
from landlink.study.validation.words import table

PAGE = Path("docs/methods/validation.md")
START, END = "<!-- validation: made by tools/make_validation_page.py -->", "<!-- end of validation -->"
QUANTITIES = {"transit_days": "days", "price_usd": "prices", "distance_km": "distances"}


@cache
def results() -> dict[str, Any]:
    """Return the validation of the reference network."""
    return validate(Network.reference())


def _cells(means: dict[str, Any]) -> str:
    shown = [
        f"{100 * means[name]['mape']:.0f} % of {means[name]['rows']}" if name in means else ""
        for name in QUANTITIES
    ]
    return " | ".join(shown)


def means() -> str:
    """Return the mean errors as Markdown."""
    found = results()
    lines = [f"| mean absolute error | {' | '.join(QUANTITIES.values())} |", "|---|---|---|---|"]
    lines.append(f"| **all** | {_cells(found['mape'])} |")
    lines.append(f"| **cross-validated** | {_cells(found['cross_validated'])} |")
    for title, column in (("use", "use"), ("mode", "mode"), ("corridor", "corridor")):
        for value, part in sorted(mape_by(found["rows"], column).items()):
            lines.append(f"| {title} {value} | {_cells(part)} |")
    return "\n".join(lines)


def rows() -> str:
    """Return every figure beside the model as Markdown."""
    lines = ["| figure | year | use | model | published | error | status |", "|---|---|---|---|---|---|---|"]
    for row in results()["rows"]:
        digits = 1 if row["metric"] == "transit_days" else 0
        said, low, high = (f"{row[name]:,.{digits}f}" for name in ("modelled", "low", "high"))
        published = low if low == high else f"{low}-{high}"
        inside = ", inside" if row["inside"] and low != high else ""
        lines.append(
            f"| {row['what']} | {row['year'] or ''} | {row['use']} | {said} {row['unit']} | {published} | "
            f"{100 * row['error']:+.0f} %{inside} | {row['status']} |"
        )
    return "\n".join(lines)


def skipped() -> str:
    """Return what was not compared as Markdown."""
    lines = ["| not compared | reason |", "|---|---|"]
    lines += [f"| {one['what']} ({one['id']}) | {one['reason']} |" for one in results()["skipped"]]
    return "\n".join(lines)


def words(name: str, columns: tuple[str, ...]) -> str:
    """Return one table of words as Markdown."""
    lines = [f"| {' | '.join(column for column in columns)} |", f"|{'---|' * len(columns)}"]
    lines += [
        f"| {' | '.join(row[column].replace('|', ', ') for column in columns)} |" for row in table(name)
    ]
    return "\n".join(lines)


def made() -> str:
    """Return the generated part of the page."""
    parts = [
        "## Errors\n", means(), "\n## Every figure\n", rows(), "", skipped(), "\n## What words stand for\n",
        "### Corridors\n", words("corridors", ("word", "equipment", "avoid", "via", "from", "to", "reason")),
        "\n### Countries, regions and borders\n", words("places", ("written", "mode", "places", "reason")),
        "\n### Statuses\n", words("statuses", ("word", "time", "price", "train", "reason")),
        "\n### Levels by year\n",
        words("levels", ("kind", "mode", "country", "year", "years", "factor", "source", "note")),
        "\n### Fitted parameters\n",
        words("groups", ("group", "quantity", "kind", "mode", "country", "traffic", "reason")),
    ]  # fmt: skip
    return "\n".join(parts)


def page() -> str:
    """Return the page with the tables of now."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    return f"{before}{START}\n\n{made()}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
