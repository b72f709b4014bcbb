"""The secret of the service: it signs cookies and keys the counters of sign-ins."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from geo.files import OWNER, draft_of, sync_folder, write_whole
from webmap.store.errors import StoreUnavailableError
from webmap.web.settings import PREFIX, SettingsError

if TYPE_CHECKING:
    from webmap.web.settings import Settings

FILE_NAME = "session.key"
SIZE = 32
"""Shortest secret, bytes."""


class ServiceKey:
    """Read from the file of the setting, else made once in the data folder for its user alone.

    Nothing is read or made before it is needed: a service that nobody signs in to needs no secret.
    """

    def __init__(self, settings: Settings) -> None:
        self._given = settings.session_key_file
        self._own = settings.data_folder / FILE_NAME
        self._lock = threading.Lock()
        self._secret: bytes | None = None

    def derived(self, purpose: str) -> bytes:
        """Return the key of a purpose.

        Raises:
            SettingsError: the file of the setting cannot be read or is too short.
            StoreUnavailableError: the data folder cannot be written.
        """
        with self._lock:
            if self._secret is None:
                self._secret = self._read()
        return hmac.new(self._secret, purpose.encode(), hashlib.sha256).digest()

    def _read(self) -> bytes:
        if self._given is not None:
            return _long_enough(Path(self._given))
        try:
            if not self._own.exists():
                _make(self._own)
            return _long_enough(self._own)
        except OSError as fault:
            raise StoreUnavailableError(
                f"{self._own} cannot be made or read ({fault.strerror}); "
                f"give the service's user the right, or set {PREFIX}DATA_DIR"
            ) from fault


def _make(path: Path) -> None:
    """Write a new secret; of several workers that start together the first one wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = draft_of(path)
    write_whole(draft, secrets.token_bytes(SIZE), mode=OWNER)
    try:
        with suppress(FileExistsError):
            os.link(draft, path)
        sync_folder(path.parent)
    finally:
        draft.unlink()


def _long_enough(path: Path) -> bytes:
    try:
        secret = path.read_bytes()
    except FileNotFoundError:
        raise SettingsError(f"{PREFIX}SESSION_KEY_FILE: {path} is not there") from None
    if len(secret) < SIZE:
        raise SettingsError(f"{path} holds {len(secret)} bytes; a secret needs {SIZE} or more")
    return secret
