"""How well addresses are matched, and how fast one look-up is, on real registers.

    python benchmarks/addresses.py            every door of every register at hand
    python benchmarks/addresses.py --town kecskemet --sample 2000 --show 20
    python benchmarks/addresses.py --check    exit code 1 when a target is missed

The registers stand beside the checkout (`AKCIOTERULET_SHARED` names another folder).
benchmarks/README.md explains the tables.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from addresses_written import VARIANTS, Written, slip, written  # noqa: E402

from boundaries.language.names import normal_key  # noqa: E402
from boundaries.register.gazetteer import Found, Gazetteer, Located  # noqa: E402
from boundaries.register.reading import read_register  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from boundaries.register.register import Door, Register, Thoroughfare

WRITTEN_RIGHT = 0.999
FIRST_AFTER_ONE = 0.97
AMONG_THREE_AFTER_TWO = 0.90
P99_MS = 1.0
LARGE = 10_000
"""Doors from which a town is judged by itself; the smaller ones are judged together."""


@dataclass(slots=True)
class Bed:
    """A town under test."""

    name: str
    register: Register
    gazetteer: Gazetteer
    keys: frozenset[str]
    """Squeezed names of every public place, to tell slips that spell another one."""


@dataclass(slots=True)
class Score:
    """Counts of one table line, and some of the misses."""

    asked: int = 0
    right: int = 0
    among: int = 0
    """The right one is among the candidates of names that fold to one."""
    first: int = 0
    three: int = 0
    certain: int = 0
    wrong_and_certain: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Add another line's counts."""
        for name in ("asked", "right", "among", "first", "three", "certain", "wrong_and_certain"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.misses += other.misses

    def share(self, count: int) -> float:
        """Return a share of the queries; 1 where none was asked."""
        return count / self.asked if self.asked else 1.0


def folders() -> dict[str, Path]:
    """Return the registers at hand by town."""
    data = Path(os.environ.get("AKCIOTERULET_SHARED", ROOT.parent / "shared")) / "data"
    found = {"kecskemet": data / "kecskemet" / "nvi2024", "kaposvar": data / "beds/kaposvar/nvi"}
    found |= {path.name: path for path in sorted((data / "towns").glob("*")) if path.is_dir()}
    return {name: path for name, path in found.items() if (path / "SzavkorKereso.json").is_file()}


def load(name: str, folder: Path) -> Bed:
    """Read a register and index it."""
    register = read_register(folder)
    keys = frozenset(_squeezed(street.full_name) for street in register.thoroughfares)
    return Bed(name, register, Gazetteer.of(register), keys)


def _squeezed(name: str) -> str:
    """Return a name without accents, blanks and the difference of written types."""
    return normal_key(name).replace(" ", "")


def doors(bed: Bed, sample: int | None) -> list[tuple[Thoroughfare, Door, Written]]:
    """Return every door (or a sample) with its address in parts."""
    names = bed.gazetteer.index.names
    code = names.postcodes[0] if names.postcodes else ""
    every = [
        (
            street,
            door,
            Written(code, names.town, street.name, street.type, door_number(door), _unit(door)),
        )
        for street in bed.register.thoroughfares
        for door in street.doors
    ]
    return random.Random(1).sample(every, min(sample, len(every))) if sample else every


def door_number(door: Door) -> str:
    """Write a number as people do; the office writes some as "000000 21/B"."""
    number = door.number
    if number is None:
        return door.written
    return number.suffix if number.number == 0 and number.suffix else str(number)


def _unit(door: Door) -> str:
    """Write building and staircase; a mark such as "}" in the register is neither."""
    building = f" {door.building}. ép." if door.building.isalnum() else ""
    return building + (f" {door.staircase}. lh." if door.staircase.isalnum() else "")


def judge_written(bed: Bed, sample: int | None) -> dict[str, Score]:
    """Ask for every door in every variant."""
    scores = {variant: Score() for variant in VARIANTS}
    for turn, (street, door, parts) in enumerate(doors(bed, sample)):
        for variant, score in scores.items():
            query = written(parts, variant, turn)
            located = bed.gazetteer.find(query)
            score.asked += 1
            if _is_door(located, street, door):
                score.right += 1
            elif _among(located, street, door):
                score.among += 1
            else:
                score.misses.append(f"{query!r} ({located.found}: {_shown(located)})")
                score.wrong_and_certain += located.street is not None
    return scores


def _same_door(found: Door, door: Door) -> bool:
    """Tell whether two records are written alike; the office has some doors twice."""
    return (door_number(found), _unit(found)) == (door_number(door), _unit(door))


def _is_door(located: Located, street: Thoroughfare, door: Door) -> bool:
    if located.found is not Found.DOOR or located.street is not street:
        return False
    return all(_same_door(found, door) for found in located.doors)


def _among(located: Located, street: Thoroughfare, door: Door) -> bool:
    """Tell whether the door is offered, by names that fit the words equally well."""
    if located.found is not Found.HOMONYM:
        return False
    return any(c.street is street and door in c.doors for c in located.candidates)


def judge_slips(bed: Bed, slips: int, sample: int | None) -> tuple[Score, Score]:
    """Ask for every door with slips in its street; the second score is of other real names."""
    score, apart = Score(), Score()
    draw = random.Random(slips)
    for street, _, parts in doors(bed, sample):
        text = parts.street
        for _ in range(slips):
            text = slip(text, draw)
        own, key = _squeezed(parts.street), _squeezed(text)
        query = f"{parts.postcode} {parts.town}, {text} {parts.number}{parts.unit}"
        _judge_slip(
            bed.gazetteer.find(query),
            street,
            query,
            apart if key != own and key in bed.keys else score,
        )
    return score, apart


def _judge_slip(located: Located, street: Thoroughfare, query: str, score: Score) -> None:
    offered = [c.street for c in located.candidates]
    if located.street is not None:
        offered = [located.street]
    score.asked += 1
    score.certain += located.street is not None
    score.first += offered[:1] == [street]
    score.three += street in offered[:3]
    if located.street is not None and located.street is not street:
        score.wrong_and_certain += 1
        score.misses.insert(0, f"WRONG {query!r} ({_shown(located)})")
    elif offered[:1] != [street]:
        score.misses.append(f"{query!r} ({located.found}: {_shown(located)})")


def _shown(located: Located) -> str:
    if located.street is not None:
        doors = ", ".join(f"{d.number} {d.building} {d.staircase}".strip() for d in located.doors)
        return f"{located.street.full_name} [{doors}]"
    return ", ".join(c.street.full_name for c in located.candidates) or str(located.reason)


def judge_strangers(bed: Bed, beds: Sequence[Bed], every: int = 1) -> Score:
    """Ask for the streets of other towns, and for each own street with itself taken out.

    No such public place exists, so whatever is answered with a street is wrong. One of
    `every` streets is asked for.
    """
    score = Score()
    names = sorted({s.full_name for other in beds for s in other.register.thoroughfares})
    for name in names[::every]:
        if _squeezed(name) not in bed.keys:
            _judge_stranger(bed.gazetteer, name, score)
    for street in bed.register.thoroughfares[::every]:
        _judge_stranger(_without(bed, street), street.full_name, score)
    return score


def _without(bed: Bed, street: Thoroughfare) -> Gazetteer:
    import dataclasses  # noqa: PLC0415

    left = tuple(
        s
        for s in bed.register.thoroughfares
        if normal_key(s.full_name) != normal_key(street.full_name)
    )
    return Gazetteer.of(dataclasses.replace(bed.register, thoroughfares=left))


def _judge_stranger(gazetteer: Gazetteer, name: str, score: Score) -> None:
    located = gazetteer.find(f"{name} 1")
    score.asked += 1
    score.certain += located.street is not None
    if located.close:
        score.wrong_and_certain += 1
        score.misses.append(f"WRONG {name!r} ({_shown(located)})")
    elif located.street is not None and located.details["match"] != "without_type":
        score.misses.append(f"{located.details['match']}: {name!r} ({_shown(located)})")


def time_single(bed: Bed, sample: int) -> tuple[float, float, float]:
    """Return median, 99th percentile and largest of single look-ups, processor milliseconds."""
    draw = random.Random(3)
    queries = [written(p, VARIANTS[n % 8], n) for n, (_, _, p) in enumerate(doors(bed, sample))]
    queries += [f"{slip(p.street, draw)} {p.number}" for _, _, p in doors(bed, sample // 4)]
    bed.gazetteer.find("Ismeretlen utca 1")
    times = []
    for query in queries:
        start = time.process_time()
        bed.gazetteer.find(query)
        times.append((time.process_time() - start) * 1000)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.99)], times[-1]


def report(name: str, columns: Mapping[str, str], misses: Sequence[str], show: int) -> None:
    """Print one line of a table and some misses."""
    print(f"  {name:<15}", *(f"{key} {value:>8}" for key, value in columns.items()), sep="  ")
    for miss in misses[:show]:
        print(f"      {miss}")


def _written_columns(score: Score) -> dict[str, str]:
    return {
        "asked": f"{score.asked:,}",
        "right": f"{score.share(score.right):.4%}",
        "among equals": f"{score.share(score.among):.4%}",
        "other door": str(score.wrong_and_certain),
    }


def _slip_columns(score: Score) -> dict[str, str]:
    return {
        "asked": f"{score.asked:,}",
        "first": f"{score.share(score.first):.2%}",
        "among three": f"{score.share(score.three):.2%}",
        "certain": f"{score.share(score.certain):.2%}",
        "wrong and certain": str(score.wrong_and_certain),
    }


def _stranger_columns(score: Score) -> dict[str, str]:
    return {"asked": f"{score.asked:,}", "taken for another": str(score.wrong_and_certain)}


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--town", action="append", help="folder name; default all")
    parser.add_argument("--sample", type=int, help="doors of each town instead of all")
    parser.add_argument("--show", type=int, default=3, help="misses to print under each line")
    parser.add_argument("--check", action="store_true", help="exit code 1 when a target is missed")
    args = parser.parse_args()
    beds = [load(n, f) for n, f in folders().items() if not args.town or n in args.town]
    failed = [fault for bed in beds for fault in _judge(bed, beds, args.sample, args.show)]
    print(*failed, sep="\n")
    return 1 if args.check and failed else 0


def _judge(bed: Bed, beds: Sequence[Bed], sample: int | None, show: int) -> Iterator[str]:
    count = sum(len(s.doors) for s in bed.register.thoroughfares)
    print(f"{bed.name}: {len(bed.register.thoroughfares)} public places, {count:,} doors")
    total = Score()
    for variant, score in judge_written(bed, sample).items():
        report(variant, _written_columns(score), score.misses, show)
        total.add(score)
    report("all variants", _written_columns(total), (), 0)
    one, one_apart = judge_slips(bed, 1, sample)
    two, two_apart = judge_slips(bed, 2, sample)
    slips = {"one slip": one, "... other name": one_apart}
    for name, score in (slips | {"two slips": two, "... another name": two_apart}).items():
        report(name, _slip_columns(score), score.misses, show)
    strangers = judge_strangers(bed, beds)
    report("strangers", _stranger_columns(strangers), strangers.misses, show)
    median, p99, worst = time_single(bed, min(count, 4000))
    print(f"  single look-up   median {median:.3f} ms, p99 {p99:.3f} ms, largest {worst:.2f} ms")
    yield from _faults(
        bed.name,
        (
            (total.share(total.right + total.among) >= WRITTEN_RIGHT, "variants"),
            (one.share(one.first) >= FIRST_AFTER_ONE, "one slip, right first"),
            (one.wrong_and_certain == 0, "one slip, wrong and certain"),
            (two.share(two.three) >= AMONG_THREE_AFTER_TWO, "two slips, among three"),
            (two.wrong_and_certain == 0, "two slips, wrong and certain"),
            (strangers.wrong_and_certain == 0, "a street that does not exist became another"),
            (p99 < P99_MS, "99th percentile of a look-up"),
        ),
    )


def _faults(town: str, goals: Iterable[tuple[bool, str]]) -> Iterator[str]:
    return (f"{town}: target missed: {name}" for met, name in goals if not met)


if __name__ == "__main__":
    sys.exit(main())
