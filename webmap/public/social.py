"""Pictures of an area for other media: the preview beside a link, the QR code on paper."""

from __future__ import annotations

import io

from flask import Blueprint, Response, request

from webmap.request.state import state
from webmap.web.http import language

from ..request import parameters
from .map_context import share

blueprint = Blueprint("social", __name__)

A_DAY = 86_400


@blueprint.get("/areas/<slug>/<variant>/preview.png")
def preview(slug: str, variant: str) -> Response:
    """Serve the picture of an area that sites show beside a link; drawn once, then kept."""
    asked = _asked(slug, variant)
    lang = language()
    edition = state().areas.edition(asked.slug, asked.variant)

    def draw() -> bytes:
        from webmap.maps.preview import preview_png  # noqa: PLC0415 - only this view needs Pillow

        return preview_png(edition, state().areas.backdrop(asked.slug), lang)

    body = state().once(("preview", edition.hash, edition.variant, lang), draw)
    return _kept(Response(body, content_type="image/png"))


@blueprint.get("/areas/<slug>/<variant>/qr.svg")
def qr_code(slug: str, variant: str) -> Response:
    """Serve the QR code of the map page."""
    asked = _asked(slug, variant)
    import segno  # noqa: PLC0415 - only this view needs it

    edition = state().areas.edition(asked.slug, asked.variant)
    code = segno.make(share(edition, language()).page, error="m", micro=False)
    stream = io.BytesIO()
    code.save(stream, kind="svg", scale=4, border=4, light="#fff", xmldecl=False, nl=False)
    response = Response(stream.getvalue(), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "no-cache"  # the address depends on the request's host
    return response


def _asked(slug: str, variant: str) -> parameters.Asked:
    parameters.require_known_parameters("lang")
    return parameters.asked_area(slug, variant, in_path=True)


def _kept(response: Response) -> Response:
    response.cache_control.public = True
    response.cache_control.max_age = A_DAY
    response.add_etag()
    response.make_conditional(request)
    return response
