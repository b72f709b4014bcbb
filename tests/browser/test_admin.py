"""Editing by people: two of them decide, a venue is placed by keyboard, no page has barriers."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tests.browser.barriers import violations
from tests.browser.people import sign_in
from webmap.accounts import passwords
from webmap.app import create_app
from webmap.ask.services import bundled_areas
from webmap.store import audit, overrides, reports, users, venues
from webmap.store.core import Store
from webmap.store.tables import OverrideRow, Venue
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

PASSWORD = "egy hosszú próbajelszó"  # noqa: S105 - of the test's own people
STREET, NUMBER = "Alsószéktó tanya", "145"
SLUG = "kecskemet-top-6.9.1"
PAGES = (
    "/report",
    "/desk/overrides",
    "/desk/overrides/new",
    "/desk/overrides/import",
    "/desk/overrides/1",
    "/desk/reports",
    "/desk/venues",
    "/desk/venues/new",
    "/desk/events/new",
    "/desk/venue-import",
    "/desk/editions",
    "/desk/pages",
    "/desk/pages/privacy/hu",
    "/desk/audit",
)


SHOWING = ("/desk/overrides/1", "/desk/reports", "/desk/venues", "/desk/audit")
"""Those that show what people have written: one in full, and lists of each kind."""


class Watching(Protocol):
    """What these tests ask of the fixture `watch`."""

    def follow(self, context: BrowserContext) -> None: ...

    def assert_clean(self) -> None: ...


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "kept")
    hashed = passwords.make_hash(PASSWORD)
    with store.session() as session:
        users.create(session, "javaslo", hashed, ["staff"])
        users.create(session, "biralo", hashed, ["approver"])
        users.create(session, "mindenes", hashed, ["staff", "approver", "admin"])
    yield store
    store.close()


@pytest.fixture
def desk(store: Store, serve_app: Callable[[object], Any]) -> Iterator[str]:
    settings = Settings(data_dir=str(store.data_dir), rate_limits=False)
    app = create_app(settings, bundled_areas(settings, store), store=store)
    with serve_app(app) as address:
        yield address


def verdict(page: Page, base: str) -> dict[str, Any]:
    answer = page.request.post(
        f"{base}/api/v1/check", data={"q": f"{STREET} {NUMBER}", "area": SLUG}
    )
    assert answer.ok, answer.text()
    return dict(answer.json())


def test_two_people_make_and_approve_an_override(
    browser: Browser, page: Page, desk: str, watch: Watching
) -> None:
    before = verdict(page, desk)
    wanted = "outside" if before["verdict"] == "inside" else "inside"
    sign_in(page, desk, "javaslo")
    page.goto(f"{desk}/desk/overrides/new")
    page.fill("#street", STREET)
    page.fill("#number", NUMBER)
    page.locator(f"input[name=verdict][value={wanted}]").check()
    page.fill("#reason", "helyszíni mérés")
    page.fill("#source", "próbajegyzőkönyv")
    page.get_by_role("button", name="Előbb a hatását mutassa").click()
    assert page.get_by_role("heading", name="Mit változtat meg az utcajegyzékben?").is_visible()
    page.get_by_role("button", name="Javaslat beküldése").click()
    page.wait_for_url(re.compile(r"/desk/overrides/\d+"))
    assert page.get_by_role("button", name="Jóváhagyás").count() == 0
    assert verdict(page, desk)["reason"] == before["reason"]
    context = browser.new_context(locale="hu-HU")
    watch.follow(context)
    second = context.new_page()
    sign_in(second, desk, "biralo")
    second.goto(f"{desk}/desk/overrides")
    second.get_by_role("link", name=f"{STREET}, {NUMBER}. szám").click()
    second.get_by_role("button", name="Jóváhagyás").click()
    assert second.get_by_role("status").inner_text().startswith("A döntést jóváhagyta")
    after = verdict(second, desk)
    assert (after["verdict"], after["reason"]) == (wanted, "override")
    assert after["override"]["source"] == "próbajegyzőkönyv"
    context.close()
    page.goto(f"{desk}/desk")
    page.fill("#q", f"{STREET} {NUMBER}")
    page.keyboard.press("Enter")
    page.get_by_text("próbajegyzőkönyv").first.wait_for()
    watch.assert_clean()


@pytest.mark.parametrize("path", ["/desk/editions", "/desk/audit"])
def test_the_menu_of_a_phone_shows_where_one_is(page: Page, desk: str, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, desk, "mindenes")
    page.goto(f"{desk}{path}")
    here = page.locator('.staff-nav a[aria-current="page"]')
    page.wait_for_function("document.querySelector('.staff-nav ul').scrollLeft > 0")
    box = here.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


def test_a_venue_is_placed_by_keyboard_and_published(
    page: Page, desk: str, store: Store, watch: Watching
) -> None:
    sign_in(page, desk, "javaslo")
    page.goto(f"{desk}/desk/venues/new")
    page.locator("#name_hu").focus()
    page.keyboard.type("Próba Ház")
    page.locator("#kind").focus()
    page.keyboard.type("próbahely")
    here = page.get_by_role("button", name="Jelölő a térkép közepére")
    here.focus()
    page.keyboard.press("Enter")
    pin = page.locator(".place-pin")
    assert pin.evaluate("element => element === document.activeElement")
    first = page.input_value("#lat"), page.input_value("#lon")
    for key in ("ArrowUp", "ArrowUp", "ArrowRight", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    lat, lon = (float(page.input_value(f"#{name}")) for name in ("lat", "lon"))
    assert lat > float(first[0])
    assert lon > float(first[1])
    assert "A jelölő helye" in page.locator("[data-pin-said]").inner_text()
    page.locator("#source").focus()
    page.keyboard.type("a próba maga")
    page.get_by_role("button", name="Mentés").press("Enter")
    page.wait_for_url(re.compile("/desk/venues/proba-haz"))
    page.get_by_role("button", name="Közzététel").press("Enter")
    page.wait_for_url(re.compile("done=venue_publish"))
    with store.session(read_only=True) as session:
        row = venues.get(session, "proba-haz")
    assert (row.state, row.lat, row.lon) == ("published", lat, lon)
    watch.assert_clean()


def test_a_click_inside_the_area_sets_the_pin(desk_page: Page, desk: str, watch: Watching) -> None:
    page = desk_page
    sign_in(page, desk, "javaslo")
    page.goto(f"{desk}/desk/venues/new")
    page.wait_for_selector(".area-map[data-ready]", state="attached")
    page.locator("path.area-shape").first.click(force=True)
    assert float(page.input_value("#lat")) > 45
    assert page.locator(".place-pin").count() == 1
    page.wait_for_selector(".leaflet-popup", state="detached")
    watch.assert_clean()


def test_typing_and_clicking_move_the_pin(desk_page: Page, desk: str, watch: Watching) -> None:
    page = desk_page
    sign_in(page, desk, "javaslo")
    page.goto(f"{desk}/desk/venues/new")
    page.fill("#lat", "46,9")
    page.fill("#lon", "19,7")
    page.locator("#lon").press("Tab")
    page.locator(".place-pin").wait_for()
    assert "46.900000; 19.700000" in page.locator("[data-pin-said]").inner_text()
    box = page.locator(".pin-map .area-map").bounding_box()
    assert box is not None
    page.locator(".pin-map .area-map").click(position={"x": 60, "y": box["height"] - 60})
    assert float(page.input_value("#lat")) < 46.9
    assert float(page.input_value("#lon")) < 19.7
    page.fill("#lat", "10")
    page.locator("#lat").press("Tab")
    assert "Magyarországon kívül" in page.locator("[data-pin-said]").inner_text()
    watch.assert_clean()


def test_everything_works_without_script(scriptless_page: Page, desk: str, store: Store) -> None:
    page = scriptless_page
    page.goto(f"{desk}/report")
    page.fill("#text", "A próba szövege.")
    page.locator("main").get_by_role("button").click()
    assert "Köszönjük" in page.get_by_role("status").inner_text()
    sign_in(page, desk, "javaslo")
    page.goto(f"{desk}/desk/venues/new")
    page.fill("#name_hu", "Próba Ház")
    page.fill("#kind", "próbahely")
    page.fill("#lat", "46.9")
    page.fill("#lon", "19.7")
    page.get_by_role("button", name="Mentés").click()
    page.wait_for_url(re.compile("/desk/venues/proba-haz"))
    with store.session(read_only=True) as session:
        assert venues.get(session, "proba-haz").lat == 46.9
        assert len(reports.listed(session)) == 1


HOSTILE = "<img src=x onerror=alert(1)>${alert(2)}`</textarea><script>alert(3)</script>"


def filled(store: Store) -> None:
    """Leave something hostile in every list."""
    with store.session() as session:
        person = users.get(session, "javaslo")
        today = dt.datetime.now(tz=dt.UTC).date()
        one = OverrideRow(
            area=SLUG,
            street=STREET,
            verdict="inside",
            reason=HOSTILE,
            source=HOSTILE,
            starts=today,
            expires=today + dt.timedelta(days=90),
        )
        overrides.propose(session, one, by=person)
        reports.send(session, SLUG, HOSTILE, HOSTILE)
        venues.save(session, Venue(name_hu=HOSTILE, kind=HOSTILE[:40], source=HOSTILE), by=person)
        audit.write(session, person, "override.propose", HOSTILE, text=HOSTILE)


@pytest.mark.parametrize(
    ("lang", "paths"),
    [
        ("hu", SHOWING),
        pytest.param("hu", PAGES, marks=pytest.mark.whole),
        pytest.param("en", PAGES, marks=[pytest.mark.whole, pytest.mark.sweep]),
    ],
)
def test_no_page_has_barriers_or_runs_texts(
    page: Page, desk: str, store: Store, axe: str, lang: str, paths: tuple[str, ...]
) -> None:
    filled(store)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    sign_in(page, desk, "mindenes")
    with store.session(read_only=True) as session:
        slug = venues.listed(session)[0].slug
    for path in (*paths, f"/desk/venues/{slug}"):
        page.goto(f"{desk}{path}?lang={lang}")
        assert (path, violations(page, axe)) == (path, [])
        width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert (path, width <= 0) == (path, True)
    page.goto(f"{desk}/desk/editions?lang={lang}")
    page.locator("main form[action$='compare'] button").click()
    page.wait_for_url(re.compile("compare"))
    assert violations(page, axe) == []
    page.goto(f"{desk}/desk/overrides/new?lang={lang}")
    page.locator("button[value=propose]").click()
    assert page.locator("[aria-invalid=true]").count() >= 3
    assert violations(page, axe) == []
    assert dialogs == []
