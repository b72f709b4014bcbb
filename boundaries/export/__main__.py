"""The child process of `package.run`: packages on standard input, their files in folders.

One package a line, and for each an argument with the folder that is made for its files.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from boundaries.errors import ExportError

from .guard import guard_gdal
from .package import write_package

MEMORY_BYTES = 4 * 2**30
"""Address space that the child may take; pyarrow alone reserves more than one gigabyte."""
CPU_SECONDS = 110


def main() -> int:
    """Write the packages; returns the exit status."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    guard_gdal()
    try:
        for line, folder in zip(sys.stdin, map(Path, sys.argv[1:]), strict=True):
            folder.mkdir()
            write_package(json.loads(line), folder)
    except (ExportError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
