"""`landlink study`: write, check and run study files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landlink.cli import study_compare
from landlink.cli.examples import examples
from landlink.cli.options import Json, words_of

app = typer.Typer(
    help="Write, check, run and compare study files: shipments under scenarios, and a report.",
    no_args_is_help=True,
    epilog=examples(
        "landlink study init",
        "landlink study check study.yaml",
        "landlink study run study.yaml",
        "landlink study compare results results",
    ),
)

WRONG = 1
"""Exit code where a study file has problems."""

DEFAULT = Path("study.yaml")

File = Annotated[Path, typer.Argument(metavar="[FILE]", help="The study file.")]


@app.command(epilog=examples("landlink study init", 'landlink study init baku.yaml --title "By way of Baku"'))
def init(
    file: File = DEFAULT,
    title: Annotated[str, typer.Option(metavar="TEXT", help="Title of the report.")] = "My first study",
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write a study file to begin with: one shipment and two scenarios, with comments."""
    from landlink.cli.console import console  # noqa: PLC0415
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.study import study_template  # noqa: PLC0415

    if file.exists() and not force:
        raise LandlinkError(f"{file} is already there; name another file, or --force")
    try:
        file.write_text(study_template(title), encoding="utf-8")
    except OSError as error:
        raise LandlinkError(f"cannot write {file}: {error.strerror or error}") from None
    out = console()
    out.print(f"Wrote {file}.", markup=False, soft_wrap=True)
    out.print(f"Next: landlink study run {file}", style="dim", markup=False, soft_wrap=True)


@app.command(epilog=examples("landlink study check study.yaml", "landlink study check study.yaml --json"))
def check(file: File = DEFAULT, json: Json = False) -> None:
    """Check a study file: every problem with its line, column and the mend.

    Exits with 1 when there are any.
    """
    from landlink.cli.console import console, write_json  # noqa: PLC0415
    from landlink.study import check_study  # noqa: PLC0415

    problems = check_study(file)
    if json:
        write_json({"file": str(file), "problems": [problem.as_dict() for problem in problems]})
    else:
        out = console()
        for problem in problems:
            out.print(str(problem), markup=False, soft_wrap=True)
        plural = "" if len(problems) == 1 else "s"
        said = f"\n{file}: {len(problems)} problem{plural}." if problems else f"{file}: no problems found."
        out.print(said, style="red" if problems else "green", markup=False, soft_wrap=True)
    if problems:
        raise typer.Exit(WRONG)


@app.command(
    epilog=examples(
        "landlink study run study.yaml",
        "landlink study run study.yaml --out results",
        "landlink study run study.yaml --language en,de",
        "landlink study run study.yaml --json > results.json",
    )
)
def run(
    file: File = DEFAULT,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Folder for the report and tables; that of the study file if not given.",
            show_default=False,
        ),
    ] = None,
    language: Annotated[
        list[str] | None,
        typer.Option(
            metavar="A,B", help="Languages of the report: any of en, de, ru.",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Run a study: a table of every shipment under every scenario, a report and a workbook.

    Ctrl-C leaves the results of what was finished: in the folder, or in `partial` inside it if
    the folder holds those of a whole run. It exits with 130 then.
    """
    from landlink.cli.console import console, write_json  # noqa: PLC0415
    from landlink.cli.study_run import run_and_write  # noqa: PLC0415
    from landlink.cli.study_view import print_summary, print_written  # noqa: PLC0415
    from landlink.study import load_study  # noqa: PLC0415
    from landlink.study.outputs import require_report  # noqa: PLC0415

    study = load_study(file)
    if language:
        study = study.in_languages(words_of(language))
    require_report(study)
    results, written = run_and_write(study, out or file.parent / study.spec.outputs.folder)
    if json:
        write_json(results)
    else:
        print_summary(console(), results)
        print_written(console(), written)


app.command(epilog=study_compare.COMPARE_EXAMPLES)(study_compare.compare)
app.command(epilog=study_compare.VERIFY_EXAMPLES)(study_compare.verify)
