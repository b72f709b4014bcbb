"""The data of an area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/areas/square.geojson", "application/geo+json"),
        ("/areas/square.geojson?variant=ksh", "application/geo+json"),
        ("/areas/square/ledger.json", "application/json"),
        ("/areas/square/backdrop.geojson", "application/geo+json"),
        ("/areas/square/map.js?lang=en", "text/javascript; charset=utf-8"),
    ],
)
def test_documents(client: FlaskClient, path: str, content_type: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.content_type == content_type
    again = client.get(path, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_the_variant_is_passed_on(client: FlaskClient) -> None:
    assert client.get("/areas/square.geojson?variant=ksh").json["variant"] == "ksh"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/areas/nowhere.geojson", 404, "unknown_area"),
        ("/areas/nowhere/ledger.json", 404, "unknown_area"),
        ("/areas/square.geojson?variant=other", 400, "unknown_variant"),
        ("/areas/square.geojson?crs=23700", 400, "unknown_parameter"),
        ("/areas/square/ledger.json?q=x", 400, "unknown_parameter"),
        ("/areas/square/nothing", 404, "http_404"),
        ("/areas/..%2f..%2fetc.geojson", 404, "http_404"),
    ],
)
def test_refusals(client: FlaskClient, path: str, status: int, code: str) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert response.json is None or response.json["code"] == code
    assert response.get_json(force=True)["code"] == code


def test_health_names_the_editions(client: FlaskClient) -> None:
    body = client.get("/health").json
    assert body["status"] == "ok"
    assert len(body["editions"]["square"]) == 64
