"""The arguments of benchmarks over folders of the election office, those at hand by default."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent


def parser_of(title: str | None) -> argparse.ArgumentParser:
    """Return a parser with the folder, the seed and the check; `title` is what a script says."""
    parser = argparse.ArgumentParser(description=(title or "").partition("\n")[0])
    shared = Path(os.environ.get("AKCIOTERULET_SHARED", ROOT.parent / "shared"))
    parser.add_argument("folder", type=Path, nargs="?", default=shared / "data" / "registers")
    parser.add_argument("--seed", type=int, default=16)
    parser.add_argument("--check", action="store_true")
    return parser


def given_to(
    parser: argparse.ArgumentParser, arguments: Sequence[str] | None
) -> argparse.Namespace | None:
    """Return the arguments, or None, said why, where the folder is not there."""
    given = parser.parse_args(arguments)
    if given.folder.is_dir():
        return given
    print(f"skipped: {given.folder} is not there")
    return None
