"""Where things stand on a sheet of the workbook; writing and reading agree on it here."""

from __future__ import annotations

from landlink.network.files.cells import kind_of
from landlink.network.schema import REFERENCES, Attribute, attributes

GUIDE = "Read me"
"""Name of the first sheet, which explains the others."""

HEADER_ROW, UNITS_ROW, FIRST_ROW = 0, 1, 2
"""Rows counted from 0: names of the columns, their units, the first row of the table."""

REQUIRED_MARK = " *"
"""Stands after the unit of a column that each row must fill."""

LONGEST_TEXT, LAST_ROW = 32_767, 1_048_575
"""What Excel can hold in a cell, and its last row counted from 0."""


def letter(column: int) -> str:
    """Return the letter of a column counted from 0.

    Examples
    --------
    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    name, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def unit_cell(attribute: Attribute) -> str:
    """Return what stands below the name of a column.

    Examples
    --------
    >>> unit_cell(attributes("links")["length_km"]), unit_cell(attributes("links")["speed_kmh"])
    ('km *', 'km/h')
    """
    kind = "choice" if attribute.choices and not attribute.unit else kind_of(attribute)
    return kind + (REQUIRED_MARK if attribute.required else "")


def is_units_row(cells: dict[str, str], table: str) -> bool:
    """Tell whether the cells of a row are units: most of them are the unit of their column.

    Parameters
    ----------
    cells : dict of str to str
        Cells by column; only those that are filled count.
    table : str

    Examples
    --------
    >>> is_units_row({"length_km": "miles", "id": "key *", "mode": "choice *"}, "links")
    True
    >>> is_units_row({"length_km": "12", "id": "a", "mode": "rail"}, "links")
    False
    """
    known = attributes(table)
    filled = {column: cell for column, cell in cells.items() if cell and column in known}
    same = sum(same_unit(cell, known[column]) for column, cell in filled.items())
    return same > len(filled) / 2


def same_unit(cell: str, attribute: Attribute) -> bool:
    """Tell whether a cell says the unit of its column.

    Examples
    --------
    >>> same_unit("km", attributes("links")["length_km"]), same_unit("mi", attributes("links")["length_km"])
    (True, False)
    """
    return cell.removesuffix("*").strip() == unit_cell(attribute).removesuffix(REQUIRED_MARK)


def comment(attribute: Attribute) -> str:
    """Return the comment on the name of a column.

    Examples
    --------
    >>> print(comment(attributes("links")["direction"]))
    forward allows travel from from_node to to_node only.
    Choices: both, forward.
    Empty means both.
    """
    said = [attribute.description]
    if attribute.unit:
        said.append(f"Unit: {attribute.unit}.")
    if attribute.choices:
        said.append(f"Choices: {', '.join(attribute.choices)}.")
    if attribute.type in REFERENCES:
        said.append(f"A row of the sheet {REFERENCES[attribute.type]}.")
    if attribute.required:
        said.append("Each row must fill it.")
    elif attribute.default:
        said.append(f"Empty means {attribute.default}.")
    return "\n".join(said)
