"""The keys that sign evidence sheets."""

from __future__ import annotations

import click

from .lazy import put_off
from .opened import opened_store

with put_off():
    from ..store import keys


@click.group("sheet-key")
def sheet_key() -> None:
    """Keys that sign evidence sheets. Old keys stay, so that old sheets can be confirmed."""


@sheet_key.command("rotate")
def rotate() -> None:
    """Sign from now on with a new key; sheets of the old ones are confirmed as before."""
    with opened_store() as store, store.session() as session:
        click.echo(keys.rotate(session, by=None).kid)


@sheet_key.command("list")
def listed() -> None:
    """List the ids of the keys with the days (UTC) on which they were made and retired."""
    with opened_store() as store, store.session(read_only=True) as session:
        for key in keys.every(session):
            end = "in use" if key.retired_at is None else f"retired {key.retired_at:%Y-%m-%d}"
            click.echo(f"{key.kid}  made {key.created_at:%Y-%m-%d}  {end}")
