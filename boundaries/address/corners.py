"""Places that a text tells by two streets: "a Fő utca és az Alma utca sarkán". Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .addresses import parse_address, types_of
from .street_match import find_exact

if TYPE_CHECKING:
    from .addresses import ParsedAddress
    from .street_index import S, StreetIndex

_JOINED = re.compile(
    r" (?:és|es|-|illetve|valamint) (?:az? )?|(?<=[^\d\s])/(?=[^\W\d])", re.IGNORECASE
)


def streets_of_corner(parsed: ParsedAddress, index: StreetIndex[S]) -> tuple[S, ...]:
    """Return the streets that a text without a house number joins; none where it names one.

    Args:
        parsed: of the text.
        index: of the town's list.
    """
    if parsed.number is not None or not parsed.type_written:
        return ()
    pieces = _JOINED.split(parsed.name or "")
    if len(pieces) == 1:
        return ()
    found = []
    for piece in pieces:
        typed = bool(types_of(piece.split()[-1])) if piece.split() else False
        match = find_exact(
            parse_address(piece if typed else f"{piece} {parsed.type_written}"), index
        )
        if match is None or match.street is None:
            return ()
        found.append(match.street)
    return tuple(found)
