"""Cuts a sentence into words, notes and separators; positions index the original text.

The hard question here is what a hyphen means: part of a name (Bajcsy-Zsilinszky), the joint of
a case ending (M0-tól), a range (12-14) or the step to the next leg (Krizantém u-Csepeli u).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from ..language.names import Case, fold, is_abbreviation, is_roman
from ..language.word_lists import words
from .grammar import ARTICLES, CONJUNCTIONS, compass_adjective
from .lexicon import Head, head_of, is_modifier_adjective, modifier_noun, water_case
from .scanning import Piece, matching, scan, visible

_HYPHENS = frozenset("-‐‑­﹣－")
_NUMBER = re.compile(r"\d+[a-zA-Z]?\Z", re.ASCII)
_ROAD = re.compile(r"[MmEe]\d{1,3}\Z", re.ASCII)
_PARCEL = re.compile(r"\s*\d+(?:/\d+)*\s*\Z", re.ASCII)
_CASE_SUFFIX = re.compile(
    r"(?:(?:[eoa]?s|u|i)(?:ok)?)?(tol|rol|bol|ig|nal|nel|hoz|hez|ban|ben|nak|nek|val|vel|ra|re"
    r"|on|en|n|t|at|et|ot|el|al)?\Z",
    re.ASCII,
)
_SHORT_FORMS = words("short_forms")
_LENGTHS = words("lengths")
_INITIALS = words("initials")
_DOUBLE = words("double_names")
_FRONTS = words("name_fronts")
_GENERIC_AFTER_WATER = words("after_water")


_LONGEST_CHAIN = 12
"""Names that en dashes may tie together before their type."""
_LONGEST_LAST = 4
"""Words up to the type of the last of them."""


class UnitKind(StrEnum):
    """The three sorts of unit."""

    WORD = "word"
    NOTE = "note"
    SEPARATOR = "separator"


@dataclass(frozen=True, slots=True)
class Unit:
    """A word with what is glued to it, a bracket with its content, or a separator."""

    kind: UnitKind
    text: str
    """As written. For a separator its name: dash, comma, semicolon, newline, stop, colon, other."""
    start: int
    end: int
    word: str = ""
    """The word alone: no dot, no case ending that a hyphen ties on."""
    suffix: str = ""
    """Folded ending that a hyphen ties on: "tol" in "M0-tól", "es" in "142-es"."""
    dotted: bool = False

    @property
    def key(self) -> str:
        """The folded word, parts of a hyphenated one joined by blanks."""
        return _key(self.word)

    @property
    def is_number(self) -> bool:
        """True for 12, 12-14, 42414/188, and for a parcel number in brackets."""
        return self.kind is UnitKind.WORD and self.word[:1].isascii() and self.word[:1].isdigit()

    @property
    def is_road(self) -> bool:
        """True for M0, M5, E75."""
        return _ROAD.match(self.word) is not None

    @property
    def is_capital(self) -> bool:
        """True where the word starts with a capital letter."""
        return self.word[:1].isupper()


@lru_cache(maxsize=4096)
def _key(word: str) -> str:
    return fold(word)


def is_short_form(word: str) -> bool:
    """Tell whether a word is one that is written short, with a full stop that ends nothing.

    >>> is_short_form("hrsz"), is_short_form("utca")
    (True, False)
    """
    return fold(word) in _SHORT_FORMS


def read_units(
    text: str, start: int = 0, end: int | None = None, *, notes: bool = True
) -> list[Unit]:
    """Cut text[start:end] into units.

    Args:
        text: The whole sentence.
        start: Where to begin; positions always count from the start of `text`.
        end: Where to stop; None for the end.
        notes: False inside a bracket, where further brackets only separate.
    """
    stop = len(text) if end is None else end
    return _Cutter(text, scan(text, start, stop), notes=notes).cut()


class _Cutter:
    """One pass over the raw pieces; every piece is looked at a bounded number of times."""

    def __init__(self, text: str, raws: list[Piece], *, notes: bool) -> None:
        self.text = text
        self.raws = raws
        self.pairs = matching(text, raws) if notes else {}
        self.units: list[Unit] = []
        kinds = {raw.kind for raw in raws}
        self.lines = "newline" in kinds and not kinds & {"comma", "semicolon", "dash"}

    def cut(self) -> list[Unit]:
        at = 0
        while at < len(self.raws):
            kind = self.raws[at].kind
            if kind == "word":
                at = self._word(at)
            elif (end := self._bracketed_name(at)) > at:
                at = end
            elif kind == "open" and at in self.pairs:
                at = self._note(at, self.pairs[at])
            else:
                at = self._separator(at)
        return self.units

    def _piece(self, at: int) -> str:
        raw = self.raws[at]
        return visible(self.text[raw.start : raw.end])

    def _kind(self, at: int) -> str:
        return self.raws[at].kind if 0 <= at < len(self.raws) else ""

    def _tight(self, at: int) -> bool:
        """True where raw `at` follows the one before it without a gap."""
        return 0 < at < len(self.raws) and self.raws[at - 1].end == self.raws[at].start

    def _bracketed_name(self, at: int) -> int:
        """Join "Ráckevei" and "(Soroksári)-Duna": a bracket that a hyphen ties to a name.

        Returns:
            The index behind the name; `at` for anything else.
        """
        start = at + 1 if self._kind(at) == "dash" and self._tight(at + 1) else at
        close = self.pairs.get(start, -1)
        last = self.units[-1] if self.units else None
        named = last is not None and last.kind is UnitKind.WORD and last.is_capital
        end = close + 1
        while close > 0 and self._kind(end) == "dash" and self._kind(end + 1) == "word":
            if not (self._tight(end) and self._tight(end + 1)):
                break
            end += 2
        if last is None or not named or self._kind(start) != "open" or end == close + 1:
            return at
        self.units.pop()
        ends = "-".join(self._piece(place) for place in range(close + 2, end, 2))
        stop = self.raws[end - 1].end
        self._add(UnitKind.WORD, last.start, stop, word=f"{last.word}-{ends}")
        return end

    def _note(self, at: int, close: int) -> int:
        start, end = self.raws[at].start, self.raws[close].end
        inner = self.text[start + 1 : end - 1]
        if _PARCEL.match(inner):
            self._add(UnitKind.WORD, start, end, word=inner.strip())
        else:
            self._add(UnitKind.NOTE, start, end)
        return close + 1

    def _add(
        self,
        kind: UnitKind,
        start: int,
        end: int,
        *,
        text: str | None = None,
        word: str = "",
        suffix: str = "",
        dotted: bool = False,
    ) -> None:
        written = self.text[start:end] if text is None else text
        self.units.append(Unit(kind, written, start, end, word, suffix, dotted))

    def _separator(self, at: int) -> int:
        raw = self.raws[at]
        name = {"dot": "stop", "open": "other", "close": "other", "slash": "other"}.get(
            raw.kind,
            raw.kind,
        )
        if raw.kind == "newline" and not self._line_ends(at):
            return at + 1
        if raw.kind == "dash" and self._hanging(at):
            return at + 1
        self._add(UnitKind.SEPARATOR, raw.start, raw.end, text=name)
        return at + 1

    def _line_ends(self, at: int) -> bool:
        """Tell a list line's end from a line that is only wrapped."""
        last = self.units[-1] if self.units else None
        if last is not None and self._wrapped(at, last):
            return False
        if self.lines or last is None or last.kind is not UnitKind.WORD:
            return True
        if self._kind(at + 1) != "word":
            return True
        starts = self._piece(at + 1)[0]
        return (starts.isupper() or starts.isdigit()) and head_of(last.word) is not None

    def _wrapped(self, at: int, last: Unit) -> bool:
        """Tell a line that a page's width broke within a phrase, whatever ends the others."""
        if last.kind is UnitKind.WORD:
            return self._goes_on(at, last)
        before = self.units[-2] if len(self.units) > 1 else None
        named = before is not None and before.kind is UnitKind.WORD and before.is_capital
        untyped = named and before is not None and head_of(before.word) is None
        joined = last.text == "dash" or (last.text == "comma" and untyped)
        return last.kind is UnitKind.SEPARATOR and self._kind(at + 1) == "word" and joined

    def _goes_on(self, at: int, last: Unit) -> bool:
        """True where the line behind a word only goes on: "Fő" and "utca", "utca" and "oldala"."""
        open_name = last.is_capital and head_of(last.word) is None and not last.is_number
        kind = self._kind(at + 1)
        if kind != "word" or self._kind(at + 2) == "close":
            return kind == "open" or (kind == "dash" and open_name)
        following = self._piece(at + 1)
        if last.key in ARTICLES | CONJUNCTIONS or not following[0].islower():
            return last.key in ARTICLES | CONJUNCTIONS
        head = head_of(following)
        typed = open_name and head is not None and head.bare
        said = fold(following)
        side = is_modifier_adjective(said) or modifier_noun(following) is not None
        return typed or side or said in CONJUNCTIONS

    def _hanging(self, at: int) -> bool:
        """True for the hyphen of "Rákóczi- és Petőfi utca", which separates nothing."""
        if self._kind(at + 1) == "comma" and self._tight(at) and self._tight(at + 1):
            return self._kind(at - 1) == "word" and self._piece(at - 1)[0].isupper()
        return self._kind(at + 1) == "word" and fold(self._piece(at + 1)) in CONJUNCTIONS

    def _word(self, at: int) -> int:
        start, first = self.raws[at].start, at
        at = self._extend(at)
        end = self.raws[at - 1].end
        word = visible(self.text[start:end])
        dotted = self._takes_dot(at, word)
        if dotted:
            at += 1
            end = self.raws[at - 1].end
        suffix = self._suffix(at)
        if suffix:
            at += 2
            end = self.raws[at - 1].end
        if suffix == "i" and (adjective := compass_adjective(word)):
            word, suffix = adjective, ""  # "ÉNy-i oldala"
        self._add(UnitKind.WORD, start, end, word=word, suffix=suffix, dotted=dotted)
        return max(at, first + 1)

    def _extend(self, at: int) -> int:
        """Return the index behind a word with its hyphenated parts, range or sub-number."""
        first = at
        at += 1
        if self._chained(first):
            return at
        while self._kind(at + 1) == "word" and self._joins(first, at):
            if self._plural_chain(at - 1):
                break  # "Bajcsy-Zsilinszky–Fő utcák"
            at += 2
        return at

    def _chained(self, at: int) -> bool:
        """True in "Rózsa–Béke–Kert utca": names that dashes tie before their type are a list."""
        return self._plural_chain(at) or self._typed_chain(at)

    def _typed_chain(self, at: int) -> bool:
        end, steps = at, 0
        while (
            self._kind(end + 1) == "dash"
            and self._piece(end + 1) == "–"
            and (self._kind(end + 2) == "word" and self._tight(end + 1) and self._tight(end + 2))
        ):
            if not self._piece(end)[0].isupper() or not self._piece(end + 2)[0].isupper():
                return False
            if self._piece(end).isupper() and head_of(self._piece(end)) is not None:
                return False  # "FŐ UTCA–KERT UTCA–…"; "Fő–Temető–Kert utca" are three streets
            end, steps = end + 2, steps + 1
            if steps > _LONGEST_CHAIN:
                return False
        head = self._chain_head(end + 1)
        typed = head is not None and head.bare and (head.plural or head.case is Case.NOMINATIVE)
        if steps == 1 and head is not None and head.plural:
            return True  # "Apolló–Szerencs utcák": one street has no plural
        if steps == 1 and at >= 2 and self._kind(at - 1) == "dash":  # noqa: PLR2004
            return typed and self._piece(at - 1) == "–" and self._tight(at - 1) and self._tight(at)
        return steps > 1 and typed

    def _plural_chain(self, at: int) -> bool:
        """True in "Fő-Kossuth utcák", where no other name accounts for the plural."""
        end, marks = at, set()
        while (
            self._kind(end + 1) == "dash"
            and (self._kind(end + 2) == "word" and self._tight(end + 1) and self._tight(end + 2))
            and self._piece(end)[0].isupper()
            and self._piece(end + 2)[0].isupper()
        ):
            marks.add(self._piece(end + 1))
            end += 2
            if end - at > 2 * _LONGEST_CHAIN:
                return False
        head = self._chain_head(end + 1) if end > at else None
        name = self.text[self.raws[at].start : self.raws[end].end]
        several = head is not None and head.bare and head.plural
        tied = "–" in marks and self._piece(at + 1) != "–"  # "Bajcsy-Zsilinszky–Fő utcák"
        double = fold(name) in _DOUBLE or fold(self._piece(at)) in _FRONTS
        return several and not (tied or double or self._listed(at - 1))

    def _listed(self, at: int) -> bool:
        """True behind "Kert és a": a name without a type, which shares the one that follows."""
        joined = False
        while self._kind(at) in {"comma", "dot"} or (
            self._kind(at) == "word" and fold(self._piece(at)) in ARTICLES | CONJUNCTIONS
        ):
            joined = joined or fold(self._piece(at)) not in ARTICLES
            at -= 1
        named = joined and self._kind(at) == "word" and self._piece(at)[0].isupper()
        return named and head_of(self._piece(at)) is None

    def _chain_head(self, at: int) -> Head | None:
        """Return the type behind the last name of a chain: "–Szent Anna utcák"."""
        for place in range(at, at + _LONGEST_LAST):
            if self._kind(place) != "word":
                return None
            head = head_of(self._piece(place))
            if head is not None or not self._piece(place)[0].isupper():
                return head
        return None

    def _joins(self, first: int, at: int) -> bool:
        """Tell whether raw `at` (a dash or slash) ties the words on both sides together."""
        left, right = self._piece(at - 1), self._piece(at + 1)
        if self._kind(at) == "slash":
            return self._tight(at) and self._tight(at + 1) and left[0].isdigit()
        if self._chainage(at):
            return self._tight(at) and self._tight(at + 1) and (left + right).isdecimal()
        if self._kind(at) != "dash" or self._suffix(at):
            return False
        if not self._tight(at):
            return False
        if not self._tight(at + 1):
            return self._broken_hyphen(at, left, right)
        named = first < at - 1 or self._named(first)
        after = self._piece(at + 2) if self._kind(at + 2) == "word" else ""
        behind = head_of(after) if after else None
        lower = right[0].islower() and behind is not None and behind.bare
        tied = lower and self._called_after_water(first)
        return tied or self._tight_hyphen(left, right, after, named=named)

    def _called_after_water(self, first: int) -> bool:
        """True for "Maros-torok utca"; in "Vám körút-Duna-dandár utca" a step is missing."""
        water = self._piece(first)[0].isupper() and water_case(self._piece(first)) is not None
        return water and not (self._kind(first - 1) == "dash" and self._tight(first))

    def _chainage(self, at: int) -> bool:
        """True at the plus or comma of "12+300 km" and "12,5 km"."""
        return self._piece(at) == "+" or (
            self._kind(at) == "comma" and self._kind(at + 2) == "word" and self._unit(at + 2)
        )

    def _unit(self, at: int) -> bool:
        return fold(self._piece(at)) in _LENGTHS

    def _broken_hyphen(self, at: int, left: str, right: str) -> bool:
        """True for "Rákos- patak": a lower-case noun behind a hyphen that leans on a name."""
        head = head_of(right)
        hyphen = self._piece(at) in _HYPHENS and right[0].islower()
        return hyphen and head is not None and head_of(left) is None

    @staticmethod
    def _tight_hyphen(left: str, right: str, after: str, *, named: bool) -> bool:
        """Decide for a dash with no gap; `named` says that `left` has a name before it."""
        if _NUMBER.match(left) and not _ROAD.match(left):
            return bool(_NUMBER.match(right)) or not right[0].isupper()
        head_after = head_of(after) if after else None
        if _ROAD.match(left) and _ROAD.match(right) and not named:
            return head_after is not None and head_after.lemma == "autópálya"
        if _ROAD.match(left) or _ROAD.match(right) or _NUMBER.match(right):
            return False
        head = head_of(left)
        if head is not None and head.case is not Case.ADJECTIVE and (named or not head.bare):
            return False
        return _water_joins(left, right, after_is_head=head_after is not None)

    def _named(self, first: int) -> bool:
        """True where a name word stands right before raw `first` (so that a type ends it)."""
        first -= self._kind(first - 1) == "newline"
        if self._kind(first - 1) == "word":
            return fold(self._piece(first - 1)) not in ARTICLES
        return self._kind(first - 1) in {"dot", "close"}

    def _takes_dot(self, at: int, word: str) -> bool:
        """Tell an abbreviation's or ordinal's dot from the end of a sentence."""
        if self._kind(at) != "dot" or not self._tight(at):
            return False
        short = fold(word) in _SHORT_FORMS or is_abbreviation(word) or len(word) == 1
        if short or word[0].isdigit() or is_roman(word) or fold(word) in _INITIALS:
            return True
        if self._kind(at + 1) in {"dash", "comma"} and not self._suffix(at + 1):
            # No sentence ends right before a dash: "Sonnenstr. – Tal".
            return True
        if self._kind(at + 1) == "word":
            return self._tight(at + 1) or self._piece(at + 1)[0].islower()
        return self._suffix(at + 1) != ""

    def _suffix(self, at: int) -> str:
        """Return the folded case ending behind the dash at raw `at`, or ""."""
        if self._kind(at) != "dash" or self._kind(at + 1) != "word":
            return ""
        if not (self._tight(at) and self._tight(at + 1)):
            return ""
        piece = self._piece(at + 1)
        if not piece[0].islower() or piece == "és":
            return ""
        return fold(piece) if _CASE_SUFFIX.match(fold(piece)) else ""


def _water_joins(left: str, right: str, *, after_is_head: bool) -> bool:
    """Tell "Duna-part", "Duna-Tisza" from "Duna-dandár utca", where a step is missing."""
    if water_case(left) is None or water_case(right) is not None:
        return True
    return fold(right) in _GENERIC_AFTER_WATER or (right[0].islower() and not after_is_head)


def ending_of(suffix: str) -> str:
    """Return the case part of a tied-on ending: "tol" of "ostol", "" of "es"."""
    found = _CASE_SUFFIX.match(suffix)
    return (found[1] or "") if found else ""
