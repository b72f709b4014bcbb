"""The metadata record has what DCAT-AP makes mandatory, and says the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import shapely

from boundaries.edition.edition import load_edition
from boundaries.export.assembling import edition_package
from boundaries.export.metadata import CONTEXT, dcat_record
from geo.crs import EOV, WGS84, reproject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boundaries.model import Edition

PAGE = "https://example.org/downloads"


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load_edition("kecskemet-top-6.9.1")


@pytest.fixture(scope="module")
def record(edition: Edition) -> dict[str, Any]:
    files = [(t, f"{PAGE}/{t.file_name}") for t in edition_package(edition).targets()]
    return dcat_record(edition, page=PAGE, files=files, accepted_on="2026-11-22")


def nodes(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from nodes(item)
    elif isinstance(value, list):
        for item in value:
            yield from nodes(item)


def test_mandatory_properties(record: dict[str, Any], edition: Edition) -> None:
    assert record["@type"] == "dcat:Dataset"
    assert {text["@language"] for text in record["dct:title"]} == {"hu", "en"}
    for text in record["dct:description"]:
        assert edition.sentence in text["@value"]
    assert record["dct:publisher"]["foaf:name"] == edition.source["publisher"]
    assert edition.hash in record["dct:identifier"]
    assert record["dcat:distribution"]
    for item in record["dcat:distribution"]:
        assert item["@type"] == "dcat:Distribution"
        assert item["dcat:accessURL"]["@id"].startswith("https://")
        assert item["dct:license"]["@id"].startswith("https://opendatacommons.org/")
        words = item["dct:rights"]["dct:description"]
        assert any("OpenStreetMap" in text["@value"] for text in words)


def test_every_term_is_of_a_known_vocabulary_and_every_reference_is_whole(
    record: dict[str, Any],
) -> None:
    for node in nodes({k: v for k, v in record.items() if k != "@context"}):
        for key in node:
            assert key.startswith("@") or key.partition(":")[0] in CONTEXT, key
        if "@id" in node:
            assert node["@id"].startswith(("http://", "https://"))
            assert " " not in node["@id"]


def test_place_and_time(record: dict[str, Any], edition: Edition) -> None:
    box = shapely.from_wkt(record["dct:spatial"]["dcat:bbox"]["@value"])
    assert box.buffer(1e-6).covers(reproject(edition.area, EOV, WGS84))
    assert record["dct:temporal"]["dcat:endDate"]["@value"] == "2023-11-30"
    assert "dcat:startDate" not in record["dct:temporal"]
    assert record["dct:issued"]["@value"] == "2026-11-22"


def test_the_sources_of_the_legs_are_named(record: dict[str, Any], edition: Edition) -> None:
    named = {source["dct:title"] for source in record["prov:wasDerivedFrom"]}
    assert {source for leg in edition.legs for source in leg.sources} <= named
