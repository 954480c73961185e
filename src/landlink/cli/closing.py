"""What the words after `--close` mean as changes of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from landlink.network import Network
    from landlink.network.changes import Change

KINDS = {
    "link": "links", "node": "nodes", "crossing": "crossings", "service": "services", "country": "countries",
    "mode": "modes",
}  # fmt: skip


def closures_of(network: Network, words: Iterable[str]) -> list[Change]:
    """Return the changes that close what the words name.

    Parameters
    ----------
    network : Network
    words : iterable of str
        A kind and a key (``country:RU``), ``border:PL-BY`` (all crossings between two countries) or an
        area of water (``caspian``: its links).

    Raises
    ------
    LandlinkError
        If a word has another form, or names an area without links.

    Examples
    --------
    >>> from landlink.network import Network
    >>> [one.describe() for one in closures_of(Network.reference(), ["border:PL-BY", "country:RU"])]
    ['close border PL - BY', 'close countries RU']
    """
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.flows.corridors import AREAS, links_in  # noqa: PLC0415
    from landlink.network.changes import Change as Made  # noqa: PLC0415

    found = []
    for word in words:
        kind, _, key = word.partition(":")
        if word in AREAS:
            inside = links_in(network, word)
            if not inside:
                raise LandlinkError(f"--close {word}: no link of this network lies there")
            found.append(Made.model_validate({"close": {"links": inside}}))
        elif kind == "border" and key.count("-") == 1:
            found.append(Made.model_validate({"close": {"border": key.split("-")}}))
        elif kind in KINDS and key:
            found.append(Made.model_validate({"close": {KINDS[kind]: [key]}}))
        else:
            said = ", ".join(f"{name}:KEY" for name in KINDS)
            raise LandlinkError(
                f"--close {word}: write border:XX-YY, {said} or {', '.join(AREAS)}; "
                "`landlink network show crossings` and the like list the keys"
            )
    return found
