"""What somebody has chosen for a file, read from the forms of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from boundaries.tables.headings import Role as ColumnRole
from webmap.request.state import state

from ..request import parameters
from .folders import FileFaultError, column_names
from .scope import ROWS, is_everywhere

if TYPE_CHECKING:
    from typing import Any

ROLES = tuple(map(str, ColumnRole))
OPEN_ROWS = 25
"""Rows that need a person, on one page."""


def asked_area() -> tuple[str, str]:
    """Return slug and variant of the area that was chosen, or what `scope` has in their place.

    Raises:
        Problem: there is no such area.
    """
    slug, _, variant = request.form.get("area", "").partition("/")
    if is_everywhere(slug) and variant in ROWS:
        return slug, variant
    asked = parameters.asked_area(slug or None, variant or None)
    return asked.slug, asked.variant


def chosen_columns(seen: dict[str, Any] | None, slug: str) -> tuple[str, ...]:
    """Return the chosen columns; none where the choice is what was guessed.

    Args:
        seen: what the last look at the file showed; None where the file has gone.
        slug: of the area that is asked.

    Raises:
        FileFaultError: none is chosen, or there is no such column.
    """
    if seen is None:
        raise FileFaultError("over")
    texts_ = request.form.getlist("column")
    known = {str(column["at"]): int(column["at"]) for column in seen["columns"]}
    towns_told = is_everywhere(slug) or request.form.get("town") == "yes"
    if not texts_ and seen["doubt"] == "town_unclear" and towns_told:
        return ()
    if not texts_:
        raise FileFaultError("no_column_chosen")
    if any(text not in known for text in texts_):
        raise FileFaultError("no_column")
    chosen = sorted({known[text] for text in texts_})
    roles = {at: request.form.get(f"role-{at}", seen["roles"].get(str(at), "")) for at in chosen}
    if {str(at): role for at, role in roles.items()} == seen["roles"]:
        return ()
    headings = [column["name"] for column in seen["columns"]] if seen["header"] else []
    names = column_names(chosen, headings)
    said = (roles[at] if roles[at] in ROLES else "" for at in chosen)
    return tuple(f"{role}={name}" if role else name for role, name in zip(said, names, strict=True))


def told_town(slug: str, variant: str) -> str:
    """Return the town that rows without one are said to be in; empty where nothing is said."""
    if request.form.get("town") != "yes" or is_everywhere(slug):
        return ""
    return state().areas.edition(slug, variant).town


def require_clear(
    seen: dict[str, Any] | None, columns: tuple[str, ...], town: str, slug: str
) -> None:
    """Refuse to start on a guess that stopped.

    Raises:
        FileFaultError: somebody has to say which columns, or which town.
    """
    doubt = (seen or {}).get("doubt", "")
    told = doubt == "town_unclear" and (town or is_everywhere(slug))
    if doubt and not columns and not told:
        raise FileFaultError(doubt)


def corrections() -> dict[int, str]:
    """Read what was typed or chosen for each row; typing counts more than choosing."""
    found = {}
    for row in request.form.getlist("row")[:OPEN_ROWS]:
        text = request.form.get(f"typed-{row}", "").strip() or request.form.get(f"choice-{row}", "")
        if row.isascii() and row.isdigit() and text.strip():
            found[int(row)] = parameters.clean_query(text)
    return found
