"""What a right answer for Kecskemét looks like; the figures were read before any code ran."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import shapely
from shapely.geometry import shape

from boundaries.edition.areas import bundled_network, compile_sentence
from boundaries.edition.definition import load_definition
from boundaries.edition.edition import load_edition
from boundaries.model import CompileStatus, JunctionKind
from geo.crs import EOV, WGS84, reproject

if TYPE_CHECKING:
    from pathlib import Path

SLUG = "kecskemet-top-6.9.1"


def test_the_area_has_two_parts_that_touch_at_the_crossing() -> None:
    area = load_edition(SLUG).area
    assert area.is_valid
    assert 1.9e6 <= area.area <= 2.15e6
    large, small = sorted(area.geoms, key=lambda p: -p.area)
    assert large.area == pytest.approx(1.85e6, rel=0.02)
    assert 0.13e6 <= small.area <= 0.18e6
    assert large.touches(small)
    meeting = large.intersection(small)
    assert meeting.distance(shapely.Point(697_859, 171_483)) < 5


@pytest.mark.shared_data
def test_it_overlaps_exactly_the_five_neighbourhoods(shared_data: Path) -> None:
    file = shared_data / "kecskemet" / "misc" / "Kecskemet_neighbourhoods_GlizzyHacker.geojson"
    area = load_edition(SLUG).area
    shares = {}
    for feature in json.loads(file.read_text(encoding="utf-8"))["features"]:
        ground = reproject(shape(feature["geometry"]), WGS84, EOV)
        shares[feature["properties"]["Name"]] = ground.intersection(area).area / ground.area
    assert {name for name, share in shares.items() if share > 0.10} == {
        "Erzsébetváros",
        "Kossuthváros",
        "Árpádváros",
        "Szeleifalu",
        "belső Alsószéktó",
    }
    assert all(share < 0.01 for share in shares.values() if share <= 0.10)


def test_the_bare_sentence_is_incomplete_on_the_same_network() -> None:
    outcome = compile_sentence(load_definition(SLUG).sentence)
    assert outcome.status is CompileStatus.INCOMPLETE
    assert outcome.area is None
    unknown = {p.legs[0] for p in outcome.problems if p.code == "no_such_name"}
    assert unknown == {9, 10, 14}


def test_the_railway_is_left_and_entered_at_level_crossings() -> None:
    legs = load_edition(SLUG).legs
    rail = legs[0]
    assert rail.start is not None
    assert rail.end is not None
    assert {rail.start.kind, rail.end.kind} == {JunctionKind.CROSSING}
    assert (
        shapely.Point(rail.start.east, rail.start.north).distance(shapely.Point(698_715, 172_455))
        < 20
    )
    assert (
        shapely.Point(rail.end.east, rail.end.north).distance(shapely.Point(700_612, 173_098)) < 20
    )


def test_every_metre_of_the_ring_lies_on_a_way_that_its_ledger_names() -> None:
    edition = load_edition(SLUG)
    network = bundled_network((load_definition(SLUG).network,))
    used = {use.way_id for leg in edition.legs for use in leg.ways}
    lines = shapely.union_all([network.line(way) for way in network.ways if way.id in used])
    # Two centimetres: the edition is rounded to one.
    assert shapely.difference(edition.area.boundary, lines.buffer(0.02)).is_empty
    assert sum(leg.length_m for leg in edition.legs) == pytest.approx(
        edition.area.boundary.length, rel=1e-4
    )


def test_nothing_is_drawn_for_legs_without_evidence() -> None:
    network = bundled_network((load_definition(SLUG).network,))
    names = {name for way in network.ways for name in way.names}
    assert not names & {"Csap utca", "Csengő utca", "Alma utca"}
    assert all(way.id < 0 for way in network.ways)
    assert load_edition(SLUG).uncertain_zone is not None
