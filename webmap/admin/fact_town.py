"""The town of an area with the facts on record about it, as the pages of facts ask for it."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from boundaries.acceptances import FACTS
from boundaries.edition import load_edition
from boundaries.errors import EditionError, RegisterError, UnknownAreaError
from boundaries.facts import facts_of, in_force
from boundaries.facts.effect import effect_of, effect_without
from boundaries.facts.town import town_of
from boundaries.facts.worklist import worklist
from boundaries.positions import street_key
from webmap.services import files_state
from webmap.state import state

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from boundaries.facts import Fact, FactsInForce
    from boundaries.facts.effect import Effect
    from boundaries.facts.town import Town
    from boundaries.facts.worklist import Worklist
    from boundaries.overrides import Overrides


@dataclass(frozen=True, slots=True)
class Known:
    """A variant of an area: what is known of its town, and its facts."""

    variant: str
    town: Town
    facts: tuple[Fact, ...]
    """Every fact on record."""
    held: FactsInForce
    """What holds today."""

    def line(self, street: str) -> BaseGeometry | None:
        """Return the line of a street, that of a fact in force before that of the map."""
        key = street_key(street)
        drawn = {street_key(name): line for name, line in self.held.lines.items()}
        return drawn.get(key) or self.town.lines_by_key.get(key)

    def effect(self, fact: Fact) -> Effect:
        """Return what a fact changes: by coming into force or, if it holds, by going out of it."""
        holds = fact.holds(state().today())
        told = effect_without if holds else effect_of
        return told(fact, self.town, self.held.facts)


def known(slug: str, variant: str) -> Known:
    """Return what is known of an area today.

    Raises:
        RegisterError: it has no street list, or a file of it cannot be read.
        FactError: the log of its facts cannot be read.
    """
    today, areas = state().today(), state().areas
    overrides = areas.overrides(slug, variant) if hasattr(areas, "overrides") else None
    try:
        town = _town(slug, variant, _files(), today, overrides)
    except (UnknownAreaError, EditionError) as fault:
        raise RegisterError(str(fault)) from fault
    facts = facts_of(slug)
    return Known(variant, town, facts, in_force(facts, today, town.lines))


def effects(slug: str, variants: Sequence[str], fact: Fact) -> tuple[tuple[str, Effect], ...]:
    """Return what a fact changes in each variant of its area; those without a list are left out."""
    found = []
    for variant in variants:
        try:
            found.append((variant, known(slug, variant).effect(fact)))
        except RegisterError:
            continue
    return tuple(found)


def open_work(known: Known) -> Worklist:
    """Return what is open in a variant of an area; made once for the facts that hold."""
    return _work(known.town, _Held(known.held.digest, known.held))


@dataclass(frozen=True, slots=True)
class _Held:
    """Facts in force, told from others by their hash."""

    digest: str
    facts: FactsInForce = field(compare=False)


@functools.lru_cache(maxsize=6)
def _work(town: Town, held: _Held) -> Worklist:
    return worklist(town, held.facts)


@functools.lru_cache(maxsize=6)
def _town(
    slug: str, variant: str, _state: object, day: dt.date, overrides: Overrides | None
) -> Town:
    return town_of(load_edition(slug, variant, now=day), day, overrides)


def _files() -> tuple[tuple[str, int, int, int], ...]:
    """Return what changes with the files of an area but for its facts."""
    return tuple(one for one in files_state() if not one[0].endswith(f"/{FACTS}"))
