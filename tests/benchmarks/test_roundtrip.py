"""Facts about the round-trip benchmark: what it draws, writes and judges."""

from __future__ import annotations

import dataclasses
import random
import sys
from pathlib import Path

import pytest
import shapely

from boundaries.model import Compilation, CompileStatus, Problem
from geo.network import LineNetwork, Way, WayKind

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from roundtrip import BEDS, beds_folder, main
from roundtrip_blocks import block_map
from roundtrip_cases import Case, Kind, cases_of
from roundtrip_clerk import abbreviated, misspelt, plain, sentence
from roundtrip_ground import joined, overlap_share, without
from roundtrip_judge import Outcome, overlap, run_case
from roundtrip_meets import Meetings, Validity
from roundtrip_regions import Region, draw_regions
from roundtrip_report import failures, summarise, table
from roundtrip_twins import twin_of

EPSG = 23700


def street(number: int, name: str, *nodes: int, highway: str = "residential") -> Way:
    tags = {"highway": highway} | ({"name": name} if name else {})
    return Way(number, WayKind.STREET, nodes, (name,) if name else (), (), tags)


def grid(size: int = 5, step: float = 100.0) -> LineNetwork:
    """Return `size` streets each way; row streets first."""
    xy = {r * size + c: (c * step, r * step) for r in range(size) for c in range(size)}
    rows = [street(1 + r, f"Sor {r} utca", *range(r * size, (r + 1) * size)) for r in range(size)]
    columns = [
        street(100 + c, f"Oszlop {c} utca", *range(c, size * size, size)) for c in range(size)
    ]
    return LineNetwork(EPSG, (*rows, *columns), xy, "grid")


def dual() -> LineNetwork:
    """Return two blocks with a dual carriageway, 10 m wide, between them."""
    xy = {
        1: (0.0, 0.0),
        2: (100.0, 0.0),
        3: (110.0, 0.0),
        4: (210.0, 0.0),
        5: (0.0, 100.0),
        6: (100.0, 100.0),
        7: (110.0, 100.0),
        8: (210.0, 100.0),
    }
    ways = (
        street(1, "Alsó utca", 1, 2, 3, 4),
        street(2, "Felső utca", 5, 6, 7, 8),
        street(3, "Bal utca", 1, 5),
        street(4, "Kettős út", 2, 6),
        street(5, "Kettős út", 7, 3),
        street(6, "Jobb utca", 4, 8),
    )
    return LineNetwork(EPSG, ways, xy, "dual")


def regions_of(network: LineNetwork, count: int = 30, seed: int = 1) -> list[Region]:
    return draw_regions(block_map(network), bed="test", seed=seed, count=count)


def test_a_grid_has_one_block_for_each_square() -> None:
    ground = block_map(grid(5))
    assert len(ground.blocks) == 16
    assert {round(ground.faces[b].polygon.area) for b in ground.blocks} == {10_000}


def test_footways_tunnels_and_unnamed_tracks_cut_no_block() -> None:
    network = grid(2)
    extra = (
        street(200, "Gyalogút", 0, 3, highway="footway"),
        street(201, "", 0, 3, highway="track"),
    )
    whole = LineNetwork(EPSG, (*network.ways, *extra), network.xy, "grid")
    assert len(block_map(whole).blocks) == 1


def test_regions_are_closed_rims_of_4_to_20_legs() -> None:
    network = grid(6)
    regions = regions_of(network)
    assert len(regions) == 30
    for region in regions:
        assert 4 <= len(region.legs) <= 20
        rim = sum(leg.metres for leg in region.legs)
        assert rim == pytest.approx(sum(p.length for p in region.area.geoms))
        ends = [(leg.nodes[0], leg.nodes[-1]) for leg in region.legs]
        assert all(a[1] == b[0] for a, b in zip(ends, ends[1:] + ends[:1], strict=True))
        names = [leg.name for leg in region.legs]
        assert all(a != b for a, b in zip(names, names[1:] + names[:1], strict=True))


def test_the_same_seed_draws_the_same_regions_and_another_does_not() -> None:
    network = grid(6)
    first, again, other = (regions_of(network, 12, seed) for seed in (1, 1, 2))
    assert first == again
    assert [r.legs for r in first] != [r.legs for r in other]


def test_a_rim_that_touches_itself_is_told() -> None:
    touching = [r for r in regions_of(grid(7), 200) if r.touching]
    assert touching
    for region in touching:
        passed = [n for leg in region.legs for n in leg.nodes[:-1]]
        assert len(set(passed)) < len(passed)


def test_a_dual_carriageway_is_no_block_and_its_middle_is_loose() -> None:
    network = dual()
    ground = block_map(network)
    assert len(ground.blocks) == 2
    regions = draw_regions(ground, bed="dual", seed=1, count=3)
    by_area = {round(r.area.area): r for r in regions}
    assert set(by_area) == {10_000, 21_000}
    assert round(by_area[10_000].loose.area) == 1000
    assert by_area[21_000].loose.is_empty


def test_either_carriageway_is_right_but_only_one_strictly() -> None:
    region = next(r for r in regions_of(dual(), 3) if round(r.area.area) == 10_000)
    far = shapely.MultiPolygon([shapely.box(0, 0, 110, 100)])
    assert region.area.contains(shapely.Point(50, 50))
    strict, free = overlap(far, region)
    assert strict == pytest.approx(10 / 11)
    assert free == pytest.approx(1.0)


def test_a_short_stub_is_left_out_and_a_long_one_is_not() -> None:
    def legs(stub_m: float) -> set[str]:
        xy = {1: (0.0, 0.0), 2: (200.0, 0.0), 3: (200.0, 200.0)}
        xy |= {4: (stub_m, 200.0), 5: (0.0, 200.0 - stub_m)}
        ways = (
            street(1, "Dél utca", 1, 2),
            street(2, "Kelet utca", 2, 3),
            street(3, "Észak utca", 3, 4),
            street(4, "Csonk köz", 4, 5),
            street(5, "Nyugat utca", 5, 1),
        )
        (region,) = regions_of(LineNetwork(EPSG, ways, xy, "stub"), 1)
        return {leg.name for leg in region.legs}

    assert "Csonk köz" not in legs(10.0)
    assert "Csonk köz" in legs(20.0)


@pytest.mark.parametrize(("link_m", "drawn"), [(30.0, 1), (60.0, 0)])
def test_only_a_short_unnamed_link_joins_a_rim(link_m: float, drawn: int) -> None:
    xy = {1: (0.0, 0.0), 2: (400.0, 0.0), 3: (400.0, 400.0), 4: (link_m, 400.0), 5: (0.0, 400.0)}
    ways = (
        street(1, "Dél utca", 1, 2),
        street(2, "Kelet utca", 2, 3),
        street(3, "Észak utca", 3, 4),
        street(4, "", 4, 5),
        street(5, "Nyugat utca", 5, 1),
    )
    regions = regions_of(LineNetwork(EPSG, ways, xy, "link"), 1)
    assert len(regions) == drawn
    assert all(r.links == 1 for r in regions)


def test_the_clerk_writes_what_a_clerk_writes() -> None:
    names = ["Fő utca", "Árpád körút", "Kossuth tér"]
    assert sentence(names, tail=True) == (
        "Fő utca – Árpád körút – Kossuth tér által határolt terület"
    )
    assert sentence(names, closed=True).endswith("Kossuth tér – Fő utca")
    assert [abbreviated(n) for n in names] == ["Fő u.", "Árpád krt.", "Kossuth tér"]


def test_a_slip_makes_a_name_that_does_not_exist_and_keeps_the_type() -> None:
    known = {plain(n) for n in ("Petőfi utca", "Petöfi utca", "Petfi utca")}
    rng = random.Random(5)  # noqa: S311 - a benchmark, no secret
    slips = {misspelt("Petőfi utca", rng, known) for _ in range(200)}
    assert None not in slips
    assert len(slips) > 10
    for slip in slips:
        assert slip is not None
        assert plain(slip) not in known
        assert slip.endswith(" utca")
    assert misspelt("Fő utca", rng, set()) is None


def test_every_sentence_drawn_from_a_rim_is_valid() -> None:
    network = grid(6)
    meetings = Meetings(network)
    for region in regions_of(network):
        assert meetings.validity([leg.name for leg in region.legs]) is Validity.EXACT


def test_an_altered_sentence_is_other_valid_exactly_when_it_can_be_walked() -> None:
    meetings = Meetings(grid(5))
    assert meetings.validity(["Sor 0 utca", "Oszlop 1 utca", "Sor 3 utca", "Oszlop 2 utca"]) is (
        Validity.EXACT
    )
    parallel = ["Sor 0 utca", "Sor 1 utca", "Oszlop 0 utca", "Oszlop 1 utca"]
    assert meetings.validity(parallel) is Validity.NO


def test_three_streets_through_one_point_bound_nothing() -> None:
    xy = {0: (0.0, 0.0), 1: (100.0, 0.0), 2: (0.0, 100.0), 3: (-70.0, -70.0)}
    ways = (street(1, "A utca", 0, 1), street(2, "B utca", 0, 2), street(3, "C utca", 0, 3))
    meetings = Meetings(LineNetwork(EPSG, ways, xy, "star"))
    assert meetings.validity(["A utca", "B utca", "C utca"]) is Validity.NO


def test_a_gap_that_the_clerk_leaves_unwritten_counts_as_slack() -> None:
    xy = {1: (0.0, 0.0), 2: (100.0, 0.0), 3: (100.0, 100.0), 4: (0.0, 100.0), 5: (0.0, 12.0)}
    ways = (
        street(1, "Dél utca", 1, 2),
        street(2, "Kelet utca", 2, 3),
        street(3, "Észak utca", 3, 4),
        street(4, "Nyugat utca", 4, 5),
    )
    names = [w.names[0] for w in ways]
    assert Meetings(LineNetwork(EPSG, ways, xy, "gap")).validity(names) is Validity.SLACK
    wide = LineNetwork(EPSG, ways, {**xy, 5: (0.0, 20.0)}, "gap")
    assert Meetings(wide).validity(names) is Validity.NO


def test_altered_sentences_name_their_culprits() -> None:
    network = grid(6)
    meetings = Meetings(network)
    seen: set[Kind] = set()
    for region in regions_of(network):
        cases = {c.kind: c for c in cases_of(region, meetings, bed="test", seed=1)}
        seen |= cases.keys()
        if region.touching:
            assert set(cases) == {Kind.TOUCHING}
            continue
        legs = len(region.legs)
        typo = cases[Kind.TYPO]
        written = typo.text.split(" – ")
        assert len(written) == legs
        assert written[typo.culprits[0] - 1] not in meetings.names
        if missing := cases.get(Kind.MISSING):
            left = missing.text.split(" – ")
            assert len(left) == legs - 1
            a, b = missing.culprits
            assert (b - a) % len(left) == 1
    assert seen >= {Kind.CLEAN, Kind.REVERSED, Kind.ROTATED, Kind.TYPO, Kind.MISSING, Kind.SWAPPED}


def answer(
    area: shapely.MultiPolygon | None,
    *problems: Problem,
    status: CompileStatus = CompileStatus.COMPILED,
) -> Compilation:
    return Compilation(status, area, None, (), (), tuple(problems), EPSG)


def judged(case: Case, given: Compilation) -> Outcome:
    network = grid(5)
    region = regions_of(network, 1)[0]
    if given.area is None and given.status is CompileStatus.COMPILED:
        given = dataclasses.replace(given, area=region.area)
    outcome, _ = run_case(lambda _text, _network: given, network, region, case, "test")
    return outcome


ELSEWHERE = shapely.MultiPolygon([shapely.box(9000, 9000, 9100, 9100)])


def test_a_wrong_area_without_a_word_is_wrong_in_silence() -> None:
    case = Case(Kind.CLEAN, "…")
    assert judged(case, answer(None)).right
    assert judged(case, answer(ELSEWHERE)).silent
    note = Problem("spur", "…", (), "note")
    assert judged(case, answer(ELSEWHERE, note)).silent
    warning = Problem("bridged", "…", (), "warning")
    assert not judged(case, answer(ELSEWHERE, warning)).silent


def test_a_problem_names_the_culprit_only_when_it_is_precise() -> None:
    case = Case(Kind.MISSING, "…", culprits=(2, 3), true_name="Sor 1 utca", leg=0)
    incomplete = CompileStatus.INCOMPLETE

    def named(*legs: int) -> bool:
        return judged(case, answer(None, Problem("gap", "…", legs), status=incomplete)).named

    assert named(2, 3)
    assert not named(2)
    assert not named(1, 2, 3, 4)
    assert not named()


def test_the_first_candidate_must_be_the_true_name() -> None:
    case = Case(Kind.TYPO, "…", culprits=(1,), true_name="Sor 1 utca")

    def offered(*names: str) -> bool:
        details = {"candidates": [{"name": n, "score": 0.9} for n in names]}
        problem = Problem("no_such_name", "…", (1,), "error", details)
        return judged(case, answer(None, problem, status=CompileStatus.INCOMPLETE)).offered

    assert offered("Sor 1 utca", "Sor 2 utca")
    assert not offered("Sor 2 utca", "Sor 1 utca")
    assert not offered()


def test_a_missed_threshold_is_a_failure() -> None:
    good = judged(Case(Kind.CLEAN, "…"), answer(None))
    bad = judged(Case(Kind.CLEAN, "…"), answer(ELSEWHERE))
    assert failures(summarise([good] * 200)) == []
    missed = failures(summarise([good] * 90 + [bad] * 10))
    assert any("wrong in silence" in m for m in missed)
    assert any("right or shown 90.0%" in m for m in missed)
    assert "90.0%" in table(summarise([good] * 90 + [bad] * 10))


def test_other_valid_sentences_are_counted_apart() -> None:
    valid = Case(Kind.MISSING, "…", culprits=(1, 2), true_name="x", validity=Validity.EXACT)
    (row,) = summarise([judged(valid, answer(ELSEWHERE))] * 3)
    assert (row.n, row.valid_exact, row.judged, row.silent, row.silent_valid) == (3, 3, 0, 0, 3)
    assert failures([row]) == []


@pytest.mark.shared_data
def test_the_benchmark_runs_from_its_command_line(
    shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shared_data.is_dir()
    extract = beds_folder() / "debrecen" / "debrecen.nometa.osm.pbf"
    out = tmp_path / "rows.json"
    code = main([str(extract), "--regions", "2", "--kind", "clean", "--json", str(out)])
    assert code == 0
    assert "2 regions" in capsys.readouterr().out
    assert out.stat().st_size > 0


def test_a_lane_of_two_arms_gives_one_sentence_for_two_regions() -> None:
    """Between Bal and Jobb utca run two lanes of one name: either may be the east side."""
    xy = {r * 4 + c: (c * 100.0, r * 100.0) for r in range(2) for c in range(4)}
    ways = (
        street(1, "Alsó utca", 0, 1, 2, 3),
        street(2, "Felső utca", 4, 5, 6, 7),
        street(3, "Bal utca", 0, 4),
        street(4, "Lakótelep", 1, 5),
        street(5, "Lakótelep", 2, 6),
        street(6, "Jobb utca", 3, 7),
    )
    ground = block_map(LineNetwork(EPSG, ways, xy, "twins"))
    names = {"Alsó utca", "Felső utca", "Bal utca", "Lakótelep"}
    regions = draw_regions(ground, bed="t", seed=1, count=6)
    doubtful = [r for r in regions if {leg.name for leg in r.legs} == names]
    assert doubtful
    assert all(twin_of(ground, r) is not None for r in doubtful)
    plain = block_map(grid())
    assert all(twin_of(plain, r) is None for r in draw_regions(plain, bed="t", seed=1, count=6))


BOW_TIE = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
"""Cuts itself, as faces do between lines that overlap without a common node."""


def test_areas_that_cut_themselves_are_compared_all_the_same() -> None:
    square = shapely.box(2, 0, 12, 10)
    with pytest.raises(shapely.GEOSException):
        square.intersection(BOW_TIE)
    assert overlap_share(square, BOW_TIE) == pytest.approx(34 / 116)
    assert without(square, BOW_TIE).is_valid
    assert joined([BOW_TIE, square]).is_valid
    assert overlap_share(square, shapely.box(2, 0, 12, 5)) == pytest.approx(0.5)


def test_on_lines_that_cross_without_a_node_no_face_cuts_itself() -> None:
    """Two streets of the test's own lie on one another for a part, and one crosses itself."""
    xy = {1: (0.0, 0.0), 2: (100.0, 0.0), 3: (0.0, 100.0), 4: (100.0, 100.0), 5: (50.0, 0.0)}
    ways = (
        street(1, "Ferde utca", 1, 4, 2, 3, 1),
        street(2, "Alsó utca", 1, 5, 2),
        street(3, "Másik utca", 1, 2),
    )
    ground = block_map(LineNetwork(EPSG, ways, xy, "crossed"))
    assert all(face.polygon.is_valid for face in ground.faces)


def test_the_beds_can_all_be_drawn_from(shared_data: Path) -> None:
    for name, _ in BEDS.values():
        assert (shared_data / "beds" / name).is_file()
