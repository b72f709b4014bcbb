"""Writes ways as OSM XML that a person can read and compare, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from derive_evidence import DECIMALS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from derive_evidence import Node
    from derive_ways import Way

FIRST_WAY_ID = -100_001
"""Ways count down from here and nodes from -1, so that no id names two things."""


def osm_xml(ways: Sequence[Way], note: str) -> str:
    """Return the file's text. Ids are negative: these are not live OpenStreetMap objects."""
    nodes = sorted({node for way in ways for node in way.nodes})
    ids = {node: -number for number, node in enumerate(nodes, start=1)}
    return "\n".join([*_head(nodes, note), *_nodes(ids), *_ways(ways, ids), "</osm>", ""])


def _degrees(value: float) -> str:
    return f"{value:.{DECIMALS}f}"


def _head(nodes: Sequence[Node], note: str) -> Iterator[str]:
    lons, lats = [node[0] for node in nodes], [node[1] for node in nodes]
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<osm version="0.6" generator="derive_kecskemet_network.py">'
    yield f"  <note>{' '.join(note.split())}</note>"
    yield (
        f'  <bounds minlat="{_degrees(min(lats))}" minlon="{_degrees(min(lons))}" '
        f'maxlat="{_degrees(max(lats))}" maxlon="{_degrees(max(lons))}"/>'
    )


def _nodes(ids: dict[Node, int]) -> Iterator[str]:
    for (lon, lat), number in ids.items():
        yield f'  <node id="{number}" version="1" lat="{_degrees(lat)}" lon="{_degrees(lon)}"/>'


def _ways(ways: Sequence[Way], ids: dict[Node, int]) -> Iterator[str]:
    for offset, way in enumerate(ways):
        yield f'  <way id="{FIRST_WAY_ID - offset}" version="1">'
        yield from (f'    <nd ref="{ids[node]}"/>' for node in way.nodes)
        yield from (f"    <tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in way.tags)
        yield "  </way>"
