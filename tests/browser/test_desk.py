"""The whole task of the desk by keyboard alone, and its pages under axe."""

from __future__ import annotations

import itertools
from contextlib import nullcontext
from typing import TYPE_CHECKING, Literal

import pytest
import pytest_socket

from tests.browser import people
from tests.browser.barriers import found_by, violations
from tests.browser.drawn import settled
from tests.patience import PATIENCE_MS
from webmap.accounts import passwords
from webmap.app import create_app
from webmap.request.state import state
from webmap.store import reports, users
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path
    from types import ModuleType

    from conftest import Watch
    from flask import Flask
    from playwright.sync_api import Browser, Page

    from webmap.ask.services import Areas

NAME, PASSWORD = "Próba Panna", "egy hosszú próbajelszó"


def made(areas: Areas | None, folder: Path) -> Flask:
    settings = Settings(data_dir=str(folder / "kept"), rate_limits=False)
    app = create_app(settings, areas)
    with app.app_context(), state().store.session() as session:
        users.create(session, NAME, passwords.make_hash(PASSWORD), ["staff"])
    return app


@pytest.fixture
def app(fakes: ModuleType, tmp_path: Path) -> Flask:
    """A service over the tests' own square."""
    return made(fakes.FakeAreas(), tmp_path)


@pytest.fixture
def desk(app: Flask, serve_app: Callable[[Flask], AbstractContextManager[str]]) -> Iterator[str]:
    with serve_app(app) as address:
        yield address


@pytest.fixture(scope="module")
def bundled(
    tmp_path_factory: pytest.TempPathFactory,
    serve_app: Callable[[Flask], AbstractContextManager[str]],
) -> Iterator[str]:
    """A service over the areas that the product brings with it; nothing is put on record there."""
    pytest_socket.enable_socket()
    with serve_app(made(None, tmp_path_factory.mktemp("bundled"))) as address:
        yield address


def sign_in_by_keyboard(page: Page, base: str) -> None:
    """Go to the desk, which leads to the form and back; all of it by keyboard."""
    page.goto(f"{base}/desk")
    page.locator("#name").focus()
    page.keyboard.type(NAME)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}/desk")


def sign_in(page: Page, base: str) -> None:
    """Be at the desk."""
    people.sign_in(page, base, NAME, PASSWORD)
    page.goto(f"{base}/desk")


def ready(page: Page) -> None:
    page.wait_for_selector(".area-map[data-ready][data-backdrop]", state="attached")


def focused(page: Page) -> str:
    """Return what a screen reader would be at: the text, or the name of a field."""
    return str(page.evaluate("document.activeElement.innerText || document.activeElement.id"))


def tab_to(page: Page, words: str, most: int = 60) -> None:
    """Press Tab until the focus is on something with these words."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if words in focused(page):
            return
    raise AssertionError(f"{words!r} cannot be reached by keyboard")


def test_the_whole_task_by_keyboard(page: Page, watch: Watch, bundled: str, axe: str) -> None:
    """Sign in, ask an ambiguous name, choose, read the answer, have the sheet made."""
    sign_in_by_keyboard(page, bundled)
    ready(page)
    assert focused(page) == "q"
    page.keyboard.type("Belsőnyir 1")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-verdict=undecidable]")
    page.wait_for_selector("#desk-verdict:focus", state="attached")
    assert violations(page, axe) == []
    tab_to(page, "Belsőnyír tanya 1")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-answer][data-query='Kecskemét, Belsőnyír tanya 1']")
    page.wait_for_selector("#desk-verdict:focus", state="attached")
    said = page.inner_text("[data-spoken]")
    assert said.startswith(
        "Nem: a Kecskemét, Belsőnyír tanya 1. a program területén kívül van, mert"
    )
    assert page.url == f"{bundled}/desk"
    assert violations(page, axe) == []
    tab_to(page, "Igazoló lap")
    with page.expect_download() as sheet:
        page.keyboard.press("Enter")
    assert sheet.value.path().read_bytes().startswith(b"%PDF")
    watch.assert_clean()


def test_names_complete_themselves(page: Page, watch: Watch, bundled: str, axe: str) -> None:
    sign_in(page, bundled)
    field = page.get_by_role("combobox")
    field.focus()
    page.keyboard.type("belsonyi")
    page.wait_for_selector("[role=listbox] [role=option]")
    assert field.get_attribute("aria-expanded") == "true"
    assert "4 utcanév" in page.inner_text("[role=status]")
    assert field.input_value() == "belsonyi"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    marked = field.get_attribute("aria-activedescendant")
    assert page.inner_text(f"#{marked}") == "Belsőnyír tanya"
    assert page.get_attribute(f"#{marked}", "aria-selected") == "true"
    assert violations(page, axe) == []
    page.keyboard.press("Enter")
    assert field.input_value() == "Belsőnyír tanya "
    assert page.locator("[role=listbox]").is_hidden()
    assert page.locator("[data-answer]").count() == 0
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-verdict=outside]")
    field.fill("halas")
    page.wait_for_selector("[role=listbox] [role=option]")
    page.keyboard.press("Escape")
    assert page.locator("[role=listbox]").is_hidden()
    assert field.input_value() == "halas"
    watch.assert_clean()


def test_typing_goes_on_when_names_fail(desk_page: Page, desk: str) -> None:
    page = desk_page
    sign_in(page, desk)
    page.route("**/desk/suggest", lambda route: route.abort())
    page.locator("#q").focus()
    page.keyboard.type("Próba utca 1", delay=20)
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-verdict=inside]")
    assert page.input_value("#q") == "Próba utca 1"


def test_a_point_is_picked_by_mouse_and_by_keyboard(
    page: Page, watch: Watch, desk: str, axe: str
) -> None:
    sign_in(page, desk)
    ready(page)
    button = page.get_by_role("button", name="Pont kijelölése a térképen")
    button.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    assert violations(page, axe) == []
    page.keyboard.press("Escape")
    assert button.get_attribute("aria-pressed") == "false"
    button.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-answer][data-lat]")
    assert page.locator("path.searched-point").count() == 1
    assert "EOV: Y =" in page.inner_text("#result")
    first = page.get_attribute("[data-answer]", "data-lon")
    button.click()
    box = page.locator(".area-map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.5)
    page.wait_for_selector(f'[data-answer]:not([data-lon="{first}"])', state="attached")
    assert page.locator(".leaflet-popup").count() == 0
    assert page.url == f"{desk}/desk"
    watch.assert_clean()


def test_the_street_of_a_house_without_a_place_is_drawn(
    page: Page, watch: Watch, bundled: str
) -> None:
    sign_in(page, bundled)
    ready(page)
    page.fill("#q", "Halasi út 5")
    page.keyboard.press("Enter")
    page.wait_for_selector("path.searched-street", state="attached")
    assert page.locator("path.searched-point").count() == 0
    assert "nincs pont a térképen" in page.inner_text("#result")
    watch.assert_clean()


def test_the_history_stays_in_the_tab(page: Page, watch: Watch, desk: str, axe: str) -> None:
    sign_in(page, desk)
    for typed in ("Próba utca 1", "Próba", "Próba utca 1"):
        page.fill("#q", typed)
        page.keyboard.press("Enter")
        page.wait_for_selector(f"[data-answer][data-query='{typed}']")
    entries = page.locator("[data-history-list] button")
    assert entries.all_inner_texts() == ["Próba utca 1 – Belül", "Próba – Nem dönthető el"]
    assert violations(page, axe) == []
    page.reload()
    assert entries.count() == 2
    entries.nth(1).press("Enter")
    page.wait_for_selector("[data-answer][data-query='Próba']")
    page.get_by_role("switch").press("Space")
    assert entries.count() == 0
    page.fill("#q", "Próba utca 1")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-verdict=inside]")
    assert entries.count() == 0
    assert "Próba" not in page.evaluate("JSON.stringify(sessionStorage) + document.cookie")
    page.get_by_role("switch").press("Space")
    page.fill("#q", "Próba")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-verdict=undecidable]")
    assert entries.count() == 1
    page.get_by_role("button", name="Előzmények törlése").press("Enter")
    assert entries.count() == 0
    watch.assert_clean()


def test_the_history_ends_with_the_sign_in(desk_page: Page, watch: Watch, desk: str) -> None:
    page = desk_page
    sign_in_by_keyboard(page, desk)
    page.fill("#q", "Próba")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-answer]")
    assert "Próba" in page.evaluate("sessionStorage.getItem('akcioterulet.desk')")
    page.get_by_role("button", name="Kijelentkezés").press("Enter")
    page.wait_for_url(f"{desk}/")
    assert page.evaluate("sessionStorage.length") == 0
    sign_in_by_keyboard(page, desk)
    page.fill("#q", "Próba")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-answer]")
    page.context.clear_cookies()  # the session ends by itself, without a click on the button
    sign_in_by_keyboard(page, desk)
    assert page.locator("[data-history-list] button").count() == 0
    assert "Próba" not in page.evaluate("sessionStorage.getItem('akcioterulet.desk')")
    watch.assert_clean()


def test_a_report_by_keyboard(desk_page: Page, watch: Watch, app: Flask, desk: str) -> None:
    page = desk_page
    sign_in(page, desk)
    page.keyboard.type("Próba utca 1")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-verdict=inside]")
    tab_to(page, "Pontatlanság bejelentése")
    page.keyboard.press("Enter")
    tab_to(page, "report-text")
    page.keyboard.type("A túloldal a jó.")
    tab_to(page, "Bejelentés küldése")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-reported]")
    assert "rögzítettük" in focused(page)
    assert page.locator("[data-answer]").count() == 1
    with app.app_context(), state().store.session(read_only=True) as session:
        (row,) = reports.listed(session)
        assert row.text.startswith("A túloldal a jó.")
        assert "Próba utca" not in row.text
    watch.assert_clean()


def test_another_day_loads_the_whole_page(desk_page: Page, watch: Watch, desk: str) -> None:
    page = desk_page
    sign_in(page, desk)
    page.get_by_text("Másik nap vagy határváltozat").click()
    page.fill("#as-of", "2022-05-01")
    page.fill("#q", "Próba utca 1")
    with page.expect_navigation():
        page.locator("#q").press("Enter")
    assert "még nem volt elfogadott kiadás" in page.inner_text("#result")
    assert page.input_value("#as-of") == "2022-05-01"
    watch.assert_clean()


def test_everything_works_without_script(scriptless_page: Page, watch: Watch, desk: str) -> None:
    page = scriptless_page
    sign_in(page, desk)
    page.fill("#q", "Próba")
    with page.expect_navigation():
        page.locator("#q").press("Enter")
    with page.expect_navigation():
        page.get_by_role("button", name="Próba utca 1 – Belül").click()
    assert "a program területén belül van" in page.inner_text("[data-spoken]")
    page.locator("summary").get_by_text("Pontatlanság bejelentése").click()
    page.fill("#report-text", "A túloldal a jó.")
    with page.expect_navigation():
        page.get_by_role("button", name="Bejelentés küldése").click()
    assert "rögzítettük" in page.inner_text("main")
    watch.assert_clean()


OF_COLOURS = ("color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable")
"""What depends on colours and on the width of the window."""
OTHERS = tuple(itertools.product(("light", "dark"), (390, 1280)))
"""Colours and width of the window that are tried besides, on the pages that stand there."""


@pytest.mark.parametrize(
    ("lang", "others"),
    [
        ("hu", ()),
        pytest.param("en", OTHERS[1:2], marks=pytest.mark.whole),
        pytest.param("hu", OTHERS, marks=[pytest.mark.whole, pytest.mark.sweep]),
        pytest.param("en", OTHERS, marks=[pytest.mark.whole, pytest.mark.sweep]),
    ],
)
def test_no_barriers_in_any_state(
    browser: Browser,
    watch: Watch,
    bundled: str,
    axe: str,
    lang: str,
    others: tuple[tuple[Literal["light", "dark"], int], ...],
) -> None:
    size = {"width": 390, "height": 850}
    context = browser.new_context(
        viewport=size, color_scheme="dark", locale="hu-HU", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    watch.follow(context)
    page = context.new_page()
    people.sign_in(page, bundled, NAME, PASSWORD)
    page.goto(f"{bundled}/desk?lang={lang}")
    ready(page)
    for typed in ("", "Belsőnyir", "Halasi út", "Halasi út 5", "Mária utca 999"):
        page.fill("#q", typed)
        page.press("#q", "Enter")
        page.wait_for_selector("#result section")
        page.locator("#result details").evaluate_all("all => all.forEach(one => one.open = true)")
        assert (typed, violations(page, axe)) == (typed, [])
        assert (typed, too_wide(page)) == (typed, False)
        for scheme, width in others:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 850})
            settled(page)
            found = found_by(page, axe, {"type": "rule", "values": OF_COLOURS})["violations"]
            where = (typed, scheme, width)
            assert (where, found, too_wide(page)) == (where, [], False)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        page.set_viewport_size(size)
    context.close()
    watch.assert_clean()


def too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


@pytest.mark.parametrize("query", ["Halasi út 3", "Belsőnyír 1", "Ilyen utca sehol 3"])
def test_the_verdict_stands_on_the_first_screen_of_a_phone(
    page: Page, bundled: str, query: str
) -> None:
    """Asked by script and without: the word and the sentence are seen without a swipe."""
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, bundled)
    for loaded_anew in (False, True):
        if loaded_anew:
            page.evaluate("document.querySelector('form[data-main]').removeAttribute('data-desk')")
        page.fill("#q", query)
        with page.expect_navigation() if loaded_anew else nullcontext():
            page.press("#q", "Enter")
        page.wait_for_selector("[data-answer]")
        page.wait_for_selector("#desk-verdict:focus", state="attached")
        page.wait_for_function(
            "() => ['#desk-verdict', '[data-spoken]'].map(one => "
            "document.querySelector(one).getBoundingClientRect())"
            ".every(box => box.top >= 0 && box.bottom <= window.innerHeight)"
        )


def test_the_menu_of_a_phone_is_one_row_that_the_keyboard_reaches(page: Page, bundled: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, bundled)
    assert page.evaluate("document.querySelector('.staff-nav').clientHeight") < 60
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".staff-nav button").focus()
    box = page.locator(".staff-nav button").bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= 390 - box["width"]
