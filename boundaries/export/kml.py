"""Layers as KML with styles, for Google Earth and programs like it.

KML knows neither dashes nor hatching: what is not known is nearly clear, in an outline, and stands
in a folder of its own that says so. Every feature has its name, the columns of its layer as typed
data, and a balloon in Hungarian. All texts are escaped: once for XML, and once more where a
balloon reads them as HTML.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr  # nosec B406 - writes, reads nothing

import shapely

from geo.crs import EOV, WGS84, reproject

from .labels import LAYERS, label, shown
from .provenance import as_text
from .styles import STYLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from .styles import Look
    from .tables import Layer, Row

DECIMALS = 7
_TYPES = {"text": "string", "integer": "int", "real": "double"}
_DOUBTFUL = "doubtful"
_OPAQUE, _FAINT = "ff", "33"
_UNSHOWN = frozenset(
    (
        *("area", "variant", "edition", "licence", "network_note", "other_edition", "title_en"),
        *("kind", "rule", "ways", "side", "start_kind", "end_kind", "offset_basis", "evidence"),
        *("reason", "basis", "line", "name_en", "precision", "admission", "origin", "venue"),
    )
)
"""Columns that stand in the data and not in the balloon: codes, and texts in English."""


def kml_text(layers: Sequence[Layer], facts: Mapping[str, str], title: str) -> str:
    """Return layers as one document; tables without geometry are left out."""
    spatial = [layer for layer in layers if layer.geometry_type is not None]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<kml xmlns="http://www.opengis.net/kml/2.2">',
        '<Document id="root_doc">',
        _element("name", title),
        _element("description", as_text(facts)),
    ]
    for layer in spatial:
        lines += _styles(layer)
    for layer in spatial:
        lines += _schema(layer)
    for layer in spatial:
        lines += _folder(layer)
    return "\n".join([*lines, "</Document>", "</kml>", ""])


def _element(tag: str, text: str, **attributes: str) -> str:
    given = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{tag}{given}>{_escaped(text)}</{tag}>"


def _escaped(text: str) -> str:
    """Return a text for XML; a return would be read as a line end."""
    return escape(text, {"\r": "&#13;"})


def _styles(layer: Layer) -> Iterator[str]:
    style = STYLES.get(layer.name)
    for value, look in {} if style is None else style.looks.items():
        yield f'<Style id="{_style_id(layer.name, value)}">'
        yield f"<IconStyle><color>{_colour(look, _OPAQUE)}</color></IconStyle>"
        yield f"<LineStyle><color>{_colour(look, _OPAQUE)}</color><width>3</width></LineStyle>"
        opacity = _FAINT if look.is_doubtful else f"{max(look.opacity, 0x50):02x}"
        yield f"<PolyStyle><color>{_colour(look, opacity)}</color></PolyStyle>"
        yield "<BalloonStyle><text>&lt;h3&gt;$[name]&lt;/h3&gt;$[description]</text></BalloonStyle>"
        yield "</Style>"


def _colour(look: Look, opacity: str) -> str:
    """Return a colour as KML has it: opacity, blue, green, red."""
    red, green, blue = look.rgb
    return f"{opacity}{blue:02x}{green:02x}{red:02x}"


def _style_id(layer: str, value: str) -> str:
    return f"{layer}-{value}" if value else f"{layer}-style"


def _schema(layer: Layer) -> Iterator[str]:
    yield f"<Schema name={quoteattr(layer.name)} id={quoteattr(f'{layer.name}.schema')}>"
    for column in layer.columns:
        yield f'<SimpleField name={quoteattr(_field(column.name))} type="{_TYPES[column.kind]}"/>'
    yield "</Schema>"


def _field(column: str) -> str:
    """Return the name of a column; those that KML has itself are taken."""
    return {"name": "leg_name", "description": "about"}.get(column, column)


def _folder(layer: Layer) -> Iterator[str]:
    yield f"<Folder id={quoteattr(layer.name)}>"
    yield _element("name", layer.name)
    yield _element("description", LAYERS.get(layer.name, layer.name))
    doubtful = [row for row in layer.rows if _is_doubtful(layer, row)]
    apart = doubtful if len(doubtful) < len(layer.rows) else []
    own = {row.id for row in apart}
    for row in layer.rows:
        if row.id not in own:
            yield from _placemark(layer, row)
    yield "</Folder>"
    if apart:
        yield f"<Folder id={quoteattr(f'{layer.name}.{_DOUBTFUL}')}>"
        yield _element("name", f"{layer.name}_{_DOUBTFUL}")
        yield _element("description", STYLES[layer.name].word(_value(layer, apart[0]), layer.name))
        for row in apart:
            yield from _placemark(layer, row)
        yield "</Folder>"


def _value(layer: Layer, row: Row) -> str:
    """Return the key of the look of a row."""
    style = STYLES.get(layer.name)
    return "" if style is None or style.column is None else str(row.values.get(style.column))


def _is_doubtful(layer: Layer, row: Row) -> bool:
    style = STYLES.get(layer.name)
    look = None if style is None else style.looks.get(_value(layer, row))
    return look is not None and style is not None and style.kind == "fill" and look.is_doubtful


def _placemark(layer: Layer, row: Row) -> Iterator[str]:
    yield f"<Placemark id={quoteattr(row.id)}>"
    yield _element("name", _label(row))
    yield _element("description", _balloon(layer, row))
    if layer.name in STYLES and _value(layer, row) in STYLES[layer.name].looks:
        yield f"<styleUrl>#{_style_id(layer.name, _value(layer, row))}</styleUrl>"
    yield f"<ExtendedData><SchemaData schemaUrl={quoteattr(f'#{layer.name}.schema')}>"
    for column in layer.columns:
        value = row.values[column.name]
        if value is not None:
            yield _element("SimpleData", str(value), name=_field(column.name))
    yield "</SchemaData></ExtendedData>"
    if row.geometry is not None:
        yield from _geometry(reproject(row.geometry, EOV, WGS84))
    yield "</Placemark>"


def _label(row: Row) -> str:
    for name in ("title", "name", "street", "part"):
        if row.values.get(name):
            return shown(name, row.values[name])
    return row.id


def _balloon(layer: Layer, row: Row) -> str:
    """Return what Google Earth shows of a feature, as HTML."""
    lines = (
        f"<b>{html.escape(label(column.name))}:</b> {html.escape(shown(column.name, value))}"
        for column in layer.columns
        if column.name not in _UNSHOWN and (value := row.values[column.name]) not in {None, ""}
    )
    return "<br>".join(lines)


def _geometry(shape: BaseGeometry) -> Iterator[str]:
    parts = shapely.get_parts(shape)
    several = len(parts) != 1
    if several:
        yield "<MultiGeometry>"
    for part in parts:
        if isinstance(part, shapely.Polygon):
            yield "<Polygon>"
            turned = shapely.orient_polygons(part)
            yield f"<outerBoundaryIs>{_ring(turned.exterior.coords)}</outerBoundaryIs>"
            for hole in turned.interiors:
                yield f"<innerBoundaryIs>{_ring(hole.coords)}</innerBoundaryIs>"
            yield "</Polygon>"
        else:
            kind = "Point" if isinstance(part, shapely.Point) else "LineString"
            yield f"<{kind}>{_coordinates(part.coords)}</{kind}>"
    if several:
        yield "</MultiGeometry>"


def _ring(points: Iterable[Sequence[float]]) -> str:
    return f"<LinearRing>{_coordinates(points)}</LinearRing>"


def _coordinates(points: Iterable[Sequence[float]]) -> str:
    places = " ".join(f"{x:.{DECIMALS}f},{y:.{DECIMALS}f},0" for x, y in points)
    return f"<coordinates>{places}</coordinates>"
