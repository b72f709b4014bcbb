"""Overrides: what two people have decided for an address or a range, for a time.

A YAML file for one area:

    area: kecskemet-top-6.9.1
    overrides:
      - street: Alsószéktó tanya
        numbers: 145            # or {parity: odd, from: 1, to: 15/A}; or whole
        verdict: inside         # or outside
        reason: measured on the spot
        source: protocol 12/2026
        by: [A. B., C. D.]      # two different people
        from: 2026-03-01
        expires: 2027-03-01     # the last day on which it holds

An override is used on the days from `from` to `expires` and on no other, and the answer
always shows it. Pure but for `load_overrides`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from ..errors import DefinitionError, Fault
from ..language.days import read_day
from ..language.house_numbers import NumberRange, Parity, parse_register_number
from ..language.names import fold, normal_key
from ..model import Grade, Reason, VerdictKind
from ..yaml_depth import load_here

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from ..language.house_numbers import HouseNumber
    from ..model import Answer, Details, OverrideRecord

METHOD = "override"
_FIELDS = ("street", "numbers", "verdict", "reason", "source", "by", "from", "expires")
_VERDICTS = {"inside": VerdictKind.INSIDE, "outside": VerdictKind.OUTSIDE}
PEOPLE = 2
LONGEST_TEXT = 300
"""Characters of a reason or a source: they are shown with every answer."""


@dataclass(frozen=True, slots=True)
class Override:
    """One decision of two people."""

    street: str
    """Full name: "Alsószéktó tanya"."""
    numbers: NumberRange
    verdict: VerdictKind
    reason: str
    source: str
    by: tuple[str, ...]
    start: dt.date
    expires: dt.date
    """Last day on which it holds."""

    def in_force(self, on: dt.date) -> bool:
        """Tell whether it holds on a day."""
        return self.start <= on <= self.expires

    def covers(self, street: str, number: HouseNumber | None) -> bool:
        """Tell whether it is about a street and number; a street as a whole only if it is whole."""
        if _bare(street) != _bare(self.street):
            return False
        if number is None or number.end is not None:
            return self.numbers == NumberRange(Parity.WHOLE)
        return self.numbers.covers(number)

    def record(self) -> OverrideRecord:
        """Return it as answers show it."""
        return {
            "street": self.street,
            "numbers": str(self.numbers.told()),
            "verdict": self.verdict.value,
            "reason": self.reason,
            "source": self.source,
            "by": list(self.by),
            "from": self.start.isoformat(),
            "expires": self.expires.isoformat(),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Overrides:
    """The overrides of one area; compared by identity, so that checks of them can be kept."""

    area: str
    entries: tuple[Override, ...]
    _by_street: dict[str, list[Override]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        for entry in self.entries:
            self._by_street.setdefault(_bare(entry.street), []).append(entry)

    def in_force(self, on: dt.date) -> Overrides:
        """Return those that hold on a day; they decide about every answer of that day."""
        return Overrides(self.area, tuple(o for o in self.entries if o.in_force(on)))

    def check_streets(self, known: Iterable[str]) -> None:
        """Refuse an override of a street that the list does not have: it would never be used.

        Args:
            known: full names of the streets of the area's list.

        Raises:
            DefinitionError: names every such street.
        """
        names = set(map(_bare, known))
        unknown = [entry for entry in self.entries if _bare(entry.street) not in names]
        if unknown:
            faults = [
                Fault(f"overrides of {entry.street!r}", "the street list has no such street")
                for entry in unknown
            ]
            raise DefinitionError(f"overrides of {self.area}", tuple(faults))

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what they say, whatever they were read from."""
        records = sorted(json.dumps(o.record(), sort_keys=True) for o in self.entries)
        return hashlib.sha256(json.dumps([self.area, records]).encode()).hexdigest()

    def apply(self, answer: Answer, street: str, number: HouseNumber | None, on: dt.date) -> Answer:
        """Return the answer as the override in force has it, or the answer itself.

        The details say what the override is and what the answer would be without it.

        Args:
            answer: about a known street.
            street: full name of that street.
            number: of the query, or None.
            on: the day of the question.
        """
        here = self._by_street.get(_bare(street), ())
        found = [o for o in here if o.in_force(on) and o.covers(street, number)]
        if not found or answer.area != self.area:
            return answer
        chosen = found[0]
        shown: Details = {
            "override": chosen.record(),
            "without_override": {"verdict": answer.verdict.value, "reason": answer.reason.value},
        }
        return answer.changed(
            verdict=chosen.verdict,
            reason=Reason.OVERRIDE,
            method=METHOD,
            grade=Grade.RECORDED,
            leans=None,
            share=None,
            leg=None,
            leg_number=None,
            rule=None,
            details={**answer.details, **shown},
        )


def _bare(street: str) -> str:
    return unicodedata.normalize("NFC", street).casefold()


def load_overrides(path: Path) -> Overrides:
    """Read and check a file of overrides.

    Raises:
        DefinitionError: carries every fault of the file, not just the first.
    """
    try:
        raw: Any = load_here(path.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as fault:
        raise DefinitionError(path.name, (Fault("file", f"cannot be read ({fault})"),)) from fault
    return read_overrides(raw, path.name)


def read_overrides(raw: object, source: str) -> Overrides:
    """Check what a file of overrides, or another store of them, holds.

    Args:
        raw: The mapping that the module's docstring shows.
        source: Where it comes from, for messages.

    Raises:
        DefinitionError: carries every fault, not just the first.
    """
    faults: list[Fault] = []
    if not isinstance(raw, dict) or not isinstance(raw.get("overrides"), list):
        raise DefinitionError(source, (Fault("overrides", "a list is expected"),))
    if not str(raw.get("area") or "").strip():
        faults.append(Fault("area", "is missing; the slug of the area"))
    entries = [
        entry
        for i, record in enumerate(raw["overrides"])
        for entry in _entry(record, f"overrides[{i}]", faults)
    ]
    faults += _clashes(entries)
    if faults:
        raise DefinitionError(source, tuple(faults))
    return Overrides(str(raw["area"]), tuple(entries))


def _entry(record: object, where: str, faults: list[Fault]) -> Iterable[Override]:
    """Read one entry; what is wrong with it goes to `faults` and nothing comes back."""
    if not isinstance(record, dict):
        faults.append(Fault(where, f"fields are expected: {', '.join(_FIELDS)}"))
        return ()
    before = len(faults)
    faults += [Fault(f"{where}.{key}", "is no field") for key in record if key not in _FIELDS]
    texts = {name: _text(record, name, where, faults) for name in ("street", "reason", "source")}
    numbers = _numbers(record.get("numbers"), f"{where}.numbers", faults)
    verdict = _VERDICTS.get(str(record.get("verdict")))
    if verdict is None:
        faults.append(Fault(f"{where}.verdict", "inside or outside is expected"))
    by = _people(record.get("by"), f"{where}.by", faults)
    start, end = (_day(record.get(name), f"{where}.{name}", faults) for name in ("from", "expires"))
    if start and end and end < start:
        faults.append(Fault(f"{where}.expires", f"{end} is before {start}, when it begins"))
    if len(faults) > before or not (numbers and verdict and start and end):
        return ()
    return (
        Override(
            texts["street"], numbers, verdict, texts["reason"], texts["source"], by, start, end
        ),
    )


def _text(record: Mapping[object, object], name: str, where: str, faults: list[Fault]) -> str:
    """Return a field's words, blanks and line ends tidied: they stand in sentences."""
    value = record.get(name)
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text:
        faults.append(Fault(f"{where}.{name}", "is missing"))
    elif len(text) > LONGEST_TEXT:
        faults.append(Fault(f"{where}.{name}", f"is longer than {LONGEST_TEXT} characters"))
    return text


def _people(value: object, where: str, faults: list[Fault]) -> tuple[str, ...]:
    people = tuple(str(name).strip() for name in value) if isinstance(value, list) else ()
    if len({fold(name) for name in people} - {""}) < PEOPLE:
        faults.append(Fault(where, "two different people are expected"))
    return people


def _day(value: object, where: str, faults: list[Fault]) -> dt.date | None:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        return read_day(str(value))
    except ValueError:
        faults.append(Fault(where, f"{value!r}; a day is expected, such as 2026-03-01"))
        return None


def _numbers(value: object, where: str, faults: list[Fault]) -> NumberRange | None:
    """Read "whole", one number, or {parity, from, to}."""
    if value == Parity.WHOLE.value:
        return NumberRange(Parity.WHOLE)
    if isinstance(value, dict):
        return _range(value, where, faults)
    number = parse_register_number(str(value)) if value is not None else None
    if number is None:
        faults.append(Fault(where, f"{value!r}; expected a number, a range or whole"))
        return None
    return NumberRange(Parity.CONTINUOUS, number, number)


def _range(value: Mapping[object, object], where: str, faults: list[Fault]) -> NumberRange | None:
    before = len(faults)
    names = tuple(parity.value for parity in Parity)
    if value.get("parity") not in names:
        faults.append(Fault(f"{where}.parity", f"expected one of {', '.join(names)}"))
    faults += [
        Fault(f"{where}.{key}", "is no field")
        for key in value
        if key not in {"parity", "from", "to"}
    ]
    ends: list[HouseNumber | None] = []
    for name in ("from", "to"):
        written = value.get(name)
        number = parse_register_number(str(written)) if written is not None else None
        if written is not None and number is None:
            faults.append(Fault(f"{where}.{name}", f"{written!r} is no house number"))
        ends.append(number)
    start, end = ends
    if start and end and start.key > end.key:
        faults.append(Fault(where, f"begins at {start}, behind its end {end}"))
    if len(faults) > before:
        return None
    return NumberRange(Parity(str(value["parity"])), start, end)


def _clashes(entries: Sequence[Override]) -> list[Fault]:
    """Find overrides that say opposite things of one number on one day."""
    return [
        Fault(
            f"overrides[{later}]",
            f"contradicts overrides[{earlier}] about {one.street} on {max(one.start, other.start)}",
        )
        for later, other in enumerate(entries)
        for earlier, one in enumerate(entries[:later])
        if one.verdict is not other.verdict
        and normal_key(one.street) == normal_key(other.street)
        and max(one.start, other.start) <= min(one.expires, other.expires)
        and _overlap(one.numbers, other.numbers)
    ]


def _overlap(one: NumberRange, other: NumberRange) -> bool:
    if {one.parity, other.parity} == {Parity.EVEN, Parity.ODD}:
        return False
    if one.end and other.start and one.end.key < other.start.key:
        return False
    return not (other.end and one.start and other.end.key < one.start.key)
