"""Signing in and out, and the password. See `webmap.accounts` for what stands behind it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, render_template, request, session, url_for

from webmap.accounts import ended, people
from webmap.accounts.csrf import require_token, required_csrf_field
from webmap.accounts.guards import allowed, local_path, require_role
from webmap.accounts.passwords import (
    SHORTEST,
    WINDOW,
    Admission,
    Throttle,
    WeakPasswordError,
    check_strength,
    is_outdated,
    make_hash,
    verify,
    wait,
)
from webmap.accounts.people import ROLE_TEXTS
from webmap.request.state import state
from webmap.store import audit, users
from webmap.web.http import body_of, language, limited
from webmap.web.i18n import DEFAULT_LANGUAGE, texts

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from webmap.store.tables import User

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("/login")
def login() -> Response:
    """Show the form; it needs the session that its token stands in."""
    state().store.prepared()
    return _login_page()


@blueprint.post("/login")
@limited("login")
@body_of(ended.LARGEST)
def log_in() -> AnyResponse:
    """Sign in. Every wrong name and password gets the same answer in the same time."""
    require_token()
    name, password = (request.form.get(field, "") for field in ("name", "password"))
    throttle = Throttle(state().store, state().key.derived("throttle"))
    admission = throttle.admits(name, request.remote_addr)
    if admission is Admission.REFUSED or (admission is Admission.SLOWED and not wait()):
        return _too_many(name)
    user = _person_of(name, password)
    if user is None and admission is Admission.SLOWED:
        return _too_many(name)
    if user is None:
        return _login_page(texts(language())("account.wrong"), name, HTTPStatus.UNAUTHORIZED)
    throttle.succeeded(name, request.remote_addr)
    people.sign_in(user)
    kept = ended.brought()
    if kept is not None and not user.must_change:
        return ended.resumed(kept)
    target = local_path(request.form.get("next")) or _to("account.overview")
    return redirect(target, HTTPStatus.SEE_OTHER)


def _too_many(name: str) -> Response:
    minutes = int(WINDOW.total_seconds() // 60)
    fault = texts(language())("account.too_many", minutes=minutes)
    return _login_page(fault, name, HTTPStatus.TOO_MANY_REQUESTS)


@blueprint.post("/logout")
def log_out() -> AnyResponse:
    """Sign out, here and in the store."""
    people.sign_out()
    return redirect(_to("pages.home"), HTTPStatus.SEE_OTHER)


@blueprint.get("/")
@require_role()
def overview() -> Response:
    """Show who is signed in and with which roles."""
    return _page("account/overview.html", role_texts=ROLE_TEXTS)


@blueprint.route("/password", methods=["GET", "POST"])
@limited("login")
@require_role()
def password() -> AnyResponse:
    """Change one's own password; every other browser of this person is signed out."""
    if request.method == "GET":
        return _page("account/password.html")
    person = allowed()
    code = _refused(person.user)
    if code is not None:
        t = texts(language())
        fault = t(f"account.password_{code}", count=SHORTEST)
        return _page("account/password.html", fault, HTTPStatus.BAD_REQUEST, faulty=_FIELD[code])
    new_hash = make_hash(request.form["new"])
    with state().store.session() as opened:
        users.set_password(opened, person.user, new_hash, by=person.user)
        fresh = users.get(opened, person.name)
    people.sign_in(fresh)
    session["changed"] = True
    return redirect(_to("account.overview"), HTTPStatus.SEE_OTHER)


_FIELD = {"wrong": "old", "different": "again"}
"""Field that a refusal leads to; all others lead to the new password."""
for _code in ("too_short", "too_long", "is_name", "same"):
    _FIELD[_code] = "new"


def _person_of(name: str, password: str) -> User | None:
    """Return the person whose name and password these are. The store is closed meanwhile."""
    with state().store.session(read_only=True) as opened:
        user = users.find(opened, name)
    active = user is not None and user.active
    right = verify(user.password_hash if user is not None and active else None, password)
    if user is None or not right:
        return None
    newer = make_hash(password) if is_outdated(user.password_hash) else None
    with state().store.session() as opened:
        if newer is not None:
            users.rehash(opened, user, newer)
        audit.write(opened, user, "account.sign_in", f"user:{user.id}")
    return user


def _refused(user: User) -> str | None:
    """Return why a password is not changed, or None."""
    old, new, again = (request.form.get(field, "") for field in ("old", "new", "again"))
    throttle = Throttle(state().store, state().key.derived("throttle"), "change")
    if throttle.admits(user.name, request.remote_addr) is Admission.REFUSED:
        return "wrong"
    if not verify(user.password_hash, old):
        return "wrong"
    throttle.succeeded(user.name, request.remote_addr)
    if new != again:
        return "different"
    if new == old:
        return "same"
    try:
        check_strength(new, user.name)
    except WeakPasswordError as weak:
        return weak.code
    return None


def _login_page(fault: str | None = None, name: str = "", status: int = HTTPStatus.OK) -> Response:
    return _page(
        "account/login.html",
        fault,
        status,
        typed=name[: users.LONGEST_NAME],
        next=local_path(request.values.get("next")),
        kept=ended.brought() if request.method == "POST" else None,
        token=required_csrf_field(),
    )


def _page(
    template: str, fault: str | None = None, status: int = HTTPStatus.OK, **values: object
) -> Response:
    t = texts(language())
    changed = session.pop("changed", False) if "changed" in session else False
    body = render_template(template, t=t, fault=fault, shortest=SHORTEST, changed=changed, **values)
    return Response(body, status=status, content_type="text/html; charset=utf-8")


def _to(endpoint: str) -> str:
    return url_for(endpoint, lang=None if language() == DEFAULT_LANGUAGE else language())
