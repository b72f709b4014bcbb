"""The programmes: list, page of a programme with its files, comparison of their money."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, json

from boundaries.errors import BoundaryError
from boundaries.export.formats import XLSX_TYPE
from boundaries.programmes import export
from boundaries.programmes.figures import programme_figures
from boundaries.tables.workbook_writing import Sheet, workbook_bytes
from webmap.ask.programme_texts import title_of
from webmap.ask.words import variant_name
from webmap.happenings.detail import detail
from webmap.happenings.figures import compare_view, figures_view
from webmap.happenings.happenings import in_order
from webmap.happenings.map_venues import map_venue
from webmap.happenings.sources import catalogue, happenings, served_editions
from webmap.happenings.wording import in_language, state_sentence, state_word
from webmap.request.state import revalidated, state
from webmap.web.http import language, same_for_all
from webmap.web.i18n import texts

from ..request import parameters
from .events import calendar_of
from .programme_context import below, kept_map, missing, page_of, render, script, venue_page

if TYPE_CHECKING:
    from boundaries.programmes.model import Programme
    from boundaries.towns.settlements import Settlements
    from webmap.happenings.figures import FiguresView
    from webmap.happenings.happenings import Happenings, PublicVenue
    from webmap.maps.maps import MapParts

blueprint = Blueprint("programmes", __name__)

FILES = ("jsonld", "csv", "xlsx", "geojson", "ics")
_KINDS = {
    "jsonld": "application/ld+json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": XLSX_TYPE,
    "geojson": "application/geo+json",
}


@blueprint.get("/programmes")
@same_for_all
def index() -> Response:
    """List the programmes."""
    parameters.require_known_parameters("lang")
    return render(
        "programmes/index.html",
        programmes=programme_cards(),
        catalogue_fault=catalogue().is_broken,
        broken_programmes=catalogue().broken,
    )


def programme_cards() -> list[dict[str, str]]:
    """Return what a list says of each programme."""
    t, today = texts(language()), state().today()
    return [
        {
            "slug": one.slug,
            "title": title_of(one, t.language),
            "project": one.project,
            "state": state_word(one, today, t),
            "aim": in_language(one.objectives[0], t) if one.objectives else "",
            "area": "" if one.area.note is None else in_language(one.area.note, t),
        }
        for one in catalogue().programmes
    ]


@blueprint.get("/programmes/comparison")
@same_for_all
def comparison() -> Response:
    """Show the programmes' money beside each other."""
    parameters.require_known_parameters("lang")
    programmes = catalogue().programmes
    return render("programmes/comparison.html", table=compare_view(programmes, texts(language())))


@blueprint.get("/programmes/<slug>")
@same_for_all
def programme(slug: str) -> Response:
    """Show one programme."""
    found, places = _asked(slug)
    shown = Shown(found, places, happenings(language()), f"{catalogue().stamp}-{slug}")
    return programme_page(shown, page_of("programmes.map_script", slug=slug))


@dataclass(frozen=True, slots=True)
class Shown:
    """A programme as a page shows it: published, or as somebody is filling it in."""

    programme: Programme
    places: Settlements
    public: Happenings
    """Venues and events, its own among them."""
    stamp: str
    """Another text where anything of it is another."""


def programme_page(shown: Shown, map_script_path: str, *, preview: str = "") -> Response:
    """Return the page of a programme.

    Args:
        shown: what it shows.
        map_script_path: where its map is drawn from.
        preview: address that a preview leads back to; empty for the public page.
    """
    found, places, slug = shown.programme, shown.places, shown.programme.slug
    t, today = texts(language()), state().today()
    public = shown.public
    events = tuple(event for event in public.events if event.programme == slug)
    return render(
        "programmes/programme.html",
        preview=preview,
        programme=found,
        title=title_of(found, t.language),
        detail=detail(found, t),
        state_word=state_word(found, today, t),
        state_sentence=state_sentence(found, today, t),
        marks=_marks(found),
        events=in_order(events, today),
        venues=[one for one in public.venues if slug in one.programmes],
        figures=_figures(shown),
        files=[(kind, page_of("programmes.file", slug=slug, kind=kind)) for kind in FILES],
        file_names={kind: t(f"pages.download.{kind}") for kind in FILES},
        venue_map=programme_map(shown),
        venue_script=map_script_path,
        linked_data=export.to_jsonld(found, places, lang=t.language),
        variants=_variant_links(found),
    )


@blueprint.get("/programmes/<slug>/map.js")
@same_for_all
def map_script(slug: str) -> Response:
    """Serve the script that draws the map of a programme."""
    found, places = _asked(slug)
    stamp = f"{catalogue().stamp}-{slug}"
    parts = programme_map(Shown(found, places, happenings(language()), stamp))
    if parts is None:
        raise missing("no_map")
    return script(parts)


@blueprint.get("/programmes/<slug>.<any(jsonld, csv, xlsx, geojson, ics):kind>")
@same_for_all
def file(slug: str, kind: str) -> Response:
    """Serve what the sources say of a programme as a file."""
    found, places = _asked(slug)
    if kind == "ics":
        events = (event for event in happenings(language()).events if event.programme == slug)
        response = calendar_of(events, title_of(found, language()))
    else:
        written = Response(_written(found, places, kind), content_type=_KINDS[kind])
        response = revalidated(written)
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.{kind}"'
    return response


def _written(found: Programme, places: Settlements, kind: str) -> str | bytes:
    if kind == "csv":
        return export.to_csv([found])
    if kind == "xlsx":
        rows = export.quotation_rows([found])
        return workbook_bytes(Sheet("programme", export.CSV_COLUMNS, rows))
    if kind == "jsonld":
        document = export.to_jsonld(found, places, lang=language())
    else:
        document = export.to_geojson(found, places, served_editions(found))
    return json.dumps(document)


def _asked(slug: str) -> tuple[Programme, Settlements]:
    parameters.require_known_parameters("lang")
    known = catalogue()
    if slug in known.broken:
        raise parameters.refuse("programme_broken", HTTPStatus.SERVICE_UNAVAILABLE, name=slug)
    if slug in known.withdrawn:
        raise parameters.refuse("programme_withdrawn", HTTPStatus.GONE)
    if slug not in known.by_slug or known.places is None:
        raise missing("unknown_programme_page")
    return known.by_slug[slug], known.places


def _marks(found: Programme) -> tuple[str, str] | None:
    """Return why the ground is only an extent, in short and as a sentence; None for an area."""
    mark = getattr(found.area, "mark", None)
    if mark is None:
        return None
    t = texts(language())
    return t(f"pages.mark.{mark}"), t(f"programme.caution.{mark}")


def _variant_links(found: Programme) -> list[tuple[str, str]]:
    """Return the variants of a compiled area with the pages of their maps."""
    return [
        (
            variant_name(one, language()),
            page_of("pages.boundary_map", area=one.slug, variant=one.variant),
        )
        for one in served_editions(found)
    ]


def _figures(shown: Shown) -> list[FiguresView]:
    """Return the figures of a programme's area; none where its street list cannot be read."""
    found, places, t = shown.programme, shown.places, texts(language())
    names = {one.variant: variant_name(one, t.language) for one in served_editions(found)}
    try:
        figures = state().once(
            ("programme-figures", shown.stamp), lambda: programme_figures(found, places)
        )
    except BoundaryError:
        return []
    return [figures_view(one, places, names.get(one.variant, ""), t) for one in figures]


def programme_map(shown: Shown) -> MapParts | None:
    """Return the map of a programme's area with its venues; None where nothing can be drawn."""
    lang, found, places, public = language(), shown.programme, shown.places, shown.public
    t, today = texts(lang), state().today()
    drawn: list[PublicVenue] = [
        one for one in public.venues if found.slug in one.programmes and one.is_drawn
    ]
    venues = [
        map_venue(one, public.by_venue.get(one.id, ()), today, venue_page(one.id), t)
        for one in drawn
    ]

    def draw() -> MapParts | None:
        from webmap.happenings import ground_map  # noqa: PLC0415 - folium

        shapes = ground_map.programme_shapes(found, places, served_editions(found), t)
        if not shapes and not venues:
            return None
        lines, names = below((found,))
        label = t("pages.programme_map_label", title=title_of(found, lang))
        drawing = ground_map.Drawing(label, shapes, venues, lines, names)
        return ground_map.draw(drawing, t, state().settings)

    return kept_map(f"programme-{lang}-{shown.stamp}", repr(venues), draw)
