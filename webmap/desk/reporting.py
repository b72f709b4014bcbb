"""What a report of an inaccuracy holds: the words of the person, and what they were shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = (
    "text",
    "keep_address",
    "address",
    "area",
    "variant",
    "verdict",
    "reason",
    "edition",
    "day",
)
"""Everything that the form may hold, beside its token."""
LONGEST = 3_000
"""Characters of the person's own words."""
SHOWN = ("variant", "verdict", "reason", "edition", "day")
_LONGEST_FACT, _LONGEST_ADDRESS = 64, 200


def report_text(form: Mapping[str, str]) -> str | None:
    r"""Return what is stored, or None where nothing, or too much, was written.

    The address is part of it only where the person has ticked that it may be.

    >>> report_text({"text": "Rossz oldal.", "verdict": "inside", "address": "Fő utca 1"})
    'Rossz oldal.\n\nverdict: inside'
    """
    words = form.get("text", "").strip()
    if not words or len(words) > LONGEST:
        return None
    shown = [f"{name}: {_line(form, name)}" for name in SHOWN if _line(form, name)]
    if form.get("keep_address"):
        shown.append(f"address: {_line(form, 'address', _LONGEST_ADDRESS)}")
    return "\n".join([words, "", *shown]).strip()


def _line(form: Mapping[str, str], name: str, limit: int = _LONGEST_FACT) -> str:
    """Return a hidden field as one short line: whoever sends the form may have changed it."""
    return " ".join(form.get(name, "").split())[:limit]
