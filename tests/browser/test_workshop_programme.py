"""The programme page in a browser: words are quoted by selecting them, by mouse and by keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.browser.barriers import violations
from tests.browser.people import sign_in
from tests.webmap.workshop.test_programme import TEXT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.test_workshop import Watching

SLUG = "probaprogram-pirton"


def begin(page: Page, base: str) -> str:
    """Begin a draft with the text; return the address of its programme page."""
    page.goto(f"{base}/workshop")
    page.fill("#title", "Próba")
    page.fill("#town", "Pirtó")
    page.fill("#text", TEXT)
    with page.expect_navigation():
        page.locator("form[action='/workshop'] button[type=submit]").click()
    address = page.url.partition("?")[0] + "/programme"
    page.goto(address)
    return address


def select(page: Page, words: str) -> None:
    """Select words in the text of the source, as a mouse or keys do."""
    page.evaluate(
        """words => {
          const text = document.querySelector('textarea[data-source]');
          const at = text.value.indexOf(words);
          if (at < 0) { throw new Error(words); }
          text.focus();
          text.setSelectionRange(at, at + words.length);
        }""",
        words,
    )


def add(page: Page, label: str, said: str = "", **fields: str) -> None:
    """Add a fact: quote words by selecting them, fill in the rest, keep it."""
    page.get_by_role("link", name=label).or_(page.get_by_role("button", name=label)).first.click()
    page.locator("#part-form").wait_for()
    if said:
        select(page, said)
        page.locator("[data-quote]").click()
        page.locator("#said_1_words").wait_for()
        assert page.locator("#said_0_words").input_value() == said
    for name, value in fields.items():
        place = page.locator(f"#f_{name}")
        if place.evaluate("one => one.tagName") == "SELECT":
            place.select_option(value)
        else:
            place.fill(value)
    page.locator("#part-form button[value=save]").click()
    page.locator("#kept").wait_for()
    page.locator("#part-form").wait_for(state="detached")


def filled_in(page: Page) -> None:
    add(page, "Forrás felvétele", title_hu="A program oldala", publisher="próba")
    add(page, "Megnevezés megadása", "Próbaprogram Pirtón")
    add(
        page,
        "Egész települések",
        "A program Pirtó településen fut.",
        members="Pirtó",
        note_hu="A program Pirtón fut.",
    )
    add(
        page,
        "Hivatal felvétele",
        "Próba Hivatal, telefon: 06 76/123-456, e-mail: hivatal@proba.example",
        office_hu="Próba Hivatal",
        role="beneficiary",
    )


def test_a_programme_is_quoted_by_selecting_and_published(
    browser: Browser, page: Page, workshop: str, watch: Watching, axe: str
) -> None:
    sign_in(page, workshop, "anna")
    address = begin(page, workshop)
    assert violations(page, axe) == []
    page.evaluate("window.stayed = true")
    filled_in(page)
    assert "06 76/123-456" in page.locator(".programme-facts").inner_text()
    assert "hivatal@proba.example" in page.locator(".programme-facts").inner_text()
    add(page, "Összeg felvétele", "165 millió Ft", role="support")
    assert "165 000 000 Ft" in page.locator(".programme-facts").inner_text().replace("\u00a0", " ")
    assert page.evaluate("window.stayed === true")
    page.goto(f"{address}?part=amounts&row=0")
    assert violations(page, axe) == []
    page.goto(address)
    page.locator("form[action$='/programme/hand'] button").click()
    page.get_by_text("Átadva közzétételre. Más személy").wait_for()
    other = browser.new_context(locale="hu-HU")
    watch.follow(other)
    approver = other.new_page()
    sign_in(approver, workshop, "dora")
    approver.goto(f"{address}/preview")
    assert violations(approver, axe) == []
    approver.goto(address)
    with approver.expect_navigation():
        approver.locator("form[action$='/programme/publish'] button").click()
    approver.goto(f"{workshop}/programmes/{SLUG}")
    assert "165 millió Ft" in approver.locator("main").inner_text()
    approver.goto(address)
    approver.get_by_text("A programoldal visszavonása").first.click()
    approver.fill("#reason", "téves adat")
    assert violations(approver, axe) == []
    with approver.expect_navigation():
        approver.locator("form[action$='/programme/withdraw'] button").click()
    assert approver.goto(f"{workshop}/programmes/{SLUG}").status == 410  # type: ignore[union-attr]
    other.close()


def test_a_fact_is_filled_in_by_keys_alone(page: Page, workshop: str, axe: str) -> None:
    sign_in(page, workshop, "anna")
    address = begin(page, workshop)
    filled_in(page)
    page.goto(f"{address}?part=support_rate")
    assert page.evaluate("document.activeElement.id") == "said_0_words"
    text = page.locator("textarea[data-source]")
    text.focus()
    page.keyboard.press("Control+Home")
    for _ in range(TEXT.index("mértéke 100%")):
        page.keyboard.press("ArrowRight")
    for _ in range(len("mértéke 100%")):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("x")
    assert text.input_value() == TEXT.strip()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.quote !== undefined")
    page.keyboard.press("Enter")
    page.locator("#f_percent[value='100']").wait_for()
    assert page.locator("#said_0_words").input_value() == "mértéke 100%"
    assert violations(page, axe) == []
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)
    page.locator("#f_percent").focus()
    page.keyboard.press("Enter")
    page.locator("#part-support_rate").wait_for()


def test_a_wrong_figure_is_told_beside_its_field(page: Page, workshop: str, axe: str) -> None:
    sign_in(page, workshop, "anna")
    address = begin(page, workshop)
    filled_in(page)
    page.goto(f"{address}?part=support_rate")
    page.fill("#said_0_words", "mértéke 100%")
    page.fill("#f_percent", "90")
    page.locator("#part-form button[value=save]").click()
    page.locator("#f_percent-fault").wait_for()
    assert page.evaluate("document.activeElement.id") == "f_percent"
    assert "nem áll az idézetben" in page.locator("#f_percent-fault").inner_text()
    assert violations(page, axe) == []


def test_without_a_script_words_are_typed(browser: Browser, workshop: str) -> None:
    plain: Any = browser.new_context(locale="hu-HU", java_script_enabled=False)
    page = plain.new_page()
    sign_in(page, workshop, "anna")
    begin(page, workshop)
    page.get_by_role("button", name="Forrás felvétele").click()
    page.fill("#f_title_hu", "A program oldala")
    page.fill("#f_publisher", "próba")
    page.locator("#part-form button[value=save]").click()
    page.get_by_role("button", name="Megnevezés megadása").click()
    page.fill("#said_0_words", "Próbaprogram Pirtón")
    page.locator("#propose").click()
    assert page.locator("#f_hu").input_value() == "Próbaprogram Pirtón"
    assert not page.locator(".quote-button").is_visible()
    page.locator("#part-form button[value=save]").click()
    assert re.search("Mentve", page.locator("#kept").inner_text())
    plain.close()
