"""The rim of an area runs along ways, or along what the ledger says was put in their place."""

from __future__ import annotations

import dataclasses
import itertools
import math
from typing import TYPE_CHECKING

import pytest
import shapely
import shapely.ops
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.compiler.choice import iou
from boundaries.compiler.compile import compile_legs
from boundaries.compiler.layers import EXTENSION_ID
from boundaries.edition.areas import bundled_network
from boundaries.edition.definition import load_definition, slugs
from boundaries.edition.edition import load_edition
from boundaries.model import (
    Certainty,
    CompileStatus,
    Decision,
    DrawnLine,
    JunctionKind,
    LegKind,
    LegSpec,
    LineRule,
)
from geo.network import LineNetwork
from tests.geo.grid import draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boundaries.model import Compilation, Edition

TOWN = """
a        b        c

d        e        f
                    k
g        h        i     j
"""
"""k is the end of a street that stops short of i, as far as a test says."""
STREETS = {
    "Északi utca": "abc",
    "Középső utca": "def",
    "Déli utca": "ghi",
    "Nyugati utca": "adg",
    "Belső utca": "beh",
    "Keleti utca": "cfi",
}
RINGS = (
    ("Északi utca", "Belső utca", "Középső utca", "Nyugati utca"),
    ("Északi utca", "Keleti utca", "Déli utca", "Nyugati utca"),
    ("Középső utca", "Keleti utca", "Déli utca", "Belső utca"),
    ("Északi utca", "Keleti utca", "Középső utca", "Belső utca", "Déli utca", "Nyugati utca"),
)
SIDES = (
    LineRule.CENTRE_LINE,
    LineRule.OUTER_SIDE,
    LineRule.INNER_SIDE,
    LineRule.BOTH_SIDES,
    LineRule.EVERY_NUMBER,
)


def network(*, gap_m: float = 0.0, angle: float = 0.0, dx: float = 0.0) -> LineNetwork:
    """The grid; with a gap, Keleti utca ends so many metres before Déli utca."""
    made = draw(TOWN, {**STREETS, "Keleti utca": "cfk", "Déli utca": "ghij"} if gap_m else STREETS)
    xy = dict(made.xy)
    if gap_m:
        last = next(w for w in made.ways if w.names == ("Keleti utca",)).nodes
        corner = xy[next(w for w in made.ways if w.names == ("Déli utca",)).nodes[2]]
        xy[last[-1]] = (corner[0], corner[1] + gap_m)
    middle = (698_300.0, 171_700.0)
    cos, sin = math.cos(angle), math.sin(angle)
    turned = {
        n: (
            middle[0] + dx + cos * (x - middle[0]) - sin * (y - middle[1]),
            middle[1] - dx + sin * (x - middle[0]) + cos * (y - middle[1]),
        )
        for n, (x, y) in xy.items()
    }
    return LineNetwork.from_ways(made.ways, turned, epsg=made.epsg, source="grid")


def legs(names: Sequence[str], rules: Sequence[LineRule] = ()) -> list[LegSpec]:
    told = itertools.chain(rules, itertools.repeat(LineRule.CENTRE_LINE))
    return [
        LegSpec(n, LegKind.STREET, name, name, rule=rule)
        for n, (name, rule) in enumerate(zip(names, told, strict=False), start=1)
    ]


def constructions(outcome: Compilation | Edition) -> shapely.Geometry:
    """Everything that a ledger says the rim may run along that is no way of the map."""
    found: list[shapely.Geometry] = []
    walked = [leg for leg in outcome.legs if len(leg.line) > 1]
    for leg, behind in zip(walked, [*walked[1:], *walked[:1]], strict=True):
        if leg.end is not None and leg.end.kind is JunctionKind.BRIDGED:
            found.append(shapely.LineString([leg.line[-1], behind.line[0]]))
        if leg.offset_m:
            strip = shapely.LineString(leg.line).buffer(abs(leg.offset_m), cap_style="flat")
            found.append(strip.boundary)
        if leg.decision is Decision.DRAWN or any(u.way_id <= EXTENSION_ID for u in leg.ways):
            found.append(shapely.LineString(leg.line))
    return shapely.union_all(found)


def ways_of(outcome: Compilation | Edition, lines: LineNetwork) -> shapely.Geometry:
    """The ways that a ledger names, each as far as it says."""
    by_id = {way.id: lines.line(way) for way in lines.ways}
    return shapely.union_all(
        [
            shapely.ops.substring(
                by_id[use.way_id], min(use.from_m, use.to_m), max(use.from_m, use.to_m)
            )
            for leg in outcome.legs
            for use in leg.ways
            if use.way_id in by_id
        ]
    )


def stray_m(outcome: Compilation | Edition, lines: LineNetwork) -> float:
    """Metres of the rim that no line of the ledger accounts for."""
    assert outcome.area is not None
    named = shapely.union(ways_of(outcome, lines), constructions(outcome))
    return float(shapely.difference(outcome.area.boundary, named.buffer(0.02)).length)


@settings(max_examples=40, deadline=None)
@given(
    ring=st.sampled_from(RINGS),
    rules=st.lists(st.sampled_from(SIDES), max_size=6),
    angle=st.floats(0, 6.28),
    dx=st.floats(-2000, 2000),
)
def test_with_side_rules_the_rim_runs_along_ways_or_offsets(
    ring: tuple[str, ...], rules: list[LineRule], angle: float, dx: float
) -> None:
    lines = network(angle=angle, dx=dx)
    outcome = compile_legs(legs(ring, rules), lines)
    assert outcome.status is CompileStatus.COMPILED
    assert stray_m(outcome, lines) == 0
    moved = [leg for leg in outcome.legs if leg.rule is not LineRule.CENTRE_LINE]
    assert all(leg.offset_m and leg.offset_basis for leg in moved)


@settings(max_examples=40, deadline=None)
@given(
    rules=st.lists(st.sampled_from(SIDES), max_size=4),
    turn=st.integers(0, 3),
    angle=st.floats(0, 6.28),
    dx=st.floats(-2000, 2000),
    backwards=st.booleans(),
)
def test_legs_turned_or_reversed_on_a_turned_map_give_the_same_area_with_their_rules(
    rules: list[LineRule], turn: int, angle: float, dx: float, *, backwards: bool
) -> None:
    plain = legs(RINGS[1], rules)
    again = plain[turn:] + plain[:turn]
    again = again[::-1] if backwards else again
    first = compile_legs(plain, network())
    second = compile_legs(again, network(angle=angle, dx=dx))
    assert first.area is not None
    assert second.area is not None
    # The lines of a ledger are rounded to a centimetre before they are moved.
    assert second.area.area == pytest.approx(first.area.area, abs=0.01 * first.area.length)
    same = compile_legs(again, network())
    assert same.area is not None
    assert iou(first.area, same.area) > 0.999999


@settings(max_examples=30, deadline=None)
@given(gap=st.floats(1.0, 39.0), angle=st.floats(0, 6.28))
def test_over_a_gap_the_rim_runs_along_the_bridge_that_the_ledger_names(
    gap: float, angle: float
) -> None:
    lines = network(gap_m=gap, angle=angle)
    outcome = compile_legs(legs(RINGS[1]), lines)
    assert outcome.status is CompileStatus.COMPILED
    end = outcome.legs[1].end
    assert end is not None
    assert end.kind is JunctionKind.BRIDGED
    assert end.gap_m == pytest.approx(gap, abs=0.02)
    assert "bridged" in {p.code for p in outcome.problems}
    assert stray_m(outcome, lines) == 0


@settings(max_examples=30, deadline=None)
@given(short=st.floats(45.0, 100.0), angle=st.floats(0, 6.28), rule=st.sampled_from(SIDES))
def test_along_a_straight_extension_the_rim_runs_where_the_ledger_says(
    short: float, angle: float, rule: LineRule
) -> None:
    """Keleti utca stops short of Déli utca, too far off for a bridge."""
    lines = network(gap_m=short, angle=angle)
    specs = legs(RINGS[1], (rule,))
    specs[1] = dataclasses.replace(specs[1], rule=LineRule.EXTENSION)
    outcome = compile_legs(specs, lines)
    assert outcome.status is CompileStatus.COMPILED
    (made,) = [use for use in outcome.legs[1].ways if use.way_id <= EXTENSION_ID]
    assert abs(made.to_m - made.from_m) == pytest.approx(short, abs=0.02)
    assert outcome.legs[1].certainty is Certainty.INFERRED
    assert stray_m(outcome, lines) == 0
    whole = compile_legs(legs(RINGS[1], (rule,)), network(angle=angle))
    assert outcome.area is not None
    assert whole.area is not None
    assert iou(outcome.area, whole.area) > 0.9999


@settings(max_examples=30, deadline=None)
@given(
    bend=st.floats(-80.0, 80.0),
    short=st.floats(0.0, 30.0),
    rule=st.sampled_from(SIDES),
    backwards=st.booleans(),
)
def test_a_drawn_line_is_followed_and_stands_in_the_ledger(
    bend: float, short: float, rule: LineRule, *, backwards: bool
) -> None:
    """A line of the test's own from Északi utca to Déli utca in place of Keleti utca."""
    lines = network()
    at = {name: lines.line(next(w for w in lines.ways if w.names == (name,))) for name in STREETS}
    top, bottom = at["Északi utca"].coords[-1], at["Déli utca"].coords[-1]
    middle = ((top[0] + bottom[0]) / 2 + bend, (top[1] + bottom[1]) / 2)
    points = [(top[0], top[1] - short), middle, (bottom[0], bottom[1])]
    drawn = DrawnLine(
        shapely.LineString(points[::-1] if backwards else points), "A. Clerk", "plan", "2026-11-01"
    )
    specs = legs(("Északi utca", "Rajzolt vonal", "Déli utca", "Nyugati utca"))
    specs[1] = dataclasses.replace(specs[1], drawn=drawn, rule=rule)
    outcome = compile_legs(specs, lines)
    assert outcome.status is CompileStatus.COMPILED
    leg = outcome.legs[1]
    assert (leg.decision, leg.author, leg.date) == (Decision.DRAWN, "A. Clerk", "2026-11-01")
    assert stray_m(outcome, lines) == 0
    assert shapely.LineString(leg.line).hausdorff_distance(drawn.line) <= short + 0.05


@pytest.mark.parametrize("slug", slugs())
def test_the_rim_of_every_edition_runs_along_what_its_ledger_names(slug: str) -> None:
    definition = load_definition(slug)
    lines = bundled_network((definition.network,))
    for variant in definition.variants:
        assert stray_m(load_edition(slug, variant), lines) == 0
