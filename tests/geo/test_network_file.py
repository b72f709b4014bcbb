"""A network as a file: the same again, or refused. All made up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from geo.errors import ExtractError
from geo.network import LineNetwork, Way, WayKind
from geo.network_file import network_from, network_mark, read_network, write_network
from geo.osm.tags import OtherName
from tests.made_up_square import write_square

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MARK = "0" * 64


def crossed() -> LineNetwork:
    """Return two lines that cross without a node, with everything that a way may carry."""
    street = Way(
        7,
        WayKind.STREET,
        (1, 2),
        ("Kapor utca", "Ő – „utca”"),
        ("M0",),
        {"highway": "road", "name": "Kapor utca"},
        ((WayKind.BORDER, "Várhatár"),),
        (OtherName("old_name", "Sas utca"),),
        "disused",
    )
    river = Way(-8, WayKind.WATER, (3, 4, 5), (), (), {"waterway": "river"})
    places = {1: (0, 0), 2: (100.25, 1 / 3), 3: (50.0, -10.0), 4: (50.0, 10.0), 5: (60.0, 10.0)}
    return LineNetwork.from_ways([street, river], places, epsg=23700, source="x", timestamp="2026")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    network = crossed()
    assert network.crossings
    path = tmp_path / "network.json"
    write_network(network, path, MARK)
    again = read_network(path, MARK)
    assert again == network
    assert list(again.xy) == list(network.xy)
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_of_other_maps_or_of_other_code_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "network.json"
    write_network(crossed(), path, MARK)
    with pytest.raises(ExtractError, match="other extracts"):
        read_network(path, "1" * 64)
    with pytest.raises(FileNotFoundError):
        read_network(tmp_path / "none.json", MARK)


def _put(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda document: document.update({key: value})


def _way(place: int, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda document: document["ways"][0].__setitem__(place, value)


@pytest.mark.parametrize(
    "spoil",
    [
        _put("form", 0),
        _put("epsg", 4326),
        _put("epsg", "23700"),
        _put("source", None),
        _put("timestamp", 5),
        _put("nodes", [1, 1, 1, 1, 1, 1]),
        _put("nodes", [1, 2]),
        _put("nodes", ["1", 2, 3, 4, 5, 6]),
        _put("nodes", [2**70, 2, 3, 4, 5, 6]),
        _put("x", [0.0, 0.0, 0.0, 0.0, 0.0, "0"]),
        _put("y", [0.0]),
        _put("crossings", [99]),
        _put("crossings", [[]]),
        _put("ways", 5),
        _put("ways", [[]]),
        _way(0, None),
        _way(1, "sky"),
        _way(2, [0]),
        _way(2, [0, 99]),
        _way(2, [0, -1]),
        _way(3, "Kapor utca"),
        _way(3, [1]),
        _way(5, []),
        _way(5, {"name": 1}),
        _way(6, [["sky", "x"]]),
        _way(7, [["old_name"]]),
        _way(8, 0),
    ],
)
def test_what_was_not_written_so_is_refused(
    tmp_path: Path, spoil: Callable[[dict[str, Any]], None]
) -> None:
    path = tmp_path / "network.json"
    write_network(crossed(), path, MARK)
    document = json.loads(path.read_text("utf-8"))
    spoil(document)
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(ExtractError, match=r"network\.json"):
        read_network(path, MARK)


@pytest.mark.parametrize("body", [b"", b"{}", b"[" * 100_000, b"\xff\xfe", b'{"form": NaN}'])
def test_what_is_no_document_is_refused(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "network.json"
    path.write_bytes(body)
    with pytest.raises(ExtractError, match="no network"):
        read_network(path, MARK)


def test_maps_are_marked_by_their_bytes_names_and_order(tmp_path: Path) -> None:
    one = write_square(tmp_path / "one.geojson")
    other = tmp_path / "other.geojson"
    other.write_bytes(one.read_bytes())
    marks = [network_mark(maps) for maps in ([one], [other], [one, other], [other, one])]
    other.write_bytes(one.read_bytes() + b" ")
    marks.append(network_mark([other]))
    assert len(set(marks)) == len(marks)
    assert network_from([one]) == network_from([one])
