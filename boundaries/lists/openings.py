"""What words can open in a list, beside a street: a heading, a side, a type, an office. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..language.house_numbers import Parity


class Opens(StrEnum):
    """The sorts of opening."""

    TITLE = "title"
    """What the list is of."""
    EXCEPTION = "exception"
    """What follows is taken out: "Kivéve:"."""
    SERVICE = "service"
    """Who serves the area, where and when: "Rendelő: Fő u. 5."."""
    SIDE = "side"
    """The side of the streets of a line: "(páros oldal) Ady út, Fő utca"."""
    TYPE = "type"
    """The type of the names that follow without one: "Terek: Hősök, Kossuth"."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One of them."""

    sort: Opens
    stop: int
    """The token behind it."""
    side: Parity | None = None
    type: str = ""
