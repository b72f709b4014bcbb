"""Look-ups a second from the server that is recommended, beside a server that does nothing.

    python benchmarks/load.py [--seconds 60] [--connections 16] [--no-page]

Starts `akcioterulet serve --workers 2` in a process group of its own, on a free port of this
machine, with rate limits off (the documented setting). A second process keeps some connections
busy with `POST /api/v1/check`, each with an address of the bundled street list; every answer is
read, and must be a 200 with a verdict. The same is done to a server whose application answers
"{}", under the same settings: what it can do is the ceiling of server and generator here.

Other programs on the machine take time from both, so the processor's time per request is printed
too. Ends with status 1 where a bound is missed, and stops everything that it started.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HERE = Path(__file__).resolve()
ROOT = HERE.parent.parent
GENERATOR = HERE.with_name("load_generator.py")
WORKERS = 2
BOUND_RATE, BOUND_P99_MS = 3_000, 20.0
BOUND_PAGE_BYTES, BOUND_PAGE_MS = 150_000, 1_000
LONGEST_S = 300
"""More than this is no benchmark any more."""
ADDRESSES = 1_000
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Measure; return the exit status."""
    asked = _arguments()
    if asked.empty is not None:
        sys.path.insert(0, str(ROOT))
        from webmap.serving.serving import make_server  # noqa: PLC0415 - only this child serves

        make_server(f"{HERE}:nothing", host="127.0.0.1", port=asked.empty, workers=WORKERS).serve()
        return 0
    seconds = min(max(asked.seconds, 1), LONGEST_S)
    port = free_port()
    with server([sys.executable, str(HERE), "--empty", str(port)], port, "/") as group:
        empty = _load(group, port, seconds=min(seconds, 10), connections=asked.connections)
    _say("a server that does nothing", empty)
    port = free_port()
    serve = [sys.executable, "-m", "webmap", "serve", "--port", str(port)]
    with server([*serve, "--workers", str(WORKERS)], port, "/ready") as group:
        found = _load(group, port, seconds=seconds, connections=asked.connections)
        page = None if asked.no_page else _map_page(f"http://127.0.0.1:{port}/map")
    _say("POST /api/v1/check", found)
    met = _judge(found, empty)
    if page is not None:
        print(f"map page: {page[0]} bytes (bound {BOUND_PAGE_BYTES}), complete in {page[1]:.0f} ms")
        met = met and page[0] < BOUND_PAGE_BYTES and page[1] < BOUND_PAGE_MS
    return 0 if met else 1


def nothing() -> Any:  # noqa: ANN401 - a WSGI application
    """Return an application that answers "{}" and does nothing else."""

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:  # noqa: ANN401
        environ["wsgi.input"].read()
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", "2")])
        return [b"{}"]

    return application


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run of the generator found."""

    rate: float
    """Answers a second."""
    ms: tuple[float, float, float]
    """Median, 99th percentile, longest."""
    answers: int
    errors: int
    seconds: float
    server_us: float
    """Processor's time of all server processes per answer, microseconds."""
    generator_us: float
    others: float
    """Share of the machine that neither server nor generator used, and that was not idle."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--no-page", action="store_true", help="do not open the map in Chromium")
    parser.add_argument("--empty", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def _say(what: str, found: Figures) -> None:
    middle, p99, longest = found.ms
    print(
        f"{what}: {found.rate:,.0f} a second for {found.seconds:.0f} s; {found.answers:,} answers, "
        f"{found.errors} errors; ms: median {middle:.1f}, p99 {p99:.1f}, longest {longest:.1f}; "
        f"processor per answer: server {found.server_us:.0f} µs, generator "
        f"{found.generator_us:.0f} µs; other programs used {found.others:.0%} of the machine"
    )


def _judge(found: Figures, empty: Figures) -> bool:
    per_answer = found.server_us + found.generator_us
    cores = os.cpu_count() or 1
    print(
        f"beside nothing: {found.rate / empty.rate:.2f} of its rate, "
        f"{found.server_us - empty.server_us:.0f} µs of our own per answer; {cores} cores that did "
        f"nothing else would be full at {cores * 1e6 / per_answer:,.0f} a second"
    )
    bounds = {
        f"{BOUND_RATE} a second": found.rate >= BOUND_RATE,
        f"p99 below {BOUND_P99_MS:.0f} ms": found.ms[1] < BOUND_P99_MS,
        "no error": found.errors == 0,
    }
    for name, held in bounds.items():
        print(f"  {'met   ' if held else 'MISSED'} {name}")
    return all(bounds.values())


def _load(group: int, port: int, *, seconds: float, connections: int) -> Figures:
    command = [sys.executable, str(GENERATOR), str(port), str(connections), str(seconds)]
    bodies = "\n".join(json.dumps({"q": text}, ensure_ascii=False) for text in addresses())
    before, machine, idle = _cpu(_members(group)), *_machine()
    done = subprocess.run(  # noqa: S603
        command, input=bodies, capture_output=True, text=True, timeout=seconds + 60, check=True
    )
    used = _cpu(_members(group)) - before
    total, rested = (now - then for now, then in zip(_machine(), (machine, idle), strict=True))
    told = json.loads(done.stdout)
    answers = max(told["answers"], 1)
    others = max(total - rested - used - told["cpu"], 0.0) / max(total, 1e-9)
    return Figures(
        told["answers"] / told["seconds"],
        (told["p50_ms"], told["p99_ms"], told["max_ms"]),
        told["answers"],
        told["errors"],
        told["seconds"],
        1e6 * used / answers,
        1e6 * told["cpu"] / answers,
        others,
    )


def addresses() -> list[str]:
    """Return addresses of the bundled street list, evenly spread over its ranges."""
    sys.path.insert(0, str(ROOT))
    from webmap.ask.services import BundledAreas  # noqa: PLC0415 - after the path is set

    areas = BundledAreas()
    found = []
    for street in areas.streets(areas.list()[0].slug).streets:
        for row in street.rows:
            number = row.numbers.start.number if row.numbers.start else row.highest or 1
            found.append(f"{street.full_name} {number}")
    step = max(len(found) // ADDRESSES, 1)
    return found[::step][:ADDRESSES]


@contextmanager
def server(command: list[str], port: int, path: str) -> Iterator[int]:
    """Run a server in a group of its own, and end the whole group afterwards."""
    with tempfile.TemporaryDirectory() as folder, Path(folder, "log").open("wb") as log:
        environment = {
            **os.environ,
            "AKCIOTERULET_DATA_DIR": folder,
            "AKCIOTERULET_RATE_LIMITS": "no",
        }
        running = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            _wait(port, path, running)
            yield running.pid
        finally:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGTERM)
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()


def _wait(port: int, path: str, running: subprocess.Popen[bytes]) -> None:
    request = f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if running.poll() is not None:
            raise SystemExit(f"the server ended with status {running.returncode}")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 10) as link:
            link.sendall(request)
            if b" 200 " in link.recv(64):
                return
        time.sleep(0.2)
    raise SystemExit("the server was not ready within 60 s")


def free_port() -> int:
    """Return a port of this machine on which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _members(group: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                found += [int(entry.name)] if int(fields[2]) == group else []
    return found


def _cpu(processes: Iterable[int]) -> float:
    """Return the seconds of the processor that processes have used."""
    ticks = 0
    for process in processes:
        with suppress(OSError):
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def _machine() -> tuple[float, float]:
    """Return the seconds of all cores so far, and those in which they were idle."""
    fields = [int(x) for x in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return sum(fields) / TICKS, (fields[3] + fields[4]) / TICKS


def _map_page(address: str) -> tuple[int, float] | None:
    """Return the bytes that the map page transfers and when it is complete; None without browser.

    The first of four runs warms the server up; the figures are the median of the others.
    """
    import shutil  # noqa: PLC0415 - only for this figure

    executable = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - as above
    except ImportError:
        executable = None
    if executable is None:
        print("map page: not measured, there is no Chromium")
        return None
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        found = sorted(_one_page(browser, address) for _ in range(4))
        browser.close()
    return found[-1][0], sorted(ms for _, ms in found)[1]


def _one_page(browser: Any, address: str) -> tuple[int, float]:  # noqa: ANN401 - playwright is an extra
    context = browser.new_context()
    page = context.new_page()
    link = context.new_cdp_session(page)
    link.send("Network.enable")
    sizes: list[float] = []
    link.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(address)
    page.wait_for_selector(".area-map[data-ready][data-backdrop]", state="attached")
    complete = page.evaluate("performance.now()")
    page.wait_for_timeout(300)
    context.close()
    return int(sum(sizes)), complete


if __name__ == "__main__":
    sys.exit(main())
