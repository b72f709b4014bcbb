"""Read GeoJSON of named lines: streets, railways and waters from a GIS, as an extract.

A FeatureCollection of LineString or MultiLineString features in WGS84 (RFC 7946), or in the
system that its `crs` member names (EPSG:4326 or EPSG:23700). Properties are OSM tags: a name,
and where the line is no street one of highway, railway, waterway, boundary, or a `ref`. A name
without such a tag makes a street of unknown class (`highway=road`, as OSM calls it).

Lines meet where they have a coordinate in common, at 7 decimals of a degree or at a centimetre.
Ids are negative, since nothing here is an OSM object, and are made from the content: the same
place has the same id in every such file, and hardly ever one that another file counts out.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import shapely

from ..crs import (
    EOV,
    HUNGARY_LAT,
    HUNGARY_LON,
    WGS84,
    check_eov,
    check_lonlat,
    geojson_epsg,
    transformer,
)
from ..errors import CoordinateError, ExtractError
from .elements import LINE_KEYS, Extract, RawWay, cut_off, wanted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geopandas import GeoDataFrame

NAME_KEYS = ("name", "nev")
"""Properties that may hold the name; the first that does is taken."""
MAX_BYTES = 64_000_000
"""The named lines of the largest city take less; a larger file is another thing by mistake."""
MAX_POSITIONS = 2_000_000
LOCAL_IDS = 9 * 10**14
"""Ids run from -1 to minus this, above the ids of crossing nodes (`network.FIRST_CROSSING`)."""
DECIMALS = {WGS84: 7, EOV: 2}
"""Coordinates that are equal at so many decimals are one node."""

XY = tuple[float, float]


def is_feature_collection(data: bytes) -> bool:
    """Tell whether a JSON file is GeoJSON rather than an Overpass answer.

    >>> is_feature_collection(b'{"type": "FeatureCollection", "features": []}')
    True
    >>> is_feature_collection(b'{"elements": [{"tags": {"name": "FeatureCollection"}}]}')
    False
    """
    if b'"FeatureCollection"' not in data:
        return False
    try:
        document: Any = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(document, dict) and document.get("type") == "FeatureCollection"


def parse_named_lines(data: bytes, source: str, *, name_keys: Sequence[str] = NAME_KEYS) -> Extract:
    """Read a GeoJSON FeatureCollection of named lines.

    Args:
        data: the file's bytes.
        source: its name, for messages and for the extract.
        name_keys: properties that may hold the name, the preferred first.

    Returns:
        An extract with negative ids; nodes in WGS84 (lon, lat), whatever the file's system.

    Raises:
        ExtractError: too large, no such collection, another geometry, a coordinate that is
            not finite, swapped or out of range, a feature that nothing names, or no name at
            all. Says which feature and what to do.
    """
    if len(data) > MAX_BYTES:
        raise ExtractError(
            f"{source}: {len(data):,} bytes, the limit is {MAX_BYTES:,}; cut it to the town",
            code="too_large",
        )
    document = _load(data, source)
    reader = _Reader(source, _epsg(document, source), tuple(name_keys))
    for index, feature in enumerate(document["features"]):
        reader.take(index, feature)
    return reader.extract(document.get("timestamp"))


def extract_of_frame(
    frame: GeoDataFrame, source: str = "lines", *, name_keys: Sequence[str] = NAME_KEYS
) -> Extract:
    """Read a GeoDataFrame of named lines: the same as a GeoJSON file of them.

    Args:
        frame: LineStrings or MultiLineStrings with a column `name`, in any reference system;
            further columns are OSM tags (`highway`, `railway`, `ref`, ...).
        source: what it came from, for messages and for the extract.
        name_keys: columns that may hold the name, the preferred first.

    Returns:
        An extract as `parse_named_lines` gives it. Lines meet where they have a coordinate in
        common, at a centimetre in EOV and at 7 decimals of a degree from any other system.

    Raises:
        ExtractError: no reference system, no line, no such column, or what `parse_named_lines`
            refuses; a feature is named by its row, from 0.
    """
    if frame.crs is None:
        raise ExtractError(
            f"{source}: its reference system is missing; give it with set_crs", code="system"
        )
    if frame.empty:
        raise ExtractError(f"{source}: holds no line; is it cut to the right town?", code="empty")
    if not set(name_keys) & set(frame.columns):
        raise ExtractError(
            f"{source}: has no column {' or '.join(name_keys)}; rename the one with the names",
            code="nameless",
        )
    epsg = EOV if frame.crs.to_epsg() == EOV else WGS84
    document = json.loads(frame.to_crs(epsg).to_json(drop_id=True, default=str))
    reader = _Reader(source, epsg, tuple(name_keys))
    for index, feature in enumerate(document["features"]):
        reader.take(index, feature)
    return reader.extract(None)


def _load(data: bytes, source: str) -> dict[str, Any]:
    def refuse(word: str) -> float:
        raise ValueError(f"{word} is no number in JSON")

    try:
        document: Any = json.loads(data, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise ExtractError(
            f"{source}: cannot be read as GeoJSON: {error}", code="no_geojson"
        ) from None
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise ExtractError(
            f"{source}: expected a GeoJSON FeatureCollection of named lines", code="no_geojson"
        )
    if not isinstance(document.get("features"), list) or not document["features"]:
        raise ExtractError(f"{source}: its list of features is missing or empty", code="empty")
    if cut_off(remark := str(document.get("remark", ""))):
        raise ExtractError(f"{source}: the service cut the answer off: {remark}", code="cut_off")
    return document


def _epsg(document: Mapping[str, Any], source: str) -> int:
    try:
        return geojson_epsg(document)
    except CoordinateError as error:
        raise ExtractError(f"{source}: {error}", code="system") from None


class _Reader:
    """Gathers features; faults name the feature by its place in the file, from 0."""

    def __init__(self, source: str, epsg: int, name_keys: tuple[str, ...]) -> None:
        self._source, self._epsg, self._name_keys = source, epsg, name_keys
        self._nodes: dict[int, XY] = {}
        self._ways: dict[int, RawWay] = {}
        self._positions = 0

    def take(self, index: int, feature: Any) -> None:  # noqa: ANN401 - JSON
        """Take one feature; a line that stands there twice with the same tags is one way."""
        try:
            self._take(index, feature)
        except ExtractError as fault:
            fault.code, fault.number = fault.code or "feature", index
            raise

    def _take(self, index: int, feature: Any) -> None:  # noqa: ANN401 - JSON
        where = f"{self._source}: feature {index}"
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise ExtractError(f"{where} is no GeoJSON Feature")
        tags = _tags(feature.get("properties"), self._name_keys, where)
        for line in _lines(feature.get("geometry"), where):
            self._positions += len(line)
            if self._positions > MAX_POSITIONS:
                raise ExtractError(
                    f"{where}: over {MAX_POSITIONS:,} positions; cut the file", code="too_large"
                )
            nodes = tuple(self._node(x, y, where) for x, y in line)
            way = -local_id("way", nodes, sorted(tags.items()))
            self._ways[way] = RawWay(way, nodes, tags)

    def _node(self, x: float, y: float, where: str) -> int:
        decimals = DECIMALS[self._epsg]
        try:
            _check(x, y, self._epsg)
        except CoordinateError as error:
            raise ExtractError(f"{where}: {error}") from None
        # Adding zero turns -0.0 into 0.0, which is the same place.
        place = (round(x, decimals) + 0.0, round(y, decimals) + 0.0)
        node = -local_id("node", self._epsg, place)
        if self._nodes.setdefault(node, place) != place:
            raise ExtractError(
                f"{where}: the place {place} gets the same local id as {self._nodes[node]}; "
                "move one of them by a centimetre",
                code="two_states",
            )
        return node

    def extract(self, timestamp: object) -> Extract:
        """Return what was gathered, its nodes in WGS84."""
        ways = list(self._ways.values())
        if not any("name" in way.tags or "ref" in way.tags for way in ways):
            raise ExtractError(
                f"{self._source}: no feature has a name ({' or '.join(self._name_keys)}) or a "
                "ref; is the name in another property?",
                code="nameless",
            )
        stamp = timestamp if isinstance(timestamp, str) and timestamp.strip() else None
        return Extract(self._source, self._lonlat(), ways, timestamp=stamp)

    def _lonlat(self) -> dict[int, XY]:
        if self._epsg == WGS84:
            return self._nodes
        east, north = zip(*self._nodes.values(), strict=True)
        lon, lat = transformer(self._epsg, WGS84).transform(east, north)
        return dict(
            zip(self._nodes, zip(map(float, lon), map(float, lat), strict=True), strict=True)
        )


def local_id(*content: object) -> int:
    """Return a number between 1 and `LOCAL_IDS` that is made from the content alone."""
    digest = hashlib.sha256(repr(content).encode()).digest()
    return int.from_bytes(digest[:8], "big") % LOCAL_IDS + 1


def _tags(properties: Any, name_keys: Sequence[str], where: str) -> dict[str, str]:  # noqa: ANN401 - JSON
    if properties is not None and not isinstance(properties, dict):
        raise ExtractError(f"{where}: its properties are no object")
    given = {k: v for k, v in (properties or {}).items() if v is not None and v != ""}
    tags = {k: _text(v) for k, v in given.items() if isinstance(v, str | int | float)}
    for key in name_keys:
        if key not in given:
            continue
        if not isinstance(given[key], str):
            raise ExtractError(f"{where}: its {key} is {given[key]!r}; expected text")
        if name := " ".join(given[key].split()):
            return street_unless_told({**tags, "name": name})
    tags.pop("name", None)
    if "ref" not in tags and not wanted(tags):
        raise ExtractError(
            f"{where} has no name ({' or '.join(name_keys)}), no ref and none of "
            f"{', '.join(LINE_KEYS)}; name the line or take it out"
        )
    return street_unless_told(tags)


def _text(value: str | float) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def street_unless_told(tags: dict[str, str]) -> dict[str, str]:
    """Make a street of a line that does not say what it is."""
    return tags if wanted(tags) else {**tags, "highway": "road"}


def _lines(geometry: Any, where: str) -> Iterator[list[XY]]:  # noqa: ANN401 - JSON
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"LineString", "MultiLineString"}:
        raise ExtractError(
            f"{where}: its geometry is {kind or 'missing'}; expected LineString or MultiLineString"
        )
    coordinates = geometry.get("coordinates")
    parts = coordinates if kind == "MultiLineString" else [coordinates]
    if not isinstance(parts, list) or not parts:
        raise ExtractError(f"{where}: its coordinates are missing")
    for part in parts:
        line = [_position(p, where) for p in part] if isinstance(part, list) else []
        if len(line) < 2 or shapely.LineString(line).length == 0:  # noqa: PLR2004 - a line's ends
            raise ExtractError(f"{where}: a line needs two different positions, got {len(line)}")
        yield line


def _position(position: Any, where: str) -> XY:  # noqa: ANN401 - JSON
    values = position[:2] if isinstance(position, list) else []
    if len(values) != 2 or not all(type(v) in {int, float} for v in values):  # noqa: PLR2004
        raise ExtractError(f"{where}: {position!r:.60} is no position; expected [x, y]")
    # Whole numbers in JSON may have any size; a float cannot hold them all.
    if not all(abs(v) < 1e9 for v in values):  # noqa: PLR2004 - 1e999 is infinite, too
        raise ExtractError(f"{where}: {position!s:.60} is no place on earth")
    return float(values[0]), float(values[1])


def _check(x: float, y: float, epsg: int) -> None:
    """Refuse what is no place, or swapped; places outside Hungary pass in WGS84."""
    if epsg == EOV:
        check_eov(x, y)
        return
    if abs(x) > 180 or abs(y) > 90:  # noqa: PLR2004 - the ends of the globe
        raise CoordinateError(
            f"longitude {x}, latitude {y} is no place on earth; where these are metres, name "
            f"EPSG:{EOV} in the crs member"
        )
    if HUNGARY_LON[0] <= y <= HUNGARY_LON[1] and HUNGARY_LAT[0] <= x <= HUNGARY_LAT[1]:
        check_lonlat(lat=y, lon=x)  # raises, and says that they are swapped
