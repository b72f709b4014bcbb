"""What the service remembers: the database, the people who may sign in, the keys of sheets."""

from __future__ import annotations

import datetime as dt
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from boundaries.data_files import own_folder

from ..web.areas_folder import default_areas
from ..web.settings import read_settings
from .lazy import put_off
from .output import READABLE, TO_WRITE

with put_off():
    from ..accounts import passwords
    from ..store import archive, core, errors, keys, machines, tokens, users
    from ..store import backup as backups
    from ..web import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL

    from webmap.store.core import Store


@contextmanager
def opened_store() -> Iterator[Store]:
    """Open the database of the settings; its faults end in one line, not in a traceback."""
    settings = read_settings()
    try:
        store = core.Store(settings.data_folder, settings.database_url)
        try:
            yield store
        finally:
            store.close()
    except errors.StoreError as fault:
        raise click.ClickException(str(fault)) from fault


@click.group()
def database() -> None:
    """The database of accounts, decisions, venues and jobs."""


@database.command()
def upgrade() -> None:
    """Make the tables, or bring them up to date. SQLite does it by itself when it is used."""
    with opened_store() as store:
        click.echo(f"{_shown(store.url)}: revision {store.upgrade()}")
        if read_settings().several_machines:
            machines.prepare(store)


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
@click.argument("file", type=TO_WRITE)
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
            counts = backups.restore(store, file, replace=replace, **_folders(anew=True))
            held = archive.look_through(file)
            kept.Kept(read_settings()).let_go(
                areas=held.has(archive.AREAS), override_files=held.has(archive.OVERRIDES)
            )
        except OSError as fault:
            raise click.ClickException(
                f"nothing was restored: {fault.filename or file}: {fault.strerror}"
            ) from None
    click.echo(f"{sum(counts.values()):,} rows restored")


def _folders(*, anew: bool = False) -> dict[str, Path | None]:
    """Return the folders beside the data folder whose files are kept.

    Args:
        anew: name also the folder of areas that is yet to be made.
    """
    settings = read_settings()
    areas = own_folder() or (default_areas(settings) if anew else None)
    overrides = settings.overrides_dir
    return {"areas": areas, "overrides": Path(overrides) if overrides else None}


def _shown(url: URL) -> str:
    """Return the address of a database without its password."""
    return url.render_as_string(hide_password=True)


ROLES = ("staff", "approver", "planner", "editor", "admin")
SCOPES = ("check", "files", "streets", "admin")
ROLE = click.Choice(ROLES)


@click.group()
def account() -> None:
    """People who may sign in, and tokens for programs."""


@account.command("add")
@click.argument("name")
@click.option("--role", "roles", multiple=True, required=True, type=ROLE, help="May be repeated.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--must-change", is_flag=True, help="The password only opens the page to change it.")
def add(name: str, roles: tuple[str, ...], *, password_stdin: bool, must_change: bool) -> None:
    """Add a person; the password is asked for twice."""
    with opened_store() as store:
        hashed = _new_password(name, from_stdin=password_stdin)
        with store.session() as session:
            user = users.create(session, name, hashed, roles, must_change=must_change)
    click.echo(f"{user.name}: {', '.join(user.roles)}")


@account.command("list")
def listed() -> None:
    """List people with their roles."""
    with opened_store() as store, store.session(read_only=True) as session:
        for user in users.everyone(session):
            state = "" if user.active else "  (disabled)"
            click.echo(f"{user.name}  {', '.join(user.roles)}{state}")


@account.command("disable")
@click.argument("name")
def disable(name: str) -> None:
    """Sign a person out everywhere and let nobody sign in as this person."""
    _set_active(name, active=False)


@account.command("enable")
@click.argument("name")
def enable(name: str) -> None:
    """Let a disabled person sign in again."""
    _set_active(name, active=True)


@account.command("roles")
@click.argument("name")
@click.option("--role", "roles", multiple=True, required=True, type=ROLE, help="May be repeated.")
def set_roles(name: str, roles: tuple[str, ...]) -> None:
    """Give a person these roles and no others."""
    with opened_store() as store, store.session() as session:
        users.set_roles(session, users.get(session, name), roles, by=None)
    click.echo(f"{name}: {', '.join(sorted(set(roles)))}")


@account.command("password")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--must-change", is_flag=True, help="The password only opens the page to change it.")
def password(name: str, *, password_stdin: bool, must_change: bool) -> None:
    """Set the password of a person, who is signed out everywhere."""
    with opened_store() as store:
        with store.session(read_only=True) as session:
            user = users.get(session, name)
        hashed = _new_password(user.name, from_stdin=password_stdin)
        with store.session() as session:
            users.set_password(session, user, hashed, by=None, must_change=must_change)
    click.echo(f"{user.name}: the password is changed")


@account.command("token")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice(SCOPES))
@click.option("--for", "purpose", default="command line", show_default=True, help="What it is for.")
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True)
def token(name: str, scopes: tuple[str, ...], purpose: str, days: int) -> None:
    """Make a token for programs of a person; it is printed once and kept as a hash."""
    with opened_store() as store, store.session() as session:
        user = users.get(session, name)
        life = dt.timedelta(days=days)
        row, text = tokens.create(session, user, purpose, scopes, by=None, life=life)
    click.echo(text)
    click.echo(f"revoke it with: akcioterulet account revoke {row.prefix}", err=True)


@account.command("tokens")
@click.argument("name")
def token_list(name: str) -> None:
    """List the tokens of a person; of each its beginning, never the whole."""
    with opened_store() as store, store.session(read_only=True) as session:
        for row in tokens.of_user(session, users.get(session, name)):
            end = "never ends" if row.expires_at is None else f"until {row.expires_at:%Y-%m-%d}"
            state = "revoked" if row.revoked_at else end
            used = f"used {row.last_used_on}" if row.last_used_on else "never used"
            click.echo(f"{row.prefix}  {', '.join(row.scopes)}  {row.name}  {state}, {used}")


@account.command("revoke")
@click.argument("prefix")
def revoke(prefix: str) -> None:
    """Stop a token."""
    with opened_store() as store, store.session() as session:
        tokens.revoke(session, prefix.partition("_")[0], by=None)
    click.echo("revoked")


def _set_active(name: str, *, active: bool) -> None:
    with opened_store() as store, store.session() as session:
        users.set_active(session, users.get(session, name), active=active, by=None)
    click.echo(f"{name}: {'enabled' if active else 'disabled'}")


def _new_password(name: str, *, from_stdin: bool) -> str:
    """Read a password and return its hash; a weak one ends the command."""
    if from_stdin:
        text = sys.stdin.readline().rstrip("\r\n")
    else:
        text = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        passwords.check_strength(text, name)
    except passwords.WeakPasswordError as weak:
        raise click.ClickException(
            f"{weak}; it needs {passwords.SHORTEST} to {passwords.LONGEST} characters "
            "and must not be the name"
        ) from None
    return passwords.make_hash(text)


@click.group("sheet-key")
def sheet_key() -> None:
    """Keys that sign evidence sheets. Old keys stay, so that old sheets can be confirmed."""


@sheet_key.command("rotate")
def rotate() -> None:
    """Sign from now on with a new key; sheets of the old ones are confirmed as before."""
    with opened_store() as store, store.session() as session:
        click.echo(keys.rotate(session, by=None).kid)


@sheet_key.command("list")
def listed_keys() -> None:
    """List the ids of the keys with the days (UTC) on which they were made and retired."""
    with opened_store() as store, store.session(read_only=True) as session:
        for key in keys.every(session):
            end = "in use" if key.retired_at is None else f"retired {key.retired_at:%Y-%m-%d}"
            click.echo(f"{key.kid}  made {key.created_at:%Y-%m-%d}  {end}")
