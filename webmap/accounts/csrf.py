"""Forged requests.

A forged request is dangerous because the browser adds the cookie that says who somebody is. So
every request that changes something, comes from a page and carries our cookie must also carry
the token that only our own pages know. A request without the cookie can do nothing that its
sender could not do alone (look-ups, reports); the one exception, signing in, always needs the
token. Programs have no cookie but a token in a header, which a browser never adds by itself.

Requests with the cookie to `/api/` hold JSON, which a foreign page cannot send; browsers also
say where a request comes from, and anything but this very site is refused there.
"""

from __future__ import annotations

import functools
import hmac
import time
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import request, session
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadData, URLSafeTimedSerializer
from markupsafe import Markup

from webmap.request.state import state
from webmap.web.http import Problem, language, wants_problem
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask, Response

CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
FIELD = "csrf_token"
LIFE_S = 12 * 3600
"""How long a form may stay open, seconds: a working day."""


def init_app(app: Flask, old_form: Callable[[], Response | None]) -> None:
    """Check every request; see the module's docstring.

    Args:
        app: The application.
        old_form: Answers a form whose token is not that of the session, or lets it pass.
    """
    app.before_request(functools.partial(_check, old_form))
    app.context_processor(lambda: {"csrf_field": csrf_field})


def require_token() -> None:
    """Check the token of this request, whether or not it has a cookie.

    Raises:
        Problem: it has none, or not the right one.
    """
    if not _has_token():
        raise refused()


def _has_token() -> bool:
    token = request.form.get(FIELD) or request.headers.get("X-CSRFToken", "")
    known = session.get(FIELD)
    try:
        # Not the library's own look at its age: what another machine has made, whose clock is
        # ahead, would be of the future and refused.
        said, made = signer().loads(token, return_timestamp=True)
    except BadData:
        return False
    is_old = time.time() - made.timestamp() > LIFE_S
    return isinstance(known, str) and not is_old and hmac.compare_digest(known, said)


def csrf_field() -> Markup:
    """Return the hidden field of a form; nothing where the reader has no session of ours.

    Pages for everybody call it too: they set no cookie by it.
    """
    if not session:
        return Markup()
    return required_csrf_field()


def required_csrf_field() -> Markup:
    """Return the hidden field of a form that always needs it; begins a session."""
    token = generate_csrf(secret(), FIELD)
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token)


def secret() -> bytes:
    """Return what tokens are signed with."""
    return state().key.derived("forged requests")


def signer() -> URLSafeTimedSerializer:
    """Return what reads tokens, as the library that makes them signs them."""
    return URLSafeTimedSerializer(secret(), salt="wtf-csrf-token")


def _check(old_form: Callable[[], Response | None]) -> Response | None:
    if request.method not in CHANGING or not session:
        return None
    if not wants_problem():
        return None if _has_token() else old_form()
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise refused()
    return None


def refused() -> Problem:
    """Return what is said of a request that may be forged."""
    detail = texts(language())("account.csrf")
    return Problem(detail, code="forged", status=HTTPStatus.BAD_REQUEST)
