"""The command line in the process of the test: what it writes and how it ends, without a start.

`webmap.cli.main.main` is called as the program calls it. A test that is about a process of its own
(signals, memory, what is imported) starts one.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from unittest import mock

from boundaries.facts.area_files import look_again
from webmap.cli.main import main


def command(*words: object, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a command with variables of the environment; returns what a process would have."""
    named = [str(word) for word in words]
    out, errors = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    status = 0
    look_again()
    with (
        mock.patch.dict(os.environ, environ),
        mock.patch.object(sys, "argv", ["akcioterulet", *named]),
        redirect_stdout(out),
        redirect_stderr(errors),
    ):
        try:
            main()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
    written = []
    for stream in (out, errors):
        stream.flush()
        written.append(stream.detach().getvalue().decode())  # type: ignore[attr-defined]
    look_again()
    return subprocess.CompletedProcess(named, status, *written)
