"""What the routes share: settings, service, maps made so far; addresses and keeping of answers."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, cast
from urllib.parse import urlsplit

from flask import current_app, request

from boundaries.export.backdrop import named_parts
from boundaries.facts.area_files import area_files

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Mapping

    from flask import Flask, Response
    from shapely.geometry.base import BaseGeometry

    from boundaries.clock import Clock
    from boundaries.model import Edition

    from ..ask.services import Areas
    from ..maps.maps import MapParts
    from ..store.core import Store
    from ..web.kept import Kept
    from ..web.keys import ServiceKey
    from ..web.settings import Settings


_KEY = "akcioterulet"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class State:
    """Wired once by the application factory."""

    settings: Settings
    areas: Areas
    store: Store = field(kw_only=True)
    """What the service remembers; opened when it is first needed."""
    key: ServiceKey = field(kw_only=True)
    """The secret of the service; read or made when it is first needed."""
    kept: Kept | None = field(default=None, kw_only=True)
    """What looks after the folders of one's own; None where somebody else brings the areas."""
    _maps: dict[tuple[str, str], MapParts] = field(default_factory=dict)
    _made: dict[tuple[str, ...], object] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def clock(self) -> Clock:
        """Which day and what time it is: the clock that the answers of the areas go by."""
        return self.areas.clock

    def today(self) -> dt.date:
        """Return which day it is in Hungary."""
        return self.clock.today()

    def version(self) -> Hashable | None:
        """Return what changes whenever anything that public pages show has changed.

        None where that cannot be told: the database does not answer, something is gone that was
        served once, or the areas are not those of files.
        """
        if self.kept is None or self.kept.fault() is not None:
            return None
        stored = self.store.version()
        return None if stored is None else (area_files().seen, self.today(), stored)

    def once(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """Return what `make` returned for a key; it is called once in the life of the process."""
        with self._lock:
            if key not in self._made:
                self._made[key] = make()
            return cast("T", self._made[key])

    def named_lines(self, slug: str) -> Mapping[str, list[BaseGeometry]]:
        """Return the lines of the streets under an area by name, EOV metres; read once."""
        key = ("named-lines", slug, self.areas.edition(slug).hash)
        return self.once(key, lambda: named_parts(self.areas.backdrop(slug)))

    def map_parts(self, edition: Edition, lang: str) -> MapParts:
        """Return the map of an edition; each is made once in the life of the process."""
        from ..maps.maps import render_map_parts  # noqa: PLC0415 - folium takes a second to import

        key = (edition.hash, lang)
        with self._lock:
            if key not in self._maps:
                self._maps[key] = render_map_parts(edition, lang=lang, settings=self.settings)
            return self._maps[key]


def attach(app: Flask, state: State) -> None:
    """Give an application its state."""
    app.extensions[_KEY] = state


def state() -> State:
    """Return the state of the application that serves the request."""
    return cast("State", current_app.extensions[_KEY])


def absolute(path: str) -> str:
    """Return the full address of a path of this service, as `url_for` gives it.

    It begins with the setting `public_url`; without one, with the host that the request named,
    which is right wherever the service is reached under one name only. Where the service is
    reached below a path, `public_url` has that path too.
    """
    base = (state().settings.public_url or request.host_url).rstrip("/")
    below = urlsplit(base).path
    return base + (path.removeprefix(below) if below else path)


def revalidated(response: Response, *, private: bool = False) -> Response:
    """Let the reader keep a copy that is asked about every time; answers 304 where it holds."""
    response.headers["Cache-Control"] = "private, no-cache" if private else "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
