"""The public pages of programmes, events and venues, without a browser."""

from __future__ import annotations

import datetime as dt
import html
import importlib.util
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar

from boundaries.clock import Clock
from boundaries.programmes.catalogue import load_catalogue, load_programme, programme_slugs
from boundaries.programmes.facts import fact_rows
from webmap.app import create_app
from webmap.happenings import sources
from webmap.store import venues as venue_store
from webmap.web.i18n import texts
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from types import ModuleType

    from flask.testing import FlaskClient

    from webmap.ask.services import Areas

SLUGS = programme_slugs()
DAY_ONLY = "kecskemet-top-6.9.1_course-competences"
TIMED = "kunszentmiklos-arop-1.a.3_szentmiklosi-napok"
UNDATED = "kunszentmiklos-arop-1.a.3_round-tables"
PAGES = [
    "/",
    "/events",
    "/programmes",
    "/programmes/comparison",
    *(f"/programmes/{slug}" for slug in SLUGS),
    f"/events/{TIMED}",
    f"/events/{UNDATED}",
    "/venues/kunszentmiklos-arop-1.a.3_zenepavilon",
    "/venues/kecskemet-top-6.9.1_action-area",
]


@pytest.fixture(scope="session")
def own() -> ModuleType:
    path = Path(__file__).parent.parent / "programme_data.py"
    spec = importlib.util.spec_from_file_location("programme_data", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def town(own: ModuleType, areas: Areas, tmp_path: Path) -> FlaskClient:
    """The service of a municipality that has events of its own."""
    store = own.store_with_events(tmp_path / "data")
    areas.clock = Clock.on(own.TODAY)
    app = create_app(Settings(), areas, store=store)
    return app.test_client()


@pytest.fixture(scope="session")
def real() -> FlaskClient:
    """The service with the bundled areas."""
    return create_app(Settings(), clock=Clock.on(dt.date(2026, 5, 1))).test_client()


def words(text: str) -> str:
    """Return what a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_titles_are_unique_and_tell_their_language(real: FlaskClient) -> None:
    titles = []
    for lang in ("hu", "en"):
        for path in PAGES:
            text = real.get(f"{path}?lang={lang}").text
            assert f'<html lang="{lang}"' in text
            assert text.count("<h1") == 1
            assert 'property="og:title"' in text
            titles += re.findall(r"<title>(.*?)</title>", text)
    assert len(titles) == len(set(titles)) == 2 * len(PAGES)


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("lang", ["hu", "en"])
def test_every_fact_stands_on_its_page_with_its_words(
    real: FlaskClient, slug: str, lang: str
) -> None:
    text = html.unescape(real.get(f"/programmes/{slug}?lang={lang}").text)
    events = html.unescape(
        "".join(
            real.get(f"/{kind}/{slug}_{one.id}?lang={lang}").text
            for kind, parts in (
                ("events", load_programme(slug).events),
                ("venues", load_programme(slug).venues),
            )
            for one in parts
        )
    )
    for row in fact_rows(load_programme(slug)):
        where = events if row.section in ("events", "venues") else text
        for quoted in row.quotations:
            assert f'<blockquote lang="hu">{quoted.words}</blockquote>' in where, row.path
            assert quoted.file in where


@pytest.mark.parametrize("slug", SLUGS)
def test_linked_data_is_the_programme_and_inert(real: FlaskClient, slug: str) -> None:
    text = real.get(f"/programmes/{slug}").text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    document = json.loads(found.group(1))
    service = document["@graph"][0]
    assert document["@context"] == "https://schema.org"
    assert service["@type"] == "GovernmentService"
    assert service["identifier"][0] == load_programme(slug).project
    assert {node["@type"] for node in document["@graph"][1:]} <= {"Event"}


@pytest.mark.parametrize("kind", ["jsonld", "csv", "geojson", "ics"])
@pytest.mark.parametrize("slug", SLUGS)
def test_files_of_a_programme(real: FlaskClient, slug: str, kind: str) -> None:
    response = real.get(f"/programmes/{slug}.{kind}")
    assert response.status_code == 200
    assert f'filename="{slug}.{kind}"' in response.headers["Content-Disposition"]
    if kind == "ics":
        assert Calendar.from_ical(response.data)["version"] == "2.0"
    elif kind == "csv":
        assert response.text.startswith("\ufeffprogramme;path;")
    else:
        assert json.loads(response.text)


@pytest.mark.parametrize(
    ("slug", "mark"),
    [
        ("kalocsa-top-5.2.1", "Nincs közzétett határvonal."),
        ("kecskemet-arop-1.a.3", "A részt vevő települések nincsenek közzétéve."),
    ],
)
def test_an_extent_says_that_it_is_no_area(real: FlaskClient, slug: str, mark: str) -> None:
    assert mark in real.get(f"/programmes/{slug}").text
    script = real.get(f"/programmes/{slug}/map.js").text
    assert "url(#extent-hatch)" in script
    assert '"dashArray": "7 6"' in script


@pytest.mark.parametrize("slug", ["kiskunhalas-efop-1.5.3", "kecskemet-top-6.9.1"])
def test_an_area_is_filled(real: FlaskClient, slug: str) -> None:
    script = real.get(f"/programmes/{slug}/map.js").text
    assert "programme-inside" in script
    assert "programme-open" not in script


def test_small_numbers_are_not_public(real: FlaskClient) -> None:
    text = real.get("/programmes/kecskemet-top-6.9.1").text
    tables = re.findall(r"<tbody>\s*(<tr><th scope=\"row\">.*?)</tbody>", text, re.DOTALL)
    numbers = [
        int(re.sub(r"\s", "", cell))
        for table in tables
        for cell in re.findall(r'<td class="number">([\d\s]+)</td>', table)
    ]
    assert len(numbers) > 8
    assert not [number for number in numbers if 0 < number < 10]
    assert "nem közöljük" in text


def test_the_comparison_shows_its_arithmetic(real: FlaskClient) -> None:
    text = words(real.get("/programmes/comparison").text).replace("\N{NO-BREAK SPACE}", " ")
    assert "165 000 000 Ft : (50 + 200 + 40) = 568 966 Ft" in text
    assert "21 993 850 Ft : (1 + 11) = 1 832 821 Ft" in text
    assert "75 000 000 + 21 993 850 + 165 000 000 + 483 280 308 = 745 274 158 Ft" in text
    assert "az összegből nyilvánvalóan hiányzik egy egység" in text
    assert "<table" in real.get("/programmes/comparison").text
    assert not re.search(r"\d,\d\d? Ft", text.replace("21,98 Ft", ""))
    assert "548 000 000 Ft" in text.split("Kapcsolódó projektek")[1]


def test_without_coming_events_the_page_says_so_and_shows_the_past_ones(
    real: FlaskClient,
) -> None:
    for path in ("/", "/events"):
        text = real.get(path).text
        assert "Jelenleg nincs meghirdetett esemény." in text
        assert "Zárórendezvény" in text
    assert TIMED in real.get("/events").text


def test_coming_events_stand_first(town: FlaskClient) -> None:
    text = town.get("/events").text
    assert "Jelenleg nincs" not in text
    assert text.index("Próba Ház kerti nap") < text.index("Zárórendezvény")
    assert "2026. május 12., kedd, 10:00–12:00" in text
    assert "Elmarad" in text
    for hidden in ("Piszkozat", "Rejtett"):
        assert hidden not in text


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("time=coming", ["kerti nap"], ["Zárórendezvény"]),
        ("time=past", ["Zárórendezvény"], ["kerti nap"]),
        ("programme=kunszentmiklos-arop-1.a.3", ["Zárórendezvény"], ["kerti nap", "Targonca"]),
        ("group=próbacsoport", ["kerti nap"], ["Zárórendezvény", "Targonca"]),
        ("step_free=1", ["kerti nap", "Lépcső nélkül megközelíthető."], ["Zárórendezvény"]),
        ("step_free=1&time=past", ["egyetlen korábbi esemény sem"], ["kerti nap"]),
    ],
)
def test_the_finder(town: FlaskClient, query: str, shown: list[str], hidden: list[str]) -> None:
    for path in ("/", "/events"):
        text = town.get(f"{path}?{query}").text
        assert [one for one in shown if one not in text] == []
        lists = "".join(re.findall(r'<ul class="event-list.*?</ul>', text, re.DOTALL))
        assert [one for one in hidden if one in lists] == []


@pytest.mark.parametrize(
    "query", ["time=x", "programme=x", "step_free=2", "x=1", "time=all&time=x"]
)
@pytest.mark.parametrize("path", ["/", "/events"])
def test_the_finder_refuses_what_it_does_not_know(town: FlaskClient, path: str, query: str) -> None:
    assert town.get(f"{path}?{query}").status_code == 400


def test_an_event_goes_into_a_calendar(town: FlaskClient) -> None:
    (number,) = set(re.findall(r'href="/events/(\d+)">Próba', town.get("/events").text))
    response = town.get(f"/events/{number}.ics")
    assert response.mimetype == "text/calendar"
    (event,) = Calendar.from_ical(response.data).walk("VEVENT")
    assert event["summary"] == "Próba Ház kerti nap"
    assert event.start.isoformat() == "2026-05-12T10:00:00+02:00"
    assert event["location"] == "Próba Ház, Próba utca 1"
    assert event["status"] == "CONFIRMED"
    feed = Calendar.from_ical(town.get("/events.ics").data).walk("VEVENT")
    names = [str(one["summary"]) for one in feed]
    assert "Próba Ház kerti nap" in names
    assert "Piszkozat próbanap" not in names
    assert {str(one.get("status", "")) for one in feed} == {"", "CONFIRMED", "CANCELLED"}
    assert len({str(one["uid"]) for one in feed}) == len(feed) == 12


def test_a_calendar_is_the_same_until_something_changes(
    town: FlaskClient, areas: Areas, own: ModuleType
) -> None:
    first = town.get("/events.ics")
    areas.clock = Clock.on(own.TODAY + dt.timedelta(days=40))
    again = town.get("/events.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    calendar = Calendar.from_ical(first.data)
    assert calendar["name"] == calendar["x-wr-calname"] == "Események naptára"
    assert calendar["source"] == "http://localhost/events.ics"
    (off,) = (one for one in calendar.events if one.get("status") == "CANCELLED")
    assert off["summary"] == "Elmarad: Elmaradó próbanap"
    assert off["url"].startswith("http://localhost/events/")
    assert (off["last-modified"].dt, off["geo"].to_ical()) == (off["dtstamp"].dt, "46.95;19.72")
    rough = next(one for one in calendar.events if "szentmiklosi-napok" in one["uid"])
    assert rough["location"] == "Zenepavilon környéke, Kunszentmiklós"
    assert "geo" not in rough
    assert rough["categories"].cats == ["nyilvános rendezvény"]
    assert not [one for one in calendar.events if "/" in one["uid"]]


def test_a_change_of_the_venue_is_one_of_the_event(
    own: ModuleType, areas: Areas, tmp_path: Path
) -> None:
    store = own.store_with_events(tmp_path / "data")
    client = create_app(Settings(), areas, store=store).test_client()
    before = {
        str(one["uid"]): one for one in Calendar.from_ical(client.get("/events.ics").data).events
    }
    with store.session() as session:
        place = venue_store.listed(session, state="published")[0]
        place.address = "Próba utca 3"
        place.changed_at += dt.timedelta(minutes=1)
    for one in Calendar.from_ical(client.get("/events.ics").data).events:
        is_there = "Próba Ház" in str(one.get("location"))
        assert (one.get("sequence") != before[str(one["uid"])].get("sequence")) == is_there


def test_a_day_without_hours_is_a_whole_day(town: FlaskClient) -> None:
    (event,) = Calendar.from_ical(town.get(f"/events/{DAY_ONLY}.ics").data).walk("VEVENT")
    assert event.start == dt.date(2022, 6, 3)


def test_an_event_without_a_day_has_no_calendar(town: FlaskClient) -> None:
    assert town.get(f"/events/{UNDATED}.ics").status_code == 404
    text = town.get(f"/events/{UNDATED}").text
    assert "naptárbejegyzés nem készíthető" in text
    assert "Csak meghívottak vehetnek részt." in text


def test_the_page_of_a_venue(town: FlaskClient) -> None:
    text = words(town.get("/venues/proba-haz").text)
    for said in ("Próba utca 1", "Próba megálló", "hétfőn 9–12", "próba iroda", "kerti nap"):
        assert said in text
    assert "legfeljebb 5 méter" in text
    assert "Lépcső nélkül megközelíthető." in text
    assert '"id":"proba-haz"' in town.get("/venues/proba-haz/map.js").text


def test_a_rough_place_is_said_and_drawn(town: FlaskClient) -> None:
    venue = "/venues/kunszentmiklos-arop-1.a.3_zenepavilon"
    assert "A forrásból csak a település derül ki." in town.get(venue).text
    assert re.search(r'"precision":\d{4}', town.get(f"{venue}/map.js").text)


@pytest.mark.parametrize(
    "path", ["/programmes/x", "/events/x", "/events/1", "/venues/x", "/events/x.ics"]
)
def test_what_is_not_there_is_a_page(real: FlaskClient, path: str) -> None:
    response = real.get(path)
    assert response.status_code == 404
    assert "<h1>Nincs ilyen oldal</h1>" in response.text


def test_public_pages_make_no_database(areas: Areas, tmp_path: Path) -> None:
    client = create_app(Settings(data_dir=str(tmp_path / "none")), areas).test_client()
    for path in PAGES:
        assert client.get(path).status_code == 200
    assert not (tmp_path / "none").exists()


def test_with_the_database_away_the_catalogue_stands_alone(areas: Areas, tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    (tmp_path / "akcioterulet.sqlite").write_bytes(b"no database" * 100)
    text = create_app(settings, areas).test_client().get("/events").text
    assert "saját eseményei és helyszínei most nem érhetők el" in text
    assert "Zárórendezvény" in text


def test_with_a_broken_catalogue_the_look_up_stays_up(
    areas: Areas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "load_settlements", lambda: (_ for _ in ()).throw(OSError("gone")))
    client = create_app(Settings(), areas).test_client()
    assert "A programok jegyzéke most nem olvasható" in client.get("/").text
    assert "belül van" in client.post("/", data={"q": "Próba utca 1"}).text
    assert client.get("/programmes").status_code == 200


@pytest.mark.parametrize(
    ("query", "inside", "undecidable"),
    [
        ("Pirtó, Dózsa György utca 18", {"kiskunhalas-efop-1.5.3"}, set()),
        ("Kalocsa, Szent István király út 2", set(), {"kalocsa-top-5.2.1"}),
        ("Lajosmizse, Dózsa György út 100", set(), {"kecskemet-arop-1.a.3"}),
        ("Debrecen, Piac utca 1", set(), set(SLUGS)),
    ],
)
def test_the_look_up_answers_for_every_programme(
    real: FlaskClient, query: str, inside: set[str], undecidable: set[str]
) -> None:
    text = real.post("/", data={"q": query}).text
    found = re.findall(r'answer-row answer-row-(\w+)" data-programme="([^"]+)"', text)
    assert len(found) == len(SLUGS)
    assert {slug for verdict, slug in found if verdict == "inside"} == inside
    assert {slug for verdict, slug in found if verdict == "undecidable"} == undecidable
    on_day = texts("hu").on_day("2026-05-01")
    ended = texts("hu")("programme.state.ended", on_day=on_day, end="|").split("|")[0]
    assert text.count(ended) == len(SLUGS)


def test_a_point_is_put_to_every_programme(real: FlaskClient) -> None:
    text = real.post("/", data={"lat": "46,9", "lon": "19,69"}).text
    assert text.count("data-programme=") == len(SLUGS)


def test_settlements_that_may_be_meant_are_offered(real: FlaskClient) -> None:
    text = real.post("/", data={"q": "Kápolna utca 18"}).text
    assert text.count("data-programme=") == len(SLUGS)
    offered = re.findall(r'<input type="hidden" name="q" value="([^"]+)">', text)
    assert all("18" in one for one in offered)


def test_no_look_up_where_it_is_off(areas: Areas) -> None:
    text = create_app(Settings(public_lookup=False), areas).test_client().get("/").text
    assert 'method="post"' not in text
    assert "nyilvános címkeresés ki van kapcsolva" in text


def test_the_catalogue_is_what_the_list_shows(real: FlaskClient) -> None:
    text = html.unescape(real.get("/programmes").text)
    for programme in load_catalogue():
        assert f'href="/programmes/{programme.slug}">{programme.title.hu}</a>' in text
    assert text.count("Véget ért") == len(SLUGS)
