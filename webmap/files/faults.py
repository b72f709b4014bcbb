"""What can be wrong with a file or with what is asked of a job: an outcome, not a crash."""

from __future__ import annotations


class FileFaultError(Exception):
    """A file or an order cannot be taken.

    Args:
        code: one of `boundaries.tables.faults.CODES`, or of `OWN_CODES`.
        values: what the sentence of the code names: limits, never an address.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


OWN_CODES = (
    "missing",
    "no_column_chosen",
    "too_many_jobs",
    "too_large",
    "no_space",
    "not_ready",
    "over",
    "interrupted",
    "no_rows",
    "not_triage",
    "other_edition",
    "slow",
)
"""Codes of this package; their sentences are `files.fault.<code>`."""
