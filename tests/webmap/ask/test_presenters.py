"""Answers as sentences."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from boundaries.model import LineRule, Numbers, Reason, VerdictKind
from boundaries.verdict import check
from webmap.ask.candidates import range_label
from webmap.ask.documents import answer_fields
from webmap.ask.words import answer_view, caution, coordinate_problem, reason_text

if TYPE_CHECKING:
    from types import ModuleType


def test_the_whole_sentence_in_hungarian(fakes: ModuleType) -> None:
    assert reason_text(fakes.answer("Halasi út 7"), "hu") == (
        "Igen: a Halasi út 7. a program területén belül van, mert az 55. szavazókör, ahova "
        "tartozik, egészében belül van. A legközelebbi határszakasz a 2. próba utca, 123 méter "
        "távolságra. A hely és a vonal együttes bizonytalansága 15 méter. "
        "Szabály: a határ az utca vagy a vasút középvonala. A cím helyét a "
        "szavazóköri utcajegyzék házszámtartományai alapján állapítottuk meg."
    )


def test_the_whole_sentence_in_english(fakes: ModuleType) -> None:
    text = reason_text(fakes.answer("Halasi út 7", distance_m=0.44), "en")
    assert text.startswith(
        "Yes: Halasi út 7 is inside the programme's area, because polling district 55, to which"
    )
    assert "The nearest leg of the boundary is 2. próba utca, 0.4 metres away" in text
    assert text.endswith("polling districts' street list.")


def test_undecidable_says_what_cannot_be_decided(fakes: ModuleType) -> None:
    text = reason_text(fakes.homonym("Erzsébet"), "hu")
    assert text.startswith(
        "Nem dönthető el, hogy az „Erzsébet” a program területén belül van-e. Több utcára is"
    )


@pytest.mark.parametrize(
    ("verdict", "word"), [(VerdictKind.INSIDE, "belül"), (VerdictKind.OUTSIDE, "kívül")]
)
def test_the_side_of_a_boundary_street_follows_the_verdict(
    fakes: ModuleType, verdict: VerdictKind, word: str
) -> None:
    answer = fakes.answer(verdict=verdict, reason=Reason.BOUNDARY_STREET_SIDE)
    assert f"mert az utcának ez az oldala {word} van." in reason_text(answer, "hu")


@pytest.mark.parametrize("lang", ["hu", "en"])
def test_every_answer_has_a_sentence(fakes: ModuleType, lang: str) -> None:
    for verdict, reason in product(VerdictKind, Reason):
        text = reason_text(fakes.answer(verdict=verdict, reason=reason), lang)
        begins = text[0].isupper() or text[0] in "„“0123456789"
        well = begins and text.endswith(".") and "{" not in text
        assert well, (verdict, reason, text)


@pytest.mark.parametrize("rule", LineRule)
def test_every_rule_is_told(fakes: ModuleType, rule: LineRule) -> None:
    bare = reason_text(fakes.answer(rule=None), "hu")
    told = reason_text(fakes.answer(rule=rule), "hu")
    assert len(told) > len(bare) + 10


def test_an_open_answer_names_the_leg_concerned_not_a_deciding_one(fakes: ModuleType) -> None:
    unknown = fakes.answer(verdict=VerdictKind.UNDECIDABLE, distance_m=None)
    assert "Az érintett határszakasz a 2. próba utca" in reason_text(unknown, "hu")
    known = fakes.answer(distance_m=None)
    assert "A döntő határszakasz a 2. próba utca" in reason_text(known, "hu")


def test_a_point_on_the_line_tells_the_uncertainty_of_the_line_alone(fakes: ModuleType) -> None:
    point = fakes.answer(
        "46.89, 19.69", verdict=VerdictKind.BOUNDARY, reason=Reason.ON_LINE, method="coordinate"
    )
    text = reason_text(point, "hu")
    assert "A határvonal megadott bizonytalansága 15 méter" in text
    assert "együttes" not in text


@pytest.mark.parametrize(
    ("place", "hungarian"),
    [
        ("46.89, 19.69", "46,89; 19,69"),
        ("EOV 699200.5, 172800.0", "EOV 699200,5; 172800"),
        ("a saját pontom", "a saját pontom"),
    ],
)
def test_coordinates_are_written_as_the_language_does(
    fakes: ModuleType, place: str, hungarian: str
) -> None:
    answer = fakes.answer(place, method="coordinate")
    rows = {row.label: row.value for row in answer_view(answer, fakes.edition(), "hu").rows}
    assert rows["A keresett szöveg"] == hungarian
    assert rows["Így értelmeztük"] == hungarian
    address = fakes.answer("1.5, 2.5")
    assert answer_view(address, fakes.edition(), "hu").rows[0].value == "1.5, 2.5"


@pytest.mark.parametrize(
    ("numbers", "hungarian", "english"),
    [
        (Numbers("even", "2", "6"), "páros oldal, 2–6. szám", "even numbers 2–6"),
        (Numbers("odd", "1", "15/A"), "páratlan oldal, 1–15/A. szám", "odd numbers 1–15/A"),
        (Numbers("even", "24"), "páros oldal, a 24. számtól", "even numbers from 24"),
        (Numbers("odd", "", "9"), "páratlan oldal, a 9. számig", "odd numbers up to 9"),
        (
            Numbers("continuous", "1", "8"),
            "folyamatos számozás, 1–8. szám",
            "even and odd numbers 1–8",
        ),
        (Numbers("even", "6", "6"), "páros oldal, 6. szám", "even numbers 6"),
        (Numbers("whole"), "minden házszám", "every house number"),
        (Numbers("even"), "páros oldal, minden házszám", "every even number"),
    ],
)
def test_ranges_are_read_by_people(numbers: Numbers, hungarian: str, english: str) -> None:
    assert (range_label(numbers, "hu"), range_label(numbers, "en")) == (hungarian, english)


def test_the_street_of_ranges_is_ready_to_be_completed(fakes: ModuleType) -> None:
    ranges = fakes.without_number("Hosszú utca")
    view = answer_view(ranges, fakes.edition(), "hu")
    assert (view.options, view.street) == ((), "Hosszú utca ")
    assert [option.verdict for option in view.ranges] == ["Belül", "Kívül", "Nem dönthető el"]
    places = answer_view(fakes.homonym("Próba"), fakes.edition(), "hu")
    assert (places.ranges, places.street, len(places.options)) == ((), None, 2)


@pytest.mark.parametrize(("day", "ended"), [("2023-11-30", False), ("2023-12-01", True)])
def test_the_end_of_the_programme_is_told_once_it_is_past(
    fakes: ModuleType, day: str, *, ended: bool
) -> None:
    today = dt.date.fromisoformat(day)
    text = caution(fakes.edition(), "hu", today=today)
    assert text.endswith("A program 2023. november 30-án véget ért.") is ended
    english = caution(fakes.edition(), "en", today=today)
    assert english.endswith("The programme ended on 30 November 2023.") is ended
    assert "véget ért" not in caution(fakes.edition(valid_end=None), "hu", today=today)


def test_nothing_unknown_is_told(fakes: ModuleType) -> None:
    answer = fakes.homonym("Próba")
    view = answer_view(answer, fakes.edition(), "hu")
    labels = [row.label for row in view.rows]
    assert "Távolság a határvonaltól" not in labels
    assert "Szavazókör" not in labels
    assert "None" not in view.main + view.rest


def test_fields_for_programs(fakes: ModuleType) -> None:
    fields = answer_fields(fakes.answer(), "en")
    assert set(fields) >= {
        "query", "verdict", "reason", "reason_text", "area", "edition", "variant", "matched",
        "method", "distance_m", "leg", "rule", "uncertainty_m", "candidates",
    }  # fmt: skip
    assert fields["verdict"] == "inside"
    assert fields["candidates"] == []
    assert fields["details"] == {"overrides_unchecked": False}
    assert fields["edition"] == fakes.edition().hash


def test_swapped_coordinates_are_named() -> None:
    text = coordinate_problem(19.69, 46.9, eov=False, lang="hu")
    assert text == "A két koordináta felcserélve szerepel. Erre gondolt: 46,9; 19,69?"
    assert "698715" in coordinate_problem(172_455, 698_715, eov=True, lang="en")


def test_a_point_abroad_is_named() -> None:
    assert "nincs Magyarországon" in coordinate_problem(48.1, 11.6, eov=False, lang="hu")


def test_presenters_need_neither_flask_nor_folium() -> None:
    code = (
        "import sys, webmap.ask.words\n"
        "print(sorted({'flask', 'folium', 'geopandas', 'pandas'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("lang", ["hu", "en"])
def test_every_method_of_the_core_is_told(fakes: ModuleType, lang: str) -> None:
    source = Path(check.__file__).read_text(encoding="utf-8")
    methods = {*check._METHODS.values(), *re.findall(r'method="([a-z_]+)"', source)}
    assert {"register_range", "coordinate"} <= methods
    for method in sorted(methods):
        answer = fakes.answer(method=method)
        untold = fakes.answer(method="a_method_without_words")
        assert len(reason_text(answer, lang)) != len(reason_text(untold, lang)), method
