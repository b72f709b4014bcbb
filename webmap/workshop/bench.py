"""The bench: words, legs and map of an area, and what would close its line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import Response

from boundaries.export.backdrop import backdrop_of, backdrop_of_network
from webmap.accounts.guards import require_role
from webmap.admin.answers import address
from webmap.desk.nav import WORKSHOP_ROLES
from webmap.request import parameters
from webmap.request.state import revalidated, state
from webmap.web.http import language
from webmap.web.i18n import texts

from . import pictures
from .blueprint import blueprint
from .draft_page import draft_page, shown_area
from .forms import RULES, StepForm
from .list_page import list_page
from .opened import Opened, asked_area, take_fetched
from .shown import NOTHING_ON_MAP, coloured, leg_rows, on_map, problems_of, street_names

if TYPE_CHECKING:
    from webmap.store.drafts import OvertakenError


@blueprint.get("/<identity>")
@require_role(*WORKSHOP_ROLES)
def bench(identity: str) -> Response:
    """Show a draft: its words, its legs, its map."""
    parameters.require_known_parameters("lang", "area", "done", "row", "from")
    opened = Opened(identity)
    return bench_page(Opened(identity) if take_fetched(opened) else opened)


def bench_page(
    opened: Opened,
    *,
    fault: str | None = None,
    form: StepForm | None = None,
    overtaken: OvertakenError | None = None,
) -> Response:
    """Return the bench of a draft.

    Args:
        opened: the draft, at the version that is shown.
        fault: what is wrong with a file that was sent.
        form: of a step that was refused.
        overtaken: what somebody else has done meanwhile.
    """
    t = texts(language())
    shown = shown_area(opened, tried=True)
    area, found, listed = shown
    if listed is not None:
        return list_page(opened, shown, fault=fault, overtaken=overtaken)
    form = form or StepForm()
    if fault is not None:
        form.tell("map", fault)
    return draft_page(
        "workshop.bench",
        opened,
        shown,
        forms=[form],
        overtaken=overtaken,
        form=form,
        words=[] if found is None else coloured(found),
        problems=[] if found is None else problems_of(found, t),
        legs=[] if found is None else leg_rows(found, t),
        on_map=NOTHING_ON_MAP if found is None else on_map(found),
        rules=[(rule.value, t(f"rule.{rule}")) for rule in RULES],
        sides=[(rule.value, t(f"workshop.side.{rule}")) for rule in RULES],
        street_names=street_names(opened.map()),
        map=pictures.bench_map(opened.row.id, opened.map(), found, language(), state().settings),
        map_script=address(
            "workshop.map_script", identity=opened.row.id, area=area.number if area else None
        ),
    )


@blueprint.get("/<identity>/map.js")
@require_role(*WORKSHOP_ROLES)
def map_script(identity: str) -> Response:
    """Serve the script of the map, which holds nothing of the draft but its box."""
    parameters.require_known_parameters("lang", "area")
    opened = Opened(identity)
    area = asked_area(opened)
    found = None if area is None or area.is_list else opened.look(area, tried=True)
    parts = pictures.bench_map(identity, opened.map(), found, language(), state().settings)
    script = "" if parts is None else parts.script
    answer = Response(script, content_type="text/javascript; charset=utf-8")
    return revalidated(answer, private=True)


@blueprint.get("/<identity>/backdrop.geojson")
@require_role(*WORKSHOP_ROLES)
def backdrop(identity: str) -> Response:
    """Serve the lines of the draft's maps."""
    over = Opened(identity).map()
    lines = backdrop_of([]) if over is None else backdrop_of_network(over.network)
    body = json.dumps(lines, ensure_ascii=False, separators=(",", ":"))
    return revalidated(Response(body, content_type="application/geo+json"), private=True)
