"""Whether a public place may be the one that a text calls by another form of its name. Pure.

People leave given names away or add them ("Kossuth utca", "Kossuth L. utca"), take an utca for an
út, write Lónyai for Lónyay and Moszkva körút for Moszkvai körút. Such a place is likely meant, and
never certainly: the one that is written may exist and have no residents.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from ..language.close_spelling import heard
from ..language.names import fold, type_of
from .street_match import FARMS, has_no_type

if TYPE_CHECKING:
    from .addresses import ParsedAddress
    from .street_keys import Named

_ROADS = frozenset({"utca", "út"})
"""Types that are taken for one another."""
_TITLES = frozenset({"dr", "ifj", "id", "grof", "baro", "herceg", "prof"})
"""Folded words before a name that are left away."""
_NUMERAL = re.compile(r"[0-9]|[ivx]+\Z")
"""Begins or is a folded numeral; "L." is Lajos."""
TELLING = 4
"""Letters of a word that has to be the same in both."""


def is_namesake(parsed: ParsedAddress, street: Named) -> bool:
    """Tell whether a public place is called as a text says, but for a given name, type or sound.

    Args:
        parsed: of the text, with a name.
        street: of the list.
    """
    name = parsed.name or ""
    written = name.title() if parsed.query.islower() else name
    return _fits_type(parsed, street) and _fits_name(written, street.name)


def _fits_type(parsed: ParsedAddress, street: Named) -> bool:
    kind = type_of(street.type) if street.type else None
    if (
        not parsed.types
        or kind in parsed.types
        or (kind in _ROADS and not _ROADS.isdisjoint(parsed.types))
    ):
        return True
    apart = has_no_type(street) or kind in FARMS
    return apart and fold(parsed.name or "") == fold(street.name)


def _fits_name(written: str, name: str) -> bool:
    """Tell whether the shorter of two names begins the longer one, which goes on as a person's."""
    ours, theirs = _words(written), _words(name)
    if len(ours) == 2 and [*map(fold, ours)] == [*map(fold, reversed(theirs))]:  # noqa: PLR2004
        return True  # "Sándor Petőfi"
    shared = list(zip(ours, theirs, strict=False))
    if not shared or not all(itertools.starmap(_same, shared)):
        return False
    if not any(_heard_alike(one, other) for one, other in shared):
        return False
    further = (*ours[len(theirs) :], *theirs[len(ours) :])
    return len(further) <= 1 and all(_names_person(word) for word in further)


def _words(name: str) -> list[str]:
    words = name.replace("-", " ").replace(".", ". ").split()
    return list(itertools.dropwhile(lambda word: fold(word) in _TITLES, words))


def _same(one: str, other: str) -> bool:
    """Tell whether two words are the same, sound so, or one is the other cut."""
    if _heard_alike(one, other):
        return True
    short, full = sorted((fold(one), fold(other)), key=len)
    if _NUMERAL.match(short) or _NUMERAL.match(full):
        return False
    return bool(short) and len(short) < TELLING and full.startswith(short)


def _heard_alike(one: str, other: str) -> bool:
    """Tell whether two words of some letters sound alike, "Moszkva" and "Moszkvai" too."""
    ours, theirs = sorted((heard(fold(one)), heard(fold(other))), key=len)
    return len(ours) >= TELLING and theirs in {ours, f"{ours}i"}


def _names_person(word: str) -> bool:
    """Tell a given name or its initial from a numeral and from a word such as "akác"."""
    return word[:1].isupper() and not _NUMERAL.match(fold(word))
