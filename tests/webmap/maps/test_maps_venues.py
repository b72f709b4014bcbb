"""The map of venues: what it is given, what it draws."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from webmap.happenings.ground_map import Drawing, Shape, draw
from webmap.maps.venue_map import CLUSTERED_FROM, MapVenue
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from webmap.maps.maps import MapParts

HOSTILE = ["${alert(1)}", "`+alert(1)+`", "</script><script>alert(1)</script>", "x\\"]


def collection(script: str) -> dict[str, list[dict[str, dict[str, object]]]]:
    found = re.search(r"akcioterulet\.venues\(\s*\w+, (\{.*\}), \{.*\}\);", script)
    assert found is not None
    read: dict[str, list[dict[str, dict[str, object]]]] = json.loads(found.group(1))
    return read


def drawn(venues: list[MapVenue], ground: Sequence[Shape] = ()) -> MapParts:
    lines = {"type": "FeatureCollection", "features": []}
    return draw(Drawing("Próba", ground, venues, lines), texts("hu"))


def test_a_rough_place_says_so_and_has_its_circle() -> None:
    venues = [
        MapVenue("a", "Első", 19.7, 46.9, 0.0, "/helyek/a", ("egy", "kettő")),
        MapVenue("b", "Második", 16.0, 47.9, 250.0),
    ]
    found = [one["properties"] for one in collection(drawn(venues).script)["features"]]
    assert [(p["id"], p["name"]) for p in found] == [("a", "Első"), ("b", "Második")]
    assert found[0]["lines"] == ["egy", "kettő"]
    assert found[0]["href"] == "/helyek/a"
    assert found[1]["precision"] == 250.0
    assert "250 méter pontossággal" in found[1]["lines"][0]  # type: ignore[index]


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


def test_something_must_be_shown() -> None:
    with pytest.raises(ValueError, match="needs ground or a venue"):
        drawn([])


def test_few_venues_far_from_each_other_need_no_clustering() -> None:
    many = [MapVenue(str(n), "A", 16.5 + n / 5, 46.9) for n in range(CLUSTERED_FROM)]
    name = "leaflet.markercluster.js"
    assert any(name in path for path in drawn(many).scripts)
    assert not any(name in path for path in drawn(many[:5]).scripts)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_inside_their_strings(fakes: ModuleType, text: str) -> None:
    venue = MapVenue(text, text, 19.7, 46.9, 100.0, text, (text,))
    parts = drawn([venue], [Shape(fakes.edition().area, text, (text,))])
    assert "</script" not in parts.script + parts.html
    for template in re.findall(r"`[^`]*`", parts.script.replace(r"\"", "")):
        assert "${" not in template
    assert collection(parts.script)["features"][0]["properties"]["name"] == text
