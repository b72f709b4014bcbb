"""Which edition held on a day, and the answers as of that day.

An edition holds from the day of its acceptance on. For a day before the first acceptance there
is none: the first one answers, and the answer says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.verdict.engine import Question

if TYPE_CHECKING:
    import datetime as dt

    from boundaries.model import Answer, Edition
    from boundaries.programmes.areas import CompiledAreas
    from geo.primitives import LonLat
    from webmap.ask.services import Areas


@dataclass(frozen=True, slots=True)
class Held:
    """The edition that answers for a day."""

    edition: Edition
    day: dt.date
    accepted_on: str | None
    """ISO day of its acceptance; None where no record tells."""
    held: bool
    """False where the day lies before the first acceptance."""


def edition_on(areas: Areas, slug: str, variant: str, day: dt.date) -> Held:
    """Return the edition of an area that held on a day, or its first one.

    Raises:
        UnknownAreaError: the area or the variant has no edition.
        EditionError: the file of the edition cannot be read.
    """
    current = areas.edition(slug, variant)
    log = [one for one in areas.acceptances(slug) if one.variant == variant]
    if not log:
        return Held(current, day, None, held=True)
    before = [one for one in log if one.on <= day.isoformat()]
    chosen = before[-1] if before else log[0]
    same = chosen.hash == current.hash
    edition = current if same else areas.frozen(slug, variant, chosen.hash)
    return Held(edition, day, chosen.on, held=bool(before))


def ask_held(areas: Areas, place: str | LonLat, held: Held) -> Answer:
    """Answer an address, or a WGS84 point, about the edition that held, as of its day."""
    return areas.ask(Question(place, held.edition, held.edition.variant, held.day))


@dataclass(frozen=True, slots=True)
class CompiledOn:
    """Compiled areas as of a day, for the look-up of every programme."""

    areas: Areas
    day: dt.date
    bundled: CompiledAreas
    """Who answers for areas that this service does not serve."""

    def check(self, query: str, slug: str, variant: str) -> Answer:
        """Answer an address."""
        held = self._held(slug, variant)
        if held is None:
            return self.bundled.check(query, slug, variant)
        return ask_held(self.areas, query, held)

    def check_point(self, point: LonLat, slug: str, variant: str) -> Answer:
        """Answer a WGS84 point."""
        held = self._held(slug, variant)
        if held is None:
            return self.bundled.check_point(point, slug, variant)
        return ask_held(self.areas, point, held)

    def _held(self, slug: str, variant: str) -> Held | None:
        known = {info.slug: info.variants for info in self.areas.list()}
        if variant not in known.get(slug, ()):
            return None
        return edition_on(self.areas, slug, variant, self.day)
