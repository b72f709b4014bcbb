"""The form of a proposal, the rules that it has to keep, what contradicts it, what it changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.errors import DefinitionError
from boundaries.language.house_numbers import (
    HouseNumber,
    NumberRange,
    Parity,
    parse_register_number,
)
from boundaries.language.names import normal_key
from boundaries.verdict.overrides import LONGEST_TEXT, Override, read_overrides
from webmap.ask.stored_overrides import entry_document
from webmap.store import overrides
from webmap.store.tables import OverrideRow

from .forms import Choice, Day, Form, Line, fault

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from boundaries.model import VerdictKind
    from boundaries.streets.street_list import StreetList, StreetRow
    from webmap.request.streets import Suggester
    from webmap.web.i18n import Texts


EXTENTS = ("number", "range", "whole")
VERDICTS = ("inside", "outside")
PARITIES = (Parity.CONTINUOUS.value, Parity.EVEN.value, Parity.ODD.value)
_PLAIN_NUMBER = re.compile(r"[0-9]{1,5}(?:[ /]?[0-9A-Za-z]{1,4})?")


class NumbersForm(Form):
    """The fields of a range of house numbers of a street."""

    street = Line(needed=True)
    extent = Choice(EXTENTS)
    number = Line(20)
    parity = Choice(PARITIES)
    number_from = Line(20)
    number_to = Line(20)

    def check_street(self, streets: StreetList, suggester: Suggester) -> str:
        """Return the street that was typed; a fault where the list does not have it."""
        typed = self.street.data
        if not self.check("street") or typed in {one.full_name for one in streets.streets}:
            return typed
        likely = suggester.suggest(typed, 3)
        if likely:
            self.fault("street", "street_likely", names=", ".join(likely))
        else:
            self.fault("street", "street_unknown")
        return typed

    def read_numbers(self) -> tuple[str, str | None, str | None]:
        """Return parity, first and last number of the range as the store keeps them."""
        self.check("extent")
        if self.extent.data == "number":
            number = self._number("number")
            if number is None and not self.number.errors:
                self.fault("number", "missing")
            return Parity.CONTINUOUS.value, number, number
        if self.extent.data != "range":
            return Parity.WHOLE.value, None, None
        self.check("parity")
        parity = self.parity.data
        first, last = self._number("number_from"), self._number("number_to")
        if first is None and last is None and parity == Parity.CONTINUOUS.value:
            self.fault("number_from", "no_end")
        begin, end = (parse_register_number(one or "") for one in (first, last))
        if begin and end and end.key < begin.key:
            self.fault("number_to", "range_turned")
        return parity, first, last

    def _number(self, name: str) -> str | None:
        text: str = self[name].data
        is_plain = _PLAIN_NUMBER.fullmatch(text) and parse_register_number(text)
        if self.check(name) and text and not is_plain:
            self.fault(name, "house_number")
        return text or None


class OverrideForm(NumbersForm):
    """A proposal of an override."""

    area = Line(80)
    verdict = Choice(VERDICTS)
    reason = Line(LONGEST_TEXT, needed=True)
    source = Line(LONGEST_TEXT, needed=True)
    starts = Day()
    expires = Day()
    step = Choice(("preview", "propose"), needed=False)

    def proposal(
        self, area: str, streets: StreetList, suggester: Suggester, today: dt.date
    ) -> OverrideRow | None:
        """Return what is proposed; None, with faults in the form, where it cannot be made."""
        street = self.check_street(streets, suggester)
        parity, first, last = self.read_numbers()
        self.check("verdict", "reason", "source", "starts", "expires")
        starts, expires = self.starts.data, self.expires.data
        if starts and expires and expires < starts:
            self.fault("expires", "ends_first")
        elif expires and expires < today:
            self.fault("expires", "over_already")
        if self.faults or starts is None or expires is None:
            return None
        return OverrideRow(
            area=area,
            street=street,
            verdict=self.verdict.data,
            reason=self.reason.data,
            source=self.source.data,
            starts=starts,
            expires=expires,
            parity=parity,
            number_from=first,
            number_to=last,
        )


class DecisionForm(Form):
    """What somebody decides about a proposal, and why; only an approval needs no reason."""

    act = Choice(("approve", "reject", "withdraw"))
    note = Line(300)

    def validate_note(self, field: Line) -> None:
        """Require the reason."""
        if self.act.data in {"reject", "withdraw"} and not field.data:
            raise fault("missing")


@dataclass(frozen=True, slots=True)
class Known:
    """An override that holds already, in the database or in a file."""

    entry: Override
    number: int | None
    """Of the database; None for one of a file."""


def contradicting(candidate: Override, known: Iterable[Known]) -> tuple[Known, ...]:
    """Return what says the opposite of a candidate about some number on some day."""
    return tuple(one for one in known if _contradicts(candidate, one.entry))


def _contradicts(one: Override, other: Override) -> bool:
    document = {"area": "x", "overrides": [entry_document(one), entry_document(other)]}
    try:
        read_overrides(document, "overrides")
    except DefinitionError:
        return True
    return False


def row_override(row: OverrideRow, by: tuple[str, str] | None = None) -> Override:
    """Return a row of the store as an override; a person who is still missing gets a stand-in.

    Args:
        row: stored, or a proposal that is not.
        by: the two people, where the row does not name them yet.

    Raises:
        DefinitionError: it has faults.
    """
    document = {"area": "x", "overrides": [overrides.record(row, by)]}
    return read_overrides(document, "override").entries[0]


def numbers_text(entry: Override, t: Texts) -> str:
    """Write which numbers an override is about."""
    numbers = entry.numbers
    start, end = numbers.start, numbers.end
    if start is not None and start == end:
        return t("admin.numbers.one", number=start)
    if start is None and end is None:
        return t(f"admin.numbers.all_{numbers.parity.value}")
    span = f"{start or ''}–{end or ''}"
    return t(f"admin.numbers.{numbers.parity.value}", span=span)


def groups(
    rows: Sequence[OverrideRow], today: dt.date, soon: dt.date
) -> dict[str, list[OverrideRow]]:
    """Sort overrides by what they need: a decision, a look before they end, or nothing."""
    made: dict[str, list[OverrideRow]] = {
        name: [] for name in ("proposed", "expiring", "in_force", "later", "past")
    }
    for row in rows:
        made[_group(row, today, soon)].append(row)
    return made


def _group(row: OverrideRow, today: dt.date, soon: dt.date) -> str:
    if row.state == "proposed":
        return "proposed"
    if row.state != "approved" or row.expires < today:
        return "past"
    if row.starts > today:
        return "later"
    return "expiring" if row.expires <= soon else "in_force"


@dataclass(frozen=True, slots=True)
class TouchedRow:
    """A row of the street list that an override is about."""

    row: StreetRow
    wholly: bool
    """Every listed number of the row is meant; otherwise some may be."""
    changes: bool
    """The row says something else than the override."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Every row that an override touches."""

    rows: tuple[TouchedRow, ...]

    @property
    def changed_rows(self) -> int:
        """How many rows get another verdict, wholly or in part."""
        return sum(touched.changes for touched in self.rows)

    @property
    def sure_doors(self) -> int:
        """Listed doors whose verdict changes for certain."""
        return sum(one.row.doors for one in self.rows if one.changes and one.wholly)

    @property
    def most_doors(self) -> int:
        """Listed doors whose verdict may change: in rows touched in part, all are counted."""
        return sum(one.row.doors for one in self.rows if one.changes)


def effect(streets: StreetList, street: str, numbers: NumberRange, verdict: VerdictKind) -> Effect:
    """Work out what an override changes.

    Args:
        streets: the street list of its area.
        street: full name.
        numbers: the range that it is about.
        verdict: what it says.
    """
    rows = (
        row
        for one in streets.streets
        if normal_key(one.full_name) == normal_key(street)
        for row in one.rows
    )
    return Effect(
        tuple(
            TouchedRow(row, _wholly(numbers, row), row.verdict is not verdict)
            for row in rows
            if overlap(numbers, row.numbers)
        )
    )


def overlap(one: NumberRange, other: NumberRange) -> bool:
    """Tell whether two ranges of one street may share a number.

    >>> overlap(NumberRange(Parity.ODD), NumberRange(Parity.EVEN))
    False
    """
    if {one.parity, other.parity} == {Parity.EVEN, Parity.ODD}:
        return False
    single = next((r.start for r in (one, other) if r.start is not None and r.start == r.end), None)
    if single is not None:
        return one.covers(single) and other.covers(single)
    if one.end and other.start and one.end.key < other.start.key:
        return False
    return not (other.end and one.start and other.end.key < one.start.key)


def _wholly(numbers: NumberRange, row: StreetRow) -> bool:
    """Tell whether a range takes every listed number of a row."""
    taken = row.numbers
    both = numbers.parity in {Parity.WHOLE, Parity.CONTINUOUS}
    if not both and numbers.parity is not taken.parity:
        return False
    begins = numbers.start is None or (
        taken.start is not None and numbers.start.key <= taken.start.key
    )
    return begins and (numbers.end is None or _ends_before(row, numbers.end))


def _ends_before(row: StreetRow, end: HouseNumber) -> bool:
    if row.numbers.end is not None:
        return row.numbers.end.key <= end.key
    # Behind the highest figure there may be suffixes, which only a higher end surely takes.
    return row.highest is not None and row.highest < end.number
