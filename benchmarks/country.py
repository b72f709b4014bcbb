"""Many towns in one register: what the import costs, and how well doors are found in it.

    python benchmarks/country.py                      # the towns at hand
    python benchmarks/country.py FOLDER --doors 2000  # any folder of the office's folders
    python benchmarks/country.py --check              # exit code 1 where a bound is missed

Doors are drawn at random, each town weighing what it has, and written in the eight variants of
`addresses_written.py` and those of `addresses_further.py`; a district of Budapest by numeral, by
Roman numeral or by its postcode. The folders of the whole country are not at hand: what they would
cost is extrapolated by doors, and printed as that.
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from addresses_further import FURTHER, further  # noqa: E402
from addresses_written import VARIANTS, Written, written  # noqa: E402
from register_folders import given_to, parser_of  # noqa: E402
from ring_areas import RingAnswering  # noqa: E402

from boundaries.address.capital import district_of_town  # noqa: E402
from boundaries.clock import today  # noqa: E402
from boundaries.files.job import JobOrder, open_job  # noqa: E402
from boundaries.language.country import CAPITAL, postcodes_of, settlements_named  # noqa: E402
from boundaries.register.anywhere import Country  # noqa: E402
from boundaries.register.country_file import CountryFile  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from boundaries.register.anywhere import Anywhere
    from boundaries.register.country_file import TownInFile
    from boundaries.register.register import Door, Thoroughfare

COUNTRY_DOORS = 3_200_000
"""Doors of the whole country, as its register of 2024 has them."""
MOST_CPU_S, MOST_IMPORT_MB, MOST_FILE_MB, MOST_WORKER_MB, P99_MS = 60.0, 150.0, 230.0, 400.0, 2.0
AMONG_THREE, IN_CAPITAL = 0.995, 0.99
RUNS = 3
"""Times that a command is run; the median counts."""
NO_TOWN = "no town"
"""Street and number alone: nothing can be right, but nothing may be wrong."""
ROMAN = (
    *("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"),
    *("XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX", "XXI", "XXII", "XXIII"),
)


@dataclass(slots=True)
class Score:
    """What became of the addresses of one kind."""

    asked: int = 0
    right: int = 0
    among: int = 0
    """Not taken, but offered among the first three."""
    wrong: list[str] = field(default_factory=list)
    """Another street or another town was taken for certain."""
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Right, or among the first three."""
        return (self.right + self.among) / max(self.asked, 1)


def imported(folder: Path, out: Path) -> tuple[float, float]:
    """Import in a process of its own; return seconds of processor time and MB of memory."""
    code = (
        "import resource, sys, time; from pathlib import Path;"
        "from boundaries.register.country_import import import_country;"
        "began = time.process_time();"
        "r = import_country(Path(sys.argv[1]), Path(sys.argv[2]), lambda *_: None);"
        "u = resource.getrusage(resource.RUSAGE_SELF);"
        "print(time.process_time() - began, u.ru_maxrss / 1024, len(r.refused), r.towns, r.doors)"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code, str(folder), str(out)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    cpu, memory, refused, towns, doors = done.stdout.split()
    print(f"{int(towns):,} towns, {int(doors):,} doors; refused: {refused}")
    return float(cpu), float(memory)


WAYS = {
    "columns": ("Irsz;Település;Utca;Házszám", "{only};{town};{street};{number}"),
    "comma": ("Cím", "{code} {town}, {street} {number}."),
    "no comma": ("Cím", "{code} {town} {street} {number}"),
    "town last": ("Cím", "{street} {number}., {code} {town}"),
}
"""How a list has its addresses: headings, and how a row is written."""


def answered(register: Path, rows: int, scratch: Path) -> Iterator[str]:
    """Answer lists over the hundred largest towns, each by one command; tell what they took.

    What the command takes for a list of one row, its start, is told apart.
    """
    file, rng = CountryFile(register), random.Random(5)
    towns = sorted(file.towns, key=lambda town: -town.doors)[:100]
    pool = [
        (town.name, street.full_name, str(door.number))
        for town in towns
        for street in file.register(town).register.thoroughfares
        for door in street.doors
        if door.number and door.number.number
    ]
    drawn, single = rng.choices(pool, k=rows), scratch / "single.csv"
    _write_list(single, "columns", pool[:1])
    start = [_command(single, register, scratch / "out.csv") for _ in range(RUNS)]
    idle, begun = (statistics.median(one[at] for one in start) for at in (0, 1))
    yield f"lists of {rows:,} rows over {len(towns)} towns (the command's start: {idle:.1f} s)"
    for way in WAYS:
        source = scratch / f"{way}.csv"
        _write_list(source, way, drawn)
        whole = [_command(source, register, scratch / "out.csv") for _ in range(RUNS)]
        wall, spent = (statistics.median(one[at] for one in whole) for at in (0, 1))
        yield (
            f"  {way:10} {rows / wall:,.0f} rows a second with the start, "
            f"{rows / max(wall - idle, 0.001):,.0f} without; "
            f"{rows / max(spent - begun, 0.001):,.0f} for each second of processor time without it"
        )


def _write_list(path: Path, way: str, drawn: Sequence[tuple[str, str, str]]) -> None:
    headings, row = WAYS[way]
    lines = [f"Név;{headings}"]
    for at, (town, street, number) in enumerate(drawn):
        codes = postcodes_of(town)
        named = {"street": street, "number": number, "only": codes[0] if len(codes) == 1 else ""}
        named["code"] = codes[len(street) % len(codes)] if codes else ""  # one for each street
        named["town"] = town
        if way != "columns" and district_of_town(town) is not None:
            named["town"] = CAPITAL[0]  # whose district the postcode tells
        lines.append(f"Próba {at};{row.format(**named).strip()}")
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _command(source: Path, register: Path, out: Path) -> tuple[float, float]:
    """Answer a file in a process of its own; return seconds of the clock and of the processor."""
    command = ["check-file", str(source), "--out", str(out), "--everywhere", "address"]
    command += ["--register", str(register), "--no-progress"]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "webmap", *command],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def with_areas(register: Path, rows: int, scratch: Path, count: int) -> str:
    """Answer the list with a made-up area in each of the largest towns, in this process."""
    file = CountryFile(register)
    towns = sorted(file.towns, key=lambda town: -town.doors)[:count]
    answering = RingAnswering(today(), register, towns=tuple(t.name for t in towns))
    answering()  # the areas are made before the clock runs
    order = JobOrder(scratch / "columns.csv", scratch / "rings.csv", restart=True)
    before = time.process_time()
    with open_job(order, answering) as job:
        job.run()
    spent = time.process_time() - before
    return f"  with {count} made-up areas: {rows / spent:,.0f} for each second of processor time"


def draw(file: CountryFile, count: int, seed: int) -> list[tuple[TownInFile, Thoroughfare, Door]]:
    """Draw doors with a number, each town by how many it has."""
    rng = random.Random(seed)
    towns = rng.choices(file.towns, weights=[town.doors for town in file.towns], k=count)
    drawn = []
    for town, wanted in Counter(towns).items():
        streets = file.register(town).register.thoroughfares
        doors = [(s, d) for s in streets for d in s.doors if d.number and d.number.number]
        drawn += [(town, *rng.choice(doors)) for _ in range(wanted)]
    rng.shuffle(drawn)
    return drawn


def asked(town: TownInFile, street: Thoroughfare, door: Door, variant: str, turn: int) -> str:
    """Write a door in one of the variants."""
    district = district_of_town(town.name)
    name = town.name
    if district is not None:
        forms = (f"{ROMAN[district - 1]}. kerület", f"{district}. ker.", f"{ROMAN[district - 1]}.")
        name = f"Budapest {forms[turn % 3]}"
    codes = postcodes_of(town.name) or ("",)
    units = f" {door.building} ép." * bool(door.building) + (
        f" {door.staircase} lh." * bool(door.staircase)
    )
    address = Written(
        codes[turn % len(codes)], name, street.name, street.type, str(door.number), units
    )
    if variant in VARIANTS:
        return written(address, variant, turn).strip()
    county = "" if district is not None else settlements_named(town.name)[0].county
    return further(address, variant, turn, county).strip()


def judged(found: Anywhere, town: TownInFile, street: Thoroughfare, door: Door) -> str:
    """Return right, among, wrong or missed."""
    right = (town.name, street.full_name)
    number = door.number
    if found.settlement is not None and found.settlement.name != town.name:
        return "wrong"
    if found.settlement is not None and found.street is not None:
        same = found.street == street.full_name
        if same and any(one.number == number for one in found.doors):
            return "right"
        return "missed" if same else "wrong"
    offered = [(place.town, place.street) for place in found.candidates[:3]]
    return "among" if right in offered else "missed"


def measured(path: Path, count: int, seed: int) -> tuple[dict[str, Score], list[float]]:
    """Ask every drawn door in every variant; return the scores and the milliseconds."""
    file = CountryFile(path)
    doors, country = draw(file, count, seed), Country(file)
    scores = {name: Score() for name in (*VARIANTS, *FURTHER, NO_TOWN, "Budapest")}
    spent: list[float] = []
    for turn, (town, street, door) in enumerate(doors):
        for variant in (*VARIANTS, *FURTHER, NO_TOWN):
            query = f"{street.full_name} {door.number}"
            if variant != NO_TOWN:
                query = asked(town, street, door, variant, turn)
            start = time.thread_time()
            found = country.find(query)
            spent.append((time.thread_time() - start) * 1000)
            in_capital = variant != NO_TOWN and district_of_town(town.name) is not None
            kinds = [variant] + ["Budapest"] * in_capital
            verdict = judged(found, town, street, door)
            for kind in kinds:
                score = scores[kind]
                score.asked += 1
                score.right += verdict == "right"
                score.among += verdict == "among"
                if verdict in {"wrong", "missed"}:
                    told = f"{query!r} of {town.name}: {found.street} {found.reason}"
                    (score.wrong if verdict == "wrong" else score.missed).append(told)
    return scores, spent


def first_asked(path: Path, count: int, seed: int) -> str:
    """Ask for doors where no town was asked before, each in the eight variants.

    In a country most questions are the first about their town; here every door is.
    """
    file, spent = CountryFile(path), []
    for turn, (town, street, door) in enumerate(draw(file, count, seed)):
        country = Country(file)
        for variant in VARIANTS:
            query = asked(town, street, door, variant, turn)
            start = time.thread_time()
            country.find(query)
            spent.append((time.thread_time() - start) * 1000)
    spent.sort()
    return (
        f"the same in towns that were not asked before: median {spent[len(spent) // 2]:.3f} ms, "
        f"p99 {spent[int(len(spent) * 0.99)]:.2f} ms, slowest {spent[-1]:.1f} ms"
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; return how many bounds are missed where they are checked."""
    parser = parser_of(__doc__)
    parser.add_argument("--doors", type=int, default=2000)
    parser.add_argument("--rows", type=int, default=50_000, help="of the list; 0 for none")
    parser.add_argument("--areas", type=int, default=0, help="made up, for the list once more")
    parser.add_argument("--show", type=int, default=5)
    given = given_to(parser, arguments)
    if given is None:
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "country.register"
        missed = _report(given.folder, path, given.doors, given.seed, given.show)
        if given.rows:
            for line in answered(path, given.rows, Path(scratch)):
                print(line)
        if given.rows and given.areas:
            print(with_areas(path, given.rows, Path(scratch), given.areas))
    for one in missed:
        print(f"MISSED: {one}")
    return len(missed) if given.check else 0


def _report(folder: Path, path: Path, count: int, seed: int, show: int) -> list[str]:
    cpu, memory = imported(folder, path)
    size, doors = path.stat().st_size / 1e6, sum(t.doors for t in CountryFile(path).towns)
    times = COUNTRY_DOORS / doors
    print(f"import: {cpu:.1f} s of processor time, {memory:.0f} MB of memory, {size:.1f} MB")
    print(
        f"extrapolated to {COUNTRY_DOORS:,} doors (× {times:.1f}): {cpu * times:.0f} s, "
        f"{memory:.0f} MB of memory (one town at a time), {size * times:.0f} MB"
    )
    scores, spent = measured(path, count, seed)
    print(f"{'variant':20} {'asked':>7} {'right':>8} {'+ first 3':>9} {'wrong':>6}")
    for name, score in scores.items():
        if score.asked:
            print(
                f"{name:20} {score.asked:7,} {score.right / score.asked:8.2%} "
                f"{score.share:9.2%} {len(score.wrong):6}"
            )
            missed = () if name == NO_TOWN else score.missed
            for told in (*score.wrong, *missed)[:show]:
                print(f"    {told}")
    spent.sort()
    p99 = spent[int(len(spent) * 0.99)]
    worker = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"look-up: median {spent[len(spent) // 2]:.3f} ms, p99 {p99:.2f} ms, slowest "
        f"{spent[-1]:.1f} ms of processor time; this process {worker:.0f} MB"
    )
    print(first_asked(path, count, seed))
    total = Score()
    for name in (*VARIANTS, *FURTHER, NO_TOWN):
        total.wrong += scores[name].wrong
        if name != NO_TOWN:
            total.asked += scores[name].asked
            total.right += scores[name].right
            total.among += scores[name].among
    bounds = {
        f"{MOST_CPU_S:.0f} s of processor time (extrapolated)": cpu * times <= MOST_CPU_S,
        f"{MOST_IMPORT_MB:.0f} MB while importing": memory <= MOST_IMPORT_MB,
        f"a file of {MOST_FILE_MB:.0f} MB (extrapolated)": size * times <= MOST_FILE_MB,
        f"p99 of {P99_MS} ms": p99 < P99_MS,
        f"a worker of {MOST_WORKER_MB:.0f} MB": worker < MOST_WORKER_MB,
        f"{AMONG_THREE:.1%} right or among three": total.share >= AMONG_THREE,
        f"{IN_CAPITAL:.0%} in Budapest": scores["Budapest"].share >= IN_CAPITAL,
        "nothing wrong and certain": not total.wrong,
    }
    print(f"all: {total.right / total.asked:.2%} right, {total.share:.2%} among the first three")
    return [name for name, kept in bounds.items() if not kept]


if __name__ == "__main__":
    sys.exit(main())
