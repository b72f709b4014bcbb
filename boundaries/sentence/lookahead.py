"""Looks at the words to come, a bounded number of them, without claiming any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..language.names import Case, case_forms
from ..language.word_lists import written
from ..model import LegKind
from .grammar import (
    ADMINISTRATIVE,
    ARTICLES,
    BETWEEN,
    COMPASS_LETTERS,
    CONJUNCTIONS,
    is_compass,
)
from .lexicon import Head, head_of
from .tokens import Unit, UnitKind

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLACES = frozenset(written("numbered_street_types"))
"""Types of little streets that are numbered along a bigger one."""

_FAR = 40
"""How many units a list of parcels may take."""


class Lookahead:
    """Answers what stands at an index; outside the sentence stands nothing."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = units

    def word(self, at: int) -> Unit | None:
        """Return the word at an index, or None for a note, a separator or the end."""
        unit = self.units[at] if 0 <= at < len(self.units) else None
        return unit if unit is not None and unit.kind is UnitKind.WORD else None

    def head(self, at: int) -> Head | None:
        """Return the noun of kind at an index, or None."""
        unit = self.word(at)
        return None if unit is None else head_in(unit)

    def bare_type(self, at: int) -> bool:
        """True where a pure type follows, which takes what stands before it as its name."""
        unit, head = self.word(at), self.head(at)
        if unit is None or unit.key in BETWEEN or self.starts_typed(at):
            return False
        return head is not None and head.bare and not head.plural

    def plural_type(self, at: int) -> bool:
        """True where "utcák", "utakkal" follows, which names before it share."""
        unit, head = self.word(at), self.head(at)
        return unit is not None and head is not None and head.bare and head.plural

    def starts_typed(self, at: int) -> bool:
        """True for "Híd" before "utca", "Kőzet" before "utca": the name, not a type."""
        unit, following, head = self.word(at), self.word(at + 1), self.head(at + 1)
        if unit is None or following is None or head is None or not unit.is_capital:
            return False
        if following.is_capital and not unit.word.isupper():
            return False
        return head.bare and not head.plural and following.key not in BETWEEN

    def parcels(self, at: int, words: frozenset[str]) -> bool:
        """True for the first number of "29737, 29738 és 29834/3 hrsz."."""
        for place in range(at + 1, min(at + _FAR, len(self.units))):
            unit = self.units[place]
            listed = unit.text == "comma" if unit.kind is UnitKind.SEPARATOR else unit.is_number
            if unit.key in words:
                return place > at + 1
            if not (listed or unit.key in CONJUNCTIONS | ARTICLES):
                return False
        return False

    def compass_letter(self, at: int) -> bool:
        """True for "É-ról", "DK-en:", "Ny:"."""
        unit = self.word(at)
        if unit is None or not COMPASS_LETTERS.issuperset(letters := unit.word.split("-")):
            return False
        if len(letters) > 1:
            return True  # "K-Ny irányban"
        mark = self.units[at + 1] if at + 1 < len(self.units) else None
        colon = mark is not None and mark.kind is UnitKind.SEPARATOR and mark.text == "colon"
        return bool(unit.suffix) or colon

    def stands_as_name(self, at: int) -> bool:
        """True for "Város" of "a Petőfi, a Város és a Béke utca": a capital between two marks."""
        unit, before = self.word(at), at - 1
        article = self.word(before)
        articled = article is not None and article.key in ARTICLES and article.word.islower()
        before -= articled
        if unit is None or not unit.is_capital or unit.word.isupper() or is_compass(unit.word):
            return False
        return self._parts(at + 1) and (self._parts(before) or (articled and before < 0))

    def is_letter(self, at: int) -> bool:
        """True for the first of "A, B és C utca", "A utca – B utca": a name of one letter."""
        unit = self.word(at)
        if unit is None or unit.word != "A":
            return False
        behind = at + 1 + self.bare_type(at + 1)
        typed = behind > at + 1
        named = self.word(at + 2)
        alone = not typed and self._parts(at + 1) and named is not None and len(named.word) == 1
        return alone or (typed and self._parts(behind))

    def _parts(self, at: int) -> bool:
        """True where a comma, a dash or a conjunction parts two names of a list."""
        if not 0 <= at < len(self.units):
            return False
        unit = self.units[at]
        if unit.kind is UnitKind.SEPARATOR:
            return unit.text in {"comma", "dash"}
        return unit.kind is UnitKind.WORD and unit.key in CONJUNCTIONS and unit.word.islower()

    def border_follows(self, at: int) -> bool:
        """True where the word at `at` belongs to "... kerület közigazgatási határa"."""
        word = self.word(at)
        if word is None or word.key not in ADMINISTRATIVE:
            return False
        heads = (self.head(at + 1), self.head(at + 2))
        near = heads[0] or (heads[1] if self.word(at + 1) else None)
        return near is not None and near.kind is LegKind.BORDER

    def side_street(self, at: int) -> bool:
        """True before "2. köz" of "Szabadság utca 2. köz"."""
        unit, head = self.word(at), self.head(at + 1)
        numbered = unit is not None and unit.is_number and unit.dotted
        return numbered and head is not None and head.lemma in _PLACES


def head_in(unit: Unit) -> Head | None:
    """Look a word up whole, then by the last part of a hyphenated one."""
    head = head_of(unit.word)
    if head is None and hyphenated(unit):
        head = head_of(unit.word.rsplit("-", 1)[-1].strip())
    return head


def hyphenated(unit: Unit) -> bool:
    """True for Rákos-patak; a range of numbers does not count."""
    return "-" in unit.word and not unit.is_number


def is_plural(unit: Unit) -> bool:
    """True for "utcák", "főutak"."""
    head = head_in(unit)
    return head is not None and head.plural


def is_heading(unit: Unit | None) -> bool:
    """True for the noun of "északi irányba": a direction, not a part."""
    return unit is not None and unit.key.startswith("irany")


def is_direction(word: str) -> bool:
    """True for "északon", "délről", "délre"; False for the adjective in a name."""
    return any(
        form.case not in {Case.NOMINATIVE, Case.ADJECTIVE} and is_compass(form.base)
        for form in case_forms(word)
    )
