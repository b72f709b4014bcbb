"""An area of several parts from its definition to its files: kept, exported, compared."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
import yaml

import boundaries
from boundaries.drift.drift import compare
from boundaries.drift.parts import PartChange
from boundaries.edition.areas import compile_edition, load_network
from boundaries.edition.definition import DEFINITIONS, load_definition, read_definition
from boundaries.edition.edition import content_hash, from_document, load_edition, to_document
from boundaries.errors import DefinitionError, EditionError
from boundaries.export.assembling import edition_package, export
from boundaries.export.documents import feature_collection, ledger
from boundaries.facts.area_files import area_files, look_again
from boundaries.model import LineRule, PartKind, VerdictKind
from boundaries.streets.street_list import geometry_hash
from boundaries.verdict.check import check_address, check_point
from geo.primitives import EovPoint
from tests.boundaries.edition.test_parted import HOLE, RING
from tests.boundaries.parted_town import SLUG, SOUTH, WEST, edition_of, write_area
from tests.boundaries.town import edition as square
from tests.command import command

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.model import Edition

TEXT = (
    f"{RING}, valamint a Dió utca teljes hossza, kivéve {HOLE}, kivéve a Barack utca páros oldala, "
    "kivéve a Füge utca Barack utca és Cseresznye utca közötti szakasza"
)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AKCIOTERULET_AREAS_DIR", str(tmp_path))
    write_area(tmp_path, TEXT)
    look_again()
    return tmp_path


def held() -> Edition:
    return load_edition(SLUG, now=dt.date(2026, 1, 6))


def test_a_definition_holds_what_was_read_and_is_checked_against_its_words(own: Path) -> None:
    path = own / DEFINITIONS / f"{SLUG}.yaml"
    known = load_definition(SLUG)
    assert [part.kind for part in known.parts] == [
        PartKind.RING,
        PartKind.STREET,
        PartKind.RING,
        PartKind.SIDE,
        PartKind.SECTION,
    ]
    assert [leg.number for leg in known.legs] == list(range(1, 9))
    document = yaml.safe_load(path.read_text("utf-8"))
    document["parts"][3]["streets"][0]["parity"] = "odd"
    del document["parts"][2]["effect"]
    path.write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    with pytest.raises(DefinitionError) as fault:
        read_definition(path)
    assert [one.path for one in fault.value.faults] == ["parts[2].effect", "parts[3].streets"]


def test_a_leg_of_any_ring_can_be_put_right_and_left_out(own: Path) -> None:
    path = own / DEFINITIONS / f"{SLUG}.yaml"
    document = yaml.safe_load(path.read_text("utf-8"))
    signed = {"author": "Próba", "reason": "rendelet", "date": "2026-01-05"}
    document["corrections"] = [{"kind": "ruled", "leg": 7, "rule": "even_side", **signed}]
    path.write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    legs = {leg.number: leg for leg in compile_edition(SLUG).legs}
    assert (legs[7].name, legs[7].rule) == ("Barack utca", LineRule.EVEN_SIDE)
    assert {legs[number].rule for number in (1, 2, 3, 4, 5, 6, 8)} == {LineRule.CENTRE_LINE}
    document["corrections"] = [{"kind": "left_out", "leg": 7, **signed}]
    path.write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    assert [one.kind for one in read_definition(path).corrections] == ["left_out"]
    with pytest.raises(EditionError, match="incomplete"):  # its ring is open without it
        compile_edition(SLUG)


def test_the_edition_is_read_again_as_it_was_frozen(own: Path) -> None:
    edition = held()
    assert own.is_dir()
    assert edition.parts == compile_edition(SLUG).parts
    assert from_document(json.loads(json.dumps(to_document(edition)))) == edition
    changed = json.loads(json.dumps(to_document(edition)))
    changed["parts"][1]["effect"] = "takes_out"
    with pytest.raises(EditionError, match="does not fit its hash"):
        from_document(changed)


def test_programs_compile_and_freeze_it_too(own: Path) -> None:
    network = boundaries.load_network(own / "racs.osm")
    known = load_definition(SLUG)
    outcome = boundaries.compile(known.sentence, network, definition=SLUG)
    frozen = boundaries.freeze(outcome, SLUG)
    assert frozen.hash == held().hash
    other = boundaries.compile(RING, network)
    with pytest.raises(EditionError, match="legs of this definition"):
        boundaries.freeze(other, SLUG)


def test_the_list_belongs_to_the_parts_too(own: Path) -> None:
    edition = held()
    assert own.is_dir()
    streets = area_files(fresh=True).streets(edition, dt.date(2026, 1, 6))
    assert check_address("Dió utca 31", edition, streets).verdict is VerdictKind.INSIDE
    other = dataclasses.replace(edition, parts=edition.parts[:1])
    assert geometry_hash(other) != geometry_hash(edition)


def test_an_edition_of_one_ring_keeps_its_hash_and_its_bytes() -> None:
    plain = square()
    document = to_document(plain)
    assert not {"parts", "ring_zone"} & set(document)
    assert from_document({**document, "hash": content_hash(plain)}).parts == ()


def test_files_name_the_parts(own: Path, tmp_path: Path) -> None:
    edition = held()
    assert own == tmp_path
    found = ledger(edition)
    assert [leg["part"] for leg in found["legs"]] == [1] * 4 + [3] * 4
    assert [part["kind"] for part in found["parts"]][1:3] == ["street", "ring"]
    collection = feature_collection(edition)
    drawn = [f for f in collection["features"] if f["properties"]["role"] == "part"]
    assert [one["properties"]["number"] for one in drawn] == [2, 4, 5]
    assert {one["geometry"]["type"] for one in drawn} == {"MultiLineString"}
    layer = edition_package(edition).artifacts["parts"][0]
    assert [row.values["number"] for row in layer.rows] == [1, 2, 3, 4, 5]
    assert all(row.geometry is not None for row in layer.rows)
    for ending in ("geojson", "kml", "gpkg"):
        path = export(edition, tmp_path / f"racs.{ending}")
        assert path.stat().st_size > 1000
    assert "Barack utca" in (tmp_path / "racs.kml").read_text("utf-8")


def test_a_point_where_doors_of_a_named_street_may_stand_is_open(own: Path) -> None:
    edition = held()
    assert own.is_dir()
    for east, north, verdict, part in (
        (600, 1210, VerdictKind.UNDECIDABLE, 2),
        (600, 390, VerdictKind.UNDECIDABLE, 4),
        (410, 600, VerdictKind.UNDECIDABLE, 5),
        (1190, 200, VerdictKind.OUTSIDE, None),
        (600, 600, VerdictKind.INSIDE, 1),
        (200, 200, VerdictKind.OUTSIDE, None),
        (1000, 1000, VerdictKind.OUTSIDE, None),
    ):
        answer = check_point(EovPoint(WEST + east, SOUTH + north), edition)
        assert answer.verdict is verdict, (east, north, answer)
        if part is not None:
            assert answer.details["area_part"]["number"] == part


def test_two_editions_are_compared_part_by_part() -> None:
    then = edition_of(TEXT)
    assert not compare(then, then).found
    moved = [
        dataclasses.replace(part.streets[0], lines=(((WEST, SOUTH), (WEST + 9, SOUTH)),))
        for part in then.parts[1:2]
    ]
    part = dataclasses.replace(then.parts[1], streets=tuple(moved))
    now = dataclasses.replace(then, parts=(then.parts[0], part, *then.parts[2:]))
    drift = compare(then, now)
    assert drift.found
    assert [one.change for one in drift.parts] == [
        PartChange.SAME,
        PartChange.MOVED,
        PartChange.SAME,
        PartChange.SAME,
        PartChange.SAME,
    ]
    assert drift.parts[1].streets == ("Dió utca",)


def test_the_commands_say_what_the_parts_are(own: Path) -> None:
    told = command("boundary", "compile", SLUG, AKCIOTERULET_AREAS_DIR=str(own))
    assert told.returncode == 0
    assert "+ part 2, street: valamint a Dió utca teljes hossza" in told.stdout
    assert "Füge utca: whole, Barack utca → Cseresznye utca  400 m" in told.stdout
    diff = command(
        "boundary", "diff", SLUG, "--osm", str(own / "racs.osm"), AKCIOTERULET_AREAS_DIR=str(own)
    )
    assert diff.returncode == 0, diff.stdout
    answer = command("check", "Dió utca 31", "--area", SLUG, AKCIOTERULET_AREAS_DIR=str(own))
    assert "valamint a Dió utca teljes hossza" in answer.stdout
    assert load_network([own / "racs.osm"]).ways
