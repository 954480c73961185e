"""`landlink explain`: what every figure of a route rests on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from landlink.cli.examples import examples
from landlink.cli.options import NetworkFolder, read_network

EXAMPLES = examples(
    "landlink route Tashkent Istanbul --pareto time,cost --json | landlink explain -",
    "landlink explain routes.json --label cheapest",
    "landlink explain routes.json --unverified",
)

File = Annotated[
    Path,
    typer.Argument(
        metavar="ROUTE", help="File written by `landlink route --json`; - reads stdin.", show_default=False
    ),
]
Label = Annotated[str, typer.Option(metavar="LABEL", help="Alternative to explain, or all.")]
Unverified = Annotated[
    bool, typer.Option("--unverified", help="Only the operations that rest on unverified rows.")
]


def explain(
    route: File, label: Label = "balanced", unverified: Unverified = False, network: NetworkFolder = None
) -> None:
    """Show every operation of a route with the rows and sources that its figures rest on."""
    from landlink.cli.console import console  # noqa: PLC0415
    from landlink.cli.explain_view import print_explained  # noqa: PLC0415
    from landlink.cli.sources import titles_of  # noqa: PLC0415

    shown = read_routes(route)
    held = read_network(network)
    out = console()
    if shown["query"].get("network", held.name) != held.name:
        note = f"the routes are of the network {shown['query']['network']!r}; name its folder with --network"
        console(stderr=True).print(f"Note: {note}, else its sources go by their keys.", soft_wrap=True)
    print_explained(out, shown, titles_of(held), label, only_unverified=unverified)


def read_routes(file: Path) -> dict[str, Any]:
    """Return the routes in a file of `landlink route --json`.

    Parameters
    ----------
    file : Path
        ``-`` reads stdin.

    Raises
    ------
    LandlinkError
        If the file cannot be read, is not of that form, or holds no route.

    Examples
    --------
    >>> read_routes(Path("no/such.json"))
    Traceback (most recent call last):
    landlink.errors.LandlinkError: no/such.json: there is no such file. Write one with ...
    """
    import json  # noqa: PLC0415

    from landlink.errors import LandlinkError  # noqa: PLC0415

    name = "stdin" if str(file) == "-" else str(file)
    mend = "Write one with `landlink route ... --json`."
    try:
        text = typer.get_text_stream("stdin").read() if name == "stdin" else file.read_text(encoding="utf-8")
        found = json.loads(text)
    except FileNotFoundError:
        raise LandlinkError(f"{name}: there is no such file. {mend}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise LandlinkError(f"{name}: cannot be read ({error}). {mend}") from None
    except json.JSONDecodeError as error:
        raise LandlinkError(f"{name}:{error.lineno}:{error.colno}: not JSON. {mend}") from None
    if not (isinstance(found, dict) and isinstance(found.get("routes"), list) and "query" in found):
        raise LandlinkError(f"{name}: JSON, but not routes. {mend}")
    if not found["routes"]:
        raise LandlinkError(f"{name}: the search found no route, so there is nothing to explain.")
    if not all("steps" in one for one in found["routes"]):
        raise LandlinkError(f"{name}: the routes have no `steps`. {mend}")
    return found
