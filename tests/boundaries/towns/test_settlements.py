"""The bundled settlements: their ground fits together and is what the map says."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import shapely
from shapely.geometry import shape

from boundaries.towns.settlement_names import SettlementReader
from boundaries.towns.settlements import SETTLEMENTS, SettlementError, load_settlements
from geo.crs import EOV, WGS84, reproject, to_eov
from geo.primitives import LonLat

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.model import Reason

PLACES = load_settlements()
READER = SettlementReader(PLACES)


def test_settlements_and_districts() -> None:
    assert len(PLACES.all) == len(PLACES.by_code) == 55
    counts = {code: len(PLACES.of_district(code)) for code in ("037", "038", "041", "043", "000")}
    assert counts == {"037": 21, "038": 16, "041": 9, "043": 9, "000": 0}
    assert [one.name for one in PLACES.of_postcode("6421")] == ["Kisszállás"]


def test_neighbours_have_no_slivers() -> None:
    grounds = [PLACES.ground(one.code) for one in PLACES.all]
    assert shapely.coverage_is_valid(grounds)
    assert shapely.coverage_is_valid(grounds, gap_width=10.0)
    whole = shapely.union_all(grounds)
    assert abs(sum(ground.area for ground in grounds) - whole.area) < 0.01
    assert [ring for part in shapely.get_parts(whole) for ring in part.interiors] == []


@pytest.mark.parametrize("district", ["037", "038", "041", "043"])
def test_a_union_is_one_piece_without_inner_borders(district: str) -> None:
    codes = [one.code for one in PLACES.of_district(district)]
    union = PLACES.union(codes)
    assert len(union.geoms) == 1
    assert union.is_valid
    assert union.area == pytest.approx(sum(PLACES.ground(code).area for code in codes))


@pytest.mark.shared_data
def test_the_ground_is_that_of_the_map(shared_data: Path) -> None:
    folder = shared_data / "areas"
    for name in ("settlements_of_the_programme_districts", "districts_of_the_programmes"):
        document = json.loads((folder / f"{name}.geojson").read_text("utf-8"))
        for feature in document["features"]:
            code = feature["properties"]["code"]
            ours = (
                PLACES.ground(code)
                if code in PLACES.by_code
                else PLACES.union([one.code for one in PLACES.of_district(code)])
            )
            theirs = reproject(shape(feature["geometry"]), WGS84, EOV)
            assert ours.symmetric_difference(theirs).area < 1.0
            # km² as the source's own list has them; its way of measuring differs a little
            assert ours.area / 1e6 == pytest.approx(feature["properties"]["km2"], rel=2e-3)


@pytest.mark.shared_data
def test_the_script_gives_the_same_bytes(shared_data: Path, tmp_path: Path) -> None:
    command = [sys.executable, "scripts/derive_settlements.py", str(shared_data), str(tmp_path)]
    root = SETTLEMENTS.parents[2]
    subprocess.run(command, check=True, cwd=root, env={"PYTHONPATH": "."}, capture_output=True)
    for name in ("settlements.topojson", "streets.csv", "settlements.meta.json"):
        assert (tmp_path / name).read_bytes() == (SETTLEMENTS / name).read_bytes()


def test_a_point_is_in_its_settlement() -> None:
    for one in PLACES.all:
        inner = shapely.point_on_surface(PLACES.ground(one.code))
        back = reproject(inner, EOV, WGS84)
        found = PLACES.at(to_eov(LonLat(back.x, back.y)))
        assert found == one
    assert PLACES.at(to_eov(LonLat(19.04, 47.49))) is None


def test_a_broken_file_says_where(tmp_path: Path) -> None:
    (tmp_path / "settlements.topojson").write_text("{}", "utf-8")
    (tmp_path / "streets.csv").write_text("a,b\n", "utf-8")
    with pytest.raises(SettlementError, match="derive_settlements"):
        load_settlements(tmp_path)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Pirtó, Dózsa György utca 18", "Pirtó"),
        ("PIRTO, DOZSA GYORGY UTCA 18", "Pirtó"),
        ("Dózsa György utca 18, Pirtó", "Pirtó"),
        ("Dózsa György utca 18 Pirtó", "Pirtó"),
        ("Pirtó Dózsa György utca 18", "Pirtó"),
        ("6400 Kiskunhalas Kálvin tér 1", "Kiskunhalas"),
        ("H-6400 Kiskunhalas, Kálvin tér 1", "Kiskunhalas"),
        ("6400 Kálvin tér 1", "Kiskunhalas"),
        ("Tompán, a Szabadság téren", "Tompa"),
        ("Tompa város, Szabadság tér 3", "Tompa"),
        ("Pirtó", "Pirtó"),
        ("Pirtó, 012/3 hrsz", "Pirtó"),
        ("Dózsa György utca 18 (Pirtó)", "Pirtó"),
        ("Pirtó, Bács-Kiskun vármegye, Magyarország", "Pirtó"),
        ("Kecskemét-Hetényegyháza, Kossuth u. 1", "Kecskemét"),
        ("Kecskemét, Tompa Mihály utca 3", "Kecskemét"),
        ("Kecskemét, Kalocsa utca 5", "Kecskemét"),
        ("Kecskemét, Városföld tanya 12", "Kecskemét"),
        ("Kecskemét, Kalocsai út 5", "Kecskemét"),
        ("Kiskunhalas Tompa utca 5", "Kiskunhalas"),
        ("6044 Kecskemét, Próba u. 1", "Kecskemét"),
        ("6008 Kecskemét, Próba u. 1", "Kecskemét"),
        ("6050 Lajosmizse Próba út 1", "Lajosmizse"),
        ("6400 Tompa utca 5", "Kiskunhalas"),
        ("6000 Kecskemét Híd utca 5", "Kecskemét"),
        ("6078 Jakabszállás Tanya 5", "Jakabszállás"),
        ("6422 Tompa Mihály utca 5", "Tompa"),
    ],
)
def test_the_settlement_of_an_address(query: str, name: str) -> None:
    found = READER.read(query)
    assert found.settlement is not None
    assert (found.settlement.name, found.reason) == (name, None)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("Tompa Mihály utca 5", "settlement_missing"),
        ("Hajós Alfréd utca 2", "settlement_missing"),
        ("Tass vezér utca 5", "settlement_missing"),
        ("1113 Tass vezér utca 5", "settlement_missing"),
        ("6000 Tass vezér utca 5", "settlement_ambiguous"),
        ("6400 Tompa Mihály utca 5", "settlement_missing"),
        ("Lajosmizse Próba út 1", "settlement_missing"),
        ("Kalocsa utca 5", "settlement_missing"),
        ("Erzsébet körút 12", "settlement_missing"),
        ("Kecskeméti út 5", "settlement_missing"),
        ("Ballószög 12", "settlement_ambiguous"),
        ("6000 Pirtó, Dózsa György utca 18", "settlement_ambiguous"),
        ("1112 Kecskemét, Próba utca 3", "settlement_ambiguous"),
        ("1112 Budapest, Tompa", "settlement_ambiguous"),
        ("Kalocsa, Pirtó", "settlement_ambiguous"),
        ("Kunszentmiklós-Tass", "settlement_ambiguous"),
        ("Pirtó, Próba utca 5 és Kecskemét, Próba utca 3", "settlement_ambiguous"),
        ("Szeged, Próba utca 3", "settlement_unknown"),
        ("6722 Szeged Próba utca 3", "settlement_unknown"),
        ("6001 Kecskemét, Pf. 373.", "not_an_address"),
        ("", "not_an_address"),
        ("1234", "not_an_address"),
        ("!?", "not_an_address"),
    ],
)
def test_what_names_no_single_known_settlement(query: str, reason: Reason) -> None:
    found = READER.read(query)
    assert found.settlement is None
    assert found.reason == reason


@pytest.mark.parametrize("one", PLACES.all, ids=lambda one: str(one.name))
def test_every_settlement_is_found_by_its_name(one: object) -> None:
    name = getattr(one, "name", "")
    for query in (f"{name}, Próba utca 3", f"Próba utca 3, {name.upper()}", name):
        assert READER.read(query).settlement == one


@pytest.mark.parametrize(
    "form",
    ["{} m. j. v.", "{} Megyei Jogú Város", "{} (község)", "{}, Magyarország", "{}-nagyközség"],
)
def test_a_settlement_is_found_with_its_rank_or_the_country(form: str) -> None:
    for one in PLACES.all:
        for query in (f"{form}, Próba utca 3", "Próba utca 3, " + form):
            assert READER.read(query.format(one.name)).settlement == one, query.format(one.name)


def test_streets_that_only_differ_in_accents_are_all_counted() -> None:
    streets = PLACES.streets("26684")
    assert len(streets) == len({(s.name, s.type) for s in streets}) == 1043
    assert sum(street.doors for street in streets) == 32_129


def test_no_street_of_any_register_is_taken_for_a_settlement() -> None:
    """1,884 public places in five forms: never another settlement, never one out of nothing."""
    without_comma = 0
    for one in PLACES.all:
        for street in PLACES.streets(one.code):
            name = street.full_name
            for query in (f"{one.name}, {name} 5", f"{name} 5, {one.name}", f"{name} 5 {one.name}"):
                assert READER.read(query).settlement == one, query
            assert READER.read(f"{name} 5").settlement is None, name
            front = READER.read(f"{one.name} {name} 5").settlement
            assert front in {one, None}, name
            without_comma += front == one
    streets = sum(len(PLACES.streets(one.code)) for one in PLACES.all)
    assert without_comma >= 0.98 * streets


def damaged(folder: Path, **changes: object) -> Path:
    """Copy the bundled settlements with parts of their TopoJSON replaced."""
    folder.mkdir()
    topology = json.loads((SETTLEMENTS / "settlements.topojson").read_text("utf-8"))
    (folder / "settlements.topojson").write_text(json.dumps({**topology, **changes}), "utf-8")
    (folder / "streets.csv").write_text((SETTLEMENTS / "streets.csv").read_text("utf-8"), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"objects": {"settlements": {"geometries": []}}}, "no settlement in it"),
        ({"objects": {"settlements": {"geometries": ["x"]}}}, "TypeError"),
        ({"objects": []}, "TypeError"),
        ({"arcs": []}, "has an arc that is not in the file"),
    ],
)
def test_damaged_ground_is_refused_when_it_is_loaded(
    changes: dict[str, object], message: str, tmp_path: Path
) -> None:
    with pytest.raises(SettlementError, match=message):
        load_settlements(damaged(tmp_path / "x", **changes))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("", "ValueError"),
        ("code;name\n", "header of streets.csv must be"),
        ("code,thoroughfare_name,thoroughfare_type,doors\n26684,Halasi\n", "ValueError"),
        (
            "code,thoroughfare_name,thoroughfare_type,doors\n99999,Próba,utca,1\n",
            "no settlement: 99999",
        ),
    ],
)
def test_damaged_streets_are_refused(rows: str, message: str, tmp_path: Path) -> None:
    folder = damaged(tmp_path / "x")
    (folder / "streets.csv").write_text(rows, "utf-8")
    with pytest.raises(SettlementError, match=message):
        load_settlements(folder)


def test_a_settlement_that_stands_twice_is_refused(tmp_path: Path) -> None:
    topology = json.loads((SETTLEMENTS / "settlements.topojson").read_text("utf-8"))
    first, *rest = topology["objects"]["settlements"]["geometries"]
    twice = {"settlements": {"geometries": [first, first, *rest]}}
    with pytest.raises(SettlementError, match="the same code"):
        load_settlements(damaged(tmp_path / "x", objects=twice))


def test_without_settlements_the_command_says_what_to_do(tmp_path: Path) -> None:
    code = (
        "import pathlib, sys; import boundaries.towns.settlements as s;"
        "import webmap.cli.main as c;"
        f"s.load_settlements.__wrapped__.__defaults__ = (pathlib.Path({str(tmp_path)!r}),);"
        "sys.argv = ['akcioterulet', 'programme', 'check', 'Pirtó']; c.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "derive_settlements" in done.stderr
