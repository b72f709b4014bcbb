"""The map of venues in a real browser: keyboard, list, rough places, 5,000 at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.barriers import violations
from tests.browser.drawn import settled, worked_ms, zoom_in
from webmap.maps.venue_map import MapVenue

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from types import ModuleType

    from conftest import Watch
    from flask import Flask
    from playwright.sync_api import Page

    Serve = Callable[[Flask], AbstractContextManager[str]]

READY = ".area-map[data-ready][data-backdrop]"
MODES = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "contrast": {"contrast": "more"},
    "forced": {"forced_colors": "active"},
}
LIGHT = {"color_scheme": "light", "contrast": "no-preference", "forced_colors": "none"}
INTERACTIVE_MS = 3_000
"""Of the processor's time; `benchmarks/maps.py` measures one second of the clock's."""


def few() -> list[MapVenue]:
    return [
        MapVenue("a", "Első próbahely", 19.672, 46.893, 0.0, "/map", ("Próba utca 1.",)),
        MapVenue("b", "Második próbahely", 19.69, 46.899, 400.0, None, ("valahol itt",)),
        MapVenue("c", "Távoli próbahely", 19.75, 46.93, 0.0, "javascript:alert(1)", ()),
    ]


def barriers_in_each_mode(page: Page, axe: str) -> dict[str, list[str]]:
    """Mode -> what axe finds, where it finds anything; the page is left in light."""
    told = {}
    for name, mode in MODES.items():
        page.emulate_media(**{**LIGHT, **mode})
        settled(page)
        told[name] = violations(page, axe)
    page.emulate_media(**LIGHT)
    return {name: found for name, found in told.items() if found}


def test_by_keyboard_in_each_mode(
    page: Page,
    watch: Watch,
    axe: str,
    fakes: ModuleType,
    venue_pages: ModuleType,
    serve_app: Serve,
) -> None:
    page.emulate_media(**LIGHT, reduced_motion="reduce")
    with serve_app(venue_pages.venue_app(fakes.FakeAreas(), few())) as base:
        page.goto(base + "/probe-venues")
        page.wait_for_selector(READY, state="attached")
        assert page.locator(".venue-pin[role=button]").count() == 3
        assert page.locator("path.venue-circle").count() == 1
        rough = page.locator(".venue-rough[role=button]")
        assert rough.get_attribute("aria-label") == "Második próbahely – közelítő hely"
        rough.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Bezárás"
        assert "mintegy 400 méter pontossággal" in page.inner_text(".leaflet-popup")
        assert barriers_in_each_mode(page, axe) == {}
        page.keyboard.press("Escape")
        page.wait_for_selector(".leaflet-popup", state="detached")
        assert rough.evaluate("pin => pin === document.activeElement")
        page.get_by_label("Első próbahely", exact=True).focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("document.activeElement.textContent") == "Részletek"
        assert barriers_in_each_mode(page, axe) == {}
    watch.assert_clean()


def test_the_list_says_the_same_and_leads_to_the_map(
    desk_page: Page, watch: Watch, fakes: ModuleType, venue_pages: ModuleType, serve_app: Serve
) -> None:
    page = desk_page
    with serve_app(venue_pages.venue_app(fakes.FakeAreas(), venue_pages.grid(60))) as base:
        page.goto(base + "/probe-venues")
        page.wait_for_selector(READY, state="attached")
        assert page.locator(".venue-list > li").count() == 60
        wanted = page.locator(".venue-list > li").nth(20)
        page.locator("[data-show-venue]").nth(20).click()
        page.wait_for_selector(".leaflet-popup h3")
        popup = page.inner_text(".leaflet-popup-content").splitlines()
        listed = wanted.inner_text().splitlines()
        told = [line for line in listed if line.strip() and line != "Mutatás a térképen"]
        assert told == [line for line in popup if line.strip() and line != "Részletek"]
        page.evaluate(
            "document.dispatchEvent(new CustomEvent('akcioterulet:venues', "
            "{detail: {ids: ['v3', 'v4']}}))"
        )
        assert page.locator(".venue-pin[role=button], .venue-cluster").count() <= 2
    watch.assert_clean()


def test_enter_on_a_cluster_goes_into_it(
    desk_page: Page, watch: Watch, fakes: ModuleType, venue_pages: ModuleType, serve_app: Serve
) -> None:
    page = desk_page
    page.emulate_media(reduced_motion="reduce")
    with serve_app(venue_pages.venue_app(fakes.FakeAreas(), venue_pages.grid(400))) as base:
        page.goto(base + "/probe-venues")
        page.wait_for_selector(READY, state="attached")
        before = page.locator(".venue-cluster").count()
        cluster = page.locator(".venue-cluster").nth(before // 2)
        assert "helyszín egy csoportban" in str(cluster.get_attribute("aria-label"))
        cluster.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".venue-pin:focus, .venue-cluster:focus")
    watch.assert_clean()


def test_five_thousand_venues(
    desk_page: Page, watch: Watch, fakes: ModuleType, venue_pages: ModuleType, serve_app: Serve
) -> None:
    venues = venue_pages.grid(5_000)
    app = venue_pages.venue_app(fakes.FakeAreas(), venues, with_list=False)
    with serve_app(app) as base:
        times = []
        desk_page.goto(base + "/probe-venues")
        session = desk_page.context.new_cdp_session(desk_page)
        for _ in range(2):
            before = worked_ms(session)
            desk_page.goto(base + "/probe-venues")
            ready = ".area-map[data-ready][data-venues='5000']"
            desk_page.wait_for_selector(ready, state="attached")
            times.append(worked_ms(session) - before)
        taken = min(times)
        zoom_in(desk_page)
        assert taken < INTERACTIVE_MS, f"5,000 venues: ready after {taken:.0f} ms of work"
        shown = desk_page.eval_on_selector_all(
            ".venue-cluster", "all => all.reduce((sum, c) => sum + Number(c.textContent), 0)"
        )
        assert shown > 0
    watch.assert_clean()
