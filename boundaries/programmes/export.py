"""Programmes as files: JSON-LD with schema.org, CSV of facts, GeoJSON of the ground. Pure.

A file holds what the sources say and nothing more. GeoJSON follows RFC 7946 (WGS84).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..clock import BUDAPEST
from ..export.documents import feature_collection, geojson
from ..tables.cells import csv_text
from .areas import members, outline_of, settlements_of
from .dates import read_when
from .facts import fact_rows
from .model import Admission, AmountRole, OrganisationRole, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..model import Edition
    from ..towns.settlements import Settlements
    from .model import Event, Programme, Venue

CSV_COLUMNS = ("programme", "path", "section", "hu", "en", "details", "source", "words")
CREDIT = "© OpenStreetMap contributors (ODbL 1.0)"


def to_jsonld(programme: Programme, places: Settlements, *, lang: str = "hu") -> dict[str, Any]:
    """Return a programme and its events as JSON-LD (schema.org).

    Args:
        programme: the programme.
        places: the settlements of its area.
        lang: "hu" or "en", for the texts.
    """
    graph = [_service(programme, places, lang)]
    graph += [_event(programme, event, places, lang) for event in programme.events]
    return {"@context": "https://schema.org", "@graph": graph}


def _text(part: Any, lang: str) -> str:  # noqa: ANN401 - anything with both languages
    text: str = part.hu if lang == "hu" else part.en
    return text


def _service(programme: Programme, places: Settlements, lang: str) -> dict[str, Any]:
    providers = [
        {"@type": "GovernmentOrganization", "name": _text(one, lang)}
        for one in programme.organisations
        if one.role in {OrganisationRole.BENEFICIARY, OrganisationRole.CONSORTIUM_PARTNER}
        and one.count is None
    ]
    made: dict[str, Any] = {
        "@type": "GovernmentService",
        "@id": f"urn:akcioterulet:{programme.slug}",
        "name": _text(programme.title, lang),
        "identifier": [i.value for i in programme.identifiers],
        "description": " ".join(_text(one, lang) for one in programme.objectives),
        "provider": providers,
        "audience": [
            {"@type": "Audience", "audienceType": _text(one, lang)}
            for one in programme.target_groups
        ],
        "areaServed": _area_served(programme, places, lang),
    }
    if programme.contacts:
        made["availableChannel"] = {
            "@type": "ServiceChannel",
            "serviceLocation": [_contact(one, lang) for one in programme.contacts],
        }
    if hours := _available(programme):
        made["hoursAvailable"] = hours
    if funding := _grants(programme):
        made["funding"] = funding
    return made


def _area_served(programme: Programme, places: Settlements, lang: str) -> list[dict[str, Any]]:
    """Return the settlements that belong, and in words what is no whole settlement."""
    area, note = settlements_of(programme, places), programme.area.note
    inside = () if area is None else members(area, places)
    served: list[dict[str, Any]] = [
        {"@type": "AdministrativeArea", "name": one.name, "identifier": f"KSH {one.code}"}
        for one in inside
    ]
    if note is not None and (area is None or area.open):
        served.append({"@type": "Place", "description": _text(note, lang)})
    return served


def _contact(contact: Any, lang: str) -> dict[str, Any]:  # noqa: ANN401 - model.Contact
    made = {
        "@type": "GovernmentOffice",
        "name": _text(contact.office, lang),
        "telephone": contact.phone,
        "email": contact.email,
        "address": contact.address,
        "url": None if contact.web is None else str(contact.web),
    }
    return {key: value for key, value in made.items() if value is not None}


def _available(programme: Programme) -> dict[str, Any] | None:
    """Return the days of the programme, as far as its sources give whole days."""
    period = programme.period
    days = {"validFrom": period.start, "validThrough": period.end}
    known = {k: d.days.first.isoformat() for k, d in days.items() if d and d.days.is_day}
    return {"@type": "OpeningHoursSpecification", **known} if known else None


def _grants(programme: Programme) -> list[dict[str, Any]]:
    return [
        {
            "@type": "MonetaryGrant",
            "amount": {"@type": "MonetaryAmount", "currency": "HUF", "value": amount.huf},
            "identifier": programme.project,
        }
        for amount in programme.amounts
        if amount.huf is not None and not amount.rounded and amount.role is AmountRole.SUPPORT
    ]


def event_urn(programme: Programme, event: Event) -> str:
    """Return the name of an event in linked data; it depends on the two ids and nothing else."""
    return f"urn:akcioterulet:{programme.slug}/{event.id}@akcioterulet"


def _event(programme: Programme, event: Event, places: Settlements, lang: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "@type": "Event",
        "@id": event_urn(programme, event),
        "name": _text(event, lang),
        "about": {"@id": f"urn:akcioterulet:{programme.slug}"},
    }
    if event.start is not None and event.end is not None:
        made["startDate"] = event.start.replace(tzinfo=BUDAPEST).isoformat()
        made["endDate"] = event.end.replace(tzinfo=BUDAPEST).isoformat()
    elif event.when is not None and read_when(event.when).is_day:
        made["startDate"] = made["endDate"] = event.when
    if "startDate" in made:
        made["eventStatus"] = "https://schema.org/EventScheduled"  # no source calls one off
    if organisers := _beneficiaries(programme, lang):
        made["organizer"] = organisers
    venue = next((one for one in programme.venues if one.id == event.venue), None)
    if venue is not None:
        made["eventAttendanceMode"] = "https://schema.org/OfflineEventAttendanceMode"
        made["location"] = _place(venue, places, lang)
    if event.admission is Admission.INVITED:
        invited = "meghívottak" if lang == "hu" else "invited guests"
        made["audience"] = {"@type": "Audience", "audienceType": invited}
    return made


def _beneficiaries(programme: Programme, lang: str) -> list[dict[str, str]]:
    """Return who runs the programme and so what it arranges, by the name that the sources give."""
    return [
        {"@type": "GovernmentOrganization", "name": _text(one, lang)}
        for one in programme.organisations
        if one.role is OrganisationRole.BENEFICIARY and one.count is None
    ]


def postal_address(settlement: str) -> dict[str, str]:
    """Return the address of a place of which only the settlement is known."""
    return {"@type": "PostalAddress", "addressLocality": settlement, "addressCountry": "HU"}


def _place(venue: Venue, places: Settlements, lang: str) -> dict[str, Any]:
    made: dict[str, Any] = {"@type": "Place", "name": _text(venue, lang)}
    if venue.address:
        made["address"] = venue.address
    if venue.settlement:
        settlement = places.by_code[venue.settlement]
        made["containedInPlace"] = {"@type": "AdministrativeArea", "name": settlement.name}
        made.setdefault("address", postal_address(settlement.name))
    return made


def to_csv(programmes: Iterable[Programme]) -> str:
    """Write every fact with its words, one quotation a line: UTF-8 with BOM, `;` between cells."""
    return csv_text(CSV_COLUMNS, quotation_rows(programmes))


def quotation_rows(programmes: Iterable[Programme]) -> list[list[str]]:
    """Return every fact with its words, one quotation a row, in the order of `CSV_COLUMNS`."""
    rows = []
    for programme in programmes:
        for row in fact_rows(programme):
            details = "; ".join(f"{name}={value}" for name, value in row.details)
            for quoted in row.quotations:
                cells = (row.path, row.section, row.hu, row.en, details, quoted.file, quoted.words)
                rows.append([programme.slug, *cells])
    return rows


def to_geojson(
    programme: Programme, places: Settlements, editions: Sequence[Edition] = ()
) -> dict[str, Any]:
    """Return the ground of a programme, its settlements and its venues.

    Features have a `role`: `area` (what certainly belongs), `extent` (among what the area lies;
    its `mark` says why it is no area), `settlement` (with `member` true, false or null), `venue`
    (a point with `precision` and `precision_m`, the metres within which the place is). A compiled
    area has the features of `boundaries.export.documents.feature_collection`, each with its
    `variant`.

    Args:
        programme: the programme.
        places: the settlements of its area.
        editions: of a compiled area, one for each variant that is wanted.
    """
    area = settlements_of(programme, places)
    features: list[dict[str, Any]] = []
    if area is not None:
        outline = outline_of(area, places)
        shared = {"programme": programme.slug, "attribution": CREDIT}
        if outline.inside is not None:
            features.append(_feature(outline.inside, "area", "area", shared))
        if area.open:
            marked = {**shared, "mark": area.mark and area.mark.value}
            features.append(_feature(outline.extent, "extent", "extent", marked))
        for code in area.every:
            one = places.by_code[code]
            facts = {
                "code": code,
                "name": one.name,
                "member": True if code in area.inside else None,
            }
            ground = places.ground(code)
            features.append(_feature(ground, "settlement", f"settlement-{code}", facts))
    features += [feature for edition in editions for feature in _of_edition(edition)]
    features += _venues(programme, places)
    return {"type": "FeatureCollection", "features": features, "attribution": CREDIT}


def _of_edition(edition: Edition) -> Iterator[dict[str, Any]]:
    for feature in feature_collection(edition)["features"]:
        properties = {**feature["properties"], "variant": edition.variant}
        yield {**feature, "id": f"{edition.variant}-{feature['id']}", "properties": properties}


def _venues(programme: Programme, places: Settlements) -> Iterator[dict[str, Any]]:
    """Yield the venues that can be drawn: roughly, where only the settlement is known."""
    from .placing import RegisterPlacer  # noqa: PLC0415 - only for venues

    for venue in programme.venues:
        if venue.settlement is None or venue.precision is Precision.ACTION_AREA:
            continue
        placed = RegisterPlacer(places).place(places.by_code[venue.settlement], "")
        geometry = {"type": "Point", "coordinates": [placed.lon, placed.lat]}
        properties = {
            "role": "venue",
            "programme": programme.slug,
            "id": venue.id,
            "name_hu": venue.hu,
            "name_en": venue.en,
            "precision": venue.precision.value,
            "precision_m": placed.precision_m,
        }
        yield {
            "type": "Feature",
            "id": f"venue-{venue.id}",
            "geometry": geometry,
            "properties": properties,
        }


def _feature(geometry: Any, role: str, name: str, facts: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - shapely
    return {
        "type": "Feature",
        "id": name,
        "geometry": geojson(geometry),
        "properties": {"role": role, **facts},
    }
