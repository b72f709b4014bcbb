"""The page of a venue: where it is, how to get there, when it is open, what takes place there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from webmap.ask.programme_texts import title_of
from webmap.happenings.feeds import venue_document
from webmap.happenings.happenings import in_order
from webmap.happenings.map_venues import map_venue
from webmap.happenings.sources import catalogue, happenings
from webmap.request.state import absolute, state
from webmap.web.http import language, same_for_all
from webmap.web.i18n import texts

from ..request import parameters
from .programme_context import (
    below,
    kept_map,
    missing,
    page_of,
    programme_ground,
    render,
    script,
)

if TYPE_CHECKING:
    from webmap.happenings.happenings import Happenings, PublicVenue
    from webmap.maps.maps import MapParts

blueprint = Blueprint("venues_public", __name__)


@blueprint.get("/venues/<number>")
@same_for_all
def venue(number: str) -> Response:
    """Show one venue."""
    public, found = _asked(number)
    known, lang = catalogue().by_slug, language()
    names = {slug: title_of(known[slug], lang) for slug in found.programmes if slug in known}
    return render(
        "events/venue.html",
        venue=found,
        programme_names=names,
        events=in_order(public.by_venue.get(number, ()), state().today()),
        venue_map=_map(public, found),
        venue_script=page_of("venues_public.map_script", number=number),
        linked_data=venue_document(
            found, page=absolute(page_of("venues_public.venue", number=number))
        ),
    )


@blueprint.get("/venues/<number>/map.js")
@same_for_all
def map_script(number: str) -> Response:
    """Serve the script that draws the map of a venue."""
    public, found = _asked(number)
    parts = _map(public, found)
    if parts is None:
        raise missing("no_map")
    return script(parts)


def _asked(number: str) -> tuple[Happenings, PublicVenue]:
    parameters.require_known_parameters("lang")
    public = happenings(language())
    found = public.venue(number)
    if found is None:
        raise missing("unknown_venue")
    return public, found


def _map(public: Happenings, venue: PublicVenue) -> MapParts | None:
    """Return the map of a venue, with the areas of its programmes; None where it has no place."""
    if not venue.is_drawn:
        return None
    lang = language()
    events = public.by_venue.get(venue.id, ())
    marker = map_venue(venue, events, state().today(), None, texts(lang))

    def draw() -> MapParts:
        from webmap.happenings import ground_map  # noqa: PLC0415 - folium

        known = catalogue()
        ours = [known.by_slug[slug] for slug in venue.programmes if slug in known.by_slug]
        shapes = [shape for one in ours for shape in programme_ground(one)]
        lines, names = below(ours)
        label = texts(lang)("pages.venue_map_label", name=venue.name)
        drawing = ground_map.Drawing(label, shapes, (marker,), lines, names, is_close=True)
        return ground_map.draw(drawing, texts(lang), state().settings)

    return kept_map(f"venue-{lang}-{venue.id}", repr(marker), draw)
