"""Where the name of a street begins and ends among the words of a list. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..language.names import (
    Case,
    case_forms,
    fold,
    is_abbreviation,
    is_roman,
    type_of,
    type_of_plural,
)
from ..language.word_lists import folded
from .symbols import is_article, is_skipped, is_tail_word
from .tokens import Mark, Token
from .words import ALL_OF_A_PLACE, OPENINGS, SIDE_NOUNS, SIDES, TITLES

if TYPE_CHECKING:
    from collections.abc import Sequence

_STRONG = folded(
    "utca út tér köz körút sugárút fasor sétány rakpart sor lakótelep lépcső dűlő tanya útja tere "
    "körtér köze sora sétánya fasora"
)
"""Types that end a name however they are written; the others are everyday words as well."""
_BEFORE_NAMES = frozenset({Mark.COMMA, Mark.SEMICOLON, Mark.BREAK, Mark.BULLET, Mark.COLON})
_TYPES_AHEAD = 3
"""Small words that may stand between a name's capital and its type: "Radeczky – huszárok útja"."""
_NUMBER_NAMES = frozenset({"as", "es", "os", "asok", "osok", "esek", "ek"})
"""Endings of numbers that are names: 48-as tér, 56-osok tere."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands, `tokens[start:stop]`."""

    stop: int
    shown: str
    """With its type written out in the nominative; abbreviations are left."""
    typed: bool
    plural: bool
    case: Case = Case.NOMINATIVE
    """Of its type: "utcától" limits another street."""
    doubled: bool = False
    """True where two types end it, the first of which could end it alone: "Béke tér köz"."""


class NameReader:
    """Reads names in one list, knowing how it writes capitals."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        words = [token.text for token in tokens if token.is_word]
        self.small = not any(word[:1].isupper() for word in words)
        """True in a list without a capital: every word may begin a name."""

    def begins(self, at: int) -> bool:
        """Tell whether a name may begin at a token."""
        token = self.tokens[at]
        if token.is_number:
            ordinal = token.dotted or token.case in _NUMBER_NAMES
            return ordinal and self._number_in_name(at)
        if not token.is_word or is_tail_word(token) or is_skipped(token):
            return token.is_word and self._is_named_so(at)
        if token.text[:1].isupper():
            return not (self._begins_sentence(at) or self._is_side_noun(at))
        if token.key in TITLES and (token.dotted or token.key not in {"id", "st"}):
            following = self._word(at + 1)
            return following is not None and following.text[:1].isupper()
        if self.small:
            return type_of(token.text) is None or self._word(at + 1) is not None
        return False

    def _is_named_so(self, at: int) -> bool:
        """Tell "Egész utca", "Páros utca", which are names, from "egész"."""
        token, following = self.tokens[at], self._word(at + 1)
        begins = at == 0 or self.tokens[at - 1].mark in _BEFORE_NAMES
        if not (begins and token.text.istitle() and is_tail_word(token)) or following is None:
            return False
        return token.key not in ALL_OF_A_PLACE and self.is_type(following)

    def _is_side_noun(self, at: int) -> bool:
        """Tell "PÁRATLAN OLDAL" from a name."""
        before = self._word(at - 1) if at else None
        return self.tokens[at].key in SIDE_NOUNS and before is not None and before.key in SIDES

    def _begins_sentence(self, at: int) -> bool:
        """Tell "Ide tartozik", "Nem tartozik ide" from a name."""
        following = self._word(at + 1)
        if self.tokens[at].key not in OPENINGS or following is None:
            return False
        return following.text.islower() and self._kind(following) is None

    def _word(self, at: int) -> Token | None:
        token = self.tokens[at] if at < len(self.tokens) else None
        return token if token is not None and token.is_word else None

    def _number_in_name(self, at: int) -> bool:
        """Tell "2. utca", "48-as tér" from a house number."""
        following = self._word(at + 1)
        token = self.tokens[at]
        if token.case in _NUMBER_NAMES and self._is_named_by_number(at):
            return True
        if following is None or not (token.dotted or token.case in _NUMBER_NAMES or not token.case):
            return False
        before = self._word(at - 1) if at else None
        written = following.text.islower() or (
            following.text.isupper() and before is not None and _is_capital(before)
        )
        return (
            written
            and self._kind(following) is not None
            and (following.key != "t" and not is_tail_word(following))
        )

    def _is_named_by_number(self, at: int) -> bool:
        """Tell the number of "48-as tér" and "39-es Dandár út" from one that counts houses."""
        for place in range(at + 1, at + 1 + _TYPES_AHEAD):
            token = self._word(place)
            if token is None or is_tail_word(token) or is_skipped(token):
                return False
            if self._type_at(place) is not None:
                return True
        return False

    def is_type(self, token: Token) -> bool:
        """Tell whether a word is a type and nothing else: "köz" without a name."""
        known = token.is_word and token.text.islower() and token.key not in SIDE_NOUNS
        return known and self._kind(token) is not None

    def speaks_of_street(self, token: Token) -> bool:
        """Tell whether a word is a type in any case: "utca", "utcától", "utcák"."""
        known = token.is_word and token.key not in SIDE_NOUNS
        return known and (self._kind(token) is not None or _inflected(token.text) is not None)

    @staticmethod
    def _kind(token: Token) -> str | None:
        return type_of(token.text) or type_of_plural(token.text)

    def read(self, at: int) -> Name:
        """Read the name that begins at a token."""
        start = at
        words: list[str] = []
        while at < len(self.tokens):
            token = self.tokens[at]
            if token.mark is Mark.DASH and self._dash_in_name(at) and words:
                words.append(token.text)
                at += 1
                continue
            if token.is_number and at > start and not self._number_in_name(at):
                break
            if not (token.is_word or token.is_number) or (at > start and self._stops(at)):
                break
            ended = self._type_at(at) if words else None
            if ended is not None:
                base, case, plural = ended
                before = self.tokens[at - 1]
                doubled = len(words) > 1 and before.text.islower() and before.key in _STRONG
                words.append(base)
                shown = " ".join(words)
                return Name(at + 1, shown, typed=True, plural=plural, case=case, doubled=doubled)
            words.append(token.shown)
            at += 1
        case = self._bare_case(self.tokens[at - 1]) if at > start else Case.NOMINATIVE
        return Name(at, " ".join(words), typed=False, plural=False, case=case)

    def _stops(self, at: int) -> bool:
        """Tell whether a word inside a name belongs to it no more."""
        token = self.tokens[at]
        if token.is_number:
            return False
        if token.key in ALL_OF_A_PLACE or (is_tail_word(token) and not self._type_follows(at, 1)):
            return True
        if is_skipped(token):
            return not is_article(token) or not self._type_follows(at, _TYPES_AHEAD)
        if token.text[:1].isupper() or self.small:
            return False
        if self._type_at(at) is not None:
            return False
        return not self._type_follows(at, _TYPES_AHEAD)

    def _type_follows(self, at: int, within: int) -> bool:
        """Tell whether a type comes behind a word, only small words between."""
        for token in self.tokens[at + 1 : at + 1 + within]:
            if not token.is_word or token.text[:1].isupper() or is_tail_word(token):
                return False
            if self._kind(token) is not None or _inflected(token.text) is not None:
                return True
            if is_skipped(token):
                return False
        return False

    def _dash_in_name(self, at: int) -> bool:
        """Tell the dash of "Radeczky – huszárok útja" from the step to the next street."""
        following = self._word(at + 1)
        if following is None or not following.text.islower() or is_tail_word(following):
            return False
        if self._type_at(at - 1) is not None or self._kind(following) is not None:
            return False
        return self._type_follows(at + 1, _TYPES_AHEAD)

    def _type_at(self, at: int) -> tuple[str, Case, bool] | None:
        """Return (type as it belongs in the name, case, whether it is a plural), or None."""
        token, following = self._word(at), self._word(at + 1)
        numbered = at > 0 and self.tokens[at - 1].is_number  # "MÁRCIUS 15. U."
        before = self._word(at - 1 - numbered) if at > numbered else None
        if token is None or not self._may_be_type(token, following, before):
            return None
        if following is not None and following.text.islower() and self._goes_on(following):
            return None
        plural = type_of_plural(token.text)
        if plural is not None:
            return plural, Case.NOMINATIVE, True
        if type_of(token.text) is not None:
            return token.shown, Case.NOMINATIVE, False
        return _inflected(token.text) if token.text.islower() else None

    def _goes_on(self, following: Token) -> bool:
        """Tell whether the type behind a word takes it into the name: "Liget park utca"."""
        if is_tail_word(following) or following.key in {"t", "oldal"}:
            return False
        return self._kind(following) is not None

    @staticmethod
    def _may_be_type(token: Token, following: Token | None, before: Token | None) -> bool:
        text = token.text
        if text.islower():
            return True
        if len(text) == 1:  # an initial, or the "U." of capitals
            capitals = before is not None and _is_capital(before)
            return text == "U" and (following is None or capitals)
        if fold(text) in _STRONG or is_abbreviation(text):
            return True
        return following is None and type_of(text) is not None

    @staticmethod
    def _bare_case(token: Token) -> Case:
        """Return the case of a name without type: "Dunától", "Tiszáig"."""
        if not token.is_word or is_roman(token.text):
            return Case.NOMINATIVE
        text = token.text.lower()
        if text.endswith(("tól", "től", "ról", "ről")) and len(text) > 5:  # noqa: PLR2004 - a word and its ending
            return Case.FROM
        return Case.NOMINATIVE


def _is_capital(token: Token) -> bool:
    """Tell a word of capitals from an initial."""
    return len(token.text) > 1 and token.text.isupper()


def _inflected(word: str) -> tuple[str, Case, bool] | None:
    """Return the type of a word with a case ending: "utcától", "utcáknak"."""
    for form in case_forms(word)[1:]:
        if type_of(form.base) is not None and len(form.base) > 1:
            return form.base, form.case, False
        inner = type_of_plural(form.base)
        if inner is not None:
            return inner, form.case, True
    return None
