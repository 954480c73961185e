"""`landlink place`: what a name means, and what the place is also called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from landlink.cli.examples import examples
from landlink.cli.options import Json, NetworkFolder, read_network

if TYPE_CHECKING:
    from landlink.network import Network
    from landlink.network.places import Match

NO_PLACE = 1
"""Exit code where nothing is near the name."""

EXAMPLES = examples(
    "landlink place Сиань",
    "landlink place Хоргос",
    'landlink place "Poti port"',
    "landlink place 43.65,51.15 --limit 3",
    "landlink place Samarkandd --json",
)


def place(
    name: Annotated[
        str,
        typer.Argument(
            help="A name in any language, a key, a UN/LOCODE, or latitude,longitude.", show_default=False
        ),
    ],
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="List at most so many places.")
    ] = 5,
    network: NetworkFolder = None,
    json: Json = False,
) -> None:
    """Show what a name means: the places it can stand for, their codes, names and coordinates.

    Two numbers are a point, latitude first; the hubs nearest to it are listed. For a longitude west or a
    latitude south use W and S: 33.9S 18.4E.
    """
    from landlink.network.places import PlaceError, find_place, match_places  # noqa: PLC0415

    held = read_network(network)
    matches = match_places(held, name, limit)
    try:
        find_place(held, name)
        said = ""
    except PlaceError as error:
        if not matches:
            raise typer.Exit(_say_nothing(str(error))) from None
        said = str(error).partition(";")[0]
    found = [as_dict(held, match) for match in matches]
    if json:
        from landlink.cli.console import write_json  # noqa: PLC0415

        write_json({"text": name, "unique": not said, "places": found})
    else:
        _print(found, said)


def _say_nothing(message: str) -> int:
    from landlink.cli.console import say_error  # noqa: PLC0415

    say_error(message)
    return NO_PLACE


def as_dict(network: Network, match: Match) -> dict[str, Any]:
    """Return a match as plain values.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.network.places import match_places
    >>> network = Network.reference()
    >>> as_dict(network, match_places(network, "Xi'an")[0])["unlocodes"]
    ['CNXIA', 'CNXAK']
    """
    from landlink.network.place_spelling import codes_and_names  # noqa: PLC0415

    nodes, row = network.nodes, match.row
    codes, names = codes_and_names(nodes, row)
    return {
        "key": nodes.text("id")[row],
        "name": nodes.text("name")[row],
        "country": nodes.text("country")[row],
        "kind": nodes.text("kind")[row],
        "unlocodes": codes,
        "names": names,
        "lat": float(nodes.number("lat")[row]),
        "lon": float(nodes.number("lon")[row]),
        "how": match.how,
        "spelling": match.name,
        "score": None if match.how == "point" else match.score,
        "distance_km": None if match.distance_km is None else round(match.distance_km, 1),
    }


def _print(found: list[dict[str, Any]], said: str) -> None:
    from rich.markup import escape  # noqa: PLC0415

    from landlink.cli.console import console, plain_table  # noqa: PLC0415

    out = console()
    if said:
        out.print(escape(said), soft_wrap=True)
    point = found[0]["distance_km"] is not None
    last = "km away" if point else "Score"
    table = plain_table(
        "Key", "Name", "Country", "Kind", "UN/LOCODE", "Lat, lon", "Also", last,
        right=[last], wrap=["Name", "Also", "UN/LOCODE"],
    )  # fmt: skip
    for one in found:
        figure = f"{one['distance_km']:,.0f}" if point else f"{one['score']:.0f}"
        table.add_row(
            one["key"], escape(one["name"]), one["country"], one["kind"].replace("_", " "),
            " ".join(one["unlocodes"]), f"{one['lat']:.2f}, {one['lon']:.2f}",
            escape(", ".join(one["names"])), figure,
        )  # fmt: skip
    out.print(table)
