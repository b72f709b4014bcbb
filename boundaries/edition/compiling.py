"""The areas of a document over a network: each ring walked, and what no line draws told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from ..compiler.compile import compile_text
from ..compiler.reports import unread_problems
from ..compiler.resolve import NameIndex
from ..document.model import Effect, PartKind
from ..document.reading import parse_document
from ..model import CompileStatus, ParsedSentence, Problem, worst
from .areas import every_network, load_network

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from shapely.geometry import MultiPolygon

    from geo.network import LineNetwork

    from ..document.model import AreaPart, DocumentArea, ParsedDocument
    from ..model import Compilation

_BY_STREETS = frozenset(
    {
        PartKind.STREET,
        PartKind.SIDE,
        PartKind.SECTION,
        PartKind.NUMBERS,
        PartKind.LIST,
        PartKind.RIM,
    }
)


@dataclass(frozen=True, slots=True)
class PartOutcome:
    """What became of one part."""

    part: AreaPart
    compilation: Compilation | None
    """The ring as walked; None for a part that the text gives no line of."""


@dataclass(frozen=True, slots=True)
class AreaOutcome:
    """What became of one area of a document."""

    area: DocumentArea
    status: CompileStatus
    """The worst of its rings; incomplete too where a part has no ground, or words are unread."""
    rings: MultiPolygon | None
    """The rings that belong to it, less those that are taken out; None unless each has an area.
    Ground of the whole area only where the status is compiled."""
    parts: tuple[PartOutcome, ...]
    problems: tuple[Problem, ...]
    """What keeps it open beside its rings."""


def compile_page(text: str, *, osm: Sequence[Path] = ()) -> tuple[tuple[AreaOutcome, ...], int]:
    """Compile every area of a document; over every bundled network where no extract is given.

    Returns:
        The outcomes in the order of the text, and the EPSG code of their coordinates.

    Raises:
        ExtractError: an extract cannot be read.
    """
    network = load_network(osm) if osm else every_network()
    return compile_document(parse_document(text), network), network.epsg


def compile_document(document: ParsedDocument, network: LineNetwork) -> tuple[AreaOutcome, ...]:
    """Compile every area of a document over a network.

    Args:
        document: as it was read.
        network: named lines in metres; all coordinates of the outcome are in its system.

    Returns:
        One outcome for each area, in the order of the text. Words that were not understood stand
        as a problem at the area before them (the first area, where none is before them).
    """
    index = NameIndex(network)
    outcomes = []
    for at, area in enumerate(document.areas):
        until = document.areas[at + 1].span.start if at + 1 < len(document.areas) else None
        since = 0 if at == 0 else area.span.start
        unread = [
            piece
            for piece in document.unread
            if piece.span.start >= since and (until is None or piece.span.start < until)
        ]
        problems = unread_problems(ParsedSentence(document.text, (), tuple(unread)))
        outcomes.append(_compiled(area, network, index, problems))
    return tuple(outcomes)


def _compiled(
    area: DocumentArea, network: LineNetwork, index: NameIndex, problems: Sequence[Problem]
) -> AreaOutcome:
    parts = tuple(
        PartOutcome(part, _ring(part, network, index) if part.kind is PartKind.RING else None)
        for part in area.parts
    )
    told = [*problems, *_without_ground(area)]
    rings = [one.compilation for one in parts if one.compilation is not None]
    found = [ring.status for ring in rings]
    if any(problem.severity == "error" for problem in told):
        found.append(CompileStatus.INCOMPLETE)
    return AreaOutcome(area, worst(found), _united(parts), parts, tuple(told))


def _ring(part: AreaPart, network: LineNetwork, index: NameIndex) -> Compilation:
    parsed = ParsedSentence(part.text, part.legs, (), part.frames, (), part.problems)
    return compile_text(parsed, network, index=index)


def _without_ground(area: DocumentArea) -> Iterator[Problem]:
    for part in area.parts:
        words = " ".join(part.text.split())
        where = {"span": [part.span.start, part.span.end]}
        if part.kind in _BY_STREETS:
            yield Problem(
                "part_of_streets",
                f'the part "{words}" is told by streets and draws no ground; its doors have to be '
                "decided one by one",
                (),
                "error",
                where,
            )
        elif part.kind is not PartKind.RING:
            yield Problem(
                "part_without_line",
                f'the text gives no line of "{words}"; draw it, or compile the rest apart',
                (),
                "error",
                where,
            )


def _united(parts: Sequence[PartOutcome]) -> MultiPolygon | None:
    """Return the rings less those that are taken out; None unless each of them has an area."""
    rings = [(one.part.effect, one.compilation) for one in parts if one.compilation is not None]
    areas = [(effect, ring.area) for effect, ring in rings if ring.area is not None]
    if not areas or len(areas) < len(rings):
        return None
    ground = shapely.union_all([area for effect, area in areas if effect is Effect.ADDS])
    taken = shapely.union_all([area for effect, area in areas if effect is Effect.TAKES_OUT])
    left = shapely.make_valid(ground.difference(taken))
    polygons = [one for one in shapely.get_parts(left) if one.geom_type == "Polygon"]
    return shapely.MultiPolygon(polygons) if polygons else None
