"""Spells a leg's name: which of the words belong to it, and how they are written out."""

from __future__ import annotations

import re

from ..language.names import Case, case_forms, fold, is_abbreviation, is_roman
from ..language.word_lists import words, written
from ..model import LegKind
from .grammar import ADMINISTRATIVE, AREA_NOUNS, TOWNS, is_frame
from .lexicon import Head, head_of
from .scanning import visible
from .tokens import Unit, UnitKind, ending_of

_YEARS = frozenset(written("years"))
"""Numbers that name streets after years: 1848-as út is a street, 4601-es út a road."""
_ACRONYMS = frozenset(written("acronyms"))
_NUMBERED_ROADS = frozenset(written("numbered_road_types"))
_SPACED_HYPHEN = re.compile(r"(?<=\w)([-‐‑])\s+(?=\w)")
_SPACED_TYPES = frozenset(written("tied_types"))
"""Types that old texts tie on with a hyphen and the map does not: Csalogány-utca."""
_RAILED = frozenset({LegKind.PATH, LegKind.OTHER, LegKind.STREET})
_RANKED = words("name_ranks")
_OF_DISTRICT = words("district_words")
_OWN_SPELLING = {"vv": "vasútvonal"}


def spelled(text: str, words: tuple[Unit, ...]) -> str:
    """Return words as written, one blank between them, brackets left out."""
    pieces = (visible(text[u.start : u.end]) for u in words if u.kind is UnitKind.WORD)
    return _SPACED_HYPHEN.sub(r"\1", " ".join(" ".join(pieces).split()))


def head_text(unit: Unit, head: Head) -> str:
    """Return the noun of kind as it stands in the name: nominative, written out.

    "utcáig" gives "utca", "krt." gives "körút", "Citadella-sétányig" "Citadella sétány".
    """
    base = _OWN_SPELLING.get(head.base, head.base)
    if head_of(unit.word) is None and "-" in unit.word:
        front = unit.word.rsplit("-", 1)[0]
        joint = " " if head.lemma in _SPACED_TYPES else "-"
        return f"{front}{joint}{base}"
    if is_abbreviation(unit.word) or head.plural or base != head.base:
        return base
    if head.case is Case.NOMINATIVE and unit.word.isupper():
        return unit.word
    return base[0].upper() + base[1:] if unit.is_capital else base


def capitalised(name: str, kind: LegKind) -> str:
    """Return a name in ordinary capitals: VEDER UTCA becomes Veder utca."""
    letters = [char for char in name if char.isalpha()]
    if len(letters) > 3 and name.isupper():  # noqa: PLR2004
        named = kind in {LegKind.STREET, LegKind.SQUARE}
        words = enumerate(name.split())
        name = " ".join(_lowered(word, first=named and place == 0) for place, word in words)
    if kind in {LegKind.STREET, LegKind.SQUARE} and " " in name:
        return name[0].upper() + name[1:]
    return _SPACED_HYPHEN.sub(r"\1", name)


def _lowered(word: str, *, first: bool) -> str:
    if word in _ACRONYMS or is_roman(word.rstrip(".")) or any(char.isdigit() for char in word):
        return word
    if not first and (head_of(word) is not None or fold(word) in ADMINISTRATIVE):
        return word.lower()
    return "-".join(part[:1] + part[1:].lower() for part in word.split("-"))


def name_start(words: tuple[Unit, ...], head: Head) -> int:
    """Return the index of the first word before the noun that belongs to the name.

    A street's name starts with its first capital or number; lower-case words before that say
    something about it. Other things keep their adjectives ("gödöllői HÉV").
    """
    if words and is_demonstrative(words[-1]):
        return len(words) - 1
    after_town = _behind_town(words)
    if head.bare:
        for place, unit in enumerate(words[after_town:], after_town):
            quarter = fold(unit.word) in AREA_NOUNS and place + 1 < len(words)
            if (unit.is_capital or unit.is_number) and not quarter:  # "a Belváros Fő utca"
                return _with_rank(words, place)
    return next(
        (i for i, unit in enumerate(words) if i >= after_town and _counts(unit)), len(words)
    )


def _with_rank(words: tuple[Unit, ...], place: int) -> int:
    """Take in "gróf", "dr." right before a name: words in small letters that belong to it."""
    while place and words[place - 1].key in _RANKED:
        place -= 1
    return place


def is_demonstrative(unit: Unit) -> bool:
    """Tell "e sétány" from the initial in "Ady E. u."."""
    return unit.word in {"e", "ezen"} and not unit.dotted


def _counts(unit: Unit) -> bool:
    if unit.kind is not UnitKind.WORD:
        return False
    return unit.is_capital or unit.is_number or not is_frame(unit.word)


def _behind_town(words: tuple[Unit, ...]) -> int:
    """Return the index behind "Budapest X." and behind "VII. kerületi", else 0."""
    at = 1 if len(words) > 1 and words[0].key in TOWNS else 0
    if len(words) <= at + 1 or not words[at].dotted:
        return 0
    numbered = is_roman(words[at].word) or words[at].is_number
    if numbered and words[at + 1].key in _OF_DISTRICT:
        return at + 2
    return 2 if at and is_roman(words[at].word) else 0


def border_name_start(words: tuple[Unit, ...]) -> int:
    """Return the index of the first word of a border's name ("a város közigazgatási határa")."""
    for place, unit in enumerate(words):
        if unit.is_capital or unit.is_number or unit.key in ADMINISTRATIVE:
            return place
        if unit.kind is UnitKind.WORD and not is_frame(unit.word):
            return place
    return len(words)


def kind_of(words: tuple[Unit, ...], head: Head) -> LegKind:
    """Return the kind that the noun and the words before it make together.

    ROAD for a road known by its number, RAILWAY for a vasúti töltés, else the noun's own.
    """
    if head.lemma == "kapu" and len(words) > 1 and words[-2].is_capital:
        # Győri kapu is a street; the "gyári kapu" is a gate.
        return LegKind.STREET if words[-2].key.endswith("i") else head.kind
    if any(unit.key == "vasuti" for unit in words[:-1]) and head.kind in _RAILED:
        return LegKind.RAILWAY
    if head.lemma not in _NUMBERED_ROADS or len(words) < 2:  # noqa: PLR2004
        return head.kind
    first = words[0]
    if first.is_road:
        return LegKind.ROAD
    if not first.is_number or first.word in _YEARS:
        return head.kind
    return LegKind.ROAD if not any(unit.is_capital for unit in words[1:-1]) else head.kind


def tied_case(unit: Unit) -> Case | None:
    """Return the case of an ending tied on by a hyphen ("M0-tól"), None where there is none."""
    ending = ending_of(unit.suffix)
    if not ending:
        return None
    readings = (form.case for form in case_forms(f"xxa{ending}"))
    return next((case for case in readings if case is not Case.NOMINATIVE), Case.ALONG)
