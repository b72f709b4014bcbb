"""`/health`: the process is up; `/ready`: each part that it needs, and which one is away."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify

from boundaries.errors import BoundaryError
from geo.errors import GeoError
from webmap.ask.services import DEFAULT_VARIANT, area_faults
from webmap.request.state import state

from ..request import parameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from boundaries.refresh.survey import AreaInfo

blueprint = Blueprint("health", __name__)

_AWAY = (BoundaryError, GeoError, OSError)


@blueprint.get("/health")
def health() -> Response:
    """Return the hash of every area's default edition; null where its files cannot be read."""
    parameters.require_known_parameters("lang")
    editions: dict[str, str | None] = {info.slug: _edition_hash(info.slug) for info in _areas()}
    editions.update(dict.fromkeys(_broken()))
    status = "ok" if editions and all(editions.values()) else "degraded"
    return jsonify({"status": status, "editions": editions})


@blueprint.get("/ready")
def ready() -> Response:
    """Say of each part whether it can be used; 503 where one cannot.

    The reasons are for the operator's log; this answer, which anybody may read, names the part.
    """
    parameters.require_known_parameters("lang")
    parts: dict[str, bool] = {"database": state().store.check() is None}
    kept = state().kept
    if kept is not None:
        parts["kept_files"] = kept.fault() is None
    infos = _areas()
    parts["areas"] = bool(infos)
    parts |= dict.fromkeys((f"area:{slug}" for slug in _broken()), False)
    for info in infos:
        for variant in info.variants:
            parts |= _parts(info.slug, variant)
    away = sorted(name for name, works in parts.items() if not works)
    body = {"status": "unavailable" if away else "ready", "parts": parts, "away": away}
    response = jsonify(body)
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.OK
    return response


def _areas() -> tuple[AreaInfo, ...]:
    try:
        return state().areas.list()
    except _AWAY:
        return ()


def _broken() -> tuple[str, ...]:
    try:
        return tuple(area_faults(state().areas))
    except _AWAY:
        return ()


def _parts(slug: str, variant: str) -> dict[str, bool]:
    """Say whether an edition can be used and, if so, what stands beside it."""
    name, areas = f"{slug}/{variant}", state().areas
    try:
        edition = areas.edition(slug, variant)
    except _AWAY:
        return {f"area:{name}": False}
    found = {f"area:{name}": True}
    if edition.definition.get("street_list"):
        found[f"street_list:{name}"] = _works(areas.streets, slug, variant)
    overrides = getattr(areas, "overrides", None)
    if overrides is not None:
        found[f"overrides:{name}"] = _works(overrides, slug, variant)
    return found


def _works(read: Callable[[str, str], object], slug: str, variant: str) -> bool:
    try:
        read(slug, variant)
    except _AWAY:
        return False
    return True


def _edition_hash(slug: str, variant: str = DEFAULT_VARIANT) -> str | None:
    try:
        return state().areas.edition(slug, variant).hash
    except _AWAY:
        return None
