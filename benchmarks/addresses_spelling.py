"""Close spellings at 1,000 and at 120,000 names: plain comparison against the deletion index.

    python benchmarks/addresses_spelling.py            print rates on one core
    python benchmarks/addresses_spelling.py --check    exit code 1 below 5,000 a second

There is no national register at hand, so the long list combines the words of the registers
beside the checkout into names of two to three words with a type; the short list is real.
docs/adr/0005-close-spellings.md has a run.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path[:0] = [str(Path(__file__).resolve().parent.parent), str(Path(__file__).resolve().parent)]

from addresses import folders  # noqa: E402
from addresses_written import slip  # noqa: E402
from rapidfuzz import process  # noqa: E402
from rapidfuzz.distance import OSA  # noqa: E402

from boundaries.language.names import fold  # noqa: E402
from boundaries.language.spelling import SLIPS, Deletions  # noqa: E402
from boundaries.register.reading import read_register  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LONG = 120_000
RATE = 5_000
TYPES = ("utca", "utca", "utca", "ut", "ter", "koz", "sor", "korut", "tanya")


def real_names() -> list[str]:
    """Return the folded names of every register at hand."""
    towns = (read_register(folder) for folder in folders().values())
    return sorted({fold(s.full_name) for town in towns for s in town.thoroughfares})


def long_list(real: Sequence[str], draw: random.Random) -> list[str]:
    """Add made-up names of real words until there are `LONG`."""
    words = sorted({word for name in real for word in name.split()[:-1]})
    names = set(real)
    while len(names) < LONG:
        names.add(" ".join([*draw.sample(words, draw.choice((1, 2, 2))), draw.choice(TYPES)]))
    return sorted(names)


def rate(ask: Callable[[str], object], queries: Sequence[str]) -> float:
    """Return queries a second of processor time."""
    start = time.process_time()
    for query in queries:
        ask(query)
    return len(queries) / (time.process_time() - start)


def measure(names: Sequence[str], draw: random.Random) -> float:
    """Print one line; return the rate of the index."""
    start = time.perf_counter()
    index = Deletions(names)
    built = time.perf_counter() - start
    queries = [fold(slip(draw.choice(names), draw)) for _ in range(4000)]
    few = queries[: 4000 if len(names) < LONG else 150]

    def plain(text: str) -> list[tuple[int, int]]:
        cut = process.extract(text, names, scorer=OSA.distance, score_cutoff=SLIPS, limit=None)
        return sorted((apart, at) for _, apart, at in cut)

    if any(index.within(query) != plain(query) for query in few[:100]):
        raise SystemExit("the two ways differ")
    fast, slow = rate(index.within, queries), rate(plain, few)
    print(
        f"{len(names):>8,} names: plain {slow:>8,.0f} a second, index {fast:>8,.0f} a second "
        f"({fast / slow:,.0f} times), built in {built:.2f} s, {index.size / 1e6:.1f} MB"
    )
    return fast


def main() -> int:
    """Measure both lists."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help=f"exit code 1 below {RATE:,} a second")
    args = parser.parse_args()
    draw = random.Random(1)
    real = real_names()
    rates = [measure(draw.sample(real, 1000), draw), measure(long_list(real, draw), draw)]
    return 1 if args.check and min(rates) < RATE else 0


if __name__ == "__main__":
    sys.exit(main())
