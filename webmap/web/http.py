"""What every response shares: headers, problem documents, error pages; marks of limits on views.

Marks on views: which limit holds for a route, how large its body may be, and whether its answer is
kept until what it shows changes. A mark says something about a view and changes nothing in it. The
application reads the marks of limits once, when every blueprint is registered (see
`app.create_app`).
"""

from __future__ import annotations

import traceback
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from flask import Flask, Response, current_app, json, render_template, request
from flask.globals import request_ctx
from typing_extensions import TypedDict
from werkzeug.exceptions import HTTPException

from .i18n import DEFAULT_LANGUAGE, LANGUAGES, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    View = TypeVar("View", bound=Callable[..., object])


PROBLEM_JSON = "application/problem+json"
NO_STORE = "no-store"
PARTIAL_HEADER = "X-Answer-Only"
"""Set by the scripts of pages, which replace the answer and leave the rest."""
PROGRAM_PATHS = ("/api/", "/areas/", "/health", "/ogc")
"""Paths whose faults are problem documents instead of pages."""

_EXPLAINED = frozenset({400, 401, 403, 404, 405, 409, 413, 415, 429, 500, 503})
"""Statuses that have a title and a text of their own."""


RETRY_AFTER_S = 60
_PASSING = frozenset({HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.INSUFFICIENT_STORAGE})
"""Statuses of what somebody will put right."""


class ProblemDocument(TypedDict):
    """A problem for programs (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str


class Problem(Exception):  # noqa: N818 - named after the problem documents of RFC 9457
    """A request that cannot be answered, with a sentence for the person who sent it.

    Args:
        detail: What is wrong and what to do, in the language of the request.
        code: Stable code, such as "unknown_field".
        status: HTTP status.
        retry_after_s: when the same request may do better, where that is known, seconds.
    """

    def __init__(
        self,
        detail: str,
        *,
        code: str,
        status: int = HTTPStatus.BAD_REQUEST,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code
        self.status = int(status)
        self.retry_after_s = retry_after_s
        if status in _PASSING and retry_after_s is None:
            self.retry_after_s = RETRY_AFTER_S


class QuietFlask(Flask):
    """An application whose error log holds where a fault happened, never what was looked up."""

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Log the route, the kind of fault and its stack; message and path may hold an address."""
        kind, _, trace = exc_info
        stack = "".join(traceback.format_tb(trace))
        name = kind.__name__ if kind else "fault"
        route = request.url_rule.rule if request.url_rule else "(no route)"
        self.logger.error("%s on %s %s\n%s", name, request.method, route, stack)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function as it is: no view of ours is async, and asking costs on each call."""
        return func


def init_app(app: Flask) -> None:
    """Attach headers and error answers to an application."""
    app.after_request(_secure)
    app.register_error_handler(Problem, problem_answer)
    app.register_error_handler(HTTPException, _http_answer)


def language() -> str:
    """Return the language of the request; Hungarian where none, or none we speak, is asked."""
    asked = request.args.get("lang", DEFAULT_LANGUAGE)
    return asked if asked in LANGUAGES else DEFAULT_LANGUAGE


def content_security_policy(tile_origin: str | None) -> str:
    """Return the policy of every page: own files only, no inline script or style."""
    images = "'self' data:" + (f" {tile_origin}" if tile_origin else "")
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        f"img-src {images}; connect-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "geolocation=(), camera=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
"""Headers of every answer."""


def _secure(response: Response) -> Response:
    headers = response.headers
    if "Content-Security-Policy" not in headers:  # a page made to be framed brings its own
        headers["Content-Security-Policy"] = current_app.config["CONTENT_SECURITY_POLICY"]
    headers.extend(one for one in _ALWAYS if one[0] not in headers)
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = NO_STORE
    return response


def wants_problem() -> bool:
    """Tell whether the request came from a program rather than from a page."""
    return request.path.startswith(PROGRAM_PATHS)


def problem_response(detail: str, *, code: str, status: int) -> Response:
    """Return a problem document (RFC 9457)."""
    t = texts(language())
    key = status if status in _EXPLAINED else 400
    body: ProblemDocument = {
        "type": f"urn:akcioterulet:problem:{code}",
        "title": t(f"error.{key}.title"),
        "status": status,
        "detail": detail,
        "code": code,
    }
    return Response(json.dumps(body), status=status, content_type=PROBLEM_JSON)


def problem_answer(problem: Problem) -> Response:
    """Return the answer to a problem: a document for programs, a page for people."""
    if wants_problem():
        answer = problem_response(problem.detail, code=problem.code, status=problem.status)
    else:
        shown = problem.status if problem.status in _EXPLAINED else 400
        answer = _error_page(problem.status, problem.detail, shown=shown)
    if problem.retry_after_s is not None:
        answer.headers["Retry-After"] = str(problem.retry_after_s)
    return answer


def _http_answer(error: HTTPException) -> Response:
    if error.code == HTTPStatus.NOT_FOUND and (moved := _without_slash()) is not None:
        return moved
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    shown = status if status in _EXPLAINED else (500 if status >= 500 else 400)  # noqa: PLR2004
    detail = texts(language())(f"error.{shown}.text")
    if wants_problem():
        answer = problem_response(detail, code=f"http_{status}", status=status)
    else:
        answer = _error_page(status, detail, shown=shown)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def _without_slash() -> Response | None:
    """Lead a reader who wrote `/map/` to `/map`; None where there is no such page either."""
    path, adapter = request.path.rstrip("/"), request_ctx.url_adapter
    reads = request.method in {"GET", "HEAD"}
    if not (reads and path and path != request.path and request.url_rule is None and adapter):
        return None
    if not adapter.test(path):
        return None
    query = request.query_string.decode("ascii", "replace")
    target = request.script_root + path + (f"?{query}" if query else "")
    return Response(status=HTTPStatus.PERMANENT_REDIRECT, headers={"Location": target})


def _error_page(status: int, detail: str, *, shown: int = 400) -> Response:
    t = texts(language())
    heading = t(f"error.{shown}.title")
    body = render_template("error.html", t=t, heading=heading, detail=detail)
    return Response(body, status=status, content_type="text/html; charset=utf-8")


LIMIT, BODY, SAME_FOR_ALL, OPEN = (
    f"_akcioterulet_{mark}" for mark in ("limit", "body", "same_for_all", "open")
)

Kind = Literal["lookup", "login", "form", "file"]
"""Names of the settings `rate_…`."""


def limited(kind: Kind) -> Callable[[View], View]:
    """Mark a view with the limit of the setting `rate_<kind>`, for each address."""

    def mark(view: View) -> View:
        setattr(view, LIMIT, kind)
        return view

    return mark


def large_body(view: View) -> View:
    """Mark a view whose body may have `max_upload_bytes` instead of `max_body_bytes`.

    For files, and for the forms of signed-in people that hold long texts.
    """
    setattr(view, BODY, True)
    return view


def body_of(most: int) -> Callable[[View], View]:
    """Mark a view whose body may have a number of bytes of its own."""

    def mark(view: View) -> View:
        setattr(view, BODY, most)
        return view

    return mark


def same_for_all(view: View) -> View:
    """Mark a view whose answer to a GET is the same until the service's data or the day changes.

    See `request.page_cache`; what else it depends on stands in its address. Scripts of other sites
    may read it.
    """
    setattr(view, SAME_FOR_ALL, True)
    return open_to_scripts(view)


def open_to_scripts(view: View) -> View:
    """Mark a view whose answers and faults scripts of other sites may read (`accounts.guards`)."""
    setattr(view, OPEN, True)
    return view
