"""A line is drawn for a leg: by mouse with snapping, by keys, by typing and out of a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.barriers import violations
from tests.browser.people import sign_in
from tests.browser.test_workshop import Watching, begin, mark, standing, stayed
from tests.made_up_square import RING, place_of, write_square

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page


def drawing(page: Page, base: str, town: Path, width: int = 1280) -> None:
    """Open the drawing of the third leg, which the map does not have."""
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, base, "anna")
    begin(page, base, town, RING)
    mark(page)
    page.locator("#leg-3 a", has_text="Vonal rajzolása").click()
    page.locator("#draw-title").wait_for()
    page.locator(".area-map[data-backdrop='ready'].geoman-draw-cursor").wait_for(state="attached")


BESIDE = {"c": "2. Lestyán utca", "d": "4. Zsálya utca"}
"""Corner -> the leg that ends there in the south."""


ON_IT = """([x, y]) => {
    const box = document.querySelector('.cursor-marker').getBoundingClientRect();
    return Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y) < 2;
}"""
"""Whether what is drawn next is on a place of the screen, to which it has snapped."""


def on_screen(page: Page, corner: str, east: float = 0, south: float = 0) -> tuple[float, float]:
    """Return where a corner of the town is on the screen, moved by pixels."""
    leg = page.locator(f"path.bench-leg[aria-label='{BESIDE[corner]}']")
    x, y = leg.evaluate(
        """(path) => {
            const ends = [0, path.getTotalLength()].map((at) => path.getPointAtLength(at));
            const end = ends[0].y > ends[1].y ? ends[0] : ends[1];
            const there = end.matrixTransform(path.getScreenCTM());
            return [there.x, there.y];
        }"""
    )
    return x + east, y + south


def beside(page: Page, corner: str) -> tuple[float, float]:
    """Bring the mouse near to a corner, as a hand does, until the map has snapped to it."""
    for moved in range(100):
        x, y = on_screen(page, corner, 6 + moved % 2, 5)
        page.mouse.move(x, y)
        if page.evaluate(ON_IT, list(on_screen(page, corner))):
            return x, y
        page.wait_for_timeout(20)
    raise AssertionError(f"the map does not snap to {corner}")


def typed(page: Page) -> list[tuple[float, float]]:
    rows = page.input_value("#points").split("\n")
    return [(float(a), float(b)) for a, b in (row.split("; ") for row in rows if row)]


def test_a_line_is_drawn_by_mouse_and_snaps_to_the_lines_of_the_map(
    page: Page,
    workshop: str,
    town: Path,
    watch: Watching,
    axe: str,
) -> None:
    drawing(page, workshop, town)
    for corner in ("c", "d"):
        page.mouse.click(*beside(page, corner))
    assert len(typed(page)) == 2
    page.mouse.click(*on_screen(page, "d"))
    page.locator("path.bench-drawn").wait_for(state="attached")
    for corner, place in zip(("c", "d"), typed(page), strict=True):
        assert place == pytest.approx(place_of(corner), abs=2e-6)
    assert violations(page, axe) == []
    page.fill("#reason", "helyszíni bejárás")
    page.locator("form[action*='/line-3'] button[type=submit]").click()
    standing(page, "ready")
    assert stayed(page)
    assert "anna" in page.locator("#leg-3").inner_text()
    watch.assert_clean()


def test_a_line_is_drawn_and_moved_by_keys_alone(
    page: Page,
    workshop: str,
    town: Path,
    watch: Watching,
) -> None:
    drawing(page, workshop, town)
    for corner in ("c", "d"):
        lat, lon = place_of(corner)
        page.fill("#lat", f"{lat:.6f}")
        page.fill("#lon", f"{lon:.6f}")
        page.locator("#lon").press("Tab")
        page.locator(".place-pin").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    assert len(typed(page)) == 2
    said = page.locator("[data-pin-said]")
    assert "2. pont, a legközelebbi vonalhoz igazítva" in said.inner_text()
    first = page.get_by_role("button", name="1. pont", exact=True)
    first.focus()
    before = typed(page)
    page.keyboard.press("ArrowUp")
    assert typed(page)[0][0] > before[0][0]
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "1. pont"
    page.keyboard.press("Delete")
    assert len(typed(page)) == 1
    page.locator(".place-pin").focus()
    page.keyboard.press("Backspace")
    assert typed(page) == []
    watch.assert_clean()


def test_a_corner_is_dragged_and_another_put_between(
    page: Page,
    workshop: str,
    town: Path,
    watch: Watching,
) -> None:
    drawing(page, workshop, town)
    rows = "\n".join("{:.7f}; {:.7f}".format(*place_of(corner)) for corner in "cd")
    page.fill("#points", rows)
    page.locator("path.bench-drawn").wait_for(state="attached")
    x, y = (sum(both) / 2 for both in zip(on_screen(page, "c"), on_screen(page, "d"), strict=True))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 40, steps=4)
    page.mouse.up()
    page.wait_for_function("document.getElementById('points').value.split('\\n').length === 3")
    assert typed(page)[1][0] > typed(page)[0][0]
    watch.assert_clean()


@pytest.mark.parametrize("width", [390, 1280])
def test_drawing_fits_every_width(
    page: Page,
    workshop: str,
    town: Path,
    width: int,
    watch: Watching,
    axe: str,
) -> None:
    drawing(page, workshop, town, width)
    assert violations(page, axe) == []
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
    watch.assert_clean()
    page.locator("form[action*='/line-3'] button[type=submit]").click()
    page.locator("#faults-title").wait_for()
    assert violations(page, axe) == []


def test_a_line_is_typed_or_sent_without_a_script(
    scriptless_page: Page,
    workshop: str,
    town: Path,
    tmp_path: Path,
) -> None:
    page = scriptless_page
    sign_in(page, workshop, "anna")
    page.goto(f"{workshop}/workshop")
    page.fill("#title", "Próba")
    page.fill("#text", RING)
    page.set_input_files("#map", town)
    page.locator("form[action='/workshop'] button[type=submit]").click()
    page.locator("#leg-3 a", has_text="Vonal rajzolása").click()
    (c_lat, c_lon), (d_lat, d_lon) = place_of("c"), place_of("d")
    (tmp_path / "vonal.gpx").write_text(
        '<?xml version="1.0"?><gpx version="1.1" creator="x" '
        'xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
        f'<trkpt lat="{c_lat}" lon="{c_lon}"/><trkpt lat="{d_lat}" lon="{d_lon}"/>'
        "</trkseg></trk></gpx>"
    )
    page.set_input_files("#file", tmp_path / "vonal.gpx")
    page.fill("#reason", "bejárás")
    page.locator("form[action*='/line-3'] button[type=submit]").click()
    standing(page, "ready")
    assert re.search("bejárás", page.locator("#leg-3").inner_text())


def test_areas_to_choose_from_have_the_colours_of_their_buttons(
    page: Page, workshop: str, tmp_path: Path, watch: Watching, axe: str
) -> None:
    """Kapor utca runs on both sides of a square."""
    town = write_square(tmp_path / "two.geojson", lanes=True)
    sign_in(page, workshop, "anna")
    begin(page, workshop, town, RING.replace("Mentha", "Menta"))
    standing(page, "choose")
    assert page.locator("path.bench-area").count() == 2
    buttons = page.locator("button[data-choice]")
    assert [buttons.nth(at).get_attribute("class") for at in range(2)] == [
        "outline choice choice-1",
        "outline choice choice-2",
    ]
    assert page.locator(".leaflet-tooltip.choice").count() >= 1
    assert violations(page, axe) == []
    buttons.nth(1).click()
    standing(page, "ready")
    watch.assert_clean()
