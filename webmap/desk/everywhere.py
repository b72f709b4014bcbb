"""An address anywhere at the desk: its settlement, its door, and what every area says.

As at the desk the address is sent in the body of a request, and nothing of it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template, request

from webmap.accounts.guards import require_role
from webmap.ask.anywhere import others_differ
from webmap.ask.anywhere_words import offers, place_doubt, unknown_sentence, whereabouts
from webmap.ask.evidence_words import grade_word
from webmap.ask.programme_texts import standing
from webmap.ask.words import main_sentence
from webmap.request.everywhere import everywhere
from webmap.request.state import state
from webmap.web.http import NO_STORE, Problem, language, limited
from webmap.web.i18n import capitalised, texts

from ..request import parameters
from . import nav

if TYPE_CHECKING:
    from boundaries.programmes.model import Programme
    from webmap.ask.anywhere import AreaSaid, Everywhere, Whereabouts

blueprint = Blueprint("everywhere", __name__, url_prefix="/desk/everywhere")

FIELDS = ("q", "csrf_token")
"""Everything that the form may hold."""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Where an address lies, ready for a page."""

    heading: str
    """The address as it is known, or that its settlement is not."""
    county: str
    listed: str
    """Whether the register has the door, as a sentence; empty where it has no say."""
    district: str
    """Polling district, or empty."""
    doubt: str
    """What is not known, as a sentence, or empty."""
    offers: tuple[str, ...]
    """Addresses that may be meant."""


@dataclass(frozen=True, slots=True)
class AreaRow:
    """What one area says, ready for a page."""

    slug: str
    """Empty where the area is made of settlements: the desk has no page about it."""
    title: str
    kind: str
    word: str
    sentence: str
    grade: str
    programme: str
    """How the programme stands, as a sentence, or empty."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the form holds and what came of it."""

    query: str = ""
    place: PlaceView | None = None
    rows: tuple[AreaRow, ...] = ()
    elsewhere: int = 0
    """How many areas of other towns were not asked."""
    differs: bool = False
    """True where another machine works with another register or other programmes."""
    error: Problem | None = None


@blueprint.get("")
@require_role(*nav.DESK_ROLES)
def home() -> Response:
    """Show the field."""
    parameters.require_known_parameters("lang")
    return _page(Shown())


@blueprint.post("")
@limited("lookup")
@require_role(*nav.DESK_ROLES)
def ask() -> Response:
    """Say where an address lies, and what every area says of it."""
    parameters.require_known_parameters("lang")
    parameters.require_known_fields(request.form, FIELDS)
    try:
        query = parameters.clean_query(request.form.get("q"))
    except Problem as problem:
        return _page(Shown(request.form.get("q", ""), error=problem))
    asked, today = everywhere(), state().today()
    found = asked.ask(query, today)
    return _page(
        Shown(
            query,
            _place(found),
            tuple(_row(one, asked) for one in found.areas),
            len(found.elsewhere),
            differs=others_differ(state().areas),
        )
    )


def _place(found: Whereabouts) -> PlaceView:
    t, place = texts(language()), found.place
    if place.settlement is None:
        return PlaceView(unknown_sentence(place, language()), "", "", "", "", offers(place))
    doubt, listed = place_doubt(place, language()), ""
    if place.located is not None and place.located.parsed.number is not None:
        listed = t("everywhere.listed" if place.doors else "everywhere.not_listed")
    return PlaceView(
        whereabouts(place),
        place.settlement.county,
        listed,
        place.polling_district or "",
        capitalised(doubt) + "." if doubt else "",
        offers(place),
    )


def _row(one: AreaSaid, asked: Everywhere) -> AreaRow:
    lang, answer = language(), one.answer
    t, programme = texts(lang), asked.programmes.get(one.programme or "")
    title = one.title.get(lang) or one.title.get("hu") or one.slug
    return AreaRow(
        slug="" if one.of_settlements is not None else one.slug,
        title=title,
        kind=str(answer.verdict),
        word=t(f"verdict_word.{answer.verdict}"),
        sentence=main_sentence(answer, t),
        grade=capitalised(grade_word(answer, t)),
        programme="" if programme is None else _standing(programme, lang),
    )


def _standing(programme: Programme, lang: str) -> str:
    return standing(programme, state().today(), lang).rstrip(".") + "."


def _page(shown: Shown) -> Response:
    status = HTTPStatus.BAD_REQUEST if shown.error else HTTPStatus.OK
    body = render_template(
        "desk/everywhere.html",
        t=texts(language()),
        shown=shown,
        areas=len(state().areas.list()),
        has_register=state().settings.country_register is not None,
        max_query_chars=state().settings.max_query_chars,
    )
    response = Response(body, status=status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = NO_STORE
    return response
