"""What the tests of files share: a service with people, and ways to send and to wait."""

from __future__ import annotations

import csv
import io
import re
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineWorkbook
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.patience import PATIENCE_S
from tests.webmap.forms import token_of
from webmap.accounts import passwords
from webmap.accounts.people import Scope
from webmap.app import create_app
from webmap.ask.services import BundledAreas
from webmap.files import views
from webmap.request.state import state
from webmap.store import tokens, users
from webmap.store.core import Store
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from webmap.files.desk import Desk
    from webmap.store.tables import User

SLUG = "kecskemet-top-6.9.1"
PASSWORD = "egy hosszú próbajelszó"  # noqa: S105 - of a service that lives for one test
HASH = passwords.make_hash(PASSWORD)
ANNA, BELA = "Próba Anna", "Próba Béla"
TABLE = "id;Lakcím;megjegyzés\n1;Március 15. utca 12;=1+1\n2;Alam utca 3;-5\n3;Alma utca;c\n"
Rows = list[dict[str, str]]


class Service:
    """A service over bundled data, with two people."""

    def __init__(self, folder: Path, **options: object) -> None:
        chosen: dict[str, Any] = {"rate_limits": False, "data_dir": str(folder / "kept"), **options}
        self.settings = Settings(**chosen)
        self.app: Flask = create_app(self.settings, BundledAreas())
        with self.app.app_context():
            self.store: Store = state().store
            self.desk: Desk = views.desk()
        self.people: dict[str, User] = {}
        for name in (ANNA, BELA):
            with self.store.session() as session:
                self.people[name] = users.find(session, name) or users.create(
                    session, name, HASH, ["staff"]
                )

    @property
    def jobs(self) -> Path:
        return self.store.data_dir / "jobs"

    def folders(self) -> list[Path]:
        return [path for path in self.jobs.iterdir() if path.is_dir()]

    def client(self, name: str = ANNA) -> FlaskClient:
        """Return a browser in which somebody has signed in."""
        client = self.app.test_client()
        token = token_of(client.get("/account/login"))
        data = {"name": name, "password": PASSWORD, "csrf_token": token}
        assert client.post("/account/login", data=data).status_code == 303
        return client

    def bearer(self, name: str = ANNA, *scopes: str) -> dict[str, str]:
        """Return the header of a program."""
        with self.store.session() as session:
            chosen = scopes or (Scope.FILES,)
            _, text = tokens.create(session, self.people[name], "próba", chosen, by=None)
        return {"Authorization": f"Bearer {text}"}


def send(client: FlaskClient, data: bytes, name: str = "címek.csv") -> TestResponse:
    fields = {
        "csrf_token": token_of(client.get("/files")),
        "file": FileStorage(io.BytesIO(data), name),
    }
    # The client itself would write a large form into a temporary file, and leave it open.
    boundary, body = encode_multipart(fields)
    kind = f'multipart/form-data; boundary="{boundary}"'
    return client.post("/files", data=body, content_type=kind)


def sent(client: FlaskClient, data: bytes, name: str = "címek.csv") -> str:
    """Send a file that is taken; returns the path of its page."""
    answer = send(client, data, name)
    assert answer.status_code == 303
    return answer.headers["Location"]


def press(client: FlaskClient, page: str, button: str, **fields: object) -> TestResponse:
    """Send a form of a page, as a browser without scripts does."""
    token = token_of(client.get(page))
    return client.post(f"{page}/{button}", data={"csrf_token": token, **fields})


def checked(client: FlaskClient, page: str) -> list[str]:
    """Return the columns that the page has marked."""
    return re.findall(r'name="column" value="(\d+)" checked', client.get(page).text)


def run(client: FlaskClient, page: str, **fields: object) -> str:
    """Start a job and wait for its end; returns its page."""
    answer = press(client, page, "start", **{"column": checked(client, page), **fields})
    assert answer.status_code == 303
    return wait(client, page)


def wait(client: FlaskClient, page: str) -> str:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        text = client.get(page).text
        if 'data-progress="' not in text:
            return text
        time.sleep(0.1)
    raise AssertionError("the job does not end")


def fetched(client: FlaskClient, path: str, headers: dict[str, str] | None = None) -> bytes:
    """Download a file; the answer is read to its end and closed."""
    answer = client.get(path, buffered=True, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.data


def of_csv(data: bytes) -> Rows:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def of_workbook(data: bytes) -> Rows:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    heading, *rows = book.get_sheet_by_index(0).to_python()
    names = [str(name) for name in heading]
    return [dict(zip(names, map(_plain, row), strict=False)) for row in rows]


def _plain(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)  # type: ignore[call-overload]


@contextmanager
def serving(folder: Path, **options: object) -> Iterator[Service]:
    """Make a service, and close its database at the end."""
    service = Service(folder, **options)
    try:
        yield service
    finally:
        service.store.close()


def upgrade(address: str, folder: Path) -> None:
    """Make the tables of a database that is no file."""
    store = Store(folder / "kept", address)
    store.upgrade()
    store.close()
