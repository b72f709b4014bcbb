"""The collected maps on which the walk once chose in silence, or gave up needlessly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from boundaries.compiler.compile import compile_text
from geo.network import LineNetwork
from geo.osm.extract import read_extract

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.model import Compilation

pytestmark = pytest.mark.shared_data


def compiled(shared_data: Path, number: str) -> Compilation:
    folder = shared_data.parent / "cases" / "walk"
    if not folder.is_dir():
        pytest.skip(f"no collected maps in {folder}")
    text = (folder / f"{number}.txt").read_text("utf-8").splitlines()[0]
    network = LineNetwork.from_extract(read_extract(folder / f"{number}.geojson"))
    return compile_text(text, network)


@pytest.mark.parametrize(
    ("number", "km2"),
    [
        ("01", [0.64, 0.76]),
        ("03", [0.4, 0.8]),
        ("27", [0.8, 0.96]),
        ("57", [0.8, 1.6]),
        ("62", [0.4, 0.8, 1.2]),
    ],
)
def test_every_reading_is_shown(shared_data: Path, number: str, km2: list[float]) -> None:
    outcome = compiled(shared_data, number)
    assert outcome.status == "ambiguous"
    assert outcome.area is not None
    areas = [outcome.area.area, *(other.area.area for other in outcome.alternatives)]
    assert [area / 1e6 for area in areas] == pytest.approx(km2, abs=0.001)


@pytest.mark.parametrize(
    ("number", "m2", "share"),
    [
        ("51", 800_000, 0.001),
        ("52", 800_000, 0.001),
        ("53", 800_000, 0.001),
        ("56", 800_000, 0.001),
        ("79", 173_347, 0.01),
        ("81", 1_171_000, 0.001),
        ("82", 1_171_000, 0.001),
        ("89", 640_000, 0.001),
        ("90", 640_000, 0.001),
    ],
)
def test_one_area_is_given(shared_data: Path, number: str, m2: float, share: float) -> None:
    outcome = compiled(shared_data, number)
    assert outcome.status == "compiled"
    assert outcome.area is not None
    assert outcome.area.area == pytest.approx(m2, rel=share)
