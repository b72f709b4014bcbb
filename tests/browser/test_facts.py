"""Facts given by keyboard alone: one person answers, another confirms, answers follow."""

# ruff: noqa: ANN401 - what the fixtures of conftest.py give has no type to import

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from boundaries import clock
from boundaries.data_files import VARIABLE
from boundaries.facts import facts_of
from boundaries.facts.town import load_town
from boundaries.model import VerdictKind
from tests.made_up_area import INSIDE, ROWS, SLUG, TOWN, degrees, write_area
from tests.patience import PATIENCE_MS
from tests.webmap.cli.test_new_area import NAMES, Town
from tests.webmap.cli.test_new_area import SLUG as CITY_SLUG
from webmap.accounts import passwords
from webmap.app import create_app
from webmap.request.state import state
from webmap.store import users
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

PASSWORD = "egy hosszú próbajelszó"  # noqa: S105 - of the test's own people
MOST_TABS = 400
"""Stops of the Tab key on one page; the maps have one for each of their shapes."""
FEW = 6
"""Doors of a street: each that a side leaves open is placed by itself, with a hundred keys."""


class Watching(Protocol):
    """What these tests ask of the fixture `watch`."""

    def follow(self, context: BrowserContext) -> None: ...

    def assert_clean(self) -> None: ...


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, serve_app: Callable[[object], Any]
) -> Iterator[str]:
    few = tuple((name, kind, min(doors, FEW), verdict) for name, kind, doors, verdict in ROWS)
    write_area(tmp_path / "areas", rows=few)
    with staffed(tmp_path, monkeypatch, serve_app) as address:
        yield address


@contextmanager
def staffed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, serve_app: Callable[[object], Any]
) -> Iterator[str]:
    """Serve the areas of a folder to two people."""
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
    context.set_default_timeout(PATIENCE_MS)
    watch.follow(context)
    yield context.new_page()
    context.close()


class Keyboard:
    """A person who has nothing but a keyboard."""

    def __init__(self, page: Page, base: str, slug: str = SLUG) -> None:
        self.page, self.base, self.slug = page, base, slug

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
        self.page.goto(f"{self.base}/desk/worklist?area={self.slug}")
        wanted = f"button[data-street='{street}']"
        self.reach(wanted)
        self.press_and_wait()

    def record(self, source: str = "próbaszemle") -> None:
        """Fill in the source, look at what follows, and record it."""
        self.write("#source", source)
        self.follow("A következmények megjelenítése")
        assert self.page.get_by_role("heading", name="Mi következik belőle?").is_visible()
        self.follow("Rögzítés")
        self.page.wait_for_url(re.compile("done=fact_added"))

    def confirm(self, street: str) -> None:
        """Find a fact that waits, read what follows, and confirm it."""
        self.page.goto(f"{self.base}/desk/facts?area={self.slug}")
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


def test_a_click_inside_the_area_sets_the_place_of_a_fact(
    desk_page: Page, desk: str, watch: Watching
) -> None:
    """The area's own pop-up stays shut, whether a place is asked for or the corners of a line."""
    page, one = desk_page, Keyboard(desk_page, desk)
    one.sign_in("javaslo")
    one.answer("Belső utca")
    page.wait_for_selector(".area-map[data-ready]", state="attached")
    page.locator("path.area-shape").first.click(force=True)
    page.locator("path.area-shape").first.click(force=True, position={"x": 20, "y": 20})
    assert "2. pont:" in page.locator("[data-pin-said]").inner_text()
    assert len(page.input_value("#points").split("\n")) == 2
    assert page.locator(".place-pin").count() == 1
    page.wait_for_selector(".leaflet-popup", state="detached")
    with page.expect_navigation():
        page.locator("button[name=kind][value=place]").click()
    page.wait_for_selector(".area-map[data-ready]", state="attached")
    page.locator("path.area-shape").first.click(force=True)
    assert float(page.input_value("#lat")) > 45
    page.wait_for_selector(".leaflet-popup", state="detached")
    watch.assert_clean()


CITY = "Kaposvár"
RING = (
    "Apáczai Csere János utca – Sütő András utca – Reményik Sándor utca – Wass Albert utca – "
    "Apáczai Csere János utca által határolt terület"
)
"""A ring of real streets that no decree names."""
NO_RULE = "erre a házszámra nincs besorolás"
"""Numbers that no rule of the office takes are placed one by one; the test leaves them."""
ANSWERABLE = """(all, words) => all.filter(one => !one.innerText.includes(words))
    .flatMap(one => [...one.querySelectorAll('[data-street]')]).map(button => button.id)"""
ROUNDS = 5
"""A fact may leave a part of its street open, which then comes back with another question."""


@pytest.mark.whole  # the made-up area above goes the same way
@pytest.mark.sweep
@pytest.mark.shared_data
def test_a_worklist_of_kaposvar_is_cleared_by_keyboard_alone(
    desk_page: Page,
    second: Page,
    watch: Watching,
    shared_data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    serve_app: Callable[[object], Any],
) -> None:
    """Every fact here is made up for the test; none of it is true of the town."""
    ring_of_kaposvar(tmp_path / "areas", shared_data / "beds" / "kaposvar")
    with staffed(tmp_path, monkeypatch, serve_app) as base:
        today = clock.today()
        town, held = load_town(CITY_SLUG, "programme", today)
        open_before = open_numbers(town, town.evidence(held))
        one, two = Keyboard(desk_page, base, CITY_SLUG), Keyboard(second, base, CITY_SLUG)
        one.sign_in("javaslo")
        two.sign_in("biralo")
        given = 0
        for _ in range(ROUNDS):
            desk_page.goto(f"{base}/desk/worklist?area={CITY_SLUG}")
            asked = desk_page.locator(".work > li").evaluate_all(ANSWERABLE, NO_RULE)
            if not asked:
                break
            for button in asked:  # what waits for the second person changes nothing here
                one_answer(one, button, town)
                given += 1
            confirm_all(two)
        desk_page.goto(f"{base}/desk/worklist?area={CITY_SLUG}")
        left = desk_page.locator(".work > li")
        assert left.count() > 0
        for text in left.all_inner_texts():
            assert "Ezt új tény nem dönti el" in text or NO_RULE in text
        streets = {re.sub(r"\n.*", "", text) for text in left.all_inner_texts()}
        assert len(facts_of(CITY_SLUG)) == given >= 8
        decided = 0
        for street, number in open_before:
            if street not in streets:
                query = {"q": f"{CITY}, {street} {number}", "area": CITY_SLUG}
                answer = desk_page.request.post(f"{base}/api/v1/check", data=query).json()
                assert answer["verdict"] in {"inside", "outside"}, query
                decided += 1
        assert decided >= 100
    watch.assert_clean()


def ring_of_kaposvar(home: Path, bed: Path) -> None:
    """Make the area from the real map and the office's register, with the commands alone."""
    made = Town(home)
    extract = bed / "kaposvar_named_highways.osm.pbf"
    made.run("area", "new", CITY_SLUG, *NAMES, "--text", RING, "--osm", extract)
    live = bed / "overpass_named_highways_2025-07-24.json"
    words = ("area", "refresh", CITY_SLUG, "--osm", live, "--register", bed / "nvi", "--json")
    (report,) = json.loads(made.run(*words).stdout)
    who = ("--by", "a test", "--reason", "a test")
    made.run("edition", "accept", CITY_SLUG, "--candidate", report["candidate"], *who)


def open_numbers(town: Any, evidence: Any) -> list[tuple[str, object]]:
    """Return every door that nothing decides."""
    found: list[tuple[str, object]] = []
    for street in town.streets.streets:
        numbers = (door.number for door in town.doors(street))
        found += [
            (street.full_name, number)
            for number in numbers
            if town.ask(street, number, evidence).verdict is VerdictKind.UNDECIDABLE
        ]
    return found


def one_answer(person: Keyboard, button: str, town: Any) -> None:
    """Answer one question of the worklist with something made up, and record it."""
    page = person.page
    page.goto(f"{person.base}/desk/worklist?area={CITY_SLUG}")
    person.reach(f"#{button}")
    person.press_and_wait()
    kind = page.locator("#fact input[name=kind]").get_attribute("value")
    street = page.input_value("#street")
    if kind in {"side", "said"}:
        person.reach(f"input[name={'side' if kind == 'side' else 'verdict'}]")
        page.keyboard.press("Space")
    else:
        line = town.lines.get(street)  # without one, somewhere inside
        middle = town.edition.area if line is None else line
        place = middle.representative_point()
        lat, lon = degrees(place.x + 9.0, place.y + 9.0)
        person.write("#lat", lat)
        person.write("#lon", lon)
    person.record()


def confirm_all(person: Keyboard) -> None:
    """Look at each fact that waits with what follows from it, and confirm it."""
    page = person.page
    waiting = "section[aria-labelledby='group-proposed'] h3 a"
    while page.goto(f"{person.base}/desk/facts?area={CITY_SLUG}"):
        if not page.locator(waiting).count():
            return
        person.reach(waiting)
        person.press_and_wait()
        assert page.get_by_role("heading", name="Mi következik belőle?").is_visible()
        person.follow("Megerősítés")
        page.wait_for_url(re.compile("done=fact_confirm"))
