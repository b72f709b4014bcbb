"""Our search of addresses beside addok and a scan with rapidfuzz: one town, one list of queries.

    python benchmarks/peers.py                      # Kecskemét, 1,000 doors in 12 ways
    python benchmarks/peers.py --town kalocsa --doors 300 --show 5
    python benchmarks/peers.py --check              # exit code 1 where a peer does better

Everybody gets the same register, less some streets that are asked for as streets that do not exist.
addok is installed below `build/`, see `peers_addok.py`; where it or its redis cannot be had, that
is said and the others are measured. benchmarks/README.md explains the columns.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import rapidfuzz
from rapidfuzz import fuzz, process

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from addresses import door_number, doors, folders, load  # noqa: E402
from addresses_written import type_endings  # noqa: E402
from peers_addok import VERSION, Addok, MissingError, number_key, running  # noqa: E402
from peers_cases import (  # noqa: E402
    KINDS,
    UNKNOWN,
    Answer,
    Case,
    Count,
    cases,
    counted,
    withheld,
    without_a_wrong_one,
)
from peers_text import cleaned, folded, words_and_number  # noqa: E402

from boundaries.language.names import THOROUGHFARE_TYPES  # noqa: E402
from boundaries.register.gazetteer import Found, Gazetteer  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addresses import Bed
    from addresses_written import Written

    from boundaries.register.register import Register

OURS = "akcioterulet"
HARD = frozenset({"one slip", "two slips", UNKNOWN})
ADDOK_BAR = 0.9
"""addok's own `MATCH_THRESHOLD`, from which it takes a result for a match."""
SCAN_BAR = 90.0
SCORERS = {"token_sort_ratio": fuzz.token_sort_ratio, "WRatio": fuzz.WRatio, "ratio": fuzz.ratio}


@dataclass(slots=True)
class Run:
    """What one of them answered, and how fast, part by part: well written (True) or not."""

    name: str
    answers: list[Answer] = field(default_factory=list)
    rates: dict[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})
    """Rows a second."""
    spent: dict[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})
    """Microseconds of the processor a row."""

    def add(self, answers: Sequence[Answer], wall: float, cpu: float, *, well: bool) -> None:
        """Add the answers to one part of the queries."""
        self.answers += answers
        self.rates[well].append(len(answers) / wall)
        self.spent[well].append(cpu / len(answers) * 1e6)

    def speed(self, *, well: bool) -> str:
        """Return the medians."""
        rate, spent = statistics.median(self.rates[well]), statistics.median(self.spent[well])
        return f"{rate:10,.0f}{spent:8,.0f}"


def synonyms() -> dict[str, str]:
    """Return the forms of types that peers are told, folded -> the type."""
    found = {}
    for kind, forms in THOROUGHFARE_TYPES.items():
        for form in (*forms, *type_endings(kind)):
            if " " not in form:
                found.setdefault(folded(form), folded(kind))
    return found


def ask_ours(gazetteer: Gazetteer, queries: Sequence[str]) -> tuple[list[Answer], float, float]:
    """Answer with the gazetteer of a town; return the answers, seconds, processor's seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = [gazetteer.find(query) for query in queries]
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    answers = []
    for one in found:
        streets = [c.street.full_name for c in one.candidates[:3]]
        listed = one.candidates[0].doors if one.candidates else ()
        if one.street is not None:
            streets, listed = [one.street.full_name], one.doors
        number = door_number(listed[0]) if listed else None
        certain = one.street is not None and one.found is not Found.REFUSED
        answers.append(Answer(tuple(streets), number, certain, float(certain)))
    return answers, wall, cpu


class Scan:
    """A scan of every street's name with rapidfuzz, as one would write it in an afternoon."""

    def __init__(self, register: Register, town: Written, scorer: str) -> None:
        """Make a town ready; `town` has its name and postcode."""
        self._score, self._synonyms = SCORERS[scorer], synonyms()
        self._drop = frozenset((folded(town.town), town.postcode))
        self._names = sorted({street.full_name for street in register.thoroughfares})
        self._keys = [
            words_and_number(name, self._synonyms, frozenset())[0] for name in self._names
        ]
        self._numbers: dict[str, dict[str, str]] = {name: {} for name in self._names}
        for street in register.thoroughfares:
            own = self._numbers[street.full_name]
            own.update(
                {number_key(door_number(d)): door_number(d) for d in street.doors if d.number}
            )

    def ask(self, queries: Sequence[str]) -> tuple[list[Answer], float, float]:
        """Answer; certain is `SCAN_BAR` with no second street as good."""
        wall, cpu, answers = time.perf_counter(), time.process_time(), []
        for query in queries:
            words, number = words_and_number(query, self._synonyms, self._drop)
            found = process.extract(words, self._keys, scorer=self._score, limit=3, score_cutoff=50)
            streets = tuple(self._names[at] for _, _, at in found)
            best = found[0][1] if found else 0.0
            alone = len(found) < 2 or found[1][1] < best
            door = self._numbers[streets[0]].get(number or "") if found else None
            answers.append(
                Answer(streets, door, alone and best >= SCAN_BAR, best if alone else 0.0)
            )
        return answers, time.perf_counter() - wall, time.process_time() - cpu


def ask_addok(addok: Addok, queries: Sequence[str]) -> tuple[list[Answer], float, float]:
    """Answer with addok; certain is `ADDOK_BAR` with no second street as good."""
    found, wall, cpu = addok.ask([cleaned(query) for query in queries])
    answers = []
    for results in found:
        streets = tuple(str(name) for name, _, _ in results)
        scores = [float(score) for _, _, score in results]  # type: ignore[arg-type]
        best = scores[0] if scores else 0.0
        alone = len(scores) < 2 or scores[1] < best
        number = str(results[0][1]) if results and results[0][1] is not None else None
        answers.append(Answer(streets, number, alone and best >= ADDOK_BAR, best if alone else 0.0))
    return answers, wall, cpu


def same_number(one: str, other: str) -> bool:
    """Tell whether two house numbers are one."""
    return number_key(one) == number_key(other)


def parts(asked: Sequence[Case], rounds: int) -> list[tuple[bool, list[Case]]]:
    """Cut the cases into rounds, each into what is well written and what is not.

    No query is asked twice, so that nobody has it by heart.
    """
    cut = [list(asked[at::rounds]) for at in range(rounds)]
    return [
        (well, [case for case in part if (case.kind not in HARD) is well])
        for part in cut
        for well in (True, False)
    ]


def table(name: str, counts: Mapping[str, Count], show: int) -> Count:
    """Print what became of each kind; return all but the streets that do not exist."""
    heads = (("asked", 7), ("door", 9), ("street", 9), ("among 3", 9), ("sure", 9), ("wrong", 7))
    print(f"\n{name}\n{'':16}" + "".join(f"{head:>{wide}}" for head, wide in heads))
    total = Count()
    for kind in KINDS:
        count = counts[kind]
        if kind != UNKNOWN:
            total.add(count)
        _line(kind, count)
        print(*(f"    {one}" for one in count.shown[:show]), sep="\n", end="\n" * bool(show))
    _line("all but the last", total)
    return total


def _line(kind: str, count: Count) -> None:
    asked = max(count.asked, 1)
    shares = (count.door, count.street, count.among, count.taken)
    cells = "".join(f"{share / asked:9.1%}" for share in shares)
    print(f"{kind:16}{count.asked:7,}{cells}{count.wrong:7,}")


def compared(runs: Sequence[Run], asked: Sequence[Case], show: int) -> list[str]:
    """Print everything; return what a peer does better."""
    totals, wrong = {}, {}
    for run in runs:
        counts = counted(asked, run.answers, same_number)
        totals[run.name] = table(run.name, counts, show)
        wrong[run.name] = totals[run.name].wrong + counts[UNKNOWN].wrong
    print(f"\n{'':34}{'door':>8}{'sure':>8}{'wrong':>7}{'sure, none wrong':>18}", end="")
    print(f"{'rows/s':>10}{'µs cpu':>8}{'hard /s':>10}{'µs cpu':>8}")
    for run in runs:
        total = totals[run.name]
        _, left = without_a_wrong_one(asked, run.answers, same_number)
        print(
            f"{run.name:34}{total.door / total.asked:8.1%}{total.taken / total.asked:8.1%}"
            f"{wrong[run.name]:7}{left / total.asked:18.1%}"
            f"{run.speed(well=True)}{run.speed(well=False)}"
        )
    own = totals[OURS]
    return [f"{name} finds more doors" for name, one in totals.items() if one.door > own.door] + [
        f"{name} is less often wrong" for name, count in wrong.items() if count < wrong[OURS]
    ]


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; return 1 where `--check` is given and a peer does better."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--town", default="kecskemet", help="a folder of addresses.py")
    parser.add_argument("--doors", type=int, default=1000)
    parser.add_argument("--withheld", type=float, default=0.05, help="share of the streets")
    parser.add_argument("--seed", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scorer", choices=SCORERS, default="token_sort_ratio")
    parser.add_argument("--show", type=int, default=0, help="wrong answers to print of each kind")
    parser.add_argument("--environment", type=Path, default=ROOT / "build" / "peers" / "addok")
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args(arguments)
    if given.town not in folders():
        print(f"skipped: no register of {given.town} is at hand (AKCIOTERULET_SHARED)")
        return 0
    bed = load(given.town, folders()[given.town])
    register, apart = withheld(bed.register, given.withheld, given.seed)
    known = _addresses(dataclasses.replace(bed, register=register))
    strangers = _addresses(dataclasses.replace(bed, register=apart))
    asked = cases(known, strangers, given.doors, given.seed)
    print(f"{bed.name}: {len(known):,} doors, {len(asked):,} queries in {given.rounds} rounds")
    rounds = parts(asked, given.rounds)
    runs = _run(register, known[0], rounds, given.scorer, given.environment)
    better = compared(runs, [case for _, part in rounds for case in part], given.show)
    print(*better, sep="\n")
    return int(given.check and bool(better))


def _addresses(bed: Bed) -> list[Written]:
    return [address for _, door, address in doors(bed, None) if door.number is not None]


def _run(
    register: Register,
    town: Written,
    rounds: Sequence[tuple[bool, list[Case]]],
    scorer: str,
    environment: Path,
) -> list[Run]:
    scan, gazetteer = Scan(register, town, scorer), Gazetteer.of(register)
    runs = [Run(OURS), Run(f"rapidfuzz {rapidfuzz.__version__} {scorer}")]
    askers = [lambda queries: ask_ours(gazetteer, queries), scan.ask]
    with contextlib.ExitStack() as stack:
        try:
            told = (town.town, town.postcode, synonyms())
            addok = stack.enter_context(running(environment, register, *told))
        except MissingError as reason:
            print(f"skipped: addok: {reason}")
        else:
            print(f"addok {VERSION}, redis {addok.redis}: read the town in {addok.import_s:.1f} s")
            runs.append(Run(f"addok {VERSION}, redis {addok.redis}"))
            askers.append(lambda queries: ask_addok(addok, queries))
        for well, part in rounds:
            queries = [case.query for case in part]
            for run, ask in zip(runs, askers, strict=True):
                run.add(*ask(queries), well=well)
    return runs


if __name__ == "__main__":
    sys.exit(main())
