"""The benchmark of peers: what is asked, what counts, and what is said where a peer is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from boundaries.language.house_numbers import HouseNumber
from boundaries.register.register import Door, Register, Thoroughfare

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

import peers
import peers_addok
from addresses_written import VARIANTS, Written
from peers_cases import KINDS, MORE, UNKNOWN, Answer, Case, cases, counted, withheld
from peers_cases import without_a_wrong_one as cut
from peers_text import cleaned, flag_number, glued, is_number, without_units, words_and_number

NAMES = ("Alma", "Béke", "Cseresznye", "Dió", "Eper", "Körte", "Körté", "Meggy", "Szilva", "Som")


def street(name: str) -> Thoroughfare:
    doors = tuple(Door(HouseNumber(n), f"{n:06}", "001") for n in range(1, 8))
    return Thoroughfare(name, "utca", doors)


TOWN = Register("", tuple(map(street, NAMES)), (), (), (("9999", "Mintafalva"),))


def written(name: str, number: str = "3", unit: str = "") -> Written:
    return Written("9999", "Mintafalva", name, "utca", number, unit)


def same(one: str, other: str) -> bool:
    return peers.same_number(one, other)


def test_a_street_is_kept_from_everybody_with_those_that_differ_by_accents() -> None:
    for seed in range(40):
        given, apart = withheld(TOWN, 0.3, seed)
        names = [{s.name for s in part.thoroughfares} for part in (given, apart)]
        assert names[0] | names[1] == set(NAMES)
        assert not names[0] & names[1]
        assert len({"Körte", "Körté"} & names[1]) != 1


def test_every_door_is_asked_in_every_kind_and_no_query_has_two_answers() -> None:
    known = [written(name) for name in NAMES[:4]]
    asked = cases(known, [written("Vadkörte")], 4, 1)
    kinds = [case.kind for case in asked]
    assert {kind: kinds.count(kind) for kind in KINDS} == dict.fromkeys((*VARIANTS, *MORE), 4) | {
        UNKNOWN: 1
    }
    assert asked == cases(known, [written("Vadkörte")], 4, 1)
    assert all(case.query == case.query.strip() and case.query for case in asked)
    told = {case.query: case.street for case in asked if case.kind == "town last"}
    assert told["Alma utca 3, 9999 Mintafalva"] == "Alma utca"
    plain = [case.query for case in asked if case.kind == "lower case"]
    assert "mintafalva beke utca 3" in plain


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(("Alma utca",), "3", certain=True), (1, 1, 1, 1, 0)),
        (Answer(("Alma utca",), "3"), (1, 1, 1, 0, 0)),
        (Answer(("Alma utca",), "5", certain=True), (0, 1, 1, 0, 1)),
        (Answer(("Alma utca",), None, certain=True), (0, 1, 1, 0, 0)),
        (Answer(("Béke utca", "Alma utca"), "3"), (0, 0, 1, 0, 0)),
        (Answer(("Béke utca", "Alma utca"), "3", certain=True), (0, 0, 1, 0, 1)),
        (Answer(), (0, 0, 0, 0, 0)),
    ],
)
def test_an_answer_is_counted(answer: Answer, told: tuple[int, ...]) -> None:
    case = Case("canonical", "9999 Mintafalva, Alma utca 3", "Alma utca", "3")
    count = counted([case], [answer], same)["canonical"]
    assert (count.door, count.street, count.among, count.taken, count.wrong) == told


def test_for_a_street_that_does_not_exist_nothing_is_right() -> None:
    case = Case(UNKNOWN, "9999 Mintafalva, Vadkörte utca 3", "Vadkörte utca", "3")
    other = Answer(("Körte utca",), "3", certain=True)
    counts = [counted([case], [one], same)[UNKNOWN] for one in (Answer(), other)]
    assert [(count.door, count.taken, count.wrong) for count in counts] == [(1, 0, 0), (0, 0, 1)]


def test_a_score_is_cut_above_its_last_wrong_answer() -> None:
    case = Case("canonical", "Alma utca 3", "Alma utca", "3")
    right = [Answer(("Alma utca",), "3", score=score) for score in (0.7, 0.8, 0.95, 1.0)]
    wrong = Answer(("Béke utca",), "3", score=0.8)
    assert cut([case] * 5, [*right, wrong], same) == (0.8, 2)
    assert cut([case] * 4, right, same) == (0.0, 4)


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("9999 Mintafalva, Közép utca 12", "9999 Mintafalva, Közép utca 12"),
        ("9999 Mintafalva, Alma utca 12/B 2. em. 5.", "9999 Mintafalva, Alma utca 12_B"),
        ("12 Alma utca B ép. II. lh., 9999 Mintafalva", "12 Alma utca, 9999 Mintafalva"),
        ("ALMA UTCA 12 4. ÉP. 3. LH.", "ALMA UTCA 12"),
        ("Alma utca 116/20", "Alma utca 116_20"),
        ("Alma utca 3 - 5.", "Alma utca 3_5."),
    ],
)
def test_peers_are_asked_without_floors_and_with_numbers_in_one_word(query: str, left: str) -> None:
    assert cleaned(query) == left
    assert cleaned(left) == left


def test_the_number_is_the_last_one_that_is_no_postcode() -> None:
    told, drop = peers.synonyms(), frozenset({"9999", "mintafalva"})
    for query in ("Alma u. 12/b, 9999 Mintafalva", "9999 Mintafalva 12/B Alma utca"):
        assert words_and_number(query, told, drop) == ("alma utca", "12_b")
    assert words_and_number("Alma utca", told, drop) == ("alma utca", None)
    assert not is_number("9999")


def test_addok_is_told_which_word_is_the_number() -> None:
    class Word(str):
        __slots__ = ("kind",)
        kind: str | None

    words = [Word(word) for word in ("9999", "12_b", "alma", "utca")]
    for word in words:
        word.kind = None
    assert [word.kind for word in flag_number(words)] == [None, "housenumber", None, None]


def test_every_form_of_a_type_that_is_asked_is_told_to_the_peers() -> None:
    told = peers.synonyms()
    assert told["krt"] == told["koruton"] == "korut"
    assert told["utcai"] == told["u"] == "utca"


def test_addok_gets_a_street_as_one_document_with_its_numbers() -> None:
    twice = Register("", (street("Alma"), street("Alma")), (), (), ())
    (one,) = peers_addok.documents(twice, "Mintafalva", "9999")
    assert (one["name"], one["city"], one["postcode"]) == ("Alma utca", "Mintafalva", "9999")
    assert list(one["housenumbers"]) == [str(n) for n in range(1, 8)]  # type: ignore[call-overload]


def test_the_scan_finds_slips_and_is_not_sure_of_two_streets() -> None:
    scan = peers.Scan(TOWN, written("Alma"), "token_sort_ratio")
    (slip, two, none), *_ = scan.ask(["Mintafalva Cseresnye u. 3", "Korte utca 2", "Xyz 1"])
    assert (slip.streets[0], slip.number, slip.certain) == ("Cseresznye utca", "3", True)
    assert {*two.streets[:2]} == {"Körte utca", "Körté utca"}
    assert not two.certain
    assert not none.certain


@pytest.mark.parametrize("missing", ["redis", "registry"])
def test_what_cannot_be_had_is_skipped_with_the_reason(
    missing: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    def refuse(_: Path) -> Path:
        raise peers_addok.MissingError("addok 1.3.2 cannot be installed: no registry")

    found = None if missing == "redis" else "/usr/bin/redis"
    monkeypatch.setattr(peers_addok.shutil, "which", lambda _: found)
    monkeypatch.setattr(peers_addok, "installed", refuse)
    known = [written(name, str(number)) for name in NAMES for number in range(1, 5)]
    rounds = peers.parts(cases(known, [written("Vadkörte")], 3, 2), 2)
    runs = peers._run(TOWN, known[0], rounds, "token_sort_ratio", tmp_path)
    assert [run.name.split()[0] for run in runs] == [peers.OURS, "rapidfuzz"]
    reason = "redis-server and redis-cli are not installed" if missing == "redis" else "no registry"
    assert reason in capsys.readouterr().out
    assert peers.compared(runs, [case for _, part in rounds for case in part], 0) is not None


def test_units_and_numbers_that_are_none_stay() -> None:
    for text in ("Malomköz utca 3", "Május 1. tér 4", "Lépcső utca 5"):
        assert without_units(text) == text
        assert glued(text) == text
