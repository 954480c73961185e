"""Distances on the sphere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG 1980)."""


def great_circle_km(
    lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike
) -> NDArray[np.float64]:
    """Return great-circle distances.

    Parameters
    ----------
    lon1, lat1, lon2, lat2 : array-like of float
        Degrees; shapes must broadcast.

    Returns
    -------
    array of float
        Kilometres, by the haversine formula on a sphere of the Earth's mean radius.

    Examples
    --------
    >>> great_circle_km(51.15, 43.65, 49.41, 39.98).round()  # Aktau - Alat
    np.float64(433.0)
    """
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    half = np.sin((phi2 - phi1) / 2) ** 2
    half = half + np.cos(phi1) * np.cos(phi2) * np.sin(np.radians(np.subtract(lon2, lon1)) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half)), dtype=np.float64)[()]
