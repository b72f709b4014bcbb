"""Pages of the editing part, and where they lead."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Response, redirect, render_template, request, url_for

from boundaries.clock import BUDAPEST
from webmap.ask import list_words
from webmap.store.errors import ConflictError, NotKnownError, StoreError, StoreUnavailableError
from webmap.web.http import NO_STORE, Problem, language
from webmap.web.i18n import DEFAULT_LANGUAGE, texts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from werkzeug.wrappers import Response as AnyResponse

    from webmap.web.i18n import Texts

    from .forms import FormFault


def page(
    template: str, *, faults: Sequence[FormFault] = (), status: int | None = None, **values: object
) -> Response:
    """Return a page; with faults it is a 400 that names them above the form."""
    t = texts(language())
    done = request.args.get("done", "")
    body = render_template(
        template,
        t=t,
        faults=faults,
        faulty={fault.field: fault.text for fault in faults},
        done=t(f"admin.done.{done}") if t.has(f"admin.done.{done}") else None,
        local_time=local_time,
        **words(t),
        **values,
    )
    chosen = status or (HTTPStatus.BAD_REQUEST if faults else HTTPStatus.OK)
    response = Response(body, status=chosen, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = NO_STORE
    return response


def local_time(moment: dt.datetime) -> dt.datetime:
    """Return a moment as the clocks of the areas show it."""
    return moment.astimezone(BUDAPEST)


def address(endpoint: str, **values: Any) -> str:  # noqa: ANN401 - whatever stands in an address
    """Return the address of a page in the language of the request."""
    lang = None if language() == DEFAULT_LANGUAGE else language()
    return url_for(endpoint, lang=lang, **values)


def go(endpoint: str, **values: Any) -> AnyResponse:  # noqa: ANN401 - as above
    """Lead on to a page after something was changed."""
    return redirect(address(endpoint, **values), HTTPStatus.SEE_OTHER)


def refused(fault: StoreError) -> Exception:
    """Return what a view raises for a fault of the store: 404, 409 or 400 with a sentence."""
    if isinstance(fault, StoreUnavailableError):
        return fault
    t = texts(language())
    if isinstance(fault, NotKnownError):
        return Problem(t("admin.not_known"), code="not_known", status=HTTPStatus.NOT_FOUND)
    if isinstance(fault, ConflictError):
        return Problem(t("admin.conflict"), code="conflict", status=HTTPStatus.CONFLICT)
    return Problem(t("admin.refused"), code="refused", status=HTTPStatus.BAD_REQUEST)


_OF_THE_PRODUCT = {
    "akcioterulet project": "admin.editions.by_product",
    "first edition, compiled from the published sentence": "admin.editions.first_reason",
}
"""What the records say that come with the product; people write theirs in their own language."""


def step_words(code: str, said: Mapping[str, Any], t: Texts) -> str:
    """Say what was done to a draft."""
    kind = said.get("kind", code)
    if not t.has(f"workshop.did.{kind}"):
        return code
    legs = ", ".join(str(leg) for leg in said.get("legs", ()))
    return t(f"workshop.did.{kind}", legs=legs, name=said.get("name", ""))


def words(t: Texts) -> dict[str, Callable[..., str]]:
    """Return, by the name that templates call it, the words of each kind of code."""
    return {
        "action_text": lambda code: (
            t(f"admin.action.{code}") if t.has(f"admin.action.{code}") else code
        ),
        "change_word": lambda code: t(f"admin.change.{code}"),
        "part_change_word": lambda code: t(f"admin.part_change.{code}"),
        "recorded_text": lambda text: t(_OF_THE_PRODUCT[text]) if text in _OF_THE_PRODUCT else text,
        "fact_group": lambda code: t(f"fact.group.{code}"),
        "fact_kind": lambda code: t(f"worklist.kind.{code}"),
        "fact_standing": lambda code: t(f"fact.standing.{code}"),
        "fault_text": lambda code: t(f"admin.fault.{code}"),
        "door_change": lambda code, doors: t(f"admin.refresh.change.{code}", doors=doors),
        "grade_name": lambda code: t(f"grade.{code}"),
        "group_title": lambda code: t(f"admin.override.group.{code}"),
        "issue_text": lambda code: t(f"admin.issue.{code}"),
        "language_name": lambda code: t(f"admin.language.{code}"),
        "making_word": lambda code: t(f"workshop.making.{code}"),
        "numbers_word": lambda code: t(f"admin.numbers.all_{code}"),
        "report_state": lambda code: t(f"admin.reports.state.{code}"),
        "reports_tab": lambda code: t(f"admin.reports.tab_{code}"),
        "review_word": lambda code: t(f"admin.review.{code}"),
        "row_change": lambda one: list_words.difference_line(one, t),
        "row_correction": lambda one: list_words.correction_line(one, t),
        "row_put_right": lambda one: list_words.put_right_line(one, t),
        "side_name": lambda code: t(f"admin.refresh.side_of.{code}"),
        "source_kind": lambda code: t(f"admin.refresh.kind.{code}"),
        "standing_text": lambda code: t(f"admin.override.standing.{code}"),
        "state_text": lambda code: t(f"admin.override.state.{code}"),
        "step_text": lambda code, said: step_words(code, said, t),
        "state_word": lambda code: t(f"admin.state.{code}"),
        "verdict_word": lambda code: t(f"verdict_word.{code}"),
    }
