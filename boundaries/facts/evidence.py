"""What answers about an edition rest on beside its street list: places, lines and facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..doors.places import evidence_beside
from .in_force import load_facts

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from geo.network import LineNetwork

    from ..doors.evidence import DoorEvidence
    from ..model import Edition


def evidence_on(
    edition: Edition, folder: Path | None, today: dt.date, day: dt.date
) -> DoorEvidence | None:
    """Return what is known of the doors of an edition; None where nothing is.

    Args:
        edition: the area asked.
        folder: of its street list (`beside.list_folder`), or None where it has none.
        today: the day whose map is meant.
        day: of the question; the facts that people put on record are those of this day.

    Raises:
        RegisterError: a file beside the list cannot be read.
        FactError: the log of facts cannot be read.
    """
    if folder is None:
        return None
    facts = load_facts(edition.slug, day)
    return evidence_beside(folder, edition.town, lambda: _network(edition, today), facts or None)


def _network(edition: Edition, day: dt.date) -> LineNetwork:
    from ..edition.areas import network_of  # noqa: PLC0415 - reads extracts; rarely needed

    return network_of(edition, day)
