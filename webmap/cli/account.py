"""Accounts and tokens from the command line."""

from __future__ import annotations

import datetime as dt
import sys

import click

from .lazy import put_off
from .opened import opened_store

with put_off():
    from ..accounts import passwords
    from ..store import tokens, users


ROLES = ("staff", "approver", "planner", "admin")
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
