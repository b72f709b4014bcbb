"""The workshop's first page: the drafts, and a new one."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from flask import Response, render_template, request

from boundaries.language.country import settlements
from boundaries.workshop.draft import Draft, to_document
from webmap.accounts.guards import allowed, require_role
from webmap.admin.answers import go, page
from webmap.desk.nav import WORKSHOP_ROLES
from webmap.files.folders import FileFaultError
from webmap.request import parameters
from webmap.request.state import revalidated, state
from webmap.store import drafts
from webmap.web.http import large_body, limited

from . import ready, sources
from .blueprint import blueprint
from .forms import NewForm
from .opened import Opened, fault_text, keep_map, sent_map

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse


@blueprint.get("")
@require_role(*WORKSHOP_ROLES)
def index() -> Response:
    """List drafts, and begin one."""
    parameters.require_known_parameters("lang", "done")
    return _index(NewForm())


def _index(form: NewForm) -> Response:
    with state().store.session(read_only=True) as session:
        ready.go_on_with_all(drafts.listed(session))
    with state().store.session(read_only=True) as session:
        found = drafts.listed(session)
        handed = drafts.handed_of_all(session)
    return page("workshop/index.html", faults=form.faults, form=form, drafts=found, handed=handed)


@blueprint.get("/towns")
@require_role(*WORKSHOP_ROLES)
def towns() -> Response:
    """List every settlement, as the field of the town asks for it."""
    parameters.require_known_parameters("lang")
    names = sorted({one.name for one in settlements()})
    return revalidated(Response(render_template("workshop/_towns.html", names=names)), private=True)


@blueprint.post("")
@limited("form")
@large_body
@require_role(*WORKSHOP_ROLES)
def begin() -> AnyResponse:
    """Begin a draft with a text, and perhaps a map."""
    form, person = NewForm.sent(), allowed(*WORKSHOP_ROLES)
    form.check("title", "town", "text")
    text = form.text.data or _sent_text(form)
    if not text and not form.faults:
        form.fault("text", "missing")
    if form.faults:
        return _index(form)
    identity = drafts.new_identity()
    folder = state().store.data_dir / drafts.folder_of(identity)
    try:
        sent = sent_map(folder, "map")
    except FileFaultError as fault:  # no draft is begun, and the words stay in the form
        shutil.rmtree(folder, ignore_errors=True)
        form.tell("map", fault_text(fault))
        form.text.show(text)
        return _index(form)
    with state().store.session() as session:
        document = to_document(Draft(text, form.town.data))
        drafts.begin(session, form.title.data, document, by=person.user, identity=identity)
    if sent is not None:
        keep_map(Opened(identity), sent)
    return go("workshop.bench", identity=identity)


def _sent_text(form: NewForm) -> str:
    """Return the text of a file that came with the form."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return ""
    folder, limit = state().store.data_dir / drafts.FOLDER, state().settings.max_upload_bytes
    try:
        return sources.take_text(folder, sent.stream, sent.filename, limit)
    except FileFaultError as fault:
        form.tell("file", fault_text(fault))
        return ""
