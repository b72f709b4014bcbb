"""From a walk to the ledger: words, ways, junctions, decisions and metres, leg by leg.

Would somebody write these words for this walk? And is a difference more than a street's own?
Whoever describes a boundary names every street that it runs along and no other. A walk that such a
sentence would not be written for is a worse reading than one that it fits, however short it is.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import shapely

from geo.strand import is_left_out
from geo.ties import ON_LINE_M

from ..model import Certainty, Decision, Junction, JunctionKind, LedgerEntry, Problem, WayUse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.network import XY, Edge, LineNetwork
    from geo.strand import Handover, WalkOptions
    from geo.walk import LegPath, Walk

    from .layers import FoundLeg, Layer

    Path = Sequence[tuple[int, Edge]]


DEFAULT_UNCERTAINTY_M = 5.0
"""What an OSM centre line is trusted to where its tags do not say: surveyed or traced lines in
Hungarian towns are rarely off by more; the width of the street comes on top by the leg's rule."""

_ORDER = [Certainty.CERTAIN, Certainty.LIKELY, Certainty.INFERRED, Certainty.UNKNOWN]


def ring_of(network: LineNetwork, walk: Walk) -> list[XY]:
    """Return the positions of a closed walk in order, bridges included."""
    ring: list[XY] = []
    for path, turn in zip(walk.legs, walk.turns, strict=True):
        ring += path_positions(network, path)
        ring += [network.xy[edge.other] for _, edge in turn.path]
    return ring


def path_positions(network: LineNetwork, path: LegPath) -> list[XY]:
    """Return the positions along one strand, bridges between its pieces included."""
    positions = [network.xy[path.start]]
    for step in path.steps:
        if step.path:
            positions += [network.xy[edge.other] for _, edge in step.path]
        else:
            positions.append(network.xy[step.other])
    return positions


def way_uses(network: LineNetwork, path: LegPath) -> tuple[WayUse, ...]:
    """Return the stretches of ways that a path runs along, in walking order."""
    uses: list[WayUse] = []
    node, current, begin, end = path.start, -1, 0.0, 0.0
    for step in path.steps:
        if step.way >= 0:
            a, b = _along(network, step.way, node, step.other)
            if step.way == current and abs(a - end) < 1e-6:  # noqa: PLR2004
                end = b
            else:
                uses += _use(network, current, begin, end)
                current, begin, end = step.way, a, b
        node = step.other
    return tuple(uses + _use(network, current, begin, end))


def _use(network: LineNetwork, way: int, begin: float, end: float) -> list[WayUse]:
    if way < 0:
        return []
    return [WayUse(network.ways[way].id, end < begin, round(begin, 2), round(end, 2))]


def _along(network: LineNetwork, way: int, a: int, b: int) -> tuple[float, float]:
    """Metres along a way of two neighbouring nodes, in the order of the walk."""
    nodes, metres = network.ways[way].nodes, network.along(way)
    for i in range(len(nodes) - 1):
        if nodes[i] == a and nodes[i + 1] == b:
            return metres[i], metres[i + 1]
        if nodes[i] == b and nodes[i + 1] == a:
            return metres[i + 1], metres[i]
    raise ValueError(f"nodes {a} and {b} are not neighbours on way {network.ways[way].id}")


def junction_of(network: LineNetwork, turn: Handover) -> Junction:
    """Describe the place where one line hands over to the next."""
    east, north = network.xy[turn.enter]
    if turn.leave != turn.enter:
        via = bridge_names(network, (edge for _, edge in turn.path))
        return Junction(
            JunctionKind.BRIDGED, round(east, 2), round(north, 2), None, round(turn.metres, 2), via
        )
    crossing = turn.enter in network.crossings
    kind = JunctionKind.CROSSING if crossing else JunctionKind.SHARED_NODE
    node = None if crossing else turn.enter
    return Junction(kind, round(east, 2), round(north, 2), node)


def bridge_names(network: LineNetwork, edges: Iterable[Edge]) -> tuple[str, ...]:
    """Names of the ways under a bridge, in order; "way/<id>" where one has none."""
    names: dict[str, None] = {}
    for edge in edges:
        way = network.ways[edge.way]
        names[way.names[0] if way.names else f"way/{way.id}"] = None
    return tuple(names)


def entries(network: LineNetwork, layers: Sequence[Layer], walk: Walk) -> tuple[LedgerEntry, ...]:
    """Return the ledger of a walk, one entry for each leg in the order of the text."""
    found: list[LedgerEntry] = []
    for i, layer in enumerate(layers):
        path = walk.legs[i]
        start = junction_of(network, walk.turns[i - 1])
        end = junction_of(network, walk.turns[i])
        owner = layer.owner
        for leg in layer.legs:
            if leg is owner:
                found.append(_own_entry(network, leg, path, start, end))
            else:
                found.append(_shared_entry(leg, owner, start, end))
    return tuple(sorted(found, key=lambda entry: entry.number))


def _own_entry(
    network: LineNetwork, leg: FoundLeg, path: LegPath, start: Junction, end: Junction
) -> LedgerEntry:
    walked = dict.fromkeys(s.way for s in path.steps if s.way >= 0)
    used = [network.ways[w] for w in walked]
    tags = [way.tags for way in used] or [network.ways[w].tags for w in leg.resolution.ways[:1]]
    certainty = max(
        (Certainty(t.get("akcioterulet:certainty", "certain")) for t in tags), key=_ORDER.index
    )
    carried = [c for c in leg.resolution.carried if c.way in walked or not walked]
    if any(c.rank or c.out_of_use for c in carried):
        certainty = max(certainty, Certainty.LIKELY, key=_ORDER.index)
    evidence = [*(t.get("akcioterulet:evidence") for t in tags), *(c.words for c in carried)]
    uncertainty = max(
        float(t.get("akcioterulet:uncertainty_m", DEFAULT_UNCERTAINTY_M)) for t in tags
    )
    decision = leg.decision
    if not used and decision is Decision.WALKED:
        decision = Decision.TOUCHED
    stands_in = decision is Decision.STAND_IN
    line = [(round(x, 2), round(y, 2)) for x, y in path_positions(network, path)]
    return _entry(
        leg,
        decision=decision,
        certainty=Certainty.UNKNOWN if stands_in else certainty,
        uncertainty_m=None if stands_in else uncertainty,
        length_m=round(path.on_line_m, 2),
        ways=way_uses(network, path),
        line=tuple(line),
        start=start,
        end=end,
        evidence=tuple(dict.fromkeys(filter(None, evidence))),
        sources=tuple(dict.fromkeys(filter(None, (t.get("source") for t in tags)))),
    )


def _shared_entry(leg: FoundLeg, owner: FoundLeg, start: Junction, end: Junction) -> LedgerEntry:
    stands_in = leg.decision is Decision.STAND_IN
    same = Junction(JunctionKind.SAME_LINE, start.east, start.north)
    same_end = Junction(JunctionKind.SAME_LINE, end.east, end.north)
    return _entry(
        leg,
        decision=Decision.STAND_IN if stands_in else Decision.CONTINUES,
        certainty=Certainty.UNKNOWN if stands_in else Certainty.CERTAIN,
        uncertainty_m=None,
        length_m=0.0,
        ways=(),
        line=(),
        start=same,
        end=same_end,
        evidence=(),
        sources=(),
        continues=owner.spec.number,
    )


def _entry(
    leg: FoundLeg,
    *,
    decision: Decision,
    certainty: Certainty,
    uncertainty_m: float | None,
    length_m: float,
    ways: tuple[WayUse, ...],
    line: tuple[XY, ...],
    start: Junction | None,
    end: Junction | None,
    evidence: tuple[str, ...],
    sources: tuple[str, ...],
    continues: int | None = None,
) -> LedgerEntry:
    spec = leg.spec
    reason: str | None = None
    reasons: Mapping[str, str] = {}
    if decision is Decision.STAND_IN and spec.stand_in is not None:
        reason, reasons = spec.stand_in.reason, spec.stand_in.reasons
    if spec.drawn is not None:
        reason = spec.drawn.reason
    return LedgerEntry(
        number=spec.number,
        kind=spec.kind,
        name=spec.name,
        text=spec.text,
        span=spec.span,
        note=spec.note,
        rule=spec.rule,
        side=spec.side,
        decision=decision,
        certainty=certainty,
        uncertainty_m=uncertainty_m,
        length_m=length_m,
        ways=ways,
        line=line,
        start=start,
        end=end,
        evidence=(*spec.corrected, *evidence),
        sources=sources,
        reason=reason,
        reasons=dict(reasons),
        walked_as=leg.walked_as if leg.walked_as != spec.name else None,
        continues=continues,
        author=spec.drawn.author if spec.drawn else None,
        date=spec.drawn.date if spec.drawn else None,
    )


def _open_decision(leg: FoundLeg) -> Decision:
    if not leg.resolution.ways:
        return Decision.UNRESOLVED
    return Decision.FOUND if leg.decision is Decision.WALKED else leg.decision


def unresolved_entry(leg: FoundLeg, line: tuple[XY, ...] = ()) -> LedgerEntry:
    """Return the entry of a leg in a ring that stays open; its line is for the map only."""
    known = bool(leg.resolution.ways)
    return _entry(
        leg,
        decision=_open_decision(leg),
        certainty=Certainty.CERTAIN if known else Certainty.UNKNOWN,
        uncertainty_m=DEFAULT_UNCERTAINTY_M if known else None,
        length_m=0.0,
        ways=(),
        line=line,
        start=None,
        end=None,
        evidence=(),
        sources=(),
    )


def bridge_problems(
    network: LineNetwork,
    layers: Sequence[Layer],
    walk: Walk,
    cap_m: float,
    too_far: Callable[[Layer, Layer, float, Path], bool],
) -> list[Problem]:
    """Report every stretch of the walk that leaves the named lines.

    Args:
        network: what the walk belongs to.
        layers: its lines.
        walk: the walk.
        cap_m: how long such a stretch may be, for the message.
        too_far: tells of two lines, metres and steps whether the ring stays open there.
    """
    problems = []
    n = len(layers)
    for i, turn in enumerate(walk.turns):
        if turn.leave != turn.enter:
            a, b = layers[i], layers[(i + 1) % n]
            via = bridge_names(network, (edge for _, edge in turn.path))
            where = network.xy[turn.leave], network.xy[turn.enter]
            small = turn.metres <= ON_LINE_M and not turn.path
            cap = cap_m if too_far(a, b, turn.metres, turn.path) else None
            problems.append(_bridged(a, b, turn.metres, via, where, cap, small=small))
    for layer, path in zip(layers, walk.legs, strict=True):
        node = path.start
        for step in path.steps:
            where = network.xy[node], network.xy[step.other]
            if step.median:
                problems.append(_median(layer, step.metres, where))
            elif step.is_bridge:
                via = bridge_names(network, (edge for _, edge in step.path))
                cap = cap_m if too_far(layer, layer, step.metres, step.path) else None
                problems.append(_bridged(layer, layer, step.metres, via, where, cap))
            node = step.other
    return problems


def _median(layer: Layer, metres: float, where: tuple[XY, XY]) -> Problem:
    """Report a change from one line of a street to the other; a narrow median is its own ground."""
    return Problem(
        "bridged",
        f'leg {layer.numbers[-1]} "{layer.label}" has two lines that meet only far away; '
        f"bridged straight from one to the other, {metres:.1f} m",
        (layer.numbers[-1],),
        "note" if metres <= MEDIAN_M else "warning",
        {
            "gap_m": round(metres, 2),
            "via": [],
            "nearest": [[round(v, 2) for v in point] for point in where],
            "median": True,
        },
    )


def _bridged(
    a: Layer,
    b: Layer,
    metres: float,
    via: tuple[str, ...],
    where: tuple[XY, XY],
    cap: float | None,
    *,
    small: bool = False,
) -> Problem:
    """Report a stretch off the named lines; a small one changes nothing that the words say.

    A cap is given where the stretch is too long.
    """
    numbers = (a.numbers[-1],) if a is b else (a.numbers[-1], b.numbers[0])
    what = (
        f'leg {a.numbers[-1]} "{a.label}" is in pieces {metres:.1f} m apart'
        if a is b
        else f'leg {a.numbers[-1]} "{a.label}" ends {metres:.1f} m from '
        f'leg {b.numbers[0]} "{b.label}"'
    )
    along = f" along {', '.join(via)}" if via else " straight across"
    over = cap is not None
    tail = f" (limit {cap:.0f} m); name what leads from one to the other" if over else ""
    return Problem(
        "gap" if over else "bridged",
        what + (tail or f"; bridged{along}"),
        numbers,
        "error" if over else "note" if small else "warning",
        {
            "gap_m": round(metres, 2),
            "via": list(via),
            "nearest": [[round(v, 2) for v in point] for point in where],
        },
    )


ISLAND_M2 = 500.0
"""A piece of ground below this is a traffic island ..."""
STRIP_M = 8.0
"""... and one of less mean width a strip between two lines of one street."""
MEDIAN_M = 25.0
"""Ground of less mean width is a street's own where that street ..."""
MEDIAN_SHARE = 0.7
"""... makes up more than this share of its rim."""
WIDEST_M = 60.0
"""Ground of more mean width is never a street's own, however many lines cut it."""
CORNER_M2 = 1000.0
"""A piece of ground below this is a corner cut off: an island at an acute junction."""


def is_written(network: LineNetwork, walk: Walk, options: WalkOptions) -> bool:
    """Tell whether every leg is walked far enough to be named, and nothing else that has a name."""
    if any(path.on_line_m < options.stub_m for path in walk.legs):
        return False
    return all(is_left_out(network, metres, path, options) for metres, path in walk.bridges())


def own_ground(between: BaseGeometry, layers: Sequence[Layer]) -> bool:
    """Tell whether the ground between two walks belongs to the streets that they follow.

    The strip between two carriageways, a traffic island, a small square with a line on each side:
    no sentence says on which line of a street the boundary runs.
    """
    parts = [p for p in _polygons(between) if not _is_strip(p)]
    if any(2 * p.area > WIDEST_M * p.length for p in parts):
        return False
    return all(_is_median(face, layers) for part in parts for face in _faces(part, layers))


def _polygons(geometry: BaseGeometry) -> Iterator[shapely.Polygon]:
    """Yield the pieces of ground of a difference; lines and points in it are rounding."""
    for part in shapely.get_parts(geometry):
        if isinstance(part, shapely.Polygon):
            yield part


def _is_strip(part: shapely.Polygon) -> bool:
    return part.area < ISLAND_M2 or 2 * part.area < STRIP_M * part.length


def only_corners(between: BaseGeometry) -> bool:
    """Tell whether the ground between two walks is nothing but small corners."""
    return all(p.area < CORNER_M2 for p in _polygons(between))


def _faces(part: shapely.Polygon, layers: Sequence[Layer]) -> Iterator[shapely.Polygon]:
    """Cut a piece of ground along the streets of the boundary."""
    lines = {id(layer.strand): layer.strand for layer in layers}.values()
    cuts: list[BaseGeometry] = [part.boundary]
    for strand in lines:
        line = strand.geometry()
        if shapely.intersects(line, part):
            cuts.append(shapely.intersection(line, part))
    if len(cuts) == 1:
        yield part
    noded = shapely.get_parts(shapely.union_all(cuts))
    for face in shapely.get_parts(shapely.polygonize(noded)):
        if not _is_strip(face):
            yield face


def _is_median(face: shapely.Polygon, layers: Sequence[Layer]) -> bool:
    """Tell whether one street goes most of the way round a narrow piece of ground."""
    if 2 * face.area > MEDIAN_M * face.length:
        return False
    pairs = [p for r in (face.exterior, *face.interiors) for p in itertools.pairwise(r.coords)]
    lines = {id(layer.strand): layer.strand for layer in layers}.values()
    for strand in lines:
        on = strand.positions()
        along = sum(math.dist(a, b) for a, b in pairs if a in on and b in on)
        if along > MEDIAN_SHARE * face.length:
            return True
    return False
