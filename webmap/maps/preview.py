"""The picture that stands beside a link to an area: 1200 by 630 pixels, without a browser."""

from __future__ import annotations

import io
import math
from importlib import resources
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from boundaries.model import Certainty
from geo.crs import EOV, WGS84, reproject

from ..ask.ledger import LINE_STYLES, size_text
from ..ask.words import title, variant_name
from ..web.i18n import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from boundaries.model import Edition

    from ..ask.services import GeoJson

    Pixel = tuple[float, float]

WIDTH, HEIGHT = 1200, 630
PANEL = 440
"""Width of the part with the words, pixels."""
FINER = 2
"""Drawn so many times larger, then made smaller, so that slanted lines are smooth."""
MARGIN = 36
GROUND, ROAD, PANEL_COLOUR, INK = "#f6f4ef", "#cfc9bd", "#0b3d91", "#ffffff"
AREA_FILL = (91, 42, 134, 52)
FONTS = ("webmap", "static", "vendor", "dejavu")


def preview_png(edition: Edition, backdrop: GeoJson, lang: str) -> bytes:
    """Draw the area of an edition with its title as a PNG.

    Args:
        edition: The area.
        backdrop: The network's lines as GeoJSON, drawn faintly below.
        lang: Language of the words.
    """
    image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), GROUND)
    place = _placer(edition)
    _draw_roads(image, backdrop, place)
    _draw_area(image, edition, place)
    _draw_words(image, edition, lang)
    stream = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _placer(edition: Edition) -> Callable[[float, float], Pixel]:
    """Return what turns WGS84 degrees into pixels: the area fills the part beside the words."""
    west, south, east, north = reproject(edition.area, EOV, WGS84).bounds
    flat = math.cos(math.radians((south + north) / 2))
    room = (WIDTH - PANEL - 2 * MARGIN, HEIGHT - 2 * MARGIN)
    scale = FINER * min(room[0] / ((east - west) * flat), room[1] / (north - south))
    middle = (FINER * (PANEL + WIDTH) / 2, FINER * HEIGHT / 2)

    def place(lon: float, lat: float) -> Pixel:
        x = middle[0] + (lon - (west + east) / 2) * flat * scale
        return x, middle[1] - (lat - (south + north) / 2) * scale

    return place


def _draw_roads(
    image: Image.Image, backdrop: GeoJson, place: Callable[[float, float], Pixel]
) -> None:
    draw = ImageDraw.Draw(image)
    features = backdrop.get("features")
    for feature in features if isinstance(features, list) else []:
        line = [place(point[0], point[1]) for point in feature["geometry"]["coordinates"]]
        draw.line(line, fill=ROAD, width=3 * FINER)


def _draw_area(
    image: Image.Image, edition: Edition, place: Callable[[float, float], Pixel]
) -> None:
    shade = Image.new("RGBA", image.size, (0, 0, 0, 0))
    fill = ImageDraw.Draw(shade)
    area = reproject(edition.area, EOV, WGS84)
    for part in getattr(area, "geoms", [area]):
        fill.polygon(_pixels(part.exterior.coords, place), fill=AREA_FILL)
        for hole in part.interiors:
            fill.polygon(_pixels(hole.coords, place), fill=(0, 0, 0, 0))
    image.paste(shade, mask=shade)
    draw = ImageDraw.Draw(image)
    if edition.uncertain_zone is not None:
        _draw_zone(draw, reproject(edition.uncertain_zone, EOV, WGS84), place)
    for leg in edition.legs:
        if leg.line:
            line = _pixels(_degrees(leg.line).coords, place)
            colour = LINE_STYLES[leg.certainty].colour
            draw.line(line, fill=colour, width=6 * FINER, joint="curve")


def _draw_zone(
    draw: ImageDraw.ImageDraw, zone: BaseGeometry, place: Callable[[float, float], Pixel]
) -> None:
    """Outline where the true line is not known; what is not certain must not look certain."""
    colour = LINE_STYLES[Certainty.UNKNOWN].colour
    for part in getattr(zone, "geoms", [zone]):
        if part.geom_type == "Polygon" and not part.is_empty:
            draw.line(_pixels(part.exterior.coords, place), fill=colour, width=2 * FINER)


def _degrees(line: Sequence[tuple[float, float]]) -> BaseGeometry:
    from shapely.geometry import LineString  # noqa: PLC0415 - loaded by then anyway

    return reproject(LineString(line), EOV, WGS84)


def _pixels(
    points: Iterable[Sequence[float]], place: Callable[[float, float], Pixel]
) -> list[Pixel]:
    return [place(point[0], point[1]) for point in points]


def _draw_words(image: Image.Image, edition: Edition, lang: str) -> None:
    t = texts(lang)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, PANEL * FINER, HEIGHT * FINER), fill=PANEL_COLOUR)
    top = float(MARGIN)
    rows = (
        (t("site.name"), 24, False),
        (title(edition, lang), 38, True),
        (variant_name(edition, lang), 24, False),
        (size_text(edition, lang), 24, False),
    )
    for text, size, bold in rows:
        top = _write(draw, text, top, size=size, bold=bold) + MARGIN / 1.5
    credit = _font(18, bold=False)
    corner = ((WIDTH - 12) * FINER, (HEIGHT - 8) * FINER)
    draw.text(corner, t("site.osm"), font=credit, fill="#33322e", anchor="rs")


def _write(draw: ImageDraw.ImageDraw, text: str, top: float, *, size: int, bold: bool) -> float:
    """Write a text in lines that fit the panel; return where it ends, pixels."""
    font = _font(size, bold=bold)
    for line in _wrapped(text, font, (PANEL - 2 * MARGIN) * FINER):
        draw.text((MARGIN * FINER, top * FINER), line, font=font, fill=INK)
        top += size * 1.3
    return top


def _wrapped(text: str, font: ImageFont.FreeTypeFont, room: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    """Return the bundled font; Pillow's own has no Hungarian letters."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    content = resources.files(FONTS[0]).joinpath(*FONTS[1:], name).read_bytes()
    return ImageFont.truetype(io.BytesIO(content), size * FINER)
