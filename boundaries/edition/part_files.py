"""Parts of an edition as JSON, and back; geometries as GeoJSON in EOV metres."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from shapely.geometry import mapping, shape

from ..model import EditionPart, Effect, Numbers, PartKind, PartStreet, Section, Span

if TYPE_CHECKING:
    from collections.abc import Mapping


def part_document(part: EditionPart) -> dict[str, Any]:
    """Return a part as its edition's file has it."""
    document = dataclasses.asdict(part)
    document["ground"] = None if part.ground is None else mapping(part.ground)
    for street, told in zip(document["streets"], part.streets, strict=True):
        street["numbers"] = _numbers(told.numbers)
    return document


def _numbers(numbers: Numbers) -> dict[str, str]:
    return {"parity": numbers.parity, "start": numbers.start, "end": numbers.end}


def read_part(values: Mapping[str, Any]) -> EditionPart:
    """Read a part.

    Raises:
        LookupError: a field is missing.
        TypeError: a field is of another kind, or unknown.
        ValueError: a code is unknown.
    """
    fields = dict(values)
    fields["kind"], fields["effect"] = PartKind(fields["kind"]), Effect(fields["effect"])
    fields["span"] = Span(**fields["span"]) if fields["span"] else None
    fields["legs"] = tuple(fields["legs"])
    fields["streets"] = tuple(map(_street, fields["streets"]))
    fields["ground"] = shape(fields["ground"]) if fields["ground"] else None
    return EditionPart(**fields)


def _street(values: Mapping[str, Any]) -> PartStreet:
    fields = dict(values)
    fields["numbers"] = Numbers(**fields["numbers"])
    fields["section"] = Section(**fields["section"]) if fields["section"] else None
    fields["ways"] = tuple(fields["ways"])
    for name in ("lines", "rest"):
        fields[name] = tuple(tuple((x, y) for x, y in line) for line in fields[name])
    return PartStreet(**fields)
