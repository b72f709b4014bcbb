"""The published sentence of Kecskemét, read word for word."""

from __future__ import annotations

import pytest

from boundaries.model import Alternative, LegKind, LineRule
from boundaries.sentence.parsing import parse_sentence

SENTENCE = (
    "142-es számú vasútvonal (Kórház utcától délre található vasútvonal Lajosmizse-Kecskemét) – "
    "Műkerti sétány – Erzsébet körút – Kossuth körút – Árpád körút – Küküllő utca – Kiskőrösi út "
    "– Könyves Kálmán körút –Csap utca –Csengő utca (KSH szegregátum lehatárolásán Alma utca) – "
    "Présház utca – Róna utca – Kiskőrösi út – 9413 hrsz-ú telek közterületi határa – Könyves "
    "Kálmán körút – Halasi út – 142-es számú vasútvonal."
)
NAMES = [
    "142-es számú vasútvonal",
    "Műkerti sétány",
    "Erzsébet körút",
    "Kossuth körút",
    "Árpád körút",
    "Küküllő utca",
    "Kiskőrösi út",
    "Könyves Kálmán körút",
    "Csap utca",
    "Csengő utca",
    "Présház utca",
    "Róna utca",
    "Kiskőrösi út",
    "9413 hrsz-ú telek közterületi határa",
    "Könyves Kálmán körút",
    "Halasi út",
    "142-es számú vasútvonal",
]


@pytest.mark.parametrize("before", ["", "Az akcióterület határai: "])
def test_seventeen_legs_in_order_and_nothing_unread(before: str) -> None:
    parsed = parse_sentence(before + SENTENCE)
    assert [leg.name for leg in parsed.legs] == NAMES
    assert [leg.number for leg in parsed.legs] == list(range(1, 18))
    assert parsed.unread == ()
    kinds = {1: LegKind.RAILWAY, 14: LegKind.PARCEL_EDGE, 17: LegKind.RAILWAY}
    assert [leg.kind for leg in parsed.legs] == [kinds.get(n, LegKind.STREET) for n in range(1, 18)]


def test_the_railway_has_its_number_and_note() -> None:
    leg = parse_sentence(SENTENCE).legs[0]
    assert leg.railway_number == "142"
    assert leg.note == "Kórház utcától délre található vasútvonal Lajosmizse-Kecskemét"
    assert leg.alternatives == ()
    assert leg.section is None


def test_the_alternative_inside_the_note() -> None:
    leg = parse_sentence(SENTENCE).legs[9]
    assert leg.text == "Csengő utca"
    assert leg.note == "KSH szegregátum lehatárolásán Alma utca"
    wanted = Alternative("KSH szegregátum lehatárolásán", "Alma utca", LegKind.STREET)
    assert leg.alternatives == (wanted,)


def test_the_parcel_has_its_number_and_rule() -> None:
    leg = parse_sentence(SENTENCE).legs[13]
    assert (leg.parcel_number, leg.rule) == ("9413", LineRule.PARCEL_FRONT)


def test_only_the_closing_leg_repeats() -> None:
    legs = parse_sentence(SENTENCE).legs
    assert [leg.number for leg in legs if leg.repeats is not None] == [17]
    assert legs[16].repeats == 1
