"""The database: upgrade, state, backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from boundaries.data_files import own_folder

from ..web.settings import read_settings
from .lazy import put_off
from .opened import opened_store
from .output import READABLE

with put_off():
    from ..store import archive
    from ..store import backup as backups
    from ..web import kept

if TYPE_CHECKING:
    from sqlalchemy import URL


@click.group()
def database() -> None:
    """The database of accounts, decisions, venues and jobs."""


@database.command()
def upgrade() -> None:
    """Make the tables, or bring them up to date. SQLite does it by itself when it is used."""
    with opened_store() as store:
        click.echo(f"{_shown(store.url)}: revision {store.upgrade()}")


@database.command()
def status() -> None:
    """Tell which database is used and whether it is up to date; ends with 1 where it is not."""
    with opened_store() as store:
        fault = store.check()
        click.echo(f"{_shown(store.url)}: {fault or 'up to date'}")
    if fault:
        raise SystemExit(1)


@database.command()
@click.option("--reason", required=True, help="Why; stands in the audit.")
def begin_anew(reason: str) -> None:
    """Take what is there now as everything, and make what is not.

    For a database, a data folder, areas or files of overrides that are lost for good. Nothing that
    is still there is deleted.
    """
    if not reason.strip():
        raise click.ClickException("a reason is needed; it stands in the audit")
    with opened_store() as store:
        store.begin_anew(reason.strip())
        kept.Kept(read_settings()).take_as_it_is()
        click.echo(f"{_shown(store.url)}: taken as it is; what was remembered before is forgotten")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write one file with everything that is kept. It holds secrets: keep it like a key."""
    with opened_store() as store:
        try:
            counts = backups.backup(store, file, **_folders())
        except OSError as fault:
            raise click.ClickException(f"{fault.filename or file}: {fault.strerror}") from None
    click.echo(f"{file} ({file.stat().st_size:,} bytes, {sum(counts.values()):,} rows)")


@click.command()
@click.argument("file", type=READABLE)
@click.option("--replace", is_flag=True, help="Put the backup in the place of what is there.")
def restore(file: Path, *, replace: bool) -> None:
    """Bring back what `backup` wrote, into SQLite or PostgreSQL. Stop the service before.

    The file is looked through first; after a fault everything is as it was.
    """
    with opened_store() as store:
        try:
            counts = backups.restore(store, file, replace=replace, **_folders())
            held = archive.look_through(file)
            kept.Kept(read_settings()).let_go(
                areas=held.has(archive.AREAS), override_files=held.has(archive.OVERRIDES)
            )
        except OSError as fault:
            raise click.ClickException(
                f"nothing was restored: {fault.filename or file}: {fault.strerror}"
            ) from None
    click.echo(f"{sum(counts.values()):,} rows restored")


def _folders() -> dict[str, Path | None]:
    """Return the folders beside the data folder whose files are kept."""
    overrides = read_settings().overrides_dir
    return {"areas": own_folder(), "overrides": Path(overrides) if overrides else None}


def _shown(url: URL) -> str:
    """Return the address of a database without its password."""
    return url.render_as_string(hide_password=True)
