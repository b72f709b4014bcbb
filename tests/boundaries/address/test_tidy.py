"""What forms, shops and programs write around an address changes no answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from boundaries.address.tidy import LONGEST, tidied
from boundaries.edition.edition import load_edition
from boundaries.model import Answer, Reason, VerdictKind
from boundaries.streets.street_list import load_street_list
from boundaries.verdict.check import check_address
from tests.boundaries.verdict.test_check import BUNDLED

if TYPE_CHECKING:
    from pathlib import Path

AREA, STREETS = load_edition("kecskemet-top-6.9.1"), load_street_list(BUNDLED)


def ask(query: str) -> Answer:
    return check_address(query, AREA, STREETS)


@pytest.mark.parametrize(
    "query",
    [
        "Székhely: 6000 Kecskemét, Halasi út 5.-",
        "Település: Kecskemét Közterület neve: Halasi Közterület jellege: út Házszám: 5",
        "irsz: 6000, település: Kecskemét, utca: Halasi út, hsz: 5",
        "6000;Kecskemét;Halasi;út;5",
        "6000 / Kecskemét / Halasi / út / 5",
        "H – 6000 Kecskemét, Halasi út 5",
        "6000Kecskemét, Halasi út 5",
        "Kecskemét-6000, Halasi út 5",
        "Kecskemét (6000) Halasi út 5",
        "6000 Kecskemét — Halasi út 5",
        "Kecskemét Halasi út 5 H-6000",
        "5, Halasi út, Kecskemét, Bács-Kiskun vármegye, Dél-Alföld, Alföld és Észak, 6000",
        "6000 Kecskemét,<br>Halasi &uacute;t 5<br />",
        '"6000 Kecskemét, Halasi út 5"',
        "6000 KecskemÃ©t, Halasi Ãºt 5",
        "6000 KecskemĂ©t, Halasi Ăşt 5",
        "Szűcs Gyula e.v. 6000 Kecskemét, Halasi út 5",
        "[6000] Kecskemét, Halasi út 5",
        "Próba Kft. Kecskemét, Halasi út 5",
        "Bács-Kiskun m. Kecskemét Halasi út 5",
        "6000 Kecskemét külterület Halasi út 5",
    ],
)
def test_signs_and_labels_around_an_address_change_no_answer(query: str) -> None:
    plain = ask("6000 Kecskemét, Halasi út 5")
    found = ask(query)
    assert (found.verdict, found.reason, found.matched) == (
        VerdictKind.INSIDE,
        plain.reason,
        plain.matched,
    )
    assert found.query == query


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("Székhely: 6500 Baja, Halasi út 5", Reason.OTHER_TOWN),
        ("Település: Baja, utca: Halasi út, hsz: 5", Reason.OTHER_TOWN),
        ("6500;Baja;Halasi;út;5", Reason.OTHER_TOWN),
        ("6500Baja, Halasi út 5", Reason.OTHER_TOWN),
        ("Baja-6500, Halasi út 5", Reason.OTHER_TOWN),
        ("Halasi út 5 — Baja", Reason.OTHER_TOWN),
        ("Próba Kft. Baja, Halasi út 5", Reason.UNPLACED_WORDS),
        ("Kecskemét, Halasi út 5 — Baja", Reason.SETTLEMENT_AMBIGUOUS),
        ("Gyula, 6000 Kecskemét, Halasi út 5", Reason.SETTLEMENT_AMBIGUOUS),
        ("Wien Sopron, 6000 Kecskemét, Halasi út 5", Reason.SETTLEMENT_AMBIGUOUS),
        ("Halasi út 5, Heves megye", Reason.UNPLACED_WORDS),
    ],
)
def test_another_town_is_told_all_the_same(query: str, reason: Reason) -> None:
    answer = ask(query)
    assert (answer.verdict, answer.reason) == (VerdictKind.UNDECIDABLE, reason)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Kecskemét, Halasi út 5 - Bajai Sándor",
        "Halasi út 5 (a templom mellett)",
        "Petőfi Sándor utca 5-7",
        "Fejér György utca 3",
        "1956-os utca 3",
        "Hetény-Úrihegy tanya 238/B",
        "Ångström út 5 Å",
        "x" * (LONGEST + 1) + " - 6500Baja",
    ],
)
def test_what_is_in_order_stays(text: str) -> None:
    assert tidied(text) == text


def test_a_text_in_order_is_not_put_in_order_again() -> None:
    for text in ("Cím: H-6500Baja — Fő utca 5.-", "Próba Bt. Baja-6500, Fő;utca;5", "-;-,"):
        assert tidied(tidied(text)) == tidied(text)


def test_no_street_of_a_county_is_changed(shared_data: Path) -> None:
    found = set()
    for path in shared_data.glob("registers/*/*/SzavkorKereso.json"):
        for street in json.loads(path.read_text("utf-8"))["data"]["kozteruletek"]:
            found.add(f"{street['kt_nev']} {street.get('kt_jelleg') or ''}".strip())
    assert len(found) > 5000
    changed = [s for s in found if any(tidied(t) != t for t in (f"{s} 5/A", f"6500 Baja, {s} 12"))]
    assert set(changed) == {"III.körzet tanya", "1.körzet tanya"}  # whose dot gets its blank
