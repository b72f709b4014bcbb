"""The map for other places: inside another site's page, and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, render_template, request

from webmap.request.state import state
from webmap.web.http import language
from webmap.web.i18n import texts

from ..request import parameters
from .map_context import map_context

if TYPE_CHECKING:
    from boundaries.model import Edition

blueprint = Blueprint("embed", __name__)

PAPERS = ("a4", "a3")
"""Paper sizes, the default first."""


@blueprint.get("/embed")
def embedded() -> Response:
    """Show the map alone, small, without a form; the only page that others may frame."""
    edition = _edition("lang", "variant", "area")
    body = render_template("embed.html", **map_context(edition))
    response = Response(body, content_type="text/html; charset=utf-8")
    policy = current_app.config["CONTENT_SECURITY_POLICY"]
    policy = policy.replace("frame-ancestors 'none'", "frame-ancestors *")
    response.headers["Content-Security-Policy"] = policy.replace(
        "form-action 'self'", "form-action 'none'"
    )
    return response


@blueprint.get("/print")
def printable() -> Response:
    """Show the map as it comes out on A4 or A3 paper."""
    edition = _edition("lang", "variant", "area", "paper")
    paper = request.args.get("paper", PAPERS[0])
    if paper not in PAPERS:
        names = parameters.joined(PAPERS)
        raise parameters.refuse("unknown_paper", name=parameters.shortened(paper), known=names)
    t = texts(language())
    named = (("a4", t("share.print_a4")), ("a3", t("share.print_a3")))
    body = render_template("print.html", **map_context(edition), paper=paper, papers=named)
    return Response(body, content_type="text/html; charset=utf-8")


def _edition(*known: str) -> Edition:
    parameters.require_known_parameters(*known)
    asked = parameters.asked_area(request.args.get("area"), request.args.get("variant"))
    return state().areas.edition(asked.slug, asked.variant)
