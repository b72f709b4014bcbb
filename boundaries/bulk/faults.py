"""Faults of a file job. A bad row is no fault: it is marked in the output."""

from __future__ import annotations

from boundaries.errors import BoundaryError


class TableError(BoundaryError, ValueError):
    """A file cannot be used as it is; the message says which, why and what to do."""


class ResumeError(TableError):
    """An interrupted job cannot go on, because what it worked on has changed."""
