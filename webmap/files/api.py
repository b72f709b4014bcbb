"""Addresses by the file for programs under `/api/v1/files`, with a token of the scope `files`."""

from __future__ import annotations

import functools
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Annotated, Any

from flask import Blueprint, Response, jsonify, request, url_for
from typing_extensions import TypedDict

from boundaries.files.running import JobState
from webmap.accounts.guards import SignInNeeded, allowed
from webmap.accounts.people import Role, Scope, bearer_was_sent
from webmap.files.arrivals import Sent
from webmap.files.folders import FileFaultError, clean_name
from webmap.files.once import HEADER, of_program
from webmap.files.scope import EVERYWHERE, ROWS, is_everywhere
from webmap.files.shown import code_text, fault_text
from webmap.store.errors import NotKnownError
from webmap.store.jobs import ARRIVING
from webmap.web.http import NO_STORE, Problem, language, large_body, limited
from webmap.web.i18n import texts

from ..request import parameters
from ..web.schemas import Address, Moment, Says
from .views import ENDINGS, STATUS, desk, download, secret

if TYPE_CHECKING:
    from boundaries.files.running import JobProgress
    from webmap.files.once import Once
    from webmap.store.tables import Job, User

blueprint = Blueprint("api_files", __name__, url_prefix="/api/v1/files")

RAW = (
    "text/csv",
    "text/plain",
    "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.spreadsheet",
)
"""Types of a body that is the file itself."""
PARAMETERS = (
    *("area", "variant", "lang", "column", "header", "sheet", "keep", "name", "town"),
    "everywhere",
)
BUSY_S = 5
"""After so long a request whose key is in use may come again, seconds."""
_YES_NO = {"yes": True, "no": False}


class FaultFields(TypedDict):
    """Why a job failed."""

    code: str
    detail: str


class FileDocument(TypedDict):
    """A file, how far it is, and where its result is."""

    id: str
    state: Annotated[str, Says(enum=["new", "waiting", "running", "done", "failed", "cancelled"])]
    name: str
    area: Annotated[str, Says("Empty where every area is asked")]
    variant: str
    everywhere: Annotated[
        str | None,
        Says("Where every area is asked: what a row of the result is", enum=[*ROWS, None]),
    ]
    lang: str
    rows: int
    total: int
    rate: Annotated[float, Says("Rows a second")]
    seconds_left: float | None
    begun_anew: bool
    verdicts: Annotated[dict[str, int], Says("Rows by verdict, when it is done")]
    errors: int
    triage_rows: int
    cut_cells: int
    assumed: Annotated[
        int, Says("Rows that name no town and were taken to be in the area's own, when it is done")
    ]
    note: Annotated[str | None, Says("A sentence where there was no row to answer")]
    fault: FaultFields | None
    created: Moment
    deleted: Annotated[Moment, Says("When everything is deleted")]
    result: Address | None
    triage: Address | None


def program() -> User:
    """Return whose token is used. A browser's session is not enough here: see `accounts.csrf`."""
    if not bearer_was_sent():
        raise SignInNeeded
    return allowed(*Role, scope=Scope.FILES).user


@blueprint.post("")
@limited("file")
@large_body
def send() -> Response:
    """Take a file in and let it run."""
    by = program()
    _require_parameters(*PARAMETERS)
    area = _asked()
    header, keep = _choice("header"), bool(_choice("keep"))
    stream, sent_name = _file()
    named = request.args.getlist("column")
    columns = tuple(parameters.clean_query(text, "column") for text in named)
    name = clean_name(sent_name)
    start = functools.partial(_start, columns=columns, header=header, keep=keep)
    try:
        once = _once(stream, name)
        job = desk().receive(Sent(by, stream, name, area, language(), once), start)
    except FileFaultError as fault:
        raise _problem(fault) from None
    answer = _answer(_job(job.id))
    answer.status_code = HTTPStatus.ACCEPTED
    answer.headers["Location"] = url_for("api_files.show", number=job.id)
    return answer


def _once(stream: IO[bytes], name: str) -> Once | None:
    """Return what this request is known by if it is sent again; None where it says no key.

    Raises:
        FileFaultError: what it says is no key.
    """
    header = request.headers.get(HEADER)
    if header is None:
        return None
    asked = sorted(one for one in request.args.lists() if one[0] != "name")
    return of_program(secret(), header, [asked, name], stream)


def _asked() -> tuple[str, str]:
    """Return slug and variant of the area that is asked, or what `scope` has in their place."""
    rows = request.args.get("everywhere")
    if rows is None:
        asked = parameters.asked_area(request.args.get("area"), request.args.get("variant"))
        return asked.slug, asked.variant
    if rows not in ROWS:
        raise _bad_choice("everywhere", ROWS)
    _require_parameters(*(name for name in PARAMETERS if name not in {"area", "variant", "town"}))
    return EVERYWHERE, rows


def _start(job: Job, *, columns: tuple[str, ...], header: bool | None, keep: bool) -> None:
    sheet = request.args.get("sheet")
    if header is not None or sheet:
        desk().look(job, header=header, sheet=sheet)
    seen = desk().seen(job)
    said = request.args.get("town")
    town = "" if said is None else parameters.clean_query(said, "town").strip()
    if not columns and seen is not None and not seen["guessed"]:
        doubt = seen["doubt"] or "no_address"
        if doubt != "town_unclear" or not town:
            raise FileFaultError(doubt)
    desk().start(job, columns=columns, keep=keep, town=town)


@blueprint.get("")
def list_() -> Response:
    """List the jobs of the person whose token is used, newest first."""
    by = program()
    parameters.require_known_parameters("lang")
    jobs = [_document(job, desk().progress(job)) for job in desk().of_user(by)]
    return _unstored(jsonify({"files": jobs}))


@blueprint.get("/<number>")
def show(number: str) -> Response:
    """Say how far a job is and what came of it."""
    parameters.require_known_parameters("lang")
    return _answer(_job(number))


@blueprint.delete("/<number>")
def delete(number: str) -> Response:
    """Delete a job with everything that belongs to it; one that runs is stopped first."""
    by = program()
    parameters.require_known_parameters("lang")
    desk().delete(_job(number), by)
    return Response(status=HTTPStatus.NO_CONTENT)


@blueprint.get("/<number>/<any(result, triage):part>")
def fetch(number: str, part: str) -> Response:
    """Download the result, or the rows that need a person."""
    _require_parameters("lang", "format")
    ending = request.args.get("format", "csv")
    if ending not in ENDINGS:
        raise _bad_choice("format", ENDINGS)
    try:
        return download(_job(number), part, ending)
    except FileFaultError as fault:
        raise _problem(fault) from None


@blueprint.put("/<number>/triage")
@limited("file")
@large_body
def correct(number: str) -> Response:
    """Take the corrected triage sheet, answer its rows again and put them into the result."""
    by = program()
    parameters.require_known_parameters("lang")
    job = _job(number)
    stream, name = _file()
    try:
        desk().correct(job, by, sheet=(stream, name))
    except FileFaultError as fault:
        raise _problem(fault) from None
    return _answer(_job(number))


def _job(number: str) -> Job:
    try:
        return desk().get(number, program())
    except NotKnownError:
        detail = texts(language())("files.not_found")
        raise Problem(detail, code="no_job", status=HTTPStatus.NOT_FOUND) from None


def _file() -> tuple[IO[bytes], str | None]:
    """Return the file of a request, and what its sender calls it.

    Raises:
        Problem: the body is of another type, or holds no file.
    """
    if request.mimetype == "multipart/form-data":
        sent = request.files.get("file")
        if sent is None or len(request.files) > 1 or request.form:
            raise _problem(FileFaultError("missing"))
        return sent.stream, sent.filename
    if request.mimetype not in RAW:
        detail = texts(language())("files.api.media")
        status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        raise Problem(detail, code="unsupported_format", status=status)
    return request.stream, request.args.get("name")


def _require_parameters(*known: str) -> None:
    """Refuse what nothing reads; only `column` may stand there several times."""
    repeated = [n for n in request.args if n != "column" and len(request.args.getlist(n)) > 1]
    if repeated:
        raise parameters.refuse("repeated_parameter", name=repeated[0])
    unknown = sorted(set(request.args) - set(known))
    if unknown:
        names, listed = parameters.joined(unknown), parameters.joined(known)
        raise parameters.refuse("unknown_parameter", names=names, known=listed)


def _choice(name: str) -> bool | None:
    text = request.args.get(name)
    if text is not None and text not in _YES_NO:
        raise _bad_choice(name, _YES_NO)
    return None if text is None else _YES_NO[text]


def _bad_choice(name: str, known: Any) -> Problem:  # noqa: ANN401 - any collection of texts
    detail = texts(language())("files.api.choice", name=name, known=", ".join(known))
    return Problem(detail, code="bad_parameter")


def _problem(fault: FileFaultError) -> Problem:
    status = STATUS.get(fault.code, HTTPStatus.BAD_REQUEST)
    again_s = BUSY_S if fault.code == "idempotency_key_busy" else None
    text = fault_text(fault, language())
    return Problem(text, code=fault.code, status=status, retry_after_s=again_s)


def _answer(job: Job) -> Response:
    return _unstored(jsonify(_document(job, desk().progress(job))))


def _document(job: Job, progress: JobProgress) -> FileDocument:
    done = job.state == "done" and progress.state is JobState.DONE
    gone = job.state == "done" and progress.code == "gone"
    failed, everywhere = gone or job.state == "failed", is_everywhere(job.area)
    return {
        "id": job.id,
        "state": "failed" if gone else "new" if job.state == ARRIVING else job.state,
        "name": job.in_name,
        "area": "" if everywhere else job.area,
        "variant": "" if everywhere else job.variant,
        "everywhere": job.variant if everywhere else None,
        "lang": job.lang,
        "rows": progress.rows,
        "total": progress.total,
        "rate": progress.rate,
        "seconds_left": progress.seconds_left,
        "begun_anew": progress.begun_anew,
        "verdicts": progress.verdicts,
        "errors": progress.errors,
        "triage_rows": progress.triage_rows,
        "cut_cells": progress.cut_cells,
        "assumed": progress.assumed,
        "note": texts(language())("bulk.no_rows") if done and not progress.rows else None,
        "fault": _fault(progress.code) if failed else None,
        "created": job.created_at.isoformat(timespec="seconds"),
        "deleted": job.expires_at.isoformat(timespec="seconds"),
        "result": _address(job, "result") if done else None,
        "triage": _address(job, "triage") if done and not everywhere else None,
    }


def _fault(code: str) -> FaultFields:
    return {"code": code, "detail": code_text(code, language())}


def _address(job: Job, part: str) -> str:
    return url_for("api_files.fetch", number=job.id, part=part, _external=True)


def _unstored(response: Response) -> Response:
    response.headers["Cache-Control"] = NO_STORE
    return response
