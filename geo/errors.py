"""Faults of geometry and of map data. Every message says what, where, and what to do."""

from __future__ import annotations


class GeoError(Exception):
    """Root of everything that `geo` raises on purpose."""


class CoordinateError(GeoError, ValueError):
    """A coordinate is impossible, swapped, or outside the area that the call is about."""


class ExtractError(GeoError, ValueError):
    """A map extract cannot be read, is cut off, or lacks what the call needs.

    Args:
        message: the sentence, in English.
        code: what is wrong, for those who say it in their own words; empty where only the message
            tells.
    """

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.number: int | None = None
        """Which feature of the file it is about, from 0; None where it is about none."""


class RingError(GeoError, ValueError):
    """Lines do not make the area that was asked for."""


class SourceError(GeoError):
    """A service on the network did not give what was asked of it."""


class SourceUnavailableError(SourceError):
    """The service cannot be reached, is too busy, or is too slow; a later try may succeed."""


class SourceRefusedError(SourceError):
    """The service refuses the request as it stands; sending it again will not help."""


class SourceAnswerError(SourceError):
    """The service answered with something unusable: a web page, or an answer that was cut off."""


class PlaceError(SourceError, LookupError):
    """The service knows no place, or several places, by the name that was asked for."""
