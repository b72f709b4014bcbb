"""Texts with characters that a format cannot hold neither break a file nor are cut off in it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import geopandas as gpd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from python_calamine import CalamineWorkbook

from boundaries.export import package as package_module
from boundaries.export import writing
from boundaries.export.formats import FORMATS, can_hold
from boundaries.export.package import Package, run
from boundaries.export.tables import Column, Layer, Row, writable

if TYPE_CHECKING:
    from pathlib import Path

UNWRITABLE = (
    *(chr(code) for code in range(32) if chr(code) not in "\t\n\r"),
    *("\ud800", "\udbff", "\udc80", "\udfff", "\ufdd0", "\ufdef", "\ufffe", "\uffff"),
)
HELD = (
    *("\t", "\n", "\x7f", "\x85", "\xa0", "\xad", "\u200b", "\u2028", "\u2029", "\u202e"),
    *("\ue000", "\ufeff", "\ufffd", "\U0001f3e0", "&", "<", ">", "'", '"', "&amp;", "&#0;"),
    *("]]>", "]]]]>>", "]]>]]>", "<![CDATA[", "<![CDATA[x]]>", "<b>x</b>", "</name>", "<!--"),
    *("--", "<?x?>", "{{7*191}}", "{% 5 %}", "</script>", "%s", "\\U+0041", "_x0041_"),
)
NAMES = ("first", "second", "third")
PARTS = (*UNWRITABLE, *HELD)
PLACE = shapely.Point(699000, 172000)


def expected(part: str) -> str:
    return "\ufffd" if part in UNWRITABLE else part


def texts_of(part: str) -> tuple[str, ...]:
    """Return texts with a part in their middle, at their start, and twice."""
    return f"a{part}b", f"{part}b", f"a{part}b{part}c"


def layers_of(*parts: str) -> tuple[Layer, ...]:
    """Return layers with texts that hold the parts."""
    texts = [text for part in parts for text in texts_of(part)]
    rows = tuple(
        Row(f"row-{number}", PLACE, {"name": text, "note": text})
        for number, text in enumerate(texts)
    )
    columns = (Column("name"), Column("note", long=True))
    return tuple(Layer(name, "Point", columns, rows) for name in NAMES)


def notes(path: Path) -> list[dict[str, str]]:
    """Return id -> text of the column `note`, of every layer of a file."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.endswith(".csv")]
            return [_column(archive.read(name)) for name in names]
    if path.suffix == ".csv":
        return [_column(path.read_bytes())]
    if path.suffix == ".xlsx":
        book = CalamineWorkbook.from_path(str(path))
        tables = [book.get_sheet_by_name(name).to_python() for name in NAMES]
        return [{str(row[0]): str(row[1]) for row in table[1:]} for table in tables]
    if path.suffix == ".parquet":
        return [_notes(gpd.read_parquet(path))]
    if path.suffix == ".geojson":
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        count = len(features) // len(NAMES)
        found = [(one["id"], one["properties"]["note"]) for one in features]
        return [dict(found[at : at + count]) for at in range(0, len(found), count)]
    names = NAMES if path.suffix in {".gpkg", ".kml"} else (None,)
    return [_notes(pyogrio.read_dataframe(path, layer=name)) for name in names]


def _notes(frame: gpd.GeoDataFrame) -> dict[str, str]:
    return dict(zip(frame["id"], frame["note"], strict=True))


def _column(body: bytes) -> dict[str, str]:
    read = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";")
    return {row["id"]: row["note"] for row in read}


def written(name: str, folder: Path, *parts: str) -> Path:
    """Write one format with hostile layers and provenance."""
    chosen, layers = FORMATS[name], layers_of(*parts)
    layers = layers if chosen.many_layers else layers[:1]
    assert can_hold(chosen, layers)
    text = "".join(parts)
    facts = {"title": f"cím{text}!", "sentence": f"mondat{text}!", "edition": "0"}
    path = folder / f"x.{chosen.ending}"
    writing.write(layers, facts, chosen, chosen.systems[0] if chosen.systems else None, path)
    return path


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "dxf"])
def test_every_format_holds_every_text(name: str, tmp_path: Path) -> None:
    whole = [text for part in PARTS for text in texts_of(expected(part))]
    found = notes(written(name, tmp_path, *PARTS))
    assert len(found) == (len(NAMES) if FORMATS[name].many_layers and name != "csv" else 1)
    for layer in found:
        told = {int(one.rpartition("-")[2]): text for one, text in layer.items()}
        wrong = {
            text: told[number]
            for number, text in enumerate(whole)
            # A table for spreadsheets marks what looks like a formula; LIBKML trims line ends.
            if told[number] not in {text, f"'{text}", text.strip("\n")}
        }
        assert wrong == {}


@pytest.mark.parametrize("part", PARTS, ids=ascii)
def test_what_cannot_be_written_is_seen(part: str) -> None:
    assert writable(part) == expected(part)


def test_provenance_is_whole_where_it_is_stored(tmp_path: Path) -> None:
    made = {name: written(name, tmp_path, "\0]]>\x0b&") for name in FORMATS}
    told = "mondat\ufffd]]>\ufffd&!"
    packed = pyogrio.read_info(made["gpkg"], layer="first")["dataset_metadata"]["PROVENANCE"]
    assert json.loads(packed)["sentence"] == told
    table = pyogrio.read_dataframe(made["gpkg"], layer="provenance")
    assert dict(zip(table["name"], table["value"], strict=True))["sentence"] == told
    kept = pq.read_schema(made["geoparquet"]).metadata[b"provenance"]
    assert json.loads(kept)["sentence"] == told
    assert json.loads(made["geojson"].read_text("utf-8"))["provenance"]["sentence"] == told
    assert told.encode() in made["flatgeobuf"].read_bytes()
    with zipfile.ZipFile(made["shapefile"]) as archive:
        assert told in archive.read("README.txt").decode()
    kml = ET.parse(made["kml"])  # noqa: S314 - our own file
    assert [one.text for one in kml.iterfind("{*}Document/{*}name")] == ["cím\ufffd]]>\ufffd&!"]
    assert told in str(kml.findtext("{*}Document/{*}description"))


def test_comments_of_a_drawing_stay_comments(tmp_path: Path) -> None:
    """No text ends its line: what would follow would be read as a part of the drawing."""
    for part, shown in {
        "\x0b0\x1cSECTION": r"\U+FFFD0\U+FFFDSECTION",
        "\u20280\x85SECTION": r"\U+20280\U+0085SECTION",
        "\r0\rSECTION": " 0 SECTION",
        "\U0001f3e0": r"\U+D83C\U+DFE0",
    }.items():
        body = written("dxf", tmp_path, part).read_bytes().decode("ascii")
        assert f"999\nsentence: mondat{shown}!\n" in body
    lines = written("dxf", tmp_path, "\n0\nSECTION").read_bytes().decode().split("\n")
    head = lines[: lines.index("  0")]
    assert set(head[::2]) == {"999"}
    assert {"0", "SECTION!"} <= set(head[1::2])


def test_a_package_with_any_text_reaches_its_files(tmp_path: Path) -> None:
    part = "\0\ud800]]>\uffff\x1b"
    package = Package({"all": layers_of(part)}, {"title": part, "edition": "0"})
    assert len(package.key) == 64
    run([(package, tmp_path / "files")])
    made = {path.name for path in (tmp_path / "files").iterdir()}
    assert made == {target.file_name for target in package.targets()}
    found = notes(tmp_path / "files" / "all.4326.kml")
    assert found[0]["row-0"] == "a\ufffd\ufffd]]>\ufffd\ufffdb"


def test_files_of_another_writer_are_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Package({"all": layers_of("x")}, {"title": "x", "edition": "0"})
    assert made.key == Package({"all": layers_of("x")}, {"title": "x", "edition": "0"}).key
    before = made.key
    monkeypatch.setattr(package_module, "writers", lambda: "the code after an upgrade")
    assert made.key != before
