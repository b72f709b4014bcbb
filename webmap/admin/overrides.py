"""Overrides: proposed by one person, decided by another one, listed with all that happened.

A proposal changes no answer. Whoever made it can take it back but never approve it.
"""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import TYPE_CHECKING

import yaml
from flask import Blueprint, Response, request

from boundaries.errors import DefinitionError, Fault, RegisterError
from boundaries.language.hidden import hidden_in
from boundaries.verdict.overrides import read_overrides
from boundaries.yaml_depth import load
from webmap.accounts.guards import allowed, require_role
from webmap.accounts.people import Role
from webmap.admin.answers import go, page, refused
from webmap.admin.override_form import (
    DecisionForm,
    Known,
    OverrideForm,
    contradicting,
    effect,
    groups,
    numbers_text,
    row_override,
)
from webmap.ask.overrides import overrides_source
from webmap.ask.stored_overrides import numbers_document
from webmap.ask.words import title
from webmap.request import parameters
from webmap.request.state import state
from webmap.request.streets import suggester
from webmap.store import audit, overrides
from webmap.store.errors import StoreError
from webmap.store.tables import OverrideRow
from webmap.web.http import Problem, language, large_body
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as AnyResponse

    from boundaries.refresh.survey import AreaInfo
    from boundaries.verdict.overrides import Override, Overrides
    from webmap.admin.override_form import Effect
    from webmap.store.tables import User


blueprint = Blueprint("overrides", __name__, url_prefix="/desk/overrides")

READERS = (Role.STAFF, Role.APPROVER, Role.ADMIN)
"""Who may read and propose."""
DECIDERS = (Role.APPROVER, Role.ADMIN)
"""Who may decide about what somebody else has proposed."""
SOON = dt.timedelta(days=60)
"""Overrides that end so soon are shown apart."""
MONTHS = 12
"""How long a proposal holds unless the form says otherwise, months."""


@blueprint.get("")
@require_role(*READERS)
def index() -> Response:
    """List every override of every area, by what it needs."""
    parameters.require_known_parameters("lang", "area", "variant", "done")
    today = state().today()
    with state().store.session(read_only=True) as session:
        found = groups(overrides.listed(session), today, today + SOON)
    shown = {name: [_shown(row) for row in rows] for name, rows in found.items()}
    return page("admin/overrides.html", groups=shown, areas=areas_shown(), deciders=DECIDERS)


@blueprint.get("/new")
@require_role(*READERS)
def new() -> Response:
    """Show the form of a proposal."""
    parameters.require_known_parameters("lang", "area", "variant")
    today = state().today()
    year_on = today.replace(day=min(today.day, 28), year=today.year + 1)
    days = {"starts": today, "expires": year_on, "extent": "number"}
    return _form(_area(request.args.get("area")), OverrideForm(data=days))


@blueprint.post("/new")
@require_role(*READERS)
def propose() -> AnyResponse:
    """Store a proposal, or show the form again with what is wrong in it."""
    parameters.require_known_parameters("lang", "area", "variant")
    form, person = OverrideForm.sent(), allowed(*READERS)
    info = _area(request.form.get("area"))
    areas = state().areas
    streets, edition = areas.streets(info.slug), areas.edition(info.slug)
    proposal = form.proposal(info.slug, streets, suggester(areas, edition), state().today())
    candidate = None if proposal is None else row_override(proposal, ("(a)", "(b)"))
    if candidate is not None:
        _refuse_contradiction(form, info.slug, candidate)
    if proposal is None or candidate is None or form.faults:
        return _form(info, form)
    if form.step.data == "preview":
        return _form(info, form, candidate)
    try:
        with state().store.session() as session:
            number = overrides.propose(session, proposal, by=person.user).id
    except StoreError as fault:
        raise refused(fault) from fault
    return go("overrides.show", number=number, done="proposed")


@blueprint.get("/<int:number>")
@require_role(*READERS)
def show(number: int) -> Response:
    """Show one override: what it says, what it changes, what happened to it."""
    parameters.require_known_parameters("lang", "done")
    return _one(number, DecisionForm())


@blueprint.post("/<int:number>")
@require_role(*READERS)
def decide(number: int) -> AnyResponse:
    """Approve, reject or withdraw an override."""
    parameters.require_known_parameters("lang", "done")
    form = DecisionForm.sent()
    if not form.validate():
        return _one(number, form)
    act, note = form.act.data, form.note.data
    _require_right(number, act)
    if act == "approve":
        with state().store.session(read_only=True) as session:
            row = _row(session, number)
        _refuse_contradiction(form, row.area, row_override(row), field="act")
    if form.faults:
        return _one(number, form)
    person = allowed(*READERS)
    try:
        with state().store.session() as session:
            if act == "approve":
                overrides.approve(session, number, by=person.user, note=note)
            elif act == "reject":
                overrides.reject(session, number, by=person.user, note=note)
            else:
                overrides.withdraw(session, number, by=person.user, note=note)
    except StoreError as fault:
        raise refused(fault) from fault
    return go("overrides.show", number=number, done=act)


@blueprint.get("/<slug>.yaml")
@require_role(*READERS)
def export(slug: str) -> Response:
    """Send the approved overrides of an area as a file, the two people named."""
    parameters.require_known_parameters("lang")
    info = _area(slug)
    with state().store.session(read_only=True) as session:
        text = as_file(info.slug, overrides.approved(session, info.slug))
    answer = Response(text, content_type="application/yaml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{info.slug}.yaml"'
    return answer


@blueprint.get("/import")
@require_role(*READERS)
def bring() -> Response:
    """Show the form that takes a file."""
    parameters.require_known_parameters("lang")
    return page("admin/override_import.html", problems=())


@blueprint.post("/import")
@large_body
@require_role(*READERS)
def take() -> AnyResponse:
    """Make a proposal of each override of a file; of none where one is wrong."""
    parameters.require_known_parameters("lang")
    person, t = allowed(*READERS), texts(language())
    sent = request.files.get("file")
    try:
        text = "" if sent is None else sent.read().decode("utf-8-sig")
        found = read_file(text)
        info = _area(found.area)
        found.check_streets(one.full_name for one in state().areas.streets(info.slug).streets)
    except UnicodeDecodeError:
        return _import_refused((t("admin.import.not_text"),))
    except DefinitionError as fault:
        return _import_refused(tuple(map(str, fault.faults)))
    problems = tuple(
        t("admin.import.contradicts", street=entry.street, numbers=numbers_text(entry, t))
        for entry in found.entries
        if contradicting(entry, _known(info.slug))
    )
    if problems:
        return _import_refused(problems)
    try:
        with state().store.session() as session:
            propose_all(session, found, by=person.user)
    except StoreError as fault:
        raise refused(fault) from fault
    return go("overrides.index", done="imported")


def _import_refused(problems: tuple[str, ...]) -> Response:
    status = HTTPStatus.BAD_REQUEST
    return page("admin/override_import.html", problems=problems, status=status)


def _require_right(number: int, act: str) -> None:
    """Refuse a decision that is not this person's to make.

    Raises:
        Problem: says why.
    """
    person, t = allowed(*READERS), texts(language())
    with state().store.session(read_only=True) as session:
        row = _row(session, number)
    own = row.proposed_by == person.user.id
    if act == "approve" and own:
        detail = t("admin.override.not_own")
        raise Problem(detail, code="two_people", status=HTTPStatus.FORBIDDEN)
    taken_back = act == "withdraw" and own and row.state == "proposed"
    if not taken_back and not person.has(*DECIDERS):
        raise Problem(t("account.no_role"), code="no_role", status=HTTPStatus.FORBIDDEN)


def _refuse_contradiction(
    form: DecisionForm | OverrideForm, slug: str, one: Override, field: str = "verdict"
) -> None:
    for known in contradicting(one, _known(slug)):
        words = {"numbers": numbers_text(known.entry, form.t), "street": known.entry.street}
        verdict = form.t(f"verdict_word.{known.entry.verdict}")
        source = known.entry.source
        key = "contradicts_file" if known.number is None else "contradicts"
        form.fault(field, key, **words, verdict=verdict, number=known.number, source=source)


def _known(slug: str) -> list[Known]:
    """Return every override that holds or held: those of the files and the approved ones."""
    files = overrides_source(state().settings)
    filed = None if files is None else files(slug)
    with state().store.session(read_only=True) as session:
        rows = overrides.approved(session, slug)
    stored = [Known(row_override(row), row.id) for row in rows]
    return stored + [Known(entry, None) for entry in (filed.entries if filed else ())]


def _row(session: Session, number: int) -> OverrideRow:
    row = next((one for one in overrides.listed(session) if one.id == number), None)
    if row is None:
        detail = texts(language())("admin.not_known")
        raise Problem(detail, code="not_known", status=HTTPStatus.NOT_FOUND)
    return row


def _one(number: int, form: DecisionForm) -> Response:
    with state().store.session(read_only=True) as session:
        row = _row(session, number)
        trail = audit.latest(session, subject=f"override:{number}")
    entry, person = row_override(row), allowed(*READERS)
    return page(
        "admin/override.html",
        form=form,
        faults=form.faults,
        one=_shown(row),
        entry=entry,
        effect=_effect(row.area, entry),
        trail=trail,
        own=row.proposed_by == person.user.id,
        decider=person.has(*DECIDERS),
    )


def _effect(slug: str, one: Override) -> Effect | None:
    """Return what an override changes; None where its area or its list cannot be read."""
    if slug not in {info.slug for info in state().areas.list()}:
        return None
    try:
        streets = state().areas.streets(slug)
    except RegisterError:
        return None
    return effect(streets, one.street, one.numbers, one.verdict)


def _form(info: AreaInfo, form: OverrideForm, seen: Override | None = None) -> Response:
    streets = state().areas.streets(info.slug)
    return page(
        "admin/override_new.html",
        form=form,
        faults=form.faults,
        info=info,
        areas=areas_shown(),
        streets=[one.full_name for one in streets.streets],
        entry=seen,
        effect=_effect(info.slug, seen) if seen else None,
    )


def areas_shown() -> list[tuple[str, str]]:
    """Return slug and title of every area."""
    areas, lang = state().areas, language()
    return [(info.slug, title(areas.edition(info.slug), lang)) for info in areas.list()]


def _area(slug: str | None) -> AreaInfo:
    return parameters.asked_area(slug, None).info


def _shown(row: OverrideRow) -> dict[str, object]:
    """Return a row with its numbers in words and its standing on this day."""
    today = state().today()
    (standing,) = (n for n, rows in groups([row], today, today + SOON).items() if rows)
    numbers = numbers_text(row_override(row), texts(language()))
    area = dict(areas_shown()).get(row.area, row.area)
    return {"row": row, "numbers": numbers, "standing": standing, "area": area}


MOST = 500
"""Overrides that one file may hold."""


def as_file(area: str, rows: Sequence[OverrideRow]) -> str:
    """Return approved overrides as a file that `AKCIOTERULET_OVERRIDES_DIR` could hold."""
    document = {"area": area, "overrides": [overrides.record(row) for row in rows]}
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False)


def read_file(text: str) -> Overrides:
    """Read a file of overrides.

    Raises:
        DefinitionError: carries every fault.
    """
    try:
        raw = load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as fault:
        raise DefinitionError("file", (Fault("file", "is not YAML"),)) from fault
    found = read_overrides(raw, "file")
    if len(found.entries) > MOST:
        raise DefinitionError("file", (Fault("overrides", f"has more than {MOST} entries"),))
    # Asked here and not of what is stored: a decision that was taken is not undone by it.
    faults = tuple(
        Fault(f"overrides[{i}].{name}", f"holds {hidden}, which is not seen; take it out")
        for i, one in enumerate(found.entries)
        for name in ("street", "reason", "source")
        if (hidden := hidden_in(getattr(one, name))) is not None
    )
    if faults:
        raise DefinitionError("file", faults)
    return found


def propose_all(session: Session, found: Overrides, *, by: User) -> list[OverrideRow]:
    """Store every override of a file as a proposal of the person who brings it.

    The people whom the file names are noted in the audit; in the service two accounts decide.
    """
    rows = []
    for entry in found.entries:
        row = overrides.propose(session, _proposal(found.area, entry), by=by)
        audit.write(session, by, "override.import", f"override:{row.id}", people=list(entry.by))
        rows.append(row)
    return rows


def _proposal(area: str, entry: Override) -> OverrideRow:
    numbers = numbers_document(entry.numbers)
    whole = numbers == "whole"
    first, last = (
        None if one is None else str(one) for one in (entry.numbers.start, entry.numbers.end)
    )
    return OverrideRow(
        area=area,
        street=entry.street,
        verdict=entry.verdict.value,
        reason=entry.reason,
        source=entry.source,
        starts=entry.start,
        expires=entry.expires,
        parity="whole" if whole else entry.numbers.parity.value,
        number_from=first,
        number_to=last,
    )
