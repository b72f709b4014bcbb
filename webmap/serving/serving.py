"""Serve the application with granian."""

from __future__ import annotations

import contextlib
import gc
import socket
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from flask import Flask
    from granian.server.common import AbstractServer

    from ..ask.services import Areas
    from ..web.settings import Settings

HEADER_SECONDS = 10
"""A client that has not sent its headers by then is disconnected."""
GRACE_SECONDS = 30
"""Requests that run when the service is told to stop have so long to end."""


def application() -> Flask:
    """Build the service in a worker: its logs, its folder of areas, then the application."""
    from ..app import create_app  # noqa: PLC0415
    from ..request.state import state  # noqa: PLC0415
    from ..web import logs  # noqa: PLC0415 - only a worker serves
    from ..web.areas_folder import name_areas  # noqa: PLC0415 - as above
    from ..web.settings import read_settings  # noqa: PLC0415 - as above

    logs.configure()
    name_areas(read_settings(), make=True)
    app = create_app()
    with app.app_context():
        warm_up(state().areas)
    return app


def warm_up(areas: Areas) -> None:
    """Read what every look-up needs before the first one comes; what is broken is left for it.

    What was read lives as long as the process: the collector of garbage need not walk it again.
    """
    from boundaries.errors import BoundaryError  # noqa: PLC0415 - as in `application`
    from geo.errors import GeoError  # noqa: PLC0415 - as above

    with contextlib.suppress(BoundaryError, GeoError, OSError):
        for info in areas.list():
            for variant in info.variants:
                areas.check("1", info.slug, variant)
    gc.collect()
    gc.freeze()


def run(*, host: str, port: int, workers: int) -> None:
    """Serve until interrupted; the address and the data folder are printed first.

    The access log of the server stays off: it would hold network addresses and queries. The
    application writes its own, see `webmap.web.logs`. On SIGTERM or SIGINT no new request is taken
    and the running ones are answered.
    """
    from ..accounts.shared_limits import counted_together  # noqa: PLC0415 - only serving needs it
    from ..web.settings import read_settings  # noqa: PLC0415 - as above

    # What cannot be used, or is gone, ends here, not in a worker that dies again.
    settings = read_settings()
    require_kept(settings)
    prepare_machines(settings)
    require_free(host, port)
    click.echo(f"http://{host}:{port}/  (Ctrl+C stops)")
    tell_folder(settings)
    with counted_together():
        target = "webmap.serving.serving:application"
        make_server(target, host=host, port=port, workers=workers).serve()


def prepare_machines(settings: Settings) -> None:
    """Make what several machines share, unless it is there or the database does not answer now."""
    if not settings.several_machines:
        return
    from ..store import machines  # noqa: PLC0415 - only several machines need it
    from ..store.core import Store  # noqa: PLC0415 - as above
    from ..store.errors import StoreUnavailableError  # noqa: PLC0415 - as above

    store = Store(settings.data_folder, settings.database_url)
    try:
        machines.prepare(store)
    except StoreUnavailableError:
        pass
    finally:
        store.close()


def tell_folder(settings: Settings) -> None:
    """Print which data folder is used, and warn where nobody has an account in it.

    The default lies in the folder in which the service is started: one that is once started from
    elsewhere would begin with nothing, and nobody would know why.
    """
    from ..web.kept import Kept  # noqa: PLC0415 - only serving needs it
    from ..web.settings import PREFIX  # noqa: PLC0415 - as above

    folder = settings.data_folder.absolute()
    click.echo(f"data folder: {folder}")
    if Kept(settings).is_new():
        click.echo(
            f"warning: nobody has an account in {folder}: the service begins there without "
            "accounts and without decisions. If it was used before, it kept its data in another "
            f"folder: stop it and set {PREFIX}DATA_DIR to the full path of that one. If this is "
            "its first start, nothing is to be done; the first account: akcioterulet account add",
            err=True,
        )


def require_free(host: str, port: int) -> None:
    """Refuse a port on which somebody listens.

    The workers share their port, so the system would let a second service share it as well, and
    give each of the two some of the readers.

    Raises:
        SettingsError: something listens there, or this machine has no such address.
    """
    from ..web.settings import SettingsError  # noqa: PLC0415 - only serving needs it

    try:
        for family, kind, _, _, address in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            with socket.socket(family, kind) as tried:
                # A port that was in use a moment ago is free; one that is listened on is not.
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tried.bind(address)
    except OSError as fault:
        raise SettingsError(
            f"{host}:{port} cannot be listened on ({fault.strerror}): another service may run "
            "there; end it, or take another --port or --host"
        ) from fault


def require_kept(settings: Settings) -> None:
    """Refuse to serve without what existed, and remember what is there now.

    A database that does not answer at the moment is no reason to refuse: answers say so.

    Raises:
        KeptGoneError: the database, the data folder, areas or overrides were there and are gone.
    """
    from ..web.kept import Kept, KeptGoneError  # noqa: PLC0415 - only serving needs it

    kept = Kept(settings)
    kept.require()
    if settings.database_url or settings.sqlite_file.exists() or kept.memory.read() is not None:
        from ..store.core import Store  # noqa: PLC0415 - as above
        from ..store.errors import StoreGoneError, StoreUnavailableError  # noqa: PLC0415 - as above

        store = Store(settings.data_folder, settings.database_url)
        try:
            with store.session(read_only=True) as opened:
                store.require_kept(opened)
        except StoreGoneError as fault:
            raise KeptGoneError(str(fault)) from fault
        except StoreUnavailableError:
            pass
        finally:
            store.close()
    kept.remember()


def make_server(target: str, *, host: str, port: int, workers: int) -> AbstractServer[Any]:
    """Return the server with the settings of this service.

    Args:
        target: "module:function" that returns the WSGI application, called in each worker.
        host: Address to listen on.
        port: Port to listen on.
        workers: Processes.
    """
    from granian.constants import Interfaces  # noqa: PLC0415 - only serving needs it
    from granian.http import HTTP1Settings  # noqa: PLC0415 - as above

    from .supervising import SupervisedServer  # noqa: PLC0415 - as above

    return SupervisedServer(
        target,
        address=host,
        port=port,
        workers=workers,
        interface=Interfaces.WSGI,
        factory=True,
        websockets=False,
        log_access=False,
        log_dictconfig=_log_settings(),
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
        workers_kill_timeout=GRACE_SECONDS,
    )


def _log_settings() -> dict[str, Any]:
    """Return how the server's own messages are written: as lines of JSON too."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "webmap.web.logs.JsonLines"}},
        "handlers": {"json": {"class": "logging.StreamHandler", "formatter": "json"}},
        "loggers": {"_granian": {"handlers": ["json"], "level": "INFO", "propagate": False}},
    }
