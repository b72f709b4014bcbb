"""Files for planners' programs.

`/downloads` lists them, `/areas/<slug>/<variant>/downloads/<file>` are those of an area, and
`/downloads/programmes/<file>` are venues, events and the ground of programmes.
"""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template, request, url_for

from boundaries.errors import BoundaryError, ExportError
from boundaries.export.documents import json_text
from boundaries.export.formats import BY_ENDING
from geo.crs import EOV
from webmap.accounts.guards import may_see_streets
from webmap.accounts.people import store_is_away
from webmap.planner.export_store import place_package, store
from webmap.request.page_cache import keep_nothing
from webmap.request.state import state
from webmap.store.errors import StoreUnavailableError
from webmap.web.http import language, open_to_scripts, problem_response, same_for_all
from webmap.web.i18n import texts

from ..ask.words import attribution, title, variant_name
from ..request import parameters
from ..request.state import revalidated
from .catalog import edition_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from boundaries.export.package import Package, Target
    from boundaries.model import Edition
    from boundaries.refresh.survey import AreaInfo

    from ..ask.services import Areas
    from .export_store import ExportStore


KILOBYTE = 1000


@dataclass(frozen=True, slots=True)
class FileLink:
    """One file."""

    address: str
    format: str
    """Name of its format."""
    label: str
    """Format and, where there is a choice, reference system."""
    short: str
    """What stands in the column of its format: the reference system, or the ending."""
    size: str | None
    """In words; None as long as the file is not made."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that can be downloaded, in several formats."""

    id: str
    heading: str
    text: str
    """What it is."""
    files: tuple[FileLink, ...]


@dataclass(frozen=True, slots=True)
class AreaDownloads:
    """Everything of one variant of an area."""

    id: str
    heading: str
    variant: str
    edition: str
    attribution: str
    formats: tuple[tuple[str, str], ...]
    """Formats that the things have, as `formats_of` returns them."""
    things: tuple[Thing, ...]
    metadata: str
    """Address of the metadata record."""


@dataclass(frozen=True, slots=True)
class Recommended:
    """The one file for whoever does not want to choose."""

    heading: str
    variant: str
    file: FileLink


SHORT = {"geojson": "GeoJSON"}
"""Formats that are not called what their files end in."""
ORDER = ("gpkg", "xlsx", "csv", "kml", "geojson", "shapefile", "dxf", "flatgeobuf", "geoparquet")
"""Formats as the columns of the tables stand: what most people want comes first."""
BEST = ("all", "gpkg", EOV)
"""Artifact, format and reference system of the recommended file."""


def formats_of(things: Iterable[Thing], lang: str) -> tuple[tuple[str, str], ...]:
    """Return name and heading of every format that some things have, in their order."""
    held, t = {file.format for thing in things for file in thing.files}, texts(lang)
    return tuple((name, t(f"downloads.format.{name}")) for name in ORDER if name in held)


def recommended(areas: Areas, shelves: Iterable[AreaDownloads]) -> tuple[Recommended, ...]:
    """Return one file for each area: all layers of its first variant."""
    first = {f"{info.slug}-{info.variants[0]}" for info in areas.list() if info.variants}
    artifact, form, epsg = BEST
    return tuple(
        Recommended(shelf.heading, shelf.variant, file)
        for shelf in shelves
        if shelf.id in first
        for thing in shelf.things
        if thing.id == f"{shelf.id}-{artifact}"
        for file in thing.files
        if file.format == form and file.address.endswith(str(epsg))
    )


def area_downloads(
    areas: Areas, store: ExportStore, lang: str, *, streets: bool
) -> tuple[AreaDownloads, ...]:
    """Return what can be downloaded.

    Args:
        areas: the areas.
        store: makes the files beside the page; the sizes of those that are made are shown.
        lang: language of the texts.
        streets: whether the reader may see street lists.
    """
    shelves = [
        _shelf(areas, store, info, variant, streets=streets)
        for info in areas.list()
        for variant in info.variants
    ]
    store.prepare_soon(item.package for shelf in shelves for item in shelf.items)
    return tuple(_of_variant(store, shelf, lang) for shelf in shelves)


def place_downloads(store: ExportStore, package: Package, lang: str) -> tuple[Thing, ...]:
    """Return what can be downloaded of venues, events and the ground of programmes."""
    store.prepare_soon((package,))
    folder, t = store.made(package), texts(lang)

    def link(target: Target) -> FileLink:
        name = f"{target.artifact}.{target.format.ending}"
        return _file_link(
            target, folder, lang, lambda more: _url("downloads.places", {"name": name, **more})
        )

    return tuple(
        Thing(
            f"places-{artifact}",
            t(f"downloads.thing.{artifact.replace('-', '_')}"),
            t(f"downloads.about.{artifact.replace('-', '_')}"),
            tuple(link(target) for target in package.targets() if target.artifact == artifact),
        )
        for artifact in package.artifacts
    )


@dataclass(frozen=True, slots=True)
class _Item:
    """A package and what its links ask beside it."""

    package: Package
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What there is of one variant."""

    edition: Edition
    items: tuple[_Item, ...]


def _shelf(
    areas: Areas, store: ExportStore, info: AreaInfo, variant: str, *, streets: bool
) -> _Shelf:
    items = [_Item(store.public(info.slug, variant), {})]
    for other in info.variants:
        if other != variant:
            other_hash = areas.edition(info.slug, other).hash
            package = store.difference(info.slug, variant, other, other_hash)
            items.append(_Item(package, {"to": other}))
    if streets:
        with contextlib.suppress(BoundaryError):  # the area has no list that can be read
            items.append(_Item(store.streets(info.slug, variant), {}))
    return _Shelf(areas.edition(info.slug, variant), tuple(items))


def _of_variant(store: ExportStore, shelf: _Shelf, lang: str) -> AreaDownloads:
    edition = shelf.edition
    things = tuple(thing for item in shelf.items for thing in _things(store, item, shelf, lang))
    return AreaDownloads(
        id=f"{edition.slug}-{edition.variant}",
        heading=title(edition, lang),
        variant=variant_name(edition, lang),
        edition=edition.hash,
        attribution=attribution(edition, lang),
        formats=formats_of(things, lang),
        things=things,
        metadata=url_for("downloads.metadata", slug=edition.slug, variant=edition.variant),
    )


def _things(store: ExportStore, item: _Item, shelf: _Shelf, lang: str) -> Iterator[Thing]:
    t, edition = texts(lang), shelf.edition
    folder = store.made(item.package)
    for artifact in item.package.artifacts:
        chosen = [target for target in item.package.targets() if target.artifact == artifact]
        files = tuple(_link(target, edition, folder, lang, item.query) for target in chosen)
        key = artifact.replace("-", "_")
        suffix = "".join(f"-{value}" for value in item.query.values())
        yield Thing(
            f"{edition.slug}-{edition.variant}-{artifact}{suffix}",
            t(f"downloads.thing.{key}"),
            t(f"downloads.about.{key}"),
            files,
        )


def _link(
    target: Target, edition: Edition, folder: Path | None, lang: str, query: Mapping[str, str]
) -> FileLink:
    name = f"{target.artifact}.{target.format.ending}"
    where = {"slug": edition.slug, "variant": edition.variant, "name": name, **query}
    return _file_link(target, folder, lang, lambda more: _url("downloads.file", where | more))


def _file_link(
    target: Target, folder: Path | None, lang: str, address: Callable[[dict[str, str]], str]
) -> FileLink:
    """Return the link of a file; `address` takes what has to be asked beside its name."""
    t = texts(lang)
    values: dict[str, str] = {}
    label = t(f"downloads.format.{target.format.name}")
    short = SHORT.get(target.format.name, target.format.ending.upper())
    if target.epsg is not None and len(target.format.systems) > 1:
        values["crs"] = f"EPSG:{target.epsg}"
        short = t(f"downloads.crs.{target.epsg}")
        label = t("downloads.in_system", name=label, system=short)
    size = _size(folder, target, lang)
    return FileLink(address(values), target.format.name, label, short, size)


def _url(endpoint: str, values: Mapping[str, str]) -> str:
    return url_for(endpoint, **values)  # type: ignore[arg-type]


def _size(folder: Path | None, target: Target, lang: str) -> str | None:
    if folder is None:
        return None
    try:
        count = (folder / target.file_name).stat().st_size
    except OSError:
        return None
    t = texts(lang)
    return t("downloads.kilobytes", value=t.number(max(count / KILOBYTE, 0.1), 1))


blueprint = Blueprint("downloads", __name__)
log = logging.getLogger(__name__)

STREETS, DIFFERENCE = "street-list", "difference"
METADATA = "metadata.jsonld"
PLACES = "programmes"
_PATH = "/areas/<slug>/<variant>/downloads/"


@blueprint.get("/downloads")
@same_for_all
def page() -> Response:
    """List every file of every area with its size and what it is."""
    parameters.require_known_parameters("lang")
    lang, areas = language(), state().areas
    shelves = area_downloads(areas, store(), lang, streets=may_see_streets())
    places = _places(lang)
    things = [thing for shelf in shelves for thing in shelf.things]
    if any(file.size is None for thing in (*things, *(places or ())) for file in thing.files):
        keep_nothing()
    body = render_template(
        "downloads.html",
        t=texts(lang),
        recommended=recommended(areas, shelves),
        areas=shelves,
        places=places,
        place_formats=formats_of(places or (), lang),
        contents={thing.heading: thing.text for thing in (*things, *(places or ()))},
        streets_shown=may_see_streets(),
    )
    return Response(body, content_type="text/html; charset=utf-8")


@blueprint.get(_PATH + METADATA)
@same_for_all
def metadata(slug: str, variant: str) -> Response:
    """Serve the metadata record of an edition (DCAT-AP, JSON-LD)."""
    parameters.require_known_parameters("lang")
    asked = _asked(slug, variant)
    edition = state().areas.edition(asked.slug, asked.variant)
    record = edition_record(asked.slug, asked.variant)
    name = f"{asked.slug}_{asked.variant}_{edition.hash[:12]}.jsonld"
    return revalidated(_attachment(json_text(record), "application/ld+json", name))


def _places(lang: str) -> tuple[Thing, ...] | None:
    """Return what there is of venues, events and ground; None while the database is away."""
    try:
        return place_downloads(store(), place_package(), lang)
    except StoreUnavailableError:
        return None


@blueprint.get(f"/downloads/{PLACES}/<name>")
@open_to_scripts
def places(name: str) -> Response:
    """Serve venues, events or the ground of programmes; made anew when one of them changes."""
    artifact, _, ending = name.partition(".")
    parameters.require_known_parameters("lang", "crs")
    package = place_package()
    return _served(package, _target(package, artifact, ending, request.args.get("crs")), "")


@blueprint.get(_PATH + "<name>")
@open_to_scripts
def file(slug: str, variant: str, name: str) -> Response:
    """Serve one file; all files of an edition are made when the first is asked for."""
    artifact, _, ending = name.partition(".")
    extra = ("to", "to_edition") if artifact == DIFFERENCE else ()
    parameters.require_known_parameters("lang", "crs", *extra)
    asked = _asked(slug, variant)
    package = _package(asked, artifact)
    target = _target(package, artifact, ending, request.args.get("crs"))
    edition = package.facts["edition"][:12]
    before = f"{asked.slug}_{asked.variant}_{edition}_"
    return _served(package, target, before, private=artifact == STREETS)


def _served(package: Package, target: Target, before: str, *, private: bool = False) -> Response:
    """Serve one file; `before` is put before its name where it is saved."""
    try:
        body, tag = store().file(package, target)
    except ExportError as error:
        log.error("%s: %s", target.file_name, error)  # noqa: TRY400 - the message says it
        raise parameters.refuse("cannot_make_file", HTTPStatus.SERVICE_UNAVAILABLE) from None
    response = _attachment(body, target.format.content_type, before + target.file_name)
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache" if private else "no-cache"
    response.make_conditional(request, accept_ranges=True, complete_length=len(body))
    return response


def _attachment(body: bytes | str, kind: str, name: str) -> Response:
    """Return a file to save; `name` is made of ids and hashes, so that it needs no quoting."""
    response = Response(body, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(slug: str, variant: str) -> parameters.Asked:
    asked = parameters.asked_area(slug, None, in_path=True)
    if variant not in asked.info.variants:
        known = parameters.joined(asked.info.variants)
        name = parameters.shortened(variant)
        raise parameters.refuse("unknown_variant", HTTPStatus.NOT_FOUND, name=name, known=known)
    return parameters.Asked(asked.info, variant)


def _package(asked: parameters.Asked, artifact: str) -> Package:
    if artifact == STREETS:
        require_streets()
        return store().streets(asked.slug, asked.variant)
    if artifact == DIFFERENCE:
        variant, edition = _other(asked)
        return store().difference(asked.slug, asked.variant, variant, edition)
    return store().public(asked.slug, asked.variant)


def require_streets() -> None:
    """Refuse a request that may not see the street list.

    Raises:
        Problem: status 403.
        StoreUnavailableError: nobody can be recognised now (503).
    """
    if not may_see_streets():
        if store_is_away():
            raise StoreUnavailableError("the database is away, so that nobody can be recognised")
        raise parameters.refuse("streets_protected", HTTPStatus.FORBIDDEN)


def _other(asked: parameters.Asked) -> tuple[str, str]:
    """Read which edition to compare with: a variant, and a hash or the one in force."""
    variant = request.args.get("to")
    if variant not in asked.info.variants:
        known = parameters.joined(asked.info.variants)
        name = parameters.shortened(variant or "-")
        raise parameters.refuse("unknown_variant", name=name, known=known)
    start = request.args.get("to_edition")
    if start is None:
        return variant, state().areas.edition(asked.slug, variant).hash
    known_hashes = {a.hash for a in state().areas.acceptances(asked.slug) if a.variant == variant}
    found = [h for h in sorted(known_hashes) if len(start) >= _SHORTEST and h.startswith(start)]
    if len(found) != 1:
        raise parameters.refuse("unknown_edition", name=parameters.shortened(start))
    return variant, found[0]


_SHORTEST = 8
"""Letters of a hash that name an edition."""


def _target(package: Package, artifact: str, ending: str, crs: str | None) -> Target:
    fitting = [t for t in package.targets() if t.artifact == artifact]
    chosen = [t for t in fitting if t.format is BY_ENDING.get(ending)]
    if not chosen:
        name = parameters.shortened(f"{artifact}.{ending}")
        raise parameters.refuse("unknown_download", HTTPStatus.NOT_FOUND, name=name)
    if crs is None:
        return chosen[0]
    for target in chosen:
        if target.epsg is not None and crs in {f"EPSG:{target.epsg}", str(target.epsg)}:
            return target
    able = parameters.joined(f"EPSG:{t.epsg}" for t in chosen if t.epsg is not None) or "–"
    raise parameters.refuse("no_such_system", name=parameters.shortened(crs), known=able)


@blueprint.errorhandler(BoundaryError)
def _fault(error: BoundaryError) -> Response:
    """A file of the data is missing or broken: say so, and stay up for the rest."""
    log.error("%s: %s", type(error).__name__, error)
    detail = texts(language())("problem.cannot_make_file")
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return problem_response(detail, code="cannot_make_file", status=status)
