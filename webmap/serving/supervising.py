"""A server whose workers are replaced when they die, each with the reason in the log.

Granian can replace a worker, but ends the whole service when one dies twice within seconds. Here
the others go on: a worker that dies again soon waits longer and longer for its next start, and only
where no worker is left that could answer does the service end, so that whatever started it knows.
"""

from __future__ import annotations

import logging
import signal
import time
from dataclasses import dataclass
from typing import Any

from granian import Granian

_LOG = logging.getLogger("_granian.workers")

SETTLED_S = 30.0
"""A worker that lived so long had started well; its next death is taken as the first."""
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
"""Before a worker that dies again and again is started again, seconds."""
TRIES = 6
"""Deaths in a row after which a worker counts as hopeless, as long as nobody else answers."""


@dataclass(slots=True)
class Slot:
    """The place of a worker, whichever process fills it now."""

    deaths: int = 0
    """In a row, none of them after a settled life."""
    due: float | None = None
    """When its next process starts, by the monotonic clock; None while one runs."""


def reason_of(exit_code: int | None) -> str:
    """Say how a process has ended.

    >>> reason_of(-9), reason_of(3), reason_of(-400)
    ('killed by SIGKILL', 'ended with exit code 3', 'killed by signal 400')
    """
    if exit_code is None:
        return "ended for a reason that is not known"
    if exit_code >= 0:
        return f"ended with exit code {exit_code}"
    try:
        return f"killed by {signal.Signals(-exit_code).name}"
    except ValueError:
        return f"killed by signal {-exit_code}"


def pause_after(deaths: int) -> float:
    """Return how long a place stays empty after so many deaths in a row, seconds.

    >>> [pause_after(deaths) for deaths in (1, 2, 3, 9)]
    [0.0, 1.0, 2.0, 30.0]
    """
    if deaths <= 1:
        return 0.0
    return float(min(FIRST_PAUSE_S * 2.0 ** (deaths - 2), LONGEST_PAUSE_S))


class SupervisedServer(Granian):  # type: ignore[misc,valid-type]  # its base is chosen at run time
    """Granian with workers that are replaced one by one."""

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:  # noqa: ANN401 - granian's
        """Wait for signals and for the deaths of workers until the service is to end."""
        slots: dict[int, Slot] = {}
        begun = time.monotonic()
        while True:
            self.main_loop_interrupt.wait(_until_next(slots))
            self.main_loop_interrupt.clear()
            if self.interrupt_signal:
                return
            while self.interrupt_children:
                idx = self.interrupt_children.pop(0)
                if not self._goes_on(idx, slots.setdefault(idx, Slot()), slots, begun):
                    self.interrupt_children.append(idx)  # the service ends with exit code 1
                    return
            for idx, slot in slots.items():
                if slot.due is not None and slot.due <= time.monotonic():
                    slot.due = None
                    self._respawn_workers([idx], spawn_target, target_loader)
            if self.reload_signal:
                self._reload(spawn_target, target_loader)

    def _goes_on(self, idx: int, slot: Slot, slots: dict[int, Slot], begun: float) -> bool:
        """Note the death of a worker; False where the service cannot go on."""
        worker, now = self.wrks[idx], time.monotonic()
        exit_code = worker.inner.exitcode
        lived = now - worker.birth
        slot.deaths = 1 if lived >= SETTLED_S else slot.deaths + 1
        pause = pause_after(slot.deaths)
        _LOG.error(
            "worker-%d (PID %s) died after %.0f s: %s; it is replaced in %.0f s",
            *(idx + 1, worker.inner.pid, lived, reason_of(exit_code), pause),
        )
        if lived < SETTLED_S and _never_started(exit_code, worker.birth - begun):
            _LOG.error("worker-%d could not start: the service ends; see the fault above", idx + 1)
            return False
        slot.due = now + pause
        if all(not one.is_alive() for one in self.wrks) and self._is_hopeless(slots):
            _LOG.error("no worker can be kept alive: the service ends")
            return False
        return True

    def _is_hopeless(self, slots: dict[int, Slot]) -> bool:
        return all(slots.get(idx, Slot()).deaths >= TRIES for idx in range(self.workers))


def _never_started(exit_code: int | None, born_after: float) -> bool:
    """Tell whether one of the first workers ended by itself: a fault that comes back each time."""
    return exit_code is not None and exit_code > 0 and born_after <= 0


def _until_next(slots: dict[int, Slot]) -> float | None:
    """Return the seconds until the next start, or None where nothing waits."""
    due = [slot.due for slot in slots.values() if slot.due is not None]
    return max(min(due) - time.monotonic(), 0.0) if due else None
