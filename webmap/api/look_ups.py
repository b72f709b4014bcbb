"""Look-ups for programs under `/api/v1`. An address never stands in an address line.

`check` answers one question, `check-many` several with the very same answers, `reverse` says
what is near a point.
"""

from __future__ import annotations

import functools
from http import HTTPStatus
from json import JSONEncoder
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Response, json, request

from boundaries.export.backdrop import nearest_named
from boundaries.verdict.engine import Question
from geo.crs import to_eov
from webmap.accounts.guards import allowed, may_see_leanings
from webmap.accounts.people import Role, Scope
from webmap.ask.anywhere import whereabouts_document
from webmap.ask.documents import answer_document, leaning_fields
from webmap.request.everywhere import everywhere
from webmap.request.state import state
from webmap.web.http import NO_STORE, Problem, language, limited, problem_response
from webmap.web.i18n import texts

from ..request import parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.primitives import LonLat
    from webmap.ask.documents import SentAnswer

    from .schemas import NearestStreet, Surroundings

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

FIELDS = ("q", "lat", "lon", "east", "north", "area", "variant")
"""Everything that the body of one look-up may hold."""
POINT_FIELDS = ("lat", "lon", "east", "north", "area", "variant")
MANY_FIELDS = ("queries", "area", "variant")
ONE_OF_MANY = ("id", "q", "lat", "lon", "east", "north")
"""Everything that one of several queries may hold."""
BYTES_OF_ONE = 4096
"""Bytes of a request that one of several queries may take; 200 letters take at most 2,400."""
_PLACES = (("q",), ("lat", "lon"), ("east", "north"))


def for_everybody_or_scope(view: Callable[[], Response]) -> Callable[[], Response]:
    """Let everybody look up, or, where that is closed, who is signed in or has a token."""

    @functools.wraps(view)
    def guarded() -> Response:
        if not state().settings.public_lookup:
            allowed(*Role, scope=Scope.CHECK)
        return view()

    return guarded


@blueprint.post("/check")
@limited("lookup")
@for_everybody_or_scope
def check() -> Response:
    """Answer `{"q": address}`, `{"lat", "lon"}` or `{"east", "north"}` about one area."""
    parameters.require_known_parameters("lang")
    body = _body()
    parameters.require_known_fields(body, FIELDS)
    asked = parameters.asked_area(_name(body, "area"), _name(body, "variant"))
    return _unstored(_answer(body, asked))


def _answer(body: dict[str, object], asked: parameters.Asked) -> SentAnswer:
    """Answer one look-up: the same document however it came."""
    place = _place(body)
    areas = state().areas
    edition = areas.edition(asked.slug, asked.variant)
    today = state().today()
    answer = areas.ask(Question(place, asked.slug, asked.variant, today))
    document = answer_document(answer, edition, language(), today=today)
    leaning = leaning_fields(answer) if may_see_leanings() else {}
    return cast("SentAnswer", {**document, **leaning})


@blueprint.post("/check-many")
@limited("lookup")
@for_everybody_or_scope
def check_many() -> Response:
    """Answer every query of a list, in its order; a faulty one gets its problem, not an answer."""
    parameters.require_known_parameters("lang")
    limit = state().settings.check_many_max
    request.max_content_length = max(limit * BYTES_OF_ONE, state().settings.max_body_bytes)
    body = _body()
    parameters.require_known_fields(body, MANY_FIELDS)
    asked = parameters.asked_area(_name(body, "area"), _name(body, "variant"))
    queries = body.get("queries")
    if not isinstance(queries, list) or not queries:
        raise parameters.refuse("bad_queries")
    if len(queries) > limit:
        raise parameters.refuse("too_many", limit=limit, count=len(queries))
    if not all(isinstance(query, dict) for query in queries):
        raise parameters.refuse("bad_queries")
    results = [_one_of_many(query, asked) for query in queries]
    return _unstored({"area": asked.slug, "variant": asked.variant, "results": results})


def _one_of_many(query: dict[str, object], asked: parameters.Asked) -> dict[str, object]:
    found: dict[str, object] = {}
    try:
        parameters.require_known_fields(query, ONE_OF_MANY)
        if "id" in query:
            found["id"] = parameters.clean_query(query["id"], "id")
        found["answer"] = _answer(query, asked)
    except Problem as problem:
        said = problem_response(problem.detail, code=problem.code, status=problem.status)
        found["problem"] = json.loads(said.get_data())
    return found


@blueprint.post("/anywhere")
@limited("lookup")
@for_everybody_or_scope
def anywhere() -> Response:
    """Answer `{"q": address}` about every area: its settlement, its door, the areas there."""
    parameters.require_known_parameters("lang")
    body = _body()
    parameters.require_known_fields(body, ("q",))
    query = parameters.clean_query(body.get("q"))
    areas, today, asked = state().areas, state().today(), everywhere()
    found = asked.ask(query, today)
    return _unstored(whereabouts_document(found, asked, areas, language(), today))


@blueprint.post("/reverse")
@limited("lookup")
@for_everybody_or_scope
def reverse() -> Response:
    """Say what is near a point: verdict, nearest leg, nearest street whose line is known."""
    parameters.require_known_parameters("lang")
    body = _body()
    parameters.require_known_fields(body, POINT_FIELDS)
    asked = parameters.asked_area(_name(body, "area"), _name(body, "variant"))
    place = _place(body)
    if isinstance(place, str):  # the fields above leave no address; this tells the types so
        raise parameters.refuse("what_to_check")
    answer = _answer(body, asked)
    eov = to_eov(place)
    leg = answer["leg"]
    document: Surroundings = {
        "point": {"lon": place.lon, "lat": place.lat},
        "eov": {"east": round(eov.east, 2), "north": round(eov.north, 2)},
        "nearest_leg": {
            "number": answer["leg_number"],
            "name": leg,
            "distance_m": answer["distance_m"],
        }
        if leg
        else None,
        "nearest_street": _nearest_street(asked, eov.east, eov.north),
        "answer": answer,
    }
    return _unstored(document)


def _nearest_street(asked: parameters.Asked, east: float, north: float) -> NearestStreet | None:
    """Return the nearest street of those whose line the network has; there may be nearer ones."""
    nearest = nearest_named(state().named_lines(asked.slug), east, north)
    if nearest is None:
        return None
    name, metres, known = nearest
    return {
        "name": name,
        "distance_m": round(metres, 1),
        "streets_with_a_line": known,
        "complete": False,
    }


_ENCODER = JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
"""Made once: the framework makes one for every answer."""


def _unstored(document: Mapping[str, object]) -> Response:
    text = _ENCODER.encode(document) + "\n"
    response = Response(text, content_type="application/json")
    response.headers["Cache-Control"] = NO_STORE
    return response


def _body() -> dict[str, object]:
    if request.mimetype != "application/json":
        detail = texts(language())("error.415.text")
        raise Problem(detail, code="unsupported_format", status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise parameters.refuse("bad_json") from None
    if not isinstance(body, dict):
        raise parameters.refuse("bad_json")
    return body


def _name(body: dict[str, object], field: str) -> str | None:
    value = body.get(field)
    return None if value is None else parameters.clean_query(value, field)


def _place(body: dict[str, object]) -> str | LonLat:
    """Read what to look up: exactly one of address, WGS84 point, EOV point."""
    given = [names for names in _PLACES if any(name in body for name in names)]
    if len(given) != 1:
        raise parameters.refuse("what_to_check")
    names = given[0]
    if names == ("q",):
        return parameters.clean_query(body["q"])
    if any(name not in body for name in names):
        raise parameters.refuse("what_to_check")
    first, second = (parameters.number(body[name], name) for name in names)
    convert: Callable[[float, float], LonLat] = (
        parameters.wgs84_point if names == ("lat", "lon") else parameters.eov_point
    )
    return convert(first, second)
