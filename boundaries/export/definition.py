"""The layers of a service as a layer definition of QGIS (`.qlr`), which opens them styled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET  # nosec B405

from .styles import STYLES, VERSION, qml_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .tables import Column

_GEOMETRIES = {"fill": "Polygon", "line": "Line", "marker": "Point"}
_WGS84 = {
    "authid": "EPSG:4326",
    "srid": "4326",
    "srsid": "3452",
    "proj4": "+proj=longlat +datum=WGS84 +no_defs",
    "geographicflag": "true",
}


@dataclass(frozen=True, slots=True)
class ServedLayer:
    """One collection of an OGC API."""

    collection: str
    layer: str
    """Name of the layer that it holds, which says how it looks."""
    title: str
    about: str
    columns: tuple[Column, ...]


def layer_definition(service: str, title: str, layers: Sequence[ServedLayer]) -> str:
    """Return a layer definition.

    Args:
        service: address of the landing page of the OGC API.
        title: name of the group that holds the layers.
        layers: the topmost first; only those that have a style.
    """
    root = ET.Element("qlr")
    outer = ET.SubElement(root, "layer-tree-group", {"name": "", "expanded": "1"})
    shown = {"expanded": "1", "checked": "Qt::Checked"}
    group = ET.SubElement(outer, "layer-tree-group", {"name": title, **shown})
    held = ET.SubElement(root, "maplayers")
    for one in layers:
        source = _source(service, one.collection)
        own = {"id": f"akcioterulet_{one.collection}", "name": one.title, "source": source}
        ET.SubElement(group, "layer-tree-layer", {**own, "providerKey": "OAPIF", **shown})
        held.append(_map_layer(one, source))
    head = "<!DOCTYPE qgis-layer-definition>\n"
    return head + ET.tostring(root, encoding="unicode") + "\n"


def _source(service: str, collection: str) -> str:
    values = {
        "pagingEnabled": "true",
        "restrictToRequestBBOX": "1",
        "srsname": "EPSG:4326",
        "typename": collection,
        "url": service,
    }
    return " ".join(f"{key}='{value}'" for key, value in values.items())


def _map_layer(one: ServedLayer, source: str) -> ET.Element:
    kind = _GEOMETRIES[STYLES[one.layer].kind]
    layer = ET.Element("maplayer", {"type": "vector", "geometry": kind, "version": VERSION})
    for name, text in (
        ("id", f"akcioterulet_{one.collection}"),
        ("datasource", source),
        ("layername", one.title),
        ("abstract", one.about),
    ):
        ET.SubElement(layer, name).text = text
    system = ET.SubElement(ET.SubElement(layer, "srs"), "spatialrefsys")
    for name, text in _WGS84.items():
        ET.SubElement(system, name).text = text
    ET.SubElement(layer, "provider", {"encoding": "UTF-8"}).text = "OAPIF"
    layer.extend(qml_parts(one.layer, one.columns))
    return layer
