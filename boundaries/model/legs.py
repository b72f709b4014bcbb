"""The legs of a boundary: what the compiler is told of each, and what it found.

Coordinates are EOV (EPSG:23700, metres, easting first); lengths and uncertainties are metres.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from boundaries.model.sentence import LineRule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry import LineString
    from shapely.geometry.base import BaseGeometry

    from boundaries.model.sentence import LegKind, Section, Span


class Certainty(StrEnum):
    """How well the evidence supports a leg's line, best first."""

    CERTAIN = "certain"
    LIKELY = "likely"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class Decision(StrEnum):
    """How a leg got its line."""

    WALKED = "walked"
    """Along ways of the network that carry its name."""
    CONTINUES = "continues"
    """Written twice for one line: the first leg that closes the ring, or a repeated name."""
    STAND_IN = "stand_in"
    """No line is known; the nearest line that has evidence closes the ring for it."""
    DRAWN = "drawn"
    """A person supplied the line."""
    TOUCHED = "touched"
    """The walk only passes a point of it."""
    FOUND = "found"
    """Its line is on the map, but the ring stays open, so that nothing was walked."""
    UNRESOLVED = "unresolved"
    """No line; the ring stays open."""


class JunctionKind(StrEnum):
    """How one leg meets the next."""

    SHARED_NODE = "shared_node"
    CROSSING = "crossing"
    """The lines cross without a shared node (a railway, a bridge)."""
    BRIDGED = "bridged"
    """The walk leaves the named ways for some metres to get to the next leg."""
    SAME_LINE = "same_line"
    """Both legs run on one line; there is no turn between them."""
    OPEN = "open"
    """They do not meet."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """A known line that closes the ring for a leg whose own line is unknown."""

    kind: LegKind
    name: str
    """Name of the line that is walked instead."""
    reason: str
    zone: BaseGeometry | None = None
    """Ground where the true line may run (EOV); answers inside it are undecidable."""
    zone_id: str | None = None
    """Id of the zone in its file."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """`reason` by language code."""


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line that a person supplied for a leg, EOV metres."""

    line: LineString
    author: str
    reason: str
    date: str
    """ISO date on which it was drawn."""
    uncertainty_m: float = 5.0


@dataclass(frozen=True, slots=True)
class LegSpec:
    """What the compiler is told about one leg, from a definition or from a parsed sentence."""

    number: int
    kind: LegKind
    name: str
    text: str
    span: Span | None = None
    note: str | None = None
    rule: LineRule = LineRule.CENTRE_LINE
    side: str | None = None
    section: Section | None = None
    railway_number: str | None = None
    parcel_number: str | None = None
    repeats: int | None = None
    stand_in: StandIn | None = None
    drawn: DrawnLine | None = None
    corrected: tuple[str, ...] = ()
    """What people have put right about it, a sentence for each; evidence in the ledger."""
    part: int | None = None
    """Number of the part whose ring it bounds; None of an area of one line."""


@dataclass(frozen=True, slots=True)
class WayUse:
    """A stretch of one OSM way as the walk passes it."""

    way_id: int
    """OSM way id; negative ids are the project's own ways, not live OSM."""
    reversed: bool
    """True where the walk runs against the way's own direction."""
    from_m: float
    """Metres from the way's own start where the walk enters it."""
    to_m: float
    """Metres from the way's own start where the walk leaves it; less than `from_m` where the
    walk runs against the way."""


@dataclass(frozen=True, slots=True)
class Junction:
    """The place where one leg hands over to the next."""

    kind: JunctionKind
    east: float
    north: float
    node_id: int | None = None
    """OSM node id where the network has a shared node."""
    gap_m: float = 0.0
    """Metres walked off the named ways."""
    via: tuple[str, ...] = ()
    """Names (or "way/<id>") of what the bridge runs along; empty for a straight gap."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One leg of the boundary: its words, its ways, its decision, its uncertainty."""

    number: int
    kind: LegKind
    name: str
    text: str
    span: Span | None
    note: str | None
    rule: LineRule
    side: str | None
    decision: Decision
    certainty: Certainty
    uncertainty_m: float | None
    """Metres by which the true line may differ; None where no line is known."""
    length_m: float
    ways: tuple[WayUse, ...]
    """In walking order."""
    line: tuple[tuple[float, float], ...]
    """The walked line as (east, north); empty where the leg has none of its own."""
    start: Junction | None
    end: Junction | None
    evidence: tuple[str, ...] = ()
    """What supports the line, in the words of its sources."""
    sources: tuple[str, ...] = ()
    reason: str | None = None
    """Why a stand-in or a drawn line is used."""
    walked_as: str | None = None
    """Name of the line that was walked where it is not the leg's own."""
    continues: int | None = None
    """Number of the leg whose line this one shares."""
    author: str | None = None
    date: str | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    """`reason` by language code, where the definition gives it in several."""
    offset_m: float | None = None
    """Metres by which the leg's rule moves the line off the centre line; None = not moved."""
    offset_basis: str | None = None
    """Where the width behind the offset comes from: "width tag" or "assumed for residential"."""
