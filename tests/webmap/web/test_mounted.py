"""The service below a path, addresses with a slash too many, scripts of other sites."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from webmap.app import create_app
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from webmap.ask.services import Areas

BELOW = "/programok"
ADDRESS = re.compile(r'(?:href|src|action|data-[a-z-]+)="(/[^"]*)"')
PAGES = ("/", "/map", "/programmes", "/events", "/downloads", "/ogc?f=html", "/embed", "/print")


@pytest.fixture
def below(areas: Areas) -> FlaskClient:
    settings = Settings(proxies=1, public_url=f"https://varos.example{BELOW}", rate_limits=False)
    return create_app(settings, areas).test_client()


def get(client: FlaskClient, path: str) -> TestResponse:
    """Ask as a proxy does that serves the service below a path."""
    headers = {
        "X-Forwarded-For": "192.0.2.7",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "varos.example",
        "X-Forwarded-Prefix": BELOW,
    }
    return client.get(path, headers=headers, buffered=True)


@pytest.mark.parametrize("path", PAGES)
def test_every_address_of_a_page_lies_below_the_path(below: FlaskClient, path: str) -> None:
    page = get(below, path)
    assert page.status_code == 200
    found = {text.replace("&amp;", "&") for text in ADDRESS.findall(page.text)}
    assert found
    assert [text for text in found if not text.startswith(BELOW)] == []
    for text in sorted(found - {BELOW}):
        answer = get(below, text.removeprefix(BELOW) or "/")
        assert answer.status_code in {200, 303, 405}, text
    named = re.findall(r'https://varos\.example([^"&<?]*)', page.text)
    assert [text for text in named if not text.startswith(BELOW) or BELOW * 2 in text] == []


def test_the_scripts_of_a_map_ask_below_the_path(below: FlaskClient) -> None:
    assert f'<html lang="hu" data-root="{BELOW}">' in get(below, "/map").text
    assert "dataset.root" in get(below, "/static/js/map-backdrop.js").text


def test_signing_in_leads_back_below_the_path(below: FlaskClient) -> None:
    answer = get(below, "/desk")
    there = urlsplit(answer.headers["Location"])
    assert (there.path, there.query) == (f"{BELOW}/account/login", f"next={BELOW}/desk")


def test_programs_are_told_addresses_below_the_path(below: FlaskClient) -> None:
    landing = get(below, "/ogc?f=json").get_json()
    assert {urlsplit(link["href"]).path for link in landing["links"]} == {
        *(f"{BELOW}/ogc{rest}" for rest in ("", "/api", "/conformance", "/collections"))
    }


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/map/", "/map"),
        ("/map/?lang=en", "/map?lang=en"),
        ("/programmes/comparison//", "/programmes/comparison"),
        ("/api/v1/areas/", "/api/v1/areas"),
    ],
)
def test_a_slash_too_many_leads_to_the_page(
    client: FlaskClient, below: FlaskClient, path: str, target: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (308, target)
    assert get(below, path).headers["Location"] == BELOW + target


@pytest.mark.parametrize("path", ["/nincs/", "/map/x/", "//", "/desk//x/"])
def test_what_is_not_there_is_not_there_with_a_slash_either(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code in {404, 308}
    if path != "//":
        assert client.get(path).status_code == 404


def test_a_form_is_not_sent_on(client: FlaskClient) -> None:
    assert client.post("/api/v1/check/", json={"q": "x"}).status_code == 404


OPEN = (
    *PAGES,
    "/areas/square.geojson",
    "/areas/square/backdrop.geojson",
    "/areas/square/ledger.json",
    "/areas/square/programme/preview.png",
    "/areas/square/programme/downloads/area.geojson",
    "/events.ics",
    "/api/v1/openapi.json",
    "/ogc/collections",
    "/health",
    "/static/css/site.css",
)


@pytest.mark.parametrize("path", OPEN)
def test_scripts_of_other_sites_read_what_is_public(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Origin": "https://masik.example"}, buffered=True)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("path", OPEN)
def test_a_browser_that_asks_first_may_ask_whether_it_has_changed(
    client: FlaskClient, path: str
) -> None:
    headers = {
        "Origin": "https://masik.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    answer = client.options(path, headers=headers)
    assert answer.status_code == 200
    allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert {"if-none-match", "if-modified-since", "range"} <= set(allowed)
    assert "authorization" not in allowed
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/areas/nincs.geojson", 404),
        ("/areas/square/backdrop.geojson?x=1", 400),
        ("/api/v1/areas/nincs", 404),
        ("/api/v1/nincs", 404),
        ("/ogc/collections/nincs", 404),
        ("/ogc/nincs", 404),
        ("/areas/square/programme/downloads/nincs.geojson", 404),
    ],
)
def test_faults_too(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (status, "*")


@pytest.mark.parametrize("path", ["/desk", "/account/login", "/sheet", "/files", "/report"])
def test_the_desk_is_not_open(client: FlaskClient, path: str) -> None:
    for answer in (client.get(path), client.options(path)):
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_who_is_over_a_limit_can_read_it(areas: Areas) -> None:
    client = create_app(replace(Settings(), rate_default="1 per minute"), areas).test_client()
    answers = [client.get("/ogc/collections") for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 429]
    assert answers[1].headers["Access-Control-Allow-Origin"] == "*"
    assert int(answers[1].headers["Retry-After"]) > 0
