"""Readings from memory are the readings of the one reader."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.address import regular
from boundaries.address.query import _read, read_query
from boundaries.address.street_index import StreetIndex, TownNames, build_index
from boundaries.data_files import DATA
from boundaries.language.aliases import load_aliases
from boundaries.language.country import CAPITAL
from boundaries.streets.street_list import Street, load_street_list

if TYPE_CHECKING:
    from collections.abc import Iterator

LIST = load_street_list(DATA / "kecskemet")
FRONTS = (
    "6000 Kecskemét, {}",
    "Kecskemét {}",
    "{}",
    "6500 Baja, {}",
    "Budapest {}",
    "{} hrsz",
    "{} 3. 2. em.",
    "{} 1. 2. em.",
    "{} 5 és",
    "{} Pf.",
    "5205 {}",
    "6000 {}, Kecskemét,",
)
NUMBERS = ("1", "1.", "2/a", "12/B.", "22", "333/b", "48", "1118", "4444/A.", "6000", "99999", "5.")


@pytest.fixture(scope="module", autouse=True)
def often() -> Iterator[int]:
    """Have texts tried out when they come the second time."""
    with pytest.MonkeyPatch.context() as patch:
        usual = regular.OFTEN
        patch.setattr(regular, "OFTEN", 1)
        yield usual


@pytest.fixture(scope="module")
def index() -> StreetIndex[Street]:
    meta = LIST.meta
    names = TownNames(meta.town, meta.postcodes, (*meta.other_towns, *CAPITAL))
    return build_index(LIST.streets, names, [(a.name, a.means) for a in load_aliases(meta.town)])


def _written() -> list[str]:
    draw = random.Random(4)  # noqa: S311
    names = [street.full_name for street in LIST.streets]
    names += [name.rpartition(" ")[0] for name in draw.sample(names, 150)]
    names += [f"{name.rpartition(' ')[0]} u." for name in draw.sample(names, 100)]
    return names


@pytest.mark.parametrize(
    ("front", "count"),
    [(front, 150) for front in FRONTS]
    + [pytest.param(front, None, marks=pytest.mark.whole) for front in FRONTS[:3]],
)
def test_every_street_with_every_shape_of_number(
    index: StreetIndex[Street], front: str, count: int | None
) -> None:
    draw = random.Random(front)  # noqa: S311
    names = _written()
    wrong = []
    for name in names if count is None else draw.sample(names, count):
        for number in draw.sample(NUMBERS, 5):
            query = f"{front.format(name)} {number}"
            if read_query(query, index) != _read(query, index):
                wrong.append(query)
    assert wrong == []


@pytest.mark.parametrize("times", [1, None])
def test_it_remembers_what_comes_often(
    index: StreetIndex[Street], often: int, times: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, asked = often if times is None else times, []
    monkeypatch.setattr(regular, "OFTEN", first)

    def counted(text: str) -> object:
        asked.append(text)
        return _read(text, index)

    for number in range(1, 50):
        index.regular.read(f"Kecskemét, {first}. utca {number}", counted)  # type: ignore[type-var]
    tried = asked[first:]
    assert asked[:first] == [f"Kecskemét, {first}. utca {n}" for n in range(1, first + 1)]
    assert tried == [f"Kecskemét, {first}. utca {written}" for written, _ in regular._PROBES]


@given(
    st.text(alphabet="aáÁbút. ,;-/0123456789\tIVXhrszPfem", max_size=30),
    st.lists(st.sampled_from(NUMBERS), min_size=4, max_size=4),
)
def test_any_text_before_a_number(front: str, numbers: list[str]) -> None:
    small: StreetIndex[Street] = build_index(LIST.streets[:40], TownNames("Kecskemét", ("6000",)))
    for number in numbers:
        query = f"{front} {number}"
        assert read_query(query, small) == _read(query, small)
