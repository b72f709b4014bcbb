"""`POST /api/v1/check`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from geo.primitives import LonLat

if TYPE_CHECKING:
    from types import ModuleType

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

PATH = "/api/v1/check"


def problem(response: TestResponse, status: int = 400) -> dict[str, object]:
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    body = json.loads(response.data)
    assert body["status"] == status
    assert body["title"]
    return body


def test_an_address(client: FlaskClient, areas: ModuleType) -> None:
    response = client.post(PATH, json={"q": "  Próba utca 1 "})
    assert response.status_code == 200
    assert response.json["verdict"] == "inside"
    assert response.json["sources"]["map_data"] == "© OpenStreetMap közreműködők"
    assert "a lakó még nem feltétlenül jogosult" in response.json["caution"]
    assert areas.asked == [("Próba utca 1", "square", "programme")]


def test_the_answer_is_stored_nowhere(client: FlaskClient) -> None:
    response = client.post(PATH, json={"q": "Próba utca 1"})
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in response.headers


def test_english_and_the_other_variant(client: FlaskClient, areas: ModuleType) -> None:
    response = client.post(f"{PATH}?lang=en", json={"q": "Próba utca 1", "variant": "ksh"})
    assert response.json["reason_text"].startswith(
        "Yes: Próba utca 1 is inside the programme's area"
    )
    assert areas.asked[0][2] == "ksh"


@pytest.mark.parametrize(
    ("lang", "credit", "network"),
    [("hu", "a próba adatai", "négy levezetett vonal"), ("en", "the test's data", "four lines")],
)
def test_the_sources_speak_the_language(
    client: FlaskClient, lang: str, credit: str, network: str
) -> None:
    sources = client.post(f"{PATH}?lang={lang}", json={"q": "Próba utca 1"}).json["sources"]
    assert credit in sources["attribution"]
    assert network in sources["network"]


def test_ranges_are_told_from_places(client: FlaskClient) -> None:
    first = client.post(f"{PATH}?lang=en", json={"q": "Hosszú utca"}).json["candidates"][0]
    assert first["address"] == "Próbaváros, Hosszú utca (even 2-6)"
    assert first["kind"] == "range"
    assert first["label"] == "Próbaváros, Hosszú utca, even numbers 2–6"
    place = client.post(PATH, json={"q": "Próba"}).json["candidates"][0]
    assert (place["kind"], place["label"]) == ("place", "Próba utca 1")


def test_candidates(client: FlaskClient) -> None:
    body = client.post(PATH, json={"q": "Próba"}).json
    assert body["reason"] == "homonym"
    assert [option["address"] for option in body["candidates"]] == ["Próba utca 1", "Próba tér 1"]


def test_a_point_in_degrees(client: FlaskClient, areas: ModuleType) -> None:
    assert client.post(PATH, json={"lat": 46.9, "lon": 19.69}).json["method"] == "coordinate"
    assert areas.asked[0][0] == LonLat(lon=19.69, lat=46.9)


def test_a_point_in_eov(client: FlaskClient, areas: ModuleType) -> None:
    assert client.post(PATH, json={"east": 698_000, "north": 172_000}).status_code == 200
    point = areas.asked[0][0]
    assert (point.lon, point.lat) == pytest.approx((19.677, 46.890), abs=0.001)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "what_to_check"),
        ({"area": "square"}, "what_to_check"),
        ({"q": "x", "lat": 46.9, "lon": 19.7}, "what_to_check"),
        ({"lat": 46.9}, "what_to_check"),
        ({"lat": 46.9, "east": 698_000}, "what_to_check"),
        ({"q": 5}, "not_text"),
        ({"q": "a\u0000b"}, "not_text"),
        ({"q": "   "}, "empty"),
        ({"q": "x" * 201}, "too_long"),
        ({"lat": "46.9", "lon": 19.7}, "not_number"),
        ({"lat": True, "lon": 19.7}, "not_number"),
        ({"lat": 10**400, "lon": 19.7}, "not_number"),
        ({"lat": 19.7, "lon": 46.9}, "bad_coordinate"),
        ({"lat": 0, "lon": 0}, "bad_coordinate"),
        ({"east": 172_000, "north": 698_000}, "bad_coordinate"),
        ({"q": "x", "address": "y"}, "unknown_field"),
        ({"q": "x", "area": "nowhere"}, "unknown_area"),
        ({"q": "x", "area": []}, "not_text"),
        ({"q": "x", "variant": "other"}, "unknown_variant"),
    ],
)
@pytest.mark.parametrize("lang", ["hu", "en"])
def test_refusals(client: FlaskClient, body: dict[str, object], code: str, lang: str) -> None:
    assert problem(client.post(f"{PATH}?lang={lang}", json=body))["code"] == code


def test_swapped_coordinates_say_so(client: FlaskClient) -> None:
    detail = problem(client.post(f"{PATH}?lang=en", json={"lat": 19.7, "lon": 46.9}))["detail"]
    assert detail == "The two coordinates look swapped. Did you mean 46.9, 19.7?"


@pytest.mark.parametrize(
    "raw", ["", "{", "[]", "null", '"q"', "[" * 5000, '{"lat": NaN, "lon": 1}']
)
def test_bodies_that_are_not_objects(client: FlaskClient, raw: str) -> None:
    response = client.post(PATH, data=raw, content_type="application/json")
    assert problem(response)["code"] in {"bad_json", "not_number"}


@pytest.mark.parametrize(
    ("raw", "code"), [(rb'{"q": "\ud800"}', "not_text"), (rb'{"\ud800": 1}', "unknown_field")]
)
def test_half_characters_are_refused(client: FlaskClient, raw: bytes, code: str) -> None:
    response = client.post(PATH, data=raw, content_type="application/json")
    assert problem(response)["code"] == code


def test_another_content_type(client: FlaskClient) -> None:
    response = client.post(PATH, data="q=x", content_type="text/plain")
    assert problem(response, 415)["code"] == "unsupported_format"


def test_a_large_body(client: FlaskClient) -> None:
    response = client.post(PATH, data=b"x" * 20_000, content_type="application/json")
    assert problem(response, 413)["code"] == "http_413"


def test_an_address_in_the_address_line_is_refused(client: FlaskClient) -> None:
    assert problem(client.post(f"{PATH}?q=x", json={"q": "x"}))["code"] == "unknown_parameter"
    response = client.get(PATH)
    assert problem(response, 405)["code"] == "http_405"
    assert "POST" in response.headers["Allow"]


def test_an_unknown_language(client: FlaskClient) -> None:
    assert problem(client.post(f"{PATH}?lang=de", json={"q": "x"}))["code"] == "unknown_language"
