"""Published lists of streets against the rows that a person reads in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from boundaries.lists.model import AsideKind, Need, RowKind
from boundaries.lists.reading import read_list
from tests.boundaries.lists.forms import FORMS
from tests.boundaries.lists.further import FURTHER
from tests.boundaries.lists.list_reading import rows_of, told

if TYPE_CHECKING:
    from boundaries.lists.model import ReadList

RECORDS: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "list_records_expected.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("text", FORMS)
def test_every_form_is_read_as_a_person_reads_it(text: str) -> None:
    assert rows_of(text) == FORMS[text]
    assert uncovered(read_list(text)) == []


@pytest.mark.shared_data
@pytest.mark.parametrize("record", RECORDS)
def test_collected_lists_are_read_as_a_person_reads_them(record: str, shared_data: Path) -> None:
    lines = (shared_data / "boundary_texts_2.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {one["id"]: one["text"] for one in map(json.loads, lines)}
    assert list(rows_of(texts[record])) == RECORDS[record]
    assert read_list(texts[record]).unread == ()


@pytest.mark.parametrize("text", FURTHER)
def test_a_row_of_an_unknown_kind_is_right_or_doubted(text: str) -> None:
    expected = FURTHER[text]
    for row in read_list(text).rows:
        assert told(row).split(" !")[0] in expected or row.needs, told(row)
    assert uncovered(read_list(text)) == []


def test_most_rows_of_unknown_kinds_are_right() -> None:
    expected = [row for rows in FURTHER.values() for row in rows]
    found = [told(row).split(" !")[0] for text in FURTHER for row in read_list(text).rows]
    assert sum(row in found for row in expected) >= 0.8 * len(expected)


def test_the_words_of_a_row_are_where_its_span_says() -> None:
    text = "Széher út 1-45/c-ig és 2-40-ig, Ecseri páratlan"
    assert [row.words for row in read_list(text).rows] == [
        "Széher út 1-45/c-ig",
        "és 2-40-ig",
        "Ecseri páratlan",
    ]
    for row in read_list(text).rows:
        assert text[row.span.start : row.span.end] == row.words


def test_rows_know_the_heading_that_they_stand_under() -> None:
    read = read_list(
        "1. számú háziorvosi körzet\nAdy utca\n2. számú háziorvosi körzet\nBéke utca\nFő utca"
    )
    assert [(row.name, row.heading) for row in read.rows] == [
        ("Ady", "1. számú háziorvosi körzet"),
        ("Béke", "2. számú háziorvosi körzet"),
        ("Fő", "2. számú háziorvosi körzet"),
    ]
    assert read.headings == ("1. számú háziorvosi körzet", "2. számú háziorvosi körzet")


_TWO_NURSERIES = """Napsugár Óvoda (Fő u. 12.)
Körzete: Ady u.
Mesevár Óvoda (Kert u. 3.)
Körzete: Béke u."""
_FULL_LINE = """I. körzet: Ady u. 2-40. sz-ig páros, 1-39. sz-ig páratlan, Bem utca teljes hosszában
II. körzet: Ady u. 42-től végig páros"""
_PAGES = "1. körzet\nKözterület neve Házszám\nAdy utca\nKözterület neve Házszám\nBéke utca"
_TABLES = """Közterület neve\tHázszám
Ady utca\t1-9
2. szavazókör
Közterület neve\tHázszám
Fő u.\t2"""


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        (
            _TWO_NURSERIES,
            ("Napsugár Óvoda (Fő u. 12.) – Körzete", "Mesevár Óvoda (Kert u. 3.) – Körzete"),
        ),
        (_FULL_LINE, ("I. körzet", "II. körzet")),
        (_PAGES, ("1. körzet",)),
        (_TABLES, ("", "2. szavazókör")),
    ],
)
def test_several_areas_are_not_taken_for_one(text: str, headings: tuple[str, ...]) -> None:
    assert read_list(text).headings == headings


def test_a_heading_that_comes_again_is_doubted() -> None:
    first, second = read_list("Körzete:\nAdy utca\nKörzete:\nBéke utca").rows
    assert first.needs == ()
    assert second.needs == (Need.LIMITED_BY_HEADING,)


def test_what_stands_beside_the_rows_is_told_apart() -> None:
    text = (
        "Az óvoda felvételi körzete: Ady utca és Béke utca.\n\n- 2 -\n\n"
        "A beiratkozás ideje minden évben májusban van.\nKert utca"
    )
    read = read_list(text)
    assert [row.street for row in read.rows] == ["Ady utca", "Béke utca", "Kert utca"]
    kinds = [(one.kind, one.text) for one in read.asides]
    assert (AsideKind.TITLE, "Az óvoda felvételi körzete:") in kinds
    assert (AsideKind.PAGE, "- 2 -") in kinds
    assert any(kind is AsideKind.GRAMMAR and said == "és" for kind, said in kinds)


def test_a_street_in_brackets_is_no_street_of_the_list() -> None:
    assert rows_of("Fő utca (volt Lenin út), Béke tér") == (
        "Fő utca | whole (volt Lenin út) !limited_by_words",
        "Béke tér | whole",
    )


def test_a_bracket_behind_a_place_lists_its_streets() -> None:
    assert rows_of("Belváros (Ady utca, Fő utca páros oldala)")[1:] == (
        "Ady utca | whole",
        "Fő utca | even",
    )


def test_a_parcel_is_a_row_of_its_own_kind() -> None:
    (row,) = read_list("Külterület: 055/14 hrsz").rows
    assert (row.kind, row.name, row.type) == (RowKind.PARCEL, "055/14", "hrsz")
    assert row.needs == (Need.PARCEL,)


def test_a_row_of_a_table_without_a_street_is_unread_or_goes_on() -> None:
    head = "Közterület neve;Közterület jellege;Házszámok;-tól;-ig\n"
    first = read_list(head + ";;páros;2;48\nBéke;tér;teljes;;")
    assert [piece.text for piece in first.unread] == ["páros;2;48"]
    assert uncovered(first) == []
    odd = read_list(head + "Ady;utca;páros\n2;48")
    assert uncovered(odd) == []
    assert odd.rows[-1].needs


def test_empty_and_odd_texts_have_no_rows() -> None:
    for text in ("", " \n\t", "–––", "12", "...", "()", "((((", "::::", ";;;"):
        read = read_list(text)
        assert read.rows == ()
        assert uncovered(read) == []


# -- every word is somewhere

_MADE_OF = (
    "Ady Endre Béke Kossuth L. Szt. utca u. út tér köz fasor krt. útja páros páratlan oldal oldala "
    "végig teljes kivéve kivételével és valamint a az között közötti szakasza hrsz tanya körzet "
    "1-45/c-ig 2-40-ig 46-tól 3. 12/A 0123/4 48-as 5-7-9 XII. – - , ; : . ( ) \n \t | Közterület "
    "neve Házszám utcák folyamatos 1 2 település Kecskemét utcától utcáig Rendelő: Óvoda Körzete: "
    "Hétfő: Május 4. (páros 2) Terek: 2024. 03. 12. 8:00 9001 Ide Teljes U. 39-es sz. „ ”"
)
_WORDS = st.sampled_from(_MADE_OF.split(" "))


@given(st.lists(_WORDS, max_size=30).map(" ".join))
def test_every_word_of_a_list_is_in_a_row_aside_or_unread(text: str) -> None:
    assert uncovered(read_list(text)) == []


@given(st.text(max_size=120))
def test_any_text_is_read(text: str) -> None:
    read = read_list(text)
    assert uncovered(read) == []
    for row in read.rows:
        assert text[row.span.start : row.span.end] == row.words
        assert row.words


def uncovered(read: ReadList) -> list[str]:
    """Return the letters and figures that are in no row, aside or unread piece."""
    spans = [one.span for one in (*read.rows, *read.asides, *read.unread)]
    left = [
        char if not any(span.start <= at < span.end for span in spans) else " "
        for at, char in enumerate(read.text)
    ]
    return [word for word in "".join(left).split() if any(char.isalnum() for char in word)]
