"""Settlements and postcodes in the cells of a table, known by their content. Pure."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from boundaries.address.addresses import types_of
from boundaries.language import country
from boundaries.language.names import Case, case_forms, fold

LONGEST = 80
"""Characters of a cell that can be a settlement."""
CAPITAL = "Budapest"
_BREAK = re.compile(r"[,;()\[\]/]+")
_CODE = re.compile(r"(?:HU?-?)?([1-9]\d{3})(?:[.,]0+)?\Z", re.ASCII | re.IGNORECASE)
NO_TOWN = re.compile(r"[^\W\d_]|(?:[^\W\d_]{1,2}\.\s?){1,3}")
"""A cell that is no settlement's name: one letter, or "u. a.", "n.a." for what stands above."""
_HOME = frozenset(
    {
        "magyarorszag",
        "magyar koztarsasag",
        "magyar",
        "hungary",
        "hungaria",
        "ungarn",
        "hu",
        "hun",
        "h",
    }
)
_CODE_DASH = re.compile(r"(?<!\S)((?:HU?-?)?[1-9][0-9]{3}) ?[-–] ?(?=[^\W\d])")
_DISTRICT = re.compile(r"(?:[ivx]{1,5}|\d{1,2}|ker|kerulet|k)\Z")
_DASH = re.compile(r"\s*[-–]\s*")
_RANKS = country.SETTLEMENT_RANKS | {"varosi"}
_COUNTY = country.COUNTY | country.SHORT_COUNTY
_SETS_APART = re.compile(r"[,;()\[\]]|^\s*(?:HU?-?)?\d{4}\s")


@dataclass(frozen=True, slots=True)
class Place:
    """A settlement that a cell names, and nothing else."""

    name: str
    """As it is officially written; of the capital without the district."""
    postcode: str = ""


def is_county(cell: str) -> bool:
    """Tell whether a cell is the name of a county, with or without the word.

    >>> is_county("Bács-Kiskun"), is_county("Pest vármegye"), is_county("Baja")
    (True, True, False)
    """
    return _county_in(cell) in country.counties()


def _county_in(cell: str) -> str:
    """Return a folded cell without the word for a county."""
    return " ".join(word for word in fold(cell).split() if word not in _COUNTY)


def is_other_county(cell: str, own: str) -> bool:
    """Tell whether a cell is a county, and another one than a town's.

    >>> is_other_county("Pest", "Baja"), is_other_county("Bács-Kiskun megye", "Baja")
    (True, False)
    """
    words = _county_in(cell)
    counties = {fold(one.county) for one in country.settlements_named(own) if one.county}
    other = words in country.counties() or words == fold(CAPITAL)
    return bool(counties) and other and words not in counties


def is_abroad(cell: str) -> bool:
    """Tell whether a cell of a column of countries is another one than Hungary.

    >>> is_abroad("Ausztria"), is_abroad("HU"), is_abroad("Magyarország"), is_abroad("-")
    (True, False, False, False)
    """
    return any(map(str.isalpha, cell)) and fold(cell).strip(". ") not in _HOME


def postcode_in(cell: str) -> str | None:
    """Return the postcode that a cell is, or None.

    >>> postcode_in("H-6500"), postcode_in("6500.0"), postcode_in("65000")
    ('6500', '6500', None)
    """
    found = _CODE.match(cell.strip())
    return found[1] if found else None


@functools.lru_cache(maxsize=20_000)
def place_in(cell: str) -> Place | None:
    """Return the settlement that a cell names, with its postcode, county and rank beside it.

    >>> place_in("6500 Baja"), place_in("Baja (Bács-Kiskun megye)").name
    (Place(name='Baja', postcode='6500'), 'Baja')
    >>> place_in("6500-Baja").name
    'Baja'
    >>> place_in("BUDAPEST XI. ker.").name, place_in("Kecskemét-Hetényegyháza").name
    ('Budapest', 'Kecskemét')
    >>> place_in("Baja utca"), place_in("Halasi út 5, Baja"), place_in("Kovács Anna")
    (None, None, None)
    """
    if len(cell) > LONGEST or not any(char.isalpha() for char in cell):
        return None
    names: list[str] = []
    postcode = ""
    for piece in _BREAK.split(_CODE_DASH.sub(r"\1 ", cell)):
        words = piece.split()
        while words and (code := postcode_in(words[0])):
            postcode, words = postcode or code, words[1:]
        bare = _without_ranks(words)
        if bare and not (len(names) == 1 and is_county(piece)):
            names.append(" ".join(bare))
    if len(names) == 2 and is_county(names[0]) and not is_county(names[1]):  # noqa: PLR2004
        names = names[1:]
    found = _settlement(names)
    return None if found is None else Place(found, postcode)


def _without_ranks(words: list[str]) -> list[str]:
    """Leave out what may stand behind a settlement's name: its rank, a district, a county."""
    keys = [fold(word) for word in words]
    end = len(words)
    while end > 1 and (keys[end - 1] in _RANKS or _DISTRICT.match(keys[end - 1])):
        end -= 1
    if end > 1 and keys[end - 1] in _COUNTY:
        return [] if is_county(" ".join(words[:end])) else words[:end]
    if end > 1 and is_county(words[end - 1]) and not is_county(words[0]):
        end -= 1  # "Baja Bács-Kiskun"
    return words[:end]


def _settlement(names: list[str]) -> str | None:
    """Return the settlement that names stand for: one, or one with a part of it."""
    pieces = [part for name in names for part in _divided(name)]
    if not pieces:
        return None
    found = {one.name for piece in pieces for one in country.settlements_named(_bare(piece))}
    if len(found) == 1:
        (name,) = found
        rest = [piece for piece in pieces if not country.settlements_named(_bare(piece))]
        return name if not rest or _is_part(rest, name) else None
    own = country.settlements_named(_bare(pieces[0]))  # "Kecskemét-Borbás": both are settlements
    return own[0].name if len(own) == 1 and _is_part(pieces[1:], own[0].name) else None


def _divided(name: str) -> list[str]:
    return [name] if country.is_settlement(name) else _DASH.split(name)


def _bare(piece: str) -> str:
    return CAPITAL if fold(piece) in {"bp", "bpest"} else piece


def _is_part(pieces: list[str], town: str) -> bool:
    known = {fold(part.name) for part in country.parts_of(town)}
    return all(fold(piece) in known for piece in pieces)


def town_in_address(address: str) -> str | None:
    """Return the settlement that an address names apart from its street, or None.

    >>> town_in_address("6500 Baja, Halasi út 5"), town_in_address("Halasi út 5 (Baja)")
    ('Baja', 'Baja')
    >>> town_in_address("Tompa Mihály utca 3"), town_in_address("Bajai út 5, fszt. 2.")
    (None, None)
    """
    if _SETS_APART.search(address) is None:
        return None
    for piece in _BREAK.split(address):
        place = place_in(piece.strip())
        if place is not None:
            return place.name
    words = address.split()
    if postcode_in(words[0]) and len(words) > 2:  # noqa: PLR2004 - a postcode, a name, a street
        named = country.settlements_named(words[1].strip(",.;"))
        if named and not types_of(words[2]):
            return named[0].name
    return None


def towns_named(text: str) -> frozenset[str]:
    """Return the settlements that the words of a text name, also as "bajai"; streets do not count.

    >>> sorted(towns_named("Bajai Járási Hivatal, Tompa")), towns_named("Bajai út 5")
    (['Baja', 'Tompa'], frozenset())
    """
    words = [word.strip(".,;:()\"'„”") for word in text.split()]
    found: set[str] = set()
    for at, word in enumerate(words):
        following = words[at + 1 : at + 4]
        if not word[:1].isupper() or any(types_of(one) for one in following):
            continue
        found.update(one.name for one in country.settlements_named(word))
        forms = [form for form in case_forms(word) if form.case is Case.ADJECTIVE]
        found.update(o.name for form in forms for o in country.settlements_named(form.base))
    return frozenset(found)
