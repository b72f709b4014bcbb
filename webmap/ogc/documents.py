"""The JSON documents of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request, url_for

from boundaries.export.documents import DEGREE_DECIMALS, METRE_DECIMALS
from webmap.store.errors import StoreUnavailableError
from webmap.web.http import language
from webmap.web.i18n import texts

from .reading import CRS84, STORAGE, SYSTEMS, written
from .sources import table_of, visible_sources

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from .reading import ItemsQuery, System
    from .sources import Feature, Source

GEO_JSON = "application/geo+json"
PLAIN_JSON = "application/json"
HTML_TYPE = "text/html"
OPENAPI_TYPE = "application/vnd.oai.openapi+json;version=3.0"
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
)
"""The requirement classes that are met, each by tests."""


def address(endpoint: str, **values: str | int) -> str:
    """Return the whole address of a resource; the language of the request stays."""
    if "lang" in request.args:
        values.setdefault("lang", language())
    return url_for(f"ogc.{endpoint}", _external=True, **values)  # type: ignore[arg-type]


def link(rel: str, kind: str, title: str, endpoint: str, **values: str | int) -> dict[str, str]:
    """Return a link to a resource of the service."""
    return {"href": address(endpoint, **values), "rel": rel, "type": kind, "title": title}


def both_forms(endpoint: str, kind: str, **values: str | int) -> list[dict[str, str]]:
    """Return the links of a document to itself and to its page."""
    t = texts(language())
    return [
        link("self", kind, t("ogc.this_document"), endpoint, **values, f="json"),
        link("alternate", HTML_TYPE, t("ogc.as_page"), endpoint, **values, f="html"),
    ]


def landing() -> dict[str, Any]:
    """Return the landing page."""
    t = texts(language())
    return {
        "title": t("ogc.title"),
        "description": t("ogc.about"),
        "attribution": "© OpenStreetMap contributors",
        "links": [
            *both_forms("landing", PLAIN_JSON),
            link("service-desc", OPENAPI_TYPE, t("ogc.api_title"), "api", f="json"),
            link("service-doc", HTML_TYPE, t("ogc.api_title"), "api", f="html"),
            link("conformance", PLAIN_JSON, t("ogc.conformance_title"), "conformance"),
            link("data", PLAIN_JSON, t("ogc.collections_title"), "collections"),
        ],
    }


def conformance() -> dict[str, Any]:
    """Return the requirement classes."""
    return {"conformsTo": list(CONFORMANCE), "links": both_forms("conformance", PLAIN_JSON)}


def collections() -> dict[str, Any]:
    """Return every collection that the request may see."""
    return {
        "links": both_forms("collections", PLAIN_JSON),
        "crs": list(SYSTEMS),
        "collections": [collection(source) for source in visible_sources()],
    }


def collection(source: Source) -> dict[str, Any]:
    """Return one collection."""
    t = texts(language())
    name = {"collection_id": source.id}
    return {
        "id": source.id,
        "title": t(source.title),
        "description": t(source.about),
        "itemType": "feature",
        "extent": _extent(source),
        "crs": list(SYSTEMS),
        "storageCrs": STORAGE.uri,
        "links": [
            *both_forms("collection", PLAIN_JSON, **name),
            link("items", GEO_JSON, t("ogc.items"), "items", **name, f="json"),
            link("items", HTML_TYPE, t("ogc.items"), "items", **name, f="html"),
            {
                "href": "https://opendatacommons.org/licenses/odbl/1-0/",
                "rel": "license",
                "type": HTML_TYPE,
                "title": "Open Database License 1.0",
            },
        ],
    }


def _extent(source: Source) -> dict[str, Any]:
    """Return the extent; nothing of it while the database of the collection is away."""
    found: dict[str, Any] = {}
    try:
        table = table_of(source)
    except StoreUnavailableError:
        return found
    bounds = table.bounds(CRS84.epsg)
    if bounds is not None:
        # Widened by one in the last decimal, so that rounded coordinates lie within.
        step = 10.0**-DEGREE_DECIMALS
        west, south, east, north = (round(value, DEGREE_DECIMALS) for value in bounds)
        box = [west - step, south - step, east + step, north + step]
        rounded = [round(value, DEGREE_DECIMALS) for value in box]
        found["spatial"] = {"bbox": [rounded], "crs": CRS84.uri}
    period = table.period()
    interval = [_stamp(period.start), _stamp(period.end)]
    found["temporal"] = {"interval": [interval], "trs": GREGORIAN}
    return found


def _stamp(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def feature(item: Feature, source: Source, system: System) -> dict[str, Any]:
    """Return one feature."""
    properties = dict(item.properties)
    return {
        "type": "Feature",
        "id": item.id,
        "properties": properties,
        "geometry": written(item.geometry, system),
        "links": [
            link(
                "self",
                GEO_JSON,
                item.id,
                "item",
                collection_id=source.id,
                feature_id=item.id,
            )
        ],
    }


def single(item: Feature, source: Source, system: System) -> dict[str, Any]:
    """Return one feature as a document of its own."""
    name: dict[str, str | int] = {"collection_id": source.id, "feature_id": item.id}
    more = _kept("crs")
    document = feature(item, source, system)
    t = texts(language())
    document["links"] = [
        *both_forms("item", GEO_JSON, **name, **more),
        link(
            "collection",
            PLAIN_JSON,
            t(source.title),
            "collection",
            collection_id=source.id,
        ),
    ]
    return document


def items(source: Source, query: ItemsQuery, found: Sequence[Feature]) -> dict[str, Any]:
    """Return a page of features.

    Args:
        source: the collection.
        query: what was asked.
        found: every feature that fits, of which the page is a part.
    """
    page = found[query.offset : query.offset + query.limit]
    document: dict[str, Any] = {"type": "FeatureCollection"}
    bounds = _bounds(page, query.system)
    if bounds is not None:
        document["bbox"] = bounds
    return {
        **document,
        "numberMatched": len(found),
        "numberReturned": len(page),
        "attribution": "© OpenStreetMap contributors",
        "links": page_links(source, query, len(found)),
        "features": [feature(item, source, query.system) for item in page],
    }


def _bounds(page: Sequence[Feature], system: System) -> list[float] | None:
    from .sources import Table  # noqa: PLC0415 - the class, for a table of this page alone

    bounds = Table(tuple(page)).bounds(system.epsg)
    if bounds is None:
        return None
    x1, y1, x2, y2 = bounds
    decimals = DEGREE_DECIMALS if system.geographic else METRE_DECIMALS
    ordered = (y1, x1, y2, x2) if system.north_first else (x1, y1, x2, y2)
    return [round(value, decimals) for value in ordered]


_KEPT = ("bbox", "bbox-crs", "crs", "datetime")


def _kept(*names: str) -> dict[str, str | int]:
    return {name: request.args[name] for name in names if name in request.args}


def page_links(source: Source, query: ItemsQuery, matched: int) -> list[dict[str, str]]:
    """Return the links of a page to itself, to its neighbours and to its collection."""
    t = texts(language())
    name: dict[str, str | int] = {"collection_id": source.id, **_kept(*_KEPT)}
    name["limit"] = query.limit
    here = {**name, "offset": query.offset}
    found = both_forms("items", GEO_JSON, **here)
    if query.offset + query.limit < matched:
        after = {**name, "offset": query.offset + query.limit}
        found.append(link("next", GEO_JSON, t("ogc.next"), "items", **after, f="json"))
    if query.offset > 0:
        before = {**name, "offset": max(min(query.offset, matched) - query.limit, 0)}
        found.append(link("prev", GEO_JSON, t("ogc.previous"), "items", **before, f="json"))
    title = t(source.title)
    found.append(link("collection", PLAIN_JSON, title, "collection", collection_id=source.id))
    return found
