"""Everything about safety that concerns the whole application, wired in one place."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Response, current_app
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from boundaries.errors import (
    BoundaryError,
    DefinitionError,
    EditionError,
    FactError,
    RegisterError,
)
from geo.errors import ExtractError
from webmap.store.errors import StoreUnavailableError
from webmap.web.http import Problem, language, problem_answer
from webmap.web.i18n import texts

from . import csrf, limits, people
from .cookies import LazyCookies
from .guards import SignInNeeded, sign_in_answer

if TYPE_CHECKING:
    from flask import Flask

    from webmap.web.settings import Settings

    from ..web.keys import ServiceKey

HSTS = "max-age=31536000"
COOKIE = "akcioterulet"
_BROKEN = (
    DefinitionError,
    EditionError,
    FactError,
    RegisterError,
    ExtractError,
    FileNotFoundError,
)
"""Faults of the service's own files."""


def init_app(app: Flask, settings: Settings, key: ServiceKey) -> None:
    """Wire proxies, cookies, people, forged requests, and the faults of what is stored."""
    if settings.proxies:
        count = settings.proxies
        proxy = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
        app.wsgi_app = proxy  # type: ignore[method-assign]
    if settings.public_url is not None:
        # Whoever names another host could have answers made, and kept, that point to it.
        own = urlsplit(settings.public_url).hostname or ""
        app.config["TRUSTED_HOSTS"] = [own, "localhost", "127.0.0.1", "[::1]"]
    app.config.update(
        SESSION_COOKIE_NAME=f"__Host-{COOKIE}" if settings.behind_tls else COOKIE,
        SESSION_COOKIE_SECURE=settings.behind_tls,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.secret_key = None  # see `LazyCookies`
    app.session_interface = LazyCookies(key)
    limits.init_bodies(app, settings)
    people.init_app(app)
    csrf.init_app(app)
    if settings.behind_tls:
        app.after_request(_only_tls)
    app.register_error_handler(SecurityError, _other_host)
    app.register_error_handler(SignInNeeded, sign_in_answer)
    app.register_error_handler(StoreUnavailableError, _store_away)
    for fault in _BROKEN:
        app.register_error_handler(fault, _data_away)


def limit_routes(app: Flask, settings: Settings) -> None:
    """Limit every route that has been registered.

    Raises:
        SettingsError: a limit of the settings cannot be read.
    """
    limits.init_app(app, settings)


def _only_tls(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = HSTS
    return response


def _other_host(fault: SecurityError) -> Response:
    """Answer in plain text: no page can be made for a host that is not ours."""
    del fault
    text = texts(language())("error.400.title")
    return Response(text, HTTPStatus.BAD_REQUEST, content_type="text/plain; charset=utf-8")


def _store_away(fault: StoreUnavailableError) -> Response:
    current_app.logger.error("the database is away: %s", fault)
    return _unavailable("account.store_away", "database_unavailable")


def _data_away(fault: Exception) -> Response:
    """Answer where a file of the service is missing or broken.

    The message is about our own file and stands in the log for the operator, but is not shown: it
    may hold a path of the machine. That of the system could be about something else.
    """
    told = fault if isinstance(fault, BoundaryError) else type(fault).__name__
    current_app.logger.error("a data file cannot be read: %s", told)
    return _unavailable("account.data_away", "data_unavailable")


def _unavailable(key: str, code: str) -> Response:
    detail = texts(language())(key)
    status = HTTPStatus.SERVICE_UNAVAILABLE
    answer = problem_answer(Problem(detail, code=code, status=status))
    answer.headers["Retry-After"] = "60"
    return answer
