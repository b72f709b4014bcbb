"""What the pages and the command line ask of the domain, as one object that can be replaced.

SQLAlchemy is imported where it is needed: a look-up on the command line needs none.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import time
from typing import TYPE_CHECKING, Protocol

from boundaries.clock import Clock
from boundaries.edition.beside import map_files
from boundaries.edition.edition import acceptances, edition_file, read_edition
from boundaries.errors import DefinitionError, EditionError, RegisterError, UnknownAreaError
from boundaries.export.backdrop import backdrop_of
from boundaries.export.documents import feature_collection, ledger
from boundaries.facts.area_files import area_files
from boundaries.refresh.survey import survey_areas
from boundaries.verdict.check import check, check_unlisted, edition_ground
from boundaries.verdict.engine import Question

from ..store.memory import Memory
from ..web.kept import Kept
from ..web.settings import read_settings
from .overrides import overrides_source

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from boundaries.edition.acceptances import Acceptance
    from boundaries.facts.area_files import AreaFiles
    from boundaries.model import Answer, Edition
    from boundaries.refresh.survey import AreaInfo, AreaSurvey
    from boundaries.streets.street_list import StreetList
    from boundaries.verdict.check import EditionGround
    from boundaries.verdict.overrides import Overrides
    from geo.primitives import LonLat

    from ..store.core import Store
    from ..web.settings import Settings
    from .overrides import OverridesSource
    from .standing import Others

DEFAULT_VARIANT = "programme"
"""The variant that is meant where none is named."""

RETRY_S = 5.0
"""How long a broken area is left alone, seconds."""

GeoJson = dict[str, object]
"""A GeoJSON object in WGS84, longitude first."""


class Areas(Protocol):
    """The areas, their editions, and the answers about them."""

    clock: Clock
    """Says which day a question is asked on."""

    def list(self) -> tuple[AreaInfo, ...]:
        """Return the areas that can be asked about."""

    def edition(self, slug: str, variant: str = DEFAULT_VARIANT) -> Edition:
        """Return an edition; raises `UnknownAreaError` where there is none."""

    def ask(self, question: Question) -> Answer:
        """Answer one question about an area or an edition; the others are short for it."""

    def check(self, query: str, slug: str, variant: str = DEFAULT_VARIANT) -> Answer:
        """Answer an address."""

    def check_point(self, point: LonLat, slug: str, variant: str = DEFAULT_VARIANT) -> Answer:
        """Answer a WGS84 point that has been checked for range and order."""

    def backdrop(self, slug: str, variant: str = DEFAULT_VARIANT) -> GeoJson:
        """Return the lines of the network under an area, each with its `name` or None."""

    def features(self, slug: str, variant: str = DEFAULT_VARIANT) -> GeoJson:
        """Return area, legs and uncertain zone as an RFC 7946 FeatureCollection."""

    def ledger(self, slug: str, variant: str = DEFAULT_VARIANT) -> GeoJson:
        """Return the ledger of an edition as a JSON object."""

    def streets(self, slug: str, variant: str = DEFAULT_VARIANT) -> StreetList:
        """Return the street list of an area; raises `RegisterError` where it cannot be read."""

    def acceptances(self, slug: str) -> tuple[Acceptance, ...]:
        """Return who took which edition of an area into force, oldest first."""

    def frozen(self, slug: str, variant: str, edition_hash: str) -> Edition:
        """Return any edition that was ever accepted, by its whole hash."""


class BundledAreas:
    """The areas that the product brings with it, and one's own.

    Everything is read once, when first asked; one's own editions and street lists are read again
    when a file of them changes, so that every worker sees what one of them accepted.

    Args:
        overrides: says what people have decided about single addresses; None = nothing.
        clock: says which day a question is asked on, for the overrides.
        behind: whether another machine of the installation has a newer edition of an area.
        differs: whether another machine works with other files of an area, or of what is named.
    """

    def __init__(
        self,
        overrides: OverridesSource | None = None,
        clock: Clock | None = None,
        behind: Callable[[str], bool] | None = None,
        differs: Callable[[str], bool] | None = None,
    ) -> None:
        self.is_behind: Callable[[str], bool] = behind or (lambda _slug: False)
        """Whether another machine of the installation has a newer edition of an area."""
        self.differs: Callable[[str], bool] = differs or (lambda _thing: False)
        """Whether another machine works with other files of an area, or of what is named."""
        self._overrides = overrides
        self._told: Mapping[str, str] = {}
        self._unchecked: Callable[[], bool] = getattr(overrides, "unchecked", lambda: False)
        self.clock = clock or Clock()
        self._fitting = functools.lru_cache(maxsize=64)(self._check_streets)
        self._backdrop = functools.cache(backdrop_of)
        self._frozen = functools.lru_cache(maxsize=32)(_load_frozen)

    def list(self) -> tuple[AreaInfo, ...]:
        """Return the areas that have an edition in force; those that are broken are left out."""
        return self._survey().areas

    def faults(self) -> Mapping[str, str]:
        """Return slug -> what is wrong of the areas whose files cannot be read."""
        return self._survey().faults

    def first(self) -> str | None:
        """Return the slug of the area that is meant where none is named; None without any."""
        return self._survey().first

    def _survey(self) -> AreaSurvey:
        files, day = area_files(), self.clock.today()
        found = _survey_areas_at(files, day, 0)
        if not found.faults:
            return found
        # Somebody may be mending a file whose change nothing tells: look at it again now and then.
        found = _survey_areas_at(files, day, 1 + int(time.monotonic() / RETRY_S))
        if found.faults != self._told:
            self._told = found.faults
            log = logging.getLogger(__name__)
            for fault in found.faults.values() if log.hasHandlers() else ():  # a command tells it
                log.error("%s", fault)
        return found

    def edition(self, slug: str, variant: str = DEFAULT_VARIANT) -> Edition:
        """Return the edition in force; raises `UnknownAreaError` where there is none."""
        return area_files().edition(slug, variant, now=self.clock.today())

    def ask(self, question: Question) -> Answer:
        """Answer one question: an address from the street list, a point from the geometry.

        Overrides and facts are those of its day. So is the street list, where an edition that is
        asked held on it; one that the list was not made for answers that nothing can be decided,
        and so does one that has none.
        """
        area, day = question.area, question.day
        files = area_files()  # asked once: a look-up takes 0.1 ms
        edition = files.edition(area, question.variant, now=day) if isinstance(area, str) else area
        if not isinstance(question.asked, str):
            return self._marked(check(question, edition), edition)
        held, listed_on = edition, day
        if edition is area:  # whenever it held
            held, listed_on = self._held(files, edition, day)
        if not files.has_list(held, listed_on):
            return self._marked(check_unlisted(question.asked, edition), edition)
        overrides = self.overrides(edition.slug, edition.variant)
        streets = files.streets(held, listed_on)
        places = files.doors(held, listed_on, day)
        answer = check(question, edition, streets, overrides=overrides, places=places)
        return self._marked(marked_unchecked(answer) if self._unchecked() else answer, edition)

    def ground(self, slug: str, variant: str, day: dt.date) -> EditionGround:
        """Return what answers for the addresses of the edition that held on a day.

        Raises:
            BoundaryError: `ask` would raise it.
        """
        files = area_files()
        edition = files.edition(slug, variant, now=day)
        streets, places = files.streets(edition, day), files.doors(edition, day, day)
        return edition_ground(edition, streets, self.overrides(slug, variant), places, day)

    def _marked(self, answer: Answer, edition: Edition) -> Answer:
        """Return an answer with the note that another machine may give another one."""
        if self.is_behind(edition.slug):
            return answer.changed(details={**answer.details, "machine_behind": True})
        if self.differs(edition.slug):
            return answer.changed(details={**answer.details, "machines_differ": True})
        return answer

    def check(self, query: str, slug: str, variant: str = DEFAULT_VARIANT) -> Answer:
        """Answer an address about the edition in force."""
        return self.ask(Question(query, slug, variant, self.clock.today()))

    def _held(self, files: AreaFiles, edition: Edition, day: dt.date) -> tuple[Edition, dt.date]:
        """Return whose street list, of which day, answers for an edition."""
        slug, variant, today = edition.slug, edition.variant, self.clock.today()
        with contextlib.suppress(UnknownAreaError):  # nothing held on that day
            held = files.edition(slug, variant, now=day)
            if held.hash == edition.hash:
                return held, day
        return files.edition(slug, variant, now=today), today

    def overrides(self, slug: str, variant: str = DEFAULT_VARIANT) -> Overrides | None:
        """Return the overrides of an area, or None.

        Raises:
            DefinitionError: they have faults, or speak of a street that the list does not have.
        """
        found = None if self._overrides is None else self._overrides(slug)
        return None if found is None else self._fitting(found, slug, variant)

    def _check_streets(self, overrides: Overrides, slug: str, variant: str) -> Overrides:
        overrides.check_streets(street.full_name for street in self.streets(slug, variant).streets)
        return overrides

    def check_point(self, point: LonLat, slug: str, variant: str = DEFAULT_VARIANT) -> Answer:
        """Answer a WGS84 point from the geometry of the edition."""
        return self.ask(Question(point, slug, variant, self.clock.today()))

    def backdrop(self, slug: str, variant: str = DEFAULT_VARIANT) -> GeoJson:
        """Return the lines of the map that the area was accepted with, with their names."""
        return self._backdrop(map_files(self.edition(slug, variant), self.clock.today()))

    def features(self, slug: str, variant: str = DEFAULT_VARIANT) -> GeoJson:
        """Return area, legs and uncertain zone as an RFC 7946 FeatureCollection."""
        return feature_collection(self.edition(slug, variant))

    def ledger(self, slug: str, variant: str = DEFAULT_VARIANT) -> GeoJson:
        """Return the ledger of an edition as a JSON object."""
        return ledger(self.edition(slug, variant))

    def streets(self, slug: str, variant: str = DEFAULT_VARIANT) -> StreetList:
        """Return the street list of an area; raises `RegisterError` where it cannot be read."""
        day = self.clock.today()
        files = area_files()
        return files.streets(files.edition(slug, variant, now=day), day)

    def acceptances(self, slug: str) -> tuple[Acceptance, ...]:
        """Return who took which edition of an area into force, oldest first."""
        return acceptances(slug)

    def frozen(self, slug: str, variant: str, edition_hash: str) -> Edition:
        """Return any edition that was ever accepted, by its whole hash.

        Raises:
            UnknownAreaError: no such edition was accepted.
            EditionError: its file was changed or cannot be read.
        """
        return self._frozen(slug, variant, edition_hash)


def bundled_areas(
    settings: Settings | None = None,
    store: Store | None = None,
    clock: Clock | None = None,
    *,
    lenient: bool = False,
) -> BundledAreas:
    """Return the areas with the overrides of the settings' files, all checked, and of the store.

    Args:
        settings: read from the environment where None.
        store: what the service remembers; where None, the database of the settings if it is there.
        clock: says which day it is; where None the machine's, of several that of the database.
        lenient: faults in a file of overrides take down its own area alone, and not the start.

    Raises:
        SettingsError: a setting cannot be used.
        KeptGoneError: areas or files of overrides that were served once are gone.
        DefinitionError: a file of overrides has faults.
    """
    settings = settings or read_settings()
    Kept(settings).require()
    files = overrides_source(settings, lenient=lenient)
    if settings.several_machines:
        store = store or _store_of(settings)
        clock = clock or _common_clock(store)
    others = _others(settings, store, lambda: areas)
    areas = BundledAreas(
        _with_store(files, settings, store),
        clock,
        None if others is None else others.is_behind,
        None if others is None else others.differs,
    )
    for info in areas.list() if files is not None else ():
        for variant in info.variants:
            try:
                areas.overrides(info.slug, variant)
            except (RegisterError, EditionError):  # told where they are asked
                continue
            except DefinitionError as fault:
                if not lenient:
                    raise
                logging.getLogger(__name__).error("%s", fault)  # noqa: TRY400 - a file's fault
    return areas


def _with_store(
    files: OverridesSource | None, settings: Settings, store: Store | None
) -> OverridesSource | None:
    """Return the overrides of the files and, where there is a database, of the database."""
    known = settings.database_url or settings.sqlite_file.exists()
    if store is None and not known and Memory(settings.data_folder).read() is None:
        return files
    from ..store.core import Store  # noqa: PLC0415 - SQLAlchemy; only for a database
    from .stored_overrides import StoredOverrides  # noqa: PLC0415 - SQLite; only for a database

    return StoredOverrides(store or Store(settings.data_folder, settings.database_url), files)


def _store_of(settings: Settings) -> Store:
    from ..store.core import Store  # noqa: PLC0415 - SQLAlchemy; only for a database

    return Store(settings.data_folder, settings.database_url)


def _common_clock(store: Store) -> Clock:
    from .common_clock import CommonClock  # noqa: PLC0415 - only for several machines

    return Clock(CommonClock(store).instant)


def _others(
    settings: Settings, store: Store | None, areas: Callable[[], BundledAreas]
) -> Others | None:
    """Return what asks how the other machines stand; None where there are none."""
    if not settings.several_machines:
        return None
    from .standing import Others, holdings, standings  # noqa: PLC0415 - as above

    return Others(
        store or _store_of(settings),
        lambda: standings(area_files()),
        lambda: holdings(areas(), areas().clock.today(), settings.country_register),
    )


def marked_unchecked(answer: Answer) -> Answer:
    """Return an answer with the note that newer overrides could not be asked for."""
    return answer.changed(details={**answer.details, "overrides_unchecked": True})


def area_faults(areas: Areas) -> Mapping[str, str]:
    """Return slug -> what is wrong of the areas whose files cannot be read; not for the public."""
    told: Callable[[], Mapping[str, str]] = getattr(areas, "faults", dict)
    return told()


def first_slug(areas: Areas) -> str | None:
    """Return the area that is meant where none is named, be it broken or not; None without any."""
    told: Callable[[], str | None] | None = getattr(areas, "first", None)
    if told is not None:
        return told()
    return min((info.slug for info in areas.list()), default=None)


def default_slug(areas: Areas) -> str:
    """Return the area that is meant where none is named: the first, be it broken or not.

    Raises:
        UnknownAreaError: there is none.
        EditionError: it is broken; another area never answers in its place.
    """
    faults, first = area_faults(areas), first_slug(areas)
    if first is None:
        raise UnknownAreaError("no area has an edition in force; see `akcioterulet edition accept`")
    if first in faults:
        raise EditionError(faults[first])
    return first


@functools.lru_cache(maxsize=2)
def _survey_areas_at(_files: object, day: dt.date, _again: int) -> AreaSurvey:
    return survey_areas(on=day)


def _load_frozen(slug: str, variant: str, edition_hash: str) -> Edition:
    known = {(a.variant, a.hash) for a in acceptances(slug)}
    if (variant, edition_hash) not in known:
        raise UnknownAreaError(f'"{slug}" ({variant}) never had the edition {edition_hash[:12]}')
    return read_edition(edition_file(slug, variant, edition_hash))
