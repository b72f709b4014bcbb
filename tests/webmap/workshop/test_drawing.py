"""A line is drawn for a leg, without a script: typed corners, and files."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from tests.made_up_lines import REFERENCE, corners, gpx, kml
from tests.made_up_square import RING
from tests.webmap.workshop.test_workshop import begun, seen_on, step

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse


def draw(
    client: FlaskClient, path: str, file: tuple[str, bytes] | None = None, **fields: object
) -> TestResponse:
    """Send the form of the third leg, which the map does not have."""
    page = client.get(f"{path}/line-3?area=1")
    assert page.status_code == 200
    fields = {"area": 1, "reason": "helyszíni bejárás", "seen": seen_on(page)} | fields
    if file is not None:
        fields["file"] = (io.BytesIO(file[1]), file[0])
    return step(client, path, "line-3", **fields)


def test_the_line_of_a_file_closes_the_ring(
    signed_in: Callable[[str], FlaskClient], town: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, RING, town)
    assert draw(editor, path, ("v.gpx", gpx("cd"))).status_code == 303
    page = editor.get(path).text
    assert "A vonal bezárul." in page
    assert "helyszíni bejárás" in page
    assert "vonalat rajzolt a 3. szakaszhoz" in page


def test_corners_are_typed_and_shown_again(
    signed_in: Callable[[str], FlaskClient], town: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, RING, town)
    rows = "\n".join(f"{lat:.7f}; {lon:.7f}" for lon, lat in corners("cd"))
    assert draw(editor, path, points=rows).status_code == 303
    assert "A vonal bezárul." in editor.get(path).text
    first = rows.split("\n")[0]
    assert first in editor.get(f"{path}/line-3?area=1").text


def test_one_begins_with_the_line_that_the_map_has(
    signed_in: Callable[[str], FlaskClient], town: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, RING, town)
    _, lat = corners("a")[0]
    assert f"{lat:.5f}"[:-1] in editor.get(f"{path}/line-1?area=1&from=map").text
    assert (
        f"{lat:.5f}"[:-1] not in editor.get(f"{path}/line-1?area=1").text.partition("textarea")[2]
    )
    assert editor.get(f"{path}/line-9?area=1").status_code == 404


def test_what_gives_no_line_is_refused_with_a_sentence_and_kept(
    signed_in: Callable[[str], FlaskClient], town: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, RING, town)
    for name, body, said in (
        ("v.shp", kml("cd"), "Vonalnak .geojson, .json, .kml vagy .gpx"),
        ("v.kml", kml("cd", "ab"), "A fájlban 2 vonal van."),
        ("v.kml", REFERENCE, "A fájlt nem lehet beolvasni"),
        ("v.geojson", b"", "A fájl"),
    ):
        answer = draw(editor, path, (name, body))
        assert (name, answer.status_code) == (name, 400)
        assert said in answer.text
        assert "/etc/hostname" not in answer.text
        assert 'value="helyszíni bejárás"' in answer.text
    for points, said in (
        ("", "legalább két különböző pontja"),
        ("46,9; 19,6\n46,9; 19,6", "legalább két különböző pontja"),
        ("46,9; 19,6\nrossz", "2. sor"),
        ("46,9; 19,6\n46,9; 19,600001", "legalább egy méter hosszú"),
        ("46,9; 19,6\n46,91; 19,61\n46,91; 19,6\n46,9; 19,61", "keresztezi önmagát"),
    ):
        answer = draw(editor, path, points=points)
        assert (points, answer.status_code) == (points, 400)
        assert said in answer.text
        assert points in answer.text
