"""The bundled area in a real browser: the page that a newcomer sees first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.drawn import settled, zoom_in
from webmap.ask.services import BundledAreas

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from conftest import Watch
    from playwright.sync_api import Page

    from webmap.ask.services import Areas


GAP = """() => {
    const boxes = [...document.querySelectorAll('.leg-badge:not([hidden])')]
        .map(badge => badge.getBoundingClientRect());
    const gap = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
    const gaps = boxes.flatMap((a, i) => boxes.slice(i + 1).map(b => gap(a, b)));
    return {count: boxes.length, smallest: Math.min(...gaps)};
}"""
"""How many numbers are shown, and how near to each other their corners are, in pixels."""


def test_the_map_fits_shows_stand_ins_and_keeps_numbers_apart(
    page: Page, watch: Watch, serve: Callable[[Areas], AbstractContextManager[str]]
) -> None:
    with serve(BundledAreas()) as base:
        page.goto(base + "/map")
        page.wait_for_selector(".area-map[data-ready][data-backdrop]", state="attached")
        page.wait_for_function(f"() => ({GAP})().smallest >= 18")
        settled(page)
        box, frame = (
            page.locator(name).bounding_box()
            for name in (".leaflet-overlay-pane g:has(> path)", ".area-map")
        )
        assert box is not None
        assert frame is not None
        filled = max(box["width"] / frame["width"], box["height"] / frame["height"])
        assert filled > 0.85
        assert page.locator("path.leg-stand-in").count() == 2
        assert page.locator("path.leg-9.leg-10.leg-stand-in").count() == 1
        few = page.evaluate(GAP)
        assert few["count"] >= 12
        assert few["smallest"] >= 18
        page.locator("path.leg-14").focus()
        page.keyboard.press("Enter")
        assert "Helyettesítő vonal: Könyves Kálmán körút" in page.inner_text(".leaflet-popup")
        page.keyboard.press("Escape")
        for _ in range(2):
            zoom_in(page)
        page.wait_for_function(f"() => ({GAP})().count === 17")
    watch.assert_clean()


def test_page_map_and_look_up(
    page: Page, watch: Watch, serve: Callable[[Areas], AbstractContextManager[str]]
) -> None:
    with serve(BundledAreas()) as base:
        page.goto(base + "/")
        page.wait_for_selector(".area-map[data-ready][data-backdrop]", state="attached")
        assert page.locator("path.area-shape").count() == 2
        page.fill("#q", "Erzsébet körút")
        page.keyboard.press("Enter")
        page.wait_for_selector("[data-answer]")
        assert page.locator("[data-verdict]").count() == 1
        page.goto(base + "/map?variant=ksh")
        page.wait_for_selector(".area-map[data-ready][data-backdrop]", state="attached")
        assert page.locator("ol.legs > li").count() == 17
    watch.assert_clean()
