"""The public map in each mode, on paper, in frames, over tiles; its weight."""

from __future__ import annotations

import importlib.util
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from flask import Flask
from PIL import Image
from shapely import affinity

from tests.browser.barriers import violations
from tests.browser.drawn import settled, worked_ms
from tests.patience import wait_until
from webmap.ask.services import BundledAreas
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from types import ModuleType

    from conftest import Watch
    from playwright.sync_api import Page

    from webmap.ask.services import Areas

    Serve = Callable[..., AbstractContextManager[str]]

READY = ".area-map[data-ready][data-backdrop]"
MODES = {
    "dark": {"color_scheme": "dark"},
    "contrast": {"contrast": "more"},
    "dark-contrast": {"color_scheme": "dark", "contrast": "more"},
    "forced": {"forced_colors": "active"},
}
LIGHT = {"color_scheme": "light", "contrast": "no-preference", "forced_colors": "none"}
SIZES = ({"width": 390, "height": 844}, {"width": 1280, "height": 900})
OF_COLOURS = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]
"""What depends on the mode and on the width of the window."""
LINES = (".leg-certain", ".leg-likely", ".leg-inferred", ".leg-unknown", ".area-shape")
CONTRAST = """selectors => {
    const rgb = text => text.match(/[0-9.]+/g).slice(0, 3).map(Number);
    const light = colour => {
        const [r, g, b] = rgb(colour).map(v => v / 255)
            .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = light(getComputedStyle(document.querySelector('.area-map')).backgroundColor);
    return selectors.map(name => {
        const path = document.querySelector('.area-map path' + name);
        const line = light(getComputedStyle(path).stroke);
        return (Math.max(line, ground) + 0.05) / (Math.min(line, ground) + 0.05);
    });
}"""
"""Contrast of each line with the ground of the map, by the formula of WCAG."""
MAX_BYTES, MAX_MS = 150_000, 5_000
"""Weight of the map page; work that only a broken page needs (see benchmarks/maps.py)."""


def open_map(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(READY, state="attached")


@pytest.mark.parametrize(
    "path",
    [
        "/map",
        *(
            pytest.param(path, marks=[pytest.mark.whole, *more])
            for path, more in {
                "/print": [],
                "/": [pytest.mark.sweep],
                "/embed?lang=en": [pytest.mark.sweep],
                "/print?paper=a3": [pytest.mark.sweep],
            }.items()
        ),
    ],
)
def test_each_page_in_each_mode(
    desk_page: Page, watch: Watch, base: str, axe: str, path: str
) -> None:
    """Whole in light, in both widths; in the other modes what depends on them, in the narrow one.

    In the wide one `test_axe_all.py` looks at these pages in the other modes, by turns.
    """
    page = desk_page
    page.emulate_media(**LIGHT, reduced_motion="reduce")  # type: ignore[arg-type]
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        open_map(page, base + path)
        assert violations(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert all(ratio >= 3 for ratio in page.evaluate(CONTRAST, list(LINES)))
        for name, mode in MODES.items() if size == SIZES[0] else ():
            page.emulate_media(**{**LIGHT, **mode})
            settled(page)
            told = page.evaluate(
                "rules => axe.run(document, {runOnly: {type: 'rule', values: rules}})", OF_COLOURS
            )
            assert (size, name, told["violations"]) == (size, name, [])
            assert all(ratio >= 3 for ratio in page.evaluate(CONTRAST, list(LINES))), name
        page.emulate_media(**LIGHT)
    watch.assert_clean()


def test_the_backdrop_follows_the_mode(desk_page: Page, watch: Watch, base: str) -> None:
    page = desk_page
    page.emulate_media(color_scheme="light")
    open_map(page, base + "/map")
    ink = """() => {
        const canvas = document.querySelector('.leaflet-backdrop-pane canvas');
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        for (let i = 3; i < data.length; i += 4) if (data[i] > 250) return data[i - 3];
        return null;
    }"""
    page.wait_for_function(f"() => ({ink})() > 150")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"() => {{ const seen = ({ink})(); return seen && seen < 150; }}")
    assert watch.foreign == []


def test_embedded_in_a_foreign_page(
    desk_page: Page,
    watch: Watch,
    base: str,
    serve_app: Callable[[Flask], AbstractContextManager[str]],
) -> None:
    frames = "".join(
        f'<iframe title="{path}" src="{base}{path}" width="600" height="520"></iframe>'
        for path in ("/embed", "/map")
    )
    other = Flask("other_site")
    other.add_url_rule("/", view_func=lambda: f"<!doctype html><title>x</title>{frames}")
    with serve_app(other) as host:
        desk_page.goto(host)
        inside = desk_page.frame_locator("iframe >> nth=0")
        inside.locator(READY).wait_for(state="attached")
        assert inside.locator("form").count() == 0
        refused = desk_page.frame_locator("iframe >> nth=1")
        assert refused.locator(".area-map").count() == 0
    assert watch.foreign == []
    assert all("frame-ancestors" in error or "favicon" in error for error in watch.errors)


@pytest.mark.parametrize(
    ("path", "size", "pages"),
    [("/print", (210, 297), 2), ("/print?paper=a3", (420, 297), 1), ("/map", (210, 297), None)],
)
def test_on_paper(
    desk_page: Page,
    watch: Watch,
    serve: Serve,
    path: str,
    size: tuple[int, int],
    pages: int | None,
) -> None:
    page = desk_page
    page.emulate_media(color_scheme="dark")
    with serve(BundledAreas()) as base:
        open_map(page, base + path)
        document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert pages in {None, len(document)}
    first = document[0]
    assert tuple(round(points / 72 * 25.4) for points in first.get_size()) == size
    image: Image.Image = first.render(scale=1).to_pil().convert("RGB")
    assert image.getpixel((5, 5)) == (255, 255, 255)
    counted = {colour: count for count, colour in image.getcolors(1 << 20) or []}
    dark = sum(count for colour, count in counted.items() if max(colour) < 100)
    assert dark < 0.1 * image.size[0] * image.size[1]
    assert counted.get((0x0B, 0x3D, 0x91), 0) > 200
    watch.assert_clean()


def shades(page: Page) -> list[object]:
    """Return the colours of the map."""
    image = Image.open(io.BytesIO(page.locator(".area-map").screenshot()))
    return list(image.convert("RGB").getcolors(1 << 20) or [])


def test_the_page_is_light_and_quick(desk_page: Page, watch: Watch, serve: Serve) -> None:
    page = desk_page
    received: list[float] = []
    with serve(BundledAreas()) as base:
        page.goto(base + "/health")
        page.goto(base + "/map")  # the process makes its map once
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on("Network.loadingFinished", lambda e: received.append(e["encodedDataLength"]))
        before = worked_ms(session)
        open_map(page, base + "/map")
        taken = worked_ms(session) - before
        page.wait_for_load_state("networkidle")
    assert 50_000 < sum(received) < MAX_BYTES
    assert taken < MAX_MS
    watch.assert_clean()


def moved(fakes: ModuleType, east: float, north: float) -> Areas:
    """Return the fake area moved by metres of EOV."""
    made = fakes.edition()
    legs = tuple(
        fakes.leg(leg.number, line=tuple((x + east, y + north) for x, y in leg.line))
        for leg in made.legs
    )
    return fakes.FakeAreas(
        made=fakes.edition(
            area=affinity.translate(made.area, east, north),
            uncertain_zone=affinity.translate(made.uncertain_zone, east, north),
            legs=legs,
        )
    )


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("extract", "move"),
    [
        ("kaposvar/kaposvar_named_highways.osm.pbf", (-144_700.0, -58_700.0)),
        ("debrecen/debrecen.nometa.osm.pbf", (145_600.0, 73_400.0)),
    ],
)
def test_streets_from_a_full_extract(
    desk_page: Page,
    watch: Watch,
    fakes: ModuleType,
    serve: Serve,
    shared_data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    extract: str,
    move: tuple[float, float],
) -> None:
    out = tmp_path / "backdrop.pmtiles"
    derive = _script("derive_backdrop")
    source = shared_data / "beds" / extract
    monkeypatch.setattr(sys, "argv", ["derive_backdrop.py", str(source), "--out", str(out)])
    assert derive.main() == 0
    assert "made_from" in out.with_name("backdrop.pmtiles.json").read_text(encoding="utf-8")
    statuses: list[int] = []
    desk_page.on("response", lambda r: statuses.append(r.status) if "/tiles/" in r.url else None)
    with serve(moved(fakes, *move), Settings(backdrop=str(out))) as base:
        open_map(desk_page, base + "/map")
        # Labels, road casings, ground: a drawn city has many shades, an empty ground has few.
        wait_until(lambda: len(shades(desk_page)) > 300, "the city is not drawn", every_s=0.2)
    assert statuses
    assert set(statuses) == {206}
    watch.assert_clean()


def _script(name: str) -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "scripts" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
