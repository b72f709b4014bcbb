"""Records of the election office's files, read one by one, and what is told of those that are not.

A fault says in which file and record it is, what stands there, and what to do.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")

_MOST_SHOWN = 60
"""Characters of a value that a message shows."""
AGAIN = "download the file again"
_TEXTS = {
    "hsz": False,
    "szavkor": False,
    "ep": True,
    "lh": True,
    "kt_nev": False,
    "kt_jelleg": True,
    "int_tip": False,
    "kezd_hsz": True,
    "zaro_hsz": True,
    "szk": False,
    "cim": False,
    "szk_nev": False,
}
"""Keys whose values are text -> whether they may be missing."""
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)
"""What reading a record raises that is not laid out as expected."""


@dataclass(slots=True)
class Told:
    """What is told of the files of a town."""

    broken: list[Fault] = field(default_factory=list)
    left_out: list[Fault] = field(default_factory=list)
    odd: list[Fault] = field(default_factory=list)


def each_read(
    records: Iterable[Any], file: str, what: str, read: Callable[[Any], T], told: Told
) -> Iterator[T]:
    """Read records one by one; one that cannot be read is left out and told."""
    for at, record in enumerate(records, 1):
        try:
            yield read(record)
        except UNREADABLE as fault:
            said = f"left out: {_why_not(record, fault)}; put it right there or {AGAIN}"
            told.left_out.append(Fault(f"{file}, {what} {at}{_called(record)}", said))


def _why_not(record: object, fault: Exception) -> str:
    """Return what is wrong with a record that could not be read."""
    if isinstance(fault, KeyError | ValueError):
        return why(fault)
    inner = record.get("leiro", record) if isinstance(record, dict) else record
    if not isinstance(inner, dict):
        return f"{shown(inner)} stands where a record is expected"
    for key, optional in _TEXTS.items():
        value = inner.get(key, "")
        if not isinstance(value, str) and not (optional and value is None):
            return f"{key} is {shown(value)}, not text"
    return "it is not laid out as expected"


def shown(value: object) -> str:
    """Return a value for a message, cut where it is long."""
    text = repr(value)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _called(record: Any) -> str:  # noqa: ANN401 - whatever stands there
    """Return the name of a record for a message, where it has one."""
    if not isinstance(record, dict):
        return ""
    said = (record.get("szk"), record.get("kt_nev"), record.get("kt_jelleg"), record.get("hsz"))
    words = " ".join(word for word in said if isinstance(word, str) and word)
    return f" ({words})" if words else ""


def why(fault: BaseException) -> str:
    """Return what a fault says, in the words of those who look after the files."""
    if isinstance(fault, OSError):
        return f"cannot be read ({fault.strerror})"
    if isinstance(fault, json.JSONDecodeError | UnicodeDecodeError | RecursionError):
        return f"cannot be read as JSON ({fault})"
    return f"lacks {fault}" if isinstance(fault, KeyError) else str(fault)


def text_of(value: object, name: str) -> str:
    """Return a text that must be there.

    Raises:
        ValueError: it is missing, empty or something else.
    """
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name} is {shown(value)}, not text")
    return sys.intern(value)
