"""Ways in which a settlement is named: ranks, counties, the country, postcodes, districts.

    python benchmarks/towns_named.py                     # the towns at hand
    python benchmarks/towns_named.py FOLDER --towns 20   # any folder of the office's folders
    python benchmarks/towns_named.py --check             # exit code 1 where a bound is missed

Every word that may stand beside a settlement's name is written in every place (before or behind
it, with a comma, a dash, brackets, a line of its own or nothing between), and so is every way of
writing a district of Budapest; doors are drawn at random. The whole register is asked, and the
town's own. Nothing may be taken for another town's, and nothing wrong for certain.
"""

from __future__ import annotations

import itertools
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from country import ROMAN, imported  # noqa: E402
from register_folders import given_to, parser_of  # noqa: E402

from boundaries.address.capital import district_of_town  # noqa: E402
from boundaries.language.country import settlements_named  # noqa: E402
from boundaries.model import Reason  # noqa: E402
from boundaries.register.anywhere import Country  # noqa: E402
from boundaries.register.country_file import CountryFile  # noqa: E402
from boundaries.register.gazetteer import Found, Gazetteer  # noqa: E402
from boundaries.towns.elsewhere import find_elsewhere  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boundaries.register.country_file import TownInFile
    from boundaries.register.register import Door, Thoroughfare

PLACES = (
    *("{n}, {s}", "{n} {s}", "{s}, {n}", "{s} {n}", "{s}\n{n}", "{n}\n{s}", "{s} ({n})"),
    *("{n}; {s}", "{n} - {s}"),
)
"""Where the settlement stands to street and number."""
RANKS = (
    *("község", "nagyközség", "város", "megyei jogú város", "m. jogú város", "m.j. város"),
    *("vármegyei jogú város", "mj. város", "M. J. V.", "MJV", "mjv.", "nk.", "Önkormányzat"),
    *("Város Önkormányzata", "város közigazgatási területe", "községben", "városban"),
)
RANKED = ("{n} {r}", "{n}, {r}", "{n} ({r})", "{n}-{r}")
COUNTIES = (
    *("{c} megye, {n}", "{n}, {c} megye", "{n} ({c} megye)", "{n} ({c})", "{c} megye {n}"),
    *("{n} {c} megye", "{c} vármegye, {n}", "{c} m. {n}", "{c} vm., {n}", "{n}, {c}", "{c}, {n}"),
    *("{c} County, {n}", "{c}-megye, {n}", "{c} megyei {n}", "{c} / {n}", "{n}/{c}", "{c}: {n}"),
    *("{n} - {c} megye", "{n}, {c} m."),
)
LANDS = (
    *("Magyarország, {n}", "{n}, Magyarország", "{n} Magyarország", "{n} (Magyarország)"),
    *("Hungary, {n}", "{n}, Hungary", "Hungary {n}", "{n} HUNGARY", "Ungarn, {n}", "{n}, HU"),
    *("HU, {n}", "{n} (HU)", "HUN, {n}", "{n}, H", "Magyar Köztársaság, {n}"),
)
CODES = (
    *("{p} {n}", "{n} {p}", "{n}, {p}", "{n} ({p})", "({p}) {n}", "{p}, {n}", "{p}-{n}"),
    *("H-{p} {n}", "HU-{p} {n}", "H {p} {n}", "H{p} {n}", "{n} H-{p}", "{n}, HU-{p}"),
)
CAPITALS = (
    *("Budapest ", "Bp ", "Bp. ", "BUDAPEST ", "budapest ", "Bpest ", "Budapest, ", "Budapest-"),
    *("Budapest főváros ", "Budapest Főváros, ", "Bp, "),
)
DISTRICTS = (
    *("{r}", "{r}.", "({r}.)", "{r}. kerület", "{r} kerület", "{r}. ker.", "{r}.ker.", "{r} ker"),
    *("{r}. k.", "{r}. KERÜLET", "{r}.kerület", "{r}. kerulet", "{r}. kerületi", "{r}-kerület"),
    *(
        "{r}. kerületben",
        "kerület {r}",
        "ker. {r}",
        "({r}. kerület)",
        "{r} District",
        "District {r}",
    ),
    *(
        "{a}",
        "{a}.",
        "({a})",
        "{a}. kerület",
        "{a} kerület",
        "{a} KERÜLET",
        "{a}. ker.",
        "{a}.ker.",
    ),
    *("{a} ker", "{a}. k.", "{z}", "{z}. kerület", "{z}. ker", "{a}th district", "{a}. Bezirk"),
)
OF_DISTRICTS = ("község", "nagyközség", "város", "főváros", "MJV", "megyei jogú város")
OTHER = {Reason.OTHER_TOWN}
DOUBT = {Reason.SETTLEMENT_AMBIGUOUS, Reason.SETTLEMENT_MISSING, Reason.UNPLACED_WORDS}


def outside(name: str, county: str, code: str, draw: random.Random) -> Iterator[tuple[str, str]]:
    """Yield (kind, name) of a town outside the capital; two words beside it drawn at random."""
    ranked = [form.format(n="{n}", r=rank) for rank in RANKS for form in RANKED]
    kinds = {"rank": ranked, "county": COUNTIES, "country": LANDS, "postcode": CODES}
    for kind, forms in kinds.items():
        for form in forms if code or kind != "postcode" else ():
            yield kind, form.format(n=name, c=county, p=code)
    for _ in range(200):
        written = name
        for kind, forms in kinds.items():
            if draw.random() < 2 / 3 and (code or kind != "postcode"):
                written = draw.choice(forms).format(n=written, c=county, p=code)
        yield "mixed", written


def inside(district: int, code: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, name) of a district of the capital."""
    roman, figures = ROMAN[district - 1], f"{district:02}"
    for capital, form in itertools.product(CAPITALS, DISTRICTS):
        written = capital + form.format(r=roman, a=district, z=figures)
        yield "district", written
        yield "district, postcode", f"{code} {written}"
    forms = ("{r}", "{r}.", "{r}. kerület", "{a}. kerület", "{r}. ker.", "{a} ker")
    for capital, form, rank in itertools.product(("Budapest ", "Bp. "), forms, OF_DISTRICTS):
        written = f"{capital}{form.format(r=roman, a=district)} {rank}"
        yield "district, rank", written
        yield "district, rank, postcode", f"{code} {written}"


class Asking:
    """Asks every way of a door of the whole register, of its town's, and of its town's area."""

    def __init__(self, file: CountryFile, seed: int) -> None:
        """Open the register; `seed` draws the doors."""
        self.file, self.country, self.draw = file, Country(file), random.Random(seed)
        self.told: dict[str, Counter[str]] = {}
        self.shown: dict[str, list[str]] = {}

    def town(self, town: TownInFile) -> None:
        """Ask all ways of one town, each with a door of its own."""
        register = self.file.register(town).register
        own = Gazetteer.of(register)
        doors = [
            (street, door)
            for street in register.thoroughfares
            for door in street.doors
            if door.number and door.number.number and door.number.end is None
        ]
        district = district_of_town(town.name)
        known = settlements_named(town.name)[0]
        code = self.draw.choice(known.postcodes or ("",))
        if district is None:
            ways = outside(town.name, known.county, code, self.draw)
        else:
            ways = inside(district, f"1{district:02}1")
        for kind, name in ways:
            for place in self.draw.sample(PLACES, 3):
                street, door = self.draw.choice(doors)
                query = place.format(n=name, s=f"{street.full_name} {door.number}")
                self._ask(kind, query, town, street, door, own)

    def _ask(
        self,
        kind: str,
        query: str,
        town: TownInFile,
        street: Thoroughfare,
        door: Door,
        own: Gazetteer,
    ) -> None:
        found, alone = self.country.find(query), own.find(query)
        named = None if found.settlement is None else found.settlement.name
        whole = (named, found.street) == (town.name, street.full_name)
        here = alone.street is not None and alone.street.full_name == street.full_name
        listed = any(d.number == door.number for d in found.doors)
        elsewhere = find_elsewhere(query, town.name, None)
        outcome = "right"
        if {found.reason, alone.reason} & OTHER or elsewhere is not None:
            outcome = "another town"
        elif (
            (named not in {None, town.name} or (found.street and not whole))
            and (found.reason is None)
        ) or (alone.found is Found.DOOR and not here):
            outcome = "wrong"
        elif {found.reason, alone.reason} & DOUBT:
            outcome = "doubt"
        elif not (whole and here and listed):
            outcome = "not found"
        self.told.setdefault(kind, Counter())[outcome] += 1
        if outcome != "right":
            told = f"{query!r} of {town.name}: {named}, {found.street}, {found.reason}"
            self.shown.setdefault(outcome, []).append(f"{told}; alone {alone.found} {alone.reason}")


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; return how many bounds are missed where they are checked."""
    parser = parser_of(__doc__)
    parser.add_argument("--towns", type=int, default=10, help="outside the capital")
    parser.add_argument("--show", type=int, default=5)
    given = given_to(parser, arguments)
    if given is None:
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "country.register"
        imported(given.folder, path)
        asking = Asking(CountryFile(path), given.seed)
        towns = asking.file.towns
        capital = [town for town in towns if district_of_town(town.name)]
        others = [town for town in towns if town not in capital and settlements_named(town.name)]
        for town in (*asking.draw.sample(others, min(given.towns, len(others))), *capital):
            asking.town(town)
    outcomes = ("right", "doubt", "not found", "another town", "wrong")
    print(f"{'':26}" + "".join(f"{one:>14}" for one in outcomes))
    for kind, counted in asking.told.items():
        print(f"{kind:26}" + "".join(f"{counted[one]:14,}" for one in outcomes))
    for outcome, queries in asking.shown.items():
        print(f"{outcome}: {len(queries):,}")
        for query in queries[: given.show]:
            print(f"    {query}")
    missed = [one for one in ("another town", "wrong") if one in asking.shown]
    for one in missed:
        print(f"MISSED: nothing may be {one}")
    return len(missed) if given.check else 0


if __name__ == "__main__":
    sys.exit(main())
