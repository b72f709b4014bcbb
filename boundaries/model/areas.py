"""Areas: how a compilation ends, what an area is made of, and its frozen edition.

Coordinates are EOV (EPSG:23700, metres, easting first) unless a field says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shapely.geometry import MultiPolygon
    from shapely.geometry.base import BaseGeometry

    from boundaries.model.details import Numbers
    from boundaries.model.legs import LedgerEntry
    from boundaries.model.sentence import Section, Span


class PartKind(StrEnum):
    """What sort of ground a part of an area is."""

    RING = "ring"
    """What lies within a closed line."""
    STREET = "street"
    """A whole street: both its sides, from end to end."""
    SIDE = "side"
    """One side of a street."""
    SECTION = "section"
    """A street between two others."""
    NUMBERS = "numbers"
    """House numbers of a street."""
    LIST = "list"
    """Streets of a published list, each with its numbers."""
    PLACE = "place"
    """A settlement, a part of town, an estate: ground with a name and no line in the text."""
    PARCEL = "parcel"
    RIM = "rim"
    """Both sides of the streets that the ring runs on."""


class Effect(StrEnum):
    """Whether a part belongs to its area."""

    ADDS = "adds"
    TAKES_OUT = "takes_out"


@dataclass(frozen=True, slots=True)
class PartStreet:
    """A street, or numbers of one, that a part of an area speaks of."""

    name: str
    """Name and type as the words have it, abbreviations of the type written out."""
    numbers: Numbers
    """Which of its numbers; "whole" = all of them."""
    is_excepted: bool = False
    """True where a list takes these numbers out of another of its rows."""
    is_open: bool = False
    """True where the words do not say which numbers are meant, or which street."""
    section: Section | None = None
    """Between which others it is meant; None = from end to end."""
    resolved: str | None = None
    """What the map calls it; None where it has no such street."""
    ways: tuple[int, ...] = ()
    """Ids of the ways of its stretch."""
    lines: tuple[tuple[tuple[float, float], ...], ...] = ()
    """The stretch of it that is meant, in pieces, as (east, north)."""
    rest: tuple[tuple[tuple[float, float], ...], ...] = ()
    """The rest of the street, where only a section of it is meant."""


@dataclass(frozen=True, slots=True)
class EditionPart:
    """One part of an area that is made of several, with what it was found to be."""

    number: int
    """1 for the first, in the order of the text."""
    kind: PartKind
    effect: Effect
    text: str
    span: Span | None
    name: str | None = None
    """Of a place or a parcel, as written."""
    legs: tuple[int, ...] = ()
    """Numbers of the legs in the ledger that bound it; of a rim those that it runs along."""
    streets: tuple[PartStreet, ...] = ()
    """What it says of doors; empty where a line tells."""
    ground: MultiPolygon | None = None
    """What its legs bound; None where streets tell it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a reader must know about a compilation. Codes are stable."""

    code: str
    """Such as "no_such_name", "gap", "bridged", "crosses_itself", "stand_in"."""
    message: str
    """One English sentence: what, where, by how much, what to do."""
    legs: tuple[int, ...] = ()
    severity: str = "error"
    """"error" keeps the ring open, "warning" does not, "note" is for the record."""
    details: Mapping[str, object] = field(default_factory=dict)
    """Numbers and names behind the message, for programs."""


class CompileStatus(StrEnum):
    """How a compilation ended."""

    COMPILED = "compiled"
    INCOMPLETE = "incomplete"
    AMBIGUOUS = "ambiguous"
    FAILED = "failed"


_BEST_FIRST = (
    CompileStatus.COMPILED,
    CompileStatus.AMBIGUOUS,  # there is an area, if not the only one
    CompileStatus.INCOMPLETE,
    CompileStatus.FAILED,
)


def worst(statuses: Iterable[CompileStatus]) -> CompileStatus:
    """Return how a whole ended whose pieces ended so: incomplete where there are none.

    >>> worst([CompileStatus.AMBIGUOUS, CompileStatus.INCOMPLETE]).value
    'incomplete'
    """
    return max(statuses, key=_BEST_FIRST.index, default=CompileStatus.INCOMPLETE)


@dataclass(frozen=True, slots=True)
class Compilation:
    """The outcome of walking a sentence over a network."""

    status: CompileStatus
    area: MultiPolygon | None
    """The area, one part for each lobe; None unless compiled or ambiguous."""
    uncertain_zone: BaseGeometry | None
    provisional: tuple[int, ...]
    """Numbers of the legs that a stand-in closes."""
    legs: tuple[LedgerEntry, ...]
    problems: tuple[Problem, ...]
    epsg: int
    """Metric reference system of every coordinate here."""
    alternatives: tuple[AlternativeArea, ...] = ()
    parts: tuple[EditionPart, ...] = ()
    """What the area is made of, where that is more than one ring."""
    ring_zone: BaseGeometry | None = None
    """The uncertain zone of its legs alone, without the streets of its parts."""


@dataclass(frozen=True, slots=True)
class AlternativeArea:
    """Another area that the same words could mean."""

    area: MultiPolygon
    cost_ratio: float
    """How much dearer its walk is: 1.0 = equally good."""
    differs_at: tuple[int, ...]
    """Numbers of the legs after which it takes another junction."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A frozen, hashed area with its ledger."""

    slug: str
    variant: str
    hash: str
    """SHA-256 (hex) over the rounded coordinates, the ledger and the definition."""
    title: Mapping[str, str]
    """By language code: hu, en."""
    town: str
    sentence: str
    source: Mapping[str, str]
    projects: tuple[str, ...]
    area: MultiPolygon
    """EOV, rounded to centimetres."""
    uncertain_zone: BaseGeometry | None
    provisional: tuple[int, ...]
    legs: tuple[LedgerEntry, ...]
    problems: tuple[Problem, ...]
    attribution: str
    network_note: str
    """What the lines were derived from and that they are not live OSM, or the extract's date."""
    variant_title: Mapping[str, str] = field(default_factory=dict)
    """By language code."""
    network_notes: Mapping[str, str] = field(default_factory=dict)
    """`network_note` by language code."""
    valid_start: str | None = None
    """ISO date from which the area is in force; None where the source gives none."""
    valid_end: str | None = None
    authority: str = ""
    attributions: Mapping[str, str] = field(default_factory=dict)
    """`attribution` by language code."""
    definition: Mapping[str, object] = field(default_factory=dict)
    """The definition that was compiled, as a JSON document."""
    parts: tuple[EditionPart, ...] = ()
    """What the area is made of, where that is more than one ring; its file has none else."""
    ring_zone: BaseGeometry | None = None
    """Of several parts: the uncertain zone of the legs alone. Round the streets of the other parts
    a point is uncertain too, since it may be a door of theirs; a door's own street tells more."""

    def part_of_leg(self, number: int | None) -> EditionPart | None:
        """Return the part that a leg of the ledger bounds; None where there are no parts."""
        return next((one for one in self.parts if one.ground and number in one.legs), None)

    def part(self, number: int | None) -> EditionPart | None:
        """Return a part by its number."""
        return next((one for one in self.parts if one.number == number), None)
