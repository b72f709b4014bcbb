"""From the naming record to named paths: which stretch of which line carries which name.

The record (naming.yaml) says for each stretch where it runs, in rough EOV metres, and why the
name is believed. Anchors are snapped to the lines and the path between them is walked; an
anchor that misses or a path that wanders is an error, never a guess.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from derive_evidence import DeriveError, Node, read_borders
from derive_graph import Edge, Eov, StreetGraph, describe, edge_of, eov, line_length

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

CERTAINTIES = ("certain", "likely", "inferred")
"""How sure a name and its line may be, best first."""
DEFAULT_TOLERANCE_M = 3.0
"""Metres by which an anchor may miss the node that it means."""
DEFAULT_MAX_DETOUR = 1.15
"""How much longer than the straight lines between its anchors a path may be."""


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """One entry of the naming record, its anchors still to be found; compared by identity."""

    name: str
    highway: str
    certainty: str
    uncertainty_m: float
    evidence: str
    source: str
    anchors: tuple[Any, ...]
    border: tuple[str, str] | None = None
    """Polling districts whose border is the line; None for a bus centreline."""
    oneway: bool = False
    max_detour: float = DEFAULT_MAX_DETOUR
    joins: tuple[Mapping[str, Any], ...] = ()
    """Ends of a border line that run on to a bus centreline."""

    @property
    def label(self) -> str:
        """Name and first anchor, for messages."""
        return f"{self.name} from {self.anchors[0]}"


@dataclass(frozen=True, slots=True)
class NamedPath:
    """A stretch with the nodes that it runs along."""

    stretch: Stretch
    nodes: tuple[Node, ...]


@dataclass(slots=True)
class Naming:
    """All named paths and the name of each edge."""

    paths: list[NamedPath] = field(default_factory=list)
    edges: dict[Edge, str] = field(default_factory=dict)

    def add(self, path: NamedPath) -> None:
        """Take in a path.

        Raises:
            DeriveError: one of its edges already carries a name.
        """
        for a, b in pairwise(path.nodes):
            edge = edge_of(a, b)
            if edge in self.edges:
                raise DeriveError(
                    f"{path.stretch.label}: the piece at {describe(eov(a))} is already named "
                    f"{self.edges[edge]}"
                )
            self.edges[edge] = path.stretch.name
        self.paths.append(path)

    def nodes_of(self, name: str) -> set[Node]:
        """Return every node on the stretches of one name."""
        return {n for edge, named in self.edges.items() if named == name for n in edge}


def read_stretches(record: Mapping[str, Any]) -> list[Stretch]:
    """Return the stretches of a naming record, in its order.

    Raises:
        DeriveError: an entry lacks a key or names an unknown source or certainty.
    """
    return [
        _read_stretch(street, entry, record["sources"])
        for street in record["streets"]
        for entry in street["stretches"]
    ]


def _read_stretch(
    street: Mapping[str, Any], entry: Mapping[str, Any], sources: Mapping[str, str]
) -> Stretch:
    where = f"{street.get('name')}, anchors {entry.get('anchors')}"
    needed = ("anchors", "certainty", "uncertainty_m", "evidence", "sources")
    missing = [key for key in needed if key not in entry]
    if missing:
        raise DeriveError(f"{where}: {', '.join(missing)} missing")
    if entry["certainty"] not in CERTAINTIES:
        raise DeriveError(f"{where}: certainty must be one of {', '.join(CERTAINTIES)}")
    unknown = [key for key in entry["sources"] if key not in sources]
    if unknown:
        raise DeriveError(f"{where}: unknown source {', '.join(unknown)}")
    border = entry.get("border")
    return Stretch(
        name=street["name"],
        highway=street["highway"],
        certainty=entry["certainty"],
        uncertainty_m=float(entry["uncertainty_m"]),
        evidence=" ".join(entry["evidence"].split()),
        source="; ".join(sources[key] for key in entry["sources"]),
        anchors=tuple(entry["anchors"]),
        border=None if border is None else (border[0], border[1]),
        oneway=bool(entry.get("oneway", False)),
        max_detour=float(entry.get("max_detour", DEFAULT_MAX_DETOUR)),
        joins=tuple(entry.get("joins", ())),
    )


def name_paths(graph: StreetGraph, stretches: Sequence[Stretch], shared: Path) -> Naming:
    """Find every stretch on the graph; lines from district borders are added to it.

    All new junctions are made before any path is walked, so that no path is split afterwards.

    Raises:
        DeriveError: an anchor misses, a path wanders, two names claim one piece, or a line
            does not join the street that it is said to join.
    """
    lines = {s: _border_line(graph, s, shared) for s in stretches if s.border is not None}
    anchors = {s: [_anchor(graph, s, a) for a in s.anchors] for s in stretches if s.border is None}
    naming = Naming()
    for stretch in stretches:
        if stretch in lines:
            graph.add_line(lines[stretch])
            naming.add(NamedPath(stretch, tuple(lines[stretch])))
        else:
            naming.add(NamedPath(stretch, tuple(_walk(graph, stretch, anchors[stretch]))))
    for stretch, line in lines.items():
        _check_joins(naming, stretch, line)
    return naming


def _anchor(graph: StreetGraph, stretch: Stretch, anchor: Any) -> Node:  # noqa: ANN401 - YAML
    try:
        if isinstance(anchor, dict):
            return graph.insert_near(_place(anchor["insert"]), DEFAULT_TOLERANCE_M)
        return graph.nearest_node(_place(anchor), DEFAULT_TOLERANCE_M)
    except DeriveError as error:
        raise DeriveError(f"{stretch.label}: {error}") from error


def _place(pair: Sequence[float]) -> Eov:
    return float(pair[0]), float(pair[1])


def _walk(graph: StreetGraph, stretch: Stretch, anchors: Sequence[Node]) -> list[Node]:
    path = [anchors[0]]
    for start, end in pairwise(anchors):
        path += graph.shortest(start, end)[1:]
    walked = line_length([graph.place(node) for node in path])
    straight = line_length([graph.place(node) for node in anchors])
    if walked > stretch.max_detour * straight:
        raise DeriveError(
            f"{stretch.label}: the path is {walked:.0f} m for {straight:.0f} m between its "
            f"anchors (limit {stretch.max_detour:g} times); add an anchor on the way"
        )
    if stretch.oneway:
        _require_oneway(graph, stretch, path)
    return path


def _require_oneway(graph: StreetGraph, stretch: Stretch, path: Sequence[Node]) -> None:
    for a, b in pairwise(path):
        if (a, b) not in graph.driven or (b, a) in graph.driven:
            raise DeriveError(
                f"{stretch.label}: buses do not drive only this way at {describe(graph.place(a))}"
            )


def _border_line(graph: StreetGraph, stretch: Stretch, shared: Path) -> list[Node]:
    if stretch.border is None:
        raise DeriveError(f"{stretch.label}: no border given")
    start, end = (_place(anchor) for anchor in stretch.anchors)
    line = _cut(read_borders(shared, stretch.border), start, end, stretch)
    for join in stretch.joins:
        _join(graph, line, join)
    return line


def _cut(lines: Sequence[Sequence[Node]], start: Eov, end: Eov, stretch: Stretch) -> list[Node]:
    for line in lines:
        first, last = (_index_at(line, place) for place in (start, end))
        if first is None or last is None:
            continue
        step = 1 if last > first else -1
        return [line[i] for i in range(first, last + step, step)]
    raise DeriveError(f"{stretch.label}: no border of {stretch.border} has both anchors as corners")


def _index_at(line: Sequence[Node], place: Eov) -> int | None:
    gaps = [math.dist(eov(node), place) for node in line]
    nearest = min(range(len(line)), key=gaps.__getitem__)
    return nearest if gaps[nearest] <= DEFAULT_TOLERANCE_M else None


def _join(graph: StreetGraph, line: list[Node], join: Mapping[str, Any]) -> None:
    """Run one end of a border line on to the nearest centreline, by the shortest way."""
    at_start = join["end"] == "start"
    tip = line[0] if at_start else line[-1]
    junction = graph.insert_near(eov(tip), float(join["within_m"]))
    line.insert(0 if at_start else len(line), junction)


def _check_joins(naming: Naming, stretch: Stretch, line: Sequence[Node]) -> None:
    for join in stretch.joins:
        junction = line[0] if join["end"] == "start" else line[-1]
        if junction not in naming.nodes_of(join["street"]):
            raise DeriveError(
                f"{stretch.label}: its {join['end']} at {describe(eov(junction))} is not on "
                f"{join['street']}"
            )
