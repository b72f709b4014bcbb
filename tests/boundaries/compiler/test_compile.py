"""The compiler on streets drawn as grids: what must be walked, shown or refused."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.compiler.choice import iou
from boundaries.compiler.compile import compile_legs, compile_text
from boundaries.model import (
    Certainty,
    Compilation,
    CompileStatus,
    Decision,
    JunctionKind,
    LegKind,
    LegSpec,
    LineRule,
    Section,
    StandIn,
)
from geo.network import LineNetwork, Way, WayKind
from tests.geo.grid import draw, positions

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCK = """
a     b     c

d     e     f

g     h     i
"""
STREETS = {
    "Északi utca": "abc",
    "Középső utca": "def",
    "Déli utca": "ghi",
    "Nyugati utca": "adg",
    "Belső utca": "beh",
    "Keleti utca": "cfi",
}


def legs(*names: str, kind: LegKind = LegKind.STREET) -> list[LegSpec]:
    return [LegSpec(n, kind, name, name) for n, name in enumerate(names, start=1)]


def codes(outcome: Compilation) -> set[str]:
    return {p.code for p in outcome.problems}


def polygon(grid: str, ring: str) -> shapely.Polygon:
    where = positions(grid)
    return shapely.Polygon([where[letter] for letter in ring])


def test_four_streets_close_a_block() -> None:
    network = draw(BLOCK, STREETS)
    outcome = compile_legs(
        legs("Északi utca", "Belső utca", "Középső utca", "Nyugati utca"), network
    )
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.area is not None
    assert outcome.area.equals(polygon(BLOCK, "abed"))
    assert outcome.problems == ()
    assert [leg.decision for leg in outcome.legs] == [Decision.WALKED] * 4
    assert outcome.legs[0].ways[0].way_id == 100
    assert outcome.legs[0].end is not None
    assert outcome.legs[0].end.kind is JunctionKind.SHARED_NODE


def test_the_outer_ring_of_the_grid() -> None:
    network = draw(BLOCK, STREETS)
    outcome = compile_legs(legs("Északi utca", "Keleti utca", "Déli utca", "Nyugati utca"), network)
    assert outcome.area is not None
    assert outcome.area.equals(polygon(BLOCK, "acig"))


def test_first_leg_written_again_at_the_end_continues_it() -> None:
    network = draw(BLOCK, STREETS)
    names = ("Északi utca", "Belső utca", "Középső utca", "Nyugati utca", "Északi utca")
    outcome = compile_legs(legs(*names), network)
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.legs[4].decision is Decision.CONTINUES
    assert outcome.legs[4].continues == 1


def test_two_streets_walked_twice_give_two_touching_parts() -> None:
    grid = """
    a     b

    d     e     c

          f     g
    """
    network = draw(
        grid,
        {
            "Fő utca": "bef",
            "Kereszt utca": "dec",
            "Felső utca": "ab",
            "Bal utca": "ad",
            "Jobb utca": "cg",
            "Alsó utca": "fg",
        },
    )
    names = (
        "Felső utca",
        "Fő utca",
        "Kereszt utca",
        "Jobb utca",
        "Alsó utca",
        "Fő utca",
        "Kereszt utca",
        "Bal utca",
    )
    outcome = compile_legs(legs(*names), network)
    assert outcome.area is not None
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.area.is_valid
    parts = sorted(outcome.area.geoms, key=lambda p: p.centroid.y)
    assert parts[0].equals(polygon(grid, "ecgf"))
    assert parts[1].equals(polygon(grid, "abed"))
    assert parts[0].touches(parts[1])


def test_a_street_that_is_not_on_the_map_is_named_and_no_area_is_given() -> None:
    network = draw(BLOCK, STREETS)
    outcome = compile_legs(
        legs("Északi utca", "Belsö uttca", "Középső utca", "Nyugati utca"), network
    )
    assert outcome.status is CompileStatus.INCOMPLETE
    assert outcome.area is None
    (problem,) = [p for p in outcome.problems if p.code == "no_such_name"]
    assert problem.legs == (2,)
    candidates = problem.details["candidates"]
    assert isinstance(candidates, list)
    assert candidates[0]["name"] == "Belső utca"


def test_the_type_of_a_street_is_never_changed() -> None:
    network = draw(BLOCK, STREETS)
    outcome = compile_legs(
        legs("Északi utca", "Belső tér", "Középső utca", "Nyugati utca"), network
    )
    assert outcome.status is CompileStatus.INCOMPLETE
    (problem,) = outcome.problems
    assert problem.details["namesakes"] == ["Belső utca"]


def test_neighbours_that_do_not_meet_are_named_with_the_gap_and_what_would_close_it() -> None:
    network = draw(BLOCK, STREETS)
    outcome = compile_legs(legs("Északi utca", "Keleti utca", "Déli utca", "Északi utca"), network)
    assert outcome.status is CompileStatus.INCOMPLETE
    (gap,) = [p for p in outcome.problems if p.code == "gap"]
    assert gap.legs == (3, 1)
    assert gap.details["gap_m"] == pytest.approx(480)
    assert "Nyugati utca" in str(gap.details["missing"]) or "Belső utca" in str(gap.details)


def test_two_legs_in_the_wrong_order_are_found() -> None:
    network = draw(BLOCK, STREETS)
    outcome = compile_legs(legs("Északi utca", "Déli utca", "Keleti utca", "Nyugati utca"), network)
    assert outcome.status is not CompileStatus.COMPILED
    assert "likelier_order" in codes(outcome)


def test_a_short_straight_gap_is_bridged_and_reported() -> None:
    grid = """
    a      b

    d     ce
    """
    network = draw(
        grid, {"Egy utca": "ab", "Két utca": "be", "Három utca": "cd", "Négy utca": "da"}
    )
    outcome = compile_legs(legs("Egy utca", "Két utca", "Három utca", "Négy utca"), network)
    assert outcome.status is CompileStatus.COMPILED
    (bridge,) = [p for p in outcome.problems if p.code == "bridged"]
    assert bridge.legs == (2, 3)
    assert bridge.details["gap_m"] == pytest.approx(30)
    assert outcome.legs[1].end is not None
    assert outcome.legs[1].end.kind is JunctionKind.BRIDGED


def test_a_bridge_over_the_cap_leaves_the_ring_open() -> None:
    grid = """
    a            b

    d     c      e
    """
    network = draw(
        grid,
        {"Egy utca": "ab", "Két utca": "be", "Három utca": "cd", "Négy utca": "da", "?": "ce"},
    )
    outcome = compile_legs(legs("Egy utca", "Két utca", "Három utca", "Négy utca"), network)
    assert outcome.status is CompileStatus.INCOMPLETE
    assert outcome.area is None
    assert "gap" in codes(outcome)


def test_a_railway_crosses_without_a_shared_node() -> None:
    grid = """
     a     b
    r       s
     c     d
    """
    network = draw(
        grid,
        {"Egy utca": "ac", "Két utca": "bd", "Vasút": "rs", "Felső utca": "ab"},
        kinds={"Vasút": WayKind.RAILWAY},
    )
    specs = legs("Felső utca", "Két utca", "Vasút", "Egy utca")
    specs[2] = LegSpec(3, LegKind.RAILWAY, "Vasút", "Vasút")
    outcome = compile_legs(specs, network)
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.area is not None
    assert outcome.area.area == pytest.approx(180 * 240)
    assert outcome.legs[2].end is not None
    assert outcome.legs[2].end.kind is JunctionKind.CROSSING


def test_streets_that_meet_twice_are_ambiguous_and_both_areas_are_shown() -> None:
    grid = """
    a     b     c

    d     e     f
    """
    network = draw(grid, {"Ív utca": "abc", "Húr utca": "dbef,fc", "Oldal utca": "ad"})
    outcome = compile_legs(legs("Ív utca", "Húr utca", "Oldal utca"), network)
    assert outcome.status is CompileStatus.AMBIGUOUS
    shown = [outcome.area, *(other.area for other in outcome.alternatives)]
    assert len(shown) == 2
    assert "ambiguous" in codes(outcome)


def test_a_stand_in_closes_the_ring_and_is_marked() -> None:
    network = draw(BLOCK, STREETS)
    zone = polygon(BLOCK, "bcfe")
    stand_in = StandIn(LegKind.STREET, "Belső utca", "no line is known", zone, "z")
    specs = legs("Északi utca", "Ismeretlen utca", "Középső utca", "Nyugati utca")
    specs[1] = LegSpec(2, LegKind.STREET, "Ismeretlen utca", "Ismeretlen utca", stand_in=stand_in)
    outcome = compile_legs(specs, network)
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.provisional == (2,)
    assert outcome.uncertain_zone is not None
    assert outcome.uncertain_zone.equals(zone)
    assert outcome.legs[1].decision is Decision.STAND_IN
    assert outcome.legs[1].certainty is Certainty.UNKNOWN
    assert outcome.legs[1].uncertainty_m is None
    assert outcome.legs[1].walked_as == "Belső utca"


def test_without_legs_there_is_no_area() -> None:
    outcome = compile_legs([], draw(BLOCK, STREETS))
    assert outcome.status is CompileStatus.INCOMPLETE
    assert codes(outcome) == {"no_legs"}


RINGS = (
    ("Északi utca", "Belső utca", "Középső utca", "Nyugati utca"),
    ("Északi utca", "Keleti utca", "Déli utca", "Nyugati utca"),
    ("Középső utca", "Keleti utca", "Déli utca", "Nyugati utca"),
)


def moved(network: LineNetwork, angle: float, dx: float, dy: float) -> LineNetwork:
    cos, sin = math.cos(angle), math.sin(angle)
    xy = {n: (cos * x - sin * y + dx, sin * x + cos * y + dy) for n, (x, y) in network.xy.items()}
    return LineNetwork.from_ways(network.ways, xy, epsg=network.epsg, source="moved")


def area_of(names: Sequence[str], network: LineNetwork) -> shapely.MultiPolygon:
    outcome = compile_legs(legs(*names), network)
    assert outcome.area is not None
    return outcome.area


@settings(max_examples=40, deadline=None)
@given(
    ring=st.sampled_from(RINGS),
    turn=st.integers(0, 3),
    backwards=st.booleans(),
)
def test_rotating_or_reversing_the_legs_leaves_the_area(
    ring: tuple[str, ...], turn: int, *, backwards: bool
) -> None:
    network = draw(BLOCK, STREETS)
    again = ring[turn:] + ring[:turn]
    if backwards:
        again = again[::-1]
    assert iou(area_of(ring, network), area_of(again, network)) > 0.999999


@settings(max_examples=40, deadline=None)
@given(
    ring=st.sampled_from(RINGS),
    angle=st.floats(0, 6.28),
    dx=st.floats(-5000, 5000),
    dy=st.floats(-5000, 5000),
)
def test_moving_the_map_leaves_the_area(
    ring: tuple[str, ...], angle: float, dx: float, dy: float
) -> None:
    network = draw(BLOCK, STREETS)
    plain, turned = area_of(ring, network), area_of(ring, moved(network, angle, dx, dy))
    assert plain.area == pytest.approx(turned.area, rel=1e-6)
    assert len(plain.geoms) == len(turned.geoms)


def test_the_ring_runs_along_the_ways_that_the_ledger_names() -> None:
    network = draw(BLOCK, STREETS)
    outcome = compile_legs(legs(*RINGS[1]), network)
    assert outcome.area is not None
    by_id: dict[int, list[Way]] = {}
    for way in network.ways:
        by_id.setdefault(way.id, []).append(way)
    named = shapely.union_all(
        [network.line(w) for leg in outcome.legs for use in leg.ways for w in by_id[use.way_id]]
    )
    assert shapely.difference(outcome.area.boundary, named.buffer(0.01)).is_empty


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Északi utca – Belső utca – Középső utca – Nyugati utca", CompileStatus.COMPILED),
        ("Északi utca – Belső u. – Középső u. – Nyugati u.", CompileStatus.COMPILED),
        (
            "Északi utca – Belső utca – Középső utca – Nyugati utca kivéve a gyárat",
            CompileStatus.INCOMPLETE,
        ),
        ("Északi utca – Belső utca – Nyugati utca által határolt rész", CompileStatus.INCOMPLETE),
    ],
)
def test_a_sentence_is_compiled_as_it_stands(text: str, status: CompileStatus) -> None:
    assert compile_text(text, draw(BLOCK, STREETS)).status is status


def test_a_short_u_may_stand_for_ut_but_only_where_no_utca_has_the_name() -> None:
    streets = {name.replace("Belső utca", "Belső út"): run for name, run in STREETS.items()}
    outcome = compile_text(
        "Északi utca – Belső u. – Középső utca – Nyugati utca", draw(BLOCK, streets)
    )
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.legs[1].walked_as == "Belső út"


def test_the_limit_of_a_section_decides_where_the_walk_turns() -> None:
    grid = """
                x
    a     b     c     g

    d     e     f     h
    """
    network = draw(
        grid,
        {
            "Felső utca": "abcg",
            "Alsó utca": "defh",
            "Bal utca": "ad",
            "Közép utca": "be,cf",
            "Távoli utca": "xc",
        },
    )
    plain = legs("Felső utca", "Közép utca", "Alsó utca", "Bal utca")
    short = compile_legs(plain, network)
    assert short.area is not None
    assert short.area.equals(polygon(grid, "abed"))
    for name, ring in (("Távoli utca", "acfd"), ("Ismeretlen utca", "abed")):
        limited = [dataclasses.replace(plain[0], section=Section(None, name)), *plain[1:]]
        outcome = compile_legs(limited, network)
        assert outcome.area is not None
        assert outcome.area.equals(polygon(grid, ring))
        assert ("limit_not_found" in codes(outcome)) == (name == "Ismeretlen utca")


@pytest.mark.parametrize(
    ("section", "kept"),
    [
        ("", True),
        ("a Déli utcától", True),
        ("(a Déli utcától északra)", True),
        ("(Déli utca és Északi utca között)", True),
        ("(Középső utca és Északi utca között)", False),
        ("(a Középső utcától északra)", False),
        ("a Középső utcáig", False),
    ],
)
def test_a_limit_that_the_walk_passes_is_said(section: str, *, kept: bool) -> None:
    outcome = compile_text(
        f"Nyugati utca {section} – Északi utca – Keleti utca – Déli utca", draw(BLOCK, STREETS)
    )
    assert outcome.status is CompileStatus.COMPILED
    assert ("limit_not_kept" not in codes(outcome)) == kept


def test_the_straight_extension_of_a_street_closes_the_ring() -> None:
    grid = """
    a     b

          c
    d     e
    """
    network = draw(
        grid, {"Felső utca": "ab", "Jobb utca": "bc", "Alsó utca": "de", "Bal utca": "ad"}
    )
    plain = legs("Felső utca", "Jobb utca", "Alsó utca", "Bal utca")
    assert compile_legs(plain, network).status is CompileStatus.INCOMPLETE
    plain[1] = dataclasses.replace(plain[1], rule=LineRule.EXTENSION)
    outcome = compile_legs(plain, network)
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.area is not None
    assert iou(outcome.area, polygon(grid, "abed")) > 0.9999
    assert outcome.legs[1].certainty is Certainty.INFERRED


@pytest.mark.parametrize(
    ("rule", "side", "sign"),
    [
        (LineRule.OUTER_SIDE, "külső oldala", 1),
        (LineRule.BOTH_SIDES, "mindkét oldala", 1),
        (LineRule.INNER_SIDE, "belső oldala", -1),
        (LineRule.COMPASS_SIDE, "északi oldala", 1),
        (LineRule.COMPASS_SIDE, "észak-keleti oldala", 1),
        (LineRule.COMPASS_SIDE, "dél-nyugati oldala", -1),
        (LineRule.COMPASS_SIDE, "déli oldala", -1),
        (LineRule.CENTRE_LINE, None, 0),
        (LineRule.COMPASS_SIDE, "keleti oldala", 0),
    ],
)
def test_a_side_rule_moves_the_line_by_half_the_width(
    rule: LineRule, side: str | None, sign: int
) -> None:
    tags = {"Északi utca": {"highway": "residential", "width": "8"}}
    network = draw(BLOCK, STREETS, tags=tags)
    plain = legs("Északi utca", "Keleti utca", "Déli utca", "Nyugati utca")
    plain[0] = dataclasses.replace(plain[0], rule=rule, side=side)
    outcome = compile_legs(plain, network)
    assert outcome.area is not None
    centre = polygon(BLOCK, "acig")
    assert outcome.area.area == pytest.approx(centre.area + sign * 4 * 360, abs=1)
    leg = outcome.legs[0]
    assert leg.offset_m == (4.0 * sign if sign else None)
    assert leg.offset_basis == ("width tag" if sign else None)


def test_a_line_that_closes_by_itself_is_an_area_with_its_ways_in_the_ledger() -> None:
    grid = """
    a     b

    d     e
    """
    network = draw(
        grid, {"Város határa": "abe,eda", "Fő utca": "ae"}, kinds={"Város határa": WayKind.BORDER}
    )
    outcome = compile_legs(legs("Város határa", kind=LegKind.BORDER), network)
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.area is not None
    assert outcome.area.equals(polygon(grid, "abed"))
    assert outcome.legs[0].decision is Decision.WALKED
    assert {use.way_id for use in outcome.legs[0].ways} == {100, 101}
    alone = compile_legs(legs("Fő utca"), network)
    assert alone.status is CompileStatus.INCOMPLETE
    assert "not_closed" in codes(alone)
