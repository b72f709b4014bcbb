"""What tests of pages with forms share: signing in, the token of a form, sending one."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from webmap.request.state import state
from webmap.store import sessions, users

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

PASSWORD = "egy hosszú próbajelszó"  # noqa: S105 - of the tests' own people
HOSTILE = "<img src=x onerror=alert(1)>${alert(2)}`'\"</textarea><script>alert(3)</script>{{7*7}}"
"""A text that must stay a text, wherever it is shown."""


def token_of(answer: TestResponse) -> str:
    """Return the token of the first form of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
    assert found is not None
    return found.group(1)


def signed_in_as(app: Flask, name: str) -> FlaskClient:
    """Return the browser of a person, signed in; `accounts/test_account.py` works the form."""
    with app.app_context(), state().store.session() as opened:
        key = sessions.begin(opened, users.get(opened, name), longest=dt.timedelta(days=1))
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = key
    return client


def send(client: FlaskClient, path: str, **fields: object) -> TestResponse:
    """Post a form with the token of this person."""
    return client.post(path, data={**fields, "csrf_token": token_of(client.get("/account/"))})
