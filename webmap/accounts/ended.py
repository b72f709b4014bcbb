"""A form that was sent after its session had ended: kept in the browser, shown again, never done.

Whoever fills a form for an hour may be signed out meanwhile: by the clock, in another window, by a
restart. What was typed then goes back to the browser in a hidden field of the page for signing in,
comes along with the password, and stands again in the same form, which the person sends. Nothing
of it is stored here, written to a log or put into an address. Files cannot be kept, passwords and
tokens are not.

The form must be one of our own pages: the browser says so, or the token in it is one of ours.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, current_app, render_template, request, session
from flask.ctx import RequestContext
from flask.globals import request_ctx
from flask.sessions import SecureCookieSession
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadData
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from webmap.web.filling import fill
from webmap.web.http import NO_STORE, PARTIAL_HEADER, language
from webmap.web.i18n import texts

from . import csrf
from .people import account

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask


KEPT = "kept"
"""Name of the hidden field."""
LARGEST = 300_000
"""Of the body that brings it, bytes."""
MOST_CHARS, MOST_FIELDS = 100_000, 400
SECRETS = frozenset({csrf.FIELD, KEPT, "password", "old", "new", "again"})
"""Fields that are not kept."""
QUESTION = ("area", "variant")
"""Parameters of an address that say which form a page shows."""
PLAIN_CHARS = 64
MAIN = '<main id="content" class="container" tabindex="-1">'
GATEWAY = frozenset({"HTTP_HOST", "HTTP_COOKIE", "HTTP_USER_AGENT", "REMOTE_ADDR", "SCRIPT_NAME"})
"""What a page that is made inside a request knows of it, beside `wsgi.` and `SERVER_`."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed, and where it was to go."""

    path: str
    """Of the route, below the place where the service is served."""
    fields: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    lost: str = ""
    """What could not be kept: `files`, `long`, or nothing."""

    def __str__(self) -> str:
        told = [self.path, self.fields, self.query, self.lost]
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def from_own_page() -> bool:
    """Tell whether this request is a form, not too large, that stood in a page of ours."""
    try:
        token = request.form.get(csrf.FIELD, "")
    except HTTPException:
        return False
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    try:
        csrf.signer().loads(token)
    except BadData:
        return False
    return True


def sent() -> Kept:
    """Return what the form of this request holds, as far as it may be kept."""
    fields = tuple(
        (name, value)
        for name, several in request.form.lists()
        for value in several
        if name not in SECRETS
    )
    lost = "files" if any(one.filename for one in request.files.values()) else ""
    if len(fields) > MOST_FIELDS or sum(len(n) + len(v) for n, v in fields) > MOST_CHARS:
        fields, lost = (), "long"
    return Kept(request.path, fields, _question(request.args), lost)


def brought() -> Kept | None:
    """Return what came along with a password; None where nothing did that a form of ours sent."""
    text = request.form.get(KEPT, "")
    if not text or len(text) > 2 * MOST_CHARS:
        return None
    try:
        path, fields, query, lost = json.loads(text)
        pairs = tuple((name, value) for name, value in fields)
        kept = Kept(path, pairs, _question(dict(query)), lost)
    except (ValueError, TypeError, RecursionError):
        return None
    strings = (kept.path, kept.lost, *(text for pair in pairs for text in pair))
    if len(pairs) > MOST_FIELDS or not all(isinstance(one, str) for one in strings):
        return None
    return kept if _routed(kept.path, "POST") else None


def ended() -> Response:
    """Answer a form that nobody who is signed in has sent: sign in, and go on with it."""
    kept, t = sent(), texts(language())
    if request.headers.get(PARTIAL_HEADER):
        return _html(
            render_template(
                "account/_ended_part.html",
                t=t,
                kept=kept,
                action=request.full_path,
                token=csrf.required_csrf_field(),
            )
        )
    body = render_template(
        "account/login.html",
        t=t,
        kept=kept,
        typed="",
        next=None,
        token=csrf.required_csrf_field(),
    )
    return _html(body, HTTPStatus.UNAUTHORIZED)


def old_form() -> Response | None:
    """Answer a form whose token is not that of the session.

    Where nobody is signed in, a request can do nothing that its sender could not do alone: what
    needs a person leads to the page for signing in, so None is returned. A form of our own that
    was opened in an earlier session is shown again.

    Raises:
        Problem: it may be forged.
    """
    if account() is None:
        return None
    if from_own_page():
        return resumed(sent(), HTTPStatus.BAD_REQUEST)
    raise csrf.refused()


def resumed(kept: Kept, status: int = HTTPStatus.OK) -> Response:
    """Show the page of a form again, with what was typed; nothing is done with it."""
    generate_csrf(csrf.secret(), csrf.FIELD)  # of the session, which the page is made with
    shown = _page_of(kept)
    if shown.status_code != HTTPStatus.OK or shown.mimetype != "text/html":
        return shown
    page = shown.get_data(as_text=True)
    filled = fill(page, request.script_root + kept.path, kept.fields)
    texts_typed = [value for _, value in kept.fields if value.strip()]
    note = render_template(
        "account/_resumed.html",
        t=texts(language()),
        kept=kept,
        typed=texts_typed if filled is None else (),
    )
    return _html((filled or page).replace(MAIN, MAIN + note, 1), status)


def _page_of(kept: Kept) -> Response:
    """Make the page that a form stands in: the one of its path, or else of the path above it."""
    path = kept.path if _routed(kept.path, "GET") else kept.path.rpartition("/")[0]
    own = {
        key: value
        for key, value in request.environ.items()
        if key in GATEWAY or key.startswith(("wsgi.", "SERVER_"))
    }
    query = "&".join(f"{name}={value}" for name, value in (*kept.query, ("lang", language())))
    asked = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query}
    environ = {**own, **asked, "wsgi.input": io.BytesIO()}
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - of the proxy, which has no other way
    with (
        app.app_context(),
        RequestContext(app, environ, session=SecureCookieSession(dict(session))),
    ):
        return app.full_dispatch_request()


def _routed(path: str, method: str) -> bool:
    """Tell whether a path leads to a page of ours, other than that for signing in."""
    adapter = request_ctx.url_adapter
    if adapter is None or not path.isprintable():
        return False
    try:
        endpoint, _ = adapter.match(path, method=method)
    except (HTTPException, RequestRedirect):
        return False
    return not str(endpoint).startswith(("account.log", "api", "static"))


def _question(given: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return the parameters that a page may be made with: short names, nothing of an address."""
    return tuple(
        (name, value)
        for name in QUESTION
        if isinstance(value := given.get(name), str)
        and value.replace("-", "").replace("_", "").isalnum()
        and value.isascii()
        and len(value) <= PLAIN_CHARS
    )


def _html(body: str, status: int = HTTPStatus.OK) -> Response:
    answer = Response(body, status=status, content_type="text/html; charset=utf-8")
    answer.headers["Cache-Control"] = NO_STORE
    return answer
