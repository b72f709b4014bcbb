"""Every format is written, read back with GDAL, and compared with the edition."""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from python_calamine import CalamineWorkbook

from boundaries.data_files import DATA
from boundaries.edition.edition import load_edition
from boundaries.errors import ExportError
from boundaries.export import writing
from boundaries.export.assembling import difference_package, edition_package, streets_package
from boundaries.export.formats import FORMATS, can_hold, format_named, system_for
from boundaries.export.labels import CODES, COLUMNS, LAYERS
from boundaries.export.layers import difference_layer, edition_layers
from boundaries.export.package import run
from boundaries.export.provenance import provenance
from boundaries.export.styles import STYLES, document, sld
from boundaries.export.tables import Column, Layer, Row, from_plain, to_plain
from boundaries.streets.street_list import load_street_list
from geo.crs import EOV, WGS84, reproject

if TYPE_CHECKING:
    from boundaries.model import Edition

KML = "{http://www.opengis.net/kml/2.2}"
SLUG = "kecskemet-top-6.9.1"
ONE_LAYER = [
    (name, epsg)
    for name, item in FORMATS.items()
    for epsg in item.systems
    if name not in {"dxf", "csv", "xlsx"}
]


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load_edition(SLUG)


def written(edition: Edition, layer: str, name: str, epsg: int | None, folder: Path) -> Path:
    layers = edition_layers(edition)
    chosen = tuple(layers.values()) if layer == "all" else (layers[layer],)
    path = folder / f"{layer}.{FORMATS[name].ending}"
    facts = provenance(edition, accepted_on="2026-11-22")
    writing.write(chosen, facts, FORMATS[name], epsg, path)
    return path


def read(path: Path, layer: str) -> gpd.GeoDataFrame:
    if path.suffix == ".parquet":
        return gpd.read_parquet(path)
    several = path.suffix in {".gpkg", ".kml", ".zip"}
    return pyogrio.read_dataframe(path, layer=layer if several else None)


def in_order(frame: gpd.GeoDataFrame, layer: Layer) -> gpd.GeoDataFrame:
    """Put rows as the layer has them: FlatGeobuf sorts them by place."""
    return frame.set_index("id").loc[[row.id for row in layer.rows]]


@pytest.mark.parametrize(("name", "epsg"), ONE_LAYER)
@pytest.mark.parametrize("layer", ["area", "legs", "uncertain_zone"])
def test_what_is_written_is_read_back(
    edition: Edition, tmp_path: Path, name: str, epsg: int, layer: str
) -> None:
    made = edition_layers(edition)[layer]
    frame = in_order(read(written(edition, layer, name, epsg, tmp_path), layer), made)
    assert frame.crs.to_epsg() == epsg
    assert len(frame) == len(made.rows) > 0
    for row, geometry in zip(made.rows, frame.geometry, strict=True):
        assert row.geometry is not None
        back = reproject(geometry, epsg, EOV)
        # Seven decimals of a degree are a centimetre; a Shapefile turns rings round.
        assert shapely.hausdorff_distance(back, row.geometry) < 0.02
        assert back.area == pytest.approx(row.geometry.area, rel=1e-5, abs=0.1)
        assert back.length == pytest.approx(row.geometry.length, abs=0.1)
        assert geometry.is_valid
    column = "attribution" if name != "shapefile" else "credit"
    assert set(frame["edition"]) == {edition.hash}
    assert all("© OpenStreetMap contributors" in text for text in frame[column])
    assert all("Open Database License" in text for text in frame["licence"])


def test_numbers_stay_numbers_and_letters_stay_letters(edition: Edition, tmp_path: Path) -> None:
    for name in ("gpkg", "flatgeobuf", "shapefile", "geoparquet", "geojson"):
        path = written(edition, "legs", name, FORMATS[name].systems[0], tmp_path)
        frame = in_order(read(path, "legs"), edition_layers(edition)["legs"])
        drawn = [leg for leg in edition.legs if len(leg.line) > 1]
        assert list(frame["number"]) == [leg.number for leg in drawn]
        assert list(frame["name"]) == [leg.name for leg in drawn]
        metres = "uncert_m" if name == "shapefile" else "uncertainty_m"
        assert list(frame[metres]) == pytest.approx([leg.uncertainty_m for leg in drawn])


@pytest.mark.parametrize("name", ["geojson", "gpkg", "kml", "shapefile"])
def test_several_layers_in_one_file(edition: Edition, tmp_path: Path, name: str) -> None:
    path = written(edition, "all", name, FORMATS[name].systems[0], tmp_path)
    if name == "geojson":
        layers = [f["properties"]["layer"] for f in json.loads(path.read_text())["features"]]
        counts = {layer: layers.count(layer) for layer in layers}
    else:
        names = {row[0] for row in pyogrio.list_layers(path)}
        wanted = names & {"area", "legs", "uncertain_zone"}
        counts = {layer: len(read(path, layer)) for layer in wanted}
    assert counts == {"area": 1, "legs": 13, "uncertain_zone": 1}


def test_geojson_is_rfc_7946(edition: Edition, tmp_path: Path) -> None:
    text = written(edition, "all", "geojson", WGS84, tmp_path).read_text()
    body = json.loads(text)
    assert "crs" not in body
    west, south, east, north = body["bbox"]
    assert (16, 45.7) < (west, south) < (east, north) < (23, 48.7)
    for feature in body["features"]:
        geometry = shapely.geometry.shape(feature["geometry"])
        for part in shapely.get_parts(geometry):
            if isinstance(part, shapely.Polygon):
                assert part.exterior.is_ccw
                assert not any(hole.is_ccw for hole in part.interiors)
    numbers = [t for t in text.replace("]", ",").replace("[", ",").split(",") if t[:3] == "19."]
    assert len(numbers) > 100
    assert max(len(n.partition(".")[2]) for n in numbers) <= 7
    assert body["provenance"]["sentence"] == edition.sentence


def test_a_geopackage_has_style_provenance_and_the_whole_ledger(
    edition: Edition, tmp_path: Path
) -> None:
    path = written(edition, "all", "gpkg", EOV, tmp_path)
    with closing(sqlite3.connect(path)) as base:
        facts = dict(base.execute("select name, value from provenance"))
        styles = dict(base.execute("select f_table_name, styleQML from layer_styles"))
        tables = dict(base.execute("select table_name, data_type from gpkg_contents"))
        stamps = {row[0] for row in base.execute("select last_change from gpkg_contents")}
        ledger = base.execute("select number, decision from ledger order by number").fetchall()
        columns = {r[0]: r[1] for r in base.execute("select * from gpkg_geometry_columns")}
        version = base.execute("pragma user_version").fetchone()[0]
    base.close()
    assert facts["edition"] == edition.hash
    assert facts["sentence"] == edition.sentence
    assert "© OpenStreetMap contributors" in facts["attribution"]
    assert tables["layer_styles"] == tables["ledger"] == "attributes"
    assert [number for number, _ in ledger] == list(range(1, 18))
    assert ("stand_in") in {decision for _, decision in ledger}
    assert stamps == {"2026-11-22T00:00:00.000Z"}
    assert set(columns) == {"area", "legs", "uncertain_zone"}
    assert set(styles) == {*columns, "ledger"}
    assert version == 10300  # GDAL 3.6 warns of a later one
    assert set(columns.values()) == {"geom"}
    style = ET.fromstring(styles["legs"].partition("\n")[2])  # noqa: S314 - our own text
    renderer = style.find("renderer-v2")
    assert renderer is not None
    assert renderer.get("attr") == "certainty"
    kinds = {leg.certainty.value for leg in edition.legs}
    assert kinds <= {c.get("value") for c in renderer.iter("category")}
    symbols = {s.get("name") for s in renderer.iter("symbol")}
    assert {c.get("symbol") for c in renderer.iter("category")} == symbols


@pytest.mark.parametrize("name", sorted(STYLES))
def test_every_layer_has_its_style_in_words(name: str) -> None:
    style = STYLES[name]
    column = Column(style.column or "name")
    layer = Layer(name, "MultiPolygon", (column,), ())
    qml = ET.fromstring(document(layer).partition("\n")[2])  # noqa: S314 - our own text
    aliases = {one.get("field"): one.get("name") for one in qml.iter("alias")}
    assert aliases == {"id": "azonosító", column.name: COLUMNS[column.name]}
    words = [one.get("label") for one in qml.iter("category")]
    assert words == ([CODES[style.column][value] for value in style.looks] if style.column else [])
    sheet = ET.fromstring(str(sld(name)))  # noqa: S314 - as above
    titles = [one.text for one in sheet.iter("{http://www.opengis.net/se}Title")]
    assert titles == (words or [LAYERS[name]])


def test_ground_that_is_not_delineated_is_hatched_and_apart(tmp_path: Path) -> None:
    square = shapely.MultiPolygon([shapely.box(699000, 172000, 700000, 173000)])
    columns = (Column("role"), Column("title"))
    rows = tuple(
        Row(role, square, {"role": role, "title": f"{role} <b>&</b> ]]>"})
        for role in ("area", "extent")
    )
    layer = Layer("programme_areas", "MultiPolygon", columns, rows)
    for name in ("gpkg", "kml"):
        writing.write((layer,), {}, FORMATS[name], WGS84, tmp_path / f"x.{name}")
    with closing(sqlite3.connect(tmp_path / "x.gpkg")) as base:
        ((qml, sheet),) = base.execute("select styleQML, styleSLD from layer_styles").fetchall()
    base.close()
    fills = [
        {option.get("name"): option.get("value") for option in symbol.iter("Option")}
        for symbol in ET.fromstring(qml.partition("\n")[2]).iter("symbol")  # noqa: S314 - ours
    ]
    assert [fill["style"] for fill in fills] == ["solid", "b_diagonal"]
    assert [fill["outline_style"] for fill in fills] == ["solid", "dash"]
    assert "shape://slash" in sheet
    kml = ET.parse(tmp_path / "x.kml").getroot()  # noqa: S314 - our own file
    folders = {one.findtext("{*}name"): one for one in kml.iter(f"{KML}Folder")}
    assert [len(one.findall("{*}Placemark")) for one in folders.values()] == [1, 1]
    doubtful = folders["programme_areas_doubtful"]
    assert doubtful.findtext("{*}description") == CODES["role"]["extent"]
    assert doubtful.findtext("{*}Placemark/{*}name") == "extent <b>&</b> ]]>"
    assert "extent &lt;b&gt;&amp;" in str(doubtful.findtext("{*}Placemark/{*}description"))
    styles = {one.get("id"): one for one in kml.iter(f"{KML}Style")}
    used = str(doubtful.findtext("{*}Placemark/{*}styleUrl")).removeprefix("#")
    assert str(styles[used].findtext("{*}PolyStyle/{*}color"))[:2] == "33"
    assert str(styles[used].findtext("{*}LineStyle/{*}color"))[:2] == "ff"


def test_a_shapefile_says_its_encoding_and_its_long_names(edition: Edition, tmp_path: Path) -> None:
    path = written(edition, "all", "shapefile", EOV, tmp_path)
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        assert archive.read("legs.cpg").decode().strip() == "UTF-8"
        assert b"Hungarian" in archive.read("legs.prj")
        readme = archive.read("README.txt").decode()
        ledger = archive.read("ledger.csv").decode("utf-8-sig")
    assert {"area.shp", "area.dbf", "legs.shx", "area.csv", "ledger.csv"} <= names
    assert edition.hash in readme
    assert edition.sentence in readme
    assert "uncert_m = uncertainty_m" in readme
    assert ledger.count("\n") >= 18
    fields = pyogrio.read_info(path, layer="legs")["fields"]
    assert max(len(field) for field in fields) <= 10


def test_a_drawing_has_every_ring_and_leg_on_its_layer(edition: Edition, tmp_path: Path) -> None:
    path = written(edition, "all", "dxf", EOV, tmp_path)
    frame = pyogrio.read_dataframe(path)
    rings = [part.exterior for part in edition.area.geoms]
    counts = frame["Layer"].value_counts()
    assert counts["AREA"] == len(rings) == 2
    assert counts["LEGS"] == 13
    drawn = shapely.polygonize(list(frame[frame["Layer"] == "AREA"].geometry))
    assert shapely.area(drawn) == pytest.approx(edition.area.area, rel=1e-9)
    head = path.read_bytes()[:6000]
    assert head.isascii()
    assert edition.hash.encode() in head
    assert b"EPSG:23700" in head


def test_parquet_carries_its_provenance(edition: Edition, tmp_path: Path) -> None:
    path = written(edition, "area", "geoparquet", EOV, tmp_path)
    facts = json.loads(pq.read_schema(path).metadata[b"provenance"])
    assert facts["edition"] == edition.hash


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_same_edition_gives_the_same_bytes(edition: Edition, tmp_path: Path, name: str) -> None:
    systems = FORMATS[name].systems or (None,)
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    files = [written(edition, "area", name, systems[-1], tmp_path / n) for n in ("1", "2")]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_an_unknown_difference_never_says_zero(edition: Edition) -> None:
    layer = difference_layer(edition, load_edition(SLUG, "ksh"))
    parts = {row.id: row.values for row in layer.rows}
    assert set(parts) == {"both", "unknown"}
    assert {values["status"] for values in parts.values()} == {"unknown"}


def test_a_known_difference_is_in_square_metres(edition: Edition) -> None:
    import dataclasses  # noqa: PLC0415 - for this test alone

    grown = shapely.MultiPolygon([shapely.box(*shapely.box(*edition.area.bounds).bounds)])
    other = dataclasses.replace(edition, area=grown, hash="f" * 64)
    parts = {row.id: row for row in difference_layer(edition, other).rows}
    assert set(parts) == {"both", "only_second"}
    assert parts["only_second"].values["status"] == "known"
    expected = grown.area - edition.area.area
    assert parts["only_second"].values["m2"] == pytest.approx(expected, abs=1)


def test_the_same_edition_has_no_difference(edition: Edition) -> None:
    layer = difference_layer(edition, edition)
    assert [(row.id, row.values["status"]) for row in layer.rows] == [("both", "known")]


def test_the_street_list_in_every_format(edition: Edition, tmp_path: Path) -> None:
    streets = load_street_list(DATA / "kecskemet")
    line = shapely.LineString([(699000, 172000), (699100, 172000)])
    package = streets_package(edition, streets, {"halasi ut": line})
    count = sum(len(street.rows) for street in streets.streets)
    run([(package, tmp_path / "files")])
    for target in package.targets():
        path = tmp_path / "files" / target.file_name
        if target.format.name == "csv":
            text = path.read_text("utf-8-sig")
            assert len(text.splitlines()) == count + 1
        elif target.format.name == "xlsx":
            sheets = sheets_of(path)
            assert list(sheets) == ["streets", "provenance"]
            assert len(sheets["streets"]) == count + 1
        elif target.format.name != "dxf":
            frame = read(path, "streets")
            assert len(frame) == count
            assert frame.crs.to_epsg() == target.epsg
            assert 0 < frame.geometry.notna().sum() < count
    ids = [row.id for row in package.artifacts["street-list"][0].rows]
    assert len(set(ids)) == count


def test_formula_cells_are_made_harmless(tmp_path: Path) -> None:
    rows = tuple(
        Row(str(n), None, {"text": text})
        for n, text in enumerate(["=1+1", "+A1", "-A1", "@x", "\t=1", "plain", "-1"])
    )
    layer = Layer("table", None, (Column("text"),), rows)
    writing.write((layer,), {}, FORMATS["csv"], None, tmp_path / "x.csv")
    cells = (tmp_path / "x.csv").read_text("utf-8-sig").splitlines()[1:]
    shown = [cell.partition(";")[2][:2] for cell in cells]
    assert shown == ["'=", "'+", "'-", "'@", "'\t", "pl", "-1"]


def sheets_of(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_a_workbook_has_what_the_csv_has_as_cells(edition: Edition, tmp_path: Path) -> None:
    path = written(edition, "all", "xlsx", None, tmp_path)
    sheets = sheets_of(path)
    layers = edition_layers(edition)
    assert list(sheets) == [*layers, "provenance"]
    assert dict(sheets["provenance"][1:])["sentence"] == edition.sentence
    heading, *rows = sheets["ledger"]
    assert heading == ["id", *(column.name for column in layers["ledger"].columns)]
    assert [row[heading.index("number")] for row in rows] == list(range(1, 18))
    assert sheets["area"][1][sheets["area"][0].index("m2")] == round(edition.area.area, 1)
    assert sheets["area"][1][sheets["area"][0].index("valid_end")] == dt.date(2023, 11, 30)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet
    assert "<autoFilter" in sheet
    assert "<f>" not in sheet


def test_no_text_of_a_workbook_is_a_formula_an_address_or_a_number(tmp_path: Path) -> None:
    texts = ["=1+1", "+A1", "@x", "https://x.invalid/", "0012", "2020-02-30", "2020-02-03"]
    rows = tuple(Row(str(n), None, {"text": text}) for n, text in enumerate(texts))
    writing.write(
        (Layer("t", None, (Column("text"),), rows),), {}, FORMATS["xlsx"], None, tmp_path / "x.xlsx"
    )
    assert [row[1] for row in sheets_of(tmp_path / "x.xlsx")["t"][1:]] == texts
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet


def test_a_package_is_written_by_a_child_in_one_go(edition: Edition, tmp_path: Path) -> None:
    public = edition_package(edition, accepted_on="2026-11-22")
    compared = difference_package(edition, load_edition(SLUG, "ksh"))
    jobs = [(public, tmp_path / "a"), (compared, tmp_path / "b")]
    run(jobs)
    for package, folder in jobs:
        assert {p.name for p in folder.iterdir()} == {t.file_name for t in package.targets()}
    stamp = (tmp_path / "a").stat().st_mtime_ns
    run(jobs)
    assert (tmp_path / "a").stat().st_mtime_ns == stamp
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b"]


def test_a_failing_child_leaves_nothing(
    edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boundaries.export.package.SCHEMA", 99)
    package = edition_package(edition)
    with pytest.raises(ExportError, match="package schema 99"):
        run([(package, tmp_path / "a")])
    assert list(tmp_path.iterdir()) == []


def test_the_child_cannot_follow_references() -> None:
    code = (
        "from boundaries.export.formats import guard_gdal; guard_gdal()\n"
        "import pyogrio; print(sorted(pyogrio.list_drivers()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    known = done.stdout
    assert "GPKG" in known
    for driver in ("OGR_VRT", "GDALG", "OAPIF", "WFS", "CSW"):
        assert f"'{driver}'" not in known


def test_making_layers_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom boundaries.edition.edition import load_edition\n"
        "from boundaries.export.assembling import edition_package\n"
        f"edition_package(load_edition('{SLUG}'))\n"
        "print([m for m in ('geopandas', 'pandas', 'pyogrio', 'pyarrow') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_refusals(edition: Edition, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match='unknown format "xyz"'):
        format_named("xyz")
    for name, epsg in (("geojson", EOV), ("kml", EOV), ("dxf", WGS84), ("csv", WGS84)):
        with pytest.raises(ExportError, match="cannot be in EPSG"):
            system_for(FORMATS[name], epsg)
    layers = tuple(edition_layers(edition).values())
    assert not can_hold(FORMATS["flatgeobuf"], layers)
    with pytest.raises(ExportError, match="cannot hold"):
        writing.write(layers, {}, FORMATS["flatgeobuf"], EOV, tmp_path / "x.fgb")
    with pytest.raises(ExportError, match="cannot be written"):
        writing.write(layers[:1], {}, FORMATS["gpkg"], EOV, tmp_path / "none" / "x.gpkg")
    with pytest.raises(ValueError, match="do not fit the columns"):
        Layer("x", None, (Column("a"),), (Row("1", None, {"b": 1}),))
    with pytest.raises(ValueError, match="short name"):
        Layer("x", None, (Column("a_very_long_name"),), ())


def test_layers_survive_the_way_to_the_child(edition: Edition) -> None:
    for layer in edition_layers(edition).values():
        again = from_plain(json.loads(json.dumps(to_plain(layer))))
        assert to_plain(again) == to_plain(layer)
        assert document(again) == document(layer)


def test_a_format_whose_library_is_not_installed_is_not_offered_and_says_what_to_install(
    tmp_path: Path,
) -> None:
    # A process in which pyarrow cannot be found, as where the extra was not installed.
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\n_find = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'pyarrow' else _find(name, *a)\n",
        encoding="utf-8",
    )
    code = (
        "from boundaries.errors import ExportError\n"
        "from boundaries.export.formats import FORMATS, format_named\n"
        "print('geoparquet' in FORMATS, 'gpkg' in FORMATS)\n"
        "try:\n    format_named('parquet')\nexcept ExportError as wrong:\n    print(wrong)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{Path.cwd()}"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert run.stdout.splitlines() == [
        "False True",
        "geoparquet needs pyarrow, which is not installed here; install akcioterulet[geoparquet]",
    ]
