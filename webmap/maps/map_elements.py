"""The one door by which texts and shapes enter the script of a map.

Branca, which lies under Folium, takes what an element has written and compiles it as a template
once more, so that a venue called `{{7*191}}` was evaluated on the server. No element of a map is
therefore rendered by it: `written` runs the constant templates of Folium's classes, with the data
as attributes, and joins what comes out as plain text. The project's own elements have no
template at all; they write the name of a function and their data as JSON.

Nothing else may import Folium or Branca; `make check` (`scripts/check_templates.py`) sees to it.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, ClassVar, TypeAlias

import folium
from branca.element import MacroElement
from folium.map import FitBounds, Layer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from branca.element import Element

    from ..ask.services import GeoJson

MAX_ZOOM = 19

MapElement: TypeAlias = MacroElement
"""Anything that is added to a map or to a part of it."""

_TEXT_OF_JSON = re.compile(r'"(?:[^"\\]|\\.)*"')
_ACTIVE = re.compile(r"[<>&'`${}%#]")
_FUNCTION = re.compile(r"[a-z][A-Za-z]*")


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

    No text in it holds a mark of HTML, of JavaScript's template literals or of a template
    engine; that of the engine is a second lock, for nothing compiles what is written here.

    >>> safe_json("</script>"), safe_json({"{{x}}": 1})
    ('"\\u003c/script\\u003e"', '{"\\u007b\\u007bx\\u007d\\u007d":1}')
    """
    written = json.dumps(value, separators=(",", ":"))
    return _TEXT_OF_JSON.sub(lambda text: _ACTIVE.sub(_escape, text.group()), written)


def _escape(character: re.Match[str]) -> str:
    return f"\\u{ord(character.group()):04x}"


class AreaMap(folium.Map):  # type: ignore[misc]  # folium is not typed
    """A map without foreign assets, inline styles or English controls; all texts are plain.

    Args:
        location: Middle of the map, (latitude, longitude).
        label: What a screen reader calls the map.
        words: Names of controls and hints: zoom_in, zoom_out, layers, close, point, two_fingers,
            numbers_left.
        waiting: What stands in the map's place until its script has run, or for ever without.
        credit: Credit line.
        min_zoom: How far one may zoom out.
        snap: Steps of the zoom level.
    """

    # The page links the stylesheets and scripts itself; Folium's lists name foreign hosts.
    default_js: ClassVar[list[tuple[str, str]]] = []
    default_css: ClassVar[list[tuple[str, str]]] = []

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
        self.waiting = waiting
        self.credit = credit
        self.limits = (min_zoom, MAX_ZOOM)
        self.snap = snap

    def render(self, **_kwargs: object) -> str:
        """Refuse what Branca would do: compile everything that the elements have written.

        Raises:
            TypeError: always; `written` writes a map.
        """
        raise TypeError(f"{self.get_name()} is no template to render; use `written`")

    def html_text(self) -> str:
        """Return the element that the map fills."""
        return (
            f'<div class="area-map" id="{self.get_name()}" role="region"\n'
            f'     aria-label="{inert(self.label)}"><p class="map-waiting">{inert(self.waiting)}'
            "</p></div>\n"
        )

    def script_text(self) -> str:
        """Return the script that makes the map, its controls and its credit line."""
        name = self.get_name()
        options = {
            "center": self.location,
            "zoom": 14,
            "minZoom": self.limits[0],
            "maxZoom": self.limits[1],
            "zoomControl": False,
            "zoomSnap": self.snap,
        }
        titles = {
            "zoomInTitle": self.words["zoom_in"],
            "zoomOutTitle": self.words["zoom_out"],
        }
        credit = safe_json(inert(self.credit))
        return (
            f"var {name} = L.map({safe_json(name)}, {safe_json(options)});\n"
            f"L.control.zoom({safe_json(titles)}).addTo({name});\n"
            f"L.control.scale({{imperial: false, maxWidth: 80}}).addTo({name});\n"
            f"{name}.attributionControl.setPrefix(false).addAttribution({credit});\n"
        )


class Call(MacroElement):  # type: ignore[misc]  # branca is not typed
    """A call of one of the project's functions in the browser, about the element it is added to.

    Args:
        function: Name of a function of the scripts' `akcioterulet` object.
        data: What the function gets after that element; anything that JSON can hold.

    Raises:
        ValueError: `function` is no such name.
    """

    def __init__(self, function: str, *data: object) -> None:
        super().__init__()
        self._name = _named(function)
        self.function = function
        self.data = tuple(safe_json(value) for value in data)

    def script_text(self) -> str:
        """Return the call."""
        return f"{_call(self)};\n"


class CallLayer(Layer):  # type: ignore[misc]  # folium is not typed
    """A layer that one of the project's functions makes in the browser.

    Args:
        function: Name of a function of the scripts' `akcioterulet` object; it returns the layer.
        data: What the function gets after the map.
        name: Name in the layer control; plain text.

    Raises:
        ValueError: `function` is no such name.
    """

    def __init__(self, function: str, *data: object, name: str) -> None:
        super().__init__(name=name, overlay=True)
        self._name = _named(function)
        self.function = function
        self.data = tuple(safe_json(value) for value in data)

    def script_text(self) -> str:
        """Return the call, and the layer's name for it."""
        return f"var {self.get_name()} = {_call(self)};\n"


def _named(function: str) -> str:
    if not _FUNCTION.fullmatch(function):
        raise ValueError(f"{function!r} is not the name of a function of the maps' scripts")
    return function[0].upper() + function[1:]


def _call(element: Call | CallLayer) -> str:
    about = element._parent.get_name()  # noqa: SLF001 - the library offers no other way
    return f"akcioterulet.{element.function}({', '.join((about, *element.data))})"


class TextPopup(Call):
    """A popup of plain text: a heading and lines. Also names the shape for screen readers."""

    def __init__(self, heading: str, lines: Sequence[str]) -> None:
        super().__init__("popup", {"heading": heading, "lines": tuple(lines)})
        self.heading, self.lines = heading, tuple(lines)

    def copy(self) -> TextPopup:
        """Return another element with the same text; an element has one parent only."""
        return TextPopup(self.heading, self.lines)


class LegName(Call):
    """The name of a leg, written along the line that it is added to."""

    def __init__(self, name: str) -> None:
        super().__init__("legName", name)


class Badge(Call):
    """The number of a leg, drawn on its line.

    Args:
        places: Where it may stand, (latitude, longitude), the best first. The browser takes one
            that is free, on the line or beside it, and hides the number where none is.
        text: The number.
        class_name: Class of its style.
    """

    def __init__(self, places: Sequence[Sequence[float]], text: str, class_name: str) -> None:
        points = [list(place) for place in places]
        super().__init__("badge", points, {"text": text, "className": class_name})


class Backdrop(CallLayer):
    """What lies under everything else, drawn on canvases, out of reach.

    Args:
        source: The lines of the network as GeoJSON, or the address from which the browser
            fetches them.
        tiles: Address of a PMTiles file that is drawn instead, or None; the network's lines then
            only say where the names of streets stand.
        name: Name in the layer control.
    """

    def __init__(self, source: GeoJson | str, tiles: str | None, *, name: str) -> None:
        super().__init__("backdrop", source, tiles, name=name)


class Group(folium.FeatureGroup):  # type: ignore[misc]  # folium is not typed
    """A layer that holds shapes; its name in the layer control is plain text."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class LayerSwitch(MacroElement):  # type: ignore[misc]  # branca is not typed
    """The control that shows and hides the layers of its map; the last element of a map."""

    def __init__(self) -> None:
        super().__init__()
        self._name = "LayerSwitch"

    def script_text(self) -> str:
        """Return the script; Leaflet reads the names as HTML, so they are encoded."""
        layers = [one for one in self._parent._children.values() if isinstance(one, Layer)]  # noqa: SLF001
        calls = [
            f".addOverlay({one.get_name()}, {safe_json(inert(one.layer_name))})" for one in layers
        ]
        control = 'L.control.layers(null, null, {"position":"topright","collapsed":true})'
        return f"{control}{''.join(calls)}.addTo({self._parent.get_name()});\n"


def polygon(
    rings: Sequence[Sequence[Sequence[float]]],
    *,
    class_name: str,
    color: str,
    weight: int,
    fill_color: str,
    fill_opacity: float,
    dash_array: str | None = None,
) -> MapElement:
    """Return a polygon to be added to a group; its rings are (latitude, longitude), outer first."""
    return folium.Polygon(
        rings,
        class_name=class_name,
        color=color,
        weight=weight,
        fill_color=fill_color,
        fill_opacity=fill_opacity,
        dash_array=dash_array,
    )


def poly_line(
    points: Sequence[Sequence[float]],
    *,
    class_name: str,
    color: str,
    weight: float,
    opacity: float,
    dash_array: str | None,
) -> MapElement:
    """Return a line to be added to a group; its points are (latitude, longitude)."""
    return folium.PolyLine(
        points,
        class_name=class_name,
        color=color,
        weight=weight,
        opacity=opacity,
        dash_array=dash_array,
    )


def show_box(area_map: AreaMap, box: Sequence[Sequence[float]]) -> None:
    """Let a map show a box first: its south-west and north-east corner."""
    FitBounds(box, padding=(10, 10), max_zoom=17).add_to(area_map)


def add_tiles(area_map: AreaMap, url: str, *, credit: str, name: str) -> None:
    """Add an operator's external tiles; Leaflet reads the credit line as HTML."""
    folium.TileLayer(tiles=url, attr=inert(credit), name=name, overlay=True).add_to(area_map)


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


def written(area_map: AreaMap) -> tuple[str, str]:
    """Return the HTML and the script of a map, without ever compiling what was written.

    Raises:
        TypeError: an element brings a template of its own instead of that of its class.
    """
    number_elements(area_map.get_root())
    script = "".join(_scripts(area_map))
    finish = f"akcioterulet.finish({area_map.get_name()}, {safe_json(dict(area_map.words))});"
    return area_map.html_text(), f"(function () {{\n'use strict';\n{script}{finish}\n}})();\n"


def _scripts(element: Element) -> Iterator[str]:
    """Yield what an element and those added to it write; a layer joins its map at the end."""
    yield element.script_text() if hasattr(element, "script_text") else _constant(element)
    for child in element._children.values():  # noqa: SLF001
        yield from _scripts(child)
    if isinstance(element, Layer) and element.show:
        yield f"{element.get_name()}.addTo({element._parent.get_name()});\n"  # noqa: SLF001


def _constant(element: Element) -> str:
    """Run the template that the class of one of Folium's elements carries, with its data."""
    if "_template" in vars(element):
        raise TypeError(f"{element.get_name()} brings its own template; maps take none")
    macro = vars(type(element)._template.module).get("script")  # noqa: SLF001
    if macro is None:
        raise TypeError(f"{element.get_name()} writes no script; maps hold only what draws")
    return f"{macro(element, {})}\n"
