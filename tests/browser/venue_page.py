"""A page of the tests' own around the venue map, as the catalogue's pages use it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template_string

from webmap.app import create_app
from webmap.happenings.ground_map import Drawing, Shape, draw
from webmap.maps.venue_map import MapVenue, venue_lines
from webmap.web.http import language
from webmap.web.i18n import texts
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask

    from boundaries.model import Edition
    from webmap.ask.services import Areas
    from webmap.maps.maps import MapParts

PAGE = """{% extends "base.html" %}
{% block title %}Próba{% endblock %}
{% block styles %}{% include "_map_styles.html" %}{% endblock %}
{% block content %}<h1>Helyszínek</h1>
{% include "_patterns.html" %}{{ venue_map.html|safe }}
{% if with_list %}<ul class="venue-list">{% for venue, lines in venues %}
<li data-venue="{{ venue.id }}"><h2>{{ venue.name }}</h2>
{% for line in lines %}<p>{{ line }}</p>{% endfor %}
<button type="button" data-show-venue="{{ venue.id }}" hidden>{{ t("map.venue_show") }}</button>
</li>
{% endfor %}</ul>{% endif %}
{% endblock %}
{% block scripts %}{% include "_venue_scripts.html" %}{% endblock %}"""


def drawn(venues: Sequence[MapVenue], edition: Edition, lang: str = "hu") -> MapParts:
    """Return the map of venues over an area, as the pages draw it."""
    ground = Shape(edition.area, edition.title["hu"], (edition.sentence,))
    lines = f"/areas/{edition.slug}/backdrop.geojson"
    return draw(Drawing("Próbatérkép", [ground], venues, lines), texts(lang))


def venue_app(areas: Areas, venues: Sequence[MapVenue], *, with_list: bool = True) -> Flask:
    """Return the service with the page `/probe-venues`."""
    app = create_app(Settings(), areas)
    blueprint = Blueprint("probe", __name__)

    @functools.cache
    def parts(lang: str) -> MapParts:
        return drawn(venues, areas.edition("square"), lang)

    parts("hu")  # made before the first request, as a service keeps it

    @blueprint.get("/probe-venues")
    def page() -> str:
        return render_template_string(
            PAGE,
            t=texts(language()),
            venue_map=parts(language()),
            venue_script="/probe-venues.js",
            venues=[(venue, venue_lines(venue, language())) for venue in venues],
            with_list=with_list,
        )

    @blueprint.get("/probe-venues.js")
    def script() -> Response:
        text = parts(language()).script
        return Response(text, content_type="text/javascript; charset=utf-8")

    app.register_blueprint(blueprint)
    return app


def grid(count: int, *, west: float = 19.60, south: float = 46.85) -> list[MapVenue]:
    """Return artificial venues on a regular grid of about 20 km."""
    side = int(count**0.5) + 1
    return [
        MapVenue(
            id=f"v{number}",
            name=f"{number}. próbahely",
            lon=west + 0.2 * (number % side) / side,
            lat=south + 0.15 * (number // side) / side,
            precision_m=300.0 if number % 10 == 0 else 0.0,
            href=f"/?area=square#{number}",
            lines=("Próba utca", "hétfőn 9–12"),
        )
        for number in range(count)
    ]
