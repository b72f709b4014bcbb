"""The pages, without a browser."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import re
from typing import TYPE_CHECKING

import pytest

from boundaries.clock import Clock
from webmap.app import create_app
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from flask.testing import FlaskClient

    from webmap.ask.services import Areas

SECRET = "Titkos köz 5"  # noqa: S105 - an address that must not be logged


@pytest.mark.parametrize(
    "path", ["/", "/map", "/?lang=en", "/map?variant=ksh", "/nothing", "/health"]
)
def test_headers_of_every_answer(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/map", "/nothing"])
def test_pages_hold_nothing_inline_and_nothing_foreign(client: FlaskClient, path: str) -> None:
    text = client.get(path).text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "<style" not in text
    assert not re.search(r"\s(style|on[a-z]+)=", text)
    loaded = re.sub(r'<link rel="(?:canonical|alternate)"[^>]*>', "", text)  # named, not loaded
    for address in re.findall(r"(?:src|href|action)=\"([^\"]*)\"", loaded):
        assert address.startswith(("/", "#")) or "openstreetmap.org/copyright" in address


def test_the_form_works_without_script(client: FlaskClient) -> None:
    response = client.post("/", data={"q": "Próba utca 1"})
    assert response.status_code == 200
    assert "Igen: a Próba utca 1. a program területén belül van" in response.text
    assert response.text.count("a lakó még nem feltétlenül jogosult") == 1
    assert "0123456789ab" in response.text
    assert "nem élő OpenStreetMap" in response.text


def test_the_form_keeps_language_and_variant(client: FlaskClient) -> None:
    text = client.get("/?lang=en&variant=ksh").text
    assert '<html lang="en"' in text
    action = re.search(r'<form method="post" action="([^"]*)"', text)
    assert action is not None
    assert action.group(1) == "/?lang=en&amp;variant=ksh"


def test_the_script_gets_the_answer_alone(client: FlaskClient) -> None:
    response = client.post("/", data={"q": "Próba utca 1"}, headers={"X-Answer-Only": "1"})
    assert "data-result" in response.text
    assert "<form" not in response.text
    assert response.headers["Cache-Control"] == "no-store"


def test_candidates_are_forms(client: FlaskClient) -> None:
    text = client.post("/", data={"q": "Próba"}).text
    assert "Melyikre gondolt?" in text
    assert '<input type="hidden" name="q" value="Próba tér 1">' in text


def test_ranges_are_plain_text_and_the_street_stands_ready(client: FlaskClient) -> None:
    text = client.post("/", data={"q": "Hosszú utca"}).text
    assert "<li>páros oldal, 2–6. szám: <strong>Belül</strong></li>" in text
    assert "<li>páratlan oldal, az 1. számtól: <strong>Kívül</strong></li>" in text
    assert "folyamatos számozás, 100–120/A. szám: <strong>Nem dönthető el</strong>" in text
    assert '<input type="hidden" name="q"' not in text
    assert not re.search(r"\beven\b", text)
    field = re.search(r'<input id="q"[^>]*>', text)
    assert field is not None
    assert 'value="Hosszú utca "' in field[0]
    assert "autofocus" in field[0]
    assert "autofocus" not in client.post("/", data={"q": "Próba"}).text


def test_the_field_takes_as_much_as_the_server(areas: Areas) -> None:
    client = create_app(Settings(max_query_chars=37), areas).test_client()
    assert 'maxlength="37"' in client.get("/").text


@pytest.mark.parametrize(("day", "ended"), [("2023-11-30", 0), ("2023-12-01", 1)])
@pytest.mark.parametrize("path", ["/", "/map"])
def test_the_caution_stands_once_and_knows_the_day(
    areas: Areas, path: str, day: str, ended: int
) -> None:
    areas.clock = Clock.on(dt.date.fromisoformat(day))
    text = create_app(Settings(), areas).test_client().get(path).text
    assert text.count('class="caution"') == 1
    assert text.count("A program 2023. november 30-án véget ért.") == ended
    assert f"<time data-print-day>2023. {'december 1' if ended else 'november 30'}.</time>" in text


def test_the_language_of_the_evidence_is_told(client: FlaskClient) -> None:
    assert "a bizonyítékokat angolul rögzíti" in client.get("/map").text
    assert "records the evidence in English" not in client.get("/map?lang=en").text


def test_a_point_with_a_decimal_comma(client: FlaskClient) -> None:
    text = client.post("/", data={"lat": "46,9", "lon": "19,69"}).text
    assert "Igen: a megadott pont a program területén belül van" in text
    assert 'data-lat="46.9" data-lon="19.69"' in text


@pytest.mark.parametrize(
    ("form", "message", "field"),
    [
        ({"q": " "}, "Írjon be egy címet.", "q"),
        ({"q": "x" * 300}, "legfeljebb 200 karakter", "q"),
        ({"lat": "46.9"}, "szélesség és hosszúság is kell", "lat"),
        ({"lat": "abc", "lon": "19"}, "Szám kell", "lat"),
        ({"lat": "nan", "lon": "19"}, "Szám kell", "lat"),
        ({"lat": "19.7", "lon": "46.9"}, "felcserélve", "lat"),
    ],
)
def test_faults_lead_to_their_field(
    client: FlaskClient, form: dict[str, str], message: str, field: str
) -> None:
    response = client.post("/", data=form)
    assert response.status_code == 400
    assert message in response.text
    assert f'<a href="#{field}">' in response.text


@pytest.mark.parametrize(
    ("method", "path", "status", "heading"),
    [
        ("GET", "/nothing", 404, "Nincs ilyen oldal"),
        ("GET", "/?q=x", 400, "A kérés nem értelmezhető"),
        ("GET", "/?lang=de", 400, "A kérés nem értelmezhető"),
        ("GET", "/?lang=hu&lang=en", 400, "A kérés nem értelmezhető"),
        ("GET", "/map?area=nowhere", 400, "A kérés nem értelmezhető"),
        ("PUT", "/", 405, "Ez így nem kérhető le"),
    ],
)
def test_errors_are_pages_with_a_way_forward(
    client: FlaskClient, method: str, path: str, status: int, heading: str
) -> None:
    response = client.open(path, method=method)
    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in response.text
    assert "Vissza a címkereséshez" in response.text


def test_errors_speak_english_too(client: FlaskClient) -> None:
    assert "<h1>There is no such page</h1>" in client.get("/nothing?lang=en").text


def test_a_large_form_is_refused(client: FlaskClient) -> None:
    response = client.post("/", data={"q": "x" * 20_000})
    assert response.status_code == 413
    assert "A beküldött adat túl nagy" in response.text


def test_what_was_typed_comes_back_as_text(client: FlaskClient) -> None:
    text = client.post("/", data={"q": "<script>alert(1)</script>\"'"}).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_the_boundary_in_words(client: FlaskClient) -> None:
    text = client.get("/map").text
    numbers = [int(number) for number in re.findall(r'<li value="(\d+)"', text)]
    assert numbers == [1, 2, 3, 4]
    assert "„2. próba utca (egy megjegyzés)”" in text
    assert "helyette: Helyette utca" in text
    assert "ideiglenes" in text
    assert "kezdete: nincs megadva; vége: 2023. november 30." in text
    assert "A program adatai között nincs helyszín" in text


def test_faults_are_logged_without_the_address(
    fakes: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(fakes.FakeAreas):
        def check(self, query: str, slug: str, variant: str = "programme") -> None:
            raise ValueError(f"{query} {slug} {variant}")

    client = create_app(Settings(), Broken()).test_client()
    with caplog.at_level(logging.DEBUG):
        response = client.post("/", data={"q": SECRET})
    assert response.status_code == 500
    assert "Hiba történt" in response.text
    assert "ValueError on POST /" in caplog.text
    assert SECRET not in caplog.text
    assert SECRET not in response.text


# ---- the first page


def test_the_first_page_names_the_town_what_it_is_and_that_it_has_ended(
    client: FlaskClient, fakes: ModuleType
) -> None:
    text = client.get("/").text
    town = fakes.edition().town
    assert f'tabindex="-1">{town}: a program területén van-e a cím?</h1>' in text
    assert "hogy a program területén belül van-e" in text
    assert "A program 2023. november 30-án véget ért." in text
    order = [text.index(part) for part in ("<h1", "véget ért.", 'id="q"', 'class="area-map"')]
    later = [text.index(f'id="{part}"') for part in ("programmes", "events", "basis-title")]
    assert [*order, *later] == sorted([*order, *later])


def test_with_several_towns_the_town_is_asked_first(
    areas: Areas, fakes: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    info, edition = areas.list()[0], areas.edition
    monkeypatch.setattr(areas, "list", lambda: [info, dataclasses.replace(info, slug="circle")])
    monkeypatch.setattr(areas, "edition", lambda _, variant="programme": edition("square", variant))
    text = create_app(Settings(), areas).test_client().get("/").text
    town = fakes.edition().town
    assert text.index('<select id="area"') < text.index('<input id="q"')
    assert f">{town} – A négyzet akcióterület</option>" in text


def test_the_large_map_leads_to_every_area(
    areas: Areas, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'aria-label="A program területe"' not in client.get("/map").text
    info, edition = areas.list()[0], areas.edition
    monkeypatch.setattr(areas, "list", lambda: [info, dataclasses.replace(info, slug="circle")])
    monkeypatch.setattr(areas, "edition", lambda _, variant="programme": edition("square", variant))
    text = create_app(Settings(), areas).test_client().get("/map?area=circle&variant=ksh").text
    assert 'aria-label="A program területe"' in text
    assert 'href="/map?area=square">' in text
    assert 'href="/map?area=circle" aria-current="page">' in text


def test_streets_are_completed_for_everybody(client: FlaskClient) -> None:
    answer = client.post("/suggest", json={"text": "pró", "area": "square", "variant": ""})
    assert answer.status_code == 200
    assert list(answer.json) == ["streets"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert client.post("/suggest", data="x").status_code == 400
    assert client.get("/suggest").status_code == 405


def test_nothing_is_completed_where_the_look_up_is_not_public(areas: Areas) -> None:
    client = create_app(Settings(public_lookup=False), areas).test_client()
    assert client.post("/suggest", json={"text": "pró"}).status_code == 403
    page = client.get("/").text
    assert "data-suggest" not in page
    assert "data-pick" not in page


def test_only_the_page_with_the_look_up_may_ask_where_the_device_is(client: FlaskClient) -> None:
    assert "geolocation=(self)" in client.get("/").headers["Permissions-Policy"]
    assert "geolocation=()" in client.get("/map").headers["Permissions-Policy"]


def test_a_device_that_knows_its_place_roughly_decides_nothing_near_the_line(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    place = {"lat": "46.9", "lon": "19.69"}
    exact = client.post("/", data={**place, "accuracy": "5"}).text
    assert 'data-verdict="inside"' in exact
    assert "A készülék legfeljebb 5 méter eltéréssel ismeri a helyzetét." in exact
    rough = client.post("/", data={**place, "accuracy": "500"}).text
    assert 'data-verdict="undecidable"' in rough
    assert "A hely közelebb van a határvonalhoz, mint amilyen pontosan" in rough
    assert client.post("/", data={**place, "accuracy": "x"}).status_code == 400
    assert "46.9" not in caplog.text


def test_the_answer_names_the_office_of_the_programme(tmp_path: Path) -> None:
    client = create_app(Settings(data_dir=str(tmp_path)), None).test_client()
    text = client.post("/", data={"q": "Kecskemét, Halasi út 3"}).text
    step = re.search(r'<p class="next-step">(.*?)</p>', text, re.DOTALL)
    assert step is not None
    said = " ".join(re.sub("<[^>]+>", " ", step[1]).split())
    assert said.startswith(
        "A jogosultságról a program megvalósítója dönt. Itt érdeklődhet: Kecskemét"
    )
    # A number is not broken at the end of a line.
    assert '<a href="tel:+3676513513">06\N{NO-BREAK SPACE}76' in step[1]
    assert '<a href="mailto:palyazat@kecskemet.hu">' in step[1]
    plain = " ".join(re.sub("<[^>]+>", "", text).split())
    assert (
        "Igen: a Kecskemét, Halasi út 3. a program területén belül van, mert az utca páratlan, "
        "1–17. számú része belül van. A program azonban 2023. november 30-án véget ért."
    ) in plain
    assert "data-street=" in text
    assert "Az oldalon szereplő programok mind véget értek." in plain


def test_without_a_known_office_the_answer_leads_to_the_programmes(client: FlaskClient) -> None:
    text = client.post("/", data={"q": "Próba utca 1"}).text
    assert "Kérdésével a program megvalósítójához fordulhat." in text
