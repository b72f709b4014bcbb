"""The forms of venues and events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boundaries.clock import BUDAPEST
from geo.crs import check_lonlat
from geo.errors import CoordinateError
from webmap.ask.words import coordinate_problem
from webmap.store.errors import RefusedError
from webmap.store.events import EventValues, local
from webmap.store.venues import VenueValues

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from werkzeug.datastructures import MultiDict

    from webmap.store.work_tables import Event, Venue

    from .forms import Form

LONGEST_KIND = 40
"""Characters of a kind; its column is so wide."""
VENUE_FIELDS = (
    "name_hu",
    "name_en",
    "kind",
    "programmes",
    "address",
    "lat",
    "lon",
    "precision_m",
    "step_free",
    "transport",
    "opening",
    "contact",
    "source",
)
EVENT_FIELDS = (
    "title_hu",
    "title_en",
    "programme",
    "venue_id",
    "starts",
    "ends",
    "target_group",
    "step_free",
    "by_invitation",
    "description_hu",
    "description_en",
    "source",
)
YES_NO = {True: "yes", False: "no", None: ""}


def read_venue(form: Form, chosen: Collection[str], known: Collection[str]) -> VenueValues | None:
    """Read the form of a venue; None, with faults in the form, where it cannot be stored.

    Args:
        form: its fields.
        chosen: the programmes that are ticked.
        known: slugs of the programmes that there are.
    """
    lon, lat = _point(form)
    precision = form.number("precision_m")
    if precision is not None and not 0 <= precision <= 100_000:  # noqa: PLR2004 - metres, across a county
        form.fault("precision_m", "precision")
    if not set(chosen) <= set(known):
        form.fault("programmes", "choice")
    values = VenueValues(
        name_hu=form.line("name_hu", needed=True),
        name_en=form.line("name_en"),
        kind=form.line("kind", LONGEST_KIND, needed=True),
        programmes=tuple(chosen),
        address=form.line("address"),
        lon=lon,
        lat=lat,
        precision_m=precision,
        step_free=form.yes_no("step_free"),
        transport=form.words("transport"),
        opening=form.words("opening"),
        contact=form.words("contact"),
        source=form.words("source"),
    )
    return None if form.faults else values


def _point(form: Form) -> tuple[float | None, float | None]:
    """Return (longitude, latitude), or twice None where no place is given."""
    before = len(form.faults)
    lat, lon = form.number("lat"), form.number("lon")
    if len(form.faults) > before or (lat is None and lon is None):
        return None, None
    if lat is None or lon is None:
        form.fault("lat" if lat is None else "lon", "half_point")
        return None, None
    try:
        checked = check_lonlat(lat=lat, lon=lon)
    except CoordinateError:
        text = coordinate_problem(lat, lon, eov=False, lang=form.t.language)
        form.fault("lat", "point", problem=text)
        return None, None
    return round(checked.lon, 7), round(checked.lat, 7)


def venue_fields(row: Venue) -> dict[str, str]:
    """Return a stored venue as its form shows it."""
    numbers = {name: getattr(row, name) for name in ("lat", "lon", "precision_m")}
    written = {name: "" if value is None else f"{value:g}" for name, value in numbers.items()}
    for name in ("lat", "lon"):
        if numbers[name] is not None:
            written[name] = f"{numbers[name]:.7f}".rstrip("0").rstrip(".")
    texts = {name: getattr(row, name) for name in VENUE_FIELDS if name not in written}
    return {**texts, **written, "step_free": YES_NO[row.step_free]}


def read_event(
    form: Form, programmes: Collection[str], venues: Collection[int]
) -> EventValues | None:
    """Read the form of an event; None, with faults in the form, where it cannot be stored.

    Args:
        form: its fields.
        programmes: slugs that may be named.
        venues: ids that may be named.
    """
    starts, ends = _moment(form, "starts", needed=True), _moment(form, "ends")
    if starts and ends and ends < starts:
        form.fault("ends", "ends_first")
    venue = form.choice("venue_id", map(str, venues), needed=False)
    title = form.line("title_hu", needed=True)
    programme = form.choice("programme", programmes)
    if starts is None:
        return None
    values = EventValues(
        programme=programme,
        title_hu=title,
        starts_at=starts,
        ends_at=ends,
        venue_id=int(venue) if venue else None,
        title_en=form.line("title_en"),
        target_group=form.line("target_group"),
        step_free=form.yes_no("step_free"),
        by_invitation=bool(form.values.get("by_invitation")),
        description_hu=form.words("description_hu"),
        description_en=form.words("description_en"),
        source=form.words("source"),
    )
    return None if form.faults else values


def _moment(form: Form, name: str, *, needed: bool = False) -> dt.datetime | None:
    """Return a moment in the time of Budapest; hours that the clocks skip or repeat are faults."""
    typed = form.moment(name, needed=needed)
    if typed is None:
        return None
    try:
        return local(typed)
    except RefusedError:
        form.fault(name, "clocks")
        return None


def event_fields(row: Event) -> dict[str, str]:
    """Return a stored event as its form shows it, its times as the clocks show them."""
    texts = {name: getattr(row, name) for name in EVENT_FIELDS if hasattr(row, name)}
    starts, ends = (
        "" if at is None else at.astimezone(BUDAPEST).strftime("%Y-%m-%dT%H:%M")
        for at in (row.starts_at, row.ends_at)
    )
    shown = {"starts": starts, "ends": ends, "step_free": YES_NO[row.step_free]}
    return {**texts, **shown, "venue_id": str(row.venue_id or "")}


def sent_fields(sent: MultiDict[str, str]) -> dict[str, object]:
    """Return what was sent for showing the form again; the ticked programmes as a list."""
    return {**sent.to_dict(), "programmes": sent.getlist("programmes")}
