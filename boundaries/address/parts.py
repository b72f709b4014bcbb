"""The parts of an address that are known by a marker: postcode, floor, staircase. Pure.

`Words` is a text in words, from which each step takes what it recognises; what is left over in
the end is the rest that nobody could place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..language.names import case_forms, fold, is_roman, type_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_POSTCODE = re.compile(r"(?:HU?-?)?([1-9]\d{3})\Z", re.ASCII)
_UNIT = re.compile(
    r"(?:\d{1,4}|[A-Z]{1,4}|\d{1,3}/?[A-Z]|[A-Z]\d{1,2}|\d{1,3}-\d{1,3})\Z",
    re.ASCII | re.IGNORECASE,
)
_FLOOR_DOOR = re.compile(
    r"(?:([A-Z])\.?/)?([IVX]{1,5}|\d{1,2})\.?/(\d{1,3}(?:-\d{1,3})?(?:/?[A-Z])?)\Z",
    re.ASCII | re.IGNORECASE,
)
"""Floor and door, before them perhaps the staircase: "II/5", "A/II/5", "3./5-6"."""
_FIGURES = re.compile(r"\d{1,4}[A-Za-z]?\Z", re.ASCII)
_DOOR = re.compile(r"\d{1,3}(?:-\d{1,3})?(?:/?[A-Za-z])?\Z", re.ASCII)
_ROMAN_FLOOR = re.compile(r"[IVX]{1,5}\.\Z", re.ASCII)
_COUNTRY_SIGNS = {"h", "hu"}
_COUNTRY = {"magyarorszag", "hungary"}

_MARKERS = {
    "ep": "building",
    "epulet": "building",
    "lh": "staircase",
    "lph": "staircase",
    "lhaz": "staircase",
    "lepcsohaz": "staircase",
    "em": "floor",
    "emelet": "floor",
    "ajto": "door",
    "lakas": "door",
}
"""Folded marker -> the part whose value stands before it."""
HOUSE_MARKERS = frozenset({"ep", "epulet", "lh", "lph", "lhaz", "lepcsohaz"})
"""Folded words whose value is a letter as house numbers have it."""
_LEVELS = {
    *("fszt", "fsz", "foldszint", "mfszt", "mfsz", "magasfoldszint"),
    *("felemelet", "felem", "alagsor", "szuteren", "tetoter"),
}
"""Floors that are a word of their own."""
_PO_BOX = {"pf", "postafiok"}
MEANING = frozenset({*_MARKERS, *_LEVELS, *_PO_BOX, *_COUNTRY, *_COUNTRY_SIGNS})
"""Every folded word that may be no part of a name."""

HIGHEST_FLOOR = 20
"""Behind a comma "3, 35/1" is another house, "3, 2/1" a floor and a door."""


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """One word of the text; two equal words are still two."""

    text: str
    segment: int
    """Number of the comma-free stretch it stands in."""
    at: int = 0
    """Its place in the text: the next word has the next figure."""

    def is_followed_by(self, other: Word) -> bool:
        """Tell whether nothing stood between this word and another."""
        return other.at == self.at + 1


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
                    words.items.append(Word(text, number, len(words.items)))
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

    def take_unmarked(self, number: Word, words: list[Word]) -> dict[str, str]:
        """Take floor and door without markers behind a house number.

        "II/5" and "IV. 12." are floor and door, "A/II/5" has the staircase first, a bare "5." is
        the door. Behind a comma a bare figure may be a second house number ("3, 5") and stays.

        Args:
            number: last word of the house number.
            words: what follows.
        """
        if not words:
            return {}
        text, following = words[0].text.rstrip("."), words[1:2]
        found = _FLOOR_DOOR.match(text)
        listed = number.is_followed_by(words[0]) and number.segment != words[0].segment
        if found and not (listed and found[2].isdecimal() and int(found[2]) > HIGHEST_FLOOR):
            self._take_with_door_word(words)
            parts = {"staircase": found[1], "floor": found[2].upper(), "door": found[3]}
            return {part: value for part, value in parts.items() if value}
        if following and _ROMAN_FLOOR.match(words[0].text):
            door = following[0].text.rstrip(".")
            if words[0].is_followed_by(following[0]) and _DOOR.match(door):
                self.take_word(words[0])
                self._take_with_door_word(words[1:])
                return {"floor": text, "door": door}
        if _FIGURES.match(text) and not listed and not _POSTCODE.match(text):
            self._take_with_door_word(words)
            return {"door": text}
        return {}

    def _take_with_door_word(self, words: list[Word]) -> None:
        """Take a door's number, and "ajtó" behind it."""
        at = self.items.index(words[0])
        self.take(at)
        if at < len(self.items) and _stands_for_door(self, at):
            self.take(at)


def take_country(words: Words) -> None:
    """Take the country where it stands first or last."""
    for at in (-1, 0):
        if len(words.items) > 1 and fold(words.items[at].text) in _COUNTRY:
            words.take(at)


def take_po_box(words: Words) -> str | None:
    """Take a post-office box: "Pf. 373", "postafiók 12"."""
    for i, word in enumerate(words.items[:-1]):
        following = words.items[i + 1].text.rstrip(".")
        if fold(word.text) in _PO_BOX and _FIGURES.match(following):
            words.take(i)
            return words.take(i).text.rstrip(".")
    return None


def take_postcode(words: Words, names_town: Callable[[str], bool]) -> str | None:
    """Take a postcode: four figures that open a stretch (or the text) with a word behind.

    Of several the one before a known town, else the first: in "1118 Fő utca, 7400 Kaposvár"
    the other one is a house number.
    """
    last = len(words.items) - 1
    found = [i for i in range(last) if _may_be_postcode(words.items, i, names_town)]
    if not found:
        return None
    at = next((i for i in found if names_town(words.items[i + 1].text)), found[0])
    taken = _POSTCODE.match(words.take(at).text)
    if at and fold(words.items[at - 1].text) in _COUNTRY_SIGNS:
        words.take(at - 1)
    return taken[1] if taken else None


def _may_be_postcode(items: list[Word], i: int, names_town: Callable[[str], bool]) -> bool:
    following = items[i + 1].text
    if not _POSTCODE.match(items[i].text) or not following[0].isalpha():
        return False
    if fold(following) in _MARKERS:
        return False
    if i == 0 or items[i - 1].segment != items[i].segment or items[i - 1].text[0].isdigit():
        return True
    if not items[i - 1].is_followed_by(items[i]):
        return True  # a parcel or a post-office box stood between
    if fold(items[i - 1].text) in _COUNTRY_SIGNS:
        return i == 1 or items[i - 2].segment != items[i].segment
    # "Kovács Anna 6000 Kecskemét, Alma utca 3", but not "Alma tanya 1145 Kecskemét"
    goes_on = any(word.text[0].isdigit() for word in items[i + 2 :])
    return goes_on and type_of(items[i - 1].text) is None and names_town(following)


def take_last_postcode(words: Words) -> str | None:
    """Take four figures that end the text: "Kecskemét, Halasi út 3, 6000"."""
    found = _POSTCODE.match(words.items[-1].text) if words.items else None
    if found is None:
        return None
    words.take(-1)
    return found[1]


def take_units(words: Words) -> dict[str, str]:
    """Take building, staircase, floor and door with their markers."""
    found: dict[str, str] = {}
    i = 0
    while i < len(words.items):
        key = fold(words.items[i].text)
        if key in _LEVELS and "floor" not in found:
            found["floor"] = words.take(i).text.rstrip(".")
            _take_door(words, i, found)
        elif key in _MARKERS and _stands_behind_house(words, i):
            if _MARKERS[key] not in found and _is_label(words, i):
                words.take(i)
                found[_MARKERS[key]] = words.take(i).text.rstrip(".")
            else:
                i += 1  # "3. lph. 5": which of them is the house, nobody can tell
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


def _stands_behind_house(words: Words, i: int) -> bool:
    """Tell whether the figure before a marker may be the house, and a value stands behind it."""
    if i < 2 or i + 1 >= len(words.items):  # noqa: PLR2004 - a street and its number
        return False
    street, number, marker, value = words.items[i - 2 : i + 2]
    if not number.text[0].isdigit() or not _is_value(value.text):
        return False
    if not marker.is_followed_by(value) or marker.segment != value.segment:
        return False
    if number.text.endswith(".") and number.segment == marker.segment and _is_marked(words, i + 1):
        return False  # "2. ép. 5. em."
    before = [word.text[0].isdigit() for word in words.segment(street.segment)]
    at = [word.at for word in words.segment(street.segment)].index(street.at)
    if any(before[: max(at, 1)]) and at > 1:
        return False  # "12 Alma utca 2. em. 5": the house was named first
    typed = any(type_of(form.base) for form in case_forms(street.text))
    return typed or not any(word.text[0].isdigit() for word in words.items[: i - 1])


def _is_label(words: Words, i: int) -> bool:
    """Tell "3 ajtó 2" and "3, em.: 2" from "3. lph. 5" and "3 em 5"."""
    number, marker, value = words.items[i - 1 : i + 2]
    if not _UNIT.match(value.text.rstrip(".")):
        return False
    if number.segment != marker.segment:
        return True
    ordinal = number.text.endswith(".")
    return not ordinal and (_MARKERS[fold(marker.text)] != "floor" or _is_marked(words, i + 1))


def _is_marked(words: Words, i: int) -> bool:
    """Tell whether a marker follows a word."""
    return i + 1 < len(words.items) and fold(words.items[i + 1].text) in _MARKERS


def _is_value(text: str) -> bool:
    return text[0].isdigit() or len(text.rstrip(".")) == 1 or is_roman(text.rstrip("."))


def _has_value(words: Words, i: int) -> bool:
    """A marker counts only with a short value before it, which is not the street's name."""
    if i < 2:  # noqa: PLR2004 - a street or its number must come first
        return False
    before, value, marker = words.items[i - 2 : i + 1]
    text = value.text.rstrip(".")
    if text[0].isdigit() and (value.segment != marker.segment or _may_be_house(before, value)):
        return False
    plain = len(text) == 1 or any(char.isdigit() for char in text)
    return bool(_UNIT.match(text)) and (plain or is_roman(text) or is_roman(text[:-1]))


def _may_be_house(before: Word, value: Word) -> bool:
    """Tell the only number behind a type from an ordinal: "utca 14C épület", but "2. em. 5"."""
    typed = before.segment == value.segment and type_of(before.text) is not None
    return typed and not value.text.endswith(".")


def _take_door(words: Words, i: int, found: dict[str, str]) -> None:
    """A bare number behind the floor is the door, unless a marker of its own follows."""
    if i >= len(words.items) or "door" in found:
        return
    if _MARKERS.get(fold(words.items[i].text)) == "door":
        words.take(i)  # "fsz. lakás"
        return
    text = words.items[i].text.rstrip(".")
    if _DOOR.match(text) and not _is_marked(words, i):
        words.take(i)
        found["door"] = text
        if i < len(words.items) and _stands_for_door(words, i):
            words.take(i)


def _stands_for_door(words: Words, i: int) -> bool:
    """Tell "ajtó" or its short form behind a door's number: "IV. em. 12. a."."""
    if _MARKERS.get(fold(words.items[i].text)) == "door":
        return True
    return words.items[i].text in {"a", "a.", "A."} and not _is_marked(words, i)
