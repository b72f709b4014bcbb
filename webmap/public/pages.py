"""The pages for people: the look-up with its map, and the boundary with its text.

A look-up is a POST, so that the address stands in no address line, log or referrer. It needs
no token against forged requests: there is no session and nothing on the server changes.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, render_template, request, url_for

from boundaries.model import DECIDED, Reason, VerdictKind
from boundaries.verdict.engine import Question
from webmap.ask.services import DEFAULT_VARIANT
from webmap.ask.words import answer_view, network_note, standing_of, variant_name
from webmap.happenings.detail import office_to_ask
from webmap.happenings.sources import catalogue, programme_look_up, served_editions
from webmap.happenings.wording import programme_answers, standing_sentences
from webmap.request.state import state
from webmap.request.streets import listed_streets, on_map, suggestions
from webmap.web.http import NO_STORE, PARTIAL_HEADER, Problem, language, limited, same_for_all
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
    from webmap.happenings.detail import ContactView
    from webmap.happenings.wording import ProgrammeAnswers
    from webmap.request.streets import OnMap


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

FIELDS = ("q", "lat", "lon", "accuracy", "area", "variant", "csrf_token")
"""Everything that the form may hold."""
LOCATING = "geolocation=(self), camera=(), microphone=()"
"""What the page with the look-up may ask a browser for: where it is, when a person says so."""
WORST_M, EARTH_M = 1.0, 20_000_000.0
"""Bounds of how exactly a device may say it knows its place, metres."""
"""Set by the script of the page, which replaces the answer and leaves the rest."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the form holds and what came of it."""

    values: dict[str, str]
    answer: AnswerView | None = None
    programmes: ProgrammeAnswers | None = None
    """What every programme says to the same question."""
    shown: OnMap | None = None
    """What the map shows of the place."""
    accuracy: str = ""
    """How exactly the device knew its place, as a length, or empty."""
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


@blueprint.post("/suggest")
@limited("lookup")
def suggest() -> Response:
    """Complete the name of a street: `{"text", "area", "variant"}` -> `{"streets": [name]}`."""
    parameters.require_known_parameters("lang")
    if not state().settings.public_lookup:
        return _lookup_off()
    return suggestions()


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
    t = texts(language())
    try:
        point = parameters.typed_point(values["lat"].strip(), values["lon"].strip())
        accuracy = _accuracy(request.form.get("accuracy", "").strip())
        answer = as_exact_as_known(_ask(asked, values["q"], point), accuracy)
    except Problem as problem:
        return Lookup(values, error=problem)
    areas, edition = state().areas, state().areas.edition(asked.slug, asked.variant)
    found = ask_programmes(answer, point)
    if accuracy is not None:
        found = tuple(
            dataclasses.replace(
                one,
                answer=as_exact_as_known(one.answer, accuracy),
                variants=tuple(as_exact_as_known(other, accuracy) for other in one.variants),
            )
            for one in found
        )
    programmes = shown_answers(found, asks_already=bool(answer.candidates))
    view = answer_view(answer, edition, language(), today=state().today())
    shown = on_map(areas, answer, edition, listed_streets(areas, edition), point, t)
    exact = "" if accuracy is None else t.metres(accuracy)
    return Lookup(values, view, programmes, shown, exact)


def as_exact_as_known(answer: Answer, accuracy: float | None) -> Answer:
    """Return an answer about a place that is known to some metres only.

    What lies nearer to the line than that is not decided. The engine takes a point as exact.

    Args:
        answer: about the point that a device names.
        accuracy: metres that the point may be off; None where a person named it.
    """
    if accuracy is None or answer.verdict not in DECIDED or answer.distance_m is None:
        return answer
    unsure = accuracy + (answer.uncertainty_m or 0.0)
    if answer.distance_m > unsure:
        return dataclasses.replace(answer, uncertainty_m=unsure)
    return dataclasses.replace(
        answer,
        verdict=VerdictKind.UNDECIDABLE,
        reason=Reason.UNCERTAIN_LINE,
        uncertainty_m=unsure,
        grade=None,
    )


def _accuracy(text: str) -> float | None:
    """Read how exactly a device knows its place, metres; None where nothing is said."""
    if not text:
        return None
    return min(EARTH_M, max(WORST_M, parameters.decimal(text, "accuracy")))


def _ask(asked: parameters.Asked, query: str, point: LonLat | None) -> Answer:
    place = point or parameters.clean_query(query)
    return state().areas.ask(Question(place, asked.slug, asked.variant, state().today()))


def _page(template: str, asked: parameters.Asked, lookup: Lookup) -> Response:
    edition = state().areas.edition(asked.slug, asked.variant)
    # The script of the page asks for a part and shows it whatever it says: for it, the request
    # succeeded. (Browsers report a failed one as an error of the page.)
    whole = template != "_result.html"
    values = _part_context(asked, edition)
    if whole:
        values |= _context(asked, edition)
    if template == "home.html":
        values |= _home_context()
    body = render_template(template, **values, lookup=lookup)
    status = HTTPStatus.BAD_REQUEST if lookup.error and whole else HTTPStatus.OK
    response = Response(body, status=status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = NO_STORE
    if template == "home.html":
        response.headers["Permissions-Policy"] = LOCATING
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
        "standing": standing_sentences(catalogue().programmes, state().today(), texts(language())),
    }


def _part_context(asked: parameters.Asked, edition: Edition) -> dict[str, object]:
    """Return what an answer alone needs: the map and the boundary's words stand on the page."""
    return {
        "t": texts(language()),
        "broken_programmes": catalogue().broken,
        "network_note": network_note(edition, language()),
        "office": _office(asked),
    }


def _context(asked: parameters.Asked, edition: Edition) -> dict[str, object]:
    lang, areas = language(), state().areas
    return {
        **map_context(edition),
        "lookup_public": state().settings.public_lookup,
        "max_query_chars": state().settings.max_query_chars,
        "areas": areas.list(),
        "asked": asked,
        "ended": standing_of(edition, state().today(), texts(lang)),
        "towns": [
            (info.slug, areas.edition(info.slug).town, info.title.get(lang, info.slug))
            for info in areas.list()
        ],
        "variants": [
            (name, variant_name(areas.edition(asked.slug, name), lang))
            for name in asked.info.variants
        ],
    }


def _office(asked: parameters.Asked) -> ContactView | None:
    """Return whom to ask about an area: the office that its programme's sources name."""
    programme = catalogue().of_area(asked.slug)
    return None if programme is None else office_to_ask(programme, texts(language()))


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
    kept = {name: request.args[name] for name in ("lang", "variant") if name in request.args}
    area = request.args.get("area")
    if area in {info.slug for info in state().areas.list()}:  # elsewhere it may count areas
        kept["area"] = area
    kept.update(changes)
    defaults = {"lang": DEFAULT_LANGUAGE, "variant": DEFAULT_VARIANT}
    wanted: dict[str, Any] = {
        name: value for name, value in kept.items() if defaults.get(name) != value
    }
    return url_for(endpoint, **wanted)
