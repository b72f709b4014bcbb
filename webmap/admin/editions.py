"""Editions: what held on a day, what two differ in, and taking a new one into force.

A definition is compiled again over the network that its area brings; the page shows how far the
outcome is from the edition in force before anybody can accept it.
"""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from boundaries.edition.acceptances import in_force
from boundaries.edition.corrections import CODE as CORRECTED
from boundaries.edition.edition import accept as take_into_force
from boundaries.edition.list_edition import PUT_RIGHT
from boundaries.errors import BoundaryError, CandidateError
from boundaries.export.documents import problem_document
from boundaries.facts.area_files import look_again
from boundaries.language.days import read_day
from boundaries.refresh import candidates as refreshed
from webmap.accounts.guards import allowed, require_role
from webmap.accounts.people import Role
from webmap.admin.answers import address, go, page
from webmap.admin.candidates import Candidates, CompileFailedError, unwritable
from webmap.admin.compared import against_force, compared, held, map_of
from webmap.admin.edition_rows import (
    coming_rows,
    edition_of,
    known_editions,
    list_fits,
    variant_rows,
)
from webmap.admin.forms import Choice, Day, Form, Line
from webmap.ask.ledger import leg_view, validity
from webmap.ask.recorded_words import compile_note, notes_of
from webmap.ask.services import area_faults
from webmap.ask.words import variant_name
from webmap.request import parameters
from webmap.request.state import revalidated, state
from webmap.store import audit, drafts
from webmap.web.http import Problem, language, limited
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from boundaries.model import Edition
    from boundaries.refresh.candidates import Candidate
    from webmap.accounts.people import Account
    from webmap.admin.edition_rows import Comparison
    from webmap.store.drafts import Handed
    from webmap.store.tables import DraftVersion

blueprint = Blueprint("editions", __name__, url_prefix="/desk/editions")

READERS = (Role.STAFF, Role.APPROVER, Role.PLANNER, Role.ADMIN)
LATEST = dt.timedelta(days=731)
"""An edition may be accepted for a day to come; a later one than this is a slip of the pen."""
SHOWN = 100
"""Ranges of doors of one kind that the page of a candidate shows."""


class DayForm(Form):
    """The day whose editions are shown."""

    on = Day(needed=False)


class AcceptForm(Form):
    """Why a candidate is taken into force, and from which day on."""

    hash = Line(64)
    reason = Line(500, needed=True)
    holds_from = Day()


class DiscardForm(Form):
    """Whether a candidate is to go."""

    hash = Line(64)
    sure = Choice(("yes",), needed=False)


@blueprint.get("")
@require_role(*READERS)
def index() -> Response:
    """List the editions, and what held on the day asked."""
    parameters.require_known_parameters("lang", "on", "done")
    form, today, areas = DayForm(request.args), state().today(), state().areas
    day = form.on.data if form.validate() and form.on.data else today
    rows = variant_rows(areas, day, language())
    handed = _handed()
    known = {one.candidate for one in handed}
    return page(
        "admin/editions.html",
        faults=form.faults,
        form=form,
        rows=rows,
        coming=coming_rows(areas, language()),
        variant_names={(row.slug, row.variant): row.variant_title for row in rows},
        day=day,
        today=today,
        editions=known_editions(areas, language()),
        handed=handed,
        waiting=[one for one in refreshed.candidates() if one.hash not in known],
        title_of=_title_of,
        may_accept=allowed(*READERS).has(Role.APPROVER),
        unwritable=unwritable(),
        broken=sorted(area_faults(areas)),
    )


def _title_of(waiting: Candidate) -> str:
    """Return the title of an area that waits, its short name where its file cannot be read."""
    try:
        title = waiting.edition().title
    except BoundaryError:
        return waiting.slug
    return title.get(language(), title["hu"])


def _handed() -> list[Handed]:
    """Return the areas of the workshop that wait to be accepted."""
    with state().store.session(read_only=True) as session:
        every = drafts.handed_of_all(session).values()
    return [one for areas in every for one in areas.values() if not one.accepted_by]


@blueprint.get("/compare")
@require_role(*READERS)
def compare() -> Response:
    """Show what two editions of one area differ in."""
    parameters.require_known_parameters("lang", "first", "second")
    found = _asked_pair()
    script = address(
        "editions.compare_script", first=request.args["first"], second=request.args["second"]
    )
    return _compared(found, script)


@blueprint.get("/compare.js")
@require_role(*READERS)
def compare_script() -> Response:
    """Serve the script of the map of a comparison."""
    parameters.require_known_parameters("lang", "first", "second")
    parts = map_of(_asked_pair())
    answer = Response(parts.script, content_type="text/javascript; charset=utf-8")
    return revalidated(answer, private=True)


@blueprint.post("/compile")
@limited("form")
@require_role(Role.APPROVER)
def compile_again() -> AnyResponse:
    """Compile a definition again; what comes out waits for a look."""
    parameters.require_known_fields(request.form, ("area", "variant", "csrf_token"))
    allowed(Role.APPROVER)
    asked = parameters.asked_area(request.form.get("area"), request.form.get("variant"))
    try:
        made = _candidates().compile(asked.slug, asked.variant)
    except CompileFailedError as fault:
        t = texts(language())
        detail = t(f"admin.compile.{fault.code}", why=fault.message)
        status = HTTPStatus.SERVICE_UNAVAILABLE if fault.code == "time" else HTTPStatus.CONFLICT
        raise Problem(detail, code="compile_failed", status=status) from fault
    return go("editions.candidate", edition_hash=made.hash)


@blueprint.get("/candidate/<edition_hash>")
@require_role(Role.APPROVER, Role.EDITOR)
def candidate(edition_hash: str) -> Response:
    """Show a candidate beside the edition in force."""
    parameters.require_known_parameters("lang")
    return _candidate(edition_hash)


@blueprint.get("/candidate/<edition_hash>/map.js")
@require_role(Role.APPROVER, Role.EDITOR)
def candidate_script(edition_hash: str) -> Response:
    """Serve the script of the map of a candidate."""
    parameters.require_known_parameters("lang")
    parts = map_of(against_force(_found(edition_hash)))
    answer = Response(parts.script, content_type="text/javascript; charset=utf-8")
    return revalidated(answer, private=True)


@blueprint.post("/accept")
@require_role(Role.APPROVER)
def accept() -> AnyResponse:
    """Take a candidate into force; the record names the person and the reason."""
    form, person = AcceptForm.sent(), allowed(Role.APPROVER)
    asked = form.hash.shown
    waiting, found = _waiting(asked), _found(asked)
    form.check("holds_from", "reason")
    day, reason = form.holds_from.data, form.reason.data
    _require_order(form, found, day)
    _require_fresh(form, waiting)
    _require_second(form, asked, person)
    blocked = unwritable()
    if blocked is not None:
        form.fault("reason", blocked)
    if form.faults or day is None:
        return _candidate(asked, form)
    with state().store.session() as session:
        subject = f"edition:{found.slug}/{found.variant}"
        audit.write(session, person.user, "edition.accept", subject, edition=found.hash)
        drafts.accept(session, asked, by=person.user)
        # Inside the transaction: a folder that cannot be written leaves no record behind.
        try:
            if waiting is None:
                take_into_force(found, by=person.name, on=day.isoformat(), reason=reason)
            else:
                refreshed.take(
                    waiting,
                    by=person.name,
                    on=day.isoformat(),
                    reason=reason,
                    day=state().today(),
                )
        except OSError as fault:
            detail = form.t("admin.fault.not_writable")
            status = HTTPStatus.SERVICE_UNAVAILABLE
            raise Problem(detail, code="not_writable", status=status) from fault
    look_again()
    is_later = day > state().today()
    return go("editions.index", done="edition_accepted_later" if is_later else "edition_accepted")


@blueprint.post("/discard")
@require_role(Role.APPROVER)
def discard() -> AnyResponse:
    """Ask whether the candidate of a refresh is to go; remove it where that was answered."""
    form, person = DiscardForm.sent(), allowed(Role.APPROVER)
    waiting = _waiting(form.hash.shown)
    if waiting is None:
        detail = texts(language())("admin.not_known")
        raise Problem(detail, code="not_known", status=HTTPStatus.NOT_FOUND)
    if form.sure.data != "yes":
        variant = variant_name(_found(waiting.hash), language())
        return page("admin/discard.html", waits=waiting, title=_title_of(waiting), variant=variant)
    with state().store.session() as session:
        subject = f"edition:{waiting.slug}/{waiting.variant}"
        audit.write(session, person.user, "edition.discard", subject, candidate=waiting.hash)
        # Inside the transaction: one that cannot be removed leaves no line of the audit behind.
        try:
            refreshed.discard(waiting)
        except OSError as fault:
            detail = texts(language())("admin.fault.not_writable")
            status = HTTPStatus.SERVICE_UNAVAILABLE
            raise Problem(detail, code="not_writable", status=status) from fault
    return go("editions.index", done="candidate_discarded")


def _require_order(form: AcceptForm, found: Edition, day: dt.date | None) -> None:
    """Refuse a day before that of the edition in force, and one so late that it is a slip."""
    if day is None:
        return
    if day > state().today() + LATEST:
        form.fault("holds_from", "too_late")
    last = _last_day(found)
    if last is not None and day.isoformat() < last:
        form.fault("holds_from", "before_last", day=form.t.date(last))


def _last_day(found: Edition) -> str | None:
    """Return the ISO day from which the edition in force holds; None where nothing is."""
    holds = in_force(state().areas.acceptances(found.slug), state().today(), found.variant)
    return None if holds is None else holds.on


def _asked_start(found: Edition, handed: DraftVersion | None) -> tuple[dt.date, str]:
    """Return the day that the form of accepting begins with, and what is said of it.

    A day that is today or to come is filled in as who handed the area over has given it. A past
    one would change what was answered since, so that it is only told.
    """
    today, t = state().today(), texts(language())
    given = None if handed is None else handed.said["said"].get("start")
    if not given:
        return today, t("admin.accept.day")
    day, told = read_day(given), t.date(given)
    if day >= today:
        first = _last_day(found) is None
        key = "today" if day == today else "first" if first else "later"
        return day, t(f"admin.accept.given_{key}", day=told)
    last = _last_day(found)
    if last is not None and given < last:
        return today, t("admin.accept.given_before", day=told, last=t.date(last))
    return today, t("admin.accept.given_past", day=told)


def _require_second(form: AcceptForm, asked: str, person: Account) -> None:
    """Refuse whoever has handed the area over: a second person accepts it."""
    with state().store.session(read_only=True) as session:
        if drafts.was_handed_over_by(session, asked, person.user.id):
            form.fault("reason", "second_person")


def _require_fresh(form: AcceptForm, waiting: Candidate | None) -> None:
    """Refuse a candidate that was compared with something else than what is in force."""
    if waiting is None:
        return
    try:
        refreshed.require_fresh(waiting, state().today())
    except CandidateError:
        form.fault("reason", "stale")


def _candidate(asked: str, form: AcceptForm | None = None) -> Response:
    found, waiting = _found(asked), _waiting(asked)
    now = held(found)
    same = waiting is None and now is not None and now.hash == found.hash
    report = None if waiting is None else waiting.report()
    with state().store.session(read_only=True) as session:
        handed = drafts.of_candidate(session, asked)
    start, start_said = _asked_start(found, handed)
    return _compared(
        against_force(found),
        address("editions.candidate_script", edition_hash=asked),
        form=form or AcceptForm(data={"holds_from": start}),
        start_said=start_said,
        candidate=found,
        asked_hash=asked,
        handed=handed,
        may_accept=allowed(Role.APPROVER, Role.EDITOR).has(Role.APPROVER),
        same=same,
        first=now is None,
        report=report,
        notes=() if report is None else notes_of(report, language()),
        leg_names={leg.number: leg.name for leg in found.legs},
        legs=[
            leg_view(leg, provisional=leg.number in found.provisional, lang=language())
            for leg in found.legs
        ],
        put_right=[
            compile_note(problem_document(one), language())
            for one in found.problems
            if one.code == CORRECTED
        ],
        put_right_rows=found.definition.get(PUT_RIGHT, ()),
        days=validity(found, texts(language())),
        shown=SHOWN,
        fits=list_fits(state().areas, found) if waiting is None else None,
        unwritable=unwritable(),
    )


def _compared(
    found: Comparison,
    script: str,
    *,
    form: AcceptForm | None = None,
    **values: Any,  # noqa: ANN401 - whatever the template reads
) -> Response:
    return page(
        "admin/compare.html",
        faults=form.faults if form else (),
        form=form,
        found=found,
        variant_title=lambda edition: variant_name(edition, language()),
        map=map_of(found),
        map_script=script,
        **values,
    )


def _asked_pair() -> Comparison:
    areas = state().areas
    first, second = (edition_of(areas, request.args.get(n, "")) for n in ("first", "second"))
    if first is None or second is None or first.slug != second.slug:
        detail = texts(language())("admin.compare.pair")
        raise Problem(detail, code="no_pair")
    return compared(first, second)


def _waiting(asked: str) -> Candidate | None:
    """Return the candidate of a refresh by its whole hash, or None."""
    return next((one for one in refreshed.candidates() if one.hash == asked), None)


def _found(asked: str) -> Edition:
    waiting = _waiting(asked)
    found = _candidates().find(asked) if waiting is None else waiting.edition()
    if found is None:
        detail = texts(language())("admin.not_known")
        raise Problem(detail, code="not_known", status=HTTPStatus.NOT_FOUND)
    return found


def _candidates() -> Candidates:
    return Candidates(state().settings.data_folder)
