"""Cuts a list into words, house numbers and marks; positions index the original text. Pure.

A line's end is a mark only where it ends an entry: `layout` says which lines are merely wrapped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..language.house_numbers import HouseNumber, parse_register_number
from ..language.names import fold, is_abbreviation, is_roman, type_of
from ..language.word_lists import folded
from ..sentence.scanning import visible
from .words import ENDING, OTHER_ENDING

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

_DASHES = "-‐‑‒–—−"
_NUMBER = re.compile(
    r"[0-9]{1,6}(?:(?: ?/ ?[0-9]{1,4}){0,3}(?: ?/ ?[A-Za-z]{1,2}(?![^\W_])|/?[A-Za-z](?![^\W_])"
    r"| [A-Z](?=[ \t]*(?:[,;)\r\n]|\Z)))?)",
)
_NUMBERED_NOUN = re.compile(
    r"(?:ház)?sz(?:ám)?\.?[ ]?[-–]?[ ]?(?:ig|t[óo]l)(?![^\W_])",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_](?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200d’'])*")
_JOINT = re.compile(r"[-‐‑–\u00ad](?P<broken>[ \t]*\r?\n[ \t]*)?(?=[^\W\d_])")
_SHORT = folded(
    "dr szt szent ifj id gr sz hsz hrsz ker st prof özv pl ill kb ált old krt ún szh tel ptl ps"
)
_DIGRAPHS = frozenset({"cs", "dz", "gy", "ly", "ny", "sz", "ty", "zs", "th"})


class Mark(StrEnum):
    """The sorts of token."""

    WORD = "word"
    NUMBER = "number"
    DASH = "dash"
    COMMA = "comma"
    SEMICOLON = "semicolon"
    COLON = "colon"
    STOP = "stop"
    BREAK = "break"
    """The end of a line that ends an entry."""
    OPEN = "open"
    CLOSE = "close"
    TAB = "tab"
    BULLET = "bullet"
    OTHER = "other"


_MARKS = {
    ",": Mark.COMMA,
    ";": Mark.SEMICOLON,
    ":": Mark.COLON,
    ".": Mark.STOP,
    "…": Mark.STOP,
    "(": Mark.OPEN,
    "[": Mark.OPEN,
    ")": Mark.CLOSE,
    "]": Mark.CLOSE,
    "\t": Mark.TAB,
    **dict.fromkeys(_DASHES, Mark.DASH),
    **dict.fromkeys("•●▪■◦‣∙·*", Mark.BULLET),
}
STRONG = frozenset({Mark.BREAK, Mark.STOP, Mark.SEMICOLON, Mark.BULLET})
"""What ends an entry for sure."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a mark, `text[start:end]`."""

    mark: Mark
    text: str
    """As a reader sees it, without its dot."""
    start: int
    end: int
    dotted: bool = False
    case: str = ""
    """Of a number: "from", "to", or the folded ending that it carries."""
    number: HouseNumber | None = None

    @property
    def key(self) -> str:
        """The folded word."""
        return fold(self.text)

    @property
    def shown(self) -> str:
        """The word with its dot."""
        return f"{self.text}." if self.dotted else self.text

    @property
    def is_word(self) -> bool:
        """True for a word of letters."""
        return self.mark is Mark.WORD

    @property
    def is_number(self) -> bool:
        """True for a house number."""
        return self.mark is Mark.NUMBER


def read_tokens(
    text: str, wrapped: Container[int] = (), aside: Sequence[range] = ()
) -> list[Token]:
    """Cut a text into tokens.

    Args:
        text: the list.
        wrapped: positions of line ends that end no entry.
        aside: stretches that are left out, such as page numbers.
    """
    tokens: list[Token] = []
    at = 0
    left = sorted(aside, key=lambda one: one.start)
    while at < len(text):
        while left and left[0].stop <= at:
            left.pop(0)
        if left and left[0].start <= at:
            at = left[0].stop
            continue
        token = _token(text, at, tokens, wrapped)
        if token is None:
            at += 1
            continue
        tokens.append(token)
        at = token.end
    return tokens


def _token(text: str, at: int, before: Sequence[Token], wrapped: Container[int]) -> Token | None:
    char = text[at]
    if "0" <= char <= "9":
        return _number(text, at)
    if char.isalnum():
        return _word(text, at, before)
    if char in "\n\r\v\f\u2028\u2029":
        return None if at in wrapped else Token(Mark.BREAK, char, at, at + 1)
    mark = _MARKS.get(char)
    if mark is None:
        return (
            None
            if char.isspace() or not char.isprintable()
            else Token(Mark.OTHER, char, at, at + 1)
        )
    return Token(mark, char, at, at + 1)


def _number(text: str, at: int) -> Token:
    found = _NUMBER.match(text, at)
    end = at + 1 if found is None else found.end()
    written = text[at:end].replace(" ", "")
    case, dotted = "", False
    ending = ENDING.match(text, end)
    other = OTHER_ENDING.match(text, end)
    shown = written
    if ending is not None:
        case, end = ("to" if ending["case"].lower() == "ig" else "from"), ending.end()
    elif other is not None:
        case, end = fold(other["rest"]), other.end()
        shown = f"{written}-{other['rest']}"
    elif text[end : end + 1] == ".":
        dotted, end = True, end + 1
    return Token(Mark.NUMBER, shown, at, end, dotted, case, parse_register_number(written))


def _word(text: str, at: int, before: Sequence[Token]) -> Token:
    noun = _NUMBERED_NOUN.match(text, at)
    if noun is not None:
        letters = "".join(char for char in noun[0] if char.isalpha())
        return Token(Mark.WORD, letters, at, noun.end())
    end, shown = _end_of_letters(text, at), ""
    part, named = text[at:end], bool(before) and before[-1].is_word
    while (joint := _JOINT.match(text, end)) and not _ends_a_name(part, named=named):
        following = text[joint.end() :]
        dash = "" if joint["broken"] and following[:1].islower() else joint[0][0]
        if joint[0][0] == "\u00ad" and not joint["broken"]:
            dash = ""
        if dash in {"–", "-"} and following[:1].islower() and _is_separate(following):
            break
        shown += part + dash
        start, end = joint.end(), _end_of_letters(text, joint.end())
        part, named = text[start:end], True
    shown = visible(shown + part).replace("\u00ad", "")
    tied = text[end + 1 : end + 2] in set(_DASHES) and not type_of(shown)  # "Szt.Ist.-Dózsa"
    dotted = text[end : end + 1] == "." and (tied or _takes_dot(shown))
    return Token(Mark.WORD, shown, at, end + dotted, dotted)


def _end_of_letters(text: str, at: int) -> int:
    found = _LETTERS.match(text, at)
    return at + 1 if found is None else found.end()


def _ends_a_name(part: str, *, named: bool) -> bool:
    """Tell "u-Csepeli" from "Bajcsy-Zsilinszky": a type behind a name ends it."""
    return is_abbreviation(part) or (named and type_of(part) is not None)


def _is_separate(following: str) -> bool:
    """Tell "utca-páros": a side ties to nothing."""
    return fold(following[:12]).startswith(("paros", "paratlan", "teljes", "vegig"))


def _takes_dot(word: str) -> bool:
    key = fold(word.rpartition("-")[2])  # "Bajcsy-Zs."
    return (
        len(key) == 1
        or is_roman(word)
        or key in _SHORT
        or key in _DIGRAPHS
        or is_abbreviation(word)
    )
