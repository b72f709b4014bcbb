"""Starts a command under the calls to the system that a unit of systemd lets it make.

    python under_unit.py UNIT COMMAND …

systemd itself is not needed: its own lists of calls (`systemd-analyze`) are put before the kernel
by libseccomp, with the same end for whoever makes another call.
"""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import sys
from pathlib import Path

LIBRARY = "libseccomp.so.2"
KILL, ALLOW = 0x80000000, 0x7FFF0000
"""SCMP_ACT_KILL_PROCESS, SCMP_ACT_ALLOW."""


def is_there() -> bool:
    """Tell whether the library is."""
    try:
        ctypes.CDLL(LIBRARY)
    except OSError:
        return False
    return True


def members(name: str) -> set[str]:
    """Return the calls of a set of systemd."""
    if not name.startswith("@"):
        return {name}
    listed = subprocess.run(
        ["systemd-analyze", "syscall-filter", name],  # noqa: S607 - the one on the path
        capture_output=True,
        text=True,
        check=True,
    )
    words = (line.strip() for line in listed.stdout.splitlines()[1:])
    return set().union(*(members(word) for word in words if word and not word.startswith("#")))


def allowed(unit: str) -> set[str]:
    """Return the calls that the text of a unit allows."""
    found = members("@default")
    for denies, names in re.findall(r"^SystemCallFilter=(~?)(.+)$", unit, re.MULTILINE):
        meant = set().union(*map(members, names.split()))
        found = found - meant if denies else found | meant
    return found


def confine(calls: set[str]) -> None:
    """Let this process, and those that it starts, make no other calls."""
    library = ctypes.CDLL(LIBRARY)
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = [ctypes.c_uint32]
    library.seccomp_rule_add.argtypes = [
        *(ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint),
    ]
    library.seccomp_load.argtypes = [ctypes.c_void_p]
    rules = library.seccomp_init(KILL)
    for call in calls:
        number = library.seccomp_syscall_resolve_name(call.encode())
        if number >= 0:  # else this machine has no such call
            library.seccomp_rule_add(rules, ALLOW, number, 0)
    if library.seccomp_load(rules) != 0:
        raise OSError("the kernel does not take the filter")


if __name__ == "__main__":
    confine(allowed(Path(sys.argv[1]).read_text("utf-8")))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - the command that is tried
