"""What a spreadsheet makes of a house number: a date, a decimal, an error, a truth value. Pure.

"3/5" typed into a cell becomes the fifth of March, "12-1" the first of December, and a formula
that went wrong leaves "#REF!". What stands there then is not what was written, and nobody can
tell the house number from it: such an address is for a person.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .addresses import LONGEST, types_of
from .text import whole_words

if TYPE_CHECKING:
    from .addresses import ParsedAddress

_MONTH = (
    r"(?:január|február|március|április|május|június|július|augusztus|szeptember|október"
    r"|november|december|jan|febr?|m[áa]rc?|[áa]pr|m[áa]j|may|j[úu]n|j[úu]l|aug|szept?|sept?"
    r"|o[kc]t|nov|de[cz])"
)
_YEAR = r"(?:1[89]|20)\d\d"
_TIGHT = "|".join(
    (
        rf"\d{{1,4}}\.?-?{_MONTH}\.?(?:-?\d{{1,4}})?\.?",  # 05.márc, 5-Mar, 24-márc
        rf"\d{{4}}[.-]{_MONTH}[.-]\d{{1,2}}\.?",
        rf"{_MONTH}\.?-?\d{{1,4}}\.?",  # márc.5, Mar-05
        rf"{_YEAR}(?:[.\-/] ?\d{{1,2}}){{2}}\.?",  # 2024.03.05, 2024. 03. 05.
        rf"\d{{1,2}}([.\-/])\d{{1,2}}\1{_YEAR}\.?",
        r"\d{1,2}([.\-/])(?:0\d\2\d{1,2}|\d{1,2}\2\d{0,2}0\d)\.?",  # 24.03.05
        r"\d{1,6}\.\d{1,6}\.?",  # 3.5, 03.05, 5.0
        r"\d{1,4}:[0-5]\d(?::\d\d)?",  # 12:05, 5:30:00
        r"#(?:#|[^\W\d])[^\s,;]*",  # ####, #REF!, #HIV!
        r"-?\d+(?:[.,]\d+)?E[+-]\d+",  # 1,2E+05
        r"-?\d+(?:[.,]\d+)? ?%",
        r"-?\d[\d.]*(?:,\d\d)? ?(?:Ft|HUF|EUR|USD|€|\$)",
        r"[€$] ?\d+(?:[.,]\d+)?",
    )
)
_DAMAGED = re.compile(rf"(?:{_TIGHT})(?=[\s,;]|$)", re.IGNORECASE)
_START = re.compile(r"(?<![^\s,;])[\d#€$\-JFMÁASONDjfmáasond]")
"""The first sign of a word that can be damaged."""
_FIRST = r"(?:[Jj][AaÁáUuÚú]|[Ff][Ee]|[MmÁáAa][ÁáAaPpUu]|[Ss][ZzEe]|[Oo][KkCc]|[Nn][Oo]|[Dd][Ee])"
"""How the name of a month begins."""
_SUSPECT = re.compile(
    r"\d(?:[.:]\d|[-/]\d+[-/]\d|[Ee][+-]| ?%| ?€| ?(?:Ft|FT|ft|HUF|EUR|USD)|\. \d\d?\.)"
    rf"|\d ?[.-]? ?{_FIRST}"
    rf"|[#$€]|(?<![^\W\d]){_FIRST}[^\W\d]*[. -]*\d|IGAZ|HAMIS|TRUE|FALSE"
)
"""Whatever can be damaged has one of these; most addresses have none and cost no more."""
_TRUTH = re.compile(r"(?<=[\s,;])(?:IGAZ|HAMIS|TRUE|FALSE)(?=\s*$)|^(?:IGAZ|HAMIS|TRUE|FALSE)$")
"""As a spreadsheet writes them; in small letters they are words."""
_LOOSE_DATE = re.compile(
    rf"(?:{_YEAR}\. ?)?(?:{_MONTH}\.? ?\d{{1,2}}|\d{{1,2}}\. ?{_MONTH})\.?(?=\s*(?:[,;]|$))",
    re.IGNORECASE,
)
"""A date in words: it counts only where the house number stands, since streets are called so."""


def damaged_piece(text: str) -> str | None:
    """Return what a spreadsheet made of a part of an address, or None where nothing looks so.

    >>> [damaged_piece(f"Halasi út {end}") for end in ("05.márc", "2024-03-05", "3.5", "#REF!")]
    ['05.márc', '2024-03-05', '3.5', '#REF!']
    >>> [damaged_piece(text) for text in ("Máj.1. tér 5", "Alma utca 3/5", "Május 1. utca 3.")]
    [None, None, None]
    """
    if _SUSPECT.search(text) is None:
        return None
    for word in _START.finditer(text):
        found = _DAMAGED.match(text, word.start())
        if found is not None and not _names_street(text[found.end() :]):
            return found[0]
        date = _LOOSE_DATE.match(text, word.start())
        if date is not None and _follows_type(text[: date.start()]):
            return date[0]
    truth = _TRUTH.search(text)
    return truth and truth[0]


def damaged_part(parsed: ParsedAddress) -> str | None:
    """Return what a spreadsheet made of a part of an address, where it may be the house number.

    A date before a whole address ("2024.03.05. Baja, Fő utca 5") is none of it.
    """
    piece = damaged_piece(whole_words(parsed.query, LONGEST))
    if piece is None or parsed.number is None or parsed.name is None:
        return piece
    first, *_ = parsed.name.split()
    return piece if parsed.query.find(piece) >= parsed.query.find(first) else None


def _names_street(rest: str) -> bool:
    """Tell whether the words behind make a date or a figure the name of a street."""
    following = rest.split(maxsplit=1)
    return bool(following) and rest[:1].isspace() and bool(types_of(following[0]))


def _follows_type(front: str) -> bool:
    """Tell whether the house number should stand behind a text."""
    before = front.split()
    return bool(before) and front[-1:].isspace() and bool(types_of(before[-1]))
