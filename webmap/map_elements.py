"""The pieces of a Folium map that the project writes itself: own assets, inert texts."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, ClassVar

import folium
from branca.element import MacroElement
from folium.map import Layer
from folium.template import Template

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from branca.element import Element

    from .services import GeoJson

MAX_ZOOM = 19


def inert(text: str) -> str:
    r"""Encode a text so that it is only text for HTML and for JavaScript's template literals.

    >>> inert('<b>`${x}\\')
    '&lt;b&gt;&#96;&#36;&#123;x}&#92;'
    """
    encoded = html.escape(text, quote=True)
    for character in "\\`${":
        encoded = encoded.replace(character, f"&#{ord(character)};")
    return encoded


def safe_json(value: object) -> str:
    r"""Write JSON that may stand inside a script element.

    >>> safe_json("</script>")
    '"\\u003c/script\\u003e"'
    """
    written = json.dumps(value, separators=(",", ":"))
    for character in "<>&'":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return written


class AreaMap(folium.Map):  # type: ignore[misc]  # folium is not typed
    """A map without foreign assets, inline styles or English controls.

    Args:
        location: Middle of the map, (latitude, longitude).
        label: What a screen reader calls the map.
        words: Names of the controls: zoom_in, zoom_out, layers, close, point.
        waiting: What stands in the map's place until its script has run, or for ever without.
        credit: Credit line, already encoded for HTML.
        min_zoom: How far one may zoom out.
        snap: Steps of the zoom level.
    """

    # The page links the stylesheets and scripts itself; Folium's lists name foreign hosts.
    default_js: ClassVar[list[tuple[str, str]]] = []
    default_css: ClassVar[list[tuple[str, str]]] = []

    _template = Template("""
        {% macro html(this, kwargs) %}
<div class="area-map" id="{{ this.get_name() }}" role="region"
     aria-label="{{ this.label|e }}"><p class="map-waiting">{{ this.waiting|e }}</p></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
    center: {{ this.location|tojson }}, zoom: 14, minZoom: {{ this.limits[0] }},
    maxZoom: {{ this.limits[1] }}, zoomControl: false, zoomSnap: {{ this.snap }}
});
L.control.zoom({
    zoomInTitle: {{ this.words.zoom_in|tojson }}, zoomOutTitle: {{ this.words.zoom_out|tojson }}
}).addTo({{ this.get_name() }});
L.control.scale({imperial: false, maxWidth: 80}).addTo({{ this.get_name() }});
{{ this.get_name() }}.attributionControl.setPrefix(false).addAttribution({{ this.credit|tojson }});
        {% endmacro %}
    """)

    def __init__(
        self,
        location: Sequence[float],
        *,
        label: str,
        words: Mapping[str, str],
        waiting: str,
        credit: str,
        min_zoom: int,
        snap: float,
    ) -> None:
        super().__init__(location=location, tiles=None, zoom_control=False)
        self.label = label
        self.words = words
        self.words_json = safe_json(dict(words))
        self.waiting = waiting
        self.credit = credit
        self.limits = (min_zoom, MAX_ZOOM)
        self.snap = snap


class TextPopup(MacroElement):  # type: ignore[misc]  # branca is not typed
    """A popup of plain text: a heading and lines. Also names the shape for screen readers."""

    _template = Template("""
        {% macro script(this, kwargs) %}
akcioterulet.popup({{ this._parent.get_name() }}, {{ this.content }});
        {% endmacro %}
    """)

    def __init__(self, heading: str, lines: Sequence[str]) -> None:
        super().__init__()
        self._name = "TextPopup"
        self.heading, self.lines = heading, tuple(lines)
        self.content = safe_json({"heading": heading, "lines": self.lines})

    def copy(self) -> TextPopup:
        """Return another element with the same text; an element has one parent only."""
        return TextPopup(self.heading, self.lines)


class Badge(MacroElement):  # type: ignore[misc]  # branca is not typed
    """The number of a leg, drawn on its line.

    Args:
        places: Where it may stand, (latitude, longitude), the best first. The browser takes the
            first that is free, and hides the number where none is.
        text: The number.
        class_name: Class of its style.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
akcioterulet.badge({{ this._parent.get_name() }}, {{ this.places|tojson }}, {{ this.content }});
        {% endmacro %}
    """)

    def __init__(self, places: Sequence[Sequence[float]], text: str, class_name: str) -> None:
        super().__init__()
        self._name = "Badge"
        self.places = [list(place) for place in places]
        self.content = safe_json({"text": text, "className": class_name})


class Backdrop(Layer):  # type: ignore[misc]  # folium is not typed
    """What lies under everything else, drawn on canvases, out of reach.

    Args:
        source: The lines of the network as GeoJSON, or the address from which the browser
            fetches them.
        tiles: Address of a PMTiles file that is drawn instead, or None.
        name: Name in the layer control, already encoded for HTML.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
var {{ this.get_name() }} = akcioterulet.backdrop(
    {{ this._parent.get_name() }}, {{ this.source }}, {{ this.tiles }});
        {% endmacro %}
    """)

    def __init__(self, source: GeoJson | str, tiles: str | None, *, name: str) -> None:
        super().__init__(name=name, overlay=True)
        self._name = "Backdrop"
        self.source = safe_json(source if tiles is None else None)
        self.tiles = safe_json(tiles)


def number_elements(root: Element) -> None:
    """Give every element of a map a name by its position instead of a random one.

    The same map then renders to the same bytes: pages can cache it, tests can compare it.
    """
    waiting = [root]
    count = 0
    while waiting:
        element = waiting.pop()
        element._id = str(count)  # noqa: SLF001 - the library offers no other way
        count += 1
        waiting.extend(reversed(element._children.values()))  # noqa: SLF001
