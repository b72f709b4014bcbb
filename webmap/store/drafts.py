"""Drafts of the workshop: every step is a version, and none is lost or written over.

A step is made from the version that its author has seen. Where somebody else has gone on
meanwhile, it is refused and the other's steps are told. A step back shows the version that the
shown one was made from; what came after it stays.
"""

from __future__ import annotations

import itertools
import json
import secrets
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import defer

from . import audit
from .errors import ConflictError, NotKnownError, RefusedError
from .tables import LONGEST_LINE, Draft, DraftVersion, now

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from .tables import User

FOLDER = "workshop"
READY = "ready-"
"""How the folders begin, in that of a draft, whose content is made again when it is gone."""
LARGEST_DOCUMENT = 2_000_000
"""Characters of a version; a chapter with its corrections has some ten thousand."""
MOST_VERSIONS = 5_000
"""Of one draft."""
_NEXT: Mapping[str, tuple[str, ...]] = {
    "open": ("discarded",),
    "discarded": ("open",),
    # A former version closed a draft with its first area.
    "handed_over": ("open", "discarded"),
    "accepted": ("open",),
}
HANDED_OVER, TAKEN_BACK, ACCEPTED = "handed_over", "taken_back", "accepted"
"""Steps that concern one area of a draft, which stays open for its others."""
PUBLISHED = "programme_publish"
_NOT_TAKEN_BACK = frozenset({HANDED_OVER, TAKEN_BACK, ACCEPTED, PUBLISHED})
"""Steps that changed nothing of what a draft says: a step back goes to before the one before."""


class Step(NamedTuple):
    """What somebody did."""

    number: int
    """Of the version that it made."""
    by: str
    """Name of the person."""
    code: str
    said: Mapping[str, Any]


class Handed(NamedTuple):
    """An area of a draft that was handed over."""

    version: int
    """That it was handed over as."""
    candidate: str
    """Hash of what waits, or waited."""
    by: str
    """Name of the person."""
    said: Mapping[str, Any]
    """What was said of the area, by the names of the form."""
    accepted_by: str = ""
    """Name of who accepted it; empty as long as it waits."""
    by_id: int = 0
    """Id of the person who handed it over."""


class OvertakenError(ConflictError):
    """Somebody has gone on with a draft since its version was looked at."""

    def __init__(self, steps: Sequence[Step], shown: int) -> None:
        names = ", ".join(dict.fromkeys(step.by for step in steps)) or "somebody"
        super().__init__(f"{names} went on with this draft meanwhile; look at it and try again")
        self.steps = tuple(steps)
        """What was done since, oldest first; empty where it was only stepped back."""
        self.shown = shown
        """Number of the version that the draft shows now."""


def new_identity() -> str:
    """Return an id for a draft that is not begun yet."""
    return secrets.token_hex(8)


def folder_of(identity: str) -> str:
    """Return the folder of a draft, in the data folder."""
    return f"{FOLDER}/{identity}"


def begin(
    session: Session,
    title: str,
    document: Mapping[str, Any],
    *,
    by: User,
    identity: str | None = None,
) -> Draft:
    """Store a new draft with its first version.

    Args:
        session: of the store.
        title: of the draft.
        document: its first version, whole.
        by: who begins it.
        identity: its id, where its folder was made before; a new one by default.

    Raises:
        RefusedError: the title is empty or too long, or the document is too large.
    """
    identity = identity or new_identity()
    draft = Draft(
        id=identity, title=_title(title), created_by=by.id, folder=folder_of(identity), shown=0
    )
    session.add(draft)
    session.flush()
    _add(session, draft, document, "begin", {}, by)
    audit.write(session, by, "draft.begin", f"draft:{identity}")
    return draft


def get(session: Session, identity: str, *, lock: bool = False) -> Draft:
    """Return a draft.

    Args:
        session: of the store.
        identity: of the draft.
        lock: nobody else changes it before this transaction ends.

    Raises:
        NotKnownError: there is none.
    """
    draft = session.get(Draft, identity, with_for_update={"of": Draft} if lock else None)
    if draft is None:
        raise NotKnownError("there is no such draft")
    return draft


def listed(session: Session, *, with_ended: bool = False) -> Sequence[Draft]:
    """Return drafts, the one that was worked on last first."""
    query = select(Draft).order_by(Draft.changed_at.desc(), Draft.id)
    if not with_ended:
        query = query.where(Draft.state.in_(("open", "handed_over")))
    return session.scalars(query).all()


def version(session: Session, draft: Draft, number: int | None = None) -> DraftVersion:
    """Return a version of a draft, by default the one that is shown.

    Raises:
        NotKnownError: there is none of this number.
    """
    wanted = draft.shown if number is None else number
    found = session.get(DraftVersion, (draft.id, wanted))
    if found is None:
        raise NotKnownError(f"this draft has no version {wanted}")
    return found


def versions(session: Session, draft: Draft) -> Sequence[DraftVersion]:
    """Return every version, newest first."""
    query = select(DraftVersion).where(DraftVersion.draft_id == draft.id)
    return session.scalars(query.order_by(DraftVersion.number.desc())).all()


def step(
    session: Session,
    identity: str,
    document: Mapping[str, Any],
    code: str,
    said: Mapping[str, Any],
    *,
    seen: int,
    by: User,
    states: Collection[str] = ("open",),
) -> DraftVersion:
    """Store the next version of a draft.

    Args:
        session: of the store.
        identity: of the draft.
        document: the version, whole.
        code: what was done.
        said: what else there is to say of it.
        seen: number of the version that it was made from.
        by: who did it.
        states: in which the draft may be.

    Raises:
        NotKnownError: no such draft.
        OvertakenError: another version is shown by now.
        ConflictError: the draft is in another state.
        RefusedError: the document is too large, or there are too many versions.
    """
    draft = _open(session, identity, seen, states)
    return _add(session, draft, document, code, said, by)


def back(session: Session, identity: str, *, seen: int) -> Draft:
    """Show the version that the shown one was made from.

    Raises:
        NotKnownError: no such draft.
        OvertakenError: another version is shown by now.
        ConflictError: it is the first one, or the draft is not open.
    """
    draft = _open(session, identity, seen)
    here = version(session, draft)
    while here.step in _NOT_TAKEN_BACK:
        here = version(session, draft, here.parent)
    before = here.parent
    if not before:
        raise ConflictError("this is the first version of the draft")
    return _show(session, draft, before)


def show(session: Session, identity: str, number: int, *, seen: int) -> Draft:
    """Go on from another version of a draft, an older or a newer one.

    Raises:
        NotKnownError: no such draft or version.
        OvertakenError: another version is shown by now.
        ConflictError: the draft is not open.
    """
    draft = _open(session, identity, seen)
    version(session, draft, number)
    return _show(session, draft, number)


def move(
    session: Session, identity: str, state: str, *, by: User, seen: int | None = None
) -> Draft:
    """Discard a draft or open it again.

    Args:
        session: of the store.
        identity: of the draft.
        state: open or discarded.
        by: who does so.
        seen: number of the version that was looked at; None where it does not matter.

    Raises:
        NotKnownError: no such draft.
        OvertakenError: another version is shown by now.
        ConflictError: its state does not lead there.
    """
    draft = get(session, identity, lock=True)
    if seen is not None:
        _require_seen(session, draft, seen)
    if state not in _NEXT[draft.state]:
        raise ConflictError(f"a draft that is {draft.state} cannot become {state}")
    draft.state, draft.changed_at = state, now()
    audit.write(session, by, f"draft.{state}", f"draft:{identity}", version=draft.shown)
    session.flush()
    return draft


def require_seen(session: Session, identity: str, seen: int) -> None:
    """Refuse whoever has looked at another version of a draft than the one that is shown.

    Raises:
        NotKnownError: no such draft.
        OvertakenError: another version is shown by now.
    """
    _require_seen(session, get(session, identity), seen)


def hand_over(
    session: Session,
    identity: str,
    candidate: str,
    area: int,
    said: Mapping[str, str],
    *,
    seen: int,
    by: User,
) -> DraftVersion:
    """Note that an area was handed over, as a step; somebody else accepts it.

    Args:
        session: of the store.
        identity: of the draft.
        candidate: hash of what waits.
        area: its number in the text.
        said: what was said of it.
        seen: number of the version that was handed over.
        by: who did so.

    Raises:
        NotKnownError: no such draft.
        OvertakenError: another version is shown by now.
        ConflictError: the draft is not open.
    """
    draft = _open(session, identity, seen)
    told = {"area": area, "candidate": candidate, "said": dict(said)}
    row = _add(session, draft, version(session, draft).document, HANDED_OVER, told, by)
    audit.write(session, by, "draft.handed_over", f"draft:{identity}", version=row.number)
    return row


def handed_areas(rows: Sequence[DraftVersion]) -> dict[int, Handed]:
    """Return the number of each area that was handed over, and how it was last; of all versions."""
    found: dict[int, Handed] = {}
    for row in sorted(rows, key=lambda one: one.number):
        said = row.said
        if row.step == HANDED_OVER:
            found[said["area"]] = Handed(
                row.number, said["candidate"], row.user.name, said["said"], by_id=row.user_id
            )
        elif row.step == TAKEN_BACK:
            found.pop(said["area"], None)
        elif row.step == ACCEPTED:
            waited = found.get(said["area"])
            if waited is not None and waited.candidate == said["candidate"]:
                found[said["area"]] = waited._replace(accepted_by=row.user.name)
    return found


def handed_of_all(session: Session) -> dict[str, dict[int, Handed]]:
    """Return the areas that were handed over of every draft, by the draft's id."""
    told = (HANDED_OVER, TAKEN_BACK, ACCEPTED)
    query = select(DraftVersion).where(DraftVersion.step.in_(told)).order_by(DraftVersion.draft_id)
    query = query.options(defer(DraftVersion.document))  # large, and told by the steps
    rows = session.scalars(query).all()
    grouped = itertools.groupby(rows, key=lambda row: row.draft_id)
    return {identity: handed_areas(tuple(group)) for identity, group in grouped}


def programmes_handed(session: Session, *, but_by: int) -> Sequence[tuple[str, str]]:
    """Return id and title of the drafts whose programme page waits for somebody to publish it.

    Args:
        session: of the store.
        but_by: id of a person; what this person has handed over is left out.
    """
    shown = and_(DraftVersion.draft_id == Draft.id, DraftVersion.number == Draft.shown)
    by = DraftVersion.document["programme"]["handed_by"].as_integer()
    query = select(Draft.id, Draft.title).join(DraftVersion, shown)
    query = query.where(Draft.state != "discarded", by.is_not(None), by != but_by)
    return [(one, title) for one, title in session.execute(query.order_by(Draft.id))]


def take_back(session: Session, identity: str, area: int, *, by: User) -> str | None:
    """Note that an area waits to be accepted no more, as a step.

    Returns:
        Hash of what waited; None where nothing did.

    Raises:
        NotKnownError: no such draft.
    """
    draft = get(session, identity, lock=True)
    handed = handed_areas(versions(session, draft)).get(area)
    if handed is None or handed.accepted_by:
        return None
    told = {"area": area, "candidate": handed.candidate}
    _add(session, draft, version(session, draft).document, TAKEN_BACK, told, by)
    audit.write(session, by, "draft.taken_back", f"draft:{identity}", version=handed.version)
    return handed.candidate


def was_handed_over_by(session: Session, candidate: str, person: int) -> bool:
    """Tell whether a person has handed a candidate over, whatever became of the draft since."""
    query = _handed_over(candidate).where(DraftVersion.user_id == person)
    # A former version noted the last one in the draft itself.
    noted = select(Draft.id).where(Draft.candidate == candidate, Draft.handed_by == person)
    return any(session.scalar(one.limit(1)) is not None for one in (query, noted))


def _handed_over(candidate: str) -> Select[DraftVersion]:
    return select(DraftVersion).where(
        DraftVersion.step == HANDED_OVER, DraftVersion.said["candidate"].as_string() == candidate
    )


def of_candidate(session: Session, candidate: str) -> DraftVersion | None:
    """Return the step by which a candidate was last handed over; None where it was not."""
    newest = _handed_over(candidate).order_by(DraftVersion.at.desc(), DraftVersion.number.desc())
    return session.scalar(newest.limit(1))


def accept(session: Session, candidate: str, *, by: User) -> DraftVersion | None:
    """Note that a candidate was accepted; None where it came from no draft.

    Raises:
        ConflictError: the same person has handed it over, if only once.
    """
    if was_handed_over_by(session, candidate, by.id):
        raise ConflictError("an area is accepted by somebody else than who handed it over")
    handed = of_candidate(session, candidate)
    if handed is None:
        return None
    draft = get(session, handed.draft_id, lock=True)
    audit.write(session, by, "draft.accepted", f"draft:{draft.id}", version=handed.number)
    told = {"area": handed.said["area"], "candidate": candidate}
    return _add(session, draft, version(session, draft).document, ACCEPTED, told, by)


def _open(session: Session, identity: str, seen: int, states: Collection[str] = ("open",)) -> Draft:
    draft = get(session, identity, lock=True)
    _require_seen(session, draft, seen)
    if draft.state not in states:
        raise ConflictError(f"this draft is {draft.state}; open it again to change it")
    return draft


def _require_seen(session: Session, draft: Draft, seen: int) -> None:
    if draft.shown == seen:
        return
    later = [one for one in versions(session, draft) if one.number > seen]
    if later and later[0].number == draft.shown and {one.step for one in later} == {ACCEPTED}:
        return  # nothing of the draft has changed
    since = [
        Step(one.number, one.user.name, one.step, one.said)
        for one in reversed(versions(session, draft))
        if one.number > seen
    ]
    raise OvertakenError(since, draft.shown)


def _show(session: Session, draft: Draft, number: int) -> Draft:
    draft.shown, draft.changed_at = number, now()
    session.flush()
    return draft


def _add(
    session: Session,
    draft: Draft,
    document: Mapping[str, Any],
    code: str,
    said: Mapping[str, Any],
    by: User,
) -> DraftVersion:
    if len(json.dumps(document)) > LARGEST_DOCUMENT:
        raise RefusedError(f"a draft has up to {LARGEST_DOCUMENT:,} characters")
    newest = session.scalar(
        select(DraftVersion.number)
        .where(DraftVersion.draft_id == draft.id)
        .order_by(DraftVersion.number.desc())
        .limit(1)
    )
    number = (newest or 0) + 1
    if number > MOST_VERSIONS:
        raise RefusedError(f"a draft has up to {MOST_VERSIONS:,} versions; begin a new one")
    row = DraftVersion(
        draft_id=draft.id,
        number=number,
        parent=draft.shown,
        step=code,
        said=dict(said),
        document=dict(document),
        user_id=by.id,
    )
    session.add(row)
    draft.shown, draft.changed_at = number, now()
    session.flush()
    session.refresh(row, ["user"])
    return row


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not title or len(title) > LONGEST_LINE:
        raise RefusedError(f"a draft has a title of 1 to {LONGEST_LINE} characters")
    return title
