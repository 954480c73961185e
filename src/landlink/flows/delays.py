"""Delay functions of resources, with integrals and derivatives.

All are continuous, do not fall and are convex in the volume, so that the assignment is a convex
programme. With ``x`` the volume over the capacity and ``t`` the delay at volume 0 (``free_h``):

===  =========  =====================================================  =================================
no.  name       delay in hours                                         ``a``, ``b``
===  =========  =====================================================  =================================
0    constant   t                                                      none
1    BPR        t (1 + a x^b)                                          coefficient, power (0.15 and 4)
2    conical    t (2 + sqrt(a² (1-x)² + B²) - a (1-x) - B)             steepness above 1; ``b`` unused
3    Davidson   t (1 + a x / (1-x)), straight on from x = b            level of service, load
4    queue      t + a x / (1-x), straight on from x = b                hours (see `queue_scale_h`), load
===  =========  =====================================================  =================================

In the conical function B = (2a - 1) / (2a - 2).

Sources: Bureau of Public Roads, Traffic Assignment Manual (1964); H. Spiess, "Conical volume-delay
functions", Transportation Science 24 (1990) 153-158; K. B. Davidson, "A flow travel-time relationship
for use in transportation planning", Proc. 3rd ARRB Conference (1966) 183-194, with the tangent beyond a
load below 1 as in R. Akçelik, "A new look at Davidson's travel time function", Traffic Engineering and
Control 19 (1978) 459-463, so that it stays finite; for the queue the mean wait of Pollaczek and
Khinchine, as in L. Kleinrock, Queueing Systems 1 (1975), section 5.6, with the same tangent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from landlink.flows.problem import BPR, CONICAL, DAVIDSON, QUEUE, Resources

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

__all__ = ["delay", "integral", "marginal_cost", "queue_scale_h", "slope"]


class _Shape(NamedTuple):
    """The part of a delay that congestion adds, as a function of the load ``x``; scaled by ``scale``."""

    value: Floats
    first: Floats
    area: Floats


def delay(resources: Resources, volume: ArrayLike) -> NDArray[np.float64]:
    """Return the delay of each resource at a volume.

    Parameters
    ----------
    resources : Resources
    volume : array_like, shape (R,)
        Volume units per period, not negative.

    Returns
    -------
    numpy.ndarray of float64, shape (R,)
        Hours (the unit of ``free_h``).

    Examples
    --------
    >>> road = Resources([1, 4], [2, 0], [100, 10], [0.15, 1.5], [4, 0.95], [np.inf, np.inf])
    >>> delay(road, [200, 5])
    array([6.8, 1.5])
    """
    return resources.free_h + _scale(resources) * _shape(resources, volume).value


def slope(resources: Resources, volume: ArrayLike) -> NDArray[np.float64]:
    """Return the derivative of the delay of each resource, hours per unit of volume.

    Parameters
    ----------
    resources : Resources
    volume : array_like, shape (R,)

    Examples
    --------
    >>> slope(Resources([1], [2], [100], [1], [1], [np.inf]), [50])
    array([0.02])
    """
    return _scale(resources) * _shape(resources, volume).first / resources.capacity


def integral(resources: Resources, volume: ArrayLike) -> NDArray[np.float64]:
    """Return the integral of the delay of each resource from 0 to a volume, hours times volume.

    Parameters
    ----------
    resources : Resources
    volume : array_like, shape (R,)

    Examples
    --------
    >>> integral(Resources([1], [2], [100], [1], [1], [np.inf]), [50])
    array([125.])
    """
    load = np.asarray(volume, np.float64)
    with np.errstate(invalid="ignore"):
        added = _scale(resources) * _shape(resources, load).area * resources.capacity
    return resources.free_h * load + np.where(np.isfinite(resources.capacity), added, 0.0)


def marginal_cost(resources: Resources, volume: ArrayLike) -> NDArray[np.float64]:
    """Return what one more unit adds to the total delay: its own delay and what it adds to the others'.

    Parameters
    ----------
    resources : Resources
    volume : array_like, shape (R,)

    Examples
    --------
    >>> marginal_cost(Resources([1], [2], [100], [1], [1], [np.inf]), [50])
    array([4.])
    """
    load = np.asarray(volume, np.float64)
    return delay(resources, load) + load * slope(resources, load)


def queue_scale_h(service_h: float, variation: float = 1.0) -> float:
    """Return the parameter ``a`` of a queue: hours that load 1/2 makes a customer wait.

    A customer is what is served as one: a train, a truck, a ship. By Pollaczek and Khinchine the
    mean wait at load x is ``service_h (1 + variation²) / 2 * x / (1 - x)``.

    Parameters
    ----------
    service_h : float
        Hours to serve one customer.
    variation : float
        Standard deviation of these hours over their mean: 1 for exponential times (M/M/1), 0 for equal
        ones (M/D/1).

    Examples
    --------
    >>> queue_scale_h(0.5), queue_scale_h(0.5, 0)
    (0.5, 0.25)
    """
    return service_h * (1 + variation**2) / 2


def _scale(r: Resources) -> Floats:
    """Return the hours that a shape is multiplied by."""
    return np.where(
        r.kind == QUEUE, r.a, np.where((r.kind == BPR) | (r.kind == DAVIDSON), r.free_h * r.a, r.free_h)
    )


def _shape(r: Resources, volume: ArrayLike) -> _Shape:
    x = np.asarray(volume, np.float64) / r.capacity
    value, first, area = np.zeros((3, len(r)))
    for chosen, function in (
        (r.kind == BPR, _power),
        (r.kind == CONICAL, _conical),
        (r.kind >= DAVIDSON, _open),
    ):
        if chosen.any():
            parts = function(x[chosen], r.a[chosen], r.b[chosen])
            value[chosen], first[chosen], area[chosen] = parts
    return _Shape(value, first, area)


def _power(x: Floats, _: Floats, power: Floats) -> tuple[Any, Any, Any]:
    return x**power, power * x ** (power - 1), x ** (power + 1) / (power + 1)


def _conical(x: Floats, a: Floats, _: Floats) -> tuple[Any, Any, Any]:
    """Return the function less 1, its derivative and its integral."""
    b = (2 * a - 1) / (2 * a - 2)
    y = a * (1 - x)
    root = np.hypot(y, b)
    with np.errstate(divide="ignore"):
        rest = np.where(y > 0, b * b / (root + y), root - y)  # root - y without loss of figures

    def area(y: Floats, root: Floats) -> Floats:  # antiderivative of the root in y
        return (y * root + b * b * np.arcsinh(y / b)) / 2

    start = np.hypot(a, b)
    under_root = (area(a, start) - area(y, root)) / a
    return (
        1 + rest - b,
        a * rest / root,
        (1 - b - a) * x + a * x * x / 2 + under_root,
    )


def _open(x: Floats, _: Floats, end: Floats) -> tuple[Any, Any, Any]:
    """Return x / (1 - x) up to the load ``end`` and its tangent beyond."""
    near = np.minimum(x, end)
    over = x - near
    value, first = near / (1 - near), 1 / (1 - near) ** 2
    return value + over * first, first, -near - np.log1p(-near) + over * (value + over * first / 2)
