"""How layers look: QML and SLD for GeoPackages, QML for layer definitions, styles of KML.

Lines differ by dashes as well as by colour, and ground of which only the outer limit is known is
hatched in a dashed outline, so that a black-and-white print can be read and nothing that is not
known looks as if it were. The words of legends and columns are those of `labels`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET  # nosec B405

from .labels import CODES, LAYERS, label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .tables import Column, Layer

VERSION = "3.22.0"
"""Oldest QGIS that the styles are for."""
CATEGORIES = "Symbology|Fields"


@dataclass(frozen=True, slots=True)
class Look:
    """One symbol."""

    colour: str
    """Six hexadecimal figures."""
    pattern: str = "solid"
    """Of a line "solid", "dash", "dash dot" or "dot"; of a fill "solid", "b_diagonal",
    "f_diagonal" or "cross": the names of QGIS."""
    opacity: int = 255
    """Of a fill, 0 to 255; outlines are opaque."""

    @property
    def is_doubtful(self) -> bool:
        """Whether a fill is hatched: its ground may not be taken for known."""
        return self.pattern != "solid"

    @property
    def rgb(self) -> tuple[int, int, int]:
        """Red, green, blue."""
        red, green, blue = bytes.fromhex(self.colour)
        return red, green, blue


@dataclass(frozen=True, slots=True)
class Style:
    """The symbols of a layer: one for all features, or one for each value of a column."""

    kind: str
    """ "line", "fill" or "marker"."""
    looks: Mapping[str, Look]
    """By value; the one key "" where all features look alike."""
    column: str | None = None

    def word(self, value: str, layer: str) -> str:
        """Return what the legend says beside a symbol."""
        return CODES[self.column][value] if self.column else LAYERS[layer]


_INK, _LIKELY, _BROWN, _RED, _GREY = "0b3d91", "00695c", "8a4b00", "a8123a", "6e6e6e"
_VIOLET = "5b2a86"
STYLES: Mapping[str, Style] = {
    "area": Style("fill", {"": Look(_INK, opacity=40)}),
    "uncertain_zone": Style("fill", {"": Look(_RED, "cross", 120)}),
    "legs": Style(
        "line",
        {
            "certain": Look(_INK),
            "likely": Look(_LIKELY, "dash"),
            "inferred": Look(_BROWN, "dash dot"),
            "unknown": Look(_RED, "dot"),
        },
        "certainty",
    ),
    "parts": Style(
        "line",
        {"adds": Look(_LIKELY), "takes_out": Look(_RED, "dash")},
        "effect",
    ),
    "streets": Style(
        "line",
        {
            "inside": Look(_INK),
            "outside": Look(_GREY, "dash"),
            "boundary": Look(_BROWN, "dash dot"),
            "undecidable": Look(_RED, "dot"),
        },
        "verdict",
    ),
    "difference": Style(
        "fill",
        {
            "both": Look(_INK, opacity=60),
            "only_first": Look(_BROWN, "b_diagonal", 120),
            "only_second": Look(_LIKELY, "f_diagonal", 120),
            "unknown": Look(_RED, "cross", 120),
        },
        "part",
    ),
    "programme_areas": Style(
        "fill",
        {
            "area": Look(_VIOLET, opacity=40),
            "extent": Look(_VIOLET, "b_diagonal", 120),
        },
        "role",
    ),
    "evidence": Style("line", {"": Look(_LIKELY)}),
    "evidence_doors": Style("marker", {"": Look(_LIKELY)}),
    "venues": Style("marker", {"": Look(_VIOLET)}),
    "events": Style("marker", {"": Look(_BROWN)}),
}
"""Name of a layer -> its style."""


def style_rows(layers: Sequence[Layer], day: str) -> dict[str, list[object]]:
    """Return the columns of `layer_styles`, one row for each layer; a table has only headings."""
    count = len(layers)
    return {
        "f_table_catalog": [""] * count,
        "f_table_schema": [""] * count,
        "f_table_name": [layer.name for layer in layers],
        "f_geometry_column": ["geom" if layer.geometry_type else "" for layer in layers],
        "styleName": [layer.name for layer in layers],
        "styleQML": [document(layer) for layer in layers],
        "styleSLD": [sld(layer.name) or "" for layer in layers],
        "useAsDefault": [True] * count,
        "description": [LAYERS.get(layer.name, layer.name) for layer in layers],
        "owner": [""] * count,
        "ui": [""] * count,
        "update_time": [f"{day}T00:00:00Z"] * count,
    }


def document(layer: Layer) -> str:
    """Return the style of a layer with the headings of its columns (QML)."""
    root = ET.Element("qgis", {"version": VERSION, "styleCategories": CATEGORIES})
    root.extend(qml_parts(layer.name, layer.columns))
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + ET.tostring(root, encoding="unicode")


def qml_parts(layer: str, columns: Iterable[Column]) -> list[ET.Element]:
    """Return what stands in a QML document, or in the layer of a layer definition."""
    aliases = ET.Element("aliases")
    for number, name in enumerate(("id", *(column.name for column in columns))):
        ET.SubElement(aliases, "alias", {"index": str(number), "field": name, "name": label(name)})
    style = STYLES.get(layer)
    return [aliases] if style is None else [_renderer(style, layer), aliases]


def _renderer(style: Style, layer: str) -> ET.Element:
    kind = {"type": "categorizedSymbol", "attr": style.column} if style.column else None
    fixed = {"forceraster": "0", "symbollevels": "0", "enableorderby": "0"}
    renderer = ET.Element("renderer-v2", {**(kind or {"type": "singleSymbol"}), **fixed})
    categories = ET.SubElement(renderer, "categories") if style.column else None
    drawn = ET.SubElement(renderer, "symbols")
    for number, (value, look) in enumerate(style.looks.items()):
        if categories is not None:
            word = style.word(value, layer)
            entry = {"value": value, "symbol": str(number), "label": word, "render": "true"}
            ET.SubElement(categories, "category", entry)
        _symbol(drawn, str(number), style.kind, look)
    return renderer


def _symbol(parent: ET.Element, name: str, kind: str, look: Look) -> None:
    fixed = {"name": name, "type": kind, "alpha": "1", "clip_to_extent": "1"}
    symbol = ET.SubElement(parent, "symbol", fixed)
    simple, options = _SIMPLE[kind](look)
    layer = ET.SubElement(symbol, "layer", {"class": simple, "enabled": "1"})
    table = ET.SubElement(layer, "Option", {"type": "Map"})
    for key, value in options.items():
        ET.SubElement(table, "Option", {"type": "QString", "name": key, "value": value})
        ET.SubElement(layer, "prop", {"k": key, "v": value})  # read by QGIS before 3.24


def _colour(look: Look, opacity: int = 255) -> str:
    return ",".join(map(str, (*look.rgb, opacity)))


def _line(look: Look) -> tuple[str, dict[str, str]]:
    width = {"line_width": "0.8", "line_width_unit": "MM"}
    return "SimpleLine", {"line_color": _colour(look), "line_style": look.pattern, **width}


def _fill(look: Look) -> tuple[str, dict[str, str]]:
    return "SimpleFill", {
        "color": _colour(look, look.opacity),
        "style": look.pattern,
        "outline_color": _colour(look),
        "outline_style": "dash" if look.is_doubtful else "solid",
        "outline_width": "0.5",
        "outline_width_unit": "MM",
    }


def _marker(look: Look) -> tuple[str, dict[str, str]]:
    return "SimpleMarker", {
        "name": "circle",
        "color": _colour(look),
        "outline_color": "255,255,255,255",
        "outline_width": "0.4",
        "size": "3",
        "size_unit": "MM",
    }


_SIMPLE = {"line": _line, "fill": _fill, "marker": _marker}
_SLD, _SE, _OGC = (f"http://www.opengis.net/{name}" for name in ("sld", "se", "ogc"))
_DASHES = {"dash": "8 4", "dash dot": "8 3 2 3", "dot": "2 3"}
_MARKS = {"b_diagonal": "shape://slash", "f_diagonal": "shape://backslash", "cross": "x"}
_SIZES = {"line": "2.5", "fill": "1.5", "marker": "9"}
"""Pixels: width of a line, of an outline, size of a mark."""


def sld(layer: str) -> str | None:
    """Return the style of a layer for other programs (SLD 1.1), or None where it has none."""
    style = STYLES.get(layer)
    if style is None:
        return None
    for prefix, space in (("sld", _SLD), ("se", _SE), ("ogc", _OGC)):
        ET.register_namespace(prefix, space)
    root = ET.Element(f"{{{_SLD}}}StyledLayerDescriptor", {"version": "1.1.0"})
    named = ET.SubElement(root, f"{{{_SLD}}}NamedLayer")
    _se(named, "Name", layer)
    rules = _se(ET.SubElement(named, f"{{{_SLD}}}UserStyle"), "FeatureTypeStyle")
    for value, look in style.looks.items():
        rule = _se(rules, "Rule")
        _se(rule, "Name", value or layer)
        _se(_se(rule, "Description"), "Title", style.word(value, layer))
        if style.column:
            one = ET.SubElement(rule, f"{{{_OGC}}}Filter")
            equal = ET.SubElement(one, f"{{{_OGC}}}PropertyIsEqualTo")
            ET.SubElement(equal, f"{{{_OGC}}}PropertyName").text = style.column
            ET.SubElement(equal, f"{{{_OGC}}}Literal").text = value
        _symbolizer(rule, style.kind, look)
    return ET.tostring(root, encoding="unicode")


def _se(parent: ET.Element, tag: str, text: str | None = None, **more: str) -> ET.Element:
    made = ET.SubElement(parent, f"{{{_SE}}}{tag}", more)
    made.text = text
    return made


def _symbolizer(rule: ET.Element, kind: str, look: Look) -> None:
    colour = f"#{look.colour}"
    if kind == "line":
        _stroke(_se(rule, "LineSymbolizer"), colour, kind, _DASHES.get(look.pattern))
        return
    if kind == "marker":
        graphic = _se(_se(rule, "PointSymbolizer"), "Graphic")
        mark = _se(graphic, "Mark")
        _se(mark, "WellKnownName", "circle")
        _se(_se(mark, "Fill"), "SvgParameter", colour, name="fill")
        _se(graphic, "Size", _SIZES[kind])
        return
    polygon = _se(rule, "PolygonSymbolizer")
    fill = _se(polygon, "Fill")
    if look.is_doubtful:
        graphic = _se(_se(fill, "GraphicFill"), "Graphic")
        mark = _se(graphic, "Mark")
        _se(mark, "WellKnownName", _MARKS[look.pattern])
        _stroke(mark, colour, kind, None)
        _se(graphic, "Size", "10")
    else:
        _se(fill, "SvgParameter", colour, name="fill")
        _se(fill, "SvgParameter", f"{look.opacity / 255:.2f}", name="fill-opacity")
    _stroke(polygon, colour, kind, _DASHES["dash"] if look.is_doubtful else None)


def _stroke(parent: ET.Element, colour: str, kind: str, dashes: str | None) -> None:
    stroke = _se(parent, "Stroke")
    _se(stroke, "SvgParameter", colour, name="stroke")
    _se(stroke, "SvgParameter", _SIZES[kind], name="stroke-width")
    if dashes:
        _se(stroke, "SvgParameter", dashes, name="stroke-dasharray")
