"""The map projection of the report: Lambert's azimuthal equal-area, on a sphere.

It shows every country at its true relative size, bends long land corridors little and still
holds a sea lane round the Cape in the same picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

EARTH_RADIUS_KM = 6371.0088
MIDDLE_LAT_LIMITS = (-10.0, 50.0)


@dataclass(frozen=True)
class Projection:
    """Lambert azimuthal equal-area projection around a point.

    Parameters
    ----------
    lon0, lat0
        The centre in degrees; it lands on the origin.

    Examples
    --------
    >>> view = Projection(60.0, 45.0)
    >>> view.forward([[60.0, 45.0], [60.0, 55.0]]).round(1).tolist()
    [[0.0, 0.0], [0.0, 1110.5]]
    """

    lon0: float
    lat0: float

    @classmethod
    def fit(cls, lonlat: ArrayLike) -> Projection:
        """Centre a projection on the middle of some places.

        Examples
        --------
        >>> Projection.fit([[6.0, 51.0], [109.0, 34.0]])
        Projection(lon0=57.5, lat0=42.5)
        """
        points = _pairs(lonlat)
        if not len(points):
            return cls(60.0, 42.0)
        low, high = points.min(axis=0), points.max(axis=0)
        lon0, lat0 = (low + high) / 2
        south, north = MIDDLE_LAT_LIMITS
        return cls(round(float(lon0), 3), round(float(np.clip(lat0, south, north)), 3))

    def forward(self, lonlat: ArrayLike) -> Floats:
        """Return kilometres east and north of the centre for longitudes and latitudes."""
        points = np.radians(_pairs(lonlat))
        lon, lat = points[:, 0] - np.radians(self.lon0), points[:, 1]
        sin0, cos0 = np.sin(np.radians(self.lat0)), np.cos(np.radians(self.lat0))
        cos_c = sin0 * np.sin(lat) + cos0 * np.cos(lat) * np.cos(lon)
        scale = EARTH_RADIUS_KM * np.sqrt(2.0 / np.maximum(1.0 + cos_c, 1e-9))
        east = scale * np.cos(lat) * np.sin(lon)
        north = scale * (cos0 * np.sin(lat) - sin0 * np.cos(lat) * np.cos(lon))
        return np.column_stack([east, north])

    def inverse(self, xy: ArrayLike) -> Floats:
        """Return longitudes and latitudes for kilometres east and north of the centre.

        Examples
        --------
        >>> view = Projection(60.0, 45.0)
        >>> view.inverse(view.forward([[6.76, 51.43]])).round(6).tolist()
        [[6.76, 51.43]]
        """
        points = _pairs(xy) / EARTH_RADIUS_KM
        sin0, cos0 = np.sin(np.radians(self.lat0)), np.cos(np.radians(self.lat0))
        rho = np.hypot(points[:, 0], points[:, 1])
        safe = np.where(rho > 0, rho, 1.0)
        c = 2 * np.arcsin(np.clip(rho / 2, -1.0, 1.0))
        lat = np.arcsin(np.clip(np.cos(c) * sin0 + points[:, 1] * np.sin(c) * cos0 / safe, -1.0, 1.0))
        lon = np.arctan2(
            points[:, 0] * np.sin(c),
            safe * cos0 * np.cos(c) - points[:, 1] * sin0 * np.sin(c),
        )
        out = np.column_stack([np.degrees(lon) + self.lon0, np.degrees(lat)])
        out[rho == 0] = (self.lon0, self.lat0)
        return out


def great_circle_km(lonlat: ArrayLike) -> Floats:
    """Return the great-circle length of each step along a line.

    Examples
    --------
    >>> great_circle_km([[0.0, 0.0], [0.0, 1.0], [0.0, 1.0]]).round(2).tolist()
    [111.2, 0.0]
    """
    points = np.radians(_pairs(lonlat))
    lon, lat = points[:, 0], points[:, 1]
    half = np.sin(np.diff(lat) / 2) ** 2 + np.cos(lat[:-1]) * np.cos(lat[1:]) * np.sin(np.diff(lon) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half)), dtype=np.float64)


def _pairs(values: ArrayLike) -> Floats:
    """Return an array of pairs, also for an empty list."""
    return np.asarray(values, dtype=np.float64).reshape(-1, 2)
