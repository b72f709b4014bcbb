"""Which way an undecidable door leans is told to those who order work, and to nobody else."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from click.testing import CliRunner

from boundaries.files.answers import cells_of
from boundaries.model import Details, Reason, VerdictKind
from webmap.accounts import passwords
from webmap.accounts.people import Scope
from webmap.app import create_app
from webmap.ask import services
from webmap.ask.words import reason_text
from webmap.cli.main import cli
from webmap.request.state import state
from webmap.store import tokens, users
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from flask import Flask
    from flask.testing import FlaskClient

    from boundaries.model import Answer
    from webmap.ask.services import Areas

NAME, PASSWORD = "Próba Panna", "egy hosszú próbajelszó"
QUERY = "Nyitott utca 3"
SHARE = 0.8765
TOLD = ("leans", "0.8765", "0,8765", "87%", "87,65", "nem válasz", "no answer", "munka sorrend")
"""Whatever would tell the leaning in some surface."""
PART = {"X-Answer-Only": "1"}


@pytest.fixture
def leaning(areas: Areas, fakes: ModuleType) -> Answer:
    made: Answer = fakes.answer(
        QUERY,
        verdict=VerdictKind.UNDECIDABLE,
        reason=Reason.DISTRICT_CUT,
        method=None,
        distance_m=None,
        uncertainty_m=None,
        street_list="1" * 64,
        evidence="2" * 64,
        leans=VerdictKind.INSIDE,
        share=SHARE,
    )
    areas.answers[QUERY] = made  # type: ignore[attr-defined]
    return made


@pytest.fixture(params=[False, True], ids=["protected list", "open list"])
def app(areas: Areas, tmp_path: Path, request: pytest.FixtureRequest, leaning: Answer) -> Flask:
    assert leaning.leans is not None
    settings = Settings(
        data_dir=str(tmp_path / "kept"), rate_limits=False, street_list_public=request.param
    )
    app = create_app(settings, areas)
    with app.app_context(), state().store.session() as session:
        users.create(session, NAME, passwords.make_hash(PASSWORD), ["staff"])
    return app


def bearer(app: Flask, *scopes: Scope) -> dict[str, str]:
    with app.app_context(), state().store.session() as session:
        _, text = tokens.create(session, users.get(session, NAME), "próba", scopes, by=None)
    return {"Authorization": f"Bearer {text}"}


def signed_in(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/account/login").text)
    assert found is not None
    data = {"name": NAME, "password": PASSWORD, "csrf_token": found[1]}
    assert client.post("/account/login", data=data).status_code == 303
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/account/").text)
    assert token is not None
    return token[1]


def told(text: str) -> list[str]:
    plain = html.unescape(text)
    return [one for one in TOLD if one in plain]


@pytest.mark.parametrize("lang", ["hu", "en"])
def test_no_public_page_tells_it(app: Flask, lang: str) -> None:
    client = app.test_client()
    for headers in ({}, PART):
        page = client.post(f"/?lang={lang}", data={"q": QUERY}, headers=headers)
        assert page.status_code == 200
        assert 'data-verdict="undecidable"' in page.text
        assert told(page.text) == []


def test_the_public_api_does_not_tell_it(app: Flask) -> None:
    client = app.test_client()
    for headers in ({}, bearer(app, Scope.CHECK), bearer(app, Scope.FILES), {"Authorization": "x"}):
        one = client.post("/api/v1/check", json={"q": QUERY}, headers=headers)
        many = client.post("/api/v1/check-many", json={"queries": [{"q": QUERY}]}, headers=headers)
        assert one.get_json()["street_list"] == "1" * 64
        assert one.get_json()["grade"] is None
        assert (told(one.text), told(many.text)) == ([], [])
        assert not {"leans", "share"} & set(one.get_json())


def test_callers_with_the_scope_of_the_street_list_get_it(app: Flask) -> None:
    client, headers = app.test_client(), bearer(app, Scope.STREETS)
    one = client.post("/api/v1/check", json={"q": QUERY}, headers=headers)
    assert (one.get_json()["leans"], one.get_json()["share"]) == ("inside", SHARE)
    assert {"Cookie", "Authorization"} <= set(one.vary)
    many = client.post("/api/v1/check-many", json={"queries": [{"q": QUERY}]}, headers=headers)
    assert many.get_json()["results"][0]["answer"]["leans"] == "inside"
    decided = client.post("/api/v1/check", json={"q": "Próba utca 1"}, headers=headers).get_json()
    assert (decided["leans"], decided["share"]) == (None, None)


def test_the_desk_tells_it_as_an_order_of_work(app: Flask) -> None:
    client = app.test_client()
    token = signed_in(client)
    page = client.post("/desk", data={"q": QUERY, "csrf_token": token}, headers=PART)
    said = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
    assert "annak 87%-a a program területén belül van. Ez nem válasz" in said
    spoken = re.search(r"data-spoken><strong>(.*?)</strong>", page.text, re.DOTALL)
    assert spoken is not None
    assert told(spoken[1]) == []  # a clerk does not read it aloud
    other = client.post("/desk", data={"q": "Próba utca 1", "csrf_token": token}, headers=PART)
    assert told(other.text) == []


def test_the_desk_shows_what_each_source_says(app: Flask, areas: Areas, fakes: ModuleType) -> None:
    side = {
        "method": "street_side",
        "verdict": "inside",
        "how": "between",
        "parity": "odd",
        "bearing": 185.0,
        "known": ["3", "7"],
        "opposite": [],
        "between": ["3", "7"],
    }
    listed = {"method": None, "verdict": "undecidable", "reason": "district_cut"}
    fact = {"method": "fact", "verdict": "inside", "fact": "próba-1"}
    unsure = {**side, "verdict": "undecidable", "how": "few witnesses", "between": None}
    decided = fakes.answer(
        "Oldal utca 5",
        reason=Reason.OWN_STREET_SIDE,
        method="street_side",
        grade="inferred",
        details=Details(evidence=(listed, side, unsure, fact)),
    )
    areas.answers["Oldal utca 5"] = decided  # type: ignore[attr-defined]
    client = app.test_client()
    token = signed_in(client)
    page = client.post("/desk", data={"q": "Oldal utca 5", "csrf_token": token}, headers=PART)
    said = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
    for words in (
        "A válasz alapja: A szomszédos házakból és a számozásból következtetve.",
        "A páratlan számok az utca déli oldalán állnak: 3, 7 ismert; a ház a 3. és a 7. szám közö",
        "utcajegyzék Nem dönthető el",
        "az utca ismert házai és számozása Belül A páratlan számok",
        "az utca ismert házai és számozása Nem dönthető el Az utcában kevés ismert ház van",
        "helyben rögzített adat Belül Két munkatárs rögzítette és megerősítette, az adat jele: pró",
        "ha az adatok hibásak, a következtetés is az",
    ):
        assert words in said, words
    public = app.test_client().post("/", data={"q": "Oldal utca 5"}, headers=PART)
    assert "oldalán állnak: 3, 7 ismert" in public.text
    assert "A szomszédos házakból és a számozásból következtetve." in public.text


def test_the_sheet_does_not_tell_it(app: Flask) -> None:
    client = app.test_client()
    token = signed_in(client)
    for lang in ("hu", "en"):
        data = {"q": QUERY, "csrf_token": token}
        sheet = client.post(f"/sheet?lang={lang}", data=data)
        assert sheet.content_type == "application/pdf"
        document = pypdfium2.PdfDocument(sheet.data)
        text = str(document[0].get_textpage().get_text_bounded())
        document.close()
        assert QUERY in text
        assert told(" ".join(text.split())) == []


def test_file_results_do_not_tell_it(leaning: Answer) -> None:
    for lang in ("hu", "en"):
        cells = cells_of(leaning, reason_text(leaning, lang), lang)
        assert told(";".join(cells)) == []


def test_the_commands_do_not_tell_it(
    areas: Areas, leaning: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "bundled_areas", lambda *_, **__: areas)
    for more in ([], ["--json"], ["--lang", "en"]):
        done = CliRunner().invoke(cli, ["check", "--area", "square", *more, "--", QUERY])
        assert done.exit_code == 0, done.output
        assert QUERY in done.output
        assert told(done.output) == []
    assert leaning.share == SHARE
