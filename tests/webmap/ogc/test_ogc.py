"""OGC API Features: each test names the requirement of the standard that it is about.

Part 1 is OGC 17-069r4, Part 2 is OGC 18-058r1. The square of the fakes is 1 km wide in EOV.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
import shapely
from shapely.geometry import shape

from boundaries.edition.edition import load_edition
from geo.crs import EOV, WGS84, reproject
from webmap.app import create_app
from webmap.ask.services import BundledAreas
from webmap.ogc.reading import EPSG_23700
from webmap.ogc.sources import in_force
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from types import ModuleType

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from webmap.ask.services import Areas

AREAS = "/ogc/collections/areas"

OPENAPI = "application/vnd.oai.openapi+json;version=3.0"


@pytest.fixture
def opened(areas: Areas) -> FlaskClient:
    return create_app(Settings(street_list_public=True), areas).test_client()


@pytest.fixture(scope="module")
def real() -> FlaskClient:
    settings = Settings(street_list_public=True, rate_limits=False)
    return create_app(settings, BundledAreas()).test_client()


def get(client: FlaskClient, path: str) -> Any:  # noqa: ANN401 - JSON
    response = client.get(path)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json(force=True)


def refused(response: TestResponse, status: int = 400) -> str:
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    return str(response.get_json(force=True)["code"])


def by_rel(links: list[dict[str, str]], rel: str) -> list[dict[str, str]]:
    return [link for link in links if link["rel"] == rel]


def test_the_layer_definition_opens_styled_from_the_service(client: FlaskClient) -> None:
    response = client.get("/ogc/akcioterulet.qlr")
    assert response.status_code == 200
    root = ET.fromstring(response.text.partition("\n")[2])  # noqa: S314 - our own file
    assert root.tag == "qlr"
    served = {one["id"] for one in get(client, "/ogc/collections")["collections"]}
    ids = [one.get("id") for one in root.iter("layer-tree-layer")]
    layers = root.findall("maplayers/maplayer")
    assert [one.findtext("id") for one in layers] == ids != []
    for layer in layers:
        source = str(layer.findtext("datasource"))
        assert re.search(r"typename='(\w+)'", source)[1] in served  # type: ignore[index]
        assert "url='http://localhost/ogc'" in source
        assert layer.findtext("provider") == "OAPIF"
        assert layer.find("renderer-v2") is not None
    words = {one.get("label") for one in root.iter("category")}
    assert {"biztos", "valószínű", "kikövetkeztetett", "nem ismert"} <= words
    assert "bizonytalanság (m)" in {one.get("name") for one in root.iter("alias")}


# ---- Core


@pytest.mark.parametrize("path", ["/ogc", "/ogc/"])
def test_the_landing_page_leads_everywhere(client: FlaskClient, path: str) -> None:
    """Requirements 1 and 2, /req/core/root-op and root-success."""
    links = get(client, path)["links"]
    assert by_rel(links, "service-desc")[0]["type"] == OPENAPI
    for rel in ("self", "service-desc", "service-doc", "conformance", "data"):
        for link in by_rel(links, rel):
            response = client.get(link["href"])
            assert response.status_code == 200
            assert response.content_type.split("; charset")[0] == link["type"]


def test_the_api_is_described(client: FlaskClient) -> None:
    """Requirements 3, 4 and /req/oas30: the definition and its media type."""
    response = client.get("/ogc/api")
    assert response.content_type == OPENAPI
    body = response.get_json(force=True)
    assert body["openapi"].startswith("3.0.")
    components = body["components"]
    for path, operations in body["paths"].items():
        operation = operations["get"]
        named = set(re.findall(r"{(\w+)}", path))
        refs = [p["$ref"].rpartition("/")[2] for p in operation["parameters"]]
        assert named <= set(refs)
        assert set(refs) <= set(components["parameters"])
        assert "200" in operation["responses"]
    ids = [operations["get"]["operationId"] for operations in body["paths"].values()]
    assert len(ids) == len(set(ids))


def test_conformance_lists_the_classes(client: FlaskClient) -> None:
    """Requirements 5 and 6, /req/core/conformance-op and conformance-success."""
    classes = get(client, "/ogc/conformance")["conformsTo"]
    assert {uri.rpartition("/")[2] for uri in classes} == {
        "core",
        "geojson",
        "html",
        "oas30",
        "crs",
    }


def test_every_collection_has_its_links_and_extent(opened: FlaskClient) -> None:
    """Requirements 11 to 16, /req/core/fc-md-* and sfc-md-*."""
    body = get(opened, "/ogc/collections")
    assert by_rel(body["links"], "self")
    assert by_rel(body["links"], "alternate")
    ids = [item["id"] for item in body["collections"]]
    own = ["areas", "legs", "uncertain_zones", "editions", "streets"]
    assert ids == [*own, "venues", "events", "programme_areas"]
    for item in body["collections"]:
        assert item == get(opened, f"/ogc/collections/{item['id']}")
        kinds = {link["type"] for link in by_rel(item["links"], "items")}
        assert kinds == {"application/geo+json", "text/html"}
        west, south, east, north = item["extent"]["spatial"]["bbox"][0]
        assert (16, 45) < (west, south) < (east, north) < (23, 49)
        assert len(item["extent"]["temporal"]["interval"][0]) == 2
        assert item["title"]
        assert item["description"]


def test_features_are_geojson(client: FlaskClient) -> None:
    """Requirements 17, 27 to 30, and /req/geojson."""
    response = client.get(f"{AREAS}/items")
    assert response.content_type == "application/geo+json"
    body = response.get_json(force=True)
    assert body["type"] == "FeatureCollection"
    assert body["numberMatched"] == body["numberReturned"] == len(body["features"]) == 2
    assert "timeStamp" not in body
    ids = [item["id"] for item in body["features"]]
    assert ids == ["square.programme", "square.ksh"]
    for item in body["features"]:
        geometry = shape(item["geometry"])
        assert all(part.exterior.is_ccw for part in geometry.geoms)
        assert "© OpenStreetMap" in item["properties"]["attribution"]
    west, south, east, north = body["bbox"]
    assert shapely.box(west, south, east, north).buffer(1e-9).covers(geometry)


def test_one_feature(client: FlaskClient) -> None:
    """Requirements 32 to 34, /req/core/f-op and f-success."""
    response = client.get(f"{AREAS}/items/square.ksh")
    assert response.content_type == "application/geo+json"
    body = response.get_json(force=True)
    assert body["id"] == "square.ksh"
    assert body["properties"]["variant"] == "ksh"
    assert {"self", "alternate", "collection"} <= {link["rel"] for link in body["links"]}
    listed = get(client, f"{AREAS}/items")["features"][1]
    assert {k: body[k] for k in ("geometry", "properties")} == {
        k: listed[k] for k in ("geometry", "properties")
    }


def test_pages_lead_to_each_other_and_lose_nothing(real: FlaskClient) -> None:
    """Requirements 20, 21 and 28: limit, next and prev."""
    seen: list[str] = []
    path = "/ogc/collections/legs/items?limit=5&crs=" + EPSG_23700.uri
    backwards = []
    while path:
        body = get(real, path)
        assert len(body["features"]) == body["numberReturned"] <= 5
        assert body["numberMatched"] == 26
        seen += [item["id"] for item in body["features"]]
        backwards.append(bool(by_rel(body["links"], "prev")))
        following = by_rel(body["links"], "next")
        path = following[0]["href"] if following else ""
        assert "crs=" in path or not path
    assert len(seen) == len(set(seen)) == 26
    assert backwards == [False, True, True, True, True, True]
    last = get(real, "/ogc/collections/legs/items?limit=5&offset=25")
    assert parse_qs(urlsplit(by_rel(last["links"], "prev")[0]["href"]).query)["offset"] == ["20"]


@pytest.mark.parametrize("limit", ["1001", "10000", "9" * 30, "9" * 5000])
def test_a_limit_over_the_maximum_is_the_maximum(real: FlaskClient, limit: str) -> None:
    """Requirement 21 C and D: never an error, never more than the maximum."""
    body = get(real, f"/ogc/collections/streets/items?limit={limit}")
    assert body["numberReturned"] == 1000
    assert by_rel(body["links"], "next")


def test_an_offset_past_the_end_is_an_empty_page(client: FlaskClient) -> None:
    body = get(client, f"{AREAS}/items?offset=99")
    assert body["features"] == []
    assert body["numberMatched"] == 2
    assert "bbox" not in body
    assert not by_rel(body["links"], "next")


def test_a_box_leaves_what_it_meets(real: FlaskClient) -> None:
    """Requirements 22 to 24: by the geometry itself, not only by its box."""
    edition = load_edition("kecskemet-top-6.9.1")
    area = reproject(edition.area, EOV, WGS84)
    hull = shapely.box(*area.bounds)
    for x, y in ((0.02, 0.98), (0.5, 0.5), (0.98, 0.02), (0.02, 0.02)):
        west = area.bounds[0] + x * (area.bounds[2] - area.bounds[0])
        south = area.bounds[1] + y * (area.bounds[3] - area.bounds[1])
        box = (west, south, west + 1e-4, south + 1e-4)
        found = get(real, f"{AREAS}/items?bbox={','.join(map(str, box))}")["features"]
        names = {item["id"] for item in found}
        assert ("kecskemet-top-6.9.1.programme" in names) == shapely.box(*box).intersects(area)
        assert hull.intersects(shapely.box(*box))
    assert get(real, f"{AREAS}/items?bbox=-180,-90,180,90")["numberMatched"] == 2
    assert get(real, f"{AREAS}/items?bbox=170,40,-170,50")["numberMatched"] == 0
    assert get(real, f"{AREAS}/items?bbox=19,46,0,20,47,100")["numberMatched"] == 2
    inside = area.representative_point()
    point = f"{inside.x},{inside.y},{inside.x},{inside.y}"
    assert get(real, f"{AREAS}/items?bbox={point}")["numberMatched"] >= 1


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("2020-01-01T00:00:00Z", 2),
        ("2023-11-30", 2),
        ("2023-11-30T22:59:59Z", 2),
        ("2023-11-30T23:00:00Z", 0),
        ("2023-12-01", 0),
        ("2023-11-30T23:30:00%2B01:00", 2),
        ("../2023-11-30", 2),
        ("2023-11-01/2024-06-30", 2),
        ("2024-01-01/..", 0),
        ("2024-01-01/", 0),
        ("/2024-01-01", 2),
        ("../..", 2),
        ("2023-11-30T12:00:00.123456789Z/..", 2),
    ],
)
def test_time(client: FlaskClient, asked: str, count: int) -> None:
    """Requirements 25 and 26: moments, days and open spans; the area is valid to 2023-11-30."""
    assert get(client, f"{AREAS}/items?datetime={asked}")["numberMatched"] == count


def test_editions_hold_until_the_next_one(fakes: ModuleType) -> None:
    accepted = fakes.Acceptance
    log = (
        accepted("programme", "a" * 64, "X", "2024-01-01", "first"),
        accepted("ksh", "b" * 64, "X", "2024-01-01", "first"),
        accepted("programme", "c" * 64, "X", "2025-03-01", "slip"),
        accepted("programme", "d" * 64, "X", "2025-03-01", "mended the same day"),
    )
    spans = {a.hash[0]: (p.start, p.end) for a, p in in_force(log)}
    assert set(spans) == {"a", "b", "d"}
    assert str(spans["a"][1]).startswith("2025-02-28 23:59:59")
    assert spans["b"][1] is None
    assert str(spans["d"][0]).startswith("2025-03-01 00:00:00")


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("/ogc", "x=1", "unknown_parameter"),
        ("/ogc/api", "x=1", "unknown_parameter"),
        ("/ogc/conformance", "limit=1", "unknown_parameter"),
        ("/ogc/collections", "bbox=1,2,3,4", "unknown_parameter"),
        (AREAS, "limit=1", "unknown_parameter"),
        (f"{AREAS}/items", "town=x", "unknown_parameter"),
        (f"{AREAS}/items", "limit=1&limit=2", "repeated_parameter"),
        (f"{AREAS}/items/square.ksh", "bbox=1,2,3,4", "unknown_parameter"),
        (f"{AREAS}/items", "limit=0", "bad_parameter"),
        (f"{AREAS}/items", "limit=-1", "bad_parameter"),
        (f"{AREAS}/items", "limit=1.5", "bad_parameter"),
        (f"{AREAS}/items", "limit=", "bad_parameter"),
        (f"{AREAS}/items", "limit=%D9%A3", "bad_parameter"),
        (f"{AREAS}/items", "offset=-1", "bad_parameter"),
        (f"{AREAS}/items", "bbox=1,2,3", "bad_parameter"),
        (f"{AREAS}/items", "bbox=1,2,3,4,5", "bad_parameter"),
        (f"{AREAS}/items", "bbox=nan,nan,nan,nan", "bad_parameter"),
        (f"{AREAS}/items", "bbox=inf,0,1,1", "bad_parameter"),
        (f"{AREAS}/items", "bbox=19,47,20,46", "bad_parameter"),
        (f"{AREAS}/items", "bbox=0,0,1e99,1", "bad_parameter"),
        (f"{AREAS}/items", "bbox=0,0,400,1", "bad_parameter"),
        (f"{AREAS}/items", "bbox=" + "1," * 3000, "bad_parameter"),
        (f"{AREAS}/items", f"bbox=2,1,1,2&bbox-crs={EPSG_23700.uri}", "bad_parameter"),
        (f"{AREAS}/items", "bbox-crs=EPSG:4326", "bad_parameter"),
        (f"{AREAS}/items", "crs=http://www.opengis.net/def/crs/EPSG/0/3857", "bad_parameter"),
        (f"{AREAS}/items/square.ksh", "crs=x", "bad_parameter"),
        (f"{AREAS}/items", "datetime=yesterday", "bad_parameter"),
        (f"{AREAS}/items", "datetime=2024-13-01", "bad_parameter"),
        (f"{AREAS}/items", "datetime=2024-06-01/2024-01-01", "bad_parameter"),
        (f"{AREAS}/items", "datetime=2024-01-01/2024-02-01/2024-03-01", "bad_parameter"),
        (f"{AREAS}/items", "datetime=9999-12-31", "bad_parameter"),
        (f"{AREAS}/items", "datetime=", "bad_parameter"),
        (f"{AREAS}/items", "f=xml", "bad_parameter"),
        ("/ogc", "lang=de", "unknown_language"),
    ],
)
def test_what_is_unknown_or_wrong_is_a_400(
    client: FlaskClient, path: str, query: str, code: str
) -> None:
    """Requirements 7 and 8, /req/core/query-param-unknown and query-param-invalid."""
    if query == "datetime=":
        assert client.get(f"{path}?{query}").status_code == 400
        return
    assert refused(client.get(f"{path}?{query}")) == code


@pytest.mark.parametrize(
    "path",
    [
        "/ogc/collections/nothing",
        "/ogc/collections/nothing/items",
        f"{AREAS}/items/nothing",
        f"{AREAS}/items/..%2f..%2fetc%2fpasswd",
        "/ogc/collections/%0d%0aX-Evil:1/items",
        "/ogc/nothing",
    ],
)
def test_what_is_not_there_is_a_404(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    refused(response, 404)
    assert "X-Evil" not in response.headers


def test_other_methods_are_refused(client: FlaskClient) -> None:
    assert client.post(f"{AREAS}/items").status_code in {400, 405}
    assert client.head(f"{AREAS}/items").status_code == 200


# ---- Streets are protected


def test_streets_are_hidden_and_refused(client: FlaskClient, opened: FlaskClient) -> None:
    ids = [item["id"] for item in get(client, "/ogc/collections")["collections"]]
    assert "streets" not in ids
    listed = get(client, "/ogc/api")["components"]["parameters"]["collectionId"]["schema"]["enum"]
    assert "streets" not in listed
    for path in ("", "/items", "/items/x"):
        response = client.get(f"/ogc/collections/streets{path}")
        assert refused(response, 403) == "streets_protected"
    response = opened.get("/ogc/collections/streets/items")
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "Access-Control-Allow-Origin" not in response.headers
    rows = response.get_json(force=True)["features"]
    assert [row["properties"]["street"] for row in rows].count("Háttér utca") == 4
    lines = {row["properties"]["street"]: row["geometry"] for row in rows}
    assert lines["Háttér utca"]["type"] == "MultiLineString"
    assert lines["Vonaltalan utca"] is None


# ---- HTML


@pytest.mark.parametrize(
    "path",
    [
        "/ogc",
        "/ogc/api",
        "/ogc/conformance",
        "/ogc/collections",
        AREAS,
        f"{AREAS}/items",
        f"{AREAS}/items?offset=1&limit=1",
        f"{AREAS}/items/square.ksh",
        "/ogc/collections/legs/items",
    ],
)
@pytest.mark.parametrize("lang", ["hu", "en"])
def test_every_resource_is_a_page_too(client: FlaskClient, path: str, lang: str) -> None:
    """Requirements of /req/html: every 200 answer can be HTML, with links that work."""
    joint = "&" if "?" in path else "?"
    by_parameter = client.get(f"{path}{joint}f=html&lang={lang}")
    by_header = client.get(f"{path}{joint}lang={lang}", headers={"Accept": "text/html,*/*;q=0.1"})
    assert by_parameter.status_code == by_header.status_code == 200
    assert by_parameter.content_type == by_header.content_type == "text/html; charset=utf-8"
    assert "Accept" in by_header.headers["Vary"]
    text = by_parameter.get_data(as_text=True)
    assert f'<html lang="{lang}"' in text
    main = text[text.index("<main") : text.index("</main")]
    for target in re.findall(r'href="(http[^"]*)"', main):
        assert client.get(target.replace("&amp;", "&")).status_code == 200, target


@pytest.mark.parametrize("lang", ["hu", "en"])
def test_pages_of_collections_have_a_map_the_address_and_the_steps(
    opened: FlaskClient, lang: str
) -> None:
    for one in get(opened, "/ogc/collections")["collections"]:
        page = opened.get(f"/ogc/collections/{one['id']}?f=html&lang={lang}").text
        assert 'value="http://localhost/ogc" readonly' in page
        assert re.search(r'<button type="button"[^>]* data-copy="service"[^>]* hidden>', page)
        assert f"({one['id']})" in page
        script = re.search(r'src="(/ogc/collections/[^"]+map\.js[^"]*)"', page)
        if "spatial" in one["extent"]:
            assert script
            drawn = opened.get(script[1].replace("&amp;", "&"))
            assert drawn.status_code == 200
            assert "L.map(" in drawn.text
            private = one["id"] == "streets"
            assert ("private" in drawn.headers["Cache-Control"]) == private
        else:
            assert script is None


def test_the_map_of_the_street_list_is_as_closed_as_the_list(client: FlaskClient) -> None:
    assert refused(client.get("/ogc/collections/streets/map.js"), 403) == "streets_protected"


def test_hungarian_pages_have_hungarian_headings_and_short_hashes(client: FlaskClient) -> None:
    one = get(client, f"{AREAS}/items")["features"][0]
    page = client.get(f"{AREAS}/items/{one['id']}?f=html").text
    whole = one["properties"]["edition"]
    assert f'<abbr title="{whole}">{whole[:12]}</abbr>' in page
    for name in ("provisional_legs", "valid_end", "Lines derived"):
        assert name not in page
    assert "felhasználási feltételek" in page
    listed = client.get(f"{AREAS}/items?f=html").text
    assert whole not in listed.replace(f'title="{whole}"', "")
    assert '<th scope="row">' in listed
    assert "One collection" not in client.get("/ogc/api?f=html").text


def test_json_is_the_default_and_can_be_asked_for(client: FlaskClient) -> None:
    for accept in ("*/*", "application/json", "application/geo+json", "image/png"):
        response = client.get(f"{AREAS}/items", headers={"Accept": accept})
        assert response.content_type == "application/geo+json"
    asked = client.get(f"{AREAS}/items?f=json", headers={"Accept": "text/html"})
    assert asked.content_type == "application/geo+json"


def test_texts_of_the_data_are_inert(fakes: ModuleType) -> None:
    evil = "<script>alert(1)</script>"
    made = fakes.edition(title={"hu": evil, "en": evil}, town=evil)
    client = create_app(Settings(), fakes.FakeAreas(made=made)).test_client()
    text = client.get(f"{AREAS}/items?f=html").get_data(as_text=True)
    assert evil not in text
    assert "&lt;script&gt;" in text
