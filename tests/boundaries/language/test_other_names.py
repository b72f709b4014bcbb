"""Names keep their key, and streets out of use stay behind: which line a name means.

The map is made up. Four streets enclose a block of 600 by 400 metres; a fifth line, 600 metres
farther east, closes a larger one. What differs is how the two eastern lines carry the name.

    a --- b --- e    Felső utca
    |     |     |
    d --- c --- f    Alsó utca
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from boundaries.compiler.compile import compile_text
from boundaries.compiler.resolve import NameIndex
from boundaries.language.aliases import Alias
from boundaries.model import Certainty, Compilation, CompileStatus
from geo.network import LineNetwork
from geo.osm.extract import parse_overpass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from boundaries.model import Problem

SENTENCE = "Felső utca – Berkenye utca – Alsó utca – Nyugati utca által határolt terület"
NEAR_M2, FAR_M2 = 240_000, 480_000
PLACES = {
    1: (19.7, 46.9036),  # a
    2: (19.70786, 46.9036),  # b
    3: (19.70786, 46.9),  # c
    4: (19.7, 46.9),  # d
    5: (19.71572, 46.9036),  # e
    6: (19.71572, 46.9),  # f
    7: (19.70786, 46.9018),  # between b and c
}
STREET = {"highway": "residential"}
NAMED = {**STREET, "name": "Berkenye utca"}
RENAMED = {**STREET, "name": "Másnevű utca"}


def way(osm_id: int, nodes: list[int], tags: Mapping[str, str]) -> dict[str, Any]:
    return {"type": "way", "id": osm_id, "nodes": nodes, "tags": dict(tags)}


def town(*more: dict[str, Any]) -> LineNetwork:
    """The three streets of every block, and what the test adds."""
    elements: list[dict[str, Any]] = [
        {"type": "node", "id": osm_id, "lon": lon, "lat": lat}
        for osm_id, (lon, lat) in PLACES.items()
    ]
    elements += [
        way(11, [1, 2, 5], {**STREET, "name": "Felső utca"}),
        way(12, [4, 3, 6], {**STREET, "name": "Alsó utca"}),
        way(13, [1, 4], {**STREET, "name": "Nyugati utca"}),
        *more,
    ]
    extract = parse_overpass(json.dumps({"elements": elements}).encode(), source="made up")
    return LineNetwork.from_extract(extract)


def near(tags: Mapping[str, str], osm_id: int = 21) -> dict[str, Any]:
    return way(osm_id, [2, 7, 3], tags)


def far(tags: Mapping[str, str]) -> dict[str, Any]:
    return way(22, [5, 6], tags)


def areas(outcome: Compilation) -> list[int]:
    """Square metres of the area and of its rivals, rounded to ten thousands."""
    found = [outcome.area, *(a.area for a in outcome.alternatives)]
    return [round(a.area, -4) for a in found if a is not None]


def told(outcome: Compilation, code: str) -> list[Problem]:
    return [p for p in outcome.problems if p.code == code]


# --- names under other keys ------------------------------------------------------------------

KEYS = [
    *("old_name", "alt_name", "official_name", "short_name", "loc_name", "reg_name", "int_name"),
    *("nat_name", "name:hu", "old_name:1990-2000", "old_name_1", "alt_name_2", "alt_name:hu"),
    *("name:-2019-11-30", "was:name", "former_name", "name_1", "name:left", "name:right:hu"),
]


@pytest.mark.parametrize("key", KEYS)
def test_todays_name_goes_before_every_other_key_and_both_are_shown(key: str) -> None:
    other = {**RENAMED, key: "Berkenye utca"}
    outcome = compile_text(SENTENCE, town(near(other), far(NAMED)))
    assert outcome.status is CompileStatus.AMBIGUOUS
    assert areas(outcome) == [FAR_M2, NEAR_M2]
    (rival,) = told(outcome, "ambiguous")
    assert rival.legs == (2,)
    assert f'way/21 (today "Másnevű utca") carries "Berkenye utca" as {key}' in rival.message
    assert outcome.alternatives[0].differs_at == (2,)
    assert outcome.legs[1].evidence == ()


def test_the_farther_street_is_a_rival_as_well() -> None:
    other = {**RENAMED, "old_name": "Berkenye utca"}
    outcome = compile_text(SENTENCE, town(near(NAMED), far(other)))
    assert (outcome.status, areas(outcome)) == (CompileStatus.AMBIGUOUS, [NEAR_M2, FAR_M2])


@pytest.mark.parametrize("value", ["Somfa utca;Berkenye utca", "Berkenye utca ; Somfa utca"])
def test_names_in_a_list_are_names_each(value: str) -> None:
    other = {**RENAMED, "old_name": value}
    outcome = compile_text(SENTENCE, town(near(other), far(NAMED)))
    assert areas(outcome) == [FAR_M2, NEAR_M2]


@pytest.mark.parametrize("key", KEYS)
def test_a_name_that_stands_only_under_another_key_is_walked_and_said(key: str) -> None:
    outcome = compile_text(SENTENCE, town(near({**RENAMED, key: "Berkenye utca"})))
    assert (outcome.status, areas(outcome)) == (CompileStatus.COMPILED, [NEAR_M2])
    (note,) = told(outcome, "other_name")
    assert (note.severity, note.legs) == ("note", (2,))
    assert key in note.message
    assert "Másnevű utca" in note.message
    leg = outcome.legs[1]
    assert leg.walked_as == "Másnevű utca"
    assert leg.evidence == (f'way/21 (today "Másnevű utca") carries "Berkenye utca" as {key}',)


@pytest.mark.parametrize(
    ("key", "certainty"),
    [
        ("old_name", Certainty.LIKELY),
        ("alt_name", Certainty.LIKELY),
        ("official_name", Certainty.CERTAIN),
        ("name:hu", Certainty.CERTAIN),
    ],
)
def test_a_former_name_is_less_sure_than_another_form_of_todays(
    key: str, certainty: Certainty
) -> None:
    outcome = compile_text(SENTENCE, town(near({**RENAMED, key: "Berkenye utca"})))
    assert outcome.legs[1].certainty is certainty


@pytest.mark.parametrize("same", ["Berkenye utca", "Berkenye u.", "BERKENYE UTCA", "Berkenye-utca"])
def test_another_spelling_of_todays_name_is_the_same_name(same: str) -> None:
    tags = {**NAMED, "name:hu": same, "alt_name": f"{same};Somfa utca"}
    outcome = compile_text(SENTENCE, town(near(tags)))
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.problems == ()
    assert outcome.legs[1].evidence == ()


@pytest.mark.parametrize("key", ["name:etymology", "name:etymology:wikidata", "source:name"])
def test_keys_that_only_speak_of_a_name_are_no_names(key: str) -> None:
    outcome = compile_text(SENTENCE, town(near({**RENAMED, key: "Berkenye utca"})))
    assert outcome.status is CompileStatus.INCOMPLETE


def test_a_street_of_which_a_part_was_renamed_is_walked_along_both() -> None:
    outcome = compile_text(
        SENTENCE,
        town(way(21, [2, 7], NAMED), way(23, [7, 3], {**RENAMED, "old_name": "Berkenye utca"})),
    )
    assert (outcome.status, areas(outcome)) == (CompileStatus.COMPILED, [NEAR_M2])
    (note,) = told(outcome, "other_name")
    assert "way/23" in note.message
    assert "way/21" not in note.message


def test_only_what_is_walked_is_told() -> None:
    former = {**RENAMED, "old_name": "Berkenye utca"}
    beyond = {"type": "node", "id": 10, "lon": 19.70786, "lat": 46.895}
    network = town(
        beyond, way(21, [2, 7], NAMED), way(23, [7, 3], former), way(24, [3, 10], former)
    )
    (note,) = told(compile_text(SENTENCE, network), "other_name")
    assert "way/23" in note.message
    assert "way/24" not in note.message


def test_a_short_part_under_another_name_makes_no_warning() -> None:
    corner = {"type": "node", "id": 10, "lon": 19.70786, "lat": 46.9021}  # 33 m north of node 7
    network = town(
        corner,
        way(21, [2, 10], NAMED),
        way(23, [10, 7], {**RENAMED, "official_name": "Berkenye utca"}),
        way(24, [7, 3], NAMED),
    )
    outcome = compile_text(SENTENCE, network)
    assert (outcome.status, areas(outcome)) == (CompileStatus.COMPILED, [NEAR_M2])
    assert [p.severity for p in outcome.problems] == ["note"]
    assert {use.way_id for use in outcome.legs[1].ways} == {21, 23, 24}


def test_a_street_that_the_sentence_names_itself_is_no_rival() -> None:
    other = {**RENAMED, "old_name": "Berkenye utca"}
    network = town(near(other), far(NAMED), way(24, [7, 6], {**STREET, "name": "Átló utca"}))
    words = (
        "Felső utca – Berkenye utca – Átló utca – Másnevű utca – Alsó utca – Nyugati utca "
        "által határolt terület"
    )
    outcome = compile_text(words, network)
    assert told(outcome, "ambiguous") == []
    assert told(outcome, "other_name") == []


def test_two_streets_that_once_had_the_name_are_rivals() -> None:
    first = {**RENAMED, "old_name": "Berkenye utca"}
    second = {**STREET, "name": "Harmadik utca", "alt_name": "Berkenye utca"}
    outcome = compile_text(SENTENCE, town(near(first), far(second)))
    assert (outcome.status, areas(outcome)) == (CompileStatus.AMBIGUOUS, [FAR_M2, NEAR_M2])
    assert "Harmadik utca" in told(outcome, "other_name")[0].message
    assert "Másnevű utca" in told(outcome, "ambiguous")[0].message


def test_another_key_that_closes_nothing_changes_nothing() -> None:
    dead_end = way(25, [6, 5], {**RENAMED, "old_name": "Berkenye utca"})
    lone = {"type": "node", "id": 9, "lon": 19.74, "lat": 46.91}
    network = town(near(NAMED), lone, {**dead_end, "nodes": [9, 5]})
    outcome = compile_text(SENTENCE, network)
    assert (outcome.status, areas(outcome)) == (CompileStatus.COMPILED, [NEAR_M2])
    assert outcome.problems == ()


ELSEWHERE = [
    {"type": "node", "id": 8, "lon": 19.74, "lat": 46.91},
    {"type": "node", "id": 9, "lon": 19.75, "lat": 46.91},
    way(29, [8, 9], NAMED),
]


def test_another_key_closes_the_ring_where_todays_street_lies_elsewhere() -> None:
    other = near({**RENAMED, "old_name": "Berkenye utca"})
    outcome = compile_text(SENTENCE, town(other, *ELSEWHERE))
    assert (outcome.status, areas(outcome)) == (CompileStatus.COMPILED, [NEAR_M2])
    (note,) = told(outcome, "other_name")
    assert note.severity == "note"
    assert outcome.legs[1].evidence


def test_a_street_out_of_use_for_one_that_lies_elsewhere_is_a_warning() -> None:
    idle = near({"highway": "disused", "name": "Berkenye utca"})
    outcome = compile_text(SENTENCE, town(idle, *ELSEWHERE))
    assert (outcome.status, areas(outcome)) == (CompileStatus.COMPILED, [NEAR_M2])
    (warning,) = told(outcome, "out_of_use")
    assert warning.severity == "warning"


def test_the_first_and_the_last_leg_are_read_alike() -> None:
    other = near({**RENAMED, "old_name": "Berkenye utca"})
    words = (
        "Berkenye utca – Alsó utca – Nyugati utca – Felső utca – Berkenye utca "
        "által határolt terület"
    )
    outcome = compile_text(words, town(other, far(NAMED)))
    assert (outcome.status, areas(outcome)) == (CompileStatus.AMBIGUOUS, [FAR_M2, NEAR_M2])
    assert outcome.alternatives[0].differs_at == (1, 5)


def test_an_alias_list_goes_before_other_keys() -> None:
    network = town(near({**RENAMED, "old_name": "Berkenye utca"}), far({**STREET, "name": "Új út"}))
    aliases = (Alias("Berkenye utca", "Új út", "renamed", "made up"),)
    outcome = compile_text(SENTENCE, network, index=NameIndex(network, aliases))
    assert areas(outcome) == [FAR_M2, NEAR_M2]


def test_todays_ut_goes_before_a_former_utca_where_only_u_is_written() -> None:
    network = town(
        near({**RENAMED, "old_name": "Berkenye utca"}), far({**STREET, "name": "Berkenye út"})
    )
    outcome = compile_text(SENTENCE.replace("Berkenye utca", "Berkenye u."), network)
    assert areas(outcome)[0] == FAR_M2


def test_a_limit_that_is_found_by_another_key_is_said() -> None:
    network = town(near({**RENAMED, "old_name": "Régi utca"}), far(NAMED))
    words = SENTENCE.replace("Felső utca", "Felső utca a Régi utcától")
    outcome = compile_text(words, network)
    assert any('limit "Régi utca"' in p.message for p in told(outcome, "other_name"))


# --- gone, out of use, not yet built ---------------------------------------------------------

GONE = [
    *({"highway": v} for v in ("no", "demolished", "dismantled", "removed", "razed", "unbuilt")),
    *({"highway": v} for v in ("historic", "proposed", "planned", "destroyed", "obliterated")),
    *({**STREET, k: "yes"} for k in ("demolished", "dismantled", "removed", "razed", "unbuilt")),
    *({**STREET, k: "yes"} for k in ("proposed", "destroyed")),
    {**STREET, "removed": "2019-05-01"},
    {"demolished:highway": "residential"},
    {"proposed:highway": "residential"},
    {"historic:highway": "residential"},
    {"razed:highway": "residential"},
    {"disused:highway": "no"},
]
IDLE = [
    *({"highway": v} for v in ("disused", "abandoned", "construction")),
    *({**STREET, k: "yes"} for k in ("disused", "abandoned", "historic")),
    {"highway": "construction", "construction": "residential"},
    {"disused:highway": "residential"},
    {"abandoned:highway": "track"},
    {"construction:highway": "tertiary"},
    {"highway": "ruins"},
    {"ruins:highway": "residential"},
    {**STREET, "ruins": "yes"},
    {**STREET, "end_date": "1975"},
]


@pytest.mark.parametrize("tags", [*GONE, *IDLE])
def test_a_living_street_goes_before_one_that_is_not(tags: dict[str, str]) -> None:
    outcome = compile_text(SENTENCE, town(near({"name": "Berkenye utca", **tags}), far(NAMED)))
    assert (outcome.status, areas(outcome)) == (CompileStatus.COMPILED, [FAR_M2])
    assert {p.severity for p in outcome.problems} <= {"note"}


@pytest.mark.parametrize("tags", GONE)
def test_what_is_gone_or_not_built_is_no_leg(tags: dict[str, str]) -> None:
    outcome = compile_text(SENTENCE, town(near({"name": "Berkenye utca", **tags})))
    assert outcome.status is CompileStatus.INCOMPLETE
    assert outcome.area is None
    assert [p.code for p in outcome.problems] == ["no_such_name"]


@pytest.mark.parametrize("tags", IDLE)
def test_what_is_out_of_use_is_walked_alone_with_a_note(tags: dict[str, str]) -> None:
    outcome = compile_text(SENTENCE, town(near({"name": "Berkenye utca", **tags})))
    assert (outcome.status, areas(outcome)) == (CompileStatus.COMPILED, [NEAR_M2])
    (note,) = told(outcome, "out_of_use")
    assert (note.severity, note.legs) == ("note", (2,))
    assert outcome.legs[1].certainty is Certainty.LIKELY
    assert "not as a street in use" in outcome.legs[1].evidence[0]


def test_a_part_under_construction_closes_the_street_where_nothing_else_does() -> None:
    building = {"name": "Berkenye utca", "highway": "construction"}
    network = town(way(21, [2, 7], NAMED), way(23, [7, 3], building))
    outcome = compile_text(SENTENCE, network)
    assert (outcome.status, areas(outcome)) == (CompileStatus.COMPILED, [NEAR_M2])
    assert "way/23 is marked as construction" in told(outcome, "out_of_use")[0].message


def test_a_former_name_in_use_goes_before_todays_name_out_of_use() -> None:
    idle = {"name": "Berkenye utca", "highway": "abandoned"}
    network = town(near(idle), far({**RENAMED, "old_name": "Berkenye utca"}))
    assert areas(compile_text(SENTENCE, network)) == [FAR_M2]


@pytest.mark.parametrize(
    "tags",
    [
        {"disused": "no"},
        {"abandoned": "no", "demolished": "no"},
        {"construction": "minor"},
        {"disused:railway": "rail"},
        {"abandoned:railway": "tram", "railway": "abandoned"},
        {"removed:barrier": "gate"},
        {"historic": "road"},
    ],
)
def test_a_street_in_use_stays_one_without_a_word(tags: dict[str, str]) -> None:
    outcome = compile_text(SENTENCE, town(near({**NAMED, **tags})))
    assert (outcome.status, areas(outcome)) == (CompileStatus.COMPILED, [NEAR_M2])
    assert outcome.problems == ()
    assert outcome.legs[1].certainty is Certainty.CERTAIN


@pytest.mark.parametrize("state", ["rail", "disused", "abandoned", "preserved"])
def test_railways_are_walked_as_before(state: str) -> None:
    rail = near({"railway": state, "ref": "199", "abandoned": "yes"})
    words = SENTENCE.replace("Berkenye utca", "199-es számú vasútvonal")
    outcome = compile_text(words, town(rail))
    assert (outcome.status, areas(outcome)) == (CompileStatus.COMPILED, [NEAR_M2])
    assert outcome.problems == ()


def test_a_road_under_construction_is_walked_by_its_number_only_where_no_other_has_it() -> None:
    words = SENTENCE.replace("Berkenye utca", "M99-es autópálya")
    building = near({"highway": "construction", "construction": "motorway", "ref": "M99"})
    alone = compile_text(words, town(building))
    assert (areas(alone), len(told(alone, "out_of_use"))) == ([NEAR_M2], 1)
    both = compile_text(words, town(building, far({"highway": "motorway", "ref": "M99"})))
    assert (both.status, areas(both)) == (CompileStatus.COMPILED, [FAR_M2])


def test_nothing_leads_over_a_street_that_is_out_of_use() -> None:
    network = town(near({"highway": "disused"}))
    ways = {network.ways[e.way].id for edges in network.edges.values() for e in edges}
    assert 21 not in ways


# --- names that stand with relations -----------------------------------------------------------


def relation(tags: Mapping[str, str], *members: tuple[int, str]) -> dict[str, Any]:
    listed = [{"type": "way", "ref": ref, "role": role} for ref, role in members]
    return {"type": "relation", "id": 90, "tags": dict(tags), "members": listed}


@pytest.mark.parametrize(("kind", "role"), [("associatedStreet", "street"), ("street", "")])
def test_a_name_that_stands_only_on_a_relation_of_streets_is_walked(kind: str, role: str) -> None:
    named = relation({"type": kind, "name": "Berkenye utca"}, (21, role), (31, "house"))
    house = way(31, [5, 6], {"building": "yes"})
    outcome = compile_text(SENTENCE, town(near(STREET), house, named))
    assert (outcome.status, areas(outcome)) == (CompileStatus.COMPILED, [NEAR_M2])
    assert "relation/90 name" in told(outcome, "other_name")[0].message


def test_the_other_names_of_a_river_stand_with_its_relation() -> None:
    river = relation({"type": "waterway", "waterway": "river", "name": "Más", "name:hu": "Mese"})
    river["members"] = [{"type": "way", "ref": 21, "role": "main_stream"}]
    words = SENTENCE.replace("Berkenye utca", "Mese-patak")
    outcome = compile_text(words, town(near({"waterway": "stream"}), river))
    assert outcome.status is CompileStatus.INCOMPLETE
    outcome = compile_text(
        words.replace("Mese-patak", "Mese folyó"), town(near({"waterway": "river"}), river)
    )
    assert (outcome.status, areas(outcome)) == (CompileStatus.COMPILED, [NEAR_M2])
    assert "name:hu" in told(outcome, "other_name")[0].message


def test_a_relation_that_repeats_the_names_of_its_streets_says_nothing() -> None:
    named = relation({"type": "associatedStreet", "name": "Berkenye utca"}, (21, "street"))
    assert compile_text(SENTENCE, town(near(NAMED), named)).problems == ()


SQUARE = "Felső utca – Kis tér – Alsó utca – Nyugati utca által határolt terület"
RIM = [way(41, [2, 5], {}), way(42, [5, 6], {}), way(43, [6, 3, 7, 2], {})]


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "pedestrian"},
        {"highway": "pedestrian", "area": "yes"},
        {"area:highway": "pedestrian"},
        {"area:highway": "footway", "place": "square"},
    ],
)
def test_a_square_of_a_relation_is_read_whatever_key_says_so(tags: dict[str, str]) -> None:
    def compiled(own: dict[str, str]) -> Compilation:
        whole = {"type": "multipolygon", "name": "Kis tér", **own}
        square = relation(whole, *((m["id"], "outer") for m in RIM))
        return compile_text(SQUARE, town(*RIM, square))

    outcome, known = compiled(tags), compiled({"place": "square"})
    assert known.status in {CompileStatus.COMPILED, CompileStatus.AMBIGUOUS}
    assert (outcome.status, areas(outcome)) == (known.status, areas(known))


def test_the_outline_of_paved_ground_is_not_walked_where_a_line_carries_its_name() -> None:
    outline = relation(
        {"type": "multipolygon", "highway": "pedestrian", "name": "Berkenye utca"},
        *((m["id"], "outer") for m in RIM),
    )
    shape = way(44, [2, 5, 6, 3, 2], {"area:highway": "residential", "name": "Berkenye utca"})
    outcome = compile_text(SENTENCE, town(near(NAMED), *RIM, outline, shape))
    assert (outcome.status, areas(outcome)) == (CompileStatus.COMPILED, [NEAR_M2])
    assert outcome.problems == ()


def test_a_square_that_is_gone_is_no_leg() -> None:
    whole = {"type": "multipolygon", "highway": "pedestrian", "name": "Kis tér", "razed": "yes"}
    square = relation(whole, *((m["id"], "outer") for m in RIM))
    assert compile_text(SQUARE, town(*RIM, square)).status is CompileStatus.INCOMPLETE
