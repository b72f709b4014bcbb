"""How long the public map takes: 5,000 venues to be interactive, the bytes of the map page.

    python benchmarks/maps.py

Serves the bundled area and artificial venues on this machine and opens them in Chromium five
times; prints the median and the bound of each figure, ends with status 1 where one is missed.
"""

from __future__ import annotations

import importlib.util
import logging
import shutil
import statistics
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from webmap.app import create_app
from webmap.ask.services import BundledAreas
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from flask import Flask
    from playwright.sync_api import Browser

VENUES = 5_000
RUNS = 5
BOUND_MS = 1_000
BOUND_BYTES = 150_000
READY = ".area-map[data-ready][data-backdrop]"
VENUE_PAGE = Path(__file__).resolve().parent.parent / "tests" / "browser" / "venue_page.py"


def main() -> int:
    """Measure; return the exit status."""
    pages = _venue_pages()
    areas = BundledAreas()
    slug = areas.list()[0].slug
    venues = pages.grid(VENUES)
    pages.drawn(venues[:1], areas.edition(slug))
    start = time.perf_counter()
    pages.drawn(venues, areas.edition(slug))
    rendered = 1_000 * (time.perf_counter() - start)
    print(f"{VENUES} venues, server: {rendered:.0f} ms")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        settings = Settings(data_dir=folder)
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        with _served(pages.venue_app(_Square(areas, slug), venues, with_list=False)) as base:
            venue_ms = _median(browser, base + "/probe-venues")[0]
        with _served(create_app(settings, areas)) as base:
            page_ms, page_bytes = _median(browser, base + "/map")
        browser.close()
    print(f"{VENUES} venues, interactive: {venue_ms:.0f} ms (bound {BOUND_MS})")
    print(f"map page, complete: {page_ms:.0f} ms (bound {BOUND_MS})")
    print(f"map page, transferred: {page_bytes} bytes (bound {BOUND_BYTES})")
    met = venue_ms < BOUND_MS and page_ms < BOUND_MS and page_bytes < BOUND_BYTES
    return 0 if met else 1


@dataclass
class Received:
    """Bytes that came over the network."""

    total: int = 0

    def add(self, event: dict[str, Any]) -> None:
        """Count one finished answer."""
        self.total += int(event["encodedDataLength"])


class _Square(BundledAreas):
    """The bundled area under the slug that the tests' page asks for."""

    def __init__(self, areas: BundledAreas, slug: str) -> None:
        super().__init__()
        self._areas, self._slug = areas, slug

    def edition(self, slug: str, variant: str = "programme") -> Any:  # noqa: ANN401, ARG002
        return self._areas.edition(self._slug, variant)


def _venue_pages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("venue_page", VENUE_PAGE)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{VENUE_PAGE} is missing; run this from a checkout")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@contextmanager
def _served(app: Flask) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _median(browser: Browser, address: str) -> tuple[float, int]:
    """Open a page several times, each with an empty cache; return milliseconds and bytes."""
    times, sizes = [], []
    for _ in range(RUNS):
        context = browser.new_context()
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        received = Received()
        session.on("Network.loadingFinished", received.add)
        page.goto(address)
        page.wait_for_selector(READY, state="attached")
        times.append(page.evaluate("performance.now()"))
        page.wait_for_timeout(300)
        sizes.append(received.total)
        context.close()
    return statistics.median(times), int(statistics.median(sizes))


if __name__ == "__main__":
    sys.exit(main())
