"""The form of a proposal, the rules that it has to keep, and what contradicts it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boundaries.errors import DefinitionError
from boundaries.language.house_numbers import Parity, parse_register_number
from boundaries.verdict.overrides import LONGEST_TEXT, Override, read_overrides
from webmap.ask.stored_overrides import entry_document
from webmap.store import overrides

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from boundaries.streets.street_list import StreetList
    from webmap.desk.suggest import Suggester
    from webmap.store.overrides import Proposal
    from webmap.store.work_tables import OverrideRow
    from webmap.web.i18n import Texts

    from .forms import Form

EXTENTS = ("number", "range", "whole")
VERDICTS = ("inside", "outside")
PARITIES = (Parity.CONTINUOUS.value, Parity.EVEN.value, Parity.ODD.value)
_PLAIN_NUMBER = re.compile(r"[0-9]{1,5}(?:[ /]?[0-9A-Za-z]{1,4})?")
FIELDS = (
    "area",
    "street",
    "extent",
    "number",
    "parity",
    "number_from",
    "number_to",
    "verdict",
    "reason",
    "source",
    "starts",
    "expires",
)
"""Every field of the form but its token and its buttons."""


def read_proposal(
    form: Form, area: str, streets: StreetList, suggester: Suggester, today: dt.date
) -> Proposal | None:
    """Read a proposal from its form; None, with faults in the form, where it cannot be made."""
    street = read_street(form, streets, suggester)
    parity, first, last = read_numbers(form)
    verdict = form.choice("verdict", VERDICTS)
    reason = form.line("reason", LONGEST_TEXT, needed=True)
    source = form.line("source", LONGEST_TEXT, needed=True)
    starts, expires = form.day("starts"), form.day("expires")
    if starts and expires and expires < starts:
        form.fault("expires", "ends_first")
    elif expires and expires < today:
        form.fault("expires", "over_already")
    if form.faults or starts is None or expires is None:
        return None
    return overrides.Proposal(
        area=area,
        street=street,
        verdict=verdict,
        reason=reason,
        source=source,
        starts=starts,
        expires=expires,
        parity=parity,
        number_from=first,
        number_to=last,
    )


def read_street(form: Form, streets: StreetList, suggester: Suggester) -> str:
    """Return the street that was typed; a fault of the form where the list does not have it."""
    typed = form.line("street", needed=True)
    if not typed or typed in {one.full_name for one in streets.streets}:
        return typed
    likely = suggester.suggest(typed, 3)
    if likely:
        form.fault("street", "street_likely", names=", ".join(likely))
    else:
        form.fault("street", "street_unknown")
    return typed


def read_numbers(form: Form) -> tuple[str, str | None, str | None]:
    """Return parity, first and last number of a range as the store keeps them."""
    extent = form.choice("extent", EXTENTS)
    if extent == "number":
        number = _number(form, "number", needed=True)
        return Parity.CONTINUOUS.value, number, number
    if extent != "range":
        return Parity.WHOLE.value, None, None
    parity = form.choice("parity", PARITIES)
    first, last = (_number(form, name) for name in ("number_from", "number_to"))
    if first is None and last is None and parity == Parity.CONTINUOUS.value:
        form.fault("number_from", "no_end")
    begin, end = (parse_register_number(one or "") for one in (first, last))
    if begin and end and end.key < begin.key:
        form.fault("number_to", "range_turned")
    return parity, first, last


def _number(form: Form, name: str, *, needed: bool = False) -> str | None:
    text = form.line(name, 20, needed=needed)
    if text and not (_PLAIN_NUMBER.fullmatch(text) and parse_register_number(text)):
        form.fault(name, "house_number")
    return text or None


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


def as_override(document: dict[str, object]) -> Override:
    """Return an entry in the form of the file, read.

    Raises:
        DefinitionError: it has faults.
    """
    return read_overrides({"area": "x", "overrides": [document]}, "override").entries[0]


def row_override(row: OverrideRow) -> Override:
    """Return a row of the store as an override; a person who is still missing gets a stand-in."""
    return as_override(overrides.record(row))


def proposed_override(proposal: Proposal) -> Override:
    """Return a proposal as an override, before there is a row.

    Raises:
        DefinitionError: it has faults.
    """
    whole = proposal.parity == Parity.WHOLE.value
    numbers: Any = {
        "parity": proposal.parity,
        "from": proposal.number_from,
        "to": proposal.number_to,
    }
    return as_override(
        {
            "street": proposal.street,
            "numbers": Parity.WHOLE.value if whole else numbers,
            "verdict": proposal.verdict,
            "reason": proposal.reason,
            "source": proposal.source,
            "by": ["(a)", "(b)"],
            "from": proposal.starts,
            "expires": proposal.expires,
        }
    )


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
