"""Machines that may call the system only as their units of systemd let them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import requests

from tests import under_unit
from tests.machines.installation import Machines, Program, alone, table

pytestmark = pytest.mark.whole

DEPLOY = Path(__file__).parents[2] / "deploy"

PACKAGE = "/areas/kecskemet-top-6.9.1/programme/downloads/all.gpkg"
"""Written by GDAL, in a process of its own."""


@pytest.mark.skipif(
    not under_unit.is_there() or shutil.which("systemd-analyze") is None,
    reason=f"{under_unit.LIBRARY} or systemd-analyze is not installed",
)
def test_machines_work_as_their_units_let_them(
    machines: Machines, program: Program, tmp_path: Path
) -> None:
    machines.units |= {
        "web-1": DEPLOY / "akcioterulet.service",
        "work-1": DEPLOY / "akcioterulet-work.service",
    }
    machines.serve("web-1")
    machines.work("work-1")
    body = table(300)
    number = program.send("web-1", body)
    assert program.result("web-1", number) == alone(tmp_path, body)
    workbook = program.get("web-1", f"/{number}/result?format=xlsx")
    assert workbook.content.startswith(b"PK")
    package = requests.get(machines.url("web-1", PACKAGE), timeout=120)
    assert package.content.startswith(b"SQLite format 3"), package.text
