"""Fixtures of the tests of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from webmap.files import desk, tasks
from webmap.files.folders import FileFaultError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from webmap.files.tasks import Convert, Correct, Look


def _here(
    work: Callable[[Any], dict[str, Any]],
    task: Look | Convert | Correct,
    seconds: float = tasks.SECONDS,
) -> dict[str, Any]:
    """Do a task in the process of the test, and say of it what its own process would."""
    assert seconds > 0
    answer = tasks._said(work, task)
    if "fault" in answer:
        raise FileFaultError(str(answer["fault"]))
    return answer


@pytest.fixture(autouse=True)
def _tasks_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no process for a short task, but where files are sent that were made to do harm."""
    if request.path.stem != "test_files_hostile":
        monkeypatch.setattr(desk, "run_task", _here)
