"""What waits for a second person: how much of it whoever is asking may decide, and where."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import g

from boundaries.errors import BoundaryError
from boundaries.facts import FactState, facts_of
from boundaries.refresh.candidates import candidates
from webmap.accounts.people import Role, account
from webmap.request.state import state
from webmap.store import drafts, overrides
from webmap.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webmap.accounts.people import Account

_DECIDERS = (Role.APPROVER, Role.ADMIN)
"""Who decides about overrides and facts that somebody else has proposed."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one person; what this person has done alone waits for somebody else."""

    editions: int = 0
    programmes: tuple[tuple[str, str], ...] = ()
    """Id and title of drafts whose programme page can be published."""
    overrides: int = 0
    facts: int = 0

    @property
    def by_endpoint(self) -> Mapping[str, int]:
        """End point of a page of the menu -> how much waits there."""
        return {
            "editions.index": self.editions,
            "workshop.index": len(self.programmes),
            "overrides.index": self.overrides,
            "facts.index": self.facts,
        }

    def __bool__(self) -> bool:
        return any(self.by_endpoint.values())


def waiting() -> Waiting:
    """Return what waits for whoever is asking; nothing while the database is away."""
    found: Waiting | None = g.get("waiting")
    if found is None:
        person, found = account(), Waiting()
        if person is not None and person.has(*_DECIDERS):
            with contextlib.suppress(StoreError):
                found = _for(person)
        g.waiting = found
    return found


def _for(person: Account) -> Waiting:
    mine = person.user.id
    may_accept = person.has(Role.APPROVER)
    with state().store.session(read_only=True) as session:
        handed = drafts.handed_of_all(session) if may_accept else {}
        programmes = drafts.programmes_handed(session, but_by=mine) if may_accept else ()
        proposed = overrides.proposed_by_others(session, mine)
    of_workshop = [one for areas in handed.values() for one in areas.values()]
    known = {one.candidate for one in of_workshop}
    theirs = [one for one in of_workshop if not one.accepted_by and one.by_id != mine]
    others = [one for one in candidates() if one.hash not in known] if may_accept else []
    return Waiting(len(theirs) + len(others), tuple(programmes), proposed, _facts(person))


def _facts(person: Account) -> int:
    """Count the facts that somebody else has proposed; a log that cannot be read has none."""
    count, today = 0, state().today()
    for info in state().areas.list():
        with contextlib.suppress(BoundaryError, OSError):
            count += sum(
                fact.state(today) is FactState.PROPOSED and fact.added.by != person.name
                for fact in facts_of(info.slug)
            )
    return count
