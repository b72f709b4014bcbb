"""How long a refresh of Kaposvár takes, step by step: 17,092 doors, one area.

    python benchmarks/refresh.py [--check]

Reads the Overpass answer and register beside the checkout (`AKCIOTERULET_SHARED` names another
folder). The area is made up: a ring of real streets that no decree names. With --check the exit
status is 1 where the street list takes `LIST_S` seconds of processor time or more.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from boundaries.data_files import VARIABLE
from boundaries.doors.lines import named_lines
from boundaries.edition.areas import compile_edition, network_for
from boundaries.edition.new_area import NewArea, write_new_area
from boundaries.refresh.refreshing import load_town, refresh
from boundaries.streets.making import make_street_list

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    T = TypeVar("T")

ROOT = Path(__file__).resolve().parent.parent
BED = Path(os.environ.get("AKCIOTERULET_SHARED", ROOT.parent / "shared")) / "data/beds/kaposvar"
SLUG, TOWN = "kaposvar-refresh", "Kaposvár"
SENTENCE = (
    "Kossuth Lajos utca – Damjanich utca – Pázmány Péter utca – Árpád utca – Tallián Gyula utca – "
    "Hegyi utca – Hunyadi János utca – 48-as ifjúság útja – Kossuth Lajos utca által határolt "
    "terület"
)
LIST_S = 20.0


def main() -> int:
    """Measure and print; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="status 1 where the list is slow")
    options = parser.parse_args()
    if not BED.is_dir():
        print(f"nothing measured: no folder {BED}")
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        os.environ[VARIABLE] = scratch
        took = _measured(home)
    print(f"street list: {took:.1f} s of processor time (bound {LIST_S:.0f} s)")
    return int(options.check and took >= LIST_S)


def _measured(home: Path) -> float:
    extract = BED / "overpass_named_highways_2025-07-24.json"
    said = {"hu": "próba", "en": "trial"}
    write_new_area(
        NewArea(SLUG, TOWN, SENTENCE, said, "próba", "próba", "próba", extracts=(extract,)), home
    )
    edition, _ = _timed("compile", lambda: compile_edition(SLUG))
    loaded, _ = _timed("register", lambda: load_town([BED / "nvi"], TOWN))
    lines = named_lines(network_for(SLUG))
    (streets, _), took = _timed(
        "street list",
        lambda: make_street_list(edition, loaded.register, lines, (), loaded.sources),
    )
    print(f"  {streets.meta.counts['doors']:,} doors")
    _timed(
        "whole refresh, every door asked",
        lambda: refresh(
            SLUG, osm=[extract], register=[BED / "nvi"], home=home, day=dt.date(2026, 1, 31)
        ),
    )
    return took


def _timed(what: str, work: Callable[[], T]) -> tuple[T, float]:
    """Do something and return what comes of it with its seconds of processor time."""
    wall, busy = time.perf_counter(), time.process_time()
    done = work()
    took = time.process_time() - busy
    print(f"{what}: {took:.1f} s of processor time, {time.perf_counter() - wall:.1f} s", flush=True)
    return done, took


if __name__ == "__main__":
    sys.exit(main())
