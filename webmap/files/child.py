"""The process of one task; started by `tasks.run_task`, which says what is to be done."""

from __future__ import annotations

import json
import os
import pickle
import sys
from typing import Any

from boundaries.errors import BoundaryError
from boundaries.tables.faults import TableError

from .convert import convert
from .correct import correct
from .faults import FileFaultError
from .look import look
from .tasks import Convert, Correct, Look

NICENESS = 5
"""A task gives way to the service that started it."""
MOST_BYTES = 1 << 30
"""Of any one file that a task writes."""


def main() -> None:
    """Do the task that stands on the standard input; its first line has been read."""
    task = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent  # nosec B301
    os.nice(NICENESS)
    _limit_files()
    sys.stdout.write(json.dumps(_said(task)))


def _said(task: Look | Convert | Correct) -> dict[str, Any]:
    """Do it; whatever is wrong becomes a code."""
    try:
        return _done(task)
    except (TableError, FileFaultError) as fault:
        return {"fault": fault.code}
    except OSError:
        return {"fault": "disk"}
    except MemoryError:
        return {"fault": "unpacked"}
    except BoundaryError:
        return {"fault": "fault"}


def _done(task: Look | Convert | Correct) -> dict[str, Any]:
    if isinstance(task, Look):
        return look(task)
    if isinstance(task, Convert):
        return convert(task)
    return correct(task)


def _limit_files() -> None:
    import resource  # noqa: PLC0415 - not on Windows
    import signal  # noqa: PLC0415 - for this alone

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, MOST_BYTES))
