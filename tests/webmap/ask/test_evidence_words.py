"""What a verdict rests on, in words; every place and number here is made up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from boundaries.compiler.sides import COMPASS, compass_word
from boundaries.doors import verdicts as street_verdicts
from boundaries.model import Basis, Details, Grade, Numbers, Reason, Source, VerdictKind
from webmap.ask.documents import answer_fields, leaning_fields
from webmap.ask.evidence_words import (
    entry_of,
    evidence_text,
    grade_word,
    leaning_text,
    open_side_clause,
)
from webmap.ask.words import answer_view, evidence_note, reason_text
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from types import ModuleType

    from boundaries.model import Answer

LISTED = {
    "method": None,
    "verdict": "undecidable",
    "reason": "district_cut",
    "district": "055",
    "leg_number": 2,
    "rule": None,
}
PLACE = {
    "method": "address_point",
    "verdict": "undecidable",
    "reason": "uncertain_line",
    "east": 698_500.0,
    "north": 172_500.0,
    "place_uncertainty_m": 10.0,
    "distance_m": 6.5,
    "sources": [Source("próbaforrás", "9")],
}


FACT = {"fact": "f-1", "kind": "side", "on": "2026-05-06"}


def side_entry(**changes: object) -> dict[str, object]:
    made: dict[str, object] = {
        "method": "street_side",
        "verdict": "inside",
        "reason": "own_street_side",
        "how": "between",
        "parity": "odd",
        "bearing": 182.0,
        "known": ["3", "7", "11", "15"],
        "opposite": ["8", "12"],
        "between": ["7", "11"],
        "facts": [],
    }
    return {**made, **changes}


def by_side(fakes: ModuleType, number: str = "9", **changes: object) -> Answer:
    entry = side_entry(**changes)
    made: Answer = fakes.answer(
        f"Próba utca {number}",
        verdict=VerdictKind(str(entry["verdict"])),
        reason=Reason.OWN_STREET_SIDE,
        method="street_side",
        grade=Grade.INFERRED,
        street_list="1" * 64,
        evidence="2" * 64,
        details=Details(evidence=(PLACE, LISTED, entry)),
    )
    return made


HUNGARIAN = [
    (
        {},
        (
            "A páratlan számok az utca déli oldalán állnak: 3, 7, 11, 15 ismert; a ház a 7. és "
            "a 11. szám között áll, ahol az utca páratlan oldala végig a program területén belül "
            "van."
        ),
    ),
    (
        {"between": ["1", "5/A"], "parity": "odd", "verdict": "outside", "known": ["1", "5/A"]},
        (
            "A páratlan számok az utca déli oldalán állnak: 1, 5/A ismert; a ház az 1. és az "
            "5/A. szám között áll, ahol az utca páratlan oldala végig a program területén kívül "
            "van."
        ),
    ),
    (
        {"how": "own", "parity": "even", "bearing": 2.0, "known": ["12", "14", "16"]},
        (
            "A térkép a házat az utca északi oldalán mutatja, ahol a páros szomszédai (12, 16) "
            "is állnak; a túloldalon ismert számok: 8, 12."
        ),
    ),
    (
        {"how": "own", "parity": "even", "bearing": None, "known": ["14", "16"], "opposite": []},
        (
            "A térkép a házat az utcának azon az oldalán mutatja, amely a program területén belül"
            " van, ahol a páros szomszédja (16) is áll."
        ),
    ),
    (
        {"how": "past", "bearing": 90.0, "between": None, "known": ["7", "3"]},
        (
            "A páratlan számok az utca keleti oldalán állnak: 3, 7 ismert; a ház a számozás "
            "szerint a 7. szám közelében áll, ahol az utca páratlan oldala végig a program "
            "területén belül van."
        ),
    ),
    (
        {"bearing": None, "known": ["7", "11"], "verdict": "outside"},
        (
            "Az utca ismert páratlan számai: 7, 11; a ház a 7. és a 11. szám között áll, ahol az "
            "utca mentén minden szóba jövő hely a program területén kívül van."
        ),
    ),
    (
        {"how": "whole", "bearing": None, "between": None, "parity": "even", "known": ["2"]},
        (
            "Az utca ismert páros számai: 2; teljes hosszában az utca mentén minden szóba "
            "jövő hely a program területén belül van."
        ),
    ),
    (
        {"how": "whole", "between": None, "known": [], "facts": [FACT], "verdict": "outside"},
        (
            "A páratlan számok az utca déli oldalán állnak; teljes hosszában az utca "
            "páratlan oldala végig a program területén kívül van; két munkatárs által rögzített és "
            "megerősített helyi adat alapján: a számozás oldala (jele f-1, 2026. május 6.)."
        ),
    ),
    (
        {"how": "line", "bearing": None, "between": None, "known": [], "opposite": []},
        (
            "Az utca vonala teljes hosszában ismert, és mindkét oldala végig a program területén "
            "belül van."
        ),
    ),
]


@pytest.mark.parametrize(("changes", "expected"), HUNGARIAN)
def test_the_side_of_the_street_is_told(
    fakes: ModuleType, changes: dict[str, object], expected: str
) -> None:
    number = "14" if changes.get("parity") == "even" else "9"
    answer = by_side(fakes, number, **changes)
    assert evidence_text(answer, "hu") == expected
    english = evidence_text(answer, "en")
    assert english is not None
    assert english.endswith(".")
    assert not re.search("[áéíóöőúüű]", english)


def test_english_names_the_neighbours_and_the_side(fakes: ModuleType) -> None:
    assert evidence_text(by_side(fakes), "en") == (
        "Odd numbers stand on the southern side of the street: 3, 7, 11, 15 are known; the house "
        "stands between numbers 7 and 11, where the odd side of the street lies inside the "
        "programme's area all along."
    )


def test_of_many_numbers_those_next_to_the_house_are_named(fakes: ModuleType) -> None:
    known = [str(number) for number in range(1, 60, 2)]
    said = evidence_text(by_side(fakes, "31", known=known[::-1]), "hu")
    assert said is not None
    assert "25, 27, 29, 33, 35, 37 és további 23 szám ismert" in said
    first = evidence_text(by_side(fakes, "1/A", known=known), "hu")
    assert first is not None
    assert ": 1, 3, 5, 7, 9, 11 és további 24 szám ismert" in first


@pytest.mark.parametrize("lang", ["hu", "en"])
@pytest.mark.parametrize("verdict", ["inside", "outside"])
@pytest.mark.parametrize("how", ["own", "between", "past", "whole", "line", "some later way"])
@pytest.mark.parametrize("bearing", [None, 271.5])
def test_every_way_has_words_in_both_languages(
    fakes: ModuleType, lang: str, verdict: str, how: str, bearing: float | None
) -> None:
    answer = by_side(fakes, how=how, verdict=verdict, bearing=bearing, facts=[FACT])
    said = evidence_text(answer, lang)
    assert said is not None
    assert "None" not in said
    assert "{" not in said


def test_whatever_keeps_a_side_open_has_words() -> None:
    with open(street_verdicts.__file__, encoding="utf-8") as file:  # noqa: PTH123 - a module's own
        ways = set(re.findall(r'_open\("([a-z ]+)"\)', file.read()))
    assert ways
    for lang in ("hu", "en"):
        t = texts(lang)
        own = [how for how in ways if open_side_clause({"how": how}, t) != t("evidence.open")]
        assert len(own) > len(ways) / 2  # a later word is told in general
        assert open_side_clause({"how": "some later word"}, t) == t("evidence.open")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"method": "address_point", "details": {"evidence": [{**PLACE, "distance_m": 48.0}]}},
            (
                "A ház címpontja szerepel a térképen; távolsága a határvonaltól 48 méter, "
                "bizonytalansága legfeljebb 10 méter."
            ),
        ),
        (
            {
                "method": "interpolation",
                "details": {
                    "evidence": [
                        {
                            **PLACE,
                            "method": "interpolation",
                            "sources": [Source("próbaforrás", "12"), Source("próbaforrás", "8")],
                        }
                    ]
                },
            },
            (
                "A ház az utca azonos oldalán ismert szomszédai (8, 12) között áll; becsült "
                "helyének távolsága a határvonaltól 6,5 méter, bizonytalansága legfeljebb 10 "
                "méter."
            ),
        ),
        (
            {"method": "register_range", "details": {"range": Numbers("odd", "1", "15/A")}},
            "Az utcajegyzék tétele: páratlan oldal, 1–15/A. szám; szavazóköre: 55.",
        ),
        (
            {
                "method": "fact",
                "details": {"evidence": [{"method": "fact", "verdict": "inside", "fact": "f-7"}]},
            },
            "Két munkatárs rögzítette és megerősítette, az adat jele: f-7.",
        ),
        (
            {
                "method": "district_reach",
                "details": {
                    "range": Numbers("odd", "29", "59/Z"),
                    "basis": Basis("reach", ("071",)),
                },
            },
            (
                "Az utcajegyzék tétele: páratlan oldal, 29–59. szám; szavazóköre: 55; az "
                "utca más házai a 71. számú szavazókörbe tartoznak. A telkek "
                "szélességével számolva ezek a házak csak a két szavazókör határának közelében "
                "állhatnak."
            ),
        ),
        ({"method": "district_reach", "details": {}}, None),
        ({"method": "register_range", "details": {}}, None),
        ({"method": "override", "details": {"range": Numbers("whole")}}, None),
        ({"method": "coordinate", "details": {}}, None),
        ({"method": "street_side", "details": {}}, None),
        ({"method": "address_point", "details": {"evidence": [LISTED]}}, None),
        ({"method": "register_range", "verdict": VerdictKind.UNDECIDABLE}, None),
    ],
)
def test_other_evidence_is_told_or_not_invented(
    fakes: ModuleType, changes: dict[str, Any], expected: str | None
) -> None:
    told = Details(**changes.get("details", {}))
    assert evidence_text(fakes.answer(**{**changes, "details": told}), "hu") == expected


@pytest.mark.parametrize("lang", ["hu", "en"])
def test_grades_have_words(fakes: ModuleType, lang: str) -> None:
    words = {grade_word(fakes.answer(grade=grade), texts(lang)) for grade in Grade}
    assert len(words) == len(Grade)
    assert grade_word(fakes.answer(), texts(lang)) == ""
    assert evidence_note(fakes.answer(), lang) == ""
    assert evidence_note(by_side(fakes), lang).startswith(texts(lang)("answer.grade"))


def test_every_compass_word_has_its_quarter() -> None:
    words = [compass_word(45.0 * step) for step in range(8)]
    assert words == list(COMPASS)
    for word, (east, north) in COMPASS.items():
        step = words.index(word)
        assert (east, north) == [
            *((0, 1), (1, 1), (1, 0), (1, -1)),
            *((0, -1), (-1, -1), (-1, 0), (-1, 1)),
        ][step]
    assert compass_word(359.9) == compass_word(-22.4) == compass_word(22.4) == "eszaki"


def test_programs_get_the_grade_the_hashes_and_the_sentence(fakes: ModuleType) -> None:
    fields = answer_fields(by_side(fakes), "hu")
    assert fields["grade"] == "inferred"
    assert (fields["street_list"], fields["evidence"]) == ("1" * 64, "2" * 64)
    assert str(fields["evidence_text"]).startswith("A páratlan számok")
    bare = answer_fields(fakes.answer(), "hu")
    names = ("grade", "street_list", "evidence", "evidence_text")
    assert [bare[name] for name in names] == [None] * 4


def test_the_page_shows_grade_evidence_and_what_was_asked(fakes: ModuleType) -> None:
    view = answer_view(by_side(fakes), fakes.edition(), "hu")
    rows = {row.label: row.value for row in view.rows}
    assert rows["A válasz alapja"] == view.grade
    assert rows["Az utcajegyzék jele"] == "1" * 12
    assert rows["Az ismert helyek jele"] == "2" * 12
    assert view.evidence == evidence_text(by_side(fakes), "hu")
    nothing = answer_view(fakes.homonym("Próba"), fakes.edition(), "hu")
    assert (nothing.grade, nothing.evidence) == ("", "")
    assert "A válasz alapja" not in {row.label for row in nothing.rows}


@pytest.mark.parametrize(
    ("leans", "share", "expected"),
    [
        (VerdictKind.INSIDE, 0.93, "annak 93%-a a program területén belül van."),
        (VerdictKind.OUTSIDE, 0.29, "annak 29%-a a program területén kívül van."),
        (VerdictKind.INSIDE, 0.9999, "annak 99%-a a program területén belül van."),
        (VerdictKind.OUTSIDE, None, "inkább a program területén kívül lehet."),
    ],
)
def test_leanings_say_that_they_are_no_answer(
    fakes: ModuleType, leans: VerdictKind, share: float | None, expected: str
) -> None:
    answer = fakes.answer(
        verdict=VerdictKind.UNDECIDABLE, reason=Reason.DISTRICT_CUT, leans=leans, share=share
    )
    said = leaning_text(answer, texts("hu"))
    assert expected in said
    assert "nem válasz" in said
    assert "no answer" in leaning_text(answer, texts("en"))
    assert leaning_fields(answer) == {"leans": str(leans), "share": share}
    assert leaning_text(fakes.answer(), texts("hu")) == ""


def test_no_public_words_tell_a_leaning(fakes: ModuleType) -> None:
    """An answer that leans reads, letter for letter, as one that does not."""
    open_answer = fakes.answer(verdict=VerdictKind.UNDECIDABLE, reason=Reason.DISTRICT_CUT)
    leaning = open_answer.changed(leans=VerdictKind.INSIDE, share=0.93)
    for lang in ("hu", "en"):
        assert reason_text(leaning, lang) == reason_text(open_answer, lang)
        assert answer_fields(leaning, lang) == answer_fields(open_answer, lang)
        views = [answer_view(one, fakes.edition(), lang) for one in (leaning, open_answer)]
        assert views[0] == views[1]
        assert evidence_note(leaning, lang) == ""


def test_the_entry_is_found_by_its_method(fakes: ModuleType) -> None:
    answer = by_side(fakes)
    assert entry_of(answer, "address_point", "building") == PLACE
    assert entry_of(answer, "building") is None
    assert entry_of(fakes.answer(), "building") is None
