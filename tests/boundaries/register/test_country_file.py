"""Many towns in one file: made town by town, read town by town, one town put in again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from boundaries.errors import RegisterError
from boundaries.language.house_numbers import HouseNumber
from boundaries.register.country_file import CountryFile, name_key, named_town
from boundaries.register.country_import import (
    import_country,
    office_folders,
    replace_town,
    write_towns,
)
from boundaries.register.gazetteer import DoorBooks
from boundaries.register.load import load_register, open_country
from boundaries.register.store import save_register
from tests.boundaries.rehearsal import write_register
from webmap.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path

TOWNS = ("Kecskemét", "Baja", "Pécs")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Folder of three towns' folders."""
    for number, town in enumerate(TOWNS, 1):
        write_register(tmp_path / "office" / "03" / f"{number:03}", town=town)
    return tmp_path / "office"


def spoil(root: Path, number: int, name: str, key: str, value: object) -> None:
    """Put a broken value into every record of a list of one town's file."""
    path = root / "03" / f"{number:03}" / "register" / f"{name}.json"
    document = json.loads(path.read_text("utf-8"))
    for record in document["list"]:
        record[key] = value
    path.write_text(json.dumps(document), "utf-8")


def made(root: Path, out: Path) -> CountryFile:
    import_country(root, out, lambda *_: None)
    return CountryFile(out)


def test_every_town_is_in_the_file_as_in_one_of_its_own(root: Path, tmp_path: Path) -> None:
    file = made(root, tmp_path / "country.register")
    assert sorted(file.by_name) == sorted(TOWNS)
    for folder, town in zip(office_folders(root), file.towns, strict=True):
        alone = tmp_path / "one.register"
        save_register(load_register(folder), alone)
        mine, own = file.register(town), load_register(alone)
        assert (mine.town, mine.register) == (own.town, own.register)
        assert (mine.sources, mine.faults, mine.notes) == (own.sources, own.faults, own.notes)
        assert (len(mine.points), list(mine.points)) == (0, [])
        assert town.doors == sum(len(s.doors) for s in own.register.thoroughfares) > 0


def test_the_same_folders_give_the_same_bytes(root: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.register", tmp_path / "b.register"
    made(root, first)
    made(root, second)
    assert first.read_bytes() == second.read_bytes()


def test_a_broken_ring_refuses_no_town_and_is_told_of_it(root: Path, tmp_path: Path) -> None:
    spoil(root, 2, "Szavkor-Topo", "poligon", "46.9 19.7")
    file = made(root, tmp_path / "country.register")
    told = {town.name: [str(fault) for fault in file.faults(town)] for town in file.towns}
    assert all("has no polygon (1 corners)" in one for one in told["Baja"])
    assert told["Baja"]
    assert not told["Pécs"]
    assert file.by_name["Baja"].faults == len(told["Baja"])


def test_a_town_that_cannot_be_read_keeps_no_other_out(root: Path, tmp_path: Path) -> None:
    (root / "03" / "002" / "register" / "SzavkorKereso.json").write_text("{", "utf-8")
    heard: list[str | None] = []
    report = import_country(
        root, tmp_path / "x.register", lambda _, town: heard.append(town and town.town)
    )
    assert heard == ["Kecskemét", None, "Pécs"]
    assert (report.towns, [fault.path for fault in report.refused]) == (2, ["03/002/register"])
    with pytest.raises(RegisterError, match="nothing was written"):
        import_country(root, tmp_path / "y.register", lambda *_: None, strict=True)
    assert not (tmp_path / "y.register").exists()


def test_two_folders_of_one_town_are_told(root: Path, tmp_path: Path) -> None:
    write_register(root / "04" / "001", town="Baja")
    report = import_country(root, tmp_path / "x.register", lambda *_: None)
    assert report.towns == 3
    assert "03/002/register" in report.refused[0].message


def test_one_town_is_put_in_again(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "country.register"
    before = made(root, path)
    keys = root / "03" / "002" / "register" / "SzavkorKereso.json"
    document = json.loads(keys.read_text("utf-8"))
    record = {"kt_nev": "Próba", "kt_jelleg": "köz", "kapuk": [{"hsz": "1", "szavkor": "001"}]}
    document["data"]["kozteruletek"] = [record]
    keys.write_text(json.dumps(document), "utf-8")
    town = load_register(keys.parent)
    kept = replace_town(path, "003", town)
    after = CountryFile(path)
    assert (kept.name, kept.streets, kept.doors) == ("Baja", 1, 1)
    assert after.register(after.by_name["Baja"]).register == town.register
    assert len(after.towns) == len(before.towns)
    for name in ("Kecskemét", "Pécs"):
        assert after.by_name[name] == before.by_name[name]
        assert after.register(after.by_name[name]) is not None
    _, called = after.called(name_key("Próba", "köz"))
    assert [(t.name, street.full_name) for t, street in called] == [("Baja", "Próba köz")]
    new = load_register(write_register(tmp_path / "more", town="Tompa"))
    assert replace_town(path, "tompa", new).id == 3
    assert named_town(CountryFile(path), "tompa").town == "Tompa"


def test_the_same_town_put_in_again_changes_nothing(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "country.register"
    before = made(root, path).towns
    for folder in office_folders(root):
        replace_town(path, folder.name, load_register(folder))
    assert CountryFile(path).towns == before


def test_of_settlements_of_one_name_the_right_one_is_put_in_again(
    root: Path, tmp_path: Path
) -> None:
    path, own = tmp_path / "country.register", load_register(office_folders(root)[1])
    other = replace(own, town="Baja (04/017)")
    write_towns(path, [("03/002", own), ("04/017", other)])
    kept = replace_town(path, "017", own)
    assert (kept.name, kept.id, kept.source) == (other.town, 1, "04/017")
    assert len(CountryFile(path).towns) == 2
    before = path.read_bytes()
    with pytest.raises(RegisterError, match="several settlements called Baja, and elsewhere"):
        replace_town(path, "elsewhere", own)
    assert path.read_bytes() == before


def test_names_of_streets_lead_to_their_towns(root: Path, tmp_path: Path) -> None:
    file = made(root, tmp_path / "country.register")
    street = file.register(file.towns[0]).register.thoroughfares[0]
    count, few = file.called(name_key(street.name, street.type))
    assert (count, [town.name for town, _ in few]) == (3, list(TOWNS))
    assert [one.doors for _, one in few] == [street.doors] * 3
    assert file.called("nincs ilyen utca") == (0, ())


def test_a_file_of_many_towns_asks_which(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "country.register"
    made(root, path)
    assert load_register(path, town="Baja").town == "Baja"
    with pytest.raises(RegisterError, match="holds 3 towns; name one"):
        load_register(path)
    with pytest.raises(RegisterError, match="no town called"):
        load_register(path, town="Nincs")
    alone = tmp_path / "one.register"
    save_register(load_register(path, town="Baja"), alone)
    with pytest.raises(RegisterError, match="of one town"):
        open_country(alone)


def test_the_commands(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "country.register"
    spoil(root, 3, "Szavkor-Topo", "poligon", None)
    run = CliRunner().invoke(cli, ["register", "import", "--all", str(root), "--out", str(path)])
    assert run.exit_code == 0, run.output
    assert "3 towns" in run.output
    shown = CliRunner().invoke(cli, ["register", "show", str(path), "--faults", "--json"])
    towns = {one["town"]: one for one in json.loads(shown.output)["towns"]}
    assert (towns["Baja"]["odd"], bool(towns["Pécs"]["odd"])) == ([], True)
    one = CliRunner().invoke(cli, ["register", "show", str(path), "--town", "Pécs"])
    assert one.output.startswith("Pécs\n")
    folder = office_folders(root)[2]
    again = CliRunner().invoke(cli, ["register", "import", str(folder), "--into", str(path)])
    assert (again.exit_code, "Pécs" in again.output) == (0, True)
    wrong = CliRunner().invoke(cli, ["register", "import", "--all", str(root)])
    assert wrong.exit_code == 2


@pytest.mark.shared_data
def test_a_county_is_imported_whole(shared_data: Path, tmp_path: Path) -> None:
    root = shared_data / "registers"
    report = import_country(root, tmp_path / "c.register", lambda *_: None)
    assert (report.towns, report.refused) == (len(office_folders(root)), ())
    file = CountryFile(tmp_path / "c.register")
    assert {"Szeged", "Súr", "Szamosbecs", "Budapest 05. kerület"} <= file.by_name.keys()


@pytest.mark.shared_data
def test_doors_under_a_number_are_those_of_the_whole_street(
    shared_data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "one.register"
    save_register(load_register(shared_data / "registers" / "06" / "051"), path)
    stored, kept = load_register(path).register, DoorBooks()
    for street in stored.thoroughfares[::23]:
        whole, fresh = kept.of(street), DoorBooks()
        asked = {door.number for door in street.doors if door.number is not None}
        asked |= {
            HouseNumber(n, s, e) for n in range(12) for s in ("", "2", "A") for e in (None, 14)
        }
        for number in asked:
            assert DoorBooks().at(street, number) == whole.at(number) == fresh.at(street, number)
