"""The pages of the workshop. Every step is a form; a script only spares the reload of the page."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING

import shapely
from flask import Blueprint, Response, request
from shapely.geometry import mapping

from boundaries.data_files import OSM_CREDIT
from boundaries.export.backdrop import backdrop_of
from boundaries.language.names import fold
from boundaries.workshop.draft import Draft, to_document
from geo.crs import WGS84, reproject
from webmap.accounts.guards import allowed, require_role
from webmap.admin.answers import address, go, page
from webmap.desk.nav import WORKSHOP_ROLES
from webmap.files.folders import FileFaultError
from webmap.request import parameters
from webmap.request.state import revalidated, state
from webmap.store import drafts
from webmap.web.http import Problem, language, large_body, limited
from webmap.web.i18n import texts

from . import fetching, pictures, sources
from .forms import RULES, HandForm, NewForm, StepForm
from .opened import Opened, asked_area, fault_text, take_fetched, take_map
from .shown import coloured, leg_rows, on_map, problems_of, status_of

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from boundaries.workshop.areas import AreaText
    from webmap.store.drafts import OvertakenError

blueprint = Blueprint("workshop", __name__, url_prefix="/workshop")


@blueprint.get("")
@require_role(*WORKSHOP_ROLES)
def index() -> Response:
    """List drafts, and begin one."""
    parameters.require_known_parameters("lang", "done")
    return _index(NewForm())


def _index(form: NewForm) -> Response:
    with state().store.session(read_only=True) as session:
        found = drafts.listed(session)
    return page("workshop/index.html", faults=form.faults, form=form, drafts=found)


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
    with state().store.session() as session:
        document = to_document(Draft(text, form.town.data))
        identity = drafts.begin(session, form.title.data, document, by=person.user).id
    opened = Opened(identity)
    for field in ("map", "map_2"):
        if (fault := take_map(opened, field)) is not None:
            return bench_page(opened, fault=fault)
        opened = Opened(identity)
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


# -- the bench


@blueprint.get("/<identity>")
@require_role(*WORKSHOP_ROLES)
def bench(identity: str) -> Response:
    """Show a draft: its words, its legs, its map."""
    parameters.require_known_parameters("lang", "area", "done")
    opened = Opened(identity)
    return bench_page(Opened(identity) if take_fetched(opened) else opened)


def bench_page(
    opened: Opened,
    *,
    fault: str | None = None,
    form: StepForm | None = None,
    hand: HandForm | None = None,
    overtaken: OvertakenError | None = None,
) -> Response:
    """Return the page of a draft.

    Args:
        opened: the draft, at the version that is shown.
        fault: what is wrong with a file that was sent.
        form: of a step that was refused.
        hand: the form of handing over, where it was refused.
        overtaken: what somebody else has done meanwhile.
    """
    t = texts(language())
    area = asked_area(opened)
    found = None if area is None else opened.look(area, tried=True)
    standing = None if found is None else status_of(found)
    form = form or StepForm()
    if fault is not None:
        form.tell("map", fault)
    status = HTTPStatus.CONFLICT if overtaken is not None else None
    return page(
        "workshop/bench.html",
        faults=[*form.faults, *(hand.faults if hand is not None else ())],
        status=status,
        form=form,
        hand=hand or _hand_form(opened, area),
        draft=opened.row,
        version=opened.version,
        versions=opened.versions,
        content=opened.draft,
        areas=opened.areas,
        here=area,
        look=found,
        words=[] if found is None else coloured(found),
        problems=[] if found is None else problems_of(found, t),
        legs=[] if found is None else leg_rows(found, t),
        standing=standing,
        state_said=None if standing is None else t(f"workshop.state.{standing}"),
        on_map={"legs": [], "areas": [], "gaps": []} if found is None else on_map(found),
        fetch_words={
            "map": t("workshop.fetch.map"),
            "register": t("workshop.fetch.register"),
        },
        fetches={kind: fetching.state_of(opened.folder, kind) for kind in fetching.KINDS},
        rules=[(rule.value, t(f"rule.{rule}")) for rule in RULES],
        overtaken=overtaken,
        map=pictures.bench_map(opened.row.id, opened.map(), found, language(), state().settings),
        map_script=address(
            "workshop.map_script", identity=opened.row.id, area=area.number if area else None
        ),
    )


def _hand_form(opened: Opened, area: AreaText | None) -> HandForm:
    """Return the form of handing over, filled in as far as the text says."""
    title = (area.title if area is not None else None) or opened.row.title
    slug = "-".join(re.findall("[a-z0-9]+", fold(f"{opened.draft.town} {title}")))[:60]
    return HandForm(data={"slug": slug.strip("-"), "title_hu": title, "title_en": title})


@blueprint.get("/<identity>/map.js")
@require_role(*WORKSHOP_ROLES)
def map_script(identity: str) -> Response:
    """Serve the script of the map, which holds nothing of the draft but its box."""
    parameters.require_known_parameters("lang", "area")
    opened = Opened(identity)
    area = asked_area(opened)
    found = None if area is None else opened.look(area)
    parts = pictures.bench_map(identity, opened.map(), found, language(), state().settings)
    script = "" if parts is None else parts.script
    answer = Response(script, content_type="text/javascript; charset=utf-8")
    return revalidated(answer, private=True)


@blueprint.get("/<identity>/backdrop.geojson")
@require_role(*WORKSHOP_ROLES)
def backdrop(identity: str) -> Response:
    """Serve the lines of the draft's maps."""
    opened = Opened(identity)
    files = [opened.folder / one.file for one in opened.draft.maps]
    body = json.dumps(backdrop_of(files), ensure_ascii=False, separators=(",", ":"))
    return revalidated(Response(body, content_type="application/geo+json"), private=True)


@blueprint.get("/<identity>/area-<int:number>.geojson")
@require_role(*WORKSHOP_ROLES)
def candidate(identity: str, number: int) -> Response:
    """Download an area that is not in force yet."""
    opened = Opened(identity)
    found = opened.look(opened.area(number))
    if found.outcome is None or found.outcome.area is None:
        detail = texts(language())("workshop.fault.no_area")
        raise Problem(detail, code="no_area", status=HTTPStatus.CONFLICT)
    there = shapely.set_precision(reproject(found.outcome.area, found.outcome.epsg, WGS84), 1e-7)
    feature = {
        "type": "Feature",
        "geometry": mapping(there),
        "properties": {
            "title": found.area.title or opened.row.title,
            "status": found.outcome.status.value,
            "in_force": False,
            "attribution": OSM_CREDIT,
        },
    }
    answer = Response(json.dumps(feature, ensure_ascii=False), content_type="application/geo+json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{identity}-{number}.geojson"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
