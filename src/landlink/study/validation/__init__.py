"""The model against published figures: times, prices and lengths of whole routes.

>>> from landlink.network import Network
>>> held = validate(Network.reference())
>>> held["mape"]["transit_days"]["mape"] < 0.25
True
"""

from __future__ import annotations

from landlink.study.validation.compare import compared, validate
from landlink.study.validation.figures import Figure, figures_of, own_figures, read_figures

__all__ = ["Figure", "compared", "figures_of", "own_figures", "read_figures", "validate"]
