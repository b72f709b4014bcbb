"""The routes under `/ogc`."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, render_template, request, url_for

from boundaries.errors import BoundaryError
from boundaries.export.definition import ServedLayer, layer_definition
from boundaries.export.tables import Column
from webmap.planner.downloads import require_streets
from webmap.request import parameters
from webmap.request.state import revalidated
from webmap.store.errors import StoreUnavailableError
from webmap.web.http import language, problem_response, same_for_all
from webmap.web.i18n import texts

from . import documents, drawing, pages, reading
from .documents import GEO_JSON, OPENAPI_TYPE, PLAIN_JSON
from .openapi import openapi_document
from .sources import all_sources, table_of

if TYPE_CHECKING:
    from .reading import System
    from .sources import Feature, Source

blueprint = Blueprint("ogc", __name__, url_prefix="/ogc")
log = logging.getLogger(__name__)


@blueprint.get("")
@blueprint.get("/", endpoint="landing_slash")
@same_for_all
def landing() -> Response:
    """Serve the landing page."""
    reading.require_known()
    return _answer(documents.landing(), PLAIN_JSON, pages.landing)


@blueprint.get("/api")
@same_for_all
def api() -> Response:
    """Serve the OpenAPI document, or a page with what it says."""
    reading.require_known()
    base = url_for("ogc.landing", _external=True)
    return _answer(openapi_document(base), OPENAPI_TYPE, pages.api)


@blueprint.get("/conformance")
@same_for_all
def conformance() -> Response:
    """Serve the requirement classes that are met."""
    reading.require_known()
    return _answer(documents.conformance(), PLAIN_JSON, pages.conformance)


@blueprint.get("/collections")
@same_for_all
def collections() -> Response:
    """Serve every collection that the request may see."""
    reading.require_known()
    return _answer(documents.collections(), PLAIN_JSON, pages.collections)


_STYLED = (
    ("venues", "venues"),
    ("legs", "legs"),
    ("uncertain_zones", "uncertain_zone"),
    ("areas", "area"),
    ("programme_areas", "programme_areas"),
)
"""Collections of the layer definition with the names of their layers, the topmost first."""


@blueprint.get("/akcioterulet.qlr")
@same_for_all
def layers() -> Response:
    """Serve the layers of the service with their styles, for QGIS to open."""
    parameters.require_known_parameters("lang")
    t, known = texts(language()), {source.id: source for source in all_sources()}
    served = []
    for collection_id, layer in _STYLED:
        source = known[collection_id]
        try:
            first = next(iter(table_of(source).features), None)
        except StoreUnavailableError:  # its columns are then called what they are in the data
            first = None
        columns = () if first is None else tuple(Column(name) for name in first.properties)
        served.append(ServedLayer(source.id, layer, t(source.title), t(source.about), columns))
    service = url_for("ogc.landing", _external=True)
    text = layer_definition(service, t("site.name"), served)
    response = Response(text, content_type="application/x-qgis-layer-definition; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="akcioterulet.qlr"'
    return revalidated(response)


@blueprint.get("/collections/<collection_id>")
@same_for_all
def collection(collection_id: str) -> Response:
    """Serve one collection."""
    reading.require_known()
    source = _source(collection_id)
    document = documents.collection(source)
    return _answer(document, PLAIN_JSON, pages.collection, private=source.protected, shown=source)


@blueprint.get("/collections/<collection_id>/map.js")
@same_for_all
def map_script(collection_id: str) -> Response:
    """Serve the script of the small map of a collection, or of one of its features."""
    parameters.require_known_parameters("lang", "feature")
    source = _source(collection_id)
    parts = drawing.small_map(source, _drawn(source, request.args.get("feature")))
    if parts is None:
        raise parameters.refuse("no_map", HTTPStatus.NOT_FOUND)
    response = Response(parts.script, content_type="text/javascript; charset=utf-8")
    return revalidated(response, private=source.protected)


@blueprint.get("/collections/<collection_id>/items")
@same_for_all
def items(collection_id: str) -> Response:
    """Serve features of a collection, page by page."""
    reading.require_known("limit", "offset", "bbox", "bbox-crs", "crs", "datetime")
    source = _source(collection_id)
    query = reading.items_query()
    found = table_of(source).select(query.boxes, query.box_epsg, query.period)
    document = documents.items(source, query, found)
    response = _answer(
        document,
        GEO_JSON,
        lambda made: pages.items(source, query, made),
        private=source.protected,
    )
    return _in_system(response, query.system)


@blueprint.get("/collections/<collection_id>/items/<feature_id>")
@same_for_all
def item(collection_id: str, feature_id: str) -> Response:
    """Serve one feature."""
    reading.require_known("crs")
    source = _source(collection_id)
    system = reading.asked_system()
    found = table_of(source).by_id.get(feature_id)
    if found is None:
        name = parameters.shortened(feature_id)
        raise parameters.refuse("unknown_feature", HTTPStatus.NOT_FOUND, name=name)
    response = _answer(
        documents.single(found, source, system),
        GEO_JSON,
        lambda made: pages.item(source, made),
        private=source.protected,
        shown=source,
        feature=feature_id,
    )
    return _in_system(response, system)


def _source(collection_id: str) -> Source:
    known = {source.id: source for source in all_sources()}
    if collection_id not in known:
        name = parameters.shortened(collection_id)
        names = parameters.joined(known)
        raise parameters.refuse("unknown_collection", HTTPStatus.NOT_FOUND, name=name, known=names)
    source = known[collection_id]
    if source.protected:
        require_streets()
    return source


def _drawn(source: Source, feature: str | None) -> tuple[Feature, ...]:
    """Return the features that a map draws: one, or the first of a collection."""
    try:
        table = table_of(source)
    except StoreUnavailableError:
        return ()
    if feature is None:
        return drawing.drawn(table.features)
    one = table.by_id.get(feature)
    return () if one is None else drawing.drawn((one,))


def _answer(
    document: dict[str, Any],
    kind: str,
    page: Any,  # noqa: ANN401 - a function of the document
    *,
    private: bool = False,
    shown: Source | None = None,
    feature: str | None = None,
) -> Response:
    """Answer in the form that was asked for; a page has a map of the collection or feature."""
    if reading.wanted_form() == reading.HTML:
        features = () if shown is None else _drawn(shown, feature)
        html = render_template(
            "ogc.html",
            t=texts(language()),
            page=page(document),
            private=private,
            map=None if shown is None else drawing.small_map(shown, features),
            map_script=shown
            and url_for("ogc.map_script", collection_id=shown.id, feature=feature, lang=language()),
        )
        response = Response(html, content_type="text/html; charset=utf-8")
    else:
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        response = Response(text, content_type=kind)
    response.headers["Vary"] = "Accept"
    revalidated(response, private=private)
    return response


def _in_system(response: Response, system: System) -> Response:
    response.headers["Content-Crs"] = f"<{system.uri}>"
    return response


@blueprint.errorhandler(BoundaryError)
def _fault(error: BoundaryError) -> Response:
    """A file of the data is missing or broken: say so, and stay up for the rest."""
    log.error("%s: %s", type(error).__name__, error)
    detail = texts(language())("problem.data_missing")
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return problem_response(detail, code="data_missing", status=status)
