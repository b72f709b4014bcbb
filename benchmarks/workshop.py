"""How soon the bench answers: a change of a draft, and the first map of one that is begun.

    python benchmarks/workshop.py [--cases 40] [--check]

Over the largest bed at hand. Every figure is that of whole requests, as a browser makes them: a
change is the form, the page that it leads to and nothing else; the first map is the form with the
file, the page, its script and the lines below it. Sentences are right ones and wrong ones of 18 to
20 legs, as in `compile_speed.py`, so that what would close a line is tried. The processor's time is
told, that of the process that looks into a map included. Beside each figure stands its ratio to a
page of the same service that compiles nothing. Without the beds nothing is measured.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from compile_speed import KINDS, long_cases  # noqa: E402
from roundtrip import BEDS, beds_folder  # noqa: E402

from boundaries.data_files import VARIABLE  # noqa: E402
from geo.osm.extract import read_extract  # noqa: E402
from webmap.accounts import passwords  # noqa: E402
from webmap.app import create_app  # noqa: E402
from webmap.request.state import state  # noqa: E402
from webmap.store import users  # noqa: E402
from webmap.web.settings import Settings  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.testing import FlaskClient

CHANGE_S, FIRST_MAP_S = 1.0, 2.0
"""Bounds: the 95th percentile of a change, and the median of a first map."""
FIRST_MAPS = 5
PASSWORD = "a bench that is timed"  # noqa: S105  # nosec B105 - of an installation that is thrown away
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_SEEN = re.compile(r'name="seen" value="([0-9]+)"')
_OFFER = re.compile(r'name="offer" value="([0-9a-f]{16})"')


def main(argv: Sequence[str] | None = None) -> int:
    """Measure; return the exit status."""
    parser = argparse.ArgumentParser(description="Time the bench over the largest bed.")
    parser.add_argument("--cases", type=int, default=25)
    parser.add_argument("--check", action="store_true", help="status 1 where a bound is missed")
    asked = parser.parse_args(argv)
    bed = beds_folder() / BEDS["munchen"][0]
    if not bed.is_file():
        print("the beds are not at hand; nothing was measured")
        return 0
    regions = -(-asked.cases // len(KINDS))
    chosen = [case.text for case in long_cases(read_extract(bed), regions)][: asked.cases]
    with tempfile.TemporaryDirectory() as folder:
        client = signed_in(Path(folder))
        first, changes, plain = [], [], []
        for number, text in enumerate(chosen):
            seconds, path = begin(client, text, bed)
            first += [seconds] if number < FIRST_MAPS else []
            plain.append(timed(lambda: client.get("/workshop"))[0])
            changes += work(client, path)
    print(f"{bed.name}, {bed.stat().st_size / 1e6:.2f} MB; {len(chosen)} sentences")
    base = statistics.median(plain)
    p95 = float(np.percentile(changes, 95))
    row("a page that compiles nothing", plain, base)
    row("a change, with its page", changes, base)
    row("the first map after the upload", first, base)
    missed = p95 >= CHANGE_S or statistics.median(first) >= FIRST_MAP_S
    print("a bound is missed" if missed else "every bound is met")
    return 1 if asked.check and missed else 0


def row(name: str, seconds: Sequence[float], base: float) -> None:
    """Print one figure."""
    median, p95 = statistics.median(seconds), float(np.percentile(seconds, 95))
    print(
        f"{name:<32} {len(seconds):>4} times  median {median * 1e3:>6.0f} ms  "
        f"p95 {p95 * 1e3:>6.0f} ms  worst {max(seconds) * 1e3:>6.0f} ms  "
        f"ratio {median / base:>6.1f}"
    )


def signed_in(folder: Path) -> FlaskClient:
    """Return an editor's client of an empty installation."""
    (folder / "areas").mkdir()
    os.environ[VARIABLE] = str(folder / "areas")
    app = create_app(Settings(data_dir=str(folder / "kept"), rate_limits=False))
    with app.app_context(), state().store.session() as session:
        users.create(session, "editor", passwords.make_hash(PASSWORD), ["editor"])
    client = app.test_client()
    page = client.get("/account/login")
    client.post(
        "/account/login",
        data={"name": "editor", "password": PASSWORD, "csrf_token": found(_TOKEN, page.text)},
    )
    return client


def found(pattern: re.Pattern[str], text: str) -> str:
    """Return what stands in a page."""
    match = pattern.search(text)
    if match is None:
        raise SystemExit(f"a page lacks {pattern.pattern}")
    return match.group(1)


def timed(work: Any) -> tuple[float, Any]:  # noqa: ANN401 - whatever the work gives
    """Return how long work takes, and what it gives."""
    start = spent()
    answer = work()
    return spent() - start, answer


def spent() -> float:
    """Return the processor's time of this process and of those that it has started, seconds."""
    own = time.process_time()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own + children.ru_utime + children.ru_stime


def begin(client: FlaskClient, text: str, bed: Path) -> tuple[float, str]:
    """Begin a draft with a map; return the seconds until it is drawn, and the path."""
    token, body = found(_TOKEN, client.get("/workshop").text), bed.read_bytes()
    values = {"title": "speed", "town": "", "text": text, "csrf_token": token}

    def draw() -> str:
        sent = {**values, "map": (io.BytesIO(body), bed.name)}
        answer = client.post("/workshop", data=sent, content_type="multipart/form-data")
        path = answer.headers["Location"].partition("?")[0]
        page = client.get(path)
        if 'class="area-map"' not in page.text:
            raise SystemExit(f"{path}: no map")
        script = re.search(r'<script src="(/workshop/[^"]*map\.js[^"]*)"', page.text)
        if script is None:
            raise SystemExit(f"{path}: no script of a map")
        for part in (script.group(1).replace("&amp;", "&"), f"{path}/backdrop.geojson"):
            client.get(part).get_data()
        return path

    return timed(draw)


def work(client: FlaskClient, path: str) -> list[float]:
    """Take what is offered first, give a leg a side, take both back; return the seconds of each."""
    page, taken = client.get(path).text, []
    offer = _OFFER.search(page)
    steps: list[tuple[str, dict[str, str]]] = []
    if offer is not None:
        steps.append(("take", {"offer": offer.group(1)}))
    ruled = {"step": "ruled", "leg": "2", "rule": "inner_side", "reason": "speed"}
    steps += [("correct", ruled), ("back", {})]
    for what, fields in steps:
        values = {**fields, "area": "1", "seen": found(_SEEN, page)}
        values["csrf_token"] = found(_TOKEN, page)

        def change(what: str = what, values: dict[str, str] = values) -> str:
            answer = client.post(f"{path}/{what}", data=values)
            if answer.status_code != 303:
                raise SystemExit(f"{path}/{what}: {answer.status_code}")
            return client.get(answer.headers["Location"]).text

        seconds, page = timed(change)
        taken.append(seconds)
    return taken


if __name__ == "__main__":
    sys.exit(main())
