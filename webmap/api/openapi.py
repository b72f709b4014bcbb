"""The OpenAPI 3.1 document of `/api/v1`. Paths and fields are only ever added."""

from __future__ import annotations

import functools

from geo.crs import HUNGARY_EAST, HUNGARY_LAT, HUNGARY_LON, HUNGARY_NORTH

from ..ask.anywhere import WhereaboutsFields
from ..ask.documents import CandidateFields, SentAnswer
from ..files.api import FileDocument
from ..files.once import HEADER, KEY_PATTERN, LONGEST_KEY
from ..request.state import state
from ..web.http import ProblemDocument
from ..web.i18n import LANGUAGES
from ..web.schemas import Schema, object_of, ref
from .schemas import AreaDocument, EditionsDocument, StreetsPage, Surroundings, schemas_of

JSON = "application/json"
GEO_JSON = "application/geo+json"
PROBLEM = "application/problem+json"
SECURITY = "filesToken"
_TEXT: Schema = {"type": "string"}
_DAY: Schema = {"type": "string", "format": "date"}
_HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_BINARY: Schema = {"type": "string", "contentMediaType": "application/octet-stream"}
_KINDS = (
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
_SENT = {
    "Answer": SentAnswer,
    "Candidate": CandidateFields,
    "Surroundings": Surroundings,
    "Whereabouts": WhereaboutsFields,
    "Area": AreaDocument,
    "Editions": EditionsDocument,
    "Streets": StreetsPage,
    "File": FileDocument,
    "Problem": ProblemDocument,
}
"""Schemas of what is sent, by the type that the code which sends it is checked by."""
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
        "paths": {**_look_ups(), **_areas(), **_files()},
        "components": {
            "schemas": {**_schemas(), **_sent()},
            "parameters": _parameters(),
            "securitySchemes": {
                SECURITY: {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token of `akcioterulet account token` with the scope "
                    "`files`.",
                }
            },
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


_OF_FILES = {
    400: "The request or the file cannot be used; `code` says what is wrong.",
    401: "No token, or one that does not hold any more.",
    403: "The token has not the scope `files`.",
    404: "There is no such file for this token's person.",
    409: "Not now: not done yet, too many files, or the same request is on its way (then with "
    "`Retry-After`).",
    413: "The file is too large.",
    415: "The body is of another type.",
    422: "The `Idempotency-Key` is that of another request.",
    507: "The disk of the service is full.",
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
        "/anywhere": _post(
            "anywhere",
            "Answer one address about every area: its settlement, its door, the areas there",
            ref("AddressQuery"),
            ref("Whereabouts"),
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


def _files() -> Schema:
    number = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
    one = {
        "parameters": [{"name": "number", "in": "path", "required": True, "schema": number}],
        "get": _operation("getFile", "Say how far a file is", _json("200", ref("File")), 404),
        "delete": _operation(
            "deleteFile",
            "Delete a file and all that was made of it",
            {"204": {"description": "Everything of it is deleted"}},
            404,
        ),
    }
    shared = {"parameters": one["parameters"]}
    many = object_of(["files"], {"files": {"type": "array", "items": ref("File")}})
    listed = _operation("listFiles", "List one's own files, newest first", _json("200", many))
    return {
        "/files": {"post": _send(), "get": listed},
        "/files/{number}": one,
        "/files/{number}/result": {**shared, "get": _fetch("getFileResult", "Download the result")},
        "/files/{number}/triage": {
            **shared,
            "get": _fetch("getFileTriage", "Download the rows that need a person"),
            "put": _correct(),
        },
    }


def _operation(
    name: str, summary: str, success: Schema, *faults: int, parameters: tuple[Schema, ...] = ()
) -> Schema:
    problem = {PROBLEM: {"schema": ref("Problem")}}
    answers = dict(success)
    for status in sorted({400, 401, 403, 429, 500, 503, *faults}):
        answers[str(status)] = {
            "description": {**_STATUSES, **_OF_FILES}[status],
            "content": problem,
        }
    language = {"$ref": "#/components/parameters/lang"}
    return {
        "operationId": name,
        "summary": summary,
        "security": [{SECURITY: []}],
        "parameters": [*parameters, language],
        "responses": answers,
    }


def _json(status: str, schema: Schema) -> Schema:
    content = {JSON: {"schema": schema}}
    return {status: {"description": "The answer", "content": content}}


def _file_body() -> Schema:
    form = object_of(["file"], {"file": _BINARY}, additionalProperties=False)
    text = "The file, as the only part of a form or as the body itself (also `text/csv`)."
    content = {
        "multipart/form-data": {"schema": form},
        "application/octet-stream": {"schema": _BINARY},
    }
    return {"required": True, "description": text, "content": content}


def _send() -> Schema:
    yes_no = {"enum": ["yes", "no"]}
    parameters = (
        _query("area", "Id of an area; the first one by default", _TEXT),
        {"$ref": "#/components/parameters/variant"},
        _query(
            "column",
            "Heading or figure (1 = first) of the address column, perhaps with its role before it "
            "(`town=3`; address, postcode, town, street, type, number, suffix); several for "
            "several columns. Found out by default; where that is not clear, the answer is 400 "
            "with the code `no_address`, `two_addresses` or `town_unclear`",
            {"type": "array", "items": _TEXT},
        ),
        _query("town", "Town of the rows that name none, where it is known", _TEXT),
        _query("header", "Whether the first row is a heading; found out by default", yes_no),
        _query("sheet", "Sheet of a workbook; the first visible one by default", _TEXT),
        _query("keep", "Whether the result stays after its download", yes_no),
        _query("name", "Name of the file, where the body is the file itself", _TEXT),
        {
            **_query(
                HEADER,
                "Name of this request, new for each file (a UUID, say). Sent again with it, the "
                "same request makes no second file: the answer is the one that there is, as it is "
                "now, until that is deleted. Another request with it is 422, "
                "`idempotency_key_reused`. A request that was refused has not used it. Each "
                "person has their own. Quotes around it do not count",
                {"type": "string", "pattern": f"^(?:{KEY_PATTERN})$", "maxLength": LONGEST_KEY},
            ),
            "in": "header",
        },
    )
    done = _json("202", ref("File"))
    summary = "Send a CSV or .xlsx of addresses; it is answered in the background"
    made = _operation("sendFile", summary, done, 409, 413, 415, 422, 507, parameters=parameters)
    return {**made, "requestBody": _file_body()}


def _fetch(name: str, summary: str) -> Schema:
    kinds = {kind: {"schema": _BINARY} for kind in _KINDS}
    success = {"200": {"description": "The table", "content": kinds}}
    schema = {"enum": ["csv", "xlsx"], "default": "csv"}
    parameters = (_query("format", "Format of the table", schema),)
    return _operation(name, summary, success, 404, 409, parameters=parameters)


def _correct() -> Schema:
    summary = "Send the corrected triage sheet; its rows are answered again, put into the result"
    done = _json("200", ref("File"))
    made = _operation("correctFile", summary, done, 404, 409, 413, 415, 507)
    return {**made, "requestBody": _file_body()}


def _query(name: str, text: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": text, "schema": schema}


def _parameters() -> Schema:
    def path(name: str, text: str, schema: Schema) -> Schema:
        return {**_query(name, text, schema), "in": "path", "required": True}

    return {
        "lang": _query(
            "lang", "Language of texts; Hungarian by default", {"enum": list(LANGUAGES)}
        ),
        "slug": path("slug", "Id of an area", _slug()),
        "edition": path(
            "edition", "Hash of an edition", {"type": "string", "pattern": "^[0-9a-f]{64}$"}
        ),
        "variant": _query("variant", "Which reading of the boundary", _variant()),
        "as_of": _query(
            "as_of", "Day on which an edition was in force", {"type": "string", "format": "date"}
        ),
        "limit": _query(
            "limit",
            "Rows of a page; more than 1000 is 1000",
            {"type": "integer", "minimum": 1, "default": 100},
        ),
        "offset": _query(
            "offset", "Rows to leave out", {"type": "integer", "minimum": 0, "default": 0}
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


@functools.cache
def _sent() -> Schema:
    return schemas_of(_SENT)


def _schemas() -> Schema:
    about: Schema = {
        "area": {"anyOf": [_slug(), {"type": "null"}]},
        "variant": {"anyOf": [_variant(), {"type": "null"}]},
    }
    label = {"id": _line()}
    one = {
        "oneOf": [
            object_of([name], {"id": _TEXT, name: ref(name.title())}, additionalProperties=False)
            for name in ("answer", "problem")
        ]
    }
    many = {
        "type": "array",
        "minItems": 1,
        "maxItems": state().settings.check_many_max,
        # Any other object is answered too: with its problem, beside the answers of the others.
        "items": {"anyOf": [*_place_schemas(label), {"type": "object"}]},
    }
    return {
        "Query": {"oneOf": _place_schemas(about)},
        "AddressQuery": object_of(["q"], {"q": _line()}, additionalProperties=False),
        "PointQuery": {"oneOf": _place_schemas(about)[1:]},
        "Queries": object_of(["queries"], {"queries": many, **about}, additionalProperties=False),
        "Results": object_of(
            ["area", "variant", "results"],
            {"area": _TEXT, "variant": _TEXT, "results": {"type": "array", "items": one}},
        ),
    }
