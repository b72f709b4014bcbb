"""Calendars, JSON-LD, CSV and GeoJSON of the programmes."""

from __future__ import annotations

import csv
import io
import json

import pytest
import shapely
from shapely.geometry import shape

from boundaries.programmes.areas import load_bundled
from boundaries.programmes.catalogue import load_catalogue, load_programme, programme_slugs
from boundaries.programmes.export import CSV_COLUMNS, to_csv, to_geojson, to_jsonld
from boundaries.towns.settlements import load_settlements
from geo.crs import EOV, WGS84, reproject

PLACES = load_settlements()
KUNSZENT = "kunszentmiklos-arop-1.a.3"
TOP = "kecskemet-top-6.9.1"


def test_the_office_is_a_contact_and_no_venue() -> None:
    for programme in load_catalogue():
        assert not any("Hivatal" in venue.hu for venue in programme.venues)
    assert "Polgármesteri Hivatala" in load_programme(TOP).contacts[0].office.hu
    pavilion = load_programme(KUNSZENT).venues[0]
    assert (pavilion.hu, pavilion.precision) == ("Zenepavilon környéke", "settlement")


@pytest.mark.parametrize("slug", programme_slugs())
def test_jsonld(slug: str) -> None:
    document = to_jsonld(load_programme(slug), PLACES)
    assert json.loads(json.dumps(document)) == document
    service, *events = document["@graph"]
    assert document["@context"] == "https://schema.org"
    assert service["@type"] == "GovernmentService"
    assert load_programme(slug).project in service["identifier"]
    assert {event["@type"] for event in events} <= {"Event"}
    assert all(event["about"]["@id"] == service["@id"] for event in events)
    assert len(events) == len(load_programme(slug).events)


def test_jsonld_has_times_money_and_areas() -> None:
    service, *events = to_jsonld(load_programme("kiskunhalas-efop-1.5.3"), PLACES)["@graph"]
    assert service["funding"][0]["amount"]["value"] == 483_280_308
    assert len(service["funding"]) == 1
    assert len(service["areaServed"]) == 5
    assert service["hoursAvailable"]["validFrom"] == "2017-12-27"
    _, *events = to_jsonld(load_programme(KUNSZENT), PLACES, lang="en")["@graph"]
    closing = next(e for e in events if e["name"] == "Closing event")
    assert closing["startDate"] == "2015-10-30T13:00:00+01:00"
    assert "funding" not in to_jsonld(load_programme(KUNSZENT), PLACES)["@graph"][0]


def test_csv_has_every_quotation_and_runs_no_formula() -> None:
    text = to_csv(load_catalogue())
    assert text.startswith("\ufeff")
    header, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert tuple(header) == CSV_COLUMNS
    assert len(rows) > 250
    assert {row[0] for row in rows} == set(programme_slugs())
    words = {row[-1] for row in rows}
    assert "A projekt azonosítószáma:\N{NO-BREAK SPACE}TOP-5.2.1-15 –BK1-2020-00009" in words
    assert not any(cell[:1] in set("=+@") for row in rows for cell in row)


@pytest.mark.parametrize(
    ("slug", "roles"),
    [
        ("kalocsa-top-5.2.1", {"extent": 1, "settlement": 1}),
        ("kecskemet-arop-1.a.3", {"area": 1, "extent": 1, "settlement": 16}),
        ("kiskunhalas-efop-1.5.3", {"area": 1, "settlement": 5, "venue": 2}),
        (KUNSZENT, {"area": 1, "settlement": 9, "venue": 1}),
        (TOP, {}),
    ],
)
def test_geojson(slug: str, roles: dict[str, int]) -> None:
    document = to_geojson(load_programme(slug), PLACES)
    found: dict[str, int] = {}
    for feature in document["features"]:
        role = feature["properties"]["role"]
        found[role] = found.get(role, 0) + 1
        assert shape(feature["geometry"]).is_valid
    assert found == roles
    assert "OpenStreetMap" in document["attribution"]


def test_geojson_of_a_compiled_area_has_both_variants() -> None:
    editions = [edition for edition, _ in load_bundled(TOP)]
    features = to_geojson(load_programme(TOP), PLACES, editions)["features"]
    areas = [f for f in features if f["properties"]["role"] == "area"]
    assert [f["properties"]["variant"] for f in areas] == ["programme", "ksh"]
    assert len({f["id"] for f in features}) == len(features)


def test_jsonld_says_in_words_what_is_no_whole_settlement() -> None:
    served = {
        slug: to_jsonld(load_programme(slug), PLACES, lang="en")["@graph"][0]["areaServed"]
        for slug in programme_slugs()
    }
    assert [len(found) for found in served.values()] == [1, 2, 1, 5, 9]
    assert "does not publish their boundary" in served["kalocsa-top-5.2.1"][0]["description"]
    assert served["kecskemet-arop-1.a.3"][0]["name"] == "Kecskemét"


def test_geojson_marks_what_is_no_area_and_draws_rough_places_as_such() -> None:
    extent = to_geojson(load_programme("kalocsa-top-5.2.1"), PLACES)["features"][0]
    assert extent["properties"]["mark"] == "not_delineated"
    pavilion = to_geojson(load_programme(KUNSZENT), PLACES)["features"][-1]
    assert pavilion["properties"]["precision"] == "settlement"
    point = reproject(shape(pavilion["geometry"]), WGS84, EOV)
    reach = pavilion["properties"]["precision_m"]
    ground = PLACES.ground("28130")
    assert shapely.covers(point.buffer(reach + 1, quad_segs=64), ground)
