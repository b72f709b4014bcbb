"""Pin what the product does, or compare what it does now with what was pinned."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from . import kept, world
from .compared import compare, read_allowed, told

if TYPE_CHECKING:
    from .kept import Pins

ALLOWED = kept.HASHES / "differences.toml"


def main() -> int:
    """Read the command line; the exit status is 1 where something differs that is not listed."""
    asked = argparse.ArgumentParser(prog="same", description=__doc__)
    asked.add_argument("what", choices=("pin", "same"))
    asked.add_argument("--out", type=Path, default=kept.ROOT / "build" / "same")
    asked.add_argument("--only", action="append", help="Group; may be given again.")
    asked.add_argument("--hashes", type=Path, default=kept.HASHES, help="Folder of the hashes.")
    options = asked.parse_args()
    begun = time.monotonic()
    golden, now = options.out / "golden", options.out / "now"
    if options.what == "pin":
        pins = made(options.only, corpus=options.only is None)
        pins.write(golden, head())
        pins.write_hashes(options.hashes, head())
        count = sum(map(len, pins.groups.values()))
        print(f"{count:,} things pinned in {time.monotonic() - begun:.0f} s: {options.hashes}")
        return 0
    before = kept.read_hashes(options.hashes)
    if not before:
        print(f"{options.hashes}: nothing is pinned; run `make pin` first", file=sys.stderr)
        return 2
    pins = made(options.only, corpus=False)
    pins.write(now, head())
    allowed = read_allowed(ALLOWED)
    report = compare(before, pins.hashes(), allowed, (golden, now))
    print("\n".join(told(report, allowed, (golden, now))))
    for group in (name for name in before if name not in pins.groups and not options.only):
        print(f"not compared: {group} (its data are not at hand)")
    print(f"{time.monotonic() - begun:.0f} s; texts: {now}, before: {golden}")
    return 1 if report.unlisted else 0


def made(only: list[str] | None, *, corpus: bool) -> Pins:
    """Do everything and return what came of it."""
    with tempfile.TemporaryDirectory(prefix="same-") as name:
        folder = Path(name)
        world.clean_environment(folder)
        from . import making  # noqa: PLC0415 - the product, only now that the environment is clean

        pins = kept.Pins({str(folder): "<folder>", str(kept.ROOT): "<checkout>"})
        making.make(pins, folder, set(only) if only else None, corpus=corpus)
        if only:  # making one group leaves traces in others, which are not whole
            pins.groups = {name: pins.groups[name] for name in only if name in pins.groups}
        return pins


def head() -> str:
    """Return which commit this is, and whether something was changed since."""
    commit = _git("rev-parse", "HEAD") or "no commit"
    return f"{commit}{' and changes' if _git('status', '--porcelain', '-uno') else ''}"


def _git(*words: str) -> str:
    command = ("git", "-C", str(kept.ROOT), *words)
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
