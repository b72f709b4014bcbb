"""What a view asks for: a role, and of programs a scope; and who may see the level of doors.

The street list is for everybody where the operator says so. Else a person who is signed in and has
a role may see it, and a program whose token has the scope `streets`; a password that still has to
be changed opens nothing. What asks here differs from reader to reader, and says so (`Vary`).
"""

from __future__ import annotations

import functools
from http import HTTPStatus
from typing import TYPE_CHECKING, ParamSpec

from flask import current_app, g, make_response, redirect, request, url_for

from webmap.store.errors import StoreUnavailableError
from webmap.web.http import OPEN, Problem, language, problem_response, wants_problem
from webmap.web.i18n import DEFAULT_LANGUAGE, texts

from ..request.state import state
from . import ended
from .people import Account, Role, Scope, account, store_is_away

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask, Response
    from flask.typing import ResponseReturnValue


P = ParamSpec("P")


class SignInNeeded(Exception):  # noqa: N818 - not a fault: the answer leads to the form
    """Nobody is signed in, or with a password that has to be changed first."""

    def __init__(self, endpoint: str = "account.login") -> None:
        super().__init__(endpoint)
        self.endpoint = endpoint


def require_role(
    *roles: Role, scope: Scope | None = None
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Let only people with one of the roles reach a view; it stands below the route.

    Args:
        roles: One of these is enough; with none, whoever is signed in.
        scope: Programs with a token of this scope may come too; None keeps them out.
    """

    def guard(
        view: Callable[P, ResponseReturnValue],
    ) -> Callable[P, ResponseReturnValue]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            allowed(*roles, scope=scope)
            return view(*args, **kwargs)

        return guarded

    return guard


def allowed(*roles: Role, scope: Scope | None = None) -> Account:
    """Return who is asking, if they may; the same as `require_role` inside a view.

    Raises:
        SignInNeeded: nobody is signed in; the answer leads to the form, or is a 401.
        Problem: signed in, but without the role or scope (403).
        StoreUnavailableError: nobody can be recognised now (503).
    """
    person = account()
    if person is None:
        if why := store_is_away():
            raise StoreUnavailableError(why)
        raise SignInNeeded
    if person.scopes is not None and (scope is None or scope not in person.scopes):
        raise _forbidden("account.no_scope", "no_scope")
    if roles and not person.has(*roles):
        raise _forbidden("account.no_role", "no_role")
    if person.user.must_change and request.endpoint != "account.password":
        raise SignInNeeded("account.password")
    return person


def sign_in_answer(needed: SignInNeeded) -> Response:
    """Lead a reader to the form and back, with what was typed; tell a program of its token."""
    if wants_problem():
        detail = texts(language())("account.sign_in_needed")
        answer = problem_response(detail, code="sign_in_needed", status=HTTPStatus.UNAUTHORIZED)
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    if request.method == "POST" and needed.endpoint == "account.login" and ended.from_own_page():
        return ended.ended()
    lang = language() if language() != DEFAULT_LANGUAGE else None
    back = request.script_root + request.path if request.method == "GET" else None
    target = url_for(needed.endpoint, lang=lang, next=back)
    return make_response(redirect(target, HTTPStatus.SEE_OTHER))


def local_path(text: str | None) -> str | None:
    r"""Return where to go after signing in, if it is a plain path of this site.

    >>> local_path("/desk"), local_path("//elsewhere.example"), local_path("/\\elsewhere")
    ('/desk', None, None)
    """
    if not text or not text.startswith("/") or text.startswith("//"):
        return None
    odd = "\\" in text or not text.isprintable() or not text.isascii()
    return None if odd or "?" in text else text


def _forbidden(key: str, code: str) -> Problem:
    return Problem(texts(language())(key), code=code, status=HTTPStatus.FORBIDDEN)


ROLES = tuple(Role)
"""Any one of these is enough: whoever works with the service may read its street list."""


def init_app(app: Flask) -> None:
    """Tell caches which answers depend on who asks, and browsers which ones are for everybody."""
    app.after_request(_share)  # run after `_vary`: what is private is not shared
    app.after_request(_vary)


def may_see_streets() -> bool:
    """Tell whether the request may see the street list: everything at the level of doors."""
    return state().settings.street_list_public or may_see_leanings()


def may_see_leanings() -> bool:
    """Tell whether the request may see which way undecidable doors lean.

    A street list that is open to everybody does not open this: it is an order of work, no answer.
    """
    g.depends_on_reader = True
    person = account()
    if person is None or person.user.must_change or not person.has(*ROLES):
        return False
    return person.scopes is None or Scope.STREETS in person.scopes


def _vary(response: Response) -> Response:
    """Keep what one reader may see out of the copies that are kept for another one."""
    if g.get("depends_on_reader", False):
        response.vary.update(("Cookie", "Authorization"))
        if account() is not None and response.cache_control.no_cache:
            response.cache_control.private = True
    return response


READING = frozenset({"GET", "HEAD", "OPTIONS"})
EXPOSED = (
    "ETag, Last-Modified, Link, Content-Crs, Content-Disposition, Accept-Ranges, Content-Range, "
    "Retry-After"
)
"""Headers that a script of another site may read."""
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": (
        "Accept, Accept-Language, Content-Type, If-Modified-Since, If-None-Match, Range"
    ),
    "Access-Control-Max-Age": "86400",
}
"""What a browser is told that asks first. No token: what needs one is not for other sites."""


def _share(response: Response) -> Response:
    """Let scripts of other sites read what is for everybody, faults too."""
    if request.method not in READING or response.cache_control.private or not _is_open():
        return response
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    if request.method == "OPTIONS":
        response.headers.extend(PREFLIGHT)
    return response


def _is_open() -> bool:
    """Tell whether a request asks for what everybody may read, or for what is not there."""
    if g.get("depends_on_reader", False) and account() is not None:
        return False
    if request.endpoint is None:
        return wants_problem()
    view = current_app.view_functions.get(request.endpoint)
    return request.endpoint == "static" or getattr(view, OPEN, False)
