"""Addresses as layout, exports and haste leave them: how many doors are found, and none wrong.

    python benchmarks/addresses_odd.py                    # the towns at hand
    python benchmarks/addresses_odd.py FOLDER --doors 300 # any folder of the office's folders
    python benchmarks/addresses_odd.py --check            # exit code 1 where a bound is missed

Doors are drawn as in `country.py`, and half of them in Budapest where its districts are there. Each
is written in ways that `addresses_written.py` and `addresses_further.py` do not have: words parted
by the end of a line, blanks lost or too many, programs' signs, labels of other languages, contacts,
firms called as settlements, letters of buildings. Of the ways under *doubtful* nothing need be
found; nothing in any of them may be wrong for certain, or another town.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import unicodedata
import urllib.parse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from addresses_written import Written, abbreviated, without_accents  # noqa: E402
from country import ROMAN, draw, imported  # noqa: E402
from register_folders import given_to, parser_of  # noqa: E402

from boundaries.address.capital import district_of_town  # noqa: E402
from boundaries.language.country import postcodes_of  # noqa: E402
from boundaries.model import Reason  # noqa: E402
from boundaries.register.anywhere import Country  # noqa: E402
from boundaries.register.country_file import CountryFile  # noqa: E402
from boundaries.register.gazetteer import Found  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from boundaries.register.country_file import TownInFile
    from boundaries.register.register import Door, Thoroughfare

    Way = Callable[[Written, int, random.Random], str]

LEAST_FOUND = 0.98
_FIRMS = (
    *("Park Hotel", "Liget Panzió", "Major Anna", "Szegedi Anna", "Tér-Kép Kft.", "Hatvan Kft."),
    *("1. számú Általános Iskola", "Szent Pál Plébánia", "24 órás ABC", "Pécsi Tibor", "Tata Kft."),
    *("Kossuth Lajos Általános Iskola", "Alma Utcai Óvoda", "Fő téri piac", "Budapest Bank"),
)
_CONTACTS = (
    *(", Tel.: (+36 1) 123 4567", "\nT: +36 76 123 456", ", info@pelda.hu", "; www.pelda.hu"),
    *(", telefon/fax: 76/123-456", ", adószám: 12345678-1-03", " - pelda.hu"),
)
_LABELS = (
    *("Ort: {t}, Straße: {s}, Hausnummer: {n}, PLZ: {p}", "{p} {t}, {s} {n} ép.: lh.: em.: ajtó:"),
    *("City: {t}; Street: {s}; House number: {n}; ZIP code: {p}", "cím {t} {s} {n}"),
    *("Telepules: {t}, kozterulet neve: {s}, hazszam: {n}", "Address: {s} {n}, {t} {p}"),
    *(
        '{{"irsz": "{p}", "varos": "{t}", "utca": "{s}", "hsz": "{n}"}}',
        "Irsz={p} Város={t} Cím={s} {n}",
    ),
)
_BLANKS = ("\u00a0", "\t", "\u2009", " \u200b", "  ", "\u200e ", "_")
_STREETS_ABROAD = {
    "utca": ("street", "Str.", "Straße"),
    "tér": ("square", "Platz"),
    "út": ("road",),
}


def _line(a: Written, street: str = "", number: str = "", unit: str | None = None) -> str:
    own = a.unit if unit is None else unit
    return f"{a.postcode} {a.town}, {street or a.street} {number or a.number}{own}".strip()


def _at_blank(text: str, put: str, draw_: random.Random) -> str:
    """Put something in the place of a blank behind the postcode."""
    at = draw_.choice([i for i, sign in enumerate(text) if sign == " " and i > len("6000 ")])
    return text[:at] + put + text[at + 1 :]


def _parted_word(a: Written, turn: int, _: random.Random) -> str:
    long = [word for word in a.name.split() if len(word) > len("Alma") and word.isalpha()]
    if not long:
        return _line(a)
    end = ("-\n", "-\r\n", "- \n", "\u00ad\n")[turn % 4]
    return _line(a).replace(long[0], f"{long[0][:3]}{end}{long[0][3:]}", 1)


def _escaped(a: Written, turn: int, _: random.Random) -> str:
    line = _line(a)
    bytes_ = "".join(s if ord(s) < 128 else "".join(f"={b:02X}" for b in s.encode()) for s in line)
    forms = (
        urllib.parse.quote_plus(line),
        urllib.parse.quote(line, safe=", "),
        line.encode("ascii", "backslashreplace").decode() if "ő" in line else bytes_,
        line.encode("ascii", "xmlcharrefreplace").decode(),
        bytes_,
    )
    return forms[turn % 5]


def _accents(a: Written, turn: int, _: random.Random) -> str:
    line = _line(a)
    forms = (
        line.translate(str.maketrans("őűŐŰ", "õûÕÛ")),
        line.translate(str.maketrans("őűŐŰ", "ôûÔÛ")),
        unicodedata.normalize("NFD", line),
        "".join(sign.upper() if sign.isascii() else sign for sign in line),
        without_accents(line).upper().replace(",", ""),
    )
    return forms[turn % 5]


def _order(a: Written, turn: int, _: random.Random) -> str:
    street = f"{a.street} {a.number}{a.unit}"
    parts = (a.postcode, a.town, street)
    orders = ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0))
    sign = ("; ", "\n", " | ", ", ", "\r\n")[turn // 6 % 5]
    return sign.join(parts[at] for at in orders[turn % 6] if parts[at])


def _signed(a: Written, turn: int, _: random.Random) -> str:
    street = f"{a.street} {a.number}{a.unit}"
    forms = (
        *(f"{a.postcode} {a.town} /{street}/", f"{a.postcode}.0 {a.town}, {street}"),
        *(f"{a.town} ({street})", f"• {_line(a)}…", f"„{_line(a)}”", f"{a.town}: {street}"),
        *(f"{a.postcode} {a.town}, {a.number}, {a.street}{a.unit}", f"2024.03.05. {_line(a)}"),
    )
    return forms[turn % len(forms)]


def _abroad(a: Written, turn: int, _: random.Random) -> str:
    words = _STREETS_ABROAD.get(a.type)
    street = f"{a.name} {words[turn % len(words)]}" if words else a.street
    land = ("Hungary", "HUNGARY", "Ungarn", "Hongrie")[turn % 4]
    return f"{street} {a.number}{a.unit}, {a.postcode} {a.town}, {land}"


def _by_number(a: Written, turn: int, _: random.Random) -> str:
    forms = ("{} - {}", "{} nº {}", "{}, {}", "{}: {}", "{} No. {}", "{} #{}", "{} ({})")
    street = forms[turn % len(forms)].format(a.street, a.number)
    return f"{a.postcode} {a.town}, {street}{a.unit}"


WAYS: dict[str, Way] = {
    "word parted": _parted_word,
    "line parted": lambda a, n, d: _at_blank(_line(a), ("\n", "\r\n", "\n  ")[n % 3], d),
    "blank lost": lambda a, _, d: _at_blank(_line(a), "", d),
    "other blanks": lambda a, n, _: _line(a).replace(" ", _BLANKS[n % len(_BLANKS)]),
    "escaped": _escaped,
    "accents": _accents,
    "order": _order,
    "signs": _signed,
    "labels": lambda a, n, _: _LABELS[n % len(_LABELS)].format(
        p=a.postcode, t=a.town, s=a.street, n=a.number
    ),
    "contacts": lambda a, n, _: _line(a) + _CONTACTS[n % len(_CONTACTS)],
    "firms": lambda a, n, _: f"{_FIRMS[n % len(_FIRMS)]}{(', ', ' - ', chr(10))[n % 3]}{_line(a)}",
    "abroad": _abroad,
    "number": _by_number,
    "short": lambda a, n, _: _line(a, abbreviated(a).replace(" ", "" if n % 9 == 0 else " ")),
}


def _cut_long(a: Written, turn: int, _: random.Random) -> str:
    line = f"{a.town}, {a.street} {a.number}"
    return (
        f"{'Nagyon hosszú nevű Próba Kft. ' * 9:.{max(200 - len(line) - 2 + turn % 5, 0)}}, {line}"
    )


def _comma(a: Written, _: int, draw_: random.Random) -> str:
    return _at_blank(_line(a), ", ", draw_)


def _said(a: Written, turn: int, _: random.Random) -> str:
    figure, stroke, letter = a.number.partition("/")
    said = f" {('perjel', 'törve', 'per')[turn % 3]} {letter.lower()}" if stroke else ""
    return f"{a.town} {a.street} {figure}{said}{a.unit}".lower()


def _cut_word(a: Written, _: int, __: random.Random) -> str:
    first, *more = a.name.split()
    cut = f"{first[:4]}." if len(first) > len("Alma.") and first.isalpha() else first
    return _line(a, " ".join((cut, *more, a.type)).strip())


def _building(a: Written, turn: int, _: random.Random) -> str:
    found = re.fullmatch(r"([0-9]+)/([A-Z])", a.number)
    if not found:
        return _line(a)
    form = ("{0} {1} ép.", "{0}{1} lh.", "{0}. {1} épület", "{0} {1}")[turn % 4]
    return _line(a, number=form.format(*found.groups()), unit="")


DOUBTFUL: dict[str, Way] = {
    "cut where it is too long": _cut_long,
    "comma anywhere": _comma,
    "dictated": _said,
    "word of a name cut": _cut_word,
    "letter as a building": _building,
    "no type": lambda a, _, __: _line(a, a.name),
    "figure too many": lambda a, n, _: _line(a) + (" - 2/3", "/2/3", ", 5", " és 7")[n % 4],
    "file number before": lambda a, n, _: (
        ("#4711 ", "ID: 8812 | ", "03/2024 sz. ")[n % 3] + _line(a)
    ),
    "sign behind the number": lambda a, n, _: f"{_line(a)}{('/', ' /', '-', '?')[n % 4]}",
}


def written_as(town: TownInFile, street: Thoroughfare, door: Door, turn: int) -> Written:
    """Return a door in its parts, a district of the capital by its numeral."""
    district = district_of_town(town.name)
    codes = postcodes_of(town.name) if district is None else (f"1{district:02}1",)
    name = town.name if district is None else f"Budapest {ROMAN[district - 1]}. kerület"
    unit = f" {door.building} ép." * bool(door.building)
    unit += f" {door.staircase} lh." * bool(door.staircase)
    code = codes[turn % len(codes)] if codes else ""
    return Written(code, name, street.name, street.type, str(door.number), unit)


def outcome(
    country: Country, query: str, town: TownInFile, street: Thoroughfare, door: Door
) -> str:
    """Return right, doubt, among, missed, wrong, or another town."""
    found = country.find(query)
    named = None if found.settlement is None else found.settlement.name
    whole = (named, found.street) == (town.name, street.full_name)
    listed = any(
        str(door.number) in {str(one.number), f"{one.number}/{one.building or one.staircase}"}
        for one in found.doors
    )
    certain = (
        found.reason is None and found.located is not None and found.located.found is Found.DOOR
    )
    own = country.gazetteer(town).find(query)
    if Reason.OTHER_TOWN in {found.reason, own.reason} or named not in {None, town.name}:
        return "another town"
    if certain and not (whole and listed):
        return "wrong"
    if whole and listed:
        return "right" if certain else "doubt"
    offered = [(place.town, place.street) for place in found.candidates[:3]]
    return "among" if (town.name, street.full_name) in offered else "missed"


OUTCOMES = ("right", "doubt", "among", "missed", "another town", "wrong")


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; return how many bounds are missed where they are checked."""
    parser = parser_of(__doc__)
    parser.add_argument("--doors", type=int, default=150)
    parser.add_argument("--show", type=int, default=5)
    given = given_to(parser, arguments)
    if given is None:
        return 0
    told: dict[str, Counter[str]] = {}
    shown: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "country.register"
        imported(given.folder, path)
        file, rng = CountryFile(path), random.Random(given.seed)
        country, doors = Country(file), draw(file, given.doors * 8, given.seed)
        capital = [one for one in doors if district_of_town(one[0].name)][: given.doors // 2]
        others = [one for one in doors if not district_of_town(one[0].name)]
        drawn = [*capital, *others[: given.doors - len(capital)]]
        for turn, (town, street, door) in enumerate(drawn):
            address = written_as(town, street, door, turn)
            for kind, way in (WAYS | DOUBTFUL).items():
                query = way(address, turn, rng)
                found = outcome(country, query, town, street, door)
                told.setdefault(kind, Counter())[found] += 1
                if found in OUTCOMES[3:]:
                    shown.setdefault(f"{found}: {kind}", []).append(f"{query!r} of {town.name}")
    print(f"{'':26}" + "".join(f"{one:>14}" for one in OUTCOMES))
    for kind, counted in told.items():
        print(f"{kind:26}" + "".join(f"{counted[one]:14,}" for one in OUTCOMES))
    for title, queries in sorted(shown.items()):
        print(title)
        for query in queries[: given.show]:
            print(f"    {query}")
    total: Counter[str] = sum((told[kind] for kind in WAYS), Counter())
    share = sum(total[one] for one in OUTCOMES[:3]) / max(total.total(), 1)
    print(f"found or among the first three: {share:.2%} of those that are not doubtful")
    every: Counter[str] = sum(told.values(), Counter())
    missed = [one for one in ("another town", "wrong") if every[one]]
    missed += [f"less than {LEAST_FOUND:.0%}"] * (share < LEAST_FOUND)
    for one in missed:
        print(f"MISSED: nothing may be {one}")
    return len(missed) if given.check else 0


if __name__ == "__main__":
    sys.exit(main())
