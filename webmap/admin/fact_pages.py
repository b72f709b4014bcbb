"""Pages of facts: what views and forms of `facts` and `worklist` show."""

from __future__ import annotations

import hashlib
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from boundaries.errors import FactError, RegisterError, UnknownAreaError
from boundaries.facts import FactKind, facts_of
from boundaries.facts.records import same_person, to_record
from webmap.accounts.guards import allowed
from webmap.admin import fact_form, fact_rows
from webmap.admin.answers import address, page
from webmap.admin.candidates import unwritable
from webmap.admin.evidence import caution_words, must_agree, range_words
from webmap.admin.evidence import effects_of as effects_on
from webmap.admin.evidence import known_of as known_today
from webmap.admin.fact_sides import side_choices
from webmap.admin.maps import fact_map
from webmap.admin.overrides import DECIDERS
from webmap.ask.words import title, variant_name
from webmap.desk.nav import WORK_ROLES
from webmap.request import parameters
from webmap.request.parameters import Asked
from webmap.request.state import state
from webmap.store import audit
from webmap.web.http import Problem, language
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response
    from shapely.geometry.base import BaseGeometry

    from boundaries.facts import Fact, What
    from boundaries.facts.effect import Effect
    from webmap.admin.evidence import Known
    from webmap.admin.fact_form import FactDecisionForm, FactForm, Given
    from webmap.admin.fact_sides import SideChoice
    from webmap.maps.maps import MapParts

MOST_CHANGES = 60
"""Rows of what follows that a page shows; the others are counted."""


def map_of(asked: Asked) -> MapParts:
    """Return the map of an area on which facts are shown; made once."""
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
        sides=[(one.code, fact_rows.side_text(one.bearing, t)) for one in choices],
        fact=fact,
        said=None if fact is None else fact_rows.said(fact, t, line),
        effects=None if effects is None else _named(asked, effects),
        seen="" if given is None or effects is None else seen_of(asked, given, effects),
        on_map=fact_rows.map_marks(what, line, choices, t),
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
        said=fact_rows.said(fact, texts(language()), line),
        standing=fact.state(today).value,
        effects=None if effects is None else _named(asked, effects),
        seen="" if effects is None else seen_of(asked, fact, effects),
        must_agree=(fact.holds(today) or not own)
        and must_agree(effects or {}, takes_back=fact.holds(today)),
        own=own,
        decider=person.has(*DECIDERS),
        trail=trail,
        on_map=fact_rows.map_marks(fact.what, line, (), texts(language())),
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


def areas_shown() -> list[tuple[str, str]]:
    """Return slug and title of every area."""
    areas, lang = state().areas, language()
    return [(info.slug, title(areas.edition(info.slug), lang)) for info in areas.list()]


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
