"""A town's register with what it came from: doors, points, sources, faults. No input or output."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from ..language.names import normal_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..errors import Fault
    from ..language.house_numbers import HouseNumber
    from .door_points import DoorPoint, PlaceKind
    from .register import Register


class SourceKind(StrEnum):
    """What a register was made from."""

    OFFICE = "office"
    """The election office's JSON files."""
    OSM = "osm"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Source:
    """One source of a register, as its users must be told."""

    kind: SourceKind
    name: str
    """File or folder name, without its path."""
    generated: str
    """When the data were made, as the source says it; empty where it does not."""
    licence: str
    """Terms and credit; for a table what its owner was told to say."""
    sha256: str
    """Of the file; of a folder, of its files one after the other in the order of their names."""


class Points(Protocol):
    """Known places of doors."""

    def of(self, street: str) -> tuple[DoorPoint, ...]:
        """Return the points of a street by its full name, whatever its spelling or case."""

    def __iter__(self) -> Iterator[DoorPoint]: ...

    def __len__(self) -> int: ...


class PointBook:
    """Points in memory."""

    def __init__(self, points: Iterable[DoorPoint] = ()) -> None:
        self._all = tuple(points)
        self._by_street: dict[str, list[DoorPoint]] = {}
        for point in self._all:
            self._by_street.setdefault(normal_key(point.street), []).append(point)

    def of(self, street: str) -> tuple[DoorPoint, ...]:
        """Return the points of a street by its full name, whatever its spelling or case."""
        return tuple(self._by_street.get(normal_key(street), ()))

    def __iter__(self) -> Iterator[DoorPoint]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


@dataclass(frozen=True, slots=True)
class TownRegister:
    """Everything that is known about the doors of one town."""

    town: str
    register: Register
    points: Points
    sources: tuple[Source, ...]
    faults: tuple[Fault, ...]
    """What could not be read, each with its element, line or street."""
    notes: Mapping[str, int]
    """What was left out or taken together on purpose, in words -> how many."""


@dataclass(frozen=True, slots=True)
class ListedDoor:
    """One door as a source lists it, before doors are put together into streets."""

    name: str
    """Of the public place, without its type."""
    type: str
    number: HouseNumber
    written: str
    where: str
    """"node/123", "doors.csv line 7"."""
    building: str = ""
    staircase: str = ""
    district: str = ""
    place: tuple[float, float] | None = None
    """EOV east and north, metres, where known."""
    kind: PlaceKind | None = None
    uncertainty_m: float = 0.0
    postcode: str = ""

    @property
    def street(self) -> str:
        """Name and type: "Kiskőrösi út"."""
        return f"{self.name} {self.type}".strip()
