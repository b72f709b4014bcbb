"""One clock: the day in Hungary, and nobody else asks for it."""

from __future__ import annotations

import ast
import datetime as dt
from pathlib import Path

import pytest

from boundaries.clock import BUDAPEST, Clock, now, today

ROOT = Path(__file__).parents[2]
CLOCK = Path("boundaries/clock.py")
MOMENTS = {
    Path("boundaries/register/office.py"),
    Path("geo/fetch.py"),
    Path("geo/osm/overpass.py"),
    Path("webmap/store/tables.py"),
}
"""Who may ask for the present moment, as a time stamp in UTC; never for a day."""
LOCAL = {"localtime", "gmtime", "ctime", "asctime", "strftime"}


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-01-31T22:30:00+00:00", "2026-01-31"),
        ("2026-01-31T23:30:00+00:00", "2026-02-01"),
        ("2026-07-31T21:30:00+00:00", "2026-07-31"),
        ("2026-07-31T22:30:00+00:00", "2026-08-01"),
        ("2026-12-31T18:30:00-05:00", "2027-01-01"),
        ("2026-10-25T00:59:59+00:00", "2026-10-25"),
    ],
)
def test_a_day_begins_at_midnight_in_budapest(moment: str, day: str) -> None:
    clock = Clock.at(dt.datetime.fromisoformat(moment))
    assert clock.today() == dt.date.fromisoformat(day)
    assert clock.now().tzinfo is BUDAPEST
    assert clock.now().timestamp() == dt.datetime.fromisoformat(moment).timestamp()


def test_a_clock_of_a_day_shows_that_day() -> None:
    day = dt.date(2026, 3, 29)
    assert Clock.on(day).today() == day


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        Clock.at(dt.datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


def test_the_machine_is_asked_where_nobody_brings_a_clock() -> None:
    before = dt.datetime.now(tz=dt.UTC)
    assert before <= now() <= dt.datetime.now(tz=dt.UTC)
    assert before.astimezone(BUDAPEST).date() <= today()


def _faults(source: str, file: Path) -> list[str]:
    """Return where a module asks for the present day or moment, or makes a clock of its own."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, of = node.func.attr, ast.unparse(node.func.value).rpartition(".")[2]
            day = name == "today" and of in {"date", "datetime"}
            moment = name in {"now", "utcnow"} and of == "datetime" and file not in MOMENTS
            named = name in LOCAL and of == "time"
            cut = name == "date" and ast.unparse(node.func.value).endswith(("now()", "(UTC)"))
            if day or moment or named or cut:
                found.append(f"{file}:{node.lineno}: {ast.unparse(node)}")
        if isinstance(node, ast.Constant) and node.value == "Europe/Budapest":
            found.append(f"{file}:{node.lineno}: names the zone itself")
    return found


def test_no_other_module_asks_which_day_it_is() -> None:
    files = [
        file for part in ("geo", "boundaries", "webmap") for file in (ROOT / part).rglob("*.py")
    ]
    assert len(files) > 200
    found = []
    for file in files:
        if file.relative_to(ROOT) != CLOCK:
            found += _faults(file.read_text(encoding="utf-8"), file.relative_to(ROOT))
    assert not found, "ask boundaries.clock instead:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "dt.date.today()",
        "datetime.today()",
        "dt.datetime.now(tz=dt.UTC).date()",
        "datetime.now(UTC)",
        "dt.datetime.utcnow()",
        "time.strftime('%Y')",
        "time.localtime()",
        "now().date()",
        "ZoneInfo('Europe/Budapest')",
    ],
)
def test_the_check_sees_every_way_to_ask(line: str) -> None:
    assert _faults(line, Path("webmap/views/some.py"))


def test_the_check_lets_the_clock_pass() -> None:
    for line in (
        "clock.today()",
        "state().today()",
        "event.start.date()",
    ):
        assert not _faults(line, Path("webmap/views/some.py"))
