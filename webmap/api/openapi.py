"""The OpenAPI 3.1 document of `/api/v1`. Paths and fields are only ever added."""

from __future__ import annotations

from geo.crs import HUNGARY_EAST, HUNGARY_LAT, HUNGARY_LON, HUNGARY_NORTH

from ..request.state import state
from ..web.i18n import LANGUAGES
from . import schemas as answers
from .files_openapi import file_paths, file_schemas, file_security
from .schemas import DATE, HASH, TEXT, WHOLE, Schema, object_of, ref

JSON = "application/json"
GEO_JSON = "application/geo+json"
PROBLEM = "application/problem+json"
_PRINTABLE = "[^\\u0000-\\u0008\\u000a-\\u001f\\u007f-\\u009f]"
_VISIBLE = (
    "[^\\s\\u0000-\\u001f\\u007f-\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]"
)


def openapi_document(address: str) -> Schema:
    """Return the document.

    Args:
        address: where the document itself is; the service is beside it.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Akcióterület",
            "version": "1.0.0",
            "summary": "Whether an address lies inside the action area of a social programme.",
            "description": "Inside an area is not the same as eligible: programmes have dates, "
            "places and other conditions. Unknown is never a no: what cannot be decided is "
            "`undecidable`, with its reason. Addresses are sent in bodies, never in an address "
            "line, and are neither stored nor logged.",
            "license": {
                "name": "Open Database License 1.0 (what is derived from OpenStreetMap)",
                "url": "https://opendatacommons.org/licenses/odbl/1-0/",
            },
        },
        "servers": [{"url": address.rpartition("/")[0]}],
        "paths": {**_look_ups(), **_areas(), **file_paths()},
        "components": {
            "schemas": {**_schemas(), **file_schemas()},
            "parameters": _parameters(),
            "securitySchemes": file_security(),
        },
    }


def _parameter(name: str) -> Schema:
    return {"$ref": f"#/components/parameters/{name}"}


def _answers(schema: Schema, kind: str, *problems: int) -> Schema:
    problem = {PROBLEM: {"schema": ref("Problem")}}
    found: Schema = {"200": {"description": "The answer", "content": {kind: {"schema": schema}}}}
    for status in (400, *problems, 429, 500, 503):
        found[str(status)] = {"description": _STATUSES[status], "content": problem}
    return found


_STATUSES = {
    400: "The request cannot be understood; `code` says what is wrong.",
    403: "Only for people and programs that have signed in.",
    404: "There is no such thing.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    429: "Too many requests; `Retry-After` says when to come back.",
    500: "A fault of the service.",
    503: "Part of the data is not available.",
}


def _post(operation: str, summary: str, body: Schema, answer: Schema) -> Schema:
    return {
        "post": {
            "operationId": operation,
            "summary": summary,
            "parameters": [_parameter("lang")],
            "requestBody": {"required": True, "content": {JSON: {"schema": body}}},
            "responses": _answers(answer, JSON, 413, 415),
        }
    }


def _look_ups() -> Schema:
    return {
        "/check": _post("check", "Answer one address or point", ref("Query"), ref("Answer")),
        "/check-many": _post(
            "checkMany",
            "Answer several addresses or points, each as `check` does",
            ref("Queries"),
            ref("Results"),
        ),
        "/reverse": _post(
            "reverse", "Say what is near a point", ref("PointQuery"), ref("Surroundings")
        ),
    }


def _get(
    operation: str, summary: str, schema: Schema, *parameters: str, kind: str = JSON, **more: int
) -> Schema:
    problems = [404] if "slug" in parameters else []
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": [_parameter(name) for name in (*parameters, "lang")],
            "responses": _answers(schema, kind, *more.values(), *problems),
        }
    }


def _areas() -> Schema:
    many = object_of(["areas"], {"areas": {"type": "array", "items": ref("Area")}})
    collection = object_of(
        ["type", "features", "edition", "attribution"],
        {"type": {"const": "FeatureCollection"}, "features": {"type": "array"}},
    )
    return {
        "/openapi.json": _get("getOpenapi", "This document", {"type": "object"}),
        "/areas": _get("listAreas", "Every area with its editions in force", many),
        "/areas/{slug}": _get("getArea", "One area", ref("Area"), "slug"),
        "/areas/{slug}/editions": _get(
            "listEditions",
            "Editions of an area, oldest first; with `as_of` those in force on that day",
            ref("Editions"),
            *("slug", "variant", "as_of"),
        ),
        "/areas/{slug}/editions/{edition}": _get(
            "getEdition",
            "Area, legs and uncertain zone of any accepted edition (RFC 7946)",
            collection,
            *("slug", "edition"),
            kind=GEO_JSON,
        ),
        "/areas/{slug}/streets": _get(
            "listStreets",
            "The street list of an area with its verdicts",
            ref("Streets"),
            *("slug", "variant", "limit", "offset"),
            protected=403,
        ),
    }


def _parameters() -> Schema:
    def query(name: str, schema: Schema, text: str) -> Schema:
        return {"name": name, "in": "query", "description": text, "schema": schema}

    def path(name: str, schema: Schema, text: str) -> Schema:
        return {**query(name, schema, text), "in": "path", "required": True}

    return {
        "lang": query("lang", {"enum": list(LANGUAGES)}, "Language of texts; Hungarian by default"),
        "slug": path("slug", _slug(), "Id of an area"),
        "edition": path("edition", HASH, "Hash of an edition"),
        "variant": query("variant", _variant(), "Which reading of the boundary"),
        "as_of": query("as_of", DATE, "Day on which an edition was in force"),
        "limit": query(
            "limit",
            {"type": "integer", "minimum": 1, "default": 100},
            "Rows of a page; more than 1000 is 1000",
        ),
        "offset": query(
            "offset", {"type": "integer", "minimum": 0, "default": 0}, "Rows to leave out"
        ),
    }


def _slug() -> Schema:
    return {"type": "string", "enum": [info.slug for info in state().areas.list()]}


def _variant() -> Schema:
    known = {v: None for info in state().areas.list() for v in info.variants}
    return {"type": "string", "enum": list(known)}


def _line() -> Schema:
    """Return the schema of a text that people type: one line, and not only spaces."""
    return {
        "type": "string",
        "maxLength": state().settings.max_query_chars,
        "pattern": f"^{_PRINTABLE}*{_VISIBLE}{_PRINTABLE}*$",
    }


def _place_schemas(others: Schema) -> list[Schema]:
    """Return an address, a WGS84 point and an EOV point, each with the other fields."""
    query = _line()
    lat = {"type": "number", "minimum": HUNGARY_LAT[0], "maximum": HUNGARY_LAT[1]}
    lon = {"type": "number", "minimum": HUNGARY_LON[0], "maximum": HUNGARY_LON[1]}
    east = {"type": "number", "minimum": HUNGARY_EAST[0], "maximum": HUNGARY_EAST[1]}
    north = {"type": "number", "minimum": HUNGARY_NORTH[0], "maximum": HUNGARY_NORTH[1]}
    places: tuple[Schema, ...] = (
        {"q": query},
        {"lat": lat, "lon": lon},
        {"east": east, "north": north},
    )
    return [
        object_of(list(place), {**place, **others}, additionalProperties=False) for place in places
    ]


def _schemas() -> Schema:
    about: Schema = {
        "area": {"anyOf": [_slug(), {"type": "null"}]},
        "variant": {"anyOf": [_variant(), {"type": "null"}]},
    }
    label = {"id": _line()}
    many = {
        "type": "array",
        "minItems": 1,
        "maxItems": state().settings.check_many_max,
        # Any other object is answered too: with its problem, beside the answers of the others.
        "items": {"anyOf": [*_place_schemas(label), {"type": "object"}]},
    }
    return {
        "Query": {"oneOf": _place_schemas(about)},
        "PointQuery": {"oneOf": _place_schemas(about)[1:]},
        "Queries": object_of(["queries"], {"queries": many, **about}, additionalProperties=False),
        "Results": answers.results(),
        "Answer": answers.answer(),
        "Candidate": answers.candidate(),
        "Surroundings": answers.surroundings(),
        "Area": answers.area(),
        "Editions": answers.editions(),
        "Streets": answers.streets(),
        "Problem": object_of(
            ["type", "title", "status", "detail", "code"],
            {"type": TEXT, "title": TEXT, "status": WHOLE, "detail": TEXT, "code": TEXT},
        ),
    }
