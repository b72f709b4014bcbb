"""Compile an area over a new map and say what that does to the edition in force.

Nothing is taken into force here, and nothing is written.

Drift as a JSON document; geometries are WGS84 (lon, lat), metres are EOV metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely

from geo.difference import difference_of

from ..data_files import data_file
from ..doors.lines import RECORD, named_lines, recorded_lines
from ..edition.areas import bundled_network, compile_over, freeze_over, load_network, network_of
from ..edition.beside import list_folder
from ..edition.definition import load_definition
from ..edition.edition import load_edition
from ..export.documents import geojson, leg_properties, problem_document
from ..model import CompileStatus, Decision
from ..register.reading import read_register
from ..streets.street_list import geometry_hash, list_names, load_street_list
from .drift import TOLERANCE_M, Drift, LegChange, compare, compare_leg, own_line
from .rows import RowsDrift, judge_rows, load_districts, recompute_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo.difference import Difference
    from geo.network import LineNetwork

    from ..edition.definition import Definition
    from ..model import Compilation, DrawnLine, Edition, LedgerEntry
    from .drift import Distance, JunctionDrift, LegDrift
    from .parts import PartDrift
    from .rows import RowDrift


def drift_document(
    drift: Drift, rows: RowsDrift | None, compilation: Compilation, network: LineNetwork
) -> dict[str, Any]:
    """Return what a new map does to an edition.

    Returns:
        `legs` all of them, with both lines where they moved;
        `junctions` those that moved; `area` and `uncertain_zone` with the ground gained and
        lost; `rows` of the street list, or None where there is no list.
    """
    area = ground_document(drift.area)
    area["then_m2"], area["now_m2"] = _m2(drift.edition.area), _m2(drift.candidate.area)
    return {
        **_head(drift.edition, compilation, network),
        "candidate": drift.candidate.hash,
        "tolerance_m": drift.tolerance_m,
        "definition_changed": list(drift.definition_changed),
        "rim": _distance_document(drift.rim),
        "legs": [_leg_document(leg) for leg in drift.legs],
        "junctions": [_junction_document(junction) for junction in drift.junctions],
        "area": area,
        "uncertain_zone": ground_document(drift.zone),
        **({"parts": [_part_document(part) for part in drift.parts]} if drift.parts else {}),
        "rows": None if rows is None else rows_document(rows),
    }


def _part_document(part: PartDrift) -> dict[str, Any]:
    entry = part.now or part.then
    return {
        "number": part.number,
        "change": part.change.value,
        "text": entry.text if entry else "",
        "streets": list(part.streets),
    }


def first_document(
    candidate: Edition, compilation: Compilation, network: LineNetwork
) -> dict[str, Any]:
    """Return the same fields as `drift_document` for an area of which nothing is in force."""
    area = ground_document(difference_of(None, candidate.area))
    area["then_m2"], area["now_m2"] = 0.0, _m2(candidate.area)
    return {
        **_head(candidate, compilation, network),
        "candidate": candidate.hash,
        "tolerance_m": TOLERANCE_M,
        "definition_changed": [],
        "rim": None,
        "legs": [_first_leg(leg) for leg in candidate.legs],
        "junctions": [],
        "area": area,
        "uncertain_zone": ground_document(difference_of(None, candidate.uncertain_zone)),
    }


def _first_leg(leg: LedgerEntry) -> dict[str, Any]:
    """Return a leg that was not there before, be it on a line of its own or on another's."""
    document = _leg_document(compare_leg(leg.number, None, leg))
    return {**document, "change": LegChange.APPEARED.value}


def open_document(
    edition: Edition | None, compilation: Compilation, network: LineNetwork
) -> dict[str, Any]:
    """Return what is known where the new map gives no single area; nothing is compared.

    Args:
        edition: the one in force; None where nothing is.
        compilation: what the words give over the new map.
        network: the new map.
    """
    now = {leg.number: leg for leg in compilation.legs}
    then = {leg.number: leg for leg in edition.legs} if edition else {}
    numbers = sorted(then.keys() | now.keys())
    return {
        **_head(edition, compilation, network),
        "status": "not_comparable",
        "legs": [_decisions(then.get(n), now.get(n)) for n in numbers],
        "alternatives": [
            {
                "geometry": geojson(other.area, source=compilation.epsg),
                "cost_ratio": round(other.cost_ratio, 3),
                "differs_at": list(other.differs_at),
            }
            for other in compilation.alternatives
        ],
    }


def _head(
    edition: Edition | None, compilation: Compilation, network: LineNetwork
) -> dict[str, Any]:
    return {
        "area_slug": edition.slug if edition else None,
        "variant": edition.variant if edition else None,
        "edition": edition.hash if edition else None,
        "network": {"source": network.source, "timestamp": network.timestamp},
        "compile_status": compilation.status.value,
        "problems": [problem_document(p) for p in compilation.problems],
    }


def _decisions(then: LedgerEntry | None, now: LedgerEntry | None) -> dict[str, Any]:
    entry = now or then
    incomplete = now is not None and now.decision is Decision.UNRESOLVED
    return {
        "number": entry.number if entry else None,
        "name": entry.name if entry else "",
        "change": LegChange.INCOMPLETE.value if incomplete else None,
        "decision_then": then.decision.value if then else None,
        "decision_now": now.decision.value if now else None,
    }


def _leg_document(leg: LegDrift) -> dict[str, Any]:
    return {
        **_decisions(leg.then, leg.now),
        "change": leg.change.value,
        **{f"{key}_then": value for key, value in _details(leg.then).items()},
        **{f"{key}_now": value for key, value in _details(leg.now).items()},
        "distance": None if leg.distance is None else _distance_document(leg.distance),
        "geometry_then": _line_document(leg, leg.then),
        "geometry_now": _line_document(leg, leg.now),
    }


def _details(entry: LedgerEntry | None) -> dict[str, Any]:
    known = leg_properties(entry) if entry else {}
    return {
        name: known.get(name) for name in ("walked_as", "certainty", "uncertainty_m", "length_m")
    }


def _line_document(leg: LegDrift, entry: LedgerEntry | None) -> dict[str, Any] | None:
    line = own_line(entry)
    return None if line is None or leg.change is LegChange.SAME else geojson(line)


def _junction_document(junction: JunctionDrift) -> dict[str, Any]:
    return {
        "after_leg": junction.after_leg,
        "moved_m": round(junction.moved_m, 2),
        "kind_then": junction.kind_then.value,
        "kind_now": junction.kind_now.value,
        "then": _lonlat(junction.then),
        "now": _lonlat(junction.now),
    }


def _distance_document(distance: Distance) -> dict[str, Any]:
    return {
        "max_m": round(distance.max_m, 2),
        "mean_m": round(distance.mean_m, 2),
        "farthest": _lonlat(distance.at),
    }


def _lonlat(place: tuple[float, float]) -> Sequence[float]:
    found: Sequence[float] = geojson(shapely.Point(place))["coordinates"]
    return found


def ground_document(ground: Difference) -> dict[str, Any]:
    """Return the ground gained and lost as JSON."""
    return {
        "gained_m2": _m2(ground.gained),
        "lost_m2": _m2(ground.lost),
        "gained": _shape(ground.gained),
        "lost": _shape(ground.lost),
    }


def _m2(ground: BaseGeometry) -> float:
    return round(float(ground.area), 1)


def _shape(ground: BaseGeometry) -> dict[str, Any] | None:
    return None if ground.is_empty else geojson(ground)


def rows_document(rows: RowsDrift) -> dict[str, Any]:
    """Return the rows of the street list that change or may change, and counts of all."""
    return {
        "exact": rows.exact,
        "changed_rows": len(rows.rows),
        "changed_doors": rows.changed_doors,
        "counts": {
            key: {"rows": count, "doors": doors} for key, (count, doors) in rows.counts.items()
        },
        "rows": [_row_document(item) for item in rows.rows],
        "problems": list(rows.problems),
    }


def _row_document(item: RowDrift) -> dict[str, Any]:
    row = item.row.values
    kept = ("parity", "from", "to", "district", "doors", "basis", "leg")
    return {
        "thoroughfare": f"{item.row.name} {item.row.type}".strip(),
        **{name: row[name] for name in kept},  # type: ignore[literal-required]
        "basis": item.row.basis,
        "effect": item.effect.value,
        "verdict_then": row["verdict"],
        "reason_then": row["reason"],
        "verdict_now": item.verdict_now.value if item.verdict_now else None,
        "reason_now": item.reason_now.value if item.reason_now else None,
        "moved_m": item.moved_m,
        "rule_m": item.rule_m,
    }


@dataclass(frozen=True, slots=True)
class Watch:
    """The edition in force against a new map."""

    edition: Edition
    """The one in force."""
    network: LineNetwork
    """The new map."""
    compilation: Compilation
    """What the words give over it."""
    drift: Drift | None
    """None where they give no single area: then nothing is compared."""
    rows: RowsDrift | None
    """None where nothing is compared, or the area has no street list."""
    rows_note: str | None = None
    """Why there are no rows, where there are none."""

    @property
    def found(self) -> bool:
        """True where the boundary, or a row of the street list, is not as it was."""
        if self.drift is None:
            return False
        return self.drift.found or bool(self.rows and self.rows.rows)

    def document(self) -> dict[str, Any]:
        """Return it as JSON; see `drift_document`."""
        if self.drift is None:
            return open_document(self.edition, self.compilation, self.network)
        document = drift_document(self.drift, self.rows, self.compilation, self.network)
        status = "drift" if self.found else "no_drift"
        return {**document, "status": status, "rows_note": self.rows_note}


def watch(
    slug: str,
    variant: str = "programme",
    *,
    osm: Sequence[Path],
    register: Path | None = None,
    tolerance_m: float = TOLERANCE_M,
    folder: Path | None = None,
    drawn: Mapping[int, DrawnLine] | None = None,
) -> Watch:
    """Compile an area over new extracts and compare it with the edition in force.

    Args:
        slug: the area.
        variant: which reading of its sentence.
        osm: the new extracts.
        register: folder of the election office's files; the listing is then made again.
        tolerance_m: what moved by no more than this many metres counts as the same.
        folder: where the editions are.
        drawn: leg number -> line that a person supplied.

    Raises:
        DrawnLineError: a line is drawn for a leg that there is not.
        UnknownAreaError: no such area or variant.
        ExtractError: an extract cannot be read.
        RegisterError: the register or the street list cannot be read.
        EditionError: the edition was changed, or the new area cannot be frozen.
    """
    edition = load_edition(slug, variant, folder=folder)
    network = load_network(osm)
    outcome = compile_over(slug, variant, network, drawn=drawn)
    if outcome.status is not CompileStatus.COMPILED:
        return Watch(edition, network, outcome, None, None)
    candidate = freeze_over(slug, variant, outcome, network)
    drift = compare(edition, candidate, tolerance_m=tolerance_m)
    rows, note = _rows(drift, load_definition(slug), network, register)
    return Watch(edition, network, outcome, drift, rows, note)


def _rows(
    drift: Drift, definition: Definition, network: LineNetwork, register: Path | None
) -> tuple[RowsDrift | None, str | None]:
    """Return what becomes of the street list, or why that cannot be told."""
    former = network_of(drift.edition)
    if definition.street_list is None and register is None:
        return None, "the definition names no street list; give --register"
    home = data_file(definition.street_list or definition.network).parent
    # What a person recorded goes before the names of either map, as when a list is made.
    recorded = recorded_lines(bundled_network((definition.network,)), home / RECORD)
    then = {**named_lines(former), **recorded}
    now = {**named_lines(network), **recorded}
    if register is not None:
        return recompute_rows(read_register(register), drift, then, now), None
    return _judged(drift, list_folder(drift.edition) or home, then, now)


def _judged(
    drift: Drift, home: Path, then: dict[str, Any], now: dict[str, Any]
) -> tuple[RowsDrift | None, str | None]:
    variant = drift.edition.variant
    streets = load_street_list(home, variant)
    if streets.meta.geometry_hash != geometry_hash(drift.edition):
        return None, (
            "the street list was made for another edition than the one in force; make it again "
            "with akcioterulet area street-list, or give --register"
        )
    districts = load_districts(home / list_names(variant, "districts")[0])
    return judge_rows(streets, drift, then, now, districts), None
