"""The next edition of a list at the desk: its rows and corrections, in both languages."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from boundaries.edition.edition import EDITIONS, accept
from boundaries.edition.list_edition import freeze_list, write_annex
from boundaries.lists.reading import read_list
from boundaries.lists.resolving import resolve
from boundaries.refresh.list_refresh import list_in_force, next_list
from boundaries.register.store import save_register
from tests.boundaries.edition.test_list_edition import said, town
from tests.webmap.admin.test_admin_editions import signed_in
from webmap.app import create_app
from webmap.ask.services import BundledAreas
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2026, 11, 30)


@pytest.fixture
def waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Leave a candidate of a list whose first edition is in force; return its hash."""
    own, made, register = tmp_path / "own", tmp_path / "made", tmp_path / "town.register"
    monkeypatch.setenv("AKCIOTERULET_AREAS_DIR", str(own))
    made.mkdir()
    known = town()
    save_register(known, register)
    text = "Fő utca páros, Kert köz"
    rows = resolve(read_list(text).rows, known.register)
    edition, streets = freeze_list(said(text), rows, known)
    annex = write_annex(made, streets, rows)
    accept(edition, by="Próba", on="2026-01-05", reason="próba", folder=own / EDITIONS, annex=annex)
    former = list_in_force("iskola", DAY)
    assert former is not None
    text = "Fő utca páratlan, Kert köz, Béke tér"
    found = next_list(former, register=[register], day=DAY, text=text, home=own)
    assert found.candidate is not None
    return found.candidate.hash


def test_its_rows_are_shown_in_both_languages(waits: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path / "kept"), rate_limits=False)
    app = create_app(settings, BundledAreas())
    approver = signed_in(app, settings, "approver")
    page = approver.get(f"/desk/editions/candidate/{waits}").text
    assert "megváltozott: Fő utca: páros → Fő utca: páratlan" in page
    assert "új sor: Béke tér: teljes" in page
    assert "Másként besorolt: " in page
    english = approver.get(f"/desk/editions/candidate/{waits}?lang=en").text
    assert "changed: Fő utca: even → Fő utca: odd" in english
    assert "House numbers that change sides: " in english
    assert approver.get(f"/desk/editions/candidate/{waits}/map.js").status_code == 200
