"""Texts of the pages that the operator may change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from . import audit
from .errors import RefusedError
from .tables import PageText, User, now

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SLUGS = ("privacy", "imprint", "accessibility")
LONGEST = 60_000
"""Longest text, characters."""


def find(session: Session, slug: str, lang: str) -> PageText | None:
    """Return the text that the operator gave a page, or None for the one that it came with."""
    query = select(PageText).where(PageText.slug == slug, PageText.lang == lang)
    return session.scalar(query)


def save(session: Session, slug: str, lang: str, text: str, *, by: User) -> None:
    """Change the text of a page; an empty text brings back the one that it came with.

    Raises:
        RefusedError: no such page, or the text is too long.
    """
    if slug not in SLUGS or len(text) > LONGEST:
        raise RefusedError(f"a page is one of {', '.join(SLUGS)}, at most {LONGEST} characters")
    row = find(session, slug, lang)
    if not text.strip():
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(PageText(slug=slug, lang=lang, text=text, changed_by=by.id))
    else:
        row.text, row.changed_at, row.changed_by = text, now(), by.id
    audit.write(session, by, "page.save", f"page:{slug}.{lang}", characters=len(text))
