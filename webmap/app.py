"""The application factory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .accounts import guards as access
from .accounts import security
from .accounts import views as account
from .admin import (
    audit,
    editions,
    event_admin,
    facts,
    overrides,
    page_admin,
    reports,
    venue_admin,
    venue_import,
    worklist,
)
from .api import areas as api_areas
from .api import health
from .api import look_ups as api
from .desk import everywhere
from .desk import views as desk
from .files import api as api_files
from .files import views as files
from .ogc import sources
from .ogc import views as ogc_views
from .planner import catalog, downloads, geodata
from .public import events, harvest, info, map_context, pages, programmes, venues_public
from .request import page_cache
from .request.state import State, attach
from .sheet import verify
from .sheet import views as sheet
from .store.core import Store
from .web import compression, http, logs
from .web.kept import Kept
from .web.kept import init_app as init_kept
from .web.keys import ServiceKey
from .web.settings import read_settings
from .workshop import routes as workshop

if TYPE_CHECKING:
    from flask import Flask

    from boundaries.clock import Clock

    from .ask.services import Areas
    from .web.settings import Settings


BLUEPRINTS = (
    pages.blueprint,
    programmes.blueprint,
    events.blueprint,
    venues_public.blueprint,
    api.blueprint,
    geodata.blueprint,
    health.blueprint,
    account.blueprint,
    info.blueprint,
    harvest.blueprint,
    map_context.embeds,
    map_context.pictures,
    map_context.tiles,
    api_areas.blueprint,
    downloads.blueprint,
    catalog.blueprint,
    ogc_views.blueprint,
    desk.blueprint,
    everywhere.blueprint,
    sheet.blueprint,
    verify.blueprint,
    files.blueprint,
    api_files.blueprint,
    overrides.blueprint,
    worklist.blueprint,
    facts.blueprint,
    reports.blueprint,
    venue_admin.blueprint,
    event_admin.blueprint,
    venue_import.blueprint,
    editions.blueprint,
    workshop.blueprint,
    page_admin.blueprint,
    audit.blueprint,
)
"""Every part of the service, in the order in which it is registered."""


def create_app(
    settings: Settings | None = None,
    areas: Areas | None = None,
    *,
    store: Store | None = None,
    clock: Clock | None = None,
) -> Flask:
    """Build the service.

    Nothing is written before it is needed: the database and the secret are made when somebody
    signs in, and the public pages set no cookie. See `accounts.csrf` for forged requests.

    Args:
        settings: What the operator decided; read from the environment where None.
        areas: The domain's service; the bundled areas where None.
        store: What the service remembers; the database of the settings where None.
        clock: Says which day it is for the bundled areas; other areas bring their own.

    Raises:
        SettingsError: the environment holds a setting that cannot be used.
        KeptGoneError: areas or files of overrides that were served once are gone.
        DefinitionError: a file of overrides is called by another area than its own.
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
    store = store or Store(settings.data_folder, settings.database_url)
    key = ServiceKey(settings)
    kept = None if areas is not None else Kept(settings)
    areas = areas or _bundled(settings, store, clock)
    state = State(settings, areas, store=store, key=key, kept=kept)
    attach(app, state)
    if kept is not None:
        app.wsgi_app = page_cache.PageCache(app.wsgi_app, state)  # type: ignore[assignment,method-assign]
    logs.init_app(app, settings)
    security.init_app(app, settings, key)
    http.init_app(app)
    access.init_app(app)
    if kept is not None:
        init_kept(app, kept)
    compression.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    sources.init_app(app)
    security.limit_routes(app, settings, store, key)
    page_cache.init_app(app)
    return app


def _bundled(settings: Settings, store: Store, clock: Clock | None) -> Areas:
    from .ask.services import bundled_areas  # noqa: PLC0415 - tests bring their own

    return bundled_areas(settings, store, clock, lenient=True)
