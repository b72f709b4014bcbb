"""The words that boundary sentences are made of, and what each of them says.

Every key is folded (accents and case off). Lists hold nominatives; case endings are taken off
by rule before a word is looked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ..language.names import (
    THOROUGHFARE_TYPES,
    Case,
    case_forms,
    fold,
    is_abbreviation,
    ruled_forms,
    type_of,
    type_of_plural,
)
from ..language.word_lists import said_by, words
from ..model import LegKind, LineRule
from .grammar import COMPASS_ADJECTIVES, TURNS


@dataclass(frozen=True, slots=True)
class Head:
    """The noun that ends a name: what it is and in which case it stands."""

    lemma: str
    """Canonical nominative: utca, vasútvonal, határ."""
    kind: LegKind
    bare: bool
    """True where it says nothing without a name before it (utca), False for "vasútvonal"."""
    case: Case
    base: str
    """The word in the nominative as it belongs in the name ("sétánya", "utca")."""
    plural: bool = False


_PARTICLES = words("particles")
_NOT_HEADS = words("everyday_nouns")
"""Types that are everyday nouns as well; in a sentence they need more than standing there."""
_SQUARES = words("square_types")
WATERS = words("rivers")
"""Rivers and lakes that are named without a noun of kind."""
_ARMS = words("river_arms")
"""What a river's arm is called by; Felső-Tisza part, by contrast, is a street."""

_MODIFIER_ADJECTIVES = words("side_adjectives")
_MODIFIER_NOUNS = words("side_nouns")
_RULES: tuple[tuple[frozenset[str], LineRule], ...] = tuple(
    (frozenset(map(fold, said)), LineRule(rule)) for rule, said in said_by("rule")
)
_LENGTHWISE = words("lengthwise")
_WHOLE_THING = words("whole_line")


def _head_index() -> dict[str, tuple[str, LegKind, bool]]:
    index: dict[str, tuple[str, LegKind, bool]] = {}
    for name in THOROUGHFARE_TYPES:
        if fold(name) not in _NOT_HEADS and " " not in name:
            index[fold(name)] = (name, _type_kind(name), True)
    for kind, nouns in said_by("kind"):
        index.update({fold(noun): (noun, LegKind(kind), False) for noun in nouns})
    return index


def _type_kind(name: str) -> LegKind:
    return LegKind.SQUARE if fold(name) in _SQUARES else LegKind.STREET


_HEADS = _head_index()
_COMPOUNDS: tuple[tuple[str, LegKind], ...] = tuple(
    sorted(
        ((end, LegKind(kind)) for kind, ends in said_by("ends") for end in ends),
        key=lambda one: -len(one[0]),
    )
)
"""Endings of compounds ("Vásártér", "Malomárok"); spelled with accents, since -ter is not -tér."""
_LAKES = words("lakes")
"""What a lake's name begins with before "-tó"; other words in -tó may be a participle."""
_SHORT_LAKE = 4
"""Lakes are longer than this, and capitalised: -tó also ends a participle ("tartó")."""


@lru_cache(maxsize=4096)
def head_of(word: str) -> Head | None:
    """Return what a word is as the end of a name, or None where it can only be inside one."""
    if fold(word) in _PARTICLES:
        return None
    plural = type_of_plural(word)
    if plural is not None:
        return Head(
            plural, _type_kind(plural), bare=True, case=Case.ALONG, base=plural, plural=True
        )
    if is_abbreviation(word):
        lemma = type_of(word) or word
        return Head(lemma, _type_kind(lemma), bare=True, case=Case.NOMINATIVE, base=lemma)
    for form in case_forms(word):
        head = _listed(form.base, form.case)
        if head is not None:
            return head
    return _compound(word)


def _listed(base: str, case: Case) -> Head | None:
    key = fold(base)
    if key in _HEADS:
        lemma, kind, bare = _HEADS[key]
        return Head(lemma, kind, bare=bare, case=case, base=lemma)
    lemma_of_type = type_of(base)
    if lemma_of_type is not None and fold(lemma_of_type) not in _NOT_HEADS and len(base) > 1:
        kind = _type_kind(lemma_of_type)
        return Head(lemma_of_type, kind, bare=True, case=case, base=base.lower())
    plural = type_of_plural(base)
    if plural is not None:
        return Head(plural, _type_kind(plural), bare=True, case=case, base=plural, plural=True)
    return None


def _compound(word: str) -> Head | None:
    if "-" in word or any(fold(form.base) in TURNS for form in case_forms(word)):
        return None
    for form in case_forms(word):
        base = form.base.lower()
        for ending, kind in _COMPOUNDS:
            if base.endswith(ending) and len(base) >= len(ending) + 2:
                return Head(ending, kind, bare=False, case=form.case, base=form.base)
        if word[:1].isupper() and base.endswith("tó") and len(base) > _SHORT_LAKE:
            kind = LegKind.WATER if _is_lake(base) else LegKind.OTHER
            return Head("tó", kind, bare=False, case=form.case, base=form.base)
    return None


def _is_lake(base: str) -> bool:
    """Tell "Halastó" from "Autójavító" and "Alsószéktó": what those are, the map must say."""
    return fold(base[:-2]) in _LAKES


@lru_cache(maxsize=4096)
def water_case(word: str) -> tuple[str, Case] | None:
    """Return a river's nominative and the case it stands in ("Dunáig" → Duna, TO)."""
    for form in case_forms(word):
        front, _, river = form.base.rpartition("-")
        if fold(form.base) in WATERS or (fold(front) in _ARMS and fold(river) in WATERS):
            return form.base, form.case
    return None


@lru_cache(maxsize=4096)
def sure_case(word: str) -> tuple[str, Case] | None:
    """Return the reading of an unlisted word with an ending that says from or to."""
    if not word[:1].isupper():
        return None
    for form in ruled_forms(word):
        if form.case in {Case.FROM, Case.TO}:
            return form.base, form.case
    return None


def is_modifier_adjective(key: str) -> bool:
    """Tell whether a folded word can start "páros oldal", "délkeleti telekhatára"."""
    return key in _MODIFIER_ADJECTIVES


@lru_cache(maxsize=4096)
def modifier_noun(word: str) -> tuple[str, Case] | None:
    """Return the folded noun of a side or line word and its case, or None."""
    for form in case_forms(word):
        if fold(form.base) in _MODIFIER_NOUNS:
            return fold(form.base), form.case
    return None


def rule_of(keys: frozenset[str]) -> LineRule | None:
    """Return the rule that a side's words state, or None where they state none."""
    sided = keys & COMPASS_ADJECTIVES and not keys & _LENGTHWISE
    if keys & _WHOLE_THING and "meghosszabbitott" not in keys and not sided:
        return None
    return next((rule for words, rule in _RULES if keys & words), None)
