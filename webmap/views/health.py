"""`/health`: the process is up and can load its areas."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from webmap.services import DEFAULT_VARIANT
from webmap.state import state

from . import parameters

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def health() -> Response:
    """Return the hash of every area's default edition."""
    parameters.require_known_parameters("lang")
    areas = state().areas
    editions = {info.slug: areas.edition(info.slug, DEFAULT_VARIANT).hash for info in areas.list()}
    return jsonify({"status": "ok", "editions": editions})
