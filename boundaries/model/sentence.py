"""What a sentence says before any map is asked: its legs, frames and readings.

Spans are positions in the text; nothing here has coordinates.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
