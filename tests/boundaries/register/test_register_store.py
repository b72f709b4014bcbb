"""The register file: what comes back, that it is the same bytes, and what is refused."""

from __future__ import annotations

import json
import multiprocessing
import pickle
import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.errors import Fault, RegisterError
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.register.door_points import DoorPoint, PlaceKind
from boundaries.register.gazetteer import Gazetteer
from boundaries.register.load import load_register, load_several
from boundaries.register.model import PointBook, Source, SourceKind, TownRegister
from boundaries.register.register import Door, PollingDistrict, RangeRule, Register, Thoroughfare
from boundaries.register.store import open_store, save_register
from tests.patience import PATIENCE_S

from .test_register import write_register

if TYPE_CHECKING:
    from pathlib import Path

NUMBER = HouseNumber(12, "A", 14, "B")
TOWN = TownRegister(
    town="Próbafalva",
    register=Register(
        generated="2025-01-02",
        thoroughfares=(
            Thoroughfare("Minta", "köz", ()),
            Thoroughfare(
                "Próba",
                "utca",
                (
                    Door(HouseNumber(3), "000003", "001"),
                    Door(None, "LH", "001", "", "2"),
                    Door(NUMBER, "12/A-14/B", "002", "B", "1"),
                ),
            ),
        ),
        rules=(
            RangeRule("Próba", "utca", NumberRange(Parity.ODD, HouseNumber(1), NUMBER), "001"),
            RangeRule("Minta", "köz", NumberRange(Parity.WHOLE), "002"),
        ),
        districts=(
            PollingDistrict("001", shapely.box(7e5, 2e5, 7.001e5, 2.001e5), None, 0.0),
            PollingDistrict("002", shapely.box(7e5, 2e5, 7.002e5, 2.001e5), "bow tie", -1.5),
        ),
        places=(("", "Próbafalva"), ("9001", "Próbafalva")),
    ),
    points=PointBook(
        [
            DoorPoint("Próba utca", HouseNumber(3), 7e5, 2e5, PlaceKind.BUILDING, 7.5, "way/2"),
            DoorPoint("Minta köz", NUMBER, 7.1e5, 2e5, PlaceKind.ADDRESS_POINT, 10.0, "node/1"),
            DoorPoint("PRÓBA U.", HouseNumber(5), 7e5, 2e5, PlaceKind.BUILDING, 7.5, "way/3"),
        ]
    ),
    sources=(Source(SourceKind.TABLE, "cimek.csv", "2025", "CC0", "0" * 64),),
    faults=(Fault("cimek.csv line 9", "no street"),),
    notes={"addresses of Másfalva": 2},
)


def same(one: TownRegister, other: TownRegister) -> bool:
    plain = ("town", "sources", "faults", "notes")
    kept, read = one.register, other.register
    return (
        all(getattr(one, name) == getattr(other, name) for name in plain)
        and list(one.points) == list(other.points)
        and all(a == b for a, b in zip(kept.thoroughfares, read.thoroughfares, strict=True))
        and (kept.generated, kept.rules, kept.places) == (read.generated, read.rules, read.places)
        and [d.polygon.wkb for d in kept.districts] == [d.polygon.wkb for d in read.districts]
        and [(d.id, d.fault, d.area_change_m2) for d in kept.districts]
        == [(d.id, d.fault, d.area_change_m2) for d in read.districts]
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "falu.register"
    save_register(TOWN, made)
    return made


def test_everything_comes_back(path: Path) -> None:
    assert same(TOWN, open_store(path))


def test_the_same_register_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    again, copied = tmp_path / "again.register", tmp_path / "copied.register"
    save_register(TOWN, again)
    save_register(open_store(path), copied)
    assert path.read_bytes() == again.read_bytes() == copied.read_bytes()
    assert {one.name for one in tmp_path.iterdir()} == {one.name for one in (path, again, copied)}


def test_points_are_found_under_any_spelling_of_their_street(path: Path) -> None:
    for town in (TOWN, open_store(path)):
        assert [p.source for p in town.points.of("próba UTCA")] == ["way/2", "way/3"]
        assert town.points.of("Nincs utca") == ()
        assert len(town.points) == 3


def test_a_file_is_opened_once_and_again_when_it_was_replaced(path: Path) -> None:
    first = load_register(path)
    assert load_register(path) is first
    save_register(load_several([path]), path)
    assert load_register(path) is not first
    assert same(first, TOWN)  # who still holds the old file reads the old file


def test_the_file_is_only_read(path: Path) -> None:
    path.chmod(0o444)
    before = path.read_bytes()
    store = open_store(path).register.thoroughfares[1]._store  # type: ignore[attr-defined]
    with pytest.raises(RegisterError, match="readonly"):
        store.all("DELETE FROM door")
    assert path.read_bytes() == before


def _count(town: TownRegister, found: multiprocessing.Queue[int]) -> None:
    found.put(sum(len(street.doors) for street in town.register.thoroughfares))


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_share_the_file(path: Path, method: str) -> None:
    town = open_store(path)
    assert len(town.register.thoroughfares[1].doors) == 3
    context = multiprocessing.get_context(method)
    found: multiprocessing.Queue[int] = context.Queue()  # type: ignore[assignment]
    workers = [context.Process(target=_count, args=(town, found)) for _ in range(2)]
    for worker in workers:
        worker.start()
    counts = [found.get(timeout=PATIENCE_S) for _ in workers]
    for worker in workers:
        worker.join()
    assert counts == [3, 3]


def test_threads_share_one_connection(path: Path) -> None:
    town, counts = open_store(path), []
    ask = lambda: counts.append(len(town.register.thoroughfares[1].doors))  # noqa: E731
    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [3] * 8


def test_a_pickle_holds_the_path_not_the_doors(path: Path) -> None:
    street = open_store(path).register.thoroughfares[1]
    assert b"000003" not in pickle.dumps(street)
    assert pickle.loads(pickle.dumps(street)) == street  # noqa: S301 - our own bytes


def test_other_files_are_refused(tmp_path: Path, path: Path) -> None:
    other = tmp_path / "other.register"
    with sqlite3.connect(other) as base:
        base.execute("CREATE TABLE t (x)")
    base.close()
    with pytest.raises(RegisterError, match="of something else"):
        load_register(other)
    newer = tmp_path / "newer.register"
    newer.write_bytes(path.read_bytes())
    with sqlite3.connect(newer) as base:
        base.execute("PRAGMA user_version = 99")
    base.close()
    with pytest.raises(RegisterError, match="schema 99, expected 2"):
        load_register(newer)


@pytest.mark.parametrize("kept", [40, 4096, 9000])
def test_a_file_that_was_cut_off_is_refused(path: Path, kept: int) -> None:
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(RegisterError, match=r"falu\.register"):
        same(load_register(path), TOWN)


def test_nothing_is_left_where_it_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("")
    with pytest.raises(RegisterError, match="cannot be written"):
        save_register(TOWN, tmp_path / "folder" / "falu.register")
    assert [one.name for one in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize(
    ("name", "message"),
    [("a.doc", "expected a folder"), ("a.csv", "name the town"), ("a.osm", "name the town")],
)
def test_what_cannot_be_loaded_is_told(tmp_path: Path, name: str, message: str) -> None:
    path = tmp_path / name
    path.write_text("x")
    with pytest.raises(RegisterError, match=message):
        load_register(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="no such file"):
        load_register(tmp_path / "nothing.register")


def test_further_sources_add_places_and_tell_what_the_register_lacks(tmp_path: Path) -> None:
    table = tmp_path / "helyek.csv"
    table.write_text(
        "Utca;Házszám;EOV Y;EOV X\nÉszaki u.;1;700000;200000\nÉszaki utca;9;700010;200000\n"
        "Ismeretlen utca;1;700020;200000\n",
        "utf-8",
    )
    town = load_several([write_register(tmp_path), table])
    assert town.town == "Kecskemét"
    assert [len(street.doors) for street in town.register.thoroughfares] == [3]
    assert [point.source for point in town.points.of("Északi utca")] == [
        "helyek.csv line 2",
        "helyek.csv line 3",
    ]
    assert [str(fault) for fault in town.faults] == [
        "helyek.csv, Északi utca: numbers not in the register: 9",
        "helyek.csv, Ismeretlen utca: is no street of the register",
    ]
    assert [source.kind.value for source in town.sources] == ["office", "table"]


TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
NUMBERS = st.builds(
    HouseNumber, st.integers(0, 10**6), TEXTS, st.none() | st.integers(0, 10**6), TEXTS
)
DOORS = st.builds(Door, st.none() | NUMBERS, TEXTS, TEXTS, TEXTS, TEXTS)
STREETS = st.builds(Thoroughfare, TEXTS, TEXTS, st.lists(DOORS, max_size=5).map(tuple))
POINTS = st.builds(
    DoorPoint,
    TEXTS,
    NUMBERS,
    st.floats(4e5, 9e5),
    st.floats(4e4, 3e5),
    st.sampled_from(PlaceKind),
    st.floats(0, 100),
    TEXTS,
)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(STREETS, max_size=6), st.lists(POINTS, max_size=6), TEXTS)
def test_any_register_comes_back(
    tmp_path: Path, streets: list[Thoroughfare], points: list[DoorPoint], text: str
) -> None:
    rules = tuple(
        RangeRule(text, text, NumberRange(Parity.EVEN, door.number, None), text)
        for street in streets
        for door in street.doors
    )
    register = Register(text, tuple(streets), rules, (), ((text, text),))
    town = TownRegister(text, register, PointBook(points), (), (Fault(text, text),), {text: 1})
    path = tmp_path / "any.register"
    save_register(town, path)
    assert same(town, open_store(path))


@pytest.mark.shared_data
def test_the_register_of_kecskemet_comes_back_small(shared_data: Path, tmp_path: Path) -> None:
    folder, path = shared_data / "kecskemet" / "nvi2024", tmp_path / "kecskemet.register"
    town = load_register(folder)
    save_register(town, path)
    assert same(town, load_register(path))
    assert sum(len(s.doors) for s in load_register(path).register.thoroughfares) == 32_129
    office = sum(one.stat().st_size for one in folder.glob("S*.json"))
    assert path.stat().st_size < 0.5 * office


@pytest.mark.shared_data
def test_look_ups_are_the_same_from_the_file_as_from_the_folder(
    shared_data: Path, tmp_path: Path
) -> None:
    folder, path = shared_data / "towns" / "kalocsa", tmp_path / "kalocsa.register"
    town = load_register(folder)
    save_register(town, path)
    eager, stored = Gazetteer.of(town.register), Gazetteer.of(load_register(path).register)
    for street in town.register.thoroughfares:
        for door in (*street.doors[:3], Door(HouseNumber(997), "", "")):
            query = f"Kalocsa, {street.full_name} {door.number}"
            one, other = eager.find(query), stored.find(query)
            assert (one.found, one.doors, one.nearest) == (other.found, other.doors, other.nearest)
            assert [c.street for c in one.candidates] == [c.street for c in other.candidates]


def test_a_source_without_a_door_of_the_town_makes_no_register(tmp_path: Path) -> None:
    tags = {"addr:street": "Fő utca", "addr:housenumber": "1", "addr:city": "Másfalva"}
    node = {"type": "node", "id": 1, "lat": 46.9, "lon": 19.7, "tags": tags}
    extract = tmp_path / "town.json"
    extract.write_text(json.dumps({"version": 0.6, "elements": [node]}), encoding="utf-8")
    with pytest.raises(RegisterError, match="no door of Próbafalva; 1 addresses of Másfalva"):
        load_several([extract], town="Próbafalva")
    assert load_several([extract], town="Másfalva").register.thoroughfares
