"""What can be downloaded, ready for a page: each thing with its files, formats and sizes."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from boundaries.errors import BoundaryError, ExportError

from ..ask.words import attribution, title, variant_name
from ..web.i18n import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
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
    label: str
    """Format and, where there is a choice, reference system."""
    size: str | None
    """In words; None where the file could not be made."""


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
    things: tuple[Thing, ...]
    metadata: str
    """Address of the metadata record."""


def area_downloads(
    areas: Areas, store: ExportStore, lang: str, *, streets: bool
) -> tuple[AreaDownloads, ...]:
    """Return what can be downloaded.

    Args:
        areas: the areas.
        store: makes the files, so that their sizes are known.
        lang: language of the texts.
        streets: whether the reader may see street lists.
    """
    shelves = [
        _shelf(areas, store, info, variant, streets=streets)
        for info in areas.list()
        for variant in info.variants
    ]
    with contextlib.suppress(ExportError):  # the page then shows no sizes
        store.prepare(item.package for shelf in shelves for item in shelf.items)
    return tuple(_of_variant(store, shelf, lang) for shelf in shelves)


def place_downloads(store: ExportStore, package: Package, lang: str) -> tuple[Thing, ...]:
    """Return what can be downloaded of venues, events and the ground of programmes."""
    with contextlib.suppress(ExportError):  # the page then shows no sizes
        store.prepare((package,))
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
    return AreaDownloads(
        id=f"{edition.slug}-{edition.variant}",
        heading=title(edition, lang),
        variant=variant_name(edition, lang),
        edition=edition.hash,
        attribution=attribution(edition, lang),
        things=tuple(thing for item in shelf.items for thing in _things(store, item, shelf, lang)),
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
    if target.epsg is not None and len(target.format.systems) > 1:
        values["crs"] = f"EPSG:{target.epsg}"
        label = t("downloads.in_system", name=label, system=t(f"downloads.crs.{target.epsg}"))
    return FileLink(address(values), label, _size(folder, target, lang))


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
