"""The map of venues: what it is given, what it draws."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from webmap.maps.venue_map import CLUSTERED_FROM, MapVenue, list_entries, render_venue_map

if TYPE_CHECKING:
    from types import ModuleType

HOSTILE = ["${alert(1)}", "`+alert(1)+`", "</script><script>alert(1)</script>", "x\\"]


def collection(script: str) -> dict[str, list[dict[str, dict[str, object]]]]:
    found = re.search(r"akcioterulet\.venues\(\s*\w+, (\{.*\}), \{.*\}\);", script)
    assert found is not None
    read: dict[str, list[dict[str, dict[str, object]]]] = json.loads(found.group(1))
    return read


def test_popup_and_list_say_the_same(fakes: ModuleType) -> None:
    venues = [
        MapVenue("a", "Első", 19.7, 46.9, 0.0, "/helyek/a", ("egy", "kettő")),
        MapVenue("b", "Második", 16.0, 47.9, 250.0),
    ]
    parts = render_venue_map(venues, [fakes.edition()])
    drawn = [feature["properties"] for feature in collection(parts.script)["features"]]
    entries = list_entries(venues, "hu")
    assert [(p["id"], p["name"], tuple(p["lines"])) for p in drawn] == [  # type: ignore[arg-type]
        (entry.id, entry.name, entry.lines) for entry in entries
    ]
    assert drawn[0]["href"] == "/helyek/a"
    assert drawn[1]["precision"] == 250.0
    assert "250 méter pontossággal" in entries[1].lines[0]


def test_the_map_shows_what_lies_outside_the_area(fakes: ModuleType) -> None:
    script = render_venue_map([MapVenue("b", "B", 16.0, 47.9)], [fakes.edition()]).script
    bounds = re.search(r"fitBounds\(\s*(\[\[.*?\]\])", script, re.DOTALL)
    assert bounds is not None
    (south, west), (north, east) = json.loads(bounds.group(1))
    assert west < 16.0
    assert east > 19.6
    assert south < 46.9
    assert north > 47.9


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/helyek/1", True),
        ("https://pelda.example/x", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        ("data:text/html,x", False),
        ("//pelda.example", False),
        ("/\\pelda.example", False),
        ("\x01javascript:alert(1)", False),
        (None, False),
    ],
)
def test_a_link_leads_to_the_site_or_to_the_web(address: str | None, *, kept: bool) -> None:
    assert (MapVenue("a", "A", 19.7, 46.9, href=address).link is not None) is kept


@pytest.mark.parametrize("place", [(200.0, 46.9, 0.0), (19.7, float("nan"), 0.0), (19.7, 46.9, -1)])
def test_a_place_that_is_nowhere_is_refused(place: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="venue 'a'"):
        MapVenue("a", "A", *place)


def test_ids_must_differ_and_something_must_be_shown(fakes: ModuleType) -> None:
    venue = MapVenue("a", "A", 19.7, 46.9)
    with pytest.raises(ValueError, match="two venues"):
        render_venue_map([venue, venue], [fakes.edition()])
    with pytest.raises(ValueError, match="needs a venue or an area"):
        render_venue_map([], [])
    assert "area-shape" in render_venue_map([], [fakes.edition()]).script


def test_few_venues_need_no_clustering(fakes: ModuleType) -> None:
    many = [MapVenue(str(n), "A", 19.7 + n / 1000, 46.9) for n in range(CLUSTERED_FROM)]
    name = "leaflet.markercluster.js"
    assert any(name in path for path in render_venue_map(many, [fakes.edition()]).scripts)
    assert not any(name in path for path in render_venue_map(many[1:], [fakes.edition()]).scripts)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_inside_their_strings(fakes: ModuleType, text: str) -> None:
    venue = MapVenue(text, text, 19.7, 46.9, 100.0, text, (text,))
    parts = render_venue_map([venue], [fakes.edition(title={"hu": text}, sentence=text)])
    assert "</script" not in parts.script + parts.html
    for template in re.findall(r"`[^`]*`", parts.script.replace(r"\"", "")):
        assert "${" not in template
    assert collection(parts.script)["features"][0]["properties"]["name"] == text
