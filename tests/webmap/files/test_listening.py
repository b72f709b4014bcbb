"""A process is silent when it was listened to for long, not when the listener stood still."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING

import pytest

from boundaries.files.holding import LOCK
from webmap.files import listening
from webmap.files.listening import SILENT_S, Listener

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path) -> Path:
    sign(tmp_path, 1)
    return tmp_path


def sign(place: Path, number: int) -> None:
    (place / LOCK).touch()
    os.utime(place / LOCK, ns=(number, number))


def looking_every(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = itertools.count(1000.0, seconds)
    monkeypatch.setattr(listening.time, "monotonic", lambda: next(moments))


def looks(listener: Listener, place: Path, most: int = 1000) -> int:
    """Return after how many looks a process is silent."""
    return next((n for n in range(most) if listener.is_silent("a job", place)), most)


def test_it_is_silent_after_a_while(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looking_every(0.5, monkeypatch)
    assert looks(Listener(), place) == 2 * SILENT_S


def test_a_sign_begins_it_anew(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looking_every(0.5, monkeypatch)
    listener = Listener()
    assert looks(listener, place, 50) == 50
    sign(place, 2)
    assert looks(listener, place) == 2 * SILENT_S


def test_a_listener_that_stood_still_has_heard_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking_every(1000.0, monkeypatch)
    assert looks(Listener(), place) == SILENT_S


def test_another_run_is_listened_to_for_itself(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking_every(0.5, monkeypatch)
    listener = Listener()
    assert looks(listener, place, 50) == 50
    other = place / "next"
    other.mkdir()
    sign(other, 1)
    assert looks(listener, other) == 2 * SILENT_S
