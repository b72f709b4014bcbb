"""An address anywhere: in which town it lies, and what the register of that town says of it.

The town is read from the names and postcodes of the country; whether the words are an address of
it is asked of its own register, by the very look-up that answers for the town alone. What may mean
two towns is told with both, never chosen.
"""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..address.addresses import parse_address
from ..address.capital import DISTRICTS, town_of_district
from ..address.namesakes import is_namesake
from ..address.tidy import tidied
from ..errors import RegisterError
from ..language.country import CAPITAL, CountrySettlement, parts_of, settlements_named, towns_of
from ..language.names import fold
from ..model import Reason
from .country_file import name_key
from .gazetteer import DoorBooks, Found, Gazetteer
from .hints import behind_town, hinted_towns
from .naming import Named, read_names, towns_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..language.country import SettlementPart
    from .country_file import CountryFile, TownInFile
    from .gazetteer import DoorCandidate, Located
    from .register import Door, Thoroughfare
    from .store import StoredThoroughfare

MOST_STREETS = 60_000
"""Streets of the towns that are kept ready to be asked; about 2 KiB each."""
MOST_CANDIDATES = 5
AS_LIKELY = 0.9
"""Likeness from which another street with the door speaks against a supposed one."""
_KNOWN = frozenset({Found.DOOR, Found.STREET, Found.NUMBER_NOT_LISTED, Found.HOMONYM})
"""The words are a street of the town."""
_ELSEWHERE = frozenset({Reason.OTHER_TOWN, Reason.SETTLEMENT_AMBIGUOUS})


@dataclass(frozen=True, slots=True)
class Place:
    """A door, or a street, that may be meant."""

    town: str
    street: str
    number: str = ""
    listed: bool = False
    """Whether the register lists a door of that number."""


@dataclass(frozen=True, slots=True)
class Anywhere:
    """What is known of an address anywhere in the country."""

    query: str
    settlement: CountrySettlement | None = None
    how: str = ""
    """What told the settlement: "name", "postcode", "part" or "street"."""
    located: Located | None = None
    """What the settlement's register says; None where there is no settlement or no register."""
    postcode: str | None = None
    """Of the text, else the only one of the part or the settlement."""
    part: str | None = None
    """Part of the settlement that the text names."""
    reason: Reason | None = None
    """Why there is no settlement, or no street, or why the street or the door is doubtful; None
    where it is known."""
    candidates: tuple[Place, ...] = ()
    not_loaded: tuple[str, ...] = ()
    """Districts of the capital that may have the street too, and whose register is missing."""

    @property
    def street(self) -> str | None:
        """Full name of the street, where it is known."""
        found = None if self.located is None else self.located.street
        return None if found is None else found.full_name

    @property
    def doors(self) -> tuple[Door, ...]:
        """The listed doors that fit."""
        return () if self.located is None else self.located.doors

    @property
    def polling_district(self) -> str | None:
        """Of the doors, where they share one."""
        known = {door.district for door in self.doors}
        return next(iter(known)) if len(known) == 1 else None


@dataclass(slots=True)
class Country:
    """The towns of a file, ready to be asked."""

    file: CountryFile | None
    """None: settlements are known by name alone, and no street is."""
    books: DoorBooks = field(default_factory=DoorBooks)
    """The doors that are kept."""
    _ready: OrderedDict[int, Gazetteer] = field(default_factory=OrderedDict)
    _streets: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    """Held while a question is answered: what is kept changes with every one."""
    _by_id: dict[int, TownInFile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_id = {} if self.file is None else {t.id: t for t in self.file.towns}

    def _town(self, name: str) -> TownInFile | None:
        return None if self.file is None else self.file.by_name.get(name)

    def _called(
        self, name: str, kind: str
    ) -> tuple[int, tuple[tuple[TownInFile, StoredThoroughfare], ...]]:
        return (0, ()) if self.file is None else self.file.called(name_key(name, kind))

    def gazetteer(self, town: TownInFile) -> Gazetteer:
        """Return the look-up of one town; the towns asked last are kept ready."""
        known = self._ready.get(town.id)
        if known is not None:
            self._ready.move_to_end(town.id)
            return known
        if self.file is None:
            raise RegisterError(f"{town.name}: no register of the country is open")
        made = self._ready[town.id] = Gazetteer(self.file.index(town), self.books)
        self._streets += town.streets
        while self._streets > MOST_STREETS and len(self._ready) > 1:
            gone, _ = self._ready.popitem(last=False)
            self._streets -= self._by_id[gone].streets
        return made

    def find(self, query: str) -> Anywhere:
        """Find the settlement of an address and its door; any text has an answer."""
        plain = tidied(query)
        with self._lock:
            found = self._find(plain)
        return found if plain is query else replace(found, query=query)

    def _find(self, query: str) -> Anywhere:
        named = read_names(query)
        capital = named.capital
        if capital is not None and (not named.towns or (capital.districts and not named.sure)):
            return _told(self._in_capital(query, named), named)
        if capital is not None and len(capital.districts) == 1 and named.towns:
            district = settlements_named(town_of_district(next(iter(capital.districts))))
            named = replace(named, towns=(*named.towns, *district))
        if named.towns:
            found = self._of_named(query, named)
            if found is not None:
                return _told(self._against_code(query, named, found), named)
        if named.parts:
            found = self._of_part(query, named)
            if found is not None:
                return _told(found, named)
        if named.postcode is not None:
            towns = [one for one in towns_of(named.postcode) if one.name not in CAPITAL]
            return _told(self._of_several(query, towns, "postcode"), named)
        found = self._of_street(query)
        return _told(replace(found, candidates=self._hinted(query, named, found)), named)

    def _of_named(self, query: str, named: Named) -> Anywhere | None:
        """Answer where the text names one settlement or several; None where it may name none."""
        found = [self._asked(query, one, "name") for one in named.towns]
        known_here = any(map(_is_known, found)) or all(one.located is None for one in found)
        if named.passing and not known_here and self._is_no_street(query):
            found += [self._asked(query, one, "name") for one in named.passing]
            return Anywhere(query, reason=Reason.SETTLEMENT_AMBIGUOUS, candidates=_places(found))
        if len(found) == 1 and (named.sure or self._alone(query, found[0], named)):
            return _checked(found[0])
        asked = [one for one in found if one.located is not None] or found
        fitting = [one for one in asked if not _is_elsewhere(one)]
        known = [one for one in fitting if _is_known(one)]
        chosen = known if len(fitting) > 1 and named.sure else fitting
        if len(chosen) == 1 and (named.sure or self._alone(query, chosen[0], named)):
            return _checked(chosen[0])
        offered = _places(known or fitting or found)
        if not named.sure and not offered:
            return None  # "Tompa Mihály utca 5" names nobody's town
        return Anywhere(query, reason=Reason.SETTLEMENT_AMBIGUOUS, candidates=offered)

    def _against_code(self, query: str, named: Named, found: Anywhere) -> Anywhere:
        """Return an answer of a settlement that has not the postcode beside it with both."""
        code = named.postcode
        others = [one for one in towns_of(code) if one.name not in CAPITAL] if code else []
        if not others or any(town in others for town in named.towns):
            return found
        if found.reason not in {Reason.NO_STREET_LIST, Reason.SETTLEMENT_AMBIGUOUS}:
            return found
        rest = behind_town(query, named.towns)
        asked = [self._asked(f"{one.name}, {rest}", one, "") for one in others[:MOST_CANDIDATES]]
        places = dict.fromkeys((*found.candidates, *_places(asked)))
        offered = sorted(places, key=lambda place: not place.listed)[:MOST_CANDIDATES]
        return Anywhere(query, reason=Reason.SETTLEMENT_AMBIGUOUS, candidates=tuple(offered))

    def _of_part(self, query: str, named: Named) -> Anywhere | None:
        """Answer where a part tells one settlement, whose register has the street."""
        found = self._of_several(query, named.parts, "part")
        if found.settlement is None or not _is_known(found):
            return None
        return found if named.parts_apart or self._is_no_street(query) else None

    def _is_no_street(self, query: str) -> bool:
        """Tell whether no town that is known has a street called as the words before a number."""
        parsed = parse_address(query)
        count, _ = self._called(parsed.name or "", parsed.type or "")
        return self.file is not None and count == 0

    def _alone(self, query: str, found: Anywhere, named: Named) -> bool:
        """Tell whether a name that no comma sets apart is no beginning of a street's name.

        "Tompa Mihály utca 5" is a street of many towns, and may be Mihály utca in Tompa.
        """
        settlement = found.settlement
        if settlement is None:
            return False
        if named.postcode is not None and settlement in towns_of(named.postcode):
            return True
        parsed = parse_address(query)
        first = (parsed.name or "").split(maxsplit=1)[:1]
        if not any(settlement in towns_named(word) for word in first):
            return True
        return found.located is not None and self._is_no_street(query)

    def _of_several(self, query: str, towns: Sequence[CountrySettlement], how: str) -> Anywhere:
        """Answer where a part or a postcode tells one settlement, or several."""
        if len(towns) == 1:
            found = [self._asked(query, towns[0], how)]
        else:  # a code that is not a town's own is refused without its name
            found = [self._asked(_with_town(query, one), one, how) for one in towns]
        fitting = [one for one in found if not _is_elsewhere(one)]
        if len(found) == 1 == len(fitting):
            return _checked(fitting[0])
        reason = Reason.SETTLEMENT_AMBIGUOUS if found else Reason.SETTLEMENT_MISSING
        known = [one for one in fitting if _is_known(one)]
        return Anywhere(query, reason=reason, candidates=_places(known or fitting))

    def _in_capital(self, query: str, named: Named) -> Anywhere:
        """Answer for the capital: in the district that is named, else where one alone has it."""
        capital = named.capital
        if capital is not None and len(capital.districts) == 1:
            (district,) = capital.districts
            known = settlements_named(town_of_district(district))
            if known:
                return _checked(self._asked(query, known[0], "name"))
        numbers = range(1, DISTRICTS + 1) if capital is None else capital.districts
        names = [town_of_district(n) for n in numbers or range(1, DISTRICTS + 1)]
        towns = [town for name in names if (town := self._town(name)) is not None]
        offered = [
            (town, one)
            for town in towns
            for one in self.gazetteer(town).find(query).candidates
            if one.score >= 1.0
        ]
        open_ = Anywhere(query, reason=Reason.SETTLEMENT_AMBIGUOUS)
        unnamed = capital is not None and not capital.districts and self.file is not None
        if unnamed and len({town.id for town, _ in offered}) <= 1:  # else two have it already
            loaded = {town.name for town in towns}
            open_ = replace(open_, not_loaded=tuple(one for one in names if one not in loaded))
        if capital is not None and not capital.districts and len(towns) == DISTRICTS:
            only = self._only(query, offered)
            if only is not None:
                return only
        places = [_place(town.name, query, one.street, one.doors) for town, one in offered]
        places.sort(key=lambda one: not one.listed)
        return replace(open_, candidates=tuple(places[:MOST_CANDIDATES]))

    def _only(
        self, query: str, offered: Sequence[tuple[TownInFile, DoorCandidate]]
    ) -> Anywhere | None:
        """Return the answer where one district alone has the street, and lists the door."""
        if len(offered) != 1 or not offered[0][1].doors:
            return None
        town = offered[0][0]
        located = self.gazetteer(town).find(f"{town.name}, {query}")
        settlement = settlements_named(town.name)
        if located.found is not Found.DOOR or not settlement:
            return None
        return Anywhere(query, settlement[0], "street", located)

    def _of_street(self, query: str) -> Anywhere:
        """Answer where nothing tells the settlement: with the towns that have such a street."""
        parsed = parse_address(query)
        if parsed.name is None:
            reason = Reason.PARCEL if parsed.parcel_number else Reason.NOT_AN_ADDRESS
            return Anywhere(query, reason=reason)
        _, few = self._called(parsed.name, parsed.type or "")
        number = parsed.number
        places = [
            _place(
                town.name, query, street, () if number is None else self.books.at(street, number)
            )
            for town, street in few
        ]
        places.sort(key=lambda one: not one.listed)
        return Anywhere(
            query, reason=Reason.SETTLEMENT_MISSING, candidates=tuple(places[:MOST_CANDIDATES])
        )

    def _hinted(self, query: str, named: Named, found: Anywhere) -> tuple[Place, ...]:
        """Return what may be meant where nothing tells the settlement, the nearest first."""
        tried = [*((town, query) for town in named.parts[:MOST_CANDIDATES]), *hinted_towns(query)]
        asked = [self._asked(f"{town.name}, {rest}", town, "") for town, rest in tried]
        places = [place for place in _places(asked) if place.listed]
        return tuple(dict.fromkeys((*places, *found.candidates)))[:MOST_CANDIDATES]

    def _asked(self, query: str, settlement: CountrySettlement, how: str) -> Anywhere:
        town = self._town(settlement.name)
        located = None if town is None else self.gazetteer(town).find(query)
        return Anywhere(query, settlement, how, located)


def _told(found: Anywhere, named: Named) -> Anywhere:
    """Return an answer with the postcode and the part."""
    settlement, code, part = found.settlement, named.postcode, None
    if settlement is not None:
        known = _parts(settlement.name)
        parts = [known[word] for word in named.words if word in known] if known else []
        part = parts[0] if len(parts) == 1 else None
        own = (part.postcode if part is not None else "") or _only_code(settlement)
        code = code or own or None
    return Anywhere(
        found.query,
        settlement,
        found.how,
        found.located,
        code,
        None if part is None else part.name,
        found.reason,
        found.candidates,
        found.not_loaded,
    )


def _only_code(settlement: CountrySettlement) -> str:
    return settlement.postcodes[0] if len(settlement.postcodes) == 1 else ""


@functools.lru_cache(maxsize=512)
def _parts(town: str) -> dict[str, SettlementPart]:
    return {fold(part.name): part for part in parts_of(town)}


def _with_town(query: str, town: CountrySettlement) -> str:
    """Put a town's name behind the postcode that opens an address, else before all of it."""
    code, blank, rest = query.strip().partition(" ")
    coded = bool(blank) and code.removeprefix("H-").isdecimal()
    return f"{code} {town.name}, {rest}" if coded else f"{town.name}, {query}"


def _is_elsewhere(found: Anywhere) -> bool:
    return found.located is not None and found.located.reason in _ELSEWHERE


def _is_known(found: Anywhere) -> bool:
    return found.located is not None and found.located.found in _KNOWN


def _checked(found: Anywhere) -> Anywhere:
    """Return an answer in one settlement with what its register could not say."""
    located = found.located
    if located is None:
        return replace(found, reason=Reason.NO_STREET_LIST)
    if located.reason in _ELSEWHERE:
        return Anywhere(found.query, reason=located.reason, candidates=_places([found]))
    if located.found in {Found.DOOR, Found.STREET}:
        doubt = Reason.UNPLACED_WORDS if located.may_be_two else None
        return found if doubt is None else replace(found, reason=doubt)
    supposed = _supposed(located)
    if supposed is not None:
        reason = Reason.STREET_SUPPOSED if located.reason is Reason.STREET_NOT_FOUND else None
        offered = _places([found])
        return replace(found, located=supposed, reason=reason or located.reason, candidates=offered)
    reason = located.reason
    if located.found is Found.NUMBER_NOT_LISTED:
        reason = Reason.NUMBER_NOT_FOUND
    return replace(found, reason=reason, candidates=_places([found]))


def _supposed(located: Located) -> Located | None:
    """Return the only door that may be meant where the street's name does not tell it, or None."""
    if located.found not in {Found.HOMONYM, Found.STREET_NOT_FOUND}:
        return None
    any_name = located.found is Found.HOMONYM
    listed = [
        (one, any_name or is_namesake(located.parsed, one.street))
        for one in located.candidates
        if one.doors
    ]
    listed = [(one, same) for one, same in listed if same or one.score >= AS_LIKELY]
    if len(listed) != 1 or not listed[0][1]:
        return None
    only = listed[0][0]
    return replace(located, found=Found.DOOR, street=only.street, doors=only.doors)


def _places(found: Iterable[Anywhere]) -> tuple[Place, ...]:
    """Return the streets that several answers know or offer, those with a listed door first."""
    places: list[Place] = []
    for one in found:
        located, town = one.located, one.settlement
        if located is None or town is None:
            continue
        if located.street is not None:
            places.append(_place(town.name, one.query, located.street, located.doors))
        places += [_place(town.name, one.query, c.street, c.doors) for c in located.candidates]
    places.sort(key=lambda place: not place.listed)
    return tuple(dict.fromkeys(places))[:MOST_CANDIDATES]


def _place(town: str, query: str, street: Thoroughfare, doors: Sequence[Door]) -> Place:
    number = doors[0].number if doors else parse_address(query).number
    return Place(town, street.full_name, "" if number is None else str(number), bool(doors))
