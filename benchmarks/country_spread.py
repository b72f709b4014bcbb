"""A file of as many towns as the country has: how long a look-up takes, and what a worker holds.

    python benchmarks/country_spread.py [FOLDER] [--doors 2000] [--check]

The folders of the whole country are not at hand. The registers that are (FOLDER holds them) stand
here under the names and postcodes of all settlements, each under its own name where it has one; so
nothing is said about real addresses, and a question about most towns is the first about its town.
"""

from __future__ import annotations

import dataclasses
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from addresses_written import VARIANTS  # noqa: E402
from country import MOST_WORKER_MB, P99_MS, asked, draw, judged  # noqa: E402
from register_folders import given_to, parser_of  # noqa: E402

from boundaries.language.country import CAPITAL, postcodes_of, settlements  # noqa: E402
from boundaries.register.anywhere import Country  # noqa: E402
from boundaries.register.country_file import CountryFile  # noqa: E402
from boundaries.register.country_import import office_folders, write_towns  # noqa: E402
from boundaries.register.load import load_register  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boundaries.register.model import TownRegister

SMALL = 250
"""Public places up to which a register stands for any settlement."""


def spread(folder: Path, seed: int = 3) -> Iterator[tuple[str, TownRegister]]:
    """Yield a register for every settlement of the country, with what stands for its folder."""
    known = [load_register(one) for one in office_folders(folder)]
    own = {town.town: town for town in known}
    small = [town for town in known if len(town.register.thoroughfares) <= SMALL] or known
    rng = random.Random(seed)
    for at, name in enumerate(one.name for one in settlements() if one.name not in CAPITAL):
        town = own.get(name) or rng.choice(small)
        places = tuple((code, name) for code in postcodes_of(name) or ("",))
        register = dataclasses.replace(town.register, places=places)
        yield f"{at:04}", dataclasses.replace(town, town=name, register=register)


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; return how many bounds are missed where they are checked."""
    parser = parser_of(__doc__)
    parser.add_argument("--doors", type=int, default=2000)
    given = given_to(parser, arguments)
    if given is None:
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "country.register"
        if not (child := os.fork()):  # what the making takes is not the worker's
            write_towns(path, spread(given.folder))
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            raise SystemExit("the file was not made")
        missed = _report(path, given.doors, given.seed)
    return missed if given.check else 0


def _report(path: Path, count: int, seed: int) -> int:
    file, spent, wrong = CountryFile(path), [], 0
    doors = draw(file, count, seed)
    country = Country(CountryFile(path))
    country.find(asked(*doors[0], next(iter(VARIANTS)), 0))  # what is read once, is read
    for turn, (town, street, door) in enumerate(doors):
        for variant in VARIANTS:
            query = asked(town, street, door, variant, turn)
            start = time.thread_time()
            found = country.find(query)
            spent.append((time.thread_time() - start) * 1000)
            wrong += judged(found, town, street, door) == "wrong"
    spent.sort()
    towns = len({town.id for town, _, _ in doors})
    p99 = spent[int(len(spent) * 0.99)]
    worker = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(file.towns):,} towns, {sum(town.doors for town in file.towns):,} doors, "
        f"{path.stat().st_size / 1e6:.0f} MB; {len(spent):,} look-ups in {towns:,} towns: "
        f"median {spent[len(spent) // 2]:.3f} ms, "
        f"p99 {p99:.2f} ms, slowest {spent[-1]:.1f} ms of processor time; wrong {wrong}; "
        f"this process {worker:.0f} MB"
    )
    return (p99 >= P99_MS) + (worker >= MOST_WORKER_MB) + bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
