"""A line that is drawn for a leg: on the map, by corners that are typed, or out of a file."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import shapely
from flask import request

from boundaries.workshop.bench import fits
from geo.crs import EOV, reproject
from webmap.accounts.guards import allowed, require_role
from webmap.admin.answers import address
from webmap.admin.fact_form import corners_text
from webmap.desk.nav import WORKSHOP_ROLES
from webmap.files.folders import FileFaultError
from webmap.request import parameters
from webmap.request.state import state
from webmap.store.drafts import OvertakenError
from webmap.web.http import Problem, language, large_body, limited
from webmap.web.i18n import texts

from . import pictures, sources
from .bench import bench_page
from .blueprint import blueprint
from .draft_page import Shown, draft_page
from .forms import DrawForm
from .opened import Opened, asked_area, back_to, fault_text, seen_draft, step
from .shown import NOTHING_ON_MAP, on_map

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from boundaries.model import LegSpec
    from boundaries.workshop.areas import AreaText
    from boundaries.workshop.bench import Look

    from .forms import Corners

MOST_SHOWN = 200
"""Corners of a line of the map that one begins with: more are too many to move by hand."""
PLAINER_M = 2.0
"""A line of the map that one begins with loses the corners that turn it by less."""


@blueprint.get("/<identity>/line-<int:number>")
@require_role(*WORKSHOP_ROLES)
def draw(identity: str, number: int) -> Response:
    """Show the map on which a line is drawn for a leg."""
    parameters.require_known_parameters("lang", "area", "from")
    opened = Opened(identity)
    area, found, leg = _asked(opened, number)
    form = DrawForm()
    form.points.show(_begun_with(found, leg))
    return _page(opened, Shown(area, found), leg, form)


@blueprint.post("/<identity>/line-<int:number>")
@limited("form")
@large_body
@require_role(*WORKSHOP_ROLES)
def draw_line(identity: str, number: int) -> AnyResponse:
    """Take a line that was drawn for a leg."""
    form, person = DrawForm.sent(("area",)), allowed(*WORKSHOP_ROLES)
    opened = seen_draft(identity)
    area, found, leg = _asked(opened, number)
    line = _sent_line(opened, form)
    day = state().today().isoformat()
    made = form.correction(number, line, author=person.name, date=day)
    if made is not None and not fits(area, (*opened.draft.of(area.number), made)):
        form.fault("points", "drawn_no_line")
    if made is None or form.faults:
        return _page(opened, Shown(area, found), leg, form)
    draft = opened.draft.corrected(area.number, made)
    try:
        step(opened, draft, "correct", {"area": area.number, "kind": made.kind, "legs": [number]})
    except OvertakenError as fault:
        return bench_page(Opened(identity), overtaken=fault)
    return back_to(opened, area.number)


def _asked(opened: Opened, number: int) -> tuple[AreaText, Look, LegSpec]:
    area = asked_area(opened)
    found = None if area is None else opened.look(area)
    leg = next((one for one in found.legs if one.number == number), None) if found else None
    if area is None or found is None or leg is None:
        detail = texts(language())("admin.not_known")
        raise Problem(detail, code="not_known", status=HTTPStatus.NOT_FOUND)
    return area, found, leg


def _begun_with(found: Look, leg: LegSpec) -> str:
    """Return the corners that the form holds first: those drawn before, or those of the map."""
    if leg.drawn is not None:
        return corners_text(leg.drawn.line)
    outcome = found.outcome
    if request.args.get("from") != "map" or outcome is None:
        return ""
    lines = [one.line for one in outcome.legs if one.number == leg.number and len(one.line) > 1]
    if not lines:
        return ""
    line = shapely.LineString(lines[0]).simplify(PLAINER_M)
    if len(line.coords) > MOST_SHOWN:
        return ""
    return corners_text(reproject(line, outcome.epsg, EOV))


def _sent_line(opened: Opened, form: DrawForm) -> Corners | None:
    """Return the line of a file that came with the form; None without one, or with a fault."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return None
    limit = state().settings.max_upload_bytes
    try:
        return sources.take_line(opened.folder, sent.stream, sent.filename, limit)
    except FileFaultError as fault:
        form.tell("file", fault_text(fault))
        return None


def _page(opened: Opened, shown: Shown, leg: LegSpec, form: DrawForm) -> Response:
    area, found, _ = shown
    number = area.number if area else None
    return draft_page(
        "workshop.bench",
        opened,
        shown,
        template="workshop/draw.html",
        forms=[form],
        form=form,
        leg=leg,
        on_map=NOTHING_ON_MAP if found is None else on_map(found),
        map=pictures.bench_map(opened.row.id, opened.map(), found, language(), state().settings),
        map_script=address("workshop.map_script", identity=opened.row.id, area=number),
    )
