"""Somebody who is signed in, without the page for it, which `test_account.py` and others work."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.webmap.forms import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def sign_in(page: Page, base: str, name: str, password: str = PASSWORD) -> None:
    """Sign the context of a page in; the page stays where it is."""
    address, asking = f"{base}/account/login", page.context.request
    token = TOKEN.search(asking.get(address).text())
    assert token is not None
    form = {"name": name, "password": password, "csrf_token": token[1]}
    answer = asking.post(address, form=form, max_redirects=0)
    assert answer.status == 303, answer.text()
