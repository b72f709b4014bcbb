"""OGC API Features, Part 2 (OGC 18-058r1): reference systems; what may be kept, shared, added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import shapely

from webmap.app import create_app
from webmap.ogc.reading import CRS84, EPSG_4326, EPSG_23700
from webmap.ogc.sources import Feature, Period, Source, add_source
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from webmap.ask.services import Areas

AREAS = "/ogc/collections/areas"
TEXTS = ("ogc.title.areas", "ogc.about.areas")


def get(client: FlaskClient, path: str) -> Any:  # noqa: ANN401 - JSON
    response = client.get(path)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json(force=True)


def test_collections_list_their_systems(client: FlaskClient) -> None:
    """Part 2, requirements 1 to 5."""
    item = get(client, AREAS)
    assert item["crs"][0] == CRS84.uri
    assert {EPSG_4326.uri, EPSG_23700.uri} <= set(item["crs"])
    assert item["storageCrs"] == EPSG_23700.uri


@pytest.mark.parametrize("path", [f"{AREAS}/items", f"{AREAS}/items/square.programme"])
def test_coordinates_are_in_the_system_that_was_asked(client: FlaskClient, path: str) -> None:
    """Part 2, requirements 10 to 16: the axes of each system, and the header."""
    corners = {}
    for system in (CRS84, EPSG_4326, EPSG_23700):
        response = client.get(f"{path}?crs={system.uri}")
        assert response.headers["Content-Crs"] == f"<{system.uri}>"
        body = response.get_json(force=True)
        first = body["features"][0] if "features" in body else body
        corners[system.uri] = first["geometry"]["coordinates"][0][0][0]
    lon, lat = corners[CRS84.uri]
    assert (19 < lon < 20, 46 < lat < 47) == (True, True)
    assert corners[EPSG_4326.uri] == [lat, lon]
    east, north = corners[EPSG_23700.uri]
    assert {east, north} <= {698_000, 699_000, 172_000, 173_000}
    assert east > north
    assert client.get(path).headers["Content-Crs"] == f"<{CRS84.uri}>"


def test_a_box_is_in_the_system_that_was_said(client: FlaskClient) -> None:
    """Part 2, requirements 6 to 9."""
    inside = {
        CRS84: "19.68,46.895,19.681,46.896",
        EPSG_4326: "46.895,19.68,46.896,19.681",
        EPSG_23700: "698400,172400,698500,172500",
    }
    outside = {
        CRS84: "46.0,19.0,47.0,20.0",
        EPSG_4326: "19.0,46.0,20.0,47.0",
        EPSG_23700: "172400,698400,172500,698500",
    }
    for system, box in inside.items():
        query = f"bbox={box}&bbox-crs={system.uri}"
        assert get(client, f"{AREAS}/items?{query}")["numberMatched"] == 2
    for system, box in outside.items():
        query = f"bbox={box}&bbox-crs={system.uri}"
        assert get(client, f"{AREAS}/items?{query}")["numberMatched"] == 0
    page = get(client, f"{AREAS}/items?crs={EPSG_4326.uri}")
    south, west, north, east = page["bbox"]
    assert (46 < south < north < 47, 19 < west < east < 20) == (True, True)


# ---- Keeping and sharing


def test_answers_can_be_kept_and_shared(client: FlaskClient) -> None:
    response = client.get(f"{AREAS}/items")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in response.headers
    tag = response.headers["ETag"]
    again = client.get(f"{AREAS}/items", headers={"If-None-Match": tag})
    assert again.status_code == 304
    page = client.get(f"{AREAS}/items?f=html", headers={"If-None-Match": tag})
    assert page.status_code == 200


def test_another_part_can_add_its_collection(areas: Areas, tmp_path: Path) -> None:
    def load(_: Areas) -> list[Feature]:
        place = shapely.Point(698_500, 172_500)
        return [Feature("v1", place, {"name": "Próbaház"}, Period.of_days("2026-01-01", None))]

    app = create_app(Settings(data_dir=str(tmp_path)), areas)
    add_source(app, Source("places", *TEXTS, load, lambda _: 1))
    client = app.test_client()
    ids = [item["id"] for item in get(client, "/ogc/collections")["collections"]]
    assert ids[-1] == "places"
    assert get(client, "/ogc/collections/places/items/v1")["geometry"]["type"] == "Point"
    earlier = get(client, "/ogc/collections/places/items?datetime=2025-12-31")
    assert earlier["numberMatched"] == 0
    with pytest.raises(ValueError, match="there is a collection 'legs' already"):
        add_source(app, Source("legs", *TEXTS, load, lambda _: 1))


def test_what_changes_is_loaded_again(areas: Areas, tmp_path: Path) -> None:
    held: list[Feature] = []
    app = create_app(Settings(data_dir=str(tmp_path)), areas)
    source = Source("places", *TEXTS, lambda _: tuple(held), lambda _: len(held))
    add_source(app, source)
    client = app.test_client()
    assert get(client, "/ogc/collections/places/items")["numberMatched"] == 0
    held.append(Feature("v1", None, {"name": "Próbaház"}))
    body = get(client, "/ogc/collections/places/items")
    assert body["features"][0]["geometry"] is None
    assert "spatial" not in get(client, "/ogc/collections/places")["extent"]
