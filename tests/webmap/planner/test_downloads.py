"""Files for planners, and the page that lists them."""

from __future__ import annotations

import sqlite3
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from boundaries.export.formats import XLSX_TYPE
from tests.patience import PATIENCE_S
from webmap.app import create_app
from webmap.planner import export_store
from webmap.planner.export_store import ExportStore, store
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from flask.testing import FlaskClient

    from boundaries.export.package import Package
    from webmap.ask.services import Areas

HOME = "/areas/square/programme/downloads"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture
def closed(areas: Areas, made: Path, tmp_path: Path) -> FlaskClient:
    settings = Settings(export_dir=str(made), data_dir=str(tmp_path))
    return create_app(settings, areas).test_client()


@pytest.fixture
def opened(areas: Areas, made: Path, tmp_path: Path) -> FlaskClient:
    settings = Settings(export_dir=str(made), data_dir=str(tmp_path), street_list_public=True)
    return create_app(settings, areas).test_client()


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("all.geojson", "application/geo+json"),
        ("all.gpkg", "application/geopackage+sqlite3"),
        ("all.gpkg?crs=EPSG:23700", "application/geopackage+sqlite3"),
        ("area.fgb?crs=23700", "application/vnd.flatgeobuf"),
        ("legs.kml", "application/vnd.google-earth.kml+xml; charset=utf-8"),
        ("legs.shp.zip?crs=EPSG:4326", "application/zip"),
        ("uncertain-zone.parquet", "application/vnd.apache.parquet"),
        ("all.dxf", "image/vnd.dxf"),
        ("ledger.csv", "text/csv; charset=utf-8"),
        ("all.xlsx", XLSX_TYPE),
        ("difference.geojson?to=ksh", "application/geo+json"),
        ("metadata.jsonld", "application/ld+json"),
    ],
)
def test_files(closed: FlaskClient, name: str, content_type: str) -> None:
    response = closed.get(f"{HOME}/{name}")
    assert response.status_code == 200
    assert response.content_type == content_type
    assert len(response.data) > 100
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=")
    assert "square_programme_0123456789ab" in disposition
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    tag = response.headers["ETag"]
    again = closed.get(f"{HOME}/{name}", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.data == b""


def test_the_system_is_the_one_that_was_asked(closed: FlaskClient, tmp_path: Path) -> None:
    for query, code in (("", 4326), ("?crs=EPSG:23700", 23700)):
        path = tmp_path / f"{code}.gpkg"
        path.write_bytes(closed.get(f"{HOME}/all.gpkg{query}").data)
        with sqlite3.connect(path) as base:
            found = {r[0] for r in base.execute("select srs_id from gpkg_geometry_columns")}
        base.close()
        assert found == {code}


def test_parts_of_a_file_can_be_read(closed: FlaskClient) -> None:
    whole = closed.get(f"{HOME}/area.fgb").data
    part = closed.get(f"{HOME}/area.fgb", headers={"Range": "bytes=0-7"})
    assert part.status_code == 206
    assert part.data == whole[:8]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"{HOME}/all.geojson?crs=EPSG:23700", 400, "no_such_system"),
        (f"{HOME}/all.kml?crs=23700", 400, "no_such_system"),
        (f"{HOME}/all.dxf?crs=4326", 400, "no_such_system"),
        (f"{HOME}/ledger.csv?crs=4326", 400, "no_such_system"),
        (f"{HOME}/all.gpkg?crs=EPSG:3857", 400, "no_such_system"),
        (f"{HOME}/all.gpkg?crs=EPSG:23700%0d%0aX-Evil:1", 400, "no_such_system"),
        (f"{HOME}/all.gpkg?crs=4326&crs=23700", 400, "repeated_parameter"),
        (f"{HOME}/all.gpkg?q=x", 400, "unknown_parameter"),
        (f"{HOME}/all.gpkg?to=ksh", 400, "unknown_parameter"),
        (f"{HOME}/all.fgb", 404, "unknown_download"),
        (f"{HOME}/all.xyz", 404, "unknown_download"),
        (f"{HOME}/all", 404, "unknown_download"),
        (f"{HOME}/nothing.gpkg", 404, "unknown_download"),
        (f"{HOME}/..%2f..%2f..%2fetc%2fpasswd", 404, "http_404"),
        (f"{HOME}/..%5c..%5cetc.gpkg", 404, "unknown_download"),
        (f"{HOME}/all.gpkg%00.geojson", 404, "unknown_download"),
        (f"{HOME}/%0d%0aX-Evil:1.gpkg", 404, "unknown_download"),
        ("/areas/../programme/downloads/all.gpkg", 404, "unknown_area"),
        ("/areas/nowhere/programme/downloads/all.gpkg", 404, "unknown_area"),
        ("/areas/square/other/downloads/all.gpkg", 404, "unknown_variant"),
        ("/areas/square/other/downloads/metadata.jsonld", 404, "unknown_variant"),
        (f"{HOME}/difference.gpkg", 400, "unknown_variant"),
        (f"{HOME}/difference.gpkg?to=other", 400, "unknown_variant"),
        (f"{HOME}/difference.gpkg?to=ksh&to_edition=0123", 400, "unknown_edition"),
        (f"{HOME}/difference.gpkg?to=ksh&to_edition=..%2f..%2fetc", 400, "unknown_edition"),
        (f"{HOME}/street-list.csv", 403, "streets_protected"),
        (f"{HOME}/street-list.gpkg?crs=EPSG:23700", 403, "streets_protected"),
    ],
)
def test_refusals(closed: FlaskClient, path: str, status: int, code: str) -> None:
    response = closed.get(path)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert response.get_json(force=True)["code"] == code
    assert "X-Evil" not in response.headers


def test_an_edition_can_be_named_for_the_difference(closed: FlaskClient) -> None:
    response = closed.get(f"{HOME}/difference.geojson?to=programme&to_edition=0123456789ab")
    parts = [f["properties"]["part"] for f in response.get_json(force=True)["features"]]
    assert parts == ["both"]


def test_the_street_list_is_there_when_the_setting_opens_it(opened: FlaskClient) -> None:
    response = opened.get(f"{HOME}/street-list.csv")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "Access-Control-Allow-Origin" not in response.headers
    assert "Háttér utca" in response.data.decode("utf-8-sig")


@pytest.mark.parametrize("lang", ["hu", "en"])
def test_the_page_lists_every_file_with_its_size(closed: FlaskClient, lang: str) -> None:
    first = closed.get(f"/downloads?lang={lang}").get_data(as_text=True)
    assert "all.gpkg" in first
    with closed.application.test_request_context():
        store().settle()
    body = closed.get(f"/downloads?lang={lang}").get_data(as_text=True)
    for name in ("all.gpkg", "legs.kml", "ledger.csv", "difference.geojson", "metadata.jsonld"):
        assert name in body
    assert body.count(" kB)") > 80
    assert "street-list" not in body
    assert "/ogc" in body
    assert body.index("/ogc/akcioterulet.qlr") < body.index("<table")
    best = body[: body.index("<table")]
    assert best.count('<a role="button"') == 1
    assert "all.gpkg?crs=EPSG:23700" in best
    tables = body.split("<table")[1:]
    assert len(tables) == 3
    for table in tables:
        columns = table.split("</thead>")[0].count('scope="col"')
        for row in table.split("<tr>")[2:]:
            assert row.count('scope="row"') == 1
            assert row.count("<td>") == columns - 1
    assert body.count('class="table-frame" role="region"') == body.count('tabindex="0">') == 3


def test_every_link_of_the_page_works(opened: FlaskClient) -> None:
    body = opened.get("/downloads").get_data(as_text=True)
    links = [part.partition('"')[0] for part in body.split('href="')[1:]]
    files = [link.replace("&amp;", "&") for link in links if "/downloads/" in link]
    assert len(files) > 80
    assert any("street-list" in link for link in files)
    for link in files:
        assert opened.get(link).status_code == 200, link


def test_the_page_does_not_wait_for_its_files(
    areas: Areas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go_on = threading.Event(), threading.Event()
    make = export_store.run

    def slow(jobs: Sequence[tuple[Package, Path]]) -> None:
        asked.set()
        assert go_on.wait(PATIENCE_S)
        make(jobs)

    monkeypatch.setattr(export_store, "run", slow)
    settings = Settings(export_dir=str(tmp_path / "x"), data_dir=str(tmp_path), rate_limits=False)
    app = create_app(settings, areas)
    client = app.test_client(use_cookies=False)
    assert " kB)" not in client.get("/downloads").text
    assert asked.wait(PATIENCE_S)
    go_on.set()
    with app.test_request_context():
        store().settle()
    assert client.get("/downloads").text.count(" kB)") > 80, "the page without sizes is not kept"


def test_serving_files_imports_nothing_heavy(closed: FlaskClient) -> None:
    before = set(sys.modules)
    assert closed.get(f"{HOME}/all.gpkg").status_code == 200
    new = {name.partition(".")[0] for name in set(sys.modules) - before}
    assert not new & {"geopandas", "pandas", "pyogrio", "pyarrow"}


def test_a_folder_that_others_may_write_is_not_trusted(
    areas: Areas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    home = ExportStore(areas)._home()
    assert home.stat().st_mode & 0o077 == 0
    home.chmod(0o777)
    with pytest.raises(ValueError, match="not a folder of this user alone"):
        ExportStore(areas)._home()
    home.rmdir()
    home.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ValueError, match="cannot be used"):
        ExportStore(areas)._home()


def test_the_service_stays_up_without_the_folder(areas: Areas, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings = Settings(export_dir=str(blocked / "x"), data_dir=str(tmp_path))
    client = create_app(settings, areas).test_client()
    assert client.get("/downloads").status_code == 200
    response = client.get(f"{HOME}/all.gpkg")
    assert response.status_code == 503
    assert response.get_json(force=True)["code"] == "cannot_make_file"
    assert str(tmp_path) not in response.get_data(as_text=True)
