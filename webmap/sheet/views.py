"""Issuing an evidence sheet: a PDF with the answer to an address, signed by the service.

The answer is computed here from the address; nothing that a form says about it is believed.
"""

from __future__ import annotations

import dataclasses
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template, request, url_for

from boundaries.verdict.engine import Question
from geo.crs import to_eov
from webmap.accounts.guards import allowed, require_role
from webmap.accounts.people import Role
from webmap.ask.evidence_words import facts_text
from webmap.ask.words import shown_place
from webmap.request.state import absolute, state
from webmap.sheet import content, signing
from webmap.sheet.fields import ROLES, fields_of, printed
from webmap.store import audit, keys
from webmap.web.http import NO_STORE, language, limited
from webmap.web.i18n import DEFAULT_LANGUAGE, texts

from ..request import parameters

if TYPE_CHECKING:
    import datetime as dt

    from boundaries.model import Answer, Edition
    from webmap.accounts.people import Account
    from webmap.sheet.content import Sheet

blueprint = Blueprint("sheet", __name__)

FIELDS = ("q", "lat", "lon", "area", "variant", "csrf_token")
"""Everything that the form may hold."""
MAY_ISSUE = (Role.STAFF, Role.APPROVER, Role.ADMIN)


@blueprint.get("/sheet")
@require_role(*MAY_ISSUE)
def form() -> Response:
    """Show a form that holds nothing but the address."""
    parameters.require_known_parameters("lang", "area", "variant")
    asked = parameters.asked_area(request.args.get("area"), request.args.get("variant"))
    body = render_template(
        "sheet/form.html",
        t=texts(language()),
        areas=state().areas.list(),
        asked=asked,
        limit=state().settings.max_query_chars,
    )
    return Response(body, content_type="text/html; charset=utf-8")


@blueprint.post("/sheet")
@limited("form")
@require_role(*MAY_ISSUE)
def issue() -> Response:
    """Answer the address, sign the answer and return it as a PDF."""
    parameters.require_known_parameters("lang", "area", "variant")
    parameters.require_known_fields(request.form, FIELDS)
    person = allowed(*MAY_ISSUE)
    area = request.form.get("area") or request.args.get("area")
    variant = request.form.get("variant") or request.args.get("variant")
    asked = parameters.asked_area(area, variant)
    answer, place = _answered(asked)
    edition = state().areas.edition(asked.slug, asked.variant)
    body, issued = _signed(answer, edition, place, person)
    return _file(body, issued)


def _answered(asked: parameters.Asked) -> tuple[Answer, tuple[float, float] | None]:
    """Return the answer and, where it is known, the place in EOV metres."""
    lat, lon = (request.form.get(name, "").strip() for name in ("lat", "lon"))
    point = parameters.typed_point(lat, lon)
    place = point or parameters.clean_query(request.form.get("q", ""))
    answer = state().areas.ask(Question(place, asked.slug, asked.variant, state().today()))
    if point is None:
        return answer, _known_place(answer)
    eov = to_eov(point)
    return answer, (eov.east, eov.north)


def _known_place(answer: Answer) -> tuple[float, float] | None:
    """Return the place of a door that the answer rests on, if the service knows one."""
    for one in answer.details.get("evidence", ()):
        if "east" in one and "north" in one:
            return one["east"], one["north"]
    return None


def _signed(
    answer: Answer, edition: Edition, place: tuple[float, float] | None, person: Account
) -> tuple[bytes, dt.datetime]:
    """Sign an answer and draw its sheet. The line of the audit holds no address."""
    lang, issued = language(), state().clock.now()
    shown, override = _as_shown(answer, lang), content.override_text(answer, lang)
    _require_printable(f"{shown.query}{shown.matched or ''}{override}")
    role = next(role for role in ROLES if person.has(Role(role)))
    fields = fields_of(shown, issued, person.user.id, role, override)
    with state().store.session() as session:
        key = keys.current(session)
    sheet = content.make_sheet(
        fields,
        edition,
        code=signing.sign(key.kid, key.material, fields, edition).text(),
        issuer=person.name,
        issued=issued,
        accepted_on=_accepted_on(edition),
        page=_page_of_checks(lang),
        lang=lang,
        hashes=content.Hashes(answer.street_list, answer.evidence),
        facts=facts_text(answer, lang),
    )
    body = _drawn(sheet, edition, place)
    with state().store.session() as session:
        about = {"variant": edition.variant, "edition": edition.hash, "key": key.kid}
        audit.write(session, person.user, "sheet.issue", f"area:{edition.slug}", **about)
    return body, issued


def _page_of_checks(lang: str) -> str:
    return absolute(url_for("verify.page", lang=None if lang == DEFAULT_LANGUAGE else lang))


def _as_shown(answer: Answer, lang: str) -> Answer:
    """Return an answer whose place is written as the sheet prints it."""
    matched = None if answer.matched is None else shown_place(answer, answer.matched, lang)
    query = shown_place(answer, answer.query, lang)
    return dataclasses.replace(answer, query=query, matched=matched)


def _require_printable(text: str) -> None:
    from webmap.sheet.paper import unprintable  # noqa: PLC0415 - fpdf2 takes its time

    bad = unprintable(printed(text))
    if bad:
        raise parameters.refuse("sheet_unprintable", letters=" ".join(bad[:8]))


def _drawn(sheet: Sheet, edition: Edition, place: tuple[float, float] | None) -> bytes:
    from webmap.sheet.paper import SheetTooLongError, sheet_pdf  # noqa: PLC0415 - as above

    try:
        return sheet_pdf(sheet, edition, place)
    except SheetTooLongError:
        raise parameters.refuse("sheet_too_long") from None


def _accepted_on(edition: Edition) -> str | None:
    """Return the ISO date on which an edition was last taken into force, or None."""
    days = [
        one.on
        for one in state().areas.acceptances(edition.slug)
        if (one.variant, one.hash) == (edition.variant, edition.hash)
    ]
    return days[-1] if days else None


def _file(body: bytes, issued: dt.datetime) -> Response:
    """Return the PDF; its name tells the minute and nothing else."""
    response = Response(body, status=HTTPStatus.OK, mimetype="application/pdf")
    name = f"{texts(language())('sheet.file')}-{issued:%Y-%m-%d-%H%M}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = NO_STORE
    return response
