"""Which columns of a table hold what of an address: named by a mapping, or told by headings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ..errors import RegisterError
from ..language.names import fold
from ..tables.cells import plain
from ..tables.headings import Role, role_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


class Field(StrEnum):
    """What a column of a register holds."""

    STREET = "street"
    """Name of the public place, with its type unless `TYPE` has it."""
    TYPE = "type"
    NUMBER = "number"
    SUFFIX = "suffix"
    BUILDING = "building"
    STAIRCASE = "staircase"
    DISTRICT = "district"
    """Polling district."""
    LAT = "lat"
    """WGS84 degrees."""
    LON = "lon"
    EAST = "east"
    """EOV metres (the official Y)."""
    NORTH = "north"
    """EOV metres (the official X)."""
    TOWN = "town"
    POSTCODE = "postcode"


_ROLES = {
    Role.STREET: Field.STREET,
    Role.TYPE: Field.TYPE,
    Role.NUMBER: Field.NUMBER,
    Role.SUFFIX: Field.SUFFIX,
    Role.TOWN: Field.TOWN,
    Role.POSTCODE: Field.POSTCODE,
}
_WORDS = {
    Field.STREET: ("thoroughfare name",),
    Field.TYPE: ("thoroughfare type", "type"),
    Field.NUMBER: ("number",),
    Field.SUFFIX: ("suffix",),
    Field.BUILDING: ("building", "epulet", "ep", "epulet jele"),
    Field.STAIRCASE: ("staircase", "lepcsohaz", "lh", "lepcsohaz jele"),
    Field.DISTRICT: ("district", "polling district", "szavazokor", "szavkor", "korzet"),
    Field.LAT: ("lat", "latitude", "szelesseg", "foldrajzi szelesseg"),
    Field.LON: ("lon", "lng", "long", "longitude", "hosszusag", "foldrajzi hosszusag"),
    Field.EAST: ("east", "easting", "eov y", "eovy"),
    Field.NORTH: ("north", "northing", "eov x", "eovx"),
}
_BY_HEADING = {word: field for field, words in _WORDS.items() for word in words}
_PAIRS = ((Field.LAT, Field.LON), (Field.EAST, Field.NORTH))


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a mapping file says about a table."""

    columns: Mapping[Field, str]
    """Field -> heading, or figure of the column (1 = first)."""
    encoding: str | None = None
    delimiter: str | None = None
    licence: str = ""
    generated: str = ""
    uncertainty_m: float = 10.0
    """Metres that a place of the table may be off its door."""


def read_mapping(path: Path) -> Mapped:
    """Read a mapping file (YAML).

    Its keys: `columns` (field -> heading or figure), and where wanted `encoding`, `delimiter`,
    `licence`, `generated` and `uncertainty_m`.

    Raises:
        RegisterError: it cannot be read, or has a key or a value that is not known.
    """
    import yaml  # noqa: PLC0415 - look-ups need no mapping

    try:
        loaded = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise RegisterError(f"{path.name}: cannot be read as YAML ({fault})") from fault
    if not isinstance(loaded, dict) or not isinstance(loaded.get("columns"), dict):
        raise RegisterError(
            f"{path.name}: expected `columns:` with one line for each field, such as `street: Utca`"
        )
    unknown = set(loaded) - set(Mapped.__slots__)
    if unknown:
        raise RegisterError(
            f"{path.name}: unknown key {', '.join(sorted(map(str, unknown)))}; "
            f"known are {', '.join(Mapped.__slots__)}"
        )
    columns = {field_of(str(key), path.name): str(v) for key, v in loaded.pop("columns").items()}
    return _mapped(columns, loaded, path.name)


def _mapped(columns: Mapping[Field, str], rest: Mapping[str, Any], where: str) -> Mapped:
    uncertainty = rest.get("uncertainty_m", 10.0)
    if not isinstance(uncertainty, int | float) or not 0 <= uncertainty < 10_000:  # noqa: PLR2004
        raise RegisterError(f"{where}: uncertainty_m is {uncertainty!r}; expected metres")
    words = {key: str(value) for key, value in rest.items() if key != "uncertainty_m"}
    return Mapped(columns, uncertainty_m=float(uncertainty), **words)


def field_of(name: str, where: str) -> Field:
    """Return the field of that name.

    Raises:
        RegisterError: there is no such field; lists those that there are.
    """
    try:
        return Field(name.strip().lower())
    except ValueError:
        known = ", ".join(field.value for field in Field)
        raise RegisterError(f"{where}: {name!r} is no field; known are {known}") from None


def positions_of(
    header: Sequence[str] | None, width: int, mapping: Mapping[Field, str], where: str
) -> dict[Field, int]:
    """Return the position (0 = first) of each field that the table has.

    Args:
        header: headings, or None where the table has none.
        width: columns of the table.
        mapping: what was said; fields that it does not name are told by their headings.
        where: the table, for messages.

    Raises:
        RegisterError: a named column is not there, or street or number is missing, or half of a
            pair of coordinates.
    """
    found = {} if mapping else _by_headings(header or ())
    for field, name in mapping.items():
        found[field] = _position(name, header, width, where)
    missing = [f.value for f in (Field.STREET, Field.NUMBER) if f not in found]
    if missing:
        listed = "; ".join(map(plain, header or ())) or f"{width} columns without headings"
        raise RegisterError(
            f"{where}: no column for {' and '.join(missing)}; the table has: {listed}. Name them "
            "with --column street=HEADING (or =3 for the third), or in a mapping file"
        )
    for one, other in _PAIRS:
        if (one in found) != (other in found):
            raise RegisterError(f"{where}: {one.value} and {other.value} go together")
    return found


def _by_headings(header: Sequence[str]) -> dict[Field, int]:
    found: dict[Field, int] = {}
    for at, heading in enumerate(header):
        role = role_of(plain(heading))
        field = _BY_HEADING.get(fold(plain(heading).replace("_", " ")))
        if field is None and role is not None:
            field = _ROLES.get(role)
        if field is not None:
            found.setdefault(field, at)
    return found


def _position(name: str, header: Sequence[str] | None, width: int, where: str) -> int:
    folded = [fold(plain(heading)) for heading in header or ()]
    if fold(name) in folded:
        return folded.index(fold(name))
    if name.isascii() and name.isdigit() and 1 <= int(name) <= width:
        return int(name) - 1
    listed = "; ".join(map(plain, header or ())) or f"{width} columns without headings"
    raise RegisterError(f"{where}: no column {name!r}; the table has: {listed}")
