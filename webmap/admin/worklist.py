"""The worklist: doors that nothing decides, and for each street the cheapest fact that would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from boundaries.facts import FactState
from boundaries.facts.trials import Question
from webmap.accounts.guards import require_role
from webmap.admin.answers import page
from webmap.admin.evidence import (
    open_work,
    outcome_words,
    question_words,
    range_words,
    unless_words,
)
from webmap.admin.fact_pages import asked_of, known_of, variants_shown
from webmap.admin.overrides import areas_shown
from webmap.ask.evidence_words import leaning_text
from webmap.desk.nav import WORK_ROLES
from webmap.request import parameters
from webmap.request.state import state
from webmap.web.http import language
from webmap.web.i18n import capitalised, texts

from .fact_form import range_fields

if TYPE_CHECKING:
    from collections.abc import Iterable

    from boundaries.facts.worklist import WorkRow
    from webmap.web.i18n import Texts


blueprint = Blueprint("worklist", __name__, url_prefix="/desk/worklist")

PAGE = 50
"""Rows on one page."""


@blueprint.get("")
@require_role(*WORK_ROLES)
def index() -> Response:
    """List what is open in an area, what decides most first."""
    parameters.require_known_parameters("lang", "area", "variant", "from")
    asked = asked_of(request.args)
    first = first_of(request.args.get("from", ""))
    found = known_of(asked)
    work = None if found is None else open_work(found)
    rows = () if work is None else work.rows
    facts, today = () if found is None else found.facts, state().today()
    return page(
        "admin/worklist.html",
        asked=asked,
        areas=areas_shown(),
        variants=variants_shown(asked),
        work=work,
        rows=shown_rows(rows[first : first + PAGE], texts(language())),
        first=first,
        more=first + PAGE if len(rows) > first + PAGE else None,
        before=max(0, first - PAGE) if first else None,
        waiting=sum(one.state(today) is FactState.PROPOSED for one in facts),
    )


def first_of(text: str) -> int:
    """Return which row a page begins with, as its address says; 0 where it says nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0  # noqa: PLR2004 - no list is longer


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One piece of work as the page shows it."""

    street: str
    numbers: str
    """The open numbers in words."""
    doors: int
    why: str
    """Why they are open, as a sentence."""
    ask: str
    """The question, as a sentence."""
    decides: str
    """What its answer decides, as a sentence; empty where no fact can."""
    leans: str
    """Which way they lean, as a sentence that says that it is no answer; or empty."""
    fields: dict[str, str]
    """What the form begins with that takes the answer; empty where no fact can be the answer."""


def shown_rows(rows: Iterable[WorkRow], t: Texts) -> tuple[ShownRow, ...]:
    """Return rows in words."""
    return tuple(_shown(row, t) for row in rows)


def _shown(row: WorkRow, t: Texts) -> ShownRow:
    why = t(f"reason.{row.reason}", the_district=t("district.unnamed"))
    return ShownRow(
        street=row.street,
        numbers="; ".join(range_words(one, t.language) for one in row.ranges),
        doors=row.doors,
        why=f"{capitalised(why)}.",
        ask=question_words(row, t.language),
        decides=_decides(row, t),
        leans=leaning_text(row, t, "many"),
        fields=_fields(row),
    )


def _decides(row: WorkRow, t: Texts) -> str:
    if row.kind is None:
        return t("fact.work.mend")
    if row.question is Question.PLACE_EACH:
        return t("fact.work.decides_each")
    told, count = outcome_words(row, t.language), t.number(row.decides)
    less = unless_words(row, t.language)
    if not less:
        return t("fact.work.decides", count=count, outcomes=told)
    return t("fact.work.decides_unless", count=count, outcomes=told, less=less)


def _fields(row: WorkRow) -> dict[str, str]:
    if row.kind is None:
        return {}
    found = {"street": row.street, "kind": row.kind.value}
    if row.number is not None:
        found["number"] = str(row.number)
    if row.question is Question.SAY:
        found |= range_fields(row.ranges[0])
    if row.question in {Question.LINE, Question.MAP_LINE}:
        found["whole"] = "yes"
    return found
