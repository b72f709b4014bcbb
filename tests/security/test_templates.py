"""No text that anybody writes is evaluated on the server, on any page and in any script."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from boundaries.data_files import VARIABLE
from tests import hostile
from webmap.admin.edition_rows import known_editions
from webmap.app import create_app
from webmap.maps.maps import standalone_html
from webmap.request.state import state
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask


REPEATS = {"reaching"}
"""Where it shows a mark, "evaluated" shows one too, or "broken" makes a fault."""
REPEAT = [pytest.mark.whole, pytest.mark.sweep]


@pytest.fixture(
    params=[
        pytest.param(text, id=name, marks=REPEAT if name in REPEATS else ())
        for name, text in hostile.PAYLOADS.items()
    ]
)
def text(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def home(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "areas"
    counts = hostile.write_home(folder, text)
    assert min(counts.values()) > 3, counts
    monkeypatch.setenv(VARIABLE, str(folder))
    return folder


@pytest.fixture
def app(home: Path, tmp_path: Path) -> Flask:
    assert home.is_dir()
    settings = Settings(
        data_dir=str(tmp_path / "kept"),
        rate_limits=False,
        street_list_public=True,
        tile_url="https://t.example/{z}/{x}/{y}.png",
        tile_attribution=hostile.EVALUATED,
        operator=hostile.EVALUATED,
    )
    return create_app(settings)


@pytest.mark.parametrize("most", [0, pytest.param(290, marks=pytest.mark.whole)])
def test_nothing_is_evaluated_anywhere(app: Flask, text: str, tmp_path: Path, most: int) -> None:
    """Every route with its values and, where there may be more, whatever the pages link to."""
    candidate = hostile.write_candidate(tmp_path / "kept", text)
    key = hostile.fill(app, text)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = key
    with app.test_request_context():
        editions = [name for name, _ in known_editions(state().areas, "hu")]
    pair = f"first={editions[0]}&second={editions[-1]}"
    built = list(hostile.addresses(app, hostile.values(app, candidate)))
    asked = [address for _, address in built]
    asked += [f"/desk/editions/compare{kind}?{pair}" for kind in ("", ".js")]
    asked += ["/?lang=en", "/map?variant=ksh", "/embed?lang=en", "/events?time=all"]
    read = hostile.read_all(client, asked, most or len(asked))
    with app.test_request_context():
        state().store.close()
    faults = {
        address: (answer.status_code, marks)
        for address, answer in read.items()
        if (marks := hostile.evaluated(answer.data.decode(errors="replace")))
        or answer.status_code >= 500
    }
    assert faults == {}
    scripts = {rule for rule, _ in built if rule.endswith(".js") or "map.js" in rule}
    drawn = {address.partition("?")[0] for address, one in read.items() if one.status_code == 200}
    adapter = app.url_map.bind("localhost")
    answered = {adapter.match(one, return_rule=True)[0].rule for one in drawn}
    assert scripts - answered == set()
    assert len(scripts) >= 8


def test_the_words_themselves_are_shown(app: Flask, text: str, tmp_path: Path) -> None:
    """A text is neither swallowed nor changed: the script of a map holds it whole."""
    assert tmp_path
    hostile.fill(app, text)
    client = app.test_client()
    script = client.get("/events/map.js").text
    with app.test_request_context():
        state().store.close()
    found = re.search(r"akcioterulet\.venues\(\w+, (\{.*?\}), (\{[^{]*\})\);", script)
    assert found is not None
    names = [one["properties"]["name"] for one in json.loads(found.group(1))["features"]]
    assert any(text in name for name in names)


def test_the_file_of_one_map(home: Path, text: str) -> None:
    assert home.is_dir()
    edition = hostile.hostile_edition(text, "programme")
    lines = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": text, "railway": None},
                "geometry": {"type": "LineString", "coordinates": [[19.6, 46.8], [19.7, 46.9]]},
            }
        ],
    }
    assert hostile.evaluated(standalone_html(edition, lines)) == []


def test_every_kind_of_text_is_tried() -> None:
    columns = {f"{table.name}.{column.name}" for table, column in hostile.text_columns()}
    assert {"venues.name_hu", "venues.address", "events.title_hu", "page_texts.text"} <= columns
    assert not columns & hostile.FIXED
