"""Jobs: work that outlasts a request, and a restart of the service."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from . import audit
from .errors import ConflictError, NotKnownError
from .moments import moment
from .tables import Job, User

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

FOLDER = "jobs"
"""Folder of all jobs, in the data folder."""
OPEN = ("waiting", "running")
ARRIVING = "arriving"
"""State of a job whose file somebody takes in; its sender was told nothing yet."""
NEW = "new"
"""State of a job whose owner still chooses."""


def new_number() -> str:
    """Return an id for a job: random, so that nobody guesses it."""
    return secrets.token_hex(16)


def folder_of(number: str) -> str:
    """Return the folder of a job, relative to the data folder."""
    return f"{FOLDER}/{number}"


def create(
    session: Session,
    kind: str,
    *,
    by: User,
    area: str,
    variant: str,
    lang: str,
    in_name: str,
    life: dt.timedelta,
    options: Mapping[str, Any] | None = None,
    number: str | None = None,
    sent_key: str | None = None,
) -> Job:
    """Add a job that waits. Its folder is not made here.

    Args:
        session: An open session.
        kind: What is to be done: "check_file".
        by: Whose job it is.
        area: Slug of the area.
        variant: Variant of the area.
        lang: Language of the results.
        in_name: Name of the file as it was sent.
        life: After this time the folder is deleted.
        options: What else the work needs, as JSON values.
        number: Its id; a new one where none is given.
        sent_key: By what its sender knows the request; a person has one job for each.

    A second job for a key is refused by the database: `Store.session` raises `ConflictError`.
    """
    number, begun = number or new_number(), moment(session)
    row = Job(
        id=number,
        user_id=by.id,
        kind=kind,
        state="waiting",
        area=area,
        variant=variant,
        lang=lang,
        in_name=in_name[:200],
        options=dict(options or {}),
        created_at=begun,
        expires_at=begun + life,
        folder=folder_of(number),
        sent_key=sent_key,
    )
    session.add(row)
    session.flush()
    audit.write(session, by, "job.add", f"job:{number}", kind=kind)
    return row


def get(session: Session, number: str, *, of: User | None = None) -> Job:
    """Return a job.

    Args:
        session: An open session.
        number: Its id.
        of: Only a job of this person; a job of somebody else is as if there were none.

    Raises:
        NotKnownError: there is none.
    """
    row = session.get(Job, number)
    if row is None or (of is not None and row.user_id != of.id):
        raise NotKnownError("there is no such job")
    return row


def of_user(session: Session, user: User) -> Sequence[Job]:
    """Return the jobs of a person, newest first."""
    query = select(Job).where(Job.user_id == user.id)
    return session.scalars(query.order_by(Job.created_at.desc())).all()


def hold_owner(session: Session, user: User) -> None:
    """Keep everybody else who does the same from the jobs of a person until the transaction ends.

    Who counts them and then adds one would not see what others add meanwhile.
    """
    # SQLite knows no locks of rows: there a session that writes is the only one.
    session.execute(select(User.id).where(User.id == user.id).with_for_update(key_share=True))


def held(session: Session, number: str) -> Job | None:
    """Return a job, or None, and keep everybody else from changing it meanwhile."""
    return session.get(Job, number, with_for_update=True, populate_existing=True)


def arriving(session: Session, kind: str, *, since: dt.timedelta) -> Sequence[Job]:
    """Return the jobs whose file is taken in, and that are older than a while."""
    older = Job.created_at < moment(session) - since
    return session.scalars(select(Job).where(Job.kind == kind, Job.state == ARRIVING, older)).all()


def of_key(session: Session, user: User, sent_key: str) -> Job | None:
    """Return the job of a person that has a key."""
    return session.scalar(select(Job).where(Job.user_id == user.id, Job.sent_key == sent_key))


def is_alive(session: Session, row: Job) -> bool:
    """Tell whether the time of a job is not over."""
    return row.expires_at > moment(session)


def claim(session: Session, kind: str, number: str | None = None) -> Job | None:
    """Take the job that has waited longest, or a certain one, where it waits.

    Two workers never get the same one.
    """
    query = select(Job).where(Job.kind == kind, Job.state == "waiting")
    if number is not None:
        query = query.where(Job.id == number)
    query = query.order_by(Job.created_at, Job.id).limit(1).with_for_update(skip_locked=True)
    row = session.scalar(query)
    if row is not None:
        row.state = "running"
        session.flush()
    return row


def finish(session: Session, number: str) -> Job:
    """Note that a job is done; raises `ConflictError` where it was not running."""
    return _end(session, number, "done", "")


def fail(session: Session, number: str, message: str) -> Job:
    """Note why a job failed; raises `ConflictError` where it was not open."""
    return _end(session, number, "failed", message)


def cancel(session: Session, number: str, *, by: User) -> Job:
    """Stop a job; raises `ConflictError` where it was over already."""
    row = _end(session, number, "cancelled", "")
    audit.write(session, by, "job.cancel", f"job:{number}")
    return row


def expired(session: Session) -> Sequence[Job]:
    """Return the jobs whose time is over; the caller deletes their folders, then `forget`s."""
    return session.scalars(select(Job).where(Job.expires_at <= moment(session))).all()


def expire(session: Session, number: str) -> None:
    """Let the time of a job be over now; its key is free for another one."""
    row = get(session, number)
    row.expires_at, row.sent_key = moment(session), None


def forget(session: Session, number: str) -> None:
    """Delete a job; its folder is gone already."""
    row = session.get(Job, number)
    if row is not None:
        session.delete(row)


def _end(session: Session, number: str, state: str, message: str) -> Job:
    row = held(session, number)
    if row is None:
        raise NotKnownError("there is no such job")
    if row.state not in OPEN:
        raise ConflictError(f"the job is {row.state} already")
    row.state, row.message = state, message
    return row
