"""The same queries through library, command line, file and API: do they get the same answers?"""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from boundaries.data_files import DATA
from boundaries.files.job import JobOrder, open_job
from boundaries.streets.street_list import load_street_list
from boundaries.tables.table import TableOptions
from webmap.app import create_app
from webmap.ask.answering import AreaAnswering
from webmap.ask.documents import answer_fields
from webmap.ask.services import BundledAreas
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SLUG = "kecskemet-top-6.9.1"
COMPARED = (
    *("verdict", "reason", "reason_text", "matched", "method", "distance_m", "edition"),
    *("grade", "street_list", "evidence"),
)
FORMS = (
    "6000 Kecskemét, {street} {number}.",
    "Kecskemét {street} {number}",
    "{street} {number}/A",
    "{number} {street}",
    "{street}",
    "6000 Kecskemét, {street} {number}. 2. em. 5.",
    "{street} {number} fszt. 1. ajtó",
    "{street} {number}/B. II. emelet 12",
    "{street} 3. em. 5.",
    "{upper} {number}",
    "{slip} {number}",
    "Budapest, {street} {number}",
    "6500 Baja, {street} {number}. fszt. 2.",
    "{street} {number}-{next}",
    "{street} {number}. ",
    "  {street}  {number}. 1. em. 1",
    "{number}123 hrsz.",
    "Pf. {number}",
    "",
    "{street} 1{number}99",
    "{street} 1{number}9. fszt. 2.",
    "6000 Kecskemét, {street} {number}999. 2. em. 5.",
)
"""Ways to write an address, right and wrong."""


def queries(count: int, seed: int = 1) -> list[str]:
    """Draw queries of every form from the bundled street list."""
    chance = random.Random(seed)
    names = [street.full_name for street in load_street_list(DATA / "kecskemet").streets]
    made = []
    for turn in range(count):
        street, number = chance.choice(names), chance.randint(1, 60)
        at = chance.randrange(len(street))
        made.append(
            FORMS[turn % len(FORMS)].format(
                street=street,
                number=number,
                next=number + 2,
                upper=street.upper(),
                slip=street[:at] + street[at + 1 :],
            )
        )
    return made


def by_library(asked: Iterable[str]) -> list[dict[str, Any]]:
    """Ask the library one by one."""
    areas = BundledAreas()
    return [_compared(answer_fields(areas.check(query, SLUG))) for query in asked]


def by_command(asked: list[str]) -> list[dict[str, Any]]:
    """Ask the command, some hundred queries a call."""
    found: list[dict[str, Any]] = []
    for start in range(0, len(asked), 500):
        some = asked[start : start + 500]
        done = subprocess.run(  # noqa: S603 - the project's own command
            [sys.executable, "-m", "webmap", "check", "--json", "--area", SLUG, "--", *some],
            capture_output=True,
            text=True,
            check=True,
        )
        found += [_compared(json.loads(line)) for line in done.stdout.splitlines()]
    return found


def by_api(asked: Iterable[str]) -> list[dict[str, Any]]:
    """Ask the API; a query that it refuses to take is None."""
    client = create_app(Settings(), BundledAreas()).test_client()
    found = []
    for query in asked:
        response = client.post("/api/v1/check", json={"q": query, "area": SLUG})
        found.append(_compared(response.get_json()) if response.status_code == 200 else {})
    return found


def by_file(
    asked: Iterable[str], folder: Path, workers: int = 1, engine: AreaAnswering | None = None
) -> list[dict[str, Any]]:
    """Ask by the file."""
    source, out = folder / "asked.csv", folder / "answered.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerows([("id", "cím"), *enumerate(asked)])
    options = TableOptions(columns=("cím",), header=True, delimiter=";")
    settings = JobOrder(source, out, options=options, workers=workers)
    with open_job(settings, engine or AreaAnswering(SLUG)) as job:
        job.run()
    with out.open(encoding="utf-8-sig", newline="") as file:
        return [_from_cells(row) for row in csv.DictReader(file, delimiter=";")]


def _from_cells(row: dict[str, str]) -> dict[str, Any]:
    """Read cells back as the fields that they were written from."""
    found: dict[str, Any] = {name: row[name] or None for name in COMPARED}
    if found["distance_m"] is not None:
        found["distance_m"] = float(found["distance_m"].replace(",", "."))
    return found


def _compared(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: fields[name] for name in COMPARED}


def every_way(count: int, folder: Path) -> list[str]:
    """Return the queries that are answered differently in some way."""
    asked = queries(count)
    expected = by_library(asked)
    ways = (by_command(asked), by_api(asked), by_file(asked, folder), by_file(asked, folder, 2))
    return [
        query
        for at, query in enumerate(asked)
        if any(way[at] != expected[at] for way in ways if way[at])
    ]
