"""Load a register from whatever it is kept in: office folder, register file, map or table."""

from __future__ import annotations

import functools
import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from ..address.capital import official_town
from ..errors import Fault, RegisterError
from .build import add_points
from .country_file import CountryFile, is_country, named_town
from .model import PointBook, Source, SourceKind, TownRegister
from .register import check_rules, read_register
from .store import MAGIC, open_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from .columns import Mapped

OFFICE_LICENCE = (
    "National Election Office (Nemzeti Választási Iroda), public data; its licence is not stated"
)
OFFICE_FILES = ("SzavkorKereso.json", "Korzethatar.json", "Szavkor-Topo.json", "Szavazokorok.json")
"""The files that make a register of the election office."""
OSM_ENDINGS = (".osm", ".xml", ".osm.bz2", ".osm.gz", ".pbf", ".json")
TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
KINDS = (
    "expected a folder with the election office's JSON files, a register file, an OpenStreetMap "
    "extract (.osm, .osm.pbf, Overpass .json) or a table (.csv, .xlsx)"
)


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
        raise RegisterError(f"{path}: {KINDS}")
    if town is None:
        raise RegisterError(f"{path}: name the town (--town), since the file does not say it")
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
    register = read_register(folder)
    digest = hashlib.sha256()
    for name in sorted(OFFICE_FILES):
        digest.update((folder / name).read_bytes())
    towns = Counter(name for _, name in register.places)
    own = town or official_town(max(sorted(towns), key=towns.__getitem__, default=folder.name))
    check = check_rules(register)
    faults = [
        *(Fault(f"{street} {d.written}", "no rule takes it") for street, d in check.without_rule),
        *(
            Fault(f"{street} {d.written}", f"is in district {d.district}, its rules say otherwise")
            for street, d in check.contradict
        ),
        *(
            Fault(f"{street.full_name} {door.written}", "is no house number")
            for street in register.thoroughfares
            for door in street.doors
            if door.number is None
        ),
        *(
            Fault(
                f"district {d.id}",
                f"has no polygon ({d.fault})"
                if d.polygon.is_empty
                else f"polygon made valid ({d.area_change_m2:+.0f} m²): {d.fault}",
            )
            for d in register.districts
            if d.fault
        ),
    ]
    source = Source(
        SourceKind.OFFICE, folder.name, register.generated, OFFICE_LICENCE, digest.hexdigest()
    )
    return TownRegister(own, register, PointBook(), (source,), tuple(faults), {})


def load_several(
    paths: Sequence[Path],
    *,
    town: str | None = None,
    mapped: Mapped | None = None,
    border: BaseGeometry | None = None,
) -> TownRegister:
    """Load the first path as the register, and take the places of doors from the others.

    Raises:
        RegisterError: as `load_register`.
    """
    merged = load_register(paths[0], town=town, mapped=mapped, border=border)
    for path in paths[1:]:
        more = load_register(path, town=town or merged.town, mapped=mapped, border=border)
        merged = add_points(merged, more)
    return merged
