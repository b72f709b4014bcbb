"""What the service served once and is gone is said: at the start, on every answer, in /ready."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest
from click.testing import CliRunner

from boundaries.data_files import DATA, VARIABLE
from boundaries.edition.edition import accept, load_edition
from webmap.app import create_app
from webmap.cli.main import cli
from webmap.request.state import state
from webmap.serving import serving
from webmap.serving.serving import require_kept
from webmap.store import users
from webmap.store.core import Store
from webmap.web import kept
from webmap.web.kept import Kept, KeptGoneError
from webmap.web.settings import DEFAULT_DATA_DIR, Settings

SLUG = "kecskemet-top-6.9.1"
OVERRIDES = "area: kecskemet-top-6.9.1\noverrides: []\n"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own areas with an accepted edition."""
    folder = tmp_path / "areas"
    edition = load_edition(SLUG, folder=DATA / "editions")
    accept(edition, by="Próba", on="2026-01-31", reason="próba", folder=folder / "editions")
    monkeypatch.setenv(VARIABLE, str(folder))
    monkeypatch.setattr(kept, "LOOK_S", 0.0)
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=str(tmp_path / "kept"), rate_limits=False)


def test_a_folder_of_areas_that_is_not_there_ends_the_start(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "nothing"))
    with pytest.raises(KeptGoneError, match=f"{VARIABLE}.*correct the setting.*begin-anew"):
        require_kept(settings)
    with pytest.raises(KeptGoneError, match=VARIABLE):
        create_app(settings)
    assert not settings.data_folder.exists()


@pytest.mark.parametrize("how", ["emptied", "unset", "one"])
def test_areas_that_were_served_are_missed(
    own: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    require_kept(settings)
    require_kept(settings)
    if how == "unset":
        monkeypatch.delenv(VARIABLE)
    else:
        shutil.rmtree(own / "editions" / (SLUG if how == "one" else ""))
    for start in (require_kept, create_app):
        with pytest.raises(KeptGoneError, match=f"areas that were served.*{SLUG}"):
            start(settings)


def test_facts_of_people_are_missed(own: Path, settings: Settings) -> None:
    log = own / "editions" / SLUG / "facts.json"
    log.write_text("[]", encoding="utf-8")
    require_kept(settings)
    log.unlink()
    with pytest.raises(KeptGoneError, match=rf"areas that were served.*{SLUG}/facts\.json"):
        require_kept(settings)


def test_files_of_overrides_are_missed(tmp_path: Path, settings: Settings) -> None:
    folder = tmp_path / "overrides"
    folder.mkdir()
    (folder / f"{SLUG}.yaml").write_text(OVERRIDES, encoding="utf-8")
    named = Settings(data_dir=settings.data_dir, overrides_dir=str(folder))
    require_kept(named)
    (folder / f"{SLUG}.yaml").unlink()
    with pytest.raises(KeptGoneError, match=rf"files of overrides.*{SLUG}\.yaml"):
        require_kept(named)
    with pytest.raises(KeptGoneError, match="OVERRIDES_DIR, which is not set"):
        require_kept(settings)


def test_nothing_is_written_where_nothing_is_ones_own(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    require_kept(settings)
    assert not settings.data_folder.exists()
    assert not Kept(settings).memory.copy.exists()


def test_the_start_tells_the_folder_and_warns_of_one_that_knows_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AKCIOTERULET_DATA_DIR", raising=False)
    monkeypatch.setattr("webmap.web.settings.DEFAULT_DATA_DIR", DEFAULT_DATA_DIR)
    monkeypatch.setattr(serving, "make_server", Mock())
    monkeypatch.setattr(serving, "require_free", Mock())
    start = ["serve"]
    new = CliRunner().invoke(cli, start)
    assert f"data folder: {tmp_path / 'instance'}\n" in new.stdout
    assert "begins there without accounts" in new.stderr
    assert "set AKCIOTERULET_DATA_DIR to the full path" in new.stderr
    assert not (tmp_path / "instance").exists()
    store = Store(Settings().data_folder)
    with store.session() as session:
        users.create(session, "Próba Anna", "x", ["staff"])
    store.close()
    known = CliRunner().invoke(cli, start)
    assert (known.exit_code, known.stderr) == (0, "")
    assert f"data folder: {tmp_path / 'instance'}\n" in known.stdout
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert (
        f"nobody has an account in {elsewhere / 'instance'}"
        in CliRunner().invoke(cli, start).stderr
    )


def test_a_running_service_says_so_everywhere_until_it_is_back(
    own: Path, settings: Settings, tmp_path: Path
) -> None:
    require_kept(settings)
    app = create_app(settings)
    client = app.test_client()
    assert client.get("/ready").status_code == 200
    shutil.move(own, tmp_path / "away")
    ready = client.get("/ready")
    assert (ready.status_code, ready.get_json()["parts"]["kept_files"]) == (503, False)
    assert client.get("/health").status_code == 200
    for lang, words in (("hu", "nem érhetők el"), ("en", "are not there now")):
        page = client.get(f"/?lang={lang}")
        assert (page.status_code, words in page.text) == (503, True)
    answer = client.post("/api/v1/check", json={"q": "Halasi út 3"})
    assert (answer.status_code, answer.get_json()["code"]) == (503, "kept_data_gone")
    shutil.move(tmp_path / "away", own)
    assert client.get("/ready").status_code == 200
    assert client.post("/api/v1/check", json={"q": "Halasi út 3"}).status_code == 200


def test_answers_say_that_decisions_are_unknown_without_the_database(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    store = Store(settings.data_folder)
    with store.session() as session:
        users.create(session, "Próba Anna", "x", ["staff"])
    store.close()
    settings.sqlite_file.unlink()
    app = create_app(settings)  # as a worker that starts while another one is already serving
    client = app.test_client()
    ready = client.get("/ready")
    assert (ready.status_code, ready.get_json()["parts"]["database"]) == (503, False)
    answer = client.post("/api/v1/check", json={"q": "Halasi út 3"}).get_json()
    assert "újabb egyedi döntés" in answer["reason_text"]
    assert not settings.sqlite_file.exists()
    with app.app_context():
        state().store.close()


def test_the_commands(own: Path, settings: Settings) -> None:
    environ = {**os.environ, "AKCIOTERULET_DATA_DIR": settings.data_dir or "", VARIABLE: str(own)}

    def run(*words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "webmap", *words],
            env=environ,
            cwd=Path(__file__).parents[3],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    require_kept(settings)
    shutil.rmtree(own / "editions")
    code, said = run("serve", "--port", "8765")
    assert (code, "areas that were served" in said) == (2, True)
    code, said = run("database", "begin-anew")
    assert (code, "--reason" in said) == (2, True)
    assert run("database", "begin-anew", "--reason", "  ")[0] == 1
    code, said = run("database", "begin-anew", "--reason", "a próbaterület megszűnt")
    assert (code, "taken as it is" in said) == (0, True)
    require_kept(settings)


def test_a_restore_forgets_no_areas_that_the_backup_does_not_hold(
    own: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKCIOTERULET_DATA_DIR", settings.data_dir or "")
    file = tmp_path / "backup.tar.gz"
    whole = tmp_path / "whole.tar.gz"
    assert CliRunner().invoke(cli, ["backup", str(whole)]).exit_code == 0
    monkeypatch.delenv(VARIABLE)
    assert CliRunner().invoke(cli, ["backup", str(file)]).exit_code == 0
    monkeypatch.setenv(VARIABLE, str(own))
    require_kept(settings)
    shutil.rmtree(own / "editions")
    assert CliRunner().invoke(cli, ["restore", str(file), "--replace"]).exit_code == 0
    with pytest.raises(KeptGoneError, match=SLUG):
        require_kept(settings)
    monkeypatch.delenv(VARIABLE)
    assert CliRunner().invoke(cli, ["restore", str(file), "--replace"]).exit_code == 0
    with pytest.raises(KeptGoneError, match="not set"):
        require_kept(settings)
    monkeypatch.setenv(VARIABLE, str(own))
    assert CliRunner().invoke(cli, ["restore", str(whole), "--replace"]).exit_code == 0
    require_kept(settings)


def test_an_area_that_cannot_be_noted_stops_no_answer(
    own: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_kept(settings)
    home = own / "editions"
    shutil.copytree(home / SLUG, home / "kitalalt")

    def full(*_given: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("webmap.store.memory.write_whole", full)
    assert Kept(settings).fault() is None
    with pytest.raises(KeptGoneError, match="No space left"):
        Kept(settings).remember()
