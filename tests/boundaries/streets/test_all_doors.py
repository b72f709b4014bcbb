"""Every registered door of Kecskemét, judged by a reckoning made here and not by the product."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import shapely

import boundaries
from boundaries.edition.edition import load_edition
from boundaries.model import Answer, Edition, VerdictKind
from boundaries.streets.street_list import load_street_list
from boundaries.verdict.check import check_address
from geo.crs import EOV, WGS84, reproject

BUNDLED = Path(boundaries.__file__).parent / "data" / "kecskemet"
SLUG = "kecskemet-top-6.9.1"
Door = tuple[str, str, str]
"""Street, number as people write it, polling district."""

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def office(shared_data: Path) -> Path:
    return shared_data / "kecskemet" / "nvi2024"


@pytest.fixture(scope="module")
def doors(office: Path) -> list[Door]:
    streets = read(office / "SzavkorKereso.json")["data"]["kozteruletek"]
    return [
        (f"{s['kt_nev']} {s.get('kt_jelleg', '')}".strip(), as_written(door), door["szavkor"])
        for s in streets
        for door in s["kapuk"]
    ]


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))  # type: ignore[no-any-return]


def as_written(door: dict[str, str]) -> str:
    """ "000003/A", building 0002, staircase B -> "3/A 2. ép. B lh."."""
    number = re.sub(r"(?<![0-9])0+(?=[0-9])", "", door["hsz"])
    building = f" {door['ep'].lstrip('0')}. ép." if "ep" in door else ""
    return number + building + (f" {door['lh'].lstrip('0')}. lh." if "lh" in door else "")


def sides(office: Path, edition: Edition) -> dict[str, VerdictKind]:
    """District -> the side on which it lies wholly, by the 25 m rule; cut ones are left out."""
    found = {}
    for record in read(office / "Szavkor-Topo.json")["list"]:
        corners = [tuple(map(float, pair.split())) for pair in record["poligon"].split(",")]
        polygon = shapely.make_valid(shapely.Polygon([(lon, lat) for lat, lon in corners]))
        ground = shapely.make_valid(reproject(polygon, WGS84, EOV))
        band = edition.area.boundary.buffer(25)
        inside = shapely.intersection(ground, edition.area).difference(band).area > 0
        outside = shapely.difference(ground, edition.area).difference(band).area > 0
        if inside != outside:
            found[record["szk"]] = VerdictKind.INSIDE if inside else VerdictKind.OUTSIDE
    return found


@pytest.fixture(scope="module", params=["programme", pytest.param("ksh", marks=pytest.mark.whole)])
def edition(request: pytest.FixtureRequest) -> Edition:
    return load_edition(SLUG, request.param)


@pytest.fixture(scope="module")
def answers(doors: list[Door], edition: Edition) -> list[tuple[Door, Answer]]:
    streets = load_street_list(BUNDLED, edition.variant)
    return [
        (door, check_address(f"6000 Kecskemét, {door[0]} {door[1]}", edition, streets))
        for door in doors
    ]


def test_every_door_gets_an_answer_with_a_reason(answers: list[tuple[Door, Answer]]) -> None:
    assert len(answers) == 32_129
    assert all(answer.reason for _, answer in answers)


def test_no_door_of_a_district_wholly_on_one_side_is_answered_wrong(
    answers: list[tuple[Door, Answer]], office: Path, edition: Edition
) -> None:
    side = sides(office, edition)
    judged = [(door, answer) for door, answer in answers if door[2] in side]
    assert len(judged) > 29_000
    allowed = {VerdictKind.UNDECIDABLE, VerdictKind.BOUNDARY}
    wrong = [
        (door, answer.verdict)
        for door, answer in judged
        if answer.verdict not in {side[door[2]], *allowed}
    ]
    assert wrong == []


def test_at_least_93_percent_are_decided(answers: list[tuple[Door, Answer]]) -> None:
    kinds = Counter(answer.verdict for _, answer in answers)
    decided = kinds[VerdictKind.INSIDE] + kinds[VerdictKind.OUTSIDE]
    assert decided >= 0.93 * len(answers), kinds


def test_every_door_is_found_in_its_own_street(answers: list[tuple[Door, Answer]]) -> None:
    astray = [
        (door, answer.matched)
        for door, answer in answers
        if answer.matched is None or not answer.matched.startswith(f"Kecskemét, {door[0]} ")
    ]
    named = {door[0] for door, _ in astray}
    assert len(astray) < 0.001 * len(answers), sorted(named)


def test_the_district_of_the_answer_is_the_doors_own(answers: list[tuple[Door, Answer]]) -> None:
    other = [
        (door, answer.district)
        for door, answer in answers
        if answer.district is not None and answer.district != door[2]
    ]
    assert other == []
