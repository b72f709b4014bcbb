"""The forms of venues and events: their fields are those of the rows that they fill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boundaries.clock import BUDAPEST
from geo.crs import check_lonlat
from geo.errors import CoordinateError
from webmap.ask.words import coordinate_problem
from webmap.store.errors import RefusedError
from webmap.store.events import local

from .forms import (
    Choice,
    Form,
    Line,
    Moment,
    Number,
    Reference,
    Tick,
    Ticks,
    Words,
    YesNo,
    fault,
)

if TYPE_CHECKING:
    import datetime as dt

    from webmap.store.work_tables import Event, Venue

LONGEST_KIND = 40
"""Characters of a kind; its column is so wide."""
MOST_UNCERTAIN_M = 100_000
"""Metres by which a place may be off: across a county."""


class VenueForm(Form):
    """What staff say about a venue."""

    name_hu = Line(needed=True)
    name_en = Line()
    kind = Line(LONGEST_KIND, needed=True)
    programmes = Ticks()
    address = Line()
    lat = Number(20, digits=7)
    lon = Number(20, digits=7)
    precision_m = Number(10)
    step_free = YesNo()
    transport = Words()
    opening = Words()
    contact = Words()
    source = Words()
    step = Choice(("seek", "save"), needed=False)

    def validate_lon(self, field: Number) -> None:
        """Refuse half a place, and one that is nowhere."""
        lat, lon = self.lat.data, field.data
        if self.lat.errors or field.errors or (lat is None and lon is None):
            return
        if lat is None or lon is None:
            self.fault("lat" if lat is None else "lon", "half_point")
            return
        try:
            checked = check_lonlat(lat=lat, lon=lon)
        except CoordinateError:
            text = coordinate_problem(lat, lon, eov=False, lang=self.t.language)
            self.fault("lat", "point", problem=text)
            return
        self.lat.data, field.data = round(checked.lat, 7), round(checked.lon, 7)

    def validate_precision_m(self, field: Number) -> None:
        """Refuse a length that tells nothing."""
        if field.data is not None and not 0 <= field.data <= MOST_UNCERTAIN_M:
            raise fault("precision")


class LocalMoment(Moment):
    """A moment in the time of Budapest; hours that the clocks skip or repeat are faults."""

    def process_data(self, value: dt.datetime | None) -> None:
        """Take what is stored, as the clocks show it."""
        self.data = None if value is None else value.astimezone(BUDAPEST)

    def read(self, text: str) -> dt.datetime | None:
        """Return the moment with its zone."""
        typed: Any = super().read(text)
        try:
            return None if typed is None else local(typed)
        except RefusedError:
            raise fault("clocks") from None


class EventForm(Form):
    """What staff say about an event."""

    title_hu = Line(needed=True)
    title_en = Line()
    programme = Choice()
    venue_id = Reference(needed=False)
    starts_at = LocalMoment(name="starts", needed=True)
    ends_at = LocalMoment(name="ends")
    target_group = Line()
    step_free = YesNo()
    by_invitation = Tick()
    description_hu = Words()
    description_en = Words()
    source = Words()

    def validate_ends_at(self, field: LocalMoment) -> None:
        """Refuse an end before the beginning."""
        if self.starts_at.data and field.data and field.data < self.starts_at.data:
            raise fault("ends_first")


class StateForm(Form):
    """What is to become of a venue or an event."""

    act = Choice()

    def validate_for(self, row: Venue | Event) -> bool:
        """Look also at what the row allows."""
        if self.act.data == "publish" and not row.source.strip():
            self.fault("source", "no_source")
        if self.act.data == "delete" and row.state != "draft":
            self.fault("act", "not_draft")
        return self.validate()
