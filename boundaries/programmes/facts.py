"""Every fact of a programme as a row: what it says, in which part, and from which words. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .catalogue import walk
from .model import Amount, Contact, Identifier, Link, Rate, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .model import Programme, Stated

_DETAILS = ("role", "kind", "state", "when", "start", "end", "people", "count", "huf", "venue")
_INDEX = re.compile(r"\[\d+\]", re.ASCII)


SUPPLIED = "source"
"""Begin of the names of files that the program itself gives to sources."""


def own_name(file: str) -> str:
    """Return the name of a source's file; nothing where the program gave it, which tells nobody.

    >>> own_name("001_leiras.txt"), own_name("source.txt"), own_name("source-2.txt")
    ('001_leiras.txt', '', '')
    """
    return "" if re.fullmatch(rf"{SUPPLIED}(?:-[0-9]+)?\.txt", file) else file


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a source."""

    words: str
    file: str
    """Name of the source's file."""
    title_hu: str
    title_en: str
    published: str | None
    """Partial date, where the source has one."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact."""

    path: str
    """Where it stands in the programme's file: `activities[2]`."""
    section: str
    """The same without its numbers: `activities`, `period.end`."""
    hu: str
    en: str
    details: tuple[tuple[str, str], ...]
    """Normalised values by name: role, state, when, people, huf, ..."""
    quotations: tuple[Quoted, ...]


def fact_rows(programme: Programme) -> tuple[FactRow, ...]:
    """Return every fact of a programme in the order of its file."""
    return tuple(_row(programme, path, stated) for path, stated in walk(programme))


def _row(programme: Programme, path: str, stated: Stated) -> FactRow:
    hu, en = _shown(stated)
    quotations = []
    for quotation in stated.said:
        source = programme.sources[quotation.source]
        titles = source.title
        quotations.append(
            Quoted(quotation.words, source.file, titles.hu, titles.en, source.published)
        )
    return FactRow(
        path=path,
        section=_INDEX.sub("", path),
        hu=hu,
        en=en,
        details=tuple(_details(stated)),
        quotations=tuple(quotations),
    )


def _shown(stated: Stated) -> tuple[str, str]:
    """Return a fact in Hungarian and English."""
    if isinstance(stated, Text):
        return stated.hu, stated.en
    if isinstance(stated, Identifier):
        titles = stated.title
        named = (f"{stated.value} – {t}" for t in (titles.hu, titles.en)) if titles else ()
        hu, en = tuple(named) or (stated.value, stated.value)
        return hu, en
    if isinstance(stated, Amount):
        return stated.written, stated.written
    if isinstance(stated, Rate):
        return f"{stated.percent}%", f"{stated.percent}%"
    if isinstance(stated, Contact):
        behind = "; ".join(value for value in _ways(stated) if value)
        return f"{stated.office.hu}; {behind}".rstrip("; "), (
            f"{stated.office.en}; {behind}".rstrip("; ")
        )
    if isinstance(stated, Link):
        return str(stated.url), str(stated.url)
    raise TypeError(f"{type(stated).__name__} has no form as a row")


def _ways(contact: Contact) -> tuple[str | None, ...]:
    web = None if contact.web is None else str(contact.web)
    return (contact.phone, contact.email, contact.address, contact.post, web)


def _details(stated: Stated) -> Iterator[tuple[str, str]]:
    for name in _DETAILS:
        value = getattr(stated, name, None)
        if value is not None:
            yield name, value.isoformat() if hasattr(value, "isoformat") else str(value)
