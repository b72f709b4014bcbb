"""A loopback server that answers as it is told, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Mapping

BUSY_PAGE = b"""<?xml version="1.0" encoding="UTF-8"?>
<html><head><title>Busy</title></head><body>
<p><strong>Error</strong>: the server is probably too busy &amp; cannot answer</p></body></html>"""


@dataclass(frozen=True)
class Scripted:
    """One answer."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: int | None = None
    """Bytes of the body that really leave before the line goes dead; None = all."""
    length: bool = True
    """False sends no Content-Length, so that only the end of the connection ends the body."""
    wait_s: float = 0.0
    """Seconds of silence before the status line."""
    drip_s: float = 0.0
    """Seconds between single bytes of the body."""


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    form: Mapping[str, str]


class Replay:
    """Serves scripted answers in turn; a request beyond the script is answered with 418."""

    def __init__(self, *script: Scripted) -> None:
        self.script = list(script)
        self.asked: list[Asked] = []
        self._over = threading.Event()
        self._server = _Server(self)
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/api/interpreter"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, asked: Asked) -> Scripted:
        """Remember a request and return the answer whose turn it is."""
        self.asked.append(asked)
        return self.script.pop(0) if self.script else Scripted(status=418)

    def wait(self, seconds: float) -> bool:
        """Wait, and return True at once when the test is over."""
        return self._over.wait(seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, replay: Replay) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replay = replay


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self._answer({name: values[0] for name, values in parse_qs(body).items()})

    def _answer(self, form: Mapping[str, str]) -> None:
        asked = Asked(self.command, self.path, dict(self.headers.items()), form)
        try:
            self._send(self.server.replay.take(asked))
        except ConnectionError:
            self.close_connection = True

    def _send(self, scripted: Scripted) -> None:
        self.server.replay.wait(scripted.wait_s)
        self.send_response(scripted.status)
        for name, value in scripted.headers.items():
            self.send_header(name, value)
        if scripted.length:
            self.send_header("Content-Length", str(len(scripted.body)))
        self.end_headers()
        body = scripted.body[: scripted.sent]
        if not scripted.drip_s:
            self.wfile.write(body)
            return
        for byte in body:
            self.wfile.write(bytes([byte]))
            if self.server.replay.wait(scripted.drip_s):
                return

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def tiny_answer(*, town: str = "T", **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return an answer shaped as Overpass writes it; names are letters, ids and places invented.

    A square of four nodes far from any town (in the Gulf of Guinea): street A along the south,
    B along the east, an unnamed link along the north, a railway that only its relation numbers,
    the border of the town, and one address each on a node and on a building.
    """
    corners = [(-1, 0.01, 0.01), (-2, 0.02, 0.01), (-3, 0.02, 0.02), (-4, 0.01, 0.02)]
    border = {"boundary": "administrative", "admin_level": "8", "name": town}
    elements: list[dict[str, Any]] = [
        {"type": "relation", "id": -30, "tags": border, "members": [_member(-14)]},
        {
            "type": "relation",
            "id": -31,
            "tags": {"type": "route", "route": "tracks", "ref": "7"},
            "members": [_member(-13), {"type": "node", "ref": -1, "role": "stop"}],
        },
        _way(-10, [-1, -2], highway="residential", name="A"),
        _way(-11, [-2, -3], highway="residential", name="B"),
        _way(-12, [-3, -4], highway="service"),
        _way(-13, [-4, -1], railway="rail"),
        {"type": "way", "id": -14, "nodes": [-1, -2, -3, -4, -1]},
        *({"type": "node", "id": n, "lon": lon, "lat": lat} for n, lon, lat in corners),
        {
            "type": "node",
            "id": -5,
            "lon": 0.015,
            "lat": 0.0101,
            "tags": {"addr:street": "A", "addr:housenumber": "1"},
        },
        {
            "type": "way",
            "id": -15,
            "center": {"lon": 0.0199, "lat": 0.015},
            "tags": {"building": "yes", "addr:street": "B", "addr:housenumber": "2"},
        },
    ]
    answer = {
        "version": 0.6,
        "generator": "Overpass API (replayed)",
        "osm3s": {"timestamp_osm_base": "2025-01-02T03:04:05Z"},
        "elements": elements,
    }
    return {**answer, **changes}


def _member(way: int) -> dict[str, Any]:
    return {"type": "way", "ref": way, "role": "outer"}


def _way(osm_id: int, nodes: list[int], **tags: str) -> dict[str, Any]:
    return {"type": "way", "id": osm_id, "nodes": nodes, "tags": tags}


def as_json(answer: Mapping[str, Any], **more: Any) -> Scripted:  # noqa: ANN401 - dataclass fields
    """Return an answer as the service would send it."""
    return Scripted(
        json.dumps(answer).encode(), headers={"Content-Type": "application/json"}, **more
    )
