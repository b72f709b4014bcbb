"""`/api/v1`: check many, reverse, areas, editions, street list."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from webmap.app import create_app
from webmap.ask.services import BundledAreas
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from webmap.ask.services import Areas

MANY, REVERSE = "/api/v1/check-many", "/api/v1/reverse"
SLUG = "kecskemet-top-6.9.1"
QUERIES: list[dict[str, Any]] = [
    {"q": "Halasi út 1"},
    {"q": "Kossuth körút 7"},
    {"q": "Erzsébet körút"},
    {"q": "nincs ilyen utca 5"},
    {"q": "Budapest, Fő utca 1"},
    {"lat": 46.9, "lon": 19.69},
    {"east": 699_000, "north": 172_400},
]


@pytest.fixture(scope="module")
def real() -> FlaskClient:
    settings = Settings(street_list_public=True, rate_limits=False)
    return create_app(settings, BundledAreas()).test_client()


def code_of(response: TestResponse, status: int = 400) -> str:
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    return str(response.get_json(force=True)["code"])


@pytest.mark.parametrize("variant", ["programme", "ksh"])
@pytest.mark.parametrize("lang", ["hu", "en"])
def test_many_answers_are_the_single_ones(real: FlaskClient, variant: str, lang: str) -> None:
    body = {"queries": QUERIES, "variant": variant, "area": SLUG}
    results = real.post(f"{MANY}?lang={lang}", json=body).get_json()["results"]
    assert len(results) == len(QUERIES)
    for query, result in zip(QUERIES, results, strict=True):
        single = real.post(f"/api/v1/check?lang={lang}", json={**query, "variant": variant})
        assert result == {"answer": single.get_json()}
    assert len({r["answer"]["verdict"] for r in results}) > 2


def test_a_faulty_query_gets_its_problem_and_the_others_their_answers(client: FlaskClient) -> None:
    queries = [
        {"id": "a", "q": "Próba utca 1"},
        {"id": "b", "q": "  "},
        {"id": "c", "lat": 19.7, "lon": 46.9},
        {"q": "x", "town": "y"},
        {"east": 421_000, "north": 41_000},
        {},
    ]
    results = client.post(MANY, json={"queries": queries}).get_json()["results"]
    assert [r.get("id") for r in results] == ["a", "b", "c", None, None, None]
    assert results[0]["answer"]["verdict"] == "inside"
    codes = [r["problem"]["code"] for r in results[1:]]
    assert codes == ["empty", "bad_coordinate", "unknown_field", "bad_coordinate", "what_to_check"]
    assert all(r["problem"]["status"] == 400 for r in results[1:])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "bad_queries"),
        ({"queries": []}, "bad_queries"),
        ({"queries": "x"}, "bad_queries"),
        ({"queries": {"q": "x"}}, "bad_queries"),
        ({"queries": [{"q": "x"}, "y"]}, "bad_queries"),
        ({"queries": [{"q": "x"}] * 101}, "too_many"),
        ({"queries": [{"q": "x"}], "q": "x"}, "unknown_field"),
        ({"queries": [{"q": "x"}], "area": "nowhere"}, "unknown_area"),
    ],
)
def test_refusals_of_many(client: FlaskClient, body: object, code: str) -> None:
    assert code_of(client.post(MANY, json=body)) == code


def test_as_many_long_addresses_as_the_setting_allows(client: FlaskClient) -> None:
    response = client.post(MANY, json={"queries": [{"q": "ű" * 200}] * 100})
    assert response.status_code == 200
    assert len(response.get_json()["results"]) == 100
    assert response.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_body_over_the_limit_is_refused(client: FlaskClient) -> None:
    body = b'{"queries": [' + b" " * 600_000 + b"]}"
    response = client.post(MANY, data=body, content_type="application/json")
    assert code_of(response, 413) == "http_413"


@pytest.mark.parametrize("raw", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_none(client: FlaskClient, raw: str) -> None:
    body = f'{{"lat": {raw}, "lon": 19.7}}'
    assert code_of(client.post(REVERSE, data=body, content_type="application/json")) == "not_number"
    many = client.post(MANY, data=f'{{"queries": [{body}]}}', content_type="application/json")
    assert many.get_json()["results"][0]["problem"]["code"] == "not_number"


def test_reverse_says_what_is_near(real: FlaskClient) -> None:
    body = real.post(f"{REVERSE}?lang=en", json={"lat": 46.9, "lon": 19.69}).get_json()
    single = real.post("/api/v1/check?lang=en", json={"lat": 46.9, "lon": 19.69}).get_json()
    assert body["answer"] == single
    assert body["nearest_leg"] == {
        "number": single["leg_number"],
        "name": single["leg"],
        "distance_m": single["distance_m"],
    }
    street = body["nearest_street"]
    assert street["name"]
    assert 0 <= street["distance_m"] < 500
    assert street["streets_with_a_line"] == 15
    assert street["complete"] is False
    assert body["eov"]["east"] == pytest.approx(698_980, abs=300)


def test_the_street_under_a_point_is_the_nearest(real: FlaskClient) -> None:
    backdrop = real.get(f"/areas/{SLUG}/backdrop.geojson").get_json(force=True)
    named = [f for f in backdrop["features"] if f["properties"]["name"] == "Izsáki út"]
    lon, lat = named[0]["geometry"]["coordinates"][1]
    street = real.post(REVERSE, json={"lat": lat, "lon": lon}).get_json()["nearest_street"]
    assert street["distance_m"] < 0.2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "what_to_check"),
        ({"q": "x"}, "unknown_field"),
        ({"lat": 46.9}, "what_to_check"),
        ({"lat": 46.9, "lon": 19.7, "east": 1, "north": 2}, "what_to_check"),
        ({"lat": 19.7, "lon": 46.9}, "bad_coordinate"),
        ({"east": 421_000, "north": 41_000}, "bad_coordinate"),
    ],
)
def test_refusals_of_reverse(client: FlaskClient, body: object, code: str) -> None:
    assert code_of(client.post(REVERSE, json=body)) == code


def test_areas(real: FlaskClient) -> None:
    response = real.get("/api/v1/areas")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    tag = response.headers["ETag"]
    assert real.get("/api/v1/areas", headers={"If-None-Match": tag}).status_code == 304
    area = response.get_json()["areas"][0]
    assert area == real.get(f"/api/v1/areas/{SLUG}").get_json()
    assert [v["variant"] for v in area["variants"]] == ["programme", "ksh"]
    for variant in area["variants"]:
        assert 1.9 < variant["km2"] < 2.1
        assert variant["valid_end"] == "2023-11-30"
        for name in ("features", "ledger", "metadata"):
            assert real.get(variant[name]).status_code == 200


def test_editions_as_of_a_day(real: FlaskClient) -> None:
    path = f"/api/v1/areas/{SLUG}/editions"
    whole = real.get(path).get_json()["editions"]
    assert [e["variant"] for e in whole] == ["programme", "ksh"]
    first = whole[0]["accepted_on"]
    assert real.get(f"{path}?as_of={first}").get_json()["editions"] == whole
    assert real.get(f"{path}?as_of=2020-01-01").get_json()["editions"] == []
    only = real.get(f"{path}?variant=ksh&as_of={first}").get_json()["editions"]
    assert only == whole[1:]
    assert "accepted_by" not in json.dumps(whole)
    features = real.get(whole[1]["features"])
    assert features.content_type == "application/geo+json"
    assert features.get_json(force=True)["edition"] == whole[1]["edition"]


def test_the_street_list_page_by_page(real: FlaskClient) -> None:
    path = f"/api/v1/areas/{SLUG}/streets"
    total = real.get(f"{path}?limit=1").get_json()["total"]
    ids: list[str] = []
    for offset in range(0, total, 1000):
        page = real.get(f"{path}?limit=99999&offset={offset}").get_json()
        assert page["limit"] == 1000
        ids += [row["id"] for row in page["rows"]]
    assert len(ids) == len(set(ids)) == total > 1000
    response = real.get(f"{path}?variant=ksh")
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("areas/nowhere", 404, "unknown_area"),
        ("areas/nowhere/editions", 404, "unknown_area"),
        ("areas/square/editions?as_of=tomorrow", 400, "bad_date"),
        ("areas/square/editions?as_of=20260131", 400, "bad_date"),
        ("areas/square/editions?as_of=2026-02-30", 400, "bad_date"),
        ("areas/square/editions?variant=other", 400, "unknown_variant"),
        ("areas/square/editions?q=x", 400, "unknown_parameter"),
        ("areas/square/editions/abc", 404, "unknown_edition"),
        ("areas/square/editions/..%2f..%2fetc", 404, "http_404"),
        ("areas/square/streets", 403, "streets_protected"),
        ("areas/square/streets?limit=x", 403, "streets_protected"),
        ("areas?limit=1", 400, "unknown_parameter"),
        ("openapi.json?x=1", 400, "unknown_parameter"),
        ("nothing", 404, "http_404"),
    ],
)
def test_refusals(client: FlaskClient, path: str, status: int, code: str) -> None:
    assert code_of(client.get(f"/api/v1/{path}"), status) == code


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "limit=x", "offset=-1", "offset=1e3"])
def test_pages_that_are_none(real: FlaskClient, query: str) -> None:
    response = real.get(f"/api/v1/areas/{SLUG}/streets?{query}")
    assert code_of(response) in {"not_number", "bad_parameter"}


def test_no_address_is_written_to_a_log(
    areas: Areas, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client = create_app(Settings(data_dir=str(tmp_path)), areas).test_client()
    with caplog.at_level("DEBUG"):
        client.post(MANY, json={"queries": [{"q": "Titkos utca 3"}]})
        client.post(REVERSE, json={"lat": 46.87654, "lon": 19.7})
    assert "Titkos" not in caplog.text
    assert "46.87654" not in caplog.text
