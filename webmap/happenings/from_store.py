"""The municipality's own venues and events, as far as they are published."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from boundaries.programmes.ical import UID_DOMAIN
from webmap.store import events as event_store
from webmap.store import venues as venue_store

from .happenings import PublicEvent, PublicVenue
from .wording import span_text

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from webmap.store.tables import Event, Venue
    from webmap.web.i18n import Texts

SHOWN = frozenset({"published", "cancelled"})


def own(session: Session, t: Texts) -> tuple[tuple[PublicVenue, ...], tuple[PublicEvent, ...]]:
    """Return what is published, and what was called off after it had been.

    Args:
        session: an open session.
        t: language of the texts; where there is no English one, the Hungarian one stands.
    """
    venues = tuple(_venue(row, t) for row in venue_store.listed(session, state="published"))
    by_id = {venue.id: venue for venue in venues}
    rows = (row for row in event_store.listed(session) if row.state in SHOWN)
    return venues, tuple(_event(row, by_id, t) for row in rows)


def _venue(row: Venue, t: Texts) -> PublicVenue:
    known = row.lon is not None and row.lat is not None
    return PublicVenue(
        id=row.slug,
        name=(row.name_en if t.language == "en" else "") or row.name_hu,
        programmes=tuple(row.programmes),
        address=row.address,
        lon=row.lon,
        lat=row.lat,
        precision_m=row.precision_m or 0.0,
        precision=_precision(row.precision_m, t, known=known),
        step_free=row.step_free,
        transport=row.transport,
        opening=row.opening,
        contact=row.contact,
        source=row.source,
        is_own=True,
    )


def _precision(metres: float | None, t: Texts, *, known: bool) -> str:
    if not known:
        return t("pages.precision.unplaced")
    if metres is None:
        return t("pages.precision.unmeasured")
    return t("pages.precision.metres", metres=t.metres(metres))


def _event(row: Event, venues: dict[str, PublicVenue], t: Texts) -> PublicEvent:
    zone = ZoneInfo(row.zone)
    start = row.starts_at.astimezone(zone)
    end = None if row.ends_at is None else row.ends_at.astimezone(zone)
    venue = None if row.venue is None else venues.get(row.venue.slug)
    step_free = row.step_free
    if step_free is None and venue is not None:
        step_free = venue.step_free
    admission = "invited" if row.by_invitation else "open"
    english = t.language == "en"
    return PublicEvent(
        id=str(row.id),
        uid=f"event-{row.id}@{UID_DOMAIN}",
        programme=row.programme,
        name=(row.title_en if english else "") or row.title_hu,
        when=span_text(start, end, t),
        first=start.date(),
        last=(end or start).date(),
        start=start,
        end=end,
        venue=venue,
        admission=admission,
        admission_text=t(f"pages.admission.{admission}"),
        groups=(row.target_group,) if row.target_group else (),
        step_free=step_free,
        description=(row.description_en if english else "") or row.description_hu,
        source=row.source,
        changed=max(one.changed_at for one in (row, row.venue) if one is not None),
        is_cancelled=row.state == "cancelled",
        is_own=True,
    )
