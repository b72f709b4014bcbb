"""Who is asking: a person with a session, a program with a token, or anybody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from flask import g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user

from webmap.request.state import state
from webmap.store import sessions, tokens
from webmap.store.errors import StoreUnavailableError

if TYPE_CHECKING:
    from flask import Flask, Request

    from webmap.store.tables import User


class Role(StrEnum):
    """What a person may do."""

    STAFF = "staff"
    """Answers questions, runs files, writes sheets, proposes overrides, edits venues."""
    APPROVER = "approver"
    """Approves what somebody else proposed, and takes editions into force."""
    PLANNER = "planner"
    """Reads and downloads the street list and what lies at door level."""
    EDITOR = "editor"
    """Makes areas in the workshop, and hands them over to be accepted."""
    ADMIN = "admin"
    """Edits the pages of fixed address, reads the audit, rotates keys."""


ROLE_TEXTS = {
    Role.STAFF: "account.role.staff",
    Role.APPROVER: "account.role.approver",
    Role.PLANNER: "account.role.planner",
    Role.EDITOR: "account.role.editor",
    Role.ADMIN: "account.role.admin",
}
"""Role -> key of its name."""


class Scope(StrEnum):
    """What a token may do, within the roles of its person."""

    CHECK = "check"
    """Single look-ups that need an account."""
    FILES = "files"
    """Files of addresses."""
    STREETS = "streets"
    """The street list and what lies at door level."""
    ADMIN = "admin"
    """What an administrator does."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person who is signed in, or whose token is used."""

    user: User
    """Row of the store; hand it to the functions that note who did something."""
    key: str = field(default="", repr=False)
    """Key of the browser's session; empty for a token."""
    scopes: frozenset[Scope] | None = None
    """What the token may do; None for a session, which is not limited by scopes."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def name(self) -> str:
        """Name as it is shown."""
        return self.user.name

    @property
    def roles(self) -> frozenset[Role]:
        """Roles; one that this version does not know gives nothing."""
        return frozenset(Role(role) for role in self.user.roles if role in set(Role))

    def has(self, *roles: Role) -> bool:
        """Tell whether the person has one of the roles."""
        return not self.roles.isdisjoint(roles)

    def get_id(self) -> str:
        """Return what the cookie holds about the person: the key of the session."""
        return self.key


_SIGNS = frozenset({"HTTP_COOKIE", "HTTP_AUTHORIZATION"})


def init_app(app: Flask) -> None:
    """Load the person of a request when somebody asks for it."""
    manager = LoginManager()
    manager.session_protection = None  # it would put a hash of the address into the cookie
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(_of_key)
    manager.request_loader(_of_header)
    app.context_processor(lambda: {"account": account()})


def account() -> Account | None:
    """Return who is asking, or None for anybody."""
    if not (_SIGNS & request.environ.keys() or "_login_user" in g):
        return None  # nothing that anybody could be recognised by
    return cast("Account", current_user) if current_user.is_authenticated else None


def store_is_away() -> str:
    """Return why nobody could be recognised where the database is away; empty where it is not."""
    account()
    return str(g.get("store_is_away", ""))


def sign_in(user: User) -> None:
    """Begin a session for a person whose password was right; an older session ends."""
    _end_row()
    session.clear()
    with state().store.session() as opened:
        key = sessions.begin(opened, user, longest=_longest())
    login_user(Account(user, key))
    session.pop("_id", None)  # a hash of address and browser; nothing reads it


def sign_out() -> None:
    """End the session, here and in the store."""
    _end_row()
    logout_user()
    session.clear()


def _end_row() -> None:
    key = session.get("_user_id")
    if key:
        with state().store.session() as opened:
            sessions.end(opened, str(key))


def _of_key(key: str) -> Account | None:
    """Return the person of a cookie; nobody while the database is away."""
    try:
        store = state().store
        with store.session(read_only=True) as opened:
            row = sessions.find(opened, key, idle=_idle(), longest=_longest())
            is_stale = row is not None and sessions.is_stale(opened, row)
        if row is None:
            return None
        if is_stale:
            with store.session() as opened:
                sessions.touch(opened, row)
    except StoreUnavailableError as fault:
        g.store_is_away = str(fault)
        return None
    return Account(row.user, key)


def _of_header(asked: Request) -> Account | None:
    """Return the person of a token in the header `Authorization: Bearer …`."""
    kind, _, text = asked.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not text:
        return None
    try:
        store = state().store
        with store.session(read_only=True) as opened:
            row = tokens.find(opened, text.strip())
        if row is None:
            return None
        if not tokens.used_today(row):
            with store.session() as opened:
                tokens.note_use(opened, row)
    except StoreUnavailableError as fault:
        g.store_is_away = str(fault)
        return None
    known = frozenset(Scope(scope) for scope in row.scopes if scope in set(Scope))
    return Account(row.user, scopes=known)


def _idle() -> dt.timedelta:
    return dt.timedelta(minutes=state().settings.session_idle_minutes)


def _longest() -> dt.timedelta:
    return dt.timedelta(minutes=state().settings.session_max_minutes)


def bearer_was_sent() -> bool:
    """Tell whether the request brought a token, right or wrong."""
    return request.headers.get("Authorization", "").lower().startswith("bearer")
