"""The street list as JSON rows, each with its stable id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boundaries.export.streets import row_id

if TYPE_CHECKING:
    from .services import Areas


def street_rows(areas: Areas, slug: str, variant: str) -> list[dict[str, Any]]:
    """Return every range of the street list of an area.

    Raises:
        RegisterError: the list cannot be read.
    """
    return [
        {
            "id": row_id(street, row),
            "street": street.full_name,
            "parity": row.numbers.parity.value,
            "from": str(row.numbers.start) if row.numbers.start else None,
            "to": str(row.numbers.end) if row.numbers.end else None,
            "district": row.district,
            "doors": row.doors,
            "highest": row.highest,
            "verdict": row.verdict.value,
            "reason": row.reason.value,
            "leg": row.leg,
            "basis": row.basis or None,
        }
        for street in areas.streets(slug, variant).streets
        for row in street.rows
    ]
