"""Forms of the editing pages on WTForms: fields read strictly, faults beside what they are about.

The words around a field stand in its template; a form says what may be sent and what of it can be
used. Tokens against forged requests are checked before any form is read (`accounts.csrf`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import wtforms
from flask import request
from wtforms.validators import StopValidation, ValidationError

from boundaries.language.days import read_day, read_moment
from boundaries.language.hidden import hidden_in
from webmap.request.parameters import require_known_fields
from webmap.web.http import language
from webmap.web.i18n import texts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence
    from typing import Self

    from webmap.web.i18n import Texts


@dataclass(frozen=True, slots=True)
class FormFault:
    """One thing that is wrong in a form."""

    field: str
    """Id of the field."""
    text: str
    """A sentence in the language of the page."""


def fault(key: str, **words: object) -> ValidationError:
    """Return what is wrong with a field as its form takes it; the key is below `admin.fault`."""
    return ValidationError(texts(language())(f"admin.fault.{key}", **words))


class Form(wtforms.Form):  # type: ignore[misc]
    """A form with its faults in the language of the request."""

    def __init__(self, *values: Any, **named: Any) -> None:  # noqa: ANN401 - as the library's
        super().__init__(*values, **named)
        self._others: list[FormFault] = []

    @classmethod
    def sent(cls, beside: Sequence[str] = ()) -> Self:
        """Read the form that the request holds.

        Args:
            beside: fields that somebody else reads.

        Raises:
            Problem: it holds a field that this form does not have.
        """
        form = cls(request.form)
        require_known_fields(request.form, (*(field.name for field in form), *beside, "csrf_token"))
        return form

    @property
    def t(self) -> Texts:
        """The texts in the language of the request."""
        return texts(language())

    @property
    def faults(self) -> list[FormFault]:
        """What is wrong, in the order of the fields, then what was noted about several of them."""
        own = [FormFault(field.name, text) for field in self for text in field.errors]
        return own + self._others

    def tell(self, name: str, text: str) -> None:
        """Note what is wrong, in a sentence, at a field or another place of the page."""
        self._others.append(FormFault(name, text))

    def fault(self, name: str, key: str, **words: object) -> None:
        """Note a fault by its key below `admin.fault`."""
        self.tell(name, self.t(f"admin.fault.{key}", **words))

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as the library's
        """Look at every field; true without a fault."""
        return super().validate(extra_validators) and not self._others

    def check(self, *names: str) -> bool:
        """Look at some fields where the others do not matter; true where these have no fault."""
        return {True} == {self[name].validate(self) for name in names}

    def populate_obj(self, obj: object) -> None:
        """Give a row what its fields of the same names hold; buttons are no fields of a row."""
        for name, field in self._fields.items():
            if hasattr(type(obj), name):
                field.populate_obj(obj, name)


class _Field(wtforms.Field):  # type: ignore[misc]
    """A field that shows again what was typed. What cannot be read is not looked at further."""

    limit: int | None = None
    """Characters that may be typed."""
    needed = False

    @property
    def shown(self) -> str:
        """What the page shows in it."""
        return str(self.raw_data[0]) if self.raw_data else self.written()

    def show(self, text: str) -> None:
        """Show a text in the place of what was sent."""
        self.raw_data = [text]

    def written(self) -> str:
        """Return the value as somebody would type it."""
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read what was sent."""
        self.data = self.read(valuelist[0] if valuelist else "")

    def read(self, text: str) -> object:
        """Return the value of a text; raises `ValidationError` where it has none."""
        return text

    def pre_validate(self, form: object) -> None:
        """Look no further at what could not be read, nor at what is missing."""
        del form
        if self.process_errors:
            raise StopValidation
        if self.needed and not self.data:
            raise StopValidation(fault("missing").args[0])


class Line(_Field):
    """A text of one line, its blanks tidied."""

    data: str

    def __init__(self, limit: int = 200, *, needed: bool = False, **options: Any) -> None:  # noqa: ANN401 - as the library's
        super().__init__(default="", **options)
        self.limit, self.needed = limit, needed

    def tidied(self, text: str) -> str:
        """Return a text as it is kept."""
        return " ".join(text.split())

    def read(self, text: str) -> str:
        """Return the text, tidied."""
        if hidden_in(text):
            self.data = ""
            raise fault("odd")
        return self.tidied(text)

    def post_validate(self, form: object, validation_stopped: bool) -> None:  # noqa: FBT001 - as the library's
        """Refuse what is too long."""
        del form
        if not validation_stopped and len(self.data) > (self.limit or 0):
            raise fault("too_long", limit=self.limit)


class Words(Line):
    """A text of several lines."""

    def __init__(self, limit: int = 4_000, *, needed: bool = False, **options: Any) -> None:  # noqa: ANN401 - as the library's
        super().__init__(limit, needed=needed, **options)

    def tidied(self, text: str) -> str:
        """Return the text with the line ends of Unix."""
        return text.replace("\r\n", "\n").strip()


class Choice(_Field):
    """One of several codes; "" where none is chosen and none is needed."""

    data: str

    def __init__(self, codes: Collection[str] = (), *, needed: bool = True, **options: Any) -> None:  # noqa: ANN401 - as the library's
        super().__init__(default="", **options)
        self.codes, self._must = codes, needed

    def post_validate(self, form: object, validation_stopped: bool) -> None:  # noqa: FBT001 - as the library's
        """Refuse what cannot be chosen."""
        del form, validation_stopped
        if self.data not in self.codes and (self.data or self._must):
            self.data = ""
            raise fault("choice")


class Number(_Field):
    """A number with a decimal comma or point; None where the field is empty."""

    data: float | None

    def __init__(self, limit: int, digits: int | None = None, **options: Any) -> None:  # noqa: ANN401 - as the library's
        super().__init__(**options)
        self.limit, self._digits = limit, digits

    def written(self) -> str:
        """Return the number with the digits of the field and no zeros behind them."""
        if self.data is None or self._digits is None:
            return "" if self.data is None else f"{self.data:g}"
        return f"{self.data:.{self._digits}f}".rstrip("0").rstrip(".")

    def read(self, text: str) -> float | None:
        """Return the number; people write spaces between thousands."""
        typed = text.strip().replace(",", ".")
        if not typed:
            return None
        self.data = None
        try:
            value = float(typed)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise fault("number")
        return value


class Day(_Field):
    """A day."""

    data: dt.date | None

    def __init__(self, *, needed: bool = True, **options: Any) -> None:  # noqa: ANN401 - as the library's
        super().__init__(**options)
        self.needed = needed

    def read(self, text: str) -> dt.date | None:
        """Return the day; None where none is given and none is needed."""
        if not text.strip() and not self.needed:
            return None
        self.data = None
        try:
            return read_day(text)
        except ValueError:
            raise fault("day") from None


class Moment(_Field):
    """A moment without a zone, as people write it."""

    data: dt.datetime | None

    def __init__(self, *, needed: bool = False, **options: Any) -> None:  # noqa: ANN401 - as the library's
        super().__init__(**options)
        self.needed = needed

    def written(self) -> str:
        """Return the moment as browsers take it."""
        return "" if self.data is None else self.data.strftime("%Y-%m-%dT%H:%M")

    def read(self, text: str) -> dt.datetime | None:
        """Return the moment; None where none is given."""
        typed = text.strip()
        if not typed and not self.needed:
            return None
        self.data = None
        try:
            return read_moment(typed)
        except ValueError:
            raise fault("moment") from None


class YesNo(Choice):
    """Yes, no, or nothing where nobody knows; of a row, True, False or None."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - as the library's
        super().__init__(("yes", "no"), needed=False, **options)

    def process_data(self, value: object) -> None:
        """Take what is stored."""
        self.data = "" if value is None or value == "" else "yes" if value else "no"

    def populate_obj(self, obj: object, name: str) -> None:
        """Store the answer."""
        setattr(obj, name, {"yes": True, "no": False}.get(self.data))


class Reference(Choice):
    """The number of another row, or nothing."""

    def process_data(self, value: object) -> None:
        """Take what is stored."""
        self.data = "" if value is None else str(value)

    def populate_obj(self, obj: object, name: str) -> None:
        """Store the number."""
        setattr(obj, name, int(self.data) if self.data else None)


class Ticks(wtforms.Field):  # type: ignore[misc]
    """Which of several boxes are ticked."""

    data: list[str]
    codes: Collection[str] = ()

    def process_data(self, value: Sequence[str] | None) -> None:
        """Take what is stored."""
        self.data = list(value or ())

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take what was sent."""
        self.data = list(valuelist)

    def pre_validate(self, form: object) -> None:
        """Refuse a box that is not there."""
        del form
        if not set(self.data) <= set(self.codes):
            raise fault("choice")


class Tick(wtforms.Field):  # type: ignore[misc]
    """A box that is ticked or not."""

    data: bool

    def process_data(self, value: object) -> None:
        """Take what is stored."""
        self.data = bool(value)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take what was sent."""
        self.data = any(valuelist)
