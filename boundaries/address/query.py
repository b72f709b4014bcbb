"""Reading one query against the names of a town: its parts, its street, or why there is none."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic

from ..language.country import CAPITAL, is_settlement
from ..language.names import case_forms, fold, is_roman, type_of
from ..model import Details, Reason
from .addresses import LONGEST, parse_address, types_of
from .broken_names import with_words_before
from .capital import district_of_code, read_capital, town_of_district
from .corners import streets_of_corner
from .damaged import damaged_part
from .left_over import COUNTED, NEAR_BY, has_lone_letter, left_over_refusal, without_house_name
from .own_town import Belonging, may_be_town
from .parts import HOUSE_MARKERS
from .street_index import S
from .street_match import (
    FARMS,
    Scored,
    StreetMatch,
    find_close,
    find_exact,
    find_street,
    has_no_type,
    number_before_name,
)
from .text import UNREAD, whole_words
from .tidy import tidied
from .town_first import behind_town, in_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .addresses import ParsedAddress
    from .capital import CapitalNamed
    from .street_index import StreetIndex

SHORTEST_TOWN = 3
"""Letters of the shortest town name: Ócs, Zák."""
TELLING = 6
"""Letters from which a word that is one slip away from a settlement's name is taken for it."""
OUTSKIRTS = frozenset({"kulterulet", "belterulet", "zartkert"})
"""Folded words that say on what kind of ground a place is, and name no part."""
JOINING = frozenset({"es", "vagy", "illetve", "valamint", "meg"})
"""Folded words that join a second address to the first."""
_OPEN = frozenset({UNREAD, "/"})
"""What is left over where a house number may go on."""
ONE_WORD = 0.9
"""Least likeness at which a text that is only a type is offered a street."""


@dataclass(frozen=True, slots=True)
class Reading(Generic[S]):
    """A query, understood as far as the names of a town go."""

    parsed: ParsedAddress
    match: StreetMatch[S]
    refusal: Reason | None = None
    """Why the text cannot be looked up in this town, or None."""
    details: Details = field(default_factory=Details)

    @property
    def may_be_two(self) -> bool:
        """True where the words left over hold a number, join a name, or name another street."""
        rest, behind = self.parsed.rest, self.parsed.rest[self.parsed.before :]
        words = [fold(word).strip(".,;") for word in behind]
        joined = (
            any(word in JOINING for word in words)
            or not _OPEN.isdisjoint(behind)
            or self._is_lettered(words)
            or any(w[:1].isdigit() for w in rest)
        )
        near = bool(words) and words[0].split()[:1] in NEAR_BY  # "3. km-nél"
        bare = self.parsed.floor is None is self.parsed.door
        lone = bare and (has_lone_letter(words) or (words[:1] and words[0] in COUNTED))
        return joined or near or bool(lone) or any(types_of(word) for word in rest[1:])

    def _is_lettered(self, words: Sequence[str]) -> bool:
        """Tell whether the letter of the number may be a building's: "5B lh."."""
        number = self.parsed.number
        lettered = number is not None and number.suffix.isalpha()
        return lettered and any(word in HOUSE_MARKERS for word in words)

    def with_parsed(self, parsed: ParsedAddress) -> Reading[S]:
        """Return the same reading of an address that differs by its number."""
        return Reading(parsed, self.match, self.refusal, self.details)

    def notes(self) -> Details:
        """How the words were matched, for the answer's details."""
        notes: Details = {"match": self.match.how}
        if self.match.how == "close":
            notes |= {"written": self.parsed.street, "score": self.match.score}
        if self.parsed.rest:
            notes["unplaced"] = list(self.parsed.rest)
        return {**notes, **self.details}


def read_query(query: str, index: StreetIndex[S]) -> Reading[S]:
    """Take a query apart and find its street.

    The town's own name is known first. Other towns count only where that finds no street,
    since towns lend their names to people and streets: Tompa Mihály utca is not in Tompa.

    Args:
        query: any text.
        index: of the town asked.
    """
    reading: Reading[S] = index.regular.read(query, lambda text: _read(text, index))
    return reading


def _read(query: str, index: StreetIndex[S]) -> Reading[S]:
    plain = tidied(query)
    if plain is query:
        return _read_plain(query, index)
    reading = _read_plain(plain, index)
    return reading.with_parsed(dataclasses.replace(reading.parsed, query=query))


def _read_plain(query: str, index: StreetIndex[S]) -> Reading[S]:
    named = None if index.district is None else read_capital(whole_words(query, LONGEST))
    if named is None:
        return _read_in_town(query, index)
    inner = _read_in_town(named.rest, index)
    if named.districts == {index.district}:
        inner = _beside_person(named, inner, index)
    return _in_capital(query, named, inner, index)


def _beside_person(named: CapitalNamed, reading: Reading[S], index: StreetIndex[S]) -> Reading[S]:
    """Read once more without words that stand for a town and name none: a person, a firm.

    Of a town the own name tells where it stands; the capital's is taken away before.
    """
    query, town = named.rest, reading.parsed.town
    if town is None or reading.refusal is None:
        return reading
    words = town.split()
    if index.home.belonging(town) is not Belonging.UNKNOWN or any(map(is_settlement, words)):
        return reading
    if len(words) == 1 and may_be_town(town):
        return reading
    again = _read_in_town(query.replace(town, "", 1), index)
    parsed, ahead = again.parsed, len(again.parsed.rest)
    if query.find(town) < query.find((again.parsed.name or town).split()[0]):
        ahead, parsed = 0, dataclasses.replace(parsed, before=parsed.before + len(words))
    rest = (*parsed.rest[:ahead], *words, *parsed.rest[ahead:])
    return dataclasses.replace(again, parsed=dataclasses.replace(parsed, rest=rest))


def _in_capital(
    query: str, named: CapitalNamed, inner: Reading[S], index: StreetIndex[S]
) -> Reading[S]:
    """Return the reading of an address of the capital, asked of one of its districts.

    Args:
        query: as typed.
        named: what it says of the capital.
        inner: the reading of its other words.
        index: of the district.
    """
    parsed = dataclasses.replace(inner.parsed, query=query, postcode=named.postcode)
    own = named.districts == {index.district}
    if inner.parsed.town is None:
        parsed = dataclasses.replace(parsed, town=index.names.town if own else CAPITAL[0])
    may_be_here = index.district in named.districts or not named.districts
    if may_be_here and inner.refusal is Reason.OTHER_TOWN:  # this town, and something besides
        match = find_exact(inner.parsed, index) or StreetMatch()
        return Reading(parsed, match, Reason.SETTLEMENT_AMBIGUOUS, inner.details)
    if inner.refusal is not None or own:
        return dataclasses.replace(inner, parsed=parsed)
    if may_be_here:
        told: Details = {"town": CAPITAL[0]}
        return Reading(parsed, inner.match, Reason.SETTLEMENT_AMBIGUOUS, told)
    others = " / ".join(town_of_district(n) for n in sorted(named.districts))
    return Reading(parsed, StreetMatch(), Reason.OTHER_TOWN, {"town": others})


def _read_in_town(query: str, index: StreetIndex[S]) -> Reading[S]:
    parsed = parse_address(query, index.own_town)
    match = find_exact(parsed, index)
    if parsed.before or parsed.town is not None:
        parsed, match = with_words_before(parsed, match, index)
    if match is not None:
        return _reading(number_before_name(parsed, match, index), match, index)
    inner = behind_town(query, index) or in_part(parsed, index)
    if inner is not None:
        return _reading(*inner, index)
    elsewhere = parse_address(query, index.towns)
    if elsewhere.town is not None and fold(elsewhere.town) not in _own_forms(parsed):
        return _reading(elsewhere, None, index)
    corner = streets_of_corner(parsed, index)
    if corner and _refusal(parsed, index) is None:
        both = StreetMatch(homonyms=tuple(Scored(street, 1.0) for street in corner))
        return Reading(parsed, both, Reason.UNPLACED_WORDS, {"unplaced": list(parsed.rest)})
    return _closest(query, parsed, index)


def _own_forms(parsed: ParsedAddress) -> set[str]:
    return set() if parsed.town is None else {fold(parsed.town)}


def _closest(query: str, parsed: ParsedAddress, index: StreetIndex[S]) -> Reading[S]:
    """Look for close spellings; the town's name may also begin the name of a street."""
    first = _reading(parsed, None, index)
    if first.refusal is not None or first.match.street is not None or parsed.town is None:
        return first
    if not fold(parsed.town).startswith(tuple(index.own_town)):
        return first
    whole = parse_address(query)
    exact = find_exact(whole, index)
    second = _reading(whole, exact or find_close(whole, index), index)
    return second if _likeness(second) > _likeness(first) else first


def _likeness(reading: Reading[S]) -> float:
    if reading.refusal is not None:
        return 0.0
    if reading.match.street is not None or reading.match.homonyms:
        return 1.0
    return max((item.score for item in reading.match.close), default=0.0)


def _reading(
    parsed: ParsedAddress, match: StreetMatch[S] | None, index: StreetIndex[S]
) -> Reading[S]:
    parsed = without_house_name(parsed, index)
    refused = _refusal(parsed, index)
    if refused is not None and refused[0] is Reason.NOT_AN_ADDRESS and parsed.name:
        near = find_close(parsed, index)  # "Zsákutca 36" where the street is Zsák utca
        if near.close and near.close[0].score >= ONE_WORD:
            return Reading(parsed, near)
    if refused is not None and refused[0] in {Reason.UNPLACED_WORDS, Reason.SETTLEMENT_AMBIGUOUS}:
        return Reading(parsed, match or find_exact(parsed, index) or StreetMatch(), *refused)
    if refused is not None:
        return Reading(parsed, StreetMatch(), *refused)
    if match is None:
        match = find_street(parsed, index)
    return Reading(parsed, match, details=_told(parsed, index))


def _told(parsed: ParsedAddress, index: StreetIndex[S]) -> Details:
    """Return what is worth telling of a town and a postcode that were taken for this one."""
    told: Details = {}
    town, code = parsed.town, parsed.postcode
    if town is not None and fold(town) not in index.own_town and fold(town) in index.home.parts:
        told["part"] = town
    if code is None or code in index.names.postcodes or index.home.has_code(code):
        return told
    if index.home.codes and parsed.po_box is None:
        told["unknown_postcode"] = code
    return told


def _refusal(parsed: ParsedAddress, index: StreetIndex[S]) -> tuple[Reason, Details] | None:
    """Return why a text cannot be looked up among the town's streets, or None where it can."""
    damaged = damaged_part(parsed)
    if damaged is not None and not _is_known_elsewhere(parsed.town, index):
        return Reason.DAMAGED_CELL, {"damaged": damaged}
    elsewhere = _town_refusal(parsed, index) or _postcode_refusal(parsed, index)
    if elsewhere is not None:
        return elsewhere
    if parsed.parcel_number is not None and parsed.number is None:
        return Reason.PARCEL, {"parcel_number": parsed.parcel_number}
    if parsed.name is None or _is_bare_type(parsed, index):
        return Reason.NOT_AN_ADDRESS, {}
    if _is_settlement_alone(parsed, index):
        return Reason.SETTLEMENT_AMBIGUOUS, {"town": parsed.name}
    suffix = parsed.number.suffix if parsed.number is not None else ""
    word = len(suffix) >= SHORTEST_TOWN or not suffix.isascii()  # "5/Paks", "5/Sé"
    named = suffix if word and is_settlement(suffix) else ""
    return left_over_refusal(parsed, named, index) if parsed.rest or named else None


def _is_settlement_alone(parsed: ParsedAddress, index: StreetIndex[S]) -> bool:
    """Tell whether a text is another settlement's name only, which a street may have as well."""
    if parsed.types or parsed.number is not None or parsed.town is not None or not parsed.name:
        return False
    own = {Belonging.OWN, Belonging.UNKNOWN}
    return is_settlement(parsed.name) and index.home.belonging(parsed.name) not in own


def _is_known_elsewhere(town: str | None, index: StreetIndex[S]) -> bool:
    """Tell whether a word is surely the name of another town."""
    if town is None or fold(town) in index.own_town:
        return False
    return fold(town) in index.towns or index.home.belonging(town) is Belonging.OTHER


def _town_refusal(parsed: ParsedAddress, index: StreetIndex[S]) -> tuple[Reason, Details] | None:
    """Return why the name that stands for a town is not this one, or None."""
    town = parsed.town
    if town is None or fold(town) in index.own_town or _is_ground(town, index):
        return None
    key, belonging = fold(town), index.home.belonging(town, parsed.postcode)
    if belonging is Belonging.EITHER:
        return Reason.SETTLEMENT_AMBIGUOUS, {"town": town}
    if belonging is Belonging.OWN:
        named = index.called(key) if index.home.is_part(town) else ()
        apart = all(has_no_type(street) or type_of(street.type) in FARMS for street in named)
        return None if apart else (Reason.UNPLACED_WORDS, {"unplaced": [town]})
    if belonging is Belonging.UNKNOWN and _is_own_misspelt(town, parsed.postcode, index):
        return None
    other = belonging is Belonging.OTHER and (key in index.towns or not index.is_called(key))
    if other or _is_other_town(parsed, town, index):
        here = parsed.postcode is not None and index.home.has_alone(parsed.postcode)
        return Reason.SETTLEMENT_AMBIGUOUS if here else Reason.OTHER_TOWN, {"town": town}
    return Reason.UNPLACED_WORDS, {"unplaced": [town]}


def _is_ground(town: str, index: StreetIndex[S]) -> bool:
    return fold(town) in OUTSKIRTS and not index.is_called(fold(town))


def _is_own_misspelt(town: str, postcode: str | None, index: StreetIndex[S]) -> bool:
    """Tell the town's name with letters behind it, or with a slip behind a postcode of it."""
    if fold(town).startswith(fold(index.names.town)):
        return True
    return postcode is not None and index.home.is_misspelt(town, postcode)


def _postcode_refusal(
    parsed: ParsedAddress, index: StreetIndex[S]
) -> tuple[Reason, Details] | None:
    """Return why a postcode does not fit the town, or None.

    One that no settlement is known to have contradicts no town that is named.
    """
    code = parsed.postcode
    if code is None or code in index.names.postcodes or parsed.po_box is not None:
        return None
    if index.district is not None and district_of_code(code) == index.district:
        return None
    home = index.home
    if not home.codes or (home.has_code(code) if parsed.town else home.has_alone(code)):
        return None
    details: Details = {"postcode": code, "known": sorted(home.codes)}
    if parsed.town is None:
        other = Reason.SETTLEMENT_AMBIGUOUS if home.has_code(code) else Reason.OTHER_TOWN
        return other, details
    return None if home.may_have_code(code) else (Reason.SETTLEMENT_AMBIGUOUS, details)


def _is_other_town(parsed: ParsedAddress, town: str, index: StreetIndex[S]) -> bool:
    """Tell another town from words that may as well be a quarter, a firm or a person."""
    if fold(town).strip(".") in index.towns:
        return True
    if parsed.postcode is not None:
        return not index.home.has_code(parsed.postcode)
    return not index.is_called(fold(town)) and _is_town(town, parsed.query, index)


def _is_town(words: str, query: str, index: StreetIndex[S]) -> bool:
    """Tell the name of another town from words that only stand where one might.

    A known town, the word that stands before the address, or one capitalised word behind it that
    is within a slip of a settlement's name.
    Hungarian settlements have one word; several, such as a person's name, are none, unless they
    begin with a known one ("Budapest XI.").
    """
    first, *more = words.split()
    if more and fold(first) not in index.towns:
        return False
    if fold(words).strip(".") in index.towns:
        return True
    if len(words) < SHORTEST_TOWN or is_roman(words.strip(".")):
        return False
    if fold(query).startswith(fold(words)):
        return True
    return len(words) >= TELLING and words.isalpha() and words.istitle() and may_be_town(words)


def _is_bare_type(parsed: ParsedAddress, index: StreetIndex[S]) -> bool:
    """Tell whether the text names a type only ("utca 3"), and no street is called so."""
    name = parsed.name or ""
    if parsed.types or not types_of(name):
        return False
    return not any(index.is_called(fold(form.base)) for form in case_forms(name))
