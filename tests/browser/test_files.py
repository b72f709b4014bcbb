"""Staff run a workbook of 5,000 rows: drop it, watch it, fetch it, correct a row, run again."""

from __future__ import annotations

import csv
import io
import itertools
import re
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from boundaries.data_files import data_file
from tests.browser.barriers import violations
from tests.browser.people import sign_in
from webmap.accounts import passwords
from webmap.app import create_app
from webmap.ask.services import BundledAreas
from webmap.store import users
from webmap.store.core import Store
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Page

NAME, PASSWORD = "Próba Panna", "egy hosszú próbajelszó"
ROWS = 5_000
WRONG_ROW = 7
"""Row of the sheet whose street is misspelt, as spreadsheets count."""


@pytest.fixture
def desk(
    tmp_path: Path, serve_app: Callable[[Flask], AbstractContextManager[str]]
) -> Iterator[str]:
    """A service over the bundled data with one member of the staff."""
    settings = Settings(data_dir=str(tmp_path / "kept"))
    store = Store(settings.data_folder)
    with store.session() as session:
        users.create(session, NAME, passwords.make_hash(PASSWORD), ["staff"])
    with serve_app(create_app(settings, BundledAreas(), store=store)) as address:
        yield address
    store.close()


def addresses() -> Iterator[str]:
    """Yield addresses from the ranges of the bundled street list, again and again."""
    with data_file("kecskemet/street_list.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for turn in itertools.count():
        for row in rows:
            first = re.match("[0-9]+", row["from"])
            number = int(first.group() if first else 1) + 2 * turn
            yield f"{row['thoroughfare_name']} {row['thoroughfare_type']} {number}"


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sheet") / "ügyfelek.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        made = book.add_worksheet("Ügyfelek")
        made.write_row(0, 0, ["Sorszám", "Lakcím", "Megjegyzés"])
        for number, address in zip(range(1, ROWS + 1), addresses(), strict=False):
            typed = "Március 51. utca 12" if number == WRONG_ROW - 1 else address
            made.write_row(number, 0, [number, typed, "próba"])
    return path


def drop(page: Page, path: Path) -> None:
    """Drop a file onto the form, as a mouse does."""
    page.evaluate(
        """([name, data]) => {
            const bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0));
            const held = new DataTransfer();
            held.items.add(new File([bytes], name));
            const told = {dataTransfer: held, bubbles: true, cancelable: true};
            for (const kind of ['dragover', 'drop']) {
                const event = new DragEvent(kind, told);
                document.querySelector('[data-drop]').dispatchEvent(event);
            }
        }""",
        [path.name, encoded(path)],
    )


def encoded(path: Path) -> str:
    import base64  # noqa: PLC0415 - for this alone

    return base64.b64encode(path.read_bytes()).decode()


def look(page: Page, axe: str, name: str) -> None:
    """Nothing bars anybody, nothing is wider than the screen."""
    assert (name, violations(page, axe)) == (name, [])
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert (name, width <= 0) == (name, True)


def fetched(page: Page, name: str) -> list[list[object]]:
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).click()
    path = download.value.path()
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        .get_sheet_by_index(0)
        .to_python()
    )


def outcome(page: Page) -> str:
    return page.locator("#outcome").inner_text()


def test_staff_run_a_workbook(page: Page, desk: str, sheet: Path, axe: str, watch: object) -> None:
    sign_in(page, desk, NAME, PASSWORD)
    page.goto(f"{desk}/files")
    look(page, axe, "empty")
    drop(page, sheet)
    assert page.evaluate("document.getElementById('file').files[0].name") == sheet.name
    with page.expect_navigation():
        page.get_by_role("button", name="Fájl feltöltése").click()
    assert page.get_by_role("checkbox", name="Lakcím").is_checked()
    assert not page.get_by_role("checkbox", name="Sorszám").is_checked()
    look(page, axe, "choose")
    page.get_by_role("radio", name="A határidőig megőrizzük").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Feldolgozás indítása").press("Enter")
    assert outcome(page) == "Állapot: feldolgozás alatt"
    look(page, axe, "running")
    page.get_by_text("Állapot: elkészült").wait_for()
    assert page.evaluate("location.hash") == "#outcome"
    look(page, axe, "done")
    rows = fetched(page, "Eredmény, XLSX")
    assert len(rows) == ROWS + 1
    heading = [str(name) for name in rows[0]]
    verdict, corrected = heading.index("verdict"), heading.index("corrected")
    assert {str(row[verdict]) for row in rows[1:]} >= {"inside", "outside"}
    assert rows[WRONG_ROW - 1][verdict] == "undecidable"
    correct_by_keyboard(page)
    assert "Az utolsó javítás: 1 sor, ebből 1" in page.locator("main").inner_text()
    look(page, axe, "corrected")
    again = fetched(page, "Eredmény, XLSX")
    assert again[WRONG_ROW - 1][verdict] == "outside"
    assert again[WRONG_ROW - 1][corrected] == "Március 15. utca 12"
    changed = [n for n, (old, new) in enumerate(zip(rows, again, strict=True)) if old != new]
    assert changed == [WRONG_ROW - 1]
    with page.expect_navigation():
        page.get_by_role("button", name="Törlés most").click()
    assert "Jelenleg nincs feltöltött fájlja" in page.locator("main").inner_text()
    watch.assert_clean()  # type: ignore[attr-defined]


def correct_by_keyboard(page: Page) -> None:
    """Type the right address of the misspelt row and send it, without a mouse."""
    page.locator(f"#typed-{WRONG_ROW}").focus()
    page.keyboard.type("Március 15. utca 12")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_everything_works_without_script(scriptless_page: Page, desk: str, sheet: Path) -> None:
    page = scriptless_page
    sign_in(page, desk, NAME, PASSWORD)
    page.goto(f"{desk}/files")
    page.set_input_files("#file", str(sheet))
    with page.expect_navigation():
        page.get_by_role("button", name="Fájl feltöltése").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Feldolgozás indítása").click()
    while page.get_by_role("link", name="Az oldal frissítése").count():
        with page.expect_navigation():
            page.get_by_role("link", name="Az oldal frissítése").click()
    assert outcome(page) == "Állapot: elkészült"
    correct_by_keyboard(page)
    assert "Az utolsó javítás: 1 sor" in page.locator("main").inner_text()
    assert len(fetched(page, "Javítandó sorok, XLSX")) >= 1


def test_a_refused_file_is_said(page: Page, desk: str, axe: str, tmp_path: Path) -> None:
    sign_in(page, desk, NAME, PASSWORD)
    page.goto(f"{desk}/files")
    wrong = tmp_path / "oldal.xlsx"
    wrong.write_text("<html><p>x")
    page.set_input_files("#file", str(wrong))
    with page.expect_navigation():
        page.get_by_role("button", name="Fájl feltöltése").click()
    assert "csak a neve táblázaté" in page.get_by_role("alert").first.inner_text()
    look(page, axe, "refused")
