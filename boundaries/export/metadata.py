"""The metadata record of an edition: DCAT-AP 3 as JSON-LD, with sources, licences and files.

Terms: https://semiceu.github.io/DCAT-AP/releases/3.0.0/ . Concepts of the European Union's
controlled lists are named by their addresses there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .documents import bbox
from .provenance import CAUTION, LICENCE, LICENCE_HU, ODBL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
FILE_TYPES = {
    "geojson": f"{_EU}/file-type/GEOJSON",
    "gpkg": f"{_EU}/file-type/GPKG",
    "kml": f"{_EU}/file-type/KML",
    "shapefile": f"{_EU}/file-type/SHP",
    "geoparquet": f"{_EU}/file-type/PARQUET",
    "dxf": f"{_EU}/file-type/DXF",
    "csv": f"{_EU}/file-type/CSV",
    "xlsx": f"{_EU}/file-type/XLSX",
}
"""Name of a format -> its concept; FlatGeobuf has none."""


def dcat_record(
    edition: Edition, *, page: str, files: Iterable[tuple[Target, str]], accepted_on: str | None
) -> dict[str, Any]:
    """Return the record of an edition.

    Args:
        edition: the area.
        page: address of the page about it; the record's identifier hangs on it.
        files: what can be downloaded, each with its address.
        accepted_on: ISO date on which the edition was taken into force.
    """
    identifier = f"{page}#edition-{edition.hash}"
    record: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": identifier,
        "@type": "dcat:Dataset",
        "dct:identifier": f"{edition.slug}/{edition.variant}/{edition.hash}",
        "dct:title": _texts(edition.title),
        "dct:description": _description(edition),
        "dcat:keyword": _keywords(edition),
        "dcat:theme": [_ref(f"{_EU}/data-theme/REGI"), _ref(f"{_EU}/data-theme/SOCI")],
        "dct:publisher": _agent(edition.source.get("publisher") or edition.authority),
        "dct:language": [_ref(f"{_EU}/language/HUN"), _ref(f"{_EU}/language/ENG")],
        "dct:accessRights": _ref(f"{_EU}/access-right/PUBLIC"),
        "dcat:version": edition.hash,
        "dcat:landingPage": {"@id": page, "@type": "foaf:Document"},
        "dct:spatial": _place(edition),
        "dct:conformsTo": _ref("http://www.opengis.net/def/crs/EPSG/0/23700"),
        "dct:provenance": {
            "@type": "dct:ProvenanceStatement",
            "dct:description": _texts(_notes(edition)),
        },
        "dct:source": [{"@type": "prov:Entity", "dct:title": t} for t in _sources(edition)],
        "dcat:distribution": [_distribution(edition, *item) for item in files],
    }
    if accepted_on:
        record["dct:issued"] = _date(accepted_on)
    if edition.valid_start or edition.valid_end:
        record["dct:temporal"] = _period(edition)
    return record


def _ref(address: str) -> dict[str, str]:
    return {"@id": address}


def _date(day: str) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": day}


def _texts(by_language: Any) -> list[dict[str, str]]:  # noqa: ANN401 - a mapping by language
    return [{"@language": k, "@value": v} for k, v in dict(by_language).items() if v]


def _agent(name: str) -> dict[str, str]:
    return {"@type": "foaf:Agent", "foaf:name": name}


def _description(edition: Edition) -> list[dict[str, str]]:
    source = ", ".join(v for k in ("title", "publisher") if (v := edition.source.get(k)))
    hu = f"Az akcióterület a közzétett szöveg szerint ({source}): {edition.sentence}"
    en = f"The action area by its published sentence ({source}): {edition.sentence} {CAUTION}"
    return _texts({"hu": hu, "en": en})


def _keywords(edition: Edition) -> list[dict[str, str]]:
    hu = ["akcióterület", edition.town, *edition.projects]
    return [{"@language": "hu", "@value": word} for word in hu if word] + [
        {"@language": "en", "@value": "action area"}
    ]


def _notes(edition: Edition) -> dict[str, str]:
    notes = dict(edition.network_notes) or {"hu": edition.network_note}
    return {k: f"{v} {edition.attributions.get(k, edition.attribution)}" for k, v in notes.items()}


def _sources(edition: Edition) -> Sequence[str]:
    found = {source: None for leg in edition.legs for source in leg.sources}
    named = ", ".join(v for k in ("title", "publisher") if (v := edition.source.get(k)))
    return [named, *found]


def _place(edition: Edition) -> dict[str, Any]:
    west, south, east, north = bbox([edition.area]) or (0.0, 0.0, 0.0, 0.0)
    corners = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
    box = {"@type": "gsp:wktLiteral", "@value": f"POLYGON(({corners}))"}
    return {"@type": "dct:Location", "dcat:bbox": box}


def _period(edition: Edition) -> dict[str, Any]:
    period: dict[str, Any] = {"@type": "dct:PeriodOfTime"}
    if edition.valid_start:
        period["dcat:startDate"] = _date(edition.valid_start)
    if edition.valid_end:
        period["dcat:endDate"] = _date(edition.valid_end)
    return period


def _distribution(edition: Edition, target: Target, address: str) -> dict[str, Any]:
    media = target.format.content_type.partition(";")[0]
    found: dict[str, Any] = {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _texts({"en": target.file_name}),
        "dcat:accessURL": _ref(address),
        "dcat:downloadURL": _ref(address),
        "dcat:mediaType": _ref(f"http://www.iana.org/assignments/media-types/{media}"),
        "dct:license": _ref(ODBL),
        "dct:rights": {
            "@type": "dct:RightsStatement",
            "dct:description": _texts(
                {
                    "hu": f"{edition.attributions.get('hu', edition.attribution)} {LICENCE_HU}",
                    "en": f"{edition.attribution} {LICENCE}",
                }
            ),
        },
    }
    if target.format.name in FILE_TYPES:
        found["dct:format"] = _ref(FILE_TYPES[target.format.name])
    if target.epsg is not None:
        system = f"http://www.opengis.net/def/crs/EPSG/0/{target.epsg}"
        found["dct:conformsTo"] = _ref(system)
    return found
