"""Reading known places of doors, and the lines of streets that they stand along."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import shapely

from geo.network import WayKind

from .positions import PlaceIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

    from geo.network import LineNetwork

    from .door_points import DoorPoint


def load_places(
    source: Path | Iterable[DoorPoint],
    *,
    town: str | None = None,
    lines: Mapping[str, BaseGeometry] | None = None,
) -> PlaceIndex:
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
        return PlaceIndex(source, lines)
    from .registers.load import load_register  # noqa: PLC0415 - only files need it

    return PlaceIndex(load_register(source, town=town).points, lines)


def lines_by_name(network: LineNetwork) -> dict[str, BaseGeometry]:
    """Return the centre line of every named street by its full name, in the network's system."""
    found: dict[str, list[shapely.LineString]] = {}
    for way in network.ways:
        if way.kind is WayKind.STREET and way.names and not way.out_of_use:
            found.setdefault(way.names[0], []).append(network.line(way))
    return {name: shapely.union_all(lines) for name, lines in found.items()}
