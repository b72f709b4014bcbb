"""What every response shares: security headers, problem documents, error pages, quiet logs."""

from __future__ import annotations

import traceback
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, json, render_template, request
from werkzeug.exceptions import HTTPException

from .i18n import DEFAULT_LANGUAGE, LANGUAGES, texts

if TYPE_CHECKING:
    from types import TracebackType

PROBLEM_JSON = "application/problem+json"
NO_STORE = "no-store"
PROGRAM_PATHS = ("/api/", "/areas/", "/health")
"""Paths whose faults are problem documents instead of pages."""

_EXPLAINED = frozenset({400, 404, 405, 413, 415, 500})
"""Statuses that have a title and a text of their own."""


class Problem(Exception):  # noqa: N818 - named after the problem documents of RFC 9457
    """A request that cannot be answered, with a sentence for the person who sent it.

    Args:
        detail: What is wrong and what to do, in the language of the request.
        code: Stable code, such as "unknown_field".
        status: HTTP status.
    """

    def __init__(self, detail: str, *, code: str, status: int = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code
        self.status = int(status)


class QuietFlask(Flask):
    """An application whose error log holds where a fault happened, never what was looked up."""

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Log the path, the kind of fault and its stack; its message may hold an address."""
        kind, _, trace = exc_info
        stack = "".join(traceback.format_tb(trace))
        name = kind.__name__ if kind else "fault"
        self.logger.error("%s on %s %s\n%s", name, request.method, request.path, stack)


def init_app(app: Flask) -> None:
    """Attach headers and error answers to an application."""
    app.after_request(_secure)
    app.register_error_handler(Problem, _problem_answer)
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


def _secure(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = current_app.config["CONTENT_SECURITY_POLICY"]
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Permissions-Policy"] = "geolocation=(), camera=(), microphone=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
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
    body = {
        "type": f"urn:akcioterulet:problem:{code}",
        "title": t(f"error.{key}.title"),
        "status": status,
        "detail": detail,
        "code": code,
    }
    return Response(json.dumps(body), status=status, content_type=PROBLEM_JSON)


def _problem_answer(problem: Problem) -> Response:
    if wants_problem():
        return problem_response(problem.detail, code=problem.code, status=problem.status)
    return _error_page(problem.status, problem.detail)


def _http_answer(error: HTTPException) -> Response:
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


def _error_page(status: int, detail: str, *, shown: int = 400) -> Response:
    t = texts(language())
    heading = t(f"error.{shown}.title")
    body = render_template("error.html", t=t, heading=heading, detail=detail)
    return Response(body, status=status, content_type="text/html; charset=utf-8")
