"""From an empty installation to an area of Kaposvár in force, every action in the browser counted.

The text is a ring of Kaposvár's streets as a clerk might type it: one street misspelt, one left
out, and a line that two areas answer to. The city's map and register lie beside the checkout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from tests.browser.hands import Hands
from tests.browser.people import sign_in

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

MOST_ACTIONS = 25
"""Clicks, pastes, files and fields; sign-ins apart."""
MISSPELT_AND_LEFT_OUT = (
    "Kisfaludy utca – Füredi út – Kinizsi lakótelep – Szondi György utca – Toldi Mikós utca – "
    "Vörösmarty Mihály utca – Kisfaludy utca"
)
"""Toldi Miklós utca is misspelt; Brassó utca, between Kisfaludy utca and Füredi út, is missing."""
TWO_AREAS = f"""Északi terület: {MISSPELT_AND_LEFT_OUT}

Déli terület: Kisfaludy utca – Brassó utca – Füredi út – Kinizsi lakótelep – Szondi György utca – \
Toldi Miklós utca – Vörösmarty Mihály utca – Kisfaludy utca"""
OFFICE = ("Korzethatar", "Szavazokorok", "Szavkor-Topo", "SzavkorKereso")
SAID = {"authority": "próba", "source_title": "Próbarendelet", "source_document": "1/2026."}
SLOW_MS = 240_000


class Watching(Protocol):
    """What these tests ask of the fixture `watch`."""

    def follow(self, context: BrowserContext) -> None: ...

    def assert_clean(self) -> None: ...


@pytest.fixture
def bed(shared_data: Path) -> Path:
    return shared_data / "beds" / "kaposvar"


def begin(hands: Hands, base: str, bed: Path, text: str) -> None:
    page = hands.page
    page.goto(f"{base}/workshop")
    hands.paste(page.locator("#title"), "Kaposvári próba")
    hands.paste(page.locator("#town"), "Kaposvár")
    hands.paste(page.locator("#text"), text)
    hands.choose_files(page.locator("#map"), bed / "overpass_named_highways_2025-07-24.json")
    hands.press(page.locator("form[action='/workshop'] button[type=submit]"), leads_on=True)
    page.locator(".area-map[data-ready]").wait_for(state="attached")


def offer(hands: Hands, words: str, then: str) -> None:
    """Take an offer, and wait until the area stands as a code says."""
    version = hands.page.locator("[name=seen]").first
    before = version.get_attribute("value")
    hands.press(hands.page.locator(".bench-offers button", has_text=words).first)
    hands.page.wait_for_function(
        "was => document.querySelector('[name=seen]').value !== was", arg=before
    )
    hands.page.locator(f"#state.state-{then}").wait_for()


def close_the_line(hands: Hands) -> None:
    offer(hands, "Toldi Miklós utca", "open")
    offer(hands, "Brassó utca", "choose")
    offer(hands, "terület", "ready")


def with_register(hands: Hands, bed: Path) -> None:
    page = hands.page
    hands.press(page.locator(".bench-steps a[href*='/doors']"), leads_on=True)
    hands.choose_files(page.locator("#register"), [bed / "nvi" / f"{n}.json" for n in OFFICE])
    hands.press(page.locator("form[action$='/register'] button"), leads_on=True)


def hand_over(hands: Hands) -> str:
    """Hand an area over; return the path of what waits."""
    page = hands.page
    hands.press(page.locator(".bench-steps a[href*='/force']"), leads_on=True)
    for name, words in SAID.items():
        if page.locator(f"#{name}").input_value() != words:
            hands.paste(page.locator(f"#{name}"), words)
    hands.press(page.locator("form[action$='/hand-over'] button[type=submit]"))
    waiting = page.locator("a[href*='/desk/editions/candidate/']").first
    waiting.wait_for(timeout=SLOW_MS)
    return str(waiting.get_attribute("href"))


def accept(hands: Hands, base: str, candidate: str) -> None:
    page = hands.page
    page.goto(f"{base}{candidate}")
    hands.paste(page.locator("#reason"), "ellenőrizve")
    hands.press(page.locator("form[action$='/accept'] button[type=submit]"), leads_on=True)


@pytest.mark.parametrize(
    "by_keys",
    [
        pytest.param(False, id="mouse"),
        pytest.param(True, id="keys", marks=[pytest.mark.whole, pytest.mark.sweep]),
    ],
)
def test_kaposvar_is_in_force_in_few_actions(
    browser: Browser, desk_page: Page, workshop: str, bed: Path, watch: Watching, *, by_keys: bool
) -> None:
    desk_page.set_default_timeout(SLOW_MS)
    hands = Hands(desk_page, by_keys)
    sign_in(desk_page, workshop, "anna")
    begin(hands, workshop, bed, MISSPELT_AND_LEFT_OUT)
    close_the_line(hands)
    with_register(hands, bed)
    candidate = hand_over(hands)
    other = browser.new_context(locale="hu-HU")
    watch.follow(other)
    second = other.new_page()
    second.set_default_timeout(SLOW_MS)
    sign_in(second, workshop, "dora")
    others = Hands(second, by_keys)
    accept(others, workshop, candidate)
    actions = hands.actions + others.actions
    assert len(actions) <= MOST_ACTIONS, actions
    second.goto(f"{workshop}/map?area=kaposvar-kaposvari-proba")
    assert "Toldi Miklós utca" in second.locator("#legs").inner_text()
    asked = {"q": "Kaposvár, Fő utca 1", "area": "kaposvar-kaposvari-proba"}
    answer = other.request.post(f"{workshop}/api/v1/check", data=asked).json()
    assert answer["verdict"] == "outside", answer
    exported = other.request.get(f"{workshop}/areas/kaposvar-kaposvari-proba.geojson")
    assert exported.ok
    assert exported.json()["features"]
    other.close()
    watch.assert_clean()


@pytest.mark.whole  # `tests/webmap/workshop` goes the same way without a browser
@pytest.mark.sweep
def test_two_areas_of_one_text_come_into_force_one_after_the_other(
    browser: Browser, desk_page: Page, workshop: str, bed: Path, watch: Watching
) -> None:
    page = desk_page
    page.set_default_timeout(SLOW_MS)
    hands = Hands(page)
    sign_in(page, workshop, "anna")
    begin(hands, workshop, bed, TWO_AREAS)
    close_the_line(hands)
    with_register(hands, bed)
    candidates = [hand_over(hands)]
    hands.press(page.locator(".bench-steps a").first, leads_on=True)
    hands.press(page.locator(".bench-tabs a", has_text="Déli terület"))
    page.locator("#state.state-choose").wait_for()
    offer(hands, "terület", "ready")
    candidates.append(hand_over(hands))
    assert len(set(candidates)) == 2
    other = browser.new_context(locale="hu-HU")
    watch.follow(other)
    second = other.new_page()
    second.set_default_timeout(SLOW_MS)
    sign_in(second, workshop, "dora")
    others = Hands(second)
    for candidate in candidates:
        accept(others, workshop, candidate)
    actions = hands.actions + others.actions
    assert len(actions) <= MOST_ACTIONS, actions
    for area in ("eszaki", "deli"):
        second.goto(f"{workshop}/map?area=kaposvar-{area}-terulet")
        assert "Toldi Miklós utca" in second.locator("#legs").inner_text()
    page.reload()
    assert "elfogadta" in page.locator("#bench-work").inner_text()
    other.close()
    watch.assert_clean()
