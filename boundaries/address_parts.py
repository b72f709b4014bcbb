"""The parts of an address that are known by a marker: postcode, parcel, floor, staircase. Pure.

`Words` is a text in words, from which each step takes what it recognises; what is left over in
the end is the rest that nobody could place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .names import fold, is_roman

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_POSTCODE = re.compile(r"(?:H-?)?([1-9]\d{3})\Z", re.ASCII)
_PARCEL = re.compile(r"\d{1,6}(?:/\d{1,5}){0,3}\Z", re.ASCII)
_UNIT = re.compile(
    r"(?:\d{1,4}|[A-Z]{1,4}|\d{1,3}/?[A-Z]|[A-Z]\d{1,2})\Z", re.ASCII | re.IGNORECASE
)
_FLOOR_DOOR = re.compile(r"([IVX]{1,5}|\d{1,2})/(\d{1,4}[A-Z]?)\Z", re.ASCII | re.IGNORECASE)
_FIGURES = re.compile(r"\d{1,4}[A-Za-z]?\Z", re.ASCII)

_MARKERS = {
    "ep": "building",
    "epulet": "building",
    "lh": "staircase",
    "lph": "staircase",
    "lepcsohaz": "staircase",
    "em": "floor",
    "emelet": "floor",
    "ajto": "door",
    "lakas": "door",
}
"""Folded marker -> the part whose value stands before it."""
_LEVELS = {"fszt", "fsz", "foldszint", "mfszt", "mfsz", "magasfoldszint", "felemelet", "alagsor"}
"""Floors that are a word of their own."""


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """One word of the text; two equal words are still two."""

    text: str
    segment: int
    """Number of the comma-free stretch it stands in."""


@dataclass(slots=True)
class Words:
    """The words that no step has taken yet."""

    items: list[Word] = field(default_factory=list)

    @classmethod
    def of(cls, segments: Iterable[str]) -> Words:
        """Split comma-free stretches into words; brackets and quotes go."""
        words = cls()
        for number, segment in enumerate(segments):
            for raw in segment.split():
                text = raw.strip("()[]{}\"'„”“:!?_*<>|=")
                if text:
                    words.items.append(Word(text, number))
        return words

    def take(self, index: int) -> Word:
        """Take the word at a position."""
        return self.items.pop(index)

    def take_word(self, word: Word) -> Word:
        """Take a word that is still here."""
        self.items.remove(word)
        return word

    def segment(self, number: int) -> list[Word]:
        """Return the words of one stretch."""
        return [word for word in self.items if word.segment == number]

    def first_segment(self) -> int:
        """Return the number of the first stretch that has words; -1 where none has."""
        return self.items[0].segment if self.items else -1

    def last_segment(self) -> int:
        """Return the number of the last stretch that has words; -1 where none has."""
        return self.items[-1].segment if self.items else -1

    def take_floor_and_door(self, words: list[Word]) -> tuple[str | None, str | None]:
        """Take "II/5" (floor and door) or a bare "5." (door) from one following word."""
        if not words:
            return None, None
        text = words[0].text.rstrip(".")
        both = _FLOOR_DOOR.match(text)
        if both:
            self.take_word(words[0])
            return both[1].upper(), both[2]
        if _FIGURES.match(text):
            self.take_word(words[0])
            return None, text
        return None, None


def take_parcel(words: Words) -> str | None:
    """Take a parcel number: "9413 hrsz.", "hrsz: 9413/2", "9413 helyrajzi szám"."""
    for i, word in enumerate(words.items):
        key = fold(word.text)
        if not (key.startswith("hrsz") or key == "helyrajzi"):
            continue
        words.take(i)
        if key == "helyrajzi" and i < len(words.items) and fold(words.items[i].text)[:4] == "szam":
            words.take(i)
        for j in (i - 1, i):
            if 0 <= j < len(words.items) and _PARCEL.match(words.items[j].text.rstrip(".")):
                return words.take(j).text.rstrip(".")
        return None
    return None


def take_po_box(words: Words) -> str | None:
    """Take a post-office box: "Pf. 373", "postafiók 12"."""
    for i, word in enumerate(words.items[:-1]):
        following = words.items[i + 1].text.rstrip(".")
        if fold(word.text) in {"pf", "postafiok"} and _FIGURES.match(following):
            words.take(i)
            return words.take(i).text.rstrip(".")
    return None


def take_postcode(words: Words, names_town: Callable[[str], bool]) -> str | None:
    """Take a postcode: four figures that open a stretch (or the text) with a word behind.

    Of several the one before a known town, else the first: in "1118 Fő utca, 7400 Kaposvár"
    the other one is a house number.
    """
    found = [i for i in range(len(words.items) - 1) if _may_be_postcode(words.items, i)]
    if not found:
        return None
    with_town = (i for i in found if names_town(words.items[i + 1].text))
    taken = _POSTCODE.match(words.take(next(with_town, found[0])).text)
    return taken[1] if taken else None


def _may_be_postcode(items: list[Word], i: int) -> bool:
    following = items[i + 1].text
    if not _POSTCODE.match(items[i].text) or not following[0].isalpha():
        return False
    opens = i == 0 or items[i - 1].segment != items[i].segment
    before_is_number = i > 0 and items[i - 1].text[0].isdigit()
    return (opens or before_is_number) and fold(following) not in _MARKERS


def take_units(words: Words) -> dict[str, str]:
    """Take building, staircase, floor and door with their markers."""
    found: dict[str, str] = {}
    i = 0
    while i < len(words.items):
        key = fold(words.items[i].text)
        if key in _LEVELS and "floor" not in found:
            found["floor"] = words.take(i).text.rstrip(".")
            _take_door(words, i, found)
        elif key in _MARKERS and _MARKERS[key] not in found and _has_value(words, i):
            value = words.take(i - 1).text.rstrip(".")
            words.take(i - 1)
            i -= 1
            found[_MARKERS[key]] = value
            if _MARKERS[key] == "floor":
                _take_door(words, i, found)
        else:
            i += 1
    return found


def _has_value(words: Words, i: int) -> bool:
    """A marker counts only with a short value before it, which is not the street's name."""
    if i < 2:  # noqa: PLR2004 - a street or its number must come first
        return False
    text = words.items[i - 1].text.rstrip(".")
    plain = len(text) == 1 or any(char.isdigit() for char in text)
    return bool(_UNIT.match(text)) and (plain or is_roman(text) or is_roman(text[:-1]))


def _take_door(words: Words, i: int, found: dict[str, str]) -> None:
    """A bare number behind the floor is the door, unless a marker of its own follows."""
    if i >= len(words.items) or "door" in found:
        return
    text = words.items[i].text.rstrip(".")
    marked = i + 1 < len(words.items) and fold(words.items[i + 1].text) in _MARKERS
    if _FIGURES.match(text) and not marked:
        words.take(i)
        found["door"] = text
