"""Where the pages of a service take programmes, settlements, venues and events from."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from boundaries.errors import BoundaryError
from boundaries.programmes.model import CompiledArea
from boundaries.towns.settlements import Settlements, load_settlements
from webmap.ask.services import DEFAULT_VARIANT
from webmap.request.state import state
from webmap.store.errors import StoreUnavailableError
from webmap.web.i18n import texts

from .from_catalogue import events_of, venues_of
from .happenings import Happenings, gathered

if TYPE_CHECKING:
    import datetime as dt

    from boundaries.model import Edition
    from boundaries.programmes.look_up import ProgrammeLookUp
    from boundaries.programmes.model import Programme
    from webmap.web.i18n import Texts

    from .happenings import PublicEvent, PublicVenue

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The programmes that the service shows, with the settlements of their areas."""

    programmes: tuple[Programme, ...] = ()
    places: Settlements | None = None
    """None where they could not be read; then there is no programme either."""
    by_slug: dict[str, Programme] = field(default_factory=dict)
    broken: tuple[str, ...] = ()
    """Slugs of the programmes whose files cannot be read; the others are shown."""

    @property
    def is_broken(self) -> bool:
        """Whether its files could not be read."""
        return self.places is None


def catalogue() -> Catalogue:
    """Return the catalogue, read once; an empty one where a file of it cannot be read."""
    return state().once(("programme-catalogue",), _read)


def _read() -> Catalogue:
    from boundaries.programmes.catalogue import survey_catalogue  # noqa: PLC0415 - pydantic, YAML

    try:
        places = load_settlements()
        programmes, faults = survey_catalogue()
    except (BoundaryError, OSError):
        _LOG.exception("the catalogue of programmes cannot be read; its pages are empty")
        return Catalogue()
    for slug, fault in faults.items():
        _LOG.error("the programme %s cannot be read: %s", slug, fault)
    by_slug = {one.slug: one for one in programmes}
    return Catalogue(programmes, places, by_slug, tuple(faults))


def programme_look_up() -> ProgrammeLookUp | None:
    """Return what asks every programme; None where the catalogue cannot be read."""
    known, areas = catalogue(), state().areas
    if known.places is None:
        return None
    from boundaries.programmes.look_up import ProgrammeLookUp  # noqa: PLC0415 - look-ups only

    places = known.places
    return state().once(
        ("programme-look-up",), lambda: ProgrammeLookUp(known.programmes, places, areas)
    )


def served_edition(programme: Programme, variant: str = DEFAULT_VARIANT) -> Edition | None:
    """Return the edition of a programme's compiled area, where this service has one."""
    if not isinstance(programme.area, CompiledArea):
        return None
    areas = state().areas
    for info in areas.list():
        if info.slug == programme.area.definition and variant in info.variants:
            return areas.edition(info.slug, variant)
    return None


def served_editions(programme: Programme) -> tuple[Edition, ...]:
    """Return the editions of every variant of a programme's compiled area."""
    if not isinstance(programme.area, CompiledArea):
        return ()
    areas = state().areas
    return tuple(
        areas.edition(info.slug, variant)
        for info in areas.list()
        if info.slug == programme.area.definition
        for variant in info.variants
    )


def happenings(lang: str) -> Happenings:
    """Return the venues and events of the catalogue and the municipality's own.

    Without a database, or while it is away, the catalogue's alone.
    """
    known, today = catalogue(), state().today()
    key = ("happenings", lang, today.isoformat())
    venues, events = state().once(key, lambda: _of_catalogue(known, today, texts(lang)))
    try:
        own_venues, own_events = _own(lang)
    except StoreUnavailableError:
        return gathered(venues, events, store_fault=True)
    return gathered((*venues, *own_venues), (*events, *own_events))


def _of_catalogue(
    known: Catalogue, today: dt.date, t: Texts
) -> tuple[tuple[PublicVenue, ...], tuple[PublicEvent, ...]]:
    if known.places is None:
        return (), ()
    venues: list[PublicVenue] = []
    events: list[PublicEvent] = []
    for programme in known.programmes:
        found = venues_of(programme, known.places, served_edition(programme), t)
        venues += found
        events += events_of(programme, {one.id: one for one in found}, today, t)
    return tuple(venues), tuple(events)


def _own(lang: str) -> tuple[tuple[PublicVenue, ...], tuple[PublicEvent, ...]]:
    store = state().store
    if store.is_sqlite and not Path(store.url.database or "").exists():
        return (), ()  # nothing was ever stored, and a page that is only read makes no file
    from .from_store import own  # noqa: PLC0415 - SQLAlchemy, only where there is a database

    with store.session(read_only=True) as opened:
        return own(opened, texts(lang))
