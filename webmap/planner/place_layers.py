"""Venues, events and the ground of programmes as layers, for downloads and for OGC collections.

They come from the catalogue of programmes and from what the municipality has published. A place
is a point with the metres by which it may be off (`precision_m`); ground that only contains an
area, because its sources do not say where it runs, has the role `extent`, never `area`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from boundaries.export.package import Package
from boundaries.export.provenance import CAUTION, LICENCE
from boundaries.export.tables import Column, Layer, Row, as_multi
from boundaries.programmes.areas import outline_of, settlements_of
from boundaries.programmes.export import CREDIT
from geo.crs import to_eov
from geo.primitives import LonLat

from ..happenings.sources import catalogue, happenings
from ..store.errors import StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from boundaries.export.tables import Value
    from boundaries.programmes.model import Programme
    from boundaries.towns.settlements import Settlements

    from ..happenings.happenings import Happenings, PublicEvent, PublicVenue

ORIGINS = ("catalogue", "service")
"""Whether the sources of a programme name it, or the municipality has entered it."""
_COMMON = (Column("attribution", short="credit"), Column("licence"))
_VENUE = (
    Column("name"),
    Column("name_en"),
    Column("programmes", short="programme"),
    Column("settlement"),
    Column("address"),
    Column("precision_m", "real", "precis_m"),
    Column("precision", long=True),
    Column("step_free"),
    Column("transport", long=True),
    Column("opening", long=True),
    Column("contact", long=True),
    Column("note", long=True),
    Column("origin"),
    Column("source", long=True),
)
_EVENT = (
    Column("name"),
    Column("name_en"),
    Column("programme"),
    Column("start"),
    Column("end"),
    Column("first_day"),
    Column("last_day"),
    Column("when", long=True),
    Column("venue"),
    Column("venue_name", short="venue_nam"),
    Column("precision_m", "real", "precis_m"),
    Column("admission"),
    Column("target_groups", short="groups", long=True),
    Column("step_free"),
    Column("cancelled"),
    Column("origin"),
    Column("description", short="descript", long=True),
    Column("source", long=True),
)
_GROUND = (
    Column("programme"),
    Column("title", long=True),
    Column("role"),
    Column("mark"),
    Column("settlements", short="settlemnts", long=True),
)
_YES_NO = {True: "yes", False: "no", None: None}


def place_layers() -> dict[str, Layer]:
    """Return the layers `venues`, `events` and `programme_areas`, geometries in EOV.

    Raises:
        StoreUnavailableError: the municipality's own venues and events cannot be read, so that
            the layers would not be whole.
    """
    hungarian, english = happenings("hu"), happenings("en")
    if hungarian.store_fault or english.store_fault:
        raise StoreUnavailableError("the venues and events of the municipality cannot be read")
    layers = (venues_layer(hungarian, english), events_layer(hungarian, english), ground_layer())
    return {layer.name: layer for layer in layers}


def place_package() -> Package:
    """Return the layers as files for download.

    Raises:
        StoreUnavailableError: as `place_layers`.
    """
    layers = place_layers()
    facts = {
        "title": "Programok helyszínei, eseményei és települései",
        "title_en": "Venues, events and settlements of the programmes",
        "attribution": CREDIT,
        "licence": LICENCE,
        "caution": CAUTION,
    }
    artifacts = {name.replace("_", "-"): (layer,) for name, layer in layers.items() if layer.rows}
    return Package(artifacts, facts)


def venues_layer(hungarian: Happenings, english: Happenings) -> Layer:
    """Return the venues; one whose place is not known has no geometry."""
    names = {venue.id: venue.name for venue in english.venues}
    rows = tuple(
        Row(venue.id, _point(venue), _venue_values(venue, names.get(venue.id)))
        for venue in hungarian.venues
    )
    return Layer("venues", "Point", _VENUE + _COMMON, rows)


def _venue_values(venue: PublicVenue, name_en: str | None) -> dict[str, Value]:
    return {
        "name": venue.name,
        "name_en": name_en,
        "programmes": "; ".join(venue.programmes),
        "settlement": venue.settlement,
        "address": venue.address or None,
        "precision_m": _metres(venue),
        "precision": venue.precision or None,
        "step_free": _YES_NO[venue.step_free],
        "transport": venue.transport or None,
        "opening": venue.opening or None,
        "contact": venue.contact or None,
        "note": venue.note or None,
        "origin": ORIGINS[venue.is_own],
        "source": _source(venue),
        **_credit(),
    }


def events_layer(hungarian: Happenings, english: Happenings) -> Layer:
    """Return the events, each at its venue; without geometry where that has none."""
    names = {event.id: event.name for event in english.events}
    rows = tuple(
        Row(event.id, _point(event.venue), _event_values(event, names.get(event.id)))
        for event in hungarian.events
    )
    return Layer("events", "Point", _EVENT + _COMMON, rows)


def _event_values(event: PublicEvent, name_en: str | None) -> dict[str, Value]:
    venue = event.venue
    return {
        "name": event.name,
        "name_en": name_en,
        "programme": event.programme,
        "start": None if event.start is None else event.start.isoformat(),
        "end": None if event.end is None else event.end.isoformat(),
        "first_day": None if event.first is None else event.first.isoformat(),
        "last_day": None if event.last is None else event.last.isoformat(),
        "when": event.when or None,
        "venue": None if venue is None else venue.id,
        "venue_name": None if venue is None else venue.name,
        "precision_m": None if venue is None else _metres(venue),
        "admission": event.admission,
        "target_groups": "; ".join(event.groups) or None,
        "step_free": _YES_NO[event.step_free],
        "cancelled": _YES_NO[event.is_cancelled],
        "origin": ORIGINS[event.is_own],
        "description": event.description or None,
        "source": _source(event),
        **_credit(),
    }


def ground_layer() -> Layer:
    """Return the ground of the programmes whose area is made of settlements."""
    known = catalogue()
    rows: tuple[Row, ...] = ()
    if known.places is not None:
        places = known.places
        rows = tuple(row for one in known.programmes for row in _ground(one, places))
    return Layer("programme_areas", "MultiPolygon", _GROUND + _COMMON, rows)


def _ground(programme: Programme, places: Settlements) -> Iterator[Row]:
    area = settlements_of(programme, places)
    if area is None:  # drawn by a boundary sentence: it is among the editions
        return
    outline = outline_of(area, places)
    parts = (
        ("area", outline.inside, area.inside, None),
        ("extent", outline.extent if area.open else None, area.every, area.mark),
    )
    for role, ground, codes, mark in parts:
        if ground is None:
            continue
        values: dict[str, Value] = {
            "programme": programme.slug,
            "title": programme.title.hu,
            "role": role,
            "mark": None if mark is None else mark.value,
            "settlements": "; ".join(places.by_code[code].name for code in codes),
            **_credit(),
        }
        yield Row(f"{programme.slug}.{role}", as_multi(ground), values)


def _metres(venue: PublicVenue) -> float | None:
    """Return how far the place may be off; None where nothing is drawn, or nobody has said."""
    return venue.precision_m if venue.is_drawn and venue.precision_m else None


def _credit() -> Mapping[str, Value]:
    return {"attribution": CREDIT, "licence": LICENCE}


def _source(thing: PublicVenue | PublicEvent) -> str | None:
    quoted = "; ".join(dict.fromkeys(quote.title for quote in thing.quotes))
    return thing.source or quoted or None


def _point(venue: PublicVenue | None) -> shapely.Point | None:
    if venue is None or venue.lon is None or venue.lat is None:
        return None
    at = to_eov(LonLat(venue.lon, venue.lat))
    return shapely.Point(round(at.east, 2), round(at.north, 2))
