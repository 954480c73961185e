"""Places as people write them on a command line: what is not sure is said or asked about."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from landlink.network import Network
    from landlink.network.places import Match, PlaceError


def place_key(network: Network, text: str, *, ask: bool = True) -> str:
    """Return the key of the node that a text means.

    A name that is clearly a misspelling of one place, and a point near a hub, are taken, and a
    line on stderr says as what. Between several places a person at a terminal is asked.

    Parameters
    ----------
    network : Network
    text : str
    ask : bool
        False where the output is for machines.

    Raises
    ------
    PlaceError
        If the text means nothing, or more than one place and nobody can be asked.

    Examples
    --------
    >>> from landlink.network import Network
    >>> place_key(Network.reference(), "Сиань")
    'xian'
    """
    from landlink.network.places import PlaceError, find_place  # noqa: PLC0415

    try:
        row = find_place(network, text)
    except PlaceError as error:
        if error.sure:
            _say(network, text, error.matches[0])
            row = error.matches[0].row
        elif ask and error.matches and sys.stdin.isatty() and sys.stderr.isatty():
            row = _choice(network, error)
        else:
            raise
    return network.nodes.text("id")[row]


def place_keys(network: Network, texts: Iterable[str], *, ask: bool = True) -> list[str]:
    """Return the keys of several places.

    Examples
    --------
    >>> from landlink.network import Network
    >>> place_keys(Network.reference(), ["Osh", "Poti port"])
    ['osh', 'poti']
    """
    return [place_key(network, text, ask=ask) for text in texts]


def _say(network: Network, text: str, match: Match) -> None:
    from rich.markup import escape  # noqa: PLC0415

    from landlink.cli.console import console  # noqa: PLC0415

    name, key, country = (network.nodes.text(column)[match.row] for column in ("name", "id", "country"))
    found = f"{name} ({country}, {key})"
    if match.distance_km is not None:
        away = f"the nearest hub, {match.distance_km:.0f} km away"
        line = f"{text} (latitude, longitude) is taken as {found}, {away}"
    else:
        line = f"found {text!r} as {found}"
    console(stderr=True).print(f"[yellow]Note:[/] {escape(line)}", soft_wrap=True)


def _choice(network: Network, error: PlaceError) -> int:
    """Ask which of several places is meant."""
    from rich.markup import escape  # noqa: PLC0415
    from rich.prompt import Prompt  # noqa: PLC0415

    from landlink.cli.console import console  # noqa: PLC0415

    out = console(stderr=True)
    out.print(escape(str(error).partition(";")[0]), soft_wrap=True)
    columns = [network.nodes.text(column) for column in ("name", "country", "kind", "id")]
    for number, match in enumerate(error.matches, start=1):
        name, country, kind, key = (column[match.row] for column in columns)
        away = "" if match.distance_km is None else f", {match.distance_km:,.0f} km away"
        line = f"  {number}  {name} ({country}, {kind.replace('_', ' ')}, {key}{away})"
        out.print(escape(line), soft_wrap=True)
    numbers = [str(number) for number in range(1, len(error.matches) + 1)]
    answer = Prompt.ask("Which one do you mean? (Ctrl-C for none)", choices=numbers, console=out)
    return error.matches[int(answer) - 1].row
