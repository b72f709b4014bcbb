"""An edition beside the one in force, and the map of both: for the desk and for the workshop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boundaries.edition.beside import map_files
from boundaries.errors import UnknownAreaError
from boundaries.export.backdrop import backdrop_of
from webmap.admin.edition_rows import comparison
from webmap.request.state import state
from webmap.web.http import language

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from boundaries.model import Edition
    from webmap.admin.edition_rows import Comparison
    from webmap.maps.maps import MapParts


def in_force(slug: str, variant: str) -> Edition | None:
    """Return the edition of an area that is in force; None where nothing is."""
    try:
        return state().areas.edition(slug, variant)
    except UnknownAreaError:
        return None


def held(found: Edition) -> Edition | None:
    """Return the edition that is in force of the same area and variant; None where nothing is."""
    return in_force(found.slug, found.variant)


def against_force(found: Edition) -> Comparison:
    """Compare with what is in force; where nothing is, with itself."""
    return compared(held(found) or found, found)


def compared(first: Edition, second: Edition) -> Comparison:
    """Compare two editions; what was compared once is kept."""
    key = ("comparison", first.hash, first.variant, second.hash, second.variant)
    return state().once(key, lambda: comparison(first, second))


def map_of(found: Comparison, maps: Sequence[Path] | None = None) -> MapParts:
    """Draw two editions over each other.

    Args:
        found: the editions.
        maps: files of the map behind a first edition; those beside it where none is given.
    """
    from webmap.admin.maps import compare_map  # noqa: PLC0415 - folium takes a second to import

    lang, ground = language(), found.drift.area
    key = ("compare-map", lang, found.first.hash, found.second.hash)
    pair, second = (ground.gained, ground.lost), found.second

    def drawn() -> MapParts:
        # Lines of an area that is in force have an address; those of a first edition stand here.
        lines = None
        if held(second) is None:
            lines = backdrop_of(map_files(second) if maps is None else maps)
        return compare_map(found.first, second.area, pair, lang, state().settings, lines)

    return state().once(key, drawn)
