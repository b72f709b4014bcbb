"""The catalogue of everything that the service publishes, for harvesters of open data portals.

`/catalog.jsonld` and `/catalog.ttl` say the same. They name the editions in force, the venues,
events and ground of the programmes, the facts of each programme, and the interfaces. What nobody
has published, an office or a licence, is not in it.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from flask import Blueprint, Response, url_for

from boundaries.errors import ExportError
from boundaries.export.documents import json_text
from boundaries.export.metadata import (
    Contact,
    DataFile,
    Node,
    Service,
    catalog,
    dataset,
    dcat_record,
    turtle,
)
from boundaries.export.provenance import CAUTION, LICENCE, LICENCE_HU
from boundaries.programmes.areas import outline_of, settlements_of
from boundaries.programmes.model import OrganisationRole
from webmap.happenings.sources import catalogue
from webmap.request.state import absolute, revalidated, state
from webmap.store.errors import StoreUnavailableError
from webmap.web.http import same_for_all
from webmap.web.i18n import texts

from ..request import parameters
from .export_store import place_package, store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from boundaries.export.package import Package, Target
    from boundaries.programmes.model import Dated, Programme

blueprint = Blueprint("catalog", __name__)

KINDS = {"jsonld": "application/ld+json", "ttl": "text/turtle; charset=utf-8"}
FEATURES = "http://www.opengis.net/spec/ogcapi-features-1/1.0"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PROGRAMME_FILES = (
    ("jsonld", "application/ld+json", False),
    ("csv", "text/csv", False),
    ("xlsx", _XLSX, False),
    ("geojson", "application/geo+json", True),
)
"""Ending, MIME type, and whether a file holds lines of OpenStreetMap."""


@blueprint.get("/catalog.<any(jsonld, ttl):form>")
@same_for_all
def document(form: str) -> Response:
    """Serve the catalogue (DCAT-AP) as JSON-LD or Turtle."""
    parameters.require_known_parameters("lang")
    found = whole()
    body = turtle(found) if form == "ttl" else json_text(found)
    return revalidated(Response(body, content_type=KINDS[form]))


def whole() -> Node:
    """Return the catalogue as a JSON-LD document."""
    page = absolute(url_for("downloads.page"))
    description = absolute(url_for("api_areas.openapi"))
    services = (
        Service(
            absolute(url_for("ogc.landing")),
            _both("downloads.ogc"),
            absolute(url_for("ogc.api")),
            FEATURES,
        ),
        Service(description.removesuffix("/openapi.json"), _both("catalog.api"), description),
    )
    return catalog(
        absolute(url_for("pages.home")),
        page=page,
        title=_both("site.name"),
        description=_both("catalog.description"),
        publisher=state().settings.operator or texts("hu")("site.name"),
        contact=_operator(),
        datasets=[*_editions(), *_places(page), *map(_programme, catalogue().programmes)],
        services=services,
    )


def edition_record(slug: str, variant: str) -> Node:
    """Return the record of an edition in force; its files are made, since it says their sizes."""
    edition, package = state().areas.edition(slug, variant), store().public(slug, variant)
    where = {"slug": slug, "variant": variant}
    return dcat_record(
        edition,
        page=absolute(url_for("downloads.page")),
        files=[(one, _address("downloads.file", one, where)) for one in package.targets()],
        accepted_on=store().accepted_on(edition),
        contact=_office(catalogue().of_area(edition.slug)),
        sizes=_sizes(package),
    )


def _both(key: str) -> dict[str, str]:
    return {lang: texts(lang)(key) for lang in ("hu", "en")}


def _editions() -> Iterator[Node]:
    for info in state().areas.list():
        for variant in info.variants:
            yield edition_record(info.slug, variant)


def _address(endpoint: str, target: Target, where: Mapping[str, str]) -> str:
    values = {**where, "name": f"{target.artifact}.{target.format.ending}"}
    if target.epsg is not None:
        values["crs"] = f"EPSG:{target.epsg}"
    return absolute(url_for(endpoint, **values))  # type: ignore[arg-type]


def _sizes(package: Package) -> Mapping[str, int]:
    """Return name of a file -> bytes; nothing where the files cannot be made."""
    with contextlib.suppress(ExportError, OSError):
        folder = store().folder(package)
        names = [one.file_name for one in package.targets()]
        return {name: (folder / name).stat().st_size for name in names}
    return {}


def _places(page: str) -> Iterator[Node]:
    """Yield what there is of venues, events and ground; nothing while the database is away."""
    try:
        package = place_package()
    except StoreUnavailableError:
        return
    sizes = _sizes(package)
    files = [
        DataFile(
            _address("downloads.places", one, {}),
            one.file_name,
            one.format.content_type.partition(";")[0],
            one.format.name,
            sizes.get(one.file_name),
            one.epsg,
            rights={"hu": LICENCE_HU, "en": LICENCE},
        )
        for one in package.targets()
    ]
    calendar = absolute(url_for("events.feed"))
    files.append(DataFile(calendar, "events.ics", "text/calendar", is_odbl=False))
    yield dataset(
        f"{page}#places",
        page=page,
        title={"hu": package.facts["title"], "en": package.facts["title_en"]},
        description=_both("catalog.places"),
        keywords={"hu": ["helyszínek", "események"], "en": ["venues", "events"]},
        publisher=state().settings.operator,
        files=files,
        contact=_operator(),
    )


def _programme(programme: Programme) -> Node:
    """Return the record of what the sources say about a programme."""
    page = absolute(url_for("programmes.programme", slug=programme.slug))
    hu = " ".join(one.hu for one in programme.objectives)
    en = " ".join(one.en for one in programme.objectives)
    files = [
        DataFile(
            absolute(url_for("programmes.file", slug=programme.slug, kind=ending)),
            f"{programme.slug}.{ending}",
            media,
            ending,
            is_odbl=is_odbl,
        )
        for ending, media, is_odbl in _PROGRAMME_FILES
    ]
    places = catalogue().places
    area = None if places is None else settlements_of(programme, places)
    names = (o.hu for o in programme.organisations if o.role is OrganisationRole.BENEFICIARY)
    return dataset(
        f"{page}#programme",
        page=page,
        title={"hu": programme.title.hu, "en": programme.title.en},
        description={"hu": hu or programme.title.hu, "en": f"{en or programme.title.en} {CAUTION}"},
        keywords={"hu": [one.value for one in programme.identifiers]},
        publisher=next(names, None),
        files=files,
        contact=_office(programme),
        ground=None if area is None else outline_of(area, places).extent,
        period=(_day(programme.period.start), _day(programme.period.end)),
    )


def _day(dated: Dated | None) -> str | None:
    """Return a day; None where the source names a longer stretch."""
    return dated.days.first.isoformat() if dated is not None and dated.days.is_day else None


def _office(programme: Programme | None) -> Contact | None:
    """Return the office that answers questions about a programme, as its sources name it."""
    one = None if programme is None else programme.office
    if one is None:
        return None
    web = None if one.web is None else str(one.web)
    return Contact(
        {"hu": one.office.hu, "en": one.office.en}, one.email, one.phone, web, one.address
    )


def _operator() -> Contact | None:
    """Return whom to ask about the service, as far as its settings say."""
    name, contact = state().settings.operator, (state().settings.operator_contact or "").strip()
    if not name or not contact:
        return None
    if "@" in contact and " " not in contact:
        return Contact({"hu": name}, email=contact.removeprefix("mailto:"))
    return Contact({"hu": name}, address=contact)
