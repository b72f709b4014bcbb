"""Rows of a file over many towns whose addresses are a town and plain words.

What such a row says is put together from what its town says once (`plain_heads`), its street once,
and the doors of many rows that are read at a time. The first row of every town is also asked as any
other is: where that says anything else, the town's rows are all asked singly.
`tests/webmap/ask/test_many_plain.py` holds both ways against each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeAlias

from boundaries.address.plain import only_street, plain_door, plain_street, with_number
from boundaries.files.fronts import Ended
from boundaries.files.many import entry_of
from boundaries.language.remembered import remembered
from boundaries.model import Reason
from boundaries.register.few_doors import FewDoors
from boundaries.register.store import StoredThoroughfare
from boundaries.tables.cells import LINE_END, neutralised, render

from .plain_heads import MOST_TOWNS, Heads, Said, cell, taken_apart

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from boundaries.address.plain import PlainStreet
    from boundaries.files.many import Rows
    from boundaries.language.house_numbers import HouseNumber
    from boundaries.streets.street_list import Street

    from .anywhere import AreaSaid, Everywhere, Whereabouts
    from .plain_heads import Area, Head, HeadText
    from .services import BundledAreas

MOST_FRONTS = 50_000
"""Streets that are kept."""
MOST_SHAPES = 10_000
"""Shapes of numbers with storeys and doors that are kept."""
TRIES = 3
"""Streets of a town with which it is tried whether plain addresses are answered alike."""

_Named: TypeAlias = "tuple[str, PlainStreet, StoredThoroughfare]"
"""A text, its plain words, and the street that they mean in its town."""


@dataclass(slots=True, eq=False)
class _Front:
    """A town and a street of it."""

    text: str
    """As it is written before house numbers."""
    head: Head
    street: StoredThoroughfare
    asked: tuple[Street, ...]
    """The same street in the list of each area."""
    before: bytes
    """The cells before the number, as CSV text."""
    offered: str
    """The street as it is offered where a number is not listed, as CSV text."""


class Cells(Protocol):
    """Writes what is said of an address (`many_answering.ManyAnswering`)."""

    @property
    def pairs(self) -> bool:
        """Whether there is a row for each area, which quotes the address."""

    def rows(self, found: Whereabouts) -> Rows:
        """Return all that is written."""

    def said(self, found: Whereabouts) -> Rows:
        """Return the cells about the areas alone."""


class PlainRows:
    """The engine of a file over many towns: any address alone, plain ones many at a time."""

    def __init__(
        self,
        everywhere: Everywhere,
        areas: BundledAreas,
        day: dt.date,
        written: Cells,
    ) -> None:
        """Take what answers.

        Args:
            everywhere: answers any address.
            areas: those that it asks.
            day: of the questions.
            written: makes the rows of an answer.
        """
        self._everywhere, self._day, self._written = everywhere, day, written
        self._heads = Heads(everywhere, areas, day)
        self._fronts: dict[str, _Front | None] = {}
        self._units: dict[str, bool] = {}
        """How storeys and doors are written -> whether rows with them are answered as others."""

    def __call__(self, query: str) -> Rows:
        """Answer one address."""
        return self._written.rows(self._everywhere.ask(query, self._day))

    def ended(self, wanted: Mapping[str, Collection[str]]) -> dict[str, dict[str, Ended]]:
        """Answer house numbers by the text that stands before them (`fronts.Fronts`)."""
        if len(self._fronts) >= MOST_FRONTS:
            self._fronts.clear()
        self._read(text for text in wanted if text not in self._fronts)
        plain = {text: front for text in wanted if (front := self._fronts.get(text)) is not None}
        listed = self._listed(plain.values())
        return {
            text: self._answers(front, _doors(front, listed), wanted[text])
            for text, front in plain.items()
        }

    def _listed(self, fronts: Iterable[_Front]) -> Mapping[int, str]:
        """Read the doors of streets; they are not kept, since a country has many."""
        file = self._everywhere.country.file
        return {} if file is None else file.store.doors_of({one.street.at for one in fronts})

    def _read(self, texts: Iterable[str]) -> None:
        """Find town and street of texts, where both are plain."""
        by_head: dict[HeadText, list[tuple[str, PlainStreet]]] = {}
        for text in texts:
            self._fronts[text] = None
            apart = taken_apart(text)
            plain = None if apart is None else plain_street(apart[1])
            if apart is not None and plain is not None:
                by_head.setdefault(apart[0], []).append((text, plain))
        for head, named in by_head.items():
            self._read_town(head, named)

    def _read_town(self, before: HeadText, texts: Sequence[tuple[str, PlainStreet]]) -> None:
        """Do the same for the texts that name a town."""
        town = self._heads.town(before.town)
        if town is None:
            return
        index = self._everywhere.country.gazetteer(town).index
        exact = self._heads.is_exact(before.town)
        named: list[_Named] = []
        for text, plain in texts:
            street = only_street(plain, index, exact=exact)
            if isinstance(street, StoredThoroughfare):
                named.append((text, plain, street))
        head = self._heads.known.get(before) or self._proven(before, named)
        if head is not None:
            for text, plain, street in named:
                self._fronts[text] = self._placed(text, head, plain, street)

    def _proven(self, before: HeadText, named: Sequence[_Named]) -> Head | None:
        """Return what a town's addresses say alike, if one of them is answered so when asked alone.

        Where no street can be placed nothing is proven, and the next texts of the town are tried.
        """
        if before in self._heads.known:
            return None
        if len(self._heads.known) >= MOST_TOWNS:
            self._heads.known.clear()
        for text, plain, street in named[:TRIES]:
            head = self._heads.read(before, text)
            front = None if head is None else self._placed(text, head, plain, street)
            if head is None or front is not None:
                proven = front is not None and head is not None and self._is_alike(head, front)
                self._heads.known[before] = head if proven else None
                return self._heads.known[before]
        return None

    def _is_alike(self, head: Head, front: _Front) -> bool:
        """Tell whether the address that was asked is answered alike without asking."""
        asked = entry_of(self._written.rows(head.found))
        doors = _doors(front, self._listed([front]))
        return self._answers(front, doors, ["1"]).get("1") == Ended(
            asked.ending, asked.verdict, asked.more
        )

    def _placed(
        self, text: str, head: Head, plain: PlainStreet, street: StoredThoroughfare
    ) -> _Front | None:
        """Return the front of a street, unless its words may mean something else in its town."""
        if self._heads.may_be_other(head, plain):
            return None
        asked = tuple([only_street(plain, area.index, exact=head.exact) for area in head.areas])
        streets = tuple([one for one in asked if one is not None])
        if len(streets) < len(asked):
            return None
        offered = f"{head.town.name}, {street.full_name}"
        if cell(offered) != offered:  # a number behind it would stand in quotes
            return None
        before = f";{head.before(plain)};{cell(street.full_name)};".encode()
        return _Front(text, head, street, streets, before, offered)

    def _answers(self, front: _Front, doors: FewDoors, numbers: Iterable[str]) -> dict[str, Ended]:
        """Answer house numbers of a street; those that are not plain are left out."""
        tails, before, asked = front.head.tails, front.before, bool(front.asked)
        quoted = self._written.pairs and bool(front.head.found.areas)
        found: dict[str, Ended] = {}
        for text in numbers:
            read = _number(text)
            if read is None:
                continue
            number, shown, written, unit = read
            districts = doors.districts(number, shown)
            if quoted:
                tail = self._tails(self._quoted(front, number, text), districts)
            else:
                key = (districts, _say(front, number) if asked else ())
                known = tails.get(key)
                if known is None:
                    known = self._tails(self._areas_say(front, number, key[1]), districts)
                    tails[key] = known
                tail = known
            start = before + written
            if not districts:
                place = f";;;{Reason.NUMBER_NOT_FOUND.value};{front.offered} {shown}"
                start += place.encode()
            each, verdict = tail
            more = tuple([start + one for one in each[1:]]) if len(each) > 1 else ()
            ended = Ended(start + each[0], verdict, more)
            if not unit or self._is_unit(front, text, unit, ended):
                found[text] = ended
        return found

    def _is_unit(self, front: _Front, text: str, unit: str, ended: Ended) -> bool:
        """Tell whether an address with a storey and a door is answered as one without them.

        Of those that are written alike but for figures and letters one is asked as any other is.
        """
        number = re.sub(r"[^\W\d_]", "a", text.removesuffix(unit))
        shape = re.sub("[0-9]", "0", number + unit)
        if shape not in self._units:
            if len(self._units) >= MOST_SHAPES:
                self._units.clear()
            asked = entry_of(self(with_number(front.text, text)))
            self._units[shape] = ended == Ended(asked.ending, asked.verdict, asked.more)
        return self._units[shape]

    def _tails(
        self, said: tuple[tuple[str, ...], str], districts: frozenset[str]
    ) -> tuple[tuple[bytes, ...], str]:
        """Return the cells behind a house number for each of its rows, and the verdict.

        Args:
            said: cells about the areas as CSV text for each row, and the verdict.
            districts: polling districts of the doors; where there are none, only the cells about
                the areas are returned.
        """
        cells, verdict = said
        place = ""
        if districts:
            place = f";yes;{cell(*districts) if len(districts) == 1 else ''};;"
        return tuple([f"{place};{one};{LINE_END}".encode() for one in cells]), verdict

    def _areas_say(
        self, front: _Front, number: HouseNumber, said: tuple[Said, ...]
    ) -> tuple[tuple[str, ...], str]:
        """Return the cells about the areas where no row quotes its address, and the verdict.

        Args:
            front: a street where the areas say this.
            number: of such a door.
            said: by the areas.
        """
        head = front.head
        if said not in head.endings:
            told = self._decided(front, number)
            areas = (*told, *head.found.areas[len(told) :])
            head.endings[said] = self._cells(replace(head.found, areas=areas))
        return head.endings[said]

    def _quoted(self, front: _Front, number: HouseNumber, text: str) -> tuple[tuple[str, ...], str]:
        """Return the cells about the areas where every row quotes its address, and the verdict."""
        found = front.head.found
        place = replace(found.place, query=with_number(front.text, text))
        others = self._everywhere.of_settlements(place, self._day)
        return self._cells(replace(found, areas=(*self._decided(front, number), *others)))

    def _decided(self, front: _Front, number: HouseNumber) -> list[AreaSaid]:
        return [
            replace(area.said, answer=area.ground.decide(area.blank, street, number))
            for area, street in zip(front.head.areas, front.asked, strict=True)
        ]

    def _cells(self, found: Whereabouts) -> tuple[tuple[str, ...], str]:
        rows = self._written.said(found)
        return tuple([render(map(neutralised, one)) for one in rows.cells]), rows.verdict


NO_DOORS = "[0]"
"""The text of a street without doors."""


def _doors(front: _Front, listed: Mapping[int, str]) -> FewDoors:
    return FewDoors(listed.get(front.street.at, NO_DOORS))


@remembered
def _number(text: str) -> tuple[HouseNumber, str, bytes, str] | None:
    """Return a plain house number, how it is written, and the storey and door behind it."""
    door = plain_door(text)
    if door is None:
        return None
    number, unit = door
    return number, str(number), str(number).encode(), unit


def _say(front: _Front, number: HouseNumber) -> tuple[Said, ...]:
    """Return what each area says of a number of a street."""
    return tuple(
        [
            _verdict(area, street, number)
            for area, street in zip(front.head.areas, front.asked, strict=True)
        ]
    )


def _verdict(area: Area, street: Street, number: HouseNumber) -> Said:
    """Return verdict, reason and grade of a number in an area."""
    stretch = area.ground.stretch(street, number)
    said = None if stretch is None else area.known.get(stretch)
    if said is None:
        answer = area.ground.decide(area.blank, street, number)
        said = answer.verdict, answer.reason, answer.grade
        if stretch is not None:
            area.known[stretch] = said
    return said
