"""Reads what hangs behind a name: house numbers, parcel in brackets, side and line words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..language.names import Case, case_forms, fold
from ..language.word_lists import words, written
from ..model import LegKind, LineRule
from .grammar import BETWEEN, COMPASS_ADJECTIVES, CONJUNCTIONS
from .lexicon import head_of, is_modifier_adjective, modifier_noun, rule_of
from .naming import spelled, tied_case
from .tokens import Unit, UnitKind

if TYPE_CHECKING:
    from .items import Mention

_SIDE_RULES = frozenset(
    {
        LineRule.INNER_SIDE,
        LineRule.OUTER_SIDE,
        LineRule.EVEN_SIDE,
        LineRule.ODD_SIDE,
        LineRule.BOTH_SIDES,
        LineRule.COMPASS_SIDE,
    },
)
_STREETS = frozenset({LegKind.STREET, LegKind.SQUARE})
_NUMBER_WORDS = words("number_words")
_AT_NUMBER = words("at_a_number")
_NO_DOOR = words("no_house_number")
_PROPERTIES = words("properties")
_TOWARDS = "feloli"
"""In "Gellért tér felőli oldala": the name before it says which side of another street."""
_BANKS = words("banks")
_BANKED = frozenset({LegKind.WATER, LegKind.SQUARE, LegKind.PATH})
_ESTATES = frozenset(written("bordered_types"))
_OWN_STRETCH = words("own_stretches")
"""Words that make a stretch a thing of its own: an M4 not yet built is not the M4."""
_DOOR = re.compile(r"\d+(?:[-–/]\d+)?[A-Za-z]?(?:/[A-Za-z])?\Z", re.ASCII)
_BESIDE = words("beside_it")
_GROUND = words("whole_ground")
_SIDE_NOUNS = words("water_sides")
_STRETCHES = words("stretches")
_SHORTER = words("shorter")
_MOST_ADJECTIVES = 7
_MOST_TAILS = 4
_WHOLE_NAME_KINDS = frozenset({LegKind.PARCEL_EDGE})


@dataclass(slots=True)
class Tail:
    """How far the words behind a name reach."""

    end: int
    """Index of the first unit that is not part of it."""


def read_tail(text: str, units: list[Unit], at: int, mention: Mention) -> Tail:
    """Read everything behind a name from unit `at` on; what it says goes onto the mention."""
    reader = _TailReader(text, units, mention)
    end = reader.house_numbers(at)
    end = reader.parcel_number(end)
    for _ in range(_MOST_TAILS):
        following = reader.side(end)
        if following == end:
            break
        end = following
    return Tail(reader.late_numbers(end))


class _TailReader:
    def __init__(self, text: str, units: list[Unit], mention: Mention) -> None:
        self.text = text
        self.units = units
        self.mention = mention

    def _word(self, at: int) -> Unit | None:
        unit = self.units[at] if at < len(self.units) else None
        return unit if unit is not None and unit.kind is UnitKind.WORD else None

    # -- house numbers ----------------------------------------------------------------------

    def house_numbers(self, at: int) -> int:
        """Read "9.-től", "12-től 34-ig", "99-103."; return the index behind them."""
        if self.mention.kind not in _STREETS or self.mention.case is not Case.NOMINATIVE:
            return at
        found: list[tuple[str, Case | None]] = []
        while len(found) < 2:  # noqa: PLR2004
            start = self._second(at) if found else at
            if not self._is_house_number(start):
                break
            at = start
            unit = self.units[at]
            case = tied_case(unit)
            at += 1
            following = self._word(at)
            prop, end = self._property(at)
            if prop is not None:
                case, at = prop, end
            elif following is not None and (worded := _number_word(following)):
                case, at = worded, at + 1
            found.append((unit.word, case))
        if found:
            self._apply_numbers(found)
        return at

    def _second(self, at: int) -> int:
        """Return where the other number of "12. és 34. szám között" stands, else `at`."""
        joint, other = self._word(at), self._word(at + 1)
        if joint is None or joint.key not in CONJUNCTIONS:
            return at
        if other is None or not other.word.isdecimal() or self._ranged(at - 1):
            return at  # "1–35. és 2–28. között": two ranges
        end = at + 2
        while (unit := self._word(end)) is not None and unit.key in _AT_NUMBER:
            end += 1
        between = self._word(end)
        return at + 1 if between is not None and between.key in BETWEEN else at

    def _ranged(self, at: int) -> bool:
        """True where the number before is a range already."""
        while (unit := self._word(at)) is not None and unit.key in _AT_NUMBER:
            at -= 1
        return unit is None or not unit.word.isdecimal()

    def late_numbers(self, at: int) -> int:
        """Read the numbers behind a side: "páros oldala 2-től 14-ig"."""
        unit = self._word(at)
        plain = unit is not None and tied_case(unit) is None and "-" not in unit.word
        if self.mention.numbered is not None or self.mention.rule is None or plain:
            return at
        return self.house_numbers(at)

    def _property(self, at: int) -> tuple[Case | None, int]:
        """Read "számú ingatlan", "sz. alatti telekig": the case and the index behind it."""
        end = at
        while (unit := self._word(end)) is not None and unit.key in _AT_NUMBER:
            end += 1
        noun = self._word(end)
        if noun is None or end == at:
            return None, at
        forms = case_forms(noun.word)
        case = next((form.case for form in forms if fold(form.base) in _PROPERTIES), None)
        return case, end + 1

    def _is_house_number(self, at: int) -> bool:
        unit = self._word(at)
        if unit is None or unit.text.startswith(("(", "[")) or not _DOOR.match(unit.word):
            return False
        if unit.suffix and tied_case(unit) is None:
            return False
        following, after = self._word(at + 1), self._word(at + 2)
        if following is None or self._property(at + 1)[0] is not None:
            return True
        if following.key in _NO_DOOR:
            return False
        if following.key in _NUMBER_WORDS:
            return after is None or head_of(after.word) is None
        head = head_of(following.word)
        return head is None or tied_case(unit) is not None

    def _apply_numbers(self, found: list[tuple[str, Case | None]]) -> None:
        mention, name = self.mention, self.mention.name
        first, case = found[0]
        mention.numbered = name
        if len(found) > 1:
            mention.limits = (f"{name} {first}.", f"{name} {found[1][0]}.")
        elif "-" in (plain := first.replace("–", "-")) and case is not Case.FROM:
            start, end = plain.split("-", 1)  # "45-48-tól" is from the door that has both
            mention.limits = (f"{name} {start}.", f"{name} {end}.")
        elif case in {Case.FROM, Case.TO}:
            mention.name, mention.case = f"{name} {first}.", case
        else:
            mention.name, mention.kind, mention.type = f"{name} {first}.", LegKind.POINT, None

    # -- a parcel in brackets ---------------------------------------------------------------

    def parcel_number(self, at: int) -> int:
        """Read "(37061/6) délkeleti telekhatára" behind a name."""
        unit = self._word(at)
        if unit is None or not unit.is_number or not unit.text.startswith(("(", "[")):
            return at
        following = self._word(at + 1)
        marked = following is not None and following.key == "hrsz"
        if not (marked or "/" in unit.word or self.side(at + 1) > at + 1):
            return at
        end = at + 2 if marked else at + 1
        self.mention.kind, self.mention.parcel, self.mention.type = (
            LegKind.PARCEL_EDGE,
            unit.word,
            None,
        )
        self.mention.name += " " + spelled(self.text, tuple(self.units[at:end]))
        return end

    # -- sides and lines --------------------------------------------------------------------

    def side(self, at: int) -> int:
        """Read "páros oldala", "középvonala", "mentén"; return the index behind it."""
        noun_at = self._adjectives_end(at)
        unit = self._word(noun_at)
        noun = modifier_noun(unit.word) if unit is not None else None
        if noun is not None and noun[0] == "fele":
            return at  # "a Duna felé" is a direction, "fele" half of it
        if unit is None or noun is None or not self._fits(noun[0]):
            return at
        if noun[0] in _STRETCHES and any(u.key in _SHORTER for u in self.units[at:noun_at]):
            return at  # "északi szakasza" is a part of it: left for a person
        if noun[0] in _GROUND and any(u.key in _BESIDE for u in self.units[at:noun_at]):
            return at  # "menti területen" is what lies beside it
        following = self._word(noun_at + 1)
        if following is not None and noun_at == at and self._starts_name(following):
            return at
        words = tuple(self.units[at : noun_at + 1])
        self._apply_side(words, noun[0], tied_case(unit) or noun[1])
        return noun_at + 1

    def _bank_end(self, at: int) -> int:
        """Return the noun of "budai partja", "pesti oldala" behind a water, else `at`."""
        unit, noun = self._word(at), self._word(at + 1)
        if self.mention.kind is not LegKind.WATER or unit is None or noun is None:
            return at
        found = modifier_noun(noun.word)
        bank = found is not None and found[0] in _BANKS | _SIDE_NOUNS
        return at + 1 if bank and unit.word.islower() and unit.key.endswith("i") else at

    def _adjectives_end(self, at: int) -> int:
        if (end := self._bank_end(at)) > at:
            return end
        end = at
        while end - at < _MOST_ADJECTIVES and (unit := self._word(end)) is not None:
            joined = end > at and unit.key in CONJUNCTIONS
            if not joined and not is_modifier_adjective(unit.key):
                break
            end += 2 if self._listed(end) else 1
        return end

    def _listed(self, at: int) -> bool:
        """True at "északi," of "északi, keleti és déli határa"."""
        following = self._word(at + 2)
        comma = at + 1 < len(self.units) and self.units[at + 1].text == "comma"
        sides = COMPASS_ADJECTIVES
        here = self.units[at].key in sides
        return here and comma and following is not None and following.key in sides

    def _fits(self, noun: str) -> bool:
        return noun not in _BANKS or self.mention.kind in _BANKED

    @staticmethod
    def _starts_name(unit: Unit) -> bool:
        """True before a type: the "part" of "Part utca" is no bank."""
        head = head_of(unit.word)
        return head is not None and head.bare and not unit.is_capital

    def _apply_side(self, words: tuple[Unit, ...], noun: str, case: Case) -> None:
        mention = self.mention
        keys = frozenset(unit.key for unit in words)
        rule = LineRule.BOTH_SIDES if {"paros", "paratlan"} <= keys else rule_of(keys | {noun})
        front = " ".join(
            unit.word if unit.key in COMPASS_ADJECTIVES else spelled(self.text, (unit,))
            for unit in words[:-1]
        )
        written = " ".join(f"{front} {_nominative(words[-1], noun)}".split())
        if mention.kind in _WHOLE_NAME_KINDS or keys & _OWN_STRETCH:
            mention.name = f"{mention.name} {written}"
        elif noun.startswith("telekhatar"):
            self._becomes(LegKind.PARCEL_EDGE, written)
        elif noun.startswith("hatar") and mention.type in _ESTATES:
            self._becomes(LegKind.BORDER, written)
        if rule is None and noun in _SIDE_NOUNS | _BANKS and len(words) > 1:
            rule = LineRule.COMPASS_SIDE  # "pesti oldala"
        if _TOWARDS in keys:
            mention.towards = written
        elif rule is not None and mention.rule is None:
            mention.rule = rule
            mention.side = written if rule in _SIDE_RULES else None
        if mention.case in {Case.NOMINATIVE, Case.ADJECTIVE}:
            mention.case = case

    def _becomes(self, kind: LegKind, written: str) -> None:
        """Make the name with its side words one thing: "Őrmező lakótelep határa"."""
        self.mention.kind, self.mention.type = kind, None
        self.mention.name = f"{self.mention.name} {written}"


def _nominative(unit: Unit, noun: str) -> str:
    return next((f.base for f in case_forms(unit.word) if fold(f.base) == noun), unit.word)


def _number_word(unit: Unit) -> Case | None:
    """Return the case of "számtól", "számig", "szám", or None for another word."""
    forms = case_forms(unit.word)
    return next((form.case for form in forms if fold(form.base) in _NUMBER_WORDS), None)
