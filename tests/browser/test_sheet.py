"""A sheet is issued and checked, by keyboard, with and without script, and under axe."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from tests.browser.barriers import violations
from webmap.accounts import passwords
from webmap.app import create_app
from webmap.sheet import paper
from webmap.store import users
from webmap.store.core import Store
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path
    from types import ModuleType

    from flask import Flask
    from playwright.sync_api import Page

NAME, PASSWORD = "Próba Panna", "egy hosszú próbajelszó"
ADDRESS = "Próba utca 1"


@pytest.fixture
def desk(
    fakes: ModuleType,
    tmp_path: Path,
    serve_app: Callable[[Flask], AbstractContextManager[str]],
) -> Iterator[str]:
    settings = Settings(data_dir=str(tmp_path / "kept"), rate_limits=False)
    store = Store(settings.data_folder)
    with store.session() as session:
        users.create(session, NAME, passwords.make_hash(PASSWORD), ["staff"])
    store.close()
    with serve_app(create_app(settings, fakes.FakeAreas())) as address:
        yield address


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def issued(page: Page, base: str, address: str = ADDRESS) -> bytes:
    """Sign in and have a sheet issued, by keyboard alone."""
    page.goto(f"{base}/account/login?next=/sheet")
    page.locator("#name").focus()
    page.keyboard.type(NAME)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator("#q").focus()
    page.keyboard.type(address)
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert re.fullmatch(r"igazolo-lap-[0-9-]{15}\.pdf", waiting.value.suggested_filename)
    return waiting.value.path().read_bytes()


def on_paper(body: bytes) -> dict[str, str]:
    """Copy what is needed from the paper."""
    document = pypdfium2.PdfDocument(body)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    found = {
        "code": re.search(r"(?:[0-9A-Z]{5}-){6}[0-9A-Z]{5}", text),
        "line": re.search(r"[0-9]+(?:\.[0-9a-z-]+){8}\.[0-9a-f]{16}(?:\.[0-9a-f-]+){3}", text),
        "issued": re.search(r"A kiállítás időpontja (.*) \(budapesti", text),
    }
    copied = {name: one[one.lastindex or 0] for name, one in found.items() if one is not None}
    assert set(copied) == set(found)
    return copied


def minute(written: str) -> str:
    """Return the time on the paper as the field of a browser takes it."""
    from webmap.sheet.fields import read_minute  # noqa: PLC0415 - only here

    return read_minute(written)


def fill(page: Page, copied: dict[str, str]) -> None:
    page.fill("#code", copied["code"])
    page.fill("#line", copied["line"])
    page.fill("#typed", ADDRESS)
    page.fill("#matched", ADDRESS)
    page.select_option("#verdict", label="Belül")
    page.fill("#issued", minute(copied["issued"]))


def sent(page: Page) -> str:
    with page.expect_navigation():
        page.locator("form[data-verify] button").press("Enter")
    assert page.url.endswith("/verify")
    return str(page.locator("[role=alert] h2").inner_text())


def test_issued_and_checked(page: Page, desk: str, watch: object, axe: str) -> None:
    copied = on_paper(issued(page, desk))
    assert violations(page, axe) == []
    assert fits(page)
    page.context.clear_cookies()
    page.goto(f"{desk}/verify")
    assert violations(page, axe) == []
    fill(page, copied)
    assert sent(page) == "A lap valódi"
    assert page.get_by_text("Próba Panna (ügyintéző)").is_visible()
    assert violations(page, axe) == []
    assert fits(page)
    line = copied["line"].replace(".1234.", ".1235.")
    assert line != copied["line"]
    page.fill("#line", line)
    assert sent(page) == "A lap nem igazolható"
    assert violations(page, axe) == []
    page.fill("#line", copied["line"])
    page.fill("#code", copied["code"][:-1] + ("0" if copied["code"][-1] != "0" else "1"))
    watch.assert_clean()  # type: ignore[attr-defined]  # the browser reports the 400 to come
    assert sent(page) == "Javítandó"
    assert page.locator("#code[aria-invalid=true]").count() == 1
    assert violations(page, axe) == []
    assert fits(page)


def test_the_qr_code_fills_the_form(
    desk_page: Page, desk: str, watch: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    links: list[str] = []
    drawn = paper._qr

    def watched(pdf: object, text: str, *where: float) -> None:
        links.append(text)
        drawn(pdf, text, *where)  # type: ignore[arg-type]

    monkeypatch.setattr(paper, "_qr", watched)
    issued(desk_page, desk)
    asked: list[str] = []
    desk_page.on("request", lambda request: asked.append(request.url))
    desk_page.goto("about:blank")
    desk_page.goto(links[0])
    assert desk_page.get_by_text("a lap QR-kódjából").is_visible()
    assert desk_page.input_value("#typed") == ADDRESS
    assert desk_page.url == f"{desk}/verify"
    assert sent(desk_page) == "A lap valódi"
    assert all("#" not in url and "Pr" not in url for url in asked)
    watch.assert_clean()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "values",
    [
        ["<img src=x onerror=alert(1)>", "${alert(1)}", '"><script>alert(1)</script>'],
        {"code": "x"},
        [1, None, {"a": 1}],
        "no JSON",
    ],
)
def test_a_hostile_fragment_is_inert(
    desk_page: Page, desk: str, watch: object, values: object
) -> None:
    text = values if isinstance(values, str) else json.dumps(values)
    packed = base64.urlsafe_b64encode(text.encode().ljust(60)).decode().rstrip("=")
    dialogs: list[str] = []
    desk_page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    desk_page.goto(f"{desk}/verify#{packed}")
    if isinstance(values, list) and isinstance(values[0], str):
        assert desk_page.input_value("#code") == values[0]
    else:
        assert desk_page.input_value("#code") == ""
    assert desk_page.locator("img[src=x]").count() == 0
    assert dialogs == []
    watch.assert_clean()  # type: ignore[attr-defined]


def test_without_script(scriptless_page: Page, desk: str) -> None:
    copied = on_paper(issued(scriptless_page, desk))
    scriptless_page.goto(f"{desk}/verify")
    fill(scriptless_page, copied)
    assert sent(scriptless_page) == "A lap valódi"


def test_in_english(page: Page, desk: str, axe: str) -> None:
    page.goto(f"{desk}/verify?lang=en")
    assert page.locator("h1").inner_text() == "Check an evidence sheet"
    assert violations(page, axe) == []
    assert fits(page)
