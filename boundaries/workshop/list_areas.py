"""The lists of streets among the areas of a text, each with the words that it is read from. Pure.

A list is cut out of its text where it reads alone as it reads there, headings included; else it
keeps the whole text, and the heading that its rows stand under.
"""

from __future__ import annotations

import dataclasses
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..document.listed import is_evident_list, may_be_list, names_list, read_list, titles_list
from ..lists.model import AsideKind, RowKind
from ..model import PartKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..document.model import DocumentArea, ParsedDocument
    from ..lists.model import ListRow, ReadList


@dataclass(frozen=True, slots=True)
class ListText:
    """One list of a text."""

    title: str | None
    words: str
    """That it is read from."""
    start: int
    """Where they begin in the text."""
    headings: frozenset[str] | None
    """Of several lists in the words, the headings of the rows of this one; None: all are its."""


def read_words(words: str, headings: frozenset[str] | None) -> ReadList:
    """Read the rows of a list from its words, of several lists those under some headings."""
    found = read_list(words)
    return found if headings is None else found.under(headings)


def is_list(area: DocumentArea) -> bool:
    """Tell whether an area of a document is nothing but a list of streets."""
    return all(part.kind is PartKind.LIST for part in area.parts)


def reads_as_list(document: ParsedDocument) -> bool:
    """Tell whether a whole text is lists of streets, rather than lines or parts.

    >>> from ..document.reading import parse_document
    >>> texts = ("A körzethez tartozó utcák: Ady u. 1-9, Bem u.", "Ady utca – Bem utca – Ág tér")
    >>> [reads_as_list(parse_document(text)) for text in texts]
    [True, False]
    """
    if any(part.kind is PartKind.RING for area in document.areas for part in area.parts):
        return False
    if document.areas and all(map(is_list, document.areas)):
        return True
    if not may_be_list(document.text):
        return False
    rows = [row for row in read_list(document.text).rows if row.kind is RowKind.STREET]
    announced = any(titles_list(row.heading) for row in rows)
    return announced or is_evident_list(document.text)


def list_texts(document: ParsedDocument) -> tuple[ListText, ...]:
    """Return the lists of a text that is lists of streets: one for each heading.

    Those of the document's areas where all its rows are in one of them, so that what stands round
    them is left aside; else the whole text, so that no row is lost.
    """
    text = document.text
    whole = read_list(text)
    if not whole.rows:
        return ()
    if document.areas and all(map(is_list, document.areas)):
        found = [_cut(text, whole, area.parts[0].rows) for area in document.areas]
        rows = [row for area in document.areas for row in area.parts[0].rows]
        placed = {row.span.start for row in rows}
        lost = any(not row.needs and row.span.start not in placed for row in whole.rows)
        if not lost and all(found):
            titled = zip(document.areas, found, strict=True)
            return tuple(
                dataclasses.replace(one, title=area.title or None)
                for area, one in titled
                if one is not None
            )
    return tuple(_by_headings(text, whole))


def as_one(text: str) -> tuple[ListText, ...]:
    """Return all rows of a text as one list, whatever headings they stand under."""
    return (ListText(None, text, 0, None),) if read_list(text).rows else ()


def list_text_of(document: ParsedDocument, area: DocumentArea) -> ListText | None:
    """Return one list of a document that has lines, too; None where it does not read alone."""
    found = _cut(document.text, read_list(document.text), area.parts[0].rows)
    return None if found is None else dataclasses.replace(found, title=area.title or None)


def _cut(text: str, whole: ReadList, rows: Sequence[ListRow]) -> ListText | None:
    """Cut rows out with the titles right before them; None where they do not read alone so."""
    starts = [row.span.start for row in rows]
    first, last = min(starts), max(starts)
    end = max(row.span.end for row in rows)
    start = _titled_from(whole, rows[0].heading, first)
    read = read_list(text[start:end])
    own = [row for row in rows if first <= row.span.start <= last]
    return None if _said(read.rows) != _said(own) else ListText(None, text[start:end], start, None)


def _titled_from(whole: ReadList, heading: str, first: int) -> int:
    """Return where the titles begin that stand above the first row of a list."""
    if not heading:
        return first
    before = max((r.span.end for r in whole.rows if r.span.start < first), default=0)
    titles = [
        one.span.start
        for one in whole.asides
        if one.kind is AsideKind.TITLE and before <= one.span.start < first
    ]
    return min(titles, default=first)


def _by_headings(text: str, whole: ReadList) -> Iterator[ListText]:
    """Cut a text into the lists of its headings, so that every word is of one of them."""
    if len(whole.headings) == 1:
        yield ListText(_title(whole.rows[0].heading), text, 0, None)
        return
    runs = [list(run) for _, run in itertools.groupby(whole.rows, key=lambda row: row.heading)]
    starts = [0, *(_titled_from(whole, r[0].heading, r[0].span.start) for r in runs[1:]), len(text)]
    pieces = list(itertools.pairwise(starts))
    alone = len(runs) == len(whole.headings) and all(
        _said(read_list(text[start:end]).rows) == _said(run)
        for (start, end), run in zip(pieces, runs, strict=True)
    )
    if not alone:
        for heading in whole.headings:
            yield ListText(_title(heading), text, 0, frozenset({heading}))
        return
    for (start, end), run in zip(pieces, runs, strict=True):
        yield ListText(_title(run[0].heading), text[start:end], start, None)


def _title(heading: str) -> str | None:
    return heading if heading and names_list(heading) else None


def _said(rows: Sequence[ListRow]) -> list[tuple[object, ...]]:
    """Return what rows say, wherever they stand."""
    return [
        (r.name, r.type, r.numbers, r.kind, r.is_excepted, r.note, r.heading, r.needs, r.words)
        for r in rows
    ]
