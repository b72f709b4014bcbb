"""Facts given by keyboard alone: one person answers, another confirms, answers follow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from boundaries.bundled import VARIABLE
from boundaries.facts import facts_of
from tests.made_up_area import INSIDE, SLUG, TOWN, degrees, write_area
from webmap.accounts import passwords
from webmap.app import create_app
from webmap.settings import Settings
from webmap.state import state
from webmap.store import users

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

PASSWORD = "egy hosszú próbajelszó"  # noqa: S105 - of the test's own people
AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}
MOST_TABS = 400
"""Stops of the Tab key on one page; the maps have one for each of their shapes."""


class Watching(Protocol):
    """What these tests ask of the fixture `watch`."""

    def follow(self, context: BrowserContext) -> None: ...

    def assert_clean(self) -> None: ...


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, serve_app: Callable[[object], Any]
) -> Iterator[str]:
    write_area(tmp_path / "areas")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "areas"))
    settings = Settings(data_dir=str(tmp_path / "kept"), rate_limits=False, access_log=False)
    app = create_app(settings)
    hashed = passwords.make_hash(PASSWORD)
    with app.app_context(), state().store.session() as session:
        users.create(session, "javaslo", hashed, ["staff"])
        users.create(session, "biralo", hashed, ["approver"])
    with serve_app(app) as address:
        yield address


@pytest.fixture
def second(browser: Browser, watch: Watching) -> Iterator[Page]:
    """The second person's browser."""
    context = browser.new_context(locale="hu-HU")
    context.set_default_timeout(10_000)
    watch.follow(context)
    yield context.new_page()
    context.close()


class Keyboard:
    """A person who has nothing but a keyboard."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base

    def sign_in(self, name: str) -> None:
        self.page.goto(f"{self.base}/account/login")
        self.reach("#name")
        self.page.keyboard.type(name)
        self.reach("#password")
        self.page.keyboard.type(PASSWORD)
        self.press_and_wait()

    def reach(self, selector: str) -> None:
        """Press Tab until something that fits a selector has the focus."""
        fits = "wanted => document.activeElement.matches(wanted)"
        for _ in range(MOST_TABS):
            if self.page.evaluate(fits, selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key never reaches {selector}")

    def reach_words(self, words: str) -> None:
        """Press Tab until a link or a button that begins with some words has the focus."""
        begins = "w => (document.activeElement.innerText || '').trim().startsWith(w)"
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(begins, words):
                return
        raise AssertionError(f"the Tab key never reaches {words!r}")

    def write(self, selector: str, text: str) -> None:
        """Write into a field, whatever stands there."""
        self.reach(selector)
        self.page.keyboard.press("Control+a")
        for number, row in enumerate(text.split("\n")):
            if number:
                self.page.keyboard.press("Enter")
            self.page.keyboard.type(row)

    def press_and_wait(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def follow(self, words: str) -> None:
        """Go to a link or a button and press it."""
        self.reach_words(words)
        self.press_and_wait()

    def answer(self, street: str) -> None:
        """Open the form that answers the question about a street."""
        self.page.goto(f"{self.base}/desk/worklist?area={SLUG}")
        wanted = f"button[data-street='{street}']"
        self.reach(wanted)
        self.press_and_wait()

    def record(self, source: str = "próbaszemle") -> None:
        """Fill in the source, look at what follows, and record it."""
        self.write("#source", source)
        self.follow("Mutassa, mi következik belőle")
        assert self.page.get_by_role("heading", name="Mi következik belőle?").is_visible()
        self.follow("Rögzítés")
        self.page.wait_for_url(re.compile("done=fact_added"))

    def confirm(self, street: str) -> None:
        """Find a fact that waits, read what follows, and confirm it."""
        self.page.goto(f"{self.base}/desk/facts?area={SLUG}")
        self.follow(f"{street}: ")
        assert self.page.get_by_role("heading", name="Mi következik belőle?").is_visible()
        self.follow("Megerősítés")
        self.page.wait_for_url(re.compile("done=fact_confirm"))


def verdict(page: Page, base: str, address: str) -> str:
    answer = page.request.post(
        f"{base}/api/v1/check", data={"q": f"{TOWN}, {address}", "area": SLUG}
    )
    assert answer.ok, answer.text()
    return str(answer.json()["verdict"])


def violations(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    found = page.evaluate("options => axe.run(document, options)", AXE_OPTIONS)
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in found["violations"]]


def test_the_worklist_is_cleared_by_keyboard_alone(
    page: Page, second: Page, desk: str, watch: Watching
) -> None:
    one, two = Keyboard(page, desk), Keyboard(second, desk)
    one.sign_in("javaslo")
    two.sign_in("biralo")

    one.answer("Belső utca")  # a line, its corners picked with the arrow keys
    one.reach_words("Jelölő a térkép közepére")
    page.keyboard.press("Enter")
    pin = page.locator(".place-pin")
    assert pin.evaluate("element => element === document.activeElement")
    page.keyboard.press("Enter")
    for key in ("ArrowUp", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert "2. pont:" in page.locator("[data-pin-said]").inner_text()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.press("Backspace")
    assert len(page.input_value("#points").split("\n")) == 2
    one.record()
    assert verdict(page, desk, "Belső utca 5") == "undecidable"
    two.confirm("Belső utca")
    assert verdict(page, desk, "Belső utca 5") == "inside"

    one.answer("Kör tér")  # a word
    one.reach("input[name=verdict]")
    page.keyboard.press("ArrowDown")
    one.record()
    two.confirm("Kör tér")
    assert verdict(page, desk, "Kör tér 5") == "outside"

    one.answer("Déli utca")  # a side
    one.reach("input[name=side]")
    page.keyboard.press("Space")
    one.record()
    two.confirm("Déli utca")
    # The even side is the inner one; past its corners the street goes on outside.
    assert verdict(page, desk, "Déli utca 5") == "outside"
    while page.goto(f"{desk}/desk/worklist?area={SLUG}") and page.locator("[data-street]").count():
        one.answer("Déli utca")
        if page.locator("#lat").count():
            one.write("#lat", degrees(*INSIDE[0])[0])
            one.write("#lon", degrees(*INSIDE[0])[1])
        else:
            one.reach("input[name=verdict]")
            page.keyboard.press("Space")
        one.record()
        two.confirm("Déli utca")
    assert page.get_by_text("Ezen a területen nincs nyitott házszám.").is_visible()
    assert len(facts_of(SLUG)) >= 3
    watch.assert_clean()
