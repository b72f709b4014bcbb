"""Texts before house numbers are kept up to a bound, wherever the address stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from boundaries.files import fronts
from boundaries.files.fronts import Ended, FrontColumns
from boundaries.tables.columns import AddressColumns
from boundaries.tables.headings import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

ROWS = [[f"Baja, Próba{at} utca 3", "Baja", f"Próba{at} utca", "3"] for at in range(40)]


class Told:
    """Answers every number by its text."""

    def ended(self, wanted: Mapping[str, Collection[str]]) -> dict[str, dict[str, Ended]]:
        return {
            text: {one: Ended(f"{text} {one}".encode(), "outside") for one in numbers}
            for text, numbers in wanted.items()
        }


@pytest.mark.parametrize(
    "parts",
    [((0, Role.ADDRESS),), ((1, Role.TOWN), (2, Role.STREET), (3, Role.NUMBER))],
    ids=["in one", "columns"],
)
@pytest.mark.parametrize("bound", ["MOST_FRONTS", "MOST_BYTES"])
def test_what_is_kept_has_a_bound(
    bound: str, parts: tuple[tuple[int, Role], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fronts, bound, 5 if bound == "MOST_FRONTS" else 1000)
    columns = FrontColumns(AddressColumns(parts, "chosen"), Told())
    kept = 0
    for row in ROWS:
        (answer,) = columns.answered([row])
        assert answer is not None
        assert answer.ending.decode() == f"Baja, {row[2]} 3"
        kept = max(kept, len(columns._known), len(columns._by_text))
    assert 0 < kept < 10
