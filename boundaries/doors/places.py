"""Reading known places of doors, and the lines of streets that they stand along.

A street list may have two files beside it: a register file with the places of doors, and the
lines of the streets (`save_lines`) where they come from another extract than the definition names.

What is known of the doors of one town beside its street list: places, sides, facts.
`check.check_address` asks it as its `places`. Known places come from a register, an extract, a
table or a person; the lines of the streets tell on which side of their own street doors stand.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import shapely
from shapely.errors import ShapelyError

from geo.crs import EOV
from geo.files import write_whole
from geo.network import WayKind

from ..errors import RegisterError
from ..language.aliases import load_aliases
from .positions import PlaceIndex, street_key
from .sides import StreetSides
from .verdicts import SideJudge

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

    from geo.network import LineNetwork

    from ..language.house_numbers import HouseNumber, NumberRange
    from ..model import Edition, NamedFact, VerdictKind
    from ..register.door_points import DoorPoint
    from ..register.model import Points
    from .sides import Street, ToldSide

    class Facts(Protocol):
        """Facts of people, as far as they are evidence of doors."""

        @property
        def points(self) -> Iterable[DoorPoint]:
            """Places of doors."""

        @property
        def lines(self) -> Mapping[str, BaseGeometry]:
            """Lines of streets by full name, EOV."""

        @property
        def told(self) -> Iterable[ToldSide]:
            """On which side a parity was seen."""

        @property
        def whole(self) -> Collection[str]:
            """Names of streets whose line a person drew whole."""

        @property
        def said(self) -> Iterable[Said]:
            """What was put on record of ranges."""

        @property
        def recorded(self) -> Iterable[Recorded]:
            """All of them, as answers name them."""

        @property
        def digest(self) -> str:
            """SHA-256 (hex) over them."""


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

    def told(self) -> NamedFact:
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

    def knows(self, street: str) -> bool:
        """Tell whether anything is known of a street; where nothing is, its list alone answers."""
        key = street_key(street)
        return key in self._lines or key in self._said or bool(self.known(street))

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


PLACES = "doors.register"
"""Name of the register file with places of doors that may stand beside a street list."""
LINES = "doors.lines.json"
"""Name of the file with the lines of streets that may stand beside a street list."""


def load_places(
    source: Path | Iterable[DoorPoint],
    *,
    town: str | None = None,
    lines: Mapping[str, BaseGeometry] | None = None,
) -> DoorEvidence:
    """Load the known places of a town's doors.

    Args:
        source: a register file, an OpenStreetMap extract, a table with coordinates (all as
            `registers.load.load_register` takes them), or the points themselves.
        town: name of the town; extracts and tables need it.
        lines: centre lines of streets by full name (`lines_by_name`), EOV, or None.

    Raises:
        RegisterError: the file cannot be read, or the town's name is missing.
        ExtractError: an extract that cannot be read.
        TableError: a table that cannot be read.
    """
    if not isinstance(source, Path):
        return DoorEvidence(source, lines)
    from ..register.load import load_register  # noqa: PLC0415 - only files need it

    return DoorEvidence(load_register(source, town=town).points, lines)


def lines_by_name(network: LineNetwork) -> dict[str, BaseGeometry]:
    """Return the centre line of every named street by its full name, in the network's system."""
    found: dict[str, list[shapely.LineString]] = {}
    for way in network.ways:
        if way.kind is WayKind.STREET and way.names and not way.out_of_use:
            found.setdefault(way.names[0], []).append(network.line(way))
    return {name: shapely.union_all(lines) for name, lines in found.items()}


def evidence_beside(
    folder: Path, town: str, network: Callable[[], LineNetwork], facts: Facts | None = None
) -> DoorEvidence | None:
    """Return what is known of the doors of a town beside its street list; None = nothing.

    Args:
        folder: of the street list.
        town: whose other spellings of streets hold for the lines too.
        network: gives the network of the area's definition; asked where no lines stand beside the
            list and there is something to judge by them.
        facts: what people have put on record and confirmed, or None.

    Raises:
        RegisterError: a file beside the list cannot be read.
        ExtractError: the network cannot be read.
    """
    places, own_lines = folder / PLACES, folder / LINES
    if not (places.is_file() or own_lines.is_file() or facts is not None):
        return None
    points: list[DoorPoint] = list(facts.points) if facts is not None else []
    if places.is_file():
        from ..register.load import load_register  # noqa: PLC0415 - only files need it

        points += load_register(places).points
    drawn = dict(facts.lines) if facts is not None else {}
    lines = {**lines_beside(folder, town, network), **drawn}
    held = places.read_bytes() if places.is_file() else b""
    digest = digest_of(held, lines, facts.digest if facts is not None else "")
    if facts is None:
        return DoorEvidence(points, lines, digest=digest)
    return DoorEvidence(
        points,
        lines,
        told=facts.told,
        whole=facts.whole,
        said=facts.said,
        recorded=facts.recorded,
        digest=digest,
    )


def lines_beside(
    folder: Path, town: str, network: Callable[[], LineNetwork]
) -> dict[str, BaseGeometry]:
    """Return the lines of streets that a map knows, by full name, EOV; as `evidence_beside`."""
    own = folder / LINES
    return with_aliases(load_lines(own) if own.is_file() else _lines_of(network()), town)


def _lines_of(network: LineNetwork) -> dict[str, BaseGeometry]:
    return lines_by_name(network) if network.epsg == EOV else {}


def with_aliases(lines: Mapping[str, BaseGeometry], town: str) -> dict[str, BaseGeometry]:
    """Return lines by every name that the town's list of spellings knows for their street."""
    by_key = {street_key(name): line for name, line in lines.items()}
    pairs = [(a.name, a.means) for a in load_aliases(town)]
    found = dict(lines)
    for name, other in [*pairs, *((means, name) for name, means in pairs)]:
        if street_key(name) not in by_key and street_key(other) in by_key:
            found[name] = by_key[street_key(other)]
    return found


def save_lines(lines: Mapping[str, BaseGeometry], path: Path, source: str) -> None:
    """Write lines of streets beside a street list; the same lines give the same bytes.

    Args:
        lines: by full name, EOV metres.
        path: of the file, see `LINES`.
        source: what they come from, with its credit: "© OpenStreetMap contributors (ODbL), ...".
    """
    streets = {
        name: [
            [[round(x, 2), round(y, 2)] for x, y in shapely.get_coordinates(part).tolist()]
            for part in shapely.get_parts(line)
        ]
        for name, line in sorted(lines.items())
    }
    document = {"epsg": EOV, "source": source, "streets": streets}
    write_whole(path, json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")


def load_lines(path: Path) -> dict[str, BaseGeometry]:
    """Read the lines of streets that `save_lines` wrote, by full name, EOV metres.

    Raises:
        RegisterError: the file cannot be read, or is not of this schema; says what to do.
    """
    try:
        document = json.loads(path.read_text("utf-8"))
        epsg, parts_of = document["epsg"], dict(document["streets"])
        lines: dict[str, BaseGeometry] = {
            str(name): shapely.MultiLineString(parts) for name, parts in parts_of.items()
        }
    except (OSError, ValueError, KeyError, TypeError, ShapelyError) as fault:
        raise _unreadable(path, str(fault)) from fault
    if epsg != EOV:
        raise _unreadable(path, f"EPSG:{epsg} instead of {EOV}")
    return lines


def _unreadable(path: Path, fault: str) -> RegisterError:
    return RegisterError(
        f"{path}: the lines of streets cannot be read ({fault}); put the file back from a backup, "
        "or make street list and lines again"
    )
