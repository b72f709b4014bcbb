"""The database: upgrade, state, backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .opened import opened_store
from .output import READABLE

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


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write one file with everything that is kept. It holds secrets: keep it like a key."""
    from webmap.store.backup import backup as write  # noqa: PLC0415 - see `webmap.cli`

    with opened_store() as store:
        try:
            counts = write(store, file)
        except OSError as fault:
            raise click.ClickException(f"{file}: {fault.strerror}") from None
    click.echo(f"{file} ({file.stat().st_size:,} bytes, {sum(counts.values()):,} rows)")


@click.command()
@click.argument("file", type=READABLE)
@click.option("--replace", is_flag=True, help="Delete what is in the database before.")
def restore(file: Path, *, replace: bool) -> None:
    """Bring back what `backup` wrote, into SQLite or PostgreSQL. Stop the service before."""
    from webmap.store.backup import restore as read  # noqa: PLC0415 - see `webmap.cli`

    with opened_store() as store:
        counts = read(store, file, replace=replace)
    click.echo(f"{sum(counts.values()):,} rows restored")


def _shown(url: URL) -> str:
    """Return the address of a database without its password."""
    return url.render_as_string(hide_password=True)
