"""Edition, street list and places come into force together or not at all; each keeps its own."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from boundaries.data_files import DATA, VARIABLE
from boundaries.edition.acceptances import RECORD, recorded
from boundaries.edition.annexes import MANIFEST, Annex, annex_name, map_name, read_annex, seal
from boundaries.edition.beside import annex_of, list_folder, map_files
from boundaries.edition.edition import EDITIONS, accept, content_hash, load_edition
from boundaries.errors import EditionError
from boundaries.facts.area_files import look_again
from boundaries.refresh.survey import survey_areas
from boundaries.streets.street_list import geometry_hash, load_street_list, save_street_list
from geo.files import is_draft
from tests.boundaries.breaking_off import breaking_off, full, killed
from webmap.ask.services import BundledAreas

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from boundaries.model import Edition

SLUG = "kecskemet-top-6.9.1"
KNOWN = load_edition(SLUG, folder=DATA / EDITIONS)
LISTED = load_street_list(DATA / "kecskemet")
STEPS = ("open", "write", "fsync", "replace", "rename", "mkdir")


def made(number: int) -> Edition:
    """An edition that differs from the bundled one in its authority."""
    other = dataclasses.replace(KNOWN, authority=f"{KNOWN.authority} {number}", hash="")
    return dataclasses.replace(other, hash=content_hash(other))


def annex(folder: Path, number: int) -> Annex:
    """An annex with the bundled list under another, made-up source."""
    folder.mkdir(parents=True)
    meta = dataclasses.replace(LISTED.meta, source=f"made up {number}")
    save_street_list(dataclasses.replace(LISTED, meta=meta), folder)
    (folder / "map-01.osm").write_bytes((DATA / "kecskemet" / "network.osm").read_bytes())
    return seal(folder)


def take(home: Path, number: int, on: str, kept: Annex) -> None:
    accept(made(number), by="Clerk", on=on, reason="made up", folder=home, annex=kept)


def source_of(edition: Edition, home: Path, day: str | None = None) -> str:
    """Return what the list says that an edition answers from, whose ground it must fit."""
    folder = list_folder(edition, None if day is None else dt.date.fromisoformat(day), home)
    assert folder is not None
    meta = load_street_list(folder).meta
    assert meta.geometry_hash == geometry_hash(edition)
    return meta.source


def test_an_edition_answers_from_the_list_that_it_was_accepted_with(tmp_path: Path) -> None:
    home = tmp_path / "editions"
    take(home, 1, "2026-01-01", annex(tmp_path / "one", 1))
    take(home, 2, "2026-02-01", annex(tmp_path / "two", 2))
    assert [source_of(made(n), home) for n in (1, 2)] == ["made up 1", "made up 2"]
    found = annex_of(made(2), folder=home)
    assert found is not None
    assert map_files(made(2), folder=home) == found.maps == (found.folder / "map-01.osm",)
    assert list_folder(KNOWN) == DATA / "kecskemet", "the bundled edition has no annex"
    assert map_files(KNOWN) == (DATA / "kecskemet" / "network.osm",)


def test_a_list_of_a_day_to_come_leaves_the_present_one_its_own(tmp_path: Path) -> None:
    home = tmp_path / "editions"
    take(home, 1, "2026-01-01", annex(tmp_path / "one", 1))
    take(home, 1, "2031-01-01", annex(tmp_path / "two", 2))  # the same edition, another register
    assert source_of(made(1), home, "2030-12-31") == "made up 1"
    assert source_of(made(1), home, "2031-01-01") == "made up 2"
    assert source_of(made(1), home, "2025-01-01") == "made up 1"


def test_answers_come_from_the_annex(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    take(tmp_path / EDITIONS, 1, "2026-01-01", annex(tmp_path / "one", 1))
    look_again()
    areas = BundledAreas()
    assert areas.streets(SLUG).meta.source == "made up 1"
    assert areas.check("Kecskemét, Nagy Lajos király körútja 1.", SLUG).edition == made(1).hash
    assert areas.backdrop(SLUG)["features"]
    (tmp_path / EDITIONS / SLUG / RECORD).unlink()
    for path in (tmp_path / EDITIONS / SLUG).glob("*.json"):
        path.unlink()
    look_again()
    assert areas.streets(SLUG).meta.source == LISTED.meta.source


def test_the_record_names_an_annex_only_where_there_is_one(tmp_path: Path) -> None:
    accept(made(1), by="Clerk", on="2026-01-01", reason="made up", folder=tmp_path / "e")
    take(tmp_path / "e", 2, "2026-02-01", kept := annex(tmp_path / "one", 1))
    written = json.loads((tmp_path / "e" / SLUG / RECORD).read_text())
    assert ["annex" in entry for entry in written] == [False, True]
    assert [entry.annex for entry in recorded(tmp_path / "e" / SLUG)] == ["", kept.hash]


def test_an_annex_that_was_changed_is_not_taken(tmp_path: Path) -> None:
    kept = annex(tmp_path / "one", 1)
    (kept.folder / "map-01.osm").write_text("<osm/>")
    with pytest.raises(EditionError, match=r"map-01\.osm was changed"):
        take(tmp_path / "e", 1, "2026-01-01", kept)
    assert not (tmp_path / "e" / SLUG / RECORD).exists()


@pytest.mark.parametrize("harm", ["gone", "cut", "other"])
def test_an_annex_in_force_that_is_broken_is_a_fault_of_its_area(tmp_path: Path, harm: str) -> None:
    home = tmp_path / "e"
    take(home, 1, "2026-01-01", kept := annex(tmp_path / "one", 1))
    manifest = home / SLUG / annex_name(kept.hash) / MANIFEST
    if harm == "gone":
        manifest.unlink()
    elif harm == "cut":
        manifest.write_text(manifest.read_text()[:40])
    else:
        manifest.write_text(manifest.read_text().replace('"map-01', '"map-02'))
    with pytest.raises(EditionError, match=f"{SLUG}.*put it back from a backup"):
        list_folder(made(1), folder=home)
    assert set(survey_areas(home).faults) == {SLUG}
    take(home, 1, "2026-01-02", kept)  # taken anew, it is whole again
    assert read_annex(manifest.parent).hash == kept.hash


def test_names_of_maps_keep_their_endings(tmp_path: Path) -> None:
    names = [map_name(2, tmp_path / name) for name in ("a.OSM", "b.x.osm.bz2", "c.json")]
    assert names == ["map-02.osm", "map-02.osm.bz2", "map-02.json"]


@pytest.mark.parametrize("kind", [full, killed])
@pytest.mark.parametrize("before", [0, 1])
@pytest.mark.parametrize("step", range(1, 42, 3))
def test_what_breaks_off_leaves_edition_and_list_that_fit(
    tmp_path: Path, kind: Callable[[], None], before: int, step: int
) -> None:
    home, one, two = tmp_path / "e", annex(tmp_path / "1", 1), annex(tmp_path / "2", 2)
    if before:
        take(home, 1, "2026-01-01", one)
    breaking_off(step, kind, lambda: take(home, 2, "2026-02-01", two), STEPS)
    log = recorded(home / SLUG)
    assert len(log) in {before, before + 1}
    for entry in log:
        edition = load_edition(SLUG, as_of=entry.on, folder=home)
        expected = "made up 1" if edition.hash == made(1).hash else "made up 2"
        assert source_of(edition, home) == expected
    take(home, 2, "2026-03-01", two)
    assert source_of(load_edition(SLUG, folder=home), home) == "made up 2"
    assert not [path for path in (home / SLUG).iterdir() if is_draft(path)], "cleared up"
