"""What can go wrong with what the service remembers."""

from __future__ import annotations


class StoreError(Exception):
    """Root of everything that the store raises on purpose."""


class StoreUnavailableError(StoreError):
    """The database cannot be reached or used now; the message says why and what to do.

    The message never holds the address of the database, which may carry a password.
    """


class StoreGoneError(StoreUnavailableError):
    """The database or the data folder existed and is gone or emptied; nothing begins anew."""


class FolderAwayError(StoreUnavailableError):
    """The data folder was there and is not there now: a disk that is not mounted, say."""


class NotKnownError(StoreError, LookupError):
    """No row has the name, number or code that was asked for."""


class ConflictError(StoreError, ValueError):
    """The change contradicts what is stored: a name is taken, a state does not allow it."""


class RefusedError(StoreError, ValueError):
    """A value cannot be stored; the message names the field and what is expected."""
