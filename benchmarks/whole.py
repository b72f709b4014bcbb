"""The tests with the marker `whole`: for every other input what the suite does for a sample.

    python benchmarks/whole.py [ARGUMENT OF PYTEST ...]

The suite (`make test`) is run after every change and has to be quick; where a test repeats one
path for many widths, languages, colours, texts or drawn examples, it keeps those that tell apart.
With `--sweeps tests` also those that walk all there is and take minutes by themselves.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKERS = min(5, 1 + (os.cpu_count() or 1))
"""One more than there are processors: tests wait for browsers and for jobs."""
ARGUMENTS = (
    *("--whole", "-m", "whole", f"--numprocesses={WORKERS}"),
    *("--dist=loadfile", "--no-loadscope-reorder"),
)


def main(arguments: list[str]) -> int:
    """Run them and return the exit status of pytest."""
    command = [sys.executable, "-m", "pytest", *ARGUMENTS, *(arguments or ["tests"])]
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 - the project's own


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
