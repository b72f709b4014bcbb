"""Editions that were compiled again and wait for somebody to accept them.

A definition is compiled in a process of its own, with a limit of time; what comes out is a file
in the data folder. Nothing there answers anybody before it is accepted.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.data_files import own_folder
from boundaries.edition.edition import read_edition
from geo.files import OWNER, draft_of, is_draft, write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.model import Edition

FOLDER = "candidates"
LIMIT_S = 180
"""How long compiling may take, seconds."""
KEPT = 20
"""Candidates that are kept; the oldest go."""
_HASH = re.compile(r"[0-9a-f]{64}")


class CompileFailedError(Exception):
    """No candidate came out; `code` says why: time or fault."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates in the data folder of the service."""

    data_folder: Path

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self.data_folder / FOLDER

    def compile(self, slug: str, variant: str) -> Edition:
        """Compile a definition over its own network and keep the outcome.

        Raises:
            CompileFailedError: it took too long, or gives no single area.
            EditionError: what came out cannot be read.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = draft_of(self.folder / "made.json")  # of this call alone: others compile as well
        try:
            _compile(slug, variant, target)
            edition = read_edition(target)
            if (edition.slug, edition.variant) != (slug, variant):
                raise CompileFailedError("fault", f"{edition.slug} ({edition.variant}) came out")
            write_whole(self.folder / f"{edition.hash}.json", target.read_bytes(), mode=OWNER)
        finally:
            target.unlink(missing_ok=True)
        self._tidy()
        return edition

    def find(self, edition_hash: str) -> Edition | None:
        """Return a candidate by its whole hash, or None.

        Raises:
            EditionError: its file was changed.
        """
        path = self.folder / f"{edition_hash}.json"
        if not _HASH.fullmatch(edition_hash) or not path.is_file():
            return None
        return read_edition(path)

    def _tidy(self) -> None:
        """Remove the oldest candidates, and what a process that was killed has left."""
        found: list[tuple[float, Path]] = []
        for path in self.folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # somebody else tidies up as well
                age = path.stat().st_mtime
                if _HASH.fullmatch(path.stem):
                    found.append((age, path))
                elif is_draft(path) and age < time.time() - 2 * LIMIT_S:
                    path.unlink()
        for _, path in sorted(found)[:-KEPT]:
            path.unlink(missing_ok=True)


def _compile(slug: str, variant: str, target: Path) -> None:
    """Compile in a process of its own, which writes the outcome to a file.

    Raises:
        CompileFailedError: it took too long, or gives no single area.
    """
    command = [sys.executable, "-m", "webmap.admin.compile_child", slug, variant, str(target)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module; slug and variant are known ones
            command, capture_output=True, text=True, timeout=LIMIT_S, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise CompileFailedError("time") from late
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [""]
        raise CompileFailedError("fault", last[0][:500])


def unwritable() -> str | None:
    """Return why no edition can be accepted here: no_folder, not_writable, or None."""
    own = own_folder()
    if own is None:
        return "no_folder"
    return None if own.is_dir() and os.access(own, os.W_OK) else "not_writable"
