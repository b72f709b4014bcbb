"""Overrides as files: out of the database, and into it as proposals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from boundaries.errors import DefinitionError, Fault
from boundaries.verdict.overrides import read_overrides
from boundaries.yaml_depth import check_depth
from webmap.ask.stored_overrides import numbers_document
from webmap.store import audit, overrides
from webmap.store.work_tables import OverrideRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from boundaries.verdict.overrides import Override, Overrides
    from webmap.store.tables import User

MOST = 500
"""Overrides that one file may hold."""


def written(area: str, rows: Sequence[OverrideRow]) -> str:
    """Return approved overrides as a file that `AKCIOTERULET_OVERRIDES_DIR` could hold."""
    document = {"area": area, "overrides": [overrides.record(row) for row in rows]}
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False)


def read(text: str) -> Overrides:
    """Read a file of overrides.

    Raises:
        DefinitionError: carries every fault.
    """
    try:
        raw: Any = yaml.safe_load(check_depth(text))
    except (yaml.YAMLError, RecursionError, ValueError) as fault:
        raise DefinitionError("file", (Fault("file", "is not YAML"),)) from fault
    found = read_overrides(raw, "file")
    if len(found.entries) > MOST:
        raise DefinitionError("file", (Fault("overrides", f"has more than {MOST} entries"),))
    return found


def propose_all(session: Session, found: Overrides, *, by: User) -> list[OverrideRow]:
    """Store every override of a file as a proposal of the person who brings it.

    The people whom the file names are noted in the audit; in the service two accounts decide.
    """
    rows = []
    for entry in found.entries:
        row = overrides.propose(session, _proposal(found.area, entry), by=by)
        audit.write(session, by, "override.import", f"override:{row.id}", people=list(entry.by))
        rows.append(row)
    return rows


def _proposal(area: str, entry: Override) -> OverrideRow:
    numbers = numbers_document(entry.numbers)
    whole = numbers == "whole"
    first, last = (
        None if one is None else str(one) for one in (entry.numbers.start, entry.numbers.end)
    )
    return OverrideRow(
        area=area,
        street=entry.street,
        verdict=entry.verdict.value,
        reason=entry.reason,
        source=entry.source,
        starts=entry.start,
        expires=entry.expires,
        parity="whole" if whole else entry.numbers.parity.value,
        number_from=first,
        number_to=last,
    )
