"""Drift: an edition against a new map. Distances and areas are worked out by hand."""

from __future__ import annotations

import dataclasses
import json
import math
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from click.testing import CliRunner
from shapely.geometry import shape

from boundaries.data_files import DATA
from boundaries.drift import watch as drift_watch
from boundaries.drift.drift import LegChange, apart, compare, compare_leg
from boundaries.edition.areas import bundled_network, compile_area, network_notes
from boundaries.edition.edition import EDITIONS, acceptances, load_edition
from boundaries.errors import DrawnLineError
from boundaries.model import (
    AlternativeArea,
    Certainty,
    CompileStatus,
    Decision,
)
from geo.crs import EOV, WGS84, reproject, transformer
from geo.osm.extract import read_extract
from tests.boundaries.moved_town import drift_of, shifted
from tests.boundaries.town import leg
from webmap.cli.main import cli

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


SLUG = "kecskemet-top-6.9.1"
NETWORK = DATA / "kecskemet" / "network.osm"
XY = tuple[float, float]


def test_the_same_edition_has_no_drift() -> None:
    drift = drift_of(0)
    assert not drift.found
    assert {item.change for item in drift.legs} == {LegChange.SAME}
    assert drift.rim.max_m == 0


def test_a_street_that_moved_gives_metres_and_ground() -> None:
    drift = drift_of(30)
    assert drift.found
    north, east, south, west = drift.legs
    assert north.change is LegChange.MOVED
    assert north.distance is not None
    assert (north.distance.max_m, north.distance.mean_m) == (30, 30)
    # The east street grew from 1000 to 1030 m: 0 to 30 m beyond its old end, 15 on average.
    assert east.distance is not None
    assert east.distance.max_m == 30
    assert east.distance.mean_m == pytest.approx(30 * 15 / 2030, abs=1e-3)
    assert (west.change, south.change) == (LegChange.MOVED, LegChange.SAME)
    assert drift.area.gained.area == pytest.approx(30_000)
    assert drift.area.lost.is_empty
    assert [(j.after_leg, j.moved_m) for j in drift.junctions] == [(1, 30), (4, 30)]
    assert drift.rim.max_m == 30
    # The new north street lies 30 m off and the new ends of the side streets 15 m on average;
    # so do the last 30 m at both ends of the old north street, beside the longer side streets.
    sums = 1000 * 30 + 2 * 30 * 15, 940 * 30 + 2 * 30 * 15
    assert drift.rim.mean_m == pytest.approx(sum(sums) / (4000 + 4060), abs=1e-3)


def test_ground_is_lost_where_a_street_moves_inwards() -> None:
    drift = drift_of(-12.5)
    assert drift.area.lost.area == pytest.approx(12_500)
    assert drift.area.gained.is_empty


def test_less_than_the_tolerance_is_no_drift() -> None:
    assert not drift_of(0.04).found
    assert drift_of(0.06).found
    assert not drift_of(3, tolerance_m=3).found


def changed_leg(**changes: object) -> LegChange:
    then = leg(1)
    return compare_leg(1, then, dataclasses.replace(then, **changes)).change


def test_a_leg_may_change_without_moving() -> None:
    assert changed_leg() is LegChange.SAME
    assert changed_leg(line=(), decision=Decision.STAND_IN) is LegChange.VANISHED
    assert changed_leg(line=(), decision=Decision.UNRESOLVED) is LegChange.INCOMPLETE
    assert changed_leg(walked_as="Fő utca") is LegChange.DECIDED_OTHERWISE
    assert changed_leg(uncertainty_m=15.0) is LegChange.EVIDENCE
    assert changed_leg(certainty=Certainty.LIKELY) is LegChange.EVIDENCE
    assert compare_leg(1, leg(1, decision=Decision.STAND_IN), leg(1)).change is LegChange.APPEARED
    assert compare_leg(5, None, leg(1)).change is LegChange.APPEARED
    assert compare_leg(1, leg(1), None).change is LegChange.VANISHED


def test_a_changed_definition_is_said() -> None:
    drift = compare(shifted(0, definition={"sentence": "a"}), shifted(0, definition={}))
    assert drift.definition_changed == ("sentence",)


def test_the_farthest_point_may_lie_between_corners() -> None:
    # The middle of the long line is the point farthest from the two ends of the other.
    straight = shapely.LineString([(0, 0), (100, 0)])
    bent = shapely.MultiLineString([[(0, 0), (0, -1)], [(100, 0), (100, -1)]])
    found = apart(straight, bent)
    assert found.max_m == 50
    assert found.at == (50.0, 0.0)


# Kecskemét: the bundled network with one street changed.


def call(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["boundary", "diff", SLUG, *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def document(*arguments: object) -> tuple[int, Any]:
    status, output = call(*arguments, "--json")
    return status, json.loads(output)


class Network:
    """The bundled network as XML, to be changed."""

    def __init__(self) -> None:
        self.tree = ET.parse(NETWORK)  # noqa: S314 - the project's own file
        self.root = self.tree.getroot()
        self.nodes = {n.get("id", ""): n for n in self.root.iter("node")}

    def ways(self, name: str) -> list[ET.Element]:
        return [w for w in self.root.iter("way") if self._names(w)[:1] == [name]]

    @staticmethod
    def _names(way: ET.Element) -> list[str | None]:
        return [t.get("v") for t in way.iter("tag") if t.get("k") == "name"]

    def rename(self, name: str, new: str) -> None:
        for way in self.ways(name):
            for tag in way.iter("tag"):
                if tag.get("k") == "name":
                    tag.set("v", new)

    def remove(self, name: str) -> None:
        for way in self.ways(name):
            self.root.remove(way)

    def shift_across(self, name: str, metres: float) -> tuple[list[XY], list[XY]]:
        """Move all but the ends of a street to its left; return the line then and now, EOV."""
        (way,) = self.ways(name)
        refs = [n.get("ref", "") for n in way.iter("nd")]
        to_eov, to_wgs84 = transformer(WGS84, EOV), transformer(EOV, WGS84)
        then = [
            to_eov.transform(
                float(self.nodes[r].get("lon", "")), float(self.nodes[r].get("lat", ""))
            )
            for r in refs
        ]
        (x0, y0), (x1, y1) = then[0], then[-1]
        length = math.hypot(x1 - x0, y1 - y0)
        east, north = -(y1 - y0) / length * metres, (x1 - x0) / length * metres
        now = [then[0], *((x + east, y + north) for x, y in then[1:-1]), then[-1]]
        for ref, place in list(zip(refs, now, strict=True))[1:-1]:
            lon, lat = to_wgs84.transform(*place)
            self.nodes[ref].set("lon", f"{lon:.7f}")
            self.nodes[ref].set("lat", f"{lat:.7f}")
        return then, now

    def write(self, folder: Path) -> Path:
        path = folder / "changed.osm"
        self.tree.write(path, encoding="utf-8")
        return path


def shoelace(ring: Sequence[XY]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2


@pytest.mark.parametrize("variant", ["programme", "ksh"])
def test_the_bundled_network_shows_no_drift(variant: str) -> None:
    status, found = document("--osm", NETWORK, "--variant", variant)
    assert status == 0
    assert found["status"] == "no_drift"
    assert {item["change"] for item in found["legs"]} == {"same"}
    assert (found["area"]["gained_m2"], found["area"]["lost_m2"]) == (0, 0)
    assert found["junctions"] == []
    assert found["rows"]["rows"] == []
    assert "no drift" in call("--osm", NETWORK, "--variant", variant)[1]


@pytest.mark.parametrize(("metres", "side"), [(30.0, "lost"), (-30.0, "gained")])
def test_a_street_moved_by_thirty_metres(tmp_path: Path, metres: float, side: str) -> None:
    network = Network()
    then, now = network.shift_across("Erzsébet körút", metres)
    path = network.write(tmp_path)
    status, found = document("--osm", path)
    assert status == 1
    assert found["status"] == "drift"
    (moved,) = [item for item in found["legs"] if item["change"] != "same"]
    assert (moved["number"], moved["name"], moved["change"]) == (3, "Erzsébet körút", "moved")
    assert moved["distance"]["max_m"] == pytest.approx(30, abs=0.5)
    assert 25 < moved["distance"]["mean_m"] < 30
    assert found["junctions"] == []
    other = {"lost": "gained", "gained": "lost"}[side]
    between = abs(shoelace([*then, *reversed(now)]))
    assert found["area"][f"{side}_m2"] == pytest.approx(between, rel=1e-3)
    assert found["area"][f"{other}_m2"] < 1
    change = found["area"]["now_m2"] - found["area"]["then_m2"]
    assert abs(change) == pytest.approx(between, rel=1e-3)
    ground = reproject(shape(found["area"][side]), WGS84, EOV)
    assert ground.area == pytest.approx(between, rel=1e-3)
    rows = {item["thoroughfare"]: item for item in found["rows"]["rows"]}
    assert rows["Erzsébet körút"]["effect"] == "may_change"
    assert rows["Erzsébet körút"]["rule_m"] == 25
    assert not found["rows"]["exact"]
    assert not any(name.startswith("Halasi") for name in rows)
    output = call("--osm", path)[1]
    assert f"akcioterulet edition accept {SLUG}" in output
    assert "Erzsébet körút  up to 30.0 m" in output


@pytest.mark.parametrize("how", ["removed", "renamed"])
def test_nothing_is_compared_where_a_street_is_gone(tmp_path: Path, how: str) -> None:
    network = Network()
    if how == "removed":
        network.remove("Küküllő utca")
    else:
        network.rename("Küküllő utca", "Kuruc utca")
    path = network.write(tmp_path)
    status, found = document("--osm", path)
    assert status == 3
    assert (found["status"], found["compile_status"]) == ("not_comparable", "incomplete")
    assert "area" not in found
    assert "rows" not in found
    incomplete = [item["name"] for item in found["legs"] if item["change"] == "incomplete"]
    assert incomplete == ["Küküllő utca"]
    assert any(6 in problem["legs"] for problem in found["problems"])
    output = call("--osm", path)[1]
    assert "nothing is compared" in output
    assert "Küküllő utca" in output
    assert "edition accept" not in output


def test_a_street_that_is_renamed_off_the_boundary_is_no_drift_of_the_line(tmp_path: Path) -> None:
    network = Network()
    assert network.ways("Mezei utca")
    network.rename("Mezei utca", "Rét utca")
    status, found = document("--osm", network.write(tmp_path))
    assert status == 1
    assert {item["change"] for item in found["legs"]} == {"same"}
    ((name, effect),) = {(r["thoroughfare"], r["effect"]) for r in found["rows"]["rows"]}
    assert (name, effect) == ("Mezei utca", "may_be_undecidable")


@pytest.mark.parametrize(("status", "code"), [("ambiguous", 4), ("failed", 5)])
def test_an_area_that_is_not_the_only_one_is_not_compared(
    monkeypatch: pytest.MonkeyPatch, status: str, code: int
) -> None:
    outcome = compile_area(SLUG)
    assert outcome.area is not None
    other = AlternativeArea(outcome.area, 1.02, (3,))
    changed = dataclasses.replace(
        outcome, status=CompileStatus(status), alternatives=(other,) if code == 4 else ()
    )
    monkeypatch.setattr(drift_watch, "compile_over", lambda *_, **__: changed)
    got, found = document("--osm", NETWORK)
    assert (got, found["status"], found["compile_status"]) == (code, "not_comparable", status)
    assert len(found["alternatives"]) == (code == 4)
    assert ("another area: " in call("--osm", NETWORK)[1]) == (code == 4)


@pytest.mark.whole  # `test_drift_rows.py` has a made-up register
@pytest.mark.shared_data
def test_with_the_register_of_kecskemet(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "kecskemet" / "nvi2024"
    status, found = document("--osm", NETWORK, "--register", folder)
    assert status == 0
    assert found["rows"]["changed_doors"] == 0
    network = Network()
    network.shift_across("Erzsébet körút", 30.0)
    status, found = document("--osm", network.write(tmp_path), "--register", folder)
    assert status == 1
    # The odd doors of Erzsébet körút are all in district 055, whose border stays behind.
    rows = found["rows"]["rows"]
    (own,) = [row for row in rows if row["basis"] == "leg"]
    assert (own["thoroughfare"], own["parity"], own["doors"]) == ("Erzsébet körút", "odd", 42)
    # What their reach decided keeps clear of the former line only; nothing changes sides.
    assert {row["basis"].split()[0] for row in rows} == {"leg", "reach"}
    assert {(row["verdict_then"], row["verdict_now"]) for row in rows} == {
        ("inside", "undecidable")
    }
    assert found["rows"]["changed_doors"] == sum(row["doors"] for row in rows)


def test_mistakes_are_refused(tmp_path: Path) -> None:
    assert call()[0] == 2
    assert call("--osm", tmp_path / "none.osm")[0] == 2
    assert call("--osm", NETWORK, "--tolerance", "-1")[0] == 2
    assert call("--osm", NETWORK, "--tolerance", "nan")[0] == 2
    assert call("--osm", NETWORK, "--register", tmp_path / "none")[0] == 2


def test_a_reviewed_map_is_taken_into_force_with_its_name_and_date(tmp_path: Path) -> None:
    network = Network()
    network.shift_across("Erzsébet körút", 30.0)
    path, folder = network.write(tmp_path), tmp_path / "editions"
    arguments = ["edition", "accept", SLUG, "--osm", str(path), "--folder", str(folder)]
    arguments += ["--by", "Clerk", "--reason", "new survey", "--on", "2026-11-22"]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, result.output
    taken = load_edition(SLUG, folder=folder)
    assert "changed.osm" in taken.network_note
    assert "changed.osm" in taken.network_notes["en"]
    assert taken.hash != load_edition(SLUG).hash
    assert [a.by for a in acceptances(SLUG, folder)] == ["Clerk"]
    assert len(acceptances(SLUG, DATA / EDITIONS)) == len(acceptances(SLUG))
    # Against the edition in its folder the same map shows no drift, the old one does.
    status, found = document("--osm", path, "--folder", folder)
    assert (status, found["status"], found["rows"]) == (0, "no_drift", None)
    assert "another edition" in found["rows_note"]
    assert document("--osm", NETWORK, "--folder", folder)[0] == 1


def test_the_note_names_the_extract_and_the_state_of_its_data() -> None:
    network = bundled_network(("kecskemet/network.osm",))
    assert "nem ismert" in network_notes(network)["hu"]
    dated = dataclasses.replace(network, source="uj.osm.pbf", timestamp="2026-11-01T20:21:22Z")
    for text in network_notes(dated).values():
        assert "uj.osm.pbf" in text
        assert "2026-11-01T20:21:22Z" in text


def test_an_incomplete_map_is_never_accepted(tmp_path: Path) -> None:
    network = Network()
    network.remove("Küküllő utca")
    folder = tmp_path / "editions"
    arguments = ["edition", "accept", SLUG, "--osm", str(network.write(tmp_path))]
    arguments += ["--folder", str(folder), "--by", "Clerk", "--reason", "none"]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code != 0
    assert "incomplete" in str(result.exception)
    assert not folder.exists()


def test_the_same_lines_as_geojson_show_no_drift(tmp_path: Path) -> None:
    extract = read_extract(NETWORK)
    features = [
        {
            "type": "Feature",
            "properties": dict(way.tags),
            "geometry": {
                "type": "LineString",
                "coordinates": [extract.nodes[node] for node in way.nodes],
            },
        }
        for way in extract.ways
    ]
    path = tmp_path / "lines.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    status, found = document("--osm", path)
    assert status == 0
    assert {item["change"] for item in found["legs"]} == {"same"}


def test_a_drawn_line_takes_part_in_the_comparison(tmp_path: Path) -> None:
    """Leg 12 drawn by hand exactly where the edition has it: decided otherwise, nothing moves."""
    line = reproject(shapely.LineString(load_edition(SLUG).legs[11].line), EOV, WGS84)
    path = tmp_path / "12.geojson"
    path.write_text(
        json.dumps({"type": "LineString", "coordinates": list(line.coords)}), encoding="utf-8"
    )
    drawn = ("--leg", f"12={path}", "--author", "A. Clerk", "--reason", "a plan")
    status, found = document("--osm", NETWORK, *drawn)
    assert status == 1
    changes = {leg["number"]: leg["change"] for leg in found["legs"]}
    assert changes[12] == "decided_otherwise"
    assert found["area"]["gained_m2"] + found["area"]["lost_m2"] < 100
    for wrong in (("--leg", f"12={path}"), ("--leg", f"99={path}", *drawn[2:])):
        arguments = ["boundary", "diff", SLUG, "--osm", str(NETWORK), *wrong]
        assert isinstance(CliRunner().invoke(cli, arguments).exception, DrawnLineError)
