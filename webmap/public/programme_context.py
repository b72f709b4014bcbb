"""What the pages of programmes, events and venues share: links, finder, map, response."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Response, render_template, request, url_for

from webmap.ask.programme_texts import title_of
from webmap.happenings.happenings import TIMES, Wanted, find, groups_of
from webmap.happenings.map_venues import map_venues
from webmap.happenings.sources import catalogue, happenings, served_edition
from webmap.request.state import state
from webmap.web.http import language
from webmap.web.i18n import DEFAULT_LANGUAGE, texts

from ..request import parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from boundaries.programmes.model import Programme
    from webmap.ask.services import GeoJson
    from webmap.happenings.ground_map import Shape
    from webmap.happenings.happenings import Happenings
    from webmap.maps.maps import MapParts
    from webmap.maps.venue_map import MapVenue
    from webmap.web.http import Problem

    Below = tuple[GeoJson | str, list[tuple[str, float, float]]]

FINDER_PARAMETERS = ("programme", "group", "time", "step_free")
MOST_EVENTS = 8
"""Events of each kind on the first page; the page of events has all."""
MOST_MAPS = 64
"""Maps that are kept."""
LONGEST_GROUP = 300
"""Characters of a target group that is looked for."""


def spoken() -> str | None:
    """Return the language for addresses: None where it is the default one."""
    return None if language() == DEFAULT_LANGUAGE else language()


def page_of(endpoint: str, **values: Any) -> str:  # noqa: ANN401 - what url_for takes
    """Return the path of a page in the language of the request."""
    return url_for(endpoint, **values, lang=spoken())


def venue_page(number: str) -> str:
    """Return the path of a venue's page."""
    return page_of("venues_public.venue", number=number)


def other_page(lang: str) -> str:
    """Return the path of this page in another language."""
    kept: dict[str, Any] = {**(request.view_args or {}), **request.args}
    kept["lang"] = None if lang == DEFAULT_LANGUAGE else lang
    return url_for(request.endpoint or "pages.home", **kept)


def render(template: str, **values: object) -> Response:
    """Return a page with what all of these pages need."""
    body = render_template(
        template,
        t=texts(language()),
        page_of=page_of,
        other_page=other_page,
        **values,
    )
    return Response(body, content_type="text/html; charset=utf-8")


def script(parts: MapParts) -> Response:
    """Return the script that draws a map."""
    return Response(parts.script, content_type="text/javascript; charset=utf-8")


def missing(key: str) -> Problem:
    """Return the answer to an address that nothing has."""
    return parameters.refuse(key, HTTPStatus.NOT_FOUND)


def wanted() -> Wanted:
    """Read what the finder's form asks for.

    Raises:
        Problem: a field holds what it cannot hold.
    """
    args = request.args
    programme, time = args.get("programme", ""), args.get("time") or TIMES[0]
    group, step_free = args.get("group", ""), args.get("step_free", "")
    if programme and programme not in catalogue().by_slug and programme not in _own_programmes():
        raise parameters.refuse("unknown_programme", name=parameters.shortened(programme))
    if time not in TIMES:
        raise parameters.refuse("unknown_time", name=parameters.shortened(time))
    if step_free not in ("", "1"):
        raise parameters.refuse("unknown_step_free", name=parameters.shortened(step_free))
    if len(group) > LONGEST_GROUP:
        raise parameters.refuse("long_group", limit=LONGEST_GROUP)
    return Wanted(programme, group, time, step_free == "1")


def _own_programmes() -> set[str]:
    return {event.programme for event in happenings(language()).events}


def finder_context(endpoint: str, *, most: int | None = MOST_EVENTS) -> dict[str, object]:
    """Return the events and venues that are looked for, with the form and the map.

    Args:
        endpoint: of the page, where the form leads.
        most: events of each kind that are listed; None for all.
    """
    lang, today, t = language(), state().today(), texts(language())
    public, asked = happenings(lang), wanted()
    found = find(public, asked, today)
    return {
        "wanted": asked,
        "more_values": {
            name: request.args[name] for name in FINDER_PARAMETERS if name in request.args
        },
        "coming": found.coming[:most],
        "past": found.past[:most],
        "more": len(found.events) - len(found.coming[:most]) - len(found.past[:most]),
        "found_venues": found.venues,
        "shown_venues": [venue.id for venue in found.venues],
        "none_coming": not any(event.is_coming(today) for event in public.events),
        "programme_names": _programme_names(public),
        "groups": groups_of(public.events),
        "times": [(name, t(f"finder.time.{name}")) for name in TIMES],
        "finder": endpoint,
        "store_fault": public.store_fault,
        "catalogue_fault": catalogue().is_broken,
        "broken_programmes": catalogue().broken,
        "venue_map": overview(public),
        "venue_script": page_of("events.map_script"),
    }


def _programme_names(public: Happenings) -> dict[str, str]:
    """Return slug -> title; a programme that only an event of one's own names keeps its slug."""
    names = {one.slug: title_of(one, language()) for one in catalogue().programmes}
    others = {event.programme for event in public.events} - set(names)
    return names | {slug: slug for slug in sorted(others)}


@dataclass(slots=True)
class LastMaps:
    """The maps that were shown last; each is drawn anew when what it shows has changed."""

    made: OrderedDict[str, tuple[str, MapParts | None]] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, name: str, shown: str, draw: Callable[[], MapParts | None]) -> MapParts | None:
        """Return the map of a name that shows something, drawing it where that is new."""
        with self.lock:
            if self.made.get(name, ("", None))[0] != shown:
                self.made[name] = (shown, draw())
            self.made.move_to_end(name)
            if len(self.made) > MOST_MAPS:
                self.made.popitem(last=False)
            return self.made[name][1]


def kept_map(name: str, shown: str, draw: Callable[[], MapParts | None]) -> MapParts | None:
    """Return a map of the service by its name; see `LastMaps.get`."""
    return state().once(("programme-maps",), LastMaps).get(name, shown, draw)


def overview(public: Happenings) -> MapParts | None:
    """Return the map of every programme and venue; None where there is nothing to draw."""
    lang = language()
    venues = map_venues(public, state().today(), venue_page, texts(lang))
    digest = hashlib.sha256(repr(venues).encode()).hexdigest()
    return kept_map(f"overview-{lang}", digest, lambda: _draw_overview(venues))


def programme_ground(programme: Programme) -> list[Shape]:
    """Return the ground of a programme for a map that shows more than it."""
    from webmap.happenings.ground_map import overview_shapes  # noqa: PLC0415 - folium

    places = catalogue().places
    if places is None:
        return []
    return overview_shapes(programme, places, served_edition(programme), texts(language()))


def backdrop_of(programme: Programme) -> str | None:
    """Return the address of the lines below a compiled area; None for every other one."""
    edition = served_edition(programme)
    return None if edition is None else url_for("areas.backdrop", slug=edition.slug)


def below(programmes: Sequence[Programme]) -> Below:
    """Return what lies below the ground of programmes: a street network, or borders and names."""
    from webmap.happenings import ground_map  # noqa: PLC0415 - folium

    lines = next(filter(None, map(backdrop_of, programmes)), None)
    places = catalogue().places
    if lines is not None:
        return lines, []
    if places is None:
        return {"type": "FeatureCollection", "features": []}, []
    codes = [one.code for one in places.all]
    return ground_map.border_lines(places, codes), ground_map.settlement_names(places, codes)


def _draw_overview(venues: Sequence[MapVenue]) -> MapParts | None:
    from webmap.happenings import ground_map  # noqa: PLC0415 - folium

    known, t = catalogue(), texts(language())
    shapes = [shape for one in known.programmes for shape in programme_ground(one)]
    if not shapes and not venues:
        return None
    shapes.sort(key=lambda shape: (not shape.is_open, -shape.ground.area))
    lines, names = below(())
    drawing = ground_map.Drawing(t("pages.map_label"), shapes, venues, lines, names)
    return ground_map.draw(drawing, t, state().settings)
