"""`/health`: the process is up; `/ready`: each part that it needs, and which one is away."""

from __future__ import annotations

import threading
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify

from boundaries.errors import BoundaryError
from geo.errors import GeoError
from webmap.ask.services import DEFAULT_VARIANT, area_faults
from webmap.request.state import state
from webmap.web.http import open_to_scripts

from ..request import parameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from boundaries.refresh.survey import AreaInfo
    from webmap.ask.services import Areas
    from webmap.request.state import State

blueprint = Blueprint("health", __name__)

PATIENCE_S = 1.5
"""How long `/ready` waits for its parts; whoever asks gives up after seconds, too."""
_AWAY = (BoundaryError, GeoError, OSError)


@blueprint.get("/health")
@open_to_scripts
def health() -> Response:
    """Return the hash of every area's default edition; null where its files cannot be read."""
    parameters.require_known_parameters("lang")
    areas = state().areas
    editions = {info.slug: _edition_hash(areas, info.slug) for info in _infos(areas)}
    editions.update(dict.fromkeys(_broken(areas)))
    status = "ok" if editions and all(editions.values()) else "degraded"
    return jsonify({"status": status, "editions": editions})


@blueprint.get("/ready")
@open_to_scripts
def ready() -> Response:
    """Say of each part whether it can be used; 503 where one cannot, or does not answer in time.

    The reasons are for the operator's log; this answer, which anybody may read, names the part.
    """
    parameters.require_known_parameters("lang")
    parts = state().once(("ready",), Looker).parts(state())
    away = sorted(name for name, works in parts.items() if not works)
    body = {"status": "unavailable" if away else "ready", "parts": parts, "away": away}
    response = jsonify(body)
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.OK
    return response


class Looker:
    """Looks at every part, and says so when one of them does not come back.

    A database or a disk that hangs is looked at by one thread, however often it is asked about.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._look: Look | None = None

    def parts(self, of: State) -> dict[str, bool]:
        """Return which parts can be used; the one that is waited for cannot."""
        with self._lock:
            if self._look is None or self._look.over.is_set():
                self._look = Look(of)
                threading.Thread(target=self._look.run, daemon=True).start()
            look = self._look
        look.over.wait(PATIENCE_S)
        return look.told()


class Look:
    """One look at every part, in a thread of its own."""

    def __init__(self, of: State) -> None:
        self._of = of
        self.over = threading.Event()
        self._found: dict[str, bool] = {}
        self._at: str | None = "database"
        """The part that is looked at; None where all were."""

    def told(self) -> dict[str, bool]:
        """Return what is known so far."""
        at, found = self._at, dict(self._found)
        return found if at is None else {**found, at: False}

    def run(self) -> None:
        """Look at one part after the other."""
        try:
            self._see_all()
            self._at = None
        finally:
            self.over.set()

    def _see_all(self) -> None:
        kept, areas = self._of.kept, self._of.areas
        self._found["database"] = self._of.store.check() is None
        if kept is not None:
            self._at = "kept_files"
            self._found["kept_files"] = kept.fault() is None
        self._at = "areas"
        infos = _infos(areas)
        self._found["areas"] = bool(infos)
        self._found |= dict.fromkeys((f"area:{slug}" for slug in _broken(areas)), False)
        for info in infos:
            for variant in info.variants:
                self._at = f"area:{info.slug}/{variant}"
                self._found |= _parts(areas, info.slug, variant)


def _infos(areas: Areas) -> tuple[AreaInfo, ...]:
    try:
        return areas.list()
    except _AWAY:
        return ()


def _broken(areas: Areas) -> tuple[str, ...]:
    try:
        return tuple(area_faults(areas))
    except _AWAY:
        return ()


def _parts(areas: Areas, slug: str, variant: str) -> dict[str, bool]:
    """Say whether an edition can be used and, if so, what stands beside it."""
    name = f"{slug}/{variant}"
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


def _edition_hash(areas: Areas, slug: str, variant: str = DEFAULT_VARIANT) -> str | None:
    try:
        return areas.edition(slug, variant).hash
    except _AWAY:
        return None
