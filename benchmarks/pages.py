"""Public pages and a look-up beside a bare answer of the same server, by wrk in one run.

    python benchmarks/pages.py [--rounds 3] [--seconds 3] [--check]

Starts `akcioterulet serve --workers 2` and, beside it, the same server with an application that
answers "{}" and nothing else, both on free ports of this machine, with rate limits off. Each page
is asked for in turn with the bare answer, `wrk -t1 -c8`, several rounds; the median of the ratios
is told. Bounds: a page 0.2 of a bare GET, a look-up 0.5 of a bare POST. Needs wrk (Debian's).
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from load import HERE as LOAD
from load import WORKERS, addresses, free_port, server

PAGES = (
    "/",
    "/?lang=en",
    "/map",
    "/programmes",
    "/events",
    "/downloads",
    "/events.ics",
    "/print",
    "/embed",
    "/info/privacy",
    "/ogc",
    "/ogc/collections",
    "/api/v1/areas",
)
PAGE_BOUND, LOOK_UP_BOUND = 0.2, 0.5
LOOK_UP = "/api/v1/check"
MOST_ROUNDS, MOST_SECONDS = 20, 30


class Run(NamedTuple):
    """What wrk tells."""

    rate: float
    p99: str
    faults: bool


def main() -> int:
    """Measure; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--check", action="store_true", help="status 1 where a bound is missed")
    asked = parser.parse_args()
    wrk = shutil.which("wrk")
    if wrk is None:
        print("wrk is not installed (Debian: apt-get install wrk); nothing was measured")
        return 0
    rounds, seconds = min(asked.rounds, MOST_ROUNDS), min(asked.seconds, MOST_SECONDS)
    bare, port = free_port(), free_port()
    serve = [sys.executable, "-m", "webmap", "serve", "--port", str(port)]
    empty = [sys.executable, str(LOAD), "--empty", str(bare)]
    with (
        tempfile.TemporaryDirectory() as folder,
        server(empty, bare, "/"),
        server([*serve, "--workers", str(WORKERS)], port, "/ready"),
    ):
        post = Path(folder, "post.lua")
        post.write_text(_script(addresses()), encoding="utf-8")
        met = True
        for path in (*PAGES, LOOK_UP):
            script = [] if path != LOOK_UP else ["-s", str(post)]
            bound = PAGE_BOUND if path != LOOK_UP else LOOK_UP_BOUND
            met &= _one(wrk, path, (bare, port), bound, seconds, rounds, script)
    return 0 if met or not asked.check else 1


def _one(
    wrk: str,
    path: str,
    ports: tuple[int, int],
    bound: float,
    seconds: int,
    rounds: int,
    script: list[str],
) -> bool:
    """Measure one path against the bare answer, in turn; tell whether the bound holds."""
    _run(wrk, f"http://127.0.0.1:{ports[1]}{path}", 1, script)  # made for the first time
    pairs = [
        tuple(_run(wrk, f"http://127.0.0.1:{port}{path}", seconds, script) for port in ports)
        for _ in range(rounds)
    ]
    ratio = statistics.median(ours.rate / bare.rate for bare, ours in pairs)
    bare, ours = (statistics.median(pair[i].rate for pair in pairs) for i in (0, 1))
    faulty = any(run.faults for pair in pairs for run in pair)
    met = ratio >= bound and not faulty
    print(
        f"  {'met   ' if met else 'MISSED'} {path}: {ratio:.2f} of the bare answer "
        f"({ours:,.0f} of {bare:,.0f} a second, p99 {pairs[-1][1].p99})"
        + (", with faults" if faulty else ""),
        flush=True,
    )
    return met


def _run(wrk: str, address: str, seconds: int, script: list[str]) -> Run:
    command = [wrk, "-t1", "-c8", f"-d{seconds}s", "--latency", *script]
    command += ["-H", "Accept-Encoding: gzip", address]
    told = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, timeout=seconds + 60, check=True
    ).stdout
    rate = re.search(r"Requests/sec:\s*([\d.]+)", told)
    p99 = re.search(r"99%\s+(\S+)", told)
    return Run(
        float(rate.group(1)) if rate else 0.0,
        p99.group(1) if p99 else "?",
        "Non-2xx" in told or "Socket errors" in told,
    )


def _script(texts: list[str]) -> str:
    """Return what makes wrk post one address after the other."""
    bodies = ",\n".join(f"[[{json.dumps({'q': text}, ensure_ascii=False)}]]" for text in texts)
    return f"""
local bodies = {{ {bodies} }}
local turn = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
request = function()
  turn = turn % #bodies + 1
  return wrk.format(nil, nil, nil, bodies[turn])
end
"""


if __name__ == "__main__":
    sys.exit(main())
