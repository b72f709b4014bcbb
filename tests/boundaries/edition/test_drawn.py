from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import shapely

from boundaries.edition.areas import compile_area
from boundaries.edition.drawn import read_drawn_line, read_drawn_lines
from boundaries.edition.edition import load_edition
from boundaries.errors import DrawnLineError
from boundaries.export.documents import geojson
from boundaries.model import Certainty, CompileStatus, Decision

if TYPE_CHECKING:
    from pathlib import Path

SLUG = "kecskemet-top-6.9.1"


def write(path: Path, document: object) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def line_file(path: Path, line: shapely.LineString) -> Path:
    return write(path, {"type": "Feature", "properties": {}, "geometry": geojson(line)})


def test_a_drawn_line_turns_provisional_legs_into_certain_ones(tmp_path: Path) -> None:
    """Lines of the test's own, through the block where the true ones may run."""
    legs = {leg.number: leg for leg in load_edition(SLUG).legs}
    korut, preshaz = shapely.LineString(legs[8].line), shapely.LineString(legs[11].line)
    corner = korut.coords[-1]
    # 100 m further along the körút, then parallel to Présház utca, then back to it.
    ux = (corner[0] - korut.coords[-2][0]) / shapely.Point(corner).distance(
        shapely.Point(korut.coords[-2])
    )
    uy = (corner[1] - korut.coords[-2][1]) / shapely.Point(corner).distance(
        shapely.Point(korut.coords[-2])
    )
    middle = preshaz.interpolate(120)
    start = (corner[0] + 100 * ux, corner[1] + 100 * uy)
    turn = (middle.x + 100 * ux, middle.y + 100 * uy)
    first = line_file(tmp_path / "9.geojson", shapely.LineString([start, turn]))
    second = line_file(tmp_path / "10.geojson", shapely.LineString([turn, (middle.x, middle.y)]))
    drawn = read_drawn_lines(
        [f"9={first}", f"10={second}"], author="A. Clerk", reason="cadastral map", date="2026-11-01"
    )
    outcome = compile_area(SLUG, drawn=drawn)
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.provisional == (14,)
    nine = outcome.legs[8]
    assert nine.decision is Decision.DRAWN
    assert nine.certainty is Certainty.CERTAIN
    assert (nine.author, nine.date) == ("A. Clerk", "2026-11-01")
    assert outcome.area is not None
    assert outcome.area.area > load_edition(SLUG).area.area + 5_000


LINE = [[19.7, 46.9], [19.71, 46.9], [19.71, 46.91]]


@pytest.mark.parametrize(
    "parts",
    [[LINE], [LINE[:2], LINE[1:]], [LINE[:2], LINE[:0:-1]], [LINE[1:], LINE[:2]]],
)
@pytest.mark.parametrize("wrap", ["geometry", "feature", "collection"])
def test_a_line_in_parts_that_go_on_from_one_another_is_a_line(
    tmp_path: Path, wrap: str, parts: list[object]
) -> None:
    plain: dict[str, object] = {"type": "LineString", "coordinates": LINE}
    parted: dict[str, object] = {"type": "MultiLineString", "coordinates": parts}
    if wrap != "geometry":
        parted = {"type": "Feature", "properties": {}, "geometry": parted}
    if wrap == "collection":
        parted = {"type": "FeatureCollection", "features": [parted]}
    one, same = (
        read_drawn_line(write(tmp_path / f"{i}.geojson", document), author="A", reason="r")
        for i, document in enumerate((plain, parted))
    )
    assert one.line.equals(same.line)
    assert one.line.length > 1000


@pytest.mark.parametrize(
    "shapes",
    [
        [
            {
                "type": "GeometryCollection",
                "geometries": [{"type": "LineString", "coordinates": LINE}],
            }
        ],
        [{"type": "LineString", "coordinates": part} for part in (LINE[1:], LINE[:2])],
        [{"type": "LineString", "coordinates": LINE}, None],
    ],
)
def test_a_line_in_several_features_is_a_line(tmp_path: Path, shapes: list[object]) -> None:
    features = [{"type": "Feature", "properties": {}, "geometry": one} for one in shapes]
    path = write(tmp_path / "l.geojson", {"type": "FeatureCollection", "features": features})
    drawn = read_drawn_line(path, author="A", reason="r")
    plain = write(tmp_path / "p.geojson", {"type": "LineString", "coordinates": LINE})
    assert drawn.line.equals(read_drawn_line(plain, author="A", reason="r").line)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"type": "Point", "coordinates": [19.7, 46.9]}, "exactly one LineString"),
        ({"type": "FeatureCollection", "features": []}, "exactly one LineString"),
        ({"type": "MultiLineString", "coordinates": []}, "got 0 lines"),
        ({"type": "MultiLineString", "coordinates": [LINE, LINE[::-1]]}, "crosses itself"),
        (
            {"type": "MultiLineString", "coordinates": [LINE[:2], LINE[:2]]},
            "got 2 lines; join them",
        ),
        ({"type": "MultiLineString", "coordinates": [7]}, "cannot be read"),
        ({"type": "MultiLineString", "coordinates": 7}, "exactly one LineString"),
        ({"type": "LineString", "coordinates": [[46.9, 19.7], [46.8, 19.7]]}, "look swapped"),
        ({"type": "LineString", "coordinates": [[2.3, 48.8], [2.4, 48.8]]}, "not in Hungary"),
        (
            {"type": "LineString", "coordinates": [[19.7, 46.9], [19.7000001, 46.9]]},
            "at least 1 m",
        ),
        (
            {
                "type": "LineString",
                "coordinates": [[19.7, 46.9], [19.71, 46.91], [19.71, 46.9], [19.7, 46.91]],
            },
            "crosses itself",
        ),
        (
            {
                "type": "LineString",
                "crs": {"type": "name", "properties": ["EPSG:23700"]},
                "coordinates": [[1, 2], [3, 4]],
            },
            "expected EPSG:4326",
        ),
        (
            {
                "type": "LineString",
                "crs": {"type": "name", "properties": {"name": "EPSG:3857"}},
                "coordinates": [[1, 2], [3, 4]],
            },
            "expected EPSG:4326",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(
    tmp_path: Path, document: object, message: str
) -> None:
    with pytest.raises(DrawnLineError, match=message):
        read_drawn_line(write(tmp_path / "x.geojson", document), author="A", reason="R")


def test_author_reason_and_number_are_needed(tmp_path: Path) -> None:
    file = line_file(tmp_path / "x.geojson", shapely.LineString([(698e3, 172e3), (698e3, 173e3)]))
    with pytest.raises(DrawnLineError, match="author and a reason"):
        read_drawn_line(file, author="", reason="R")
    with pytest.raises(DrawnLineError, match="N=FILE"):
        read_drawn_lines([str(file)], author="A", reason="R")
    with pytest.raises(DrawnLineError, match="there is no leg 40"):
        compile_area(SLUG, drawn={40: read_drawn_line(file, author="A", reason="R")})


def test_a_line_far_from_its_neighbours_leaves_the_ring_open(tmp_path: Path) -> None:
    far = shapely.LineString([(690e3, 172e3), (690e3, 173e3)])
    line = read_drawn_line(line_file(tmp_path / "x.geojson", far), author="A", reason="R")
    outcome = compile_area(SLUG, drawn={9: line})
    assert outcome.status is CompileStatus.INCOMPLETE
    assert outcome.area is None
    assert any(p.code == "gap" and 9 in p.legs for p in outcome.problems)
