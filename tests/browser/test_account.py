"""Signing in by keyboard alone, and the pages of accounts under axe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete
from werkzeug.serving import make_server

from tests.browser.barriers import violations
from webmap.accounts import passwords
from webmap.app import create_app
from webmap.store import users
from webmap.store.core import Store
from webmap.store.tables import WebSession
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from playwright.sync_api import Page

NAME, PASSWORD = "Próba Panna", "egy hosszú próbajelszó"


@pytest.fixture
def desk(fakes: ModuleType, tmp_path: Path) -> Iterator[str]:
    """A service with one account, whose role opens every page here."""
    import threading  # noqa: PLC0415 - only this fixture serves

    settings = Settings(data_dir=str(tmp_path / "kept"))
    store = Store(settings.data_folder)
    with store.session() as session:
        users.create(session, NAME, passwords.make_hash(PASSWORD), ["staff", "admin"])
    store.close()
    server = make_server("127.0.0.1", 0, create_app(settings, fakes.FakeAreas()), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def sign_in(page: Page, base: str, password: str = PASSWORD) -> None:
    """Sign in with the keyboard alone, from the first page."""
    page.goto(f"{base}/account/login")
    page.locator("#name").focus()
    page.keyboard.type(NAME)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_signing_in_by_keyboard(page: Page, desk: str, watch: object) -> None:
    sign_in(page, desk)
    assert page.locator("h1").inner_text() == "Az Ön fiókja"
    assert page.url == f"{desk}/account/"
    page.goto(f"{desk}/")
    assert page.locator(".site-footer-links").get_by_text(f"Bejelentkezve: {NAME}").is_visible()
    page.goto(f"{desk}/account/")
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Kijelentkezés").press("Enter")
    page.goto(f"{desk}/account/")
    assert page.locator("h1").inner_text() == "Bejelentkezés"
    watch.assert_clean()  # type: ignore[attr-defined]


@pytest.mark.whole  # each page is seen by `test_axe_all.py` too
@pytest.mark.sweep
@pytest.mark.parametrize("lang", ["hu", "en"])
def test_pages_for_everybody_have_no_barriers(page: Page, desk: str, axe: str, lang: str) -> None:
    for path in ("/account/login", "/info/privacy", "/info/imprint", "/info/accessibility"):
        page.goto(f"{desk}{path}?lang={lang}")
        assert (path, violations(page, axe)) == (path, [])
        width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert (path, width <= 0) == (path, True)


def test_pages_of_the_account_have_no_barriers(page: Page, desk: str, axe: str) -> None:
    sign_in(page, desk, "wrong")
    assert page.get_by_role("alert").is_visible()
    assert violations(page, axe) == []
    sign_in(page, desk)
    for path in ("/account/", "/account/password", "/info/privacy/edit"):
        page.goto(f"{desk}{path}")
        assert (path, violations(page, axe)) == (path, [])
    page.goto(f"{desk}/account/password")
    for field in ("#old", "#new", "#again"):
        page.fill(field, "short")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("[aria-invalid=true]").count() == 1
    assert violations(page, axe) == []
    page.goto(f"{desk}/static/no-such-file")
    assert violations(page, axe) == []


def test_everything_works_without_script(scriptless_page: Page, desk: str) -> None:
    sign_in(scriptless_page, desk)
    scriptless_page.goto(f"{desk}/info/imprint/edit")
    scriptless_page.fill("#text", "## Próba\n\nPróbaszöveg.")
    scriptless_page.locator("main").get_by_role("button").click()
    assert scriptless_page.locator("h2").first.inner_text() == "Próba"
    scriptless_page.goto(f"{desk}/")
    scriptless_page.fill("#q", "Próba utca 1")
    with scriptless_page.expect_navigation():
        scriptless_page.locator("form[data-lookup]").first.get_by_role("button").click()
    assert scriptless_page.locator(".answer-inside").count() == 1


def end_sessions(folder: Path) -> None:
    store = Store(folder / "kept")
    with store.session() as session:
        session.execute(delete(WebSession))
    store.close()


def test_a_question_of_an_ended_session_goes_on(
    page: Page, desk: str, axe: str, tmp_path: Path
) -> None:
    """The field keeps what was typed; after the password it stands there again, unasked."""
    sign_in(page, desk)
    page.goto(f"{desk}/desk")
    end_sessions(tmp_path)
    page.fill("#q", "Próba utca 3")
    page.press("#q", "Enter")
    page.wait_for_selector("#result h2:focus")
    assert page.inner_text("#result h2") == "A munkamenet lejárt"
    assert page.input_value("#q") == "Próba utca 3"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#ended:focus")
    assert "Próba" not in page.url
    assert violations(page, axe) == []
    page.fill("#name", NAME)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_selector("#q")
    assert page.input_value("#q") == "Próba utca 3"
    assert page.locator("[data-answer]").count() == 0
    assert "Próba" not in page.url
    assert violations(page, axe) == []
    page.press("#q", "Enter")
    page.wait_for_selector("[data-answer]")
