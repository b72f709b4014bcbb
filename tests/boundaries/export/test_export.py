from __future__ import annotations

import json

import pytest
import shapely
from shapely.geometry import shape

from boundaries.edition.edition import load_edition
from boundaries.export.documents import feature_collection, ledger

SLUG = "kecskemet-top-6.9.1"


def test_wgs84_output_follows_rfc_7946() -> None:
    document = feature_collection(load_edition(SLUG))
    assert "crs" not in document
    roles = [f["properties"]["role"] for f in document["features"]]
    assert roles.count("area") == 1
    assert roles.count("leg") == 13
    assert roles.count("uncertain_zone") == 1
    west, south, east, north = document["bbox"]
    assert (west, south) > (19.66, 46.88)
    assert (east, north) < (19.73, 46.91)
    for feature in document["features"]:
        geometry = shape(feature["geometry"])
        assert geometry.is_valid
        assert shapely.box(west, south, east, north).buffer(1e-6).covers(geometry)
        for part in getattr(geometry, "geoms", [geometry]):
            if isinstance(part, shapely.Polygon):
                assert part.exterior.is_ccw
    text = json.dumps(document)
    decimals = [len(t.split(".")[1]) for t in text.replace("]", ",").split(",") if "[19." in t]
    assert max(decimals, default=0) <= 7


def test_legs_without_a_line_stand_in_the_properties() -> None:
    document = feature_collection(load_edition(SLUG))
    provisional = document["features"][0]["properties"]["provisional"]
    assert [leg["number"] for leg in provisional] == [9, 10, 14]
    assert all(leg["reason"] for leg in provisional)


def test_the_ledger_has_every_leg_in_order_with_words_ways_and_metres() -> None:
    document = ledger(load_edition(SLUG))
    assert [leg["number"] for leg in document["legs"]] == list(range(1, 18))
    walked = [leg for leg in document["legs"] if leg["decision"] == "walked"]
    for leg in walked:
        start, end = leg["span"]
        assert leg["name"] in document["sentence"][start:end]
        assert leg["ways"]
        assert leg["uncertainty_m"] > 0
        assert leg["evidence"]
        assert leg["start"]["lon"] == pytest.approx(19.69, abs=0.04)
    assert "OpenStreetMap" in document["attribution"]
