"""The validation that a study's results carry."""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from landlink.study.validation.compare import validate
from landlink.study.validation.figures import read_figures

if TYPE_CHECKING:
    from pathlib import Path

    from landlink.network import Network

REFERENCE, NONE = "reference", "none"
"""Words of the field ``analyses.validation`` that are no file."""


def validation_of(network: Network, asked: str, folder: Path) -> dict[str, Any] | None:
    """Return what the field ``analyses.validation`` of a study asks for.

    Parameters
    ----------
    network : Network
        Of the study, with its assumptions.
    asked : str
        ``reference``: the network's own table; ``none``; or a file relative to ``folder``.
    folder : path
        Folder of the study file.

    Returns
    -------
    dict or None
        As :func:`landlink.study.validation.validate`; None where nothing is asked for or there.

    Examples
    --------
    >>> from pathlib import Path
    >>> from landlink.network import Network
    >>> validation_of(Network.reference(), "none", Path()) is None
    True
    """
    if asked == NONE or (asked == REFERENCE and not len(network.tables["published"])):
        return None
    if asked == REFERENCE:
        return deepcopy(_own(network))
    return validate(network, read_figures(folder / asked))


@lru_cache(maxsize=2)
def _own(network: Network) -> dict[str, Any]:
    return validate(network)
