"""Street and house number in plain words: what the reader makes of them, without reading. Pure.

Most addresses of a list are a town, a comma, the name of a street and a number, in words that can
be nothing else: no floor, no parcel, no second number. Of those it is known at once what `query`
would find: the name, the type, the number, and nothing left over. `tests/boundaries/address` holds
both against each other. Whatever is not plain goes to the reader.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..language.country import RANKS
from ..language.house_numbers import HouseNumber
from ..language.names import fold, is_roman, type_of
from ..language.remembered import remembered
from .addresses import (
    ENGLISH,
    ParsedAddress,
    names_town,
    parse_address,
    types_of,
)
from .addresses import (
    LONGEST as LONGEST_TEXT,
)
from .capital import BESIDE_NUMERALS
from .cut_names import is_cut
from .damaged import damaged_piece
from .left_over import NEAR_BY
from .parcels import FILLERS, mark_parcels
from .parts import MEANING
from .query import JOINING
from .street_keys import title_key
from .street_match import find_exact, has_no_type
from .text import LABELS, plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .street_index import S, StreetIndex

LONGEST = 40
"""Characters of the longest text that may be plain: those that `remembered` keeps."""
_LETTERS = "A-Za-zÁÉÍÓÖŐÚÜŰáéíóöőúüű"
_WORD = re.compile(rf"[{_LETTERS}]{{2,}}(?:-[{_LETTERS}]{{2,}})*\.?|[{_LETTERS}]\.")
_TYPE = re.compile(rf"[{_LETTERS}]{{2,}}\.?|u\.?")
_NUMERAL = re.compile(r"[IVXL]{1,7}\.?|[1-9][0-9]?(?:\.|-(?:as|es|os|ös))")
"""What a name may have instead of a word: "II.", "VIII", "25.", "48-as"."""
_NUMBER = re.compile(
    r"(?P<number>[1-9][0-9]{0,2}|[1-9][0-9]{4})"  # four figures may be a postcode
    r"(?:/(?P<suffix>[A-Za-z]|[1-9][0-9]{0,2})|-(?P<end>[1-9][0-9]{0,2}))?\.?"
)
_OTHER_NUMBER = re.compile(
    r"[1-9][0-9]{0,4}(?:[/-][0-9]{1,3}|/?[A-Za-z]-[A-Za-z])(?:/?[A-Za-z])?\.?"
)
_UNIT = re.compile(
    r"[ ,]+(?:sz\b\.?|szám\b)(?: alatt\b)?\Z"
    r"|[ ,]+(?:(?:fszt|fsz|földszint)\b\.?|(?:[1-9]|1[0-9]|[IVX]{1,4})\. ?(?:em\b\.?|emelet\b))"
    r"(?:,? ?[1-9][0-9]{0,2}\.?(?: ?ajtó)?)?\Z"
    r"|(?:(?:(?<=\d\.)|(?<=/[A-Z]\.)),?|(?:(?<=\d)|(?<=/[A-Z])),) (?:[1-9]|1[0-9])\.? ?"
    r"/ ?[1-9][0-9]{0,2}\.?(?: ?ajtó)?\Z"
    r"|[ ,]+(?:[IVX]{1,4}|fszt|fsz)\.? ?/ ?[1-9][0-9]{0,2}\.?(?: ?ajtó)?\Z",
    re.IGNORECASE,
)
"""What may stand behind a house number: " sz. alatt", " 2. em. 5.", ", fszt. 1", " I/5."."""
_STOREY = frozenset({"fszt", "fsz", "földszint", "em", "emelet"})
"""Words before the last figure of a unit."""
_DIGIT = re.compile(r"\d")
_AFTER_DOT = re.compile(r"\.(?=\w)")
_MEANING = frozenset(
    {
        *(MEANING | FILLERS | JOINING | BESIDE_NUMERALS | RANKS | {"a", "az"}),
        *ENGLISH,
        *LABELS,
        *(word for (word,) in NEAR_BY),
    }
)
"""Folded words that may be something else than a part of a name."""


_COUNCIL = "onkormanyzat"
"""How a word begins that behind a town may be its council's: "Baja Önkormányzata"."""


@dataclass(frozen=True, slots=True)
class PlainStreet:
    """The words before a house number."""

    name: str
    """Without its type, as `parse_address` gives it."""
    key: str
    """Of its name, as `StreetIndex` has it."""
    types: tuple[str, ...]
    """Canonical types that the last word can mean; empty where it is a part of the name."""
    written: str | None
    """The type as written."""
    words: tuple[str, ...]
    """Of the name; the pieces of words with a dash stand behind them."""
    first: str
    """The first word, as written."""
    leading: frozenset[str]
    """What may be a part of a town (`leading_words`)."""
    beginnings: frozenset[str]
    """How the words begin, folded: two letters of each."""
    numeral: bool
    """Whether it has a numeral, which may be a district of the capital."""


def leading_words(words: Sequence[str]) -> frozenset[str]:
    """Return what words may begin with that is a part of a town, folded.

    >>> sorted(leading_words(["Hetény-Belsőnyír", "tanya"]))
    ['belsonyir', 'heteny belsonyir']
    >>> sorted(leading_words(["III.", "körzet", "tanya"]))
    ['iii', 'iii korzet']
    """
    first, *_ = words
    _, *behind = first.split("-")
    found = {fold(first), *map(fold, behind)}
    if _is_numeral(first.upper()):
        found.add(fold(" ".join(words[:2])))
    return frozenset(found)


@remembered
def plain_street(text: str) -> PlainStreet | None:
    """Return what the words before a house number are; None where they are not plain.

    >>> plain_street("Petőfi Sándor u.").types, plain_street("II. Rákóczi Ferenc út").key
    (('utca', 'út'), 'ii rakoczi ferenc')
    >>> [plain_street(text) for text in ("Alma utca 3 fszt", "Alma utca 3.", "Pf. 5")]
    [None, None, None]
    """
    if len(text) > LONGEST or mark_parcels(text) != text:
        return None
    spaced = _AFTER_DOT.sub(". ", text) if "." in text else text
    words = spaced.split(" ")
    typed = len(words) > 1 and type_of(words[-1]) is not None and _TYPE.fullmatch(words[-1])
    names = words[:-1] if typed else words
    own = [word for word in names if not _is_numeral(word)]
    numeral = any(_is_numeral(word.upper()) for word in names)
    if not all(map(_is_plain, own)) or (not typed and (numeral or _has_type(own))):
        return None
    probe = f"{text} 22"
    if _DIGIT.search(text) is not None:  # without any the text stays as it is
        if any(two[:1].isdigit() and types_of(one) for one, two in itertools.pairwise(names)):
            return None  # "Tanya 25. utca" is number 25 of a farm
        if plain_text(probe) != (f"{spaced} 22", None):
            return None
    if damaged_piece(probe) is not None:
        return None
    pieces = [piece for word in own if "-" in word for piece in word.split("-")]
    every = (*own, *pieces)
    name = " ".join(names)
    return PlainStreet(
        name,
        title_key(name),
        types_of(words[-1]) if typed else (),
        words[-1] if typed else None,
        every,
        text.split(" ", 1)[0],
        leading_words(words),
        frozenset(fold(word)[:2] for word in every),
        numeral,
    )


@remembered
def _is_numeral(word: str) -> bool:
    return _NUMERAL.fullmatch(word) is not None


@remembered
def _is_plain(word: str) -> bool:
    if _WORD.fullmatch(word) is None:
        return False
    pieces = (word, *word.split("-"))
    if is_cut(word):
        return False
    if len(word) == 2 and types_of(word):  # noqa: PLR2004 - "t." is a square or a name
        return False
    if fold(word).startswith(_COUNCIL):
        return False
    return not any(fold(piece) in _MEANING or is_roman(piece.upper()) for piece in pieces)


def _has_type(words: Sequence[str]) -> bool:
    """Tell whether a name of several words has a type; a single word is the name all the same."""
    return len(words) > 1 and any(map(types_of, words))


_ANY_STREET = "Alma utca"
"""What a house number may stand behind, to be read as one."""


@remembered
def plain_number(text: str) -> HouseNumber | None:
    """Return the house number that a last word is behind any plain street; None for others.

    >>> str(plain_number("12/a.")), str(plain_number("1-3")), plain_number("1. em")
    ('12/A', '1-3', None)
    """
    found = _NUMBER.fullmatch(text)
    if found is not None:
        end = int(found["end"]) if found["end"] else None
        return HouseNumber(int(found["number"]), (found["suffix"] or "").upper(), end)
    if _OTHER_NUMBER.fullmatch(text) is None or damaged_piece(f"{_ANY_STREET} {text}") is not None:
        return None
    parsed = parse_address(f"{_ANY_STREET} {text}")
    more = (parsed.floor, parsed.door, parsed.parcel_number, parsed.rest or None)
    return parsed.number if parsed.name == "Alma" and more == (None,) * 4 else None


def unit_behind(text: str) -> str:
    """Return what stands behind a house number and makes no other door of it; empty for nothing.

    >>> unit_behind("12/A 2. em. 5."), unit_behind("12, FSZT 1"), unit_behind("12 B. ép.")
    (' 2. em. 5.', ', FSZT 1', '')
    >>> unit_behind("12. szám alatt")
    ' szám alatt'
    """
    before, _, last = text.rpartition(" ")
    word = before[before.rfind(" ") + 1 :].rstrip(".")
    if word.isalpha() and last[:1].isdigit() and "," not in last and word.lower() not in _STOREY:
        return ""  # "Fő utca 5", as most are; quicker than to look for what is not there
    found = _UNIT.search(text)
    return "" if found is None else found[0]


def plain_door(text: str) -> tuple[HouseNumber, str] | None:
    """Return a plain house number and what `unit_behind` finds behind it; None for others.

    >>> plain_door("12/A. fszt. 1"), plain_door("2037/2. 2. em")  # which may have been a date
    ((HouseNumber(number=12, suffix='A', end=None, end_suffix=''), ' fszt. 1'), None)
    """
    unit = unit_behind(text)
    number = plain_number(text.removesuffix(unit))
    if number is None or (unit and damaged_piece(f"{_ANY_STREET} {text}") is not None):
        return None
    return number, unit


HOLE = "\0"
"""Stands for the house number in a text that goes on behind it; no address has one."""
_TOWN_LAST = re.compile(
    rf"(?P<street>.*[{_LETTERS}.]) (?P<number>[1-9][^,]*)"
    rf"(?P<town>, (?:[1-9][0-9]{{3}} )?[{_LETTERS}-]+(?:, [{_LETTERS}]+)?)"
)


def parted(text: str) -> tuple[str, str]:
    r"""Part an address from its house number and what `unit_behind` finds behind it.

    >>> parted("Baja, Fő utca 12 2. em. 5"), parted("Baja, Fő utca 12")
    (('Baja, Fő utca', '12 2. em. 5'), ('Baja, Fő utca', '12'))
    >>> parted("Fő utca 12/A., 6500 Baja")
    ('Fő utca \x00, 6500 Baja', '12/A.')
    """
    if HOLE in text:
        return text, ""
    town = ""
    may_end_in_town = text[-1:].isalpha() and len(text) <= LONGEST_TEXT
    if may_end_in_town and (last := _TOWN_LAST.fullmatch(text)) is not None:
        text, town = f"{last['street']} {last['number']}", f" {HOLE}{last['town']}"
    unit = unit_behind(text)
    before, _, number = text.removesuffix(unit).rpartition(" ")
    return before + town, number + unit


def with_number(front: str, number: str) -> str:
    r"""Put a house number into a text that `parted` gave.

    >>> with_number("Baja, Fő utca", "3"), with_number("Fő utca \0, Baja", "3")
    ('Baja, Fő utca 3', 'Fő utca 3, Baja')
    """
    return front.replace(HOLE, number) if HOLE in front else f"{front} {number}"


def only_street(plain: PlainStreet, index: StreetIndex[S], *, exact: bool = True) -> S | None:
    """Return the street of a town that plain words name, behind the town's name and a comma.

    None where the words may be more than one street, or something that `read_query` has to weigh.

    Args:
        plain: the words.
        index: of the town.
        exact: whether the town stands there as it is spelled; if not, accents may be lost, and of
            streets that these alone tell apart none is taken.
    """
    capital = index.district is not None  # whose districts are numerals themselves
    if (capital and (plain.numeral or not plain.types)) or any(map(type_of, index.own_town)):
        return None
    if any(town[:2] in plain.beginnings for town in index.own_town) and any(
        names_town(word, index.own_town) for word in plain.words
    ):
        return None
    if not plain.types:
        same = index.called(plain.key)
        return same[0] if len(same) == 1 and has_no_type(same[0]) else None
    found = [one for kind in plain.types for one in index.typed(plain.key, kind)]
    if len(found) == 1:
        return found[0]
    # Of a text with a district only the rest is read, which may be all in capitals.
    return _spelled(plain, index) if (exact and not capital) or not found else None


def _spelled(plain: PlainStreet, index: StreetIndex[S]) -> S | None:
    """Return the street that is spelled so: Kákás utca beside Kakas utca; or is cut to initials."""
    town = index.names.town
    asked = ParsedAddress(
        f"{town}, {plain.name} {plain.written} 1",
        name=plain.name,
        types=plain.types,
        type_written=plain.written,
    )
    match = find_exact(asked, index)
    return None if match is None else match.street
