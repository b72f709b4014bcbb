"""Signing in, and everything that ends it."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from flask import Blueprint

from tests.patience import PATIENCE_S
from tests.webmap.forms import token_of
from webmap.accounts import passwords
from webmap.accounts import passwords as throttle
from webmap.accounts.guards import require_role
from webmap.accounts.people import Role, Scope
from webmap.app import create_app
from webmap.request.state import state
from webmap.store import audit, tokens, users
from webmap.store.tables import LoginAttempt, User, WebSession, now
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from webmap.ask.services import Areas
    from webmap.store.core import Store

NAME, PASSWORD = "Próba Panna", "egy hosszú próbajelszó"
WRONG = "wrong"
LOGIN, SECURE = "/account/login", "__Host-akcioterulet"
probe = Blueprint("probe", __name__)


@probe.get("/probe")
@require_role(Role.STAFF)
def page() -> str:
    return "staff only"


@probe.get("/api/probe")
@require_role(Role.STAFF, Role.PLANNER, scope=Scope.CHECK)
def program() -> str:
    return "program"


@probe.post("/probe")
@require_role()
def change() -> str:
    return "changed"


def build(areas: Areas, settings: Settings) -> Flask:
    app = create_app(settings, areas)
    app.register_blueprint(probe)
    return app


@pytest.fixture(scope="module")
def hashed() -> str:
    return passwords.make_hash(PASSWORD)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=str(tmp_path / "kept"), rate_limits=False)


@pytest.fixture
def app(areas: Areas, settings: Settings, hashed: str) -> Flask:
    app = build(areas, settings)
    with store_of(app).session() as session:
        users.create(session, NAME, hashed, [Role.STAFF])
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def store_of(app: Flask) -> Store:
    with app.app_context():
        return state().store


def sign_in(
    client: FlaskClient, name: str = NAME, password: str = PASSWORD, **fields: str
) -> TestResponse:
    token = token_of(client.get(LOGIN))
    data = {"name": name, "password": password, "csrf_token": token, **fields}
    return client.post(LOGIN, data=data)


def test_signing_in_and_out(client: FlaskClient) -> None:
    assert client.get("/probe").headers["Location"] == "/account/login?next=/probe"
    answer = sign_in(client, next="/probe")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/probe")
    assert client.get("/probe").text == "staff only"
    page = client.get("/account/")
    assert "ügyintéző" in page.text
    assert NAME in page.text
    client.post("/account/logout", data={"csrf_token": token_of(page)})
    assert client.get("/probe").status_code == 303


def test_a_stolen_cookie_ends_with_the_session(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    cookie = client.get_cookie("akcioterulet")
    assert cookie is not None
    client.post("/account/logout", data={"csrf_token": token_of(client.get("/account/"))})
    thief = app.test_client()
    thief.set_cookie("akcioterulet", cookie.value)
    assert thief.get("/probe").status_code == 303


def test_the_key_changes_at_signing_in(client: FlaskClient) -> None:
    client.get(LOGIN)
    before = client.get_cookie("akcioterulet")
    sign_in(client)
    after = client.get_cookie("akcioterulet")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert after.http_only
    assert after.same_site == "Lax"


@pytest.mark.parametrize(
    ("name", "password"),
    [
        (NAME, "wrong"),
        ("Próba Senki", PASSWORD),
        ("", ""),
        ("x" * 500, "y" * 5_000),
        ("' OR 1=1 --", "' OR 1=1 --"),
        (NAME, ""),
    ],
)
def test_every_wrong_pair_has_the_same_answer(
    client: FlaskClient, name: str, password: str
) -> None:
    answer = sign_in(client, name, password)
    assert answer.status_code == 401
    assert "A felhasználónév vagy a jelszó nem megfelelő." in answer.text
    assert client.get("/probe").status_code == 303


def test_unknown_names_take_as_much_work(monkeypatch: pytest.MonkeyPatch, hashed: str) -> None:
    checked: list[str] = []

    class Watched:
        def hash(self, _password: str) -> str:
            return "nobody's"

        def verify(self, stored: str, _password: str) -> bool:
            checked.append(stored)
            return True

    monkeypatch.setattr(passwords, "_hasher", Watched())
    passwords._nobodys.cache_clear()
    assert passwords.verify(None, PASSWORD) is False
    assert passwords.verify(hashed, "x" * 201) is False
    assert passwords.verify(hashed, PASSWORD) is True
    assert checked == ["nobody's", "nobody's", hashed]
    passwords._nobodys.cache_clear()


def test_a_disabled_person_is_out_at_once(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    with store_of(app).session() as session:
        users.set_active(session, users.get(session, NAME), active=False, by=None)
    assert client.get("/probe").status_code == 303
    assert sign_in(client).status_code == 401


@pytest.mark.parametrize(
    ("field", "minutes", "status"),
    [
        ("seen_at", 29, 200),
        ("seen_at", 31, 303),
        ("created_at", 719, 200),
        ("created_at", 721, 303),
    ],
)
def test_sessions_time_out(
    app: Flask, client: FlaskClient, field: str, minutes: int, status: int
) -> None:
    sign_in(client)
    with store_of(app).session() as session:
        setattr(session.get_one(WebSession, 1), field, now() - dt.timedelta(minutes=minutes))
    assert client.get("/probe").status_code == status


def test_use_keeps_a_session_alive(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    with store_of(app).session() as session:
        session.get_one(WebSession, 1).seen_at = now() - dt.timedelta(minutes=20)
    client.get("/probe")
    with store_of(app).session() as session:
        assert now() - session.get_one(WebSession, 1).seen_at < dt.timedelta(minutes=1)


def change_password(client: FlaskClient, old: str, new: str, again: str) -> TestResponse:
    token = token_of(client.get("/account/password"))
    data = {"old": old, "new": new, "again": again, "csrf_token": token}
    return client.post("/account/password", data=data)


def test_a_new_password_signs_others_out(app: Flask, client: FlaskClient) -> None:
    other = app.test_client()
    sign_in(client)
    sign_in(other)
    new = "másik hosszú próbajelszó"
    answer = change_password(client, PASSWORD, new, new)
    assert answer.status_code == 303
    assert "A jelszava megváltozott." in client.get("/account/").text
    assert "A jelszava megváltozott." not in client.get("/account/").text
    assert other.get("/probe").status_code == 303
    assert sign_in(other).status_code == 401
    assert sign_in(other, password=new).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "message"),
    [
        ("wrong", "másik hosszú jelszó", "másik hosszú jelszó", "A jelenlegi jelszó"),
        (PASSWORD, "másik hosszú jelszó", "harmadik jelszó", "nem egyezik"),
        (PASSWORD, PASSWORD, PASSWORD, "nem lehet azonos"),
        (PASSWORD, "rövid", "rövid", "legalább 12 karakter"),
        (PASSWORD, "x" * 201, "x" * 201, "legfeljebb 200"),
        (PASSWORD, "próba panna1", "próba panna1", "felhasználónévre"),
    ],
)
def test_faulty_new_passwords(
    client: FlaskClient, old: str, new: str, again: str, message: str
) -> None:
    sign_in(client)
    answer = change_password(client, old, new, again)
    assert answer.status_code == 400
    assert message in answer.text
    assert 'role="alert"' in answer.text
    assert "x" * 201 not in answer.text


def test_a_password_of_others_making_only_opens_its_page(app: Flask, client: FlaskClient) -> None:
    with store_of(app).session() as session:
        users.get(session, NAME).must_change = True
    sign_in(client)
    assert client.get("/probe").headers["Location"].startswith("/account/password")
    assert "az első belépéskor meg kell változtatnia" in client.get("/account/password").text
    new = "másik hosszú próbajelszó"
    assert change_password(client, PASSWORD, new, new).status_code == 303
    assert client.get("/probe").status_code == 200


def test_roles_are_asked_for(app: Flask, client: FlaskClient) -> None:
    with store_of(app).session() as session:
        users.set_roles(session, users.get(session, NAME), [Role.ADMIN, "no such role"], by=None)
    sign_in(client)
    answer = client.get("/probe")
    assert answer.status_code == 403
    assert "Ehhez nincs jogosultsága" in answer.text
    assert client.get("/api/probe").get_json()["code"] == "no_role"


def test_failures_are_throttled_for_a_name_and_network(client: FlaskClient) -> None:
    for _ in range(throttle.LIMITS["both"]):
        assert sign_in(client, password=WRONG).status_code == 401
    answer = sign_in(client)
    assert answer.status_code == 429
    assert "15 percet" in answer.text


def test_success_forgets_failures(client: FlaskClient) -> None:
    for _ in range(3):
        for _ in range(throttle.LIMITS["both"] - 1):
            sign_in(client, password=WRONG)
        assert sign_in(client).status_code == 303


def test_a_network_is_throttled_over_all_names(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(throttle.LIMITS, "network", 3)
    for number in range(3):
        assert sign_in(client, f"Próba {number}", "wrong").status_code == 401
    assert sign_in(client, "Próba 4", "wrong").status_code == 429


def test_a_name_is_slowed_over_all_networks(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(throttle.LIMITS, "name", 3)
    monkeypatch.setattr(throttle, "DELAY_S", 0.2)
    for number in range(4):
        client.environ_base["REMOTE_ADDR"] = f"192.0.{number}.1"
        begun = time.monotonic()
        status = sign_in(client, password=WRONG).status_code
    assert status == 429
    assert time.monotonic() - begun >= 0.2
    with store_of(app).session() as session:
        stored = repr([row.__dict__ for row in session.query(LoginAttempt)])
    assert "192.0" not in stored
    assert "panna" not in stored.casefold()


@pytest.mark.parametrize("networks", [1, 6])
def test_strangers_lock_nobody_out(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, networks: int
) -> None:
    monkeypatch.setattr(throttle, "DELAY_S", 0.0)
    monkeypatch.setitem(throttle.LIMITS, "name", 12)
    for number in range(40):
        client.environ_base["REMOTE_ADDR"] = f"198.51.{number % networks}.7"
        sign_in(client, password=WRONG)
    client.environ_base["REMOTE_ADDR"] = "203.0.113.5"
    assert sign_in(client, password=WRONG).status_code in {401, 429}
    assert sign_in(client).status_code == 303


def test_only_so_many_wait_at_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(throttle.LIMITS, "name", 0)
    monkeypatch.setattr(throttle, "DELAY_S", 0.0)
    monkeypatch.setattr(throttle, "_WAITING", threading.BoundedSemaphore(1))
    assert sign_in(client).status_code == 303
    with throttle._WAITING:
        begun = time.monotonic()
        assert sign_in(client).status_code == 429
    assert time.monotonic() - begun < PATIENCE_S


@pytest.mark.parametrize(
    "typed",
    [
        " " * 300 + NAME,
        "\t\u3000" + NAME,
        NAME.upper(),
        NAME.replace(" ", " \u00a0  "),
        NAME + " " * 300,
        "\uff30" + NAME[1:],
    ],
)
def test_another_writing_of_a_name_is_no_fresh_start(client: FlaskClient, typed: str) -> None:
    for _ in range(throttle.LIMITS["both"]):
        assert sign_in(client, typed, WRONG).status_code == 401
    assert sign_in(client, NAME, WRONG).status_code == 429
    assert sign_in(client, typed).status_code == 429


def test_signing_in_rightly_uses_up_nothing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(throttle.LIMITS, "network", 3)
    monkeypatch.setitem(throttle.LIMITS, "name", 3)
    monkeypatch.setattr(throttle, "DELAY_S", 60.0)
    for _ in range(6):
        assert sign_in(client).status_code == 303


def test_a_customers_many_networks_are_one_site(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(throttle.LIMITS, "site", 4)
    statuses = []
    for number in range(6):
        client.environ_base["REMOTE_ADDR"] = f"2001:db8:7:{number:x}::1"
        statuses.append(sign_in(client, f"Próba {number}", WRONG).status_code)
    assert statuses == [401] * 4 + [429] * 2
    client.environ_base["REMOTE_ADDR"] = "2001:db8:8::1"
    assert sign_in(client).status_code == 303


def test_the_window_passes(app: Flask, client: FlaskClient) -> None:
    for _ in range(throttle.LIMITS["both"] + 1):
        sign_in(client, password=WRONG)
    with store_of(app).session() as session:
        for row in session.query(LoginAttempt):
            row.since = now() - throttle.WINDOW - dt.timedelta(seconds=1)
    assert sign_in(client).status_code == 303


@pytest.mark.parametrize(
    "target",
    ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere", "x", "/a?q=b", "/á"],
)
def test_no_way_leads_elsewhere(client: FlaskClient, target: str) -> None:
    assert sign_in(client, next=target).headers["Location"] == "/account/"


def bearer(app: Flask, *scopes: str) -> dict[str, str]:
    with store_of(app).session() as session:
        _, text = tokens.create(session, users.get(session, NAME), "test", scopes, by=None)
    return {"Authorization": f"Bearer {text}"}


def test_tokens_of_programs(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/api/probe")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.content_type == "application/problem+json"
    assert client.get("/api/probe", headers=bearer(app, "check")).text == "program"
    assert client.get("/api/probe", headers=bearer(app, "files")).status_code == 403
    assert client.get("/probe", headers=bearer(app, "check")).status_code == 403
    assert client.get("/api/probe", headers={"Authorization": "Bearer x_y"}).status_code == 401
    assert client.post("/probe", headers=bearer(app, "check")).status_code == 403


def test_a_token_has_no_more_than_its_person(app: Flask, client: FlaskClient) -> None:
    headers = bearer(app, "check")
    with store_of(app).session() as session:
        users.set_roles(session, users.get(session, NAME), [Role.APPROVER], by=None)
    assert client.get("/api/probe", headers=headers).status_code == 403


def test_the_audit_holds_the_sign_in_and_no_secret(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    with store_of(app).session() as session:
        lines = audit.latest(session)
        assert lines[0].action == "account.sign_in"
        assert PASSWORD not in repr([line.__dict__ for line in lines])


def test_hashes_are_argon2_and_renewed(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from argon2 import PasswordHasher  # noqa: PLC0415 - an old hash, for this test alone

    # The other tests hash quickly; this one as the product does.
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher())
    with store_of(app).session() as session:
        person = users.get(session, NAME)
        person.password_hash = PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)
    assert sign_in(client).status_code == 303
    with store_of(app).session() as session:
        stored = session.get_one(User, 1).password_hash
    assert stored.startswith("$argon2id$v=19$m=65536,")
    assert passwords.verify(stored, PASSWORD)


def test_the_cookie_behind_tls(areas: Areas, settings: Settings, hashed: str) -> None:
    app = build(areas, replace(settings, behind_tls=True))
    with store_of(app).session() as session:
        users.create(session, NAME, hashed, [Role.STAFF])
    client = app.test_client()
    answer = client.get(LOGIN, base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Set-Cookie"].startswith(f"{SECURE}=")
    data = {"name": NAME, "password": PASSWORD, "csrf_token": token_of(answer)}
    assert client.post(LOGIN, data=data, base_url="https://localhost").status_code == 303


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_database_the_form_says_so(areas: Areas, tmp_path: Path, method: str) -> None:
    (tmp_path / "in the way").write_text("x")
    app = build(areas, Settings(data_dir=str(tmp_path / "in the way" / "data")))
    client = app.test_client()
    call: Callable[[str], TestResponse] = getattr(client, method)
    answer = call(LOGIN)
    assert answer.status_code == 503
    assert "Az adatbázis most nem érhető el" in answer.text
    assert client.get("/").status_code == 200
    assert client.get("/info/privacy").status_code == 200
