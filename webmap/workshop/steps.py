"""The steps of the bench: each a form, each a version, none over what somebody else has done."""

from __future__ import annotations

import dataclasses
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import request

from boundaries.data_files import own_folder
from boundaries.errors import BoundaryError
from boundaries.facts.area_files import look_again
from boundaries.workshop.bench import look
from boundaries.workshop.offers import signed
from webmap.accounts.guards import allowed, require_role
from webmap.admin.answers import go, refused
from webmap.admin.candidates import Candidates, unwritable
from webmap.desk.nav import WORKSHOP_ROLES
from webmap.files.folders import FileFaultError
from webmap.request import parameters
from webmap.request.state import state
from webmap.store import drafts
from webmap.store.drafts import OvertakenError
from webmap.store.errors import StoreError
from webmap.web.http import Problem, language, large_body, limited
from webmap.web.i18n import texts

from . import fetching, sources
from .forms import HandForm, NewForm, StepForm
from .opened import Opened, asked_area, fault_text, step, take_map
from .shown import key_of, reason_for
from .views import bench_page, blueprint

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from boundaries.edition.corrections import Correction
    from boundaries.workshop.areas import AreaText


@blueprint.post("/<identity>/take")
@limited("form")
@require_role(*WORKSHOP_ROLES)
def take(identity: str) -> AnyResponse:
    """Take an offer."""
    parameters.require_known_fields(request.form, ("seen", "area", "offer", "reason", "csrf_token"))
    opened = _seen(identity)
    area = asked_area(opened)
    found = None if area is None else opened.look(area)
    offers = {key_of(one): one for one in (found.offers if found is not None else ())}
    offer = offers.get(request.form.get("offer", ""))
    if area is None or offer is None:
        detail = texts(language())("workshop.fault.offer_gone")
        raise Problem(detail, code="offer_gone", status=HTTPStatus.CONFLICT)
    reason = " ".join(request.form.get("reason", "").split())[:500]
    return _correct(opened, area, [_signed(one, reason) for one in offer.corrections])


@blueprint.post("/<identity>/correct")
@limited("form")
@large_body
@require_role(*WORKSHOP_ROLES)
def correct(identity: str) -> AnyResponse:
    """Put something right by hand."""
    form, person = StepForm.sent(("area",)), allowed(*WORKSHOP_ROLES)
    opened = _seen(identity)
    area = asked_area(opened)
    made = form.correction(person.name, state().today().isoformat())
    if made is None or area is None:
        return bench_page(opened, form=form)
    return _correct(opened, area, [made], form)


def _signed(one: Correction, reason: str) -> Correction:
    person, t = allowed(*WORKSHOP_ROLES), texts(language())
    day = state().today().isoformat()
    return signed(one, author=person.name, reason=reason or reason_for(one, t), date=day)


def _seen(identity: str) -> Opened:
    """Return a draft at the version that the sender of a form has seen."""
    seen = request.form.get("seen", "")
    return Opened(identity, int(seen) if seen.isdecimal() else None)


def _correct(
    opened: Opened, area: AreaText, made: list[Correction], form: StepForm | None = None
) -> AnyResponse:
    draft = opened.draft.corrected(area.number, *made)
    try:
        look(area, draft.of(area.number), None)
    except BoundaryError:
        form = form or StepForm()
        form.tell("leg", texts(language())("workshop.fault.correction"))
        return bench_page(opened, form=form)
    said = {"area": area.number, "kind": made[0].kind, "legs": _legs(made)}
    try:
        step(opened, draft, "correct", said)
    except OvertakenError as fault:
        return bench_page(Opened(opened.row.id), overtaken=fault)
    return _back_to(opened, area.number)


def _legs(made: list[Correction]) -> list[int]:
    return [
        int(n)
        for one in made
        if (n := getattr(one, "leg", getattr(one, "after", None))) is not None
    ]


def _back_to(opened: Opened, area: int | None = None, done: str | None = None) -> AnyResponse:
    return go("workshop.bench", identity=opened.row.id, area=area, done=done)


@blueprint.post("/<identity>/back")
@require_role(*WORKSHOP_ROLES)
def back(identity: str) -> AnyResponse:
    """Take the last step back."""
    parameters.require_known_fields(request.form, ("seen", "area", "csrf_token"))
    return _shown(identity, None)


@blueprint.post("/<identity>/show")
@require_role(*WORKSHOP_ROLES)
def show(identity: str) -> AnyResponse:
    """Go on from another version."""
    parameters.require_known_fields(request.form, ("seen", "area", "number", "csrf_token"))
    number = request.form.get("number", "")
    return _shown(identity, int(number) if number.isdecimal() else 0)


def _shown(identity: str, number: int | None) -> AnyResponse:
    opened = _seen(identity)
    seen = opened.version.number
    try:
        with state().store.session() as session:
            if number is None:
                drafts.back(session, identity, seen=seen)
            else:
                drafts.show(session, identity, number, seen=seen)
    except OvertakenError as fault:
        return bench_page(Opened(identity), overtaken=fault)
    except StoreError as fault:
        raise refused(fault) from fault
    return _back_to(opened, _number(request.form.get("area", "")))


@blueprint.post("/<identity>/map")
@limited("file")
@large_body
@require_role(*WORKSHOP_ROLES)
def add_map(identity: str) -> AnyResponse:
    """Add a map to a draft."""
    opened = _seen(identity)
    try:
        fault = take_map(opened, "map")
    except OvertakenError as overtaken:
        return bench_page(Opened(identity), overtaken=overtaken)
    if fault is None and not request.files.get("map"):
        fault = texts(language())("workshop.fault.no_file")
    return bench_page(opened, fault=fault) if fault is not None else _back_to(opened)


@blueprint.post("/<identity>/register")
@limited("file")
@large_body
@require_role(*WORKSHOP_ROLES)
def add_register(identity: str) -> AnyResponse:
    """Add a register of addresses to a draft, in the place of the one before."""
    opened = _seen(identity)
    sent = [(one.stream, one.filename) for one in request.files.getlist("register") if one.filename]
    if not sent:
        return bench_page(opened, fault=texts(language())("workshop.fault.no_file"))
    limit = state().settings.max_upload_bytes
    try:
        found, seen = sources.take_register(opened.folder, sent, opened.draft.town, limit)
        town = opened.draft.town or seen["town"]
        draft = dataclasses.replace(opened.draft, registers=(found,), town=town)
        step(opened, draft, "register", {"name": found.name, **seen})
    except FileFaultError as fault:
        return bench_page(opened, fault=fault_text(fault))
    except OvertakenError as overtaken:
        return bench_page(Opened(identity), overtaken=overtaken)
    return _back_to(opened, _number(request.form.get("area", "")))


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


@blueprint.post("/<identity>/fetch")
@limited("form")
@require_role(*WORKSHOP_ROLES)
def fetch(identity: str) -> AnyResponse:
    """Begin to fetch the map or the register of the draft's town."""
    parameters.require_known_fields(request.form, ("seen", "area", "kind", "town", "csrf_token"))
    opened, person, t = _seen(identity), allowed(*WORKSHOP_ROLES), texts(language())
    kind = request.form.get("kind", "")
    town = opened.draft.town or " ".join(request.form.get("town", "").split())[:80]
    if kind not in fetching.KINDS or not town:
        return bench_page(opened, fault=t("workshop.fault.no_town"))
    running = fetching.state_of(opened.folder, kind)
    if running is None or running["state"] != fetching.RUNNING:
        fetching.begin(opened.folder, kind, town, person.user.id)
    return _back_to(opened, _number(request.form.get("area", "")))


@blueprint.post("/<identity>/hand-over")
@limited("form")
@require_role(*WORKSHOP_ROLES)
def hand_over(identity: str) -> AnyResponse:
    """Make the candidate of an area; an approver takes it into force."""
    form, person, opened = HandForm.sent(("area",)), allowed(*WORKSHOP_ROLES), _seen(identity)
    area, t = asked_area(opened), texts(language())
    said, home = form.said(opened.draft.town), own_folder()
    if unwritable() is not None or home is None:
        form.tell("slug", t("workshop.fault.unwritable"))
    elif not opened.draft.town:
        form.fault("town", "missing")
    if said is None or area is None or form.faults or home is None:
        return bench_page(opened, hand=form)
    waiting = Candidates(state().settings.data_folder).folder
    try:
        made = sources.make_candidate(
            opened.draft,
            area.number,
            said,
            opened.folder,
            home=home,
            waiting=waiting,
            day=state().today(),
        )
        with state().store.session() as session:
            drafts.hand_over(
                session, identity, made.candidate, seen=opened.version.number, by=person.user
            )
    except FileFaultError as fault:
        form.tell("slug", fault_text(fault))
        return bench_page(opened, hand=form)
    except OvertakenError as overtaken:
        return bench_page(Opened(identity), overtaken=overtaken)
    except StoreError as fault:
        raise refused(fault) from fault
    look_again()
    return _back_to(opened, area.number, "handed_over")


@blueprint.post("/<identity>/reopen")
@require_role(*WORKSHOP_ROLES)
def reopen(identity: str) -> AnyResponse:
    """Take a draft back that was handed over, accepted or discarded, and go on."""
    parameters.require_known_fields(request.form, ("seen", "area", "csrf_token"))
    person = allowed(*WORKSHOP_ROLES)
    with state().store.session() as session:
        try:
            drafts.move(session, identity, "open", by=person.user)
        except StoreError as fault:
            raise refused(fault) from fault
    return go("workshop.bench", identity=identity)


@blueprint.post("/<identity>/text")
@limited("form")
@large_body
@require_role(*WORKSHOP_ROLES)
def change_text(identity: str) -> AnyResponse:
    """Change the words of a draft."""
    parameters.require_known_fields(request.form, ("seen", "text", "csrf_token"))
    opened, form = _seen(identity), NewForm(request.form)
    if not form.check("text") or not form.text.data:
        return bench_page(opened, fault=texts(language())("workshop.fault.text"))
    draft, lost = opened.draft.with_text(form.text.data)
    try:
        step(opened, draft, "text", {"lost": list(lost)})
    except OvertakenError as fault:
        return bench_page(Opened(identity), overtaken=fault)
    return _back_to(opened, done="text_lost" if lost else None)


@blueprint.post("/<identity>/discard")
@require_role(*WORKSHOP_ROLES)
def discard(identity: str) -> AnyResponse:
    """Set a draft aside; it can be taken back."""
    parameters.require_known_fields(request.form, ("csrf_token",))
    person = allowed(*WORKSHOP_ROLES)
    with state().store.session() as session:
        try:
            drafts.move(session, identity, "discarded", by=person.user)
        except StoreError as fault:
            raise refused(fault) from fault
    return go("workshop.index", done="draft_discarded")
