"""Maps and registers are fetched beside the pages; what came is a step of whoever asked."""

from __future__ import annotations

import json
import os
import signal
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

from boundaries.child import Limits
from geo.errors import SourceUnavailableError
from geo.osm import overpass
from tests.made_up_square import RING, write_square
from tests.patience import wait_until
from tests.webmap.forms import send
from tests.webmap.workshop.test_workshop import begun, step
from webmap.request.state import state
from webmap.workshop import fetching

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from flask import Flask
    from flask.testing import FlaskClient


def folder_of(app: Flask, path: str) -> Path:
    with app.app_context():
        return state().store.data_dir / "workshop" / path.rpartition("/")[2]


def test_what_was_fetched_is_a_step_of_whoever_asked(
    app: Flask,
    signed_in: Callable[[str], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(
        fetching, "start", lambda *given, limits, **_: asked.append((*given, limits))
    )
    monkeypatch.setattr(fetching, "is_held", lambda _: True)
    editor = signed_in("editor")
    path = begun(editor, RING)
    assert step(editor, path, "fetch", area=1, kind="map").status_code == 303
    page = editor.get(path)
    assert "Próbaváros: a letöltés folyamatban." in page.text
    assert step(editor, path, "fetch", area=1, kind="map").status_code == 303
    ((work, folder, town, by, mark, limits),) = asked  # asked once, whoever asks again
    assert (work, town, type(limits)) == (fetching.fetch_map, "Próbaváros", Limits)
    assert isinstance(folder, type(folder_of(app, path)))

    def fetched(asked_for: overpass.Place, *, folder: Path) -> SimpleNamespace:
        assert asked_for == overpass.Place("Próbaváros")
        return SimpleNamespace(
            path=write_square(folder / "x.geojson"), timestamp="2026-11-28T10:00:00Z"
        )

    monkeypatch.setattr(overpass, "fetch_extract", fetched)
    fetching.fetch_map(folder_of(app, path), str(town), int(str(by)), str(mark))
    page = signed_in("second").get(path)
    assert "editor: térképet adott hozzá: Próbaváros, 2026-11-28" in page.text
    assert "A vonal még nem zárul be." in page.text
    assert "ODbL" in page.text
    assert not list(folder_of(app, path).glob("fetch-*.json"))


def test_what_could_not_be_fetched_is_told(
    app: Flask,
    signed_in: Callable[[str], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*_: object, **__: object) -> None:
        raise SourceUnavailableError("the service does not answer")

    monkeypatch.setattr(overpass, "fetch_extract", away)
    monkeypatch.setattr(fetching, "start", lambda *_, **__: None)
    editor = signed_in("editor")
    path = begun(editor, RING)
    step(editor, path, "fetch", area=1, kind="map")
    fetching.fetch_map(folder_of(app, path), "Próbaváros", 1, "x")
    page = editor.get(path)
    assert "A letöltés nem sikerült." in page.text
    assert "A szolgáltatás most nem érhető el" in page.text
    assert "the service does not answer" not in page.text
    assert "the service does not answer" in editor.get(f"{path}?lang=en").text
    assert 'name="kind" value="map"' in page.text


def test_a_fetch_is_told_on_the_page_from_which_it_was_asked(
    app: Flask, signed_in: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise SourceUnavailableError("the service does not answer")

    monkeypatch.setattr(fetching, "fetch_register", away)
    monkeypatch.setattr(fetching, "start", lambda *_, **__: None)
    editor = signed_in("editor")
    path = begun(editor, RING)
    asked = step(editor, path, "fetch", area=1, kind="register")
    assert asked.headers["Location"].startswith(f"{path}/doors")
    fetching.fetch_office(folder_of(app, path), "Próbaváros", 1, "x")
    assert "A letöltés nem sikerült." in editor.get(asked.headers["Location"]).text
    townless = send(editor, "/workshop", title="Próba", town="", text=RING)
    path = townless.headers["Location"].partition("?")[0]
    refused = step(editor, path, "fetch", area=1, kind="register")
    assert refused.status_code == 400
    assert 'id="register-title"' in refused.text
    assert "Adja meg a települést." in refused.text


def test_a_damaged_record_of_a_fetch_is_none(tmp_path: Path) -> None:
    (tmp_path / "fetch-map.json").write_text("{", "utf-8")
    assert fetching.state_of(tmp_path, "map") is None
    (tmp_path / "fetch-map.json").write_text(json.dumps({"state": "done"}), "utf-8")
    assert fetching.state_of(tmp_path, "map") == {"state": "done"}


def state_of(folder: Path) -> str:
    found = fetching.state_of(folder, fetching.MAP)
    return "" if found is None else str(found["state"])


def sleeping(folder: Path, *_: object) -> None:
    """Fetch for ever, as a service that does not answer; the work of the process."""
    (folder / "pid").write_text(str(os.getpid()), "utf-8")
    time.sleep(600)


def test_a_fetch_whose_process_was_ended_is_told_and_begun_again(
    app: Flask,
    signed_in: Callable[[str], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fetching, "_WORK", {fetching.MAP: sleeping})
    editor = signed_in("editor")
    path = begun(editor, RING)
    pid = folder_of(app, path) / "pid"
    for _ in range(2):
        assert step(editor, path, "fetch", area=1, kind="map").status_code == 303
        wait_until(lambda: pid.is_file() and pid.read_text("utf-8"))
        assert "Próbaváros: a letöltés folyamatban." in editor.get(path).text
        os.kill(int(pid.read_text("utf-8")), signal.SIGKILL)
        pid.unlink()
        wait_until(lambda: state_of(folder_of(app, path)) == fetching.FAILED)
        page = editor.get(path).text
        assert "A letöltést valami megszakította." in page
        assert 'name="kind" value="map"' in page


def test_who_waits_for_a_fetch_has_only_its_part_of_the_page_made_anew(
    app: Flask, signed_in: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "start", lambda *_, **__: None)
    monkeypatch.setattr(fetching, "is_held", lambda _: True)
    editor = signed_in("editor")
    path = begun(editor, RING)
    step(editor, path, "fetch", area=1, kind="map")
    waits = {"HX-Request": "true", "HX-Target": "fetch-map"}
    page = editor.get(path, headers=waits)
    assert 'hx-target="#fetch-map" hx-select="#fetch-map"' in page.text
    assert "HX-Refresh" not in page.headers
    fetching.taken(folder_of(app, path), "map")  # somebody else has looked first
    assert editor.get(path, headers=waits).headers["HX-Refresh"] == "true"
    assert "HX-Refresh" not in editor.get(path).headers
