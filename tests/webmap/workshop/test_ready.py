"""The addresses of a draft, what it would change, and how it is handed over beside the pages.

The town is made up: nine blocks of eight streets, with every door and its place.
"""

from __future__ import annotations

import io
import json
import re
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from boundaries.register.store import save_register
from boundaries.workshop.hand_over import staged
from tests.boundaries import parted_town
from tests.boundaries.parted_town import TOWN
from tests.webmap.forms import send
from tests.webmap.workshop.test_workshop import HANDED, looked_at, seen_on, step
from webmap.request.state import state
from webmap.workshop import force, ready, staging

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

MIDDLE = "Barack utca – Gesztenye utca – Cseresznye utca – Füge utca által határolt terület"
WIDER = "Alma utca – Gesztenye utca – Cseresznye utca – Füge utca által határolt terület"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    save_register(parted_town.register(), tmp_path / "racs.register")
    return tmp_path / "racs.register"


def begun(client: FlaskClient, text: str) -> str:
    """Begin a draft over the map of the town and return its path."""
    town = (io.BytesIO(parted_town.osm_text().encode()), "racs.osm")
    answer = send(client, "/workshop", title="Közép", town=TOWN, text=text, map=town)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].partition("?")[0]


def with_register(client: FlaskClient, path: str, register: Path) -> None:
    sent = (io.BytesIO(register.read_bytes()), register.name)
    answer = step(client, path, "register", area=1, register=sent)
    assert answer.status_code == 303, re.findall("field-fault[^<]*<", answer.text)


def accepted(approver: FlaskClient, page: TestResponse) -> None:
    link = re.search(r"/desk/editions/candidate/([0-9a-f]{64})", page.text)
    assert link is not None
    said = {"hash": link[1], "holds_from": "2026-11-29", "reason": "jó"}
    assert send(approver, "/desk/editions/accept", **said).status_code == 303


def folder_of(app: Flask, path: str) -> Path:
    with app.app_context():
        (found,) = (state().store.data_dir / "workshop" / path.rpartition("/")[2]).glob(
            "ready-[0-9]*"
        )
    return found


def test_what_the_doors_of_a_draft_are_answered_is_told_before_it_is_handed_over(
    app: Flask, signed_in: Callable[[str], FlaskClient], register: Path, tmp_path: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, MIDDLE)
    assert "Utcajegyzék készítése" not in editor.get(f"{path}/doors").text, "without a register"
    with_register(editor, path, register)
    page = looked_at(editor, f"{path}/doors", "Nyitott házszámok")
    doors = re.search(r"A címjegyzék ([\d\xa0 ]+) házszáma közül", page.text)
    assert doors is not None
    assert int(re.sub(r"\D", "", doors[1])) == len(parted_town.HOUSES)
    made = staged(staging.made_in(folder_of(app, path)))
    assert made is not None
    assert made.work is not None
    assert made.work.open_doors == 0, "every door of the town has its place"
    assert "Ezen a területen nincs nyitott házszám." in page.text
    assert not list((tmp_path / "areas").iterdir()), "nothing is written among the areas"


def test_what_is_typed_beside_it_stays_while_it_is_looked_at_again(
    signed_in: Callable[[str], FlaskClient], register: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, MIDDLE)
    with_register(editor, path, register)
    page = looked_at(editor, f"{path}/force", 'id="making"')
    for poll in re.findall(r"<[^>]*hx-trigger[^>]*>", page.text):
        assert 'hx-target="#making" hx-select="#making"' in poll
    looked_at(editor, f"{path}/doors", "Nyitott házszámok")
    again = editor.get(f"{path}/force", headers={"HX-Request": "true"})
    assert "HX-Refresh" not in again.headers
    assert "Megnézem, mi változna" in again.text


def test_a_page_goes_on_looking_until_what_came_to_its_end_between_is_handed_over(
    signed_in: Callable[[str], FlaskClient], register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = signed_in("editor")
    path = begun(editor, MIDDLE)
    with_register(editor, path, register)
    looked_at(editor, f"{path}/doors", "Nyitott házszámok")
    with monkeypatch.context() as asked_before_its_end:
        asked_before_its_end.setattr(ready, "go_on", lambda *_: None)
        asked_before_its_end.setattr(force, "PATIENCE_S", 0.0)
        step(editor, path, "hand-over", area=1, **HANDED)
        page = editor.get(f"{path}/force", headers={"HX-Request": "true"})
        assert 'hx-trigger="every 2s"' in page.text
    for _ in range(200):
        page = editor.get(f"{path}/force", headers={"HX-Request": "true"})
        if "HX-Refresh" in page.headers:
            break
        assert 'hx-trigger="every 2s"' in page.text
        time.sleep(0.1)
    assert "HX-Refresh" in page.headers


def test_what_was_made_goes_when_the_words_change(
    app: Flask, signed_in: Callable[[str], FlaskClient], register: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, MIDDLE)
    with_register(editor, path, register)
    looked_at(editor, f"{path}/doors", "Nyitott házszámok")
    before = folder_of(app, path)
    assert step(editor, path, "text", text=WIDER).status_code == 303
    page = editor.get(f"{path}/doors?area=1")
    assert "Nyitott házszámok" not in page.text
    assert step(editor, path, "list", area=1).status_code == 303
    looked_at(editor, f"{path}/doors", "Nyitott házszámok")
    assert folder_of(app, path) != before
    assert step(editor, path, "back").status_code == 303
    assert "Nyitott házszámok" not in editor.get(f"{path}/doors").text


def test_the_next_edition_is_held_against_what_is_in_force(
    app: Flask,
    signed_in: Callable[[str], FlaskClient],
    register: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    editor, approver = signed_in("editor"), signed_in("approver")
    path = begun(editor, MIDDLE)
    with_register(editor, path, register)
    assert step(editor, path, "hand-over", area=1, **HANDED).status_code == 303
    accepted(approver, looked_at(editor, f"{path}/force", "Átadva jóváhagyásra"))
    path = begun(editor, WIDER)
    with_register(editor, path, register)
    page = looked_at(editor, f"{path}/doors", "Nyitott házszámok")
    assert '<option value="proba-terulet">Próbaterület</option>' in page.text
    assert step(editor, path, "list", area=1, slug="proba-terulet").status_code == 303
    page = looked_at(editor, f"{path}/doors", "A határ másik oldalára kerül")
    page = editor.get(f"{path}/force")
    assert "Csak a másodikban" in page.text
    assert "0,16 km²" in page.text, "one block of 400 by 400 metres is gained"
    assert editor.get(f"{path}/changes.js?area=1").status_code == 200
    for name in ("slug", "title_hu", "authority", "source_document"):
        assert f'value="{HANDED[name]}"' in page.text, "as the area in force says it"
    # What was found out is used: it must not be made again.
    made = folder_of(app, path)
    monkeypatch.setattr(staging, "start", lambda *_, **__: pytest.fail("it is made again"))
    handed = step(editor, path, "hand-over", area=1, **HANDED)
    assert handed.status_code == 303, re.findall("field-fault[^<]*<", handed.text)
    assert handed.headers["Location"].endswith("done=handed_over")
    assert staging.wished(made) is None
    waiting = editor.get(f"{path}/force", headers={"HX-Request": "true"})
    assert waiting.headers["HX-Refresh"] == "true", "whoever waits sees that it was handed over"


def test_what_cannot_be_written_leaves_nothing_behind(
    app: Flask,
    signed_in: Callable[[str], FlaskClient],
    register: Path,
    tmp_path: Path,
) -> None:
    editor = signed_in("editor")
    path = begun(editor, MIDDLE)
    with_register(editor, path, register)
    looked_at(editor, f"{path}/doors", "Nyitott házszámok")
    folder = staging.made_in(folder_of(app, path))
    (candidate,) = folder.glob("candidates/*/*/edition.json")
    candidate.write_text("{}")
    said = json.loads((folder / "staged.json").read_text())["said"]
    fields: dict[str, Any] = {name: said[name] for name in HANDED}
    refused = step(editor, path, "hand-over", area=1, **fields)
    assert refused.status_code == 400
    assert "Az átadás nem sikerült." in refused.text
    assert not list((tmp_path / "areas").rglob("*.yaml"))
    assert f'name="seen" value="{seen_on(editor.get(path))}"' in refused.text
    assert "Átadva jóváhagyásra" not in editor.get(f"{path}/force").text


def test_a_process_that_was_ended_is_told_and_begun_again(
    signed_in: Callable[[str], FlaskClient],
    register: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    editor = signed_in("editor")
    path = begun(editor, MIDDLE)
    with monkeypatch.context() as patch:
        patch.setattr(staging, "start", lambda *_, **__: None)
        with_register(editor, path, register)
    page = editor.get(f"{path}/doors")
    assert "Nem sikerült elkészíteni." in page.text
    assert step(editor, path, "list", area=1).status_code == 303
    looked_at(editor, f"{path}/doors", "Nyitott házszámok")


def test_a_table_stands_behind_a_register_and_is_refused_alone(
    signed_in: Callable[[str], FlaskClient], register: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, MIDDLE)
    rows = "Utca;Házszám;Szélesség;Hosszúság\nBarack utca;1;46,5;18,3\n"
    table = ("hazak.csv", rows.encode())
    alone = step(editor, path, "register", area=1, register=(io.BytesIO(table[1]), table[0]))
    assert alone.status_code == 400
    assert "magában nem elég az utcajegyzékhez" in alone.text
    assert "polling" not in alone.text
    with_register(editor, path, register)
    behind = step(editor, path, "register", area=1, register=(io.BytesIO(table[1]), table[0]))
    assert behind.status_code == 303, re.findall("field-fault[^<]*<", behind.text)
    page = editor.get(f"{path}/doors").text
    listed = re.findall(r"<li>(racs\.register|hazak\.csv)", page)
    assert listed == ["racs.register", "hazak.csv"]
    with_register(editor, path, register)
    assert "hazak.csv</li>" not in editor.get(f"{path}/doors").text


def test_a_district_is_replaced_however_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    known = SimpleNamespace(slug="a", town="Budapest 01. kerület")
    areas = SimpleNamespace(list=lambda: (known, SimpleNamespace(slug="b", town="Baja")))
    monkeypatch.setattr(ready, "state", lambda: SimpleNamespace(areas=areas))
    for town in ("Budapest 01", "budapest I. kerület", "Budapest 01. kerület"):
        opened: Any = SimpleNamespace(draft=SimpleNamespace(town=town))
        assert [one.slug for one in ready.replaceable(opened)] == ["a"], town
