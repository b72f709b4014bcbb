"""The OpenAPI 3.0 document of the service."""

from __future__ import annotations

from typing import Any

from webmap.web.i18n import LANGUAGES

from .documents import GEO_JSON, HTML_TYPE, OPENAPI_TYPE, PLAIN_JSON
from .reading import CRS84, DEFAULT_LIMIT, MAX_LIMIT, SYSTEMS
from .sources import visible_sources

PROBLEM = "application/problem+json"
_URI = {"type": "string", "format": "uri"}
_TEXT = {"type": "string"}
_LINK = {
    "type": "object",
    "required": ["href", "rel"],
    "properties": {"href": _TEXT, "rel": _TEXT, "type": _TEXT, "title": _TEXT},
}
_LINKS = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}


def openapi_document(base: str) -> dict[str, Any]:
    """Return the document.

    Args:
        base: address of the landing page.
    """
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Akcióterület: OGC API Features",
            "version": "1.0.0",
            "description": "Action areas of social programmes, their boundaries leg by leg, and "
            "how sure each of them is. Inside an area is not the same as eligible.",
            "license": {
                "name": "Open Database License 1.0 (what is derived from OpenStreetMap)",
                "url": "https://opendatacommons.org/licenses/odbl/1-0/",
            },
        },
        "servers": [{"url": base.rstrip("/")}],
        "tags": [{"name": "Capabilities"}, {"name": "Data"}],
        "paths": _paths(),
        "components": {
            "parameters": _parameters(),
            "schemas": _schemas(),
            "responses": _responses(),
        },
    }


def _paths() -> dict[str, Any]:
    item = "/collections/{collectionId}/items/{featureId}"
    return {
        "/": _get("getLandingPage", "Landing page", "landingPage"),
        "/api": _get("getApi", "This document", "anyObject", kind=OPENAPI_TYPE),
        "/conformance": _get("getConformance", "Requirement classes that are met", "confClasses"),
        "/collections": _get("getCollections", "The collections", "collections"),
        "/collections/{collectionId}": _get(
            "getCollection", "One collection", "collection", "collectionId"
        ),
        "/collections/{collectionId}/items": _get(
            "getFeatures",
            "Features of a collection",
            "featureCollection",
            *("collectionId", "limit", "offset", "bbox", "bbox-crs", "datetime", "crs"),
            kind=GEO_JSON,
        ),
        item: _get(
            "getFeature",
            "One feature",
            "feature",
            *("collectionId", "featureId", "crs"),
            kind=GEO_JSON,
        ),
    }


def _get(
    operation: str, summary: str, schema: str, *parameters: str, kind: str = PLAIN_JSON
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "description": summary,
        "content": {
            kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}},
            HTML_TYPE: {"schema": {"type": "string"}},
        },
    }
    if kind == GEO_JSON:
        body["headers"] = {"Content-Crs": {"schema": {"type": "string"}}}
    responses = {
        "200": body,
        "400": {"$ref": "#/components/responses/InvalidParameter"},
        "500": {"$ref": "#/components/responses/ServerError"},
        "503": {"$ref": "#/components/responses/ServerError"},
    }
    if "collectionId" in parameters:
        responses["403"] = {"$ref": "#/components/responses/Protected"}
        responses["404"] = {"$ref": "#/components/responses/NotFound"}
    tag = "Data" if "collectionId" in parameters else "Capabilities"
    names = (*parameters, "f", "lang")
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "tags": [tag],
            "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in names],
            "responses": responses,
        }
    }


def _query(name: str, text: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - members of OpenAPI
    found = {"name": name, "in": "query", "description": text, "required": False, "schema": schema}
    return {**found, **more}


def _path(name: str, text: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "description": text, "required": True, "schema": schema}


def _parameters() -> dict[str, Any]:
    system = {"type": "string", "enum": list(SYSTEMS), "default": CRS84.uri}
    box = {
        "type": "array",
        "items": {"type": "number"},
        "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
    }
    limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
    exploded = {"style": "form", "explode": False}
    ids = {"type": "string", "enum": [source.id for source in visible_sources()]}
    return {
        "collectionId": _path("collectionId", "Id of a collection", ids),
        "featureId": _path("featureId", "Id of a feature", {"type": "string"}),
        "limit": _query(
            "limit",
            f"Most features of a page; more than {MAX_LIMIT} is {MAX_LIMIT}.",
            limit,
            **exploded,
        ),
        "offset": _query(
            "offset",
            "Features to leave out at the start.",
            {"type": "integer", "minimum": 0, "default": 0},
            **exploded,
        ),
        "bbox": _query("bbox", "Only features that meet this box.", box, **exploded),
        "bbox-crs": _query("bbox-crs", "Reference system of `bbox`.", system, **exploded),
        "crs": _query("crs", "Reference system of the answer.", system, **exploded),
        "datetime": _query(
            "datetime",
            "A moment, a day, or a span with `..` for an open end: only features that hold then.",
            {"type": "string"},
            **exploded,
        ),
        "f": _query("f", "Form of the answer.", {"type": "string", "enum": ["json", "html"]}),
        "lang": _query("lang", "Language of texts.", {"type": "string", "enum": list(LANGUAGES)}),
    }


def _responses() -> dict[str, Any]:
    problem = {PROBLEM: {"schema": {"$ref": "#/components/schemas/problem"}}}
    return {
        name: {"description": text, "content": problem}
        for name, text in {
            "InvalidParameter": "A parameter is unknown or cannot be used.",
            "Protected": "Only for those who may see the street list.",
            "NotFound": "There is no such collection or feature.",
            "ServerError": "The service, or a file of its data, failed.",
        }.items()
    }


def _object(required: list[str], **properties: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON schemas
    return {"type": "object", "required": required, "properties": properties}


def _schemas() -> dict[str, Any]:
    whole = {"type": "integer", "minimum": 0}
    features = {"type": "array", "items": {"$ref": "#/components/schemas/feature"}}
    geometry = {"type": "object", "nullable": True}
    nothing = {"type": "object", "nullable": True}
    collection = _object(
        ["id", "links"],
        id=_TEXT,
        title=_TEXT,
        description=_TEXT,
        links=_LINKS,
        extent={"type": "object"},
        itemType=_TEXT,
        crs={"type": "array", "items": _URI},
        storageCrs=_URI,
    )
    many = {"type": "array", "items": {"$ref": "#/components/schemas/collection"}}
    return {
        "link": _LINK,
        "anyObject": {"type": "object"},
        "landingPage": _object(["links"], title=_TEXT, description=_TEXT, links=_LINKS),
        "confClasses": _object(["conformsTo"], conformsTo={"type": "array", "items": _TEXT}),
        "collections": _object(["links", "collections"], links=_LINKS, collections=many),
        "collection": collection,
        "featureCollection": _object(
            ["type", "features"],
            type={"type": "string", "enum": ["FeatureCollection"]},
            features=features,
            links=_LINKS,
            numberMatched=whole,
            numberReturned=whole,
        ),
        "feature": _object(
            ["type", "geometry", "properties", "links"],
            type={"type": "string", "enum": ["Feature"]},
            id=_TEXT,
            geometry=geometry,
            properties=nothing,
            links=_LINKS,
        ),
        "problem": _object(
            ["type", "title", "status", "detail", "code"],
            type=_TEXT,
            title=_TEXT,
            status={"type": "integer"},
            detail=_TEXT,
            code=_TEXT,
        ),
    }
