"""The map of an area for other places: pages, foreign sites, paper, pictures, codes, its backdrop.

`map_context` is what every page with the map shows: boundary, map, legend, walk, addresses.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    render_template,
    request,
    send_file,
    url_for,
)
from markupsafe import escape

from webmap.ask.ledger import boundary_view, size_text, walk_text
from webmap.ask.services import DEFAULT_VARIANT
from webmap.ask.words import title
from webmap.maps.locator import locator
from webmap.maps.map_layers import covering_archive
from webmap.maps.maps import legend
from webmap.request.state import absolute, state
from webmap.web.http import language, open_to_scripts, same_for_all
from webmap.web.i18n import DEFAULT_LANGUAGE, texts

from ..request import parameters

if TYPE_CHECKING:
    from boundaries.model import Edition


EMBED_HEIGHT = 560
"""Height of the embedded map in the snippet, pixels."""


@dataclass(frozen=True, slots=True)
class Share:
    """Addresses under which others reach the map of an area."""

    page: str
    """The map page, absolute."""
    image: str
    """The preview picture, absolute."""
    qr: str
    """The QR code of the page, a path."""
    description: str
    """What the page shows, in a sentence or two."""
    snippet: str
    """HTML that embeds the map in another page; plain text that templates must still escape."""


def map_context(edition: Edition) -> dict[str, object]:
    """Return the values that the map templates read."""
    lang = language()
    return {
        "t": texts(lang),
        "boundary": boundary_view(edition, lang, today=state().today()),
        "map": state().map_parts(edition, lang),
        "legend": legend(edition, lang),
        "locator": locator(edition),
        "walk": walk_text(edition, lang),
        "share": share(edition, lang),
    }


def share(edition: Edition, lang: str) -> Share:
    """Return the addresses of an edition's map in a language."""
    in_path: dict[str, Any] = {"slug": edition.slug, "variant": edition.variant}
    spoken = None if lang == DEFAULT_LANGUAGE else lang
    chosen: dict[str, Any] = {
        "area": edition.slug,
        "variant": None if edition.variant == DEFAULT_VARIANT else edition.variant,
        "lang": spoken,
    }
    frame = escape(absolute(url_for("embed.embedded", **chosen)))
    name = escape(texts(lang)("map.label", title=title(edition, lang)))
    return Share(
        page=absolute(url_for("pages.boundary_map", **chosen)),
        image=absolute(url_for("social.preview", **in_path, lang=spoken)),
        qr=url_for("social.qr_code", **in_path, lang=spoken),
        description=texts(lang)("share.description", size=size_text(edition, lang)),
        snippet=f'<iframe src="{frame}" title="{name}" width="100%" height="{EMBED_HEIGHT}" '
        'loading="lazy" referrerpolicy="no-referrer"></iframe>',
    )


embeds = Blueprint("embed", __name__)

PAPERS = ("a4", "a3")
"""Paper sizes, the default first."""


@embeds.get("/embed")
@same_for_all
def embedded() -> Response:
    """Show the map alone, small, without a form; the only page that others may frame."""
    edition = _edition("lang", "variant", "area")
    body = render_template("embed.html", **map_context(edition))
    response = Response(body, content_type="text/html; charset=utf-8")
    policy = current_app.config["CONTENT_SECURITY_POLICY"]
    policy = policy.replace("frame-ancestors 'none'", "frame-ancestors *")
    response.headers["Content-Security-Policy"] = policy.replace(
        "form-action 'self'", "form-action 'none'"
    )
    return response


@embeds.get("/print")
@same_for_all
def printable() -> Response:
    """Show the map as it comes out on A4 or A3 paper."""
    edition = _edition("lang", "variant", "area", "paper")
    paper = request.args.get("paper", PAPERS[0])
    if paper not in PAPERS:
        names = parameters.joined(PAPERS)
        raise parameters.refuse("unknown_paper", name=parameters.shortened(paper), known=names)
    t = texts(language())
    named = (("a4", t("share.print_a4")), ("a3", t("share.print_a3")))
    body = render_template("print.html", **map_context(edition), paper=paper, papers=named)
    return Response(body, content_type="text/html; charset=utf-8")


def _edition(*known: str) -> Edition:
    parameters.require_known_parameters(*known)
    asked = parameters.asked_area(request.args.get("area"), request.args.get("variant"))
    return state().areas.edition(asked.slug, asked.variant)


pictures = Blueprint("social", __name__)

A_DAY = 86_400


@pictures.get("/areas/<slug>/<variant>/preview.png")
@open_to_scripts
def preview(slug: str, variant: str) -> Response:
    """Serve the picture of an area that sites show beside a link; drawn once, then kept."""
    asked = _pictured(slug, variant)
    lang = language()
    edition = state().areas.edition(asked.slug, asked.variant)

    def draw() -> bytes:
        from webmap.maps.preview import preview_png  # noqa: PLC0415 - only this view needs Pillow

        return preview_png(edition, state().areas.backdrop(asked.slug), lang)

    body = state().once(("preview", edition.hash, edition.variant, lang), draw)
    return _kept(Response(body, content_type="image/png"))


@pictures.get("/areas/<slug>/<variant>/qr.svg")
@same_for_all
def qr_code(slug: str, variant: str) -> Response:
    """Serve the QR code of the map page."""
    asked = _pictured(slug, variant)
    import segno  # noqa: PLC0415 - only this view needs it

    edition = state().areas.edition(asked.slug, asked.variant)
    code = segno.make(share(edition, language()).page, error="m", micro=False)
    stream = io.BytesIO()
    code.save(stream, kind="svg", scale=4, border=4, light="#fff", xmldecl=False, nl=False)
    response = Response(stream.getvalue(), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "no-cache"  # the address depends on the request's host
    return response


def _pictured(slug: str, variant: str) -> parameters.Asked:
    parameters.require_known_parameters("lang")
    return parameters.asked_area(slug, variant, in_path=True)


def _kept(response: Response) -> Response:
    response.cache_control.public = True
    response.cache_control.max_age = A_DAY
    response.add_etag()
    response.make_conditional(request)
    return response


tiles = Blueprint("tiles", __name__)

A_YEAR = 31_536_000


@tiles.get("/tiles/<name>.pmtiles")
@open_to_scripts
def archive(name: str) -> Response:
    """Serve the file with HTTP ranges; its name changes with its content, so it never expires."""
    found = covering_archive(state().settings.backdrop, None)
    if found is None or found.name != name:
        abort(404)
    response = send_file(
        found.path.resolve(),
        mimetype="application/vnd.pmtiles",
        etag=found.name,
        conditional=True,
        max_age=A_YEAR,
    )
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response
