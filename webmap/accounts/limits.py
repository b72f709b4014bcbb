"""Rate limits by address. Each worker counts in its own memory; nothing is stored or logged."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, cast

from flask import current_app, request
from flask_limiter import Limiter
from limits import parse_many

from webmap.web.marks import BODY, LIMIT
from webmap.web.settings import PREFIX, SettingsError

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import RouteCallable

    from webmap.web.settings import Settings

FREE = frozenset({"static", "health.health", "health.ready"})
"""Endpoints that are never limited."""
KINDS = ("default", "lookup", "login", "form", "file")


def init_app(app: Flask, settings: Settings) -> None:
    """Limit the routes as their marks say. Comes after every blueprint.

    Raises:
        SettingsError: a limit cannot be read.
    """
    rates = {kind: _readable(settings, kind) for kind in KINDS}
    if not settings.rate_limits:
        return
    # The library would write the address of whoever is over a limit.
    logging.getLogger("flask-limiter").setLevel(logging.ERROR)
    limiter = Limiter(
        _address,
        app=app,
        default_limits=[rates["default"]],
        storage_uri="memory://",
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


def init_bodies(app: Flask, settings: Settings) -> None:
    """Give the routes that take files their larger body. Comes before anything reads a form."""

    @app.before_request
    def allow_upload() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        if getattr(view, BODY, False):
            request.max_content_length = settings.max_upload_bytes
            request.max_form_memory_size = settings.max_upload_bytes


def _address() -> str:
    return request.remote_addr or "unknown"


def _readable(settings: Settings, kind: str) -> str:
    rate = str(getattr(settings, f"rate_{kind}"))
    try:
        parse_many(rate)
    except ValueError:
        raise SettingsError(
            f'{PREFIX}RATE_{kind.upper()} must look like "600 per minute", not {rate!r}'
        ) from None
    return rate
