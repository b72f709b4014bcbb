"""Rows against a register, in their file, and as an area that answers doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from boundaries.errors import DefinitionError
from boundaries.language.house_numbers import HouseNumber
from boundaries.lists.area_ranges import area_ranges, one_area
from boundaries.lists.model import Need
from boundaries.lists.reading import read_list
from boundaries.lists.resolving import resolve
from boundaries.lists.rows_file import is_rows_file, read_rows, rows_text, write_rows
from boundaries.model import Reason, VerdictKind
from boundaries.register.register import Door, Register, Thoroughfare
from boundaries.streets import lists
from boundaries.verdict.check import check_listed
from tests.boundaries.lists.list_reading import told

if TYPE_CHECKING:
    from pathlib import Path

IN, OUT, OPEN = VerdictKind.INSIDE, VerdictKind.OUTSIDE, VerdictKind.UNDECIDABLE
DOORS = tuple(Door(HouseNumber(number), str(number), "001") for number in range(1, 60))
TOWN = Register(
    generated="2024-06-09",
    thoroughfares=tuple(
        Thoroughfare(name, kind, DOORS)
        for name, kind in (
            ("Ecseri", "út"),
            ("Petőfi Sándor", "utca"),
            ("Petőfi Sándor", "tér"),
            ("Szilágyi Erzsébet", "fasor"),
            ("Bajcsy-Zsilinszky Endre", "utca"),
            ("Könyves Kálmán", "körút"),
            ("Béke", "tér"),
            ("Kerék", "utca"),
            ("Bocskai István", "utca"),
        )
    ),
    rules=(),
    districts=(),
    places=(("9001", "Négyzetfalva"),),
)


@pytest.mark.parametrize(
    ("text", "row", "how", "written"),
    [
        ("Ecseri páratlan", "Ecseri út | odd", "without_type", "Ecseri"),
        ("Szilágyi E. fasor", "Szilágyi Erzsébet fasor | whole", "initials", "Szilágyi E. fasor"),
        (
            "Bajcsy–Zsilinszky Endre u.",
            "Bajcsy-Zsilinszky Endre utca | whole",
            "without_accents",
            None,
        ),
        ("Könyves Kálmn krt.", "Könyves Kálmán körút | whole", "close", "Könyves Kálmn körút"),
        ("Béke tér", "Béke tér | whole", "exact", ""),
        (
            "Ecseri út, Béke tér, Bocskai\nIstván u., Béke tér",
            "Bocskai István utca | whole",
            "exact",
            "",
        ),
    ],
)
def test_one_street_that_fits_is_taken_and_the_row_says_how(
    text: str, row: str, how: str, written: str | None
) -> None:
    found = resolve(read_list(text).rows, TOWN)
    (one,) = [each for each in found if told(each) == row]
    assert one.resolved == how
    assert one.needs == ()
    assert written is None or one.written == written


@pytest.mark.parametrize(
    ("text", "needs", "candidates"),
    [
        (
            "Petőfi Sándor 1-20",
            (Need.UNTYPED, Need.SEVERAL_IN_REGISTER),
            ("Petőfi Sándor tér", "Petőfi Sándor utca"),
        ),
        ("Béke utca", (Need.NOT_IN_REGISTER,), ("Béke tér",)),
        ("Semmiféle köz", (Need.NOT_IN_REGISTER,), ()),
    ],
)
def test_several_streets_or_none_mark_the_row(
    text: str, needs: tuple[Need, ...], candidates: tuple[str, ...]
) -> None:
    (row,) = resolve(read_list(text).rows, TOWN)
    assert row.needs == needs
    assert row.candidates[: len(candidates)] == candidates
    assert row.street == read_list(text).rows[0].street


def test_a_doubt_about_the_numbers_stays_whatever_the_register_says() -> None:
    (row,) = resolve(read_list("Ecseri 1-9").rows, TOWN)
    assert row.needs == (Need.PARITY_OPEN,)


TEXT = (
    "Ecseri páratlan, Béke tér kivéve a 3. szám, Petőfi Sándor 1-20, Kerék utca 1-9\n"
    "Érvényes: 2024-től"
)


def test_rows_come_back_from_their_file(tmp_path: Path) -> None:
    read = read_list(TEXT)
    rows = resolve(read.rows, TOWN)
    path = tmp_path / "rows.csv"
    write_rows(rows, path, read.unread)
    assert read_rows(path) == (rows, read.unread)
    assert path.read_bytes() == rows_text(rows, read.unread).encode()
    assert is_rows_file(path)


def test_a_settled_row_needs_nobody_any_more(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    write_rows(resolve(read_list("Kerék utca 1-9, Béke tér").rows, TOWN), path)
    settled = path.read_text("utf-8-sig").replace("continuous;1;9;;open", "odd;1;9;;inside")
    path.write_text(settled, encoding="utf-8")
    (first, _), _ = read_rows(path)
    assert (told(first), first.needs) == ("Kerék utca | odd 1-9", ())


def test_faulty_lines_are_all_told(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    write_rows(read_list("Ecseri 1-9, Béke tér").rows, path)
    text = (
        path.read_text("utf-8-sig").replace("parity_open", "nonsense").replace(";whole;", ";all;")
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as raised:
        read_rows(path)
    assert [fault.path for fault in raised.value.faults] == ["line 2, needs", "line 3, parity"]


def test_a_text_is_no_file_of_rows(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Közterület neve;Házszám\nAdy utca;1-9\n", encoding="utf-8")
    assert not is_rows_file(path)


# -- a file of rows answers doors


def answers(text: str, tmp_path: Path, *queries: str) -> list[tuple[VerdictKind, Reason]]:
    path = tmp_path / "rows.csv"
    write_rows(resolve(read_list(text).rows, TOWN), path)
    rows, unread = read_rows(path)
    area = lists.ListedArea("lista", area_ranges(one_area(rows, unread)), TOWN)
    found = [check_listed(query, area) for query in queries]
    return [(one.verdict, one.reason) for one in found]


def test_doors_are_answered_by_the_rows(tmp_path: Path) -> None:
    found = answers(
        "Ecseri páratlan, Béke tér kivéve a 3. szám",
        tmp_path,
        "Ecseri út 5",
        "Ecseri út 6",
        "Béke tér 2",
        "Béke tér 3",
        "Kerék utca 1",
        "Béke tér",
    )
    assert [verdict for verdict, _ in found] == [IN, OUT, IN, OUT, OUT, OPEN]


def test_a_row_that_nobody_has_settled_leaves_its_doors_open(tmp_path: Path) -> None:
    text = "Kerék utca 1-9 a templomig"
    found = answers(text, tmp_path, "Kerék utca 3", "Kerék utca 4", "Kerék utca 21")
    assert found == [(OPEN, Reason.UNCERTAIN_LINE)] * 2 + [(OUT, Reason.STREET_OUTSIDE)]


def test_the_side_of_the_ends_is_not_in_doubt(tmp_path: Path) -> None:
    queries = ("Kerék utca 3", "Kerék utca 4", "Kerék utca 9/A", "Kerék utca 9", "Kerék utca 10")
    found = answers("Kerék utca 1-9", tmp_path, *queries)
    assert [verdict for verdict, _ in found] == [IN, OPEN, OPEN, IN, OUT]


def test_a_list_of_several_areas_is_not_taken_for_one() -> None:
    rows = read_list("1. számú körzet\nBéke tér\n2. számú körzet\nKerék utca").rows
    with pytest.raises(DefinitionError, match="several headings"):
        one_area(rows)
    assert [row.name for row in one_area(rows, heading="2. számú körzet")] == ["Kerék"]
    with pytest.raises(DefinitionError, match="no row stands under"):
        one_area(rows, heading="3. számú körzet")


def test_a_list_with_words_in_no_row_answers_nothing() -> None:
    read = read_list("12 sor\nBéke tér")
    assert read.unread
    with pytest.raises(DefinitionError, match="in no row"):
        one_area(read.rows, read.unread)


def test_the_streets_that_a_row_may_mean_are_not_outside(tmp_path: Path) -> None:
    found = answers(
        "Petőfi Sándor 1-20, Béke utca",
        tmp_path,
        "Petőfi Sándor utca 3",
        "Petőfi Sándor tér 3",
        "Béke tér 1",
        "Könyves Kálmán körút 1",
    )
    assert [verdict for verdict, _ in found] == [OPEN, OPEN, OPEN, OUT]


def test_nothing_is_outside_while_a_part_of_town_is_in_the_list(tmp_path: Path) -> None:
    found = answers("Béke tér, Alsófalu településrész", tmp_path, "Béke tér 1", "Kerék utca 1")
    assert found == [(IN, Reason.STREET_INSIDE), (OPEN, Reason.UNCERTAIN_LINE)]


def test_a_type_that_may_be_of_the_last_name_alone_binds_no_register() -> None:
    rows = read_list("Ecseri, Béke, Bocskai István, Kerék utca").rows
    assert [told(row) for row in rows[:2]] == [
        "Ecseri utca | whole !untyped",
        "Béke utca | whole !untyped",
    ]
    assert [told(row) for row in resolve(rows, TOWN)] == [
        "Ecseri út | whole",
        "Béke tér | whole",
        "Bocskai István utca | whole",
        "Kerék utca | whole",
    ]
    unknown = resolve(read_list("Felsőtelep, Béke, Kerék utca").rows, TOWN)
    area = lists.ListedArea("próba", area_ranges(unknown), TOWN)
    assert area.is_open_elsewhere


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("Kerék utca 1-15 páros", "Kerék utca 7"),
        ("Kerék utca 30 felett páros", "Kerék utca 44"),
        ("Kerék utca 30 alatt", "Kerék utca 8"),
        ("Kerék utca 11-től 1-ig", "Kerék utca 5"),
        ("Kerék utca 1, 15, páratlan", "Kerék utca 7"),
        ("Kerék utca páratlan, 1, 15", "Kerék utca 7"),
        ("Kerék utca;1;15\nBéke tér;2;20", "Kerék utca 7"),
        ("Kerék utca;1;15;páratlan\nBéke tér;2;20;páros", "Béke tér 8"),
        ("Kerék utca egész, kivéve 30 felett", "Kerék utca 44"),
    ],
)
def test_no_door_is_decided_that_unclear_numbers_may_mean(
    tmp_path: Path, text: str, door: str
) -> None:
    assert answers(text, tmp_path, door) == [(OPEN, Reason.UNCERTAIN_LINE)]


def test_unclear_numbers_open_nothing_that_the_list_takes(tmp_path: Path) -> None:
    found = answers("Kerék utca 1-9 páratlan, 30 felett páros", tmp_path, "Kerék utca 3")
    assert [verdict for verdict, _ in found] == [IN]


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_a_table_without_headings_is_for_a_person(mark: str) -> None:
    rows = read_list("Kerék utca;1;15\nBéke tér;2;20".replace(";", mark)).rows
    assert all(Need.NO_HEADINGS in row.needs for row in rows)
    assert not any(row.needs for row in read_list(f"Kerék utca{mark} Béke tér").rows)


@pytest.mark.parametrize(
    "text",
    [
        "Kerék utca (5, 7, 9 kivételével)",
        "Kerék utca 5, 7, 9 kivételével",
        "Kerék utca 5., 7. és 9. szám kivételével",
        "Kerék utca 1-59 folyamatos, 5, 7, 9 kivételével",
    ],
)
def test_all_numbers_before_their_exception_are_taken_out(tmp_path: Path, text: str) -> None:
    found = answers(text, tmp_path, *(f"Kerék utca {n}" for n in (5, 7, 9, 1, 6, 11)))
    assert [verdict for verdict, _ in found] == [OUT, OUT, OUT, IN, IN, IN]


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("Kerék utca páros oldal nélkül", "Kerék utca 7"),
        ("Kerék utca nem páros oldala", "Kerék utca 7"),
        ("Kerék utca páratlan oldala az 5. és 7. számú házak nélkül", "Kerék utca 9"),
        ("Kerék utca Béke tér felőli oldala", "Kerék utca 7"),
        ("Kerék utca 1-15, 21, 9 kivételével", "Kerék utca 21"),
        ("Kerék utca 3-5, 9 kivételével", "Kerék utca 3"),
        ("Kerék utca 3-5 és 9 kivételével", "Kerék utca 11"),
        ("Kerék utca I-IX páratlan", "Kerék utca 7"),
        ("Kerék utca 1/9 páratlan", "Kerék utca 7"),
        ("Kerék utca1-9 páratlan", "Kerék utca 7"),
    ],
)
def test_words_that_turn_a_row_round_decide_no_door(tmp_path: Path, text: str, door: str) -> None:
    assert [verdict for verdict, _ in answers(text, tmp_path, door)] == [OPEN]


@pytest.mark.parametrize(
    ("headings", "cells", "door"),
    [
        ("Utca|Páros|Páratlan", "Kerék utca|+|-", "Kerék utca 7"),
        ("Utca|Páros|Páratlan", "Kerék utca|-|-", "Kerék utca 7"),
        ("Utca|Házszám", "Kerék utca|?", "Kerék utca 7"),
        ("Utca|Házszám", "Kerék utca|05.09", "Kerék utca 7"),
        ("Utca|Házszám", "Kerék utca|márc.09", "Kerék utca 7"),
        ("Utca|Tól|Ig", "Kerék utca|1|#REF!", "Kerék utca 7"),
    ],
)
def test_a_cell_that_says_nothing_certain_decides_no_door(
    tmp_path: Path, headings: str, cells: str, door: str
) -> None:
    table = f"{headings}\n{cells}".replace("|", "\t")
    assert answers(table, tmp_path, door) == [(OPEN, Reason.UNCERTAIN_LINE)]


def test_a_dash_is_an_empty_cell(tmp_path: Path) -> None:
    table = "Utca\tPáros\tPáratlan\nKerék utca\t2-14\t-\nBéke tér\t\t"
    found = answers(table, tmp_path, "Kerék utca 4", "Kerék utca 7", "Béke tér 3")
    assert [verdict for verdict, _ in found] == [IN, OUT, IN]


def test_one_number_of_a_range_may_be_taken_out_behind_it(tmp_path: Path) -> None:
    queries = ("Kerék utca 3", "Kerék utca 5", "Kerék utca 11")
    found = answers("Kerék utca 1-9 páratlan, 5 kivételével", tmp_path, *queries)
    assert [verdict for verdict, _ in found] == [IN, OUT, OUT]
    found = answers("Kerék utca 1-9 (5 kivételével)", tmp_path, *queries)
    assert [verdict for verdict, _ in found] == [IN, OUT, OUT]
