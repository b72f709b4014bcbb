"""The public pages of programmes, events and venues in a real browser."""

from __future__ import annotations

import importlib.util
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar
from PIL import Image, ImageStat

from boundaries.clock import Clock
from boundaries.programmes.catalogue import programme_slugs
from tests.browser.barriers import violations
from tests.browser.drawn import settled, worked_ms
from webmap.app import create_app
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from types import ModuleType

    from conftest import Watch
    from flask import Flask
    from playwright.sync_api import Page

    Serve = Callable[[Flask], AbstractContextManager[str]]

DRAWN = ".area-map[data-ready][data-backdrop]"
READY = f".finder-map {DRAWN}"
MODES = {
    "dark": {"color_scheme": "dark"},
    "contrast": {"contrast": "more"},
    "forced": {"forced_colors": "active"},
}
LIGHT = {"color_scheme": "light", "contrast": "no-preference", "forced_colors": "none"}
OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""What depends on the mode."""
PATHS = [
    "/events",
    "/events?time=coming&lang=en",
    "/programmes",
    "/programmes/comparison",
    *(f"/programmes/{slug}" for slug in programme_slugs()),
    "/venues/proba-haz",
    "/venues/kunszentmiklos-arop-1.a.3_zenepavilon?lang=en",
    "/events/kunszentmiklos-arop-1.a.3_szentmiklosi-napok",
]
HOSTILE = (
    "${document.title='X'}`+alert(1)+`</script><img src=x onerror=alert(1)>"
    "<script>alert(1)</script>'\"\\"
)
MOST_BYTES = 150_000
COMPLETE_MS = 3_000
"""Of the processor's time: what only a broken page needs."""


@pytest.fixture(scope="module")
def own() -> ModuleType:
    path = Path(__file__).parent.parent / "webmap" / "programme_data.py"
    spec = importlib.util.spec_from_file_location("browser_programme_data", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def town(own: ModuleType, folder: Path, **values: str) -> Flask:
    store = own.store_with_events(folder, **values)
    return create_app(Settings(), None, store=store, clock=Clock.on(own.TODAY))


@pytest.fixture
def site(own: ModuleType, tmp_path: Path, serve_app: Serve) -> Iterator[str]:
    with serve_app(town(own, tmp_path / "data")) as address:
        yield address


@pytest.mark.whole  # each page is seen by `test_axe_all.py` too
@pytest.mark.sweep
def test_every_page_is_accessible_and_asks_no_other_host(
    page: Page, watch: Watch, site: str, axe: str
) -> None:
    for path in PATHS:
        page.goto(site + path)
        if page.locator(".finder-map .area-map").count():
            page.wait_for_selector(READY, state="attached")
        assert violations(page, axe) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    watch.assert_clean()


@pytest.mark.parametrize(
    "paths",
    [
        ("/programmes/kecskemet-arop-1.a.3",),
        pytest.param(("/", "/programmes/comparison"), marks=[pytest.mark.whole, pytest.mark.sweep]),
    ],
)
def test_every_kind_of_page_in_each_mode(
    desk_page: Page, watch: Watch, site: str, axe: str, paths: tuple[str, ...]
) -> None:
    page = desk_page
    page.emulate_media(reduced_motion="reduce")
    for path in paths:
        page.goto(site + path)
        for summary in page.locator("details.source-words > summary").all()[:3]:
            summary.click()
        assert violations(page, axe) == [], path
        for name, mode in MODES.items():
            page.emulate_media(**{**LIGHT, **mode})
            settled(page)
            told = page.evaluate(
                "rules => axe.run(document, {runOnly: {type: 'rule', values: rules}})", OF_COLOURS
            )
            assert (path, name, told["violations"]) == (path, name, [])
        page.emulate_media(**LIGHT)
    watch.assert_clean()


def test_a_resident_finds_an_event_and_takes_it_home(
    page: Page, watch: Watch, site: str, axe: str
) -> None:
    page.goto(site + "/")
    page.wait_for_selector(READY, state="attached")
    page.select_option("#finder-group", "próbacsoport")
    page.select_option("#finder-time", "coming")
    page.check("[name=step_free]")
    page.click(".finder-form [type=submit]")
    page.wait_for_url("**step_free=1**")  # the page before it is ready too
    page.wait_for_selector(READY, state="attached")
    assert page.locator(".finder-map .venue-pin[role=button]").count() == 1
    assert violations(page, axe) == []
    page.locator("[data-show-venue]").first.click()
    page.wait_for_selector(".finder-map .leaflet-popup h3")
    assert "Próba Ház kerti nap" in page.inner_text(".finder-map .leaflet-popup")
    page.get_by_role("link", name="Próba Ház kerti nap", exact=True).click()
    assert "2026. május 12., kedd, 10:00–12:00" in page.inner_text("main")
    assert violations(page, axe) == []
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Az esemény letöltése naptárba (.ics)").click()
    (event,) = Calendar.from_ical(Path(waiting.value.path()).read_bytes()).walk("VEVENT")
    assert event["summary"] == "Próba Ház kerti nap"
    page.get_by_role("link", name="Próba Ház", exact=True).click()
    assert "Próba megálló" in page.inner_text("main")
    watch.assert_clean()


def test_the_finder_without_script(scriptless_page: Page, watch: Watch, site: str) -> None:
    page = scriptless_page
    page.goto(site + "/events")
    page.select_option("#finder-time", "coming")
    page.click(".finder-form [type=submit]")
    assert page.locator(".event").count() == 2
    assert page.locator("[data-show-venue]:visible").count() == 0
    watch.assert_clean()


def test_the_words_of_a_source_are_one_click_away(desk_page: Page, watch: Watch, site: str) -> None:
    page = desk_page
    page.goto(site + "/programmes/kalocsa-top-5.2.1")
    details = page.locator("details.source-words").first
    assert not details.locator("blockquote").first.is_visible()
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    assert details.locator("blockquote").first.is_visible()
    assert "001_cde5d8cd30b8b239.txt" in details.inner_text()
    watch.assert_clean()


def test_the_ground_is_reached_by_keyboard_and_says_what_it_is(
    desk_page: Page, watch: Watch, site: str
) -> None:
    page = desk_page
    page.goto(site + "/programmes/kecskemet-arop-1.a.3")
    page.wait_for_selector(READY, state="attached")
    assert page.locator("path.programme-open").count() == 15
    assert page.locator("path.programme-inside").count() == 1
    page.focus("path.programme-open[aria-label=Lajosmizse]")
    page.keyboard.press("Enter")
    assert "nincsenek közzétéve" in page.inner_text(".leaflet-popup")
    page.keyboard.press("Escape")
    page.wait_for_selector(".leaflet-popup", state="detached")
    watch.assert_clean()


def test_an_answer_for_every_programme(page: Page, watch: Watch, site: str, axe: str) -> None:
    page.goto(site + "/")
    page.fill("#q", "Pirtó, Dózsa György utca 18")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-programme]")
    assert page.locator("[data-programme]").count() == len(programme_slugs())
    first = page.locator("[data-programme]").first
    assert first.get_attribute("data-programme") == "kiskunhalas-efop-1.5.3"
    assert page.inner_text(".answer-group >> nth=0").startswith("Igen: ")
    assert page.locator("[data-answer][data-verdict=outside]").count() == 1
    assert "Pirt" not in page.url
    assert violations(page, axe) == []
    watch.assert_clean()


def test_hostile_texts_of_a_venue_are_inert(
    desk_page: Page, watch: Watch, own: ModuleType, tmp_path: Path, serve_app: Serve
) -> None:
    page = desk_page
    called: list[str] = []
    page.on("dialog", lambda dialog: (called.append(dialog.message), dialog.dismiss()))
    app = town(own, tmp_path / "data", name=HOSTILE, contact=HOSTILE)
    with serve_app(app) as site:
        page.goto(site + "/events?time=coming")
        page.wait_for_selector(READY, state="attached")
        page.locator("[data-show-venue]").first.click()
        assert HOSTILE in page.inner_text(".leaflet-popup")
        links = page.locator(".event h4 a, .event p > a").evaluate_all(
            "all => all.map(a => a.getAttribute('href')).filter(h => !h.endsWith('.ics'))"
        )
        for path in sorted(set(links)):
            page.goto(site + path)
            assert HOSTILE in page.inner_text("main"), path
            data = page.locator('script[type="application/ld+json"]').text_content()
            assert HOSTILE in json.dumps(json.loads(data or ""), ensure_ascii=False).replace(
                '\\"', '"'
            ).replace("\\\\", "\\")
            assert page.locator("main img").count() == 0
            assert page.title() != "X"
    assert called == []
    watch.assert_clean()


def test_the_first_page_is_light_and_quick(
    desk_page: Page, watch: Watch, own: ModuleType, tmp_path: Path, serve_app: Serve
) -> None:
    page = desk_page
    with serve_app(town(own, tmp_path / "data")) as site:
        page.goto(site + "/")  # the service draws its maps once
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        sizes: list[int] = []
        page.on("response", lambda r: sizes.append(int(r.headers.get("content-length", "0"))))
        times = []
        for _ in range(3):
            sizes.clear()
            before = worked_ms(session)
            page.goto(site + "/")
            for place in (".finder-map", ".column-map"):
                page.wait_for_selector(f"{place} {DRAWN}", state="attached")
            times.append(worked_ms(session) - before)
        page.wait_for_load_state("networkidle")
    assert len(sizes) > 10
    assert sum(sizes) < MOST_BYTES, f"/ takes {sum(sizes)} bytes"
    assert min(times) < COMPLETE_MS, f"/ takes {min(times):.0f} ms of work"
    watch.assert_clean()


def test_a_table_shows_that_it_goes_on(desk_page: Page, watch: Watch, site: str) -> None:
    """The frame's far edge is darker until one has scrolled to the end."""
    page = desk_page
    page.goto(f"{site}/programmes/kecskemet-top-6.9.1")
    frame = page.locator(".wide-table").first
    frame.evaluate("one => { one.style.maxWidth = '200px'; }")
    frame.scroll_into_view_if_needed()
    assert frame.evaluate("one => one.scrollWidth - one.clientWidth") > 40
    before = dark_at_the_edge(frame.screenshot())
    frame.evaluate("one => { one.scrollLeft = one.scrollWidth; }")
    assert before > dark_at_the_edge(frame.screenshot()) + 30
    watch.assert_clean()


def test_a_wide_table_makes_no_phone_page_wide(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/programmes/comparison")
    frame = page.locator(".wide-table")
    assert frame.evaluate("one => one.scrollWidth > one.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def dark_at_the_edge(picture: bytes) -> float:
    """Return how dark the two last columns of pixels are on the whole, 0 to 255."""
    with Image.open(io.BytesIO(picture)) as opened:
        grey = opened.convert("L")
        edge = grey.crop((grey.width - 3, 4, grey.width - 1, grey.height - 4))
        return 255 - ImageStat.Stat(edge).mean[0]
