"""`landlink study compare` and `verify`: two runs beside each other, and a folder beside its manifest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from landlink.cli.examples import examples
from landlink.cli.options import Json  # noqa: TC001  (typer reads the annotations)

if TYPE_CHECKING:
    from rich.console import Console

DIFFERENT = 1
"""Exit code where two runs differ, or a file is not as it was written."""

COMPARE_EXAMPLES = examples(
    "landlink study compare results results",
    "landlink study compare results study.yaml --json",
    "landlink study compare results results --html compared.html --excel compared.xlsx",
)
VERIFY_EXAMPLES = examples("landlink study verify results", "landlink study verify results --json")

Side = Annotated[Path, typer.Argument(help="A results folder, its results.json, or a study file to run.")]


def compare(
    a: Side,
    b: Side,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Also write a page for a browser.", show_default=False),
    ] = None,
    excel: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write an Excel workbook.", show_default=False)
    ] = None,
    json: Json = False,
) -> None:
    """Compare two runs: hours, dollars, kg, spread and way of every route, and what went in.

    Exits with 0 when nothing that came out differs, with 1 otherwise.
    """
    from landlink.cli.compiling import ensure_kernels  # noqa: PLC0415
    from landlink.cli.console import console, write_json  # noqa: PLC0415
    from landlink.cli.study_run import progress_bar  # noqa: PLC0415
    from landlink.study.compare import STUDIES, compare  # noqa: PLC0415
    from landlink.study.compare_files import compare_page, compare_workbook  # noqa: PLC0415

    if any(side.suffix.lower() in STUDIES for side in (a, b)):
        ensure_kernels()
    with progress_bar() as tell:
        found = compare(a, b, lambda step, steps, text: tell(step - 1, steps, text))
    for file, make in ((html, compare_page), (excel, compare_workbook)):
        if file is not None:
            _write(file, make(found))
    if json:
        write_json(found)
    else:
        _print(console(), found)
    if not found["same"]:
        raise typer.Exit(DIFFERENT)


def _write(file: Path, made: str | bytes) -> None:
    """Write beside, then rename: never half a file."""
    from landlink.errors import LandlinkError  # noqa: PLC0415

    beside = file.with_name(f".{file.name}.new")
    try:
        beside.write_bytes(made if isinstance(made, bytes) else made.encode())
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise LandlinkError(f"cannot write {file}: {error.strerror or error}") from None


def _print(out: Console, found: dict[str, Any]) -> None:
    from landlink.study.compare_dates import date_rows, validation_rows  # noqa: PLC0415
    from landlink.study.compare_files import front_rows, missing_rows, verdict  # noqa: PLC0415
    from landlink.study.compare_sections import section_rows  # noqa: PLC0415

    for letter in ("a", "b"):
        side = found[letter]
        out.print(
            f"{letter.upper()}  {side['name']}  {side['title']}, {side['generated_at']}",
            markup=False,
            soft_wrap=True,
        )
    out.print()
    if found["routes"]:
        _print_routes(out, found)
    _print_rows(out, ("On one side only", "Which", "Missing in"), missing_rows(found))
    reasons = [(f"{one['shipment']}, {one['scenario']}", one["a"], one["b"]) for one in found["reasons"]]
    _print_rows(out, ("Why no route", "A", "B"), reasons)
    _print_rows(out, ("Front that differs", "Points A", "Points B"), front_rows(found))
    _print_rows(out, ("Dates and odds", "A", "B"), date_rows(found))
    _print_rows(out, ("Against published figures", "A", "B"), validation_rows(found))
    _print_rows(out, ("Flows and shocks", "A", "B"), section_rows(found))
    _print_rows(out, ("Input", "A", "B"), [(one["what"], one["a"], one["b"]) for one in found["inputs"]])
    if found["other"]:
        out.print(f"Further parts of the results that differ: {', '.join(found['other'])}.", markup=False)
    out.print(verdict(found), style="green" if found["same"] else "yellow", markup=False)


def _print_routes(out: Console, found: dict[str, Any]) -> None:
    from rich.text import Text  # noqa: PLC0415

    from landlink.cli.console import plain_table  # noqa: PLC0415
    from landlink.study.compare_files import SHOWN, change  # noqa: PLC0415

    heads = [f"+ {head}" for head, *_ in SHOWN]
    table = plain_table("Route", *heads, "Way", right=heads, wrap=["Route", "Way"])
    before = None
    for row in found["routes"]:
        under = f"{row['shipment']}, {row['scenario']}"
        if under != before:
            table.add_row(Text(under, style="bold"))
            before = under
        way = "as before" if row["same_way"] else "now by " + ", ".join(row["via_b"])
        table.add_row(
            Text(f"  {row['route']}"),
            *(change(row, name, scale, form) for _, name, scale, form in SHOWN),
            Text(way),
        )
    out.print(table)
    out.print()


def _print_rows(out: Console, heads: tuple[str, str, str], rows: list[tuple[Any, Any, Any]]) -> None:
    from rich.text import Text  # noqa: PLC0415

    from landlink.cli.console import plain_table  # noqa: PLC0415

    if not rows:
        return
    table = plain_table(*heads, wrap=heads)
    for row in rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row))
    out.print(table)
    out.print()


def verify(
    folder: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="A results folder.")] = Path("results"),
    json: Json = False,
) -> None:
    """Verify a results folder: whether each file is as the study wrote it, by its SHA-256.

    Exits with 1 when one has changed or is missing.
    """
    from landlink.cli.console import console, write_json  # noqa: PLC0415
    from landlink.study.manifest import changed_files, read_manifest  # noqa: PLC0415

    states = changed_files(folder)
    complete = bool(read_manifest(folder).get("complete", True))
    wrong = {name: state for name, state in states.items() if state != "unchanged"}
    if json:
        write_json({"folder": str(folder), "complete": complete, "files": states})
    else:
        out = console()
        for name, state in wrong.items():
            out.print(f"{folder / name}: {state}", markup=False, soft_wrap=True)
        said = (
            f"{len(wrong)} of {len(states)} files are not as written."
            if wrong
            else f"all {len(states)} files are as written."
        )
        note = "" if complete else " They are those of an interrupted run."
        out.print(f"{folder}: {said}{note}", style="red" if wrong else "green", markup=False, soft_wrap=True)
    if wrong:
        raise typer.Exit(DIFFERENT)
