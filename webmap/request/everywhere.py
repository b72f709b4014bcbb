"""Every area of the service at once, with the register of many towns that the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webmap.ask.anywhere import open_everywhere, register_state
from webmap.request.state import state

if TYPE_CHECKING:
    from webmap.ask.anywhere import Everywhere


def everywhere() -> Everywhere:
    """Return every area, ready to be asked; read once for each state of the register's file.

    Raises:
        RegisterError: the register cannot be read.
    """
    areas, register = state().areas, state().settings.country_register
    key = ("everywhere", register_state(register))
    return state().once(key, lambda: open_everywhere(areas, register))
