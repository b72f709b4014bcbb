"""Public pages are made once, and anew when anything that they show has changed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import gzip
from typing import TYPE_CHECKING

import pytest
from flask import Response

from boundaries.clock import Clock
from boundaries.data_files import DATA, VARIABLE
from boundaries.edition.edition import accept, load_edition
from boundaries.facts.area_files import look_again
from webmap.app import create_app
from webmap.planner.export_store import store
from webmap.request import page_cache
from webmap.store import users, venues
from webmap.store.core import Store
from webmap.store.tables import Venue
from webmap.web import kept
from webmap.web.i18n import texts
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

PAGES = ("/", "/map", "/programmes", "/events", "/downloads", "/ogc", "/api/v1/areas")
SLUG = "kecskemet-top-6.9.1"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=str(tmp_path / "kept"), rate_limits=False)


class Made(dict[str, int]):
    """Endpoint -> how often its view was asked."""

    def watch(self, app: Flask) -> None:
        for endpoint, view in app.view_functions.items():
            app.view_functions[endpoint] = self._counted(endpoint, view)

    def _counted(self, endpoint: str, view: object) -> object:
        @functools.wraps(view)
        def counted(**values: object) -> object:
            self[endpoint] = self.get(endpoint, 0) + 1
            return view(**values)

        return counted


@pytest.fixture
def made() -> Made:
    return Made()


@pytest.fixture
def client(settings: Settings, made: Made) -> FlaskClient:
    app = create_app(settings)
    # Its files are made beside the page; with a cookie nothing is kept.
    passing = app.test_client(use_cookies=False)
    passing.get("/downloads", headers={"Cookie": "akcioterulet=x"})
    with app.test_request_context():
        store().settle()
    made.watch(app)
    return app.test_client(use_cookies=False)


@pytest.mark.parametrize("path", PAGES)
def test_the_second_answer_is_the_first(client: FlaskClient, made: Made, path: str) -> None:
    first, second = client.get(path), client.get(path)
    assert (first.status_code, first.data) == (200, second.data)
    assert dict(first.headers) == dict(second.headers)
    assert set(made.values()) == {1}


def test_another_address_host_language_or_encoding_is_another_page(
    client: FlaskClient, made: Made
) -> None:
    plain = client.get("/")
    english = client.get("/?lang=en")
    packed = client.get("/", headers={"Accept-Encoding": "gzip"})
    elsewhere = client.get("/", base_url="http://masik.example")
    assert made == {"pages.home": 4}
    assert plain.data != english.data
    assert gzip.decompress(packed.data) == plain.data
    assert b"masik.example" in elsewhere.data
    assert b"masik.example" not in plain.data
    assert client.get("/", headers={"Accept-Encoding": "gzip"}).data == packed.data
    assert made == {"pages.home": 4}


@pytest.mark.parametrize(
    "header", [{"Cookie": "akcioterulet=x"}, {"Authorization": "Bearer x"}, {"Range": "bytes=0-9"}]
)
def test_what_one_reader_asks_with_is_answered_to_that_reader(
    client: FlaskClient, made: Made, header: dict[str, str]
) -> None:
    for _ in range(2):
        client.get("/downloads", headers=header)
    assert made == {"downloads.page": 2}
    first = client.get("/downloads")
    assert made == {"downloads.page": 3}
    assert {"Cookie", "Authorization"} <= set(first.vary)
    assert client.get("/downloads").headers["Vary"] == first.headers["Vary"]


def test_posts_faults_and_long_queries_are_not_kept(client: FlaskClient, made: Made) -> None:
    for _ in range(2):
        client.post("/", data={"q": "Petőfi Sándor utca 1"})
        client.get("/?nosuch=1")
        client.get("/?area=" + "x" * page_cache.LONGEST_QUERY)
    assert made == {"pages.look_up": 2, "pages.home": 4}


def test_what_is_not_kept_asks_nothing_of_the_database(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "version", None)  # nothing that can be called
    for path in ("/health", "/static/css/site.css", "/nothing-here"):
        assert client.get(path, buffered=True).status_code in {200, 404}


def test_what_is_not_kept_is_passed_on_as_it_comes(settings: Settings) -> None:
    app = create_app(settings)
    pieces = iter([b"one", b"two"])
    app.add_url_rule("/pieces", view_func=lambda: Response(pieces))
    answer = app.test_client().get("/pieces")
    assert next(pieces) == b"two"  # the client has read the first to know that it has begun
    answer.close()


def test_a_reader_who_has_it_is_told_so(client: FlaskClient, made: Made) -> None:
    tag = client.get("/ogc/collections").headers["ETag"]
    again = client.get("/ogc/collections", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert set(made.values()) == {1}


def test_what_another_process_publishes_is_shown_at_once(
    client: FlaskClient, made: Made, settings: Settings
) -> None:
    assert "Próba Ház" not in client.get("/events").text
    other = Store(settings.data_folder)
    with other.session() as session:
        anna = users.create(session, "Próba Anna", "not a hash", ("approver",))
        row = Venue(name_hu="Próba Ház", kind="community_house", source="próbaforrás")
        row = venues.save(session, row, by=anna)
        venues.set_state(session, row.slug, "published", by=anna)
    assert "Próba Ház" in client.get("/events").text
    client.get("/events")
    assert made == {"events.index": 2}
    other.close()


def test_a_database_that_is_gone_is_said(
    client: FlaskClient, made: Made, settings: Settings
) -> None:
    store = Store(settings.data_folder)
    store.upgrade()
    store.close()
    whole = client.get("/events").text
    assert client.get("/events").text == whole
    assert made == {"events.index": 1}
    store.sqlite_file.unlink()
    told = texts("hu")("pages.store_fault")
    assert told not in whole
    for _ in range(2):
        assert told in client.get("/events").text
    assert made == {"events.index": 3}


def test_what_is_served_no_more_is_said(
    settings: Settings, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "overrides").mkdir()
    monkeypatch.setattr(kept, "LOOK_S", 0.0)
    app = create_app(dataclasses.replace(settings, overrides_dir=str(tmp_path / "overrides")))
    made.watch(app)
    client = app.test_client(use_cookies=False)
    assert [client.get("/map").status_code for _ in range(2)] == [200, 200]
    (tmp_path / "overrides").rmdir()
    assert client.get("/map").status_code == 503
    assert made == {"pages.boundary_map": 1}


def test_whoever_asks_too_often_is_told_so(settings: Settings, made: Made) -> None:
    limited = dataclasses.replace(settings, rate_limits=True, rate_default="3 per minute")
    app = create_app(limited)
    made.watch(app)
    client = app.test_client(use_cookies=False)
    answers = [client.get("/programmes") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert [one.headers["X-RateLimit-Remaining"] for one in answers] == ["2", "1", "0", "0"]
    assert len({one.data for one in answers[:3]}) == 1
    elsewhere = client.get("/programmes", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 200
    assert made == {"programmes.index": 1}


def test_the_next_day_is_another_page(settings: Settings, made: Made) -> None:
    days = [dt.date(2023, 11, 30)]
    clock = Clock(lambda: dt.datetime.combine(days[0], dt.time(12), dt.UTC))
    app = create_app(settings, clock=clock)
    made.watch(app)
    client = app.test_client(use_cookies=False)
    running = client.get("/programmes").text
    days[0] = dt.date(2023, 12, 1)
    assert client.get("/programmes").text != running
    assert made == {"programmes.index": 2}


def test_an_edition_that_is_accepted_is_shown(
    settings: Settings, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "areas"
    edition = load_edition(SLUG, folder=DATA / "editions")
    accept(edition, by="Próba", on="2026-01-31", reason="próba", folder=own / "editions")
    monkeypatch.setenv(VARIABLE, str(own))
    app = create_app(settings)
    made.watch(app)
    client = app.test_client(use_cookies=False)
    client.get("/map")
    client.get("/map")
    assert made == {"pages.boundary_map": 1}
    accept(edition, by="Próba", on="2026-02-01", reason="újra", folder=own / "editions")
    look_again()
    client.get("/map")
    assert made == {"pages.boundary_map": 2}


def test_what_was_not_asked_for_longest_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "MOST_BYTES", 25)
    cache = page_cache.Pages()
    page = page_cache.Page(1, "/", [], b"x" * 10)
    for key in "ab":
        cache.put(key, page)
    assert cache.get("a", 1)
    cache.put("c", page)
    assert [key for key in "abc" if cache.get(key, 1)] == ["a", "c"]
    assert cache.get("a", 2) is None
    assert cache.get("a", 1) is None
