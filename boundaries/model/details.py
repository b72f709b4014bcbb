"""What an answer tells beside its verdict: ranges of numbers, what places them, the evidence.

East and north are EOV metres (EPSG:23700); distances and uncertainties are metres.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Required, TypedDict

if TYPE_CHECKING:
    from collections.abc import Sequence


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
    machines_differ: bool
    """True where another machine works with other files beside the edition; else absent."""
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
