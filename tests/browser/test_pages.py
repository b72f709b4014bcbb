"""The pages in a real browser, with every foreign request refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.barriers import violations
from webmap.ask.services import BundledAreas

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from conftest import Watch
    from playwright.sync_api import Browser, Page

    from webmap.ask.services import Areas


def open_map(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(".area-map[data-ready][data-backdrop]", state="attached")


@pytest.mark.parametrize("path", ["/", "/map", "/?lang=en", "/map?lang=en&variant=ksh"])
def test_the_area_is_visible_and_nothing_leaves(
    page: Page, watch: Watch, base: str, axe: str, path: str
) -> None:
    open_map(page, base + path)
    box = page.locator("path.area-shape").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) > 100
    assert page.locator("path.leg").count() == 4
    assert page.locator("path.zone-shape").get_attribute("fill") == "url(#zone-hatch)"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert violations(page, axe) == []
    watch.assert_clean()


def test_a_look_up_with_script(page: Page, watch: Watch, base: str, axe: str) -> None:
    open_map(page, base + "/")
    page.evaluate("window.sameDocument = true")
    page.fill("#q", "Próba utca 1")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-answer][data-verdict=inside]")
    assert "a program területén belül van" in page.inner_text("#result")
    assert page.evaluate("window.sameDocument") is True
    assert page.evaluate("document.activeElement.tagName") == "H2"
    assert page.locator("path.leg-2.leg-deciding").count() == 1
    assert page.url == base + "/"
    assert violations(page, axe) == []
    watch.assert_clean()


def test_choosing_a_candidate(desk_page: Page, watch: Watch, base: str, axe: str) -> None:
    page = desk_page
    open_map(page, base + "/")
    page.fill("#q", "Próba")
    page.click("form[data-main] [type=submit]")
    page.wait_for_selector(".options")
    assert violations(page, axe) == []
    page.click(".options button >> nth=0")
    page.wait_for_selector("[data-answer][data-verdict=inside]")
    watch.assert_clean()


@pytest.mark.parametrize("scripted", [True, False])
def test_a_missing_number_is_asked_for(
    desk_page: Page, scriptless_page: Page, watch: Watch, base: str, axe: str, *, scripted: bool
) -> None:
    page = desk_page if scripted else scriptless_page
    page.goto(base + "/")
    page.fill("#q", "Hosszú utca")
    page.keyboard.press("Enter")
    page.wait_for_selector(".ranges li")
    assert page.locator("#result button").count() == 0
    assert page.input_value("#q") == "Hosszú utca "
    page.wait_for_selector("#q:focus")  # given when the page is drawn, not when it is read
    if scripted:
        assert violations(page, axe) == []
        page.keyboard.type("1")
        assert page.input_value("#q") == "Hosszú utca 1"
    else:
        page.fill("#q", "Hosszú utca 1")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-verdict=inside]")
    watch.assert_clean()


def test_choosing_a_candidate_without_script(
    scriptless_page: Page, watch: Watch, base: str
) -> None:
    page = scriptless_page
    page.goto(base + "/")
    page.fill("#q", "Próba")
    page.keyboard.press("Enter")
    page.click(".options button >> nth=1")
    page.wait_for_selector("[data-verdict=inside]")
    assert "Próba tér 1" in page.inner_text("#result")
    watch.assert_clean()


def test_what_the_answer_rests_on_is_printed(desk_page: Page, watch: Watch, base: str) -> None:
    page = desk_page
    open_map(page, base + "/")
    page.fill("#q", "Próba utca 1")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-answer]")
    assert not page.locator("#more details dl").is_visible()
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#more details dl").is_visible()
    assert page.locator("[data-print-day]").is_visible()
    assert not page.get_by_text("Írjon be egy címet").is_visible()
    assert not page.locator("#q-help").is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert not page.locator("#more details dl").is_visible()
    assert not page.locator("[data-print-day]").is_visible()
    watch.assert_clean()


def test_a_fault_leads_to_its_field(desk_page: Page, watch: Watch, base: str, axe: str) -> None:
    page = desk_page
    open_map(page, base + "/")
    page.fill("#q", " ")
    page.click("form[data-main] [type=submit]")
    page.click(".answer-error a")
    assert page.locator("#q").get_attribute("aria-invalid") == "true"
    assert page.evaluate("document.activeElement.id") == "q"
    assert violations(page, axe) == []
    watch.assert_clean()


def test_a_point_is_marked_on_the_map(desk_page: Page, watch: Watch, base: str) -> None:
    page = desk_page
    open_map(page, base + "/")
    before = page.locator("path.leaflet-interactive").count()
    page.click("summary >> nth=0")
    page.fill("#lat", "46,895")
    page.fill("#lon", "19,684")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-lat]")
    assert page.locator("path.leaflet-interactive").count() == before + 1
    watch.assert_clean()


def test_a_look_up_without_script(scriptless_page: Page, watch: Watch, base: str) -> None:
    page = scriptless_page
    page.goto(base + "/?lang=en")
    assert page.get_by_text("The map needs JavaScript").is_visible()
    page.fill("#q", "Próba utca 1")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-answer]")
    assert "Próba utca 1 is inside the programme's area" in page.inner_text("#result")
    assert "Pr" not in page.url
    watch.assert_clean()


def test_the_map_by_keyboard(desk_page: Page, watch: Watch, base: str, axe: str) -> None:
    page = desk_page
    open_map(page, base + "/map")
    page.focus("path.leg-2")
    page.keyboard.press("Enter")
    popup = page.wait_for_selector(".leaflet-popup[role=dialog]")
    assert popup is not None
    assert "„2. próba utca (egy megjegyzés)”" in popup.inner_text()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Bezárás"
    assert violations(page, axe) == []
    page.keyboard.press("Escape")
    page.wait_for_selector(".leaflet-popup", state="detached")
    assert page.evaluate("document.activeElement.classList.contains('leg-2')") is True
    titles = page.locator(".area-map a[title]").evaluate_all("all => all.map(a => a.title)")
    assert sorted(titles) == ["Kicsinyítés", "Nagyítás", "Rétegek"]
    watch.assert_clean()


def test_error_pages(desk_page: Page, base: str, axe: str) -> None:
    page = desk_page
    response = page.goto(base + "/nothing")
    assert response is not None
    assert response.status == 404
    assert violations(page, axe) == []
    page.click("main a[role=button]")
    assert page.url == base + "/"


def test_the_policy_stops_inline_scripts(desk_page: Page, watch: Watch, base: str) -> None:
    page = desk_page
    open_map(page, base + "/")
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.HIT = 1';"
        " document.body.append(s); }"
    )
    assert page.evaluate("window.HIT") is None
    assert any("Content Security Policy" in error for error in watch.errors)


# ---- the first page


def top(page: Page, selector: str) -> float:
    """Return how far below the top of the window an element begins, CSS pixels."""
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"]


def test_the_first_screen_of_a_phone_says_what_matters(
    page: Page, watch: Watch, serve: Callable[[Areas], AbstractContextManager[str]], axe: str
) -> None:
    assert page.viewport_size is not None
    height = page.viewport_size["height"]
    with serve(BundledAreas()) as base:
        page.goto(base + "/")
        page.wait_for_selector("[data-locate]")
        assert page.inner_text("h1").startswith("Kecskemét: ")
        assert "véget ért." in page.inner_text(".standing")
        for part in ("h1", ".standing", "#q", "[data-locate]"):
            assert top(page, part) < height - 60, part
        assert top(page, ".area-map") < height - 200
        page.fill("#q", "Halasi út 3")
        page.keyboard.press("Enter")
        page.wait_for_selector("[data-answer]")
        page.wait_for_selector("path.searched-street", state="attached")
        for part in ("#result h2", "#result .sentence", "#result .next-step a"):
            assert 0 <= top(page, part) < height, part
        assert top(page, ".area-map") < height - 200
        assert violations(page, axe) == []
        assert page.url == base + "/"
    watch.assert_clean()


def test_streets_are_completed_while_somebody_types(
    desk_page: Page, watch: Watch, serve: Callable[[Areas], AbstractContextManager[str]], axe: str
) -> None:
    page = desk_page
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    with serve(BundledAreas()) as base:
        page.goto(base + "/")
        page.click("#q")
        page.keyboard.type("halas")
        page.wait_for_selector("[role=option]")
        assert "Halasi út" in page.locator("[role=option]").all_inner_texts()
        assert violations(page, axe) == []
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert page.input_value("#q").startswith("Halasi ")
    assert not [url for url in sent if "halas" in url.casefold()]
    watch.assert_clean()


def test_where_the_device_is_is_asked_for_and_stands_in_no_address(
    desk_page: Page, watch: Watch, base: str
) -> None:
    page = desk_page
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 46.895, "longitude": 19.684, "accuracy": 12})
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    open_map(page, base + "/")
    page.click("[data-locate] button")
    page.wait_for_selector("[data-answer][data-lat='46.895']")
    assert "legfeljebb 12 méter" in page.inner_text("#result")
    assert page.locator("path.searched-point").count() == 1
    assert not [url for url in sent if "46.895" in url]
    watch.assert_clean()


def test_a_device_that_says_nothing_leaves_a_word(desk_page: Page, watch: Watch, base: str) -> None:
    page = desk_page
    page.context.clear_permissions()
    open_map(page, base + "/")
    page.click("[data-locate] button")
    page.wait_for_selector("[data-locate-told]:not(:empty)")
    assert "Írja be a címet" in page.inner_text("[data-locate-told]")
    watch.assert_clean()


def test_a_click_on_the_map_asks_about_that_place(desk_page: Page, watch: Watch, base: str) -> None:
    page = desk_page
    open_map(page, base + "/")
    page.click("[data-pick]")
    page.locator(".area-map").first.click(position={"x": 200, "y": 150})
    page.wait_for_selector("[data-answer][data-lat]")
    assert page.locator("path.searched-point").count() == 1
    assert page.locator(".leaflet-popup").count() == 0
    assert page.get_attribute("[data-pick]", "aria-pressed") == "false"
    assert page.url == base + "/"
    watch.assert_clean()


def swipe(page: Page, selector: str) -> float:
    """Swipe up over an element with one finger; return how far the page has scrolled since."""
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    before: float = page.evaluate("window.scrollY")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.8
    session = page.context.new_cdp_session(page)
    touch = "Input.dispatchTouchEvent"
    session.send(touch, {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for moved in range(10, 201, 10):
        session.send(touch, {"type": "touchMove", "touchPoints": [{"x": x, "y": y - moved}]})
    session.send(touch, {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)
    after: float = page.evaluate("window.scrollY")
    return after - before


def test_a_finger_scrolls_past_the_maps(browser: Browser, watch: Watch, base: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    watch.follow(context)
    page = context.new_page()
    for path in ("/map", "/"):
        open_map(page, base + path)
        page.locator(".area-map").first.scroll_into_view_if_needed()
        pane = "document.querySelector('.leaflet-map-pane').style.transform"
        at = page.evaluate(pane)
        assert swipe(page, ".area-map") > 150
        assert page.evaluate(pane) == at
    page.evaluate("window.scrollTo(0, 0)")
    page.locator(".area-map").first.tap(position={"x": 20, "y": 280})
    page.wait_for_selector(".leaflet-touch-drag", state="attached")
    assert abs(swipe(page, ".area-map")) < 20
    assert page.evaluate(pane) != at
    context.close()
    watch.assert_clean()
