"""The page of a programme: looked at before, published by a second person, withdrawn, put back."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, request

from boundaries.data_files import own_folder
from boundaries.errors import DefinitionError
from boundaries.facts.area_files import look_again
from boundaries.programmes.catalogue import programme_slugs, withdrawn_slugs
from boundaries.programmes.drafting import to_kept
from boundaries.programmes.writing import (
    ProgrammeChangedError,
    made_ready,
    restore,
    withdraw,
)
from boundaries.workshop.draft import to_document
from webmap.accounts.guards import allowed, require_role
from webmap.accounts.people import Role
from webmap.admin.answers import address, go, refused
from webmap.admin.candidates import unwritable
from webmap.desk.nav import WORKSHOP_ROLES
from webmap.happenings.sources import happenings_of
from webmap.public.programme_context import script
from webmap.public.programmes import Shown as ShownProgramme
from webmap.public.programmes import programme_map, programme_page
from webmap.request import parameters
from webmap.request.state import state
from webmap.store import audit, drafts
from webmap.store.drafts import OvertakenError
from webmap.store.errors import StoreError
from webmap.web.http import NO_STORE, Problem, language
from webmap.web.i18n import texts

from . import programme as page
from .blueprint import blueprint
from .opened import Opened, seen_draft
from .programme_filled import STATES, Filled, standing_of

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.wrappers import Response as AnyResponse

SEEN = ("seen", "area", "csrf_token")


@blueprint.get("/<identity>/programme/preview")
@require_role(*WORKSHOP_ROLES)
def preview(identity: str) -> Response:
    """Show the page of a programme as it will be."""
    parameters.require_known_parameters("lang")
    shown = _shown(identity)
    answer = programme_page(
        shown,
        address("workshop.preview_map", identity=identity),
        preview=address(page.PAGE, identity=identity),
    )
    answer.headers["Cache-Control"] = NO_STORE
    return answer


@blueprint.get("/<identity>/programme/preview.js")
@require_role(*WORKSHOP_ROLES)
def preview_map(identity: str) -> Response:
    """Serve the script that draws the map of the preview."""
    parameters.require_known_parameters("lang")
    parts = programme_map(_shown(identity))
    if parts is None:
        detail = texts(language())("admin.not_known")
        raise Problem(detail, code="not_known", status=HTTPStatus.NOT_FOUND)
    answer = script(parts)
    answer.headers["Cache-Control"] = NO_STORE
    return answer


def _shown(identity: str) -> ShownProgramme:
    """Return the programme of a draft as its page would show it.

    Raises:
        Problem: title, sources or area are missing.
    """
    filled = Filled(Opened(identity))
    programme, faults = filled.checked
    if any(not hasattr(programme, name) for name in ("title", "sources", "area")):
        detail = texts(language())("workshop.programme.no_preview")
        raise Problem(detail, code="no_preview", status=HTTPStatus.CONFLICT)
    if any(one.code in ("no_source", "no_settlement", "no_district") for one in faults):
        detail = texts(language())("workshop.programme.no_preview")
        raise Problem(detail, code="no_preview", status=HTTPStatus.CONFLICT)
    document = json.dumps(filled.draft.document, sort_keys=True, default=str)
    stamp = hashlib.sha256(f"{filled.draft.slug} {document}".encode()).hexdigest()
    public = happenings_of(programme, filled.places, language())
    return ShownProgramme(programme, filled.places, public, f"preview-{stamp}")


@blueprint.post("/<identity>/programme/hand")
@require_role(*WORKSHOP_ROLES)
def hand_programme(identity: str) -> AnyResponse:
    """Hand a programme over to be published by somebody else."""
    parameters.require_known_fields(request.form, SEEN)
    filled, person = Filled(seen_draft(identity)), allowed(*WORKSHOP_ROLES)
    if standing_of(filled) != "ready":
        return _told(filled, "not_ready")
    made = dataclasses.replace(filled.draft, handed_by=person.user.id, handed_name=person.name)
    try:
        filled.keep(made, "programme_hand")
    except OvertakenError as fault:
        return page.programme_page(Filled(Opened(identity)), overtaken=fault)
    return page.back_here(filled, "programme_handed")


@blueprint.post("/<identity>/programme/publish")
@require_role(Role.APPROVER)
def publish(identity: str) -> AnyResponse:
    """Write the file of a programme: its page is there from now on."""
    parameters.require_known_fields(request.form, SEEN)
    filled, home = Filled(seen_draft(identity)), own_folder()
    code = _unpublishable(filled, home)
    if code or home is None:
        return _told(filled, code)
    try:
        _write(filled, home)
    except OvertakenError as fault:
        return page.programme_page(Filled(Opened(identity)), overtaken=fault)
    except (DefinitionError, ProgrammeChangedError, OSError) as fault:
        return _told(filled, _CODES.get(type(fault), "unwritable"))
    except StoreError as fault:
        raise refused(fault) from fault
    look_again()
    return go(page.PAGE, identity=identity, done="programme_published")


_CODES = {DefinitionError: "not_ready", ProgrammeChangedError: "overtaken"}


def _unpublishable(filled: Filled, home: Path | None) -> str:
    """Return why this person cannot publish a programme; "" where nothing is in the way."""
    if home is None or unwritable() is not None:
        return "unwritable"
    if standing_of(filled) != "handed":
        return "not_ready"
    is_same = filled.draft.handed_by == allowed(Role.APPROVER).user.id
    return "same_person" if is_same else ""


def _write(filled: Filled, home: Path) -> None:
    """Keep that a programme is published, and write it; neither without the other."""
    person, draft = allowed(Role.APPROVER), filled.draft
    ready = made_ready(draft, filled.whole, home, day=state().today())
    kept = dataclasses.replace(
        draft, base=ready.digest, opened=draft.document, handed_by=None, handed_name=""
    )
    made = dataclasses.replace(filled.opened.draft, programme=to_kept(kept))
    with state().store.session() as session:
        drafts.step(
            session,
            filled.opened.row.id,
            to_document(made),
            drafts.PUBLISHED,
            {"name": ready.slug},
            seen=filled.opened.version.number,
            by=person.user,
            states=STATES,
        )
        subject, handed = f"programme:{ready.slug}", draft.handed_name
        audit.write(session, person.user, "programme.publish", subject, handed_by=handed)
        ready.write(home)


@blueprint.post("/<identity>/programme/withdraw")
@require_role(Role.APPROVER)
def withdraw_page(identity: str) -> AnyResponse:
    """Take the page of a programme away; its file and this draft are kept."""
    return _moved(identity, is_back=False)


@blueprint.post("/<identity>/programme/restore")
@require_role(Role.APPROVER)
def restore_page(identity: str) -> AnyResponse:
    """Put the page of a programme back."""
    return _moved(identity, is_back=True)


def _moved(identity: str, *, is_back: bool) -> AnyResponse:
    form, person = page.ReasonForm.sent(("seen", "area")), allowed(Role.APPROVER)
    filled, home = Filled(seen_draft(identity)), own_folder()
    slug = filled.draft.slug
    if not form.validate():
        return page.programme_page(filled, reason=form)
    if home is None or unwritable() is not None:
        return _told(filled, "unwritable")
    if slug not in (withdrawn_slugs() if is_back else programme_slugs()):
        return _told(filled, "not_ready")
    reason, day = form.reason.data, state().today()
    action = "programme.restore" if is_back else "programme.withdraw"
    try:
        with state().store.session() as session:
            audit.write(session, person.user, action, f"programme:{slug}", note=reason)
            if is_back:
                restore(slug, home)
            else:
                withdraw(slug, home, by=person.name, reason=reason, day=day)
    except OSError:
        return _told(filled, "unwritable")
    look_again()
    done = "programme_restored" if is_back else "programme_withdrawn"
    return go(page.PAGE, identity=identity, done=done)


def _told(filled: Filled, code: str) -> Response:
    t = texts(language())
    return page.programme_page(filled, told=t(f"workshop.programme.told.{code}"))
