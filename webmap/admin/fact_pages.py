"""Pages of facts: what views and forms of `facts` and `worklist` show."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import shapely

from boundaries.compiler.sides import compass_word
from boundaries.doors.sides import ToldSide
from boundaries.errors import FactError, RegisterError, UnknownAreaError
from boundaries.facts import (
    DrawnStreet,
    Fact,
    FactKind,
    FactState,
    PlacedDoor,
    Signed,
    facts_of,
)
from boundaries.facts.clashes import clashes, same_as
from boundaries.facts.records import same_person, to_record
from geo.crs import EOV, WGS84, reproject, to_lonlat
from geo.primitives import EovPoint
from geo.street_line import StreetLine
from webmap.accounts.guards import allowed
from webmap.admin import fact_form
from webmap.admin.answers import address, page
from webmap.admin.candidates import unwritable
from webmap.admin.evidence import caution_words, must_agree, range_words
from webmap.admin.evidence import effects_of as effects_on
from webmap.admin.evidence import known_of as known_today
from webmap.admin.fact_form import side_choices
from webmap.admin.overrides import DECIDERS, areas_shown
from webmap.ask.words import variant_name
from webmap.desk.nav import WORK_ROLES
from webmap.request import parameters
from webmap.request.parameters import Asked
from webmap.request.state import state
from webmap.store import audit
from webmap.web.http import Problem, language
from webmap.web.i18n import texts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from flask import Response
    from shapely.geometry.base import BaseGeometry

    from boundaries.facts import What
    from boundaries.facts.effect import Effect
    from boundaries.language.house_numbers import HouseNumber
    from webmap.admin.evidence import Known
    from webmap.admin.fact_form import FactDecisionForm, FactForm, Given, SideChoice
    from webmap.maps.maps import MapParts
    from webmap.web.i18n import Texts


NEW = "new"
"""Id of a fact that is not on record yet."""
DIGITS = 7
"""Decimals of a degree that a place needs: a centimetre."""
GROUPS = ("proposed", "contradicting", "in_force", "withdrawn")

Parts = list[list[tuple[float, float]]]
"""A line in parts, each a list of (latitude, longitude) as the browser's map takes them."""


def candidate(what: What, source: str, by: str, today: dt.date) -> Fact:
    """Return a fact that is not on record, for asking what would follow from it."""
    return Fact(NEW, what, source, Signed(by, today.isoformat()))


def groups(
    facts: Iterable[Fact], today: dt.date, lines: Mapping[str, BaseGeometry]
) -> dict[str, list[Fact]]:
    """Sort facts by what they need; those that contradict each other decide nothing."""
    found: dict[str, list[Fact]] = {name: [] for name in GROUPS}
    held = [fact for fact in facts if fact.holds(today)]
    against = {one.id for pair in clashes(held, lines) for one in pair}
    for fact in facts:
        state = fact.state(today)
        odd = state is FactState.IN_FORCE and fact.id in against
        found["contradicting" if odd else state.value].append(fact)
    for name in ("in_force", "withdrawn"):
        found[name].reverse()
    return found


def clash_texts(
    fact: Fact, facts: Sequence[Fact], lines: Mapping[str, BaseGeometry], t: Texts
) -> list[str]:
    """Say which facts that were not withdrawn another one contradicts."""
    standing = [one for one in facts if one.withdrawn is None and one.id != fact.id]
    pairs = clashes([*standing, fact], lines)
    others = [
        one if other.id == fact.id else other
        for one, other in pairs
        if fact.id in {one.id, other.id}
    ]
    same = same_as(fact, standing)
    found = [] if same is None else [t("fact.clash.same", **_signed(same, t))]
    return found + [_clash_text(fact, one, t) for one in others]


def _signed(fact: Fact, t: Texts) -> dict[str, str]:
    return {"id": fact.id, "name": fact.added.by, "day": t.date(fact.added.on)}


def _clash_text(fact: Fact, other: Fact, t: Texts) -> str:
    words = _signed(other, t)
    if isinstance(fact.what, PlacedDoor) and isinstance(other.what, PlacedDoor):
        one, two = fact.what, other.what
        metres = math.dist((one.east, one.north), (two.east, two.north))
        return t(
            "fact.clash.place",
            the_number=the_number(two.number, t),
            metres=t.metres(metres),
            **words,
        )
    return t(f"fact.clash.{other.kind}", **words)


def said(fact: Fact, t: Texts, line: BaseGeometry | None = None) -> str:
    """Say in a sentence what a fact tells.

    Args:
        fact: on record or not.
        t: language.
        line: of its street; a told side is named by the compass where it is known.
    """
    what = fact.what
    if isinstance(what, PlacedDoor):
        return t(
            "fact.said.place",
            the_number=the_number(what.number, t),
            metres=t.metres(what.uncertainty_m),
        )
    if isinstance(what, ToldSide):
        return _side_text(what, t, line)
    if isinstance(what, DrawnStreet):
        key = "fact.said.line_whole" if what.whole else "fact.said.line_part"
        return t(key, metres=t.metres(what.line.length))
    numbers = range_words(what.numbers, t.language)
    return t(f"fact.said.{what.verdict}", numbers=numbers)


def _side_text(what: ToldSide, t: Texts, line: BaseGeometry | None) -> str:
    parity = "even" if what.even else "odd"
    foot = None
    if line is not None:
        foot = StreetLine(shapely.force_2d(line)).foot((what.east, what.north), within_m=200)
    if foot is None:
        return t(f"fact.said.side_{parity}_place")
    bearing = math.degrees(math.atan2(what.east - foot.x, what.north - foot.y))
    return side_text(bearing, t, even=what.even)


def the_number(number: HouseNumber, t: Texts) -> str:
    """Write a house number with its article: "az 5.", "number 5"."""
    return t.the(t("fact.number_is", number=number))


def side_text(bearing: float, t: Texts, *, even: bool = True) -> str:
    """Say on which sides of a street even and odd numbers stand.

    Args:
        bearing: of the side of the named parity, degrees from the north by the east.
        t: language.
        even: which parity that is.
    """
    here, there = (t(f"compass.{compass_word(one)}") for one in (bearing, bearing + 180))
    first, second = (here, there) if even else (there, here)
    return t("fact.said.side", even=first, the_odd=t.the(second))


@dataclass(frozen=True, slots=True)
class MapMarks:
    """What the map of a fact shows beside the area; (latitude, longitude)."""

    street: Parts
    drawn: Parts
    """The line that the fact draws."""
    place: tuple[float, float] | None
    sides: list[tuple[float, float, str]]
    """Places with the word that stands there."""


def map_marks(
    what: What | None, line: BaseGeometry | None, choices: Sequence[SideChoice], t: Texts
) -> MapMarks:
    """Return what the map shows of a fact and of its street.

    Args:
        what: the fact says, or None.
        line: known line of its street, or None.
        choices: the sides that may be chosen.
        t: language.
    """
    drawn = parts_of(what.line) if isinstance(what, DrawnStreet) else []
    place = None
    if isinstance(what, PlacedDoor | ToldSide):
        place = _degrees(what.east, what.north)
    sides = [
        (*_degrees(one.told.east, one.told.north), t(f"compass.{compass_word(one.bearing)}"))
        for one in choices
    ]
    return MapMarks([] if line is None else parts_of(line), drawn, place, sides)


def parts_of(line: BaseGeometry) -> Parts:
    """Return a line in EOV for the browser's map."""
    whole = reproject(shapely.force_2d(line), EOV, WGS84)
    return [
        [(round(y, DIGITS), round(x, DIGITS)) for x, y in part.coords]
        for part in shapely.get_parts(shapely.line_merge(whole) if _many(whole) else whole)
    ]


def _many(line: BaseGeometry) -> bool:
    return isinstance(line, shapely.MultiLineString)


def _degrees(east: float, north: float) -> tuple[float, float]:
    there = to_lonlat(EovPoint(east, north))
    return round(there.lat, DIGITS), round(there.lon, DIGITS)


MOST_CHANGES = 60
"""Rows of what follows that a page shows; the others are counted."""


def map_of(asked: Asked) -> MapParts:
    """Return the map of an area on which facts are shown; made once."""
    from webmap.admin.maps import fact_map  # noqa: PLC0415 - folium takes a second to import

    edition, lang = state().areas.edition(asked.slug, asked.variant), language()
    key = ("fact-map", lang, asked.slug, asked.variant, edition.hash)
    return state().once(key, lambda: fact_map(edition, lang, state().settings))


def form_page(
    asked: Asked,
    kind: FactKind,
    form: FactForm,
    given: Given | None = None,
    fact: Fact | None = None,
) -> Response:
    """Show the form, with what would follow where the fact could be read."""
    t, found = texts(language()), known_of(asked)
    street = form.street.shown.strip()
    listed = [] if found is None else [one.full_name for one in found.town.streets.streets]
    is_listed = street in listed
    line = line_of(found, street) if is_listed else None
    choices = choices_of(found, street) if kind is FactKind.SIDE and is_listed else ()
    what = None if given is None else given.what
    faults = form.faults
    _begin(form, kind, line, given)
    effects = effects_of(asked, fact) if fact is not None and not faults else None
    return page(
        "admin/fact_new.html",
        faults=faults,
        asked=asked,
        areas=areas_shown(),
        variants=variants_shown(asked),
        kind=kind.value,
        kinds=fact_form.KINDS,
        form=form,
        streets=listed,
        is_listed=is_listed,
        has_line=line is not None,
        sides=[(one.code, side_text(one.bearing, t)) for one in choices],
        fact=fact,
        said=None if fact is None else said(fact, t, line),
        effects=None if effects is None else _named(asked, effects),
        seen="" if given is None or effects is None else seen_of(asked, given, effects),
        on_map=map_marks(what, line, choices, t),
        **_fact_values(found, what),
        blocked=unwritable(),
        **_map_values(asked),
    )


def _begin(form: FactForm, kind: FactKind, line: BaseGeometry | None, given: Given | None) -> None:
    """Fill in what was not sent; a street that the map knows is drawn already."""
    usual = {"uncertainty_m": fact_form.USUAL_M, "extent": "range", "parity": "continuous"}
    if kind is FactKind.LINE and line is not None:
        usual["points"] = fact_form.corners_text(line)
    for name, text in usual.items():
        if not form[name].raw_data:
            form[name].show(text)
    if given is not None:
        form.points.show(given.points)


def fact_page(asked: Asked, fact_id: str, form: FactDecisionForm) -> Response:
    """Show one fact with what follows from it, and what happened to it."""
    fact, found, person = fact_of(asked, fact_id), known_of(asked), allowed(*WORK_ROLES)
    line, today = line_of(found, fact.street), state().today()
    effects = None if fact.withdrawn is not None else effects_of(asked, fact)
    own = same_person(fact.added.by, person.name)
    with state().store.session(read_only=True) as session:
        trail = audit.latest(session, subject=f"fact:{asked.slug}/{fact_id}")
    return page(
        "admin/fact.html",
        form=form,
        faults=form.faults,
        asked=asked,
        one=fact,
        said=said(fact, texts(language()), line),
        standing=fact.state(today).value,
        effects=None if effects is None else _named(asked, effects),
        seen="" if effects is None else seen_of(asked, fact, effects),
        must_agree=(fact.holds(today) or not own)
        and must_agree(effects or {}, takes_back=fact.holds(today)),
        own=own,
        decider=person.has(*DECIDERS),
        trail=trail,
        on_map=map_marks(fact.what, line, (), texts(language())),
        **_fact_values(found, fact.what),
        **_map_values(asked),
    )


def effects_of(asked: Asked, fact: Fact) -> dict[str, Effect]:
    """Return what a fact changes in each variant of its area that has a street list.

    A fact that holds changes something by going out of force.
    """
    found = {variant: known_of(Asked(asked.info, variant)) for variant in asked.info.variants}
    every = {variant: known for variant, known in found.items() if known is not None}
    return effects_on(fact, every, takes_back=fact.holds(state().today()))


def _named(asked: Asked, effects: Mapping[str, Effect]) -> list[tuple[str, Effect]]:
    """Return effects by the names of their variants."""
    areas, lang = state().areas, language()
    return [
        (variant_name(areas.edition(asked.slug, variant), lang), effect)
        for variant, effect in effects.items()
    ]


def _fact_values(found: Known | None, what: What | None) -> dict[str, Any]:
    """Return what every page of a fact says of it."""
    lang = language()
    odd = () if found is None or what is None else found.cautions(what)
    return {
        "cautions": [caution_words(one, lang) for one in odd],
        "range_words": lambda numbers: range_words(numbers, lang),
        "most_changes": MOST_CHANGES,
    }


def _map_values(asked: Asked) -> dict[str, Any]:
    script = address("facts.map_script", slug=asked.slug, variant=asked.variant)
    return {"map": map_of(asked), "map_script": script}


def asked_of(values: Mapping[str, str]) -> Asked:
    """Return the area and variant that a form or an address names."""
    return parameters.asked_area(values.get("area"), values.get("variant"))


def known_of(asked: Asked) -> Known | None:
    """Return what is known of an area; None where it has no street list.

    Raises:
        Problem: the log of its facts cannot be read.
    """
    try:
        return known_today(state().areas, asked.slug, asked.variant)
    except (RegisterError, UnknownAreaError):
        return None
    except FactError as fault:
        raise broken(asked) from fault


def broken(asked: Asked) -> Problem:
    """Return the problem of a log of facts that cannot be read."""
    detail = texts(language())("fact.broken", name=asked.slug)
    return Problem(detail, code="facts_broken", status=HTTPStatus.SERVICE_UNAVAILABLE)


def line_of(found: Known | None, street: str) -> BaseGeometry | None:
    """Return the known line of a street, or None."""
    return None if found is None else found.line(street)


def choices_of(found: Known | None, street: str) -> tuple[SideChoice, ...]:
    """Return the sides of a street to choose from; nothing without a line."""
    line = line_of(found, street)
    return () if line is None else side_choices(street, line)


def variants_shown(asked: Asked) -> list[tuple[str, str]]:
    """Return every variant of an area with its name."""
    areas, lang = state().areas, language()
    return [
        (name, variant_name(areas.edition(asked.slug, name), lang)) for name in asked.info.variants
    ]


def fact_of(asked: Asked, fact_id: str) -> Fact:
    """Return a fact of an area by its id.

    Raises:
        Problem: there is none, or the log cannot be read.
    """
    found = known_of(asked)
    facts = facts_of(asked.slug) if found is None else found.facts
    fact = next((one for one in facts if one.id == fact_id), None)
    if fact is None:
        detail = texts(language())("admin.not_known")
        raise Problem(detail, code="not_known", status=HTTPStatus.NOT_FOUND)
    return fact


def seen_of(asked: Asked, fact: Given | Fact, effects: Mapping[str, Effect]) -> str:
    """Return what tells whether this very fact was shown with what follows from it now."""
    shown = {variant: effect.digest for variant, effect in effects.items()}
    said = json.dumps([asked.slug, to_record(fact.what), shown], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()
