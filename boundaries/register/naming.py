"""Which towns of the country the words of an address name: by name, part and postcode. Pure.

A name counts where it stands by itself between commas, in front, or behind a house number; what
the words then mean is left to the register of the town.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..address.addresses import LONGEST, may_lead, types_of
from ..address.capital import CapitalNamed, read_capital
from ..address.left_over import NEAR_BY
from ..address.parcels import mark_parcels
from ..address.parts import MEANING
from ..address.plain import leading_words
from ..address.text import set_apart, whole_words
from ..language.country import (
    CAPITAL,
    COUNTY,
    RANKS,
    SHORT_COUNTY,
    CountrySettlement,
    counties,
    is_settlement,
    parts_of,
    settlements_named,
    towns_of,
    towns_of_part,
)
from ..language.names import Case, case_forms, fold, type_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BREAK = re.compile(r"[,;:\n\t()\[\]|]+")
_CODE = re.compile(r"(?:HU?-?)?([1-9]\d{3})\.?\Z", re.ASCII | re.IGNORECASE)
_WITH_NUMBER = 3
"""Least words of a stretch that ends in a settlement's name: street, number, settlement."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a text says of towns."""

    towns: tuple[CountrySettlement, ...] = ()
    """Settlements that it names; several where it is not clear."""
    sure: bool = False
    """True where they are set apart by commas or stand behind a postcode."""
    parts: tuple[CountrySettlement, ...] = ()
    """Settlements of the parts that it names."""
    parts_apart: bool = False
    """True where a comma sets the part apart; "Kossuth Lajos utca" may be one all the same."""
    passing: tuple[CountrySettlement, ...] = ()
    """Further settlements that begin or end a stretch, where others are set apart."""
    postcode: str | None = None
    capital: CapitalNamed | None = None
    """What it says of the capital, or None."""
    words: frozenset[str] = frozenset()
    """Folded stretches and words that may be a part's name."""


_REGULAR = re.compile(r"[1-9][0-9]{0,2}(?:/[A-Za-z])?\.?")
_OPEN_FRONTS = (
    *("bp", "budapest", "bpest", "fovaros", "ker", "k", "kerulet", "district", "bezirk"),
    *(".", "-", "/", "("),
)
"""How a text ends that a number behind it belongs to: "Budapest 13"."""


def read_names(query: str) -> Named:
    """Return what a text says of towns; see `_read`.

    Addresses that end in their house number say the same with any other one, and most rows of a
    file differ by it alone: the text before it is read once.
    """
    front, _, last = query.rpartition(" ")
    if not front or len(query) > LONGEST or not _REGULAR.fullmatch(last):
        return _read(query)
    if fold(front).endswith(_OPEN_FRONTS) or front.endswith(_OPEN_FRONTS):
        return _read(query)
    return _read_front(front)


@functools.lru_cache(maxsize=20_000)
def _read_front(front: str) -> Named:
    return _read(f"{front} 1")


def _read(query: str) -> Named:
    """Return what a text says of towns.

    >>> named = _read("6500 Baja, Halasi út 5")
    >>> [one.name for one in named.towns], named.sure, named.postcode
    (['Baja'], True, '6500')
    >>> [one.name for one in _read("Tompa Mihály utca 5, Pécs").towns]
    ['Pécs']
    """
    text = set_apart(mark_parcels(unicodedata.normalize("NFC", whole_words(query, LONGEST))))
    capital = read_capital(text)
    sure: list[CountrySettlement] = []
    behind: list[CountrySettlement] = []
    loose: list[CountrySettlement] = []
    apart: list[CountrySettlement] = []
    parts: list[CountrySettlement] = []
    codes: list[str] = []
    words: set[str] = set()
    stretches = [found for part in _BREAK.split(text) if (found := part.split())]
    for number, stretch in enumerate(stretches):
        code, rest = _without_code(stretch, first=number == 0, alone=len(stretches) == 1)
        codes += [] if code is None else [code]
        rest = _without_ranks(rest)
        if not rest:
            continue
        whole = " ".join(rest)
        words |= {fold(whole), fold(rest[-1])} | leading_words(rest)
        named = () if fold(whole) in counties() and "-" in whole else towns_named(whole)
        if named:
            (sure if code is None or _spelled(whole, named, code) else loose).extend(named)
            continue
        behind += _behind_name(rest)
        apart += towns_of_part(whole)
        leads = may_lead(rest) or (len(rest) > 1 and _has_code(rest[0], code))
        parts += towns_of_part(rest[0]) if leads else ()
        front = towns_named(rest[0]) if leads else ()
        ahead = None if code is None or _CODE.match(stretch[0]) is None else code
        last = towns_named(rest[-1]) if code is not None is ahead else ()
        if front:
            (sure if ahead is not None and _spelled(rest[0], front, ahead) else loose).extend(front)
        if last:  # "Fő utca 3 Baja 6500"
            (sure if any(code in one.postcodes for one in last) else loose).extend(last)
        elif front:
            continue
        elif len(rest) >= _WITH_NUMBER and _ends_street(rest[-2]) and [rest[-1]] not in NEAR_BY:
            loose += towns_named(rest[-1])
    sure = sure or behind
    found = sure or loose
    outside = [one for one in dict.fromkeys(found) if not one.name.startswith(CAPITAL[0])]
    passing = [one for one in dict.fromkeys(loose) if sure and one not in sure]
    return Named(
        towns=_told_apart(outside, text, codes),
        sure=bool(sure),
        parts=tuple(dict.fromkeys(apart or parts)),
        parts_apart=bool(apart),
        passing=tuple(passing),
        postcode=codes[0] if codes else None if capital is None else capital.postcode,
        capital=capital,
        words=frozenset(words),
    )


def _told_apart(
    towns: Sequence[CountrySettlement], text: str, codes: Sequence[str]
) -> tuple[CountrySettlement, ...]:
    """Tell settlements that differ by their accents alone by the postcode, else as spelled."""
    if len(towns) < 2 or len({fold(one.name) for one in towns}) > 1:  # noqa: PLR2004 - a pair
        return tuple(towns)
    coded = [one for one in towns if not set(codes).isdisjoint(one.postcodes)]
    if len(coded) == 1:
        return tuple(coded)
    return tuple(one for one in towns if one.name.casefold() in text.casefold()) or tuple(towns)


@functools.lru_cache(maxsize=20_000)
def towns_named(word: str) -> tuple[CountrySettlement, ...]:
    """Return the settlements that words name: as they are, with a part, or with an ending.

    >>> [one.name for one in towns_named("Kecskemét-Hetényegyháza")]
    ['Kecskemét']
    >>> [one.name for one in towns_named("Baján")], towns_named("bajai")
    (['Baja'], ())
    """
    bare = word.strip(".:!?\"'„”")
    if not bare[:1].isalpha():
        return ()
    return next((found for form in _forms(bare) if (found := settlements_named(form))), ())


def _forms(word: str) -> Iterator[str]:
    yield word
    front, _, behind = word.partition("-")
    if behind and _may_be_part(front, behind):
        yield front
    if " " not in word:
        yield from (f.base for f in case_forms(word) if f.case is not Case.ADJECTIVE)


def _may_be_part(town: str, word: str) -> bool:
    """Tell a part behind a town's name from the rest of a street's: "Zsámbok-réti sor"."""
    if word[:1].isupper() and not word.isupper():
        return True
    return any(fold(part.name) == fold(word) for part in parts_of(town))


def _without_code(
    words: Sequence[str], *, first: bool, alone: bool
) -> tuple[str | None, list[str]]:
    """Take a postcode from the front of a stretch, or one that is a stretch, or its end."""
    rest = list(words)
    if len(rest) > 1 and (found := _CODE.match(rest[0])) and rest[1][:1].isalpha():
        return found[1], rest[1:]
    if len(rest) == 1 and not alone and (found := _CODE.match(rest[0])):
        return found[1], []
    if not first and len(rest) > 1 and (found := _CODE.match(rest[-1])) and towns_named(rest[0]):
        return found[1], rest[:-1]
    behind = len(rest) > _WITH_NUMBER and _ends_street(rest[-3]) and towns_named(rest[-2])
    if behind and (found := _CODE.match(rest[-1])):  # "Fő utca 3 Baja 6500"
        return found[1], rest[:-1]
    return None, rest


def _without_ranks(words: Sequence[str]) -> list[str]:
    """Leave out what says that a name is one; a county with its word goes whole."""
    keys = [fold(word) for word in words]
    if len(keys) > 1 and (
        keys[-1] in COUNTY or (keys[-1] in SHORT_COUNTY and keys[0] in counties())
    ):
        return []
    return [word for word, key in zip(words, keys, strict=True) if key not in RANKS]


def _behind_name(words: Sequence[str]) -> tuple[CountrySettlement, ...]:
    """Return the settlement behind a name in a stretch without a street: "Kovács Gyula Baja"."""
    if len(words) < 2 or any(types_of(word) or any(map(str.isdigit, word)) for word in words):  # noqa: PLR2004 - a name and a town
        return ()
    return towns_named(words[-1]) if towns_named(words[0]) or towns_named(words[-2]) else ()


def _has_code(word: str, code: str | None) -> bool:
    """Tell whether a word is a settlement of the postcode before it: "6223 Soltszentimre Tanya"."""
    return code is not None and any(one in towns_of(code) for one in settlements_named(word))


def _spelled(word: str, towns: Sequence[CountrySettlement], code: str) -> bool:
    """Tell a settlement as it is called from one with an ending and others' postcode: "Bajba"."""
    bare = word.strip(".:!?\"'„”")
    return is_settlement(bare.partition("-")[0]) or any(code in one.postcodes for one in towns)


def _ends_street(word: str) -> bool:
    return word[:1].isdigit() or type_of(word) is not None or fold(word) in MEANING
