"""What an area is answered from is read once, and again when a file of it changes."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from typing import TYPE_CHECKING

import pytest

from boundaries.data_files import DATA, VARIABLE
from boundaries.edition.edition import EDITIONS, load_edition
from boundaries.errors import EditionError, RegisterError
from boundaries.facts.area_files import area_files, look_again

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SLUG, DAY, NEXT = "kecskemet-top-6.9.1", dt.date(2027, 3, 1), dt.date(2027, 3, 2)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder of one's own with the record and the street list of the bundled area."""
    (tmp_path / EDITIONS).mkdir()
    (tmp_path / "kecskemet").mkdir()
    for path in (DATA / "kecskemet").glob("street_list*"):
        shutil.copy(path, tmp_path / "kecskemet")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    look_again()
    yield tmp_path
    look_again()


def test_the_same_files_are_read_once_for_every_day(own: Path) -> None:
    assert own
    files = area_files(fresh=True)
    edition = files.edition(SLUG, now=DAY)
    assert area_files(fresh=True) is files
    assert files.edition(SLUG, now=DAY) is edition
    assert files.streets(edition, DAY) is files.streets(edition, NEXT)
    assert files.doors(edition, DAY, DAY) is files.doors(edition, NEXT, NEXT)
    assert edition == load_edition(SLUG, now=DAY)


def test_a_changed_list_is_read_again_and_nothing_else(own: Path) -> None:
    before = area_files(fresh=True)
    edition = before.edition(SLUG, now=DAY)
    read = before.streets(edition, DAY)
    meta = own / "kecskemet" / "street_list.meta.json"
    meta.write_text(json.dumps({**json.loads(meta.read_text()), "source": "made again"}))
    after = area_files(fresh=True)
    assert after is not before
    assert after.edition(SLUG, now=DAY) is edition
    assert after.streets(edition, DAY) is not read
    assert after.streets(edition, DAY).meta.source == "made again"


def test_what_another_process_wrote_is_seen_soon_or_when_asked_for(own: Path) -> None:
    edition = area_files(fresh=True).edition(SLUG, now=DAY)
    (own / EDITIONS / SLUG).mkdir()
    (own / EDITIONS / SLUG / "accepted.json").write_text("[")
    with pytest.raises(EditionError, match=r"accepted\.json"):
        area_files(fresh=True).edition(SLUG, now=DAY)
    (own / EDITIONS / SLUG / "accepted.json").unlink()
    assert area_files(fresh=True).edition(SLUG, now=DAY) is edition


def test_without_a_list_there_is_none_and_nothing_is_known_of_doors() -> None:
    import dataclasses  # noqa: PLC0415 - for this test alone

    files = area_files(fresh=True)
    known = files.edition(SLUG, now=DAY)
    definition = {k: v for k, v in known.definition.items() if k != "street_list"}
    edition = dataclasses.replace(known, definition=definition, hash="f" * 64)
    with pytest.raises(RegisterError, match="names no street list"):
        files.streets(edition, DAY)
    assert files.doors(edition, DAY, DAY) is None
