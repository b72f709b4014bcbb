"""What the OpenAPI document of `/api/v1` says about files. Paths and fields are only ever added."""

from __future__ import annotations

from webmap.api.schemas import MAYBE_NUMBER, NUMBER, TEXT, WHOLE, Schema, object_of, ref

PROBLEM = "application/problem+json"
SECURITY = "filesToken"
STATES = ("new", "waiting", "running", "done", "failed", "cancelled")
_BINARY: Schema = {"type": "string", "contentMediaType": "application/octet-stream"}
_KINDS = (
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
_STATUSES = {
    400: "The request or the file cannot be used; `code` says what is wrong.",
    401: "No token, or one that does not hold any more.",
    403: "The token has not the scope `files`.",
    404: "There is no such file for this token's person.",
    409: "Not now: not done yet, or too many files.",
    413: "The file is too large.",
    415: "The body is of another type.",
    429: "Too many requests; `Retry-After` says when to come back.",
    500: "A fault of the service.",
    503: "Part of the data is not available.",
    507: "The disk of the service is full.",
}


def file_security() -> Schema:
    """Return the security scheme of the files."""
    text = "A token of `akcioterulet account token` with the scope `files`."
    return {SECURITY: {"type": "http", "scheme": "bearer", "description": text}}


def file_paths() -> Schema:
    """Return the paths."""
    one = {"parameters": [_number()]}
    return {
        "/files": {"post": _send(), "get": _list()},
        "/files/{number}": {**one, "get": _show(), "delete": _delete()},
        "/files/{number}/result": {**one, "get": _fetch("getFileResult", "Download the result")},
        "/files/{number}/triage": {
            **one,
            "get": _fetch("getFileTriage", "Download the rows that need a person"),
            "put": _correct(),
        },
    }


def file_schemas() -> Schema:
    """Return the schemas."""
    figures = {"type": "object", "additionalProperties": WHOLE}
    fault = object_of(["code", "detail"], {"code": TEXT, "detail": TEXT})
    moment = {"type": "string", "format": "date-time"}
    address = {"type": ["string", "null"], "format": "uri"}
    properties: Schema = {
        "id": TEXT,
        "state": {"enum": list(STATES)},
        "name": TEXT,
        "area": TEXT,
        "variant": TEXT,
        "lang": TEXT,
        "rows": WHOLE,
        "total": WHOLE,
        "rate": {**NUMBER, "description": "Rows a second"},
        "seconds_left": MAYBE_NUMBER,
        "begun_anew": {"type": "boolean"},
        "verdicts": {**figures, "description": "Rows by verdict, when it is done"},
        "errors": WHOLE,
        "triage_rows": WHOLE,
        "cut_cells": WHOLE,
        "assumed": {
            **WHOLE,
            "description": "Rows that name no town and were taken to be in the "
            "area's own, when it is done",
        },
        "fault": {"anyOf": [fault, {"type": "null"}]},
        "created": moment,
        "deleted": {**moment, "description": "When everything is deleted"},
        "result": address,
        "triage": address,
    }
    return {"File": object_of(list(properties), properties)}


def _number() -> Schema:
    schema = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
    return {"name": "number", "in": "path", "required": True, "schema": schema}


def _operation(
    name: str, summary: str, success: Schema, *faults: int, parameters: tuple[Schema, ...] = ()
) -> Schema:
    problem = {PROBLEM: {"schema": ref("Problem")}}
    answers = dict(success)
    for status in sorted({400, 401, 403, 429, 500, 503, *faults}):
        answers[str(status)] = {"description": _STATUSES[status], "content": problem}
    language = {"$ref": "#/components/parameters/lang"}
    return {
        "operationId": name,
        "summary": summary,
        "security": [{SECURITY: []}],
        "parameters": [*parameters, language],
        "responses": answers,
    }


def _json(status: str, schema: Schema) -> Schema:
    content = {"application/json": {"schema": schema}}
    return {status: {"description": "The answer", "content": content}}


def _file_body() -> Schema:
    form = object_of(["file"], {"file": _BINARY}, additionalProperties=False)
    text = "The file, as the only part of a form or as the body itself (also `text/csv`)."
    content = {
        "multipart/form-data": {"schema": form},
        "application/octet-stream": {"schema": _BINARY},
    }
    return {"required": True, "description": text, "content": content}


def _query(name: str, text: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": text, "schema": schema}


def _send() -> Schema:
    yes_no = {"enum": ["yes", "no"]}
    parameters = (
        _query("area", "Id of an area; the first one by default", TEXT),
        {"$ref": "#/components/parameters/variant"},
        _query(
            "column",
            "Heading or figure (1 = first) of the address column, perhaps with its role before it "
            "(`town=3`; address, postcode, town, street, type, number, suffix); several for "
            "several columns. Found out by default; where that is not clear, the answer is 400 "
            "with the code `no_address`, `two_addresses` or `town_unclear`",
            {"type": "array", "items": TEXT},
        ),
        _query("town", "Town of the rows that name none, where it is known", TEXT),
        _query("header", "Whether the first row is a heading; found out by default", yes_no),
        _query("sheet", "Sheet of a workbook; the first visible one by default", TEXT),
        _query("keep", "Whether the result stays after its download", yes_no),
        _query("name", "Name of the file, where the body is the file itself", TEXT),
    )
    done = _json("202", ref("File"))
    summary = "Send a CSV or .xlsx of addresses; it is answered in the background"
    made = _operation("sendFile", summary, done, 409, 413, 415, 507, parameters=parameters)
    return {**made, "requestBody": _file_body()}


def _list() -> Schema:
    schema = object_of(["files"], {"files": {"type": "array", "items": ref("File")}})
    return _operation("listFiles", "List one's own files, newest first", _json("200", schema))


def _show() -> Schema:
    return _operation("getFile", "Say how far a file is", _json("200", ref("File")), 404)


def _delete() -> Schema:
    gone = {"204": {"description": "Everything of it is deleted"}}
    return _operation("deleteFile", "Delete a file and all that was made of it", gone, 404)


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
