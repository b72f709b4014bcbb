"""The world of a pin: a moment that does not pass, secrets that are known, a made-up town.

The town is a grid of streets that nobody lives in; nothing in it is true.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import hashlib
import itertools
import json
import os
import random
import re
import secrets
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest import mock

from . import doors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

MOMENT = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
"""When everything takes place."""
DRAFTS = "geo/files.py"
"""Module that names the drafts of files."""
AREAS_DIR = "AKCIOTERULET_AREAS_DIR"
SLUG, TOWN = "racsos", "Rácsosfalva"
BUNDLED, VARIANTS = "kecskemet-top-6.9.1", ("programme", "ksh")
PASSWORD = "egy hosszú próbajelszó"  # noqa: S105 - of people who live for one pin
PEOPLE = {
    "staff": "Próba Panna",
    "approver": "Próba Dénes",
    "planner": "Próba Tervező",
    "admin": "Próba Ádám",
}
"""Role -> person."""
_LONG = ("Alma", "Barack", "Cseresznye", "Dió", "Eper", "Füge")
_ACROSS = ("Gólya", "Holló", "Íbisz", "Jégmadár", "Kánya", "Lile")
DOORS, CUTS = 40, (1.5, 3.5)
"""Doors of each street, and where the ground of polling districts ends, in blocks."""
TYPES = ("utca", "út", "köz", "tér", "sor", "utca")


def _now(tz: dt.tzinfo | None = None) -> dt.datetime:
    return MOMENT.astimezone(tz) if tz else MOMENT.replace(tzinfo=None)


class _AnyMoment(type):
    """Takes every moment for one of the class that stands still."""

    def __instancecheck__(cls, one: object) -> bool:
        return isinstance(one, _REAL)


_REAL = dt.datetime


class _Still(dt.datetime, metaclass=_AnyMoment):
    """Moments whose present is always the same."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
        """Return the moment of the pin."""
        return _now(tz)


@contextlib.contextmanager
def still() -> Iterator[None]:
    """Stop the clock and make secrets that are the same every time."""
    counts: Counter[tuple[str, int]] = Counter()
    real = secrets.token_hex

    def drawn(size: int | None = None, kind: str = "bytes") -> bytes:
        size = size or 32
        counts[kind, size] += 1  # by kind, so that one more of another kind changes nothing here
        digest = hashlib.sha256(f"{kind} {size} {counts[kind, size]}".encode()).digest()
        return (digest * 4)[:size]

    def letters(size: int | None = None) -> str:
        # Names of drafts are no secrets: how many are drawn depends on how long a job takes.
        if sys._getframe(1).f_code.co_filename.endswith(DRAFTS):  # noqa: SLF001 - nothing public tells
            return real(size)
        return drawn(size, "hex").hex()

    def for_addresses(size: int | None = None) -> str:
        return drawn(size, "address").hex()

    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.object(dt, "datetime", _Still))
        stack.enter_context(mock.patch.object(secrets, "token_bytes", drawn))
        stack.enter_context(mock.patch.object(secrets, "token_hex", letters))
        stack.enter_context(mock.patch.object(secrets, "token_urlsafe", for_addresses))
        yield


def clean_environment(folder: Path) -> None:
    """Forget what the machine's owner has set, and keep everything in a folder of this run."""
    for name in [n for n in os.environ if n.startswith("AKCIOTERULET_") or n == "DATABASE_URL"]:
        if name != "AKCIOTERULET_SHARED":
            del os.environ[name]
    os.environ[AREAS_DIR] = str(folder / "areas")
    os.environ["AKCIOTERULET_DATA_DIR"] = str(folder / "kept")
    os.environ["AKCIOTERULET_EXPORT_DIR"] = str(folder / "exports")
    os.environ["LC_ALL"] = os.environ["LANG"] = "C.UTF-8"
    os.environ["COLUMNS"] = "100"
    os.environ.pop("NO_COLOR", None)


def run(*words: str, given: str = "") -> str:
    """Run a command at the moment of the pin; return what it said."""
    return doors.command(*words, moment=MOMENT, given=given)


def streets() -> tuple[list[str], list[str]]:
    """Return the names of the grid's streets, those that run north and those that run east."""
    return (
        [f"{name} {kind}" for name, kind in zip(_LONG, TYPES, strict=True)],
        [f"{name} {kind}" for name, kind in zip(_ACROSS, reversed(TYPES), strict=True)],
    )


def write_map(path: Path) -> None:
    """Write the grid as an OpenStreetMap file: six streets by six, about 110 m apart."""
    size = len(_LONG)
    number = {(x, y): 1 + x + y * size for x in range(size) for y in range(size)}
    nodes = [
        f'<node id="{n}" version="1" lat="{46.9 + y * 0.001:.6f}" lon="{19.5 + x * 0.0015:.6f}"/>'
        for (x, y), n in number.items()
    ]
    along, across = streets()
    lines = [(name, [number[x, y] for y in range(size)]) for x, name in enumerate(along)]
    lines += [(name, [number[x, y] for x in range(size)]) for y, name in enumerate(across)]
    ways = [
        f'<way id="{100 + at}" version="1">'
        + "".join(f'<nd ref="{n}"/>' for n in refs)
        + f'<tag k="highway" v="residential"/><tag k="name" v="{name}"/></way>'
        for at, (name, refs) in enumerate(lines)
    ]
    text = "\n".join(['<osm version="0.6" generator="pin">', *nodes, *ways, "</osm>", ""])
    path.write_text(text, encoding="utf-8")


def rectangle(west: int, south: int, east: int, north: int) -> str:
    """Return the sentence of a rectangle of the grid, as a clerk would write it."""
    along, across = streets()
    names = (across[north], along[east], across[south], along[west])
    return " – ".join(names) + " által határolt terület"


SENTENCE = rectangle(1, 1, 4, 4)


def places() -> Iterator[tuple[str, int, str, float, float]]:
    """Yield every door of the grid: street, number, polling district, latitude, longitude."""
    along, across = streets()
    for at, name in enumerate([*along, *across]):
        for number in range(1, DOORS + 1):
            way, side = 5 * (number - 0.5) / DOORS, 0.08 if number % 2 else -0.08
            x, y = (at + side, way) if at < len(along) else (way, at - len(along) + side)
            cell = sum(x > cut for cut in CUTS) + 3 * sum(y > cut for cut in CUTS)
            yield name, number, f"{1 + cell:03}", 46.9 + y * 0.001, 19.5 + x * 0.0015


def write_doors(path: Path) -> None:
    """Write a table of the grid's doors with their places; some have none."""
    chance = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(("utca", "házszám", "szavazókör", "szélesség", "hosszúság"))
        for name, number, district, lat, lon in places():
            known = chance.random() < 0.5
            found = (f"{lat:.6f}", f"{lon:.6f}") if known else ("", "")
            writer.writerow((name, number, district, *found))


def write_office(folder: Path) -> None:
    """Write the files of the election office for the grid: nine polling districts."""
    folder.mkdir()
    doors_of: dict[str, list[tuple[int, str]]] = {}
    for name, number, district, _, _ in places():
        doors_of.setdefault(name, []).append((number, district))
    found = [
        {**_named(name), "kapuk": [{"hsz": f"{n:06}", "szavkor": d} for n, d in listed]}
        for name, listed in doors_of.items()
    ]
    rules = [rule for name, listed in doors_of.items() for rule in _rules(name, listed)]
    edges = (-0.5, *CUTS, 5.5)
    squares = []
    for at in range(9):
        (west, east), (south, north) = (edges[n : n + 2] for n in (at % 3, at // 3))
        ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
        words = [f"{46.9 + y * 0.001:.6f} {19.5 + x * 0.0015:.6f}" for x, y in ring]
        squares.append({"szk": f"{at + 1:03}", "poligon": ",".join(words)})
    head = {"generated": "2024-06-09T17:50:00+02:00"}
    houses = [
        {"leiro": {"sorszam": one["szk"], "cim": f"9999 {TOWN}, Alma utca 1. (Iskola)"}}
        for one in squares
    ]
    for name, content in {
        "SzavkorKereso": {"OvEpHeader": head, "data": {"kozteruletek": found}},
        "Korzethatar": {"data": {"korzethatarok": rules}},
        "Szavkor-Topo": {"list": squares},
        "Szavazokorok": {"data": {"szavazokorok": houses}},
    }.items():
        (folder / f"{name}.json").write_text(json.dumps(content), "utf-8")


def _named(street: str) -> dict[str, str]:
    name, _, kind = street.rpartition(" ")
    return {"kt_nev": name, "kt_jelleg": kind}


def _rules(street: str, listed: list[tuple[int, str]]) -> Iterator[dict[str, str]]:
    """Yield a rule for each run of doors of one district."""
    for district, run_ in itertools.groupby(listed, key=lambda one: one[1]):
        numbers = [number for number, _ in run_]
        ends = {"kezd_hsz": f"{numbers[0]:06}", "zaro_hsz": f"{numbers[-1]:06}"}
        yield {"szavkor": district, **_named(street), "int_tip": "5", **ends}


def build_town(folder: Path) -> list[tuple[str, str]]:
    """Make the town and its area with the commands; return what each of them said."""
    grid, table, register = folder / "grid.osm", folder / "doors.csv", folder / "town.register"
    write_map(grid)
    write_doors(table)
    office = folder / "office"
    write_office(office)
    fields: tuple[str, ...] = ("street=utca", "number=házszám", "district=szavazókör")
    fields = (*fields, "lat=szélesség", "lon=hosszúság")
    columns = [word for field in fields for word in ("--column", field)]
    names: tuple[str, ...] = ("--town", TOWN, "--title", "Próbaterület", "--title-en", "Trial area")
    names = (*names, "--authority", "próba", "--source", "próba", "--document", "próba")
    return [
        ("area new", run("area", "new", SLUG, *names, "--text", SENTENCE, "--osm", str(grid))),
        ("boundary compile", run("boundary", "compile", SLUG, "--json")),
        ("edition accept", run("edition", "accept", SLUG, "--by", "Próba", "--reason", "próba")),
        (
            "register import",
            run(
                "register",
                "import",
                str(office),
                str(table),
                "--town",
                TOWN,
                *columns,
                "--out",
                str(register),
            ),
        ),
        ("street-list", run("area", "street-list", SLUG, "--register", str(register))),
    ]


@dataclass(slots=True)
class Browser:
    """Somebody who uses the pages; nobody who is known where there is no name."""

    client: FlaskClient
    role: str = "anybody"
    _token: str = field(default="")

    def sign_in(self, name: str) -> TestResponse:
        """Sign in; the token of the forms is kept."""
        form = self.client.get("/account/login")
        fields = {"name": name, "password": PASSWORD, "csrf_token": token_of(form.text)}
        answer = self.client.post("/account/login", data=fields)
        self._token = token_of(self.client.get("/account/").text)
        return answer

    @property
    def header(self) -> dict[str, str]:
        """The token of the forms, as scripts of the pages send it."""
        return {"X-CSRFToken": self._token}

    def get(self, path: str, **rest: Any) -> TestResponse:  # noqa: ANN401 - handed on
        """Ask for a page."""
        return self.client.get(path, **rest)

    def send(self, path: str, fields: dict[str, Any], **rest: Any) -> TestResponse:  # noqa: ANN401
        """Send a form."""
        return self.client.post(path, data={**fields, "csrf_token": self._token}, **rest)


def token_of(page: str) -> str:
    """Return the token of the forms of a page; empty where it has none."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    return found.group(1) if found else ""
