"""Texts that people write stay texts, in every place of a map that shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.drawn import zoom_in
from webmap.maps import maps
from webmap.maps.maps import standalone_html
from webmap.maps.venue_map import MapVenue
from webmap.web.i18n import Texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path
    from types import ModuleType

    from conftest import Watch
    from flask import Flask
    from playwright.sync_api import Page

    from webmap.ask.services import Areas

HOSTILE = {
    "image": '<img src=x onerror="window.HIT=1">',
    "template": "${window.HIT=1}",
    "backtick": "`+(window.HIT=1)+`",
    "script": "</script><script>window.HIT=1</script>",
    "backslash": "x\\",
    "address": "javascript:window.HIT=1",
    "quote": "\"+(window.HIT=1)+\"';window.HIT=1;'",
}


TOGETHER = "".join(HOSTILE[name] for name in ("image", "template", "backtick", "script", "quote"))
"""What runs in some place of a page, in one text; what has to begin or end a text stands alone."""
ALONE = ("backslash", "address")


@pytest.fixture(
    params=[
        pytest.param(TOGETHER, id="together"),
        *(pytest.param(HOSTILE[name], id=name) for name in ALONE),
        *(
            pytest.param(text, id=name, marks=[pytest.mark.whole, pytest.mark.sweep])
            for name, text in HOSTILE.items()
            if name not in ALONE
        ),
    ]
)
def text(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def areas(fakes: ModuleType, text: str) -> Areas:
    legs = tuple(
        fakes.leg(number, name=text, text=text, note=text, reason=text, evidence=(text,))
        for number in (1, 2, 3, 4)
    )
    made = fakes.edition(
        title={"hu": text}, sentence=text, legs=legs, network_note=text, attribution=text
    )
    told = fakes.answer(text, matched=text, leg=text)

    class Hostile(fakes.FakeAreas):
        def backdrop(self, slug: str, variant: str = "programme") -> dict[str, Any]:
            lines = super().backdrop(slug, variant)
            lines["features"][0]["properties"]["name"] = text
            return lines

    return Hostile(made=made, answers={text: told})


def open_everything(page: Page, expected: str) -> None:
    """Open each popup and look at the labels, where a text would run if it could."""
    page.wait_for_selector(".area-map[data-ready][data-backdrop]", state="attached")
    zoom_in(page)
    for shape in ("path.leg-1", "path.area-shape"):
        if page.locator(shape).count():
            page.locator(shape).first.focus()
            page.keyboard.press("Enter")
            assert expected in page.inner_text(".leaflet-popup h3")
            page.keyboard.press("Escape")


def test_on_the_pages(
    desk_page: Page,
    watch: Watch,
    areas: Areas,
    text: str,
    serve: Callable[[Areas], AbstractContextManager[str]],
) -> None:
    with serve(areas) as base:
        for path in ("/map", "/"):
            desk_page.goto(base + path)
            open_everything(desk_page, text)
        desk_page.fill("#q", text)
        desk_page.keyboard.press("Enter")
        desk_page.wait_for_selector("[data-answer]")
        assert text in desk_page.inner_text("#result")
    assert desk_page.evaluate("window.HIT") is None
    watch.assert_clean()


def test_in_the_file(
    desk_page: Page, watch: Watch, areas: Areas, text: str, tmp_path: Path
) -> None:
    file = tmp_path / "map.html"
    html = standalone_html(areas.edition("square"), areas.backdrop("square"))
    file.write_text(html, encoding="utf-8")
    desk_page.goto(file.as_uri())
    open_everything(desk_page, text)
    assert desk_page.evaluate("window.HIT") is None
    watch.assert_clean()


def test_in_every_field_of_a_venue(
    desk_page: Page,
    watch: Watch,
    areas: Areas,
    text: str,
    venue_pages: ModuleType,
    serve_app: Callable[[Flask], AbstractContextManager[str]],
) -> None:
    page = desk_page
    venues = [
        MapVenue(text, text, 19.684, 46.895, 200.0, text, (text, text)),
        MapVenue("b" + text, text + " b", 19.69, 46.9, 0.0, text, (text,)),
    ]
    with serve_app(venue_pages.venue_app(areas, venues)) as base:
        page.goto(base + "/probe-venues")
        page.wait_for_selector(".area-map[data-ready][data-backdrop]", state="attached")
        for number in (0, 1):
            pin = page.locator(".venue-pin[role=button]").nth(number)
            assert text in str(pin.get_attribute("aria-label"))
            pin.hover()
            pin.focus()
            page.keyboard.press("Enter")
            assert text in page.inner_text(".leaflet-popup h3")
            assert text in page.inner_text(".leaflet-popup p >> nth=0")
            assert page.locator(".leaflet-popup-content a").count() == 0
            page.keyboard.press("Escape")
        page.locator("path.programme-shape").first.focus()
        page.keyboard.press("Enter")
        assert text in page.inner_text(".leaflet-popup")
        page.hover(".leaflet-control-layers-toggle")
        page.click("[data-show-venue] >> nth=0")
        page.wait_for_selector(".leaflet-popup h3")
        hrefs = page.eval_on_selector_all("a", "all => all.map(a => a.protocol)")
        assert set(hrefs) <= {"http:", "https:"}
    assert page.evaluate("window.HIT") is None
    watch.assert_clean()


def test_in_layer_names_and_credits(
    desk_page: Page,
    watch: Watch,
    text: str,
    fakes: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    serve: Callable[..., AbstractContextManager[str]],
) -> None:
    """Layer names and credit lines are read as HTML by Leaflet; they come from translations."""
    known = maps.texts("hu").messages
    hostile = {**known, "map.layer_area": text, "map.layer_backdrop": text, "site.osm": text}
    monkeypatch.setattr(maps, "texts", lambda lang: Texts(lang, hostile))
    with serve(fakes.FakeAreas()) as base:
        desk_page.goto(base + "/map")
        desk_page.wait_for_selector(".area-map[data-ready][data-backdrop]", state="attached")
        desk_page.hover(".leaflet-control-layers-toggle")
        assert text in desk_page.inner_text(".leaflet-control-layers-overlays")
        assert text in desk_page.inner_text(".leaflet-control-attribution")
    assert desk_page.evaluate("window.HIT") is None
    watch.assert_clean()
