"""Statistics of a programme's area, whichever way it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model import VerdictKind
from ..verdict.statistics import size_statistics, with_counts, with_street_list
from .areas import load_bundled, outline_of, settlements_of
from .look_up import settlement_verdict
from .model import CompiledArea

if TYPE_CHECKING:
    from ..towns.settlements import Settlements
    from ..verdict.statistics import AreaStatistics
    from .areas import SettlementsOfArea
    from .model import Programme


@dataclass(frozen=True, slots=True)
class ProgrammeFigures:
    """The figures of a programme's area."""

    variant: str
    statistics: AreaStatistics
    without_register: tuple[str, ...] = ()
    """Codes of its settlements whose doors are not known and not counted."""


def programme_figures(programme: Programme, places: Settlements) -> tuple[ProgrammeFigures, ...]:
    """Return the figures of a programme's area, one for each of its variants.

    Small numbers are not suppressed: see `boundaries.verdict.statistics.for_the_public`.
    """
    area = settlements_of(programme, places)
    if area is not None:
        return (_settlement_figures(area, places),)
    if not isinstance(programme.area, CompiledArea):
        raise TypeError(f"{programme.slug} has neither settlements nor a compiled area")
    return tuple(_compiled_figures(programme.area.definition, places))


def _compiled_figures(slug: str, places: Settlements) -> list[ProgrammeFigures]:
    made = []
    for edition, streets in load_bundled(slug):
        town = next((one for one in places.all if one.name == edition.town), None)
        statistics = size_statistics(
            edition.area,
            town_m2=None if town is None else places.ground(town.code).area,
            uncertain=edition.uncertain_zone,
        )
        made.append(ProgrammeFigures(edition.variant, with_street_list(statistics, streets)))
    return made


def _settlement_figures(area: SettlementsOfArea, places: Settlements) -> ProgrammeFigures:
    """Count what the settlements hold; the ground about which nothing is decided stands apart."""
    outline = outline_of(area, places)
    extent = outline.extent
    uncertain = places.union(area.open) if area.open else None
    inside = outline.inside if outline.inside is not None else extent.difference(extent)
    statistics = size_statistics(inside, uncertain=uncertain)
    doors = dict.fromkeys((verdict.value for verdict in VerdictKind), 0)
    streets = dict(doors)
    for code in area.every:
        verdict = settlement_verdict(code, area)[0].value
        doors[verdict] += sum(street.doors for street in places.streets(code))
        streets[verdict] += len(places.streets(code))
    missing = tuple(code for code in area.every if not places.has_register(code))
    return ProgrammeFigures("settlements", with_counts(statistics, doors, streets), missing)
