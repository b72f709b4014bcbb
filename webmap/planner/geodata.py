"""The data of an area for programs and for the map: `/areas/<slug>…`."""

from __future__ import annotations

from flask import Blueprint, Response, json, request

from webmap.request.state import state
from webmap.web.http import language, same_for_all

from ..request import parameters

blueprint = Blueprint("areas", __name__, url_prefix="/areas")

GEO_JSON = "application/geo+json"


@blueprint.get("/<slug>.geojson")
@same_for_all
def features(slug: str) -> Response:
    """Serve area, legs and uncertain zone (RFC 7946)."""
    asked = _asked(slug, "lang", "variant")
    return _document(state().areas.features(asked.slug, asked.variant), GEO_JSON)


@blueprint.get("/<slug>/ledger.json")
@same_for_all
def ledger(slug: str) -> Response:
    """Serve the ledger: words, ways, junctions, metres, decisions of every leg."""
    asked = _asked(slug, "lang", "variant")
    return _document(state().areas.ledger(asked.slug, asked.variant), "application/json")


@blueprint.get("/<slug>/backdrop.geojson")
@same_for_all
def backdrop(slug: str) -> Response:
    """Serve the lines of the network that the map draws behind the area."""
    return _document(state().areas.backdrop(_asked(slug, "lang").slug), GEO_JSON)


@blueprint.get("/<slug>/map.js")
@same_for_all
def map_script(slug: str) -> Response:
    """Serve the script of the map; from an address of its own, pages need no inline script."""
    asked = _asked(slug, "lang", "variant")
    edition = state().areas.edition(asked.slug, asked.variant)
    parts = state().map_parts(edition, language())
    return _cached(Response(parts.script, content_type="text/javascript; charset=utf-8"))


def _asked(slug: str, *known: str) -> parameters.Asked:
    parameters.require_known_parameters(*known)
    return parameters.asked_area(slug, request.args.get("variant"), in_path=True)


def _document(body: dict[str, object], content_type: str) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return _cached(Response(text, content_type=content_type))


def _cached(response: Response) -> Response:
    """Let the reader keep a copy that is asked about every time; an edition never changes."""
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
