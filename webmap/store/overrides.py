"""Overrides: one person proposes, another one approves, and they end on a day.

What may be written, and what contradicts what, `boundaries.verdict.overrides` decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from boundaries.errors import DefinitionError
from boundaries.language.house_numbers import Parity
from boundaries.verdict.overrides import Overrides, read_overrides

from . import audit
from .errors import ConflictError, NotKnownError, RefusedError
from .tables import OverrideRow, now

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from .tables import User

_NOBODY_YET = "(nobody yet)"


def propose(session: Session, row: OverrideRow, *, by: User) -> OverrideRow:
    """Store a proposal. It changes no answer before somebody else approves it.

    Raises:
        RefusedError: it cannot be read as an override; names every fault.
    """
    row.street = " ".join(row.street.split())
    row.number_from = (row.number_from or "").strip() or None
    row.number_to = (row.number_to or "").strip() or None
    row.reason, row.source = row.reason.strip(), row.source.strip()
    row.proposed_by = by.id
    _readable(row.area, [record(row, (by.name, _NOBODY_YET))])
    session.add(row)
    session.flush()
    session.refresh(row, ["proposer"])
    audit.write(session, by, "override.propose", f"override:{row.id}", area=row.area)
    return row


def approve(session: Session, number: int, *, by: User, note: str = "") -> OverrideRow:
    """Take a proposal into force.

    Raises:
        NotKnownError: no such proposal.
        ConflictError: it is decided already, or is of the same person.
        RefusedError: it contradicts another override in force; names which.
    """
    row = _open(session, number)
    if row.proposed_by == by.id:
        raise ConflictError("an override is approved by somebody else than who proposed it")
    _decide(session, row, "approved", by, note)
    session.flush()
    session.refresh(row, ["decider"])
    _readable(row.area, [record(one) for one in approved(session, row.area)])
    return row


def reject(session: Session, number: int, *, by: User, note: str) -> OverrideRow:
    """Decline a proposal; also its own author may do so.

    Raises:
        NotKnownError: no such proposal.
        ConflictError: it is decided already.
    """
    row = _open(session, number)
    _decide(session, row, "rejected", by, note)
    return row


def withdraw(session: Session, number: int, *, by: User, note: str) -> OverrideRow:
    """Take back a proposal or an override in force; answers change at once.

    Raises:
        NotKnownError: no such override.
        ConflictError: it is neither proposed nor approved.
    """
    row = _get(session, number)
    if row.state not in {"proposed", "approved"}:
        raise ConflictError(f"override {number} is {row.state} already")
    row.state = "withdrawn"
    row.decision_note = note.strip()
    audit.write(session, by, "override.withdraw", f"override:{number}", note=note.strip())
    return row


def listed(session: Session, area: str | None = None) -> Sequence[OverrideRow]:
    """Return every override, newest first."""
    query = select(OverrideRow).order_by(OverrideRow.id.desc())
    return session.scalars(query if area is None else query.where(OverrideRow.area == area)).all()


def proposed_by_others(session: Session, person: int) -> int:
    """Return how many overrides wait to be decided that a person, by id, has not proposed."""
    query = select(func.count()).where(
        OverrideRow.state == "proposed", OverrideRow.proposed_by != person
    )
    return session.scalar(query) or 0


def approved(session: Session, area: str) -> Sequence[OverrideRow]:
    """Return what two people have decided about an area, also where its time is over."""
    query = select(OverrideRow).where(OverrideRow.area == area, OverrideRow.state == "approved")
    return session.scalars(query.order_by(OverrideRow.id)).all()


def in_force(session: Session, area: str) -> Overrides:
    """Return the approved overrides of an area, as `boundaries.verdict.check` takes them.

    Each holds on its own days only; `Overrides.apply` looks at the day of the question.

    Raises:
        RefusedError: what is stored cannot be read; answers must not be given without it.
    """
    return _readable(area, [record(row) for row in approved(session, area)])


def record(row: OverrideRow, by: tuple[str, str] | None = None) -> dict[str, object]:
    """Return a row in the form of the file of overrides."""
    decider = _NOBODY_YET if row.decider is None else row.decider.name
    return {
        "street": row.street,
        "numbers": _numbers(row),
        "verdict": row.verdict,
        "reason": row.reason,
        "source": row.source,
        "by": list(by or (row.proposer.name, decider)),
        "from": row.starts,
        "expires": row.expires,
    }


def _numbers(row: OverrideRow) -> object:
    if row.parity == Parity.WHOLE.value and not (row.number_from or row.number_to):
        return Parity.WHOLE.value
    return {"parity": row.parity, "from": row.number_from, "to": row.number_to}


def _readable(area: str, records: Iterable[dict[str, object]]) -> Overrides:
    try:
        return read_overrides({"area": area, "overrides": list(records)}, "override")
    except DefinitionError as fault:
        raise RefusedError(str(fault)) from fault


def _get(session: Session, number: int) -> OverrideRow:
    """Return a row, with every row of its area locked: two decisions at once see each other."""
    area = session.scalar(select(OverrideRow.area).where(OverrideRow.id == number))
    if area is None:
        raise NotKnownError(f"there is no override {number}")
    locked = select(OverrideRow.id).where(OverrideRow.area == area).order_by(OverrideRow.id)
    session.execute(locked.with_for_update())
    return session.get_one(OverrideRow, number, populate_existing=True)


def _open(session: Session, number: int) -> OverrideRow:
    row = _get(session, number)
    if row.state != "proposed":
        raise ConflictError(f"override {number} is {row.state} already")
    return row


def _decide(session: Session, row: OverrideRow, state: str, by: User, note: str) -> None:
    row.state, row.decision_note = state, note.strip()
    row.decided_by, row.decided_at = by.id, now()
    audit.write(session, by, f"override.{state}", f"override:{row.id}", note=note.strip())
