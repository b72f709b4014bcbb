"""An area that is not in force yet, to take along."""

from __future__ import annotations

import json
from http import HTTPStatus

import shapely
from flask import Response
from shapely.geometry import mapping

from boundaries.data_files import OSM_CREDIT
from geo.crs import WGS84, reproject
from webmap.accounts.guards import require_role
from webmap.desk.nav import WORKSHOP_ROLES
from webmap.web.http import Problem, language
from webmap.web.i18n import texts

from .blueprint import blueprint
from .opened import Opened


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
