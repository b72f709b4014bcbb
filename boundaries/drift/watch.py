"""Compile an area over a new map and say what that does to the edition in force.

Nothing is taken into force here, and nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..data_files import data_file
from ..doors.lines import RECORD, named_lines, recorded_lines
from ..edition.areas import bundled_network, compile_over, freeze_over, load_network, network_of
from ..edition.beside import list_folder
from ..edition.definition import load_definition
from ..edition.edition import load_edition
from ..model import CompileStatus
from ..register.register import read_register
from ..streets.street_list import geometry_hash, list_names, load_street_list
from .document import drift_document, open_document
from .drift import TOLERANCE_M, Drift, compare
from .rows import RowsDrift, judge_rows, load_districts, recompute_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo.network import LineNetwork

    from ..edition.definition import Definition
    from ..model import Compilation, DrawnLine, Edition


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
