"""The pages of the service: what its documents say, as headings, facts, tables and links."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from webmap.web.http import language
from webmap.web.i18n import Texts, texts

from .documents import address

if TYPE_CHECKING:
    from .reading import ItemsQuery
    from .sources import Source

FIRST_COLUMNS = 8
"""Columns that the table of a collection shows; the page of a feature shows all."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, perhaps with a link."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page."""

    heading: str
    lead: str = ""
    crumbs: tuple[Cell, ...] = ()
    facts: tuple[tuple[str, Cell], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    links: tuple[Cell, ...] = field(default=())


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
    return Page(document["title"], document["description"], links=links + _json_link(document))


def api(document: dict[str, Any]) -> Page:
    """Return the operations and their parameters."""
    t = texts(language())
    rows = []
    for path, operations in document["paths"].items():
        operation = operations["get"]
        names = [p["$ref"].rpartition("/")[2] for p in operation.get("parameters", ())]
        rows.append((Cell(path), Cell(operation["summary"]), Cell(", ".join(names))))
    return Page(
        t("ogc.api_title"),
        t("ogc.api_about"),
        _crumbs(),
        columns=(t("ogc.path"), t("ogc.what"), t("ogc.parameters")),
        rows=tuple(rows),
        links=(Cell(t("ogc.as_json"), address("api", f="json")),),
    )


def conformance(document: dict[str, Any]) -> Page:
    """Return the requirement classes."""
    t = texts(language())
    return Page(
        t("ogc.conformance_title"),
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
        crumbs=_crumbs(),
        columns=(t("ogc.collection"), t("ogc.what")),
        rows=rows,
        links=_json_link(document),
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
    start, end = (value or "…" for value in extent["temporal"]["interval"][0])
    facts.append((t("ogc.period"), Cell(f"{start} – {end}")))
    facts.append((t("ogc.systems"), Cell(", ".join(document["crs"]))))
    items_cell = Cell(t("ogc.items"), address("items", collection_id=name, f="html"))
    return Page(
        document["title"],
        document["description"],
        _crumbs(_collections_crumb(t)),
        tuple(facts),
        links=(items_cell, *_json_link(document)),
    )


def items(source: Source, query: ItemsQuery, document: dict[str, Any]) -> Page:
    """Return a page of features as a table."""
    t = texts(language())
    features = document["features"]
    names = list(features[0]["properties"])[:FIRST_COLUMNS] if features else []
    return Page(
        t(source.title),
        t(
            "ogc.shown",
            first=min(query.offset + 1, document["numberMatched"]),
            last=query.offset + document["numberReturned"],
            count=document["numberMatched"],
        ),
        _crumbs(_collections_crumb(t), _own_crumb(source, t)),
        columns=(t("ogc.identifier"), *names),
        rows=tuple(_row(source, item, names) for item in features),
        links=_neighbours(document) + _json_link(document),
    )


def _own_crumb(source: Source, t: Texts) -> Cell:
    home = address("collection", collection_id=source.id, f="html")
    return Cell(t(source.title), home)


def _row(source: Source, item: dict[str, Any], names: list[str]) -> tuple[Cell, ...]:
    own = address("item", collection_id=source.id, feature_id=item["id"], f="html")
    return (Cell(item["id"], own), *(_cell(item["properties"].get(name)) for name in names))


def _cell(value: object) -> Cell:
    return Cell("–" if value is None else str(value))


def _neighbours(document: dict[str, Any]) -> tuple[Cell, ...]:
    near = [x for x in document["links"] if x["rel"] in {"prev", "next"}]
    return tuple(Cell(x["title"], x["href"].replace("f=json", "f=html")) for x in near)


def item(source: Source, document: dict[str, Any]) -> Page:
    """Return one feature with all of its properties."""
    t = texts(language())
    facts = tuple((name, _cell(value)) for name, value in document["properties"].items())
    geometry = document["geometry"]
    kind = t("ogc.no_geometry") if geometry is None else geometry["type"]
    return Page(
        document["id"],
        "",
        _crumbs(_collections_crumb(t), _own_crumb(source, t)),
        (*facts, (t("ogc.geometry"), Cell(kind))),
        links=_json_link(document),
    )
