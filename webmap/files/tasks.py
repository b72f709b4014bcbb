"""Short work on files that somebody sent, each in a process of its own with a limit of time.

A hostile file then costs one process, and never the one that serves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boundaries.child import ChildError, Limits, run
from boundaries.tables.faults import TableError

from .folders import FileFaultError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from boundaries.files.answers import Answering

SECONDS = 120.0
"""Wall-clock time of one task."""
NICENESS = 5
"""A task gives way to the service that started it."""
MOST_BYTES = 1 << 30
"""Of any one file that a task writes."""


@dataclass(frozen=True, slots=True)
class Look:
    """Look into an input: columns, first rows, the guess."""

    source: Path
    lang: str
    header: bool | None = None
    sheet: str | None = None
    town: str = ""
    """The area's own town, which a row without one is taken to be in."""


@dataclass(frozen=True, slots=True)
class Convert:
    """Write a table of a finished job in the other format."""

    source: Path
    out: Path


@dataclass(frozen=True, slots=True)
class Correct:
    """Answer corrected rows again and put them into the output."""

    folder: Path
    out: str
    """Name of the output in the folder."""
    answering: Answering
    rows: dict[int, str]
    """Row as spreadsheets count, and its address; empty where a sheet was sent."""
    sheet: str | None = None
    """Name of a corrected triage sheet in the folder."""


def run_task(
    work: Callable[[Any], dict[str, Any]],
    task: Look | Convert | Correct,
    seconds: float = SECONDS,
) -> dict[str, Any]:
    """Do a task and return what it says.

    Args:
        work: `look.look`, `convert.convert` or `correct.correct`.
        task: what is to be done.
        seconds: wall-clock time that it may take.

    Raises:
        FileFaultError: what is wrong with the file, or "slow".
    """
    limits = Limits(seconds=seconds, file_bytes=MOST_BYTES, niceness=NICENESS)
    try:
        answer: dict[str, Any] = run(_said, work, task, limits=limits)
    except ChildError as fault:
        raise FileFaultError("slow" if fault.kind == "slow" else "fault") from None
    if "fault" in answer:
        raise FileFaultError(str(answer["fault"]))
    return answer


def _said(work: Callable[[Any], dict[str, Any]], task: Look | Convert | Correct) -> dict[str, Any]:
    """Do a task in its process; whatever is wrong becomes a code."""
    try:
        return work(task)
    except (TableError, FileFaultError) as fault:
        return {"fault": fault.code}
    except OSError:
        return {"fault": "disk"}
    except MemoryError:
        return {"fault": "unpacked"}
