"""Two web machines and two that work on files, as processes here, behind one PostgreSQL.

Whichever is killed while a file is worked on: the file is answered once, whole, as alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.machines.installation import Machines, Program, alone, table

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.whole

ROWS = 8_000
"""Each another door, which takes a machine some seconds."""


@pytest.mark.parametrize("killed", ["web", "work", "both"])
def test_a_file_is_answered_once_whatever_is_killed(
    machines: Machines, program: Program, tmp_path: Path, killed: str
) -> None:
    machines.serve("web-1")
    machines.serve("web-2")
    machines.work("work-1")
    machines.work("work-2")
    number = program.send("web-1", table(ROWS))
    busy = machines.at_work()
    if killed != "web":
        machines.kill(busy)
    if killed != "work":
        machines.kill("web-1")
    assert program.result("web-2", number) == alone(tmp_path, table(ROWS))
