"""Short work on files that somebody sent, each in a process of its own with a limit of time.

A hostile file then costs one process, and never the one that serves. What the process is to do
reaches it on its standard input, its answer comes back on its standard output; nothing of a
file stands on a command line or in a log.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .faults import FileFaultError

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.files.answers import Answering

SECONDS = 120.0
"""Wall-clock time of one task."""
_CHILD = (
    "import json, sys; sys.path[:] = json.loads(sys.stdin.buffer.readline()); "
    "from webmap.files.child import main; main()"
)


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


def run_task(task: Look | Convert | Correct, seconds: float = SECONDS) -> dict[str, Any]:
    """Do a task and return what it says.

    Raises:
        FileFaultError: what is wrong with the file, or "slow".
    """
    told = json.dumps(sys.path).encode() + b"\n" + pickle.dumps(task)
    process = subprocess.Popen(  # noqa: S603 - the same interpreter, fixed code
        [sys.executable, "-c", _CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(told, timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # a reader of a workbook may be below it
        process.communicate()
        raise FileFaultError("slow") from None
    answer: dict[str, Any] = json.loads(said) if said else {"fault": "fault"}
    if "fault" in answer:
        raise FileFaultError(str(answer["fault"]))
    return answer
