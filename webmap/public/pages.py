"""The pages for people: the look-up with its map, and the boundary with its text.

A look-up is a POST, so that the address stands in no address line, log or referrer. It needs
no token against forged requests: there is no session and nothing on the server changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, render_template, request, url_for

from boundaries.verdict.engine import Question
from webmap.ask.services import DEFAULT_VARIANT
from webmap.ask.words import answer_view, variant_name
from webmap.happenings.sources import catalogue, programme_look_up, served_editions
from webmap.happenings.wording import programme_answers
from webmap.request.state import state
from webmap.web.http import NO_STORE, Problem, language, limited, same_for_all
from webmap.web.i18n import DEFAULT_LANGUAGE, LANGUAGES, texts

from ..request import parameters
from .map_context import map_context
from .programme_context import FINDER_PARAMETERS, finder_context, page_of
from .programmes import programme_cards

if TYPE_CHECKING:
    from boundaries.model import Answer, Edition
    from boundaries.programmes.look_up import ProgrammeAnswer
    from geo.primitives import LonLat
    from webmap.ask.words import AnswerView
    from webmap.happenings.wording import ProgrammeAnswers


Found = tuple["ProgrammeAnswer", ...]


def ask_programmes(answer: Answer, point: LonLat | None) -> Found:
    """Return what every programme says; nothing where the catalogue cannot be read.

    Args:
        answer: about the area that was asked: the programmes are asked the same question, in the
            town that it assumed.
        point: WGS84, or None.
    """
    asked, today = programme_look_up(), state().today()
    if asked is None:
        return ()
    if point is not None:
        return asked.look_up_point(point, today)
    return asked.look_up(answer.query, today, answer.assumed_town)


def shown_answers(found: Found, *, asks_already: bool) -> ProgrammeAnswers | None:
    """Return the programmes' answers as the page shows them; None where there are none.

    Args:
        found: one for each programme.
        asks_already: whether the page asks the person something else already.
    """
    if not found:
        return None
    lang, known = language(), catalogue()
    names = {
        (edition.slug, edition.variant): variant_name(edition, lang)
        for programme in known.programmes
        for edition in served_editions(programme)
    }
    return programme_answers(
        found, known.by_slug, texts(lang), variant_names=names, with_options=not asks_already
    )


blueprint = Blueprint("pages", __name__)

FIELDS = ("q", "lat", "lon", "area", "variant", "csrf_token")
"""Everything that the form may hold."""
PARTIAL_HEADER = "X-Answer-Only"
"""Set by the script of the page, which replaces the answer and leaves the rest."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the form holds and what came of it."""

    values: dict[str, str]
    answer: AnswerView | None = None
    programmes: ProgrammeAnswers | None = None
    """What every programme says to the same question."""
    point: LonLat | None = None
    error: Problem | None = None

    @property
    def typed(self) -> str:
        """What the address field holds: the street to complete, or the text that was sent."""
        if self.answer is not None and self.answer.street:
            return self.answer.street
        return self.values.get("q", "")

    @property
    def faulty_field(self) -> str:
        """Id of the field that the error message leads to."""
        return "lat" if self.values.get("lat") or self.values.get("lon") else "q"


@blueprint.get("/")
@same_for_all
def home() -> Response:
    """Show what the programmes are, their events with the map, and the look-up."""
    parameters.require_known_parameters("lang", "variant", "area", *FINDER_PARAMETERS)
    try:
        asked = parameters.asked_area(request.args.get("area"), request.args.get("variant"))
    except Problem as problem:
        if problem.code != "area_broken" or "area" in request.args:
            raise
        return _home_without_area(problem)
    return _page("home.html", asked, Lookup({}))


@blueprint.post("/")
@limited("lookup")
def look_up() -> Response:
    """Answer what the form holds, as a page or, for the page's script, as the answer alone."""
    parameters.require_known_parameters("lang", "variant", "area")
    if not state().settings.public_lookup:
        return _lookup_off()
    parameters.require_known_fields(request.form, FIELDS)
    area = request.form.get("area") or request.args.get("area")
    variant = request.form.get("variant") or request.args.get("variant")
    asked = parameters.asked_area(area, variant)
    lookup = _answered(asked)
    template = "_result.html" if request.headers.get(PARTIAL_HEADER) else "home.html"
    return _page(template, asked, lookup)


@blueprint.get("/map")
@same_for_all
def boundary_map() -> Response:
    """Show the large map and the boundary in words."""
    parameters.require_known_parameters("lang", "variant", "area")
    asked = parameters.asked_area(request.args.get("area"), request.args.get("variant"))
    return _page("map.html", asked, Lookup({}))


def _lookup_off() -> Response:
    """Say that the operator has switched the public look-up off."""
    body = render_template("lookup_off.html", t=texts(language()))
    return Response(body, status=HTTPStatus.FORBIDDEN, content_type="text/html; charset=utf-8")


def _answered(asked: parameters.Asked) -> Lookup:
    values = {name: request.form.get(name, "") for name in ("q", "lat", "lon")}
    try:
        point = parameters.typed_point(values["lat"].strip(), values["lon"].strip())
        answer = _ask(asked, values["q"], point)
    except Problem as problem:
        return Lookup(values, error=problem)
    edition = state().areas.edition(asked.slug, asked.variant)
    found = ask_programmes(answer, point)
    programmes = shown_answers(found, asks_already=bool(answer.candidates))
    return Lookup(values, answer_view(answer, edition, language()), programmes, point)


def _ask(asked: parameters.Asked, query: str, point: LonLat | None) -> Answer:
    place = point or parameters.clean_query(query)
    return state().areas.ask(Question(place, asked.slug, asked.variant, state().today()))


def _page(template: str, asked: parameters.Asked, lookup: Lookup) -> Response:
    edition = state().areas.edition(asked.slug, asked.variant)
    broken = {"broken_programmes": catalogue().broken}
    more = _home_context() if template == "home.html" else broken
    body = render_template(template, **_context(asked, edition), **more, lookup=lookup)
    # The script of the page asks for a part and shows it whatever it says: for it, the request
    # succeeded. (Browsers report a failed one as an error of the page.)
    whole = template != "_result.html"
    status = HTTPStatus.BAD_REQUEST if lookup.error and whole else HTTPStatus.OK
    response = Response(body, status=status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = NO_STORE
    return response


def _home_without_area(problem: Problem) -> Response:
    """Show programmes and events while the files of the area that is meant cannot be read."""
    lang = language()
    shown = {"t": texts(lang), "lookup": Lookup({}), "problem": problem.detail, "map": None}
    body = render_template("home.html", **shown, **_home_context())
    response = Response(body, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = NO_STORE
    return response


def _home_context() -> dict[str, object]:
    return {
        **finder_context("pages.home"),
        "programmes": programme_cards(),
        "page_of": page_of,
    }


def _context(asked: parameters.Asked, edition: Edition) -> dict[str, object]:
    lang, areas = language(), state().areas
    return {
        **map_context(edition),
        "lookup_public": state().settings.public_lookup,
        "max_query_chars": state().settings.max_query_chars,
        "areas": areas.list(),
        "asked": asked,
        "variants": [
            (name, variant_name(areas.edition(asked.slug, name), lang))
            for name in asked.info.variants
        ],
    }


@blueprint.app_context_processor
def _links() -> dict[str, object]:
    """Give every template its language, the other languages, and links that keep the choices."""
    lang = language()
    return {
        "lang": lang,
        "link": link,
        "other_languages": [other for other in LANGUAGES if other != lang],
    }


def link(endpoint: str, **changes: str) -> str:
    """Return the address of a page; language, area and variant stay unless changed."""
    kept = {
        name: request.args[name] for name in ("lang", "area", "variant") if name in request.args
    }
    kept.update(changes)
    defaults = {"lang": DEFAULT_LANGUAGE, "variant": DEFAULT_VARIANT}
    wanted: dict[str, Any] = {
        name: value for name, value in kept.items() if defaults.get(name) != value
    }
    return url_for(endpoint, **wanted)
