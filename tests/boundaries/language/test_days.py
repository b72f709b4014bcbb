"""Days as people type them: one reader, whatever the form."""

from __future__ import annotations

import datetime as dt

import pytest

from boundaries.language.days import read_day, read_moment, read_partial
from boundaries.programmes.dates import read_when

DAY = dt.date(2026, 12, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-12-01",
        "2026. december 1.",
        "2026. december 1-jén",
        "2026. DECEMBER 1",
        "2026 december 1.",
        "2026. dec. 1.",
        "2026. XII. 1.",
        "2026.12.01.",
        "2026. 12. 1.",
        "2026/12/01",
        " 2026.  12.  01. ",
    ],
)
def test_a_day_is_read_however_it_is_written(typed: str) -> None:
    assert read_day(typed) == DAY
    assert read_partial(typed) == DAY.isoformat()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "2026",
        "2026. december",
        "2026. 13. 01.",
        "2026. február 29.",
        "2026. decembre 1.",
        "01.12.2026",
        "12/01/2026",
        "2026-12-01T10:00",
        "20261201",
        "2026-W49-2",
        "\u0662026-12-01",
        "2026. december 1. és 2.",
        "x" * 5_000,
    ],
)
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_day(typed)


def test_partial_dates_are_those_of_programmes() -> None:
    typed = ("2021.", "2023. II. félévében", "2019. április", "2022.06.03.")
    read = [read_partial(one) for one in typed]
    assert read == ["2021", "2023-H2", "2019-04", "2022-06-03"]
    assert [read_when(one).written for one in read] == read


@pytest.mark.parametrize(
    "typed",
    ["2026-12-01T09:30", "2026. december 1. 9:30", "2026.12.01. 9.30", "2026. dec. 1., 9:30 óra"],
)
def test_a_moment_is_read(typed: str) -> None:
    assert read_moment(typed) == dt.datetime(2026, 12, 1, 9, 30)  # noqa: DTZ001 - as people type it


@pytest.mark.parametrize("typed", ["2026-12-01", "2026-12-01T25:00", "9:30", "2026-12-01T09:30Z"])
def test_what_is_no_moment_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_moment(typed)
