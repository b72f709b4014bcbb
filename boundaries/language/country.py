"""The names of the country: its settlements, their parts, their postcodes.

Answers what a word or a postcode may name, whatever area is asked. The lists are of 2018 and
2019: a name or a postcode that they lack is not thereby wrong. A postcode may belong to several
settlements, so that a postcode alone never proves a town. Names are compared folded: without
accents, case and punctuation.
"""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..data_files import DATA
from .names import fold, fold_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COUNTRY = DATA / "country"
"""Folder of the bundled names."""
CAPITAL = ("Budapest", "Bp")
"""The town that any address may be in, as people write it."""
COUNTY, SHORT_COUNTY = frozenset({"megye", "varmegye"}), frozenset({"m", "vm"})
"""Folded words behind a county's name, written out and short."""
SETTLEMENT_RANKS = frozenset(
    {"varos", "kozseg", "nagykozseg", "mjv", "megyei", "jogu", "hungary", "magyarorszag"}
)
"""Folded words that say that a name beside them is a settlement, or stand for the country."""
RANKS = SETTLEMENT_RANKS | COUNTY
"""The same, and those behind a county's name."""
SETTLEMENT_COLUMNS = ("code", "name", "county", "postcodes")
PART_COLUMNS = ("code", "part", "kind", "postcode")


@dataclass(frozen=True, slots=True)
class CountrySettlement:
    """A settlement, or one of the 23 districts of the capital."""

    code: str
    """KSH code (törzsszám), five figures."""
    name: str
    """As it is officially written; a district of the capital is "Budapest 01. kerület"."""
    county: str
    """Without the word "megye"; "főváros" for the capital's districts, empty for the capital."""
    postcodes: tuple[str, ...]
    """Every postcode that one of the sources gives it or one of its parts."""


@dataclass(frozen=True, slots=True)
class SettlementPart:
    """A named part of a settlement: a quarter, a village of its own once, farms."""

    code: str
    """KSH code of the settlement."""
    name: str
    kind: str
    """"inner" (belterület), "outer" (külterület) or "postal" (known to the post only)."""
    postcode: str
    """Empty where it is not known."""


def _rows(name: str, columns: tuple[str, ...]) -> Iterator[list[str]]:
    with (COUNTRY / name).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    if tuple(header) != columns:
        raise ValueError(f"the header of {name} must be {','.join(columns)}")
    yield from rows


@functools.cache
def settlements() -> tuple[CountrySettlement, ...]:
    """Return every settlement and district of the capital, by code."""
    return tuple(
        CountrySettlement(code, name, county, tuple(codes.split()))
        for code, name, county, codes in _rows("settlements.csv", SETTLEMENT_COLUMNS)
    )


@functools.cache
def parts() -> tuple[SettlementPart, ...]:
    """Return every named part of a settlement, by code."""
    return tuple(SettlementPart(*row) for some in _parts_by_code().values() for row in some)


@functools.cache
def _by_name() -> Mapping[str, tuple[CountrySettlement, ...]]:
    found: dict[str, tuple[CountrySettlement, ...]] = {}
    every = settlements()
    for key, one in zip(fold_all([one.name for one in every]), every, strict=True):
        found[key] = (*found.get(key, ()), one)
    return found


@functools.cache
def settlement_keys() -> tuple[str, ...]:
    """Return the folded names of the settlements."""
    return tuple(_by_name())


@functools.cache
def _by_postcode() -> Mapping[str, tuple[CountrySettlement, ...]]:
    found: dict[str, tuple[CountrySettlement, ...]] = {}
    for one in settlements():
        for code in one.postcodes:
            found[code] = (*found.get(code, ()), one)
    return found


@functools.cache
def _parts_by_code() -> Mapping[str, list[list[str]]]:
    """Return the rows of each settlement's parts; a look-up needs those of one town only."""
    found: dict[str, list[list[str]]] = {}
    for row in _rows("parts.csv", PART_COLUMNS):
        found.setdefault(row[0], []).append(row)
    return found


@functools.cache
def _by_part() -> Mapping[str, list[str]]:
    """Return the codes of the settlements with a part of a folded name."""
    found: dict[str, list[str]] = {}
    rows = [row for some in _parts_by_code().values() for row in some]
    for key, (code, *_) in zip(fold_all([row[1] for row in rows]), rows, strict=True):
        found.setdefault(key, []).append(code)
    return found


@functools.cache
def _by_code() -> Mapping[str, CountrySettlement]:
    return {one.code: one for one in settlements()}


def settlements_named(name: str) -> tuple[CountrySettlement, ...]:
    """Return the settlements of a name; several where names differ by their accents only.

    >>> [one.name for one in settlements_named("KECSKEMET")]
    ['Kecskemét']
    >>> [one.county for one in settlements_named("Hajos")], settlements_named("Alma utca")
    (['Bács-Kiskun'], ())
    """
    return _by_name().get(fold(name), ())


def is_settlement(name: str) -> bool:
    """Tell whether a text is the name of a settlement, and nothing else.

    >>> is_settlement("baja"), is_settlement("Baja utca")
    (True, False)
    """
    return fold(name) in _by_name()


@functools.cache
def counties() -> frozenset[str]:
    """Return the folded names of the counties, the new one of Csongrád too."""
    return frozenset(fold(one.county) for one in settlements() if one.county) | {"csongrad csanad"}


def settlements_like(name: str, most: int = 3) -> tuple[CountrySettlement, ...]:
    """Return settlements whose names are spelt nearly like a text, the closest first.

    >>> [one.name for one in settlements_like("Kaposvr")]
    ['Kaposvár']
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - see spelling.within

    known = _by_name()
    found = process.extract(fold(name), list(known), scorer=fuzz.ratio, score_cutoff=80, limit=most)
    return tuple(one for key, *_ in found for one in known[key])


def postcodes_of(town: str) -> tuple[str, ...]:
    """Return the postcodes of a town with its parts; empty where none is known.

    >>> postcodes_of("Kecskemét")
    ('6000', '6008', '6034', '6044')
    """
    return tuple(sorted({code for one in settlements_named(town) for code in one.postcodes}))


def parts_of(town: str) -> tuple[SettlementPart, ...]:
    """Return the named parts of a town.

    >>> sorted(part.name for part in parts_of("Kecskemét") if part.postcode == "6008")
    ['Méntelek', 'Méntelekitanyák']
    """
    own = (row for one in settlements_named(town) for row in _parts_by_code().get(one.code, ()))
    return tuple(SettlementPart(*row) for row in own)


def towns_of(postcode: str) -> tuple[CountrySettlement, ...]:
    """Return the settlements that a postcode may stand for; the capital and its district both.

    >>> [one.name for one in towns_of("6034")]
    ['Helvécia', 'Kecskemét']
    >>> [one.name for one in towns_of("1053")], towns_of("0000")
    (['Budapest 05. kerület', 'Budapest'], ())
    """
    return _by_postcode().get(postcode, ())


def towns_of_part(name: str) -> tuple[CountrySettlement, ...]:
    """Return the settlements that have a part of a name.

    >>> [one.name for one in towns_of_part("Hetényegyháza")]
    ['Kecskemét']
    """
    return tuple(dict.fromkeys(_by_code()[code] for code in _by_part().get(fold(name), ())))
