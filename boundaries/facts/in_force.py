"""The facts of an area that hold on a day, as the engine takes them.

What answers about an edition rest on beside its street list: places, lines and facts.
"""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..data_files import data_folders
from ..doors.places import Recorded, evidence_beside
from ..doors.sides import ToldSide
from ..edition.edition import EDITIONS
from ..register.door_points import DoorPoint, PlaceKind
from .clashes import clashes
from .log import recorded
from .records import DrawnStreet, PlacedDoor, Said, SaidRange, to_record

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo.network import LineNetwork

    from ..doors.places import DoorEvidence
    from ..model import Edition
    from .records import Fact


@dataclass(frozen=True, slots=True)
class FactsInForce:
    """What the facts of a day give to the engine; facts that contradict each other give nothing."""

    points: tuple[DoorPoint, ...] = ()
    """Places of doors; EOV metres."""
    lines: Mapping[str, BaseGeometry] = field(default_factory=dict)
    """Lines of streets by full name, EOV; each goes before that of a map."""
    told: tuple[ToldSide, ...] = ()
    """Sides on which parities stand."""
    said: tuple[Said, ...] = ()
    """Ranges that two people say to be inside or outside."""
    whole: frozenset[str] = frozenset()
    """Full names of the streets whose line was drawn from end to end."""
    digest: str = ""
    """SHA-256 (hex) of what holds; the same facts give the same one. Empty where none holds."""
    facts: tuple[Fact, ...] = ()
    """The facts that decide."""
    contradictions: tuple[tuple[Fact, Fact], ...] = ()
    """Pairs that contradict each other, so that neither of them decides anything."""

    @property
    def recorded(self) -> tuple[Recorded, ...]:
        """The facts that decide, as answers name them."""
        return tuple(map(_recorded, self.facts))

    def __bool__(self) -> bool:
        """Tell whether there is any that decides."""
        return bool(self.facts)


def in_force(
    facts: Iterable[Fact], day: dt.date, lines: Mapping[str, BaseGeometry] | None = None
) -> FactsInForce:
    """Return what the facts of an area give to the engine on a day.

    Args:
        facts: as `log.recorded` gives them.
        day: by the calendar in Hungary.
        lines: lines of streets that a map knows, by full name (EOV); they tell whether two sides
            are the same.
    """
    return as_evidence([fact for fact in facts if fact.holds(day)], lines)


def as_evidence(
    facts: Iterable[Fact], lines: Mapping[str, BaseGeometry] | None = None
) -> FactsInForce:
    """Return what some facts give to the engine, whether they are confirmed or not."""
    every = tuple(facts)
    against = clashes(every, lines)
    left_out = {fact.id for pair in against for fact in pair}
    held = tuple(fact for fact in every if fact.id not in left_out)
    drawn = [fact.what for fact in held if isinstance(fact.what, DrawnStreet)]
    return FactsInForce(
        points=tuple(_point(fact, fact.what) for fact in held if isinstance(fact.what, PlacedDoor)),
        lines={one.street: one.line for one in drawn},
        told=tuple(fact.what for fact in held if isinstance(fact.what, ToldSide)),
        said=tuple(_said(fact, fact.what) for fact in held if isinstance(fact.what, SaidRange)),
        whole=frozenset(one.street for one in drawn if one.whole),
        digest=_digest(held),
        facts=held,
        contradictions=against,
    )


def _recorded(fact: Fact) -> Recorded:
    """Return a fact as answers name it.

    They are public: they tell the fact and the day, by which the people are found in the log, and
    not their names.
    """
    on = (fact.confirmed or fact.added).on
    number = fact.what.number if isinstance(fact.what, PlacedDoor) else None
    return Recorded(fact.id, fact.kind.value, fact.street, on, number)


def _point(fact: Fact, what: PlacedDoor) -> DoorPoint:
    return DoorPoint(
        street=what.street,
        number=what.number,
        east=what.east,
        north=what.north,
        kind=PlaceKind.ADDRESS_POINT,
        uncertainty_m=what.uncertainty_m,
        source=_recorded(fact).source,
    )


def _said(fact: Fact, what: SaidRange) -> Said:
    return Said(what.street, what.numbers, what.verdict, fact.source, fact.id)


def _digest(facts: Iterable[Fact]) -> str:
    """Return the hash of what facts say and where from; empty where there are none."""
    found = sorted(
        json.dumps([one.id, to_record(one.what), one.source], ensure_ascii=False, sort_keys=True)
        for one in facts
    )
    return hashlib.sha256("\n".join(found).encode()).hexdigest() if found else ""


def facts_of(slug: str, folder: Path | None = None) -> tuple[Fact, ...]:
    """Return every fact of an area on record, those behind the bundled edition first.

    Args:
        slug: the area.
        folder: of the editions; by default the bundled ones and one's own.

    Raises:
        FactError: a log cannot be read; names it.
    """
    homes = (folder,) if folder else [home / EDITIONS for home in reversed(data_folders())]
    return tuple(fact for home in homes for fact in recorded(home / slug))


def load_facts(
    slug: str,
    day: dt.date,
    *,
    lines: Mapping[str, BaseGeometry] | None = None,
    folder: Path | None = None,
) -> FactsInForce:
    """Return what the facts of an area give to the engine on a day.

    Args:
        slug: the area.
        day: by the calendar in Hungary.
        lines: lines of streets that a map knows, by full name (EOV), or None.
        folder: of the editions; by default the bundled ones and one's own.

    Raises:
        FactError: a log cannot be read; names it.
    """
    return in_force(facts_of(slug, folder), day, lines)


def evidence_on(
    edition: Edition, folder: Path | None, listed_on: dt.date, facts: FactsInForce
) -> DoorEvidence | None:
    """Return what is known of the doors of an edition; None where nothing is.

    Args:
        edition: the area asked.
        folder: of its street list (`beside.list_folder`), or None where it has none.
        listed_on: the day whose map is meant.
        facts: that people put on record, as they hold on the day of the question.

    Raises:
        RegisterError: a file beside the list cannot be read.
    """
    if folder is None:
        return None
    lines_from = functools.partial(_network, edition, listed_on)
    return evidence_beside(folder, edition.town, lines_from, facts or None)


def _network(edition: Edition, day: dt.date) -> LineNetwork:
    from ..edition.areas import network_of  # noqa: PLC0415 - reads extracts; rarely needed

    return network_of(edition, day)
