"""Every page that draws a map, in a browser, while every text that people write is hostile.

Which texts those are and which pages there are is taken from the code: see `tests/hostile.py`.
"""

# ruff: noqa: ANN401 - what the fixtures of conftest.py give has no type to import

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from boundaries.data_files import VARIABLE
from tests import hostile
from webmap.admin.edition_rows import known_editions
from webmap.app import create_app
from webmap.maps.maps import standalone_html
from webmap.request.state import state
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Page, Response, Route

READY = ".area-map[data-ready]"
SHAPES = ".area-map path[tabindex], .area-map .venue-pin[role=button]"
TILES = "https://t.example/{z}/{x}/{y}.png"
NO_PAGES = ("/api", "/ogc", "/areas", "/downloads", "/static")
"""Where the routes of no pages begin: they are read without a browser, in the tests of security."""
SCRIPT = re.compile(r'<script[^>]* src="(/(?!static/)[^"?]*)')
SAFE = {"http:", "https:", "mailto:", "tel:", "file:", ""}


@dataclass(frozen=True)
class House:
    """A service full of hostile texts."""

    app: Flask
    cookie: str
    """Of somebody with every role."""
    pages: tuple[str, ...]
    """Addresses of every page that draws a map."""
    telling: tuple[str, ...]
    """Of these pages the first with each of the scripts."""
    scripts: dict[str, str]
    """Rule -> address of every script that draws one."""


@dataclass
class Seen:
    """What the browser was given."""

    answers: list[Response] = field(default_factory=list)
    scripts: set[str] = field(default_factory=set)
    """Paths of the scripts that the service made."""

    def answer(self, response: Response) -> None:
        self.answers.append(response)

    def faults(self, base: str) -> list[str]:
        """Return what is wrong of the answers since the last time; notes the scripts."""
        told = []
        for one in self.answers:
            path = one.url.removeprefix(base).partition("?")[0]
            if one.status >= 500:
                told.append(f"{one.url}: {one.status}")
            elif one.request.resource_type == "script" and not path.startswith("/static/"):
                self.scripts.add(path)
                told += [f"{one.url} holds {mark}" for mark in hostile.evaluated(one.text())]
        self.answers.clear()
        return told


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder, text = tmp_path_factory.mktemp("hostile"), hostile.IN_BROWSERS
    with pytest.MonkeyPatch.context() as patch:
        counts = hostile.write_home(folder / "areas", text)
        assert min(counts.values()) > 3, counts
        patch.setenv(VARIABLE, str(folder / "areas"))
        settings = Settings(
            data_dir=str(folder / "kept"),
            rate_limits=False,
            access_log=False,
            street_list_public=True,
            tile_url=TILES,
            tile_attribution=text,
            operator=text,
        )
        app = create_app(settings)
        candidate = hostile.write_candidate(folder / "kept", text)
        key = hostile.fill(app, text)
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = key
        found = client.get_cookie("akcioterulet")
        assert found is not None
        built = list(hostile.addresses(app, hostile.values(app, candidate)))
        with app.test_request_context():
            editions = [name for name, _ in known_editions(state().areas, "hu")]
        asked = [address for rule, address in built if not rule.startswith(NO_PAGES)]
        asked += [f"/desk/editions/compare?first={editions[0]}&second={editions[-1]}", "/?lang=en"]
        asked += ["/ogc/collections/venues?f=html"]  # a program is given JSON
        answers = {one: client.get(one) for one in asked if not one.endswith(".js")}
        drawn = [one for one, told in answers.items() if b'class="area-map"' in told.data]
        scripts = {rule: address for rule, address in built if rule.endswith(".js")}
        adapter, first = app.url_map.bind("localhost"), {}
        for address in drawn:
            for script in SCRIPT.findall(answers[address].text):
                first.setdefault(adapter.match(script, return_rule=True)[0].rule, address)
        telling = tuple(dict.fromkeys(first.values()))
        yield House(app, found.value, tuple(drawn), telling, scripts)
        with app.test_request_context():
            state().store.close()


def look(page: Page, where: str) -> list[str]:
    """Look at a map and open what can be opened on it; returns what is wrong."""
    page.wait_for_selector(READY, state="attached")
    shapes = page.locator(SHAPES)
    count = shapes.count()
    for number in range(min(count, 3)):
        shapes.nth(number).focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
    if page.locator(".leaflet-control-layers-toggle").count():
        page.hover(".leaflet-control-layers-toggle")
    text = page.inner_text("body")
    told = [f"shows {mark}" for mark in hostile.evaluated(text + page.content())]
    if count == 0:
        told.append("draws nothing")
    if page.evaluate("window.HIT") is not None:
        told.append("ran a text")
    protocols = set(page.eval_on_selector_all("a", "all => all.map(a => a.protocol)"))
    told += [f"links to {one}" for one in protocols - SAFE]
    return [f"{where}: {one}" for one in told]


def instead(address: str) -> Callable[[Route], None]:
    """Return what answers a request with another file of the service."""

    def answer(route: Route) -> None:
        route.continue_(url=address)

    return answer


@pytest.mark.parametrize(
    "whole", [False, pytest.param(True, marks=[pytest.mark.whole, pytest.mark.sweep])]
)
def test_no_text_runs_on_any_page_with_a_map(
    house: House, desk_page: Page, watch: Any, serve_app: Any, *, whole: bool
) -> None:
    """Every script that draws a map is loaded; where the whole is asked for, by every page."""
    page, seen, faults = desk_page, Seen(), []
    watch.answered.add("t.example")
    page.context.route("https://t.example/**", lambda route: route.fulfill(status=204))
    page.on("response", seen.answer)
    with serve_app(house.app) as base:
        page.context.add_cookies([{"name": "akcioterulet", "value": house.cookie, "url": base}])
        for path in house.pages if whole else house.telling:
            page.goto(base + path)
            faults += look(page, path) + seen.faults(base)
            faults += [f"{path}: {error}" for error in (*watch.errors, *watch.foreign)]
            watch.errors.clear()
            watch.foreign.clear()
        adapter = house.app.url_map.bind("localhost")
        loaded = {adapter.match(path, return_rule=True)[0].rule for path in seen.scripts}
        for rule in house.scripts.keys() - loaded:  # that of an edition no longer in force
            if not page.request.get(base + house.scripts[rule]).text():
                continue  # there is nothing yet that it would draw
            page.route("**/areas/*/map.js*", instead(base + house.scripts[rule]))
            page.goto(base + "/desk")
            faults += look(page, rule) + seen.faults(base)
            faults += [f"{rule}: {error}" for error in (*watch.errors, *watch.foreign)]
    assert faults == []
    assert len(loaded) >= 6
    assert len(house.pages) >= 12


def test_no_text_runs_in_the_file_of_a_map(desk_page: Page, watch: Any, tmp_path: Path) -> None:
    text = hostile.IN_BROWSERS
    line = {"type": "LineString", "coordinates": [[19.6, 46.8], [19.7, 46.9]]}
    named = {"type": "Feature", "properties": {"name": text, "railway": None}, "geometry": line}
    lines = {"type": "FeatureCollection", "features": [named]}
    file = tmp_path / "map.html"
    file.write_text(
        standalone_html(hostile.hostile_edition(text, "programme"), lines), encoding="utf-8"
    )
    desk_page.goto(file.as_uri())
    assert look(desk_page, "file") == []
    watch.assert_clean()
