"""Live extracts, against a loopback server that replays answers and errors."""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import stat
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from geo.errors import (
    CoordinateError,
    PlaceError,
    SourceAnswerError,
    SourceError,
    SourceRefusedError,
    SourceUnavailableError,
)
from geo.fetch import Manners
from geo.network import LineNetwork, WayKind
from geo.osm.extract import read_extract
from geo.osm.overpass import SERVICE, Box, DatedExtract, Place, build_query, fetch_extract

from .replay import BUSY_PAGE, Replay, Scripted, as_json, tiny_answer

if TYPE_CHECKING:
    from pathlib import Path

QUICK = Manners(connect_s=2.0, silence_s=0.3, total_s=5.0)
TOWN = Place("T")


def fetched(
    server: Replay,
    folder: Path,
    area: Place | Box = TOWN,
    **more: Any,  # noqa: ANN401 - the options of fetch_extract
) -> DatedExtract:
    options: dict[str, Any] = {
        "manners": QUICK,
        "sleep": lambda _: None,
        "service": server.url,
        **more,
    }
    return fetch_extract(area, folder=folder, **options)


# --- the query -------------------------------------------------------------------------------


def test_the_query_that_is_sent_asks_for_everything_once(tmp_path: Path) -> None:
    with Replay(as_json(tiny_answer(town="Kecskemét"))) as server:
        fetched(server, tmp_path, Place("Kecskemét"))
    (asked,) = server.asked
    assert asked.method == "POST"
    assert asked.headers["User-Agent"].startswith("akcioterulet/")
    assert set(asked.form) == {"data"}
    query = asked.form["data"]
    assert query.startswith("[out:json][timeout:180];\n")
    assert (
        'area["boundary"="administrative"]["admin_level"="8"]["name"="Kecskemét"]->.town;' in query
    )
    for part in (
        'way(area.town)["highway"];',  # all of them: unnamed links join the named
        'way(area.town)["railway"];',
        'rel(bw.lines)["route"~"^(railway|tracks)$"];',  # line numbers stand on relations
        'way(area.town)["waterway"];',
        'way(area.town)["natural"~"^(water)$"];',
        'rel(area.town)["natural"~"^(water)$"];',
        'rel(area.town)["place"~"^(island|islet|square)$"];',
        'rel(area.town)["type"="multipolygon"]["highway"]["name"];',  # squares
        'rel(area.town)["area:highway"]["name"];',
        'way(area.town)["area:highway"]["name"];',
        'way(area.town)["disused:highway"];',
        'rel(bw.lines)["type"~"^(associatedStreet|street)$"]["name"];',
        "rel(pivot.town)->.home;",
        "(way(r.home);way(r.inner);)->.rims;",  # an area filter misses its own rim
        'rel(bw.rims)["boundary"="administrative"]->.borders;',
        'node(area.town)["addr:housenumber"];\nout body;',
        'way(area.town)["addr:housenumber"];\nout tags center;',
        "node(w.ways);\nout skel;",
    ):
        assert part in query


def test_the_query_for_a_box_has_its_sides_in_overpass_order() -> None:
    query = build_query(Box((19.6, 46.8, 19.7, 46.9)))
    assert 'way(46.8000000,19.6000000,46.9000000,19.7000000)["highway"];' in query
    assert "area.town" not in query
    assert "pivot" not in query
    assert "home" not in query


@pytest.mark.parametrize("area", [Place("A"), Place("A", 9), Box((19.6, 46.8, 19.7, 46.9))])
def test_every_set_is_filled_before_it_is_read(area: Place | Box) -> None:
    filled: set[str] = set()
    used: set[str] = set()
    for statement in build_query(area).rstrip(";\n").split(";\n"):
        whole, _, target = statement.rpartition("->.")
        text = re.sub(r'"[^"]*"', "", whole or statement)
        read = set(re.findall(r"(?<![0-9])\.([a-z]+)", text))
        assert read <= filled, statement
        used |= read
        if whole:
            filled.add(target)
    assert used == filled
    assert {"lines", "rims", "parts", "inner", "borders", "shapes", "routes"} <= used


@pytest.mark.parametrize(
    ("name", "literal"),
    [
        ("Kunszentmiklós", '"Kunszentmiklós"'),
        ("  Pirtó ", '"Pirtó"'),
        ("Pirto\u0301", '"Pirtó"'),
        ('a"];out;//', '"a\\"];out;//"'),
        ("a\\", '"a\\\\"'),
        ('a\\"', '"a\\\\\\""'),
    ],
)
def test_a_name_cannot_leave_its_string(name: str, literal: str) -> None:
    line = build_query(Place(name)).splitlines()[1]
    head = 'area["boundary"="administrative"]["admin_level"="8"]["name"='
    assert line == f"{head}{literal}]->.town;"


@pytest.mark.parametrize("name", ["", "   ", "a\nout;", "a\x00", "a\u202eb", "x" * 101])
def test_names_that_no_place_has_are_refused(name: str) -> None:
    with pytest.raises(PlaceError, match="place name"):
        build_query(Place(name))


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ((46.8, 19.6, 46.9, 19.5), "no box"),
        ((19.7, 46.8, 19.6, 46.9), "no box"),
        ((19.6, 46.8, 19.6, 46.9), "no box"),
        ((float("nan"), 46.8, 19.7, 46.9), "no box"),
        ((16.0, 45.7, 23.0, 48.7), "too much to ask"),
    ],
)
def test_boxes_that_are_none_or_too_large_are_refused(
    bounds: tuple[float, float, float, float], message: str
) -> None:
    with pytest.raises(CoordinateError, match=message):
        build_query(Box(bounds))


# --- what is saved ---------------------------------------------------------------------------


def test_the_answer_is_saved_as_it_came_with_a_record_beside_it(tmp_path: Path) -> None:
    scripted = as_json(tiny_answer())
    with Replay(scripted) as server:
        saved = fetched(server, tmp_path / "new" / "folder")
    digest = hashlib.sha256(scripted.body).hexdigest()
    assert saved.path.read_bytes() == scripted.body
    assert saved.path.name == f"t_20250102T030405Z_{digest[:8]}.json"
    record = json.loads(saved.sidecar.read_text(encoding="utf-8"))
    assert record["file"] == saved.path.name
    assert record["sha256"] == saved.sha256 == digest
    assert record["query"] == server.asked[0].form["data"]
    assert record["service"] == server.url
    assert record["osm_timestamp"] == saved.timestamp == "2025-01-02T03:04:05Z"
    assert record["licence"] == "© OpenStreetMap contributors, ODbL 1.0"
    assert record["area"] == {"name": "T", "admin_level": 8}
    assert record["counts"] == {"ways": 5, "nodes": 4, "relations": 2, "addresses": 2}
    assert (saved.notes, saved.from_cache) == ((), False)
    assert sorted(p.name for p in saved.path.parent.iterdir()) == [
        saved.path.name,
        saved.sidecar.name,
    ]
    assert stat.S_IMODE(saved.path.stat().st_mode) & 0o400


def test_the_saved_extract_reads_back_into_a_network(tmp_path: Path) -> None:
    with Replay(as_json(tiny_answer())) as server:
        saved = fetched(server, tmp_path)
    assert read_extract(saved.path) == saved.extract
    network = LineNetwork.from_extract(saved.extract)
    assert network.timestamp == "2025-01-02T03:04:05Z"
    kinds = {way.id: way.kind for way in network.ways}
    assert kinds == {
        -10: WayKind.STREET,
        -11: WayKind.STREET,
        -12: WayKind.STREET,
        -13: WayKind.RAILWAY,
        -14: WayKind.BORDER,
    }


def test_two_answers_of_one_minute_do_not_overwrite_each_other(tmp_path: Path) -> None:
    more = tiny_answer(generator="another")
    with Replay(as_json(tiny_answer()), as_json(more), as_json(more)) as server:
        paths = [fetched(server, tmp_path).path for _ in range(3)]
    assert paths[0] != paths[1] == paths[2]
    assert len(list(tmp_path.iterdir())) == 4


def test_a_box_is_saved_under_its_label(tmp_path: Path) -> None:
    box = Box((0.0, 0.0, 0.1, 0.1), label="../Külső rész")
    with Replay(as_json(tiny_answer())) as server:
        saved = fetched(server, tmp_path, box)
    assert saved.path.parent == tmp_path
    assert saved.path.name.startswith("kulso-resz_2025")
    record = json.loads(saved.sidecar.read_text(encoding="utf-8"))
    assert record["area"] == {"bounds": [0.0, 0.0, 0.1, 0.1], "label": "../Külső rész"}


def test_an_answer_without_the_border_of_the_place_says_so(tmp_path: Path) -> None:
    with Replay(as_json(tiny_answer(town="U"))) as server:
        saved = fetched(server, tmp_path)
    (note,) = saved.notes
    assert "does not hold the border of 'T'" in note
    assert json.loads(saved.sidecar.read_text(encoding="utf-8"))["notes"] == [note]


# --- the cache -------------------------------------------------------------------------------


def test_the_second_time_nothing_is_sent(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    with Replay(as_json(tiny_answer())) as server:
        first = fetched(server, tmp_path / "a", cache=cache)
        second = fetched(server, tmp_path / "b", cache=cache)
    assert len(server.asked) == 1
    assert (first.from_cache, second.from_cache) == (False, True)
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.extract == second.extract


@pytest.mark.parametrize("change", ["old", "from the future", "damaged", "other query", "never"])
def test_what_the_cache_cannot_vouch_for_is_fetched_again(tmp_path: Path, change: str) -> None:
    cache = tmp_path / "cache"
    more: dict[str, Any] = {"cache": cache}
    with Replay(as_json(tiny_answer()), as_json(tiny_answer())) as server:
        fetched(server, tmp_path, cache=cache)
        (kept,) = cache.iterdir()
        if change == "damaged":
            kept.write_bytes(kept.read_bytes()[:200])
        elif change == "other query":
            more["area"] = Place("T", 9)
        elif change == "never":
            more["max_age"] = timedelta(0)
        else:
            hours = 25 if change == "old" else -1
            os.utime(kept, (time.time() - hours * 3600,) * 2)
        again = fetched(server, tmp_path, **more)
    assert not again.from_cache
    assert len(server.asked) == 2


def test_the_record_tells_when_a_cached_answer_was_fetched(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    with Replay(as_json(tiny_answer())) as server:
        fetched(server, tmp_path, cache=cache)
        (kept,) = cache.iterdir()
        os.utime(kept, (1_700_000_000,) * 2)
        saved = fetched(server, tmp_path, cache=cache, max_age=timedelta(days=36500))
    record = json.loads(saved.sidecar.read_text(encoding="utf-8"))
    assert record["fetched"] == "2023-11-14T22:13:20+00:00"


# --- faults ----------------------------------------------------------------------------------

WHOLE = as_json(tiny_answer()).body
HOLLOW = tiny_answer()
HOLLOW["elements"] = [e for e in HOLLOW["elements"] if e["id"] != -1]
TIMED_OUT = 'runtime error: Query timed out in "query" at line 7 after 181 seconds.'
NO_MEMORY = 'runtime error: Query run out of memory in "recurse" at line 9.'


@pytest.mark.parametrize(
    ("answers", "fault", "message"),
    [
        ([Scripted(BUSY_PAGE, 429)] * 4, SourceUnavailableError, "429"),
        ([Scripted(BUSY_PAGE, 504)] * 4, SourceUnavailableError, "504"),
        ([Scripted(BUSY_PAGE, 400)], SourceRefusedError, "too busy & cannot answer"),
        ([Scripted(BUSY_PAGE)], SourceAnswerError, "web page instead of map data"),
        ([Scripted(WHOLE, sent=400)], SourceAnswerError, "breaks off"),
        ([Scripted(WHOLE[:400], length=False)], SourceAnswerError, "not Overpass JSON"),
        ([Scripted(b"")], SourceAnswerError, "not Overpass JSON"),
        ([Scripted(b"[]")], SourceAnswerError, 'no "elements" list'),
        ([as_json(tiny_answer(remark=TIMED_OUT))], SourceAnswerError, "Query timed out"),
        ([as_json(tiny_answer(remark=NO_MEMORY))], SourceAnswerError, "out of memory"),
        ([as_json(HOLLOW)], SourceAnswerError, "lacks 4 nodes"),
        ([as_json(tiny_answer(osm3s={}))], SourceAnswerError, "how old its data are"),
        (
            [as_json(tiny_answer(osm3s={"timestamp_osm_base": "../../x"}))],
            SourceAnswerError,
            "how old its data are",
        ),
        ([Scripted(WHOLE, wait_s=5)], SourceUnavailableError, "silent"),
        ([as_json(tiny_answer(elements=[]))], PlaceError, "no area called 'T'"),
    ],
)
def test_a_fault_leaves_no_file_behind(
    tmp_path: Path, answers: list[Scripted], fault: type[SourceError], message: str
) -> None:
    with Replay(*answers) as server, pytest.raises(fault, match=message):
        fetched(server, tmp_path / "out", cache=tmp_path / "cache")
    assert len(server.asked) == len(answers)
    assert list(tmp_path.iterdir()) == []


def test_a_service_that_is_down(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/api/interpreter"
        with pytest.raises(SourceUnavailableError, match="connection refused"):
            fetch_extract(TOWN, folder=tmp_path, service=url)
    assert list(tmp_path.iterdir()) == []


def test_namesakes_are_listed_and_none_is_taken(tmp_path: Path) -> None:
    answer = tiny_answer()
    answer["elements"].append({**answer["elements"][0], "id": -40})
    with (
        Replay(as_json(answer)) as server,
        pytest.raises(PlaceError, match=r"2 areas called 'T'.*relation/-30, relation/-40"),
    ):
        fetched(server, tmp_path)


def test_busy_and_then_served(tmp_path: Path) -> None:
    waits: list[float] = []
    busy = Scripted(BUSY_PAGE, 429, {"Retry-After": "20"})
    with Replay(busy, Scripted(BUSY_PAGE, 504), as_json(tiny_answer())) as server:
        saved = fetched(server, tmp_path, sleep=waits.append)
    assert waits == [20.0, 30.0]
    assert saved.extract.ways
    assert len({asked.form["data"] for asked in server.asked}) == 1


def test_the_service_is_https_unless_told_otherwise() -> None:
    assert SERVICE.startswith("https://")


# --- the recorded answer of a real service ---------------------------------------------------


@pytest.fixture(scope="module")
def recorded(shared_data: Path) -> Scripted:
    path = shared_data / "beds/kaposvar/overpass_named_highways_2025-07-24.json"
    return Scripted(path.read_bytes(), headers={"Content-Type": "application/json"})


@pytest.mark.shared_data
def test_a_real_answer_becomes_a_dated_extract(tmp_path: Path, recorded: Scripted) -> None:
    with Replay(recorded) as server:
        saved = fetched(server, tmp_path, Place("Kaposvár"))
    assert '["name"="Kaposvár"]' in server.asked[0].form["data"]
    assert saved.path.name.startswith("kaposvar_20250724T122636Z_")
    assert saved.path.read_bytes() == recorded.body
    assert saved.timestamp == "2025-07-24T12:26:36Z"
    assert len(saved.extract.ways) == 1581
    assert len({w.tags["name"] for w in saved.extract.ways}) == 544
    # That answer was to a query for named highways only.
    assert saved.notes


@pytest.mark.shared_data
@pytest.mark.parametrize("share", [0.01, 0.5, 0.999])
def test_a_real_answer_that_is_cut_off_is_refused(
    tmp_path: Path, recorded: Scripted, share: float
) -> None:
    sent = int(len(recorded.body) * share)
    answers = [Scripted(recorded.body, sent=sent), Scripted(recorded.body[:sent], length=False)]
    with Replay(*answers) as server:
        for _ in answers:
            with pytest.raises(SourceAnswerError):
                fetched(server, tmp_path, Place("Kaposvár"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.shared_data
def test_osmnx_reads_the_same_answer_into_the_same_streets(
    tmp_path: Path, recorded: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    import osmnx  # noqa: PLC0415 - takes a second; only this test needs it

    with Replay(recorded, recorded) as server:
        ours = fetched(server, tmp_path, Place("Kaposvár")).extract
        # osmnx replaces the process's name resolution; this puts it back.
        monkeypatch.setattr(socket, "getaddrinfo", socket.getaddrinfo)
        monkeypatch.setattr(osmnx.settings, "overpass_url", server.url.removesuffix("/interpreter"))
        monkeypatch.setattr(osmnx.settings, "overpass_rate_limit", False)
        monkeypatch.setattr(osmnx.settings, "use_cache", False)
        lon, lat = zip(*ours.nodes.values(), strict=True)
        graph = osmnx.graph_from_bbox(
            (min(lon) - 0.01, min(lat) - 0.01, max(lon) + 0.01, max(lat) + 0.01),
            custom_filter='["highway"]["name"]',
            simplify=False,
            retain_all=True,
        )
    theirs = {frozenset((u, v)) for u, v in graph.edges()}
    assert theirs == {
        frozenset(pair) for w in ours.ways for pair in zip(w.nodes, w.nodes[1:], strict=False)
    }
    assert {data["osmid"] for *_, data in graph.edges(data=True)} == {w.id for w in ours.ways}
    assert {n: (d["x"], d["y"]) for n, d in graph.nodes(data=True)} == ours.nodes
