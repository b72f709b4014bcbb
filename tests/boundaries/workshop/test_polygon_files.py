"""Ground out of a file that somebody sends. All of it is made up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas
import pytest
import shapely
from shapely.geometry import mapping

from boundaries.workshop.polygon_files import LARGEST, PolygonFileError, ground_in
from geo.crs import EOV, WGS84, reproject

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

SQUARE = shapely.box(650_000, 150_000, 651_000, 151_000)
BESIDE = shapely.box(651_000, 150_000, 651_500, 151_000)


def written(path: Path, *shapes: BaseGeometry) -> Path:
    features = [
        {"type": "Feature", "properties": {}, "geometry": mapping(reproject(one, EOV, WGS84))}
        for one in shapes
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_all_polygons_of_a_file_count_together(tmp_path: Path) -> None:
    line = shapely.LineString([(650_000, 150_000), (660_000, 160_000)])
    found = ground_in(written(tmp_path / "a.geojson", SQUARE, BESIDE, line))
    assert found.area == pytest.approx(1_500_000, rel=1e-5)


@pytest.mark.parametrize("epsg", [EOV, WGS84, 32634])
def test_a_geopackage_is_read_in_its_own_system(tmp_path: Path, epsg: int) -> None:
    frame = geopandas.GeoDataFrame({"a": [1]}, geometry=[SQUARE], crs=EOV).to_crs(epsg)
    frame.to_file(tmp_path / "a.gpkg", driver="GPKG")
    found = ground_in(tmp_path / "a.gpkg")
    assert found.symmetric_difference(SQUARE).area < 2_000, "a metre round four kilometres"


def test_kml_is_read(tmp_path: Path) -> None:
    ring = " ".join(f"{x},{y}" for x, y in reproject(SQUARE, EOV, WGS84).exterior.coords)
    shape = f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates>"
    tail = "</LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>"
    head = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
    (tmp_path / "a.kml").write_text(head + shape + tail)
    assert ground_in(tmp_path / "a.kml").area == pytest.approx(1_000_000, rel=1e-4)


BOW = shapely.Polygon(
    [(650_000, 150_000), (651_000, 151_000), (651_000, 150_000), (650_000, 151_000)]
)
FAR = shapely.box(2_000_000, 150_000, 2_001_000, 151_000)
COMB = shapely.union_all(
    [shapely.box(650_000 + 20 * n, 150_000, 650_010 + 20 * n, 190_000) for n in range(20)]
)


@pytest.mark.parametrize(
    ("shapes", "code"),
    [
        ((BOW,), "crossing"),
        ((shapely.Point(650_000, 150_000),), "none"),
        ((), "none"),
        ((FAR,), "elsewhere"),
        ((COMB,), "long"),
        ((SQUARE.segmentize(0.07),), "long"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_reason(
    tmp_path: Path, shapes: tuple[BaseGeometry, ...], code: str
) -> None:
    with pytest.raises(PolygonFileError) as fault:
        ground_in(written(tmp_path / "a.geojson", *shapes))
    assert fault.value.code == code


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("a.geojson", b"[[", "broken"),
        ("a.geojson", b"[" * 100_000, "broken"),
        ("a.geojson", b"5", "none"),
        ("a.geojson", b'{"type":"Polygon","coordinates":[[[0]]]}', "broken"),
        ("a.geojson", b'{"crs":{"properties":{"name":"EPSG:3857"}},"features":[]}', "system"),
        ("a.gpkg", b"<OGRVRTDataSource/>", "broken"),
        ("a.gpkg", b"SQLite format 3\x00", "broken"),
        ("a.kml", b"<OGRVRTDataSource/>", "broken"),
        ("a.kml", b'<!DOCTYPE k [<!ENTITY a "b">]><kml>&a;</kml>', "broken"),
        ("a.geojson", b" " * (LARGEST + 1), "large"),
    ],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, name: str, body: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(body)
    with pytest.raises(PolygonFileError) as fault:
        ground_in(tmp_path / name)
    assert fault.value.code == code
