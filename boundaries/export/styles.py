"""QGIS styles for the layers, as QGIS keeps them in the table `layer_styles` of a GeoPackage.

Lines differ by dashes as well as by colour, so that a black-and-white print can be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET  # nosec B405

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .tables import Layer

VERSION = "3.22.0"
"""Oldest QGIS that the styles are for."""
LEG_LINES: Mapping[str, tuple[str, str]] = {
    "certain": ("11,61,145,255", "solid"),
    "likely": ("0,105,92,255", "dash"),
    "inferred": ("138,75,0,255", "dash dot"),
    "unknown": ("168,18,58,255", "dot"),
}
"""Certainty -> colour (red, green, blue, opacity) and kind of line."""
STREET_LINES: Mapping[str, tuple[str, str]] = {
    "inside": ("11,61,145,255", "solid"),
    "outside": ("110,110,110,255", "dash"),
    "boundary": ("138,75,0,255", "dash dot"),
    "undecidable": ("168,18,58,255", "dot"),
}
PART_FILLS: Mapping[str, tuple[str, str]] = {
    "both": ("11,61,145,60", "solid"),
    "only_first": ("138,75,0,120", "b_diagonal"),
    "only_second": ("0,105,92,120", "f_diagonal"),
    "unknown": ("168,18,58,120", "cross"),
}
_FILLS = {"area": ("11,61,145,40", "solid"), "uncertain_zone": ("168,18,58,120", "cross")}


def style_rows(layers: Sequence[Layer], day: str) -> dict[str, list[object]]:
    """Return the columns of `layer_styles`, one row for each layer that has a style."""
    styled = [(layer, document(layer)) for layer in layers]
    known = [(layer, text) for layer, text in styled if text is not None]
    count = len(known)
    return {
        "f_table_catalog": [""] * count,
        "f_table_schema": [""] * count,
        "f_table_name": [layer.name for layer, _ in known],
        "f_geometry_column": ["geom"] * count,
        "styleName": [layer.name for layer, _ in known],
        "styleQML": [text for _, text in known],
        "styleSLD": [""] * count,
        "useAsDefault": [True] * count,
        "description": ["akcioterulet"] * count,
        "owner": [""] * count,
        "ui": [""] * count,
        "update_time": [f"{day}T00:00:00Z"] * count,
    }


def document(layer: Layer) -> str | None:
    """Return the style of a layer (QML), or None for a layer that has none."""
    if layer.name in _FILLS:
        root = _root()
        renderer = _renderer(root, "singleSymbol")
        _symbol(ET.SubElement(renderer, "symbols"), "0", "fill", _fill(*_FILLS[layer.name]))
    elif layer.name == "legs":
        root = _by_value("certainty", "line", {k: _line(*v) for k, v in LEG_LINES.items()})
    elif layer.name == "streets":
        root = _by_value("verdict", "line", {k: _line(*v) for k, v in STREET_LINES.items()})
    elif layer.name == "difference":
        root = _by_value("part", "fill", {k: _fill(*v) for k, v in PART_FILLS.items()})
    else:
        return None
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + ET.tostring(root, encoding="unicode")


def _root() -> ET.Element:
    return ET.Element("qgis", {"version": VERSION, "styleCategories": "Symbology"})


def _renderer(root: ET.Element, kind: str, **more: str) -> ET.Element:
    fixed = {"type": kind, "forceraster": "0", "symbollevels": "0", "enableorderby": "0"}
    return ET.SubElement(root, "renderer-v2", {**fixed, **more})


def _by_value(column: str, kind: str, symbols: Mapping[str, Mapping[str, str]]) -> ET.Element:
    """Return a style with one symbol for each value of a column."""
    root = _root()
    renderer = _renderer(root, "categorizedSymbol", attr=column)
    categories = ET.SubElement(renderer, "categories")
    drawn = ET.SubElement(renderer, "symbols")
    for number, (value, options) in enumerate(symbols.items()):
        entry = {"value": value, "symbol": str(number), "label": value, "render": "true"}
        ET.SubElement(categories, "category", entry)
        _symbol(drawn, str(number), kind, options)
    return root


def _symbol(parent: ET.Element, name: str, kind: str, options: Mapping[str, str]) -> None:
    fixed = {"name": name, "type": kind, "alpha": "1", "clip_to_extent": "1"}
    symbol = ET.SubElement(parent, "symbol", fixed)
    simple = "SimpleFill" if kind == "fill" else "SimpleLine"
    layer = ET.SubElement(symbol, "layer", {"class": simple, "enabled": "1"})
    table = ET.SubElement(layer, "Option", {"type": "Map"})
    for key, value in options.items():
        ET.SubElement(table, "Option", {"type": "QString", "name": key, "value": value})
        ET.SubElement(layer, "prop", {"k": key, "v": value})  # read by QGIS before 3.24


def _line(colour: str, kind: str) -> dict[str, str]:
    width = {"line_width": "0.8", "line_width_unit": "MM"}
    return {"line_color": colour, "line_style": kind, **width}


def _fill(colour: str, kind: str) -> dict[str, str]:
    edge = colour.rpartition(",")[0] + ",255"
    return {
        "color": colour,
        "style": kind,
        "outline_color": edge,
        "outline_style": "solid",
        "outline_width": "0.5",
        "outline_width_unit": "MM",
    }
