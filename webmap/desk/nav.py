"""The menus, and where in them a page lies. An entry appears once its page exists."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request

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
    Entry("files.index", "nav.files", tuple(Role)),
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

PLACES = {
    "pages": "pages.home",
    "pages.boundary_map": "pages.boundary_map",
    "programmes": "programmes.index",
    "events": "events.index",
    "venues_public": "events.index",
    "downloads": "downloads.page",
    "ogc": "downloads.page",
    "info": "info.page",
    "info.edit": "page_admin.index",
    "info.save": "page_admin.index",
    "verify": "verify.page",
    "reports.new": "reports.new",
    "reports.send": "reports.new",
    "sheet": "desk.home",
    "event_admin": "venue_admin.index",
    "venue_import": "venue_admin.index",
    "account.login": "account.login",
    "account.log_in": "account.login",
    "workshop.candidates": "workshop.candidates",
    **{one.endpoint.partition(".")[0]: one.endpoint for one in reversed(ENTRIES)},
}
"""Endpoint, or blueprint of the others -> entry of a menu, or link of the footer, where it lies."""
OTHERWISE = {
    "workshop.index": "workshop.candidates",
    "workshop.candidates": "workshop.index",
}
"""Entry -> the one below which its pages lie for those whose menu does not have it."""


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


def mark(entry: str, slug: str | None = None) -> dict[str, str | None]:
    """Return what marks an entry of a menu where the page that is open is it or lies below it.

    Args:
        entry: endpoint of the entry.
        slug: of its page, where it has several.
    """
    is_page = slug is None or slug == (request.view_args or {}).get("slug")
    if not is_page or _place(request.endpoint or "") != entry:
        return {"aria-current": None}
    own = {rule.rule for rule in current_app.url_map.iter_rules(entry)}
    return {"aria-current": "page" if str(request.url_rule) in own else "true"}


def _place(endpoint: str) -> str | None:
    """Return the entry below which a page lies."""
    place = PLACES.get(endpoint) or PLACES.get(endpoint.partition(".")[0])
    if place == "account.login" and account() is not None:
        return "account.overview"
    if place in OTHERWISE and place not in {one.endpoint for one in entries()}:
        return OTHERWISE[place]
    return place
