"""What the addresses of one town say alike, in a file over many towns (`many_plain`)."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from boundaries.address.addresses import may_lead
from boundaries.address.capital import read_capital, town_of_district
from boundaries.address.plain import HOLE, with_number
from boundaries.language.country import CAPITAL, parts_of, settlements_named
from boundaries.language.names import fold
from boundaries.register.country_file import name_key
from boundaries.tables.cells import neutralised, render

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from boundaries.address.plain import PlainStreet
    from boundaries.address.street_index import StreetIndex
    from boundaries.language.country import CountrySettlement, SettlementPart
    from boundaries.model import Answer, Reason, VerdictKind
    from boundaries.register.country_file import TownInFile
    from boundaries.streets.street_list import Street
    from boundaries.verdict.check import EditionGround

    from .anywhere import AreaSaid, Everywhere, Whereabouts
    from .services import BundledAreas

_HEAD = re.compile(
    r"(?:(?:H-?)?(?P<code>[1-9][0-9]{3}),? )?"
    r"(?P<town>[^\W\d_]+|Bp\.|(?:Budapest|Bp\.?),? (?:[0-9]{1,2}|[IVX]{1,5})\. ?ker(?:\.|ület))"
    r"(?:, (?:Magyarország|Hungary))?",
    re.IGNORECASE,
)
"""A settlement, or a district of the capital, perhaps behind its postcode."""
_CAPITAL = re.compile(r"Budapest|Bp\.?", re.IGNORECASE)
"""The capital alone, whose district is told by the postcode."""
_GLUED = re.compile(r"((?:H-?)?[1-9][0-9]{3} (?:Bp\.|[^\W\d_]+)) (.+)", re.IGNORECASE)
"""A postcode, a settlement and a street with nothing between."""


class Way(Enum):
    """Where a text has the town, each with an example."""

    COMMA = "6500 Baja, Fő utca"
    DASH = "6500 Baja - Fő utca"
    GLUED = "6500 Baja Fő utca"
    BARE = "Baja Fő utca"
    LAST = "Fő utca 5, 6500 Baja"


_IN_ONE = frozenset({Way.GLUED, Way.BARE})
"""Ways without any sign between town and street."""


class HeadText(NamedTuple):
    """A town as texts name it."""

    way: Way
    town: str


def taken_apart(front: str) -> tuple[HeadText, str] | None:
    """Return how a text names its town, and the words of its street; None where it does neither.

    >>> taken_apart("6500 Baja Fő utca")
    (HeadText(way=<Way.GLUED: '6500 Baja Fő utca'>, town='6500 Baja'), 'Fő utca')

    Args:
        front: as of `boundaries.address.plain.parted`.
    """
    before, hole, behind = front.partition(f" {HOLE}, ")
    if hole:
        return HeadText(Way.LAST, behind), before
    before, comma, behind = front.rpartition(", ")
    if comma:
        return (HeadText(Way.COMMA, before), behind) if behind else None
    before, dash, behind = front.partition(" - ")
    if dash:
        return HeadText(Way.DASH, before), behind
    glued = _GLUED.fullmatch(front)
    if glued is not None:
        return HeadText(Way.GLUED, glued[1]), glued[2]
    town, _, behind = front.partition(" ")
    return (HeadText(Way.BARE, town), behind) if town.isalpha() and behind else None


FEW_WORDS = 3
"""Words of a name that all stand near enough to its type."""
_QUOTED = re.compile(r'[;"\r\n]')
"""Signs for which a cell stands in quotes."""


Said: TypeAlias = "tuple[VerdictKind, Reason, str | None]"
"""Verdict, reason and grade."""


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """An area of a town, ready to be asked about its streets."""

    said: AreaSaid
    """What it says of some address of the town."""
    ground: EditionGround
    index: StreetIndex[Street]
    """Of its list."""
    blank: Answer
    """That the ground fills in."""
    known: dict[tuple[object, ...], Said] = field(default_factory=dict)
    """What it has said of stretches of streets (`EditionGround.stretch`)."""


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A town, as texts name it before a comma."""

    town: TownInFile
    settlement: CountrySettlement
    postcode: str | None
    """That the text has."""
    parts: Mapping[str, SettlementPart]
    """Its parts by their folded names."""
    found: Whereabouts
    """What is known of some address of it."""
    areas: tuple[Area, ...]
    exact: bool
    """Whether the town stands there as it is officially written."""
    way: Way
    endings: dict[tuple[object, ...], tuple[tuple[str, ...], str]] = field(default_factory=dict)
    """What its areas say -> the cells of that as CSV text, for each row, and the verdict."""
    tails: dict[tuple[object, ...], tuple[tuple[bytes, ...], str]] = field(default_factory=dict)
    """Polling districts and what its areas say -> all that stands behind a house number."""
    _before: dict[str | None, str] = field(default_factory=dict)

    @property
    def of_settlements(self) -> bool:
        """Whether a programme of whole settlements has it."""
        return len(self.found.areas) > len(self.areas)

    @property
    def is_coded_otherwise(self) -> bool:
        """Whether the postcode is of other settlements, which the words may be a street of."""
        return self.postcode is not None and self.postcode not in self.settlement.postcodes

    def before(self, plain: PlainStreet) -> str:
        """Return the cells before the street as CSV text."""
        if not self.parts or self.way in _IN_ONE:  # where no street begins a stretch
            return self._cells(None)
        named = [self.parts[word] for word in plain.leading if word in self.parts]
        return self._cells(named[0] if len(named) == 1 else None)

    def _cells(self, part: SettlementPart | None) -> str:
        name = None if part is None else part.name
        if name not in self._before:
            codes = self.settlement.postcodes
            only = codes[0] if len(codes) == 1 else ""
            code = self.postcode or (part.postcode if part is not None else "") or only
            cells = (self.settlement.name, self.settlement.code, code, name or "")
            self._before[name] = ";".join(map(cell, cells))
        return self._before[name]


class Heads:
    """Reads the heads of texts."""

    def __init__(self, everywhere: Everywhere, areas: BundledAreas, day: dt.date) -> None:
        """Take what answers; see `many_plain.PlainRows`."""
        self._everywhere, self._areas, self._day = everywhere, areas, day
        self._named = functools.lru_cache(maxsize=20_000)(everywhere.settlements_of)
        self._towns: dict[str, TownInFile | None] = {}
        self.known: dict[HeadText, Head | None] = {}
        """Those that were tried; None where addresses are not answered alike."""

    def town(self, text: str) -> TownInFile | None:
        """Return the town that a text names, whatever the case of its letters."""
        if text not in self._towns:
            if len(self._towns) >= MOST_TOWNS:
                self._towns.clear()
            self._towns[text] = self._town(text)
        return self._towns[text]

    def _town(self, text: str) -> TownInFile | None:
        found = _HEAD.fullmatch(text)
        file = self._everywhere.country.file
        if found is None or file is None:
            return None
        name = found["town"]
        capital = read_capital(text if _CAPITAL.fullmatch(name) else name)
        if capital is not None and len(capital.districts) == 1:
            name = town_of_district(*capital.districts)
        named = settlements_named(name)
        if len(named) != 1 or named[0].name in CAPITAL:
            return None
        return file.by_name.get(named[0].name)

    def is_exact(self, text: str) -> bool:
        """Tell whether a text has the name of its town as it is officially written."""
        town, found = self.town(text), _HEAD.fullmatch(text)
        return town is not None and found is not None and found["town"] == town.name

    def may_name_settlement(self, plain: PlainStreet) -> bool:
        """Tell whether a programme may take a word for a settlement: "Tompa Mihály utca".

        Right before a type none does.
        """
        named = self._named
        if not plain.types or len(plain.words) > FEW_WORDS:
            return any(map(named, plain.words))
        return len(plain.words) > 1 and bool(named(plain.first))

    def may_be_other(self, head: Head, plain: PlainStreet) -> bool:
        """Tell whether words behind a town, written in its way, may say more than their street."""
        if head.way is Way.DASH and not head.parts.keys().isdisjoint(plain.leading):
            return True  # the street begins no stretch, but words behind a dash may be a part
        if head.way in {Way.DASH, Way.BARE} and head.of_settlements and head.postcode is None:
            return True
        if head.way in {Way.DASH, Way.GLUED} and head.is_coded_otherwise:
            return True
        if head.way is Way.BARE and self._may_begin_name(head, plain):
            return True
        return head.of_settlements and self.may_name_settlement(plain)

    def _may_begin_name(self, head: Head, plain: PlainStreet) -> bool:
        """Tell whether a town that nothing sets apart may begin the street's name."""
        file, words = self._everywhere.country.file, f"{plain.name} {plain.written or ''}".split()
        if file is None or not may_lead([head.town.name, *words]):
            return True
        name = f"{head.town.name} {plain.name}"
        return any(file.called(name_key(name, kind))[0] for kind in plain.types or ("",))

    def read(self, named: HeadText, text: str) -> Head | None:
        """Return what a town's addresses say alike, from one that is asked as any other is.

        Args:
            named: names the town.
            text: the same with a street of it.
        """
        town, coded = self.town(named.town), _HEAD.fullmatch(named.town)
        found = self._everywhere.ask(with_number(text, "1"), self._day)
        settlement = found.place.settlement
        if town is None or settlement is None or settlement.name != town.name or coded is None:
            return None
        areas = tuple(self._area(one) for one in found.areas if one.of_settlements is None)
        parts = {fold(part.name): part for part in parts_of(town.name)}
        if not all(area.ground.is_listed for area in areas) or any(p[-1:].isdigit() for p in parts):
            return None
        exact = self.is_exact(named.town)
        return Head(town, settlement, coded["code"], parts, found, areas, exact, named.way)

    def _area(self, said: AreaSaid) -> Area:
        ground = self._areas.ground(said.slug, said.answer.variant, self._day)
        return Area(said, ground, ground.index, ground.blank(""))


MOST_TOWNS = 50_000
"""Texts whose towns are kept."""


def cell(text: str) -> str:
    """Return a cell of a row as CSV text."""
    shown = neutralised(text)
    return render((shown,)) if _QUOTED.search(shown) else shown
