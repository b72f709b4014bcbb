"""Register files of the first schema, with a row for each door, are read as those of today."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest

from boundaries.errors import RegisterError
from boundaries.register.country_file import CountryFile
from boundaries.register.country_import import import_country, replace_town
from boundaries.register.few_doors import FewDoors
from tests.boundaries.rehearsal import write_register

if TYPE_CHECKING:
    from pathlib import Path

DOORS = (
    *({"hsz": f"{number:06d}"} for number in (1, 2, 30)),
    *({"hsz": hsz} for hsz in ("000012/A", "000001/A-D", "000000 21/B", "000005-7", "nincs")),
    *({"hsz": "000010", "ep": ep, "lh": "1"} for ep in "AB"),
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A file of today, and the same as the first schema had it."""
    write_register(
        tmp_path / "office" / "Baja", town="Baja", streets={"Fő utca": "001"}, doors=DOORS
    )
    write_register(tmp_path / "office" / "Tompa", town="Tompa", streets={"Ív utca": "002"})
    new, old = tmp_path / "new.register", tmp_path / "old.register"
    import_country(tmp_path / "office", new, lambda *_: None)
    shutil.copyfile(new, old)
    file = CountryFile(new)
    streets = [s for town in file.towns for s in file.register(town).register.thoroughfares]
    with contextlib.closing(sqlite3.connect(old)) as base, base:
        base.executescript(
            "DROP TABLE door; PRAGMA user_version = 1;"
            "CREATE TABLE door (street INTEGER, place INTEGER, number INTEGER, suffix TEXT,"
            " end INTEGER, end_suffix TEXT, written TEXT, district TEXT, building TEXT,"
            " staircase TEXT, PRIMARY KEY (street, place)) WITHOUT ROWID;"
        )
        for street in streets:
            for place, door in enumerate(street.doors):
                n = door.number
                read = (
                    (None,) * 4 if n is None else (n.number, n.suffix or None, n.end, n.end_suffix)
                )
                units = (door.building or None, door.staircase or None)
                row = (street.at, place, *read, door.written, door.district, *units)  # type: ignore[attr-defined]
                base.execute(f"INSERT INTO door VALUES ({','.join('?' * len(row))})", row)  # noqa: S608
    return new, old


def test_the_doors_are_the_same(files: tuple[Path, Path]) -> None:
    new, old = (CountryFile(path) for path in files)
    assert (new.store.schema, old.store.schema) == (2, 1)
    for town in new.towns:
        now, then = (one.register(town).register.thoroughfares for one in (new, old))
        assert now == then
        for one, other in zip(now, then, strict=True):
            assert other.doors
            assert one.numbered((0, 5, 10)) == other.numbered((0, 5, 10))  # type: ignore[attr-defined]
            texts = [f.store.doors_of([one.at])[one.at] for f in (new, old)]  # type: ignore[attr-defined]
            assert texts[0] == texts[1]
            number = one.doors[0].number
            assert FewDoors(texts[1]).districts(number, str(number))  # type: ignore[arg-type]


def test_no_town_is_put_into_it(files: tuple[Path, Path]) -> None:
    new, old = files
    file = CountryFile(new)
    before = old.read_bytes()
    with pytest.raises(RegisterError, match=r"make it again with .*--all"):
        replace_town(old, "x", file.register(file.towns[0]))
    assert old.read_bytes() == before
