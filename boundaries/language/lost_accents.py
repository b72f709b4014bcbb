"""Signs in a text that its accents were lost: another word of it lacks those it must have. Pure.

"MEZOTUR KAKAS UTCA 7" may be in Kakas utca and in Kákás utca, since MEZOTUR shows that nobody wrote
accents; "Mezőtúr, Kakas utca 7" is in Kakas utca.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING

from .names import THOROUGHFARE_TYPES, case_forms, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WORD = re.compile(r"[^\W\d_]+")
_COMMON = (
    *("ajtó", "lépcsőház", "épület", "földszint", "magasföldszint", "félemelet", "tetőtér"),
    *("szuterén", "lakás", "házszám", "szám", "Magyarország", "megye", "vármegye", "város"),
    *("község", "hrsz", "emelet", "kerület", "település", "közterület", "irányítószám", "cím"),
    *("helység", "székhely", "lakcím"),
)
"""Words that stand beside a street in an address."""


def has_lost_accents(text: str, name: str, towns: Iterable[str]) -> bool:
    """Tell whether a text shows that accents were lost or damaged in it.

    A text in capitals without any accent may always have lost them.

    >>> has_lost_accents("MEZOTUR Kakas utca 7", "Kakas", ["Mezőtúr"])
    True
    >>> has_lost_accents("Mezőtúr, Kakas utca 7", "Kakas", ["Mezőtúr"])
    False
    >>> has_lost_accents("Mezotur, Kákás u. 7", "Kákás", ["Mezőtúr"])
    False
    >>> has_lost_accents("Kakas ut 7", "Kakas", []), has_lost_accents("Kakas u. 7", "Kakas", [])
    (True, False)

    Args:
        text: the whole query.
        name: of the street as it is written in it, which shows nothing of itself.
        towns: names of settlements, accents and all.
    """
    plain = unicodedata.normalize("NFC", text)
    if plain.isupper() and all(char.isascii() for char in plain if char.isalpha()):
        return True
    own = set(_WORD.findall(unicodedata.normalize("NFC", name)))
    known = _spellings(tuple(towns))
    words = (word for word in _WORD.findall(plain) if word not in own)
    if not name.isascii():  # it kept some accents: only a text with wrong ones casts doubt on it
        words = (word for word in words if not word.isascii())
    return any(_is_damaged(word, known) for word in words)


@functools.lru_cache(maxsize=64)
def _spellings(towns: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    """Return the right spellings of each folded word."""
    types = (form for kind, forms in THOROUGHFARE_TYPES.items() for form in (kind, *forms))
    found: dict[str, set[str]] = {}
    for phrase in (*types, *_COMMON, *towns):
        for word in _WORD.findall(unicodedata.normalize("NFC", phrase).casefold()):
            found.setdefault(fold(word), set()).add(word)
    return {key: frozenset(words) for key, words in found.items()}


def _is_damaged(word: str, known: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether a word, or what it is without a case ending, is a known one but for accents."""
    right = known.get(fold(word))
    if right is not None:
        return word.casefold() not in right
    bases = (form.base.casefold() for form in case_forms(word)[1:])
    spelled = [(base, known[fold(base)]) for base in bases if fold(base) in known]
    return bool(spelled) and not any(base in words for base, words in spelled)
