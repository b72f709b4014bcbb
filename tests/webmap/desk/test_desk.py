"""The staff desk over HTTP: who may ask, what is said, what is kept."""

from __future__ import annotations

import datetime as dt
import html
import logging
import re
import statistics
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from boundaries.clock import Clock
from boundaries.edition.edition import Acceptance
from boundaries.model import Details, Numbers, Reason, VerdictKind
from tests.webmap.forms import PASSWORD, token_of
from webmap.accounts import passwords
from webmap.app import create_app
from webmap.desk import nav
from webmap.request.state import state
from webmap.store import reports, users
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from webmap.ask.services import Areas

STAFF, PLANNER = "Próba Panna", "Próba Terv"
TODAY = dt.date(2026, 3, 1)
PART = {"X-Answer-Only": "1"}


@pytest.fixture(scope="module")
def hashed() -> str:
    return passwords.make_hash(PASSWORD)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=str(tmp_path / "kept"), rate_limits=False)


@pytest.fixture
def app(areas: Areas, settings: Settings, hashed: str) -> Flask:
    areas.clock = Clock.on(TODAY)
    app = create_app(settings, areas)
    with app.app_context(), state().store.session() as session:
        users.create(session, STAFF, hashed, ["staff"])
        users.create(session, PLANNER, hashed, ["planner"])
        users.create(session, "Próba Senki", hashed, [])
    return app


class Desk:
    """A browser at the desk."""

    def __init__(self, client: FlaskClient, name: str = STAFF) -> None:
        self.client = client
        form = client.get("/account/login")
        data = {"name": name, "password": PASSWORD, "csrf_token": token_of(form)}
        assert client.post("/account/login", data=data).status_code == 303
        self.token = token_of(client.get("/account/"))

    def ask(self, **fields: str) -> TestResponse:
        return self.client.post("/desk", data={**fields, "csrf_token": self.token}, headers=PART)

    def suggest(self, **fields: str) -> TestResponse:
        return self.client.post("/desk/suggest", json=fields, headers={"X-CSRFToken": self.token})

    def report(self, **fields: str) -> TestResponse:
        return self.client.post("/desk/report", data={**fields, "csrf_token": self.token})


@pytest.fixture
def desk(client: FlaskClient) -> Desk:
    return Desk(client)


def spoken(response: TestResponse) -> str:
    found = re.search(r"data-spoken><strong>(.*?)</strong>", response.text, re.DOTALL)
    assert found is not None, response.text
    return html.unescape(found.group(1))


def words(response: TestResponse) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def stored_reports(app: Flask) -> list[str]:
    with app.app_context(), state().store.session(read_only=True) as session:
        return [row.text for row in reports.listed(session)]


# ---- who may


def test_nobody_asks_without_signing_in(client: FlaskClient) -> None:
    assert client.get("/desk").headers["Location"] == "/account/login?next=/desk"
    for path in ("/desk", "/desk/suggest", "/desk/report"):
        answer = client.post(path, data={"q": "Próba utca 1"})
        assert (path, answer.status_code) == (path, 303)
        assert "Próba" not in answer.text + answer.headers["Location"]


def test_people_without_a_role_are_refused(client: FlaskClient) -> None:
    desk = Desk(client, "Próba Senki")
    assert client.get("/desk").status_code == 403
    assert desk.ask(q="Próba utca 1").status_code == 403
    assert desk.suggest(text="hát").status_code == 403


def test_planners_read_and_do_no_more(client: FlaskClient) -> None:
    desk = Desk(client, PLANNER)
    answer = desk.ask(q="Próba utca 1")
    assert "a program területén belül van" in spoken(answer)
    assert "data-report" not in answer.text
    assert desk.report(text="rossz", area="square").status_code == 403


def test_forged_requests_are_refused(desk: Desk, app: Flask) -> None:
    for path in ("/desk", "/desk/report"):
        assert desk.client.post(path, data={"q": "Próba utca 1", "text": "x"}).status_code == 400
    assert desk.client.post("/desk/suggest", json={"text": "hát"}).status_code == 400
    assert stored_reports(app) == []


# ---- the answer


def test_one_sentence_to_read_aloud(desk: Desk) -> None:
    assert spoken(desk.ask(q="Próba utca 1")) == (
        "Igen: a Próba utca 1. a program területén belül van, mert az 55. szavazókör, ahova "
        "tartozik, egészében belül van. A válasz 2026. március 1. napjára szól. "
        "A program azonban 2023. november 30-án véget ért."
    )


def test_the_same_in_english(desk: Desk) -> None:
    data = {"q": "Próba utca 1", "csrf_token": desk.token}
    answer = desk.client.post("/desk?lang=en", data=data, headers=PART)
    assert spoken(answer).startswith("Yes: Próba utca 1 is inside the programme's area")
    assert "The answer is for 1 March 2026." in spoken(answer)
    assert spoken(answer).endswith("The programme, however, ended on 30 November 2023.")


def test_the_proof_stands_below(desk: Desk) -> None:
    text = words(desk.ask(q="Próba utca 1"))
    for fact in (
        "Legközelebbi határszakasz 2. szakasz: 2. próba utca",
        "Távolság a határvonaltól 123 méter",
        "Bizonytalanság A hely és a vonal együtt legfeljebb 15 méter eltéréssel ismert.",
        "Szabály A határ az utca vagy a vasút középvonala.",
        "A határszakasz vonala: valószínű.",
        "Az, hogy egy hely a program területén van, nem jelent jogosultságot a részvételre.",
        "A ház helye nem ismert, ezért nincs pont a térképen",
        "0123456789ab",
    ):
        assert fact in text


def test_a_known_door_is_on_the_map_with_every_source(
    desk: Desk, fakes: ModuleType, areas: Areas
) -> None:
    place = {
        "method": "building",
        "verdict": "inside",
        "reason": "point_inside",
        "east": 698_500.0,
        "north": 172_500.0,
        "place_uncertainty_m": 12.0,
        "distance_m": 54.0,
        "sources": [],
    }
    listed = {
        "method": "register_range",
        "verdict": "inside",
        "reason": "district_inside",
        "district": "055",
    }
    details = Details(evidence=(place, listed), flip_distance_m=42.0)
    known = fakes.answer("Ismert utca 1", method="building", details=details)
    areas.answers["Ismert utca 1"] = known  # type: ignore[attr-defined]
    answer = desk.ask(q="Ismert utca 1")
    lat, lon = (re.search(rf'data-{name}="([0-9.]+)"', answer.text) for name in ("lat", "lon"))
    assert lat is not None
    assert lon is not None
    assert 46.8 < float(lat.group(1)) < 47.0
    assert 19.6 < float(lon.group(1)) < 19.8
    text = words(answer)
    assert "Mennyin múlik? Legközelebb innen 42 méter távolságra más már a válasz." in text
    assert "épület a térképen Belül A határvonal körülveszi" in text
    assert "legfeljebb 12 méter eltérés" in text
    assert "utcajegyzék Belül Az 55. szavazókör" in text


def test_an_override_is_shown_with_its_people(desk: Desk, fakes: ModuleType, areas: Areas) -> None:
    record = {
        "street": "Próba utca",
        "numbers": "whole",
        "verdict": "inside",
        "reason": "helyszíni szemle",
        "source": "1/2026. jegyzőkönyv",
        "by": ["Próba Pál", "Próba Éva"],
        "from": "2026-01-01",
        "expires": "2026-12-31",
    }
    without = {"verdict": "undecidable", "reason": "district_cut"}
    areas.answers["Döntött utca 1"] = fakes.answer(  # type: ignore[attr-defined]
        "Döntött utca 1",
        reason=Reason.OVERRIDE,
        method="override",
        details=Details(override=record, without_override=without),
    )
    text = words(desk.ask(q="Döntött utca 1"))
    for fact in (
        "helyszíni szemle",
        "1/2026. jegyzőkönyv",
        "Próba Pál, Próba Éva",
        "2026. január 1. – 2026. december 31.",
        "Nem a határvonalból következik",
    ):
        assert fact in text


def test_a_street_without_places_is_drawn_instead(
    desk: Desk, fakes: ModuleType, areas: Areas
) -> None:
    areas.answers["Háttér utca 2"] = fakes.answer(  # type: ignore[attr-defined]
        "Háttér utca 2", matched="Próbaváros, Háttér utca 2", distance_m=None
    )
    answer = desk.ask(q="Háttér utca 2")
    assert 'data-street="[[[46.89, 19.67], [46.9, 19.69]]]"' in html.unescape(answer.text)
    assert "data-lat" not in answer.text
    assert "sárga vonal jelöli az utcát" in words(answer)
    assert "Nem mérhető" in words(answer)


def test_candidates_can_be_chosen(desk: Desk) -> None:
    answer = desk.ask(q="Próba", as_of="2026-02-01")
    assert spoken(answer).startswith("Nem dönthető el, hogy a „Próba” a program területén belül")
    assert "2026" not in spoken(answer)
    buttons = re.findall(r'name="q" value="([^"]+)"', answer.text)
    assert buttons[:2] == ["Próba utca 1", "Próba tér 1"]
    assert answer.text.count('name="as_of" value="2026-02-01"') >= 2
    assert "Egyik sem az" in answer.text
    assert "ne mondjon sem igent, sem nemet" in words(answer)


def test_namesakes_with_one_answer_are_said_to_have_it(
    desk: Desk, fakes: ModuleType, areas: Areas
) -> None:
    both = fakes.homonym("Ikrek")
    same = tuple(replace(one, verdict=VerdictKind.OUTSIDE) for one in both.candidates)
    areas.answers["Ikrek"] = replace(both, candidates=same)  # type: ignore[attr-defined]
    said = "A felsorolt címek mindegyikére ugyanaz a válasz: a program területén kívül van."
    assert said in words(desk.ask(q="Ikrek"))
    assert said not in words(desk.ask(q="Próba"))
    near = replace(both, candidates=same, reason=Reason.STREET_NOT_FOUND)
    areas.answers["Nincs"] = near  # type: ignore[attr-defined]
    assert said not in words(desk.ask(q="Nincs"))


def test_a_missing_number_shows_the_ranges(desk: Desk) -> None:
    answer = desk.ask(q="Hosszú utca")
    assert 'data-complete="Hosszú utca "' in answer.text
    assert "páros oldal, 2–6. szám: Belül" in words(answer)
    assert "kérje el a házszámot" in words(answer)


def test_a_number_that_is_not_listed_shows_its_neighbours(
    desk: Desk, fakes: ModuleType, areas: Areas
) -> None:
    ranges = (Numbers("even", "2", "22", "017"),)
    details = Details(nearest=("22", "18"), highest_listed=22, ranges=ranges)
    areas.answers["Rövid utca 999"] = replace(  # type: ignore[attr-defined]
        fakes.homonym("Rövid utca 999"),
        reason=Reason.NUMBER_NOT_FOUND,
        matched="Próbaváros, Rövid utca 999",
        candidates=(),
        details=details,
    )
    answer = desk.ask(q="Rövid utca 999")
    for address in ("Próbaváros, Rövid utca 22", "Próbaváros, Rövid utca 18"):
        assert f'name="q" value="{address}"' in answer.text
    assert "páros oldal, 2–22. szám: 17. számú szavazókör" in words(answer)


@pytest.mark.parametrize("lang", ["hu", "en"])
def test_every_open_answer_is_a_page(
    desk: Desk, fakes: ModuleType, areas: Areas, lang: str
) -> None:
    for reason in Reason:
        open_ = replace(fakes.homonym("Bármi 1"), reason=reason, candidates=())
        areas.answers["Bármi 1"] = open_  # type: ignore[attr-defined]
        data = {"q": "Bármi 1", "csrf_token": desk.token}
        answer = desk.client.post(f"/desk?lang={lang}", data=data, headers=PART)
        assert (reason, answer.status_code) == (reason, 200)
        assert 'data-verdict="undecidable"' in answer.text
        assert re.search(r"[{}]", spoken(answer)) is None


def test_bad_input_becomes_no_answer(desk: Desk) -> None:
    for fields, field in (
        ({"q": ""}, "q"),
        ({"q": "x" * 300}, "q"),
        ({"lat": "46.9"}, "lat"),
        ({"lat": "19.69", "lon": "46.9"}, "lat"),
        ({"east": "mi", "north": "172500"}, "east"),
        ({"lat": "46.9", "east": "698500"}, "lat"),
    ):
        answer = desk.ask(**fields)
        assert f'data-faulty="{field}"' in answer.text
        assert "data-answer" not in answer.text
        whole = desk.client.post("/desk", data={**fields, "csrf_token": desk.token})
        assert whole.status_code == 400
    assert desk.ask(q="Próba utca 1", as_of="tegnap").status_code == 400
    assert desk.ask(q="Próba utca 1", as_of="1066-10-14").status_code == 400
    assert desk.ask(q="Próba utca 1", más="1").status_code == 400


@pytest.mark.parametrize(
    "fields",
    [
        {"east": "698 500,5", "north": "172500"},
        {"lat": "46,8955", "lon": "19.6839"},
    ],
)
def test_points_are_answered_with_what_is_near(desk: Desk, fields: dict[str, str]) -> None:
    answer = desk.ask(**fields)
    assert 'data-verdict="inside"' in answer.text
    assert "data-lat" in answer.text
    text = words(answer)
    assert "EOV: Y = 698" in text
    assert "Háttér utca" in text
    assert "A kérdezett pont és a legközelebbi határszakasz látható." in text


# ---- days and editions


def test_the_programme_is_told_as_of_the_day(desk: Desk) -> None:
    assert "véget ért" in spoken(desk.ask(q="Próba utca 1"))
    on_last = desk.ask(q="Próba utca 1", as_of="2023-11-30")
    assert "véget ért" not in spoken(on_last)


def test_a_day_before_the_first_edition_says_so(desk: Desk) -> None:
    answer = desk.ask(q="Próba utca 1", as_of="2022-05-01")
    assert "A válasz a 2026. január 31-én elfogadott, első kiadásból való." in spoken(answer)
    assert "2022. május 1-jén még nem volt elfogadott kiadás" in words(answer)


@pytest.fixture
def two_editions(fakes: ModuleType, areas: Areas, monkeypatch: pytest.MonkeyPatch) -> str:
    """An area whose edition of 2025 was replaced on 31 January 2026; returns the old hash."""
    old = "f" * 64
    log = (
        Acceptance("programme", old, "Próba Péter", "2025-01-01", "első"),
        Acceptance("programme", areas.made.hash, "Próba Péter", "2026-01-31", "második"),  # type: ignore[attr-defined]
    )
    past = fakes.edition(hash=old, valid_end="2025-06-30")
    monkeypatch.setattr(areas, "acceptances", lambda _slug: log)
    monkeypatch.setattr(areas, "frozen", lambda *_args: past)
    return old


def test_an_older_edition_answers_for_its_days(desk: Desk, two_editions: str) -> None:
    data = {"q": "Próba utca 1", "as_of": "2026-01-30", "csrf_token": desk.token}
    answer = desk.client.post("/desk", data=data)
    assert "2025. június 30-án véget ért" in spoken(answer)
    script = re.search(rf'src="(/desk/map/square/programme/{two_editions}\.js[^"]*)"', answer.text)
    assert script is not None
    assert "L.map(" in desk.client.get(script.group(1)).text
    assert "Igazoló lap csak a mai napra" in words(answer)
    data["as_of"] = "2026-01-31"
    newer = desk.client.post("/desk", data=data)
    assert "2023. november 30-án véget ért" in spoken(newer)
    assert "/desk/map/" not in newer.text


def test_only_known_editions_have_a_map(desk: Desk, two_editions: str) -> None:
    assert two_editions
    assert desk.client.get(f"/desk/map/square/programme/{'0' * 64}.js").status_code == 404


def test_every_programme_is_in_the_table(desk: Desk) -> None:
    text = words(desk.ask(q="Próba utca 1", as_of="2022-05-01"))
    assert text.count("vége") >= 3
    assert "2022. május 1-jén" in text


# ---- completing names


def test_names_are_completed_in_time(desk: Desk) -> None:
    answer = desk.suggest(text="hatt", area="square", variant="programme")
    assert answer.get_json() == {"streets": ["Háttér utca"]}
    assert answer.headers["Cache-Control"] == "no-store"
    took = []
    for _ in range(15):
        start = time.process_time()
        desk.suggest(text="vonal")
        took.append(time.process_time() - start)
    assert statistics.median(took) < 0.05


def test_odd_bodies_are_refused(desk: Desk) -> None:
    headers = {"X-CSRFToken": desk.token}
    for body in (b"", b"[]", b'{"text": 5}', b'{"text": "a", "b": "c"}', b"[" * 9000):
        answer = desk.client.post("/desk/suggest", data=body, headers=headers)
        assert answer.status_code == 400


# ---- reports


def test_a_report_holds_the_address_only_if_wanted(desk: Desk, app: Flask) -> None:
    fields = {
        "text": "A túloldal a jó.",
        "area": "square",
        "variant": "programme",
        "verdict": "inside",
        "reason": "district_inside",
        "edition": "0123456789ab",
        "day": "2026-03-01",
        "address": "Titkos utca 7",
    }
    answer = desk.report(**fields)
    assert answer.status_code == 303
    assert "bejelentést rögzítettük" in desk.client.get(answer.headers["Location"]).text
    desk.report(**fields, keep_address="1")
    with_address, without = stored_reports(app)
    assert without.startswith("A túloldal a jó.\n\n")
    assert "district_inside" in without
    assert "Titkos" not in without
    assert "address: Titkos utca 7" in with_address


def test_reports_are_bounded(desk: Desk, app: Flask) -> None:
    assert desk.report(text=" ", area="square").status_code == 400
    assert desk.report(text="x" * 3001, area="square").status_code == 400
    assert desk.report(text="jó", area="square", verdict="v" * 3000).status_code == 303
    assert len(stored_reports(app)) == 1
    assert len(stored_reports(app)[0]) < 200


# ---- what is kept, and who sees what


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


def test_no_address_is_kept(
    desk: Desk, app: Flask, logged: pytest.LogCaptureFixture, settings: Settings
) -> None:
    answer = desk.ask(q="Egyedülálló utca 77")
    desk.suggest(text="Egyedülálló")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Egyed" not in logged.text
    with app.app_context():
        state().store.close()
    kept = [path for path in settings.data_folder.rglob("*") if path.is_file()]
    assert kept
    for path in kept:
        assert "Egyedülálló".encode() not in path.read_bytes()


def test_the_menu_is_for_people_who_signed_in(app: Flask, desk: Desk) -> None:
    stranger = app.test_client().get("/")
    assert "staff-nav" not in stranger.text
    assert "desk-history" not in stranger.text
    assert "Set-Cookie" not in stranger.headers
    page = desk.client.get("/").text
    assert 'class="staff-nav"' in page
    assert 'href="/desk"' in page
    known = [one for one in nav.ENTRIES if one.endpoint in app.view_functions]
    assert {"desk.home", "account.overview"} <= {one.endpoint for one in known}
    wanted = [one for one in known if not one.roles or "staff" in one.roles]
    shown = page[page.index('class="staff-nav"') :]
    assert shown[: shown.index("</nav>")].count("<li><a ") == len(wanted)


@pytest.mark.parametrize(
    ("role", "path", "marked"),
    [
        ("planner", "/files", ("/files", "page")),
        ("editor", "/workshop/candidates", ("/workshop", "true")),
        ("planner", "/workshop/candidates", ("/workshop/candidates", "page")),
        ("staff", "/account/login", ("/account/", "true")),
        ("", "/account/login?lang=en", ("/account/login?lang=en", "page")),
        ("admin", "/info/privacy/edit", ("/desk/pages", "true")),
        ("", "/info/imprint", ("/info/imprint", "page")),
    ],
)
def test_every_page_lies_under_one_entry_of_the_menus(
    app: Flask, hashed: str, role: str, path: str, marked: tuple[str, str]
) -> None:
    client = app.test_client()
    if role:
        with app.app_context(), state().store.session() as session:
            users.create(session, "Próba Éva", hashed, [role])
        client = Desk(client, "Próba Éva").client
    found = re.findall(r'<a href="([^"]*)" aria-current="(\w+)"', client.get(path).text)
    assert found == [marked]


def test_histories_of_two_sign_ins_are_told_apart(app: Flask) -> None:
    owners = set()
    for _ in range(2):
        desk = Desk(app.test_client())
        found = re.search(r'data-owner="([0-9a-f]{16})"', desk.client.get("/desk").text)
        assert found is not None
        owners.add(found.group(1))
    assert len(owners) == 2


def test_hostile_words_are_only_words(desk: Desk, fakes: ModuleType, areas: Areas) -> None:
    hostile = "<img src=x onerror=alert(1)> ${alert(1)} `x` \" ' 1"
    areas.answers[hostile] = fakes.answer(hostile, leg=hostile)  # type: ignore[attr-defined]
    answer = desk.ask(q=hostile)
    assert "<img" not in answer.text
    assert hostile in html.unescape(answer.text)
