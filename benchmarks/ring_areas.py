"""Made-up areas for the towns of a register: a ring round the middle of each. For measuring only.

Nothing of them is true but the town's own doors and polling districts. They answer as accepted
areas do: an edition, and a street list made from the register.
"""

from __future__ import annotations

import dataclasses
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import shapely

from boundaries.clock import Clock
from boundaries.edition.edition import content_hash
from boundaries.model import (
    Certainty,
    Decision,
    Edition,
    LedgerEntry,
    LegKind,
    LineRule,
)
from boundaries.refresh.survey import AreaInfo
from boundaries.register.country_file import CountryFile
from boundaries.streets.making import make_street_list
from boundaries.verdict.check import check, edition_ground
from webmap.ask.many_answering import ManyAnswering

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from boundaries.files.many import Rows
    from boundaries.model import Answer
    from boundaries.register.model import TownRegister
    from boundaries.streets.street_list import StreetList
    from boundaries.verdict.check import EditionGround
    from boundaries.verdict.engine import Question

VARIANT = "programme"
SHARE = 0.4
"""Of the town's width and height that the ring takes in."""


def ring_edition(town: TownRegister, slug: str) -> Edition:
    """Return an area in the middle of a town's polling districts."""
    west, south, east, north = shapely.total_bounds(
        [one.polygon for one in town.register.districts if not one.polygon.is_empty]
    )
    off_x, off_y = ((east - west) * (1 - SHARE) / 2, (north - south) * (1 - SHARE) / 2)
    ring = shapely.box(west + off_x, south + off_y, east - off_x, north - off_y)
    corners = shapely.get_coordinates(ring).tolist()
    legs = tuple(
        _leg(number, ends)  # type: ignore[arg-type]
        for number, ends in enumerate(itertools.pairwise(map(tuple, corners)), start=1)
    )
    made = Edition(
        slug=slug,
        variant=VARIANT,
        hash="",
        title={"hu": slug, "en": slug},
        town=town.town,
        sentence="",
        source={},
        projects=(),
        area=shapely.MultiPolygon([ring]),
        uncertain_zone=None,
        provisional=(),
        legs=legs,
        problems=(),
        attribution="",
        network_note="made up",
    )
    return dataclasses.replace(made, hash=content_hash(made))


def _leg(number: int, ends: tuple[tuple[float, float], tuple[float, float]]) -> LedgerEntry:
    name = f"Próba {number}. utca"
    return LedgerEntry(
        number=number,
        kind=LegKind.STREET,
        name=name,
        text=name,
        span=None,
        note=None,
        rule=LineRule.CENTRE_LINE,
        side=None,
        decision=Decision.WALKED,
        certainty=Certainty.CERTAIN,
        uncertainty_m=5.0,
        length_m=shapely.LineString(ends).length,
        ways=(),
        line=ends,
        start=None,
        end=None,
    )


class RingAreas:
    """Such areas, as `BundledAreas` answers for accepted ones."""

    def __init__(self, file: CountryFile, towns: Sequence[str], day: dt.date) -> None:
        """Make an area for each of some towns."""
        self.clock = Clock.on(day)
        self._made: dict[str, tuple[Edition, StreetList]] = {}
        for number, name in enumerate(towns):
            town = file.register(file.by_name[name])
            edition = ring_edition(dataclasses.replace(town, town=name), f"kor-{number:03}")
            self._made[edition.slug] = edition, make_street_list(edition, town.register)[0]
        self._infos = tuple(
            AreaInfo(slug, edition.title, edition.town, (VARIANT,), ())
            for slug, (edition, _) in self._made.items()
        )

    def list(self) -> tuple[AreaInfo, ...]:
        """Return every area."""
        return self._infos

    def ask(self, question: Question) -> Answer:
        """Answer one question about an area."""
        return check(question, *self._made[str(question.area)])

    def ground(self, slug: str, variant: str, day: dt.date) -> EditionGround:  # noqa: ARG002
        """Return what answers for the addresses of an area."""
        edition, streets = self._made[slug]
        return edition_ground(edition, streets, None, None, day)


@dataclass(frozen=True, slots=True)
class RingAnswering(ManyAnswering):
    """The engine of a file job over such areas, for `register` and one process."""

    towns: tuple[str, ...] = ()
    made: list[RingAreas] = field(default_factory=list, compare=False)

    def __call__(self) -> Callable[[str], Rows]:
        """Return the engine; its areas are made once."""
        if self.register is None:
            raise ValueError("made-up areas need the register of their towns")
        if not self.made:
            self.made.append(RingAreas(CountryFile(self.register), self.towns, self.on))
        return self.engine(self.made[0])
