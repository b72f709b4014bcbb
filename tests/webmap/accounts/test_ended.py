"""Forms that were sent after their session had ended."""

from __future__ import annotations

import html
import io
import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.webmap import fakes
from tests.webmap.forms import HOSTILE, PASSWORD, send, signed_in_as, token_of
from webmap.accounts import ended, passwords
from webmap.app import create_app
from webmap.request.state import state
from webmap.store import users
from webmap.store.tables import WebSession
from webmap.web.filling import fill
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

OWN = {"Sec-Fetch-Site": "same-origin"}
PAGE = "/info/imprint/edit"


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """A service with two people who may do everything."""
    made = create_app(
        Settings(data_dir=str(tmp_path / "kept"), rate_limits=False), fakes.FakeAreas()
    )
    hashed = passwords.make_hash(PASSWORD)
    with made.app_context(), state().store.session() as session:
        users.create(session, "staff", hashed, ["staff", "admin", "approver"])
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The browser of somebody who is signed in."""
    return signed_in_as(app, "staff")


def end(app: Flask) -> None:
    """End every session, as the clock, another browser or a new key does."""
    with app.app_context(), state().store.session() as opened:
        for row in opened.query(WebSession).all():
            opened.delete(row)


def kept_of(answer: TestResponse) -> str:
    found = re.search(r'name="kept" value="([^"]*)"', answer.text)
    assert found is not None
    return html.unescape(found.group(1))


def sign_in(client: FlaskClient, page: TestResponse, **changed: str) -> TestResponse:
    data = {"name": "staff", "password": PASSWORD, "csrf_token": token_of(page)}
    data |= {"kept": kept_of(page), **changed}
    return client.post("/account/login", data=data)


def test_what_was_typed_comes_back_in_the_same_form_and_is_not_sent(
    app: Flask, client: FlaskClient
) -> None:
    token = token_of(client.get("/account/"))
    end(app)
    fields = {"street": "Próba utca", "extent": "number", "number": "3", "verdict": "inside"}
    fields |= {"reason": HOSTILE, "csrf_token": token}
    page = client.post("/desk/overrides/new", data=fields, headers=OWN)
    assert page.status_code == 401
    assert "A munkamenet lejárt" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    kept = kept_of(page)
    assert token not in kept
    wrong = sign_in(client, page, password=PASSWORD[:-1])
    assert kept_of(wrong) == kept
    form = sign_in(client, wrong)
    assert form.status_code == 200
    assert form.headers["Cache-Control"] == "no-store"
    assert "Még nem küldtük el" in form.text
    assert 'value="Próba utca"' in form.text
    assert HOSTILE[:20] in html.unescape(form.text)
    assert "<img src=x" not in form.text
    assert re.search(r'name="verdict"[^>]*value="inside"[^>]* checked', form.text)
    sent = client.post("/desk/overrides/new", data={**fields, "csrf_token": token_of(form)})
    assert sent.status_code in {200, 303, 400}, "the token is that of the new session"
    assert "Az űrlap lejárt" not in sent.text
    assert "Még nem küldtük el" not in sent.text


def test_a_long_text_comes_back_whole(app: Flask, client: FlaskClient) -> None:
    token = token_of(client.get("/account/"))
    end(app)
    text = "\n\n# Cím\n\n" + "Ő űrlapja. " * 2_000
    data = {"text": text, "csrf_token": token}
    form = sign_in(client, client.post(PAGE, data=data, headers=OWN))
    shown = re.search(r'<textarea id="text"[^>]*>\n(.*?)</textarea>', form.text, re.DOTALL)
    assert shown is not None
    assert html.unescape(shown.group(1)) == text


def test_what_is_too_long_is_said_and_not_kept(app: Flask, client: FlaskClient) -> None:
    token = token_of(client.get("/account/"))
    end(app)
    data = {"text": "x" * (ended.MOST_CHARS + 1), "csrf_token": token}
    page = client.post(PAGE, data=data, headers=OWN)
    assert "túl hosszú" in page.text
    assert len(page.text) < ended.MOST_CHARS


@pytest.mark.parametrize("how", ["signed out", "new cookie"])
def test_a_form_is_kept_without_the_cookie_too(app: Flask, client: FlaskClient, how: str) -> None:
    client.get("/account/")
    if how == "signed out":
        send(client, "/account/logout")
    else:
        client = app.test_client()
    page = client.post("/desk", data={"q": "Próba utca 3", "area": "square"}, headers=OWN)
    form = sign_in(client, page)
    assert 'name="q"' in form.text
    assert 'value="Próba utca 3"' in form.text
    assert "data-verdict" not in form.text, "nothing was asked"


def test_a_form_of_an_earlier_session_is_shown_again(client: FlaskClient) -> None:
    old = {"q": "Próba utca 3", "area": "square", "csrf_token": "of another session"}
    form = client.post("/desk", data=old, headers=OWN)
    assert form.status_code == 400
    assert 'value="Próba utca 3"' in form.text
    assert token_of(form)
    assert "Folytathatja" in form.text


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_form_of_another_site_is_never_kept(app: Flask, client: FlaskClient, site: str) -> None:
    foreign, data = {"Sec-Fetch-Site": site}, {"q": "idegen szöveg", "csrf_token": "x"}
    signed_in = client.post("/desk", data=data, headers=foreign)
    assert signed_in.status_code == 400
    assert "idegen szöveg" not in signed_in.text
    nobody = app.test_client().post("/desk", data=data, headers=foreign)
    assert nobody.status_code == 303
    assert nobody.headers["Location"] == "/account/login"


def test_without_the_word_of_the_browser_a_token_of_ours_tells_the_form(
    app: Flask, client: FlaskClient
) -> None:
    token = token_of(client.get("/account/"))
    nobody = app.test_client()
    data = {"q": "Próba utca 3", "area": "square"}
    assert nobody.post("/desk", data={**data, "csrf_token": "x"}).status_code == 303
    assert "Próba utca 3" in kept_of(nobody.post("/desk", data={**data, "csrf_token": token}))


@pytest.mark.parametrize(
    "kept",
    [
        "[" * 50_000,
        "{}",
        "null",
        json.dumps(["//elsewhere.example/", [["q", "x"]], [], ""]),
        json.dumps(["https://elsewhere.example/desk", [["q", "x"]], [], ""]),
        json.dumps(["/nowhere", [["q", "x"]], [], ""]),
        json.dumps(["/account/logout", [["q", "x"]], [], ""]),
        json.dumps(["/desk", [["q", {"a": 1}]], [], ""]),
        json.dumps(["/desk", [["q", "x"]], 3, ""]),
        json.dumps([7, [["q", "x"]], [], ""]),
    ],
)
def test_a_bent_field_leads_nowhere_else(app: Flask, kept: str) -> None:
    client = app.test_client()
    token = token_of(client.get("/account/login"))
    data = {"name": "staff", "password": PASSWORD, "csrf_token": token, "kept": kept}
    answer = client.post("/account/login", data=data)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/account/"


def test_passwords_are_never_kept(app: Flask, client: FlaskClient) -> None:
    token = token_of(client.get("/account/"))
    end(app)
    data = {"old": PASSWORD, "new": "egy másik jelszó, hosszú", "again": "x", "csrf_token": token}
    page = client.post("/account/password", data=data, headers=OWN)
    assert PASSWORD not in page.text
    assert "egy másik" not in page.text
    assert json.loads(kept_of(page))[1] == []


def test_a_file_is_said_to_be_lost(app: Flask, client: FlaskClient) -> None:
    token = token_of(client.get("/account/"))
    end(app)
    data = {
        "area": "square",
        "csrf_token": token,
        "file": (io.BytesIO(b"x"), "a.csv"),
    }
    page = client.post("/files", data=data, headers=OWN)
    assert "A csatolt fájl nem maradhatott meg" in page.text
    assert "A csatolt fájl nem maradhatott meg" in sign_in(client, page).text


def test_the_script_of_the_desk_is_told_and_led_on(app: Flask, client: FlaskClient) -> None:
    token = token_of(client.get("/account/"))
    end(app)
    data = {"q": HOSTILE, "area": "square", "csrf_token": token}
    part = client.post("/desk", data=data, headers={**OWN, "X-Answer-Only": "1"})
    assert "data-result" in part.text
    assert "A munkamenet lejárt" in part.text
    assert "<img src=x" not in part.text
    assert 'action="/desk' in part.text


def test_a_person_without_the_role_is_refused_as_always(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), state().store.session() as session:
        users.create(session, "tervező", passwords.make_hash(PASSWORD), ["planner"])
    token = token_of(client.get("/account/"))
    end(app)
    page = client.post(PAGE, data={"text": "titok", "csrf_token": token}, headers=OWN)
    answer = sign_in(client, page, name="tervező")
    assert answer.status_code == 403
    assert "titok" not in answer.text


def test_every_form_has_a_page_to_stand_on(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    lost = []
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.rule.startswith(("/api", "/account/log")):
            continue
        path = re.sub(r"<int:\w+>", "1", rule.rule)
        path = re.sub(r"<any\((\w+)[^>]*>", r"\1", path)
        path = re.sub(r"<[^>]+>", "imprint", path)
        above = path.rpartition("/")[0] or "/"
        if not (adapter.test(path, "GET") or adapter.test(above, "GET")):
            lost.append(rule.rule)
    assert lost == []


def test_filling_chooses_the_form_that_fits_and_escapes() -> None:
    page = (
        '<form method="post" action="/a"><input type="hidden" name="v" value="1">'
        '<input name="x" value="old"></form>'
        '<form method="post" action="/a?lang=en"><input type="hidden" name="v" value="2">'
        '<input name="q" value=""><input type="checkbox" name="c" value="1" checked>'
        '<select name="s"><option value="1" selected>1</option><option value="2">2</option>'
        '</select><textarea name="t">\nold</textarea><input name="q"><input type="password" '
        'name="p"></form>'
    )
    typed = [("q", '"><b>'), ("q", "zwei"), ("s", "2"), ("t", "</textarea>"), ("v", "0")]
    filled = fill(page, "/a", [*typed, ("p", "secret")])
    assert filled is not None
    assert '<input name="x" value="old">' in filled
    assert 'name="v" value="1"' in filled
    assert 'name="v" value="0"' in filled
    assert 'value="&#34;&gt;&lt;b&gt;"' in filled
    assert 'value="zwei"' in filled
    assert "checked" not in filled
    assert '<option value="1">' in filled
    assert '<option value="2" selected>' in filled
    assert "\n&lt;/textarea&gt;</textarea>" in filled
    assert "secret" not in filled
    assert fill(page, "/b", typed) is None
