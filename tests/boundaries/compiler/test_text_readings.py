"""Of several readings of a text the map decides; what it bears out is said, and never guessed."""

from __future__ import annotations

import pytest

from boundaries.compiler.compile import compile_text
from boundaries.model import Compilation, CompileStatus
from geo.network import LineNetwork, Way, WayKind

SIDE = 400.0
SENTENCE = "a Petőfi, a Duna és a Rózsa utca által határolt terület"
"""A triangle: Petőfi utca in the south, Rózsa utca in the west, the third across."""


def town(*third: tuple[str, WayKind, float]) -> LineNetwork:
    """Build a map with two streets and what is given: name, kind, and how far it stands out."""
    places: dict[tuple[float, float], int] = {}

    def line(number: int, kind: WayKind, name: str, *run: tuple[float, float]) -> Way:
        nodes = tuple(places.setdefault(place, len(places) + 1) for place in run)
        return Way(number, kind, nodes, (name,), (), {"name": name})

    out = [size for _, _, size in third]
    south = [(0.0, 0.0), *((size, 0.0) for size in sorted(out))]
    west = [(0.0, 0.0), *((0.0, size) for size in sorted(out))]
    ways = [
        line(1, WayKind.STREET, "Petőfi utca", *south),
        line(2, WayKind.STREET, "Rózsa utca", *west),
        *(
            line(10 + n, kind, name, (size, 0.0), (0.0, size))
            for n, (name, kind, size) in enumerate(third)
        ),
    ]
    nodes = {number: (x + 698_000, y + 172_000) for (x, y), number in places.items()}
    return LineNetwork.from_ways(ways, nodes, epsg=23700, source="t")


def told(outcome: Compilation, code: str) -> list[tuple[str, str]]:
    return [(p.severity, p.message) for p in outcome.problems if p.code == code]


def ground(size: float) -> float:
    return size * size / 2


def test_the_reading_that_the_map_has_is_taken_and_the_other_named() -> None:
    outcome = compile_text(SENTENCE, town(("Duna utca", WayKind.STREET, SIDE)))
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.area is not None
    assert outcome.area.area == pytest.approx(ground(SIDE))
    ((severity, message),) = told(outcome, "other_reading")
    assert severity == "note"
    assert message == (
        'leg 2 is read as "Duna utca" (street), since "Duna" (water) is on no line of the map'
    )


def test_the_second_reading_is_taken_where_the_first_closes_nothing() -> None:
    outcome = compile_text(SENTENCE, town(("Duna", WayKind.WATER, SIDE)))
    assert outcome.status is CompileStatus.COMPILED
    ((severity, message),) = told(outcome, "other_reading")
    assert severity == "warning"
    assert message == (
        'leg 2 is read as "Duna" (water), since "Duna utca" (street) is on no line of the map'
    )


def test_two_readings_round_different_ground_are_both_shown() -> None:
    outcome = compile_text(
        SENTENCE, town(("Duna utca", WayKind.STREET, SIDE), ("Duna", WayKind.WATER, 2 * SIDE))
    )
    assert outcome.status is CompileStatus.AMBIGUOUS
    assert outcome.area is not None
    assert outcome.area.area == pytest.approx(ground(SIDE))
    (other,) = outcome.alternatives
    assert other.area.area == pytest.approx(ground(2 * SIDE))
    ((severity, message),) = told(outcome, "ambiguous")
    assert severity == "warning"
    assert '"Duna" (water)' in message
    assert "320000 m²" in message
    assert told(outcome, "other_reading") == []


def test_where_nothing_closes_the_first_reading_stands() -> None:
    outcome = compile_text(SENTENCE, town(("Tisza", WayKind.WATER, SIDE)))
    assert outcome.status is CompileStatus.INCOMPLETE
    assert [leg.name for leg in outcome.legs] == ["Petőfi utca", "Duna utca", "Rózsa utca"]
