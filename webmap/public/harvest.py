"""What search engines and portals ask for: robots.txt, site map, the one address of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request, url_for

from webmap.ask.services import DEFAULT_VARIANT, first_slug
from webmap.happenings.sources import catalogue, happenings
from webmap.request.state import absolute, revalidated, state
from webmap.web.http import language, same_for_all
from webmap.web.i18n import DEFAULT_LANGUAGE, LANGUAGES

from ..request import parameters
from .programme_context import other_page

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

blueprint = Blueprint("harvest", __name__)

AREA = ("area", "variant")
PAGES: dict[str, tuple[str, ...]] = {
    "pages.home": AREA,
    "pages.boundary_map": AREA,
    "programmes.index": (),
    "programmes.comparison": (),
    "programmes.programme": (),
    "events.index": (),
    "events.event": (),
    "venues_public.venue": (),
    "downloads.page": (),
    "info.page": (),
    "verify.page": (),
    "ogc.landing": (),
    "ogc.api": (),
    "ogc.conformance": (),
    "ogc.collections": (),
    "ogc.collection": (),
    "ogc.items": ("offset",),
    "ogc.item": (),
}
"""Endpoints of the pages that anybody may find -> what of their query makes another page."""
OF_PROGRAMS = ("ogc.landing", "ogc.collections", "ogc.conformance", "ogc.api")
"""Pages of the service for programs that are in the site map; the others are linked from them."""
PRIVATE = ("/desk", "/account", "/sheet", "/files", "/report", "/api/v1/files")
"""Where nothing is for search engines: what takes signing in, and forms that store something."""


@dataclass(frozen=True, slots=True)
class Page:
    """A public page under the addresses that others should know it by."""

    here: str
    """In the language that is read."""
    by_language: dict[str, str]
    changed: dt.date | None = None
    """None where nobody says."""


def _addressed(
    endpoint: str, lang: str, values: Mapping[str, str | None], changed: dt.date | None = None
) -> Page:
    by_language = {}
    for one in LANGUAGES:
        asked: dict[str, Any] = {**values, "lang": None if one == DEFAULT_LANGUAGE else one}
        by_language[one] = absolute(url_for(endpoint, **asked))
    return Page(by_language[lang], by_language, changed)


def this_page() -> Page | None:
    """Return the addresses of the page that is asked for; None where it is not for everybody."""
    endpoint = request.endpoint or ""
    if request.method != "GET" or endpoint not in PAGES:
        return None
    query = {name: request.args[name] for name in PAGES[endpoint] if request.args.get(name)}
    if query.get("variant") == DEFAULT_VARIANT:
        del query["variant"]
    first = _first_area()
    if query == {"area": first}:
        query = {}
    elif "variant" in query and first is not None:
        query = {"area": first, **query}
    asked = {**(request.view_args or {}), **query}
    return _addressed(endpoint, language(), asked)


def page_in(lang: str) -> str | None:
    """Return the path of the page in another language; None where a form has led to it."""
    return other_page(lang) if request.method == "GET" and request.endpoint else None


def _first_area() -> str | None:
    """Return the slug of the area that is shown where none is named."""
    return state().settings.area or first_slug(state().areas)


@blueprint.app_context_processor
def _shared() -> dict[str, object]:
    return {"this_page": this_page, "page_in": page_in, "default_variant": DEFAULT_VARIANT}


@blueprint.get("/robots.txt")
@same_for_all
def robots() -> Response:
    """Say what is not for search engines, and where the site map is."""
    below = urlsplit(absolute(url_for("pages.home"))).path.rstrip("/")
    lines = [
        "User-agent: *",
        *(f"Disallow: {below}{path}" for path in PRIVATE),
        f"Sitemap: {absolute(url_for('harvest.site_map'))}",
    ]
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/sitemap.xml")
@same_for_all
def site_map() -> Response:
    """List every public page in every language."""
    parameters.require_known_parameters()
    body = render_template("sitemap.xml", pages=tuple(_pages()), default=DEFAULT_LANGUAGE)
    return revalidated(Response(body, content_type="application/xml; charset=utf-8"))


def _pages() -> Iterator[Page]:
    """Yield every public page, in the default language."""
    for endpoint, values, changed in _listed():
        yield _addressed(endpoint, DEFAULT_LANGUAGE, values, changed)


def _listed() -> Iterator[tuple[str, dict[str, str | None], dt.date | None]]:
    """Yield endpoint, values and last change of every public page."""
    for endpoint in ("pages.home", "programmes.index", "programmes.comparison", "events.index"):
        yield endpoint, {}, None
    first = _first_area()
    for info in state().areas.list():
        for variant in info.variants:
            named = None if variant == DEFAULT_VARIANT else variant
            area = None if named is None and info.slug == first else info.slug
            yield "pages.boundary_map", {"area": area, "variant": named}, None
    for programme in catalogue().programmes:
        yield "programmes.programme", {"slug": programme.slug}, programme.revised
    public = happenings(DEFAULT_LANGUAGE)
    for event in public.events:
        changed = None if event.changed is None else event.changed.date()
        yield "events.event", {"number": event.id}, changed
    for venue in public.venues:
        yield "venues_public.venue", {"number": venue.id}, None
    for endpoint in ("downloads.page", "verify.page", *OF_PROGRAMS):
        yield endpoint, {}, None
    for slug in ("privacy", "imprint", "accessibility"):
        yield "info.page", {"slug": slug}, None
