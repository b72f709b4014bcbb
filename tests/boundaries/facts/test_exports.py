"""Facts in force among the exports: no door of a home and no name in what everybody may have."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from boundaries.errors import ExportError
from boundaries.export.assembling import doors_package, edition_package
from boundaries.export.fact_layers import ON_RECORD
from boundaries.export.package import write_package
from boundaries.facts import Fact, Signed
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from tests.boundaries.facts.made_up import EVERY, SOURCE, placed, said
from tests.boundaries.town import edition

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.facts import What

ADDED, CONFIRMED = Signed("A. Adó", "2026-05-04"), Signed("B. Második", "2026-05-06")


def fact(what: What, number: int) -> Fact:
    return Fact(f"f{number}", what, SOURCE, ADDED, CONFIRMED)


FACTS = [fact(what, number) for number, what in enumerate(EVERY)]


def test_the_public_layer_has_no_home_and_no_name() -> None:
    package = edition_package(edition(), facts=FACTS)
    (layer,) = package.artifacts["evidence"]
    assert [row.values["kind"] for row in layer.rows] == ["side", "line", "said"]
    assert [row.geometry is None for row in layer.rows] == [True, False, True]
    assert {row.values["confirmed_on"] for row in layer.rows} == {"2026-05-06"}
    assert not any(word in package.text for word in ("Adó", "Ad\\u00f3", "Második"))
    assert {row.values["source"] for row in layer.rows} == {ON_RECORD}
    assert "all" in package.artifacts
    assert "evidence" not in {layer.name for layer in package.artifacts["all"]}


def test_no_free_text_is_published_and_staff_have_it() -> None:
    told = "told by Próba Panna, Próba utca 7, +36 1 234 5678"
    every = [dataclasses.replace(one, source=told) for one in FACTS]
    package = edition_package(edition(), facts=every)
    assert "Panna" not in package.text
    assert "234 5678" not in package.text
    (layer,) = doors_package(edition(), every).artifacts["evidence-doors"]
    assert [row.values["source"] for row in layer.rows] == [told]


def test_the_word_about_one_number_is_not_published() -> None:
    one = NumberRange(Parity.CONTINUOUS, HouseNumber(7), HouseNumber(7, "Z"))
    assert (
        "evidence" not in edition_package(edition(), facts=[fact(said(numbers=one), 1)]).artifacts
    )


def test_without_facts_nothing_changes() -> None:
    assert edition_package(edition()).key == edition_package(edition(), facts=()).key
    only_doors = edition_package(edition(), facts=[fact(placed(), 1)])
    assert only_doors.key == edition_package(edition()).key


def test_staff_get_the_placed_doors() -> None:
    package = doors_package(edition(), FACTS)
    (layer,) = package.artifacts["evidence-doors"]
    assert [(row.values["street"], row.values["number"]) for row in layer.rows] == [
        ("Próba utca", "7")
    ]
    with pytest.raises(ExportError, match="no door"):
        doors_package(edition(), [fact(said(), 1)])


def test_every_format_can_be_written(tmp_path: Path) -> None:
    import json  # noqa: PLC0415 - used here only

    package = edition_package(edition(), facts=FACTS)
    document = json.loads(package.text)
    document["artifacts"] = {"evidence": document["artifacts"]["evidence"]}
    write_package(document, tmp_path)
    names = {path.name.split(".", 1)[1] for path in tmp_path.glob("evidence*")}
    assert {"csv", "4326.geojson", "23700.gpkg", "23700.shp.zip", "23700.dxf"} <= names
