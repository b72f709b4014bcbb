"""Addresses by the file, for people who have signed in.

Every page works without a script: a form sends the file, another one starts it, and the page of a
running job has a link that loads it again.
"""

from __future__ import annotations

import contextlib
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from flask import (
    Blueprint,
    Response,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)

from webmap.accounts.guards import allowed
from webmap.accounts.people import Role
from webmap.ask.words import variant_name
from webmap.files.arrivals import Sent
from webmap.files.choices import (
    OPEN_ROWS,
    ROLES,
    asked_area,
    chosen_columns,
    corrections,
    require_clear,
    told_town,
)
from webmap.files.desk import Desk
from webmap.files.folders import FileFaultError, clean_name, given_name, order_of
from webmap.files.once import of_form
from webmap.files.scope import EVERYWHERE, ROWS
from webmap.files.shown import code_text, fault_text, job_view, open_row_view
from webmap.request.state import state
from webmap.store.errors import NotKnownError, StoreUnavailableError
from webmap.store.jobs import OPEN
from webmap.web.http import NO_STORE, Problem, language, large_body, limited, problem_answer
from webmap.web.i18n import DEFAULT_LANGUAGE, texts

from ..request import parameters

if TYPE_CHECKING:
    from typing import Any

    from flask import Flask
    from flask.blueprints import BlueprintSetupState
    from werkzeug.exceptions import RequestEntityTooLarge
    from werkzeug.wrappers import Response as AnyResponse

    from webmap.ask.services import BundledAreas
    from webmap.store.tables import Job, User

blueprint = Blueprint("files", __name__, url_prefix="/files")

ENDINGS = ("csv", "xlsx")
ASKED = ("town_unclear", "two_addresses", "formulas")
"""Why no guess was made, where a person can help."""
STATUS = {
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "too_many_jobs": HTTPStatus.CONFLICT,
    "not_ready": HTTPStatus.CONFLICT,
    "no_triage": HTTPStatus.CONFLICT,
    "no_space": HTTPStatus.INSUFFICIENT_STORAGE,
    "disk": HTTPStatus.INSUFFICIENT_STORAGE,
    "gone": HTTPStatus.GONE,
    "idempotency_key_reused": HTTPStatus.UNPROCESSABLE_ENTITY,
    "idempotency_key_busy": HTTPStatus.CONFLICT,
}
"""Of the faults that are no fault of the request."""
MEGABYTE = 1 << 20
_DESK = "akcioterulet.files"


@blueprint.record
def _make_desk(setup: BlueprintSetupState) -> None:
    """Make the desk of a service; every request asks for it, so that it needs no lock."""
    app = cast("Flask", setup.app)
    with app.app_context():
        found = state()
        areas = cast("BundledAreas", found.areas)
        app.extensions[_DESK] = Desk(found.store, found.settings, areas)


def desk() -> Desk:
    """Return the desk of this service."""
    return cast("Desk", current_app.extensions[_DESK])


def secret() -> bytes:
    """Return what the marks of files that are sent again are keyed with; all machines have it.

    Raises:
        FolderAwayError: the folder in which it lies is not there now.
    """
    desk().runner.require_folder()
    return state().key.derived("files sent again")


def person() -> User:
    """Return who is asking; every role may run files."""
    return allowed(*Role).user


@blueprint.before_app_request
def _tidy() -> None:
    """Clear up now and then, whatever is asked for."""
    try:
        desk().runner.tidy_when_due()
    except (StoreUnavailableError, OSError):
        return  # the next request tries again; this one is about something else


@blueprint.get("")
def index() -> Response:
    """Show the form and the jobs of the person."""
    parameters.require_known_parameters("lang", "area", "variant")
    return _index(person())


@blueprint.post("")
@limited("file")
@large_body
def send() -> AnyResponse:
    """Take a file in; the next page shows what was understood of it."""
    by = person()
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _index(by, FileFaultError("missing"))
    asked = parameters.asked_area(None, None)
    name, form = clean_name(sent.filename), request.form.get("form", "")
    once = of_form(secret(), form, name, sent.stream) if form else None
    file = Sent(by, sent.stream, name, (asked.slug, asked.variant), language(), once)
    try:
        job = desk().receive(file)
    except FileFaultError as fault:
        return _index(by, fault)
    return _to(job)


@blueprint.get("/<number>")
def show(number: str) -> Response:
    """Show a job: what to choose, how far it is, or what came of it."""
    parameters.require_known_parameters("lang", "area", "variant", "from")
    return _page(_job(number))


@blueprint.get("/<number>/progress")
def progress(number: str) -> Response:
    """Show how far a job is, for the script of its page."""
    job = _job(number)
    return _html(render_template("files/_progress.html", **_about(job), **_basics()))


@blueprint.post("/<number>/look")
@limited("file")
def look(number: str) -> AnyResponse:
    """Look again, told about heading and sheet."""
    job = _job(number)
    try:
        header = {"yes": True, "no": False}.get(request.form.get("header", ""))
        desk().look(
            job,
            header=header,
            sheet=request.form.get("sheet") or None,
        )
    except FileFaultError as fault:
        return _page(job, fault)
    return _to(job)


@blueprint.post("/<number>/start")
def start(number: str) -> AnyResponse:
    """Let a job run as it was chosen."""
    job = _job(number)
    area, seen = asked_area(), desk().seen(job)
    try:
        columns, town = chosen_columns(seen, area[0]), told_town(*area)
        require_clear(seen, columns, town, area[0])
        keep = request.form.get("keep") == "yes"
        desk().start(job, columns=columns, area=area, keep=keep, lang=language(), town=town)
    except FileFaultError as fault:
        if fault.code == "over" and _job(number).state in (*OPEN, "done"):
            return _to(job)  # the form was sent twice
        return _page(job, fault)
    return _to(job)


@blueprint.post("/<number>/cancel")
def cancel(number: str) -> AnyResponse:
    """Stop a job."""
    job = _job(number)
    desk().cancel(job, person())
    return _to(job)


@blueprint.post("/<number>/delete")
def delete(number: str) -> AnyResponse:
    """Delete a job with everything that belongs to it; one that is gone already is in no list."""
    by = person()
    with contextlib.suppress(NotKnownError):  # the form was sent twice
        desk().delete(desk().get(number, by), by)
    return redirect(_url("files.index"), HTTPStatus.SEE_OTHER)


@blueprint.get("/<number>/<any(result, triage):part>.<any(csv, xlsx):ending>")
def fetch(number: str, part: str, ending: str) -> AnyResponse:
    """Download the result, or the rows that need a person."""
    job = _job(number)
    try:
        return download(job, part, ending)
    except FileFaultError as fault:
        return _page(job, fault)


def download(job: Job, part: str, ending: str) -> Response:
    """Answer with a file of a job; a result that was fetched is deleted soon.

    Raises:
        FileFaultError: the job is not done, or the rows do not fit into a sheet.
    """
    path = desk().result(job, part, ending)
    word = texts(job.lang)("files.name_result" if part == "result" else "files.name_triage")
    kinds = {
        "csv": "text/csv",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    answer = send_file(
        path.resolve(),
        mimetype=kinds[ending],
        as_attachment=True,
        download_name=given_name(word, job.in_name, ending),
        conditional=False,
        etag=False,
    )
    answer.headers["Cache-Control"] = NO_STORE
    if part == "result":
        desk().fetched(job)
    return answer


@blueprint.post("/<number>/corrections")
@large_body
def correct(number: str) -> AnyResponse:
    """Answer the rows that were corrected in the page."""
    job, by = _job(number), person()
    try:
        desk().correct(job, by, corrections())
    except FileFaultError as fault:
        return _page(job, fault)
    return _to(job)


@blueprint.post("/<number>/sheet")
@limited("file")
@large_body
def sheet(number: str) -> AnyResponse:
    """Answer the rows of a corrected triage sheet."""
    job, by = _job(number), person()
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _page(job, FileFaultError("missing"))
    try:
        desk().correct(job, by, sheet=(sent.stream, sent.filename))
    except FileFaultError as fault:
        return _page(job, fault)
    return _to(job)


@blueprint.errorhandler(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
def _too_large(_error: RequestEntityTooLarge) -> Response:
    size = texts(language()).number(state().settings.max_upload_bytes / MEGABYTE, 1)
    detail = code_text("too_large", language(), size=size)
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return problem_answer(Problem(detail, code="too_large", status=status))


def _job(number: str) -> Job:
    """Return a job of whoever asks.

    Raises:
        Problem: there is none, for this person (404).
    """
    try:
        return desk().get(number, person())
    except NotKnownError:
        detail = texts(language())("files.not_found")
        raise Problem(detail, code="no_job", status=HTTPStatus.NOT_FOUND) from None


def _index(by: User, fault: FileFaultError | None = None) -> Response:
    lang = language()
    views = [job_view(job, desk().progress(job), lang) for job in desk().of_user(by)]
    settings = state().settings
    limits = {
        "megabytes": texts(lang).number(settings.max_upload_bytes / MEGABYTE, 1),
        "rows": texts(lang).number(settings.job_rows),
        "hours": settings.job_hours,
        "bytes": settings.max_upload_bytes,
    }
    return _html(
        render_template(
            "files/index.html",
            **_basics(fault),
            jobs=views,
            limits=limits,
            form=secrets.token_urlsafe(16),
        ),
        fault,
    )


def _page(job: Job, fault: FileFaultError | None = None) -> Response:
    return _html(render_template("files/job.html", **_about(job), **_basics(fault)), fault)


def _about(job: Job) -> dict[str, Any]:
    lang = language()
    found = job_view(job, desk().progress(job), lang)
    about: dict[str, Any] = {"job": found}
    if found.state in {"new", "failed", "cancelled"}:
        about |= {"seen": desk().seen(job), "order": order_of(job), "areas": _areas()}
        t = texts(lang)
        about["roles"] = [(role, t(f"files.role.{role}")) for role in ROLES]
        doubt = (about["seen"] or {}).get("doubt", "")
        about["doubt"] = code_text(doubt, lang) if doubt in ASKED else ""
        about["chosen_area"] = f"{job.area}/{job.variant}"
    if found.state == "done" and found.triage_rows:
        first = _first()
        rows = desk().open_rows(job, first, OPEN_ROWS)
        about |= {"open_rows": [open_row_view(row, lang) for row in rows], "first": first}
        about |= {"per_page": OPEN_ROWS, "longest": state().settings.max_query_chars}
    return about


def _first() -> int:
    text = request.args.get("from", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0  # noqa: PLR2004


def _areas() -> list[tuple[str, str]]:
    """Return every area with each of its variants, and their names."""
    lang, areas = language(), state().areas
    found = []
    for info in areas.list():
        for variant in info.variants:
            name = variant_name(areas.edition(info.slug, variant), lang)
            title = info.title.get(lang, info.slug)
            found.append((f"{info.slug}/{variant}", f"{title} – {name}"))
    t = texts(lang)
    return [*found, *((f"{EVERYWHERE}/{rows}", t(f"files.everywhere.{rows}")) for rows in ROWS)]


def _basics(fault: FileFaultError | None = None) -> dict[str, Any]:
    lang = language()
    return {
        "t": texts(lang),
        "fault": fault_text(fault, lang) if fault else None,
        "to": _url,
    }


def _html(body: str, fault: FileFaultError | None = None) -> Response:
    status = STATUS.get(fault.code, HTTPStatus.BAD_REQUEST) if fault else HTTPStatus.OK
    return Response(body, status=status, content_type="text/html; charset=utf-8")


def _url(endpoint: str, **values: object) -> str:
    lang = None if language() == DEFAULT_LANGUAGE else language()
    return url_for(endpoint, lang=lang, **values)  # type: ignore[arg-type]


def _to(job: Job) -> AnyResponse:
    return redirect(_url("files.show", number=job.id), HTTPStatus.SEE_OTHER)
