"""Hungarian addresses as people write them, taken apart. Pure text rules, no list of streets.

The parser never fails: what it cannot place is in `rest`. Work is linear in the length of the
text; more than `LONGEST` characters are reported in the query but not read.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..language.house_numbers import HouseNumber
from ..language.names import case_forms, fold, type_of
from .parcels import take_parcel
from .parts import (
    Word,
    Words,
    take_country,
    take_last_postcode,
    take_po_box,
    take_postcode,
    take_units,
)
from .text import UNREAD, plain_text, whole_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

LONGEST = 200
"""Characters of a query that are read."""

_BREAK = re.compile(r"[,;\n\t]+")
_NUMBER = re.compile(
    r"(?P<number>[0-9]{1,6})\.?"
    r"(?: ?/ ?(?:(?P<sub>[A-ZÁÄÉÍÓÖŐÚÜŰ]{1,4}[0-9]{0,3})(?:/(?P<door>[0-9]{1,3}|[A-Z](?!\w)))?"
    r"|(?P<figures>[0-9]{1,4}(?:/?[A-Z])?))(?!\w)"
    r"| ?(?P<letter>[A-Z])(?![\w/@]|-[^\W\d]{2}))?\.?"  # "12 I/3" is floor I, door 3
    r"(?: ?(?P<suffix>BIS|TER)(?!\w))?"
    r"(?: ?- ?(?:(?P<end>[0-9]{1,6})(?: ?/? ?(?P<end_sub>[A-Z])(?![\w/]))?"
    r"|(?P<end_letter>[A-Z]))(?!\w))?\.?",
    re.IGNORECASE,  # not re.ASCII: the word "sárga" must not end behind its first letter
)
_STARTS_NUMBER = re.compile(r"\d(?!\d*-?(?:as|es|os|ös)\b)", re.ASCII | re.IGNORECASE)
"""A figure, but not the name "48-as"."""
_FIGURES = re.compile(r"[0-9]+(?:/[0-9A-Z]{1,3})?\Z", re.ASCII | re.IGNORECASE)
_FOUR_FIGURES = re.compile(r"[1-9][0-9]{3}\.?\Z", re.ASCII)
_ARTICLES = frozenset({"a", "az"})
_NUMERAL = re.compile(r"[IVXL]+\.\Z", re.ASCII)
_COUNTED = frozenset({"fo", "db", "ft", "huf", "eur", "ezer", "millio", "m2", "ha"})
"""Folded words behind a number that say what it counts, also where they begin with a capital."""
_FLOOR = re.compile(r"[IVX]+\Z", re.ASCII | re.IGNORECASE)
_ENDED = re.compile(r"([0-9]{1,6}(?:/?[a-z])?)\.?-(?:as|es|os|ös|ban?|ben?)\Z", re.IGNORECASE)
"""A house number with an ending: "12-es", "12/A-ban"."""
ENGLISH = {
    **dict.fromkeys(("street", "str", "st", "strasse"), ("utca", "út")),
    **dict.fromkeys(("road", "rd"), ("út", "utca")),
    **dict.fromkeys(("square", "sq", "platz"), ("tér",)),
    **dict.fromkeys(("boulevard", "blvd"), ("körút", "sugárút")),
    **dict.fromkeys(("avenue", "ave"), ("út", "sugárút")),
    **dict.fromkeys(("lane", "alley"), ("köz", "utca")),
    "promenade": ("sétány",),
}
"""What translated maps and letters write instead of a type."""


@dataclass(frozen=True, slots=True)
class ParsedAddress:
    """One address, in parts. Fields that the text does not give are None."""

    query: str
    """The whole text as it came."""
    postcode: str | None = None
    town: str | None = None
    """As written, where the text sets it apart or it is a known town."""
    name: str | None = None
    """Name of the public place without its type: "Kiskőrösi"."""
    type: str | None = None
    """Canonical type ("út"); None where the text gives none."""
    types: tuple[str, ...] = ()
    """Every type that the written one can mean: "u." is utca or út."""
    type_written: str | None = None
    """The word that was read as the type: "t.", "úti"."""
    number: HouseNumber | None = None
    building: str | None = None
    staircase: str | None = None
    floor: str | None = None
    door: str | None = None
    parcel_number: str | None = None
    po_box: str | None = None
    phone: str | None = None
    """A telephone number written beside the address, with its label."""
    rest: tuple[str, ...] = ()
    """Words that found no place, in order."""
    before: int = 0
    """How many of them stand before the street: a person, a firm, a county."""
    cut: bool = False
    """True where the text was longer than `LONGEST`."""

    @property
    def street(self) -> str | None:
        """Name and type, for showing: "Kiskőrösi út"."""
        return None if self.name is None else f"{self.name} {self.type or ''}".strip()


def parse_address(text: str, towns: Collection[str] = ()) -> ParsedAddress:
    """Take an address apart.

    >>> a = parse_address("6000 Kecskemét, Kiskőrösi út 12/A. fszt. 2.")
    >>> a.postcode, a.town, a.name, a.type, str(a.number), a.floor, a.door
    ('6000', 'Kecskemét', 'Kiskőrösi', 'út', '12/A', 'fszt', '2')
    >>> a = parse_address("Szalag I. u. 3. 2. em. 5.")
    >>> a.name, a.types, str(a.number), a.floor, a.door
    ('Szalag I.', ('utca', 'út'), '3', '2', '5')
    >>> parse_address("Kecskemét, 9413 hrsz.").parcel_number
    '9413'

    Args:
        text: anything.
        towns: known town names, folded with `names.fold`; they are recognised without a
            comma or a postcode.
    """
    plain, phone = plain_text(whole_words(text, LONGEST))
    words = Words.of(_BREAK.split(plain))
    last = words.items[-1] if words.items else None
    take_country(words)
    parcel, po_box = take_parcel(words), take_po_box(words)
    postcode = take_postcode(words, lambda word: names_town(word, towns))
    units = take_units(words)
    town = _take_town(words, towns, after_postcode=postcode is not None)
    street = _take_street(words)
    if postcode is None and street.number is not None:
        postcode = take_last_postcode(words)
    if town is None and street.name is not None:
        town = _take_set_apart(words)
    rest = tuple(word.text for word in words.items)
    if len(text) > LONGEST and street.number is not None and last not in words.items:
        rest += () if units or street.units else (UNREAD,)
    return ParsedAddress(
        query=text,
        postcode=postcode,
        town=town,
        name=street.name,
        type=street.types[0] if street.types else None,
        types=street.types,
        type_written=street.type_written,
        number=street.number,
        building=units.get("building"),
        staircase=units.get("staircase") or street.units.get("staircase"),
        floor=units.get("floor") or street.units.get("floor"),
        door=units.get("door") or street.units.get("door"),
        parcel_number=parcel,
        po_box=po_box,
        phone=phone,
        rest=rest,
        before=sum(word.at < street.at for word in words.items),
        cut=len(text) > LONGEST,
    )


@dataclass(frozen=True, slots=True)
class _Street:
    name: str | None = None
    types: tuple[str, ...] = ()
    type_written: str | None = None
    number: HouseNumber | None = None
    units: Mapping[str, str] = field(default_factory=dict)
    at: int = 0
    """Place of its first word in the text."""


def types_of(word: str) -> tuple[str, ...]:
    """Return the types that one word can stand for, case endings taken off.

    >>> types_of("úti"), types_of("u."), types_of("krt"), types_of("Kiskőrösi")
    (('út',), ('utca', 'út'), ('körút',), ())
    """
    found = type_of(word)
    if found is not None:
        return ("utca", "út") if fold(word) == "u" else (found,)
    found = next((t for form in case_forms(word) if (t := type_of(form.base))), None)
    return (found,) if found else ENGLISH.get(fold(word), ())


def may_lead(words: Sequence[str]) -> bool:
    """Tell whether the first of some words may be a town before a street, and not its name.

    >>> [may_lead(text.split()) for text in ("Baja Fő utca", "Baja utca", "Baja Híd utca", "Baja")]
    [True, False, True, False]
    """
    if len(words) < 2:  # noqa: PLR2004 - a name and something behind it
        return False
    typed = [bool(types_of(word)) for word in words[1:]]
    return not typed[0] or any(typed[1:])


def _take_town(words: Words, towns: Collection[str], *, after_postcode: bool) -> str | None:
    """Take a known town at the front or the back, or what stands alone behind the postcode."""
    items = words.items
    for index in (0, *range(len(items) - 1, 0, -1)):
        if index >= len(items) or not names_town(items[index].text, towns):
            continue
        follower = items[index + 1] if index + 1 < len(items) else items[index]
        beside = follower is not items[index] and follower.segment == items[index].segment
        if beside and types_of(follower.text) and not _STARTS_NUMBER.match(follower.text):
            continue  # "Kecskeméti út": a street that is named after the town
        return words.take(index).text.rstrip(".")
    if after_postcode and len(words.segment(words.first_segment())) <= 3:  # noqa: PLR2004
        return _take_set_apart(words, front_only=True)
    return None


def names_town(word: str, towns: Collection[str]) -> bool:
    """Tell whether a word is a known town's name, perhaps with an ending or with its part."""
    if not towns or not word[:1].isalpha():
        return False
    key = fold(word)
    if not any(key.startswith(town[:2]) for town in towns):  # endings change no first letter
        return False
    stem = word.split("-", maxsplit=1)[0]  # Kecskemét-Hetényegyháza
    return any(fold(form.base) in towns for form in (*case_forms(word), *case_forms(stem)[:1]))


def _take_set_apart(words: Words, *, front_only: bool = False) -> str | None:
    """Take the words that a comma sets apart: no figure, no type, another segment beside it."""
    segments = sorted({word.segment for word in words.items})
    for segment in segments[:1] if front_only else segments:
        own = words.segment(segment)
        plain = all(w.text[:1].isalpha() and not type_of(w.text) for w in own)
        plain = plain and any(len(word.text.rstrip(".")) > 1 for word in own)
        if plain and (not front_only or len(segments) > 1 or len(own) == 1):
            return " ".join(words.take_word(word).text for word in own)
    return None


def _take_street(words: Words) -> _Street:
    """Take name, type and house number; the rest stays."""
    at = _type_position(words)
    if at is None:
        return _take_untyped(words)
    segment = words.items[at].segment
    start = next(i for i, word in enumerate(words.items) if word.segment == segment)
    types = types_of(words.items[at].text)
    front = words.items[start:at]
    after = words.items[at + 1 :]
    number_first = _STARTS_NUMBER.match(front[0].text) is not None and len(front) > 1
    if number_first and not _has_number(after, segment):
        numeral = _NUMERAL.match(front[1].text) is not None  # "82 V. körzet" is number 82
        taken = _read_number(front[: 1 if numeral else None])[0]
        if len(front) > taken:
            after, front = front[:taken], front[taken:]
    if len(front) > 1 and front[0].text in _ARTICLES:
        front = front[1:]
    if len(after) > 1 and after[0].text in _ARTICLES and _STARTS_NUMBER.match(after[1].text):
        words.take_word(after[0])
        after = after[1:]  # "a Halasi úton, a 3. szám alatt"
    name = " ".join(word.text for word in front)
    type_word = words.items[at]
    for word in (*front, type_word):
        words.take_word(word)
    first = (*front, type_word)[0].at
    return _Street(name, types, type_word.text, *_take_number(words, after), first)


def _has_number(after: Sequence[Word], segment: int) -> bool:
    """Tell whether a house number may stand behind a street; a postcode at the end is none."""
    numbers = [word for word in after if _STARTS_NUMBER.match(word.text)]
    if len(numbers) == 1 and numbers[0] is after[-1] and numbers[0].segment != segment:
        return _FOUR_FIGURES.match(numbers[0].text) is None
    return bool(numbers)


def _type_position(words: Words) -> int | None:
    """Find the word that is the type: before a number first, else the last one."""
    items = words.items
    every = [i for i in range(1, len(items)) if not _is_remark(items, i)]
    said = [type_of(word.text) or ENGLISH.get(fold(word.text)) for word in items]
    plain = [i for i in every if _may_be_type(items, i, said[i])]
    for i in plain:
        if _before_number(items, i):
            return i
    ended = [i for i in every if _may_be_type(items, i, types_of(items[i].text) or None)]
    for i in ended:
        if _before_number(items, i):  # "Szőlők köze úti 29"
            return i
    found = plain or ended
    return found[-1] if found else None


def _is_remark(items: list[Word], index: int) -> bool:
    """Tell words behind an address that are not names: "Petőtanya 14, zöld kapu"."""
    segment = items[index].segment
    ahead = [word.text for word in items if word.segment < segment]
    if not any(text[:1].isupper() for text in ahead) or not any(
        text[:1].isdigit() for text in ahead
    ):
        return False
    return all(
        word.text.islower() and word.text.isalpha() for word in items if word.segment == segment
    )


def _before_number(items: list[Word], index: int) -> bool:
    return index + 1 < len(items) and _STARTS_NUMBER.match(items[index + 1].text) is not None


def _may_be_type(items: list[Word], index: int, found: object) -> bool:
    """Refuse initials ("Kiss T.") and types without a name before them."""
    word, before = items[index], items[index - 1]
    if found is None or before.segment != word.segment:
        return False
    if index == 1 and _FIGURES.match(before.text):
        # "5 Liget" is number 5 of Liget; a numbered street is "5. utca", or "5 u 3"
        return "utca" in types_of(word.text) and _before_number(items, index)
    initial = len(word.text.rstrip(".")) == 1 and word.text.isupper()
    return not (initial and any(w.text != w.text.upper() for w in items[:index]))


def _take_untyped(words: Words) -> _Street:
    """Take a quarter or a farm without a type: words, then a number."""
    items = words.items
    at = next((i for i, w in enumerate(items) if i and _STARTS_NUMBER.match(w.text)), None)
    leads = bool(items) and _STARTS_NUMBER.match(items[0].text) is not None  # "3 Árpádváros"
    if leads and (at is None or not _has_number(items[1:], items[0].segment)):
        at = None
    if at is None:
        beside = leads and len(words.segment(items[0].segment)) > 1
        segment = items[0].segment if beside else words.last_segment()
        front = [w for w in items if w.segment == segment and _is_word(w.text)]
        after = items[:1] if leads else []
    else:
        segment = items[at - 1].segment
        front = [w for w in items[:at] if w.segment == segment and _is_word(w.text)]
        after = items[at:]
    if not front or (at is None and after and _is_counted(front[0].text)):
        return _Street()
    for word in front:
        words.take_word(word)
    name = " ".join(word.text for word in front)
    return _Street(name, (), None, *_take_number(words, after), front[0].at)


def _is_counted(text: str) -> bool:
    """Tell a thing that a number counts ("12 fő", "3 db") from the name of a quarter."""
    return text[:1].islower() or fold(text) in _COUNTED


def _is_word(text: str) -> bool:
    return text[0].isalpha() or (text[0].isdigit() and not _STARTS_NUMBER.match(text))


def _read_number(words: Sequence[Word]) -> tuple[int, HouseNumber | None, dict[str, str]]:
    """Read a house number from the first words; return how many it took, number, floor and door."""
    texts = [word.text for word in _before_article(_unbroken(words[:5]))]
    if texts:
        texts[0] = _ENDED.sub(r"\1", texts[0].rstrip("."))
    head = " ".join(texts)
    found = _NUMBER.match(head)
    if texts and (found is None or (found.end() < len(head) and head[found.end()] != " ")):
        head = texts[0]  # "19 - 2/3": the number all the same
        found = _NUMBER.match(head)
    if found is None or (found.end() < len(head) and head[found.end()] != " "):
        return 0, None, {}
    taken = len(head[: found.end()].split())
    suffix, door = found["sub"], found["door"]
    units = {"door": door} if door else {}
    if door and _FLOOR.match(suffix):  # "3/II/5"
        units["floor"], suffix = suffix.upper(), None
    suffix = (suffix or found["figures"] or found["letter"] or found["suffix"] or "").upper()
    end = int(found["end"]) if found["end"] else None
    end_suffix = (found["end_sub"] or found["end_letter"] or "").upper()
    return taken, HouseNumber(int(found["number"]), _suffix(suffix), end, end_suffix), units


def _unbroken(words: Sequence[Word]) -> list[Word]:
    """Return the first words up to where another one was taken from between them."""
    kept = list(words[:1])
    for word in words[1:]:
        if not kept[-1].is_followed_by(word):
            break
        kept.append(word)
    return kept


def _before_article(words: list[Word]) -> list[Word]:
    """Leave out an article that begins a stretch of its own: "5 (a templom mellett)" is 5."""
    for at, (word, following) in enumerate(itertools.pairwise(words)):
        begins = at and word.segment != words[at - 1].segment
        if begins and word.text == "a" and word.segment == following.segment:
            return words[:at]
    return words


def _suffix(written: str) -> str:
    """Return a suffix without leading zeros, as the register's reader does: "0" stays."""
    return written.lstrip("0") or written[:1]


def _take_number(
    words: Words, after: Sequence[Word]
) -> tuple[HouseNumber | None, Mapping[str, str]]:
    """Take the house number and what is written behind it without a marker."""
    if not after:
        return None, {}
    taken, number, units = _read_number(after)
    if number is None:
        return None, {}
    for word in after[:taken]:
        words.take_word(word)
    return number, units or words.take_unmarked(after[taken - 1], list(after[taken:]))
