"""The pages of the service: what its documents say, as headings, facts, tables and links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import url_for

from boundaries.export.labels import label, shown
from boundaries.export.layers import COMMON
from boundaries.export.provenance import LICENCE_HU
from webmap.ask.words import attribution, variant_name
from webmap.request.state import state
from webmap.store.errors import StoreUnavailableError
from webmap.web.http import language
from webmap.web.i18n import Texts, texts

from .documents import address
from .drawing import MOST, drawn
from .sources import all_sources, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .reading import ItemsQuery
    from .sources import Source

_EVERYWHERE = frozenset(column.name for column in COMMON)
"""Columns of every collection, which say least of one feature."""
FIRST_COLUMNS = 8
"""Columns that the table of a collection shows; the page of a feature shows all."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, perhaps with a link."""

    text: str
    href: str | None = None
    whole: str | None = None
    """The whole of a text of which only the beginning is shown."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page."""

    heading: str
    lead: str = ""
    said: str = ""
    """What others say of the page, where that is not `lead`."""
    crumbs: tuple[Cell, ...] = ()
    facts: tuple[tuple[str, Cell], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    links: tuple[Cell, ...] = field(default=())
    address: str | None = None
    """Address of the service, for programs; shown with `steps`."""
    steps: tuple[str, ...] = ()
    drawn: str = ""
    """What the map leaves out."""


def _crumbs(*more: Cell) -> tuple[Cell, ...]:
    t = texts(language())
    return (Cell(t("ogc.title"), address("landing", f="html")), *more)


def _collections_crumb(t: Texts) -> Cell:
    return Cell(t("ogc.collections_title"), address("collections", f="html"))


def _json_link(document: dict[str, Any]) -> tuple[Cell, ...]:
    t = texts(language())
    own = [x["href"] for x in document["links"] if x["rel"] == "self"]
    return tuple(Cell(t("ogc.as_json"), href) for href in own)


def landing(document: dict[str, Any]) -> Page:
    """Return the landing page."""
    t = texts(language())
    links = (
        Cell(t("ogc.collections_title"), address("collections", f="html")),
        Cell(t("ogc.conformance_title"), address("conformance", f="html")),
        Cell(t("ogc.api_title"), address("api", f="html")),
    )
    return Page(
        document["title"],
        document["description"],
        links=links + _json_link(document),
        address=url_for("ogc.landing", _external=True),
        steps=_steps(t, t("ogc.step.3")),
    )


def _steps(t: Texts, last: str) -> tuple[str, ...]:
    """Return what to do in QGIS."""
    return t("ogc.step.1"), t("ogc.step.2"), last


def api(document: dict[str, Any]) -> Page:
    """Return the operations and their parameters."""
    t = texts(language())
    rows = []
    for path, operations in document["paths"].items():
        operation = operations["get"]
        names = [p["$ref"].rpartition("/")[2] for p in operation.get("parameters", ())]
        what = t(f"ogc.operation.{operation['operationId']}")
        rows.append((Cell(path), Cell(what), Cell(", ".join(names))))
    return Page(
        t("ogc.api_title"),
        t("ogc.api_about"),
        crumbs=_crumbs(),
        columns=(t("ogc.path"), t("ogc.what"), t("ogc.parameters")),
        rows=tuple(rows),
        links=(Cell(t("ogc.as_json"), address("api", f="json")),),
    )


def conformance(document: dict[str, Any]) -> Page:
    """Return the requirement classes."""
    t = texts(language())
    return Page(
        t("ogc.conformance_title"),
        said=t("ogc.said.conformance"),
        crumbs=_crumbs(),
        columns=(t("ogc.requirement_class"),),
        rows=tuple((Cell(uri),) for uri in document["conformsTo"]),
        links=_json_link(document),
    )


def collections(document: dict[str, Any]) -> Page:
    """Return the list of collections."""
    t = texts(language())
    rows = tuple(
        (
            Cell(item["title"], address("collection", collection_id=item["id"], f="html")),
            Cell(item["description"]),
        )
        for item in document["collections"]
    )
    return Page(
        t("ogc.collections_title"),
        said=t("ogc.said.collections"),
        crumbs=_crumbs(),
        columns=(t("ogc.collection"), t("ogc.what")),
        rows=rows,
        links=_json_link(document),
        address=url_for("ogc.landing", _external=True),
        steps=_steps(t, t("ogc.step.3")),
    )


def collection(document: dict[str, Any]) -> Page:
    """Return one collection."""
    t = texts(language())
    name = document["id"]
    extent = document["extent"]
    facts = [(t("ogc.identifier"), Cell(name))]
    if "spatial" in extent:
        box = ", ".join(map(str, extent["spatial"]["bbox"][0]))
        facts.append((t("ogc.box"), Cell(box)))
    start, end = ((value or "…")[:10] for value in extent["temporal"]["interval"][0])
    facts.append((t("ogc.period"), Cell(f"{start} – {end}")))
    facts.append((t("ogc.systems"), Cell(", ".join(map(_system, document["crs"])))))
    items_cell = Cell(t("ogc.items"), address("items", collection_id=name, f="html"))
    return Page(
        document["title"],
        document["description"],
        crumbs=_crumbs(_collections_crumb(t)),
        facts=tuple(facts),
        links=(items_cell, *_json_link(document)),
        address=url_for("ogc.landing", _external=True),
        steps=_steps(t, t("ogc.step.3.one", title=document["title"], id=name)),
        drawn=_left_out(t, name),
    )


def _system(uri: str) -> str:
    """Return the short name of a reference system: "EPSG:23700".

    >>> _system("http://www.opengis.net/def/crs/EPSG/0/23700")
    'EPSG:23700'
    """
    *_, authority, _, code = uri.split("/")
    return code if authority == "OGC" else f"{authority}:{code}"


def _left_out(t: Texts, collection_id: str) -> str:
    """Say how much of a collection its map shows, where that is not all of it."""
    source = next(one for one in all_sources() if one.id == collection_id)
    try:
        features = table_of(source).features
    except StoreUnavailableError:
        return ""
    on_map = len(drawn(features))  # each place once: variants and ranges share lines
    return t("ogc.drawn", shown=on_map, count=len(features)) if on_map == MOST else ""


def items(source: Source, query: ItemsQuery, document: dict[str, Any]) -> Page:
    """Return a page of features as a table."""
    t = texts(language())
    features = document["features"]
    names = list(features[0]["properties"]) if features else []
    names = sorted(names, key=lambda name: name in _EVERYWHERE)[:FIRST_COLUMNS]
    return Page(
        t(source.title),
        t(
            "ogc.shown",
            first=min(query.offset + 1, document["numberMatched"]),
            last=query.offset + document["numberReturned"],
            count=document["numberMatched"],
        ),
        crumbs=_crumbs(_collections_crumb(t), _own_crumb(source, t)),
        said=t(source.about),
        columns=(t("ogc.identifier"), *map(_heading, names)),
        rows=tuple(_row(source, item, names) for item in features),
        links=_neighbours(document) + _json_link(document),
    )


def _own_crumb(source: Source, t: Texts) -> Cell:
    home = address("collection", collection_id=source.id, f="html")
    return Cell(t(source.title), home)


def _row(source: Source, item: dict[str, Any], names: list[str]) -> tuple[Cell, ...]:
    own = address("item", collection_id=source.id, feature_id=item["id"], f="html")
    values = item["properties"]
    return (Cell(item["id"], own), *(_cell(name, values) for name in names))


def _heading(column: str) -> str:
    return label(column) if language() == "hu" else column


_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SHORT = 12
"""Figures of a hash that are shown; the whole stands behind them."""


def _cell(column: str, values: Mapping[str, Any]) -> Cell:
    """Return a value as a person reads it; what the data only have in English, in Hungarian too."""
    value = values.get(column)
    if value is None or value == "":
        return Cell("–")
    text = str(value)
    if _HASH.fullmatch(text):
        return Cell(text[:_SHORT], whole=text)
    if language() != "hu":
        return Cell(text)
    if column == "licence":
        return Cell(LICENCE_HU)
    if column in {"attribution", "variant"}:
        return Cell(_of_edition(column, values))
    return Cell(shown(column, value))


def _of_edition(column: str, values: Mapping[str, Any]) -> str:
    """Return whom to credit, or what a variant is called, in Hungarian."""
    slug, variant = values.get("area"), values.get("variant")
    if slug and variant:
        edition = state().areas.edition(str(slug), str(variant))
        return (
            attribution(edition, "hu") if column == "attribution" else variant_name(edition, "hu")
        )
    return texts("hu")("site.osm")


def _neighbours(document: dict[str, Any]) -> tuple[Cell, ...]:
    near = [x for x in document["links"] if x["rel"] in {"prev", "next"}]
    return tuple(Cell(x["title"], x["href"].replace("f=json", "f=html")) for x in near)


def item(source: Source, document: dict[str, Any]) -> Page:
    """Return one feature with all of its properties."""
    t = texts(language())
    values = document["properties"]
    facts = tuple((_heading(name), _cell(name, values)) for name in values)
    geometry = document["geometry"]
    kind = t("ogc.no_geometry") if geometry is None else geometry["type"]
    return Page(
        document["id"],
        said=f"{t(source.title)}: {document['id']}",
        crumbs=_crumbs(_collections_crumb(t), _own_crumb(source, t)),
        facts=(*facts, (t("ogc.geometry"), Cell(kind))),
        links=_json_link(document),
    )
