"""A municipality's own venues and events, of the tests' own: a town that exists nowhere."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from webmap.store import events, users, venues
from webmap.store.core import Store
from webmap.store.tables import Event, Venue

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from webmap.store.tables import User

PROGRAMME = "kecskemet-top-6.9.1"
TODAY = dt.date(2026, 5, 1)


def store_with_events(folder: Path, *, name: str = "Próba Ház", contact: str = "") -> Store:
    """Return a store with two venues and three events, one of them a draft and one cancelled."""
    store = Store(folder)
    store.upgrade()
    with store.session() as session:
        person = users.create(session, "Próba Anna", "not a hash", ("staff",))
        place = Venue(
            name_hu=name,
            kind="community",
            programmes=[PROGRAMME],
            address="Próba utca 1",
            lon=19.72,
            lat=46.95,
            precision_m=5.0,
            step_free=True,
            transport="Próba megálló",
            opening="hétfőn 9–12",
            contact=contact or "próba iroda",
            source="próba",
        )
        venues.set_state(
            session, venues.save(session, place, by=person).slug, "published", by=person
        )
        other = Venue(name_hu="Rejtett hely", kind="other", source="próba")
        venues.save(session, other, by=person)
        number = venues.listed(session, state="published")[0].id
        _events(session, number, name, person)
    return store


def _events(session: Session, venue: int, name: str, person: User) -> None:
    for title, day, state in (
        (f"{name} kerti nap", 12, "published"),
        ("Elmaradó próbanap", 20, "cancelled"),
        ("Piszkozat próbanap", 21, "draft"),
    ):
        values = Event(
            programme=PROGRAMME,
            title_hu=title,
            starts_at=events.local(dt.datetime(2026, 5, day, 10)),  # noqa: DTZ001 - local adds it
            ends_at=events.local(dt.datetime(2026, 5, day, 12)),  # noqa: DTZ001 - as above
            venue_id=venue,
            target_group="próbacsoport",
            description_hu=f"Leírás: {name}",
            source="próba",
        )
        row = events.save(session, values, by=person)
        if state != "draft":
            events.set_state(session, row.id, "published", by=person)
        if state == "cancelled":
            events.set_state(session, row.id, "cancelled", by=person)
