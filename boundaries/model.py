"""The words of the domain as values: legs, ledgers, editions, verdicts.

Everything here is frozen and free of input and output. Coordinates are EOV (EPSG:23700,
metres, easting first) unless a field says otherwise; lengths and uncertainties are metres.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, Required, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shapely.geometry import LineString, MultiPolygon
    from shapely.geometry.base import BaseGeometry


class LegKind(StrEnum):
    """What sort of thing a piece of boundary is."""

    STREET = "street"
    SQUARE = "square"
    ROAD = "road"
    """A road known by its number: M0, 51. sz. főút."""
    RAILWAY = "railway"
    WATER = "water"
    BORDER = "border"
    """An administrative border: of a settlement, a district, a city district, an estate."""
    PARCEL_EDGE = "parcel_edge"
    """The edge of a parcel, or a public space known only by its parcel number (hrsz)."""
    POINT = "point"
    """A single place that the line passes: a house number, a junction, a gate."""
    PATH = "path"
    """A way without an official street name: stairs, a promenade, a dyke."""
    OTHER = "other"


class LineRule(StrEnum):
    """Where the legal line lies in relation to the thing that a leg names."""

    CENTRE_LINE = "centre_line"
    INNER_SIDE = "inner_side"
    OUTER_SIDE = "outer_side"
    EVEN_SIDE = "even_side"
    ODD_SIDE = "odd_side"
    BOTH_SIDES = "both_sides"
    EVERY_NUMBER = "every_number"
    EXTENSION = "extension"
    """The theoretical straight extension of the thing (elméleti meghosszabbítása)."""
    COMPASS_SIDE = "compass_side"
    """A side named by compass direction; `side` on the leg says which."""
    PARCEL_FRONT = "parcel_front"
    """The public-space edge of a parcel (telek közterületi határa)."""
    WHOLE = "whole"
    """The whole of the thing lies inside (teljes területe)."""


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
class Span:
    """A piece of text by its position: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """The part of a line between two named things ("Jánosutcától a Rákóczi utcáig")."""

    start: str | None
    """Name of what it runs from, nominative, or None where the text gives none."""
    end: str | None
    """Name of what it runs to, nominative, or None."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another name that the text offers for a leg, with the words that introduce it."""

    label: str
    """The introducing words, such as "KSH szegregátum lehatárolásán"."""
    name: str
    """The alternative name as written, such as "Alma utca"."""
    kind: LegKind


@dataclass(frozen=True, slots=True)
class ParsedLeg:
    """One leg as the sentence gives it; no map has been asked yet."""

    number: int
    """1 for the first leg, in the order of the text."""
    kind: LegKind
    name: str
    """The name in the nominative, abbreviations of the type written out: "Halasi út"."""
    thoroughfare_type: str | None
    """utca, út, körút, tér, ... in lower case, or None where the kind has none."""
    text: str
    """The words of the leg as written, without its note."""
    span: Span
    """Where those words (note included) stand in the sentence."""
    note: str | None = None
    """What stands in brackets behind it, without the brackets."""
    alternatives: tuple[Alternative, ...] = ()
    rule: LineRule = LineRule.CENTRE_LINE
    side: str | None = None
    """The side as written where the rule is a side: "délkeleti oldala", "páros oldal"."""
    section: Section | None = None
    railway_number: str | None = None
    """"142" for "142-es számú vasútvonal"."""
    parcel_number: str | None = None
    """"9413" for "9413 hrsz-ú telek"; a string, since 42414/188 is one."""
    repeats: int | None = None
    """Number of an earlier leg with the same name that this one closes the ring on."""


@dataclass(frozen=True, slots=True)
class UnreadPiece:
    """Words that the parser could not place. Nothing is dropped."""

    text: str
    span: Span


class FrameKind(StrEnum):
    """Which of the closed set of constructions makes words framing; see docs/sentences.md."""

    GRAMMAR = "grammar"
    """Articles, conjunctions, list marks, "által határolt terület", directions, verbs of motion."""
    HEADING = "heading"
    """What is described: "Az akcióterület határai:", "X. kerület,"."""
    SETTLEMENT = "settlement"
    """A known settlement before its comma and a ring of dashes."""
    LOCATED = "located"
    """The place that holds the ring: "a Fő téren, a … által határolt terület"."""
    ASIDE = "aside"
    """Words that were not understood, and that somebody has looked at and put aside."""


@dataclass(frozen=True, slots=True)
class FramePiece:
    """Words around the legs that carry no leg, and why they count as such."""

    text: str
    span: Span
    kind: FrameKind


@dataclass(frozen=True, slots=True)
class ParsedArea:
    """One of the several areas that a text describes."""

    span: Span
    """Where it stands, heading included."""
    heading: FramePiece | None
    """Its title ("Vasúti akcióterület:"), or None where it has none."""
    legs: tuple[int, ...]
    """Numbers of its legs."""


@dataclass(frozen=True, slots=True)
class ParsedProblem:
    """What a reader must know about a parse. Codes are stable."""

    code: str
    """"several_areas", "more_than_a_ring"; "two_areas_possible", "other_legs", warnings;
    "settlement", "located", "other_reading", which are notes."""
    message: str
    """One English sentence: what, where, what to do."""
    spans: tuple[Span, ...]
    """The places concerned: each area, each further part, the words in question."""
    severity: str = "error"
    """"error" keeps a compilation open, "note" is for the record."""
    legs: tuple[int, ...] = ()


class ReadingKind(StrEnum):
    """Why a text may have other legs than those that are read first."""

    PLACE = "place"
    """A name before the ring may say where it lies, and be no leg."""
    LEG = "leg"
    """A place that is said to hold the ring may be a leg of it."""
    TWO_STREETS = "two_streets"
    """A name with a hyphen may be two streets."""
    ONE_STREET = "one_street"
    """Two names that a conjunction joins may be one street."""
    LINES = "lines"
    """Two streets that limit a section may be legs as well."""
    SECTION = "section"
    """Two legs may be where a section of the one before them ends."""


@dataclass(frozen=True, slots=True)
class ParsedReading:
    """Another way to read a text, in which it has other legs."""

    kind: ReadingKind
    legs: tuple[ParsedLeg, ...]
    """All legs of the text so read, numbered from 1."""
    span: Span
    """The words that are read otherwise."""
    says: str
    """One English clause: what they say then."""
    concerned: tuple[int, ...]
    """Numbers of the legs of the first reading that are read otherwise; none where one is added."""
    name: str | None = None
    """The name that is left out as that of a place."""


@dataclass(frozen=True, slots=True)
class ParsedSentence:
    """A boundary sentence, read.

    The spans of legs, frames and unread pieces cover every word of the text once.
    """

    text: str
    legs: tuple[ParsedLeg, ...]
    """In the order of the text; where it holds several areas, those of all of them."""
    unread: tuple[UnreadPiece, ...] = ()
    frames: tuple[FramePiece, ...] = ()
    areas: tuple[ParsedArea, ...] = ()
    """The areas of a text that describes more than one; else empty."""
    problems: tuple[ParsedProblem, ...] = ()
    readings: tuple[ParsedReading, ...] = ()
    """Ways to read it with other legs, the more plausible first; the map may bear one out."""


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


class VerdictKind(StrEnum):
    """The four answers."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    BOUNDARY = "boundary"
    """Within a metre of a certain line where no side rule decides."""
    UNDECIDABLE = "undecidable"


DECIDED = frozenset({VerdictKind.INSIDE, VerdictKind.OUTSIDE})
"""The verdicts that say on which side something lies."""


class Grade(StrEnum):
    """How the verdict of a door is known, the surest first."""

    RECORDED = "recorded"
    """By the street list, by a rule of the sentence, or by what somebody has put on record."""
    MAPPED = "mapped"
    """By a known place of the door itself."""
    INFERRED = "inferred"
    """From the doors around it, the numbering of its street, or how far its street can reach."""


class Reason(StrEnum):
    """Why a verdict is what it is. Stable codes; the sentences live in the translations."""

    DISTRICT_INSIDE = "district_inside"
    """The door's polling district lies wholly inside."""
    DISTRICT_OUTSIDE = "district_outside"
    BOUNDARY_STREET_SIDE = "boundary_street_side"
    """A street on the line; the register puts this side of it in a district on one side."""
    STREET_INSIDE = "street_inside"
    STREET_OUTSIDE = "street_outside"
    OWN_STREET_SIDE = "own_street_side"
    """The door's side of its own street lies on one side of the area where the door may stand."""
    RECORDED_FACT = "recorded_fact"
    """Two people have put on record on which side the doors of a street or a range lie."""
    DISTRICT_REACH = "district_reach"
    """The street changes district near by; its few doors up to there lie on one side."""
    DISTRICT_CUT = "district_cut"
    """The door's polling district is cut by the line and nothing else places the door."""
    LEG_WITHOUT_LINE = "leg_without_line"
    """The door is on, or near, a leg whose line is unknown."""
    UNCERTAIN_ZONE = "uncertain_zone"
    UNCERTAIN_LINE = "uncertain_line"
    """The line's own uncertainty reaches across the place."""
    ON_LINE = "on_line"
    POINT_INSIDE = "point_inside"
    POINT_OUTSIDE = "point_outside"
    HOMONYM = "homonym"
    """Several streets carry the name; the candidates say which."""
    STREET_NOT_FOUND = "street_not_found"
    NUMBER_NOT_FOUND = "number_not_found"
    NUMBER_MISSING = "number_missing"
    """The street lies on both sides and the query has no house number."""
    OTHER_TOWN = "other_town"
    NOT_AN_ADDRESS = "not_an_address"
    NUMBERS_ON_BOTH_SIDES = "numbers_on_both_sides"
    """The number covers plots that lie on different sides of the line (5-6, 17-19)."""
    UNPLACED_WORDS = "unplaced_words"
    """Part of the text is neither the address nor a known town: perhaps a second address."""
    DAMAGED_CELL = "damaged_cell"
    """A date, a decimal, an error or the like stands where a spreadsheet's cell held a number."""
    NO_RULE = "no_rule"
    """The register has the street but no range rule for the number."""
    PARCEL = "parcel"
    """A parcel number; the register has no parcels."""
    LIST_FOR_OTHER_EDITION = "list_for_other_edition"
    SOURCES_DISAGREE = "sources_disagree"
    """The known place of the door and the street list put it on different sides."""
    SOURCE_CONTRADICTS = "source_contradicts"
    """The register gives the door to two polling districts, and they are of different sides."""
    OVERRIDE = "override"
    """Two people have decided it for a time; the details show the override."""
    PART_INSIDE = "part_inside"
    """A part of the area's words takes in the street, the side or the number."""
    PART_OUTSIDE = "part_outside"
    """A part of the area's words takes it out."""
    PART_OPEN = "part_open"
    """A part speaks of some doors of the street, and it is not known whether this is one."""
    SETTLEMENT_INSIDE = "settlement_inside"
    """The area is made of whole settlements, and the address is in one of them."""
    SETTLEMENT_OUTSIDE = "settlement_outside"
    """The address is in a known settlement that does not belong to the area."""
    SETTLEMENT_UNKNOWN = "settlement_unknown"
    """The address is in a settlement that the product does not know."""
    SETTLEMENT_MISSING = "settlement_missing"
    """The address names no settlement, and the area is made of settlements."""
    SETTLEMENT_AMBIGUOUS = "settlement_ambiguous"
    """The address names several settlements, or one and the postcode of another."""
    NOT_DELINEATED = "not_delineated"
    """The source publishes no line inside the settlement."""
    MEMBERS_NOT_PUBLISHED = "members_not_published"
    """The source does not say which settlements of the district belong to the area."""
    NO_STREET_LIST = "no_street_list"
    """The area has no street list that can be read, so that it answers points only."""
    LIST_OPEN = "list_open"
    """The published list that defines the area does not say whether it takes the number."""
    NO_EDITION = "no_edition"
    """No edition of the area has been taken into force yet."""


class Numbers(NamedTuple):
    """House numbers in a row, as answers tell them.

    >>> str(Numbers("odd", "1", "15/A")), str(Numbers("even", "8")), str(Numbers("whole"))
    ('odd 1-15/A', 'even 8-', 'whole')
    """

    parity: str
    """odd, even, continuous or whole."""
    start: str = ""
    """First number; empty where the range is open."""
    end: str = ""
    """Last number; empty where the range is open."""
    district: str = ""
    """Polling district, such as "055", where it is an entry of the street list."""

    def __str__(self) -> str:
        """Write the range for people and programs alike, without its district."""
        return f"{self.parity} {self.start}-{self.end}" if self.start or self.end else self.parity


class Basis(NamedTuple):
    """What places an entry of the street list.

    >>> str(Basis("reach", ("071", "072"))), str(Basis("leg"))
    ('reach 071 072', 'leg')
    """

    kind: str
    """"district", "leg", "rule" (of a leg), "line", "border", "reach", "list" (that defines the
    area), "part" (of an area of several), or empty: nothing does."""
    districts: tuple[str, ...] = ()
    """Of "reach": the street's other polling districts, at which this one ends. Of "part": its
    number."""

    @property
    def part(self) -> int | None:
        """Number of the part that places it, if one does."""
        return int(self.districts[0]) if self.kind == "part" else None

    def __str__(self) -> str:
        """Write it as the street list does."""
        return " ".join((self.kind, *self.districts))


class Source(NamedTuple):
    """A known door that a place rests on.

    >>> str(Source("node/1", "5"))
    'node/1 (5)'
    """

    source: str
    """Where it is known from: an element of the map, a register, a fact."""
    number: str
    """Its house number."""

    def __str__(self) -> str:
        """Write it for people and programs alike."""
        return f"{self.source} ({self.number})"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One public place that a query may mean, or a range of numbers of one."""

    address: str
    score: float
    """1.0 = the words match; lower for close spellings."""
    verdict: VerdictKind | None = None
    """What the answer would be, where it does not depend on more."""
    street: str = ""
    """The public place with its town, where the candidate is a range of its numbers."""
    numbers: Numbers | None = None
    """The range; None where the candidate is an address or a whole public place."""


class NamedFact(TypedDict):
    """A fact on record that a source rests on."""

    fact: str
    """Its id."""
    kind: str
    on: str
    """Day, ISO."""


class NamedPart(TypedDict):
    """The part of an area that decides, or leaves open."""

    number: int
    kind: str
    """Code of a `PartKind`."""
    effect: str
    """Code of an `Effect`."""
    text: str
    """Its words."""


class EvidenceEntry(TypedDict, total=False):
    """What one source alone says of a door; which fields there are depends on the source."""

    method: Required[str | None]
    """How it knows: that of a place, of the street list, "street_side" or "fact"."""
    verdict: Required[str]
    """Code of a `VerdictKind`."""
    reason: str
    """Code of a `Reason`; of a place and of the street list."""
    east: float
    """Of a place, EOV metres."""
    north: float
    place_uncertainty_m: float
    """Metres by which a place may be off."""
    distance_m: float
    """Metres from a place to the line of the area."""
    sources: list[Source]
    """The known doors that a place rests on."""
    district: str | None
    """Of the street list: polling district."""
    leg_number: int | None
    """Of the street list: the leg that decides there."""
    rule: str | None
    part: int
    """Of the street list, where the area has several: the part that decides, or leaves open."""
    how: str
    """Of a side of the street: "own", "between", "past", "whole", "line" or what keeps it open."""
    parity: str
    """Of a side: "even" or "odd"."""
    bearing: float | None
    """Of a side: degrees from north, clockwise, in which it lies from the street's line."""
    known: list[str]
    """Of a side: known numbers on it."""
    opposite: list[str]
    between: list[str] | None
    """Of a side: the two known neighbours."""
    fact: str
    """Of a fact on record: its id."""
    facts: list[NamedFact]
    """The facts on record that the source rests on."""


OverrideRecord = TypedDict(
    "OverrideRecord",
    {
        "street": str,
        "numbers": str,
        "verdict": str,
        "reason": str,
        "source": str,
        "by": list[str],
        "from": str,
        "expires": str,
    },
)
"""A decision of two people about doors, as answers show it; its first and last day are ISO."""


class Without(TypedDict):
    """What an answer would be without its override, as codes."""

    verdict: str
    reason: str


class Details(TypedDict, total=False):
    """What an answer tells beside its verdict; what says nothing is not there.

    A dictionary, since each look-up makes it in several steps and a file has millions of rows.
    `details_document` gives it as JSON has it.
    """

    match: str
    """How the words fit the street: "exact", "without_accents", "close" ..."""
    written: str | None
    """The street as the query has it, where a close spelling was taken."""
    score: float
    """Likeness of that spelling, 0 to 1."""
    unplaced: Sequence[str]
    """Words of the query that are no part of the address."""
    part: str
    """Part of the town that the query names."""
    unknown_postcode: str
    """Postcode that no settlement is known to have."""
    damaged: str
    """What a spreadsheet has made of the number."""
    town: str
    """Another town, or what may be one, that keeps the query from being looked up."""
    postcode: str
    """Postcode that does not fit the town."""
    known: Sequence[str]
    """Postcodes of the town."""
    parcel_number: str
    range: Numbers
    """Entry of the street list that takes the number."""
    basis: Basis
    """What places that entry."""
    area_part: NamedPart
    """The part that decides, where the area is made of several."""
    highest_listed: int
    """Highest number that the register lists, where the one asked is past it."""
    nearest: Sequence[str]
    """Known numbers next to one that is not listed."""
    ranges: Sequence[Numbers]
    """Entries of the street list, where none takes the number or they differ."""
    evidence: Sequence[EvidenceEntry]
    """What each source alone says, the known place first."""
    flip_distance_m: float
    """Metres by which the place could be off without another answer."""
    override: OverrideRecord
    without_override: Without
    overrides_unchecked: bool
    """True where newer overrides could not be asked for."""
    machine_behind: bool
    """True where another machine of the installation has a newer edition; else absent."""
    unknown_settlement: str
    """Settlement that the product does not know, as written."""
    settlement: str
    """Code of the settlement that the address is in."""
    settlement_from: str
    """What names it: "name", "postcode" or "assumed"."""
    street: str
    """Whether its register has the street: "listed", "several", "not_listed", "no_register"."""


def details_document(details: Details) -> dict[str, object]:
    """Return details as JSON has them: ranges, bases and sources as they are written.

    >>> details_document({"range": Numbers("even", "2", "6", "071"), "basis": Basis("district")})
    {'range': 'even 2-6', 'basis': 'district'}
    """
    document: dict[str, object] = dict(details)
    if "range" in details:
        document["range"] = str(details["range"])
    if "basis" in details:
        document["basis"] = str(details["basis"])
    if "ranges" in details:
        document["ranges"] = [f"{one} ({one.district})" for one in details["ranges"]]
    if "evidence" in details:
        document["evidence"] = [
            {**one, "sources": [*map(str, one["sources"])]} if "sources" in one else one
            for one in details["evidence"]
        ]
    return document


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one query about one area; every field has its reason."""

    query: str
    verdict: VerdictKind
    reason: Reason
    area: str
    """Slug of the area."""
    variant: str
    edition: str
    """Hash of the edition that was asked."""
    matched: str | None = None
    """The address or the point as understood."""
    method: str | None = None
    """How the place was located: "register_range", "boundary_side", "coordinate", or None."""
    distance_m: float | None = None
    """Metres to the nearest line of the area, 0 or more; None where there is no position."""
    leg: str | None = None
    """Nearest or deciding leg, by name."""
    leg_number: int | None = None
    rule: LineRule | None = None
    uncertainty_m: float | None = None
    """Metres by which place and line together may be off."""
    district: str | None = None
    """Polling district that the register gives, such as "055"."""
    candidates: tuple[Candidate, ...] = ()
    details: Details = field(default_factory=Details)
    """What is told beside the verdict: see `Details`."""
    assumed_town: str | None = None
    """The town that was taken for the address's own, since it names none; None where it does."""
    grade: Grade | None = None
    """How a door's verdict is known; None where nothing is decided, or a bare point was asked."""
    street_list: str | None = None
    """SHA-256 (hex) of the street list that was asked; None where none was."""
    evidence: str | None = None
    """SHA-256 (hex) of the known places and facts of the town; None where there are none."""
    leans: VerdictKind | None = None
    """Which way an undecidable door leans, inside or outside. An order of work for the desk, the
    worklist and callers with the street-list scope, and no answer: `docs/deciding.md` says where
    it may be shown."""
    share: float | None = None
    """Share (0 to 1) of the ground, or of the known doors, that lies the way it leans."""

    def changed(self, **values: Any) -> Answer:  # noqa: ANN401 - as the fields
        """Return the answer with other values, four times as fast as `dataclasses.replace`.

        Each look-up does so a few times, and a file has millions of rows.
        """
        return Answer(**(dict(zip(_ANSWER_FIELDS, _answer_values(self), strict=True)) | values))


def blank(
    query: str,
    area: str,
    variant: str,
    edition: str = "",
    reason: Reason = Reason.NOT_AN_ADDRESS,
    **known: Any,  # noqa: ANN401 - values of further fields of an answer
) -> Answer:
    """Return an answer that decides nothing, which whoever knows more fills in.

    Args:
        query: as asked.
        area: slug of the area.
        variant: of the area.
        edition: hash of what is asked; empty where there is none.
        reason: why nothing is decided.
        known: further fields of the answer that are known already, by their names.
    """
    return Answer(query, VerdictKind.UNDECIDABLE, reason, area, variant, edition, **known)


_ANSWER_FIELDS = tuple(one.name for one in fields(Answer))
_answer_values = attrgetter(*_ANSWER_FIELDS)
