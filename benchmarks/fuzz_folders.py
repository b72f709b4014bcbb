"""Folders of the office with a file spoiled: bytes changed, cut, put in, packed, exchanged.

    python benchmarks/fuzz_folders.py                      # 3,000 spoiled folders of those at hand
    python benchmarks/fuzz_folders.py FOLDER --count 500   # of any folder of the office's folders
    python benchmarks/fuzz_folders.py --check              # exit code 1 where one is read wrongly

A file that is no JSON any more, or another settlement's, must be told, and nothing of it may be
taken but records that stood in it; a list of doors that is not whole refuses its folder alone. What
is JSON all the same says something else ("Fö" for "Fő"): nobody can tell, and it is counted.
"""

from __future__ import annotations

import gzip
import json
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from register_folders import given_to, parser_of  # noqa: E402

from boundaries.errors import RegisterError  # noqa: E402
from boundaries.register.country_import import office_folders  # noqa: E402
from boundaries.register.load import town_of  # noqa: E402
from boundaries.register.office_json import DOORS_FILE, OFFICE_FILES  # noqa: E402
from boundaries.register.reading import read_files  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from boundaries.register.model import TownRegister

MOST_S = 10.0
"""Seconds of the processor's time that one folder may take."""
MOST_BYTES = 1_500_000
"""Size of the largest list of doors that is spoiled: larger ones are the same, slower."""
SIGNS = (b"\x00", b'"', b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\xff", b"\xc3", b"\n", b"9")


def _at(body: bytes, draw: random.Random) -> int:
    """Return a place; at the ends more often, where files are cut and joined."""
    near = min(200, len(body))
    places = (
        draw.randrange(len(body) + 1),
        len(body) - draw.randrange(near + 1),
        draw.randrange(near + 1),
    )
    return draw.choice(places)


def flipped(body: bytes, draw: random.Random) -> bytes:
    """Change some bytes."""
    changed = bytearray(body)
    for _ in range(draw.choice((1, 1, 2, 20))):
        changed[min(_at(body, draw), len(body) - 1)] ^= 1 << draw.randrange(8)
    return bytes(changed)


def cut(body: bytes, draw: random.Random) -> bytes:
    """Leave out what stands behind a place, or before it, or a stretch."""
    a, b = sorted((_at(body, draw), _at(body, draw)))
    return draw.choice((body[:a], body[:b], body[b:], body[:a] + body[b:], b""))


def put_in(body: bytes, draw: random.Random) -> bytes:
    """Put signs in, or overwrite some with zeros."""
    at, count = _at(body, draw), draw.choice((1, 3, 4096))
    new = draw.choice(SIGNS) * count
    return body[:at] + new + body[at + draw.choice((0, count)) :]


def behind(body: bytes, draw: random.Random) -> bytes:
    """Put something behind the end: zeros, a page, the file once more."""
    return body + draw.choice(
        (b"\x00" * 512, b"<html></html>", b"\r\n\x1a", body, b"garbage", b"}]")
    )


def packed(body: bytes, draw: random.Random) -> bytes:
    """Pack it, perhaps twice, perhaps cut."""
    once = gzip.compress(body, 1, mtime=0)
    return draw.choice((once, gzip.compress(once, 1, mtime=0), once[: len(once) // 2], once + b"x"))


def written_otherwise(body: bytes, draw: random.Random) -> bytes:
    """Write it in another encoding, with a mark, other line ends, or a key twice."""
    text = body.decode("utf-8")
    forms: tuple[Callable[[], bytes], ...] = (
        lambda: b"\xef\xbb\xbf" + body,
        lambda: text.encode("utf-16"),
        lambda: text.encode("cp1250", "replace"),
        lambda: text.replace("\n", "\r\n").encode(),
        lambda: text.replace('"szavkor"', '"szavkor": "999", "szavkor"', 1).encode(),
        lambda: text.replace('"maz"', '"maz": "99", "maz"', 1).encode(),
        lambda: text.replace('"poligon": "', '"poligon": "nan nan,19.1 47.2,', 1).encode(),
        lambda: text.replace('"hsz": "', '"hsz": NaN, "x": "', 1).encode(),
    )
    return draw.choice(forms)()


WAYS = {
    "bytes changed": flipped,
    "cut": cut,
    "put in": put_in,
    "put behind": behind,
    "packed": packed,
    "written otherwise": written_otherwise,
}
FOREIGN = "another settlement's"


def parts_of(town: TownRegister) -> dict[str, frozenset[object]]:
    """Return the records of a register, for comparing."""
    register = town.register
    doors = ((s.name, s.type, door) for s in register.thoroughfares for door in s.doors)
    rings = ((d.id, d.polygon.wkb) for d in register.districts if not d.polygon.is_empty)
    return {
        "doors": frozenset(doors),
        "rules": frozenset(register.rules),
        "rings": frozenset(rings),
    }


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A folder of which one file was spoiled."""

    way: str
    folder: Path
    name: str
    new: bytes

    def __str__(self) -> str:
        """Return what was done, for a message."""
        return f"{self.way}: {self.name} of {self.folder.parent.name}/{self.folder.name}"


class Fuzzing:
    """Spoils folders one by one and judges what is made of them."""

    def __init__(self, folders: list[Path], scratch: Path, seed: int) -> None:
        """Take the folders; `seed` draws what is done to them."""
        self.draw, self.scratch = random.Random(seed), scratch
        self.folders = [one for one in folders if self._fits(one)]
        self.known: dict[Path, TownRegister] = {}
        self.told: dict[str, Counter[str]] = {}
        self.wrong: list[str] = []

    @staticmethod
    def _fits(folder: Path) -> bool:
        path = folder / DOORS_FILE
        return path.is_file() and path.stat().st_size <= MOST_BYTES

    def once(self) -> None:
        """Spoil one file of one folder, and read it."""
        folder, name = self.draw.choice(self.folders), self.draw.choice(OFFICE_FILES)
        way = self.draw.choice((*WAYS, FOREIGN))
        body = (folder / name).read_bytes()
        if way == FOREIGN:
            other = self.draw.choice([one for one in self.folders if one != folder])
            new = (other / name).read_bytes()
            if self.draw.random() < 1 / 2 and name == "Korzethatar.json":
                new = new.replace(b'"maz"', b'"m"').replace(b'"taz"', b'"t"')
        else:
            new = WAYS[way](body, self.draw)
        home = self.scratch / folder.parent.name / folder.name
        if home.exists():
            shutil.rmtree(home)
        shutil.copytree(folder, home)
        (home / name).chmod(0o644)
        (home / name).write_bytes(new)
        self._judge(Spoiled(way, folder, name, new), home)

    def _judge(self, spoiled: Spoiled, home: Path) -> None:
        begin, outcome = time.process_time(), "told"
        try:
            town = town_of(read_files(home), home.name)
        except RegisterError as fault:
            outcome = "refused"
            if spoiled.name != DOORS_FILE:
                self.wrong.append(f"{spoiled}: refused for another file ({fault})")
        except Exception:  # noqa: BLE001 - that is what is looked for
            self.wrong.append(f"{spoiled}: {traceback.format_exc(limit=-2)}")
            outcome = "broken off"
        else:
            outcome = self._compared(spoiled, town)
        if time.process_time() - begin > MOST_S:
            self.wrong.append(f"{spoiled}: took {time.process_time() - begin:.0f} s")
        self.told.setdefault(spoiled.way, Counter())[outcome] += 1

    def _compared(self, spoiled: Spoiled, town: TownRegister) -> str:
        if spoiled.folder not in self.known:
            self.known[spoiled.folder] = town_of(read_files(spoiled.folder), spoiled.folder.name)
        known = self.known[spoiled.folder]
        before, after = parts_of(known), parts_of(town)
        news = [str(one) for one in town.faults if one not in known.faults]
        self.wrong += [f"{spoiled}: {one}" for one in news if "has no attribute" in one]
        foreign = spoiled.way == FOREIGN
        if any(spoiled.name in one for one in news):
            more = [key for key in after if after[key] - before[key]]
            if more and foreign:
                self.wrong.append(f"{spoiled}: told, and its {more} are there all the same")
            return "told"
        if before == after:
            return "the same"
        if foreign or not is_json(spoiled.new):
            changed = [key for key in after if after[key] != before[key]]
            self.wrong.append(f"{spoiled}: not told, and {changed} are others")
            return "silent"
        return "says something else"


def is_json(body: bytes) -> bool:
    """Tell whether a file is JSON all the same."""
    try:
        json.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return False
    return True


def main(arguments: list[str] | None = None) -> int:
    """Print what became of the folders; return how many were read wrongly where it is checked."""
    parser = parser_of(__doc__)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--show", type=int, default=20)
    given = given_to(parser, arguments)
    if given is None:
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        fuzzing = Fuzzing(office_folders(given.folder), Path(scratch), given.seed)
        for _ in range(given.count):
            fuzzing.once()
    for way, counted in sorted(fuzzing.told.items()):
        print(f"{way:22}" + ", ".join(f"{one} {count:,}" for one, count in sorted(counted.items())))
    for told in fuzzing.wrong[: given.show]:
        print(f"WRONG: {told}")
    print(f"{len(fuzzing.wrong):,} of {given.count:,} read wrongly")
    return len(fuzzing.wrong) if given.check else 0


if __name__ == "__main__":
    sys.exit(main())
