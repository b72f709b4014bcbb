"""The pages, without a browser."""

from __future__ import annotations

import datetime as dt
import logging
import re
from typing import TYPE_CHECKING

import pytest

from boundaries.clock import Clock
from webmap.app import create_app
from webmap.web.settings import Settings

if TYPE_CHECKING:
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
    for address in re.findall(r"(?:src|href|action)=\"([^\"]*)\"", text):
        assert address.startswith(("/", "#")) or "openstreetmap.org/copyright" in address


def test_the_form_works_without_script(client: FlaskClient) -> None:
    response = client.post("/", data={"q": "Próba utca 1"})
    assert response.status_code == 200
    assert "A „Próba utca 1” cím az akcióterületen belül van" in response.text
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
    assert '<input type="hidden"' not in text
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
    assert text.count("A program 2023. november 30-án zárult.") == ended
    assert f"<time data-print-day>2023. {'december 1' if ended else 'november 30'}.</time>" in text


def test_the_language_of_the_evidence_is_told(client: FlaskClient) -> None:
    assert "a bizonyítékokat angolul rögzíti" in client.get("/map").text
    assert "records the evidence in English" not in client.get("/map?lang=en").text


def test_a_point_with_a_decimal_comma(client: FlaskClient) -> None:
    text = client.post("/", data={"lat": "46,9", "lon": "19,69"}).text
    assert "A megadott pont az akcióterületen belül van" in text
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
    assert "A forrás nem nevez meg programhelyszínt" in text


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
