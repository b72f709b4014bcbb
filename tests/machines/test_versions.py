"""One machine has another version of the program, whose tables are other ones."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

import boundaries
import geo
import webmap
from tests.machines.conftest import WHO
from tests.machines.installation import COMMAND, Machines, Program, alone, sign_in, table
from tests.patience import wait_until
from webmap.store import migrate
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from types import ModuleType

pytestmark = pytest.mark.whole

AWAY = texts("hu")("account.store_away")
NEXT = '''"""A table more, and a column that is called otherwise."""

from alembic import op

revision, down_revision, branch_labels, depends_on = "next", "{head}", None, None


def upgrade() -> None:
    op.execute("ALTER TABLE jobs RENAME COLUMN message TO said")
    op.execute("CREATE TABLE more (id integer)")
'''


@pytest.fixture
def next_version(tmp_path: Path) -> Path:
    """Where a version of the program lies that is newer."""
    tree = tmp_path / "next"
    tree.mkdir()
    for package in (geo, boundaries):
        (tree / package.__name__).symlink_to(home_of(package))
    shutil.copytree(home_of(webmap), tree / "webmap", ignore=shutil.ignore_patterns("__pycache__"))
    versions = tree / "webmap" / "store" / "migrations" / "versions"
    (versions / "next.py").write_text(NEXT.format(head=migrate.head()))
    tables = tree / "webmap" / "store" / "tables.py"
    tables.write_text(
        tables.read_text().replace(
            "    message: Mapped[str] = mapped_column(Text,",
            '    message: Mapped[str] = mapped_column("said", Text,',
        )
    )
    return tree


def home_of(package: ModuleType) -> Path:
    return Path(str(package.__file__)).parent


def test_a_machine_of_a_former_version_says_so_and_takes_no_file(
    machines: Machines, program: Program, next_version: Path, tmp_path: Path
) -> None:
    machines.homes |= dict.fromkeys(("web-2", "work-2"), next_version)
    machines.serve("web-1")
    machines.work("work-1")
    browser = sign_in(machines, "web-1", WHO)
    assert program.result("web-1", program.send("web-1", table(9))) == alone(tmp_path, table(9))
    upgrade = [*COMMAND, "database", "upgrade"]
    subprocess.run(upgrade, env=machines.settings(), cwd=next_version, check=True, timeout=120)
    page = machines.url("web-1", "/files")
    wait_until(lambda: browser.get(page, timeout=60).status_code != 200, every_s=0.3)
    for _ in range(20):
        answer = browser.get(page, timeout=60)
        assert (answer.status_code, AWAY in answer.text) == (503, True)
        assert "Retry-After" in answer.headers
        assert program.get("web-1").status_code == 503
        ready = requests.get(machines.url("web-1", "/ready"), timeout=60)
        assert (ready.status_code, ready.json()["parts"]["database"]) == (503, False)
        assert machines.answers("web-1", "/")
    said = "which this version does not know"
    wait_until(lambda: said in machines.said("web-1"), "the log does not say why")
    machines.serve("web-2")
    assert browser.get(machines.url("web-2", "/files"), timeout=60).status_code == 200
    number = program.send("web-2", table(9))
    machines.work("work-2")
    assert program.result("web-2", number) == alone(tmp_path, table(9))
    assert machines.running["work-1"].poll() is None
