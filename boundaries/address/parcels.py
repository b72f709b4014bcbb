"""Parcel numbers (helyrajzi szám, hrsz) in addresses: in every order, and never a house. Pure.

The parcel of a flat carries letters by law (5/B, 5/A/2) and looks like a house number. Where a text
says "hrsz", the figures that belong to it are taken before any step looks for a house number; where
two of them may be the parcel, both are taken, and the address is left without a house number.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..language.names import fold, type_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .parts import Word, Words

MARK = "hrsz"
"""The one word that every way of writing "helyrajzi szám" becomes."""
_HINT = re.compile(r"r[-./ ]{0,2}sz|elyr|[lt] n[or]|el num|ot num", re.IGNORECASE)
_MARK = re.compile(
    r"(?: ?[-/](?= ?h))? ?(?:(?<![^\W\d_])|(?<=\d/[a-z]))"
    r"(?:h[. ]{0,2}r[-./ ]{0,2}sz(?:[áa]m)?|helyr(?:ajzi?)?[-. ]{0,2}sz(?:[áa]m)?|helyrajzi?"
    r"|(?:parcel|lot|plot) (?:number|no|nr))"
    r"(?:\.?-[^\W\d_]{1,4}|u|ú|a|e|on|en|os)?(?![^\W\d_])[-.=]*",
    re.IGNORECASE,
)
_LETTERS = "A-ZÁÉÍÓÖŐÚÜŰ"
_PIECE = rf"\d{{1,6}}(?:/\d{{1,5}}|[-/]?[{_LETTERS}]{{1,2}}(?:/?\d{{1,4}})?)*"
_PARCEL = re.compile(rf"{_PIECE}(?:[-+&]{_PIECE})*\Z", re.IGNORECASE)
_SPACED_STROKE = re.compile(r"(?<=[^\W_]) ?/ ?(?=\d|[^\W_]\b)")
_LETTER = re.compile(rf"[{_LETTERS}]\.?\Z", re.IGNORECASE)
_POSTCODE = re.compile(r"[1-9]\d{3}\.?\Z", re.ASCII)
_OUTSKIRTS = re.compile(r"0\d{2,5}(?:/\d{1,5})*\Z", re.ASCII)
FILLERS = frozenset(
    {
        *("belterulet", "belteruleti", "kulterulet", "kulteruleti", "zartkert", "zartkerti"),
        *("szam", "szama", "szamu", "sz", "alatt", "alatti", "jelu", "no", "nr", "ingatlan"),
    }
)
"""Folded words that may stand between the mark and its number, or behind both."""
_JOINING = frozenset({"es", "vagy", "illetve", "valamint", "meg"})
_SIGNS = frozenset({"-", "+", "&"})
_OUTSIDE = frozenset({"kulterulet", "kulteruleti"})
_UNITS = frozenset(
    {"ep", "epulet", "lh", "lph", "lhaz", "lepcsohaz", "em", "emelet", "ajto", "lakas"}
)
LONG_ROOT = 4
"""Figures from which a bare number beside "hrsz" is more likely a parcel than a house."""
SHORT_ROOT = 3
"""A bare number behind "hrsz" with fewer figures may be a house as well."""
NEAR = 2
"""Words that may part a number from the mark behind it."""


@dataclass(frozen=True, slots=True)
class _Figures:
    """A number of the text that may be a parcel's, with the words that it is written in."""

    words: tuple[Word, ...]
    text: str
    joined: bool = False
    """True where "és" or a sign joins it to the number before it in the list."""

    @property
    def segment(self) -> int:
        return self.words[0].segment

    @property
    def root(self) -> str:
        return re.split(r"\D", self.text, maxsplit=1)[0]

    @property
    def is_bare(self) -> bool:
        return "/" not in self.text

    def is_like(self, other: _Figures) -> bool:
        """Tell whether two numbers are of one list: "5/A, 5/B", not "12/A, 9413/2"."""
        return self.is_bare is other.is_bare and len(self.root) == len(other.root)


def mark_parcels(text: str) -> str:
    """Write every form of "helyrajzi szám" as "hrsz", and numbers beside it without blanks.

    >>> mark_parcels("Fő út 3, hr. sz. 5 / B"), mark_parcels("7/D helyrajzi számú telek")
    ('Fő út 3, hrsz  5/B', '7/D hrsz  telek')
    """
    if _HINT.search(text) is None:
        return text
    marked, found = _MARK.subn(f" {MARK} ", text)
    return _SPACED_STROKE.sub("/", marked) if found else text


def take_parcel(words: Words) -> str | None:
    """Take a parcel number, or several: "9413 hrsz.", "hrsz: 9413/2, 9413/3", "(5/A hrsz)"."""
    taken: list[_Figures] = []
    marked = False
    while (at := _next_mark(words)) is not None:
        marked = True
        found = _belonging(words.items, at)
        for word in _with_fillers(words.items, at, found):
            words.take_word(word)
        taken += found
    if not marked:
        taken = _take_outskirts(words)
    return ", ".join(figures.text for figures in taken) or None


def _next_mark(words: Words) -> int | None:
    return next((i for i, word in enumerate(words.items) if word.text == MARK), None)


def _with_fillers(items: Sequence[Word], at: int, found: Sequence[_Figures]) -> list[Word]:
    """Return the mark and its numbers, with the words that only join them."""
    own = [items.index(word) for figures in found for word in figures.words] + [at]
    first, last = min(own), max(own)
    while last + 1 < len(items) and found and fold(items[last + 1].text) in FILLERS:
        last += 1
    between = (i for i in range(first, last + 1) if i in own or _only_joins(items[i]))
    return [items[i] for i in between]


def _only_joins(word: Word) -> bool:
    return word.text in _SIGNS or fold(word.text) in FILLERS | _JOINING


def _belonging(items: Sequence[Word], at: int) -> list[_Figures]:
    """Return the numbers that belong to the mark at a place: in front of it or behind it."""
    before, after = _run(items, at, -1), _run(items, at, 1)
    if not before or not after:
        return _listed(before)[::-1] or _listed(after) or _farther(items, at)
    here = items[at].segment
    if before[0].segment == here and (
        after[0].segment != here or _leads(before[0], after[0], items)
    ):
        return _listed(before)[::-1]
    if before[0].segment == here and _may_both_be(before[0], after[0]):
        return [before[0], *_listed(after)]
    return _listed(after)


def _leads(before: _Figures, after: _Figures, items: Sequence[Word]) -> bool:
    """Tell "9413 hrsz. 12 Fő utca", where the second number has a street of its own."""
    first, last = items.index(before.words[0]), items.index(after.words[-1])
    opens = first == 0 or items[first - 1].segment != before.segment
    return opens and _begins_something(items, last + 1, first=False)


def _may_both_be(before: _Figures, after: _Figures) -> bool:
    """Tell whether the number in front of the mark is no less a parcel than the one behind it.

    "Fő utca 30. hrsz. 7/D" and "Fő utca 12/A hrsz. 9413" have a house and a parcel.
    """
    if not after.is_bare:
        return before.root.startswith("0")
    long = len(before.root) >= LONG_ROOT and len(before.root) > len(after.root)
    return long or (not before.is_bare and len(after.root) < SHORT_ROOT)


def _run(items: Sequence[Word], at: int, step: int) -> list[_Figures]:
    """Return the numbers next to the mark on one side (-1 before, 1 behind), nearest first."""
    found: list[_Figures] = []
    joined, i = False, at + step
    while 0 <= i < len(items):
        key = fold(items[i].text)
        if found and (key in _JOINING or items[i].text in _SIGNS):
            joined = True
            i += step
        elif not found and key in FILLERS:
            i += step
        else:
            figures = _figures_at(items, i, step, joined=joined, first=not found)
            if figures is None:
                break
            found.append(figures)
            joined = False
            i += step * len(figures.words)
    return found


def _figures_at(
    items: Sequence[Word], i: int, step: int, *, joined: bool, first: bool
) -> _Figures | None:
    """Return the number at a place, with the letter that stands behind it: "5 B"."""
    letter = i if step < 0 and _is_letter(items, i) else i + 1
    number = letter - 1
    if number < 0 or not _PARCEL.match(_bare(items[number])):
        return None
    words = items[number : letter + 1] if _is_letter(items, letter) else items[number : number + 1]
    if step > 0 and _begins_something(items, number + len(words), first=first):
        return None
    text = "/".join(_bare(word).upper() for word in words)
    return _Figures(tuple(words), text, joined=joined)


def _bare(word: Word) -> str:
    return word.text.rstrip(".-/")


def _is_letter(items: Sequence[Word], i: int) -> bool:
    """Tell whether a word is the letter of the number in front of it, and of nothing behind."""
    if not 0 < i < len(items) or not _LETTER.match(items[i].text):
        return False
    number, letter = items[i - 1], items[i]
    if number.segment != letter.segment or not number.text[-1].isdigit():
        return False
    last = i + 1 == len(items) or items[i + 1].segment != letter.segment
    return last or (letter.text[0].isupper() and fold(items[i + 1].text) not in _UNITS)


def _begins_something(items: Sequence[Word], behind: int, *, first: bool) -> bool:
    """Tell a parcel from a floor, a postcode, and the house number of "12 Fő utca".

    Args:
        items: every word.
        behind: place of the word behind the number.
        first: whether the number stands next to the mark.
    """
    if behind >= len(items) or items[behind].segment != items[behind - 1].segment:
        return False
    key, text = fold(items[behind].text), items[behind - 1].text
    if key in _UNITS:
        return True
    if not items[behind].text[0].isalpha() or key in {MARK, *_JOINING, *FILLERS}:
        return False
    return _POSTCODE.match(text) is not None or not first


def _listed(run: Sequence[_Figures]) -> list[_Figures]:
    """Return the number next to the mark and those that are listed with it."""
    taken = list(run[:1])
    for figures in run[1:]:
        if not figures.joined and not figures.is_like(taken[-1]):
            break
        taken.append(figures)
    return taken


def _farther(items: Sequence[Word], at: int) -> list[_Figures]:
    """Return the number of a mark that has none beside it: "hrsz: Fővég 12/4", "7/D jelű hrsz".

    The words between may be of any kind but a type, which makes an address of its own.
    """
    mark = items[at]
    for i in range(at + 1, len(items)):
        if items[i].segment != mark.segment or type_of(items[i].text):
            break
        if _PARCEL.match(_bare(items[i])):
            return [_Figures((items[i],), _bare(items[i]))]
    for i in range(at - 1, max(at - 2 - NEAR, -1), -1):
        if items[i].segment != mark.segment or fold(items[i].text) in _UNITS:
            break
        if _PARCEL.match(_bare(items[i])):
            return [_Figures((items[i],), _bare(items[i]))]
    return []


def _take_outskirts(words: Words) -> list[_Figures]:
    """Take the parcel of "külterület 0123/4": such numbers begin with 0, and no house does."""
    for word, following in itertools.pairwise(words.items):
        text = _bare(following)
        if text[:1] == "0" and _OUTSKIRTS.match(text) and fold(word.text) in _OUTSIDE:
            words.take_word(following)
            return [_Figures((following,), text)]
    return []
