"""The report of a candidate as JSON: what it changes, and what it rests on.

It holds no moment and no path, so that the same data give the same report. `docs/refresh.md` tells
every field. Geometries are WGS84 (lon, lat); metres and square metres are of EOV.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..drift.document import drift_document, first_document, open_document
from .doors import DoorChange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.network import LineNetwork

    from ..drift.drift import Drift
    from ..model import Compilation, Edition
    from ..register.model import TownRegister
    from ..streets.street_list import StreetList
    from .doors import Count, DoorRun, DoorsDrift, State

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
    maps: Sequence[MapSource],
    register: TownRegister,
    streets: StreetList,
    former: StreetList | None,
    doors: DoorsDrift,
    in_force: dict[str, str] | None,
) -> dict[str, Any]:
    """Return what a candidate changes.

    Args:
        candidate: the new edition.
        drift: against the edition in force; None where nothing is in force.
        compilation: of the candidate.
        network: the new map.
        maps: the extracts.
        register: the new register, with every place of doors that was found.
        streets: the new street list.
        former: the street list that answers today, or None.
        doors: what becomes of the doors.
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
        "doors": _doors_document(doors),
        "street_list": _list_document(streets, former),
        "register": _register_document(register),
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


def _doors_document(doors: DoorsDrift) -> dict[str, Any]:
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


def _list_document(streets: StreetList, former: StreetList | None) -> dict[str, Any]:
    return {
        "rows": sum(len(street.rows) for street in streets.streets),
        "counts_then": None if former is None else dict(former.meta.counts),
        "counts_now": dict(streets.meta.counts),
        "source": streets.meta.source,
        "problems": list(streets.meta.problems),
    }


def _register_document(register: TownRegister) -> dict[str, Any]:
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
