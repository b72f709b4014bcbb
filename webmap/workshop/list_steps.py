"""The steps at a list of streets: each a form, each a version, none over what another has done."""

from __future__ import annotations

import dataclasses
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import request

from boundaries.errors import BoundaryError
from boundaries.lists.model import Need
from boundaries.workshop.areas import FORMS
from boundaries.workshop.list_bench import (
    WAYS,
    fits_list,
    fitting_steps,
    look_at_list,
    offers_of,
    steps_for_all,
)
from boundaries.workshop.list_hand_over import carried_steps
from boundaries.workshop.row_steps import without_row, without_words
from webmap.accounts.guards import allowed, require_role
from webmap.admin.answers import go
from webmap.desk.nav import WORKSHOP_ROLES
from webmap.request import parameters
from webmap.request.state import state
from webmap.store.drafts import OvertakenError
from webmap.web.http import Problem, language, large_body, limited
from webmap.web.i18n import texts

from . import ready
from .blueprint import blueprint
from .draft_page import Shown
from .list_forms import AS_READ, RowForm
from .list_page import in_force, list_page
from .list_shown import key_of, reason_for
from .list_try import LONGEST, tried_addresses
from .opened import Opened, asked_area, back_to, seen_draft, step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as AnyResponse

    from boundaries.workshop.areas import AreaText
    from boundaries.workshop.draft import Draft, ListWork
    from boundaries.workshop.list_bench import ListLook
    from boundaries.workshop.row_steps import RowStep, SignedBy

SEEN = ("seen", "area", "from", "csrf_token")
"""Fields of every form of the page; `from` is the page of rows to come back to."""


def _asked(identity: str) -> tuple[Opened, AreaText, ListLook]:
    """Return the list that a form is about; a 409 where the area is none any more."""
    opened = seen_draft(identity)
    area = asked_area(opened)
    if area is None or not area.is_list:
        raise _gone()
    return opened, area, opened.look_at_list(area)


def _gone() -> Problem:
    detail = texts(language())("workshop.fault.offer_gone")
    return Problem(detail, code="offer_gone", status=HTTPStatus.CONFLICT)


def _by() -> SignedBy:
    person = allowed(*WORKSHOP_ROLES)
    return {"author": person.name, "reason": "", "date": state().today().isoformat()}


def _signed(made: RowStep) -> RowStep:
    reason = reason_for(made, texts(language()))
    by = _by()
    return dataclasses.replace(made, author=by["author"], reason=reason, date=by["date"])


@blueprint.post("/<identity>/row-take")
@require_role(*WORKSHOP_ROLES)
def take_row(identity: str) -> AnyResponse:
    """Take what is offered for a row."""
    parameters.require_known_fields(request.form, (*SEEN, "offer"))
    opened, area, found = _asked(identity)
    offers = {key_of(one): one for row in found.rows for one in offers_of(row)}
    offer = offers.get(request.form.get("offer", ""))
    if offer is None:
        raise _gone()
    return _step(opened, area, [_signed(offer)])


@blueprint.post("/<identity>/row-all")
@require_role(*WORKSHOP_ROLES)
def take_for_all(identity: str) -> AnyResponse:
    """Settle all rows that have one doubt alone in the same way."""
    parameters.require_known_fields(request.form, (*SEEN, "need", "how"))
    opened, area, found = _asked(identity)
    need, how = request.form.get("need", ""), request.form.get("how", "")
    if need not in {one.value for one in Need} or how not in WAYS:
        raise _gone()
    steps = [_signed(one) for one in steps_for_all(found, Need(need), how)]
    if not steps:
        raise _gone()
    return _step(opened, area, steps)


@blueprint.post("/<identity>/row-correct")
@limited("form")
@require_role(*WORKSHOP_ROLES)
def correct_row(identity: str) -> AnyResponse:
    """Put a row right by hand, add one, or put words aside."""
    form = RowForm.sent(("area", "from"))
    opened, area, found = _asked(identity)
    if form.check("step") and form.step.data == AS_READ:
        return _as_read(opened, area, form)
    steps = form.made(found, _by())
    if not steps:
        return list_page(opened, Shown(area, None, found), form=form)
    return _step(opened, area, steps, form)


def _as_read(opened: Opened, area: AreaText, form: RowForm) -> AnyResponse:
    """Take back all that was put right of a row, or let words aside be unread again."""
    work = opened.draft.list_of(area.number)
    left = without_row(work.steps, form.row.data)
    if not form.row.data:
        place = (int(form.start.data or 0), int(form.end.data or 0))
        left = without_words(work.steps, *place)
    if left == work.steps:
        raise _gone()
    draft = opened.draft.with_list(area.number, dataclasses.replace(work, steps=left))
    return _kept(opened, area, draft, "row_as_read")


def _step(
    opened: Opened, area: AreaText, steps: Sequence[RowStep], form: RowForm | None = None
) -> AnyResponse:
    work = opened.draft.list_of(area.number)
    more = dataclasses.replace(work, steps=(*fitting_steps(area, work.steps), *steps))
    if not fits_list(area, more.steps):
        raise _gone()
    kind = f"row_{steps[0].kind}" if len({one.kind for one in steps}) == 1 else "row_changed"
    name = " ".join(steps[0].words.split())[:80] if len(steps) == 1 or form else str(len(steps))
    kind = kind if len(steps) == 1 or form else "row_all"
    return _kept(opened, area, opened.draft.with_list(area.number, more), kind, name)


def _kept(opened: Opened, area: AreaText, draft: Draft, kind: str, name: str = "") -> AnyResponse:
    try:
        step(opened, draft, "rows", {"area": area.number, "kind": kind, "name": name})
    except OvertakenError as fault:
        return _overtaken(opened, fault)
    first = request.form.get("from", "")
    page = {"from": first} if first.isdecimal() and first != "0" else {}
    return go("workshop.bench", identity=opened.row.id, area=area.number, **page)


def _overtaken(opened: Opened, fault: OvertakenError) -> AnyResponse:
    """Show the draft as it is now, and what somebody else has done."""
    from .bench import bench_page  # noqa: PLC0415 - which of the pages it is, that one knows

    return bench_page(Opened(opened.row.id), overtaken=fault)


@blueprint.post("/<identity>/read-as")
@require_role(*WORKSHOP_ROLES)
def read_as(identity: str) -> AnyResponse:
    """Say what the text is: lists, one list, or lines."""
    parameters.require_known_fields(request.form, (*SEEN, "form"))
    opened, form = seen_draft(identity), request.form.get("form", "")
    if form not in FORMS:
        raise _gone()
    draft, lost = opened.draft.with_form(form)
    try:
        step(opened, draft, "read_as", {"lost": list(lost)})
    except OvertakenError as fault:
        return _overtaken(opened, fault)
    return back_to(opened, done="text_lost" if lost else None)


@blueprint.post("/<identity>/list-of")
@require_role(*WORKSHOP_ROLES)
def next_of(identity: str) -> AnyResponse:
    """Say which area in force a list is the next edition of, and take over its corrections."""
    parameters.require_known_fields(request.form, (*SEEN, "slug", "carry"))
    opened, area, _ = _asked(identity)
    slug = request.form.get("slug", "")
    if slug and slug not in {one.slug for one in ready.replaceable(opened)}:
        raise _gone()
    work = dataclasses.replace(opened.draft.list_of(area.number), replaces=slug)
    if slug and request.form.get("carry"):
        work = _with_carried(opened, area, work)
    draft = opened.draft.with_list(area.number, work)
    return _kept(opened, area, draft, "list_of", slug)


def _with_carried(opened: Opened, area: AreaText, work: ListWork) -> ListWork:
    """Put the corrections of the list in force before what has been put right here."""
    former, town = in_force(work.replaces), opened.register()
    if former is None or not former.rows or town is None:
        return work
    by: SignedBy = {**_by(), "reason": texts(language())("workshop.rows.reason.carried")}
    try:
        steps = carried_steps(look_at_list(area, (), town.register), former, town, by)
    except BoundaryError:
        return work
    kept = tuple(one for one in work.steps if one not in steps)
    every = (*steps, *kept)
    return dataclasses.replace(work, steps=every if fits_list(area, every) else work.steps)


@blueprint.post("/<identity>/try")
@limited("lookup")
@large_body
@require_role(*WORKSHOP_ROLES)
def try_addresses(identity: str) -> AnyResponse:
    """Answer addresses by a list that nobody has accepted yet; they are not kept."""
    parameters.require_known_fields(request.form, (*SEEN, "addresses"))
    opened, area, found = _asked(identity)
    town, typed = opened.register(), request.form.get("addresses", "")[:LONGEST]
    shown = Shown(area, None, found)
    if town is None:
        return list_page(opened, shown, asked=typed)
    slug = opened.draft.list_of(area.number).replaces
    tried = tried_addresses(typed, found, town.register, slug)
    return list_page(opened, shown, tried=tried, asked=typed)
