"""The page of a list of streets: its rows, what is doubtful, what it would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from boundaries.errors import BoundaryError
from boundaries.lists.changes import changes_document, compare_rows
from boundaries.refresh.list_refresh import former_of
from webmap.request.state import state
from webmap.web.http import language
from webmap.web.i18n import texts

from . import ready
from .draft_page import draft_page
from .list_forms import PARITIES, RowForm
from .list_shown import coloured, for_all, pieces, row_view, set_aside
from .shown import MOST_STREETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from boundaries.refresh.list_refresh import Former
    from boundaries.workshop.list_bench import ListLook
    from webmap.store.drafts import OvertakenError

    from .draft_page import Shown
    from .list_try import Tried
    from .opened import Opened

PAGE = 200
"""Rows of one page."""
SHOWN = 100
"""Rows that differ from the list in force which a page shows."""


def list_page(
    opened: Opened,
    shown: Shown,
    *,
    fault: str | None = None,
    form: RowForm | None = None,
    overtaken: OvertakenError | None = None,
    tried: Sequence[Tried] = (),
    asked: str = "",
) -> Response:
    """Return the page of a list.

    Args:
        opened: the draft, at the version that is shown.
        shown: the area, which is a list.
        fault: what is wrong with a file that was sent.
        form: of a row, where it was refused.
        overtaken: what somebody else has done meanwhile.
        tried: addresses that were tried against it.
        asked: the addresses as they were typed.
    """
    t, area, found = texts(language()), shown.area, shown.listed
    if area is None or found is None:
        raise ValueError("no list is shown")
    editing = request.values.get("row", "") if form is None else form.row.data
    worked = next((one for one in found.rows if one.key == editing), None)
    own = form or RowForm.of(worked)
    if fault is not None:
        own.tell("map", fault)
    first = _first(found, editing)
    rows = [row_view(one, t) for one in found.rows[first : first + PAGE]]
    work = opened.draft.list_of(area.number)
    return draft_page(
        "workshop.bench",
        opened,
        shown,
        template="workshop/list.html",
        forms=[own],
        overtaken=overtaken,
        form=own,
        editing=editing if worked is not None else "",
        adding=form is not None and worked is None,
        words=coloured(found),
        pieces=pieces(found),
        aside=set_aside(work.steps, t),
        all_offers=for_all(found, t),
        rows=rows,
        counted={"rows": len(found.kept), "doubtful": found.doubtful},
        first=first,
        more=first + PAGE if len(found.rows) > first + PAGE else None,
        before=max(0, first - PAGE) if first else None,
        parities=[(code, t(f"workshop.rows.side.{code}")) for code in PARITIES],
        street_names=_street_names(opened),
        areas_in_force=ready.replaceable(opened),
        replaces=work.replaces,
        beside=beside_force(found, work.replaces),
        tried=tried,
        asked=asked,
    )


def _first(found: ListLook, editing: str) -> int:
    """Return the place of the first row of the page that is asked for, or holds a row."""
    asked = request.values.get("from", "")
    if asked.isdecimal():
        return min(int(asked), len(found.rows)) // PAGE * PAGE
    keys = [one.key for one in found.rows]
    return keys.index(editing) // PAGE * PAGE if editing in keys else 0


def _street_names(opened: Opened) -> list[str]:
    """Return the streets of the register, for a field in which one is typed."""
    town = opened.register()
    if town is None:
        return []
    names = {street.full_name for street in town.register.thoroughfares}
    return sorted(names)[:MOST_STREETS]


@dataclass(frozen=True, slots=True)
class BesideForce:
    """A list beside the one in force."""

    differences: tuple[dict[str, object], ...]
    """The first of them, as a report has them."""
    count: int
    is_list: bool
    """False where a boundary defines what is in force."""


def beside_force(found: ListLook, slug: str) -> BesideForce | None:
    """Compare a list row by row with what is in force; None where it takes nothing's place."""
    former = in_force(slug)
    if former is None:
        return None
    differences = compare_rows(former.rows, found.kept)
    told = tuple(changes_document(differences[:SHOWN]))
    return BesideForce(told, len(differences), is_list=bool(former.rows))


def in_force(slug: str) -> Former | None:
    """Return what is in force under a slug; None where nothing is, or it cannot be read."""
    if not slug:
        return None
    try:
        return former_of(slug, state().today())
    except (BoundaryError, OSError):
        return None
