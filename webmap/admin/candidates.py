"""Editions that were compiled again and wait for somebody to accept them.

A definition is compiled in a process of its own, with a limit of time; what comes out is a file
in the data folder. Nothing there answers anybody before it is accepted.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boundaries.child import ChildError, Limits, run
from boundaries.data_files import own_folder
from boundaries.edition.areas import compile_edition
from boundaries.edition.edition import from_document, read_edition, to_document
from geo.files import OWNER, is_draft, write_whole

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
        document = _compiled(slug, variant)
        edition = from_document(document)
        if (edition.slug, edition.variant) != (slug, variant):
            raise CompileFailedError("fault", f"{edition.slug} ({edition.variant}) came out")
        text = json.dumps(document, ensure_ascii=False)
        write_whole(self.folder / f"{edition.hash}.json", text, mode=OWNER)
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


def _compiled(slug: str, variant: str) -> dict[str, Any]:
    """Compile in a process of its own.

    Raises:
        CompileFailedError: it took too long, or gives no single area.
    """
    try:
        document: dict[str, Any] = run(_document, slug, variant, limits=Limits(seconds=LIMIT_S))
    except ChildError as fault:
        if fault.kind == "slow":
            raise CompileFailedError("time") from fault
        raise CompileFailedError("fault", " ".join(fault.message.split())[:500]) from fault
    return document


def _document(slug: str, variant: str) -> dict[str, Any]:
    """Return the frozen edition; this is the work of the process."""
    return to_document(compile_edition(slug, variant))


def unwritable() -> str | None:
    """Return why no edition can be accepted here: no_folder, not_writable, or None."""
    own = own_folder()
    if own is None:
        return "no_folder"
    return None if own.is_dir() and os.access(own, os.W_OK) else "not_writable"
