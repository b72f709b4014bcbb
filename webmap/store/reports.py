"""Reports of inaccuracy: anybody sends them, staff answer them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from . import audit
from .errors import ConflictError, NotKnownError, RefusedError
from .tables import Report, now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from .tables import User

STATES = ("open", "accepted", "declined")
LONGEST_TEXT, LONGEST_CONTACT = 4_000, 200
"""Characters."""


def send(session: Session, area: str, text: str, contact: str | None = None) -> Report:
    """Store a report.

    Raises:
        RefusedError: the text is empty, or something is too long.
    """
    text, contact = text.strip(), (contact or "").strip() or None
    if not text or len(text) > LONGEST_TEXT or len(contact or "") > LONGEST_CONTACT:
        raise RefusedError(
            f"a report has 1 to {LONGEST_TEXT} characters, a contact up to {LONGEST_CONTACT}"
        )
    row = Report(area=area, text=text, contact=contact)
    session.add(row)
    session.flush()
    return row


def close(session: Session, number: int, state: str, note: str, *, by: User) -> Report:
    """Close a report; the contact is deleted with it.

    Raises:
        NotKnownError: no such report.
        RefusedError: not a state that closes.
        ConflictError: it is closed already.
    """
    row = session.get(Report, number, with_for_update={"of": Report})
    if row is None:
        raise NotKnownError(f"there is no report {number}")
    if state not in STATES[1:]:
        raise RefusedError(f"a report is closed as one of {', '.join(STATES[1:])}")
    if row.state != "open":
        raise ConflictError(f"report {number} is {row.state} already")
    row.state, row.note, row.contact = state, note.strip(), None
    row.handled_by, row.handled_at = by.id, now()
    audit.write(session, by, "report.close", f"report:{number}", state=state)
    return row


def listed(session: Session, *, state: str | None = "open", limit: int = 200) -> Sequence[Report]:
    """Return reports, newest first; all of them where `state` is None."""
    query = select(Report).order_by(Report.id.desc()).limit(limit)
    if state is not None:
        query = query.where(Report.state == state)
    return session.scalars(query).all()
