"""A headless Chromium that can reach nothing but this machine, and a server for it."""

from __future__ import annotations

import datetime as dt
import itertools
import logging
import shutil
import threading
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import pytest
import pytest_socket
from werkzeug.serving import make_server

from boundaries.clock import Clock
from boundaries.data_files import VARIABLE
from tests.browser import venue_page
from tests.made_up_square import write_square
from tests.patience import PATIENCE_MS
from tests.webmap import fakes as fake_areas
from tests.webmap.forms import PASSWORD
from webmap.accounts import passwords
from webmap.app import create_app
from webmap.request.state import state
from webmap.store import users
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Flask
    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Locator,
        Page,
        Request,
    )
    from werkzeug.wsgi import ClosingIterator

    from webmap.ask.services import Areas

HERE = Path(__file__).parent
NEEDLESS = (
    # What a person types into a browser's own address bar; every page would begin with two
    # documents for it, which cost more than most of the pages of this suite.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    # Of what Playwright turns off, and what this list replaces.
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
"""Features of Chromium that no test needs; a name that a Chromium does not know is passed over."""
ARGUMENTS = (
    # A page of a test is not there long enough to be compiled for speed beside its own work, which
    # took a fifth of what a page with a map costs; nor to have the memory of its start swept.
    "--js-flags=--no-opt,--min-semi-space-size=32",
    f"--disable-features={','.join(NEEDLESS)}",
    # No other host has an address; `Watch` tells which one was asked for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE [::1]",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The same engine without the window around it takes less of the processor's time for a page."""
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if item.nodeid.startswith("tests/browser/"):
            item.add_marker(pytest.mark.browser)


@dataclass
class Watch:
    """What a page did that it should not have done."""

    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    answered: set[str] = field(default_factory=set)
    """Other hosts in whose place the test itself answers."""

    def request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        own = LOOPBACK | self.answered
        if parts.scheme not in {"data", "blob", "file", "about"} and parts.hostname not in own:
            self.foreign.append(request.url)

    def console(self, message: ConsoleMessage) -> None:
        # A browser asks by itself for an icon where an answer names none, as JSON does.
        of_itself = message.location.get("url", "").endswith("/favicon.ico")
        if message.type in {"error", "warning"} and not of_itself:
            self.errors.append(message.text)

    def follow(self, context: BrowserContext) -> None:
        context.on("request", self.request)
        context.on("console", self.console)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def assert_clean(self) -> None:
        assert self.foreign == []
        assert self.errors == []


@pytest.fixture(scope="session")
def fakes() -> ModuleType:
    """The same fakes that the tests of the pages use."""
    return fake_areas


@contextmanager
def sockets() -> Iterator[None]:
    """Allow what Playwright needs to talk to its own driver: pipes and local sockets.

    The tests' promise that nothing else is reached is kept by the browser's own rules, by which
    no other host has an address; `Watch` notes every request that would go there. Nothing is
    held up to be looked at: a browser whose requests are, keeps no file from page to page.
    """
    pytest_socket.enable_socket()
    yield
    pytest_socket.disable_socket(allow_unix_socket=True)


def whole_pages(driver: ModuleType, patch: pytest.MonkeyPatch) -> None:
    """Let a click or a key that leads to another page end when that page is there.

    By itself it ends as soon as the page begins, and on a busy machine a page that is read then
    holds its head and not yet its end.
    """
    for kind, act in itertools.product((driver.Page, driver.Locator), ("click", "press")):
        patch.setattr(kind, act, _and_wait(getattr(kind, act)))


def _and_wait(act: Callable[..., None]) -> Callable[..., None]:
    def acted(on: Page | Locator, *given: object, **named: object) -> None:
        act(on, *given, **named)
        page = on.page if hasattr(on, "page") else on
        page.wait_for_load_state("domcontentloaded")

    return acted


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if executable is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sockets(), playwright.sync_playwright() as driver, pytest.MonkeyPatch.context() as patch:
        whole_pages(playwright, patch)
        running = driver.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield running
        running.close()


@pytest.fixture(autouse=True)
def _with_sockets(socket_enabled: None) -> None:
    """Every test here serves and browses; see `sockets`."""


@contextmanager
def served(areas: Areas | None, settings: Settings | None = None) -> Iterator[str]:
    """Serve the application on a free port of this machine."""
    with served_app(create_app(settings or Settings(), areas)) as address:
        yield address


def told_of_the_end(app: Flask) -> WSGIApplication:
    """Let an answer's files be closed however its connection ends.

    Werkzeug's own server does not close an answer when the browser breaks the connection off
    in a certain moment; a generator closes what it holds when it is dropped itself.
    """

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes]:
        body = app(environ, start)
        with closing(cast("ClosingIterator", body)) if hasattr(body, "close") else nullcontext():
            yield from body

    return answer


@contextmanager
def served_app(app: Flask) -> Iterator[str]:
    """Serve any application on a free port of this machine."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, told_of_the_end(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def serve() -> Callable[[Areas | None], object]:
    return served


@pytest.fixture(scope="session")
def serve_app() -> Callable[[Flask], object]:
    return served_app


@pytest.fixture(scope="session")
def venue_pages() -> ModuleType:
    """The page around the venue map; see its module."""
    return venue_page


@pytest.fixture
def base(fakes: ModuleType) -> Iterator[str]:
    with served(fakes.FakeAreas()) as address:
        yield address


@pytest.fixture
def watch() -> Watch:
    return Watch()


WIDTHS = [
    pytest.param((390, 844), id="phone"),
    pytest.param((1280, 900), id="desk", marks=[pytest.mark.whole, pytest.mark.sweep]),
]
"""The narrow window, where pages break; in the wide one pages are seen by `test_axe_all.py`, and
much by the tests with a `desk_page`."""


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Browser, watch: Watch) -> Iterator[Page]:
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, locale="hu-HU")
    context.set_default_timeout(PATIENCE_MS)
    watch.follow(context)
    yield context.new_page()
    context.close()


@pytest.fixture
def desk_page(browser: Browser, watch: Watch) -> Iterator[Page]:
    """A page of one size, for what does not depend on it."""
    context = browser.new_context(locale="hu-HU")
    context.set_default_timeout(PATIENCE_MS)
    watch.follow(context)
    yield context.new_page()
    context.close()


@pytest.fixture
def scriptless_page(browser: Browser, watch: Watch) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, locale="hu-HU")
    context.set_default_timeout(PATIENCE_MS)
    watch.follow(context)
    yield context.new_page()
    context.close()


ONLY_WHAT_IS_WRONG = """
;(() => {
    const run = axe.run;
    axe.run = async (where, options) => {
        const found = await run.call(axe, where, {resultTypes: ["violations"], ...options});
        const nodes = all => all.map(({html, target}) => ({html, target}));
        return {
            violations: found.violations.map(one => ({id: one.id, nodes: nodes(one.nodes)})),
            passes: found.passes.map(({id}) => ({id})),
        };
    };
})();
"""
"""axe also tells of every element what is not wrong, at a length that takes long to hand over."""


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core, whose answer names violations with their elements, and the rules that passed."""
    source = HERE / "vendor" / "axe-core" / "axe.min.js"
    return source.read_text(encoding="utf-8") + ONLY_WHAT_IS_WRONG


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A made-up town of four streets round a square, as a map to upload."""
    return write_square(tmp_path / "town.geojson")


@pytest.fixture
def workshop(tmp_path: Path, serve_app: Callable[[object], Any]) -> Iterator[str]:
    """Serve an empty installation with two editors and an approver."""
    own = tmp_path / "areas"
    own.mkdir()
    settings = Settings(data_dir=str(tmp_path / "kept"), rate_limits=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(own))
        app = create_app(settings, clock=Clock.on(dt.date(2026, 11, 29)))
        hashed = passwords.make_hash(PASSWORD)
        with app.app_context(), state().store.session() as session:
            for name, role in (("anna", "editor"), ("bela", "editor"), ("dora", "approver")):
                users.create(session, name, hashed, [role])
        with serve_app(app) as address:
            yield address
