"""A machine that works on files of addresses for the web machines of the same installation."""

from __future__ import annotations

import logging
import socket

import click

from ..web.settings import PREFIX, SettingsError, read_settings
from .database import opened_store
from .lazy import put_off

with put_off():
    from ..ask import services
    from ..files import queue, runner
    from ..serving import serving
    from ..web import logs


@click.command()
@click.option("--at-once", type=click.IntRange(1, 64), help="Files at a time; else JOBS_AT_ONCE.")
@click.option("--name", default=socket.gethostname, help="Of this machine, for the log.")
def work(at_once: int | None, name: str) -> None:
    """Work on files of addresses for web machines until interrupted.

    Needs SEVERAL_MACHINES, PostgreSQL, and the data folder and the areas of the web machines.
    """
    settings = read_settings()
    if not settings.several_machines:
        raise SettingsError(f"{PREFIX}SEVERAL_MACHINES must be yes, here and on the web machines")
    serving.require_kept(settings)
    logs.configure()
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    with opened_store() as store:
        found = services.bundled_areas(settings, store)
        click.echo(f"{name}: working on files of {settings.data_folder.resolve()}")
        worker = runner.Runner(store, settings, found)
        queue.work(store, worker, at_once=at_once or settings.jobs_at_once, name=name)
