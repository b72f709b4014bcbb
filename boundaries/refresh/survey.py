"""Which areas there are: what holds of each on a day, and which of them are broken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..clock import today
from ..edition.acceptances import FACTS, in_force, recorded
from ..edition.edition import (
    acceptances,
    accepted_edition,
    areas_in,
    edition_homes,
    present_day,
    require_annex,
)
from ..errors import BoundaryError, EditionError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class AreaInfo:
    """What a list of areas shows."""

    slug: str
    title: Mapping[str, str]
    town: str
    variants: tuple[str, ...]
    """The default first."""
    projects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AreaSurvey:
    """The areas that can be asked about, and those that cannot be read."""

    areas: tuple[AreaInfo, ...]
    faults: Mapping[str, str]
    """Slug -> what is wrong, which file it is, and what to do."""
    first: str | None = None
    """Slug of the area that is meant where none is named, be it broken or not: a bundled one before
    one's own, of these that which came into force first. Accepting another one changes nothing."""


def list_areas(folder: Path | None = None, *, on: dt.date | None = None) -> tuple[AreaInfo, ...]:
    """Return every area with an edition in force that can be read, by slug; see `survey_areas`."""
    return survey_areas(folder, on=on).areas


def survey_areas(folder: Path | None = None, *, on: dt.date | None = None) -> AreaSurvey:
    """Read every area as it holds on a day; what is broken takes down its own area alone.

    Args:
        folder: of the editions; by default one's own and the bundled ones.
        on: which day it is; by default the clock's.
    """
    day = on or today()
    found: list[AreaInfo] = []
    faults: dict[str, str] = {}
    for slug in areas_in(folder):
        try:
            info = _area_info(slug, folder, present_day(slug, folder, day))
        except (BoundaryError, OSError) as fault:
            faults[slug] = str(fault)
        else:
            found += [] if info is None else [info]
    known = [*(one.slug for one in found), *faults]
    first = min(known, key=lambda slug: _rank(slug, folder), default=None)
    return AreaSurvey(tuple(found), faults, first)


def _rank(slug: str, folder: Path | None) -> tuple[bool, str, str]:
    """Return a key by which areas are sorted; whose record cannot be read, that comes first."""
    own = folder is not None or not (edition_homes(None)[0] / slug).is_dir()
    try:
        since = min((one.on for one in acceptances(slug, folder)), default="")
    except EditionError:
        since = ""
    return own, since if own else "", slug


def _area_info(slug: str, folder: Path | None, day: dt.date) -> AreaInfo | None:
    """Return what holds of an area, or None where nothing holds yet."""
    homes = [one / slug for one in edition_homes(folder)]
    for home in homes:
        if (home / FACTS).exists():
            from ..facts.log import recorded as recorded_facts  # noqa: PLC0415 - rarely needed

            recorded_facts(home)  # what cannot be read is a fault of its area
    log = acceptances(slug, folder)
    named = dict.fromkeys(one.variant for home in homes for one in recorded(home))
    holding = [one for variant in named if (one := in_force(log, day, variant)) is not None]
    if not holding:
        return None
    editions = [accepted_edition(slug, one, folder) for one in holding]
    for one in holding:
        if one.annex:  # without it no address is answered
            require_annex(slug, one.annex, folder)
    first, variants = editions[0], tuple(one.variant for one in holding)
    return AreaInfo(slug, first.title, first.town, variants, first.projects)
