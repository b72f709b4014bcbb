"""Every state of a file as its owner sees it, under axe: light and narrow, dark and wide."""

from __future__ import annotations

import contextlib
import html
import io
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from boundaries.files.holding import LOCK
from boundaries.files.running import JobProgress, JobState, write_progress
from geo.files import locked
from tests.browser.barriers import found_by, violations
from tests.browser.drawn import settled
from tests.browser.people import sign_in
from webmap.accounts import passwords
from webmap.app import create_app
from webmap.ask.services import BundledAreas
from webmap.files import desk as desk_module
from webmap.files import folders, tasks
from webmap.files.arrivals import Sent
from webmap.files.folders import TRIAGE, order_of, put_order
from webmap.files.scope import EVERYWHERE
from webmap.files.shown import code_text
from webmap.files.views import desk
from webmap.request.state import state
from webmap.store import jobs, users
from webmap.web.i18n import texts
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Page

    from webmap.store.tables import Job, User

NAME, PASSWORD = "Próba Panna", "egy hosszú próbajelszó"
AREA, EVERY = ("kecskemet-top-6.9.1", "programme"), (EVERYWHERE, "address")
TABLE = "Sorszám;Lakcím\n1;Halasi út 5\n2;Alma utca 3\n"
UNBROKEN = "ügyféllista_" * 9
DOUBTS = {
    "two_addresses": "Lakcím;Értesítési cím\nAlma utca 3;Halasi út 5\n",
    "town_unclear": "Bajai Járási Hivatal;\nNév;Lakcím\nA;Halasi út 5\nB;Alma utca 3\n",
    "no_address": "Szín;Alak\nkék;kocka\nzöld;gömb\n",
}
HALF = JobProgress(JobState.RUNNING, rows=1_200, total=5_000, rate=40.0)
DONE = JobProgress(
    JobState.DONE,
    rows=5_000,
    total=5_000,
    verdicts={"inside": 1_200, "outside": 3_700, "undecidable": 98, "error": 2},
    errors=7,
    cut_cells=1,
    assumed=12,
)
FIRST = ("town_unclear", "megszakadt")
"""Looked at with axe in each run of the suite, with the list; the others are read."""
COLOURS = ["color-contrast", "link-in-text-block", "target-size"]
HU = texts("hu")


@dataclass
class Bench:
    """A service and the files of one person, each put into a state by hand."""

    app: Flask
    person: User
    folder: Path
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Name of the file -> id of its job, and what its page has to say."""

    def put(
        self,
        name: str,
        says: str,
        state_: str,
        told: JobProgress | None = None,
        *,
        table: str = TABLE,
        area: tuple[str, str] = AREA,
        message: str = "",
        **changes: Any,  # noqa: ANN401 - fields of an order
    ) -> Path:
        """Let a file be in a state and return its folder."""
        sent = Sent(self.person, io.BytesIO(table.encode()), f"{name}.csv", area, "hu")
        job: Job = desk().receive(sent)
        with state().store.session() as session:
            row = jobs.get(session, job.id)
            row.state, row.message = state_, message
            put_order(row, order_of(row), **changes)
        if told is not None:
            write_progress(desk().folder(job), told)
        self.pages[name] = (job.id, says)
        return desk().folder(job)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    settings = Settings(data_dir=str(tmp_path), rate_limits=False, jobs_per_user=99)
    app = create_app(settings, BundledAreas())
    monkeypatch.setattr(desk_module, "run_task", lambda work, task, _=0: tasks._said(work, task))
    with contextlib.ExitStack() as held:
        with app.test_request_context():
            monkeypatch.setattr(desk().runner, "advance", lambda: None)  # all stays as it is put
            with state().store.session() as session:
                person = users.create(session, NAME, passwords.make_hash(PASSWORD), ["staff"])
            found = Bench(app, person, tmp_path)
            put_before(found, held)
            put_afterwards(found)
        yield found
    with app.app_context():
        state().store.close()


def put_before(bench: Bench, held: contextlib.ExitStack) -> None:
    """Put files into the states before they are done."""
    folder = bench.put("érkezik", HU("files.arriving"), jobs.ARRIVING)
    held.enter_context(locked(folder / folders.ARRIVAL))
    bench.put(UNBROKEN, HU("files.start"), jobs.NEW)
    for code, table in DOUBTS.items():
        says = code_text(code, "hu") if code != "no_address" else HU("files.guess_none")
        bench.put(code, says, jobs.NEW, table=table)
    bench.put("vár", HU("files.waiting"), "waiting")
    for name, told in {"beolvassa": replace(HALF, rows=0, total=0, rate=0.0), "fut": HALF}.items():
        says = HU("files.reading") if not told.rows else HU("files.rate", rate="40")
        folder = bench.put(name, says, "running", told)
        held.enter_context(locked(folder / LOCK))
    bench.put("megszakadt", HU("files.broke_off"), "running", HALF)
    bench.put("áll", HU("files.stands"), "running", JobProgress(JobState.FAILED, code="disk"))


def put_afterwards(bench: Bench) -> None:
    """Put files into the states in which nobody works on them any more."""
    bench.put("leállítva", HU("files.start"), "cancelled")
    for code in ("gone", "interrupted", "rows"):
        folder = bench.put(f"hiba_{code}", code_text(code, "hu"), "failed", message=code)
        if code == "gone":
            (folder / "in.csv").unlink()
    bench.put("eltűnt", HU("files.gone"), "done", DONE)
    whole = {
        "kész": (replace(DONE, triage_rows=2), AREA),
        "kész_mindenre": (DONE, EVERY),
        "kész_üresen": (JobProgress(JobState.DONE), AREA),
    }
    for name, (told, area) in whole.items():
        says = HU("files.download") if told.rows else HU("bulk.no_rows")
        last = {"corrected": 3, "decided": 2} if told.triage_rows else {}
        folder = bench.put(name, says, "done", told, area=area, last=last)
        (folder / "out.csv").write_text("x")
        (folder / TRIAGE).write_text("sor;ok\n", "utf-8-sig")


def seen(page: Page, axe: str, name: str) -> None:
    """Look at a page: narrow and light whole; wide and dark what depends on that."""
    faults = violations(page, axe)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="dark")
    settled(page)
    faults += [
        v["id"] for v in found_by(page, axe, {"type": "rule", "values": COLOURS})["violations"]
    ]
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            faults.append(f"wider than {width}")
    page.emulate_media(color_scheme="light")
    assert (name, faults) == (name, [])


@pytest.mark.parametrize(
    "whole", [False, pytest.param(True, marks=[pytest.mark.whole, pytest.mark.sweep])]
)
def test_every_state_of_a_file(
    page: Page,
    bench: Bench,
    axe: str,
    serve_app: Callable[[Flask], AbstractContextManager[str]],
    *,
    whole: bool,
) -> None:
    with serve_app(bench.app) as base:
        sign_in(page, base, NAME, PASSWORD)
        for name, (number, says) in bench.pages.items():
            address = f"{base}/files/{number}"
            assert says in html.unescape(page.context.request.get(address).text())
            if whole or name in FIRST:
                page.goto(address)
                seen(page, axe, name)
        page.goto(f"{base}/files")
        assert page.locator(".jobs li").count() == len(bench.pages)
        seen(page, axe, "list")


def test_a_file_that_goes_on_says_so(
    page: Page,
    bench: Bench,
    serve_app: Callable[[Flask], AbstractContextManager[str]],
) -> None:
    """The heading of its page, too, without anybody loading it again."""
    with serve_app(bench.app) as base:
        sign_in(page, base, NAME, PASSWORD)
        number, _ = bench.pages["megszakadt"]
        page.goto(f"{base}/files/{number}")
        assert page.locator("#outcome").inner_text() == "Állapot: szünetel"
        with locked(bench.folder / jobs.folder_of(number) / LOCK):
            page.get_by_text("Állapot: feldolgozás alatt").wait_for()
