"""Forms of the editing pages: fields read strictly, faults kept beside the field they are about."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from webmap.web.i18n import Texts


@dataclass(frozen=True, slots=True)
class FormFault:
    """One thing that is wrong in a form."""

    field: str
    """Id of the field."""
    text: str
    """A sentence in the language of the page."""


@dataclass(slots=True)
class Form:
    """The fields of a form with what was found wrong in them.

    Args:
        values: the fields as they were sent.
        t: language of the faults.
    """

    values: Mapping[str, str]
    t: Texts
    faults: list[FormFault] = field(default_factory=list)

    def fault(self, name: str, key: str, **words: object) -> None:
        """Note a fault of a field; the key stands below `admin.fault`."""
        self.faults.append(FormFault(name, self.t(f"admin.fault.{key}", **words)))

    def line(self, name: str, limit: int = 200, *, needed: bool = False) -> str:
        """Return a field of one line, its blanks tidied."""
        return self._text(name, " ".join(self.values.get(name, "").split()), limit, needed=needed)

    def words(self, name: str, limit: int = 4_000, *, needed: bool = False) -> str:
        """Return a field of several lines."""
        text = self.values.get(name, "").replace("\r\n", "\n").strip()
        return self._text(name, text, limit, needed=needed)

    def _text(self, name: str, text: str, limit: int, *, needed: bool) -> str:
        if "\x00" in text:
            self.fault(name, "odd")
            return ""
        if needed and not text:
            self.fault(name, "missing")
        elif len(text) > limit:
            self.fault(name, "too_long", limit=limit)
        return text

    def choice(self, name: str, known: Iterable[str], *, needed: bool = True) -> str:
        """Return one of several values; "" where none is chosen and none is needed."""
        text = self.values.get(name, "")
        if text in set(known) or (not text and not needed):
            return text
        self.fault(name, "choice")
        return ""

    def day(self, name: str) -> dt.date | None:
        """Return a day, which is needed."""
        text = self.values.get(name, "").strip()
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            self.fault(name, "day")
            return None

    def moment(self, name: str, *, needed: bool = False) -> dt.datetime | None:
        """Return a moment without a zone, as people write it."""
        text = self.values.get(name, "").strip()
        if not text and not needed:
            return None
        try:
            read = dt.datetime.fromisoformat(text)
        except ValueError:
            read = None
        if read is None or read.tzinfo is not None:
            self.fault(name, "moment")
            return None
        return read

    def number(self, name: str) -> float | None:
        """Return a number with a decimal comma or point; None where the field is empty."""
        text = self.values.get(name, "").strip().replace(",", ".")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self.fault(name, "number")
            return None
        return value

    def yes_no(self, name: str) -> bool | None:
        """Return yes, no, or None where nobody knows."""
        return {"yes": True, "no": False}.get(self.choice(name, ("yes", "no"), needed=False))
