"""Which elements of an extract are lines on the ground, and what each is called."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from .network import Way, WayKind
from .osm.tags import (
    NO_LINE,
    OUT_OF_USE,
    STREET_RELATIONS,
    OtherName,
    former_street_use,
    is_gone,
    is_paved_area,
    names_today,
    other_names,
    street_use,
)

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from .osm.elements import Extract, RawRelation

T = TypeVar("T")

RAILWAYS = {"rail", "light_rail", "narrow_gauge", "preserved", "disused", "abandoned", "tram"}
NO_LINE_ROLES = ("inner", "platform", "stop", "label", "admin_centre", "subarea")
"""Beginnings of the roles of members that are not the line of their relation."""


class _Loan(NamedTuple):
    """What a relation lends a way that is its member."""

    kind: WayKind | None
    """What sort of line the relation is; None where it only names streets."""
    name: str = ""
    """May be missing: the relation still says what sort of line the way is."""
    ref: str = ""
    others: tuple[OtherName, ...] = ()


def lines_on_the_ground(extract: Extract) -> list[Way]:
    """Return the ways of an extract that are lines on the ground, with what they are called.

    What relations lend their members is theirs: the name of a river, the number of a railway.
    """
    drawn = {n for raw in extract.ways if raw.tags.get("highway") for n in names_today(raw.tags)}
    lent = _from_relations(extract, drawn)
    ways = []
    for raw in extract.ways:
        loans = lent.get(raw.id, [])
        kind = _kind(raw.tags) or next((loan.kind for loan in loans if loan.kind), None)
        if kind is None or (_is_outline(raw.tags) and raw.tags["name"] in drawn):
            continue
        same = [loan for loan in loans if loan.kind is kind]
        names = [*names_today(raw.tags), *(loan.name for loan in same if loan.name)]
        also = [(loan.kind, loan.name) for loan in loans if loan.kind not in {kind, None}]
        named = [*same, *(x for x in loans if x.kind is None and kind is WayKind.STREET)]
        others = [other for loan in named for other in loan.others]
        own_refs = [r.strip() for r in raw.tags.get("ref", "").split(";") if r.strip()]
        refs = [*own_refs, *(loan.ref for loan in same if loan.ref)]
        nodes = tuple(n for n, m in zip(raw.nodes, (*raw.nodes[1:], None), strict=True) if n != m)
        if len(nodes) > 1:
            way = Way(raw.id, kind, nodes, _once(names), _once(refs), raw.tags)
            ways.append(
                dataclasses.replace(
                    way,
                    also=_once((k, name) for k, name in also if k and name),
                    others=_once([*other_names(raw.tags), *others]),
                    out_of_use=_out_of_use(raw.tags) if kind is WayKind.STREET else "",
                )
            )
    return ways


def _once(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))


def _from_relations(extract: Extract, drawn: Container[str]) -> dict[int, list[_Loan]]:
    """Return way id -> what relations lend it."""
    lent: dict[int, list[_Loan]] = {}
    for relation in extract.relations:
        if loan := _loan(relation, drawn):
            for way_id, role in relation.ways:
                if not role.startswith(NO_LINE_ROLES):
                    lent.setdefault(way_id, []).append(loan)
    return lent


def _loan(relation: RawRelation, drawn: Container[str]) -> _Loan | None:
    """Return what a relation lends its ways; None where it lends nothing.

    Args:
        relation: of an extract.
        drawn: names of the streets and squares that the extract draws as lines. Where there is
            one, a boundary follows the line and not the outline of the paved ground.
    """
    tags = relation.tags
    name = tags.get("name", "")
    kind = _kind(tags)
    if is_paved_area(tags):
        kind = WayKind.AREA if name and name not in drawn else None
    elif tags.get("type") in STREET_RELATIONS and kind is None and name:
        return _Loan(None, others=(OtherName(f"relation/{relation.id} name", name),))
    if kind is None or kind is WayKind.STREET:
        return None
    return _Loan(kind, name, tags.get("ref", ""), other_names(tags))


def _kind(tags: Mapping[str, str]) -> WayKind | None:  # noqa: PLR0911 - one line for each kind
    use = street_use(tags)
    if use is not None and tags.get("highway") not in OUT_OF_USE:
        return WayKind.STREET
    if tags.get("railway") in RAILWAYS or tags.get("route") in {"railway", "tracks"}:
        return WayKind.RAILWAY
    if is_gone(tags):
        return None
    if tags.get("waterway", "no") not in NO_LINE or tags.get("natural") == "water":
        return WayKind.WATER
    if tags.get("boundary") == "administrative":
        return WayKind.BORDER
    if use is not None or former_street_use(tags) is not None:
        return WayKind.STREET
    if any(key in tags for key in ("place", "leisure", "landuse", "amenity")):
        return WayKind.AREA
    if tags.get("boundary", "no") not in NO_LINE or _is_outline(tags):
        return WayKind.AREA
    return None


def _is_outline(tags: Mapping[str, str]) -> bool:
    """Tell whether a way is nothing but the outline of the paved ground of a street or square."""
    return "name" in tags and not tags.get("highway") and is_paved_area(tags)


def _out_of_use(tags: Mapping[str, str]) -> str:
    return street_use(tags) or former_street_use(tags) or ""
