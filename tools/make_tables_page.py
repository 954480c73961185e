"""Make `docs/reference/tables.md`, the reference page of all tables, from their schema.

Run it as `python -m tools.make_tables_page`; a test holds the page against the code.
"""

from __future__ import annotations

from pathlib import Path

from landlink.network.schema import PURPOSE, QUALITIES, REFERENCES, TABLES, Attribute, attributes, key_columns

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "tables.md"

_INTRODUCTION = """# Tables of a network

<!-- made by tools/make_tables_page.py from src/landlink/network/schema; do not edit -->

A network is a folder of CSV files, one for each table: UTF-8, commas, a header row, a point for decimals;
or a workbook or another [file](file-formats.md) that holds the same tables.
Columns may stand in any order; an optional column may be absent, and an empty cell takes the default.
`nodes.csv` and `links.csv` must be there. `crossings.csv`, `services.csv`, `closures.csv`, `disruptions.csv`,
`berths.csv`, `vessels.csv`, `sea_levels.csv`, `timetables.csv`, `opening_hours.csv`, `commodities.csv`,
`demand.csv`, `hub_weights.csv` and `published.csv` may be absent. Any
other absent table is that of the reference network, with the sources that it names and without what it says about
single places.

`landlink network check PATH` reads a network and says what is wrong, with the row and the mend; see
[checks of a network](../methods/network-checks.md).

Every row but those of `sources` names its `source` and its `quality`, best first {qualities}.
Reports show the share of each result that rests on unverified rows.
"""


def tables_reference() -> str:
    """Return the reference page of all tables as Markdown.

    Examples
    --------
    >>> tables_reference().splitlines()[0]
    '# Tables of a network'
    """
    qualities = ", ".join(f"`{quality}`" for quality in QUALITIES)
    parts = [_INTRODUCTION.format(qualities=qualities), _contents()]
    return "\n".join([*parts, *(_section(table) for table in TABLES)])


def _contents() -> str:
    rows = [f"| [{table}](#{table}) | {PURPOSE[table]} |" for table in TABLES]
    return "\n".join(["| table | what it holds |", "|---|---|", *rows, ""])


def _section(table: str) -> str:
    keys = " + ".join(f"`{column}`" for column in key_columns(table))
    rows = [_row(attribute) for attribute in attributes(table).values()]
    head = ["| column | type | unit | default | description |", "|---|---|---|---|---|"]
    return "\n".join([f"## {table}", "", PURPOSE[table], f"Key: {keys}.", "", *head, *rows, ""])


def _row(attribute: Attribute) -> str:
    default = "**required**" if attribute.required else f"`{attribute.default}`" if attribute.default else ""
    cells = (f"`{attribute.name}`", _type(attribute), attribute.unit, default, attribute.description)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _type(attribute: Attribute) -> str:
    if attribute.type == "quality":
        return "quality"
    if attribute.choices:
        return "one of " + ", ".join(f"`{choice}`" for choice in attribute.choices)
    if attribute.type in REFERENCES:
        return f"key in [{REFERENCES[attribute.type]}](#{REFERENCES[attribute.type]})"
    return {"int": "whole number", "float": "number", "stops": "keys in [nodes](#nodes)"}.get(
        attribute.type, attribute.type
    )


def main() -> None:
    """Write the page."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(tables_reference(), encoding="utf-8")
    print("wrote docs/reference/tables.md")


if __name__ == "__main__":
    main()
