"""The report of a candidate as JSON: what it changes, and what it rests on.

It holds no moment and no path, so that the same data give the same report. `docs/refresh.md` tells
every field. Geometries are WGS84 (lon, lat); metres and square metres are of EOV.

What a candidate does to the doors of a town: every door of the register asked twice. Pure. Once as
it is answered today, by the edition in force with its street list, places and facts, and once as
the candidate would answer it, with the same facts of people.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ..drift.watch import drift_document, first_document, open_document
from ..language.house_numbers import Parity
from ..model import DECIDED, Grade, Reason, VerdictKind
from ..verdict.check import check_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from geo.network import LineNetwork

    from ..doors.positions import PlaceIndex
    from ..drift.drift import Drift
    from ..language.house_numbers import HouseNumber
    from ..model import Answer, Compilation, Edition
    from ..register.model import TownRegister
    from ..register.register import Register, Thoroughfare
    from ..streets.street_list import StreetList


class DoorChange(StrEnum):
    """What becomes of a door."""

    FLIPS = "flips"
    """From inside to outside, or the other way."""
    DECIDED = "decided"
    """It was undecidable and is decided now."""
    UNDECIDABLE = "undecidable"
    """It was decided and is not any more."""


@dataclass(frozen=True, slots=True)
class State:
    """How a door is answered."""

    verdict: VerdictKind
    reason: Reason
    grade: Grade | None


@dataclass(frozen=True, slots=True)
class Answering:
    """What answers: an edition with its street list and what is known of the doors."""

    edition: Edition
    streets: StreetList
    places: PlaceIndex | None

    def ask(self, street: Thoroughfare, number: HouseNumber) -> State:
        """Return how a door of the town is answered."""
        query = f"{self.streets.meta.town}, {street.full_name} {number}"
        answer = check_address(query, self.edition, self.streets, places=self.places)
        return _state(answer)


@dataclass(frozen=True, slots=True)
class DoorRun:
    """Doors in a row on one side of a street that change alike."""

    street: str
    parity: Parity
    first: str
    last: str
    doors: int
    """Doors of the register, units of one house number counted each."""
    change: DoorChange
    then: State
    now: State


@dataclass(frozen=True, slots=True)
class Count:
    """How many doors are answered how."""

    verdicts: Mapping[str, int]
    grades: Mapping[str, int]
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DoorsDrift:
    """What a candidate does to the doors."""

    doors: int
    """Doors of the register that have a house number."""
    then: Count | None
    """None where nothing answers today."""
    now: Count
    runs: tuple[DoorRun, ...]
    """Street by street; empty where nothing answers today."""

    def changed(self, change: DoorChange) -> int:
        """Return how many doors change so."""
        return sum(run.doors for run in self.runs if run.change is change)


def compare_doors(register: Register, then: Answering | None, now: Answering) -> DoorsDrift:
    """Ask for every door of a register, then and now.

    Args:
        register: the doors to ask for.
        then: what answers today, or None.
        now: the candidate.
    """
    counted: tuple[list[tuple[State, int]], list[tuple[State, int]]] = ([], [])
    runs: list[DoorRun] = []
    for street in register.thoroughfares:
        doors = Counter(door.number for door in street.doors if door.number is not None)
        asked = [(n, doors[n], _asked(then, street, n), now.ask(street, n)) for n in doors]
        counted[0].extend((before, count) for _, count, before, _ in asked if before is not None)
        counted[1].extend((after, count) for _, count, _, after in asked)
        known = [(n, count, one, other) for n, count, one, other in asked if one is not None]
        runs += _runs(street, known)
    return DoorsDrift(
        doors=sum(count for _, count in counted[1]),
        then=None if then is None else _count(counted[0]),
        now=_count(counted[1]),
        runs=tuple(runs),
    )


def _asked(answering: Answering | None, street: Thoroughfare, number: HouseNumber) -> State | None:
    return None if answering is None else answering.ask(street, number)


_Asked = tuple["HouseNumber", int, State, State]


def _runs(street: Thoroughfare, asked: Iterable[_Asked]) -> Iterator[DoorRun]:
    """Yield the doors that change, those in a row together."""
    ordered = sorted(asked, key=lambda one: one[0].key)
    for parity in (Parity.ODD, Parity.EVEN):
        side = [one for one in ordered if one[0].is_even is (parity is Parity.EVEN)]
        for (before, after), run in itertools.groupby(side, key=lambda one: one[2:]):
            change, members = _change(before, after), list(run)
            if change is not None:
                yield DoorRun(
                    street=street.full_name,
                    parity=parity,
                    first=str(members[0][0]),
                    last=str(members[-1][0]),
                    doors=sum(count for _, count, _, _ in members),
                    change=change,
                    then=before,
                    now=after,
                )


def _change(then: State, now: State) -> DoorChange | None:
    if then.verdict is now.verdict:
        return None
    if now.verdict not in DECIDED:
        return DoorChange.UNDECIDABLE if then.verdict in DECIDED else None
    return DoorChange.FLIPS if then.verdict in DECIDED else DoorChange.DECIDED


def _state(answer: Answer) -> State:
    return State(answer.verdict, answer.reason, answer.grade)


def _count(states: Iterable[tuple[State, int]]) -> Count:
    verdicts: Counter[str] = Counter()
    grades: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for state, doors in states:
        verdicts[state.verdict.value] += doors
        grades[state.grade.value if state.grade else "none"] += doors
        reasons[f"{state.verdict.value}: {state.reason.value}"] += doors
    return Count(*(dict(sorted(one.items())) for one in (verdicts, grades, reasons)))


SCHEMA = 1
SHOWN_FAULTS = 200
"""Faults of the register that a report lists; it counts them all."""


@dataclass(frozen=True, slots=True)
class MapSource:
    """A map extract, as its users must be told."""

    name: str
    generated: str
    """State of the data as the extracts say it (the oldest of several); empty where none does."""
    licence: str
    sha256: str


def report_document(
    *,
    candidate: Edition,
    drift: Drift | None,
    compilation: Compilation,
    network: LineNetwork,
    counted: Mapping[str, Any],
    in_force: dict[str, str] | None,
) -> dict[str, Any]:
    """Return what a candidate changes.

    Args:
        candidate: the new edition.
        drift: against the edition in force; None where nothing is in force.
        compilation: of the candidate.
        network: the new map.
        counted: what was asked of doors and lists (`counted_document`).
        in_force: how what was compared with is named (`candidates.against`).
    """
    if drift is None:
        document = first_document(candidate, compilation, network)
    else:
        document = drift_document(drift, None, compilation, network)
        document.pop("rows")
    status = "first" if drift is None else "changed" if drift.found else "same_line"
    return {
        "schema": SCHEMA,
        **document,
        "candidate": "",
        "edition": candidate.hash,
        "status": status,
        "in_force": in_force,
        "provisional": _provisional(drift, candidate),
        **counted,
    }


COUNTED = ("doors", "street_list", "register", "sources")
"""What `counted_document` tells, by name."""


def counted_document(
    *,
    doors: DoorsDrift,
    streets: StreetList,
    former: StreetList | None,
    register: TownRegister,
    maps: Sequence[MapSource],
) -> dict[str, Any]:
    """Return what a report tells of doors and lists, all that takes long to find out.

    Args:
        doors: what becomes of the doors.
        streets: the new street list.
        former: the street list that answers today, or None.
        register: the new register, with every place of doors that was found.
        maps: the extracts.
    """
    return {
        "doors": doors_document(doors),
        "street_list": list_document(streets, former),
        "register": register_document(register),
        "sources": [
            *({"kind": "map", **dataclasses.asdict(one)} for one in maps),
            *(dataclasses.asdict(one) for one in register.sources),
        ],
    }


def open_report(
    slug: str,
    variant: str,
    edition: Edition | None,
    compilation: Compilation,
    network: LineNetwork,
) -> dict[str, Any]:
    """Return why a variant gives no candidate: what its words give over the new map."""
    return {
        "schema": SCHEMA,
        **open_document(edition, compilation, network),
        "area_slug": slug,
        "variant": variant,
        "candidate": None,
        "status": "not_compiled",
    }


def _provisional(drift: Drift | None, candidate: Edition) -> dict[str, list[int]]:
    """Return the legs that a stand-in closes, then and now, and those that have a line now."""
    then = () if drift is None else drift.edition.provisional
    return {
        "then": list(then),
        "now": list(candidate.provisional),
        "became_certain": [number for number in then if number not in candidate.provisional],
    }


def doors_document(doors: DoorsDrift) -> dict[str, Any]:
    """Return what becomes of the doors as JSON."""
    changes = {
        change.value: {
            "doors": doors.changed(change),
            "ranges": [_run_document(run) for run in doors.runs if run.change is change],
        }
        for change in DoorChange
    }
    return {
        "doors": doors.doors,
        "then": None if doors.then is None else _count_document(doors.then),
        "now": _count_document(doors.now),
        **changes,
    }


def _count_document(count: Count) -> dict[str, Any]:
    return {name: dict(getattr(count, name)) for name in ("verdicts", "grades", "reasons")}


def _run_document(run: DoorRun) -> dict[str, Any]:
    return {
        "thoroughfare": run.street,
        "parity": run.parity.value,
        "from": run.first,
        "to": run.last,
        "doors": run.doors,
        **_state_document(run.then, "then"),
        **_state_document(run.now, "now"),
    }


def _state_document(state: State, when: str) -> dict[str, Any]:
    return {
        f"verdict_{when}": state.verdict.value,
        f"reason_{when}": state.reason.value,
        f"grade_{when}": None if state.grade is None else state.grade.value,
    }


def list_document(streets: StreetList, former: StreetList | None) -> dict[str, Any]:
    """Return how a street list answers, then and now, as JSON."""
    return {
        "rows": sum(len(street.rows) for street in streets.streets),
        "counts_then": None if former is None else dict(former.meta.counts),
        "counts_now": dict(streets.meta.counts),
        "source": streets.meta.source,
        "problems": list(streets.meta.problems),
    }


def register_document(register: TownRegister) -> dict[str, Any]:
    """Return what a register holds as JSON."""
    kept = register.register
    return {
        "town": register.town,
        "generated": kept.generated,
        "streets": len(kept.thoroughfares),
        "doors": sum(len(street.doors) for street in kept.thoroughfares),
        "districts": len(kept.districts),
        "places": len(register.points),
        "faults": len(register.faults),
        "first_faults": [str(fault) for fault in register.faults[:SHOWN_FAULTS]],
        "notes": dict(register.notes),
    }
