"""Whether the process of a job, on whatever machine, is heard of."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.files.holding import sign_of

if TYPE_CHECKING:
    from pathlib import Path

SILENT_S = 30.0
"""A process that gives no sign of life for so long stands still, seconds."""
STEP_S = 1.0
"""Between two looks no more than this counts, seconds: who stood still himself heard nothing."""


@dataclass(frozen=True, slots=True)
class _Heard:
    place: Path
    sign: int
    quiet_s: float
    at: float


class Listener:
    """Listens to the processes of jobs; for each job one thread at a time."""

    def __init__(self) -> None:
        self._heard: dict[str, _Heard] = {}

    def is_silent(self, number: str, place: Path) -> bool:
        """Tell whether nothing was heard for long; to be asked again and again.

        Args:
            number: id of the job.
            place: folder of its run.
        """
        sign, now = sign_of(place), time.monotonic()
        before = self._heard.get(number)
        quiet = 0.0
        if before is not None and (before.place, before.sign) == (place, sign):
            quiet = before.quiet_s + min(now - before.at, STEP_S)
        self._heard[number] = _Heard(place, sign, quiet, now)
        return quiet >= SILENT_S

    def forget(self, number: str) -> None:
        """Begin anew, or end, with a job."""
        self._heard.pop(number, None)
