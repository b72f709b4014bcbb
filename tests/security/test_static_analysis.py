"""bandit finds nothing of medium severity or more, regexploit no slow pattern."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("geo", "boundaries", "webmap")


@pytest.mark.whole  # `make check` asks the same
@pytest.mark.sweep
def test_bandit_is_clean() -> None:
    command = [sys.executable, "-m", "bandit", "-q", "-r", "-ll", "-f", "txt", *PACKAGES]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]


def test_no_pattern_is_slow_on_a_hostile_text() -> None:
    pytest.importorskip("regexploit")
    files = [str(path) for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))]
    code = "from regexploit.bin.regexploit_python_ast import main; main()"
    command = [sys.executable, "-c", code, *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert f"Processed {len(files)} files" in done.stdout or len(files) > 100
    assert "Redos" not in done.stdout, done.stdout[-4000:]
    assert "Worst-case complexity" not in done.stdout, done.stdout[-4000:]
