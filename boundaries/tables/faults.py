"""Faults of a file job. A bad row is no fault: it is marked in the output."""

from __future__ import annotations

from boundaries.errors import BoundaryError

CODES = (
    "busy",
    "changed",
    "columns",
    "damaged",
    "disk",
    "empty",
    "encoding",
    "encoding_dos",
    "fault",
    "formulas",
    "large",
    "no_address",
    "no_column",
    "no_sheet",
    "no_table",
    "protected",
    "rows",
    "seconds",
    "size",
    "town_unclear",
    "two_addresses",
    "unpacked",
    "unreadable",
    "unsafe",
    "unusable",
    "web_page",
)
"""Every code that a fault of a job can have; who shows faults in other languages has a text
for each."""


class TableError(BoundaryError, ValueError):
    """A file cannot be used as it is; the message says which, why and what to do.

    Args:
        message: the sentence, in English.
        code: one of `CODES`, for those who say it in their own words.
        example: headings and cells of a row, for whoever is to choose; never logged.
    """

    def __init__(
        self, message: str, code: str = "unusable", example: tuple[tuple[str, str], ...] = ()
    ) -> None:
        super().__init__(message)
        self.code, self.example = code, example


class ResumeError(TableError):
    """An interrupted job cannot go on, because what it worked on has changed."""

    def __init__(self, message: str, code: str = "changed") -> None:
        super().__init__(message, code)
