"""From the bench into force: an area is handed over, and somebody else accepts it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from flask import Response, request

from boundaries.address.capital import town_key
from boundaries.data_files import own_folder
from webmap.accounts.guards import allowed, require_role
from webmap.admin.answers import address
from webmap.admin.candidates import unwritable
from webmap.admin.compared import against_force, held, map_of
from webmap.ask.words import variant_name
from webmap.desk.nav import WORKSHOP_ROLES
from webmap.request import parameters
from webmap.request.state import revalidated, state
from webmap.store.drafts import OvertakenError
from webmap.web.http import language, limited
from webmap.web.i18n import texts

from . import ready, staging
from .blueprint import blueprint
from .draft_page import draft_page, shown_area
from .forms import HandForm
from .opened import Opened, asked_area, back_to, seen_draft, take_fetched

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from boundaries.workshop.areas import AreaText
    from webmap.admin.edition_rows import Comparison

PATIENCE_S = 5.0
"""So long a request waits for what was begun, before it says how far it is."""
_STEP_S = 0.1
_OF_THE_SOURCE = ("authority", "source_title", "source_document")
"""Fields of the form that say where the words stand."""


@blueprint.get("/<identity>/force")
@require_role(*WORKSHOP_ROLES)
def force(identity: str) -> Response:
    """Show what an area would change, and what is needed to hand it over."""
    parameters.require_known_parameters("lang", "area", "done")
    opened = Opened(identity)
    if take_fetched(opened):
        opened = Opened(identity)
    area = asked_area(opened)
    refused = None if area is None else ready.go_on(opened, area)
    return force_page(Opened(identity), refused=refused)


def force_page(
    opened: Opened,
    *,
    hand: HandForm | None = None,
    overtaken: OvertakenError | None = None,
    refused: str | None = None,
) -> Response:
    """Return the page on which an area is handed over.

    Args:
        opened: the draft, at the version that is shown.
        hand: the form, where it was refused.
        overtaken: what somebody else has done meanwhile.
        refused: why the area could not be handed over.
    """
    shown = shown_area(opened)
    area = shown.area
    folder = None if area is None else ready.folder_of(opened, area)
    making = None if folder is None else staging.state_of(folder)
    form = hand or _hand_form(opened, area)
    if refused is not None:
        form.tell("slug", refused)
    as_handed = area is not None and ready.is_as_handed(opened, area)
    answer = draft_page(
        "workshop.force",
        opened,
        shown,
        forms=[form],
        overtaken=overtaken,
        hand=form,
        making=making,
        refused=refused,
        in_between="HX-Request" in request.headers,
        wished=folder is not None and staging.wished(folder) is not None,
        as_handed=as_handed,
        steps=staging.STEPS,
        **_changes(opened, area),
    )
    if "HX-Request" in request.headers and as_handed:
        answer.headers["HX-Refresh"] = "true"  # nobody types where it was waited for
    return answer


def _changes(opened: Opened, area: AreaText | None) -> dict[str, Any]:
    """Return what the page says of what the area would change; nothing as long as none is made."""
    found = None if area is None else ready.made_of(opened, area)
    if found is None or area is None:
        return {"found": None, "drawn": None, "report": None}
    beside = against_force(found)
    return {
        "found": beside,
        "report": ready.report_of(opened, area) if area.is_list else None,
        "held": held(found),
        "drawn": _map(opened, beside),
        "drawn_script": address(
            "workshop.changes_script", identity=opened.row.id, area=area.number
        ),
        "variant_title": lambda edition: variant_name(edition, language()),
    }


def _map(opened: Opened, beside: Comparison) -> Any:  # noqa: ANN401 - as `map_of`
    return map_of(beside, [opened.folder / one.file for one in opened.draft.maps])


@blueprint.get("/<identity>/changes.js")
@require_role(*WORKSHOP_ROLES)
def changes_script(identity: str) -> Response:
    """Serve the script of the map of what an area would change."""
    parameters.require_known_parameters("lang", "area")
    opened = Opened(identity)
    area = asked_area(opened)
    found = None if area is None else ready.made_of(opened, area)
    script = "" if found is None else _map(opened, against_force(found)).script
    answer = Response(script, content_type="text/javascript; charset=utf-8")
    return revalidated(answer, private=True)


def _hand_form(opened: Opened, area: AreaText | None) -> HandForm:
    """Return the form of handing over, filled in as far as the text and the area in force say."""
    if area is None:
        return HandForm(data={})
    making = staging.state_of(ready.folder_of(opened, area))
    said = ready.suggested(opened, area) if making is None else making["said"]
    english = "" if said.title_en == said.title_hu else said.title_en
    told = {"slug": said.slug, "title_hu": said.title_hu, "title_en": english}
    for handed in sorted(opened.handed.values()):  # the areas of a text have one source
        told |= {name: handed.said[name] for name in _OF_THE_SOURCE}
    if making is not None and said.authority != texts(language())("workshop.unsaid"):
        told |= {name: getattr(said, name) for name in _OF_THE_SOURCE}
    return HandForm(data=told)


@blueprint.post("/<identity>/hand-over")
@limited("form")
@require_role(*WORKSHOP_ROLES)
def hand_over(identity: str) -> AnyResponse:
    """Make the candidate of an area; an approver takes it into force."""
    form, person, opened = HandForm.sent(("area",)), allowed(*WORKSHOP_ROLES), seen_draft(identity)
    area, t = asked_area(opened), texts(language())
    said = form.said(opened.draft.town)
    if unwritable() is not None or own_folder() is None:
        form.tell("slug", t("workshop.fault.unwritable"))
    elif not opened.draft.town:
        form.fault("town", "missing")
    elif (other := _other_town(form.slug.data or "", opened.draft.town)) is not None:
        form.tell("slug", t("workshop.fault.other_town", town=other))
    if said is None or area is None or form.faults:
        return force_page(opened, hand=form)
    try:
        ready.hand_over(opened, area, said, person.user)
    except OvertakenError as overtaken:
        return force_page(Opened(identity), hand=form, overtaken=overtaken)
    refused = _waited(opened, area)
    if refused is not None:
        form.tell("slug", refused)
        return force_page(Opened(identity), hand=form)
    done = "handed_over" if area.number in Opened(identity).handed else None
    return back_to(opened, area.number, done, page="workshop.force")


def _other_town(slug: str, town: str) -> str | None:
    """Return the town of the area that is in force under a slug where it is another; else None."""
    held = {info.slug: info.town for info in state().areas.list()}
    other = held.get(slug, town)
    return None if town_key(other) == town_key(town) else other


def _waited(opened: Opened, area: AreaText) -> str | None:
    """Wait a moment for an area to be handed over; return why it cannot be."""
    until, folder = time.monotonic() + PATIENCE_S, ready.folder_of(opened, area)
    while time.monotonic() < until:
        refused = ready.go_on(opened, area)
        if staging.wished(folder) is None:
            return refused
        time.sleep(_STEP_S)
    return None


@blueprint.post("/<identity>/take-back")
@require_role(*WORKSHOP_ROLES)
def take_back(identity: str) -> AnyResponse:
    """Take back an area that was handed over and waits to be accepted."""
    parameters.require_known_fields(request.form, ("seen", "area", "csrf_token"))
    person, opened = allowed(*WORKSHOP_ROLES), Opened(identity)
    area = asked_area(opened)
    if area is None:
        return back_to(opened, page="workshop.force")
    ready.take_area_back(opened, area, person.user)
    return back_to(opened, area.number, page="workshop.force")
