"""A list of streets in the browser: from a pasted text to an area in force, by mouse and by keys.

The town is made up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from boundaries.register.store import save_register
from tests.boundaries.edition.test_list_edition import town as town_register
from tests.browser.barriers import violations
from tests.browser.people import sign_in
from tests.browser.test_workshop import accepted, handed_over, mark, standing, stayed

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.browser.test_workshop import Watching

TEXT = "Az iskola körzete:\n12 valami\nFő utca 1-9, Kertt köz páros, Béke tér a templomig"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    save_register(town_register(), tmp_path / "negyzetfalva.register")
    return tmp_path / "negyzetfalva.register"


def begin(page: Page, base: str, register: Path) -> None:
    page.goto(f"{base}/workshop")
    page.fill("#title", "Iskola")
    page.fill("#town", "Négyzetfalva")
    page.fill("#text", TEXT)
    with page.expect_navigation():
        page.locator("form[action='/workshop'] button[type=submit]").click()
    page.get_by_role("link", name="Címek", exact=True).click()
    page.set_input_files("#register", register)
    with page.expect_navigation():
        page.locator("form[action$='/register'] button[type=submit]").click()
    page.get_by_role("link", name="Szöveg és sorok").click()


def test_a_list_comes_into_force_without_a_reload_on_each_step(
    browser: Browser, page: Page, workshop: str, register: Path, watch: Watching, axe: str
) -> None:
    sign_in(page, workshop, "anna")
    begin(page, workshop, register)
    standing(page, "unread")
    assert violations(page, axe) == []
    mark(page)
    page.locator("#row-1 button", has_text="páratlan").click()
    page.locator("#row-1 strong", has_text="páratlan 1–9").wait_for()
    page.locator("#row-2 button", has_text="Kert köz").click()
    page.locator("#row-2 strong", has_text="Kert köz: páros").wait_for()
    page.locator("summary", has_text="Eldöntés").click()
    page.locator("[id^=reason-u]").fill("nem utca")
    page.get_by_role("button", name="Félretétel", exact=True).click()
    standing(page, "ready")
    page.locator("#row-3 a", has_text="Kiigazítás").click()
    page.locator("#row-3 form.rows-edit").wait_for()
    assert violations(page, axe) == []
    page.locator("#row-3 [name=first]").fill("2")
    page.locator("#row-3 [name=reason]").fill("a jegyző szerint")
    page.get_by_role("button", name="Mentés", exact=True).click()
    page.locator("#row-3 strong", has_text="2–").wait_for()
    page.fill("#addresses", "Fő utca 3\nFő utca 4")
    page.get_by_role("button", name="Kipróbálás").click()
    page.locator("td", has_text="Kívül").wait_for()
    assert stayed(page)
    assert "utca" not in page.url
    assert violations(page, axe) == []
    candidate = handed_over(page)
    assert violations(page, axe) == []
    approver = accepted(browser, watch, workshop, candidate)
    approver.goto(f"{workshop}/map?area=negyzetfalva-az-iskola-korzete")
    assert "Az iskola körzete" in approver.locator("main").inner_text()
    approver.context.close()
    watch.assert_clean()


def test_a_list_is_settled_by_keys_alone(
    desk_page: Page, workshop: str, register: Path, watch: Watching
) -> None:
    page = desk_page
    sign_in(page, workshop, "anna")
    begin(page, workshop, register)
    page.locator("#row-1 button").first.focus()
    page.keyboard.press("Enter")
    page.locator("#row-1 mark").wait_for()
    page.locator("#row-3 a").focus()
    page.keyboard.press("Enter")
    page.locator("#row-3 form.rows-edit").wait_for()
    page.locator("#row-3 [name=reason]").focus()
    page.keyboard.type("így jó")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#row-3 mark").wait_for()
    watch.assert_clean()


def test_a_list_is_settled_without_a_script(
    scriptless_page: Page, workshop: str, register: Path
) -> None:
    page = scriptless_page
    sign_in(page, workshop, "anna")
    begin(page, workshop, register)
    page.locator("#row-1 button").first.click()
    page.locator("#row-2 a").click()
    page.locator("#row-2 [name=name]").fill("Kert köz")
    page.locator("#row-2 [name=reason]").fill("elírás")
    page.locator("#row-2 button[value=save]").click()
    page.locator("#row-2 strong", has_text="Kert köz").wait_for()
    page.locator("summary", has_text="Eldöntés").click()
    page.locator("[id^=reason-u]").fill("nem utca")
    page.get_by_role("button", name="Félretétel", exact=True).click()
    standing(page, "ready")
    page.fill("#addresses", "Kert köz 2")
    page.get_by_role("button", name="Kipróbálás").click()
    page.locator("td", has_text="Belül").wait_for()
