"""Areas, editions and street lists for programs under `/api/v1`; and the OpenAPI document."""

from __future__ import annotations

import datetime as dt
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, json, request, url_for

from boundaries.errors import BoundaryError
from boundaries.export.documents import feature_collection
from boundaries.export.provenance import LICENCE
from webmap.api.openapi import openapi_document
from webmap.ask.documents import street_rows
from webmap.ogc.reading import MOST_DIGITS
from webmap.ogc.sources import in_force
from webmap.request.state import state
from webmap.web.http import language, problem_response, same_for_all
from webmap.web.i18n import texts

from ..planner.downloads import require_streets
from ..planner.geodata import GEO_JSON
from ..request import parameters
from ..request.state import revalidated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from boundaries.edition.acceptances import Acceptance
    from boundaries.model import Edition
    from boundaries.refresh.survey import AreaInfo
    from webmap.ogc.sources import Period

    from .schemas import (
        AreaDocument,
        EditionDocument,
        EditionsDocument,
        StreetsPage,
        VariantDocument,
    )

blueprint = Blueprint("api_areas", __name__, url_prefix="/api/v1")
log = logging.getLogger(__name__)

PAGE, LARGEST_PAGE = 100, 1000
"""Rows of a page where none is asked, and at most."""


@blueprint.get("/openapi.json")
@same_for_all
def openapi() -> Response:
    """Serve the OpenAPI document of `/api/v1`."""
    parameters.require_known_parameters("lang")
    return _json(openapi_document(url_for("api_areas.openapi", _external=True)))


@blueprint.get("/areas")
@same_for_all
def areas() -> Response:
    """Serve every area with its variants and editions in force."""
    parameters.require_known_parameters("lang")
    return _json({"areas": [_area(info) for info in state().areas.list()]})


@blueprint.get("/areas/<slug>")
@same_for_all
def area(slug: str) -> Response:
    """Serve one area."""
    parameters.require_known_parameters("lang")
    return _json(_area(parameters.asked_area(slug, None, in_path=True).info))


@blueprint.get("/areas/<slug>/editions")
def editions(slug: str) -> Response:
    """Serve the editions of an area, oldest first; `as_of` leaves those in force on a day."""
    parameters.require_known_parameters("lang", "variant", "as_of")
    info = parameters.asked_area(slug, None, in_path=True).info
    variant = _asked_variant(info)
    found = [
        _acceptance(slug, accepted, period)
        for accepted, period in in_force(state().areas.acceptances(slug))
        if variant in (None, accepted.variant) and _held(period, _day())
    ]
    document: EditionsDocument = {"area": info.slug, "editions": found}
    return _json(document)


@blueprint.get("/areas/<slug>/editions/<edition_hash>")
def edition(slug: str, edition_hash: str) -> Response:
    """Serve area, legs and uncertain zone of any accepted edition (RFC 7946)."""
    parameters.require_known_parameters("lang")
    info = parameters.asked_area(slug, None, in_path=True).info
    log_ = state().areas.acceptances(info.slug)
    found = [a for a in log_ if a.hash == edition_hash]
    if not found:
        name = parameters.shortened(edition_hash)
        raise parameters.refuse("unknown_edition", HTTPStatus.NOT_FOUND, name=name)
    frozen = state().areas.frozen(info.slug, found[0].variant, found[0].hash)
    return _json(feature_collection(frozen), GEO_JSON)


@blueprint.get("/areas/<slug>/streets")
@same_for_all
def streets(slug: str) -> Response:
    """Serve the street list of an area, page by page; protected unless a setting opens it."""
    parameters.require_known_parameters("lang", "variant", "limit", "offset")
    info = parameters.asked_area(slug, None, in_path=True).info
    require_streets()
    asked = parameters.asked_area(slug, _asked_variant(info), in_path=True)
    limit = min(_whole("limit", PAGE, least=1), LARGEST_PAGE)
    offset = _whole("offset", 0, least=0)
    rows = street_rows(state().areas, asked.slug, asked.variant)
    found = state().areas.edition(asked.slug, asked.variant)
    document: StreetsPage = {
        "area": asked.slug,
        "variant": asked.variant,
        "edition": found.hash,
        "attribution": found.attribution,
        "total": len(rows),
        "limit": limit,
        "offset": offset,
        "rows": rows[offset : offset + limit],
    }
    return _json(document, private=True)


def _asked_variant(info: AreaInfo) -> str | None:
    """Return the variant that a request names, or None.

    Raises:
        Problem: the area has no such variant; an empty name is none.
    """
    variant = request.args.get("variant")
    if variant is None or variant in info.variants:
        return variant
    known = parameters.joined(info.variants)
    raise parameters.refuse("unknown_variant", name=parameters.shortened(variant), known=known)


def _area(info: AreaInfo) -> AreaDocument:
    return {
        "slug": info.slug,
        "title": dict(info.title),
        "town": info.town,
        "projects": list(info.projects),
        "variants": [_variant(state().areas.edition(info.slug, v)) for v in info.variants],
    }


def _variant(found: Edition) -> VariantDocument:
    where = {"slug": found.slug, "variant": found.variant}
    return {
        "variant": found.variant,
        "title": dict(found.variant_title),
        "edition": found.hash,
        "km2": round(found.area.area / 1e6, 4),
        "provisional": list(found.provisional),
        "valid_start": found.valid_start,
        "valid_end": found.valid_end,
        "sentence": found.sentence,
        "attribution": found.attribution,
        "licence": LICENCE,
        "features": url_for("areas.features", **where, _external=True),
        "ledger": url_for("areas.ledger", **where, _external=True),
        "metadata": url_for("downloads.metadata", **where, _external=True),
    }


def _acceptance(slug: str, accepted: Acceptance, period: Period) -> EditionDocument:
    last = None if period.end is None else period.end.date().isoformat()
    own = url_for("api_areas.edition", slug=slug, edition_hash=accepted.hash, _external=True)
    return {
        "variant": accepted.variant,
        "edition": accepted.hash,
        "accepted_on": accepted.on,
        "last_day": last,
        "reason": accepted.reason,
        "features": own,
    }


def _day() -> str | None:
    """Return the day of `as_of`.

    Raises:
        Problem: it is no ISO date.
    """
    text = request.args.get("as_of")
    if text is None:
        return None
    try:
        day = dt.date.fromisoformat(text).isoformat()
    except ValueError:
        day = ""
    if day != text:  # also refuses other ways to write a date, such as 20260131
        raise parameters.refuse("bad_date", name=parameters.shortened(text))
    return text


def _held(period: Period, day: str | None) -> bool:
    if day is None:
        return True
    start = period.start.date().isoformat() if period.start else day
    end = period.end.date().isoformat() if period.end else day
    return start <= day <= end


def _whole(name: str, default: int, *, least: int) -> int:
    text = request.args.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()):
        raise parameters.refuse("not_number", name=name)
    value = int(text) if len(text) <= MOST_DIGITS else 10**MOST_DIGITS
    if value < least:
        raise parameters.refuse(
            "bad_parameter", name=name, value=parameters.shortened(text), expected=f"{least}…"
        )
    return value


def _json(
    document: Mapping[str, object], kind: str = "application/json", *, private: bool = False
) -> Response:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return revalidated(Response(text, content_type=kind), private=private)


@blueprint.errorhandler(BoundaryError)
def _fault(error: BoundaryError) -> Response:
    """A file of the data is missing or broken: say so, and stay up for the rest."""
    log.error("%s: %s", type(error).__name__, error)
    detail = texts(language())("problem.data_missing")
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return problem_response(detail, code="data_missing", status=status)
