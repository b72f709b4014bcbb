"""Load a register from whatever it is kept in: office folder, register file, map or table."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from ..address.capital import official_town
from ..errors import Fault, RegisterError
from .build import add_points
from .country_file import CountryFile, is_country, named_town
from .model import PointBook, Source, SourceKind, TownRegister
from .reading import read_files
from .register import check_rules
from .rings import far_off
from .store import MAGIC, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from .columns import Mapped
    from .reading import OfficeFiles
    from .register import Register

OFFICE_LICENCE = (
    "National Election Office (Nemzeti Választási Iroda), public data; its licence is not stated"
)
MOST_FAULTS = 20_000
"""Faults of one town that are told one by one."""
OSM_ENDINGS = (".osm", ".xml", ".osm.bz2", ".osm.gz", ".pbf", ".json")
TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
KINDS = (
    "expected a folder with the election office's JSON files, a register file, an OpenStreetMap "
    "extract (.osm, .osm.pbf, Overpass .json) or a table (.csv, .xlsx)"
)


def holds_doors_only(name: str) -> bool:
    """Tell by the name of a file whether it is a table: doors and places, but no rules."""
    return name.lower().endswith(TABLE_ENDINGS)


def load_register(
    path: Path,
    *,
    town: str | None = None,
    mapped: Mapped | None = None,
    border: BaseGeometry | None = None,
) -> TownRegister:
    """Load a register.

    A register file is opened once in each process and shared by its callers; the rest is read
    anew each time.

    Args:
        path: the office's folder, a register file, an extract or a table.
        town: its name; extracts and tables need it.
        mapped: which column of a table holds what; None lets its headings tell.
        border: of the town, EOV metres, for an extract; None takes the one in it, if any.

    Raises:
        RegisterError: it cannot be read, or the town's name is missing; says what is expected.
        TableError: a table that cannot be read.
        ExtractError: an extract that cannot be read.
    """
    if path.is_dir():
        return read_office(path, town)
    if not path.is_file():
        raise RegisterError(f"{path}: no such file or folder; {KINDS}")
    with path.open("rb") as file:
        head = file.read(len(MAGIC))
    if head == MAGIC:
        seen = path.stat()
        found = _opened(path.resolve(), seen.st_mtime_ns, seen.st_size, seen.st_ino)
        return found if isinstance(found, TownRegister) else named_town(found, town)
    name = path.name.lower()
    if not name.endswith((*OSM_ENDINGS, *TABLE_ENDINGS)):
        raise RegisterError(f"{path}: {KINDS}", "register_kind")
    if town is None:
        raise RegisterError(
            f"{path}: name the town (--town), since the file does not say it", "no_town"
        )
    if name.endswith(OSM_ENDINGS):
        from .osm import read_osm  # noqa: PLC0415 - only imports need it

        return read_osm(path, town=town, border=border)
    from .table import read_table  # noqa: PLC0415 - the same

    return read_table(path, town=town, mapped=mapped)


@functools.lru_cache(maxsize=8)
def _opened(path: Path, _changed: int, _size: int, _file: int) -> TownRegister | CountryFile:
    """Open a register file once; a file that was replaced is another one."""
    return CountryFile(path) if is_country(path) else open_store(path)


def is_of_many(path: Path) -> bool:
    """Tell whether a path is a register file of many towns."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC and is_country(path)


def open_country(path: Path) -> CountryFile:
    """Open a file of many towns; shared by all that open it in a process.

    Raises:
        RegisterError: it is no such file.
    """
    try:
        seen = path.stat()
    except OSError as fault:
        raise RegisterError(f"{path}: cannot be read ({fault.strerror})") from fault
    found = _opened(path.resolve(), seen.st_mtime_ns, seen.st_size, seen.st_ino)
    if isinstance(found, TownRegister):
        raise RegisterError(f"{path}: a register of one town, not of many")
    return found


def read_office(folder: Path, town: str | None = None) -> TownRegister:
    """Read the election office's files, with what is odd about them.

    Raises:
        RegisterError: a file is missing or not as expected.
    """
    files = read_files(folder)
    if files.broken:
        raise RegisterError(f"{folder}: {files.broken[0]}")
    return town_of(files, folder.name, town)


def town_of(files: OfficeFiles, label: str, town: str | None = None) -> TownRegister:
    """Return what the files of a town make, with everything that is wrong or odd in them.

    Args:
        files: as they were read.
        label: of their folder.
        town: its name; None takes what the files say, else their code, else the label.
    """
    register = files.register
    own = town or official_town(files.town) or files.code or label
    faults = [*files.broken, *files.left_out, *files.odd, *_odd_doors(register), *_rings(register)]
    source = Source(SourceKind.OFFICE, label, register.generated, OFFICE_LICENCE, files.sha256)
    return TownRegister(own, register, PointBook(), (source,), _told(faults), {})


def _odd_doors(register: Register) -> Iterator[Fault]:
    if register.rules:
        check = check_rules(register)
        for street, door in check.without_rule:
            yield Fault(f"{street} {door.written}", "no rule takes it; it is known as a door alone")
        for street, door in check.contradict:
            told = f"is in district {door.district}, its rules say otherwise; it decides nothing"
            yield Fault(f"{street} {door.written}", told)
    for one in register.thoroughfares:
        for door in one.doors:
            if door.number is None:
                yield Fault(
                    f"{one.full_name} {door.written}",
                    "is no house number; it cannot be found by one",
                )


def _rings(register: Register) -> Iterator[Fault]:
    for district in register.districts:
        if district.fault:
            mended = f"polygon made valid ({district.area_change_m2:+.0f} m²): {district.fault}"
            lost = f"has no polygon ({district.fault}); its doors have no ground"
            yield Fault(f"district {district.id}", lost if district.polygon.is_empty else mended)
    for name, metres in far_off(register.districts):
        told = f"its ring lies {metres / 1000:,.1f} km from all others of the town; decides nothing"
        yield Fault(f"district {name}", told)


def _told(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Return the faults, the first of very many."""
    more = len(faults) - MOST_FAULTS
    rest = [Fault("", f"{more:,} more of the kinds above")] if more > 0 else []
    return (*faults[:MOST_FAULTS], *rest)


def load_several(
    paths: Sequence[Path],
    *,
    town: str | None = None,
    mapped: Mapped | None = None,
    border: BaseGeometry | None = None,
) -> TownRegister:
    """Load the first path as the register, and take the places of doors from the others.

    Raises:
        RegisterError: as `load_register`, and where the first path gives no street.
    """
    merged = load_register(paths[0], town=town, mapped=mapped, border=border)
    if not merged.register.thoroughfares:
        left = "".join(f"; {count:,} {said}" for said, count in merged.notes.items())
        raise RegisterError(
            f"{paths[0].name}: holds no door of {merged.town}{left}; take the file of that town",
            "register_no_rows",
        )
    for path in paths[1:]:
        more = load_register(path, town=town or merged.town, mapped=mapped, border=border)
        merged = add_points(merged, more)
    return merged
