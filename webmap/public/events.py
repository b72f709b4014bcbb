"""The events of the programmes: list, page of an event, calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from webmap.ask.programme_texts import title_of
from webmap.happenings.feeds import calendar, event_document
from webmap.happenings.sources import catalogue, happenings
from webmap.request.state import absolute, revalidated, state
from webmap.web.http import language, same_for_all
from webmap.web.i18n import texts

from ..request import parameters
from .programme_context import (
    FINDER_PARAMETERS,
    finder_context,
    missing,
    overview,
    page_of,
    render,
    script,
    spoken,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from webmap.happenings.happenings import PublicEvent

blueprint = Blueprint("events", __name__)


@blueprint.get("/events")
@same_for_all
def index() -> Response:
    """List every event, with the finder and the map."""
    parameters.require_known_parameters("lang", *FINDER_PARAMETERS)
    return render("events/index.html", **finder_context("events.index", most=None))


@blueprint.get("/events/map.js")
@same_for_all
def map_script() -> Response:
    """Serve the script that draws the map of every programme and venue."""
    parameters.require_known_parameters("lang")
    parts = overview(happenings(language()))
    if parts is None:
        raise missing("no_map")
    return script(parts)


@blueprint.get("/events.ics")
@same_for_all
def feed() -> Response:
    """Serve every event that has a day, as one calendar to subscribe to."""
    parameters.require_known_parameters("lang")
    return calendar_of(happenings(language()).events, texts(language())("pages.calendar"))


@blueprint.get("/events/<number>.ics")
@same_for_all
def calendar_file(number: str) -> Response:
    """Serve one event as a calendar."""
    event = _asked(number)
    if not event.has_calendar_entry:
        raise missing("undated_event")
    response = calendar_of((event,), None)
    response.headers["Content-Disposition"] = f'attachment; filename="{number}.ics"'
    return response


@blueprint.get("/events/<number>")
@same_for_all
def event(number: str) -> Response:
    """Show one event."""
    found = _asked(number)
    known = catalogue()
    programme = known.by_slug.get(found.programme)
    document = event_document(
        found,
        programme,
        known.places,
        lang=language(),
        page=absolute(page_of("events.event", number=number)),
    )
    return render(
        "events/event.html",
        event=found,
        programme_title=found.programme if programme is None else title_of(programme, language()),
        has_programme=programme is not None,
        linked_data=document,
        is_coming=found.is_coming(state().today()),
    )


def _asked(number: str) -> PublicEvent:
    parameters.require_known_parameters("lang")
    found = happenings(language()).event(number)
    if found is None:
        raise missing("unknown_event")
    return found


def calendar_of(events: Iterable[PublicEvent], name: str | None) -> Response:
    """Return events as a calendar.

    Args:
        events: that it holds; one without a day is left out.
        name: of a calendar to subscribe to, whose address is that of the request; None for a
            file that is put into a calendar of the reader's own.
    """
    here = url_for(request.endpoint or "", **(request.view_args or {}), lang=spoken())
    body = calendar(
        events,
        texts(language()),
        page=lambda number: absolute(page_of("events.event", number=number)),
        name=name or "",
        source=absolute(here) if name else "",
    )
    return revalidated(Response(body, content_type="text/calendar; charset=utf-8"))
