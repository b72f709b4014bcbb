"""Which code made a file that is kept: after an upgrade it is made again."""

from __future__ import annotations

import hashlib
from importlib import metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


def code_mark(folders: Iterable[Path], libraries: Sequence[str]) -> str:
    """Return the hash (hex) of the modules of some folders and of the libraries below them.

    Args:
        folders: whose modules are told; those of folders inside are not.
        libraries: names of distributions, whose versions are told.
    """
    known = hashlib.sha256()
    for folder in folders:
        for module in sorted(folder.glob("*.py")):
            known.update(module.read_bytes())
    for library in libraries:
        known.update(f"{library} {metadata.version(library)}\n".encode())
    return known.hexdigest()
