"""What is offered closes the ring, or decides between two; nothing is taken by itself.

All maps and names here are made up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from boundaries.compiler.compile import compile_text, specs_of
from boundaries.edition.corrections import (
    Added,
    Aside,
    Belongs,
    Correction,
    Meant,
    Swapped,
    compile_corrected,
    corrected,
)
from boundaries.model import CompileStatus
from boundaries.sentence.parsing import parse_sentence
from boundaries.workshop.offers import Offer, offers, signed
from tests.boundaries.compiler.test_compile_readings import legs, town
from tests.boundaries.edition.test_corrections import square, two_ways

if TYPE_CHECKING:
    from geo.network import LineNetwork

SIGNED: dict[str, Any] = {"author": "K. Anna", "reason": "a térkép szerint", "date": "2026-11-29"}


def offered(text: str, network: LineNetwork) -> tuple[Offer, ...]:
    outcome = compile_text(text, network)
    return offers(outcome, specs_of(parse_sentence(text)))


def taken(text: str, network: LineNetwork, *offers_taken: Offer) -> CompileStatus:
    made: list[Correction] = [
        signed(one, **SIGNED) for offer in offers_taken for one in offer.corrections
    ]
    specs = corrected(specs_of(parse_sentence(text)), made)
    return compile_corrected(specs, network, made).status


@pytest.mark.parametrize(
    ("text", "correction"),
    [
        (
            "Kapor utca – Lestyán utca – Mentha utca – Zsálya utca",
            Meant(leg=3, name="Menta utca", author="", reason="", date=""),
        ),
        (
            "Kapor utca – Lestyán utca – Zsálya utca",
            Added(after=2, name="Menta utca", author="", reason="", date=""),
        ),
        (
            "Kapor utca – Menta utca – Zsálya utca – Kapor utca",
            Added(after=1, name="Lestyán utca", author="", reason="", date=""),
        ),
        (
            "Kapor utca – Menta utca – Lestyán utca – Zsálya utca",
            Swapped(leg=1, other=2, author="", reason="", date=""),
        ),
    ],
)
def test_what_is_offered_first_closes_the_ring(text: str, correction: Correction) -> None:
    text += " által határolt terület"
    first = [one for one in offered(text, square()) if one.corrections[0].kind == correction.kind]
    if isinstance(correction, Swapped):
        assert isinstance(first[0].corrections[0], Swapped)
    else:
        assert first[0].corrections == (correction,)
    assert taken(text, square(), first[0]) is CompileStatus.COMPILED


def test_each_of_two_areas_is_offered_and_gives_itself() -> None:
    specs = legs("Kapor utca", "Lestyán utca", "Menta utca", "Zsálya utca")
    outcome = compile_corrected(specs, two_ways(), ())
    found = offers(outcome, specs)
    assert [round(one.area.area / 1e4) for one in found if one.area is not None] == [80, 92]
    for one in found:
        (place,) = one.corrections
        assert isinstance(place, Belongs)
        chosen = compile_corrected(specs, two_ways(), one.corrections)
        assert chosen.status is CompileStatus.COMPILED
        assert chosen.area is not None
        assert one.area is not None
        assert chosen.area.area == pytest.approx(one.area.area)


def test_each_of_three_areas_is_offered_and_gives_itself() -> None:
    """Three parallel streets are called Lestyán utca; each closes a ring of its own."""
    far = [600.0, 1100.0, 1500.0]
    network = town(
        {
            "Kapor utca": [[(0.0, 0.0), *((x, 0.0) for x in far)]],
            "Menta utca": [[(0.0, -500.0), *((x, -500.0) for x in far)]],
            "Lestyán utca": [[(x, 0.0), (x, -500.0)] for x in far],
            "Zsálya utca": [[(0.0, 0.0), (0.0, -500.0)]],
        }
    )
    specs = legs("Kapor utca", "Lestyán utca", "Menta utca", "Zsálya utca")
    found = offers(compile_corrected(specs, network, ()), specs)
    assert len(found) == 3
    for one in found:
        chosen = compile_corrected(specs, network, one.corrections)
        assert chosen.area is not None
        assert one.area is not None
        assert chosen.status is CompileStatus.COMPILED
        assert chosen.area.area == pytest.approx(one.area.area)


def test_words_that_were_not_understood_may_be_put_aside() -> None:
    text = "Kapor utca – Lestyán utca – Menta utca – Zsálya utca által határolt terület Qwz"
    found = [one for one in offered(text, square()) if isinstance(one.corrections[0], Aside)]
    assert found
    (aside,) = found[-1].corrections
    assert isinstance(aside, Aside)
    assert text[aside.start : aside.end] == "Qwz"
