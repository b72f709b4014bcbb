"""What is broken on the disk takes down its own area, by its name, and nothing else."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from boundaries.data_files import DATA, VARIABLE, data_file
from boundaries.edition.edition import EDITIONS, accept, content_hash, load_edition
from webmap.app import create_app
from webmap.ask.services import bundled_areas
from webmap.cli.main import cli
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient

BUNDLED = "kecskemet-top-6.9.1"
FIRST, LAST = "aaa-kitalalt", "zzz-kitalalt"
"""Two made-up areas, before and behind the bundled one, which is meant where none is named."""
QUESTION = "Halasi út 5"

Break = Callable[[Path], None]


def _text(content: str) -> Break:
    return lambda path: path.write_text(content, "utf-8")


def _folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _half(path: Path) -> None:
    body = path.read_bytes()
    path.write_bytes(body[: len(body) // 2])


BREAKS: dict[str, Break] = {
    "empty": _text(""),
    "half": _half,
    "null": _text("null"),
    "object": _text("{}"),
    "list": _text("[]"),
    "number": _text("[5]"),
    "words": _text('{"schema": 1, "area": "here", "legs": 7}'),
    "deep": _text("[" * 100_000),
    "not text": lambda path: path.write_bytes(b"\xff\xfe\x00\xd8"),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "folder": _folder_instead,
}
KINDS = {"empty", "half", "words", "deep", "folder"}
"""One of each: nothing, no JSON, JSON of another shape, too deep, no file. The others repeat."""
HOW = [pytest.param(how, marks=() if how in KINDS else pytest.mark.whole) for how in BREAKS]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own with two areas, made from the bundled one under other names."""
    folder = tmp_path / "areas"
    monkeypatch.setenv(VARIABLE, str(folder))
    for slug in (FIRST, LAST):
        known = load_edition(BUNDLED, folder=DATA / EDITIONS)
        lists = data_file(str(known.definition["street_list"])).parent
        home = folder / slug
        shutil.copytree(lists, home)
        network = data_file(str(known.definition["network"]))
        shutil.copy(network, home / network.name)
        named = {"street_list": f"{slug}/street_list.csv", "network": f"{slug}/{network.name}"}
        made = dataclasses.replace(known, slug=slug, definition={**known.definition, **named})
        made = dataclasses.replace(made, hash=content_hash(made))
        accept(made, by="A test", on="2026-01-01", reason="made up", folder=folder / EDITIONS)
    return folder


def _client(tmp_path: Path) -> FlaskClient:
    settings = Settings(data_dir=str(tmp_path / "kept"), rate_limits=False)
    return create_app(settings, bundled_areas(settings)).test_client()


def _record(own: Path, slug: str) -> Path:
    return own / EDITIONS / slug / "accepted.json"


def _edition(own: Path, slug: str) -> Path:
    (path,) = (own / EDITIONS / slug).glob("programme-*.json")
    return path


def _other_areas_answer(client: FlaskClient, broken: str, *, pages: bool = True) -> None:
    for slug in {FIRST, LAST, BUNDLED} - {broken}:
        found = client.post("/api/v1/check", json={"q": QUESTION, "area": slug})
        assert (slug, found.status_code) == (slug, 200)
        assert found.get_json()["verdict"] == "inside"
        assert client.get(f"/areas/{slug}.geojson").status_code == 200
    if not pages:
        return
    for path in (
        "/",
        f"/map?area={BUNDLED}",
        "/api/v1/areas",
        "/programmes",
        f"/programmes/{BUNDLED}",
        "/events",
        "/downloads",
        "/ogc/collections/areas/items",
        "/ogc/collections/editions/items",
        "/api/v1/openapi.json",
        "/info/imprint",
        "/account/login",
        "/verify",
    ):
        assert (path, client.get(path).status_code) in {(path, 200), (path, 404)}, path


def _area_is_down(client: FlaskClient, slug: str) -> None:
    page = client.get(f"/map?area={slug}")
    assert page.status_code == 503
    assert slug in page.text
    for answer in (
        client.post("/api/v1/check", json={"q": QUESTION, "area": slug}),
        client.get(f"/areas/{slug}.geojson"),
        client.get(f"/api/v1/areas/{slug}"),
        client.get(f"/api/v1/areas/{slug}/editions"),
    ):
        assert answer.status_code == 503
        assert slug in answer.get_json()["detail"]


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize(("file", "slug"), [(_record, FIRST), (_edition, LAST)])
def test_a_broken_record_or_edition_takes_down_its_own_area(
    own: Path, tmp_path: Path, slug: str, how: str, file: Callable[[Path, str], Path]
) -> None:
    path = file(own, slug)
    BREAKS[how](path)
    client = _client(tmp_path)
    health = client.get("/health")
    assert health.status_code == 200
    assert health.get_json()["editions"][slug] is None
    ready = client.get("/ready")
    assert ready.status_code == 503
    assert ready.get_json()["away"] == [f"area:{slug}"]
    assert client.get("/programmes").status_code == 200
    _area_is_down(client, slug)
    _other_areas_answer(client, slug, pages=how == "empty")


def test_where_the_area_that_is_meant_is_broken_no_other_one_answers(
    own: Path, tmp_path: Path
) -> None:
    record = _record(own, BUNDLED)
    record.parent.mkdir(exist_ok=True)
    record.write_text("")
    client = _client(tmp_path)
    page = client.get("/")
    assert page.status_code == 200
    assert f"„{BUNDLED}”" in page.text
    assert "nem olvashatók" in page.text
    asked = client.post("/", data={"q": QUESTION})
    assert asked.status_code == 503
    assert BUNDLED in asked.text
    assert client.post("/api/v1/check", json={"q": QUESTION}).status_code == 503
    assert client.get("/?lang=en").status_code == 200


def test_what_is_mended_is_used_without_a_start(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boundaries.facts.area_files.FRESH_S", 0.001)
    monkeypatch.setattr("webmap.ask.services.RETRY_S", 0.001)
    path = _edition(own, LAST)
    good = path.read_bytes()
    client = _client(tmp_path)
    assert client.get(f"/map?area={LAST}").status_code == 200
    path.write_bytes(good[:100])
    assert client.get(f"/map?area={LAST}").status_code == 503
    path.write_bytes(good)
    assert client.get(f"/map?area={LAST}").status_code == 200


@pytest.mark.parametrize("name", ["street_list.csv", "street_list.meta.json"])
@pytest.mark.parametrize("how", HOW)
def test_a_broken_street_list_takes_down_the_addresses_of_its_area(
    own: Path, tmp_path: Path, name: str, how: str
) -> None:
    BREAKS[how](own / LAST / name)
    client = _client(tmp_path)
    assert client.get("/health").get_json()["status"] == "ok"
    assert client.get("/ready").get_json()["away"] == [f"street_list:{LAST}/programme"]
    asked = client.post("/api/v1/check", json={"q": QUESTION, "area": LAST})
    assert asked.status_code == 503
    assert client.get(f"/areas/{LAST}.geojson").status_code == 200
    _other_areas_answer(client, LAST, pages=how == "empty")


@pytest.mark.parametrize("how", HOW)
def test_a_broken_map_takes_down_the_lines_of_its_area(own: Path, tmp_path: Path, how: str) -> None:
    (path,) = (own / LAST).glob("network*")
    BREAKS[how](path)
    client = _client(tmp_path)
    assert client.get(f"/areas/{LAST}/backdrop.geojson").status_code == 503
    assert client.get(f"/areas/{LAST}.geojson").status_code == 200
    _other_areas_answer(client, LAST, pages=how == "empty")


@pytest.mark.parametrize("how", HOW)
def test_the_command_line_names_the_file_and_goes_on_with_the_rest(own: Path, how: str) -> None:
    path = _record(own, FIRST)
    BREAKS[how](path)
    listed = CliRunner().invoke(cli, ["area", "list"])
    assert listed.exit_code == 2
    assert LAST in listed.stdout
    assert str(path) in listed.stderr
    assert FIRST in listed.stderr
    assert "backup" in listed.stderr
    asked = CliRunner().invoke(cli, ["check", QUESTION])
    assert asked.exit_code == 2
    assert "5" in asked.stdout
    assert str(path) in asked.stderr
    editions = CliRunner().invoke(cli, ["edition", "list", "--json"])
    assert editions.exit_code == 2
    assert {row["slug"] for row in json.loads(editions.stdout)} == {LAST, BUNDLED}


def test_a_file_of_another_edition_is_not_taken_for_the_one_in_force(
    own: Path, tmp_path: Path
) -> None:
    shutil.copy(_edition(own, FIRST), _edition(own, LAST))
    client = _client(tmp_path)
    assert client.get(f"/map?area={LAST}").status_code == 503
    assert client.get("/ready").get_json()["away"] == [f"area:{LAST}"]


@pytest.mark.parametrize("how", HOW)
def test_a_broken_programme_takes_down_its_own_pages(own: Path, tmp_path: Path, how: str) -> None:
    for name in (f"{FIRST}.yaml", f"{LAST}.yaml"):
        (own / "programmes").mkdir(exist_ok=True)
        shutil.copy(DATA / "programmes" / "kecskemet-top-6.9.1.yaml", own / "programmes" / name)
    BREAKS[how](own / "programmes" / f"{LAST}.yaml")
    client = _client(tmp_path)
    listed = client.get("/programmes")
    assert listed.status_code == 200
    assert f"/programmes/{BUNDLED}" in listed.text
    assert f"/programmes/{FIRST}" in listed.text
    page = client.get(f"/programmes/{LAST}")
    assert page.status_code == 503
    for text in (page.text, listed.text, client.post("/", data={"q": QUESTION}).text):
        assert f"„{LAST}”" in text
    assert client.get(f"/programmes/{BUNDLED}").status_code == 200
    assert client.get("/programmes/comparison").status_code == 200
    told = CliRunner().invoke(cli, ["programmes"])
    assert told.exit_code == 2
    assert FIRST in told.stdout
    assert f"{LAST}.yaml" in told.stderr


def test_the_only_area_that_is_broken_leaves_every_page_that_is_not_about_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "areas"
    path = folder / EDITIONS / BUNDLED / "accepted.json"
    path.parent.mkdir(parents=True)
    path.write_text("")
    monkeypatch.setenv(VARIABLE, str(folder))
    client = _client(tmp_path)
    ready = client.get("/ready").get_json()
    assert f"area:{BUNDLED}" in ready["away"]
    assert client.get("/health").get_json() == {"status": "degraded", "editions": {BUNDLED: None}}
    for rule in client.application.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments:
            assert (rule.rule, client.get(rule.rule).status_code) != (rule.rule, 500)
    for path_ in ("/", "/?lang=en", "/programmes", f"/programmes/{BUNDLED}", "/events", "/report"):
        assert (path_, client.get(path_).status_code) == (path_, 200)


@pytest.mark.parametrize("how", HOW)
def test_broken_overrides_take_down_the_addresses_of_their_area(
    own: Path, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert own.is_dir()
    folder = tmp_path / "overrides"
    folder.mkdir()
    path = folder / f"{LAST}.yaml"
    path.write_text(f"area: {LAST}\noverrides:\n  - street: Halasi út\n    numbers: 5\n")
    BREAKS[how](path)
    monkeypatch.setenv("AKCIOTERULET_OVERRIDES_DIR", str(folder))
    settings = Settings(
        data_dir=str(tmp_path / "kept"), rate_limits=False, overrides_dir=str(folder)
    )
    client = create_app(settings).test_client()
    assert client.get("/health").get_json()["status"] == "ok"
    assert client.get("/ready").get_json()["away"] == [f"overrides:{LAST}/programme"]
    asked = client.post("/api/v1/check", json={"q": QUESTION, "area": LAST})
    assert asked.status_code == 503
    _other_areas_answer(client, LAST, pages=how == "empty")
    told = CliRunner().invoke(cli, ["check", QUESTION])
    assert told.exit_code == 2
    assert path.name in told.stderr
    assert told.stdout


def test_the_log_says_which_override_contradicts_the_street_list(
    own: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert own.is_dir()
    folder = tmp_path / "overrides"
    folder.mkdir()
    entry = {
        "street": "Kitalált sétaút",
        "numbers": "5",
        "verdict": "outside",
        "reason": "próba",
        "source": "próba",
        "by": ["A", "B"],
        "from": "2020-01-01",
        "expires": "2099-01-01",
    }
    named = json.dumps({"area": LAST, "overrides": [entry]}, ensure_ascii=False)
    (folder / f"{LAST}.yaml").write_text(named, "utf-8")
    settings = Settings(
        data_dir=str(tmp_path / "kept"), rate_limits=False, overrides_dir=str(folder)
    )
    client = create_app(settings).test_client()
    assert "Kitalált sétaút" in caplog.text
    caplog.clear()
    asked = client.post("/api/v1/check", json={"q": QUESTION, "area": LAST})
    assert asked.status_code == 503
    assert "Kitalált sétaút" in caplog.text
    assert "Kitalált sétaút" not in asked.text
