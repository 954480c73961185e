"""Options that several commands share, and the reading of comma lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from landlink.network import Network
    from landlink.routing import Constraints


NetworkFolder = Annotated[
    Path | None,
    typer.Option(
        "--network",
        metavar="PATH",
        help="A network of your own (folder, .xlsx, .gpkg ...); the built-in one if not given.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def words_of(lists: Iterable[str]) -> list[str]:
    """Return the words of comma lists, in order and without blanks around them.

    Parameters
    ----------
    lists : iterable of str

    Examples
    --------
    >>> words_of(["RU, IR", "Frankfurt (Oder)"])
    ['RU', 'IR', 'Frankfurt (Oder)']
    """
    return [word.strip() for text in lists for word in text.split(",") if word.strip()]


def read_network(path: Path | None) -> Network:
    """Return the network at a path, or the built-in one.

    Parameters
    ----------
    path : Path, optional
        In any format; ``reference`` is the built-in network unless there is a folder of that name.

    Examples
    --------
    >>> read_network(None).name, read_network(Path("reference")).name
    ('Eurasian corridors', 'Eurasian corridors')
    """
    from landlink.network import Network  # noqa: PLC0415  (imports numpy)

    return Network.reference() if path is None or is_reference(path) else Network.read(path)


def is_reference(path: Path) -> bool:
    """Tell whether a path is the name of the built-in network.

    Examples
    --------
    >>> is_reference(Path("reference")), is_reference(Path("mine.xlsx"))
    (True, False)
    """
    return str(path) == "reference" and not path.exists()


def constraints_of(
    network: Network, avoid: Iterable[str], via: Iterable[str], gauge: int | None, max_transfers: int | None
) -> Constraints:
    """Return the constraints that the words of a command line ask for.

    Parameters
    ----------
    network : Network
    avoid, via : iterable of str
        Comma lists.
    gauge, max_transfers : int, optional

    Raises
    ------
    LandlinkError
        If a word means nothing in the network or a number makes no sense.

    Examples
    --------
    >>> constraints_of(read_network(None), ["RU,sea"], ["Aktau"], None, 4).as_dict()
    {'avoid_countries': ['RU'], 'avoid_modes': ['sea'], 'via': ['aktau'], 'max_transfers': 4}
    """
    from landlink.cli.asking import place_keys  # noqa: PLC0415
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.routing.constraints import Constraints, parse_avoid  # noqa: PLC0415

    gauges = sorted({int(gauge) for gauge in network.links.number("gauge_mm").tolist() if gauge == gauge})  # noqa: PLR0124  (NaN)
    if gauge is not None and gauge not in gauges:
        known = ", ".join(str(width) for width in gauges)
        raise LandlinkError(f"no rails of {gauge} mm in this network; --gauge can be {known}")
    return Constraints(
        **parse_avoid(network, words_of(avoid)),
        via=tuple(place_keys(network, words_of(via), ask=False)),
        gauge_mm=gauge,
        max_transfers=max_transfers,
    )
