"""The small map of the town."""

from __future__ import annotations

import dataclasses
import re

from webmap.ask.services import BundledAreas
from webmap.maps.locator import locator

AREA = "kecskemet-top-6.9.1"


def test_the_area_lies_within_its_towns_border() -> None:
    found = locator(BundledAreas().edition(AREA))
    assert found is not None
    assert found.town == "Kecskemét"
    for path in (found.border, found.area):
        assert path.startswith("M")
        assert path.endswith("Z")
        numbers = [float(value) for value in re.findall(r"[0-9.]+", path)]
        assert min(numbers[::2]) >= 0
        assert max(numbers[::2]) <= found.width
        assert min(numbers[1::2]) >= 0
        assert max(numbers[1::2]) <= found.height
    assert 0 < found.middle[0] < found.width
    assert 0 < found.middle[1] < found.height


def test_no_drawing_where_the_towns_border_is_unknown() -> None:
    edition = BundledAreas().edition(AREA)
    assert locator(dataclasses.replace(edition, town="Sehonna")) is None
    assert locator(dataclasses.replace(edition, town="Foktő")) is None
