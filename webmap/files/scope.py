"""What a file is asked about: one area, or every area of the installation.

A job about every area has `EVERYWHERE` in place of an area's slug, and a `ROWS` in place of a
variant: whether the result has a row for each address, or one for each address and area.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from webmap.ask.answering import answering
from webmap.ask.many_answering import many_answering

if TYPE_CHECKING:
    from boundaries.files.many import AnyAnswering
    from webmap.ask.services import BundledAreas
    from webmap.web.settings import Settings

EVERYWHERE = "*"
"""No area has it as its slug."""
ROWS = ("address", "pair")
"""What a row of the result is: an address, or an address and one of its areas."""


def is_everywhere(slug: str) -> bool:
    """Tell whether every area is asked."""
    return slug == EVERYWHERE


def engine_of(
    areas: BundledAreas, settings: Settings, slug: str, variant: str, lang: str
) -> AnyAnswering:
    """Return the engine that answers as these areas do at this moment.

    Args:
        areas: the compiled areas.
        settings: name the register of many towns.
        slug: of an area, or `EVERYWHERE`.
        variant: of the area, or one of `ROWS`.
        lang: of the sentences.

    Raises:
        BoundaryError: the area, its list or the register cannot be read.
    """
    if not is_everywhere(slug):
        return answering(areas, slug, variant, lang)
    named = settings.country_register
    register = None if named is None else Path(named)
    return many_answering(areas, register, pairs=variant == "pair", lang=lang)


def town_of(areas: BundledAreas, slug: str, variant: str) -> str:
    """Return the town that addresses without one are taken to be in; empty where there is none."""
    return "" if is_everywhere(slug) else areas.edition(slug, variant).town


def is_behind(areas: BundledAreas, slug: str) -> bool:
    """Tell whether another machine has a newer edition of what is asked."""
    slugs = [one.slug for one in areas.list()] if is_everywhere(slug) else [slug]
    return any(map(areas.is_behind, slugs))
