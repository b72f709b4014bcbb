"""A planner signs in and downloads every format of an area; GDAL opens each with the right CRS."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pyogrio
import pytest
from python_calamine import CalamineWorkbook

from tests.browser.people import sign_in
from webmap.accounts import passwords
from webmap.app import create_app
from webmap.store import users
from webmap.store.core import Store
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Page

NAME, PASSWORD = "Próba Péter", "egy hosszú próbajelszó"
VARIANT = "/areas/kecskemet-top-6.9.1/programme/downloads/"
THINGS = ("area", "legs", "street-list")
WGS84_ONLY, EOV_ONLY = (".geojson", ".kml"), (".dxf",)


@pytest.fixture
def service(
    tmp_path: Path, serve_app: Callable[[Flask], AbstractContextManager[str]]
) -> Iterator[str]:
    settings = Settings(data_dir=str(tmp_path / "kept"), rate_limits=False)
    store = Store(settings.data_folder)
    with store.session() as session:
        users.create(session, NAME, passwords.make_hash(PASSWORD), ["planner"])
    store.close()
    with serve_app(create_app(settings)) as address:
        yield address


def links(page: Page, base: str) -> list[str]:
    page.goto(f"{base}/downloads")
    found = page.locator("a[download]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    return [str(address) for address in found]


def expected_epsg(address: str) -> int | None:
    """The system of a file: the one asked for, or the only one that its format has."""
    path, asked = urlsplit(address).path, parse_qs(urlsplit(address).query).get("crs")
    if asked:
        return int(asked[0].removeprefix("EPSG:"))
    if path.endswith(EOV_ONLY):
        return None  # a drawing names no system
    return 4326


def opened(path: Path) -> tuple[str | None, int]:
    """Return the system and the number of features that GDAL finds in the first layer."""
    source = f"/vsizip/{path}" if path.suffix == ".zip" else path
    layer = pyogrio.list_layers(source)[0][0]
    info = pyogrio.read_info(source, layer=layer, force_feature_count=True)
    return info["crs"], info["features"]


def taken(page: Page, base: str, address: str, folder: Path) -> Path:
    """Download a file: GeoJSON by a click, the rest in its session (it stops at twenty)."""
    if urlsplit(address).path.endswith(".geojson"):
        with page.expect_download() as waiting:
            page.locator(f'a[download][href="{address}"]').first.click()
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path
    response = page.request.get(f"{base}{address}")
    assert response.ok, address
    name = response.headers["content-disposition"].split('"')[1]
    (folder / name).write_bytes(response.body())
    return folder / name


def rows_of(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for row in csv.reader(file, delimiter=";") if row) - 1


def test_every_format_is_downloaded_and_opens(
    desk_page: Page, service: str, tmp_path: Path
) -> None:
    assert not [one for one in links(desk_page, service) if "street-list" in one]
    sign_in(desk_page, service, NAME, PASSWORD)
    addresses = [one for one in links(desk_page, service) if one.startswith(VARIANT)]
    for thing in THINGS:
        wanted = [one for one in addresses if one.startswith(f"{VARIANT}{thing}.")]
        counts: dict[str, int] = {}
        for address in wanted:
            path = taken(desk_page, service, address, tmp_path)
            if path.suffix == ".csv":
                counts[address] = rows_of(path)
                continue
            if path.suffix == ".xlsx":
                sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
                counts[address] = len(sheet.to_python()) - 1
                continue
            if path.suffix == ".parquet":
                continue  # read with geopandas in tests/boundaries/export/test_exports.py
            crs, counts[address] = opened(path)
            epsg = expected_epsg(address)
            assert (address, crs) == (address, crs if epsg is None else f"EPSG:{epsg}")
        assert len(counts) > 5 or thing == "street-list"
        spatial = {number for address, number in counts.items() if ".dxf" not in address}
        assert (thing, len(spatial), min(spatial) > 0) == (thing, 1, True)


def test_the_record_names_what_can_be_downloaded(desk_page: Page, service: str) -> None:
    response = desk_page.request.get(f"{service}{VARIANT}metadata.jsonld")
    assert response.ok
    assert "EPSG" in json.dumps(response.json())
