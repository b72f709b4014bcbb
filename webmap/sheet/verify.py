"""The page that says whether an evidence sheet was issued as it stands. Public, for years.

Everything comes by POST and is forgotten with the answer: nothing is stored or logged. The QR
code of a sheet fills the form in the browser (`verify.js`); by hand it works all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template, request

from boundaries.errors import BoundaryError
from boundaries.model import Reason, VerdictKind
from webmap.request.state import state
from webmap.sheet import content, signing
from webmap.sheet.fields import (
    MAX_TEXT,
    FieldError,
    SheetFields,
    canonical,
    printed,
    read_line,
    read_minute,
)
from webmap.sheet.signing import Code, MistypedCodeError, read_code
from webmap.store import keys
from webmap.store.tables import User
from webmap.web.http import NO_STORE, language, limited
from webmap.web.i18n import texts

from ..request import parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from boundaries.model import Edition
    from webmap.ask.words import Row

blueprint = Blueprint("verify", __name__)

FIELDS = ("code", "typed", "matched", "verdict", "issued", "line", "override")
"""Fields of the form, in the order in which they are asked for."""


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows."""

    values: Mapping[str, str] = field(default_factory=dict)
    fault: str | None = None
    faulty: str | None = None
    outcome: str | None = None
    heading: str = ""
    text: str = ""
    """The outcome in words."""
    rows: tuple[Row, ...] = ()
    in_force: bool = False


@blueprint.get("/verify")
def page() -> Response:
    """Show the empty form."""
    parameters.require_known_parameters("lang")
    return _page(View())


@blueprint.post("/verify")
@limited("form")
def check() -> Response:
    """Confirm or deny a sheet."""
    parameters.require_known_parameters("lang")
    parameters.require_known_fields(request.form, (*FIELDS, "csrf_token"))
    values = {name: request.form.get(name, "") for name in FIELDS}
    try:
        code, fields = _read(values)
    except FieldError as fault:
        return _fault(values, fault.field)
    except MistypedCodeError:
        return _fault(values, "code")
    return _page(_checked(values, code, fields))


def _read(values: Mapping[str, str]) -> tuple[Code, SheetFields]:
    """Read the form.

    Raises:
        FieldError: a field cannot be read.
        MistypedCodeError: the code has a slip.
    """
    for name, value in values.items():
        if len(value) > MAX_TEXT:
            raise FieldError(name)
    code = read_code(values["code"])
    if not canonical(values["typed"]):
        raise FieldError("typed")
    if values["verdict"] not in set(VerdictKind):
        raise FieldError("verdict")
    facts = read_line(values["line"])
    if facts.reason == Reason.OVERRIDE and not canonical(values["override"]):
        raise FieldError("override")
    fields = SheetFields(
        typed=printed(values["typed"]),
        matched=printed(values["matched"]),
        verdict=values["verdict"],
        issued=read_minute(values["issued"]),
        facts=facts,
        override=printed(values["override"]),
    )
    return code, fields


def _checked(values: Mapping[str, str], code: Code, fields: SheetFields) -> View:
    with state().store.session(read_only=True) as session:
        key = keys.get(session, code.kid)
        material = None if key is None else key.material
        person = session.get(User, fields.facts.issuer)
        issuer = None if person is None else person.name
    found = signing.check(code, material, fields, _editions(fields.facts.edition))
    t = texts(language())
    view = View(
        values,
        outcome=str(found.outcome),
        heading=t(f"verify.outcome.{found.outcome}"),
        text=t(f"verify.text.{found.outcome}"),
    )
    return view if found.edition is None else _confirmed(view, fields, found.edition, issuer)


def _confirmed(view: View, fields: SheetFields, edition: Edition, issuer: str | None) -> View:
    """Add what the paper must say, and how things stand today."""
    lang = language()
    named = issuer or texts(lang)("verify.unknown_issuer", number=fields.facts.issuer)
    return replace(
        view,
        rows=content.checked_rows(fields, edition, named, lang),
        in_force=state().areas.edition(edition.slug, edition.variant).hash == edition.hash,
    )


def _editions(start: str) -> list[Edition]:
    """Return every edition that was ever in force and whose hash begins so."""
    areas = state().areas
    known = {
        (info.slug, one.variant, one.hash)
        for info in areas.list()
        for one in areas.acceptances(info.slug)
        if one.hash.startswith(start)
    }
    found = []
    for slug, variant, edition_hash in sorted(known):
        try:
            found.append(areas.frozen(slug, variant, edition_hash))
        except BoundaryError:
            continue  # its file is gone or broken: the sheet cannot be confirmed, nor denied
    return found


def _fault(values: Mapping[str, str], name: str) -> Response:
    t = texts(language())
    known = name != "matched" and len(values[name]) <= MAX_TEXT
    fault = t(f"verify.fault.{name}") if known else t("verify.fault.too_long")
    return _page(View(values, fault=fault, faulty=name), HTTPStatus.BAD_REQUEST)


def _page(view: View, status: int = HTTPStatus.OK) -> Response:
    t = texts(language())
    words = {str(kind): t(f"verdict_word.{kind}") for kind in VerdictKind}
    body = render_template("sheet/verify.html", t=t, view=view, values=view.values, verdicts=words)
    response = Response(body, status=status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = NO_STORE
    return response
