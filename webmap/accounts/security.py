"""Everything about safety that concerns the whole application, wired in one place."""

from __future__ import annotations

import hashlib
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from flask import Response, current_app, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_limiter import Limiter
from itsdangerous import URLSafeTimedSerializer
from limits import parse_many
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
from webmap.store.errors import FolderAwayError, StoreUnavailableError
from webmap.web.http import BODY, LIMIT, Problem, language, problem_answer
from webmap.web.i18n import texts
from webmap.web.settings import PREFIX, SettingsError

from . import csrf, ended, people
from .guards import SignInNeeded, sign_in_answer
from .passwords import network_of
from .shared_limits import storage_uri

if TYPE_CHECKING:
    from flask import Flask, Request
    from flask.sessions import SessionMixin
    from flask.typing import RouteCallable

    from webmap.store.core import Store
    from webmap.web.settings import Settings

    from ..web.keys import ServiceKey


class LazyCookies(SecureCookieSessionInterface):
    """Signed cookies whose key is fetched only when there is a cookie to read or to write."""

    session_class = SecureCookieSession

    def __init__(self, key: ServiceKey) -> None:
        self._key = key

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the content of the cookie; an empty session where there is none."""
        if "HTTP_COOKIE" not in request.environ:
            return self.session_class()
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        try:
            return super().open_session(app, request)
        except StoreUnavailableError:  # without the key nobody is signed in; the rest works
            return self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie where there is something to write; most requests have nothing."""
        if session or session.modified:
            super().save_session(app, session, response)
        elif session.accessed:
            response.vary.add("Cookie")

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs and checks the cookie."""
        del app
        options = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        return _Timeless(
            self._key.derived("cookie"),
            salt="akcioterulet-session",
            serializer=self.serializer,
            signer_kwargs=options,
        )


class _Timeless(URLSafeTimedSerializer):
    """Signs as the library does, and does not ask how old a cookie is.

    The row of the session says how long it lasts. A cookie of a machine whose clock is ahead would
    be one of the future on the others, and refused.
    """

    def loads(self, s: str | bytes, *_: Any, **__: Any) -> Any:  # noqa: ANN401 - the library's
        """Return what was signed; raises `BadSignature` where it was not by us."""
        return super().loads(s)


FREE = frozenset({"static", "health.health", "health.ready"})
"""Endpoints that are never limited."""
KINDS = ("default", "lookup", "login", "form", "file")


def limit_routes(app: Flask, settings: Settings, store: Store, key: ServiceKey) -> None:
    """Limit the routes as their marks say. Comes after every blueprint.

    Args:
        app: with all its routes.
        settings: the limits, and whether several machines count together.
        store: where they do.
        key: that names are hashed with there.

    Raises:
        SettingsError: a limit cannot be read.
    """
    rates = {kind: _readable(settings, kind) for kind in KINDS}
    if not settings.rate_limits:
        return
    # The library would write the address of whoever is over a limit.
    logging.getLogger("flask-limiter").setLevel(logging.ERROR)
    limiter = Limiter(
        _reader,
        app=app,
        default_limits=[rates["default"]],
        **_counted_in(settings, store, key),
        # Without the counters nobody is refused, and the fault is in the log.
        swallow_errors=True,
        headers_enabled=True,
    )
    # What it decorates holds its decorator weakly, so somebody else has to keep it.
    kept = app.extensions.setdefault("akcioterulet.limits", [limiter])
    for endpoint, view in list(app.view_functions.items()):
        kind = getattr(view, LIMIT, None)
        if endpoint in FREE:
            app.view_functions[endpoint] = cast("RouteCallable", limiter.exempt(view))
        elif kind is not None:
            decorator = limiter.limit(rates[kind])
            kept.append(decorator)
            bounded = decorator(view)
            app.view_functions[endpoint] = cast("RouteCallable", bounded)


def _counted_in(settings: Settings, store: Store, key: ServiceKey) -> dict[str, Any]:
    """Return where the library counts: this machine's workers together, or all machines."""
    if not settings.several_machines:
        return {"storage_uri": storage_uri()}
    from . import machine_limits  # noqa: PLC0415 - an extra that one machine does without

    options = {"url": store.url, "key": key.derived("limits")}
    return {"storage_uri": f"{machine_limits.SCHEME}://", "storage_options": options}


def init_bodies(app: Flask, settings: Settings) -> None:
    """Give the routes that take files their larger body. Comes before anything reads a form."""

    @app.before_request
    def allow_upload() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        mark = getattr(view, BODY, None)
        if mark is not None:
            most = settings.max_upload_bytes if mark is True else mark
            request.max_content_length = request.max_form_memory_size = most


def _reader() -> str:
    """Return whom a limit is for: an address, or the /64 of IPv6 that one customer has whole."""
    address = request.remote_addr or "unknown"
    return network_of(address) if ":" in address else address


def _readable(settings: Settings, kind: str) -> str:
    rate = str(getattr(settings, f"rate_{kind}"))
    try:
        parse_many(rate)
    except ValueError:
        raise SettingsError(
            f'{PREFIX}RATE_{kind.upper()} must look like "600 per minute", not {rate!r}'
        ) from None
    return rate


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
        hops = dict.fromkeys(("x_for", "x_proto", "x_host", "x_prefix"), count)
        proxy = ProxyFix(app.wsgi_app, **hops)
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
    init_bodies(app, settings)
    people.init_app(app)
    csrf.init_app(app, ended.old_form)
    if settings.behind_tls:
        app.after_request(_only_tls)
    app.register_error_handler(SecurityError, _other_host)
    app.register_error_handler(SignInNeeded, sign_in_answer)
    app.register_error_handler(StoreUnavailableError, _store_away)
    for fault in _BROKEN:
        app.register_error_handler(fault, _data_away)


def _only_tls(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = HSTS
    return response


def _other_host(fault: SecurityError) -> Response:
    """Answer in plain text: no page can be made for a host that is not ours."""
    del fault
    text = texts(language())("error.400.title")
    return Response(text, HTTPStatus.BAD_REQUEST, content_type="text/plain; charset=utf-8")


def _store_away(fault: StoreUnavailableError) -> Response:
    if isinstance(fault, FolderAwayError):
        current_app.logger.error("%s", fault)
        return _unavailable("account.folder_away", "files_unavailable")
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
    return problem_answer(Problem(detail, code=code, status=status))
