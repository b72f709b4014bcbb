"""The doors of a draft: the register that they come from, what is decided, what stays open."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from flask import request

from boundaries.errors import BoundaryError
from boundaries.workshop.hand_over import staged, staged_candidate
from webmap.accounts.guards import require_role
from webmap.admin.compared import held
from webmap.admin.editions import SHOWN
from webmap.admin.forms import Form
from webmap.admin.worklist import first_of, shown_rows
from webmap.ask.recorded_words import notes_of
from webmap.desk.nav import WORKSHOP_ROLES
from webmap.files.folders import FileFaultError
from webmap.request import parameters
from webmap.request.state import state
from webmap.store.drafts import OvertakenError
from webmap.web.http import language, large_body, limited
from webmap.web.i18n import texts

from . import ready, sources, staging
from .blueprint import blueprint
from .draft_page import draft_page, shown_area
from .opened import (
    Opened,
    asked_area,
    back_to,
    fault_text,
    seen_draft,
    sent_number,
    step,
    take_fetched,
)

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from boundaries.workshop.areas import AreaText


PAGE = 20
"""Open questions on one page, which has more to show than these."""


@blueprint.get("/<identity>/doors")
@require_role(*WORKSHOP_ROLES)
def doors(identity: str) -> Response:
    """Show the register of a draft, and what it decides."""
    parameters.require_known_parameters("lang", "area", "done", "from")
    opened = Opened(identity)
    if take_fetched(opened):
        opened = Opened(identity)
        _begin(opened, asked_area(opened))
    return doors_page(opened)


def doors_page(
    opened: Opened, *, fault: str | None = None, overtaken: OvertakenError | None = None
) -> Response:
    """Return the page of the doors.

    Args:
        opened: the draft, at the version that is shown.
        fault: what is wrong with a file that was sent.
        overtaken: what somebody else has done meanwhile.
    """
    form = Form()
    if fault is not None:
        form.tell("register", fault)
    shown = shown_area(opened)
    area = shown.area
    found = None if area is None else ready.folder_of(opened, area)
    making = None if found is None else staging.state_of(found)
    done = found is not None and making is not None and making["state"] == staging.DONE
    return draft_page(
        "workshop.doors",
        opened,
        shown,
        forms=[form],
        overtaken=overtaken,
        making=making,
        steps=staging.STEPS,
        areas_in_force=ready.replaceable(opened),
        **(_decided(staging.made_in(found)) if done and found is not None else {"report": None}),
    )


def _decided(made: Path) -> dict[str, Any]:
    """Return what the page says of doors that were asked; nothing where there is no list."""
    t, first = texts(language()), first_of(request.args.get("from", ""))
    try:
        waits, told = staged_candidate(made), staged(made)
        if waits is None or told is None:
            return {"report": None}
        report, edition = waits.report(), waits.edition()
    except BoundaryError:  # it was thrown away meanwhile
        return {"report": None}
    rows = () if told.work is None else told.work.rows
    return {
        "report": report,
        "notes": notes_of(report, language()),
        "leg_names": {leg.number: leg.name for leg in edition.legs},
        "shown": SHOWN,
        "work": told.work,
        "rows": shown_rows(rows[first : first + PAGE], t),
        "first": first,
        "more": first + PAGE if len(rows) > first + PAGE else None,
        "before": max(0, first - PAGE) if first else None,
        "asked": None,
        "facts_of": told.said.slug if held(edition) is not None else None,
    }


@blueprint.post("/<identity>/register")
@limited("file")
@large_body
@require_role(*WORKSHOP_ROLES)
def add_register(identity: str) -> AnyResponse:
    """Add a register of addresses to a draft, in the place of the one before, or tables behind."""
    opened = seen_draft(identity)
    sent = [(one.stream, one.filename) for one in request.files.getlist("register") if one.filename]
    if not sent:
        return doors_page(opened, fault=texts(language())("workshop.fault.no_file"))
    limit = state().settings.max_upload_bytes
    try:
        before = opened.draft.registers
        found, seen = sources.take_register(
            opened.folder,
            sent,
            opened.draft.town,
            limit,
            before=before,
            for_lists=any(area.is_list for area in opened.areas),
        )
        town = opened.draft.town or seen["town"]
        draft = dataclasses.replace(opened.draft, registers=found, town=town)
        names = ", ".join(one.name for one in found if one not in before)
        step(opened, draft, "register", {"name": names, **seen})
    except FileFaultError as fault:
        return doors_page(opened, fault=fault_text(fault))
    except OvertakenError as overtaken:
        return doors_page(Opened(identity), overtaken=overtaken)
    opened = Opened(identity)
    _begin(opened, asked_area(opened))
    return back_to(opened, sent_number("area"), page="workshop.doors")


@blueprint.post("/<identity>/list")
@limited("form")
@require_role(*WORKSHOP_ROLES)
def make_list(identity: str) -> AnyResponse:
    """Make the street list of an area, and compare it with an area in force where one is named."""
    parameters.require_known_fields(request.form, ("csrf_token", "seen", "area", "slug"))
    opened = seen_draft(identity)
    slug = request.form.get("slug", "")
    known = {one.slug for one in ready.replaceable(opened)}
    _begin(opened, asked_area(opened), slug if slug in known else "")
    return back_to(opened, sent_number("area"), page="workshop.doors")


def _begin(opened: Opened, area: AreaText | None, slug: str = "") -> None:
    """Begin to make the street list, where the line is closed and a register is at hand."""
    if area is None or not opened.draft.registers or opened.row.state != "open":
        return
    if opened.is_ready(area):
        ready.begin(opened, area, ready.suggested(opened, area, slug))
