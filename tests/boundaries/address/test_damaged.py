"""House numbers that a spreadsheet turned into something else, and counts that are no addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pytest

from boundaries.address.addresses import parse_address
from boundaries.address.damaged import damaged_piece
from boundaries.model import Reason, VerdictKind
from webmap.ask.answering import AreaAnswering

if TYPE_CHECKING:
    from collections.abc import Callable

    from boundaries.model import Answer

    Ask: TypeAlias = Callable[[str], Answer]

SLUG = "kecskemet-top-6.9.1"
DAMAGED = [
    *("05.márc", "márc.5", "5-márc", "márc. 5", "5. márc.", "5-Mar", "Mar-05", "12.dec.", "júl.21"),
    *("2024.03.05", "2024.03.05.", "2024-03-05", "2024. 03. 05.", "1905.07.04", "05/03/2024"),
    *("24.03.05", "2024. március 5.", "2024-márc-05", "5:30:00", "5:30"),
    *("3.5", "03.05", "12.0", "5%", "5 %", "5 Ft", "5,00 Ft", "5 €", "$5", "1,2E+05", "1E+05"),
    *("#REF!", "#HIV!", "#N/A", "#ÉRTÉK!", "####", "TRUE", "IGAZ", "HAMIS"),
]
SOUND = [
    *("Alma utca 3/5", "Alma utca 3-5", "Alma utca 12/A. fszt. 2.", "Alma utca 3. 2. em. 5."),
    *(
        "Március 15. utca 12",
        "Márc. 15. utca 12",
        "Máj.1. tér 5",
        "Október 6. u. 3",
        "Május 1. tér",
    ),
    *("1848-as tér 5", "IGAZ UTCA 5", "Alma utca 5.A", "Alma utca 12/1/3", "3. fasor 5"),
    *("6000 Kecskemét, Alma utca 5., fszt. 2.", "Alma utca 5/2005", "Decs utca 5"),
]


@pytest.fixture(scope="module")
def ask() -> Ask:
    engine = AreaAnswering(SLUG)()
    return lambda query: engine(query)[0]


@pytest.mark.parametrize("piece", DAMAGED)
@pytest.mark.parametrize("front", ["Kecskemét, Halasi út", "6000 Kecskemét Petőfi Sándor utca"])
def test_a_damaged_number_is_for_a_person(ask: Ask, front: str, piece: str) -> None:
    answer = ask(f"{front} {piece}")
    assert (answer.verdict, answer.reason) == (VerdictKind.UNDECIDABLE, Reason.DAMAGED_CELL)
    assert not answer.candidates


@pytest.mark.parametrize("text", SOUND)
def test_what_people_write_is_not_damaged(text: str) -> None:
    assert damaged_piece(text) is None


def test_another_town_is_another_town_whatever_its_number(ask: Ask) -> None:
    assert ask("6500 Baja, Halasi út 05.márc").reason is Reason.OTHER_TOWN


@pytest.mark.parametrize("text", ["12 fő", "12 FŐ", "12 Fő", "12 fő összesen", "3 db", "45 ha"])
def test_a_count_is_no_address(ask: Ask, text: str) -> None:
    answer = ask(text)
    assert answer.verdict is VerdictKind.UNDECIDABLE
    assert answer.matched is None


@pytest.mark.parametrize("text", ["Összesen: 12 fő", "Összesen 345", "Mindösszesen", "Létszám 12"])
def test_a_total_decides_nothing(ask: Ask, text: str) -> None:
    assert ask(text).verdict is VerdictKind.UNDECIDABLE


def test_a_number_before_a_quarter_and_a_name_without_its_type_stay(ask: Ask) -> None:
    assert parse_address("3 Árpádváros").name == "Árpádváros"
    assert ask("Fő 12").matched == ask("12 fő utca").matched == "Kecskemét, Fő utca 12"
