"""Folders of the office with one thing wrong: the town is read all the same, and its fault told."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from boundaries.register.anywhere import Country
from boundaries.register.country_file import CountryFile
from boundaries.register.country_import import import_country, replace_town
from boundaries.register.load import load_register
from boundaries.register.office_json import DOORS_FILE, PLACES_FILE, RINGS_FILE, RULES_FILE
from tests.boundaries.rehearsal import DISTRICTS, STREETS, write_register

if TYPE_CHECKING:
    from collections.abc import Callable

TOWNS = ("Kecskemét", "Baja", "Pécs")
BAJA = Path("03/002/register")
Document = dict[str, Any]
DOORS = sum(12 for _ in STREETS)
SQUARE = "46.90 19.68,46.90 19.69,46.91 19.69,46.91 19.68"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Folder of three towns' folders."""
    for number, town in enumerate(TOWNS, 1):
        write_register(tmp_path / "office" / "03" / f"{number:03}", town=town)
    return tmp_path / "office"


def change(folder: Path, name: str, spoil: Callable[[Document], object]) -> None:
    """Change what one file says."""
    path = folder / name
    document = json.loads(path.read_text("utf-8"))
    spoil(document)
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")


def taken_in(root: Path, out: Path) -> tuple[CountryFile, list[str]]:
    """Import the folder, of which no town may be refused; return Baja's faults."""
    report = import_country(root, out, lambda *_: None)
    assert report.refused == ()
    file = CountryFile(out)
    assert [town.name for town in file.towns] == list(TOWNS)
    for name in ("Kecskemét", "Pécs"):
        assert file.by_name[name].faults == 0
        assert file.by_name[name].doors == DOORS
    return file, [str(fault) for fault in file.faults(file.by_name["Baja"])]


@pytest.mark.parametrize("name", [RULES_FILE, RINGS_FILE])
@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b"{}", b'{"data": 1, "list": 2}'])
def test_a_file_that_is_missing_or_broken_leaves_the_doors(
    root: Path, tmp_path: Path, name: str, content: bytes | None
) -> None:
    path = root / BAJA / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    file, faults = taken_in(root, tmp_path / "x")
    assert file.by_name["Baja"].doors == DOORS
    assert len(faults) == 1
    assert name in faults[0]
    register = file.register(file.by_name["Baja"]).register
    assert bool(register.rules) is (name != RULES_FILE)
    assert bool(register.districts) is (name != RINGS_FILE)


def test_without_polling_places_a_town_is_called_by_its_code(root: Path, tmp_path: Path) -> None:
    (root / BAJA / PLACES_FILE).unlink()
    (root / "03/003/register" / PLACES_FILE).write_text("{", "utf-8")
    change(root / BAJA, DOORS_FILE, lambda d: d["data"].update(maz="03", taz="002"))
    report = import_country(root, tmp_path / "x", lambda *_: None)
    assert report.refused == ()
    names = [town.name for town in CountryFile(tmp_path / "x").towns]
    assert names == ["Kecskemét", "03/002", "03/003/register"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "cp1250"])
def test_files_of_any_encoding_and_line_end_say_the_same(
    root: Path, tmp_path: Path, encoding: str
) -> None:
    before = load_register(root / BAJA).register
    for path in (root / BAJA).glob("*.json"):
        lines = json.dumps(json.loads(path.read_text("utf-8")), ensure_ascii=False, indent=1)
        path.write_bytes(lines.replace("\n", "\r\n").encode(encoding))
    file, faults = taken_in(root, tmp_path / "x")
    assert file.register(file.by_name["Baja"]).register == before
    assert [fault.endswith("read as cp1250") for fault in faults] == [True] * len(faults)
    assert bool(faults) is (encoding == "cp1250")


def first(*keys: str) -> Callable[[Document], Any]:
    """Return what gives the first record of a list."""

    def found(document: Document) -> Any:  # noqa: ANN401
        for key in keys:
            document = document[key]
        return document[0]  # type: ignore[index]

    return found


STREET = first("data", "kozteruletek")
RULE = first("data", "korzethatarok")
RING = first("list")
PLACE = first("data", "szavazokorok")


def door(document: Document) -> Any:  # noqa: ANN401
    return STREET(document)["kapuk"][0]


@pytest.mark.parametrize(
    ("name", "spoil", "told", "lost"),
    [
        (RINGS_FILE, lambda d: RING(d).update(poligon="nan nan," * 5), "no place in Hungary", 0),
        (RINGS_FILE, lambda d: RING(d).update(poligon="inf 19.6," * 5), "no place in Hungary", 0),
        (RINGS_FILE, lambda d: RING(d).update(poligon="46.9 19.6,x y," * 3), "no place in", 0),
        (RINGS_FILE, lambda d: RING(d).update(poligon="46.9," * 5), "no place in Hungary", 0),
        (RINGS_FILE, lambda d: RING(d).update(poligon="19.6 46.9," * 5), "no place in", 0),
        (RINGS_FILE, lambda d: RING(d).update(poligon="46.9 19.6," * 5), "has no polygon", 0),
        (RINGS_FILE, lambda d: RING(d).update(poligon=SQUARE[:20]), "2 corners", 0),
        (RINGS_FILE, lambda d: RING(d).update(poligon=5), "no ring", 0),
        (RINGS_FILE, lambda d: RING(d).pop("poligon"), "no ring", 0),
        (RINGS_FILE, lambda d: RING(d).pop("szk"), "lacks 'szk'", 0),
        (RINGS_FILE, lambda d: RING(d).update(szk=None), "szk is None, not text", 0),
        (RINGS_FILE, lambda d: d["list"].append(None), "left out", 0),
        (RINGS_FILE, lambda d: d["list"].append(dict(RING(d))), "has two rings", 0),
        (RULES_FILE, lambda d: RULE(d).update(int_tip="9"), "no kind of range", 0),
        (RULES_FILE, lambda d: RULE(d).update(kezd_hsz="X"), "which is no house number", 0),
        (RULES_FILE, lambda d: RULE(d).pop("szavkor"), "lacks 'szavkor'", 0),
        (RULES_FILE, lambda d: RULE(d).update(kt_nev=["a"]), "kt_nev is ['a'], not text", 0),
        (RULES_FILE, lambda d: d["data"]["korzethatarok"].append("x"), "left out", 0),
        (DOORS_FILE, lambda d: STREET(d).pop("kt_nev"), "lacks 'kt_nev'", 12),
        (DOORS_FILE, lambda d: STREET(d).update(kt_nev=""), "kt_nev is '', not text", 12),
        (DOORS_FILE, lambda d: STREET(d).update(kapuk={"a": 1}), "kapuk is dict, not a list", 12),
        (DOORS_FILE, lambda d: d["data"]["kozteruletek"].append(7), "left out", 0),
        (
            DOORS_FILE,
            lambda d: d["data"]["kozteruletek"].append(dict(STREET(d))),
            "listed twice",
            0,
        ),
        (DOORS_FILE, lambda d: door(d).pop("hsz"), "lacks 'hsz'", 1),
        (DOORS_FILE, lambda d: door(d).update(hsz=5), "left out", 1),
        (DOORS_FILE, lambda d: door(d).pop("szavkor"), "lacks 'szavkor'", 1),
        (DOORS_FILE, lambda d: door(d).update(ep=3), "left out", 1),
        (DOORS_FILE, lambda d: STREET(d)["kapuk"].append(None), "left out", 0),
        (DOORS_FILE, lambda d: door(d).update(hsz="LH"), "is no house number", 0),
        (DOORS_FILE, lambda d: door(d).update(szavkor="777"), "has no ring of its own", 0),
        (DOORS_FILE, lambda d: d.pop("OvEpHeader"), "does not say when", 0),
        (PLACES_FILE, lambda d: d["data"]["szavazokorok"].append({}), "lacks 'leiro'", 0),
        (PLACES_FILE, lambda d: d["data"]["szavazokorok"].append({"leiro": {}}), "'cim'", 0),
        (PLACES_FILE, lambda d: d["data"]["szavazokorok"].append(None), "left out", 0),
    ],
)
def test_a_record_that_cannot_be_read_is_told_and_the_rest_is_there(
    root: Path,
    tmp_path: Path,
    name: str,
    spoil: Callable[[Document], object],
    told: str,
    lost: int,
) -> None:
    change(root / BAJA, name, spoil)
    file, faults = taken_in(root, tmp_path / "x")
    assert any(told in fault for fault in faults), faults
    assert file.by_name["Baja"].doors == DOORS - lost
    town = file.register(file.by_name["Baja"])
    assert len({(s.name, s.type) for s in town.register.thoroughfares}) == len(
        town.register.thoroughfares
    )
    assert all(district.polygon.is_valid for district in town.register.districts)


@pytest.mark.parametrize("listed", [None, [], "missing"])
def test_a_street_or_a_town_without_doors_is_there(
    root: Path, tmp_path: Path, listed: object
) -> None:
    def empty(document: Document) -> None:
        for street in document["data"]["kozteruletek"]:
            street["kapuk"] = listed
            if listed == "missing":
                del street["kapuk"]

    change(root / BAJA, DOORS_FILE, empty)
    file, _ = taken_in(root, tmp_path / "x")
    found = file.by_name["Baja"]
    assert (found.doors, found.streets) == (0, len(STREETS))
    change(root / BAJA, DOORS_FILE, lambda d: d["data"].update(kozteruletek=[]))
    file, _ = taken_in(root, tmp_path / "y")
    assert file.by_name["Baja"].streets == 0
    found = Country(file).find(f"Baja, {next(iter(STREETS))} 1")
    assert found.settlement is not None
    assert (found.settlement.name, found.street) == ("Baja", None)


def test_a_street_that_is_listed_twice_has_the_doors_of_both(root: Path, tmp_path: Path) -> None:
    def part(document: Document) -> None:
        street = STREET(document)
        more = {**street, "kapuk": [*street["kapuk"][3:], {"hsz": "000099", "szavkor": "001"}]}
        document["data"]["kozteruletek"].append(more)

    change(root / BAJA, DOORS_FILE, part)
    file, _ = taken_in(root, tmp_path / "x")
    assert file.by_name["Baja"].doors == DOORS + 1


def test_gaps_in_the_numbers_of_districts_are_no_fault(root: Path, tmp_path: Path) -> None:
    new = {old: f"{at * 17 + 3:03}" for at, old in enumerate(DISTRICTS)}
    for name in (DOORS_FILE, RULES_FILE, RINGS_FILE):
        path = root / BAJA / name
        text = path.read_text("utf-8")
        for key in ("szavkor", "szk"):
            for old, number in new.items():
                text = text.replace(f'"{key}": "{old}"', f'"{key}": "<{number}"')
        path.write_text(text.replace("<", ""), "utf-8")
    _, faults = taken_in(root, tmp_path / "x")
    assert faults == []


def test_two_towns_of_one_name_are_both_there(root: Path, tmp_path: Path) -> None:
    write_register(root / "04" / "001", town="Baja")
    for at, (county, code) in {"03/002": ("03", "002"), "04/001": ("04", "001")}.items():
        change(root / at / "register", DOORS_FILE, _coded(county, code))
    report = import_country(root, tmp_path / "x", lambda *_: None)
    assert report.refused == ()
    file = CountryFile(tmp_path / "x")
    assert [town.name for town in file.towns] == [*TOWNS, "Baja (04/001)"]
    (fault,) = file.faults(file.towns[-1])
    assert "is the name of 03/002/register too" in str(fault)


def _coded(county: str, code: str) -> Callable[[Document], object]:
    return lambda document: document["data"].update(maz=county, taz=code)


def test_a_town_is_called_as_its_polling_districts_are(root: Path, tmp_path: Path) -> None:
    def elsewhere(document: Document) -> None:
        place = PLACE(document)["leiro"]
        place["szk_nev"] = "Baja, 001. számú szavazókör"
        place["cim"] = "6400 Kiskunhalas, Fő utca 1. (made up)"

    change(root / BAJA, PLACES_FILE, elsewhere)
    taken_in(root, tmp_path / "x")


def test_without_its_doors_a_town_is_refused_and_told(root: Path, tmp_path: Path) -> None:
    (root / BAJA / DOORS_FILE).unlink()
    report = import_country(root, tmp_path / "x", lambda *_: None)
    assert [fault.path for fault in report.refused] == [BAJA.as_posix()]
    assert "cannot be read" in report.refused[0].message
    assert report.towns == 2


def test_very_many_faults_are_counted(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boundaries.register.load.MOST_FAULTS", 3)

    def spoil(document: Document) -> None:
        for one in STREET(document)["kapuk"]:
            del one["hsz"]

    change(root / BAJA, DOORS_FILE, spoil)
    _, faults = taken_in(root, tmp_path / "x")
    assert len(faults) == 4
    assert "9 more of the kinds above" in faults[-1]


def test_an_import_that_is_killed_leaves_the_former_file(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "country.register"
    import_country(root, out, lambda *_: None)
    before = out.read_bytes()
    code = (
        "import sys, time; from pathlib import Path;"
        "from boundaries.register.country_import import import_country;"
        "said = lambda *_: (print('town', flush=True), time.sleep(60));"
        "import_country(Path(sys.argv[1]), Path(sys.argv[2]), said)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(root), str(out)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"town\n"
        os.kill(process.pid, signal.SIGKILL)
    assert out.read_bytes() == before
    assert [town.name for town in CountryFile(out).towns] == list(TOWNS)
    import_country(root, out, lambda *_: None)
    assert out.read_bytes() == before


def test_one_town_that_cannot_be_put_in_again_leaves_the_file(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "country.register"
    import_country(root, out, lambda *_: None)
    before = out.read_bytes()
    town = load_register(root / BAJA)

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("boundaries.register.country_import._index_names", fail)
    with pytest.raises(KeyboardInterrupt):
        replace_town(out, "002", town)
    assert out.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name] == []


@pytest.mark.parametrize("name", [DOORS_FILE, RULES_FILE, RINGS_FILE, PLACES_FILE])
def test_half_a_sign_spoils_no_import(root: Path, tmp_path: Path, name: str) -> None:
    path = root / BAJA / name
    head, _, rest = path.read_text("utf-8").partition('": "')
    path.write_text(f'{head}": "\\ud800{rest}', "utf-8")
    report = import_country(root, tmp_path / "x", lambda *_: None)
    assert report.refused == ()
    file = CountryFile(tmp_path / "x")
    (own,) = [town for town in file.towns if town.source == BAJA.as_posix()]
    assert any("halves of signs" in str(fault) for fault in file.faults(own))


def test_a_pipe_in_place_of_a_file_is_not_waited_for(root: Path, tmp_path: Path) -> None:
    (root / BAJA / RULES_FILE).unlink()
    os.mkfifo(root / BAJA / RULES_FILE)
    _, faults = taken_in(root, tmp_path / "x")
    assert faults[0] == f"{RULES_FILE}: cannot be read (no regular file); download the file again"


def test_a_scribble_of_a_ring_costs_no_minutes(root: Path, tmp_path: Path) -> None:
    scribble = ",".join(f"46.{9000 + n * 37 % 97} 19.{6000 + n * 53 % 89}" for n in range(5000))
    change(root / BAJA, RINGS_FILE, lambda d: RING(d).update(poligon=scribble))
    _, faults = taken_in(root, tmp_path / "x")
    assert any("has no polygon" in fault and "5,001 corners" in fault for fault in faults)


def test_towns_put_in_at_once_are_all_there(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "x"
    import_country(root, out, lambda *_: None)
    towns = [dataclasses.replace(load_register(root / BAJA), town=f"T{n}") for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda town: replace_town(out, f"new/{town.town}", town), towns))
    assert {town.town for town in towns} <= CountryFile(out).by_name.keys()
