"""The areas of a document over a network: each ring walked, and what no line draws told."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..compiler.reports import unread_problems
from ..compiler.resolve import NameIndex
from ..document.reading import parse_document
from ..model import ParsedSentence
from .areas import every_network, load_network
from .parted import compile_read, united
from .parts import is_one_ring, part_specs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from shapely.geometry import MultiPolygon

    from geo.network import LineNetwork

    from ..document.model import AreaPart, DocumentArea, ParsedDocument
    from ..model import Compilation, CompileStatus, PartStreet, Problem, UnreadPiece


@dataclass(frozen=True, slots=True)
class PartOutcome:
    """What became of one part."""

    part: AreaPart
    compilation: Compilation | None
    """The line as walked; None for a part that is told by streets."""


@dataclass(frozen=True, slots=True)
class AreaOutcome:
    """What became of one area of a document."""

    area: DocumentArea
    status: CompileStatus
    """The worst of its rings; incomplete too where a part is not found, or words are unread."""
    rings: MultiPolygon | None
    """The rings that belong to it, less those that are taken out; None unless each has an area.
    Ground of the whole area only where the status is compiled."""
    parts: tuple[PartOutcome, ...]
    problems: tuple[Problem, ...]
    """What is said of it beside its rings."""
    whole: Compilation
    """The area as one: its ground, the ledger of all its legs, its parts as they were found."""

    def streets_of(self, one: PartOutcome) -> tuple[PartStreet, ...]:
        """Return what the streets of a part were found to be."""
        return self.whole.parts[self.parts.index(one)].streets

    @property
    def is_one_ring(self) -> bool:
        """Whether the area is nothing but the ground within one line."""
        return is_one_ring(self.whole.parts)


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
    for area, unread in zip(document.areas, unread_beside(document), strict=True):
        problems = unread_problems(ParsedSentence(document.text, (), unread))
        outcomes.append(_compiled(area, network, index, problems))
    return tuple(outcomes)


def unread_beside(document: ParsedDocument) -> Iterator[tuple[UnreadPiece, ...]]:
    """Yield for each area the words behind it, up to the next one, that were not understood.

    The first area has those before it, too.
    """
    if not document.areas:
        return
    starts = [0, *(area.span.start for area in document.areas[1:]), len(document.text) + 1]
    for since, until in itertools.pairwise(starts):
        yield tuple(one for one in document.unread if since <= one.span.start < until)


def _compiled(
    area: DocumentArea, network: LineNetwork, index: NameIndex, problems: Sequence[Problem]
) -> AreaOutcome:
    specs = part_specs(area.parts)
    found = compile_read(specs, network, index, problems)
    parts = tuple(
        PartOutcome(part, found.rings.get(spec.number))
        for part, spec in zip(area.parts, specs, strict=True)
    )
    rings = tuple(found.rings.values())
    closed = bool(rings) and all(ring.area is not None for ring in rings)
    ground = united(found.whole.parts) if closed else None
    if ground is not None and ground.is_empty:
        ground = None
    return AreaOutcome(area, found.whole.status, ground, parts, found.told, found.whole)
