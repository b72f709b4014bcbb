"""A network as a file: what was read of extracts once, for whoever works over them next.

    network_from(extracts)                     of the extracts themselves
    write_network(network, path, made_of)      by the process that has read the extracts
    read_network(path, made_of)                the same network; refused where anything is amiss

JSON, since a file that was made from what a stranger has sent is data and never code. `made_of`
names the extracts and the code (`network_mark`); a file of others is refused like a broken one.
"""

from __future__ import annotations

import functools
import hashlib
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .bulk import all_kept
from .errors import ExtractError, GeoError
from .files import OWNER, write_whole
from .made_by import code_mark
from .network import LineNetwork, Way, WayKind
from .osm.extract import read_extracts
from .osm.tags import OtherName

if TYPE_CHECKING:
    from collections.abc import Sequence

FORM = 1
"""Of the document."""
MAX_BYTES = 512_000_000
"""A larger file was not written here: the network of a whole country takes less."""
MAX_ID = 2**62


def network_from(extracts: Sequence[Path]) -> LineNetwork:
    """Read extracts (.osm, .osm.pbf, Overpass JSON, GeoJSON of named lines) into one network.

    Raises:
        ExtractError: one cannot be read, or there is no line in them.
    """
    return LineNetwork.from_extract(read_extracts(extracts, with_addresses=False))


def network_mark(extracts: Sequence[Path]) -> str:
    """Return what names the network of some extracts: their bytes, names, order, and the code.

    Raises:
        OSError: one cannot be read.
    """
    known = hashlib.sha256(_code().encode())
    for path in extracts:
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        known.update(f"{path.name} {content}\n".encode())
    return known.hexdigest()


@functools.cache
def _code() -> str:
    here = Path(__file__).parent
    return code_mark((here, here / "osm"), ("osmium", "pyproj", "shapely"))


def write_network(network: LineNetwork, path: Path, made_of: str) -> None:
    """Write a network.

    Args:
        network: as it was read; what searches have found on it is not written.
        path: of the file.
        made_of: as `network_mark` names it.

    Raises:
        OSError: it cannot be written.
    """
    places = {node: at for at, node in enumerate(network.xy)}
    document = {
        "form": FORM,
        "made_of": made_of,
        "epsg": network.epsg,
        "source": network.source,
        "timestamp": network.timestamp,
        "nodes": list(network.xy),
        "x": [float(x) for x, _ in network.xy.values()],
        "y": [float(y) for _, y in network.xy.values()],
        "crossings": sorted(network.crossings),
        "ways": [
            [
                way.id,
                way.kind.value,
                [places[node] for node in way.nodes],
                way.names,
                way.refs,
                dict(way.tags),
                way.also,
                way.others,
                way.out_of_use,
            ]
            for way in network.ways
        ],
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    write_whole(path, text, mode=OWNER)


@all_kept()
def read_network(path: Path, made_of: str) -> LineNetwork:
    """Read a network that was written.

    Args:
        path: of the file.
        made_of: what it must have been made of.

    Raises:
        ExtractError: it is too large, broken, of other extracts, or made by other code.
        OSError: it is not there, or cannot be read.
    """
    if path.stat().st_size > MAX_BYTES:
        raise ExtractError(f"{path.name}: no network that was written here is as large")
    try:
        document = json.loads(path.read_bytes(), parse_constant=_refuse)
        if document["form"] != FORM or document["made_of"] != made_of:
            raise ExtractError(f"{path.name}: made of other extracts, or by other code")
        return _network(document)
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError, GeoError) as fault:
        raise ExtractError(f"{path.name}: no network as it was written: {fault}") from None


def _network(document: dict[str, Any]) -> LineNetwork:
    nodes = [_id(one) for one in document["nodes"]]
    x, y = map(_finite, document["x"]), map(_finite, document["y"])
    xy = dict(zip(nodes, zip(x, y, strict=True), strict=True))
    if len(xy) != len(nodes):
        raise ValueError("a node stands twice")
    crossings = frozenset(document["crossings"])
    if not crossings <= xy.keys():
        raise ValueError("a crossing without a place")
    timestamp = document["timestamp"]
    return LineNetwork(
        epsg=_whole(document["epsg"]),
        ways=tuple(_way(one, nodes) for one in document["ways"]),
        xy=xy,
        source=_text(document["source"]),
        timestamp=None if timestamp is None else _text(timestamp),
        crossings=crossings,
    )


def _way(told: Sequence[Any], nodes: Sequence[int]) -> Way:
    identity, kind, places, names, refs, tags, also, others, out_of_use = told
    if len(places) < 2 or min(places) < 0:  # noqa: PLR2004 - a line has two ends
        raise ValueError("a way that is no line")
    return Way(
        id=_id(identity),
        kind=WayKind(kind),
        nodes=tuple([nodes[at] for at in places]),
        names=_texts(names),
        refs=_texts(refs),
        tags={_text(key): _text(value) for key, value in tags.items()},
        also=tuple((WayKind(one), _text(name)) for one, name in also),
        others=tuple(OtherName(_text(key), _text(name)) for key, name in others),
        out_of_use=_text(out_of_use),
    )


def _refuse(word: str) -> float:
    raise ValueError(f"{word} is no number in JSON")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is none")
    return value


def _texts(values: Sequence[object]) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError("a list is none")
    return tuple([_text(one) for one in values])


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError("a whole number is none")
    return value


def _id(value: object) -> int:
    number = _whole(value)
    if abs(number) > MAX_ID:
        raise ValueError("an id is too large")
    return number


def _finite(value: object) -> float:
    if type(value) is not float or not math.isfinite(value):
        raise TypeError("a coordinate is none")
    return value
