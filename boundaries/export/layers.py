"""The layers of an edition: area, legs, ledger, zone, parts; and of two editions: difference.

The ledger is a table of every leg, also of those that have no line of their own; the layer of the
legs has the ones that can be drawn. The street list is a layer of its own: ranges of house numbers
with their verdicts. Every row carries edition, credits and licence.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import shapely

from boundaries.edition.variants import difference as compare
from boundaries.export.documents import leg_properties
from boundaries.ground.parted import line_of
from boundaries.language.names import normal_key
from boundaries.model import Decision
from geo.difference import areal, difference_of

from .provenance import LICENCE
from .tables import Column, Layer, Row, Value, as_multi

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shapely.geometry.base import BaseGeometry

    from boundaries.model import Edition, EditionPart, LedgerEntry
    from boundaries.streets.street_list import Street, StreetList, StreetRow


COMMON = (
    Column("area"),
    Column("variant"),
    Column("edition"),
    Column("attribution", short="credit"),
    Column("licence"),
)
"""Columns of every layer."""
_AREA = (
    Column("title"),
    Column("title_en"),
    Column("town"),
    Column("m2", "real"),
    Column("km2", "real"),
    Column("provisional_legs", short="provis_leg"),
    Column("valid_start", short="valid_from"),
    Column("valid_end", short="valid_to"),
    Column("projects"),
    Column("source"),
    Column("sentence", long=True),
    Column("network_note", short="net_note", long=True),
)
_LEG = (
    Column("number", "integer"),
    Column("kind"),
    Column("name"),
    Column("text"),
    Column("note"),
    Column("rule"),
    Column("side"),
    Column("decision"),
    Column("certainty"),
    Column("uncertainty_m", "real", "uncert_m"),
    Column("length_m", "real"),
    Column("offset_m", "real"),
    Column("offset_basis", short="offset_bas"),
    Column("walked_as"),
    Column("continues", "integer"),
    Column("start_kind"),
    Column("end_kind"),
    Column("author"),
    Column("date"),
    Column("reason", long=True),
    Column("evidence", long=True),
    Column("sources", long=True),
    Column("ways", long=True),
)
_PARTS = (
    Column("number", "integer"),
    Column("kind"),
    Column("effect"),
    Column("name"),
    Column("parity"),
    Column("from"),
    Column("to"),
    Column("section_from", short="sect_from"),
    Column("section_to", short="sect_to"),
    Column("open", "integer"),
    Column("legs"),
    Column("length_m", "real"),
    Column("text", long=True),
)
_ZONE = (Column("m2", "real"), Column("provisional_legs", short="provis_leg"))
_PART = (
    Column("part"),
    Column("status"),
    Column("m2", "real"),
    Column("other_variant", short="other_var"),
    Column("other_edition", short="other_ed"),
)
MIN_PART_M2 = 0.01
"""A part smaller than this is the rounding of coordinates to centimetres."""


def common_values(edition: Edition) -> dict[str, Value]:
    """Return the values of the columns of every layer (`COMMON`)."""
    return {
        "area": edition.slug,
        "variant": edition.variant,
        "edition": edition.hash,
        "attribution": edition.attribution,
        "licence": LICENCE,
    }


def edition_layers(edition: Edition) -> dict[str, Layer]:
    """Return the layers of an edition by name; `uncertain_zone` and `parts` where there are."""
    found = [area_layer(edition), legs_layer(edition), ledger_layer(edition)]
    if edition.uncertain_zone is not None and not edition.uncertain_zone.is_empty:
        found.append(zone_layer(edition))
    if edition.parts:
        found.append(parts_layer(edition))
    return {layer.name: layer for layer in found}


def area_layer(edition: Edition) -> Layer:
    """Return the area, one row."""
    values: dict[str, Value] = {
        **common_values(edition),
        "title": edition.title.get("hu", edition.slug),
        "title_en": edition.title.get("en"),
        "town": edition.town,
        "m2": round(edition.area.area, 1),
        "km2": round(edition.area.area / 1e6, 4),
        "provisional_legs": _numbers(edition),
        "valid_start": edition.valid_start,
        "valid_end": edition.valid_end,
        "projects": "; ".join(edition.projects),
        "source": ", ".join(filter(None, map(edition.source.get, ("title", "publisher")))),
        "sentence": edition.sentence,
        "network_note": edition.network_notes.get("hu", edition.network_note),
    }
    return Layer("area", "MultiPolygon", _AREA + COMMON, (Row("area", edition.area, values),))


def legs_layer(edition: Edition) -> Layer:
    """Return the legs that have a line of their own, in walking order."""
    rows = tuple(row for row in _leg_rows(edition) if row.geometry is not None)
    return Layer("legs", "LineString", _LEG + COMMON, rows)


def ledger_layer(edition: Edition) -> Layer:
    """Return every leg as a table without geometry, in walking order."""
    rows = tuple(Row(row.id, None, row.values) for row in _leg_rows(edition))
    return Layer("ledger", None, _LEG + COMMON, rows)


def _leg_rows(edition: Edition) -> Iterator[Row]:
    for leg in edition.legs:
        line = shapely.LineString(leg.line) if len(leg.line) > 1 else None
        yield Row(f"leg-{leg.number}", line, {**_leg_values(leg), **common_values(edition)})


def _leg_values(leg: LedgerEntry) -> dict[str, Value]:
    known: dict[str, Any] = leg_properties(leg)
    known["start_kind"] = leg.start.kind.value if leg.start else None
    known["end_kind"] = leg.end.kind.value if leg.end else None
    known["evidence"] = "; ".join(leg.evidence)
    known["sources"] = "; ".join(leg.sources)
    known["ways"] = json.dumps(known["ways"], separators=(",", ":"))
    return {column.name: known[column.name] for column in _LEG}


def zone_layer(edition: Edition) -> Layer:
    """Return the ground where answers are undecidable because a line is unknown."""
    zone = edition.uncertain_zone or shapely.MultiPolygon()
    values: dict[str, Value] = {
        **common_values(edition),
        "m2": round(float(zone.area), 1),
        "provisional_legs": _numbers(edition),
    }
    rows = (Row("uncertain-zone", as_multi(zone), values),)
    return Layer("uncertain_zone", "MultiPolygon", _ZONE + COMMON, rows)


def parts_layer(edition: Edition) -> Layer:
    """Return what an area of several parts is made of: rims of rings, stretches of streets.

    A part of several streets, or of several ranges of one, has a row for each.
    """
    rows = tuple(
        Row(f"part-{part.number}-{at}", line, {**values, **common_values(edition)})
        for part in edition.parts
        for at, (line, values) in enumerate(_part_rows(part, edition), start=1)
    )
    return Layer("parts", "MultiLineString", _PARTS + COMMON, rows)


def _part_rows(
    part: EditionPart, edition: Edition
) -> Iterator[tuple[BaseGeometry | None, dict[str, Value]]]:
    told: dict[str, Value] = dict.fromkeys(column.name for column in _PARTS)
    told |= {
        "number": part.number,
        "kind": part.kind.value,
        "effect": part.effect.value,
        "name": part.name,
        "legs": ", ".join(map(str, part.legs)),
        "text": part.text,
        "open": 0,
    }
    for street in part.streets:
        line, section = _multi(line_of(street)), street.section
        yield (
            line,
            {
                **told,
                "name": street.name,
                "parity": street.numbers.parity,
                "from": street.numbers.start or None,
                "to": street.numbers.end or None,
                "section_from": section.start if section else None,
                "section_to": section.end if section else None,
                "open": int(street.is_open),
                "length_m": None if line is None else round(float(line.length), 1),
            },
        )
    if not part.streets:
        lines = [leg.line for leg in edition.legs if leg.number in part.legs and len(leg.line) > 1]
        rim = shapely.MultiLineString(lines) if lines else None
        yield rim, {**told, "length_m": None if rim is None else round(float(rim.length), 1)}


def _numbers(edition: Edition) -> str:
    return ", ".join(str(number) for number in edition.provisional)


def difference_layer(edition: Edition, other: Edition) -> Layer:
    """Return what two editions of an area have in common and where they differ.

    Returns:
        Rows with `part` "both", "only_first" and "only_second" in square metres and `status`
        "known". Where a leg that differs has no line of its own, nobody knows the difference:
        then the common part and the ground where the line may run (`part` "unknown") have the
        `status` "unknown", and no part says 0.
    """
    known = difference_is_known(edition, other)
    change = difference_of(edition.area, other.area)
    parts: dict[str, BaseGeometry | None] = {
        "both": areal(shapely.intersection(edition.area, other.area)),
        "only_first": change.lost,
        "only_second": change.gained,
        "unknown": None if known else _zones(edition, other),
    }
    rows = tuple(
        Row(part, as_multi(shape), _part_values(edition, other, part, shape, known=known))
        for part, shape in parts.items()
        if shape is not None and shape.area > MIN_PART_M2
    )
    return Layer("difference", "MultiPolygon", _PART + COMMON, rows)


def difference_is_known(edition: Edition, other: Edition) -> bool:
    """Tell whether every leg in which two editions differ has a line of its own."""
    if len(edition.legs) == len(other.legs):
        return bool(compare(edition, other)["status"] == "known")
    legs = (*edition.legs, *other.legs)
    return all(leg.decision is not Decision.STAND_IN for leg in legs)


def _part_values(
    edition: Edition, other: Edition, part: str, shape: BaseGeometry, *, known: bool
) -> dict[str, Value]:
    return {
        **common_values(edition),
        "part": part,
        "status": "known" if known else "unknown",
        "m2": round(float(shape.area), 1),
        "other_variant": other.variant,
        "other_edition": other.hash,
    }


def _zones(edition: Edition, other: Edition) -> BaseGeometry | None:
    zones = [zone for zone in (edition.uncertain_zone, other.uncertain_zone) if zone is not None]
    return areal(shapely.union_all(zones)) if zones else None


_STREET = (
    Column("street"),
    Column("thoroughfare_name", short="thor_name"),
    Column("thoroughfare_type", short="thor_type"),
    Column("parity"),
    Column("from"),
    Column("to"),
    Column("district"),
    Column("doors", "integer"),
    Column("highest", "integer"),
    Column("verdict"),
    Column("reason"),
    Column("leg", "integer"),
    Column("basis"),
    Column("line"),
)
STREET_LINE = "street"
"""Value of the column `line` where the geometry is the line of the whole street, which its
ranges share; it is empty where the map has no line of that name."""


def streets_layer(
    edition: Edition, streets: StreetList, lines: Mapping[str, BaseGeometry]
) -> Layer:
    """Return one row for each range of the street list.

    Args:
        edition: the area whose verdicts the list holds.
        streets: the list.
        lines: line of a street in EOV metres by `names.normal_key` of its name. A row of a
            street that has one gets the whole of it, not only the stretch of its range.
    """
    rows = tuple(_street_rows(streets, lines, common_values(edition)))
    return Layer("streets", "MultiLineString", _STREET + COMMON, rows)


def _street_rows(
    streets: StreetList, lines: Mapping[str, BaseGeometry], common: Mapping[str, Value]
) -> Iterator[Row]:
    for street in streets.streets:
        line = lines.get(normal_key(street.full_name))
        for row in street.rows:
            yield Row(row_id(street, row), _multi(line), {**_values(street, row, line), **common})


def row_id(street: Street, row: StreetRow) -> str:
    """Return the id of a range: it stays as long as street, range and district do."""
    numbers = row.numbers
    span = "-".join(end or "" for end in numbers.ends)
    parts = (street.full_name, numbers.parity.value, span, row.district)
    return "_".join(part.replace("/", "-").replace(" ", "-") for part in parts)


def _values(street: Street, row: StreetRow, line: BaseGeometry | None) -> dict[str, Value]:
    return {
        "street": street.full_name,
        "thoroughfare_name": row.name,
        "thoroughfare_type": row.type,
        **cast("dict[str, Value]", row.values),
        "line": STREET_LINE if line is not None else None,
    }


def _multi(line: BaseGeometry | None) -> BaseGeometry | None:
    return None if line is None else shapely.MultiLineString(list(shapely.get_parts(line)))
