"""What the parts of an area say about themselves over a map, as problems with stable codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..model import EditionPart, PartStreet
    from .parts import PartSpec


def _why(code: str, limit: str) -> str:
    """Say why a section has no line, by the code that `compiler.stretches` gives."""
    said = {
        "no_limit": "the words give only one of its ends",
        "limit_not_found": f'no line of the map carries the name of its limit "{limit}"',
        "limit_not_met": f'its limit "{limit}" does not meet the street',
        "limit_met_twice": f'its limit "{limit}" meets the street in several places',
        "not_between": "no way of the street leads from one limit to the other",
    }
    return said[code]


def _about(spec: PartSpec, **details: object) -> dict[str, object]:
    return {"part": spec.number, "span": [spec.span.start, spec.span.end], **details}


def _words(text: str) -> str:
    return " ".join(text.split())


def street_missing(spec: PartSpec, street: PartStreet, close: Sequence[str]) -> Problem:
    """Report a street that the map does not have."""
    meant = f"; the map has {', '.join(close[:3])}" if close else ""
    return Problem(
        "part_street_missing",
        f'part {spec.number}: no line of the map carries the name "{street.name}"{meant}',
        (),
        "error",
        _about(spec, street=street.name, candidates=list(close)),
    )


def street_apart(spec: PartSpec, street: PartStreet) -> Problem:
    """Warn of a street whose pieces may be streets of two places."""
    return Problem(
        "part_street_apart",
        f'part {spec.number}: the pieces of "{street.name}" lie far apart and may be streets of '
        "two places; points near any of them are left open",
        (),
        "warning",
        _about(spec, street=street.name),
    )


def street_renamed(spec: PartSpec, street: PartStreet, words: str) -> Problem:
    """Warn of a street that was found under a name of another time."""
    return Problem(
        "part_other_name",
        f'part {spec.number}: "{street.name}" was found otherwise: {words}; its doors stay open',
        (),
        "warning",
        _about(spec, street=street.name),
    )


def side_open(spec: PartSpec, street: PartStreet) -> Problem:
    """Warn of a side whose numbers nobody knows."""
    return Problem(
        "part_side_open",
        f'part {spec.number}: the words do not say which numbers of "{street.name}" stand on the '
        "side that is meant; its doors stay open",
        (),
        "warning",
        _about(spec, street=street.name),
    )


def section_open(spec: PartSpec, street: PartStreet, why: str, limit: str) -> Problem:
    """Report a section that the map does not show as one stretch."""
    because = _why(why, limit)
    return Problem(
        "part_section_open",
        f'part {spec.number}: the section of "{street.name}" is not clear: {because}; draw it',
        (),
        "error",
        _about(spec, street=street.name, why=why, limit=limit),
    )


def row_open(spec: PartSpec, words: str) -> Problem:
    """Report a row of a list that names no street."""
    return Problem(
        "part_row_open",
        f'part {spec.number}: the row "{_words(words)}" names no street',
        (),
        "error",
        _about(spec, row=_words(words)),
    )


def rim_unclear(spec: PartSpec) -> Problem:
    """Report words about the boundary streets that do not say which doors they mean."""
    return Problem(
        "part_rim_unclear",
        f'part {spec.number}: "{_words(spec.text)}" does not say which doors are meant: those of '
        "which ring, or whether houses inside are out too; name the streets",
        (),
        "error",
        _about(spec),
    )


def place_without_line(spec: PartSpec) -> Problem:
    """Report a place whose line nobody gives."""
    return Problem(
        "part_without_line",
        f'neither the text nor the map gives a line of "{_words(spec.text)}"; draw it, or compile '
        "the rest apart",
        (),
        "error",
        _about(spec),
    )


def without_ring(specs: Sequence[PartSpec]) -> Problem:
    """Report an area that no line bounds."""
    return Problem(
        "part_without_ring",
        "no line bounds this area, its doors are told by streets alone; take it into force as a "
        "list (akcioterulet list accept)",
        (),
        "error",
        _about(specs[0]) if specs else {},
    )


def takes_nothing(part: EditionPart) -> Problem:
    """Warn of ground that is taken out of where nothing is."""
    return Problem(
        "part_takes_nothing",
        f'part {part.number}: "{_words(part.text)}" takes nothing out: it lies outside of the area',
        part.legs,
        "warning",
        {"part": part.number},
    )


def nothing_left() -> Problem:
    """Report parts that take out all that the others take in."""
    return Problem("part_nothing_left", "the parts take out all of the area; check which are meant")
