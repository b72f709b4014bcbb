"""Facts that people put on record, and the worklist, as pages and commands ask for them.

What is costly is kept as long as nothing changes: the town as long as neither the files of one's
own areas change, nor the day, nor the overrides; the worklist as long as the same facts hold, too.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from boundaries import facts as facts_of_area
from boundaries.data_files import writing_folder
from boundaries.edition.acceptances import FACTS
from boundaries.edition.edition import EDITIONS
from boundaries.errors import RegisterError, UnknownAreaError
from boundaries.facts.area_files import area_files
from boundaries.facts.effect import effect_of, effect_without
from boundaries.facts.reading import cautions_of
from boundaries.facts.town import line_of, town_of
from boundaries.facts.worklist import worklist

from ..ask.candidates import range_label
from ..ask.services import DEFAULT_VARIANT
from ..web.i18n import texts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from boundaries.facts import Fact, FactsInForce, What
    from boundaries.facts.area_files import AreaFiles
    from boundaries.facts.effect import Effect
    from boundaries.facts.reading import Caution
    from boundaries.facts.town import Town
    from boundaries.facts.worklist import Worklist, WorkRow
    from boundaries.language import house_numbers
    from boundaries.verdict.overrides import Overrides

    from ..ask.services import Areas


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """An area with its town and its facts on a day."""

    slug: str
    day: dt.date
    town: Town
    held: FactsInForce
    """The facts in force."""
    facts: tuple[Fact, ...]
    """Every fact on record."""

    @property
    def home(self) -> Path:
        """The folder whose log new facts are written to."""
        return home_of(self.slug)

    def fact(self, fact_id: str) -> Fact | None:
        """Return a fact on record by its id."""
        return next((one for one in self.facts if one.id == fact_id), None)

    def line(self, street: str) -> BaseGeometry | None:
        """Return the line of a street that is known today, EOV, or None."""
        return line_of(street, self.town, self.held)

    def cautions(self, what: What) -> tuple[Caution, ...]:
        """Return what is odd about a fact."""
        return cautions_of(what, self.town, self.held)

    def effect(self, fact: Fact) -> Effect:
        """Return what a fact would change if it came into force."""
        return effect_of(fact, self.town, self.held.facts)

    def effect_without(self, fact: Fact) -> Effect:
        """Return what would change if a fact in force were withdrawn."""
        return effect_without(fact, self.town, self.held.facts)


def home_of(slug: str) -> Path:
    """Return the folder whose log the facts of an area are written to."""
    return writing_folder() / EDITIONS / slug


def known_of(areas: Areas, slug: str, variant: str) -> Known:
    """Return an area with its town and its facts as they hold today.

    Raises:
        UnknownAreaError: no such area or variant.
        RegisterError: it has no street list.
        FactError: the log of its facts cannot be read.
    """
    overrides = getattr(areas, "overrides", None)
    found = None if overrides is None else overrides(slug, variant)
    return _known_at(slug, variant, area_files(), areas.clock.today(), found)


def every_known(areas: Areas, slug: str) -> tuple[dict[str, Known], dict[str, str]]:
    """Return an area with its town and its facts for each of its variants, and which lack why.

    A variant lacks where it is not in force or has no street list, so that no door of it is known.

    Raises:
        UnknownAreaError: no such area.
        RegisterError: no variant has a street list.
        FactError: the log of its facts cannot be read.
    """
    info = next((one for one in areas.list() if one.slug == slug), None)
    variants = (DEFAULT_VARIANT,) if info is None else info.variants
    found: dict[str, Known] = {}
    lacking: dict[str, RegisterError | UnknownAreaError] = {}
    for variant in variants:
        try:
            found[variant] = known_of(areas, slug, variant)
        except (RegisterError, UnknownAreaError) as fault:
            lacking[variant] = fault
    if not found:
        raise next(iter(lacking.values()))
    return found, {variant: str(fault) for variant, fault in lacking.items()}


def effects_of(fact: Fact, every: Mapping[str, Known], *, takes_back: bool) -> dict[str, Effect]:
    """Return what a fact changes in each variant by coming into force, or by going out of it."""
    return {
        variant: known.effect_without(fact) if takes_back else known.effect(fact)
        for variant, known in every.items()
    }


def must_agree(effects: Mapping[str, Effect], *, takes_back: bool) -> bool:
    """Tell whether doors lose the answer that they have, so that a person must agree to it.

    That a withdrawn fact opens what it had decided is what it is withdrawn for.
    """
    return any(one.flipped or (one.opened and not takes_back) for one in effects.values())


def worklist_of(areas: Areas, slug: str, variant: str) -> Worklist:
    """Return the worklist of an area as it is today; errors as `known_of`."""
    return open_work(known_of(areas, slug, variant))


def open_work(known: Known) -> Worklist:
    """Return the worklist of an area; what nobody has confirmed does not change it."""
    return _worklist_at(known.town, _Held(known.held.digest, known.held))


@functools.lru_cache(maxsize=8)
def _known_at(
    slug: str, variant: str, files: AreaFiles, day: dt.date, overrides: Overrides | None
) -> Known:
    beside = tuple(one for one in files.seen if Path(one[0]).name != FACTS)
    town = _town_at(slug, variant, beside, day, overrides)
    facts = facts_of_area.facts_of(slug)
    return Known(slug, day, town, facts_of_area.in_force(facts, day, town.lines), facts)


@functools.lru_cache(maxsize=8)
def _town_at(
    slug: str, variant: str, _state: object, day: dt.date, overrides: Overrides | None
) -> Town:
    return town_of(area_files().edition(slug, variant, now=day), day, overrides)


@dataclass(frozen=True, slots=True)
class _Held:
    """Facts in force, told from others by their hash."""

    digest: str
    facts: FactsInForce = field(compare=False)


@functools.lru_cache(maxsize=8)
def _worklist_at(town: Town, held: _Held) -> Worklist:
    return worklist(town, held.facts)


def range_words(numbers: house_numbers.NumberRange, lang: str) -> str:
    """Return a range of house numbers in words: "páros oldal, 2–6. szám"."""
    return range_label(numbers.told(), lang)


def question_words(row: WorkRow, lang: str) -> str:
    """Return what a row of the worklist asks, as one sentence."""
    t = texts(lang)
    ranges = "; ".join(range_words(numbers, lang) for numbers in row.ranges)
    question = "unnumbered" if str(row.number) == "0" else row.question.value
    return t(
        f"worklist.question.{question}",
        street=row.street,
        the_street=t.the(row.street),
        number=row.number or "",
        numbers=ranges,
    )


def outcome_words(row: WorkRow, lang: str) -> str:
    """Return how many doors each answer decides: "ha belül van: 24; ha kívül van: 24"."""
    t = texts(lang)
    told = (t(f"worklist.outcome.{word}", doors=t.number(doors)) for word, doors in row.outcomes)
    return "; ".join(told)


def unless_words(row: WorkRow, lang: str) -> str:
    """Return by which answer less is decided: "ha az utca átlép a határon"; or nothing."""
    t = texts(lang)
    return "" if row.unless is None else t(f"worklist.unless.{row.unless.value}")


def caution_words(caution: Caution, lang: str) -> str:
    """Return what is odd about a fact, as one sentence."""
    t = texts(lang)
    metres = "" if caution.metres is None else t.metres(caution.metres)
    return t(
        f"worklist.caution.{caution.code.value}",
        metres=metres,
        settlement=caution.settlement or "",
    )
