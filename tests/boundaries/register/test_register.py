"""The election register: what is read, what is noted, what is refused."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from boundaries.errors import RegisterError
from boundaries.language.house_numbers import Parity
from boundaries.refresh.refreshing import load_town
from boundaries.register.reading import read_register
from boundaries.register.register import check_rules
from boundaries.streets.listing import make_listing
from tests.boundaries.town import edition

if TYPE_CHECKING:
    from pathlib import Path

SQUARE = "46.90 19.68,46.90 19.69,46.91 19.69,46.91 19.68,46.90 19.68"
BOW_TIE = "46.90 19.68,46.91 19.69,46.90 19.69,46.91 19.68,46.90 19.68"


def write_register(
    folder: Path, *, rules: list[dict[str, str]] | None = None, ring: str = SQUARE
) -> Path:
    """Write the four files of a town with one street of three doors."""
    doors = [
        {"hsz": "000001", "szavkor": "001"},
        {"hsz": "000002/A", "szavkor": "001", "ep": "0002", "lh": "B"},
        {"hsz": "000003-0005", "szavkor": "001"},
    ]
    streets = [{"kt_nev": "Északi", "kt_jelleg": "utca", "kapuk": doors}]
    whole = {"szavkor": "001", "kt_nev": "Északi", "kt_jelleg": "utca", "int_tip": "2"}
    head = {"generated": "2024-06-09T17:50:00+02:00"}
    place = {"leiro": {"sorszam": "001", "cim": "6000 Kecskemét, Északi utca 1. (Iskola)"}}
    files: dict[str, dict[str, Any]] = {
        "SzavkorKereso": {"OvEpHeader": head, "data": {"kozteruletek": streets}},
        "Korzethatar": {"data": {"korzethatarok": rules or [whole]}},
        "Szavkor-Topo": {"list": [{"szk": "001", "poligon": ring}]},
        "Szavazokorok": {"data": {"szavazokorok": [place, place]}},
    }
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), "utf-8")
    return folder


def test_doors_rules_and_places_are_read(tmp_path: Path) -> None:
    register = read_register(write_register(tmp_path))
    (street,) = register.thoroughfares
    assert street.full_name == "Északi utca"
    assert [str(door.number) for door in street.doors] == ["1", "2/A", "3-5"]
    assert (street.doors[1].building, street.doors[1].staircase) == ("2", "B")
    assert register.places == (("6000", "Kecskemét"),)
    assert register.rules[0].numbers.parity is Parity.WHOLE


def test_a_valid_ring_is_left_alone(tmp_path: Path) -> None:
    (district,) = read_register(write_register(tmp_path)).districts
    assert district.fault is None
    assert district.polygon.area == pytest.approx(762 * 1112, rel=0.01)  # metres at 46.9° north


def test_an_invalid_ring_is_made_valid_and_noted(tmp_path: Path) -> None:
    (district,) = read_register(write_register(tmp_path, ring=BOW_TIE)).districts
    assert district.polygon.is_valid
    assert district.fault is not None
    assert "Self-intersection" in district.fault


@pytest.mark.parametrize("ring", ["", "46.90 19.68", "46.90 19.68,46.91 19.68,46.90 19.68"])
def test_a_ring_without_ground_leaves_its_district_unplaced(tmp_path: Path, ring: str) -> None:
    folder = write_register(tmp_path)
    topo = json.loads((folder / "Szavkor-Topo.json").read_text("utf-8"))
    topo["list"].append({"szk": "002", "poligon": ring})
    (folder / "Szavkor-Topo.json").write_text(json.dumps(topo), "utf-8")
    town = load_town([folder], "Kecskemét")
    assert [one.polygon.is_empty for one in town.register.districts] == [False, True]
    assert any("has no polygon" in fault.message for fault in town.faults)
    made = make_listing(town.register, edition())
    assert any("1 of 2 polling districts have no polygon (002)" in told for told in made.problems)


def test_a_register_without_any_ring_makes_no_list(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="no polygon of polling district 001"):
        load_town([write_register(tmp_path, ring="46.90 19.68")], "Kecskemét")


def test_open_ends_are_open(tmp_path: Path) -> None:
    rule = {
        "szavkor": "001",
        "kt_nev": "Északi",
        "kt_jelleg": "utca",
        "int_tip": "4",
        "kezd_hsz": "000003",
        "zaro_hsz": "999999",
        "zaro_ep": "9999",
    }
    register = read_register(write_register(tmp_path, rules=[rule]))
    numbers = register.rules[0].numbers
    assert (str(numbers.start), numbers.end) == ("3", None)
    check = check_rules(register)
    assert check.agree == 1
    assert [door.written for _, door in check.without_rule] == ["000001", "000002/A"]


def test_a_seventh_figure_begins_a_sub_number(tmp_path: Path) -> None:
    rule = {
        "szavkor": "001",
        "kt_nev": "Északi",
        "kt_jelleg": "utca",
        "int_tip": "4",
        "kezd_hsz": "000001",
        "zaro_hsz": "00000100004",
    }
    check = check_rules(read_register(write_register(tmp_path, rules=[rule])))
    assert check.agree == 1
    assert [door.written for _, door in check.without_rule] == ["000002/A", "000003-0005"]


def test_a_town_with_one_district_has_the_rule_for_every_street(tmp_path: Path) -> None:
    rules = [{"szavkor": "001", "kt_nev": "", "int_tip": "1"}]
    register = read_register(write_register(tmp_path, rules=rules))
    assert [(r.name, r.numbers.parity) for r in register.rules] == [("Északi", Parity.WHOLE)]


def test_a_door_in_the_wrong_district_contradicts(tmp_path: Path) -> None:
    rules = [{"szavkor": "002", "kt_nev": "Északi", "kt_jelleg": "utca", "int_tip": "2"}]
    check = check_rules(read_register(write_register(tmp_path, rules=rules)))
    assert (check.agree, len(check.contradict)) == (0, 3)


def test_an_unknown_kind_of_rule_is_refused(tmp_path: Path) -> None:
    rules = [{"szavkor": "001", "kt_nev": "Északi", "kt_jelleg": "utca", "int_tip": "9"}]
    with pytest.raises(RegisterError, match="not laid out as the election office's files"):
        read_register(write_register(tmp_path, rules=rules))


@pytest.mark.parametrize("content", ["", "[]", "{", '{"data": 1}'])
def test_a_broken_file_is_refused_by_name(tmp_path: Path, content: str) -> None:
    write_register(tmp_path)
    (tmp_path / "SzavkorKereso.json").write_text(content, "utf-8")
    with pytest.raises(RegisterError, match=str(tmp_path)):
        read_register(tmp_path)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="SzavkorKereso"):
        read_register(tmp_path)


@pytest.mark.shared_data
def test_the_register_of_kecskemet_agrees_with_its_own_rules(shared_data: Path) -> None:
    register = read_register(shared_data / "kecskemet" / "nvi2024")
    check = check_rules(register)
    assert len(register.thoroughfares) == 1043
    assert sum(len(street.doors) for street in register.thoroughfares) == 32_129
    assert (check.agree, len(check.without_rule), len(check.contradict)) == (32_127, 2, 0)
    assert {street for street, _ in check.without_rule} == {"Máriahegy tanya"}


@pytest.mark.shared_data
def test_streets_split_between_districts(shared_data: Path) -> None:
    register = read_register(shared_data / "kecskemet" / "nvi2024")
    split = [s for s in register.thoroughfares if len({d.district for d in s.doors}) > 1]
    assert (len(split), sum(len(s.doors) for s in split)) == (130, 12_454)


@pytest.mark.shared_data
def test_rings_of_kecskemet_that_are_not_valid_as_published(shared_data: Path) -> None:
    districts = read_register(shared_data / "kecskemet" / "nvi2024").districts
    assert Counter(d.fault is not None for d in districts) == {True: 30, False: 68}
    assert all(d.polygon.is_valid for d in districts)
    assert max(abs(d.area_change_m2) for d in districts) < 100


@pytest.mark.shared_data
@pytest.mark.parametrize("town", ["pirto", "harkakotony", "kisszallas", "tompa", "kalocsa"])
def test_registers_of_other_towns_are_read(shared_data: Path, town: str) -> None:
    check = check_rules(read_register(shared_data / "towns" / town))
    assert check.agree > 0
    assert len(check.without_rule) + len(check.contradict) < 0.01 * check.agree


@pytest.mark.parametrize(
    ("ring", "fault"),
    [
        (None, "no ring"),
        (17, "no ring"),
        ("", "0 corners"),
        ("46.90 19.70", "1 corners"),
        ("46.9 19.7,46.9 19.8,banana 19.8,46.9 19.7", "corner 'banana 19.8'"),
        ("46.9 19.7,46.9,47.0 19.8,46.9 19.7", "corner '46.9'"),
        ("46.9 19.7,nan 19.8,47.0 19.8,46.9 19.7", "corner 'nan 19.8'"),
        ("19.7 46.9,19.8 46.9,19.8 47.0,19.7 46.9", "corner '19.7 46.9'"),
        ("46.9 19.7,0 0,47.0 19.8,46.9 19.7", "corner '0 0'"),
    ],
)
def test_a_broken_ring_is_a_fault_of_its_district_alone(
    tmp_path: Path, ring: object, fault: str
) -> None:
    whole = read_register(write_register(tmp_path))
    path = tmp_path / "Szavkor-Topo.json"
    document = json.loads(path.read_text("utf-8"))
    document["list"][0]["poligon"] = ring
    path.write_text(json.dumps(document), "utf-8")
    found = read_register(tmp_path)
    first, *others = found.districts
    assert first.polygon.is_empty
    assert fault in (first.fault or "")
    assert others == list(whole.districts[1:])
    assert found.thoroughfares == whole.thoroughfares
