"""Venues of the programmes."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sqlalchemy import select

from geo.crs import check_lonlat
from geo.errors import CoordinateError

from . import audit
from .errors import ConflictError, NotKnownError, RefusedError
from .tables import Venue, now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from .tables import User

STATES = ("draft", "published")


def save(session: Session, row: Venue, *, by: User) -> Venue:
    """Add a venue as a draft, or keep what was changed in one that this session has read.

    Raises:
        RefusedError: a value cannot be stored; names the field.
    """
    _check(row)
    is_new = row not in session
    if is_new:
        row.slug = _free_slug(session, row.name_hu)
        session.add(row)
    row.changed_by, row.changed_at = by.id, now()
    session.flush()
    verb = "add" if is_new else "change"
    audit.write(session, by, f"venue.{verb}", f"venue:{row.slug}")
    return row


def set_state(session: Session, slug: str, state: str, *, by: User) -> Venue:
    """Publish a venue or make it a draft again.

    Raises:
        RefusedError: no such state.
        ConflictError: it is published without a source.
        NotKnownError: no venue has the slug.
    """
    row = get(session, slug)
    if state not in STATES:
        raise RefusedError(f"a venue is {' or '.join(STATES)}, not {state!r}")
    if state == "published" and not row.source.strip():
        raise ConflictError("a venue is published with its source; source is empty")
    row.state, row.changed_by, row.changed_at = state, by.id, now()
    audit.write(session, by, f"venue.{state}", f"venue:{slug}")
    return row


def delete(session: Session, slug: str, *, by: User) -> None:
    """Delete a venue that no event refers to.

    Raises:
        NotKnownError: no venue has the slug.
        ConflictError: an event takes place there.
    """
    row = get(session, slug)
    session.delete(row)
    audit.write(session, by, "venue.delete", f"venue:{slug}", name=row.name_hu)
    session.flush()


def get(session: Session, slug: str) -> Venue:
    """Return the venue of a slug.

    Raises:
        NotKnownError: there is none.
    """
    row = session.scalar(select(Venue).where(Venue.slug == slug))
    if row is None:
        raise NotKnownError(f"there is no venue {slug!r}")
    return row


def listed(session: Session, *, state: str | None = None) -> Sequence[Venue]:
    """Return venues by name; only those of a state where one is given."""
    query = select(Venue).order_by(Venue.name_hu, Venue.id)
    return session.scalars(query if state is None else query.where(Venue.state == state)).all()


def _check(row: Venue) -> None:
    if not row.name_hu.strip() or not row.kind.strip():
        raise RefusedError("name_hu and kind are needed")
    row.require_lengths()
    if row.precision_m is not None and not 0 <= row.precision_m < float("inf"):
        raise RefusedError("precision_m is a length in metres, 0 or more")
    _check_point(row.lon, row.lat)


def _check_point(lon: float | None, lat: float | None) -> None:
    if lon is None and lat is None:
        return
    if lon is None or lat is None:
        raise RefusedError("lon and lat stand together or not at all")
    try:
        check_lonlat(lat=lat, lon=lon)
    except CoordinateError as fault:
        raise RefusedError(f"lon, lat: {fault}") from fault


def _free_slug(session: Session, name: str) -> str:
    """Return a slug that no venue has: "Próba Ház" becomes "proba-haz", then "proba-haz-2"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "venue"
    taken = set(session.scalars(select(Venue.slug).where(Venue.slug.startswith(base))))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (base, *numbered) if slug not in taken)
