"""The doors of a draft: the register that they come from."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from flask import request

from webmap.accounts.guards import require_role
from webmap.admin.forms import Form
from webmap.desk.nav import WORKSHOP_ROLES
from webmap.files.folders import FileFaultError
from webmap.request import parameters
from webmap.request.state import state
from webmap.store.drafts import OvertakenError
from webmap.web.http import language, large_body, limited
from webmap.web.i18n import texts

from . import sources
from .blueprint import blueprint
from .draft_page import draft_page, shown_area
from .opened import Opened, back_to, fault_text, seen_draft, sent_number, step, take_fetched

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse


@blueprint.get("/<identity>/doors")
@require_role(*WORKSHOP_ROLES)
def doors(identity: str) -> Response:
    """Show the register of a draft."""
    parameters.require_known_parameters("lang", "area", "done")
    opened = Opened(identity)
    return doors_page(Opened(identity) if take_fetched(opened) else opened)


def doors_page(
    opened: Opened, *, fault: str | None = None, overtaken: OvertakenError | None = None
) -> Response:
    """Return the page of the doors.

    Args:
        opened: the draft, at the version that is shown.
        fault: what is wrong with a file that was sent.
        overtaken: what somebody else has done meanwhile.
    """
    form = Form()
    if fault is not None:
        form.tell("register", fault)
    shown = shown_area(opened)
    return draft_page("workshop.doors", opened, shown, forms=[form], overtaken=overtaken)


@blueprint.post("/<identity>/register")
@limited("file")
@large_body
@require_role(*WORKSHOP_ROLES)
def add_register(identity: str) -> AnyResponse:
    """Add a register of addresses to a draft, in the place of the one before."""
    opened = seen_draft(identity)
    sent = [(one.stream, one.filename) for one in request.files.getlist("register") if one.filename]
    if not sent:
        return doors_page(opened, fault=texts(language())("workshop.fault.no_file"))
    limit = state().settings.max_upload_bytes
    try:
        found, seen = sources.take_register(opened.folder, sent, opened.draft.town, limit)
        town = opened.draft.town or seen["town"]
        draft = dataclasses.replace(opened.draft, registers=(found,), town=town)
        step(opened, draft, "register", {"name": found.name, **seen})
    except FileFaultError as fault:
        return doors_page(opened, fault=fault_text(fault))
    except OvertakenError as overtaken:
        return doors_page(Opened(identity), overtaken=overtaken)
    return back_to(opened, sent_number("area"), page="workshop.doors")
