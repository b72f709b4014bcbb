"""What every page with the map of an area shows: boundary, map, legend, walk, addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for
from markupsafe import escape

from webmap.ask.ledger import boundary_view, size_text
from webmap.ask.services import DEFAULT_VARIANT
from webmap.ask.walk_text import walk_text
from webmap.ask.words import title
from webmap.maps.legend import legend
from webmap.request.state import absolute, state
from webmap.web.http import language
from webmap.web.i18n import DEFAULT_LANGUAGE, texts

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
