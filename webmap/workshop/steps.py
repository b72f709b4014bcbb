"""The steps of the bench: each a form, each a version, none over what somebody else has done."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import request

from boundaries.workshop.bench import fits
from boundaries.workshop.offers import signed
from webmap.accounts.guards import allowed, require_role
from webmap.admin.answers import go, refused
from webmap.desk.nav import WORKSHOP_ROLES
from webmap.request import parameters
from webmap.request.state import state
from webmap.store import drafts
from webmap.store.drafts import OvertakenError
from webmap.store.errors import StoreError
from webmap.web.http import Problem, language, large_body, limited
from webmap.web.i18n import texts

from . import fetching, ready
from .bench import bench_page
from .blueprint import blueprint
from .doors import doors_page
from .force import force_page
from .forms import NewForm, StepForm
from .opened import (
    Opened,
    asked_area,
    back_to,
    require_line,
    seen_draft,
    sent_number,
    step,
    take_map,
)
from .programme import programme_page
from .programme_filled import Filled
from .shown import key_of, reason_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from boundaries.edition.corrections import Correction
    from boundaries.workshop.areas import AreaText
    from webmap.accounts.people import Account


@blueprint.post("/<identity>/take")
@require_role(*WORKSHOP_ROLES)
def take(identity: str) -> AnyResponse:
    """Take an offer."""
    parameters.require_known_fields(request.form, ("seen", "area", "offer", "reason", "csrf_token"))
    opened = seen_draft(identity)
    area = asked_area(opened)
    found = None if area is None else opened.look(area, tried=True)
    offers = {key_of(one): one for one in (found.offers if found is not None else ())}
    offer = offers.get(request.form.get("offer", ""))
    if area is None or offer is None:
        detail = texts(language())("workshop.fault.offer_gone")
        raise Problem(detail, code="offer_gone", status=HTTPStatus.CONFLICT)
    reason = " ".join(request.form.get("reason", "").split())[:500]
    return _correct(opened, area, [_signed(one, reason) for one in offer.corrections])


@blueprint.post("/<identity>/correct")
@large_body
@require_role(*WORKSHOP_ROLES)
def correct(identity: str) -> AnyResponse:
    """Put something right by hand."""
    form, person = StepForm.sent(("area",)), allowed(*WORKSHOP_ROLES)
    opened = seen_draft(identity)
    area = asked_area(opened)
    if area is not None:
        require_line(area)
    made = form.correction(person.name, state().today().isoformat())
    if made is None or area is None:
        return bench_page(opened, form=form)
    return _correct(opened, area, [made], form)


def _signed(one: Correction, reason: str) -> Correction:
    person, t = allowed(*WORKSHOP_ROLES), texts(language())
    day = state().today().isoformat()
    return signed(one, author=person.name, reason=reason or reason_for(one, t), date=day)


def _correct(
    opened: Opened, area: AreaText, made: list[Correction], form: StepForm | None = None
) -> AnyResponse:
    draft = opened.draft.corrected(area.number, *made)
    if not fits(area, draft.of(area.number)):
        form = form or StepForm()
        form.tell("leg", texts(language())("workshop.fault.correction"))
        return bench_page(opened, form=form)
    said = {"area": area.number, "kind": made[0].kind, "legs": _legs(made)}
    try:
        step(opened, draft, "correct", said)
    except OvertakenError as fault:
        return bench_page(Opened(opened.row.id), overtaken=fault)
    return back_to(opened, area.number)


def _legs(made: list[Correction]) -> list[int]:
    return [
        int(n)
        for one in made
        if (n := getattr(one, "leg", getattr(one, "after", None))) is not None
    ]


@blueprint.post("/<identity>/back")
@require_role(*WORKSHOP_ROLES)
def back(identity: str) -> AnyResponse:
    """Take the last step back."""
    parameters.require_known_fields(request.form, ("seen", "area", "page", "csrf_token"))
    return _shown(identity, None)


@blueprint.post("/<identity>/show")
@require_role(*WORKSHOP_ROLES)
def show(identity: str) -> AnyResponse:
    """Go on from another version."""
    parameters.require_known_fields(request.form, ("seen", "area", "page", "number", "csrf_token"))
    number = request.form.get("number", "")
    return _shown(identity, int(number) if number.isdecimal() else 0)


def _shown(identity: str, number: int | None) -> AnyResponse:
    opened = seen_draft(identity)
    seen = opened.version.number
    asked = request.form.get("page", "")
    page = asked if asked in _PAGES else "workshop.bench"
    try:
        with state().store.session() as session:
            if number is None:
                drafts.back(session, identity, seen=seen)
            else:
                drafts.show(session, identity, number, seen=seen)
    except OvertakenError as fault:
        return _PAGES[page](Opened(identity), overtaken=fault)
    except StoreError as fault:
        raise refused(fault) from fault
    return back_to(opened, sent_number("area"), page=page)


def _programme_page(opened: Opened, *, overtaken: OvertakenError) -> Response:
    return programme_page(Filled(opened), overtaken=overtaken)


_PAGES: Mapping[str, Callable[..., Response]] = {
    "workshop.bench": bench_page,
    "workshop.doors": doors_page,
    "workshop.force": force_page,
    "workshop.programme": _programme_page,
}
"""Page from which a step was taken -> what shows it again where the step is refused."""


@blueprint.post("/<identity>/map")
@limited("file")
@large_body
@require_role(*WORKSHOP_ROLES)
def add_map(identity: str) -> AnyResponse:
    """Add a map to a draft."""
    opened = seen_draft(identity)
    try:
        fault = take_map(opened, "map")
    except OvertakenError as overtaken:
        return bench_page(Opened(identity), overtaken=overtaken)
    if fault is None and not request.files.get("map"):
        fault = texts(language())("workshop.fault.no_file")
    return bench_page(opened, fault=fault) if fault is not None else back_to(opened)


@blueprint.post("/<identity>/fetch")
@limited("form")
@require_role(*WORKSHOP_ROLES)
def fetch(identity: str) -> AnyResponse:
    """Begin to fetch the map or the register of the draft's town."""
    parameters.require_known_fields(request.form, ("seen", "area", "kind", "town", "csrf_token"))
    opened, person, t = seen_draft(identity), allowed(*WORKSHOP_ROLES), texts(language())
    kind = request.form.get("kind", "")
    town = opened.draft.town or " ".join(request.form.get("town", "").split())[:80]
    of_doors = kind == fetching.REGISTER
    if kind not in fetching.KINDS or not town:
        fault = t("workshop.fault.no_town")
        return (doors_page if of_doors else bench_page)(opened, fault=fault)
    running = fetching.state_of(opened.folder, kind)
    if running is None or running["state"] != fetching.RUNNING:
        fetching.begin(opened.folder, kind, town, person.user.id)
    page = "workshop.doors" if of_doors else "workshop.bench"
    return back_to(opened, sent_number("area"), page=page)


@blueprint.post("/<identity>/reopen")
@require_role(*WORKSHOP_ROLES)
def reopen(identity: str) -> AnyResponse:
    """Take a draft back that was discarded, and go on."""
    parameters.require_known_fields(request.form, ("seen", "area", "csrf_token"))
    person = allowed(*WORKSHOP_ROLES)
    _moved(identity, "open", person)
    return go("workshop.bench", identity=identity)


@blueprint.post("/<identity>/text")
@large_body
@require_role(*WORKSHOP_ROLES)
def change_text(identity: str) -> AnyResponse:
    """Change the words of a draft."""
    parameters.require_known_fields(request.form, ("seen", "text", "csrf_token"))
    opened, form = seen_draft(identity), NewForm(request.form)
    if not form.check("text") or not form.text.data:
        return bench_page(opened, fault=texts(language())("workshop.fault.text"))
    draft, lost = opened.draft.with_text(form.text.data)
    try:
        step(opened, draft, "text", {"lost": list(lost)})
    except OvertakenError as fault:
        return bench_page(Opened(identity), overtaken=fault)
    return back_to(opened, done="text_lost" if lost else None)


@blueprint.post("/<identity>/discard")
@require_role(*WORKSHOP_ROLES)
def discard(identity: str) -> AnyResponse:
    """Set a draft aside; it can be taken back."""
    parameters.require_known_fields(request.form, ("csrf_token",))
    person = allowed(*WORKSHOP_ROLES)
    _moved(identity, "discarded", person)
    return go("workshop.index", done="draft_discarded")


def _moved(identity: str, to: str, person: Account) -> None:
    """Open a draft again or set it aside; what waits of it to be accepted waits no more."""
    waited: list[str | None] = []
    with state().store.session() as session:
        try:
            if to == "discarded":
                rows = drafts.versions(session, drafts.get(session, identity))
                waited += [
                    drafts.take_back(session, identity, area, by=person.user)
                    for area in drafts.handed_areas(rows)
                ]
            drafts.move(session, identity, to, by=person.user)
        except StoreError as fault:
            raise refused(fault) from fault
        for candidate in filter(None, waited):
            ready.take_back(candidate)
