"""The files for download, made once and kept on disk by the hash of what is in them.

Serving stays light: a child process makes all files of a package on the first request for one
(1 to 2 s), and from then on they are read from disk. Nothing in the folder is ever changed, and
everything in it can be deleted: what is missing is made again.

Venues, events and the ground of programmes as layers, for downloads and for OGC collections. They
come from the catalogue of programmes and from what the municipality has published. A place is a
point with the metres by which it may be off (`precision_m`); ground that only contains an area,
because its sources do not say where it runs, has the role `extent`, never `area`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, cast

import shapely
from flask import current_app

from boundaries.edition.acceptances import acceptance_of
from boundaries.errors import ExportError
from boundaries.export.assembling import DIFFERENCE, STREETS, AreaSources, package_holding
from boundaries.export.backdrop import lines_by_key
from boundaries.export.package import Package, run
from boundaries.export.provenance import CAUTION, LICENCE
from boundaries.export.tables import Column, Layer, Row, as_multi
from boundaries.facts import load_facts
from boundaries.programmes.areas import outline_of, settlements_of
from boundaries.programmes.export import CREDIT
from geo.crs import to_eov
from geo.primitives import LonLat

from ..happenings.sources import catalogue, happenings
from ..request.state import state
from ..store.errors import StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from boundaries.export.package import Target
    from boundaries.export.tables import Value
    from boundaries.model import Edition
    from boundaries.programmes.model import Programme
    from boundaries.towns.settlements import Settlements

    from ..ask.services import Areas
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


MOST_PACKAGES = 64
"""Packages that are kept in memory."""
PRIVATE = 0o700
"""Rights of the folder: its owner only."""


class ExportStore:
    """Packages of editions and the folder of their files."""

    def __init__(self, areas: Areas, folder: str | None = None) -> None:
        self._areas = areas
        self._chosen = Path(folder) if folder else None
        self._lock = threading.Lock()
        self._kept: dict[tuple[object, ...], Package] = {}
        self._wanted: list[Package] = []
        self._maker: threading.Thread | None = None
        self._maker_lock = threading.Lock()

    def public(self, slug: str, variant: str) -> Package:
        """Return what everybody may have of an edition in force."""
        sources = self._sources(slug, variant)
        edition, held = sources.edition, sources.facts()
        key = ("public", slug, variant, edition.hash, sources.accepted_on, held.digest)
        return self._once(key, lambda: package_holding("all", sources))

    def difference(self, slug: str, variant: str, other_variant: str, other: str) -> Package:
        """Return the difference of the edition in force and another one, by its whole hash."""
        sources = self._sources(
            slug, variant, lambda: self._areas.frozen(slug, other_variant, other)
        )
        key = (DIFFERENCE, slug, variant, sources.edition.hash, other_variant, other)
        return self._once(key, lambda: package_holding(DIFFERENCE, sources))

    def streets(self, slug: str, variant: str) -> Package:
        """Return the street list of an edition in force."""
        sources = self._sources(slug, variant)
        key = (STREETS, slug, variant, sources.edition.hash, sources.streets())
        return self._once(key, lambda: package_holding(STREETS, sources))

    def _sources(
        self, slug: str, variant: str, other: Callable[[], Edition] | None = None
    ) -> AreaSources:
        """Return what the files of an edition in force are made from, as the pages read it."""
        areas, edition = self._areas, self._areas.edition(slug, variant)
        return AreaSources(
            edition,
            self.accepted_on(edition),
            lambda: load_facts(slug, areas.clock.today()),
            lambda: areas.streets(slug, variant),
            lambda: lines_by_key(areas.backdrop(slug, variant)),
            other=other,
        )

    def _once(self, key: tuple[object, ...], make: Callable[[], Package]) -> Package:
        """Return a package made before; the oldest goes where there are too many."""
        known = self._kept.get(key)
        if known is None:
            known = make()
            while len(self._kept) >= MOST_PACKAGES:
                self._kept.pop(next(iter(self._kept)), None)
            self._kept[key] = known
        return known

    def accepted_on(self, edition: Edition) -> str | None:
        """Return the day (ISO) from which an edition holds: the last that came, else its first."""
        log, day = self._areas.acceptances(edition.slug), self._areas.clock.today()
        named = acceptance_of(log, edition, day)
        return None if named is None else named.on

    def folder(self, package: Package) -> Path:
        """Return the folder of a package's files, which are made now if they are not there.

        Raises:
            ExportError: they cannot be made.
        """
        self.prepare((package,))
        return self._home() / package.key

    def made(self, package: Package) -> Path | None:
        """Return the folder of a package's files if they have been made."""
        try:
            folder = self._home() / package.key
        except ExportError:
            return None
        return folder if folder.is_dir() else None

    def prepare(self, packages: Iterable[Package]) -> None:
        """Make the files of packages that are not there, all in one go.

        Raises:
            ExportError: they cannot be made.
        """
        home = self._home()
        jobs = [(package, home / package.key) for package in packages]
        if not all(folder.is_dir() for _, folder in jobs):
            with self._lock:
                run(jobs)

    def prepare_soon(self, packages: Iterable[Package]) -> None:
        """Begin to make the files of packages that are not there; whoever asks does not wait.

        What cannot be made is tried again when it is asked for.
        """
        with self._maker_lock:
            self._wanted += [one for one in packages if self.made(one) is None]
            if self._wanted and self._maker is None:
                self._maker = threading.Thread(target=self._make_wanted, daemon=True)
                self._maker.start()

    def _make_wanted(self) -> None:
        while True:
            with self._maker_lock:
                batch, self._wanted = self._wanted, []
                if not batch:
                    self._maker = None
                    return
            with contextlib.suppress(ExportError, OSError):
                self.prepare(batch)

    def settle(self) -> None:
        """Wait until all that was begun is made, or could not be."""
        maker = self._maker
        if maker is not None:
            maker.join()

    def file(self, package: Package, target: Target) -> tuple[bytes, str]:
        """Return a file of a package and the hash of its bytes.

        The files of an area are small (the largest, a street list, has a few megabytes).

        Raises:
            ExportError: it cannot be made.
        """
        path = self.folder(package) / target.file_name
        try:
            body = path.read_bytes()
        except OSError as error:
            raise ExportError(f"{target.file_name} cannot be read: {error.strerror}") from None
        return body, hashlib.sha256(body).hexdigest()

    def _home(self) -> Path:
        home = self._chosen or Path(tempfile.gettempdir()) / f"akcioterulet-files-{os.getuid()}"
        try:
            home.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            found = home.lstat()
        except OSError as error:
            raise ExportError(f"the folder of the files cannot be used: {error.strerror}") from None
        if self._chosen is None and (
            not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077
        ):
            # Anybody may make a folder of that name; only one of our own can be trusted.
            raise ExportError(f"{home} is not a folder of this user alone; set another one")
        return home


_KEY = "akcioterulet-exports"


def store() -> ExportStore:
    """Return the store of the application that serves the request; made on first use."""
    known = current_app.extensions.get(_KEY)
    if known is None:
        made = ExportStore(state().areas, state().settings.export_dir)
        known = current_app.extensions.setdefault(_KEY, made)
    return cast("ExportStore", known)
