"""Definitions: the YAML file in which a boundary is data, checked as a whole on load.

The file name is the slug. Every fault is reported, with its path, not just the first.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic reads the annotations at run time
import json
from dataclasses import replace
from pathlib import Path  # noqa: TC003 - see dt
from typing import TYPE_CHECKING, Annotated, Any

import pydantic
import yaml
from shapely.geometry import shape

from geo.crs import EOV, WGS84, reproject

from ..data_files import DATA, data_folders
from ..errors import DefinitionError, DrawnLineError, Fault, UnknownAreaError
from ..model import DrawnLine, LegKind, LegSpec, LineRule, StandIn
from ..yaml_depth import load_here
from .corrections import Correction, CorrectionError, corrected
from .drawn import read_drawn_line
from .entries import DrawnEntry, Strict, Words
from .part_entries import PartEntry, faults_of_parts, read_legs
from .parts import in_rings, read_specs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from .parts import PartSpec


_CORRECTIONS = pydantic.TypeAdapter(tuple[Correction, ...])
DEFINITIONS = "definitions"
"""Folder of the definitions, in each data folder."""


class Titles(Strict):
    """A text in the languages of the product."""

    hu: Words
    en: Words


class Validity(Strict):
    """When the area is in force, as far as the source says."""

    start: dt.date | None = None
    end: dt.date | None = None
    note: str = ""


class Source(Strict):
    """Where the sentence was published."""

    title: Words
    publisher: Words
    document: Words
    note: str = ""


class StandInEntry(Strict):
    """A known line that closes the ring for a leg without one."""

    kind: LegKind
    name: Words
    reason: Titles
    zone: str | None = None


class VariantLeg(Strict):
    """What a variant changes of a leg."""

    name: Words
    kind: LegKind | None = None
    stand_in: StandInEntry | None = None


class LegEntry(Strict):
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
    variants: dict[str, VariantLeg] = {}  # noqa: RUF012 - pydantic copies it


class Variant(Strict):
    """One reading of the sentence."""

    title: Titles


class Definition(Strict):
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
    """As the sentence gives them; of several rings numbered through."""
    corrections: tuple[Annotated[Correction, pydantic.Field(discriminator="kind")], ...] = ()
    """What is meant instead, in the order in which it was put right."""
    parts: tuple[PartEntry, ...] = ()
    """What the area is made of, where that is more than one ring, as its words give it."""


def written_corrections(corrections: Sequence[Correction]) -> list[dict[str, Any]]:
    """Return corrections as a definition file has them."""
    return list(_CORRECTIONS.dump_python(tuple(corrections), mode="json"))


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
        raw: Any = load_here(path.read_text(encoding="utf-8"))
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
    return faults or _correction_faults(definition, data)


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
    legs, faults = read_legs(
        definition.sentence, definition.corrections, in_parts=bool(definition.parts)
    )
    faults += faults_of_parts(definition.sentence, definition.parts, definition.corrections)
    if len(legs) != len(definition.legs):
        faults.append(
            Fault("legs", f"the sentence has {len(legs)} legs, got {len(definition.legs)}")
        )
    for i, (leg, read) in enumerate(zip(definition.legs, legs, strict=False)):
        for name in ("kind", "name", "note", "railway_number", "parcel_number", "repeats"):
            said, given = getattr(read, name), getattr(leg, name)
            if said != given:
                faults.append(Fault(f"legs[{i}].{name}", f"sentence: {said!r}, got {given!r}"))
    return faults


def specs_of_parts(definition: Definition, *, data: Path = DATA) -> tuple[PartSpec, ...]:
    """Return the parts of a definition for the compiler; none where it has but one ring.

    Raises:
        DrawnLineError: a drawn line cannot be used.
    """
    read = read_specs(definition.sentence, definition.corrections) if definition.parts else None
    return tuple(
        replace(spec, drawn=_drawn(entry.drawn, data))
        for spec, entry in zip(read or (), definition.parts, strict=True)
    )


def _zone_faults(definition: Definition, data: Path) -> list[Fault]:
    known = _zones(definition, data)
    return [
        Fault(f"legs[{i}].stand_in.zone", f'no zone "{leg.stand_in.zone}" in {definition.zones}')
        for i, leg in enumerate(definition.legs)
        if leg.stand_in and leg.stand_in.zone and leg.stand_in.zone not in known
    ]


def _correction_faults(definition: Definition, data: Path) -> list[Fault]:
    if not definition.corrections:
        return []
    try:
        for variant in definition.variants:
            specs_for(definition, variant, data=data)
    except (CorrectionError, DrawnLineError) as error:
        return [Fault("corrections", str(error))]
    return []


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
    """Return the legs of one variant for the compiler, as they are meant.

    Raises:
        UnknownAreaError: the definition has no such variant.
        CorrectionError: a correction fits no leg.
        DrawnLineError: a drawn line cannot be used.
    """
    if variant not in definition.variants:
        known = ", ".join(definition.variants)
        raise UnknownAreaError(f'no variant "{variant}"; there are: {known}')
    zones = _zones(definition, data)
    in_parts = bool(definition.parts)
    legs, _ = read_legs(definition.sentence, definition.corrections, in_parts=in_parts)
    specs = []
    for entry, read in zip(definition.legs, legs, strict=True):
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
    if in_parts:
        read_parts = read_specs(definition.sentence, definition.corrections) or ()
        specs = list(in_rings(specs, read_parts))
    return corrected(specs, definition.corrections)


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
