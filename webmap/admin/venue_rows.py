"""Rows of a file of venues and events: placed by registers, reviewed, and then stored."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.errors import BoundaryError
from boundaries.language.names import fold
from boundaries.programmes.catalogue import programme_slugs
from boundaries.programmes.model import Precision
from boundaries.programmes.placing import Placed, RegisterPlacer
from boundaries.programmes.venue_import import RowState, VenueFileError, VenueImport
from boundaries.towns.settlements import load_settlements
from geo.crs import to_lonlat
from geo.primitives import EovPoint
from webmap.store import events, venues
from webmap.store.tables import Event, Venue

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy.orm import Session

    from boundaries.model import Answer
    from boundaries.programmes.placing import Placer
    from boundaries.programmes.venue_import import ImportResult, ImportRow, Record
    from boundaries.towns.settlements import Settlement
    from webmap.ask.services import Areas
    from webmap.store.tables import User


_PLACES = "address_"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A row with everything that is to be said about it."""

    row: ImportRow
    state: RowState
    codes: tuple[str, ...]
    """Keys below `admin.issue`, each once."""


def read(text: str, name: str, areas: Areas) -> ImportResult:
    """Read a file by its ending.

    Raises:
        VenueFileError: neither CSV nor YAML, or not in the form that is expected.
    """
    places = load_settlements()
    placer = AreaPlacer(areas, RegisterPlacer(places))
    reader = VenueImport(places, placer, programme_slugs())
    lowered = name.lower()
    if lowered.endswith(".csv"):
        return reader.read_csv(text)
    if lowered.endswith((".yaml", ".yml")):
        return reader.read_yaml(text)
    raise VenueFileError("the name of the file must end in .csv, .yaml or .yml")


def review(result: ImportResult, stored: Collection[str]) -> tuple[Reviewed, ...]:
    """Add to the rows what can only be known beside what is stored.

    Args:
        result: the rows of the file.
        stored: names of the venues that there are.
    """
    known = set(map(fold, stored))
    in_file = {fold(row.record.name) for row in result.rows if not row.record.event}
    return tuple(_reviewed(row, known, in_file) for row in result.rows)


def _reviewed(row: ImportRow, known: set[str], in_file: set[str]) -> Reviewed:
    codes = ["address_unplaced" if c.startswith(_PLACES) else c for c in _codes(row)]
    state, name = row.state, fold(row.record.name)
    if row.record.event and not row.record.programme:
        codes.append("programme_missing")
        state = RowState.REFUSED
    if row.record.event and name not in known | in_file:
        codes.append("venue_unknown")
    if not row.record.event and name in known:
        codes.append("venue_known")
    if codes and state is RowState.ACCEPTED:
        state = RowState.NEEDS_REVIEW
    return Reviewed(row, state, tuple(dict.fromkeys(codes)))


def _codes(row: ImportRow) -> Iterable[str]:
    return (issue.code for issue in row.issues)


def store(session: Session, rows: Sequence[Reviewed], kind: str, *, by: User) -> tuple[int, int]:
    """Store rows as drafts, the venues first; return how many venues and events.

    Args:
        session: an open session; one fault undoes all of them.
        rows: what a person has confirmed.
        kind: of venues whose row names none.
        by: who confirms.

    Raises:
        RefusedError: a value cannot be stored.
    """
    by_name: dict[str, Venue] = {fold(one.name_hu): one for one in venues.listed(session)}
    records = [one.row.record for one in rows]
    places = [record for record in records if not record.event]
    for record in places:
        row = venues.save(session, _venue(record, kind), by=by)
        by_name[fold(record.name)] = row
    dated = [record for record in records if record.event]
    for record in dated:
        events.save(session, _event(record, by_name.get(fold(record.name))), by=by)
    return len(places), len(dated)


def _venue(record: Record, kind: str) -> Venue:
    return Venue(
        name_hu=record.name,
        kind=record.kind or kind,
        programmes=[record.programme] if record.programme else [],
        address=record.address,
        lon=record.lon,
        lat=record.lat,
        precision_m=record.precision_m,
        step_free=record.step_free,
        opening=record.opening,
        contact=record.contact,
        source=record.source,
    )


def _event(record: Record, venue: Venue | None) -> Event:
    if record.start is None:
        raise ValueError("an event without a start is refused before it is stored")
    return Event(
        programme=record.programme,
        title_hu=record.event,
        starts_at=record.start,
        ends_at=record.end,
        venue_id=None if venue is None else venue.id,
        step_free=record.step_free,
        source=record.source,
    )


MOST_OFFERED = 5


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of an address, WGS84."""

    lon: float
    lat: float
    metres: float
    """How far the door may be from it."""
    address: str
    """As the register has it."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What came of looking for an address."""

    spot: Spot | None
    offered: tuple[str, ...] = ()
    """Addresses that may be meant."""


def seek(areas: Areas, address: str, town: str | None = None) -> Sought:
    """Look for an address in every area, or in those of one town.

    Args:
        areas: the domain's service.
        address: as people write it.
        town: only areas of this town.
    """
    offered: dict[str, None] = {}
    for answer in _answers(areas, address, town):
        spot = _spot(answer)
        if spot is not None:
            return Sought(spot)
        offered.update(dict.fromkeys(one.address for one in answer.candidates))
    return Sought(None, tuple(offered)[:MOST_OFFERED])


def _answers(areas: Areas, address: str, town: str | None) -> Iterable[Answer]:
    for info in areas.list():
        if town is None or fold(info.town) == fold(town):
            try:
                yield areas.check(address, info.slug)
            except BoundaryError:  # an area without a street list knows no door
                continue


def _spot(answer: Answer) -> Spot | None:
    """Return the known place of the door that an answer is about."""
    for entry in answer.details.get("evidence", ()):
        if "east" in entry and "north" in entry:
            at = to_lonlat(EovPoint(entry["east"], entry["north"]))
            metres = entry["place_uncertainty_m"]
            return Spot(round(at.lon, 6), round(at.lat, 6), metres, answer.matched or "")
    return None


@dataclass(frozen=True, slots=True)
class AreaPlacer:
    """Places the addresses of a file by the areas' registers, else by another placer.

    Args:
        areas: the domain's service.
        otherwise: who places what no area knows.
    """

    areas: Areas
    otherwise: Placer

    def place(self, settlement: Settlement, address: str) -> Placed:
        """Place an address: at its door where that is known."""
        found = self.otherwise.place(settlement, address)
        if not address.strip():
            return found
        sought = seek(self.areas, address, settlement.name)
        if sought.spot is None:
            offered = sought.offered or found.offered
            return dataclasses.replace(found, offered=offered)
        spot = sought.spot
        return Placed(spot.lon, spot.lat, Precision.DOOR, spot.metres, spot.address)
