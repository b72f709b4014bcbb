"""`POST /api/v1/check`: one look-up for programs. An address never stands in an address line."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, json, jsonify, request

from webmap.http import NO_STORE, Problem, language
from webmap.i18n import texts
from webmap.presenters import answer_document
from webmap.state import state

from . import parameters

if TYPE_CHECKING:
    from geo.primitives import LonLat

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

FIELDS = ("q", "lat", "lon", "east", "north", "area", "variant")
"""Everything that the body may hold."""
_PLACES = (("q",), ("lat", "lon"), ("east", "north"))


@blueprint.post("/check")
def check() -> Response:
    """Answer `{"q": address}`, `{"lat", "lon"}` or `{"east", "north"}` about one area."""
    parameters.require_known_parameters("lang")
    body = _body()
    parameters.require_known_fields(body, FIELDS)
    asked = parameters.asked_area(_name(body, "area"), _name(body, "variant"))
    place = _place(body)
    areas = state().areas
    edition = areas.edition(asked.slug, asked.variant)
    if isinstance(place, str):
        answer = areas.check(place, asked.slug, asked.variant)
    else:
        answer = areas.check_point(place, asked.slug, asked.variant)
    document = answer_document(answer, edition, language(), today=state().today())
    response = jsonify(document)
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
    if names == ("lat", "lon"):
        return parameters.wgs84_point(first, second)
    return parameters.eov_point(first, second)
