"""The street list (körzetjegyzék) of a town for one area: our own schema, its file, its look-up.

A CSV in UTF-8 with a header, one line for each range of the district list, sorted; beside it a
JSON file says which area geometry the verdicts were made for. Columns:

    thoroughfare_name, thoroughfare_type   "Kiskőrösi", "út"
    parity          whole, even, odd, continuous
    from, to        house numbers, both included; empty = open
    district        polling district, "084"
    doors           residential doors that the register lists in the range
    highest         highest listed number, empty where none is listed
    verdict, reason codes of `model.VerdictKind` and `model.Reason`
    leg             number of the boundary leg that decides, or empty
    basis           what places the range: "district", "leg", "rule" (of a leg),
                    "border 055/071", "line", "reach 071", "list" (that defines the area),
                    "part 3" (of an area of several), or empty
    leans, share    of an undecidable range: the side to which most of the ground (or street) lies
                    where its doors may be, and how much of it, 0 to 1; empty where neither has
                    enough. An order of work, never published; older lists lack both columns
"""

from __future__ import annotations

import csv
import dataclasses
import functools
import hashlib
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely
from typing_extensions import TypedDict

from geo.files import write_whole

from ..errors import RegisterError
from ..language.house_numbers import (
    HouseNumber,
    NumberRange,
    Parity,
    parse_register_number,
    sort_key,
)
from ..language.names import fold
from ..model import Basis, Reason, VerdictKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from ..model import Edition, EditionPart

TABLE_HASH = "table_sha256"
"""Field of the file beside a list: the SHA-256 of the list's bytes."""
_META_KINDS = {"str": str, "tuple[str, ...]": tuple, "Mapping[str, int]": dict}
DEFAULT_VARIANT = "programme"
"""The variant whose files carry no variant in their names."""


RangeValues = TypedDict(
    "RangeValues",
    {
        "parity": Parity,
        "from": str | None,
        "to": str | None,
        "district": str,
        "doors": int,
        "highest": int | None,
        "verdict": VerdictKind,
        "reason": Reason,
        "leg": int | None,
        "basis": str | None,
    },
)
"""A range of a street list as JSON; `basis` is None where nothing decides."""
COLUMNS = (
    "thoroughfare_name",
    "thoroughfare_type",
    *RangeValues.__annotations__,
    "leans",
    "share",
)
_OLD_COLUMNS = COLUMNS[:-2]
"""The header of a list that was made before ranges could lean."""


@dataclass(frozen=True, slots=True)
class StreetRow:
    """One range of one street with its verdict."""

    name: str
    type: str
    numbers: NumberRange
    district: str
    doors: int
    highest: int | None
    verdict: VerdictKind
    reason: Reason
    leg: int | None = None
    basis: str = ""
    leans: VerdictKind | None = None
    """INSIDE or OUTSIDE where the range is undecidable and most of its ground lies there."""
    share: float | None = None
    """How much of it, 0 to 1; None where it does not lean."""

    @property
    def placed_by(self) -> Basis:
        """`basis` taken apart; the kind is empty where nothing places the range."""
        return _placed_by(self.basis)

    @property
    def values(self) -> RangeValues:
        """The range with its verdict as every document and table for people has it."""
        start, end = self.numbers.ends
        return {
            "parity": self.numbers.parity,
            "from": start,
            "to": end,
            "district": self.district,
            "doors": self.doors,
            "highest": self.highest,
            "verdict": self.verdict,
            "reason": self.reason,
            "leg": self.leg,
            "basis": self.basis or None,
        }

    @property
    def order(self) -> tuple[object, ...]:
        """Place of the row in the file."""
        start = self.numbers.start or HouseNumber(0)
        key = (fold(self.name), self.name, self.type, self.numbers.parity.value)
        return (*key, sort_key(start.number, start.suffix), self.district)


@functools.lru_cache(maxsize=1024)
def _placed_by(basis: str) -> Basis:
    kind, _, districts = basis.partition(" ")
    return Basis(kind, tuple(districts.split()))


@dataclass(frozen=True, slots=True)
class Street:
    """One public place with its ranges."""

    name: str
    type: str
    rows: tuple[StreetRow, ...]

    @property
    def full_name(self) -> str:
        """Name and type: "Kiskőrösi út"."""
        return f"{self.name} {self.type}".strip()

    def covering(self, number: HouseNumber) -> tuple[StreetRow, ...]:
        """Return the rows whose range takes a number; more than one only in a faulty list."""
        return tuple([row for row in self.rows if row.numbers.covers(number)])


@dataclass(frozen=True, slots=True)
class ListMeta:
    """What the file beside the list says."""

    area: str
    variant: str
    geometry_hash: str
    """`geometry_hash` of the edition that the verdicts were computed for."""
    town: str
    postcodes: tuple[str, ...]
    other_towns: tuple[str, ...] = ()
    """Names of settlements near by, so that an address there is recognised without a comma."""
    source: str = ""
    problems: tuple[str, ...] = ()
    """Contradictions found while the list was made, one sentence each."""
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class StreetList:
    """A street list; compared by identity, so that indexes of it can be kept."""

    meta: ListMeta
    streets: tuple[Street, ...]
    digest: str = ""
    """SHA-256 (hex) of the list's file as it stands on the disk; empty where it was not read."""


def geometry_hash(edition: Edition) -> str:
    """Return the SHA-256 (hex) of an edition's area and uncertain zone, EOV centimetres.

    It changes with the ground that answers depend on, not with titles, words or sources. Of an area
    that a list defines it is over the rows of the list too, and of one of several parts over what
    each part says of streets.
    """
    area, zone, rows = edition.area, edition.uncertain_zone, edition.definition.get("rows")
    rows = edition.parts or rows
    known = _KNOWN_GROUND.get(id(area))
    if known is not None and known[0] is area and known[1] is zone and known[2] is rows:
        return known[3]
    if len(_KNOWN_GROUND) >= _MOST_GROUND:
        _KNOWN_GROUND.clear()
    told = rows if not edition.parts else [*map(_part_told, edition.parts)]
    digest = _ground_hash(area, zone, told)
    _KNOWN_GROUND[id(area)] = (area, zone, rows, digest)
    return digest


_KNOWN_GROUND: dict[int, tuple[BaseGeometry, BaseGeometry | None, object, str]] = {}
"""Hashes by the identity of the geometry and the rows, which is asked for with every look-up:
hashing the geometry itself, even to look it up, takes longer than all the rest of finding a
range."""
_MOST_GROUND = 32


def _part_told(part: EditionPart) -> list[object]:
    """Return what of a part answers depend on."""
    streets = [dataclasses.astuple(street) for street in part.streets]
    return [part.kind, part.effect, part.legs, streets]


def _ground_hash(area: BaseGeometry, zone: BaseGeometry | None, rows: object) -> str:
    digest = hashlib.sha256()
    if rows is not None:
        digest.update(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode())
    for ground in (area, zone):
        whole = None if ground is None else shapely.transform(ground, lambda xy: np.rint(xy * 100))
        digest.update(b"none" if whole is None else shapely.to_wkb(whole, byte_order=1))
    return digest.hexdigest()


def list_names(variant: str, stem: str = "street_list") -> tuple[str, str]:
    """Return the file names (CSV, JSON) of a variant's table.

    >>> list_names("programme"), list_names("ksh")[0]
    (('street_list.csv', 'street_list.meta.json'), 'street_list.ksh.csv')
    """
    stem = stem if variant == DEFAULT_VARIANT else f"{stem}.{variant}"
    return f"{stem}.csv", f"{stem}.meta.json"


def group_streets(rows: Iterable[StreetRow]) -> tuple[Street, ...]:
    """Put rows of one public place together, in the order of the file."""
    groups: dict[tuple[str, str], list[StreetRow]] = {}
    for row in sorted(rows, key=lambda row: row.order):
        groups.setdefault((row.name, row.type), []).append(row)
    return tuple(Street(name, kind, tuple(found)) for (name, kind), found in groups.items())


def save_street_list(streets: StreetList, folder: Path) -> None:
    """Write list and meta file; the same list gives the same bytes."""
    csv_name, meta_name = list_names(streets.meta.variant)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in (row for street in streets.streets for row in street.rows):
        share = None if row.share is None else f"{row.share:.3f}"
        writer.writerow((row.name, row.type, *row.values.values(), row.leans, share))
    table = out.getvalue()
    # The table first: a list whose file beside it still speaks of another one is not read.
    write_whole(folder / csv_name, table)
    meta = streets.meta
    record = {name: getattr(meta, name) for name in ListMeta.__slots__}
    record[TABLE_HASH] = hashlib.sha256(table.encode()).hexdigest()
    text = json.dumps(record, ensure_ascii=False, indent=2)
    write_whole(folder / meta_name, text + "\n")


def load_street_list(folder: Path, variant: str = DEFAULT_VARIANT) -> StreetList:
    """Read a variant's list and its meta file.

    Raises:
        RegisterError: a file is missing or not in this schema; says where.
    """
    csv_name, meta_name = list_names(variant)
    try:
        meta = json.loads((folder / meta_name).read_text("utf-8"))
        body = (folder / csv_name).read_bytes()
        text = body.decode()
    except (OSError, ValueError, RecursionError) as fault:
        raise RegisterError(
            f"{folder}: no street list of the variant {variant!r} can be read ({fault}); "
            "make it with akcioterulet area street-list, or area refresh"
        ) from fault
    table = csv.reader(text.splitlines())
    try:
        header = tuple(next(table, ()))
    except csv.Error:
        header = ()
    if header not in {COLUMNS, _OLD_COLUMNS}:
        raise RegisterError(f"{folder / csv_name}: the header must be {','.join(COLUMNS)}")
    told = meta.pop(TABLE_HASH, None) if isinstance(meta, dict) else None
    digest = hashlib.sha256(body).hexdigest()
    rows = group_streets(_rows(table, csv_name))
    found = StreetList(_meta(meta, folder / meta_name), rows, digest)
    whole = _is_whole(found, text) if told is None else told == digest
    if not whole:
        raise RegisterError(
            f"{folder / csv_name} is not the table that {meta_name} speaks of: it was cut off or "
            "changed; put both back from a backup, or make the list again"
        )
    return found


def _is_whole(streets: StreetList, text: str) -> bool:
    """Tell of a list that was made before its hash was kept whether its doors are all there."""
    doors: dict[str, int] = {}
    for row in (row for street in streets.streets for row in street.rows):
        key = f"{row.verdict.value}: {row.reason.value}"
        doors[key] = doors.get(key, 0) + row.doors
    told = {key: count for key, count in streets.meta.counts.items() if ": " in key}
    return text.endswith("\n") and all(doors.get(key, 0) == told[key] for key in told)


def _meta(record: object, path: Path) -> ListMeta:
    if not isinstance(record, dict):
        raise RegisterError(f"{path}: an object is expected, found {type(record).__name__}")
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in record.items()}
    try:
        found = ListMeta(**values)  # type: ignore[arg-type]
    except TypeError as fault:
        raise RegisterError(f"{path}: {fault}") from fault
    for item in dataclasses.fields(found):
        value, kind = getattr(found, item.name), _META_KINDS.get(str(item.type), str)
        if not isinstance(value, kind):
            raise RegisterError(f"{path}: {item.name} is a {type(value).__name__}")
    return found


def _rows(table: Iterable[list[str]], source: str) -> Iterable[StreetRow]:
    line = 1
    try:
        for line, cells in enumerate(table, start=2):  # noqa: B007 - the message tells it
            yield _row(cells)
    except (ValueError, TypeError, csv.Error) as fault:
        raise RegisterError(f"{source} line {line}: {fault}") from fault


def _row(cells: list[str]) -> StreetRow:
    known, lean = cells[: len(_OLD_COLUMNS)], cells[len(_OLD_COLUMNS) :]
    name, kind, parity, start, end, district, doors, highest, verdict, reason, leg, basis = known
    leans, share = lean or ("", "")
    numbers = NumberRange(Parity(parity), _number(start), _number(end))
    return StreetRow(
        name=name,
        type=kind,
        numbers=numbers,
        district=district,
        doors=int(doors),
        highest=int(highest) if highest else None,
        verdict=VerdictKind(verdict),
        reason=Reason(reason),
        leg=int(leg) if leg else None,
        basis=basis,
        leans=VerdictKind(leans) if leans else None,
        share=_share(share),
    )


def _share(cell: str) -> float | None:
    share = float(cell) if cell else None
    if share is not None and not 0 <= share <= 1:
        raise ValueError(f"{cell!r} is no share from 0 to 1")
    return share


def _number(cell: str) -> HouseNumber | None:
    number = parse_register_number(cell) if cell else None
    if cell and number is None:
        raise ValueError(f"{cell!r} is no house number")
    return number
