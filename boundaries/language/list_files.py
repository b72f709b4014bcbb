"""The files that the words of the language stand in, as they stand there; read once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..data_files import DATA
from ..yaml_depth import load_here

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = DATA / "language"
"""The files, each with a head that says what stands in it."""


@lru_cache(maxsize=16)
def lists_of(file: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the lists of one file by name.

    >>> lists_of("cases")["to"]["endings"]
    ['ig']

    Raises:
        OSError: there is no such file.
    """
    lists: dict[str, dict[str, Any]] = load_here((FOLDER / f"{file}.yaml").read_text("utf-8"))
    return lists
