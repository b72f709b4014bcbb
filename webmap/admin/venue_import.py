"""Venues and events from a file: reviewed row by row, stored only when a person confirms.

The text of the file travels with the page of the review, so that nothing of it is kept on the
server before that; it is read again, by the same rules, when it is confirmed.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from boundaries.programmes.venue_import import RowState, VenueFileError
from webmap.accounts.guards import allowed, require_role
from webmap.admin import venue_rows
from webmap.admin.answers import go, page, refused
from webmap.admin.forms import Form, Line, Ticks
from webmap.admin.venue_admin import EDITORS, LONGEST_KIND
from webmap.request import parameters
from webmap.request.state import state
from webmap.store import venues
from webmap.store.errors import StoreError
from webmap.web.http import language, large_body
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from webmap.admin.venue_rows import Reviewed

blueprint = Blueprint("venue_import", __name__, url_prefix="/desk/venue-import")

ENCODINGS = ("utf-8-sig", "cp1250")
"""What spreadsheets in Hungary write."""


class FileForm(Form):
    """A file of venues and events; its text and the rows that are ticked come with the review."""

    kind = Line(LONGEST_KIND, needed=True)
    text = Line()
    name = Line(255)
    row = Ticks()


@blueprint.get("")
@require_role(*EDITORS)
def new() -> Response:
    """Show the form that takes a file."""
    parameters.require_known_parameters("lang")
    return _page(FileForm(data={"kind": texts(language())("admin.venue.usual_kind")}))


@blueprint.post("")
@large_body
@require_role(*EDITORS)
def review() -> AnyResponse:
    """Show what would be stored; nothing is."""
    form, sent = FileForm.sent(), request.files.get("file")
    name = "" if sent is None else sent.filename or ""
    text = "" if sent is None else _text(sent.read())
    rows: tuple[Reviewed, ...] = ()
    ignored: tuple[str, ...] = ()
    if form.check("kind"):
        rows, ignored = _rows(form, text, name)
    if form.faults:
        return _page(form)
    return page(
        "admin/venue_review.html",
        rows=rows,
        ignored=ignored,
        kind=form.kind.data,
        text=text,
        name=name,
        states=RowState,
        counts={one.value: sum(row.state is one for row in rows) for one in RowState},
    )


@blueprint.post("/confirm")
@large_body
@require_role(*EDITORS)
def confirm() -> AnyResponse:
    """Store the rows that are ticked, as drafts."""
    form, person = FileForm.sent(), allowed(*EDITORS)
    form.check("kind", "name")
    # A browser sends the line ends of a form as CR LF, whatever the file had.
    text = request.form.get("text", "").replace("\r\n", "\n")
    rows, _ = _rows(form, text, form.name.data)
    ticked = set(form.row.data)
    chosen = [
        one for one in rows if str(one.row.number) in ticked and one.state is not RowState.REFUSED
    ]
    if not chosen and not form.faults:
        form.fault("file", "nothing_ticked")
    if form.faults:
        return _page(form)
    try:
        with state().store.session() as session:
            venue_rows.store(session, chosen, form.kind.data, by=person.user)
    except StoreError as fault:
        raise refused(fault) from fault
    return go("venue_admin.index", done="venues_imported")


def _page(form: FileForm) -> Response:
    return page("admin/venue_import.html", faults=form.faults, form=form)


def _rows(form: FileForm, text: str, name: str) -> tuple[tuple[Reviewed, ...], tuple[str, ...]]:
    """Read the file; what is wrong with it as a whole goes to the form."""
    try:
        result = venue_rows.read(text, name, state().areas)
    except VenueFileError as fault:
        form.fault("file", "file", why=str(fault))
        return (), ()
    if not result.rows:
        form.fault("file", "no_rows")
    with state().store.session(read_only=True) as session:
        stored = [venue.name_hu for venue in venues.listed(session)]
    return venue_rows.review(result, stored), result.ignored


def _text(data: bytes) -> str:
    """Return the text of a file, whatever of the usual encodings it has."""
    for encoding in ENCODINGS:
        try:
            decoded = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return io.IncrementalNewlineDecoder(None, translate=True).decode(decoded, final=True)
    return ""
