"""Characters that nobody sees and that change what everybody else reads.

A mark that turns the direction of writing lets "kovács" be read as "sćavok", or hides half of a
name; a control character ends a line of a log or of a table. No text that people write for others
needs one.
"""

from __future__ import annotations

import re

_HIDDEN = re.compile(
    # Control characters but tab and line ends; marks of direction; halves of characters.
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def hidden_in(text: str) -> str | None:
    r"""Return the name of the first such character of a text, or None.

    >>> hidden_in("Ház\u202e"), hidden_in("két\nsor")
    ('U+202E', None)
    """
    found = _HIDDEN.search(text)
    return None if found is None else f"U+{ord(found.group()):04X}"
