"""Forged requests, limits, headers, logs, what is away, and the pages of fixed address."""

from __future__ import annotations

import io
import json
import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from flask import Blueprint, request

from boundaries.errors import EditionError
from webmap.accounts.people import Role
from webmap.app import create_app
from webmap.request.state import state
from webmap.store import sessions, users
from webmap.web import logs
from webmap.web.http import large_body, limited
from webmap.web.plain_text import blocks, pieces
from webmap.web.settings import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from flask import Flask
    from flask.testing import FlaskClient

    from webmap.ask.services import Areas

SECRET = "Titkos köz 5"  # noqa: S105 - an address that must not be logged
PUBLIC = ["/", "/map", "/info/privacy", "/info/imprint", "/info/accessibility", "/nothing"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=str(tmp_path / "kept"))


@pytest.fixture
def app(areas: Areas, settings: Settings) -> Flask:
    return create_app(settings, areas)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def sign_in(app: Flask, client: FlaskClient, *roles: str) -> None:
    """Put a session into the store and its key into the cookie, without a password."""
    with app.test_request_context(), state().store.session() as opened:
        user = users.create(opened, "Próba Admin", "x", roles)
        key = sessions.begin(opened, user, longest=sessions.STEP)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = key


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_set_no_cookie_and_make_no_secret(
    client: FlaskClient, settings: Settings, path: str
) -> None:
    answer = client.get(path)
    assert "Set-Cookie" not in answer.headers
    assert not (settings.data_folder / "session.key").exists()
    assert "csrf_token" not in answer.text


def test_the_secret_is_made_once_and_for_its_user_alone(
    client: FlaskClient, areas: Areas, settings: Settings
) -> None:
    client.get("/account/login")
    place = settings.data_folder / "session.key"
    assert place.stat().st_mode & 0o777 == 0o600
    before = place.read_bytes()
    assert len(before) == 32
    create_app(settings, areas).test_client().get("/account/login")
    assert place.read_bytes() == before
    assert [path.name for path in settings.data_folder.glob(".session*")] == []


def test_a_secret_of_the_operator(areas: Areas, settings: Settings, tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.write_bytes(b"x" * 32)
    app = create_app(replace(settings, session_key_file=str(given)), areas)
    assert app.test_client().get("/account/login").status_code == 200
    assert not (settings.data_folder / "session.key").exists()
    given.write_bytes(b"short")
    app = create_app(replace(settings, session_key_file=str(given)), areas)
    app.testing = True
    with pytest.raises(SettingsError, match="32 or more"):
        app.test_client().get("/account/login")


@pytest.mark.parametrize("path", ["/account/login", "/account/logout", "/account/password"])
@pytest.mark.parametrize("token", [None, "", "wrong", "IjEyMyI.x.y"])
def test_forms_need_their_token(
    app: Flask, client: FlaskClient, path: str, token: str | None
) -> None:
    sign_in(app, client, Role.STAFF)
    answer = client.post(path, data={} if token is None else {"csrf_token": token})
    assert answer.status_code == 400
    assert "Az űrlap lejárt" in answer.text
    assert client.get("/account/").status_code == 200


def test_signing_in_needs_the_token_without_a_cookie(client: FlaskClient) -> None:
    assert client.post("/account/login", data={"name": "x"}).status_code == 400


def test_a_look_up_without_cookie_needs_none_and_with_cookie_does(
    app: Flask, client: FlaskClient
) -> None:
    assert client.post("/", data={"q": "Próba utca 1"}).status_code == 200
    sign_in(app, client, Role.STAFF)
    assert client.post("/", data={"q": "Próba utca 1"}).status_code == 400
    page = client.get("/account/").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    data = {"q": "Próba utca 1", "csrf_token": found.group(1)}
    assert client.post("/", data=data).status_code == 200


@pytest.mark.parametrize(
    ("site", "status"),
    [("cross-site", 400), ("same-site", 400), ("same-origin", 200), ("none", 200), (None, 200)],
)
def test_programs_with_a_cookie_come_from_here(
    app: Flask, client: FlaskClient, site: str | None, status: int
) -> None:
    sign_in(app, client, Role.STAFF)
    headers = {} if site is None else {"Sec-Fetch-Site": site}
    answer = client.post("/api/v1/check", json={"q": "Próba utca 1"}, headers=headers)
    assert answer.status_code == status


def test_hsts_behind_tls_only(areas: Areas, settings: Settings) -> None:
    for behind in (False, True):
        app = create_app(replace(settings, behind_tls=behind), areas)
        assert ("Strict-Transport-Security" in app.test_client().get("/").headers) is behind


def test_proxies_are_believed_only_when_they_are_named(areas: Areas, settings: Settings) -> None:
    seen = []
    blueprint = Blueprint("probe", __name__)
    blueprint.add_url_rule(
        "/probe", view_func=lambda: seen.append((request.remote_addr, request.scheme)) or ""
    )
    headers = {"X-Forwarded-For": "198.51.100.7, 192.0.2.1", "X-Forwarded-Proto": "https"}
    for count in (0, 1, 2):
        app = create_app(replace(settings, proxies=count), areas)
        app.register_blueprint(blueprint)
        app.test_client().get("/probe", headers=headers)
    assert seen == [("127.0.0.1", "http"), ("192.0.2.1", "https"), ("198.51.100.7", "http")]


@pytest.mark.parametrize("limits", [True, False])
def test_limits_hold_and_can_be_lifted(areas: Areas, settings: Settings, limits: bool) -> None:  # noqa: FBT001 - a parameter of the table
    made = replace(settings, rate_default="3 per minute", rate_limits=limits)
    client = create_app(made, areas).test_client()
    statuses = [client.get("/map").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429 if limits else 200]
    if limits:
        answer = client.get("/map?lang=en")
        assert "Too many requests" in answer.text
        assert int(answer.headers["Retry-After"]) <= 60
    assert [client.get("/health").status_code for _ in range(5)] == [200] * 5
    with client.get("/static/css/site.css") as static:
        assert static.status_code == 200


def test_whoever_is_over_a_limit_is_not_logged(
    areas: Areas, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    client = create_app(replace(settings, rate_default="1 per minute"), areas).test_client()
    client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    with caplog.at_level(logging.DEBUG):
        assert [client.get("/map").status_code for _ in range(2)] == [200, 429]
    assert "198.51.100.7" not in caplog.text


def test_a_limit_that_cannot_be_read_is_named(areas: Areas, settings: Settings) -> None:
    with pytest.raises(SettingsError, match="AKCIOTERULET_RATE_LOGIN must look like"):
        create_app(replace(settings, rate_login="often"), areas)


def test_bodies_are_limited_by_route(areas: Areas, settings: Settings) -> None:
    app = create_app(replace(settings, max_upload_bytes=50_000), areas)
    blueprint = Blueprint("probe", __name__)

    @blueprint.post("/small")
    def small() -> str:
        return str(len(request.get_data()))

    @blueprint.post("/large")
    @limited("file")
    @large_body
    def large() -> str:
        return str(len(request.get_data()))

    app.register_blueprint(blueprint)
    client = app.test_client()
    sizes = (16_384, 16_385, 50_000, 50_001)
    post = {
        path: [client.post(path, data=b"x" * n).status_code for n in sizes]
        for path in ("/small", "/large")
    }
    assert post == {"/small": [200, 413, 413, 413], "/large": [200, 200, 200, 413]}


def written(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.fixture
def log() -> io.StringIO:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    before = logs.ACCESS.level
    logs.ACCESS.addHandler(handler)
    logs.ACCESS.setLevel(logging.INFO)
    yield stream
    logs.ACCESS.removeHandler(handler)
    logs.ACCESS.setLevel(before)


def test_requests_are_lines_without_addresses(client: FlaskClient, log: io.StringIO) -> None:
    client.post("/?lang=en", data={"q": SECRET})
    client.get(f"/?q={SECRET}")
    client.get(f"/areas/{SECRET}/ledger.json")
    client.get(f"/{SECRET}")
    client.post("/api/v1/check", json={"q": SECRET})
    lines = written(log)
    assert [line["route"] for line in lines] == [
        "/",
        "/",
        "/areas/<slug>/ledger.json",
        "(no route)",
        "/api/v1/check",
    ]
    assert [line["status"] for line in lines] == [200, 400, 404, 404, 200]
    assert all(set(line) == {"time", "level", "logger", "message", *logs.FIELDS} for line in lines)
    text = log.getvalue()
    assert not any(part in text for part in ("Titkos", "127.0.0.1", "q=", "%20"))


def test_the_log_can_be_left_out(areas: Areas, settings: Settings, log: io.StringIO) -> None:
    create_app(replace(settings, access_log=False), areas).test_client().get("/")
    assert log.getvalue() == ""


def test_faults_are_logged_by_kind_and_stack(log: io.StringIO) -> None:
    def fail(text: str) -> None:
        raise ValueError(text)

    try:
        fail(SECRET)
    except ValueError:
        logs.ACCESS.exception("it failed")
    (line,) = written(log)
    assert (line["message"], line["fault"], line["level"]) == ("it failed", "ValueError", "error")
    assert "in fail" in str(line["stack"])
    assert SECRET not in log.getvalue()


def test_ready_names_the_part_that_is_away(
    fakes: ModuleType, areas: Areas, settings: Settings, tmp_path: Path
) -> None:
    class Broken(fakes.FakeAreas):
        def edition(self, slug: str, variant: str = "programme") -> object:
            if variant == "ksh":
                raise EditionError("the hash does not match")
            return super().edition(slug, variant)

    answer = create_app(settings, areas).test_client().get("/ready")
    assert (answer.status_code, answer.get_json()["away"]) == (200, [])
    answer = create_app(settings, Broken()).test_client().get("/ready")
    assert (answer.status_code, answer.get_json()["away"]) == (503, ["area:square/ksh"])
    (tmp_path / "file").write_text("x")
    blocked = replace(settings, data_dir=str(tmp_path / "file" / "x"))
    answer = create_app(blocked, areas).test_client().get("/ready")
    assert (answer.status_code, answer.get_json()["away"]) == (503, ["database"])
    assert str(tmp_path) not in answer.text


def test_a_broken_area_leaves_the_rest_alone(fakes: ModuleType, settings: Settings) -> None:
    class Broken(fakes.FakeAreas):
        def edition(self, slug: str, variant: str = "programme") -> object:
            raise EditionError(f"/somewhere/{slug}/{variant}")

    client = create_app(settings, Broken()).test_client()
    page = client.get("/map")
    assert page.status_code == 503
    assert "adatfájl hiányzik vagy nem olvasható" in page.text
    assert "/somewhere" not in page.text
    problem = client.post("/api/v1/check", json={"q": "Próba utca 1"})
    assert (problem.status_code, problem.get_json()["code"]) == (503, "data_unavailable")
    assert client.get("/health").get_json()["status"] == "degraded"
    assert client.get("/info/imprint").status_code == 200
    assert client.get("/account/login").status_code == 200


def test_the_public_part_stays_up_for_a_reader_with_a_cookie(
    app: Flask, client: FlaskClient, settings: Settings
) -> None:
    sign_in(app, client, Role.STAFF)
    (settings.data_folder / "akcioterulet.sqlite").unlink()
    assert client.get("/").status_code == 200
    answer = client.get("/account/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    with app.app_context():
        state().store.close()


def test_security_txt(areas: Areas, settings: Settings) -> None:
    path = "/.well-known/security.txt"
    assert create_app(settings, areas).test_client().get(path).status_code == 404
    made = replace(settings, security_contact="mailto:security@example.org")
    answer = create_app(made, areas).test_client().get(path)
    assert answer.content_type == "text/plain; charset=utf-8"
    assert "Contact: mailto:security@example.org\nExpires: 20" in answer.text


@pytest.mark.parametrize("lang", ["hu", "en"])
@pytest.mark.parametrize("slug", ["privacy", "imprint", "accessibility"])
def test_pages_of_fixed_address(areas: Areas, settings: Settings, slug: str, lang: str) -> None:
    made = replace(
        settings, operator="Próbaváros <Önkormányzata>", operator_contact="proba@example.org"
    )
    text = create_app(made, areas).test_client().get(f"/info/{slug}?lang={lang}").text
    assert "Próbaváros &lt;Önkormányzata&gt;" in text
    assert '<a href="mailto:proba@example.org">proba@example.org</a>' in text
    assert "{operator}" not in text
    if slug == "accessibility":
        assert "30/2019" in text
        assert "2018" in text
        assert "WCAG 2.1" in text


def test_pages_are_edited_by_administrators(app: Flask, client: FlaskClient) -> None:
    path = "/info/imprint/edit"
    assert client.get(path).status_code == 303
    sign_in(app, client, Role.ADMIN)
    form = client.get(path).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert token is not None
    evil = "## <script>x</script>\n- ${alert(1)}\n- {{ 7 * 7 }}\n\njavascript:alert(1)"
    data = {"text": evil + " é" * 9_000, "csrf_token": token.group(1)}
    assert client.post(path, data=data).status_code == 303
    shown = client.get("/info/imprint").text
    assert "<h2>&lt;script&gt;x&lt;/script&gt;</h2>" in shown
    assert "<li>{{ 7 * 7 }}</li>" in shown
    assert 'href="javascript' not in shown
    assert "Operator" in client.get("/info/imprint?lang=en").text
    client.post(path, data={"text": "", "csrf_token": token.group(1)})
    assert "<script>x" not in client.get("/info/imprint").text
    assert "Üzemeltető" in client.get("/info/imprint").text
    too_long = client.post(path, data={"text": "x" * 60_001, "csrf_token": token.group(1)})
    assert too_long.status_code == 400


def test_pages_are_edited_by_nobody_else(app: Flask, client: FlaskClient) -> None:
    sign_in(app, client, Role.STAFF, Role.APPROVER, Role.PLANNER)
    assert client.get("/info/imprint/edit").status_code == 403


def test_text_becomes_blocks() -> None:
    made = blocks("egy\nkettő\n\n## Cím\n- a\n- b\nhárom")
    assert [block.kind for block in made] == ["paragraph", "heading", "list", "paragraph"]
    assert [piece.text for piece in made[0].lines[0]] == ["egy kettő"]
    assert len(made[2].lines) == 2
    assert "".join(piece.text for piece in pieces("a https://x.example/b?c=d, e")) == (
        "a https://x.example/b?c=d, e"
    )


def test_the_database_address_is_read_without_prefix() -> None:
    assert read_settings({"DATABASE_URL": "postgresql://x/y"}).database_url == "postgresql://x/y"
    both = {"DATABASE_URL": "postgresql://x/y", "AKCIOTERULET_DATABASE_URL": "postgresql://z/z"}
    assert read_settings(both).database_url == "postgresql://z/z"
    assert read_settings({"AKCIOTERULET_RATE_LIMITS": "no"}).rate_limits is False


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"PROXIES": "-1"}, "PROXIES must be 0 or more"),
        ({"SECURITY_CONTACT": "me"}, "must begin with mailto: or https://"),
        ({"SECURITY_CONTACT": "mailto:x\r\nEvil: y"}, "must begin with"),
        ({"BEHIND_TLS": "maybe"}, "must be yes or no"),
        ({"MAX_UPLOAD_BYTES": "0"}, "must be 1 or more"),
    ],
)
def test_faulty_settings_are_named(environ: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        read_settings({f"AKCIOTERULET_{name}": value for name, value in environ.items()})
