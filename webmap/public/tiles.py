"""The backdrop's PMTiles file, in the pieces that the browser asks for."""

from __future__ import annotations

from flask import Blueprint, Response, abort, send_file

from webmap.maps.tiles import covering_archive
from webmap.request.state import state

blueprint = Blueprint("tiles", __name__)

A_YEAR = 31_536_000


@blueprint.get("/tiles/<name>.pmtiles")
def archive(name: str) -> Response:
    """Serve the file with HTTP ranges; its name changes with its content, so it never expires."""
    found = covering_archive(state().settings.backdrop, None)
    if found is None or found.name != name:
        abort(404)
    response = send_file(
        found.path.resolve(),
        mimetype="application/vnd.pmtiles",
        etag=found.name,
        conditional=True,
        max_age=A_YEAR,
    )
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response
