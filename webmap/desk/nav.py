"""The menu of people who have signed in. An entry appears once its page exists."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from webmap.accounts.people import Role, account

DESK_ROLES = (Role.STAFF, Role.APPROVER, Role.ADMIN, Role.PLANNER)
"""Who may ask at the desk."""
WORK_ROLES = (Role.STAFF, Role.APPROVER, Role.ADMIN)
"""Who may also report and propose."""
WORKSHOP_ROLES = (Role.EDITOR, Role.APPROVER, Role.ADMIN)
"""Who may open the workshop."""

CANDIDATE_ROLES = (*WORKSHOP_ROLES, Role.PLANNER)
"""Who may take along an area that is not in force yet."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the menu."""

    endpoint: str
    text: str
    """Key of its name."""
    roles: tuple[Role, ...]
    """One of these is enough; with none, whoever has signed in."""


ENTRIES = (
    Entry("desk.home", "nav.desk", DESK_ROLES),
    Entry("everywhere.home", "nav.everywhere", DESK_ROLES),
    Entry("files.index", "nav.files", WORK_ROLES),
    Entry("worklist.index", "nav.worklist", WORK_ROLES),
    Entry("facts.index", "nav.facts", WORK_ROLES),
    Entry("overrides.index", "nav.overrides", WORK_ROLES),
    Entry("reports.index", "nav.reports", WORK_ROLES),
    Entry("venue_admin.index", "nav.venues", (*WORK_ROLES, Role.EDITOR)),
    Entry("editions.index", "nav.editions", DESK_ROLES),
    Entry("workshop.index", "nav.workshop", WORKSHOP_ROLES),
    Entry("workshop.candidates", "nav.candidates", (Role.PLANNER,)),
    Entry("page_admin.index", "nav.pages", (Role.ADMIN,)),
    Entry("audit.index", "nav.audit", (Role.ADMIN,)),
    Entry("account.overview", "nav.account", ()),
)
"""The menu, in its order."""


def has_endpoint(endpoint: str) -> bool:
    """Tell whether a page exists in this service."""
    return endpoint in current_app.view_functions


def entries() -> tuple[Entry, ...]:
    """Return what the menu shows to whoever is asking."""
    person = account()
    if person is None:
        return ()
    return tuple(
        one
        for one in ENTRIES
        if has_endpoint(one.endpoint) and (not one.roles or person.has(*one.roles))
    )
