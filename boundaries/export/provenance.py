"""What every export says about itself: edition, source words, credits, licence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boundaries.model import Decision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from boundaries.model import Edition

ODBL = "https://opendatacommons.org/licenses/odbl/1-0/"
"""The licence of what is derived from OpenStreetMap."""
LICENCE = (
    "Lines derived from OpenStreetMap: Open Database License 1.0 "
    f"({ODBL}); other sources are credited by name in the attribution."
)
LICENCE_HU = (
    f"Az OpenStreetMapből levezetett vonalak: Open Database License 1.0 ({ODBL}); a többi forrást "
    "a forrásmegjelölés nevezi meg."
)
NOT_IN_FORCE = "no: nobody has accepted this area yet, and it may still change"
"""What `in_force` says in files of an area that waits; files of others do not have it."""
CAUTION = (
    "Inside the area is not the same as eligible: programmes have dates, places and other "
    "conditions."
)


def provenance(
    edition: Edition, *, accepted_on: str | None = None, waits: bool = False
) -> dict[str, str]:
    """Return what stands in or beside every file of an edition, in a fixed order.

    Args:
        edition: the area.
        accepted_on: ISO date on which the edition was taken into force, where known.
        waits: nobody has accepted it yet.
    """
    stand_ins = [leg for leg in edition.legs if leg.decision is Decision.STAND_IN]
    source = dict(edition.source)
    found = {
        "title": edition.title.get("hu", edition.slug),
        "title_en": edition.title.get("en", ""),
        "area": edition.slug,
        "variant": edition.variant,
        "edition": edition.hash,
        "accepted_on": accepted_on or "",
        "in_force": NOT_IN_FORCE if waits else "",
        "valid_start": edition.valid_start or "",
        "valid_end": edition.valid_end or "",
        "authority": edition.authority,
        "projects": "; ".join(edition.projects),
        "sentence": edition.sentence,
        "source": ", ".join(v for k in ("title", "publisher", "url") if (v := source.get(k))),
        "attribution": edition.attribution,
        "attribution_hu": edition.attributions.get("hu", ""),
        "licence": LICENCE,
        "licence_hu": LICENCE_HU,
        "network_note": edition.network_notes.get("en", edition.network_note),
        "network_note_hu": edition.network_notes.get("hu", edition.network_note),
        "provisional_legs": "; ".join(f"{leg.number} {leg.name}" for leg in stand_ins),
        "caution": CAUTION,
    }
    return {name: value for name, value in found.items() if value}


def as_text(facts: Mapping[str, str]) -> str:
    """Return the facts as lines of text, for a file beside the data or a header within."""
    return "\n".join(f"{name}: {value}" for name, value in facts.items()) + "\n"
