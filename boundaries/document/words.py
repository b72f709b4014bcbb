"""The word lists of documents, from their file."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from ..data_files import DATA
from ..language.names import fold
from ..yaml_depth import load_here

FILE = DATA / "language" / "document.yaml"
"""The lists, each with its meaning, words and example; see its head."""


@lru_cache(maxsize=1)
def word_lists() -> dict[str, dict[str, Any]]:
    """Return the lists by name as they stand in the file."""
    lists: dict[str, dict[str, Any]] = load_here(FILE.read_text(encoding="utf-8"))
    return lists


@lru_cache(maxsize=32)
def pattern(*names: str) -> re.Pattern[str]:
    """Return what finds the words of some lists in a text that `flat` has made even.

    >>> bool(pattern("adds").search("valamint a fo utca")), bool(pattern("adds").search("adas"))
    (True, False)
    """
    words = [word for name in names for word in word_lists()[name]["words"]]
    forms = (
        r"\s+".join(fold(word).split()) + (r"\w*" if word.endswith("*") else "")
        for word in sorted(words, key=len, reverse=True)
    )
    return re.compile(rf"\b(?:{'|'.join(forms)})\b")


def flat(text: str) -> str:
    """Return a text without accents and capitals, every letter where it was.

    >>> flat("Továbbá a Fő utca")
    'tovabba a fo utca'
    """
    return "".join((unicodedata.normalize("NFKD", char)[:1].lower() or char)[:1] for char in text)
