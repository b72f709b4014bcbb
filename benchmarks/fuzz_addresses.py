"""Throw strings at the address engine: nothing may fail, nothing may take long.

    python benchmarks/fuzz_addresses.py                  1,000,000 strings, some minutes
    python benchmarks/fuzz_addresses.py --count 20000 --seed 7

Half of the strings are real addresses with pieces cut, doubled, swapped and overwritten; a
quarter are heaps of address words; the rest are random characters of all of Unicode, some of
them long. Each is asked of the whole engine, parser and matching alike, on the bundled street
list. Exit code 1 when one raises or takes more than 50 ms of processor time.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from addresses_written import LETTERS  # noqa: E402

from boundaries.data_files import DATA  # noqa: E402
from boundaries.edition.edition import load_edition  # noqa: E402
from boundaries.streets.street_list import StreetList, load_street_list  # noqa: E402
from boundaries.verdict.check import check_address  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_MS = 50.0
WORDS = (
    *(
        "6000",
        "Kecskemét",
        ",",
        "út",
        "u.",
        "12",
        "A",
        "/",
        "-",
        "em.",
        "hrsz",
        "Pf.",
        "lh.",
        "ép.",
    ),
    *(
        "fszt",
        "II.",
        "48-as",
        "12/A-B",
        "bis",
        "krt",
        "tér",
        "utcában",
        "úti",
        "\n",
        "\t",
        "H-6000",
    ),
)


def make(draw: random.Random, real: Sequence[str]) -> str:
    """Make one string."""
    kind = draw.randrange(4)
    if kind < 2:
        return _mutated(draw, draw.choice(real))
    if kind == 2:
        return draw.choice(("", " ")).join(draw.choices(WORDS, k=draw.randrange(30)))
    length = draw.randrange(40) if draw.random() < 0.98 else draw.randrange(20_000)
    if draw.random() < 0.1:
        return chr(draw.randrange(0x110000)) * length
    return "".join(map(chr, draw.choices(range(0x110000), k=length)))


def _mutated(draw: random.Random, text: str) -> str:
    for _ in range(draw.randrange(1, 8)):
        start, end = sorted((draw.randrange(len(text) + 1), draw.randrange(len(text) + 1)))
        piece = text[start:end]
        letter = draw.choice((*LETTERS, *" ,./-0123456789AÁŐ\t", chr(draw.randrange(0x110000))))
        changes = (piece * 2, "", letter, piece[::-1], piece.upper(), piece + letter)
        text = text[:start] + draw.choice(changes) + text[end:]
        text = text[:4000]
    return text


def addresses(streets: StreetList, draw: random.Random) -> list[str]:
    """Write addresses of the list to start from."""
    town = streets.meta.town
    return [
        f"6000 {town}, {street.full_name} {draw.randrange(1, 120)}/{draw.choice('ABC')} 2. em. 5."
        for street in streets.streets
    ]


def main() -> int:
    """Ask, and report the slowest."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    streets = load_street_list(DATA / "kecskemet")
    edition = load_edition(streets.meta.area)
    draw = random.Random(args.seed)
    real = addresses(streets, draw)
    check_address("Ismeretlen utca 1", edition, streets)  # loads what is loaded only once
    slowest, worst, began = 0.0, "", time.perf_counter()
    for number in range(args.count):
        text = make(draw, real)
        start = time.process_time()
        try:
            answer = check_address(text, edition, streets)
        except Exception as fault:  # noqa: BLE001 - any at all is what is looked for
            print(f"string {number} of seed {args.seed} raised {fault!r}: {text!r}")
            return 1
        spent = (time.process_time() - start) * 1000
        if answer.query != text:
            print(f"string {number} of seed {args.seed} came back changed: {text!r}")
            return 1
        if spent > slowest:
            slowest, worst = spent, text
    took = time.perf_counter() - began
    print(f"{args.count:,} strings, seed {args.seed}: no fault, {args.count / took:,.0f} a second")
    print(f"slowest {slowest:.2f} ms of processor time (limit {MOST_MS}): {worst[:80]!r}")
    return 1 if slowest > MOST_MS else 0


if __name__ == "__main__":
    sys.exit(main())
