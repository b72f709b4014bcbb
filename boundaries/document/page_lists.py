"""The lists of a page that has several: all school districts of a town, each under its school."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model import PartKind
from .listed import read_list
from .reading import parse_document

if TYPE_CHECKING:
    from ..lists.model import ListRow
    from ..model import UnreadPiece


@dataclass(frozen=True, slots=True)
class PageLists:
    """The lists of a page, and its words that are in none."""

    lists: dict[str, tuple[ListRow, ...]]
    """By their titles, in the order of the page; one without a title is named by its place."""
    unread: tuple[UnreadPiece, ...]


def lists_in(text: str) -> PageLists:
    """Return the lists of a page.

    As the document's areas, where all its rows are in one of them; else by the headings of its
    rows, so that no row is lost.

    >>> page = "Mese Óvoda körzete: Ady u., Fő u."
    >>> [(name, len(rows)) for name, rows in lists_in(page).lists.items()]
    [('Mese Óvoda körzete', 2)]
    """
    document, whole = parse_document(text), read_list(text)
    areas = [area for area in document.areas if any(p.kind is PartKind.LIST for p in area.parts)]
    parts = [part for area in areas for part in area.parts]
    placed = {row.span.start for part in parts for row in part.rows}
    lost = any(not row.needs and row.span.start not in placed for row in whole.rows)
    if not areas or lost or any(part.kind is not PartKind.LIST for part in parts):
        named = {
            heading: tuple(row for row in whole.rows if row.heading == heading)
            for heading in whole.headings
        }
        return PageLists(named, whole.unread)
    lists: dict[str, tuple[ListRow, ...]] = {}
    for place, area in enumerate(areas, start=1):
        title = area.title or str(place)
        name = title if title not in lists else f"{title} ({place})"
        lists[name] = tuple(row for part in area.parts for row in part.rows)
    return PageLists(lists, document.unread)
