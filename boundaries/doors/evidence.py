"""What is known of the doors of one town beside its street list: places, sides, facts.

`check.check_address` asks it as its `places`. Known places come from a register, an extract, a
table or a person; the lines of the streets tell on which side of their own street doors stand.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import shapely

from .positions import PlaceIndex, street_key
from .sides import StreetSides
from .verdicts import SideJudge

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

    from ..language.house_numbers import HouseNumber, NumberRange
    from ..model import Edition, VerdictKind
    from ..register.door_points import DoorPoint
    from ..register.model import Points
    from .sides import Street, ToldSide

KEPT_JUDGES = 4
"""Editions whose judged streets are kept."""


class Said(Protocol):
    """What two people have put on record of the doors of a street, with its source."""

    @property
    def fact_id(self) -> str:
        """Id of the fact."""

    @property
    def street(self) -> str:
        """Full name."""

    @property
    def numbers(self) -> NumberRange:
        """The doors it speaks of."""

    @property
    def verdict(self) -> VerdictKind:
        """Inside or outside."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What the known doors of all streets of a town teach about any one of them.

    A fact about one street can change it, and with it the answers of every other street.
    """

    odd_left: bool | None
    """The custom of the sides: whether odd numbers stand left as numbers rise; None = none."""
    usual_depth: float
    """Metres from their street within which nearly all doors stand."""
    wideness: float
    """How much wider than usual the plots are."""
    sure_m: float
    """Metres from its street at which a door is on the side where it is mapped."""


class _SharedSides(StreetSides):
    """The streets of a town of which some others were read already, and are the same."""

    def __init__(
        self,
        points: Iterable[DoorPoint],
        lines: Mapping[str, BaseGeometry],
        told: Iterable[ToldSide],
        *,
        whole: Collection[str],
        town: StreetSides | None,
        like: tuple[StreetSides, Collection[tuple[str, str]]],
    ) -> None:
        """Take what is known, the others, and the streets that are not as theirs."""
        super().__init__(points, lines, told, whole=whole, town=town)
        self._like, self._unlike = like

    def street(self, name: str) -> Street | None:
        """Return a street by its full name, read once for all who know the same of it."""
        if street_key(name) in self._unlike:
            return super().street(name)
        return self._like.street(name)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One fact that people have put on record, as answers name it: never who, never a place."""

    fact_id: str
    kind: str
    """place, side, line or said."""
    street: str
    """Full name."""
    on: str
    """ISO day from which it holds."""
    number: HouseNumber | None = None
    """Of a placed door."""

    @property
    def source(self) -> str:
        """What a placed door names as the source of its place."""
        return f"fact/{self.fact_id} {self.on}"

    def told(self) -> dict[str, str]:
        """Return it as the evidence of an answer names it."""
        return {"fact": self.fact_id, "kind": self.kind, "on": self.on}


class DoorEvidence(PlaceIndex):
    """Known places of a town, the sides of its streets, and what people have put on record."""

    def __init__(
        self,
        points: Points | Iterable[DoorPoint] = (),
        lines: Mapping[str, BaseGeometry] | None = None,
        *,
        told: Iterable[ToldSide] = (),
        whole: Collection[str] = (),
        said: Iterable[Said] = (),
        recorded: Iterable[Recorded] = (),
        digest: str = "",
        town: DoorEvidence | None = None,
        like: tuple[DoorEvidence, Collection[tuple[str, str]]] | None = None,
    ) -> None:
        """Take what is known.

        Args:
            points: known places of doors.
            lines: centre lines of streets by full name, EOV; without one, sides are not judged.
            told: on which side a person has seen a parity.
            whole: full names of streets whose line is known to be all of the street.
            said: what was put on record about ranges of doors.
            recorded: the facts behind all this, which answers name that rest on them.
            digest: SHA-256 (hex) of all this, which answers name; see `digest_of`.
            town: where all this is about a few streets of a town only, what is known of the whole
                town, whose custom holds for them.
            like: other evidence of the same town, and the streets by `positions.street_key` of
                which this one knows something else; what is read of the others is shared.
        """
        points = tuple(points)
        super().__init__(points, lines)
        self.digest = digest or None
        self.sides: StreetSides | None = None
        """The streets of the town with their sides; None without any line."""
        if lines:
            known = None if town is None else town.sides
            made = (points, lines, told)
            if like is not None and like[0].sides is not None:
                self.sides = _SharedSides(
                    *made, whole=whole, town=known, like=(like[0].sides, like[1])
                )
            else:
                self.sides = StreetSides(*made, whole=whole, town=known)
        self._judges: dict[str, SideJudge] = {}
        self._recorded: dict[tuple[str, str], tuple[Recorded, ...]] = {}
        for fact in recorded:
            key = street_key(fact.street)
            self._recorded[key] = (*self._recorded.get(key, ()), fact)
        self._said: dict[tuple[str, str], list[Said]] = {}
        for one in said:
            self._said.setdefault(street_key(one.street), []).append(one)

    @property
    def learnt(self) -> Learnt | None:
        """What the whole town has taught about each of its streets; None without any line."""
        if self.sides is None:
            return None
        sides = self.sides
        return Learnt(sides.odd_left, sides.usual_depth, sides.wideness, sides.sure_m)

    def judge(self, edition: Edition) -> SideJudge | None:
        """Return what judges doors by the side of their street, or None without any line."""
        if self.sides is None:
            return None
        found = self._judges.get(edition.hash)
        if found is None:
            found = SideJudge(edition, self.sides)
            while len(self._judges) >= KEPT_JUDGES:
                self._judges.pop(next(iter(self._judges)), None)
            self._judges[edition.hash] = found
        return found

    def recorded(self, street: str) -> tuple[Recorded, ...]:
        """Return the facts on record about a street."""
        return self._recorded.get(street_key(street), ()) if self._recorded else ()

    def said(self, street: str, number: HouseNumber) -> tuple[Said, ...]:
        """Return what was put on record of a door."""
        own = self._said.get(street_key(street), ())
        return tuple(one for one in own if one.numbers.covers(number))


def digest_of(
    places: bytes = b"", lines: Mapping[str, BaseGeometry] | None = None, facts: str = ""
) -> str:
    """Return the SHA-256 (hex) that names a town's evidence; the same evidence, the same hash.

    Args:
        places: the register file with known places, as it stands on the disk; empty = none.
        lines: centre lines of streets by full name, EOV.
        facts: hash of the facts in force; empty = none.
    """
    digest = hashlib.sha256()
    digest.update(hashlib.sha256(places).digest() if places else b"no places")
    for name, line in sorted((lines or {}).items()):
        digest.update(name.encode() + b"\0" + shapely.to_wkb(line, byte_order=1))
    digest.update(facts.encode())
    return digest.hexdigest()
