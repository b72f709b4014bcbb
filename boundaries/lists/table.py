"""Tables in a text: cells behind tabs, pipes or semicolons under headings that are known. Pure."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from ..address.damaged import damaged_piece
from ..language.names import fold
from ..model import Span, UnreadPiece
from ..streets.list_files import HEADINGS
from .entries import Entry, make_rows
from .model import Aside, AsideKind, Need, ReadList
from .names import NameReader
from .tokens import Mark, Token, read_tokens
from .words import COLUMNS, WHOLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

STREET, TYPE, PARITY, RANGE = "thoroughfare_name", "thoroughfare_type", "parity", "range"
ODD, EVEN = "odd", "even"
FROM, TO, NOTE, GROUP, COUNT = "from", "to", "note", "group", "count"
_COLUMNS = {**HEADINGS, **COLUMNS}
"""Folded heading -> what the column holds."""
_WORDS = re.compile(r"[^\W_]+")
_NUMBERED = frozenset({RANGE, FROM, TO, ODD, EVEN, PARITY})
_NO_NUMBERS = re.compile(r"[-–—.]{1,3}")
"""What people write into a cell that stays empty."""
_FIGURES = re.compile(r"[0-9]{1,4}\.?")
_DELIMITERS = ("\t", "|", ";")
_WITHIN = 10
"""Lines in which the headings must stand."""
_LEAST = 2


def read_table(text: str) -> ReadList | None:
    """Read a text that is a table with headings; None where it is not."""
    lines = _lines(text)
    for delimiter in _DELIMITERS:
        for at, line in enumerate(lines[:_WITHIN]):
            columns = _columns(text, line, delimiter)
            if columns is not None:
                return _Table(text, lines, delimiter).read(at, columns)
    return None


def is_headless(text: str) -> bool:
    r"""Tell whether a text without headings is a table: a street, then numbers and sides alone.

    >>> is_headless("Fő utca;1;15\nKert utca;2;20"), is_headless("Fő utca 1; 15; Kert utca")
    (True, False)
    """
    lines = _lines(text)
    return len(lines) >= _LEAST and any(_is_table(text, lines, mark) for mark in _DELIMITERS)


def _is_table(text: str, lines: Sequence[range], delimiter: str) -> bool:
    rows = [[text[c.start : c.stop].strip() for c in _cells(text, at, delimiter)] for at in lines]
    width = len(rows[0])
    even = width > _LEAST and all(len(row) == width for row in rows)
    named = all(row[0] and not any(map(str.isdigit, row[0])) for row in rows)
    apart = any(_FIGURES.fullmatch(cell) for row in rows for cell in row[1:])
    return even and named and apart and all(len(c.split()) <= _LEAST for r in rows for c in r[1:])


def _lines(text: str) -> list[range]:
    found, start = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            found.append(
                range(start, start + len(line.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")))
            )
        start += len(line)
    return found


def _cells(text: str, line: range, delimiter: str) -> list[range]:
    """Return the cells of a line; a pipe at its ends makes none."""
    cells, start = [], line.start
    for at in (*(at for at in line if text[at] == delimiter), line.stop):
        cells.append(range(start, at))
        start = at + 1
    if delimiter == "|" and cells and not text[cells[0].start : cells[0].stop].strip():
        cells = cells[1:]
    if delimiter == "|" and cells and not text[cells[-1].start : cells[-1].stop].strip():
        cells = cells[:-1]
    return cells


def _columns(text: str, line: range, delimiter: str) -> list[str] | None:
    """Return what each column holds, "" where it is not known; None for a line of no headings."""
    cells = _cells(text, line, delimiter)
    if len(cells) < _LEAST:
        return None
    found = [_column(text[cell.start : cell.stop]) for cell in cells]
    if found.count(TYPE) > 1:  # "jelleg" of the street, and of its numbers
        found[-1 - found[::-1].index(TYPE)] = PARITY
    if not {ODD, EVEN} <= set(found):  # "páros" alone may stand in a row
        found = ["" if one in {ODD, EVEN} else one for one in found]
    named = [one for one in found if one]
    if STREET not in named or len(named) < _LEAST:
        return None
    return found


def _column(heading: str) -> str:
    key = fold(" ".join(_WORDS.findall(heading)))
    return _COLUMNS.get(key, "")


class _Table:
    """A text whose lines are rows."""

    def __init__(self, text: str, lines: Sequence[range], delimiter: str) -> None:
        self.text = text
        self.lines = lines
        self.delimiter = delimiter
        self.tokens = read_tokens(text)
        self.names = NameReader(self.tokens)
        self.at = {token.start: at for at, token in enumerate(self.tokens)}
        self.entries: list[Entry] = []
        self.asides: list[Aside] = []
        self.street: Entry | None = None
        self.unread: list[UnreadPiece] = []
        self.heading = ""
        self.headed = -1
        self.sides: dict[str, Token] = {}
        """The words of the headings for the two sides, by column."""

    def read(self, head: int, columns: Sequence[str]) -> ReadList:
        heads = _cells(self.text, self.lines[head], self.delimiter)
        for column, cell in zip(columns, heads, strict=True):
            if column in {ODD, EVEN}:
                self.sides[column] = self._words(cell)[0]
        for at, line in enumerate(self.lines):
            cells = _cells(self.text, line, self.delimiter)
            if at == head or _columns(self.text, line, self.delimiter) is not None:
                self._aside(self._words(line), AsideKind.TITLE)
            elif at < head or len(cells) == 1:
                self._title(line)
            else:
                self._row(cells, columns)
        rows = make_rows(self.text, self.entries)
        return ReadList(self.text, rows, tuple(self.asides), tuple(self.unread))

    def _title(self, line: range) -> None:
        """Take a line that is no row for a title; titles one behind the other make one."""
        words = self._words(line)
        if not words:
            return
        self._aside(words, AsideKind.TITLE)
        said = self.text[words[0].start : line.stop].strip()
        behind = self.headed == len(self.entries) and self.heading
        self.heading = f"{self.heading} – {said}" if behind else said
        self.headed = len(self.entries)

    def _words(self, cell: range) -> list[Token]:
        own = [self.tokens[self.at[at]] for at in cell if at in self.at]
        return [token for token in own if token.is_word or token.is_number]

    def _aside(self, tokens: Sequence[Token], kind: AsideKind) -> None:
        if tokens:
            start, end = tokens[0].start, tokens[-1].end
            self.asides.append(Aside(self.text[start:end], Span(start, end), kind))

    def _unread(self, tokens: Sequence[Token]) -> None:
        """Keep words of a row that has no street, and none before it."""
        if tokens:
            start, end = min(t.start for t in tokens), max(t.end for t in tokens)
            self.unread.append(UnreadPiece(self.text[start:end], Span(start, end)))

    def _row(self, cells: Sequence[range], columns: Sequence[str]) -> None:
        held: dict[str, list[Token]] = {}
        extra: list[list[Token]] = []
        said = {
            column: self.text[cell.start : cell.stop].strip()
            for column, cell in zip(columns, cells, strict=False)
            if column in _NUMBERED
        }
        for number, cell in enumerate(cells):
            column = columns[number] if number < len(columns) else ""
            tokens = [self.tokens[self.at[at]] for at in cell if at in self.at]
            words = [token for token in tokens if token.is_word or token.is_number]
            if not words:
                continue
            if column in {"", NOTE, "building", "status"} or column in held:
                extra.append(words)
            elif column == COUNT:
                self._aside(words, AsideKind.GRAMMAR)
            else:
                held[column] = tokens
        if held or extra:
            self._entry(held, extra)
            if STREET in held and _is_unclear(said):
                self.entries[-1].needs.append(Need.UNCLEAR_NUMBERS)

    def _entry(self, held: dict[str, list[Token]], extra: list[list[Token]]) -> None:
        group = [token for token in held.get(GROUP, ()) if token.is_word or token.is_number]
        self._aside(group, AsideKind.TITLE)
        own = self.text[group[0].start : group[-1].end] if group else ""
        heading = own or self.heading
        street = held.get(STREET)
        if not extra and held.keys() <= {GROUP}:
            self.heading = heading  # a row that only names what follows
            return
        if street is not None:
            entry = self._named(street, held.get(TYPE, []), heading)
        elif self.street is not None:
            entry = dataclasses.replace(self.street, tokens=[], tail=[], notes=[], pieces=[])
            entry.needs = [*self.street.needs, Need.CONTINUED]
            entry.heading = heading or self.street.heading
            entry.tail = list(held.get(TYPE, ()))
        else:
            words = [token for tokens in (*held.values(), *extra) for token in tokens]
            self._unread([token for token in words if token.is_word or token.is_number])
            return
        self.street = entry
        entry.tail = [*entry.tail, *self._numbers(held), *self._of_sides(held)]
        entry.notes = extra
        self.entries.append(entry)

    def _named(self, street: list[Token], kind: list[Token], heading: str) -> Entry:
        words = [token for token in street if token.is_word or token.is_number]
        name = self.names.read(self.at[words[0].start])
        inside = [token for token in street if self.at[token.start] < name.stop]
        entry = Entry(name, inside, heading=heading)
        entry.tail = [token for token in street if self.at[token.start] >= name.stop]
        shown = [token for token in kind if token.is_word]
        entry.tail += [token for token in kind if token.is_number]
        if shown and not name.typed:
            entry.type = " ".join(token.shown for token in shown)
        elif not name.typed:
            entry.needs.append(Need.UNTYPED)
        entry.tokens = [*entry.tokens, *shown]
        return entry

    def _of_sides(self, held: dict[str, list[Token]]) -> list[Token]:
        """Return the cells of the two sides as if each had its side before it: "páros 2-20"."""
        cells = [held.get(column, []) for column in (ODD, EVEN)]
        if all(_is_whole(tokens) for tokens in cells):
            return [*cells[0], *cells[1]]
        found: list[Token] = []
        for column in (ODD, EVEN):
            tokens = held.get(column)
            if not tokens:
                continue
            at = tokens[0].start
            if found:
                found.append(Token(Mark.SEMICOLON, ";", at, at))
            found += (dataclasses.replace(self.sides[column], start=at, end=at), *tokens)
        return found

    @staticmethod
    def _numbers(held: dict[str, list[Token]]) -> list[Token]:
        """Return range, bounds and side as if they stood behind a name in one breath."""
        found = [*held.get(RANGE, ())]
        for column in (FROM, TO):
            bound = [one for one in held.get(column, ()) if one.is_word or one.is_number]
            found += [
                dataclasses.replace(token, case=column) if token.is_number else token
                for token in bound
            ]
        return [*found, *held.get(PARITY, ())]


def _is_unclear(said: Mapping[str, str]) -> bool:
    """Tell cells that nothing certain can be read from: "?", "+", "05.09", no side of two.

    A dash is an empty cell, which beside an empty one says that neither side belongs.
    """
    signs = {column: text for column, text in said.items() if text and not _has_word(text)}
    sides = {said.get(column, "") for column in (ODD, EVEN)}
    neither = any(map(_NO_NUMBERS.fullmatch, sides)) and not any(map(_has_word, sides))
    spoilt = any(damaged_piece(f"utca {text}") for text in said.values() if text)
    return spoilt or neither or any(not _NO_NUMBERS.fullmatch(text) for text in signs.values())


def _has_word(text: str) -> bool:
    return any(map(str.isalnum, text))


def _is_whole(tokens: Sequence[Token]) -> bool:
    words = [token for token in tokens if token.is_word or token.is_number]
    return bool(words) and all(token.key in WHOLE for token in words)
