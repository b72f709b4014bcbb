"""A machine that stands still for so long that it is taken for dead, and then goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.machines.installation import Machines, Program, alone, table
from tests.patience import wait_until

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.whole

ROWS = 20_000


def test_what_a_machine_does_late_is_nobodys_result(
    machines: Machines, program: Program, tmp_path: Path
) -> None:
    machines.serve("web-1")
    machines.work("work-1")
    number = program.send("web-1", table(ROWS))
    folder = machines.kept / "jobs" / number
    assert machines.at_work() == "work-1"
    wait_until((folder / "out.csv.part.json").exists, "it does not begin")
    machines.stop("work-1")
    machines.work("work-2")
    assert program.result("web-1", number) == alone(tmp_path, table(ROWS))
    assert "a run of a file stands still" in machines.said("work-2")
    (place,) = (path for path in folder.iterdir() if path.is_dir())
    result, progress = place / "out.csv", place / "progress.json"
    before = (result.read_bytes(), result.stat(), progress.read_bytes())
    machines.go_on("work-1")
    alive = machines.running["work-1"]
    wait_until(lambda: len(machines.family(alive.pid)) == 1, "the late run does not end")
    assert (result.read_bytes(), result.stat(), progress.read_bytes()) == before
    assert not (folder / "out.csv").exists()
    assert program.get("web-1", f"/{number}/result?format=csv").content == before[0]
    # The machine that was late works on as before.
    machines.kill("work-2")
    again = program.send("web-1", table(9))
    assert program.result("web-1", again) == alone(tmp_path, table(9))
    assert alive.poll() is None
