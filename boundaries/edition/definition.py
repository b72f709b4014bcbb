"""Definitions: the YAML file in which a boundary is data, checked as a whole on load.

The file name is the slug. Every fault is reported, with its path, not just the first.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pydantic
import shapely
import yaml
from shapely.geometry import shape

from geo.crs import EOV, WGS84, check_eov, check_lonlat, geojson_epsg, reproject
from geo.errors import CoordinateError

from .. import clock
from ..data_files import DATA, data_folders
from ..errors import DefinitionError, DrawnLineError, Fault, UnknownAreaError
from ..model import DrawnLine, LegKind, LegSpec, LineRule, StandIn
from ..sentence.parsing import parse_sentence
from ..yaml_depth import check_depth

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry


MAX_BYTES = 5_000_000
"""A drawn line is a few kilobytes; a larger file is another thing by mistake."""
MIN_LENGTH_M = 1.0


def read_drawn_lines(
    arguments: Sequence[str], *, author: str | None, reason: str | None, date: str | None = None
) -> dict[int, DrawnLine]:
    """Read the lines given as `N=FILE.geojson`.

    Args:
        arguments: leg number and file of each line.
        author: who drew them.
        reason: why.
        date: ISO date on which they were drawn; today by default.

    Returns:
        Leg number -> line in EOV metres.

    Raises:
        DrawnLineError: a file, its geometry, or author or reason is missing or wrong.
    """
    lines = {}
    for argument in arguments:
        number, _, file = argument.partition("=")
        if not number.strip().isascii() or not number.strip().isdigit() or not file:
            raise DrawnLineError(
                f"--leg {argument!r}: expected N=FILE.geojson, such as 9=csap.geojson"
            )
        lines[int(number)] = read_drawn_line(
            Path(file), author=author or "", reason=reason or "", date=date
        )
    return lines


def read_drawn_line(path: Path, *, author: str, reason: str, date: str | None = None) -> DrawnLine:
    """Read and check one drawn line; see the module for the form of the file."""
    if not author.strip() or not reason.strip():
        raise DrawnLineError(
            f"{path.name}: a drawn line needs its author and a reason; both stand in the ledger"
        )
    if date is not None:
        _require_date(date, path.name)
    line = _line(path)
    day = date or clock.today().isoformat()
    return DrawnLine(line, author.strip(), reason.strip(), day)


def _require_date(date: str, name: str) -> None:
    try:
        dt.date.fromisoformat(date)
    except ValueError:
        raise DrawnLineError(f"{name}: date {date!r} is not of the form 2026-11-22") from None


def _line(path: Path) -> shapely.LineString:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DrawnLineError(
                f"{path.name}: larger than {MAX_BYTES:,} bytes; is this a drawn line?"
            )
        body = path.read_bytes()
    except OSError as error:
        raise DrawnLineError(f"{path.name}: cannot be read as GeoJSON: {error}") from None
    return line_of(body, path.name)


def line_of(body: bytes, name: str) -> shapely.LineString:
    """Return the one line of a GeoJSON text in EOV metres; see the module for its form.

    Args:
        body: the text, UTF-8.
        name: of the file, for the message.

    Raises:
        DrawnLineError: it is no such text, or its line cannot be used.
    """
    try:
        document: Any = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise DrawnLineError(f"{name}: cannot be read as GeoJSON: {error}") from None
    return _checked(_one_line(document, name), _epsg(document, name), name)


def _one_line(document: Any, name: str) -> shapely.LineString:  # noqa: ANN401 - JSON
    features = [document]
    if isinstance(document, dict) and document.get("type") == "FeatureCollection":
        features = document.get("features") or []
    shapes = [f.get("geometry", f) if isinstance(f, dict) else f for f in features]
    lines = [line for g in shapes if isinstance(g, dict) for line in _lines_in(g)]
    if len(lines) != 1 or len(shapes) != 1:
        found = f"{len(shapes)} geometries" if len(shapes) != 1 else f"{len(lines)} lines"
        raise DrawnLineError(f"{name}: expected exactly one LineString, got {found}")
    try:
        line = shape(lines[0])
    except (TypeError, ValueError, shapely.errors.ShapelyError) as error:
        raise DrawnLineError(f"{name}: its coordinates cannot be read: {error}") from None
    if not isinstance(line, shapely.LineString):
        raise DrawnLineError(f"{name}: expected a LineString, got a {line.geom_type}")
    return shapely.LineString([(x, y) for x, y, *_ in line.coords])


def _lines_in(geometry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the lines of a geometry; programs write a MultiLineString for a single line, too."""
    if geometry.get("type") == "LineString":
        return [geometry]
    parts = geometry.get("coordinates")
    if geometry.get("type") != "MultiLineString" or not isinstance(parts, list):
        return []
    return [{"type": "LineString", "coordinates": part} for part in parts]


def _epsg(document: Mapping[str, Any], name: str) -> int:
    try:
        return geojson_epsg(document)
    except CoordinateError as error:
        raise DrawnLineError(f"{name}: {error}") from None


def _checked(line: shapely.LineString, epsg: int, name: str) -> shapely.LineString:
    if line.is_empty or not line.is_simple:
        raise DrawnLineError(f"{name}: the line is empty or crosses itself; draw it without loops")
    try:
        for x, y in line.coords:
            check_lonlat(y, x) if epsg == WGS84 else check_eov(x, y)
    except CoordinateError as error:
        raise DrawnLineError(f"{name}: {error}") from None
    moved = reproject(line, epsg, EOV)
    if moved.length < MIN_LENGTH_M:
        raise DrawnLineError(f"{name}: the line is {moved.length:.2f} m long; draw at least 1 m")
    return shapely.LineString(moved.coords)


DEFINITIONS = "definitions"
"""Folder of the definitions, in each data folder."""

Words = Annotated[str, pydantic.StringConstraints(min_length=1, strip_whitespace=True)]


class _Strict(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class Titles(_Strict):
    """A text in the languages of the product."""

    hu: Words
    en: Words


class Validity(_Strict):
    """When the area is in force, as far as the source says."""

    start: dt.date | None = None
    end: dt.date | None = None
    note: str = ""


class Source(_Strict):
    """Where the sentence was published."""

    title: Words
    publisher: Words
    document: Words
    note: str = ""


class StandInEntry(_Strict):
    """A known line that closes the ring for a leg without one."""

    kind: LegKind
    name: Words
    reason: Titles
    zone: str | None = None


class DrawnEntry(_Strict):
    """A line that a person supplied for a leg; the file is GeoJSON in the data folder."""

    file: Words
    author: Words
    reason: Words
    date: dt.date


class VariantLeg(_Strict):
    """What a variant changes of a leg."""

    name: Words
    kind: LegKind | None = None
    stand_in: StandInEntry | None = None


class LegEntry(_Strict):
    """One leg."""

    number: pydantic.PositiveInt
    kind: LegKind
    name: Words
    note: str | None = None
    rule: LineRule = LineRule.CENTRE_LINE
    side: str | None = None
    railway_number: str | None = None
    parcel_number: str | None = None
    repeats: pydantic.PositiveInt | None = None
    stand_in: StandInEntry | None = None
    drawn: DrawnEntry | None = None
    variants: dict[str, VariantLeg] = {}


class Variant(_Strict):
    """One reading of the sentence."""

    title: Titles


class Definition(_Strict):
    """A boundary as data."""

    title: Titles
    town: Words
    authority: Words
    projects: tuple[Words, ...]
    validity: Validity
    source: Source
    sentence: Words
    network: Words
    network_note: Titles
    attribution: Titles
    zones: str | None = None
    street_list: str | None = None
    variants: dict[str, Variant]
    legs: tuple[LegEntry, ...]


def slugs(folder: Path | None = None) -> tuple[str, ...]:
    """Return the slugs of every definition, in one folder or in all that are looked in."""
    return tuple(sorted(_files(folder)))


def _files(folder: Path | None) -> dict[str, Path]:
    """Return slug -> file; one's own definition goes before a bundled one of the same slug."""
    folders = [folder] if folder else [home / DEFINITIONS for home in reversed(data_folders())]
    return {path.stem: path for place in folders for path in sorted(place.glob("*.yaml"))}


def data_of(slug: str) -> Path:
    """Return the data folder that a definition stands in and names its files relative to.

    Raises:
        UnknownAreaError: there is no such definition.
    """
    return _file_of(slug, None).parent.parent


def load_definition(slug: str, folder: Path | None = None) -> Definition:
    """Load a definition by slug.

    Raises:
        UnknownAreaError: there is none; the message lists those there are.
        DefinitionError: it has faults; carries all of them.
    """
    return read_definition(_file_of(slug, folder))


def _file_of(slug: str, folder: Path | None) -> Path:
    known = _files(folder)
    if slug not in known:
        raise UnknownAreaError(f'no area "{slug}"; there are: {", ".join(sorted(known)) or "none"}')
    return known[slug]


def read_definition(path: Path) -> Definition:
    """Read and check a definition file.

    Raises:
        DefinitionError: the file has faults; carries all of them.
    """
    try:
        raw: Any = yaml.safe_load(check_depth(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise DefinitionError(path.name, (Fault("file", f"is not YAML: {error}"),)) from None
    try:
        definition = Definition.model_validate(raw)
    except pydantic.ValidationError as error:
        faults = tuple(Fault(_path(e["loc"]), _expected(e)) for e in error.errors())
        raise DefinitionError(path.name, faults) from None
    if faults := tuple(_faults(definition, path.parent.parent)):
        raise DefinitionError(path.name, faults)
    return definition


def _path(location: tuple[int | str, ...]) -> str:
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text or "file"


def _expected(error: Any) -> str:  # noqa: ANN401 - pydantic's error dictionary
    got = error.get("input")
    shown = "" if isinstance(got, dict | list) else f" (got {got!r})"
    return f"{error['msg']}{shown}"


def _faults(definition: Definition, data: Path) -> list[Fault]:
    """Check what concerns several fields at once."""
    faults = _leg_faults(definition)
    start, end = definition.validity.start, definition.validity.end
    if start and end and start > end:
        faults.append(Fault("validity", "starts after it ends"))
    if not definition.variants:
        faults.append(Fault("variants", "needs at least one variant; name it programme"))
    for name in ("network", "zones"):
        file = getattr(definition, name)
        if file and not (data / file).is_file():
            faults.append(Fault(name, f'no such file "{file}" in the data folder'))
    if not faults:
        faults += _sentence_faults(definition)
        faults += _zone_faults(definition, data)
    return faults


def _leg_faults(definition: Definition) -> list[Fault]:
    faults = []
    for i, leg in enumerate(definition.legs):
        if leg.number != i + 1:
            faults.append(Fault(f"legs[{i}].number", f"expected {i + 1}, got {leg.number}"))
        if leg.repeats is not None and leg.repeats >= leg.number:
            faults.append(Fault(f"legs[{i}].repeats", "must be an earlier leg"))
        faults += [
            Fault(f"legs[{i}].variants.{name}", "is not one of the definition's variants")
            for name in leg.variants
            if name not in definition.variants
        ]
    return faults


def _sentence_faults(definition: Definition) -> list[Fault]:
    """Compare the legs with what the sentence itself says."""
    parsed = parse_sentence(definition.sentence)
    faults = [
        Fault("sentence", f'the words "{piece.text}" were not understood')
        for piece in parsed.unread
    ]
    faults += [
        Fault("sentence", problem.message)
        for problem in parsed.problems
        if problem.severity == "error"
    ]
    if len(parsed.legs) != len(definition.legs):
        faults.append(
            Fault("legs", f"the sentence has {len(parsed.legs)} legs, got {len(definition.legs)}")
        )
    for i, (leg, read) in enumerate(zip(definition.legs, parsed.legs, strict=False)):
        for name in ("kind", "name", "note", "railway_number", "parcel_number", "repeats"):
            said, given = getattr(read, name), getattr(leg, name)
            if said != given:
                faults.append(Fault(f"legs[{i}].{name}", f"sentence: {said!r}, got {given!r}"))
    return faults


def _zone_faults(definition: Definition, data: Path) -> list[Fault]:
    known = _zones(definition, data)
    return [
        Fault(f"legs[{i}].stand_in.zone", f'no zone "{leg.stand_in.zone}" in {definition.zones}')
        for i, leg in enumerate(definition.legs)
        if leg.stand_in and leg.stand_in.zone and leg.stand_in.zone not in known
    ]


def _zones(definition: Definition, data: Path = DATA) -> dict[str, BaseGeometry]:
    """Return the definition's zones by id, EOV metres."""
    if not definition.zones:
        return {}
    collection = json.loads((data / definition.zones).read_text(encoding="utf-8"))
    return {
        f["properties"]["id"]: reproject(shape(f["geometry"]), WGS84, EOV)
        for f in collection["features"]
    }


def specs_for(definition: Definition, variant: str, *, data: Path = DATA) -> tuple[LegSpec, ...]:
    """Return the legs of one variant for the compiler.

    Raises:
        UnknownAreaError: the definition has no such variant.
    """
    if variant not in definition.variants:
        known = ", ".join(definition.variants)
        raise UnknownAreaError(f'no variant "{variant}"; there are: {known}')
    zones = _zones(definition, data)
    parsed = parse_sentence(definition.sentence)
    specs = []
    for entry, read in zip(definition.legs, parsed.legs, strict=True):
        change = entry.variants.get(variant)
        stand_in = (change.stand_in if change else None) or entry.stand_in
        spec = LegSpec(
            number=entry.number,
            kind=(change.kind if change else None) or entry.kind,
            name=change.name if change else entry.name,
            text=read.text,
            span=read.span,
            note=entry.note,
            rule=entry.rule,
            side=entry.side,
            section=read.section,
            railway_number=entry.railway_number,
            parcel_number=entry.parcel_number,
            repeats=entry.repeats,
        )
        specs.append(
            replace(spec, stand_in=_stand_in(stand_in, zones), drawn=_drawn(entry.drawn, data))
        )
    return tuple(specs)


def _drawn(entry: DrawnEntry | None, data: Path) -> DrawnLine | None:
    if entry is None:
        return None
    return read_drawn_line(
        data / entry.file, author=entry.author, reason=entry.reason, date=entry.date.isoformat()
    )


def _stand_in(entry: StandInEntry | None, zones: dict[str, BaseGeometry]) -> StandIn | None:
    if entry is None:
        return None
    zone = zones.get(entry.zone) if entry.zone else None
    reasons = entry.reason.model_dump()
    return StandIn(entry.kind, entry.name, entry.reason.en, zone, entry.zone, reasons)
