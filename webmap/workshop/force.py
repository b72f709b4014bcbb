"""From the bench into force: an area is handed over, and somebody else accepts it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from boundaries.data_files import own_folder
from boundaries.facts.area_files import look_again
from boundaries.language.names import fold
from webmap.accounts.guards import allowed, require_role
from webmap.admin.answers import refused
from webmap.admin.candidates import Candidates, unwritable
from webmap.desk.nav import WORKSHOP_ROLES
from webmap.files.folders import FileFaultError
from webmap.request import parameters
from webmap.request.state import state
from webmap.store import drafts
from webmap.store.drafts import OvertakenError
from webmap.store.errors import StoreError
from webmap.web.http import language, limited
from webmap.web.i18n import texts

from . import sources
from .blueprint import blueprint
from .draft_page import draft_page, shown_area
from .forms import HandForm
from .opened import Opened, asked_area, back_to, fault_text, seen_draft

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from boundaries.workshop.areas import AreaText


@blueprint.get("/<identity>/force")
@require_role(*WORKSHOP_ROLES)
def force(identity: str) -> Response:
    """Show what is needed to hand an area over."""
    parameters.require_known_parameters("lang", "area", "done")
    return force_page(Opened(identity))


def force_page(
    opened: Opened, *, hand: HandForm | None = None, overtaken: OvertakenError | None = None
) -> Response:
    """Return the page on which an area is handed over.

    Args:
        opened: the draft, at the version that is shown.
        hand: the form, where it was refused.
        overtaken: what somebody else has done meanwhile.
    """
    shown = shown_area(opened)
    form = hand or _hand_form(opened, shown.area)
    return draft_page("workshop.force", opened, shown, forms=[form], overtaken=overtaken, hand=form)


def _hand_form(opened: Opened, area: AreaText | None) -> HandForm:
    """Return the form of handing over, filled in as far as the text says."""
    title = (area.title if area is not None else None) or opened.row.title
    slug = "-".join(re.findall("[a-z0-9]+", fold(f"{opened.draft.town} {title}")))[:60]
    return HandForm(data={"slug": slug.strip("-"), "title_hu": title, "title_en": title})


@blueprint.post("/<identity>/hand-over")
@limited("form")
@require_role(*WORKSHOP_ROLES)
def hand_over(identity: str) -> AnyResponse:
    """Make the candidate of an area; an approver takes it into force."""
    form, person, opened = HandForm.sent(("area",)), allowed(*WORKSHOP_ROLES), seen_draft(identity)
    area, t = asked_area(opened), texts(language())
    said, home = form.said(opened.draft.town), own_folder()
    if unwritable() is not None or home is None:
        form.tell("slug", t("workshop.fault.unwritable"))
    elif not opened.draft.town:
        form.fault("town", "missing")
    if said is None or area is None or form.faults or home is None:
        return force_page(opened, hand=form)
    waiting = Candidates(state().settings.data_folder).folder
    try:
        made = sources.make_candidate(
            opened.draft,
            area.number,
            said,
            opened.folder,
            home=home,
            waiting=waiting,
            day=state().today(),
        )
        with state().store.session() as session:
            drafts.hand_over(
                session, identity, made.candidate, seen=opened.version.number, by=person.user
            )
    except FileFaultError as fault:
        form.tell("slug", fault_text(fault))
        return force_page(opened, hand=form)
    except OvertakenError as overtaken:
        return force_page(Opened(identity), overtaken=overtaken)
    except StoreError as fault:
        raise refused(fault) from fault
    look_again()
    return back_to(opened, area.number, "handed_over", page="workshop.force")
