"""Editions for the pages: who accepted which, what held on a day, what two of them differ in."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.drift.drift import LegChange, compare
from boundaries.drift.parts import PartChange
from boundaries.edition.edition import areas_in
from boundaries.errors import BoundaryError
from boundaries.model import Decision
from boundaries.streets.street_list import geometry_hash
from webmap.ask.words import title, variant_name
from webmap.desk.as_of import edition_on

if TYPE_CHECKING:
    import datetime as dt

    from boundaries.drift.drift import Drift, LegDrift
    from boundaries.drift.parts import PartDrift
    from boundaries.edition.acceptances import Acceptance
    from boundaries.model import Edition
    from webmap.ask.services import Areas
    from webmap.desk.as_of import Held


@dataclass(frozen=True, slots=True)
class VariantRow:
    """One variant of an area with its history."""

    slug: str
    variant: str
    title: str
    variant_title: str
    km2: float
    held: Held
    """What held on the day asked."""
    log: tuple[Acceptance, ...]
    """The newest first."""
    follows: tuple[Acceptance, ...]
    """What will hold from a day to come on, the next first."""
    list_fits: bool | None
    """Whether the street list was made for the edition in force; None where there is no list."""


def variant_rows(areas: Areas, day: dt.date, lang: str) -> list[VariantRow]:
    """Return every variant of every area."""
    return [
        _row(areas, info.slug, variant, day, lang)
        for info in areas.list()
        for variant in info.variants
    ]


@dataclass(frozen=True, slots=True)
class Coming:
    """An area of which nothing is in force yet, but will be."""

    title: str
    accepted: Acceptance


def coming_rows(areas: Areas, lang: str) -> list[Coming]:
    """Return what comes into force of areas that no page shows yet, the next first."""
    known = {info.slug for info in areas.list()}
    found: list[Coming] = []
    for slug in (one for one in areas_in() if one not in known):
        with contextlib.suppress(BoundaryError):  # told as a fault of its area
            found += (
                Coming(title(areas.frozen(slug, one.variant, one.hash), lang), one)
                for one in areas.acceptances(slug)
                if one.on > areas.clock.today().isoformat()
            )
    return sorted(found, key=lambda one: one.accepted.on)


def _row(areas: Areas, slug: str, variant: str, day: dt.date, lang: str) -> VariantRow:
    held = edition_on(areas, slug, variant, day)
    log = [one for one in areas.acceptances(slug) if one.variant == variant]
    return VariantRow(
        slug=slug,
        variant=variant,
        title=title(held.edition, lang),
        variant_title=variant_name(held.edition, lang),
        km2=held.edition.area.area / 1e6,
        held=held,
        log=tuple(reversed(log)),
        follows=tuple(one for one in log if one.on > areas.clock.today().isoformat()),
        list_fits=list_fits(areas, areas.edition(slug, variant)),
    )


def list_fits(areas: Areas, edition: Edition) -> bool | None:
    """Tell whether the street list of an area was made for an edition; None without a list."""
    try:
        meta = areas.streets(edition.slug, edition.variant).meta
    except BoundaryError:
        return None
    return meta.geometry_hash == geometry_hash(edition)


def known_editions(areas: Areas, lang: str) -> list[tuple[str, str]]:
    """Return key and name of every edition that can be compared, the newest first."""
    found: dict[str, str] = {}
    for info in areas.list():
        for one in reversed(areas.acceptances(info.slug)):
            key = f"{info.slug}/{one.variant}/{one.hash}"
            name = variant_name(areas.edition(info.slug, one.variant), lang)
            found.setdefault(key, f"{info.slug} – {name} – {one.on} – {one.hash[:12]}")
    return list(found.items())


def edition_of(areas: Areas, key: str) -> Edition | None:
    """Return the edition of a key, or None where it names none."""
    slug, _, rest = key.partition("/")
    variant, _, edition_hash = rest.partition("/")
    known = {
        (info.slug, one.variant, one.hash)
        for info in areas.list()
        for one in areas.acceptances(info.slug)
    }
    if (slug, variant, edition_hash) not in known:
        return None
    return areas.frozen(slug, variant, edition_hash)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions of one area."""

    first: Edition
    second: Edition
    drift: Drift

    @property
    def known(self) -> bool:
        """Whether metres and km² mean something: no leg that differs lacks a line of its own."""
        return not any(_names_differ(leg) and _without_line(leg) for leg in self.legs)

    @property
    def gained_km2(self) -> float:
        """Ground that only the second has."""
        return float(self.drift.area.gained.area) / 1e6

    @property
    def lost_km2(self) -> float:
        """Ground that only the first has."""
        return float(self.drift.area.lost.area) / 1e6

    @property
    def legs(self) -> tuple[LegDrift, ...]:
        """The legs that are not as they were."""
        return tuple(leg for leg in self.drift.legs if leg.change is not LegChange.SAME)

    @property
    def parts(self) -> tuple[PartDrift, ...]:
        """The parts that are not as they were."""
        return tuple(part for part in self.drift.parts if part.change is not PartChange.SAME)


def _names_differ(leg: LegDrift) -> bool:
    then, now = leg.then, leg.now
    return then is None or now is None or (then.name, then.kind) != (now.name, now.kind)


def _without_line(leg: LegDrift) -> bool:
    entries = (leg.then, leg.now)
    return any(entry is not None and entry.decision is Decision.STAND_IN for entry in entries)


def comparison(first: Edition, second: Edition) -> Comparison:
    """Compare two editions of one area."""
    return Comparison(first, second, compare(first, second))
