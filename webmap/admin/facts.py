"""Facts: what people put on record as evidence about doors, streets and their sides.

One person gives a fact and sees what would follow; another one sees the same and confirms it. Until
then it changes no answer. The log is a file beside the editions of the area (`boundaries.facts`).
"""

from __future__ import annotations

import hmac
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from boundaries.data_files import own_folder
from boundaries.edition.edition import EDITIONS
from boundaries.errors import FactError
from boundaries.facts import FactKind, add, confirm, facts_of, standing, withdraw
from boundaries.facts.area_files import look_again
from boundaries.facts.reading import ELSEWHERE_M, metres_from_town
from boundaries.facts.records import same_person
from webmap.accounts.guards import allowed, require_role
from webmap.admin import fact_form
from webmap.admin import fact_pages as fact_rows
from webmap.admin.answers import go, page
from webmap.admin.candidates import unwritable
from webmap.admin.evidence import must_agree
from webmap.admin.fact_form import FactDecisionForm, FactForm
from webmap.admin.fact_pages import (
    asked_of,
    broken,
    choices_of,
    effects_of,
    fact_of,
    fact_page,
    form_page,
    known_of,
    line_of,
    map_of,
    seen_of,
)
from webmap.admin.overrides import DECIDERS, areas_shown
from webmap.desk.nav import WORK_ROLES
from webmap.request import parameters
from webmap.request.state import revalidated, state
from webmap.request.streets import suggester
from webmap.store import audit
from webmap.web.http import Problem, language, large_body
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from werkzeug.wrappers import Response as AnyResponse

    from boundaries.facts import Fact
    from boundaries.facts.effect import Effect
    from webmap.admin.fact_form import Given
    from webmap.request.parameters import Asked

blueprint = Blueprint("facts", __name__, url_prefix="/desk/facts")

_PLACED_BY = {FactKind.PLACE: "lat", FactKind.LINE: "points"}
"""Field by which a fact of a kind says where something is; sides are chosen along the street."""


@blueprint.get("")
@require_role(*WORK_ROLES)
def index() -> Response:
    """List the facts of an area by what they need."""
    parameters.require_known_parameters("lang", "area", "done")
    asked = asked_of(request.args)
    found, t = known_of(asked), texts(language())
    facts = facts_of(asked.slug) if found is None else found.facts
    lines = {} if found is None else found.town.lines
    grouped = fact_rows.groups(facts, state().today(), lines)
    shown = {
        name: [(one, fact_rows.said(one, t, line_of(found, one.street))) for one in rows]
        for name, rows in grouped.items()
    }
    return page("admin/facts.html", asked=asked, areas=areas_shown(), groups=shown)


@blueprint.get("/new")
@require_role(*WORK_ROLES)
def new() -> Response:
    """Show the form of a fact whose street is to be typed."""
    parameters.require_known_parameters("lang", "area", "variant", "kind")
    asked = asked_of(request.args)
    kind = request.args.get("kind", FactKind.PLACE)
    if kind not in fact_form.KINDS:
        raise parameters.refuse("unknown_parameter", names="kind", known=", ".join(FactKind))
    return form_page(asked, FactKind(kind), FactForm())


@blueprint.post("/new")
@large_body
@require_role(*WORK_ROLES)
def give() -> AnyResponse:
    """Begin with a street, show what would follow, or record what was shown."""
    parameters.require_known_parameters("lang")
    form = FactForm.sent()
    asked = asked_of(request.form)
    if not form.check("step", "kind"):
        return form_page(asked, FactKind.PLACE, form)
    return _given(asked, FactKind(form.kind.data), form)


def _given(asked: Asked, kind: FactKind, form: FactForm) -> AnyResponse:
    areas = state().areas
    streets, edition = areas.streets(asked.slug, asked.variant), areas.edition(asked.slug)
    street = form.check_street(streets, suggester(areas, edition))
    if form.step.data == "start" or form.faults:
        return form_page(asked, kind, form)
    found = known_of(asked)
    sent = request.files.get("file")
    choices = choices_of(found, street)
    drawing = fact_form.Drawing(
        choices, b"" if sent is None else sent.read(), "" if sent is None else sent.filename or ""
    )
    given = fact_form.read_fact(form, kind, street, drawing)
    if given is None or found is None:
        return form_page(asked, kind, form)
    person = allowed(*WORK_ROLES)
    fact = fact_rows.candidate(given.what, given.source, person.name, state().today())
    for text in fact_rows.clash_texts(fact, found.facts, found.town.lines, form.t):
        form.tell("street", text)
    away = metres_from_town(given.what, found.town)
    if away > ELSEWHERE_M:
        km = form.t.number(away / 1000)
        form.fault(
            _PLACED_BY.get(kind, "street"), "fact_far", km=km, town=found.town.streets.meta.town
        )
    blocked = unwritable()
    if blocked is not None:
        form.fault("source", f"fact_{blocked}")
    if (
        form.faults
        or form.step.data != "record"
        or not _was_seen(form, asked, given, effects_of(asked, fact))
    ):
        return form_page(asked, kind, form, given, fact)
    return _recorded(asked, given)


def _was_seen(
    form: FactForm | FactDecisionForm,
    asked: Asked,
    fact: Given | Fact,
    effects: Mapping[str, Effect],
) -> bool:
    """Tell whether the person was shown what follows from this very fact as it is now."""
    return hmac.compare_digest(form.seen.shown, seen_of(asked, fact, effects))


def _recorded(asked: Asked, given: Given) -> AnyResponse:
    """Put a fact on record, together with the line of the audit."""
    person, found = allowed(*WORK_ROLES), known_of(asked)
    with state().store.session() as session:
        # Inside the transaction: a log that cannot be written leaves no line of the audit behind.
        try:
            fact = add(
                _home(asked.slug),
                given.what,
                by=person.name,
                on=state().today().isoformat(),
                source=given.source,
                lines={} if found is None else found.town.lines,
            )
        except (FactError, OSError) as fault:
            raise _refused(fault) from fault
        subject = f"fact:{asked.slug}/{fact.id}"
        audit.write(session, person.user, "fact.add", subject, kind=fact.kind.value)
    look_again()
    return go("facts.show", slug=asked.slug, fact_id=fact.id, done="fact_added")


@blueprint.get("/<slug>/<fact_id>")
@require_role(*WORK_ROLES)
def show(slug: str, fact_id: str) -> Response:
    """Show one fact: what it says, what follows from it, what happened to it."""
    parameters.require_known_parameters("lang", "done")
    asked = parameters.asked_area(slug, None, in_path=True)
    return fact_page(asked, fact_id, FactDecisionForm())


@blueprint.post("/<slug>/<fact_id>")
@require_role(*WORK_ROLES)
def decide(slug: str, fact_id: str) -> AnyResponse:
    """Confirm, refuse or withdraw a fact."""
    parameters.require_known_parameters("lang", "done")
    form = FactDecisionForm.sent()
    asked = parameters.asked_area(slug, None, in_path=True)
    form.validate()
    act, note = form.act.data, form.note.data
    stood = _standing(asked)
    look_again()  # what other workers have written by now counts
    fact = fact_of(asked, fact_id)
    if act:
        _require_right(fact, act)
    if act == "confirm":
        found = known_of(asked)
        facts, lines = ((), {}) if found is None else (found.facts, found.town.lines)
        for text in fact_rows.clash_texts(fact, facts, lines, form.t):
            form.tell("act", text)
    if _changes_answers(fact, act):
        _require_look(form, asked, fact)
    if form.faults:
        return fact_page(asked, fact_id, form)
    _do(asked, fact, act, note, stood)
    return go("facts.show", slug=asked.slug, fact_id=fact_id, done=f"fact_{act}")


def _changes_answers(fact: Fact, act: str) -> bool:
    """Tell whether answers change: taking back what nobody has confirmed changes none."""
    return act == "confirm" or (act == "withdraw" and fact.holds(state().today()))


def _require_look(form: FactDecisionForm, asked: Asked, fact: Fact) -> None:
    """Refuse what the person has not seen as it is now, or has not agreed to."""
    effects = effects_of(asked, fact)
    if not _was_seen(form, asked, fact, effects):
        form.fault("act", "fact_stale")
    elif must_agree(effects, takes_back=fact.holds(state().today())) and not form.agreed.data:
        form.fault("agreed", "fact_agree")


def _do(asked: Asked, fact: Fact, act: str, note: str, stood: str) -> None:
    person, today = allowed(*WORK_ROLES), state().today().isoformat()
    home = _home(asked.slug)
    with state().store.session() as session:
        try:
            if act == "confirm":
                confirm(home, fact.id, by=person.name, on=today, seen=stood)
            else:
                seen = stood if _changes_answers(fact, act) else None
                withdraw(home, fact.id, by=person.name, on=today, reason=note, seen=seen)
        except (FactError, OSError) as fault:
            raise _refused(fault) from fault
        subject = f"fact:{asked.slug}/{fact.id}"
        details = {"note": note} if note else {}
        audit.write(session, person.user, f"fact.{act}", subject, **details)
    look_again()


def _require_right(fact: Fact, act: str) -> None:
    """Refuse a decision that is not this person's to make.

    Raises:
        Problem: says why.
    """
    person, t = allowed(*WORK_ROLES), texts(language())
    own = same_person(fact.added.by, person.name)
    if act in {"confirm", "refuse"} and own:
        detail = t("fact.not_own")
        raise Problem(detail, code="two_people", status=HTTPStatus.FORBIDDEN)
    taken_back = act == "withdraw" and own and fact.confirmed is None
    if not taken_back and not person.has(*DECIDERS):
        raise Problem(t("account.no_role"), code="no_role", status=HTTPStatus.FORBIDDEN)
    fits = fact.withdrawn is None and (act == "withdraw") == (fact.confirmed is not None or own)
    if not fits:
        raise Problem(t("fact.changed"), code="conflict", status=HTTPStatus.CONFLICT)


@blueprint.get("/map/<slug>/<variant>.js")
@require_role(*WORK_ROLES)
def map_script(slug: str, variant: str) -> Response:
    """Serve the script of the map, which holds no fact; the page says what it shows."""
    parameters.require_known_parameters("lang")
    asked = parameters.asked_area(slug, variant, in_path=True)
    answer = Response(map_of(asked).script, content_type="text/javascript; charset=utf-8")
    return revalidated(answer, private=True)


def _refused(fault: FactError | OSError) -> Problem:
    """Return the problem of a log that did not take an entry."""
    t = texts(language())
    if isinstance(fault, FactError):  # somebody else was faster
        return Problem(t("fact.changed"), code="conflict", status=HTTPStatus.CONFLICT)
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return Problem(t("admin.fault.fact_not_writable"), code="not_writable", status=status)


def _standing(asked: Asked) -> str:
    """Return what of an area's log is confirmed and withdrawn, before anybody looks at it.

    Raises:
        Problem: the log cannot be read, or there is no folder for it.
    """
    try:
        return standing(_home(asked.slug))
    except FactError as fault:
        raise broken(asked) from fault


def _home(slug: str) -> Path:
    """Return the folder with the log of an area.

    Raises:
        Problem: the service has no folder of its own areas.
    """
    own = own_folder()
    if own is None:
        detail = texts(language())("admin.fault.fact_no_folder")
        raise Problem(detail, code="no_folder", status=HTTPStatus.SERVICE_UNAVAILABLE)
    return own / EDITIONS / slug
