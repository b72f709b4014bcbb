"""Rows of a file over many towns whose addresses are a town, a comma and plain words.

What such a row says is put together from what its town says once, its street once, and the doors of
many rows that are read at a time. The first row of every town is also asked as any other is: where
that says anything else, the town's rows are all asked singly. `tests/webmap/ask/test_many_plain.py`
holds both ways against each other.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from boundaries.address.plain import only_street, plain_street
from boundaries.files.fronts import Ended, Front
from boundaries.files.many import entry_of
from boundaries.language.country import CAPITAL, parts_of, settlements_named
from boundaries.language.house_numbers import HouseNumber
from boundaries.language.names import fold
from boundaries.model import Reason
from boundaries.register.few_doors import FewDoors
from boundaries.register.gazetteer import figures_of, without_units
from boundaries.register.store import StoredThoroughfare
from boundaries.tables.cells import LINE_END, neutralised, render

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Mapping, Sequence

    from boundaries.address.plain import PlainStreet
    from boundaries.address.street_match import StreetIndex
    from boundaries.files.many import Rows
    from boundaries.language.country import CountrySettlement, SettlementPart
    from boundaries.model import Answer, VerdictKind
    from boundaries.register.country_file import TownInFile
    from boundaries.streets.street_list import Street
    from boundaries.verdict.check import EditionGround

    from .anywhere import AreaSaid, Everywhere, Whereabouts
    from .services import BundledAreas

_HEAD = re.compile(r"(?:(?P<code>[1-9][0-9]{3}) )?(?P<town>[^\W\d_]+|Budapest [0-9]{2}\. kerület)")
"""A settlement as it is officially written, perhaps behind its postcode."""
FEW_WORDS = 3
"""Words of a name that all stand near enough to its type."""
_QUOTED = re.compile(r'[;"\r\n]')
"""Signs for which a cell stands in quotes."""
MOST_FRONTS = 50_000
"""Texts before house numbers that are kept."""
MOST_NUMBERS = 400_000
"""Answers that are kept with them, about 200 bytes each."""


@dataclass(frozen=True, slots=True)
class _Area:
    """An area of a town, ready to be asked about its streets."""

    said: AreaSaid
    """What it says of some address of the town."""
    ground: EditionGround
    index: StreetIndex[Street]
    """Of its list."""
    blank: Answer
    """That the ground fills in."""


@dataclass(frozen=True, slots=True, eq=False)
class _Head:
    """A town, as texts name it before a comma."""

    town: TownInFile
    settlement: CountrySettlement
    postcode: str | None
    """That the text has."""
    parts: Mapping[str, SettlementPart]
    """Its parts by their folded names."""
    found: Whereabouts
    """What is known of some address of it."""
    areas: tuple[_Area, ...]
    endings: dict[tuple[object, ...], tuple[str, str]] = field(default_factory=dict)
    """What its areas say -> the cells of that as CSV text, and the verdict of the row."""


@dataclass(slots=True, eq=False)
class _PlainFront(Front):
    """A town and a street of it."""

    head: _Head = field(kw_only=True)
    street: StoredThoroughfare = field(kw_only=True)
    asked: tuple[Street, ...] = field(kw_only=True)
    """The same street in the list of each area."""
    stretches: tuple[dict[tuple[object, ...], _Said], ...] = field(kw_only=True)
    """What each area has said of stretches of it."""
    before: str = field(kw_only=True)
    """The cells before the number, as CSV text."""
    offered: str = field(kw_only=True)
    """The street as it is offered where a number is not listed, as CSV text."""


class PlainRows:
    """The engine of a file over many towns: any address alone, plain ones many at a time."""

    def __init__(
        self,
        everywhere: Everywhere,
        areas: BundledAreas,
        day: dt.date,
        written: Callable[[Whereabouts], Rows],
    ) -> None:
        """Take what answers.

        Args:
            everywhere: answers any address.
            areas: those that it asks.
            day: of the questions.
            written: makes the rows of an answer; one row for each address.
        """
        self._everywhere, self._areas, self._day = everywhere, areas, day
        self._written = written
        self._heads: dict[str, _Head | None] = {}
        self._fronts: dict[str, _PlainFront | None] = {}
        self._numbers = 0
        self._named = functools.lru_cache(maxsize=20_000)(everywhere.settlements_of)

    def __call__(self, query: str) -> Rows:
        """Answer one address."""
        return self._written(self._everywhere.ask(query, self._day))

    def front(self, text: str) -> Front | None:
        """Return what is known of a text before a house number; None where it is not plain."""
        if text in self._fronts:
            return self._fronts[text]
        if len(self._fronts) >= MOST_FRONTS or self._numbers >= MOST_NUMBERS:
            self._fronts.clear()
            self._numbers = 0
        found = self._fronts[text] = self._read(text)
        return found

    def settle(self, fronts: Collection[Front]) -> None:
        """Answer the house numbers that are wanted of some fronts."""
        plain = [one for one in fronts if isinstance(one, _PlainFront)]
        listed = self._listed(plain)
        for front in plain:
            doors = FewDoors(listed.get(front.street.at, ()))
            for text, number in front.wanted.items():
                districts = doors.districts(number) or self._of_plot(front, number)
                front.known[text] = self._ended(front, number, districts)
            self._numbers += len(front.wanted)
            front.wanted.clear()

    def _of_plot(self, front: _PlainFront, number: HouseNumber) -> frozenset[str]:
        doors = self._everywhere.country.books.at(front.street, number)
        return frozenset(door.district for door in without_units(doors))

    def _listed(self, fronts: Collection[_PlainFront]) -> Mapping[int, Sequence[tuple[Any, ...]]]:
        """Return what the register lists under the numbers that are wanted, by street."""
        wanted: dict[int, set[int]] = {}
        for front in fronts:
            figures = (one for number in front.wanted.values() for one in figures_of(number))
            wanted.setdefault(front.street.at, set()).update(figures)
        file = self._everywhere.country.file
        return {} if file is None else file.store.doors_of(wanted)

    def _read(self, text: str) -> _PlainFront | None:
        """Find town and street of a text, where both are plain."""
        before, comma, words = text.partition(", ")
        plain = plain_street(words) if comma else None
        town = None if plain is None else self._town(before)
        if plain is None or town is None:
            return None
        country = self._everywhere.country
        street = only_street(plain, country.gazetteer(town).index)
        if not isinstance(street, StoredThoroughfare):
            return None
        if before not in self._heads:
            head = self._head(town, before, text)
            if head is not None and not self._is_proven(head, plain, street):
                head = None
            self._heads[before] = head
        head = self._heads[before]
        return None if head is None else self._placed(head, plain, street)

    def _town(self, text: str) -> TownInFile | None:
        """Return the town that a text is the official name of."""
        found = _HEAD.fullmatch(text)
        file = self._everywhere.country.file
        if found is None or file is None:
            return None
        named = settlements_named(found["town"])
        if len(named) != 1 or named[0].name != found["town"] or found["town"] in CAPITAL:
            return None
        return file.by_name.get(found["town"])

    def _placed(
        self, head: _Head, plain: PlainStreet, street: StoredThoroughfare
    ) -> _PlainFront | None:
        """Return the front of a street, unless its words may mean something else in its town."""
        if len(head.found.areas) > len(head.areas) and self._may_name_settlement(plain):
            return None
        asked = tuple(only_street(plain, area.index) for area in head.areas)
        streets = tuple(one for one in asked if one is not None)
        if len(streets) < len(asked):
            return None
        before = ";".join(map(_cell, _before_number(head, plain, street)))
        offered = f"{head.town.name}, {street.full_name}"
        if _cell(offered) != offered:  # a number behind it would stand in quotes
            return None
        return _PlainFront(
            head=head,
            street=street,
            asked=streets,
            stretches=tuple({} for _ in streets),
            before=before,
            offered=offered,
        )

    def _may_name_settlement(self, plain: PlainStreet) -> bool:
        """Tell whether a programme may take a word for a settlement: "Tompa Mihály utca".

        Right before a type none does.
        """
        named = self._named
        if not plain.types or len(plain.words) > FEW_WORDS:
            return any(map(named, plain.words))
        return len(plain.words) > 1 and bool(named(plain.first))

    def _head(self, town: TownInFile, before: str, text: str) -> _Head | None:
        """Return what a town's addresses say alike, from one that is asked as any other is."""
        found = self._everywhere.ask(f"{text} 1", self._day)
        settlement, coded = found.place.settlement, _HEAD.fullmatch(before)
        if settlement is None or settlement.name != town.name or coded is None:
            return None
        areas = tuple(self._area(one) for one in found.areas if one.of_settlements is None)
        parts = {fold(part.name): part for part in parts_of(town.name)}
        if not all(area.ground.is_listed for area in areas) or any(p[-1:].isdigit() for p in parts):
            return None
        return _Head(town, settlement, coded["code"], parts, found, areas)

    def _area(self, said: AreaSaid) -> _Area:
        ground = self._areas.ground(said.slug, said.answer.variant, self._day)
        return _Area(said, ground, ground.index, ground.blank(""))

    def _is_proven(self, head: _Head, plain: PlainStreet, street: StoredThoroughfare) -> bool:
        """Tell whether the address that was asked is answered alike without asking.

        Where its street cannot be placed nothing is proven, and the town's next ones are asked.
        """
        front = self._placed(head, plain, street)
        if front is None:
            return True
        front.wanted["1"] = HouseNumber(1)
        self.settle([front])
        asked = entry_of(self._written(head.found))
        return front.known.get("1") == Ended(asked.ending, asked.verdict)

    def _ended(self, front: _PlainFront, number: HouseNumber, districts: frozenset[str]) -> Ended:
        """Put a row together.

        Args:
            front: its town and street.
            number: its house number.
            districts: polling districts of the doors that are listed; none where none is.
        """
        after, verdict = self._areas_say(front, number)
        if not districts:
            place = f";;{Reason.NUMBER_NOT_FOUND.value};{front.offered} {number}"
        elif len(districts) == 1:
            place = f"yes;{_cell(*districts)};;"
        else:
            place = "yes;;;"
        text = f";{front.before};{number};{place};{after};{LINE_END}"
        return Ended(text.encode(), verdict)

    def _areas_say(self, front: _PlainFront, number: HouseNumber) -> tuple[str, str]:
        """Return the cells about the areas as CSV text, and the verdict."""
        head = front.head
        if not head.areas and () in head.endings:
            return head.endings[()]
        pairs = list(zip(head.areas, front.asked, front.stretches, strict=True))
        key = tuple([_verdict(area, street, known, number) for area, street, known in pairs])
        known = head.endings.get(key)
        if known is None:
            said = [
                replace(area.said, answer=area.ground.decide(area.blank, street, number))
                for area, street, _ in pairs
            ]
            others = head.found.areas[len(said) :]
            rows = self._written(replace(head.found, areas=(*said, *others)))
            cells = rows.cells[0][-AREAS_CELLS:]
            known = head.endings[key] = (render(map(neutralised, cells)), rows.verdict)
        return known


_Said: TypeAlias = "tuple[VerdictKind, Reason, str | None]"


def _verdict(
    area: _Area, street: Street, known: dict[tuple[object, ...], _Said], number: HouseNumber
) -> _Said:
    """Return verdict, reason and grade of a number in an area.

    Args:
        area: that is asked.
        street: of its list.
        known: what was found of the street's stretches before.
        number: of the house.
    """
    stretch = area.ground.stretch(street, number)
    if stretch is not None and stretch in known:
        return known[stretch]
    answer = area.ground.decide(area.blank, street, number)
    said = answer.verdict, answer.reason, answer.grade
    if stretch is not None:
        known[stretch] = said
    return said


def _cell(text: str) -> str:
    """Return a cell of a row as CSV text."""
    shown = neutralised(text)
    return render((shown,)) if _QUOTED.search(shown) else shown


def _before_number(head: _Head, plain: PlainStreet, street: StoredThoroughfare) -> tuple[str, ...]:
    """Return the cells of a row before its house number."""
    settlement = head.settlement
    named = [head.parts[word] for word in plain.leading if word in head.parts]
    part = named[0] if len(named) == 1 else None
    only = settlement.postcodes[0] if len(settlement.postcodes) == 1 else ""
    code = head.postcode or (part.postcode if part is not None else "") or only
    return (
        *(settlement.name, settlement.code, code, "" if part is None else part.name),
        street.full_name,
    )


AREAS_CELLS = 4
"""Cells of a row about the areas (`many_answering.AREAS_COLUMNS`)."""
