"""Facts as people write them: options, tables, GeoJSON; what is odd about them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import shapely

from boundaries.doors.sides import ToldSide
from boundaries.errors import DefinitionError, FactError
from boundaries.facts import DrawnStreet, PlacedDoor, SaidRange
from boundaries.facts.files import read_file, read_line
from boundaries.facts.in_force import FactsInForce
from boundaries.facts.reading import (
    CautionCode,
    cautions_of,
    close_streets,
    known_street,
    read_fact,
)
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.model import VerdictKind
from geo.crs import EOV, WGS84, reproject
from geo.primitives import EovPoint
from tests.boundaries.facts.test_worklist import SOUTHERN, row, town
from tests.boundaries.town import SOUTH, WEST

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.facts import What

TOWN = town([row("Déli"), row("Belső"), row("Kőrösi"), row("Körösi")])
NONE = FactsInForce()
SOURCE = {"source": "made up for a test"}
AT = {"east": str(WEST + 100), "north": str(SOUTH + 9)}


def read(**fields: str) -> What:
    return read_fact({**SOURCE, **fields}, TOWN, NONE)[0]


def test_a_place_in_either_system() -> None:
    door = read(kind="place", street="Déli u.", number="12/a", **AT)
    assert door == PlacedDoor("Déli utca", HouseNumber(12, "A"), WEST + 100, SOUTH + 9, 5.0)
    there = reproject(shapely.Point(WEST + 100, SOUTH + 9), EOV, WGS84)
    same = read(
        kind="place", street="Déli utca", number="12/A", lat=f"{there.y:.8f}", lon=f"{there.x:.8f}"
    )
    assert isinstance(same, PlacedDoor)
    assert (same.east, same.north) == pytest.approx((WEST + 100, SOUTH + 9), abs=0.05)


@pytest.mark.parametrize(
    ("side", "north"),
    [
        ("north", 10),
        ("délkelet", -10),
        ("déli oldal", -10),
        ("North-West", 10),
        ("south side", -10),
    ],
)
def test_a_side_by_a_point_of_the_compass(side: str, north: float) -> None:
    told = read(kind="side", street="Déli utca", parity="páratlan", side=side)
    assert isinstance(told, ToldSide)
    assert (told.even, told.east, told.north) == (False, pytest.approx(WEST + 500), SOUTH + north)


def test_a_range_that_is_said() -> None:
    told = read(kind="said", street="Belső utca", verdict="belül")
    assert told == SaidRange("Belső utca", NumberRange(Parity.WHOLE), VerdictKind.INSIDE)
    fields = {"parity": "odd", "from": "1", "to": "15/A", "verdict": "outside"}
    some = read(kind="said", street="Belső utca", **fields)
    numbers = NumberRange(Parity.ODD, HouseNumber(1), HouseNumber(15, "A"))
    assert some == SaidRange("Belső utca", numbers, VerdictKind.OUTSIDE)
    one = read(kind="said", street="Belső utca", number="7", verdict="inside")
    assert isinstance(one, SaidRange)
    assert one.numbers == NumberRange(Parity.CONTINUOUS, HouseNumber(7), HouseNumber(7))


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"kind": "dream"}, "kind"),
        ({"kind": "said", "verdict": "perhaps"}, "verdict"),
        ({"kind": "said", "verdict": "inside", "from": "9", "to": "3"}, "behind its end"),
        ({"kind": "said", "verdict": "inside", "parity": "green"}, "parity"),
        ({"kind": "place", "number": "x", **AT}, "number"),
        ({"kind": "place", "number": "3"}, "give lat and lon, or east and north"),
        ({"kind": "place", "number": "3", "lat": "47", "lon": "19", **AT}, "give lat and lon"),
        ({"kind": "place", "number": "3", "lat": "19", "lon": "47"}, "swapped"),
        ({"kind": "place", "number": "3", "uncertainty_m": "0", **AT}, "uncertainty_m"),
        ({"kind": "side", "parity": "whole", "side": "north"}, "parity"),
        ({"kind": "side", "parity": "odd", "side": "up"}, "side"),
        ({"kind": "side", "parity": "odd", "side": "east"}, "runs too nearly to the east"),
        ({"kind": "side", "parity": "odd", "side": "north", "street": "Belső utca"}, "not known"),
        ({"kind": "line"}, "line"),
        ({"kind": "said", "verdict": "inside", "source": " "}, "source"),
        ({"kind": "said", "verdict": "inside", "source": "\u202e\u200b\u2066"}, "source"),
        ({"kind": "said", "verdict": "inside", "parity": "even", "number": "7"}, "7 is not even"),
        (
            {"kind": "said", "verdict": "inside", "parity": "even", "from": "7", "to": "7"},
            "no even number from 7 to 7",
        ),
        ({"kind": "said", "verdict": "inside", "number": "7", "to": "9"}, "one number, or from"),
        ({"kind": "place", "number": "9" * 20, **AT}, "higher than any house number"),
        ({"kind": "place", "number": "3", "lat": "4.7e1", "lon": "19"}, "no number"),
        ({"kind": "place", "number": "3", "lat": "4_7", "lon": "19"}, "no number"),
        ({"kind": "place", "number": "3", "lat": "٤٧", "lon": "19"}, "no number"),
        ({"kind": "place", "number": "3", "lat": "nan", "lon": "inf"}, "no number"),
        ({"kind": "place", "number": "3", "lat": "47.95", "lon": "21.72"}, "km from everything"),
        ({"kind": "side", "parity": "odd", "side": "north", **AT}, "one of the two"),
        (
            {"kind": "side", "parity": "odd", "east": str(WEST + 300), "north": str(SOUTH + 2)},
            "tells no side",
        ),
    ],
)
def test_what_is_wrong_is_named(fields: dict[str, str], word: str) -> None:
    with pytest.raises(FactError, match=word):
        read(**({"street": "Déli utca"} | fields))


def test_a_street_is_one_of_the_list_by_its_exact_name() -> None:
    assert known_street("kőrösi u.", TOWN) == "Kőrösi utca"
    with pytest.raises(FactError, match="no 'Korosi utca'; did you mean K"):
        known_street("Korosi utca", TOWN)
    assert close_streets("Bellső utca", TOWN)[0] == "Belső utca"
    with pytest.raises(FactError, match="no 'Ismeretlen sor'"):
        known_street("Ismeretlen sor", TOWN)


def geojson(path: Path, *features: tuple[dict[str, object], dict[str, object] | None]) -> Path:
    found = [{"type": "Feature", "properties": p, "geometry": g} for p, g in features]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::23700"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": found}))
    return path


def test_a_line_comes_in_either_system(tmp_path: Path) -> None:
    line = shapely.LineString([(WEST + 100, SOUTH + 500), (WEST + 900, SOUTH + 500)])
    own = geojson(tmp_path / "a.geojson", ({}, shapely.geometry.mapping(line)))
    assert read_line(own).equals(line)
    there = reproject(line, EOV, WGS84)
    (tmp_path / "b.geojson").write_text(json.dumps(shapely.geometry.mapping(there)))
    assert read_line(tmp_path / "b.geojson").distance(line) < 0.01
    what, _ = read_fact({"kind": "line", "street": "Belső utca", **SOURCE}, TOWN, NONE, line)
    assert what == DrawnStreet("Belső utca", line, whole=True)
    (tmp_path / "c.geojson").write_text(
        '{"type": "LineString", "coordinates": [[47, 19], [47, 20]]}'
    )
    with pytest.raises(FactError, match="swapped"):
        read_line(tmp_path / "c.geojson")


def test_many_facts_of_a_table(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    head = "kind;street;number;parity;side;from;to;east;north;verdict;source"
    rows = (
        f"place;Déli utca;7;;;;;{WEST + 140:.0f};{SOUTH + 9:.0f};;walk",
        "side;Déli utca;;odd;észak;;;;;;walk",
        "said;Belső utca;;odd;;1;9;;;inside;",
    )
    path.write_text("\ufeff" + "\r\n".join([head, *rows]) + "\r\n", "utf-8")
    found = read_file(path, TOWN, NONE, source="of the file")
    assert [type(what) for what, _ in found] == [PlacedDoor, ToldSide, SaidRange]
    assert [source for _, source in found] == ["walk", "walk", "of the file"]
    path.write_text(
        head + "\nplace;Nincs utca;7;;;;;1;2;;w\nsaid;Belső utca;;;;;;;;no;w\n", "utf-8"
    )
    with pytest.raises(DefinitionError) as caught:
        read_file(path, TOWN, NONE)
    assert [fault.path for fault in caught.value.faults] == ["row 2", "row 3"]
    path.write_text("kind;street;colour\n", "utf-8")
    with pytest.raises(FactError, match="heading"):
        read_file(path, TOWN, NONE)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("", "found nothing"),
        ("kind,street\n", "no fact in it"),
        ("kind,street,verdict,verdict\nsaid,Belső utca,inside,outside\n", "each once"),
        ("kind,street,verdict\nsaid,Belső utca,inside,,x\n", "more cells than names"),
        ("kind,street,verdict,\nsaid,Belső utca,inside,x\n", "more cells than names"),
        ('kind,street,verdict\nsaid,"Belső utca,inside\n', "line 2: no table"),
        ("kind,street,verdict,source\nsaid,Belső utca,inside," + "x" * 200_000, "no table"),
        ("kind,street,verdict\n" + "said,Belső utca,inside\n" * 5_001, "more than 5,000 rows"),
        ("kind,street,verdict,source\n" + "x" * 20_000_001, "at most 20,000,000"),
        ("kind,street,verdict\nsaid,Bels\x00ő utca,inside\n", "no 'Bels"),
    ],
)
def test_a_table_that_is_none_is_told_what_it_lacks(tmp_path: Path, body: str, word: str) -> None:
    path = tmp_path / "facts.csv"
    path.write_text(body, "utf-8")
    with pytest.raises((FactError, DefinitionError), match=word):
        read_file(path, TOWN, NONE, source="walk")


def test_a_cell_of_two_lines_is_one_cell(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text('kind,street,verdict,source\nsaid,Belső utca,inside,"one\ntwo"\n', "utf-8")
    assert [source for _, source in read_file(path, TOWN, NONE)] == ["one two"]


def test_every_faulty_feature_is_told(tmp_path: Path) -> None:
    bad = {"type": "LineString", "coordinates": [[19.0, 46.7], [19.0, None]]}
    polygon = shapely.geometry.mapping(shapely.box(WEST, SOUTH, WEST + 9, SOUTH + 9))
    far = shapely.geometry.mapping(shapely.transform(SOUTHERN, lambda xy: xy + 90_000))
    said: dict[str, object] = {"kind": "line", "street": "Belső utca"}
    path = geojson(tmp_path / "a.geojson", (said, bad), (said, polygon), (said, far))
    with pytest.raises(DefinitionError) as caught:
        read_file(path, TOWN, NONE, source="walk")
    told = {fault.path: fault.message for fault in caught.value.faults}
    assert list(told) == ["feature 1", "feature 2", "feature 3"]
    assert "km from everything" in told["feature 3"]


def test_many_facts_of_geojson(tmp_path: Path) -> None:
    point = shapely.geometry.mapping(shapely.Point(WEST + 140, SOUTH + 9))
    line = shapely.geometry.mapping(SOUTHERN)
    path = geojson(
        tmp_path / "facts.geojson",
        ({"kind": "place", "street": "Déli utca", "number": 7, "source": "walk"}, point),
        ({"kind": "side", "street": "Déli utca", "parity": "odd", "source": "walk"}, point),
        ({"kind": "line", "street": "Belső utca", "whole": False, "source": "walk"}, line),
        ({"kind": "said", "street": "Kőrösi utca", "verdict": "outside", "source": "w"}, None),
    )
    found = [what for what, _ in read_file(path, TOWN, NONE)]
    assert [type(what) for what in found] == [PlacedDoor, ToldSide, DrawnStreet, SaidRange]
    assert isinstance(found[2], DrawnStreet)
    assert not found[2].whole


def test_what_is_odd_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    near = PlacedDoor("Déli utca", HouseNumber(7), WEST + 100, SOUTH + 59, 5.0)
    far = PlacedDoor("Déli utca", HouseNumber(7), WEST + 100, SOUTH + 75, 5.0)
    monkeypatch.setattr("boundaries.towns.settlements.Settlements.at", lambda *_: None)
    assert cautions_of(near, TOWN, NONE) == ()
    (caution,) = cautions_of(far, TOWN, NONE)
    assert (caution.code, caution.metres) == (CautionCode.FAR_FROM_STREET, 75.0)
    moved = DrawnStreet("Déli utca", shapely.transform(SOUTHERN, lambda xy: xy + 100.0), whole=True)
    assert [one.code for one in cautions_of(moved, TOWN, NONE)] == [CautionCode.OTHER_LINE]


def test_a_place_on_the_ground_of_another_settlement_is_told() -> None:
    from boundaries.towns.settlements import load_settlements  # noqa: PLC0415 - read here only

    known = load_settlements()
    other = next(one for one in known.all if known.ground(one.code).area > 0)
    spot = known.ground(other.code).representative_point()
    assert known.at(EovPoint(spot.x, spot.y)) == other
    what = PlacedDoor("Belső utca", HouseNumber(7), spot.x, spot.y, 5.0)
    (caution,) = cautions_of(what, TOWN, NONE)
    assert (caution.code, caution.settlement) == (CautionCode.OTHER_TOWN, other.name)
    assert other.name in str(caution)
