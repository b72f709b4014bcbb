"""Who may see the street list, and what lies at the level of doors. One place for the whole rule.

It is for everybody where the operator says so. Else a person who is signed in and has a role may
see it, and a program whose token has the scope `streets`; a password that still has to be changed
opens nothing. Everything that asks here differs from reader to reader, and says so (`Vary`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g

from ..request.state import state
from .people import account
from .roles import Role, Scope

if TYPE_CHECKING:
    from flask import Flask, Response

ROLES = tuple(Role)
"""Any one of these is enough: whoever works with the service may read its street list."""


def init_app(app: Flask) -> None:
    """Tell caches which answers depend on who asks."""
    app.after_request(_vary)


def may_see_streets() -> bool:
    """Tell whether the request may see the street list: everything at the level of doors."""
    return state().settings.street_list_public or may_see_leanings()


def may_see_leanings() -> bool:
    """Tell whether the request may see which way undecidable doors lean.

    A street list that is open to everybody does not open this: it is an order of work, no answer.
    """
    g.depends_on_reader = True
    person = account()
    if person is None or person.user.must_change or not person.has(*ROLES):
        return False
    return person.scopes is None or Scope.STREETS in person.scopes


def _vary(response: Response) -> Response:
    """Keep what one reader may see out of the copies that are kept for another one."""
    if g.get("depends_on_reader", False):
        response.vary.update(("Cookie", "Authorization"))
        if account() is not None and response.cache_control.no_cache:
            response.cache_control.private = True
    return response
