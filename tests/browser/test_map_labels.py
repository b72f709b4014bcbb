"""Names on the maps: along their streets, whole on the map, and nothing on anything else."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from shapely.geometry import Polygon, box

from tests.browser.drawn import settled
from webmap.ask.services import BundledAreas

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from conftest import Watch
    from playwright.sync_api import Page

    from webmap.ask.services import Areas

    Serve = Callable[[Areas], AbstractContextManager[str]]

READY = ".area-map[data-ready][data-backdrop][data-arranged]"
STREETS = {
    "Halasi": 1861, "Kiskőrösi": 1838, "Könyves Kálmán": 998, "Műkerti": 787, "Kossuth": 726,
    "Erzsébet": 596, "Árpád": 480, "Róna": 452, "Küküllő": 434, "Mezei": 426, "Présház": 354,
    "142-es": 2041,
}  # fmt: skip
"""Every line of the bundled area of 300 m or more, in it or on its border, with its metres."""
LEGS = 17
LABELS = """selector => {
    const frame = document.querySelector(selector);
    const inner = box => [box.left, box.top, box.right, box.bottom];
    const quad = (text, i) => {  // a character's box, turned as it is drawn
        const size = parseFloat(getComputedStyle(text).fontSize);
        const from = text.getStartPositionOfChar(i), to = text.getEndPositionOfChar(i);
        const [dx, dy] = [to.x - from.x, to.y - from.y], length = Math.hypot(dx, dy) || 1;
        const [nx, ny] = [dy / length, -dx / length], view = text.getScreenCTM();
        return [[from, 0.75], [to, 0.75], [to, -0.2], [from, -0.2]].map(([at, up]) => {
            const x = at.x + nx * up * size, y = at.y + ny * up * size;
            return [x * view.a + y * view.c + view.e, x * view.b + y * view.d + view.f];
        });
    };
    return {
        frame: inner(frame.getBoundingClientRect()),
        numbers: [...frame.querySelectorAll('.leg-badge')].filter(one => !one.hidden).length,
        signs: [...frame.querySelectorAll(
            '.leg-badge:not([hidden]) span, .leaflet-marker-icon:not(.leg-badge), .leaflet-control'
        )]
            .map(one => inner(one.getBoundingClientRect())),
        names: [...frame.querySelectorAll('.street-name')].map(text => ({
            text: text.textContent,
            size: parseFloat(getComputedStyle(text).fontSize),
            characters: [...text.textContent].map((c, i) => c === ' ' ? null : quad(text, i))
                .filter(Boolean),
            ink: getComputedStyle(text).fill, halo: getComputedStyle(text).stroke,
        })),
    };
}"""


def contrast(one: str, other: str) -> float:
    """Return the contrast of two CSS colours by the formula of WCAG."""
    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def light(colour: str) -> float:
    parts = [int(part) / 255 for part in colour[4:-1].split(",")]
    red, green, blue = (v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def judge(page: Page) -> None:
    """Hold what the map of an area shows against what a map must."""
    seen: dict[str, Any] = page.evaluate(LABELS, ".area-map")
    names = [name["text"] for name in seen["names"]]
    missing = [street for street in STREETS if not any(n.startswith(street) for n in names)]
    assert missing == []
    assert seen["numbers"] == LEGS
    nothing_covered(seen)


def nothing_covered(seen: dict[str, Any]) -> None:
    """Hold that each name is whole, readable, there once and clear of everything else."""
    frame = box(*seen["frame"])
    names = [name["text"] for name in seen["names"]]
    assert len(set(names)) == len(names)
    shapes = [[Polygon(quad) for quad in name["characters"]] for name in seen["names"]]
    for name, quads in zip(seen["names"], shapes, strict=True):
        assert name["size"] >= 11
        assert contrast(name["ink"], name["halo"]) >= 4.5
        # The path was long enough: a character that does not fit is not drawn.
        assert all(quad.area > 1 and frame.contains(quad) for quad in quads), name["text"]
        assert quads[0].centroid.x < quads[-1].centroid.x + 5, name["text"]
        for sign in seen["signs"]:
            # A round number's corners are empty: its box without them.
            taken = box(*sign)
            shown = taken.centroid.buffer((sign[2] - sign[0]) / 2) if _round(sign) else taken
            assert not any(quad.intersects(shown) for quad in quads), (name["text"], sign)
    for (i, one), (j, other) in combinations(enumerate(shapes), 2):
        assert not any(a.intersects(b) for a in one for b in other), (names[i], names[j])


def _round(sign: list[float]) -> bool:
    return abs((sign[2] - sign[0]) - (sign[3] - sign[1])) < 0.1 and sign[2] - sign[0] < 30


@pytest.mark.parametrize("path", ["/map", "/print"])
def test_each_street_has_its_name(page: Page, watch: Watch, serve: Serve, path: str) -> None:
    with serve(BundledAreas()) as base:
        page.emulate_media(color_scheme="light")
        page.goto(base + path)
        page.wait_for_selector(READY, state="attached")
        judge(page)
        page.emulate_media(color_scheme="dark")
        settled(page)
        judge(page)
    watch.assert_clean()


@pytest.mark.parametrize("path", ["/map", "/print"])
def test_names_on_paper(desk_page: Page, watch: Watch, serve: Serve, path: str) -> None:
    """A sheet holds the locator, and no summary without its text."""
    with serve(BundledAreas()) as base:
        desk_page.goto(base + path)
        desk_page.wait_for_selector(READY, state="attached")
        document = pypdfium2.PdfDocument(desk_page.pdf(prefer_css_page_size=True))
    pages = [one.get_textpage().get_text_range() for one in document]
    assert "határain belül" in pages[0]
    assert not any("Bizonyítékok" in text for text in pages)
    watch.assert_clean()


def test_names_of_the_paper_are_those_of_the_screen(
    desk_page: Page, watch: Watch, serve: Serve
) -> None:
    """The map of a page is made as wide as the paper; its names are placed anew."""
    with serve(BundledAreas()) as base:
        desk_page.goto(base + "/map")
        desk_page.wait_for_selector(READY, state="attached")
        desk_page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        judge(desk_page)
        desk_page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        judge(desk_page)
    watch.assert_clean()


def test_names_of_settlements_stand_beside_the_venues(
    page: Page, watch: Watch, serve: Serve
) -> None:
    with serve(BundledAreas()) as base:
        page.goto(base + "/")
        page.wait_for_selector(".finder-map " + READY, state="attached")
        seen: dict[str, Any] = page.evaluate(LABELS, ".finder-map .area-map")
    assert {"Kecskemét", "Kiskunhalas", "Tompa"} <= {name["text"] for name in seen["names"]}
    nothing_covered(seen)
    watch.assert_clean()


def test_numbers_without_room_are_told(desk_page: Page, watch: Watch, serve: Serve) -> None:
    """On a map that is far too small some numbers are left out; they are told below it."""
    with serve(BundledAreas()) as base:
        desk_page.set_viewport_size({"width": 200, "height": 800})
        desk_page.goto(base + "/map")
        desk_page.wait_for_selector(READY, state="attached")
        shown = desk_page.evaluate(LABELS, ".area-map")["numbers"]
        told = desk_page.locator(".numbers-left").inner_text()
    left = told.partition(": ")[2].partition(".")[0].split(", ")
    assert shown + len(left) == LEGS
    assert shown < LEGS
    watch.assert_clean()
