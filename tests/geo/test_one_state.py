"""A file is read as one state of the map: deleted is deleted, and what is not whole is refused.

The map is made up: two streets and a door, somewhere near the equator.
"""

from __future__ import annotations

import bz2
import gzip
import json
from typing import TYPE_CHECKING, Any

import osmium
import pytest

from geo.errors import ExtractError
from geo.osm.addresses import read_addresses
from geo.osm.extract import read_extract

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NODES = (
    '<node id="1" lon="0.01" lat="0.01"/><node id="2" lon="0.02" lat="0.01"/>'
    '<node id="3" lon="0.02" lat="0.02"/><node id="4" lon="0.01" lat="0.02"/>'
)
DOOR = (
    '<node id="9" lon="0.015" lat="0.015"><tag k="addr:housenumber" v="7"/>'
    '<tag k="addr:street" v="Kitalált utca"/></node>'
)
STREET = '<tag k="highway" v="residential"/><tag k="name" v="Kitalált utca"/>'
LIVING = f'<way id="10"><nd ref="1"/><nd ref="2"/>{STREET}</way>'
OTHER = f'<way id="11"><nd ref="3"/><nd ref="4"/>{STREET}</way>'
CUT = "<remark> runtime error: Query run out of memory using about 512 MB of RAM. </remark>"
READERS: list[Callable[[Path], object]] = [read_extract, read_addresses]


def osm(content: str, root: str = "osm") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{root} version="0.6">{content}</{root}>'.encode()
    )


def written(path: Path, content: bytes) -> Path:
    packers: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".bz2": bz2.compress}
    path.write_bytes(packers.get(path.suffix, bytes)(content))
    return path


def as_pbf(content: bytes, folder: Path, name: str = "a.osm.pbf") -> Path:
    source = written(folder / "source.osm", content)
    target = folder / name
    with osmium.SimpleWriter(str(target)) as writer:
        for obj in osmium.FileProcessor(str(source)):
            writer.add(obj)
    return target


def node(osm_id: int, lon: float, lat: float, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"type": "node", "id": osm_id, "lon": lon, "lat": lat, **more}


def way(osm_id: int, nodes: list[int], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    tags = {"highway": "residential", "name": "Kitalált utca"}
    return {"type": "way", "id": osm_id, "nodes": nodes, "tags": tags, **more}


PLACES = [node(1, 0.01, 0.01), node(2, 0.02, 0.01), node(3, 0.02, 0.02), node(4, 0.01, 0.02)]
JSON_DOOR = node(9, 0.015, 0.015, tags={"addr:housenumber": "7", "addr:street": "Kitalált utca"})


def answer(folder: Path, *elements: dict[str, Any], name: str = "a.json", **more: str) -> Path:
    path = folder / name
    path.write_text(json.dumps({"elements": [*elements], **more}), "utf-8")
    return path


# --- deleted ---------------------------------------------------------------------------------

MARKS = ['action="delete"', 'action="delete" visible="true" version="3"', 'visible="false"']


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("name", ["a.osm", "a.osm.gz", "a.osm.bz2", "a.xml"])
def test_what_an_editor_has_deleted_is_in_no_reading(tmp_path: Path, name: str, mark: str) -> None:
    gone_door = DOOR.replace("<node", f"<node {mark}").replace('id="9"', 'id="8"')
    gone_way = OTHER.replace("<way", f"<way {mark}")
    lent = (
        f'<relation id="20" {mark}><member type="way" ref="10" role="outer"/>'
        '<tag k="boundary" v="administrative"/></relation>'
    )
    path = written(tmp_path / name, osm(NODES + gone_door + DOOR + LIVING + gone_way + lent))
    extract = read_extract(path)
    assert [w.id for w in extract.ways] == [10]
    assert extract.relations == []
    assert [a.id for a in extract.addresses] == [9]
    assert [one.ref for one in read_addresses(path).elements] == ["node/9"]


@pytest.mark.parametrize("mark", [{"visible": False}, {"visible": "false"}, {"action": "delete"}])
def test_what_is_deleted_is_not_read_from_json_either(tmp_path: Path, mark: dict[str, Any]) -> None:
    gone = {**JSON_DOOR, "id": 8, **mark}
    path = answer(tmp_path, *PLACES, JSON_DOOR, gone, way(10, [1, 2]), way(11, [3, 4], **mark))
    assert [w.id for w in read_extract(path).ways] == [10]
    assert [a.id for a in read_extract(path).addresses] == [9]
    assert [one.ref for one in read_addresses(path).elements] == ["node/9"]


def test_deleted_objects_of_a_binary_file_are_not_read(tmp_path: Path) -> None:
    gone = OTHER.replace("<way", '<way version="2" visible="false"')
    path = as_pbf(osm(NODES + LIVING + gone), tmp_path, "a.osh.pbf")
    assert [w.id for w in read_extract(path).ways] == [10]


@pytest.mark.parametrize("mark", MARKS)
def test_a_way_through_a_deleted_node_is_refused(tmp_path: Path, mark: str) -> None:
    nodes = NODES.replace('<node id="2"', f'<node {mark} id="2"')
    path = written(tmp_path / "a.osm", osm(nodes + LIVING))
    with pytest.raises(ExtractError, match=r"marked as deleted \(node/2\); repair these ways"):
        read_extract(path)
    gone = answer(tmp_path, *PLACES[:1], {**PLACES[1], "visible": False}, way(10, [1, 2]))
    with pytest.raises(ExtractError, match=r"marked as deleted \(node/2\)"):
        read_extract(gone)


def test_a_deleted_node_that_nothing_needs_does_no_harm(tmp_path: Path) -> None:
    nodes = NODES.replace('<node id="4"', '<node action="delete" id="4"')
    assert len(read_extract(written(tmp_path / "a.osm", osm(nodes + LIVING))).ways) == 1


# --- cut off ---------------------------------------------------------------------------------


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("name", ["a.osm", "a.xml", "a.osm.gz", "a.osm.bz2"])
@pytest.mark.parametrize(
    "content", [CUT + NODES + LIVING, NODES + CUT + LIVING, NODES + LIVING + CUT]
)
def test_an_answer_that_the_service_cut_off_is_refused(
    tmp_path: Path, read: Callable[[Path], object], name: str, content: str
) -> None:
    with pytest.raises(ExtractError, match="the service cut the answer off: runtime error"):
        read(written(tmp_path / name, osm(content)))


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("remark", ["runtime error: x", "Query timed out", "dispatcher: timeout"])
def test_a_cut_answer_in_json_is_refused(
    tmp_path: Path, read: Callable[[Path], object], remark: str
) -> None:
    with pytest.raises(ExtractError, match="cut the answer off"):
        read(answer(tmp_path, *PLACES, way(10, [1, 2]), remark=remark))


def test_lines_made_from_a_cut_answer_are_refused(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[0.01, 0.01], [0.02, 0.01]]}
    feature = {"type": "Feature", "properties": {"name": "Kitalált utca"}, "geometry": line}
    document = {"type": "FeatureCollection", "features": [feature], "remark": "runtime error: x"}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(ExtractError, match="cut the answer off"):
        read_extract(path)


@pytest.mark.parametrize("remark", ["", "<remark>Have a nice day.</remark>", "<note>data</note>"])
def test_other_remarks_do_no_harm(tmp_path: Path, remark: str) -> None:
    path = written(tmp_path / "a.osm", osm(remark + NODES + LIVING))
    assert len(read_extract(path).ways) == 1


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("name", ["a.osm", "a.osm.gz", "a.osm.bz2", "a.osm.pbf", "a.json"])
def test_a_file_that_breaks_off_anywhere_is_refused(
    tmp_path: Path, read: Callable[[Path], object], name: str
) -> None:
    whole = osm(NODES + DOOR + LIVING)
    if name.endswith(".pbf"):
        body = as_pbf(whole, tmp_path).read_bytes()
    elif name.endswith(".json"):
        body = answer(tmp_path, *PLACES, way(10, [1, 2])).read_bytes()
    else:
        body = written(tmp_path / name, whole).read_bytes()
    part = tmp_path / f"cut_{name}"
    for share in (0.2, 0.5, 0.8, 0.95):
        part.write_bytes(body[: int(share * len(body))])
        with pytest.raises(ExtractError):
            read(part)


# --- histories and changes -------------------------------------------------------------------

FIRST = LIVING.replace("<way", '<way version="1" visible="true"')
SECOND = '<way version="2" visible="true" id="10"><nd ref="3"/><nd ref="4"/></way>'
REMOVED = '<way version="2" visible="false" id="10"/>'
MOVED = (
    '<node version="1" id="5" lon="0.01" lat="0.01"/>'
    '<node version="2" id="5" lon="0.02" lat="0.02"/>'
)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "content",
    [
        NODES + FIRST + SECOND,
        NODES + FIRST + OTHER + SECOND,
        NODES + SECOND + FIRST,
        NODES + FIRST + REMOVED,
        NODES + REMOVED + OTHER + FIRST,
        MOVED + NODES + LIVING,
        MOVED.replace("version=", "changeset=") + NODES + LIVING,
    ],
)
@pytest.mark.parametrize("name", ["a.osm", "a.osm.bz2", "a.osh.pbf"])
def test_a_history_is_refused_whatever_its_order(
    tmp_path: Path, read: Callable[[Path], object], name: str, content: str
) -> None:
    if name.endswith(".pbf"):
        path = as_pbf(osm(content), tmp_path, name)
    else:
        path = written(tmp_path / name, osm(content))
    with pytest.raises(ExtractError, match=r"is a history .* \(osmium time-filter\)"):
        read(path)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "states",
    [
        (way(10, [1, 2], version=1), way(10, [3, 4], version=2)),
        (way(10, [1, 2], version=1), way(10, [], version=2, visible=False)),
        (way(10, [1, 2]), way(10, [3, 4])),
        (node(5, 0.01, 0.01), node(5, 0.02, 0.01)),
    ],
)
def test_a_history_in_json_is_refused(
    tmp_path: Path, read: Callable[[Path], object], states: tuple[dict[str, Any], ...]
) -> None:
    with pytest.raises(ExtractError, match="is a history"):
        read(answer(tmp_path, *PLACES, way(12, [2, 3]), *states))


def test_ways_of_one_file_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    contradiction = LIVING.replace("Kitalált", "Más")
    path = written(tmp_path / "a.osm", osm(NODES + LIVING + contradiction))
    with pytest.raises(ExtractError, match="different things of way/10"):
        read_extract(path)


def test_an_object_that_is_printed_twice_is_one_object(tmp_path: Path) -> None:
    tags = f'<way id="10">{STREET}<tag k="surface" v="asphalt"/></way>'
    extract = read_extract(written(tmp_path / "a.osm", osm(NODES + LIVING + tags + NODES)))
    assert [(w.id, w.nodes, w.tags["surface"]) for w in extract.ways] == [(10, (1, 2), "asphalt")]


def test_versions_of_different_objects_are_no_history(tmp_path: Path) -> None:
    other = OTHER.replace("<way", '<way version="7" visible="true"')
    path = written(tmp_path / "a.osm", osm(NODES + other + FIRST))
    assert sorted(w.id for w in read_extract(path).ways) == [10, 11]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.osm", osm(f"<modify>{NODES}{LIVING}</modify>", "osmChange"), "holds changes and no"),
        ("a.osc", osm(f"<modify>{LIVING}</modify>", "osmChange"), "osmium apply-changes"),
        ("a.osc.gz", osm(f"<delete>{LIVING}</delete>", "osmChange"), "osmium apply-changes"),
        ("a.osm", osm(f'<action type="create">{LIVING}</action>'), "holds changes and no map"),
        ("a.osh", osm(FIRST), "osmium time-filter"),
    ],
)
def test_changes_are_no_map(
    tmp_path: Path, read: Callable[[Path], object], name: str, content: bytes, message: str
) -> None:
    with pytest.raises(ExtractError, match=message):
        read(written(tmp_path / name, content))


def test_an_augmented_diff_in_json_is_no_map(tmp_path: Path) -> None:
    change = {"type": "modify", "old": way(10, [1, 2]), "new": way(10, [3, 4])}
    with pytest.raises(ExtractError, match="holds changes and no map"):
        read_extract(answer(tmp_path, *PLACES, way(11, [3, 4]), change))


# --- places that stand with the ways -----------------------------------------------------------

PLACED = (
    '<nd ref="1" lon="0.01" lat="0.01"/><nd ref="2" lon="0.02" lat="0.01"/>'
    '<nd ref="3" lon="0.02" lat="0.02"/>'
)
HOUSE = (
    f'<way id="12">{PLACED}<nd ref="1" lon="0.01" lat="0.01"/>'
    '<tag k="building" v="yes"/><tag k="addr:housenumber" v="4"/></way>'
)


def test_places_that_stand_with_the_ways_are_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.osm", osm(f'<way id="10">{PLACED}{STREET}</way>{HOUSE}'))
    extract = read_extract(path)
    assert extract.nodes == {1: (0.01, 0.01), 2: (0.02, 0.01), 3: (0.02, 0.02)}
    assert extract.missing_nodes == 0
    (house,) = read_addresses(path).elements
    assert house.place == pytest.approx((0.015, 0.015))
    assert len(read_extract(path, bounds=(0.019, 0.019, 0.021, 0.021)).ways) == 1
    with pytest.raises(ExtractError, match="cut to the right town"):
        read_extract(path, bounds=(5.0, 5.0, 6.0, 6.0))


def test_places_without_ids_join_where_they_are_equal(tmp_path: Path) -> None:
    bare = PLACED.replace('ref="1" ', "").replace('ref="2" ', "").replace('ref="3" ', "")
    second = '<way id="11"><nd lon="0.02" lat="0.02"/><nd lon="0.03" lat="0.02"/>'
    path = written(
        tmp_path / "a.osm", osm(f'<way id="10">{bare}{STREET}</way>{second}{STREET}</way>')
    )
    first, other = read_extract(path).ways
    assert len(set(first.nodes)) == 3
    assert first.nodes[-1] == other.nodes[0]
    places = [{"lon": 0.01, "lat": 0.01}, {"lon": 0.02, "lat": 0.01}, {"lon": 0.02, "lat": 0.02}]
    geometry = {"type": "way", "id": 10, "geometry": places, "tags": way(1, [])["tags"]}
    (same,) = read_extract(answer(tmp_path, geometry)).ways
    assert same.nodes == first.nodes


@pytest.mark.parametrize("name", ["a.osm", "a.osm.gz"])
def test_places_inside_members_and_middles_do_no_harm(tmp_path: Path, name: str) -> None:
    box = '<bounds minlat="0" minlon="0" maxlat="1" maxlon="1"/>'
    line = f'<way id="10">{box}{PLACED}{STREET}</way>'
    inner = PLACED.replace('ref="1" ', "").replace('ref="2" ', "").replace('ref="3" ', "")
    border = (
        f'<relation id="20">{box}'
        f'<member type="way" ref="10" role="outer">{inner}</member>'
        '<tag k="boundary" v="administrative"/><tag k="name" v="A &amp; B &lt;&quot;"/></relation>'
    )
    house = HOUSE.replace("</way>", '<center lat="0.0133" lon="0.0167"/></way>')
    extract = read_extract(written(tmp_path / name, osm(box + line + house + border)))
    assert [(w.id, w.nodes) for w in extract.ways] == [(10, (1, 2, 3))]
    (relation,) = extract.relations
    assert (relation.ways, relation.tags["name"]) == (((10, "outer"),), 'A & B <"')
    assert [a.id for a in extract.addresses] == [12]


@pytest.mark.parametrize("name", ["a.osm", "a.osm.pbf", "a.json"])
def test_ways_without_their_nodes_are_counted_in_the_refusal(tmp_path: Path, name: str) -> None:
    if name == "a.json":
        path = answer(tmp_path, way(10, [1, 2]), way(11, [3, 4]))
    else:
        content = osm(LIVING + OTHER)
        path = as_pbf(content, tmp_path) if "pbf" in name else written(tmp_path / name, content)
    with pytest.raises(ExtractError, match=r"holds 2 ways, but their nodes are not in the file"):
        read_extract(path)


def test_the_date_of_an_answer_in_xml_is_read(tmp_path: Path) -> None:
    meta = '<meta osm_base="2025-01-02T03:04:05Z"/>'
    path = written(tmp_path / "a.osm", osm(meta + NODES + LIVING))
    assert read_extract(path).timestamp == "2025-01-02T03:04:05Z"
