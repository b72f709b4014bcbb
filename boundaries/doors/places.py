"""Reading known places of doors, and the lines of streets that they stand along.

A street list may have two files beside it: a register file with the places of doors, and the
lines of the streets (`save_lines`) where they come from another extract than the definition names.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import shapely
from shapely.errors import ShapelyError

from geo.crs import EOV
from geo.files import write_whole
from geo.network import WayKind

from ..errors import RegisterError
from ..language.aliases import load_aliases
from .evidence import DoorEvidence, digest_of
from .positions import street_key

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from typing import Protocol

    from shapely.geometry.base import BaseGeometry

    from geo.network import LineNetwork

    from ..register.door_points import DoorPoint
    from .evidence import Recorded, Said
    from .sides import ToldSide

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
