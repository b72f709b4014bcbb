"""The workshop in a browser: steps without a reload, by mouse and by keys, and when it is closed.

The town is made up: four streets round a square.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tests.browser.barriers import violations
from tests.browser.people import sign_in
from tests.made_up_square import RING

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

LEFT_OUT = RING.replace("Mentha", "Menta").replace("Lestyán utca – ", "")
SAID = {"authority": "próba", "source_title": "Próbarendelet", "source_document": "1/2026."}


class Watching(Protocol):
    """What these tests ask of the fixture `watch`."""

    def follow(self, context: BrowserContext) -> None: ...

    def assert_clean(self) -> None: ...


def begin(page: Page, base: str, town: Path, text: str) -> None:
    page.goto(f"{base}/workshop")
    page.fill("#title", "Próba")
    page.fill("#town", "Próbaváros")
    page.fill("#text", text)
    page.set_input_files("#map", town)
    with page.expect_navigation():
        page.locator("form[action='/workshop'] button[type=submit]").click()
    page.locator(".area-map[data-ready]").wait_for(state="attached")


def standing(page: Page, code: str) -> None:
    """Wait until an area stands as a code says."""
    page.locator(f"#state.state-{code}").wait_for()


def mark(page: Page) -> None:
    page.evaluate("window.stayed = true")


def stayed(page: Page) -> bool:
    return bool(page.evaluate("window.stayed === true"))


def handed_over(page: Page) -> str:
    """Hand the area on the bench over; return the address of the candidate."""
    page.get_by_role("link", name="Hatályba léptetés").click()
    for name, words in SAID.items():
        page.fill(f"#{name}", words)
    with page.expect_navigation():
        page.locator("form[action$='/hand-over'] button").click()
    candidate = page.locator("a[href*='/desk/editions/candidate/']").get_attribute("href")
    assert candidate is not None
    return candidate


def accepted(browser: Browser, watch: Watching, workshop: str, candidate: str) -> Page:
    """Take a candidate into force as somebody else; return that person's page."""
    context = browser.new_context(locale="hu-HU")
    watch.follow(context)
    page = context.new_page()
    sign_in(page, workshop, "dora")
    page.goto(f"{workshop}{candidate}")
    page.fill("#reason", "ellenőrizve")
    with page.expect_navigation():
        page.locator("form[action$='/accept'] button").click()
    return page


def test_an_area_comes_into_force_without_a_reload_on_each_step(
    browser: Browser, page: Page, workshop: str, town: Path, watch: Watching, axe: str
) -> None:
    sign_in(page, workshop, "anna")
    begin(page, workshop, town, RING)
    standing(page, "open")
    assert violations(page, axe) == []
    mark(page)
    page.locator(".bench-offers button", has_text="Menta utca").click()
    standing(page, "ready")
    assert stayed(page)
    assert page.locator("path.bench-leg").count() == 4
    assert page.locator("path.bench-area").count() == 1
    assert violations(page, axe) == []
    candidate = handed_over(page)
    approver = accepted(browser, watch, workshop, candidate)
    approver.goto(f"{workshop}/map?area=probavaros-proba")
    assert "Menta utca" in approver.locator("#legs").inner_text()
    approver.context.close()
    watch.assert_clean()


def test_the_bench_is_worked_by_keys_alone(
    desk_page: Page, workshop: str, town: Path, watch: Watching
) -> None:
    page = desk_page
    sign_in(page, workshop, "anna")
    begin(page, workshop, town, RING)
    offer = page.locator(".bench-offers button").first
    offer.focus()
    page.keyboard.press("Enter")
    standing(page, "ready")
    page.locator("form[action$='/back'] button").focus()
    page.keyboard.press("Enter")
    standing(page, "open")
    watch.assert_clean()


def test_words_legs_and_map_point_at_each_other(
    desk_page: Page, workshop: str, town: Path, watch: Watching
) -> None:
    page = desk_page
    sign_in(page, workshop, "anna")
    begin(page, workshop, town, RING)
    page.locator("mark[data-leg='1']").hover()
    page.locator("#leg-1.lit").wait_for()
    page.locator("h1").hover()
    page.locator("#leg-1:not(.lit)").wait_for()
    watch.assert_clean()


def test_two_editors_never_write_over_each_other(
    browser: Browser, desk_page: Page, workshop: str, town: Path, watch: Watching
) -> None:
    sign_in(desk_page, workshop, "anna")
    begin(desk_page, workshop, town, RING)
    context = browser.new_context(locale="hu-HU")
    watch.follow(context)
    other = context.new_page()
    sign_in(other, workshop, "bela")
    other.goto(desk_page.url)
    desk_page.locator(".bench-offers button").first.click()
    standing(desk_page, "ready")
    other.locator(".bench-offers button:visible").last.click()
    other.locator("#overtaken-title").wait_for()
    standing(other, "ready")
    context.close()


def test_a_browser_that_is_closed_loses_nothing(
    browser: Browser, desk_page: Page, workshop: str, town: Path
) -> None:
    sign_in(desk_page, workshop, "anna")
    begin(desk_page, workshop, town, RING)
    desk_page.locator(".bench-offers button").first.click()
    standing(desk_page, "ready")
    context = browser.new_context(locale="hu-HU")
    later = context.new_page()
    sign_in(later, workshop, "anna")
    later.goto(f"{workshop}/workshop")
    later.get_by_role("link", name="Próba", exact=True).click()
    standing(later, "ready")
    context.close()


def test_every_step_works_without_a_script(
    scriptless_page: Page, workshop: str, town: Path
) -> None:
    page = scriptless_page
    sign_in(page, workshop, "anna")
    page.goto(f"{workshop}/workshop")
    page.fill("#title", "Próba")
    page.fill("#text", RING)
    page.set_input_files("#map", town)
    page.locator("form[action='/workshop'] button[type=submit]").click()
    page.locator(".bench-offers button").first.click()
    standing(page, "ready")
