"""Processes that have work and stand still are ended, so that nobody waits for them for ever."""

from __future__ import annotations

import os
import signal
import sys
import time
from concurrent.futures.process import BrokenProcessPool

import pytest

from boundaries import child
from boundaries.child import ChildError, Twin, awaited, pool


def stop(_: object) -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def double(number: int) -> int:
    return 2 * number


def begin() -> None:
    """Make a process of a pool ready."""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "STANDSTILL_S", 0.5)
    monkeypatch.setattr(child, "_LOOK_S", 0.1)


stands_still = pytest.mark.skipif(sys.platform != "linux", reason="seen in /proc")


@stands_still
@pytest.mark.usefixtures("impatient")
def test_a_copy_that_stands_still_is_ended(caplog: pytest.LogCaptureFixture) -> None:
    with Twin(stop) as twin:
        twin.ask(b"")
        for _ in range(2):
            with pytest.raises(ChildError) as failed:
                twin.answer()
            assert failed.value.kind == "ended"
            twin.ask(b"")  # nobody is there: nothing happens
        assert not twin._process.is_alive()
    assert caplog.messages == ["a copy of this process stood still: ended"]


@stands_still
@pytest.mark.usefixtures("impatient")
def test_a_copy_that_stands_still_holds_no_question_back() -> None:
    with Twin(len) as twin:
        os.kill(twin._process.pid or 0, signal.SIGSTOP)
        twin.ask(bytes(1 << 22))  # more than a pipe holds
        with pytest.raises(ChildError):
            twin.answer()


@stands_still
@pytest.mark.usefixtures("impatient")
def test_a_pool_that_stands_still_is_ended() -> None:
    with pool(2, begin) as processes:
        assert awaited(processes.submit(double, 4)) == 8
        pieces = [processes.submit(stop, None) for _ in range(2)]
        with pytest.raises(BrokenProcessPool):
            awaited(pieces[0])


def test_who_works_or_is_watched_by_one_who_stood_still_does_not_stand_still(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spent, now = {1: [b"0"], 2: [b"0"]}, [0.0]
    monkeypatch.setattr(child, "_spent", lambda process: list(spent[process]))
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    watch = child._Watch()

    def looks(seconds: float, *, works: bool = False, step: float = 1.0) -> bool:
        still = False
        for _ in range(int(seconds / step)):
            now[0] += step
            spent[2] = [b"%f" % now[0]] if works else spent[2]
            still = watch.is_still([1, 2])
        return still

    limit = child.STANDSTILL_S
    assert not looks(3 * limit, works=True)
    assert not looks(limit - 1)
    assert not looks(1, works=True)
    assert not looks(5 * limit, step=5 * limit)  # the watcher itself was stopped
    assert looks(limit)
