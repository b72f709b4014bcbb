"""Names of public places of which a word is cut: "Széch. tér", "Bart. Béla u.". Pure.

A dot behind a word of a name says that it goes on; "Hold. utca" may be Hold utca with a dot too
many, and Holdvirág utca as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..language.names import fold, is_roman
from .street_keys import title_key

if TYPE_CHECKING:
    from .addresses import ParsedAddress
    from .street_index import S, StreetIndex

SHORTEST = 3
"""Letters of a cut word at least; fewer are initials (`street_match`)."""


_TITLES = frozenset({"szt", "ifj", "ozv", "prof"})
"""Folded words that are always cut, and no beginning of another one."""


def cut_streets(parsed: ParsedAddress, index: StreetIndex[S]) -> list[S]:
    """Return the streets whose names go on where a dot cuts a word of the address's name.

    Args:
        parsed: with a name.
        index: of the town's list.
    """
    name = parsed.name or ""
    if "." not in name:
        return []
    words = name.replace(".", ". ").split()
    if not any(map(is_cut, words)):
        return []
    cut = [(title_key(word.rstrip(".")), word.endswith(".")) for word in words]
    found: list[S] = []
    for kind in parsed.types or tuple(index.kinds()):
        for street, theirs in index.initialled(kind, cut[0][0][:1], len(cut)):
            pairs = zip(cut, theirs, strict=True)
            if all(their.startswith(our) if dot else their == our for (our, dot), their in pairs):
                found.append(street)
    return found


def is_cut(word: str) -> bool:
    """Tell whether a dot cuts a word of a name: "Széch.", but not "Szt.", "IX." or "K.".

    >>> [is_cut(word) for word in ("Széch.", "Szt.", "VIII.", "K.", "Hold")]
    [True, False, False, False, False]
    """
    bare = word.rstrip(".")
    cut = word.endswith(".") and len(bare) >= SHORTEST and bare.isalpha()
    return cut and not is_roman(bare.upper()) and fold(bare) not in _TITLES
