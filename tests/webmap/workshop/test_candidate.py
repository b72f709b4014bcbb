"""An area that is not in force yet: taken along, and held against a polygon of one's own."""

from __future__ import annotations

import io
import json
import re
import sqlite3
from typing import TYPE_CHECKING

import pytest
import shapely
from shapely.geometry import mapping

from boundaries.edition.edition import EDITIONS
from geo.crs import EOV, WGS84, reproject
from tests.made_up_square import RING
from tests.webmap.forms import send
from tests.webmap.workshop.test_workshop import begun
from webmap.request.state import state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

CLOSED = RING.replace("Mentha", "Menta")
EASTERN = shapely.box(698_500, 171_200, 699_200, 172_000)
"""Half of the square of 1,000 by 800 metres, and 200 m more in the east."""


def polygon(ground: shapely.Polygon) -> bytes:
    return json.dumps(mapping(reproject(ground, EOV, WGS84))).encode()


def test_a_planner_takes_it_along_with_all_layers_and_changes_nothing(
    signed_in: Callable[[str], FlaskClient], town: Path, tmp_path: Path
) -> None:
    path = begun(signed_in("editor"), CLOSED, town)
    planner = signed_in("planner")
    assert path in planner.get("/workshop/candidates").text
    page = planner.get(f"{path}/candidate")
    assert "Ez a terület még nem hatályos" in page.text
    package = planner.get(f"{path}/area-1.gpkg")
    assert package.status_code == 200
    (tmp_path / "area.gpkg").write_bytes(package.data)
    base = sqlite3.connect(tmp_path / "area.gpkg")
    layers = dict(base.execute("SELECT table_name, srs_id FROM gpkg_contents").fetchall())
    base.close()
    assert {"area", "legs", "ledger"} <= layers.keys()
    assert layers["area"] == EOV
    document = planner.get(f"{path}/area-1.geojson").get_json()
    assert document["in_force"] is False
    assert document["provenance"]["in_force"].startswith("no")
    assert not (tmp_path / "areas" / EDITIONS).exists()
    for closed in (path, f"{path}/doors", f"{path}/force", "/workshop"):
        assert planner.get(closed).status_code == 403
    assert signed_in("staff").get(f"{path}/candidate").status_code == 403


def test_it_is_held_against_a_polygon(
    app: Flask, signed_in: Callable[[str], FlaskClient], town: Path
) -> None:
    path = begun(signed_in("editor"), CLOSED, town)
    planner = signed_in("planner")
    sent = (io.BytesIO(polygon(EASTERN)), "terv <b>.geojson")
    answer = send(planner, f"{path}/hold", area=1, polygon=sent)
    assert answer.status_code == 303, answer.text
    page = planner.get(answer.headers["Location"])
    text = " ".join(re.sub("<[^>]*>", " ", page.text).split())
    assert "0,4 km² – ennek a területnek 50%-a, a sajátnak 71,4%-a" in text
    assert "Csak a saját területben 0,16 km²" in text
    assert "1. Kapor utca" in text
    script = re.search(r'src="([^"]*candidate\.js[^"]*)"', page.text)
    assert script is not None
    assert planner.get(script[1].replace("&amp;", "&")).status_code == 200
    with app.app_context():
        folder = state().store.data_dir / "workshop" / path.rpartition("/")[2]
    assert not list(folder.glob("polygon-*")), "the file is not kept"


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("a.txt", b"x", "Területnek .geojson, .json, .gpkg vagy .kml fájlt lehet feltölteni."),
        ("a.gpkg", b"x", "A fájlt nem lehet beolvasni"),
        ("a.geojson", polygon(shapely.box(0, 0, 1, 1)), "A terület nem Magyarországon van."),
        ("a.geojson", b'{"type":"Point","coordinates":[19,47]}', "A fájlban nincs terület"),
    ],
)
def test_what_is_no_polygon_is_refused_with_a_sentence(
    signed_in: Callable[[str], FlaskClient], town: Path, name: str, body: bytes, said: str
) -> None:
    editor = signed_in("editor")
    path = begun(editor, CLOSED, town)
    refused = send(editor, f"{path}/hold", area=1, polygon=(io.BytesIO(body), name))
    assert refused.status_code == 400
    assert said in refused.text
