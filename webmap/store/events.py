"""Events of the programmes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import func, select

from boundaries.clock import ZONE

from . import audit
from .errors import NotKnownError, RefusedError
from .tables import Event, Venue, now

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from .tables import User

STATES = ("draft", "published", "cancelled")


def local(moment: dt.datetime, zone: str = ZONE) -> dt.datetime:
    """Read a moment without a zone, as people write it, in the time of a place.

    Raises:
        RefusedError: the clocks skip this time or show it twice; says so.
    """
    place = ZoneInfo(zone)
    first, second = (moment.replace(tzinfo=place, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        raise RefusedError(f"{moment:%Y-%m-%d %H:%M} is skipped or comes twice in {zone}")
    return first


def save(session: Session, row: Event, *, by: User) -> Event:
    """Add an event as a draft, or keep what was changed in one that this session has read.

    Raises:
        RefusedError: a value cannot be stored; names the field.
        NotKnownError: no venue has the id.
    """
    _check(session, row)
    is_new = row not in session
    row.changed_by, row.changed_at = by.id, now()
    session.add(row)
    session.flush()
    verb = "add" if is_new else "change"
    audit.write(session, by, f"event.{verb}", f"event:{row.id}")
    return row


def set_state(session: Session, number: int, state: str, *, by: User) -> Event:
    """Publish an event, cancel it, or make it a draft again.

    Raises:
        RefusedError: no such state, or it would be published without a source.
        NotKnownError: no event has the number.
    """
    row = get(session, number)
    if state not in STATES:
        raise RefusedError(f"an event is one of {', '.join(STATES)}, not {state!r}")
    if state == "published" and not row.source.strip():
        raise RefusedError("an event is published with its source; source is empty")
    row.state, row.changed_by, row.changed_at = state, by.id, now()
    audit.write(session, by, f"event.{state}", f"event:{number}")
    return row


def delete(session: Session, number: int, *, by: User) -> None:
    """Delete an event; one that people know of is better cancelled.

    Raises:
        NotKnownError: no event has the number.
    """
    row = get(session, number)
    session.delete(row)
    audit.write(session, by, "event.delete", f"event:{number}", title=row.title_hu)


def get(session: Session, number: int) -> Event:
    """Return an event with its venue.

    Raises:
        NotKnownError: there is none.
    """
    row = session.get(Event, number)
    if row is None:
        raise NotKnownError(f"there is no event {number}")
    return row


def listed(
    session: Session, *, state: str | None = None, ending_after: dt.datetime | None = None
) -> Sequence[Event]:
    """Return events with their venues, in the order of time.

    Args:
        session: An open session.
        state: Only events of this state.
        ending_after: Only events that are not over at this moment; one without an end is over
            when it has begun.
    """
    query = select(Event).order_by(Event.starts_at, Event.id)
    if state is not None:
        query = query.where(Event.state == state)
    if ending_after is not None:
        query = query.where(func.coalesce(Event.ends_at, Event.starts_at) >= ending_after)
    return session.scalars(query).all()


def _check(session: Session, row: Event) -> None:
    if not row.title_hu.strip() or not row.programme.strip():
        raise RefusedError("title_hu and programme are needed")
    row.require_lengths()
    _check_times(row)
    if row.venue_id is not None and session.get(Venue, row.venue_id) is None:
        raise NotKnownError(f"there is no venue with id {row.venue_id}")


def _check_times(row: Event) -> None:
    try:
        ZoneInfo(row.zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise RefusedError(f"zone {row.zone!r} is not known; {ZONE} is expected") from None
    if row.starts_at.tzinfo is None or (row.ends_at and row.ends_at.tzinfo is None):
        raise RefusedError("starts_at and ends_at need a time zone")
    if row.ends_at is not None and row.ends_at < row.starts_at:
        raise RefusedError("ends_at is before starts_at")
