"""The root of all errors that are the input's fault, not the program's."""

from __future__ import annotations


class LandlinkError(Exception):
    """Something in the input is wrong; the message says what, where and the mend.

    Examples
    --------
    >>> raise LandlinkError("no place called 'Oz'; did you mean 'Osh'?")
    Traceback (most recent call last):
    landlink.errors.LandlinkError: no place called 'Oz'; did you mean 'Osh'?
    """
