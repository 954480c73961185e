"""Finding a place by the name that somebody wrote."""

from __future__ import annotations

import difflib
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from landlink.errors import LandlinkError

if TYPE_CHECKING:
    from landlink.network.model import Network
    from landlink.network.table import Table


def plain(text: str) -> str:
    """Return a name without case, accents, spaces and punctuation.

    Examples
    --------
    >>> plain("Xi'an"), plain("Małaszewicze"), plain("Көкшетау")
    ('xian', 'malaszewicze', 'көкшетау')
    """
    spelled = text.casefold().translate({ord("ł"): "l", ord("ı"): "i", ord("ø"): "o", ord("đ"): "d"})
    parts = unicodedata.normalize("NFKD", spelled)
    return unicodedata.normalize("NFC", "".join(c for c in parts if c.isalnum()))


def find_place(network: Network, name: str) -> int:
    """Return the node row that a name means.

    The name may be the key, the English name, a local name or the UN/LOCODE.

    Parameters
    ----------
    network : Network
    name : str

    Raises
    ------
    LandlinkError
        If nothing or more than one place has the name; the error lists what is near.

    Examples
    --------
    >>> from landlink.network import Network
    >>> network = Network.reference()
    >>> [network.nodes.text("id")[find_place(network, name)] for name in ("Xi'an", "Сиань", "KZAAU")]
    ['xian', 'xian', 'aktau']
    >>> find_place(network, "Samarkandd")
    Traceback (most recent call last):
    landlink.errors.LandlinkError: no place called 'Samarkandd'; did you mean Samarkand?
    """
    nodes, named = network.nodes, _spellings(network.nodes)
    found = set(named.get(plain(name), ()))
    if len(found) == 1:
        return found.pop()
    names = nodes.text("name")
    if found:
        exact = [row for row in found if name in (nodes.text("id")[row], names[row])]
        if len(exact) == 1:
            return exact[0]
        options = ", ".join(
            f"{nodes.text('id')[row]} ({nodes.text('country')[row]})" for row in sorted(found)
        )
        raise LandlinkError(f"{name!r} can mean {options}; write the one you mean")
    near = difflib.get_close_matches(plain(name), named, n=3, cutoff=0.8)
    places = list(dict.fromkeys(names[min(named[spelling])] for spelling in near))
    hint = f"did you mean {' or '.join(places)}?" if places else "see `landlink network show nodes`"
    raise LandlinkError(f"no place called {name!r}; {hint}")


@lru_cache(maxsize=4)
def _spellings(nodes: Table) -> dict[str, set[int]]:
    """Return the rows that each plain spelling of a name can mean."""
    named: dict[str, set[int]] = {}
    columns = [nodes.text(column) for column in ("id", "name", "unlocode", "local_names")]
    for row, (key, english, code, local) in enumerate(zip(*columns, strict=True)):
        for spelling in (key, english, code, *local.split("|")):
            if spelling:
                named.setdefault(plain(spelling), set()).add(row)
    return named
