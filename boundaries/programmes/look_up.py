"""One question to every programme: does the place lie in its area, and how does it stand that day.

The verdicts are those of every other look-up. An address is decided by the settlement that it
names, or by the street list of a compiled area; a point by the ground. A settlement that the
product does not know is undecidable, never outside; a point that lies on none of a programme's
ground is outside, whatever is there.
"""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..address.regular import RegularReader
from ..errors import RegisterError, UnknownAreaError
from ..language.names import fold
from ..model import DECIDED, Candidate, Grade, Reason, VerdictKind, blank
from ..towns.elsewhere import decided_elsewhere, shown_in
from ..towns.settlement_names import SettlementReader
from ..towns.settlements import load_settlements
from .areas import VARIANT, BundledCompiled, area_hash, area_info, outline_of, settlements_of
from .catalogue import load_catalogue
from .dates import ProgrammeState, state_on
from .model import CompiledArea, Mark, State

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from geo.primitives import LonLat

    from ..model import Answer, Details
    from ..towns.settlement_names import SettlementReading
    from ..towns.settlements import Settlement, Settlements
    from .areas import CompiledAreas, SettlementsOfArea
    from .model import Programme

BORDER_UNCERTAINTY_M = 50.0
"""Metres by which the border of a settlement on the map may be off. The map states no accuracy;
this is the project's own caution: nearer points are undecidable."""
MOST_CANDIDATES = 8
ASSUMED = "assumed"
"""What an answer says of a settlement that the address does not name."""
COMPILED_VARIANT = "programme"
"""What answers of a compiled area without an edition carry as their variant."""
_NOT_NAMED = frozenset({Reason.SETTLEMENT_MISSING, Reason.SETTLEMENT_UNKNOWN})
"""The text names no settlement that is known; one that was assumed goes before."""
_OPEN_REASONS = {
    Mark.NOT_DELINEATED: Reason.NOT_DELINEATED,
    Mark.MEMBERS_NOT_PUBLISHED: Reason.MEMBERS_NOT_PUBLISHED,
}


class Caution(StrEnum):
    """What must be said beside an answer."""

    INSIDE_IS_NOT_ELIGIBLE = "inside_is_not_eligible"
    """The place says nothing about who may take part."""
    ENDED = "ended"
    END_WAS_PLANNED = "end_was_planned"
    """The source gives the end as planned; whether it was kept is not known."""
    NOT_DELINEATED = "not_delineated"
    MEMBERS_NOT_PUBLISHED = "members_not_published"


@dataclass(frozen=True, slots=True)
class ProgrammeAnswer:
    """What one programme says to a question."""

    programme: str
    """Slug."""
    answer: Answer
    """Of the default variant."""
    variants: tuple[Answer, ...]
    """Of every variant of the area, the default first."""
    state: ProgrammeState | None
    """On the day asked; None where the sources do not let it be said."""
    day: dt.date
    cautions: tuple[Caution, ...]
    settlement: str | None = None
    """Code of the settlement of the place, where it is known."""


class ProgrammeLookUp:
    """Every programme of a catalogue, ready to be asked."""

    def __init__(
        self,
        catalogue: Sequence[Programme],
        places: Settlements,
        compiled: CompiledAreas | None = None,
    ) -> None:
        """Take what is asked.

        Args:
            catalogue: the programmes.
            places: the settlements that are known.
            compiled: who answers for compiled areas; the bundled editions where None.
        """
        self.catalogue = tuple(catalogue)
        self.places = places
        self.compiled = compiled or BundledCompiled()
        self.reader = SettlementReader(places)
        self._readings: RegularReader[SettlementReading] = RegularReader()
        self._areas = {p.slug: settlements_of(p, places) for p in self.catalogue}
        self._by_code: dict[str, frozenset[str]] = {}
        for slug, area in self._areas.items():
            for code in () if area is None else area.every:
                self._by_code[code] = self._by_code.get(code, frozenset()) | {slug}

    def with_settlement(self, code: str) -> frozenset[str]:
        """Return the programmes whose area has a settlement for certain or perhaps."""
        return self._by_code.get(code, frozenset())

    def look_up(
        self,
        query: str,
        day: dt.date,
        assumed_town: str | None = None,
        only: frozenset[str] | None = None,
    ) -> tuple[ProgrammeAnswer, ...]:
        """Answer an address for every programme, in the order of the catalogue.

        An address without a town is taken for one of the town that was assumed for it; where
        nothing was assumed, the settlements that may be meant are offered.

        Args:
            query: as typed; any text.
            day: for which the state of the programmes is told.
            assumed_town: what the answer about an area says that it assumed.
            only: slugs of the programmes that are asked; every one where None.
        """
        asked = [p for p in self.catalogue if only is None or p.slug in only]
        compiled = {
            p.slug: self._compiled_address(p, query, assumed_town)
            for p in asked
            if self._areas[p.slug] is None
        }
        reading = self._readings.read(query, self.reader.read)
        if reading.reason in _NOT_NAMED:
            reading = self._with_town(reading, assumed_town)
        found = reading.settlement
        return tuple(
            self._made(p, compiled.get(p.slug) or self._address(p, query, reading), day, found)
            for p in asked
        )

    def _with_town(self, reading: SettlementReading, town: str | None) -> SettlementReading:
        """Return a reading in the settlement that was assumed, where that is a known one."""
        known = () if town is None else self.places.by_name.get(fold(town), ())
        if len(known) != 1:
            return reading
        return dataclasses.replace(
            reading, settlement=known[0], reason=None, how=ASSUMED, possible=()
        )

    def look_up_point(self, point: LonLat, day: dt.date) -> tuple[ProgrammeAnswer, ...]:
        """Answer a WGS84 point for every programme.

        Raises:
            geo.errors.CoordinateError: not finite, swapped, or not in Hungary.
        """
        from geo.crs import check_lonlat, to_eov  # noqa: PLC0415 - addresses need no geometry

        checked = check_lonlat(lat=point.lat, lon=point.lon)
        found = self.places.at(to_eov(checked))
        return tuple(self._made(p, self._point(p, checked), day, found) for p in self.catalogue)

    def _made(
        self,
        programme: Programme,
        answers: Sequence[Answer],
        day: dt.date,
        settlement: Settlement | None,
    ) -> ProgrammeAnswer:
        state = programme_state(programme, day)
        return ProgrammeAnswer(
            programme=programme.slug,
            answer=answers[0],
            variants=tuple(answers),
            state=state,
            day=day,
            cautions=tuple(_cautions(programme, state, self._areas[programme.slug])),
            settlement=None if settlement is None else settlement.code,
        )

    def _address(
        self, programme: Programme, query: str, reading: SettlementReading
    ) -> tuple[Answer, ...]:
        area = self._areas[programme.slug]
        if area is None:
            raise TypeError(f"{programme.slug} is not made of settlements")
        open_ = _blank(programme, query, area)
        if reading.settlement is None:
            reason = reading.reason or Reason.SETTLEMENT_MISSING
            unknown: Details = {"unknown_settlement": reading.unknown} if reading.unknown else {}
            offered = self._candidates(reading, area)
            return (open_.changed(reason=reason, candidates=offered, details=unknown),)
        return (self._in_settlement(open_, reading, reading.settlement, area),)

    def _in_settlement(
        self, blank: Answer, reading: SettlementReading, place: Settlement, area: SettlementsOfArea
    ) -> Answer:
        """Return the answer for a known settlement; the street only confirms what was read."""
        verdict, reason = settlement_verdict(place.code, area)
        shown, street = shown_in(place, reading.parsed, self.reader)
        details: Details = {
            "settlement": place.code,
            "settlement_from": reading.how,
            "street": street,
        }
        decided = verdict in DECIDED
        return dataclasses.replace(
            blank,
            verdict=verdict,
            reason=reason,
            matched=shown,
            method="settlement" if decided else None,
            grade=Grade.RECORDED if decided else None,
            details=details,
            assumed_town=place.name if reading.how == ASSUMED else None,
        )

    def _candidates(
        self, reading: SettlementReading, area: SettlementsOfArea
    ) -> tuple[Candidate, ...]:
        """Offer the settlements that may be meant, with what the answer would then be."""
        offered = []
        for place in reading.possible[:MOST_CANDIDATES]:
            shown, _ = shown_in(place, reading.parsed, self.reader)
            offered.append(Candidate(shown, 1.0, settlement_verdict(place.code, area)[0]))
        return tuple(offered)

    def _compiled_address(
        self, programme: Programme, query: str, assumed_town: str | None
    ) -> tuple[Answer, ...]:
        """Ask the area itself; a town that was assumed elsewhere is named where it is another.

        An area that is not ready answers that nothing can be decided; the others answer all the
        same.
        """
        try:
            slug, variants, town = _definition_of(programme)
        except UnknownAreaError:
            return (_not_ready(programme, query, Reason.NO_EDITION),)
        if assumed_town is not None and fold(assumed_town) != fold(town):
            query = f"{assumed_town}, {query}"
        try:
            return tuple(self.compiled.check(query, slug, variant) for variant in variants)
        except RegisterError:
            broken = (
                _not_ready(programme, query, Reason.NO_STREET_LIST, variant) for variant in variants
            )
            return tuple(decided_elsewhere(one, town, None, self.reader) for one in broken)

    def _point(self, programme: Programme, point: LonLat) -> tuple[Answer, ...]:
        area = self._areas[programme.slug]
        if area is None:
            try:
                slug, variants, _ = _definition_of(programme)
            except UnknownAreaError:
                shown = f"{point.lat}, {point.lon}"
                return (_not_ready(programme, shown, Reason.NO_EDITION),)
            return tuple(self.compiled.check_point(point, slug, variant) for variant in variants)
        shown = f"{point.lat}, {point.lon}"
        blank = dataclasses.replace(
            _blank(programme, shown, area), matched=shown, method="coordinate"
        )
        return (_point_answer(point, area, self.places, blank),)


def _point_answer(
    point: LonLat, area: SettlementsOfArea, places: Settlements, blank: Answer
) -> Answer:
    """Decide a point by the ground; nearer to a deciding border than it may be off, nothing is."""
    import shapely  # noqa: PLC0415 - addresses need no geometry

    from geo.crs import to_eov  # noqa: PLC0415 - see above

    eov = to_eov(point)
    place, outline = shapely.Point(eov.east, eov.north), outline_of(area, places)
    grounds = [g for g in (outline.inside, outline.extent) if g is not None]
    distance = min(float(ground.boundary.distance(place)) for ground in grounds)
    if outline.inside is not None and outline.inside.covers(place):
        verdict, reason = VerdictKind.INSIDE, Reason.POINT_INSIDE
    elif outline.extent.covers(place):
        verdict, reason = VerdictKind.UNDECIDABLE, _open_reason(area)
    else:
        verdict, reason = VerdictKind.OUTSIDE, Reason.POINT_OUTSIDE
    if distance <= BORDER_UNCERTAINTY_M and verdict in DECIDED:
        verdict, reason = VerdictKind.UNDECIDABLE, Reason.UNCERTAIN_LINE
    decided = verdict in DECIDED
    flip = round(distance - BORDER_UNCERTAINTY_M, 2) if decided else 0.0
    return dataclasses.replace(
        blank,
        verdict=verdict,
        reason=reason,
        distance_m=round(distance, 2),
        uncertainty_m=BORDER_UNCERTAINTY_M,
        details={"flip_distance_m": flip},
    )


def settlement_verdict(code: str, area: SettlementsOfArea) -> tuple[VerdictKind, Reason]:
    """Decide a known settlement for an area made of settlements."""
    if code in area.inside:
        return VerdictKind.INSIDE, Reason.SETTLEMENT_INSIDE
    if code in area.open:
        return VerdictKind.UNDECIDABLE, _open_reason(area)
    return VerdictKind.OUTSIDE, Reason.SETTLEMENT_OUTSIDE


def _open_reason(area: SettlementsOfArea) -> Reason:
    return _OPEN_REASONS[area.mark] if area.mark else Reason.MEMBERS_NOT_PUBLISHED


def programme_state(programme: Programme, day: dt.date) -> ProgrammeState | None:
    """Return how a programme stands on a day, from the dates that its sources give."""
    period = programme.period
    start, end, since = (
        None if date is None else date.days
        for date in (period.start, period.end, period.running_since)
    )
    return state_on(day, start, end, since)


def _cautions(
    programme: Programme, state: ProgrammeState | None, area: SettlementsOfArea | None
) -> Iterable[Caution]:
    yield Caution.INSIDE_IS_NOT_ELIGIBLE
    end = programme.period.end
    if state is ProgrammeState.ENDED:
        yield Caution.ENDED
        if end is not None and end.state is State.PLANNED:
            yield Caution.END_WAS_PLANNED
    if area is not None and area.mark is not None:
        yield Caution(area.mark.value)


def _definition_of(programme: Programme) -> tuple[str, tuple[str, ...], str]:
    """Return slug, variants (the default first) and town of a compiled area."""
    if not isinstance(programme.area, CompiledArea):
        raise TypeError(f"{programme.slug} has no compiled area")
    return area_info(programme.area.definition)


def _not_ready(
    programme: Programme, query: str, reason: Reason, variant: str = COMPILED_VARIANT
) -> Answer:
    """Return the answer of a compiled area that has no edition, or no street list to ask."""
    return blank(query, programme.slug, variant, reason=reason)


def _blank(programme: Programme, query: str, area: SettlementsOfArea) -> Answer:
    return blank(query, programme.slug, VARIANT, area_hash(area), Reason.SETTLEMENT_MISSING)


@functools.lru_cache(maxsize=1)
def bundled_look_up() -> ProgrammeLookUp:
    """Return the look-up over the bundled catalogue; read once."""
    return ProgrammeLookUp(load_catalogue(), load_settlements())


def look_up(query: str, day: dt.date) -> tuple[ProgrammeAnswer, ...]:
    """Answer an address for every bundled programme; see `ProgrammeLookUp.look_up`."""
    return bundled_look_up().look_up(query, day)


def look_up_point(point: LonLat, day: dt.date) -> tuple[ProgrammeAnswer, ...]:
    """Answer a WGS84 point for every bundled programme."""
    return bundled_look_up().look_up_point(point, day)
