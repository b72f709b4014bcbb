"""Records for data catalogues: DCAT-AP 3 as JSON-LD and Turtle, with sources, licences and files.

Terms: https://semiceu.github.io/DCAT-AP/releases/3.0.0/ . Concepts of the European Union's
controlled lists are named by their addresses there. Whatever is named carries its type, since a
harvester checks the ranges of properties by what the record itself says.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .documents import bbox
from .provenance import CAUTION, LICENCE, LICENCE_HU, ODBL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

    from ..model import Edition
    from .package import Target

_EU = "http://publications.europa.eu/resource/authority"
CONTEXT: dict[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "gsp": "http://www.opengis.net/ont/geosparql#",
    "prov": "http://www.w3.org/ns/prov#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
FILE_TYPES = {
    "geojson": "GEOJSON",
    "gpkg": "GPKG",
    "kml": "KML",
    "shapefile": "SHP",
    "geoparquet": "PARQUET",
    "dxf": "DXF",
    "csv": "CSV",
    "xlsx": "XLSX",
    "jsonld": "JSON_LD",
}
"""Name of a format -> its code among the file types; FlatGeobuf and calendars have none."""
THEMES = {
    "REGI": {"hu": "Régiók és városok", "en": "Regions and cities"},
    "SOCI": {"hu": "Népesség és társadalom", "en": "Population and society"},
}
"""Code of a data theme of the European Union -> its name by language."""

Node = dict[str, Any]
"""A node of a JSON-LD document."""


@dataclass(frozen=True, slots=True)
class Contact:
    """An office that answers questions about data, never a person."""

    name: Mapping[str, str]
    """By language."""
    email: str | None = None
    phone: str | None = None
    """As it is published."""
    web: str | None = None
    address: str | None = None
    """As it is published, in one line."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of a dataset."""

    address: str
    title: str
    media: str
    """MIME type without parameters."""
    format: str = ""
    """Name of the format, as in `FILE_TYPES`; others have no concept there."""
    size: int | None = None
    """Bytes; None where that is not known."""
    epsg: int | None = None
    is_odbl: bool = True
    """Whether it is offered under the ODbL; for facts that are quoted nobody states a licence."""
    rights: Mapping[str, str] = field(default_factory=dict)
    """Credits and terms by language."""


@dataclass(frozen=True, slots=True)
class Service:
    """An interface for programs."""

    address: str
    title: Mapping[str, str]
    """By language."""
    description: str
    """Address of the description that machines read."""
    standard: str | None = None
    """Address of the standard that it keeps to."""


def dcat_record(
    edition: Edition,
    *,
    page: str,
    files: Iterable[tuple[Target, str]],
    accepted_on: str | None,
    contact: Contact | None = None,
    sizes: Mapping[str, int] | None = None,
) -> Node:
    """Return the record of an edition.

    Args:
        edition: the area.
        page: address of the page about it; the record's identifier hangs on it.
        files: what can be downloaded, each with its address.
        accepted_on: ISO date on which the edition was taken into force.
        contact: the office of its programme, where one is published.
        sizes: name of a file -> bytes, for those that have been made.
    """
    record: Node = {
        "@context": CONTEXT,
        **dataset(
            f"{page}#edition-{edition.hash}",
            page=page,
            title=edition.title,
            description=_description(edition),
            keywords=_keywords(edition),
            publisher=edition.source.get("publisher") or edition.authority,
            files=[_file(edition, *one, sizes or {}) for one in files],
            contact=contact,
            ground=edition.area,
            period=(edition.valid_start, edition.valid_end),
        ),
        "dct:identifier": f"{edition.slug}/{edition.variant}/{edition.hash}",
        "dcat:version": edition.hash,
        "dct:conformsTo": _system(23700),
        "dct:provenance": {
            "@type": "dct:ProvenanceStatement",
            "dct:description": _texts(_notes(edition)),
        },
        "prov:wasDerivedFrom": [
            {"@type": "prov:Entity", "dct:title": title} for title in _sources(edition)
        ],
    }
    if edition.variant_title:
        record["dct:alternative"] = _texts(edition.variant_title)
    if "OpenStreetMap" in edition.attribution:
        record["dct:source"] = [OSM]
    if accepted_on:
        record["dct:issued"] = _date(accepted_on)
    return record


def dataset(
    identifier: str,
    *,
    page: str,
    title: Mapping[str, str],
    description: Mapping[str, str],
    keywords: Mapping[str, Iterable[str]],
    publisher: str | None,
    files: Iterable[DataFile],
    contact: Contact | None = None,
    ground: BaseGeometry | None = None,
    period: tuple[str | None, str | None] = (None, None),
) -> Node:
    """Return what every dataset says of itself.

    Args:
        identifier: its address as a thing.
        page: address of the page about it.
        title: by language.
        description: by language.
        keywords: by language.
        publisher: name of the organisation that publishes it; None where nobody says.
        files: what can be downloaded.
        contact: whom to ask; None where nobody is published.
        ground: where it lies, EOV metres; None where that is not known.
        period: ISO dates of its first and last day, as far as they are given.
    """
    made: Node = {
        "@id": identifier,
        "@type": "dcat:Dataset",
        "dct:title": _texts(title),
        "dct:description": _texts(description),
        "dcat:keyword": [
            {"@language": k, "@value": w} for k, words in keywords.items() for w in words if w
        ],
        "dcat:theme": [
            {**_concept("data-theme", code, "skos:Concept"), "skos:prefLabel": _texts(names)}
            for code, names in THEMES.items()
        ],
        "dct:language": _languages(),
        "dct:accessRights": _concept("access-right", "PUBLIC", "dct:RightsStatement"),
        "dct:accrualPeriodicity": _concept("frequency", "IRREG", "dct:Frequency"),
        "dcat:landingPage": _ref(page, "foaf:Document"),
        "dcat:distribution": [_distribution(one) for one in files],
    }
    if publisher:
        made["dct:publisher"] = _agent(publisher)
    if contact is not None:
        made["dcat:contactPoint"] = _contact(contact)
    if ground is not None and (place := _place(ground)):
        made["dct:spatial"] = place
    if any(period):
        days = {"dcat:startDate": period[0], "dcat:endDate": period[1]}
        known = {name: _date(day) for name, day in days.items() if day}
        made["dct:temporal"] = {"@type": "dct:PeriodOfTime", **known}
    return made


def catalog(
    address: str,
    *,
    page: str,
    title: Mapping[str, str],
    description: Mapping[str, str],
    publisher: str,
    contact: Contact | None,
    datasets: Iterable[Node],
    services: Iterable[Service],
) -> Node:
    """Return the record of everything that a service publishes.

    Args:
        address: of the service; the catalogue's identifier hangs on it.
        page: address of the page about the files.
        title: by language.
        description: by language.
        publisher: name of who runs the service.
        contact: whom to ask about the catalogue and its services; None where nobody is named.
        datasets: their records.
        services: the interfaces; each serves every dataset.
    """
    held = [{k: v for k, v in one.items() if k != "@context"} for one in datasets]
    shared: Node = {"dct:publisher": {"@id": f"{address}#publisher", **_agent(publisher)}}
    if contact is not None:
        shared["dcat:contactPoint"] = {"@id": f"{address}#contact", **_contact(contact)}
    known = {name: _ref(node["@id"]) for name, node in shared.items()}
    days = [one["dct:issued"]["@value"] for one in held if "dct:issued" in one]
    made: Node = {
        "@context": CONTEXT,
        "@id": f"{address}#catalog",
        "@type": "dcat:Catalog",
        "dct:title": _texts(title),
        "dct:description": _texts(description),
        **shared,
        "dct:language": _languages(),
        "dct:license": _ref(ODBL, "dct:LicenseDocument"),
        "dct:rights": {
            "@type": "dct:RightsStatement",
            "dct:description": _texts({"hu": LICENCE_HU, "en": LICENCE}),
        },
        "foaf:homepage": _ref(page, "foaf:Document"),
        "dcat:themeTaxonomy": {
            **_ref(f"{_EU}/data-theme", "skos:ConceptScheme"),
            "dct:title": _texts({"hu": "Adattémák", "en": "Data themes"}),
        },
        "dcat:dataset": held,
        "dcat:service": [_service(one, held) | known for one in services],
    }
    if days:
        made["dct:modified"] = _date(max(days))
    return made


OSM: Node = {
    "@id": "https://www.openstreetmap.org/",
    "@type": "dcat:Dataset",
    "dct:title": [{"@language": "en", "@value": "OpenStreetMap"}],
    "dct:description": [
        {"@language": "en", "@value": "© OpenStreetMap contributors, Open Database License 1.0"}
    ],
}


def _ref(address: str, kind: str | None = None) -> Node:
    return {"@id": address} if kind is None else {"@id": address, "@type": kind}


def _concept(table: str, code: str, kind: str) -> Node:
    """Return a concept of one of the European Union's lists; it says of which."""
    return {**_ref(f"{_EU}/{table}/{code}", kind), "skos:inScheme": _ref(f"{_EU}/{table}")}


def _system(epsg: int) -> Node:
    return _ref(f"http://www.opengis.net/def/crs/EPSG/0/{epsg}", "dct:Standard")


def _languages() -> list[Node]:
    return [_concept("language", code, "dct:LinguisticSystem") for code in ("HUN", "ENG")]


def _date(day: str) -> Node:
    return {"@type": "xsd:date", "@value": day}


def _texts(by_language: Mapping[str, str]) -> list[Node]:
    return [{"@language": k, "@value": v} for k, v in dict(by_language).items() if v]


def _agent(name: str) -> Node:
    return {"@type": "foaf:Agent", "foaf:name": name}


def _contact(contact: Contact) -> Node:
    made: Node = {"@type": ["vcard:Kind", "vcard:Organization"], "vcard:fn": _texts(contact.name)}
    if contact.email:
        made["vcard:hasEmail"] = _ref(f"mailto:{quote(contact.email, safe='@+')}")
    if contact.phone and (number := _dialled(contact.phone)):
        made["vcard:hasTelephone"] = _ref(f"tel:{number}")
    if contact.web:
        made["vcard:hasURL"] = _ref(contact.web)
    if contact.address:
        made["vcard:hasAddress"] = {
            "@type": "vcard:Address",
            "vcard:street-address": contact.address,
        }
    return made


def _dialled(phone: str) -> str | None:
    """Return a Hungarian number as it is dialled from anywhere; None for what is none.

    >>> _dialled("06 76 513 513"), _dialled("+36 (76) 513-513"), _dialled("központ")
    ('+3676513513', '+3676513513', None)
    """
    digits = re.sub(r"[\s()/.-]", "", phone)
    found = re.fullmatch(r"(?:06|\+36)([0-9]{8,9})", digits)
    return f"+36{found[1]}" if found else None


def _description(edition: Edition) -> dict[str, str]:
    source = ", ".join(v for k in ("title", "publisher") if (v := edition.source.get(k)))
    hu = f"Az akcióterület a közzétett szöveg szerint ({source}): {edition.sentence}"
    en = f"The action area by its published sentence ({source}): {edition.sentence} {CAUTION}"
    return {"hu": hu, "en": en}


def _keywords(edition: Edition) -> dict[str, list[str]]:
    return {"hu": ["akcióterület", edition.town, *edition.projects], "en": ["action area"]}


def _notes(edition: Edition) -> dict[str, str]:
    notes = dict(edition.network_notes) or {"hu": edition.network_note}
    return {k: f"{v} {edition.attributions.get(k, edition.attribution)}" for k, v in notes.items()}


def _sources(edition: Edition) -> list[str]:
    found = {source: None for leg in edition.legs for source in leg.sources}
    named = ", ".join(v for k in ("title", "publisher") if (v := edition.source.get(k)))
    return [named, *found]


def _place(ground: BaseGeometry) -> Node | None:
    box = bbox([ground])
    if box is None:
        return None
    west, south, east, north = box
    corners = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
    wkt = {"@type": "gsp:wktLiteral", "@value": f"POLYGON(({corners}))"}
    return {"@type": "dct:Location", "dcat:bbox": wkt}


def _file(edition: Edition, target: Target, address: str, sizes: Mapping[str, int]) -> DataFile:
    rights = {
        "hu": f"{edition.attributions.get('hu', edition.attribution)} {LICENCE_HU}",
        "en": f"{edition.attribution} {LICENCE}",
    }
    return DataFile(
        address,
        target.file_name,
        target.format.content_type.partition(";")[0],
        target.format.name,
        sizes.get(target.file_name),
        target.epsg,
        rights=rights,
    )


def _distribution(one: DataFile) -> Node:
    media = f"http://www.iana.org/assignments/media-types/{one.media}"
    made: Node = {
        "@id": one.address,
        "@type": "dcat:Distribution",
        "dct:title": _texts({"en": one.title}),
        "dcat:accessURL": _ref(one.address),
        "dcat:downloadURL": _ref(one.address),
        "dcat:mediaType": _ref(media, "dct:MediaType"),
    }
    if one.is_odbl:
        made["dct:license"] = _ref(ODBL, "dct:LicenseDocument")
    if one.rights:
        made["dct:rights"] = {
            "@type": "dct:RightsStatement",
            "dct:description": _texts(one.rights),
        }
    if one.format in FILE_TYPES:
        made["dct:format"] = _concept("file-type", FILE_TYPES[one.format], "dct:MediaTypeOrExtent")
    if one.size is not None:
        made["dcat:byteSize"] = {"@type": "xsd:nonNegativeInteger", "@value": str(one.size)}
    if one.epsg is not None:
        made["dct:conformsTo"] = _system(one.epsg)
    return made


def _service(one: Service, held: Iterable[Node]) -> Node:
    made: Node = {
        "@id": f"{one.address}#service",
        "@type": "dcat:DataService",
        "dct:title": _texts(one.title),
        "dcat:endpointURL": _ref(one.address),
        "dcat:endpointDescription": _ref(one.description),
        "dcat:servesDataset": [_ref(data["@id"]) for data in held],
        "dct:accessRights": _concept("access-right", "PUBLIC", "dct:RightsStatement"),
    }
    if one.standard:
        made["dct:conformsTo"] = _ref(one.standard, "dct:Standard")
    return made


_Said = dict[str, dict[str, None]]
"""Predicate -> what is said by it, each once, in order."""


def turtle(document: Node) -> str:
    """Write a document of this module as Turtle: the same statements, each subject once."""
    named: dict[str, _Said] = {}
    _collect(document, named)
    prefixes = [f"@prefix {name}: <{address}> ." for name, address in CONTEXT.items()]
    parts = [f"<{name}> {_written(said)} ." for name, said in named.items() if said]
    return "\n".join([*prefixes, "", *parts]) + "\n"


def _collect(value: Any, named: dict[str, _Said]) -> str:  # noqa: ANN401 - any part of JSON-LD
    """Note what a node says under its name, and return how others write it."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if "@value" in value:
        mark = f"@{value['@language']}" if "@language" in value else f"^^{value['@type']}"
        return json.dumps(value["@value"], ensure_ascii=False) + mark
    said: _Said = named.setdefault(value["@id"], {}) if "@id" in value else {}
    for key, held in value.items():
        parts = held if isinstance(held, list) else [held]
        if key == "@type":
            said.setdefault("a", {}).update(dict.fromkeys(parts))
        elif not key.startswith("@"):
            said.setdefault(key, {}).update({_collect(part, named): None for part in parts})
    return f"<{value['@id']}>" if "@id" in value else f"[ {_written(said)} ]"


def _written(said: _Said) -> str:
    return " ;\n    ".join(f"{name} {', '.join(held)}" for name, held in said.items() if held)
