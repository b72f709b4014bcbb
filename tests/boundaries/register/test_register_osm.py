"""A register from map data: streets, doors, places, and every fault by its element."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import shapely

from boundaries.register.door_points import PlaceKind
from boundaries.register.osm import read_osm
from geo.crs import EOV, WGS84, reproject

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.register.model import TownRegister

LON, LAT = 19.7, 46.9


def node(osm_id: int, number: str, street: str = "Próba utca", **tags: str) -> dict[str, object]:
    """An address point; each a little farther north."""
    every = {"addr:street": street, "addr:housenumber": number}
    every |= {key.replace("__", ":"): value for key, value in tags.items()}
    every = {key: value for key, value in every.items() if value}
    return {"type": "node", "id": osm_id, "lon": LON, "lat": LAT + osm_id / 1e4, "tags": every}


def way(osm_id: int, nodes: list[int], **tags: str) -> dict[str, object]:
    fixed = {key.replace("__", ":"): value for key, value in tags.items()}
    return {"type": "way", "id": osm_id, "nodes": nodes, "tags": fixed}


def read(tmp_path: Path, *elements: dict[str, object], **more: object) -> TownRegister:
    path = tmp_path / "falu.json"
    path.write_text(json.dumps({"elements": elements}), "utf-8")
    return read_osm(path, town="Próbafalva", **more)  # type: ignore[arg-type]


def doors(town: TownRegister) -> dict[str, list[str]]:
    return {
        street.full_name: [str(door.number) for door in street.doors]
        for street in town.register.thoroughfares
    }


def faults(town: TownRegister) -> list[str]:
    return [f"{fault.path}: {fault.message.partition(';')[0]}" for fault in town.faults]


def test_points_become_streets_and_doors(tmp_path: Path) -> None:
    town = read(tmp_path, node(1, "2/b"), node(2, "10."), node(3, "4;6"), node(4, "12-14"))
    assert doors(town) == {"Próba utca": ["2/B", "4", "6", "10", "12-14"]}
    assert (len(town.points), town.faults) == (5, ())
    point = town.points.of("PRÓBA U.")[0]
    assert (point.kind, point.uncertainty_m, point.source) == (
        PlaceKind.ADDRESS_POINT,
        10.0,
        "node/1",
    )
    assert (point.east, point.north) == pytest.approx((699_719, 173_080), abs=2)
    assert town.register.places == (("", "Próbafalva"),)


def test_a_building_is_placed_inside_with_half_its_extent(tmp_path: Path) -> None:
    # An L of 100 by 100 m whose centroid lies outside its arms' corner.
    corners = [(0, 0), (100, 0), (100, 10), (10, 10), (10, 100), (0, 100), (0, 0)]
    eov = shapely.LineString([(698_000 + x, 172_000 + y) for x, y in corners])
    lonlat = reproject(eov, EOV, WGS84).coords
    nodes = [
        {"type": "node", "id": -at, "lon": lon, "lat": lat}
        for at, (lon, lat) in enumerate(lonlat, start=1)
    ]
    building = way(9, [-at for at in range(1, 8)], addr__street="Próba utca", addr__housenumber="1")
    town = read(tmp_path, *nodes, building)
    (point,) = town.points
    assert point.kind is PlaceKind.BUILDING
    assert point.uncertainty_m == pytest.approx(100 * 2**0.5 / 2, abs=0.2)
    assert shapely.Polygon(eov).covers(shapely.Point(point.east, point.north))


@pytest.mark.parametrize(
    ("element", "fault"),
    [
        (node(7, "1-3-5."), "node/7: '1-3-5.' is no house number"),
        (node(7, "3.5"), "node/7: '3.5' is no house number"),
        (node(7, "05.máj"), "node/7: '05.máj' is no house number"),
        (node(7, "3", street=""), "node/7: has no street"),
        ({**node(7, "3"), "lat": 48.1, "lon": 11.5}, "node/7: latitude 48.1, longitude 11.5"),
        (way(7, [], addr__street="Próba utca", addr__housenumber="3"), "way/7: has no position"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_element(
    tmp_path: Path, element: dict[str, object], fault: str
) -> None:
    town = read(tmp_path, node(1, "2"), element)
    assert [one for one in faults(town) if one.startswith(fault)]
    assert "2" in doors(town)["Próba utca"]


@pytest.mark.parametrize(
    "gone",
    [
        {"demolished": "yes"},
        {"razed__building": "house"},
        {"building": "demolished"},
        {"removed": "2019"},
    ],
)
def test_doors_of_buildings_that_stand_no_more_are_counted_and_left_out(
    tmp_path: Path, gone: dict[str, str]
) -> None:
    town = read(tmp_path, node(1, "2", building="house", removed__building="shed"))
    assert doors(town) == {"Próba utca": ["2"]}
    town = read(tmp_path, node(1, "2"), node(2, "4", **gone))
    assert doors(town) == {"Próba utca": ["2"]}
    assert town.notes["addresses of buildings that stand no more, left out"] == 1


def test_a_street_that_is_gone_is_drawn_nowhere(tmp_path: Path) -> None:
    drawn = way(10, [1, 2], highway="residential", name="Másik utca")
    gone = way(11, [1, 2], highway="no", name="Próba utca")
    town = read(tmp_path, node(1, "2"), node(2, "4", "Másik utca"), drawn, gone)
    assert faults(town) == ["node/1: 'Próba utca' is in no list of streets"]


def test_a_street_that_the_map_does_not_draw_is_told(tmp_path: Path) -> None:
    drawn = way(50, [], highway="residential", name="Próba utca")
    town = read(tmp_path, node(1, "2"), node(2, "2", street="Probb utca"), drawn)
    assert faults(town) == ["node/2: 'Probb utca' is in no list of streets"]
    assert doors(town)["Probb utca"] == ["2"]
    known = read(
        tmp_path, node(1, "2"), node(2, "2", street="Probb utca"), drawn, streets=["Probb utca"]
    )
    assert known.faults == ()


def test_a_relation_names_the_street_and_its_contradictions_are_told(tmp_path: Path) -> None:
    members = [{"type": "node", "ref": ref, "role": "house"} for ref in (1, 2, 3)]
    relation = {
        "type": "relation",
        "id": 30,
        "members": members,
        "tags": {"type": "associatedStreet", "name": "Minta köz"},
    }
    place = {"addr__place": "Próbatanya"}
    town = read(
        tmp_path,
        node(1, "1", street=""),
        node(2, "2", street="Minta köz"),
        node(3, "3", street="Próba utca"),
        node(4, "4", street="", **place),
        relation,
    )
    assert doors(town) == {"Minta köz": ["1", "2"], "Próba utca": ["3"], "Próbatanya": ["4"]}
    assert faults(town) == [
        "node/3: says 'Próba utca', but relation/30 that holds it says 'Minta köz'"
    ]


def test_interpolated_doors_are_listed_without_places(tmp_path: Path) -> None:
    between = way(40, [1, 2], addr__interpolation="odd")
    town = read(tmp_path, node(1, "1"), node(2, "7"), between)
    assert doors(town) == {"Próba utca": ["1", "3", "5", "7"]}
    assert len(town.points) == 2
    assert town.notes["doors between two addresses, from interpolation ways"] == 2


@pytest.mark.parametrize(
    ("kind", "last"), [("even", "7"), ("odd", "6"), ("alphabetic", "7"), ("odd", "7/A")]
)
def test_an_interpolation_that_does_not_fit_adds_nothing(
    tmp_path: Path, kind: str, last: str
) -> None:
    town = read(tmp_path, node(1, "1"), node(2, last), way(40, [1, 2], addr__interpolation=kind))
    assert len(doors(town)["Próba utca"]) == 2
    assert [fault.path for fault in town.faults] == ["way/40"]


def test_addresses_of_other_towns_are_counted_not_taken(tmp_path: Path) -> None:
    town = read(
        tmp_path,
        node(1, "1", addr__city="Próbafalva"),
        node(2, "2", addr__city="Másfalva"),
        node(3, "3"),
        node(4, "4", is_in="PRÓBAFALVA, Magyarország"),
    )
    assert doors(town) == {"Próba utca": ["1", "3", "4"]}
    assert town.notes == {
        "addresses of Másfalva": 1,
        "addresses that name no town, taken for the town asked": 1,
    }


def test_a_border_decides_which_addresses_are_the_towns(tmp_path: Path) -> None:
    border = reproject(shapely.box(LON - 0.01, LAT, LON + 0.01, LAT + 2.5e-4), WGS84, EOV)
    town = read(
        tmp_path,
        node(1, "1", addr__city="Másfalva"),
        node(2, "2"),
        node(3, "3", addr__city="Próbafalva"),
        border=border,
    )
    assert doors(town) == {"Próba utca": ["1", "2"]}
    assert faults(town) == [
        "node/1: lies in Próbafalva, but says 'Másfalva'",
        "node/3: says 'Próbafalva', but lies outside its border",
    ]
    assert town.notes["addresses outside the border of the town"] == 1


@pytest.mark.shared_data
def test_the_centre_of_debrecen(shared_data: Path) -> None:
    path = shared_data / "beds" / "debrecen" / "debrecen.nometa.osm.pbf"
    town = read_osm(path, town="Debrecen")
    assert sum(map(len, doors(town).values())) == 163
    assert {fault.path for fault in town.faults} == {
        "node/2910768735",
        "node/3872420321",
        "way/396029975",
    }
    assert len(town.points) == 204
    assert town.notes["addresses that repeat a listed door"] == 41
    elements = 166 + 36 + 3
    assert elements == 163 + 41 + 1  # every element is a door, a repetition or a fault
