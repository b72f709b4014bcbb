"""The word lists of documents as what finds them in a text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ..language.names import fold
from ..language.word_lists import written


@lru_cache(maxsize=32)
def pattern(*names: str) -> re.Pattern[str]:
    """Return what finds the words of some lists in a text that `flat` has made even.

    >>> bool(pattern("adds").search("valamint a fo utca")), bool(pattern("adds").search("adas"))
    (True, False)
    """
    forms = (
        r"\s+".join(fold(word).split()) + (r"\w*" if word.endswith("*") else "")
        for word in sorted(written(*names), key=len, reverse=True)
    )
    return re.compile(rf"\b(?:{'|'.join(forms)})\b")


def flat(text: str) -> str:
    """Return a text without accents and capitals, every letter where it was.

    >>> flat("Továbbá a Fő utca")
    'tovabba a fo utca'
    """
    return "".join((unicodedata.normalize("NFKD", char)[:1].lower() or char)[:1] for char in text)
