"""Maps as text: what they say, what they never say, and that they are the same every time."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from shapely.geometry import Polygon, box

from boundaries.model import Certainty, Decision
from webmap.ask.ledger import LINE_STYLES, shared_lines
from webmap.maps.map_elements import inert
from webmap.maps.maps import legend, render_map_parts, standalone_html
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from types import ModuleType

    from boundaries.model import Edition

HOSTILE = [
    "${alert(1)}",
    "`+alert(1)+`",
    "</script><script>alert(1)</script>",
    "x\\",
    "<img src=x>",
]


def test_every_leg_is_drawn_by_its_certainty(fakes: ModuleType) -> None:
    script = render_map_parts(fakes.edition()).script
    for number, certainty in enumerate(Certainty, start=1):
        style = LINE_STYLES[certainty]
        assert f'"className": "leg leg-{number} leg-{certainty}"' in script
        assert style.colour in script
    dashes = [style.dashes for style in LINE_STYLES.values()]
    assert len(set(dashes)) == len(dashes)


def test_coordinates_are_latitude_first(fakes: ModuleType) -> None:
    script = render_map_parts(fakes.edition()).script
    bounds = re.search(r"fitBounds\(\s*(\[\[.*?\]\])", script, re.DOTALL)
    assert bounds is not None
    (south, west), (north, east) = json.loads(bounds.group(1))
    assert 46.8 < south < north < 47.0
    assert 19.6 < west < east < 19.8


def test_holes_and_parts_are_kept(fakes: ModuleType) -> None:
    shell = box(698_000, 172_000, 699_000, 173_000)
    holed = Polygon(
        shell.exterior.coords, [box(698_400, 172_400, 698_500, 172_500).exterior.coords]
    )
    edition = fakes.edition(uncertain_zone=holed)
    script = render_map_parts(edition).script
    zone = re.search(r"L\.polygon\(\s*(\[[^{]*\]),\s*\{[^}]*zone-shape", script)
    assert zone is not None
    assert len(json.loads(zone.group(1))) == 2


def test_a_leg_without_a_line_is_not_drawn(fakes: ModuleType) -> None:
    legs = (*fakes.edition().legs[:3], fakes.leg(4, line=(), length_m=0.0))
    script = render_map_parts(fakes.edition(legs=legs)).script
    assert "leg-3" in script
    assert "leg-4" not in script


def stood_in(fakes: ModuleType) -> Edition:
    """Make an edition where leg 3 stands in for leg 2, and leg 4 is leg 1 once more."""
    first, second, third, fourth = fakes.edition().legs
    bare = {"line": (), "length_m": 0.0}
    second = replace(
        second, decision=Decision.STAND_IN, certainty=Certainty.UNKNOWN, continues=3, **bare
    )
    fourth = replace(
        fourth, decision=Decision.CONTINUES, certainty=Certainty.CERTAIN, continues=1, **bare
    )
    return fakes.edition(legs=(first, second, third, fourth), provisional=(2,))


def test_a_stand_in_is_drawn_below_the_line_that_closes_for_it(fakes: ModuleType) -> None:
    script = render_map_parts(stood_in(fakes)).script
    below = script.index('"className": "leg leg-2 leg-unknown leg-stand-in"')
    assert below < script.index('"className": "leg leg-3 leg-inferred"')
    assert '"className": "leg leg-1 leg-4 leg-certain"' in script
    assert "Helyettes\\u00edt\\u0151 vonal: 3. pr\\u00f3ba utca" in script
    badges = re.findall(r'badge\(\w+, (\[.*?\]), \{"text":"(\d)"', script)
    assert sorted(number for _, number in badges) == ["1", "2", "3", "4"]
    places = {number: json.loads(text) for text, number in badges}
    assert places["2"][0] != places["3"][0]
    assert places["4"][0] != places["1"][0]


def test_numbers_follow_the_walk_on_a_shared_line(fakes: ModuleType) -> None:
    orders = [[leg.number for leg, _ in line.badges()] for line in shared_lines(stood_in(fakes))]
    assert orders == [[4, 1], [2, 3]]


def test_the_legend_has_the_lines_that_occur(fakes: ModuleType) -> None:
    assert [line.code for line in legend(stood_in(fakes), "hu")] == [
        "certain",
        "inferred",
        "stand-in",
    ]
    assert [line.code for line in legend(fakes.edition(), "hu")] == list(Certainty)


def test_without_zone_or_venues_there_is_no_such_layer(fakes: ModuleType) -> None:
    script = render_map_parts(fakes.edition(uncertain_zone=None)).script
    assert "zone-shape" not in script
    assert "Helysz" not in script


def test_the_same_map_renders_to_the_same_bytes(fakes: ModuleType) -> None:
    assert render_map_parts(fakes.edition()) == render_map_parts(fakes.edition())


def test_no_foreign_host_unless_tiles_are_set(fakes: ModuleType) -> None:
    plain = render_map_parts(fakes.edition())
    assert "//" not in plain.script + plain.html
    tiles = Settings(tile_url="https://t.example/{z}/{x}/{y}.png", tile_attribution="<b>© T")
    script = render_map_parts(fakes.edition(), settings=tiles).script
    assert "https://t.example/{z}/{x}/{y}.png" in script
    assert "<b>" not in script


@pytest.mark.parametrize("text", HOSTILE)
def test_inert_leaves_nothing_to_run(text: str) -> None:
    assert not set("<>`$\\{\"'") & set(inert(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_inside_their_strings(fakes: ModuleType, text: str) -> None:
    edition = fakes.edition(
        title={"hu": text}, legs=tuple(fakes.leg(n, name=text, text=text) for n in (1, 2, 3, 4))
    )
    parts = render_map_parts(edition)
    assert "</script" not in parts.script
    for template in re.findall(r"`[^`]*`", parts.script):
        assert "${" not in template
    popups = re.findall(r"akcioterulet\.popup\(\w+, (\{.*\})\);", parts.script)
    headings = [json.loads(popup)["heading"] for popup in popups]
    assert text in headings
    assert f"1. {text}" in headings


def test_the_file_holds_everything(fakes: ModuleType) -> None:
    page = standalone_html(fakes.edition(), fakes.FakeAreas().backdrop("square"), lang="hu")
    assert not re.search(r"<(script|img|iframe)[^>]*\ssrc=", page)
    assert not re.search(r"<link[^>]*href=\"(?!data:)", page)
    assert not re.search(r"url\((?!#|\"?data:)[^)]*\)", page.partition("</style>")[0])
    assert "default-src 'none'" in html.unescape(page)
    assert "unsafe-inline" not in page
    assert "Háttér utca" in page or "H\\u00e1tt\\u00e9r utca" in page
    assert "4. próba utca" in page


def test_the_file_speaks_english(fakes: ModuleType) -> None:
    page = standalone_html(fakes.edition(), lang="en")
    assert '<html lang="en"' in page
    assert "The boundary leg by leg" in page
    assert "© OpenStreetMap contributors" in page
