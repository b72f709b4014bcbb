"""Formulas whose values a workbook does not hold, since no spreadsheet has calculated them yet."""

from __future__ import annotations

import html
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PIECE = 1 << 22
_OVERLAP = 1 << 14
"""Bytes that are looked at twice, so that no cell is cut."""
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_UNVALUED = re.compile(
    rb"<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>", re.DOTALL
)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})\d+"')
_LETTERS = 26


def unvalued_columns(path: Path, sheet: str) -> tuple[int, ...]:
    """Return the columns (0 = A) of an .xlsx sheet that hold formulas without their values.

    An empty text that was calculated is a value. Other kinds of workbooks have none.
    """
    with zipfile.ZipFile(path) as archive:
        member = _member(archive, sheet)
        if member is None:
            return ()
        found: set[bytes] = set()
        with archive.open(member) as file:
            end = b""
            while piece := file.read(_PIECE):
                found.update(_columns(end + piece))
                end = piece[-_OVERLAP:]
    return tuple(sorted(map(_figure, found)))


def _columns(text: bytes) -> Iterator[bytes]:
    for formula in _UNVALUED.finditer(text):
        cell = text[text.rfind(b"<c ", 0, formula.start()) : formula.start()]
        reference = _REFERENCE.search(cell)
        if reference is not None and b't="str"' not in cell:
            yield reference[1]


def _figure(letters: bytes) -> int:
    figure = 0
    for letter in letters:
        figure = figure * _LETTERS + letter - ord("A") + 1
    return figure - 1


def _member(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Return the part of the workbook that holds a sheet, or None."""
    try:
        book = archive.read("xl/workbook.xml").decode()
        relations = archive.read("xl/_rels/workbook.xml.rels").decode()
    except (KeyError, UnicodeError):
        return None
    targets = {a.get("Id"): a.get("Target", "") for a in _tags(relations, "Relationship")}
    for tag in _tags(book, "sheet"):
        if html.unescape(tag.get("name", "")) == sheet:
            target = targets.get(tag.get("r:id"), "")
            member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return member if member in archive.namelist() else None
    return None


def _tags(text: str, name: str) -> Iterator[dict[str, str]]:
    for tag in re.finditer(rf"<{name}\b[^>]*>", text):
        yield dict(_ATTRIBUTE.findall(tag[0]))
