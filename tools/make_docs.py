"""Make the generated pages of `docs/`, and the figures in both READMEs: `python -m tools.make_docs`.

Each page comes from what it describes; tests fail when one is out of date.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from landlink.cli.reference import reference
from landlink.study.schema import json_schema, with_reference
from tools.make_answers import example_with_dates, readme
from tools.make_calibration_table import page as calibration
from tools.make_dependence_page import PICTURE
from tools.make_dependence_page import page as dependence
from tools.make_dependence_page import picture as dependence_picture
from tools.make_tables_page import tables_reference
from tools.make_validation_page import page as validation

if TYPE_CHECKING:
    from collections.abc import Callable

DOCS = Path(__file__).parent.parent / "docs"

SPEED = """# How fast it is

Measured by `python -m benchmarks.corridor` on the reference network, processor seconds on two shared cores, between 40 pairs of hubs and ports drawn at random, one 40-foot container. The instances on which other programs run beside ours are in [Pareto routes](pareto.md#measured).

"""


def speed() -> str:
    """Return the page of the last benchmark of the reference network."""
    return SPEED + (DOCS.parent / "benchmarks/results/corridor.md").read_text(encoding="utf-8")


PAGES: dict[str, Callable[[], str]] = {
    "../README.md": readme,
    "../examples/deadline/README.md": example_with_dates,
    "how-to/who-depends-on-whom.md": dependence,
    f"how-to/{PICTURE}": dependence_picture,
    "methods/data.md": calibration,
    "methods/speed.md": speed,
    "methods/validation.md": validation,
    "reference/cli.md": reference,
    "reference/tables.md": tables_reference,
    "reference/study-file.md": lambda: with_reference(
        (DOCS / "reference/study-file.md").read_text(encoding="utf-8")
    ),
    "reference/study.schema.json": lambda: json.dumps(json_schema(), indent=1) + "\n",
}
"""Page under `docs/`, and what makes it."""


def main() -> None:
    """Write every generated page."""
    for name, make in PAGES.items():
        page = DOCS / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(make(), encoding="utf-8")
        print(f"wrote {page.resolve().relative_to(DOCS.parent)}")


if __name__ == "__main__":
    main()
