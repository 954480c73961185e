"""Logit and path-size logit: how those who want the same share out over several ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landlink.errors import LandlinkError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Longs = NDArray[np.int64]

__all__ = ["composite_cost", "logit", "path_size", "path_size_logit"]


def logit(cost: ArrayLike, of: ArrayLike, theta: ArrayLike) -> Floats:
    """Return the probability of each alternative by the multinomial logit model.

    The utility of an alternative is its generalised cost times minus ``theta``, plus a Gumbel error
    (D. McFadden, "Conditional logit analysis of qualitative choice behavior", Frontiers in Econometrics,
    1974; for routes R. B. Dial, Transportation Research 5, 1971).

    Parameters
    ----------
    cost : array_like, shape (P,)
        Generalised cost; ``inf``: never chosen.
    of : array_like of int, shape (P,)
        Who chooses: the alternatives of one chooser have the same number.
    theta : array_like
        Dispersion, one over the unit of cost; a number, or one a chooser. The larger, the more surely
        the cheapest is taken.

    Returns
    -------
    numpy.ndarray of float64, shape (P,)
        Sums to 1 for each chooser; NaN where all its alternatives cost ``inf``.

    Raises
    ------
    LandlinkError
        If shapes do not agree, or theta is not a finite number above 0.

    Examples
    --------
    >>> logit([10, 10 + np.log(3), 7], [0, 0, 1], 1).round(6).tolist()
    [0.75, 0.25, 1.0]
    """
    value, who, scale = _read(cost, of, theta)
    weight = _weights(value, who, scale)[0]
    with np.errstate(invalid="ignore"):
        return np.asarray(weight / np.bincount(who, weight)[who])


def composite_cost(cost: ArrayLike, of: ArrayLike, theta: ArrayLike) -> Floats:
    """Return the expected cost of the best alternative of each chooser (the logsum), up to a constant.

    It is ``-ln(sum(exp(-theta cost))) / theta``; its derivatives are the probabilities (H. C. W. L.
    Williams, Environment and Planning A 9, 1977).

    Parameters
    ----------
    cost, of, theta
        As for :func:`logit`.

    Returns
    -------
    numpy.ndarray of float64, shape (largest number of a chooser + 1,)
        ``inf`` for choosers without an alternative.

    Examples
    --------
    >>> composite_cost([2, 2], [0, 0], 1).round(6).tolist()  # 2 - ln 2
    [1.306853]
    """
    value, who, scale = _read(cost, of, theta)
    weight, least = _weights(value, who, scale)
    total = np.bincount(who, weight, least.size)
    with np.errstate(divide="ignore"):
        return np.where(np.isfinite(least), least - np.log(total) / scale[: least.size], np.inf)


def path_size(length: ArrayLike, element: ArrayLike, indptr: ArrayLike, of: ArrayLike) -> Floats:
    """Return the size of each path: the share of it that it has for itself.

    The size is the sum over its elements of their share in its length, over the number of paths of
    the same chooser that use the element (M. Ben-Akiva and M. Bierlaire, "Discrete choice methods and
    their applications to short term travel decisions", Handbook of Transportation Science, 1999). A path
    without overlap has size 1, each of n equal ones 1/n.

    Parameters
    ----------
    length : array_like, shape (S,)
        Length, or cost, of each step of the paths, not negative.
    element : array_like of int, shape (S,)
        What each step uses, for example the number of a link.
    indptr : array_like of int, shape (P + 1,)
        The steps of path ``p`` are ``indptr[p]`` to ``indptr[p + 1] - 1``.
    of : array_like of int, shape (P,)
        Who chooses.

    Raises
    ------
    LandlinkError
        If a length is negative or shapes do not agree.

    Examples
    --------
    Two of three paths share the first half (element 0) of their length:

    >>> path_size([1, 1, 1, 1, 2], [0, 1, 0, 2, 3], [0, 2, 4, 5], [0, 0, 0]).tolist()
    [0.75, 0.75, 1.0]
    """
    size, what = np.asarray(length, np.float64), np.asarray(element, np.int64)
    ptr, who = np.asarray(indptr, np.int64), np.asarray(of, np.int64)
    if not (size.shape == what.shape == (ptr[-1],) and who.shape == (ptr.size - 1,)):
        raise LandlinkError("path_size: one length and element a step, one chooser a path")
    if not ((size >= 0) & np.isfinite(size)).all():
        raise LandlinkError("path_size: lengths must be finite numbers of 0 or more")
    path = np.repeat(np.arange(who.size), np.diff(ptr))
    width = int(what.max(initial=0)) + 1
    uses = np.unique(path * width + what)  # a path that passes an element twice uses it once
    keys, counts = np.unique(who[uses // width] * width + uses % width, return_counts=True)
    number = counts[np.searchsorted(keys, who[path] * width + what)]
    whole = np.bincount(path, size, who.size)
    own = np.bincount(path, size / number, who.size)
    return np.divide(own, whole, out=np.ones(who.size), where=whole > 0)


def path_size_logit(
    cost: ArrayLike, of: ArrayLike, theta: ArrayLike, size: ArrayLike, beta: float = 1.0
) -> Floats:
    """Return the probability of each path by the path-size logit model.

    The logarithm of the path size, times ``beta``, is added to the utility: paths that overlap are
    not alternatives in full (Ben-Akiva and Bierlaire 1999).

    Parameters
    ----------
    cost, of, theta
        As for :func:`logit`.
    size : array_like, shape (P,)
        Of :func:`path_size`, above 0.
    beta : float
        Weight of the size; 0 gives the logit model, 1 the original one.

    Raises
    ------
    LandlinkError
        If a size is not above 0, or beta below 0.

    Examples
    --------
    >>> path_size_logit([5, 5, 5], [0, 0, 0], 1, [0.75, 0.75, 1]).round(6).tolist()
    [0.3, 0.3, 0.4]
    """
    return logit(np.asarray(cost, np.float64) + size_cost(of, theta, size, beta), of, theta)


def size_cost(of: ArrayLike, theta: ArrayLike, size: ArrayLike, beta: float = 1.0) -> Floats:
    """Return the cost that stands for the size of a path in a path-size logit: ``-beta ln(size) / theta``.

    Examples
    --------
    >>> size_cost([0], 2, [np.exp(-1)]).tolist()
    [0.5]
    """
    share = np.asarray(size, np.float64)
    if not (share > 0).all() or not (np.isfinite(beta) and beta >= 0):
        raise LandlinkError("path sizes must be above 0, and beta 0 or more")
    _, who, scale = _read(np.zeros(share.size), of, theta)
    return np.asarray(-beta * np.log(share) / scale[who])


def _read(cost: ArrayLike, of: ArrayLike, theta: ArrayLike) -> tuple[Floats, Longs, Floats]:
    value, who = np.asarray(cost, np.float64), np.asarray(of, np.int64)
    rows = int(who.max(initial=-1)) + 1
    scale = np.asarray(theta, np.float64)
    if value.shape != who.shape or value.ndim != 1 or (who < 0).any():
        raise LandlinkError("choice: one cost and one chooser (0, 1, ...) an alternative")
    if np.isnan(value).any() or (value == -np.inf).any():
        raise LandlinkError("choice: costs must be numbers (inf: never chosen)")
    if scale.ndim > 1 or (scale.ndim == 1 and scale.size < rows):
        raise LandlinkError(f"choice: theta must be one number, or one for each of {rows} choosers")
    if not ((scale > 0) & np.isfinite(scale)).all():
        raise LandlinkError("choice: theta must be a finite number above 0")
    return value, who, np.broadcast_to(scale, rows) if scale.ndim == 0 else scale


def _weights(value: Floats, who: Longs, scale: Floats) -> tuple[Floats, Floats]:
    """Return exp(-theta (cost - least)) of each alternative and the least cost of each chooser."""
    least = np.full(int(who.max(initial=-1)) + 1, np.inf)
    np.minimum.at(least, who, value)
    with np.errstate(invalid="ignore"):
        above = value - least[who]
    above[np.isinf(value)] = np.inf
    return np.exp(-scale[who] * above), least
