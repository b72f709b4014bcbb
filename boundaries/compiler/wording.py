"""Would somebody write these words for this walk? And is a difference more than a street's own?

Whoever describes a boundary names every street that it runs along and no other. A walk that such
a sentence would not be written for is a worse reading than one that it fits, however short it is.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import shapely

from geo.strand import is_left_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.network import LineNetwork
    from geo.strand import WalkOptions
    from geo.walk import Walk

    from .layers import Layer

ISLAND_M2 = 500.0
"""A piece of ground below this is a traffic island ..."""
STRIP_M = 8.0
"""... and one of less mean width a strip between two lines of one street."""
MEDIAN_M = 25.0
"""Ground of less mean width is a street's own where that street ..."""
MEDIAN_SHARE = 0.7
"""... makes up more than this share of its rim."""
WIDEST_M = 60.0
"""Ground of more mean width is never a street's own, however many lines cut it."""
CORNER_M2 = 1000.0
"""A piece of ground below this is a corner cut off: an island at an acute junction."""


def is_written(network: LineNetwork, walk: Walk, options: WalkOptions) -> bool:
    """Tell whether every leg is walked far enough to be named, and nothing else that has a name."""
    if any(path.on_line_m < options.stub_m for path in walk.legs):
        return False
    return all(is_left_out(network, metres, path, options) for metres, path in walk.bridges())


def own_ground(between: BaseGeometry, layers: Sequence[Layer]) -> bool:
    """Tell whether the ground between two walks belongs to the streets that they follow.

    The strip between two carriageways, a traffic island, a small square with a line on each side:
    no sentence says on which line of a street the boundary runs.
    """
    parts = [p for p in _polygons(between) if not _is_strip(p)]
    if any(2 * p.area > WIDEST_M * p.length for p in parts):
        return False
    return all(_is_median(face, layers) for part in parts for face in _faces(part, layers))


def _polygons(geometry: BaseGeometry) -> Iterator[shapely.Polygon]:
    """Yield the pieces of ground of a difference; lines and points in it are rounding."""
    for part in shapely.get_parts(geometry):
        if isinstance(part, shapely.Polygon):
            yield part


def _is_strip(part: shapely.Polygon) -> bool:
    return part.area < ISLAND_M2 or 2 * part.area < STRIP_M * part.length


def only_corners(between: BaseGeometry) -> bool:
    """Tell whether the ground between two walks is nothing but small corners."""
    return all(p.area < CORNER_M2 for p in _polygons(between))


def _faces(part: shapely.Polygon, layers: Sequence[Layer]) -> Iterator[shapely.Polygon]:
    """Cut a piece of ground along the streets of the boundary."""
    lines = {id(layer.strand): layer.strand for layer in layers}.values()
    cuts: list[BaseGeometry] = [part.boundary]
    for strand in lines:
        line = strand.geometry()
        if shapely.intersects(line, part):
            cuts.append(shapely.intersection(line, part))
    if len(cuts) == 1:
        yield part
    noded = shapely.get_parts(shapely.union_all(cuts))
    for face in shapely.get_parts(shapely.polygonize(noded)):
        if not _is_strip(face):
            yield face


def _is_median(face: shapely.Polygon, layers: Sequence[Layer]) -> bool:
    """Tell whether one street goes most of the way round a narrow piece of ground."""
    if 2 * face.area > MEDIAN_M * face.length:
        return False
    pairs = [p for r in (face.exterior, *face.interiors) for p in itertools.pairwise(r.coords)]
    lines = {id(layer.strand): layer.strand for layer in layers}.values()
    for strand in lines:
        on = strand.positions()
        along = sum(math.dist(a, b) for a, b in pairs if a in on and b in on)
        if along > MEDIAN_SHARE * face.length:
            return True
    return False
