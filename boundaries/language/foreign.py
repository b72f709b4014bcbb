"""Whether a text is in another language than Hungarian. Pure."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]{1,30}")
_OWN = frozenset(
    ["a", "az", "és", "által", "határolt", "hogy", "nem", "is", "utca", "út", "tér", "terület"]
)
_OTHERS = frozenset(
    [
        *("the", "of", "and", "is", "by", "to", "in", "on", "from", "with", "street", "area"),
        *("der", "die", "das", "und", "von", "ist", "mit", "durch", "wird", "zur"),
        *("și", "la", "de", "le", "les", "et", "du", "est", "par", "je", "sa", "od", "do"),
    ]
)
"""Frequent words of English, German, Romanian, French and Slovak."""
_LEAST_WORDS = 6
_SHARE = 0.12


def is_foreign(text: str) -> bool:
    """Tell whether a text is clearly not in Hungarian; a short one is never said to be.

    >>> is_foreign("The action area is bounded by Kossuth Street and the railway line.")
    True
    >>> is_foreign("A Fő utca, a Béke utca és a vasútvonal által határolt terület.")
    False
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) < _LEAST_WORDS:
        return False
    own = sum(word in _OWN for word in words)
    others = sum(word in _OTHERS for word in words)
    return others > own and others >= _SHARE * len(words)
