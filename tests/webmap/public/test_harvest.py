"""What search engines and portals read: site map, robots, addresses and titles of pages, events."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from boundaries.clock import Clock
from webmap.app import create_app
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient

BASE = "https://terkep.example.hu/al"
KUNSZENT = "kunszentmiklos-arop-1.a.3"
SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    settings = Settings(public_url=BASE, rate_limits=False)
    return create_app(settings, clock=Clock.on(dt.date(2026, 5, 1))).test_client()


@pytest.fixture(scope="module")
def listed(client: FlaskClient) -> list[str]:
    response = client.get("/sitemap.xml")
    assert response.mimetype == "application/xml"
    urls = ET.fromstring(response.data).findall(f"{SITE}url")  # noqa: S314 - our own
    for url in urls:
        others = {link.get("hreflang"): link.get("href") for link in url.findall(f"{XHTML}link")}
        assert set(others) == {"hu", "en", "x-default"}
        assert others["x-default"] == others["hu"]
        assert url.findtext(f"{SITE}loc") in others.values()
    return [str(url.findtext(f"{SITE}loc")) for url in urls]


def attributes(page: str, pattern: str) -> list[str]:
    return [html.unescape(found) for found in re.findall(pattern, page)]


def test_every_listed_page_says_the_address_under_which_it_is_listed(
    client: FlaskClient, listed: list[str]
) -> None:
    titles: dict[str, str] = {}
    sayings: dict[str, str] = {}
    assert len(listed) == len(set(listed)) > 60
    for address in listed:
        response = client.get(address.removeprefix(BASE), headers={"Accept": "text/html"})
        assert response.status_code == 200, address
        page = response.text
        assert attributes(page, r'<link rel="canonical" href="([^"]+)"') == [address]
        assert attributes(page, r'property="og:url" content="([^"]+)"') == [address]
        alternates = attributes(page, r'<link rel="alternate" hreflang="[^"]+" href="([^"]+)"')
        assert len(alternates) == 3
        assert set(alternates) <= set(listed)
        (title,) = attributes(page, r'property="og:title" content="([^"]+)"')
        (said,) = attributes(page, r'property="og:description" content="([^"]+)"')
        assert attributes(page, r'<meta name="description" content="([^"]+)"') == [said]
        (locale,) = attributes(page, r'property="og:locale" content="([^"]+)"')
        assert locale == ("en_GB" if "lang=en" in address else "hu_HU")
        if not address.startswith(f"{BASE}/venues/"):
            assert titles.setdefault(title, address) == address
            assert sayings.setdefault(said, address) == address
    assert f"{BASE}/events/{KUNSZENT}_closing" in listed
    assert f"{BASE}/programmes/{KUNSZENT}?lang=en" in listed


def test_a_page_has_one_address_however_it_is_asked_for(client: FlaskClient) -> None:
    for asked, address in (
        ("/?area=kecskemet-top-6.9.1", "/"),
        ("/?area=kecskemet-top-6.9.1&variant=programme&lang=hu", "/"),
        ("/map?variant=ksh", "/map?area=kecskemet-top-6.9.1&variant=ksh"),
        ("/events?time=past&lang=en", "/events?lang=en"),
        ("/ogc/collections?f=html", "/ogc/collections"),
        ("/ogc/collections/areas?f=html&lang=en", "/ogc/collections/areas?lang=en"),
        ("/ogc/collections/legs/items?f=html&offset=10", "/ogc/collections/legs/items?offset=10"),
    ):
        (found,) = attributes(client.get(asked).text, r'<link rel="canonical" href="([^"]+)"')
        assert found == BASE + address


def test_what_is_not_for_everybody_has_no_address(client: FlaskClient) -> None:
    for path in ("/programmes/x", "/events/x", "/account/login", "/report", "/nothing"):
        page = client.get(path).text
        assert 'rel="canonical"' not in page
        assert "og:url" not in page
    assert '<meta name="robots" content="noindex">' in client.get("/programmes/x").text
    answer = client.post("/", data={"q": "Kecskemét, Alma utca 1"}).text
    assert 'rel="canonical"' not in answer
    assert "Alma utca" not in "".join(re.findall(r"<(?:meta|link)[^>]*>", answer))


def test_the_other_language_of_a_page_is_that_page(client: FlaskClient) -> None:
    for asked, other in (
        ("/downloads", "/downloads?lang=en"),
        ("/verify?lang=en", "/verify"),
        ("/info/privacy", "/info/privacy?lang=en"),
        ("/ogc/collections/legs?f=html", "/ogc/collections/legs?f=html&lang=en"),
        ("/events?time=past", "/events?time=past&lang=en"),
    ):
        header = client.get(asked).text.partition("</header>")[0]
        assert attributes(header, r'href="([^"]+)" lang="(?:hu|en)" hreflang') == [other]


def test_robots(client: FlaskClient) -> None:
    response = client.get("/robots.txt")
    assert response.mimetype == "text/plain"
    lines = response.text.splitlines()
    assert lines[0] == "User-agent: *"
    assert lines[-1] == f"Sitemap: {BASE}/sitemap.xml"
    for path in ("desk", "account", "sheet", "files", "report"):
        assert f"Disallow: /al/{path}" in lines


def test_the_first_page_has_its_own_title_and_the_picture_of_its_map(client: FlaskClient) -> None:
    page = client.get("/").text
    (title,) = attributes(page, r'property="og:title" content="([^"]+)"')
    (heading,) = re.findall(r"<h1[^>]*>\s*(.*?)\s*</h1>", page, re.DOTALL)
    assert title == html.unescape(heading)
    assert attributes(page, r'property="og:image" content="([^"]+)"')


def test_feeds_are_named_in_the_head(client: FlaskClient) -> None:
    assert 'type="text/calendar"' in client.get("/events").text
    assert 'rel="alternate" type="application/ld+json"' in client.get("/downloads").text


def test_an_event_as_linked_data(client: FlaskClient) -> None:
    page = client.get(f"/events/{KUNSZENT}_szentmiklosi-napok").text
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    event = json.loads(text)
    assert event["startDate"] == "2015-09-12T13:00:00+02:00"
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert event["location"]["address"]["addressLocality"] == "Kunszentmiklós"
    assert event["organizer"][0]["name"] == "Kunszentmiklós Város Önkormányzata"
    assert event["url"].startswith(BASE)
    bare = client.get(f"/events/{KUNSZENT}_closing").text
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', bare, re.DOTALL)
    assert not {"location", "eventAttendanceMode"} & set(json.loads(text))
