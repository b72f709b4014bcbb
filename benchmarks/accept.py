"""The long checks, one after the other, each with its figures (`make accept`).

    python benchmarks/accept.py [NAME ...]

Names choose among them; by default all run. Nothing is judged here but whether a check could run:
the figures are printed, and the exit status tells how many checks ended with an error.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent

CHECKS: dict[str, list[str]] = {
    "round trip": ["roundtrip.py", "--processes", "2"],
    "documents": ["documents.py", "--fuzz", "20000", "--check"],
    "compile speed": ["compile_speed.py"],
    "addresses": ["addresses.py"],
    "close spellings": ["addresses_spelling.py"],
    "address fuzz": ["fuzz_addresses.py"],
    "the country": ["country.py", "--check"],
    "as many towns as the country has": ["country_spread.py", "--check"],
    "spoiled folders": ["fuzz_folders.py", "--check"],
    "names of towns": ["towns_named.py", "--check"],
    "odd addresses": ["addresses_odd.py", "--check"],
    "bulk": ["bulk.py"],
    "partitions": ["partitions.py", "--check"],
    "one answer everywhere": ["agreement.py", "--count", "2000"],
    "load": ["load.py", "--seconds", "60"],
    "pages": ["pages.py", "--check"],
    "the bench of the workshop": ["workshop.py", "--check"],
    "refresh": ["refresh.py", "--check"],
    "doors without points": ["doors_districts.py", "--held", "3", "--check"],
    "places between doors": ["interpolation.py", "--check"],
    "the suite's repeats": ["whole.py", "--sweeps", "tests"],
    "doors at the line": ["doors.py", "--boundary", "--curve"],
}
"""Name -> script beside this file, with its arguments."""


def main(names: list[str]) -> int:
    """Run the checks and return how many ended with an error."""
    failed = []
    for name, (script, *arguments) in CHECKS.items():
        if (names and name not in names) or not (HERE / script).is_file():
            continue
        print(f"\n== {name}", flush=True)
        start = time.monotonic()
        done = subprocess.run([sys.executable, str(HERE / script), *arguments], check=False)  # noqa: S603
        print(f"== {name}: {time.monotonic() - start:.0f} s, exit status {done.returncode}")
        failed += [name] if done.returncode else []
    print(f"\nended with an error: {', '.join(failed) or 'none'}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
