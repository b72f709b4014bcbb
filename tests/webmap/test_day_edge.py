"""Half an hour before and after midnight in Budapest, every face goes by the same day."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

from boundaries.clock import BUDAPEST, Clock
from boundaries.model import Reason, VerdictKind

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

import agreement

ENTRY = """\
area: kecskemet-top-6.9.1
overrides:
  - street: Halasi út
    numbers: 3
    verdict: outside
    reason: próba
    source: próba
    by: [Próba Egy, Próba Kettő]
    from: {start}
    expires: {end}
"""
QUESTIONS = [
    agreement.Question("override", text) for text in ("Halasi út 3", "Kecskemét, Halasi út 3")
]
WINTER, SUMMER = dt.date(2027, 1, 15), dt.date(2027, 7, 15)


def at(day: dt.date, hour: int) -> Clock:
    """Return a clock that stands half an hour past an hour; days of UTC end later."""
    return Clock.at(dt.datetime.combine(day, dt.time(hour, 30), BUDAPEST).astimezone(dt.UTC))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "overrides"
    folder.mkdir()
    monkeypatch.setenv("AKCIOTERULET_OVERRIDES_DIR", str(folder))
    return folder


EDGES = ((True, 23, -1, False), (True, 0, 0, True), (False, 23, 0, True), (False, 0, 1, False))


@pytest.mark.parametrize(
    ("day", "starts", "hour", "after", "holds"),
    [
        pytest.param(
            day, *edge, marks=() if (at % 2 == 0) == (day is WINTER) else pytest.mark.whole
        )
        for day in (WINTER, SUMMER)
        for at, edge in enumerate(EDGES)
    ],
)
def test_an_override_begins_and_ends_at_midnight_for_everyone(
    folder: Path, tmp_path: Path, *, day: dt.date, starts: bool, hour: int, after: int, holds: bool
) -> None:
    start, end = (day, day + dt.timedelta(30)) if starts else (day - dt.timedelta(30), day)
    (folder / f"{agreement.SLUG}.yaml").write_text(ENTRY.format(start=start, end=end), "utf-8")
    clock = at(day + dt.timedelta(after), hour)
    answer = agreement.Faces(tmp_path / "own", clock).library(QUESTIONS[0])
    assert (answer.reason is Reason.OVERRIDE) is holds
    assert answer.verdict is (VerdictKind.OUTSIDE if holds else VerdictKind.INSIDE)
    assert agreement.disagreements(QUESTIONS, tmp_path, drawn=0, clock=clock) == []


@pytest.mark.parametrize(("day", "hour", "over"), [(30, 23, False), (31, 0, True)])
def test_a_programme_ends_at_midnight_for_everyone(
    tmp_path: Path, *, day: int, hour: int, over: bool
) -> None:
    last = dt.date(2023, 11, 30)
    clock = at(last + dt.timedelta(day - 30), hour)
    faces, question = agreement.Faces(tmp_path, clock), QUESTIONS[1]
    body = {**question.body, "area": agreement.SLUG}
    said = faces.client.post("/api/v1/check", json=body).get_json()
    assert ("véget ért" in said["caution"]) is over
    page = faces.client.post("/", data={**question.form, "area": agreement.SLUG}).text
    assert ("A program 2023. november 30-án véget ért." in page) is over
    data = {**question.form, "area": agreement.SLUG, "csrf_token": faces.token}
    desk = faces.staff.post("/desk", data=data, headers=agreement.PART).text
    spoken = desk.split("data-spoken>")[1].split("</strong>")[0]
    assert ("véget ért" in spoken) is over
    state = faces.programme_states(question)[agreement.SLUG]
    assert (state == "ended") is over
