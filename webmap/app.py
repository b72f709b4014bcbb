"""The application factory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import http
from .presenters import current_day
from .settings import read_settings
from .state import State, attach
from .views import api, geodata, health, pages

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from flask import Flask

    from .services import Areas
    from .settings import Settings


def create_app(
    settings: Settings | None = None,
    areas: Areas | None = None,
    today: Callable[[], dt.date] = current_day,
) -> Flask:
    """Build the service.

    There is no session, no cookie and no secret. Forms only look something up and change
    nothing on the server, so that there is nothing for a forged request to abuse.

    Args:
        settings: What the operator decided; read from the environment where None.
        areas: The domain's service; the bundled areas where None.
        today: Which day it is; after its last day a programme is said to have ended.

    Raises:
        SettingsError: the environment holds a setting that cannot be used.
    """
    settings = settings or read_settings()
    app = http.QuietFlask(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_body_bytes,
        CONTENT_SECURITY_POLICY=http.content_security_policy(settings.tile_origin),
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    attach(app, State(settings, areas or _bundled(), today))
    http.init_app(app)
    for blueprint in (pages.blueprint, api.blueprint, geodata.blueprint, health.blueprint):
        app.register_blueprint(blueprint)
    return app


def _bundled() -> Areas:
    from .services import BundledAreas  # noqa: PLC0415 - tests bring their own

    return BundledAreas()
