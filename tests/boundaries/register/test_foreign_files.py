"""Folders with a file of another settlement, or one that something happened to, are told."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from boundaries.errors import RegisterError
from boundaries.register.country_file import CountryFile
from boundaries.register.country_import import import_country
from boundaries.register.load import load_register, read_office, town_of
from boundaries.register.office_codes import own_code, rings_elsewhere
from boundaries.register.office_json import (
    DOORS_FILE,
    OFFICE_FILES,
    PLACES_FILE,
    RINGS_FILE,
    RULES_FILE,
    read_document,
)
from boundaries.register.reading import read_files
from tests.boundaries.rehearsal import write_register

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "benchmarks"))

import fuzz_folders

if TYPE_CHECKING:
    from collections.abc import Callable

TOWNS = {"001": "Kecskemét", "002": "Baja", "003": "Pécs"}
STREETS = {f"Próba{letter} utca": f"{1 + n % 3:03}" for n, letter in enumerate("abcdefghijkl")}
OTHERS = {f"Minta{letter} utca": f"{1 + n % 3:03}" for n, letter in enumerate("abcdefghijkl")}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three towns with the office's codes in every file; those of Pécs have other streets."""
    for code, town in TOWNS.items():
        home = tmp_path / "office" / "03" / code
        write_register(home, town=town, streets=OTHERS if town == "Pécs" else STREETS)
        for name in OFFICE_FILES:
            document = json.loads((home / "register" / name).read_text("utf-8"))
            coded = document["list"] if name == RINGS_FILE else [document["data"]]
            for record in coded:
                record.update(maz="03", taz=code)
            (home / name).write_text(json.dumps(document, ensure_ascii=False), "utf-8")
            (home / "register" / name).unlink()
        (home / "register").rmdir()
    return tmp_path / "office"


def put(root: Path, name: str, code: str = "001", into: str = "002") -> Path:
    """Put a file of one town into the folder of another one."""
    target = root / "03" / into / name
    target.write_bytes((root / "03" / code / name).read_bytes())
    return target


def change(path: Path, spoil: Callable[[Any], object]) -> None:
    """Change what a file says."""
    document = json.loads(path.read_text("utf-8"))
    spoil(document)
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")


def told(root: Path, out: Path) -> tuple[CountryFile, dict[str, list[str]]]:
    """Import all; no town may be refused."""
    report = import_country(root, out, lambda *_: None)
    assert report.refused == ()
    file = CountryFile(out)
    return file, {town.name: [str(one) for one in file.faults(town)] for town in file.towns}


def test_whole_folders_have_no_faults(root: Path, tmp_path: Path) -> None:
    _, faults = told(root, tmp_path / "x")
    assert faults == {town: [] for town in TOWNS.values()}


@pytest.mark.parametrize("name", [RULES_FILE, RINGS_FILE])
def test_a_file_of_another_settlement_is_told_and_not_used(
    root: Path, tmp_path: Path, name: str
) -> None:
    put(root, name)
    file, faults = told(root, tmp_path / "x")
    assert faults["Kecskemét"] == faults["Pécs"] == []
    (fault,) = faults["Baja"]
    assert fault.startswith(name)
    assert "is of settlement 03/001, the list of doors of 03/002; not used" in fault
    register = file.register(file.by_name["Baja"]).register
    assert bool(register.rules) is (name != RULES_FILE)
    assert bool(register.districts) is (name != RINGS_FILE)
    assert len(register.thoroughfares) == len(STREETS)
    with pytest.raises(RegisterError, match="03/001"):
        read_office(root / "03" / "002")


def test_polling_places_of_another_settlement_give_no_name(root: Path, tmp_path: Path) -> None:
    put(root, PLACES_FILE)
    _, faults = told(root, tmp_path / "x")
    assert list(faults) == ["Kecskemét", "03/002", "Pécs"]
    assert "not used" in faults["03/002"][0]


def test_a_ring_of_another_settlement_is_left_out_alone(root: Path, tmp_path: Path) -> None:
    change(root / "03/002" / RINGS_FILE, lambda d: d["list"][1].update(taz="003"))
    file, faults = told(root, tmp_path / "x")
    assert any("1 of its 3 rings: is of settlement 03/003" in one for one in faults["Baja"])
    districts = file.register(file.by_name["Baja"]).register.districts
    assert [one.id for one in districts] == ["001", "003"]


def test_doors_of_another_settlement_are_no_doors_of_the_town(root: Path, tmp_path: Path) -> None:
    put(root, DOORS_FILE)
    report = import_country(root, tmp_path / "x", lambda *_: None)
    (refused,) = report.refused
    assert (refused.path, report.towns) == ("03/002", 2)
    assert "of settlement 03/001, the other files are of 03/002; put the list" in refused.message


def test_a_folder_by_another_code_is_told(root: Path, tmp_path: Path) -> None:
    (root / "03" / "002").rename(root / "03" / "077")
    _, faults = told(root, tmp_path / "x")
    (fault,) = faults["Baja"]
    assert "is of settlement 03/002; its folder is called 03/077" in fault


def test_one_settlement_in_two_folders_stands_once(root: Path, tmp_path: Path) -> None:
    for name in OFFICE_FILES:
        put(root, name, into="003")
    (root / "03/003" / PLACES_FILE).unlink()
    report = import_country(root, tmp_path / "x", lambda *_: None)
    assert [str(one) for one in report.refused] == [
        "03/003: is settlement 03/001, which 03/001 is already; leave one"
    ]


def uncoded(path: Path) -> None:
    text = path.read_text("utf-8")
    path.write_text(text.replace('"maz"', '"m"').replace('"taz"', '"t"'), "utf-8")


def test_rules_without_a_code_are_held_against_the_streets(root: Path, tmp_path: Path) -> None:
    uncoded(put(root, RULES_FILE, "003"))
    file, faults = told(root, tmp_path / "x")
    (fault,) = faults["Baja"]
    assert "rules for 12 streets, of which the list of doors has 0" in fault
    assert file.register(file.by_name["Baja"]).register.rules == ()
    uncoded(put(root, RULES_FILE, "001"))
    _, faults = told(root, tmp_path / "y")
    assert faults["Baja"] == []  # the same streets: nobody can tell


def test_a_rule_for_the_whole_of_another_town_is_told(root: Path, tmp_path: Path) -> None:
    path = root / "03/002" / RULES_FILE
    change(path, lambda d: d["data"].update(korzethatarok=[{"szavkor": "001", "int_tip": "1"}]))
    uncoded(path)
    _, faults = told(root, tmp_path / "x")
    (fault,) = faults["Baja"]
    assert "knows district 001 alone, the list of doors 3" in fault


def test_rings_without_a_code_are_held_against_the_districts(root: Path) -> None:
    path = root / "03/002" / RINGS_FILE
    ring = json.loads(path.read_text("utf-8"))["list"][0]
    change(path, lambda d: d.update(list=[{**ring, "szk": f"{n:03}"} for n in range(3, 40)]))
    uncoded(path)
    files = read_files(root / "03/002")
    (fault,) = files.broken
    assert "only 1 of 39 polling districts have both ring and doors" in fault.message
    assert fault.message.endswith("put the town's own file there")
    assert files.register.districts == ()
    assert rings_elsewhere(["001"], ["001", "002"]) is None


def test_a_ring_far_from_all_others_is_told(root: Path) -> None:
    path = root / "03/002" / RINGS_FILE
    far = "47.90 19.68,47.90 19.69,47.91 19.69,47.91 19.68,47.90 19.68"
    change(path, lambda d: d["list"][2].update(poligon=far))
    faults = [str(one) for one in town_of(read_files(path.parent), "x").faults]
    assert any(
        "district 003: its ring lies" in one and "km from all others" in one for one in faults
    )


def test_coordinates_the_wrong_way_round_are_told_as_such(root: Path) -> None:
    path = root / "03/002" / RINGS_FILE
    turned = "19.68 46.90,19.69 46.90,19.69 46.91,19.68 46.90"
    change(path, lambda d: d["list"][2].update(poligon=turned))
    faults = [str(one) for one in town_of(read_files(path.parent), "x").faults]
    assert any("longitude stands before latitude" in one for one in faults)


@pytest.mark.parametrize(
    ("doors", "others", "folder", "own"),
    [
        ("03/001", {"a": "03/001"}, "", "03/001"),
        ("03/001", {"a": "03/002"}, "", "03/001"),
        ("03/001", {"a": "03/002", "b": "03/002", "c": "03/001"}, "", "03/001"),
        ("", {"a": "03/002", "b": "03/002", "c": "03/001"}, "", "03/002"),
        ("", {"a": "03/002", "b": "03/001"}, "03/001", "03/001"),
        ("", {"a": "03/002", "b": "03/001"}, "", ""),
        ("", {"a": ""}, "03/001", ""),
    ],
)
def test_whose_folder_it_is(doors: str, others: dict[str, str], folder: str, own: str) -> None:
    assert own_code(doors, others, folder) == own


WHOLE = json.dumps({"data": {"kozteruletek": [{"kt_nev": "Ő"}]}}, ensure_ascii=False).encode()


def packed(body: bytes) -> bytes:
    """Pack without the time, which would give a test another name in every process."""
    return gzip.compress(body, mtime=0)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (WHOLE + b"\x00" * 9, "9 signs behind its end were passed over"),
        (WHOLE + b"<html>", "6 signs behind its end were passed over"),
        (WHOLE + WHOLE, "behind its end were passed over"),
        (WHOLE[:-1], "cut or damaged from its sign"),
        (WHOLE[:-2], "cut or damaged from its sign"),
        (WHOLE[:-2] + b"\x00\x00", "cut or damaged from its sign"),
        (packed(WHOLE), "is packed with gzip; was unpacked"),
        (packed(packed(WHOLE)), "is packed with gzip, 2 times; was unpacked"),
        (packed(WHOLE) + b"x", "1 byte behind the packed document was passed over"),
        (WHOLE.replace(b'"data"', b'"data": 1, "data"'), "says 'data' twice in one record"),
        (b"\xef\xbb\xbf" + WHOLE, None),
        (WHOLE.replace(b" ", b"\r\n"), None),
        (WHOLE.decode().encode("utf-16"), None),
    ],
)
def test_what_stands_around_a_whole_document_is_passed_over(body: bytes, told: str | None) -> None:
    document, odd = read_document(body)
    assert document["data"]["kozteruletek"] == [{"kt_nev": "Ő"}]
    assert bool(odd) is (told is not None)
    assert told is None or told in odd[0]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "is empty"),
        (b" \r\n\x00", "is empty"),
        (WHOLE[:-4], "delimiter"),
        (WHOLE[:10], "Expecting"),
        (b"<html>", "Expecting value"),
        (b"[]", "an object is expected, found list"),
        (packed(WHOLE)[:-12], "."),
        (b"\x1f\x8b\x08rubbish", "cannot be unpacked"),
        (
            packed(packed(packed(packed(WHOLE)))),
            "more than such a file",
        ),
    ],
)
def test_what_is_no_whole_list_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_document(body)


def test_a_byte_that_was_lost_does_not_make_the_file_another_encoding() -> None:
    text = '{"list": ["Ő", "ű", "é", "~"]}'
    document, odd = read_document(text.encode().replace(b"~", b"\xf5"))
    assert document["list"] == ["Ő", "ű", "é", "\ufffd"]
    assert odd == ("has damaged signs (1), each of which is read as \ufffd",)
    assert read_document(text.replace("Ő", "ő").encode("cp1250"))[0]["list"][0] == "ő"


def test_garbage_behind_the_doors_refuses_no_town(root: Path, tmp_path: Path) -> None:
    path = root / "03/002" / DOORS_FILE
    path.write_bytes(path.read_bytes() + b"\x00" * 512 + b"</html>")
    file, faults = told(root, tmp_path / "x")
    assert file.by_name["Baja"].streets == len(STREETS)
    assert faults["Baja"] == [f"{DOORS_FILE}: 519 signs behind its end were passed over"]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"hsz": None, "szavkor": "001"}, "hsz is None, not text"),
        ({"hsz": "1", "szavkor": 5}, "szavkor is 5, not text"),
        ({"hsz": "1", "szavkor": "001", "ep": ["A"]}, "ep is ['A'], not text"),
        ({"hsz": "1"}, "lacks 'szavkor'"),
        (None, "None stands where a record is expected"),
        ("x" * 200, "…"),
    ],
)
def test_a_fault_says_what_where_and_what_to_do(root: Path, record: object, said: str) -> None:
    path = root / "03/002" / DOORS_FILE
    change(path, lambda d: d["data"]["kozteruletek"][0]["kapuk"].append(record))
    (fault,) = read_files(path.parent).left_out
    assert fault.path.startswith(f"{DOORS_FILE}, Próbaa utca, door 13")
    assert said in fault.message
    assert fault.message.endswith("put it right there or download the file again")
    assert "attribute" not in fault.message


def test_spoiled_folders_are_told_or_refused(root: Path, tmp_path: Path) -> None:
    fuzzing = fuzz_folders.Fuzzing(
        [root / "03" / code for code in TOWNS], tmp_path / "scratch", seed=16
    )
    for _ in range(120):
        fuzzing.once()
    assert fuzzing.wrong == []
    assert sum(counted["told"] for counted in fuzzing.told.values()) > 60


@pytest.mark.shared_data
def test_spoiled_folders_at_hand_are_told_or_refused(shared_data: Path, tmp_path: Path) -> None:
    folders = sorted((shared_data / "registers" / "03").iterdir())[:12]
    assert load_register(folders[0]).faults == ()
    fuzzing = fuzz_folders.Fuzzing(folders, tmp_path, seed=3)
    for _ in range(100):
        fuzzing.once()
    assert fuzzing.wrong == []
