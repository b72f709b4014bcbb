"""An area that is not in force yet, to take along, and to hold against a polygon of one's own.

Planners come here, too: they read, and change nothing of a draft.
"""

from __future__ import annotations

import json
import re
import secrets
import tempfile
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely
from flask import Response, redirect, request, url_for

from boundaries.edition.edition import from_document
from boundaries.errors import BoundaryError, ExportError
from boundaries.export.assembling import ALL, candidate_package
from boundaries.export.backdrop import backdrop_of
from boundaries.export.formats import format_named, system_for
from boundaries.export.package import Target, run_one
from geo.crs import EOV
from geo.difference import difference_of
from geo.files import write_whole
from webmap.accounts.guards import require_role
from webmap.admin.answers import address, go, page
from webmap.admin.compared import held
from webmap.admin.forms import Form
from webmap.desk.nav import CANDIDATE_ROLES
from webmap.files.folders import FileFaultError
from webmap.request import parameters
from webmap.request.state import revalidated, state
from webmap.store import drafts
from webmap.store.drafts import READY
from webmap.web.http import NO_STORE, Problem, language, large_body, limited
from webmap.web.i18n import texts

from . import ready, sources
from .blueprint import blueprint
from .opened import Opened, asked_area, fault_text, sent_number

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from boundaries.model import Edition
    from boundaries.workshop.areas import AreaText
    from webmap.maps.maps import MapParts
    from webmap.web.i18n import Texts

KEPT = 10
"""Comparisons of a draft that are kept; the oldest go."""
_HELD = f"{READY}held-"
_MARK = re.compile(r"[0-9a-f]{12}", re.ASCII)


@blueprint.get("/candidates")
@require_role(*CANDIDATE_ROLES)
def candidates() -> Response:
    """List the drafts whose areas can be taken along."""
    parameters.require_known_parameters("lang")
    with state().store.session(read_only=True) as session:
        found = drafts.listed(session)
        handed = drafts.handed_of_all(session)
    return page("workshop/candidates.html", drafts=found, handed=handed)


@blueprint.get("/<identity>/candidate")
@require_role(*CANDIDATE_ROLES)
def candidate_page(identity: str) -> Response:
    """Show what can be taken along of a draft, and what an area was held against."""
    parameters.require_known_parameters("lang", "area", "with")
    return _page(Opened(identity))


def _page(opened: Opened, fault: str | None = None) -> Response:
    form, area = Form(), asked_area(opened)
    if fault is not None:
        form.tell("polygon", fault)
    found = _held(opened)
    t = texts(language())
    return page(
        "workshop/candidate.html",
        faults=form.faults,
        draft=opened.row,
        areas=opened.areas,
        here=area,
        standing=t("workshop.candidate.lead") if area is None else _standing(opened, area, t),
        in_force=None if area is None else _in_force(opened, area),
        is_ready=area is not None and opened.is_ready(area),
        held=None if found is None else found["told"],
        held_name="" if found is None else found["name"],
        map=None if found is None else _map(opened, found),
        map_script=None
        if found is None
        else address(
            "workshop.candidate_script",
            identity=opened.row.id,
            **{"with": request.args["with"]},
        ),
    )


def _in_force(opened: Opened, area: AreaText) -> Edition | None:
    """Return the edition of an area that is in force as it stands here; None where it is not."""
    handed = opened.handed.get(area.number)
    if handed is None or not handed.accepted_by or not ready.is_as_handed(opened, area):
        return None
    made = ready.made_of(opened, area)
    now = None if made is None else held(made)
    return now if now is not None and made is not None and now.hash == made.hash else None


def _standing(opened: Opened, area: AreaText, t: Texts) -> str:
    """Say how an area stands to what is in force."""
    handed = opened.handed.get(area.number)
    if handed is None or not handed.accepted_by:
        return t("workshop.candidate.lead")
    if _in_force(opened, area) is not None:
        return t("workshop.candidate.in_force", name=handed.accepted_by)
    if ready.is_as_handed(opened, area):
        return t("workshop.candidate.accepted", name=handed.accepted_by)
    return t("workshop.candidate.changed", name=handed.accepted_by)


@blueprint.get("/<identity>/area-<int:number>.geojson")
@require_role(*CANDIDATE_ROLES)
def candidate(identity: str, number: int) -> AnyResponse:
    """Download an area that is not in force yet as GeoJSON."""
    return _file(Opened(identity), number, "geojson")


@blueprint.get("/<identity>/area-<int:number>.gpkg")
@require_role(*CANDIDATE_ROLES)
@limited("file")
def candidate_package_file(identity: str, number: int) -> AnyResponse:
    """Download an area that is not in force yet as a GeoPackage, in EOV."""
    return _file(Opened(identity), number, "gpkg")


def _file(opened: Opened, number: int, form: str) -> AnyResponse:
    parameters.require_known_parameters("lang")
    area, chosen = opened.area(number), format_named(form)
    now = _in_force(opened, area)
    if now is not None:  # the file of a candidate says that it is not in force
        crs = f"EPSG:{EOV}" if EOV in chosen.systems else None
        name = f"{ALL}.{chosen.ending}"
        return redirect(
            url_for("downloads.file", slug=now.slug, variant=now.variant, name=name, crs=crs)
        )
    edition = _edition(opened, area)
    epsg = system_for(chosen, EOV if EOV in chosen.systems else None)
    with tempfile.TemporaryDirectory(prefix="akcioterulet-") as folder:
        path = Path(folder) / f"{opened.row.id}-{number}.{chosen.ending}"
        try:
            run_one(candidate_package(edition), Target(ALL, chosen, epsg), path)
        except ExportError as fault:
            detail = texts(language())("workshop.fault.file")
            status = HTTPStatus.SERVICE_UNAVAILABLE
            raise Problem(detail, code="export_failed", status=status) from fault
        answer = Response(path.read_bytes(), content_type=chosen.content_type)
        answer.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    answer.headers["Cache-Control"] = NO_STORE
    return answer


def _edition(opened: Opened, area: AreaText) -> Edition:
    """Return an area as it would be handed over now; a 409 where its line is open."""
    if opened.is_ready(area):
        made = ready.made_of(opened, area)
        if made is not None:
            return made
        said, today = ready.suggested(opened, area), state().today()
        try:
            document = sources.edition_of(opened.folder, opened.draft, area.number, said, today)
            return from_document(document)
        except (FileFaultError, BoundaryError):
            pass
    t = texts(language())
    detail = t("workshop.fault.no_list") if area.is_list else t("workshop.fault.no_area")
    raise Problem(detail, code="no_area", status=HTTPStatus.CONFLICT)


@blueprint.post("/<identity>/hold")
@limited("file")
@large_body
@require_role(*CANDIDATE_ROLES)
def hold(identity: str) -> AnyResponse:
    """Hold an area against a polygon that is sent."""
    opened = Opened(identity)
    area, sent = asked_area(opened), request.files.get("polygon")
    if area is None or sent is None or not sent.filename:
        return _page(opened, texts(language())("workshop.fault.no_file"))
    edition = _edition(opened, area)
    try:
        limit = state().settings.max_upload_bytes
        found = sources.against_polygon(opened.folder, sent.stream, sent.filename, limit, edition)
    except FileFaultError as fault:
        return _page(opened, fault_text(fault))
    mark = secrets.token_hex(6)
    write_whole(opened.folder / f"{_HELD}{mark}.json", json.dumps(found, ensure_ascii=False))
    kept = sorted(opened.folder.glob(f"{_HELD}*.json"), key=lambda one: one.stat().st_mtime)
    for old in kept[:-KEPT]:
        old.unlink(missing_ok=True)
    number = sent_number("area")
    return go("workshop.candidate_page", identity=identity, area=number, **{"with": mark})


@blueprint.get("/<identity>/candidate.js")
@require_role(*CANDIDATE_ROLES)
def candidate_script(identity: str) -> Response:
    """Serve the script of the map of an area and a polygon."""
    parameters.require_known_parameters("lang", "with")
    opened = Opened(identity)
    found = _held(opened)
    script = "" if found is None else _map(opened, found).script
    answer = Response(script, content_type="text/javascript; charset=utf-8")
    return revalidated(answer, private=True)


def _held(opened: Opened) -> dict[str, Any] | None:
    """Return the comparison that is asked for; None where there is none."""
    mark = request.args.get("with", "")
    if not _MARK.fullmatch(mark):
        return None
    try:
        text = (opened.folder / f"{_HELD}{mark}.json").read_text("utf-8")
    except OSError:
        return None
    found: dict[str, Any] = json.loads(text)
    return found


def _map(opened: Opened, found: dict[str, Any]) -> MapParts:
    from webmap.admin.maps import compare_map  # noqa: PLC0415 - folium takes a second to import

    edition, polygon = from_document(found["edition"]), shapely.from_wkt(found["polygon"])
    ground = difference_of(edition.area, polygon)
    lines = backdrop_of([opened.folder / one.file for one in opened.draft.maps])
    pair = (ground.gained, ground.lost)
    return compare_map(edition, polygon, pair, language(), state().settings, lines)
