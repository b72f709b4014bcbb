"""Which settlement an address names. Pure text rules over the known settlements.

A name counts where it stands by itself: between commas, behind a postcode, behind the house
number, or before a street that the settlement's own register has. "Tompa Mihály utca" names no
town, and "Kecskeméti út" does not either. What is not clear is said to be so, never guessed.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..address.addresses import LONGEST, may_lead, parse_address, types_of
from ..address.layout import laid_out
from ..address.parcels import MARK, mark_parcels
from ..address.ranks import without_ranks
from ..address.street_index import TownNames, build_index
from ..address.street_match import find_exact
from ..address.text import whole_words
from ..language.country import CAPITAL, COUNTY, SETTLEMENT_RANKS, towns_of
from ..language.names import Case, case_forms, fold, type_of
from ..model import Reason

if TYPE_CHECKING:
    from ..address.addresses import ParsedAddress
    from ..address.street_index import StreetIndex
    from ..address.street_match import StreetMatch
    from .settlements import Settlement, Settlements, SettlementStreet

_BREAK = re.compile(r"[,;\n\t()\[\]]+")
_POSTCODE = re.compile(r"(?:H-?)?([1-9]\d{3})\Z", re.ASCII | re.IGNORECASE)
_NAME_WORDS = 3
"""Words between a settlement's name and the type behind it that still are one street's name."""
_WITH_NUMBER = 3
"""Least words of a stretch that ends in a settlement's name: street, number, settlement."""
_REGION = 2
"""Leading figures of a postcode that settlements of one region share."""


@dataclass(frozen=True, slots=True)
class SettlementReading:
    """What an address says about its settlement."""

    settlement: Settlement | None
    reason: Reason | None
    """Why there is none, or None."""
    parsed: ParsedAddress
    """The address without the settlement and its postcode."""
    how: str = ""
    """"name" or "postcode"."""
    possible: tuple[Settlement, ...] = ()
    """Settlements that may be meant."""
    postcode: str | None = None
    unknown: str | None = None
    """A settlement that the product does not know, as written."""

    def with_parsed(self, parsed: ParsedAddress) -> SettlementReading:
        """Return the same reading of an address that differs by its number."""
        return dataclasses.replace(self, parsed=parsed)


@dataclass(slots=True)
class _Notes:
    """What the stretches of one text gave."""

    named: list[Settlement] = field(default_factory=list)
    loose: list[Settlement] = field(default_factory=list)
    """Named in passing; enough for doubt, not for an answer."""
    leading: list[Settlement] = field(default_factory=list)
    """Stands before other words: the settlement, or the beginning of a street's name."""
    postcodes: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    certainly_unknown: bool = False
    rest: list[str] = field(default_factory=list)


class SettlementReader:
    """Reads settlements from addresses; keeps an index of the streets of each register."""

    def __init__(self, settlements: Settlements) -> None:
        self.settlements = settlements
        self._indexes: dict[str, StreetIndex[SettlementStreet]] = {}
        self._regions = {code[:_REGION] for one in settlements.all for code in one.postcodes}

    def read(self, query: str) -> SettlementReading:
        """Return what a text says about its settlement; any text has an answer."""
        text = mark_parcels(
            without_ranks(unicodedata.normalize("NFC", whole_words(laid_out(query), LONGEST)))
        )
        stretches = [words for part in _BREAK.split(text) if (words := part.split())]
        notes = _Notes()
        for i, words in enumerate(stretches):
            self._read_stretch(words, notes, alone=len(stretches) == 1, first=i == 0)
        parsed = parse_address(", ".join(notes.rest))
        return self._decide(notes, parsed, text)

    def find_street(
        self, settlement: Settlement, parsed: ParsedAddress
    ) -> StreetMatch[SettlementStreet] | None:
        """Return the public places of a settlement that the words of an address fit."""
        if parsed.name is None or not self.settlements.has_register(settlement.code):
            return None
        if settlement.code not in self._indexes:
            names = TownNames(settlement.name, settlement.postcodes)
            streets = self.settlements.streets(settlement.code)
            self._indexes[settlement.code] = build_index(streets, names)
        return find_exact(parsed, self._indexes[settlement.code])

    def with_street(self, parsed: ParsedAddress) -> tuple[Settlement, ...]:
        """Return the settlements whose registers have the public place of an address."""
        found = (s for s in self.settlements.all if self.find_street(s, parsed) is not None)
        return tuple(found)

    def names_of(self, word: str) -> tuple[Settlement, ...]:
        """Return the settlements that a word names: "Tompán", "Kecskemét-Hetényegyháza"."""
        bare = word.strip(".:!?\"'„”")
        found: list[Settlement] = []
        for part in dict.fromkeys((bare, *bare.split("-"))):
            found += [one for one in self._forms_of(part) if one not in found]
        return tuple(found)

    def _forms_of(self, word: str) -> tuple[Settlement, ...]:
        if not word[:1].isalpha():
            return ()
        exact = self.settlements.by_name.get(fold(word))
        if exact:
            return exact
        bases = (form.base for form in case_forms(word) if form.case is not Case.ADJECTIVE)
        found = (self.settlements.by_name.get(fold(base), ()) for base in bases)
        return next((places for places in found if places), ())

    def _read_stretch(self, words: list[str], notes: _Notes, *, alone: bool, first: bool) -> None:
        coded = _POSTCODE.match(words[0])
        if coded is not None and _opens(words, alone=alone, first=first):
            notes.postcodes.append(coded[1])
            words = words[1:]
        else:
            coded = None
        words = _without_country(words)
        if not words:
            return
        taken = self._take_name(words, None if coded is None else coded[1], notes)
        if taken is not None:
            rest = [word for i, word in enumerate(words) if i != taken]
            self._note_loose(rest, notes)
            rest = [] if all(fold(word) in SETTLEMENT_RANKS for word in rest) else rest
            if rest:
                notes.rest.append(" ".join(rest))
            return
        if _is_settlement_like(words) and (coded is not None or not alone):
            notes.unknown.append(words[0])
            capital = fold(words[0]).strip() in {fold(name) for name in CAPITAL}
            notes.certainly_unknown |= coded is not None or capital
        self._note_loose(words, notes)
        notes.rest.append(" ".join(words))

    def _take_name(self, words: list[str], postcode: str | None, notes: _Notes) -> int | None:
        """Take the settlement that a stretch names; return the place of its word."""
        front = self.names_of(words[0])
        behind = [word for word in words[1:] if fold(word) not in SETTLEMENT_RANKS]
        if front and (not behind or may_lead(words) or self._has_code(front, postcode)):
            if not behind or self._leads(front, behind, words, postcode):
                notes.named += front
                return 0
            notes.leading += front
        last = self.names_of(words[-1]) if len(words) >= _WITH_NUMBER else ()
        if last and (words[-2][:1].isdigit() or type_of(words[-2]) is not None):
            notes.named += last
            return len(words) - 1
        return None

    def _leads(
        self,
        front: tuple[Settlement, ...],
        behind: list[str],
        words: list[str],
        postcode: str | None,
    ) -> bool:
        """Tell whether the words behind a name are a street of that settlement, and not its own.

        Where its register is not known, a postcode of the region in front has to do.
        """
        street = parse_address(" ".join(behind))
        if street.parcel_number is not None and street.name is None:
            return True  # "Kecskemét 9413 hrsz": no street's name stands before a parcel number
        if self._has_code(front, postcode):
            return True  # "6400 Kiskunhalas ... utca 5": two signs of the same settlement
        if self.with_street(parse_address(" ".join(words))):
            return False
        if any(self.settlements.has_register(one.code) for one in front):
            return all(self.find_street(one, street) is not None for one in front)
        return postcode is not None and postcode[:_REGION] in self._regions

    def _has_code(self, places: tuple[Settlement, ...], postcode: str | None) -> bool:
        """Tell whether a postcode is that of a settlement."""
        if postcode is None or len(places) != 1:
            return False
        known = self.settlements.of_postcode(postcode) == places
        return known or any(one.name == places[0].name for one in towns_of(postcode))

    def _note_loose(self, words: list[str], notes: _Notes) -> None:
        numbered = False
        for i, word in enumerate(words):
            numbered = numbered or word[:1].isdigit()
            following = words[i + 1 : i + 1 + _NAME_WORDS]
            if not numbered and any(types_of(one) for one in following):
                continue  # "Tompa Mihály utca", "Kalocsa utca"; behind a number a second address
            key = fold(word.strip(".:!?\"'„”"))
            notes.loose += self.settlements.by_name.get(key, ())

    def _decide(self, notes: _Notes, parsed: ParsedAddress, text: str) -> SettlementReading:
        named = tuple(dict.fromkeys(notes.named))
        passing = [one for one in notes.loose if one not in named]
        every = tuple(dict.fromkeys((*named, *notes.loose)))
        postcode = self._postcode(notes)
        doubt = len(named) > 1 or passing or (named and notes.certainly_unknown)
        blank = SettlementReading(None, None, parsed, postcode=postcode)
        if doubt or (named and self._contradicts(postcode, named[0])):
            return _replace(blank, reason=Reason.SETTLEMENT_AMBIGUOUS, possible=every)
        if named and (parsed.po_box is None or parsed.name is not None):
            return _replace(blank, settlement=named[0], how="name")
        return self._without_name(notes, blank, text)

    def _without_name(
        self, notes: _Notes, blank: SettlementReading, text: str
    ) -> SettlementReading:
        """Decide a text that names no known settlement: by its postcode, or why not."""
        postcode = blank.postcode
        unknown = notes.unknown[0] if notes.unknown else None
        boxed = blank.parsed.po_box is not None and blank.parsed.name is None
        if boxed or not any(char.isalpha() for char in text):
            return _replace(blank, reason=Reason.NOT_AN_ADDRESS)
        coded = self.settlements.of_postcode(postcode) if postcode else ()
        if len(coded) == 1 and unknown is None and not notes.leading:
            return _replace(blank, settlement=coded[0], how="postcode")
        if unknown is not None or (postcode is not None and not notes.leading):
            return _replace(blank, reason=Reason.SETTLEMENT_UNKNOWN, unknown=unknown)
        possible = tuple(dict.fromkeys((*notes.leading, *self.with_street(blank.parsed))))
        return _replace(blank, reason=Reason.SETTLEMENT_MISSING, possible=possible)

    def _postcode(self, notes: _Notes) -> str | None:
        """Return the postcode; of several the first that is known."""
        known = (code for code in notes.postcodes if self.settlements.of_postcode(code))
        return next(known, notes.postcodes[0] if notes.postcodes else None)

    def _contradicts(self, postcode: str | None, settlement: Settlement) -> bool:
        """Tell whether a postcode belongs elsewhere: to another settlement or another region."""
        if postcode is None or postcode in settlement.postcodes:
            return False
        if self.settlements.of_postcode(postcode):
            return True
        regions = {code[:_REGION] for code in settlement.postcodes}
        return bool(regions) and postcode[:_REGION] not in regions


def _replace(reading: SettlementReading, **changes: object) -> SettlementReading:
    return dataclasses.replace(reading, **changes)  # type: ignore[arg-type]


def _opens(words: list[str], *, alone: bool, first: bool) -> bool:
    """Tell a postcode from a house number: it opens the text or a stretch, with a word behind."""
    if len(words) == 1:
        return first and not alone
    return words[1][:1].isalpha() and fold(words[1].rstrip(".:")) != MARK


def _without_country(words: list[str]) -> list[str]:
    """Leave out a stretch that names the county or the country only."""
    keys = [fold(word) for word in words]
    if keys and (keys[-1] in COUNTY or all(key in SETTLEMENT_RANKS for key in keys)):
        return []
    return words


def _is_settlement_like(words: list[str]) -> bool:
    """Tell a stretch that may be the name of a settlement: one word of letters, no type."""
    word = words[0].rstrip(".")
    if len(words) != 1 or fold(word) == MARK:
        return False
    return word.replace("-", "").isalpha() and type_of(word) is None
