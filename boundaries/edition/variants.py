"""The difference of two variants of one area: never 0 m² where nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from ..model import Decision, Edition
from .edition import load_edition

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


def compare_variants(slug: str, first: str = "programme", second: str = "ksh") -> dict[str, Any]:
    """Compare two variants of an area.

    Returns:
        `status` is "known" with `only_first_m2` and `only_second_m2`, or "unknown" with both
        None where a leg that differs has no line of its own in either variant; `legs` lists
        the legs that differ with their names and decisions.

    Raises:
        UnknownAreaError: no such area or variant.
    """
    a, b = load_edition(slug, first), load_edition(slug, second)
    return difference(a, b)


def difference(a: Edition, b: Edition) -> dict[str, Any]:
    """Compare two editions leg by leg and, where every differing leg has a line, in m²."""
    pairs = [
        (x, y) for x, y in zip(a.legs, b.legs, strict=True) if (x.name, x.kind) != (y.name, y.kind)
    ]
    lineless = [(x, y) for x, y in pairs if Decision.STAND_IN in (x.decision, y.decision)]
    known = not lineless
    legs = [
        {
            "number": x.number,
            a.variant: {"name": x.name, "decision": x.decision.value},
            b.variant: {"name": y.name, "decision": y.decision.value},
        }
        for x, y in pairs
    ]
    return {
        "area": a.slug,
        "variants": [a.variant, b.variant],
        "editions": [a.hash, b.hash],
        "status": "known" if known else "unknown",
        "only_first_m2": _m2(shapely.difference(a.area, b.area)) if known else None,
        "only_second_m2": _m2(shapely.difference(b.area, a.area)) if known else None,
        "legs": legs,
        "reason": None if known else "legs_without_line",
    }


def _m2(geometry: BaseGeometry) -> float:
    return round(float(geometry.area), 1)
