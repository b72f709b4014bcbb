"""One line out of a file that somebody sends, whatever the file is. All lines are made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from boundaries.edition.drawn import MAX_BYTES
from boundaries.workshop.line_files import LineFileError, line_in
from tests.made_up_lines import BOMB, REFERENCE, corners, geojson, gpx, kml

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "body"), [("v.kml", kml("cd")), ("v.gpx", gpx("cd")), ("V.GeoJSON", geojson("cd"))]
)
def test_the_one_line_of_a_file_is_read(tmp_path: Path, name: str, body: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(body)
    found = line_in(path)
    assert len(found) == 2
    for place, there in zip(found, corners("cd"), strict=True):
        assert place == pytest.approx(there, abs=2e-7)


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("v.kml", kml("cd", "ab"), "many"),
        ("v.gpx", gpx("cd", "ab"), "many"),
        ("v.geojson", geojson("cd", "ab"), "unfit"),
        ("v.kml", kml(), "none"),
        ("v.kml", BOMB, "broken"),
        ("v.kml", REFERENCE, "broken"),
        ("v.gpx", REFERENCE, "broken"),
        ("v.geojson", REFERENCE, "unfit"),
        ("v.kml", gpx("cd"), "broken"),
        ("v.json", b"[" * 200_000, "unfit"),
        ("v.json", b"", "unfit"),
        ("v.gpx", b"", "broken"),
        ("v.gpx", bytes(999), "broken"),
        ("v.geojson", geojson("cc"), "unfit"),
        ("v.geojson", geojson("acbd"), "unfit"),
        ("v.geojson", b" " * (MAX_BYTES + 1), "large"),
        ("v.kml", kml("cd" * 1_001), "long"),
    ],
)
def test_what_gives_no_line_says_why(tmp_path: Path, name: str, body: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(body)
    with pytest.raises(LineFileError) as fault:
        line_in(path)
    assert fault.value.code == code
