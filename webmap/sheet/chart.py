"""The small map of a sheet: the area, where its line is not sure, the leg and the place.

Drawn as lines into the PDF, in EOV (EPSG:23700), so that a length on paper is a length on the
ground. Nothing is told by colour alone: widths, dashes and signs differ too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely
from fpdf.drawing import PaintedPath
from fpdf.enums import PathPaintRule

from boundaries.export.documents import part_lines
from webmap.ask.ledger import LINE_STYLES, PART_STYLES
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fpdf import FPDF
    from shapely.geometry.base import BaseGeometry

    from boundaries.model import Edition, EditionPart, LedgerEntry
    from webmap.web.i18n import Texts

    Mm = tuple[float, float]

AREA = "#5b2a86"
DOUBT, INK = (168, 18, 58), (27, 31, 39)
FINE_MM = 0.1
"""Bends smaller than this on paper are left out."""
WIDEST = 3.0
"""A place is drawn if the map then shows at most so many times the width of the area."""
ROUND = (1, 2, 5)
KILOMETRE = 1_000


@dataclass(frozen=True, slots=True)
class Frame:
    """Where on the paper the map stands, and which ground it shows."""

    x: float
    """Left edge, millimetres; the others too."""
    y: float
    width: float
    height: float
    east: float
    """Middle of the ground shown, EOV metres."""
    north: float
    scale: float
    """Millimetres on paper for a metre."""

    def mm(self, east: float, north: float) -> Mm:
        """Return where a place stands on the paper."""
        return (
            round(self.x + self.width / 2 + (east - self.east) * self.scale, 3),
            round(self.y + self.height / 2 - (north - self.north) * self.scale, 3),
        )

    def line(self, points: Iterable[Sequence[float]]) -> list[Mm]:
        """Return a line of the ground as points on the paper."""
        whole = shapely.LineString(list(points)).simplify(FINE_MM / self.scale)
        return [self.mm(east, north) for east, north in whole.coords]


def draw(
    pdf: FPDF,
    edition: Edition,
    box: tuple[float, float, float, float],
    *,
    leg: int | None,
    place: Mm | None,
    lang: str,
) -> float:
    """Draw the map and its legend.

    Args:
        pdf: The page.
        edition: The area.
        box: Left, top, width and height of the map in millimetres; the legend comes below.
        leg: Number of the deciding or nearest leg, drawn strongest.
        place: The place that was asked, EOV metres, where it is known.
        lang: Language of the words.

    Returns:
        Where the legend ends, millimetres.
    """
    frame, shown = _frame(edition, box, place)
    pdf.set_fill_color(250, 249, 246)
    pdf.rect(*box, style="F")
    with pdf.rect_clip(*box):
        _area(pdf, edition.area, frame)
        if edition.uncertain_zone is not None:
            _zone(pdf, edition.uncertain_zone, frame)
        _stretches(pdf, edition.parts, frame)
        _legs(pdf, edition.legs, leg, frame)
        if shown is not None:
            _place(pdf, frame.mm(*shown))
    pdf.set_draw_color(*INK)
    pdf.set_line_width(0.2)
    pdf.rect(*box)
    _furniture(pdf, frame, lang)
    deciding = any(one.number == leg and one.line for one in edition.legs)
    return _legend(pdf, edition, box, lang, deciding=deciding, place=place, shown=shown)


def _frame(
    edition: Edition, box: tuple[float, float, float, float], place: Mm | None
) -> tuple[Frame, Mm | None]:
    """Return the frame, and the place if it can be shown in it."""
    shapes = [edition.area, *([edition.uncertain_zone] if edition.uncertain_zone else [])]
    ground = shapely.union_all([shapely.box(*shape.bounds) for shape in shapes])
    with_place = ground if place is None else ground.union(shapely.Point(place))
    near = place is not None and _width(with_place) <= WIDEST * _width(ground)
    west, south, east, north = (with_place if near else ground).bounds
    x, y, width, height = box
    scale = min((width - 8) / (east - west), (height - 14) / (north - south))
    middle = ((west + east) / 2, (south + north) / 2)
    return Frame(x, y, width, height, *middle, scale), place if near else None


def _width(geometry: BaseGeometry) -> float:
    west, south, east, north = geometry.bounds
    return float(max(east - west, north - south))


def _polygons(geometry: BaseGeometry) -> Iterator[shapely.Polygon]:
    for part in getattr(geometry, "geoms", [geometry]):
        if isinstance(part, shapely.Polygon) and not part.is_empty:
            yield part


def _area(pdf: FPDF, area: BaseGeometry, frame: Frame) -> None:
    """Fill the area, its holes left open."""
    path = PaintedPath()
    for part in _polygons(area):
        for ring in (part.exterior, *part.interiors):
            first, *others = frame.line(ring.coords)
            path.move_to(*first)
            for point in others:
                path.line_to(*point)
            path.close()
    path.style.paint_rule = PathPaintRule.FILL_EVENODD
    path.style.fill_color = AREA
    path.style.fill_opacity = 0.18
    with pdf.drawing_context() as drawing:
        drawing.add_item(path)


def _zone(pdf: FPDF, zone: BaseGeometry, frame: Frame) -> None:
    """Hatch and outline where the true line is not known."""
    with pdf.local_context():
        pdf.set_draw_color(*DOUBT)
        pdf.set_line_width(0.12)
        for start, end in _hatch(zone, 1.2 / frame.scale):
            pdf.line(*frame.mm(*start), *frame.mm(*end))
        pdf.set_line_width(0.25)
        pdf.set_dash_pattern(dash=0.8, gap=0.5)
        for part in _polygons(zone):
            for ring in (part.exterior, *part.interiors):
                pdf.polyline(frame.line(ring.coords))


def _hatch(zone: BaseGeometry, step: float) -> Iterator[tuple[Mm, Mm]]:
    """Yield slanted strokes that lie in a zone, EOV."""
    west, south, east, north = zone.bounds
    height = north - south
    start = west - height
    while start < east:
        stroke = shapely.LineString([(start, south), (start + height, north)])
        for piece in getattr(zone.intersection(stroke), "geoms", [zone.intersection(stroke)]):
            if piece.geom_type == "LineString" and not piece.is_empty:
                yield piece.coords[0], piece.coords[-1]
        start += step


def _legs(pdf: FPDF, legs: Iterable[LedgerEntry], deciding: int | None, frame: Frame) -> None:
    for leg in sorted(legs, key=lambda leg: leg.number == deciding):
        if len(leg.line) < 2:  # noqa: PLR2004 - a line
            continue
        style = LINE_STYLES[leg.certainty]
        with pdf.local_context():
            pdf.set_draw_color(*_rgb(style.colour))
            pdf.set_line_width(1.3 if leg.number == deciding else 0.45)
            if style.dashes and leg.number != deciding:
                dash, gap = (float(part) / 7 for part in style.dashes.split())
                pdf.set_dash_pattern(dash=max(dash, 0.3), gap=gap)
            pdf.polyline(frame.line(leg.line))


def _stretches(pdf: FPDF, parts: Iterable[EditionPart], frame: Frame) -> None:
    """Draw the streets that the description names beside its line."""
    for part in parts:
        style = PART_STYLES[part.effect.value]
        dash, gap = (float(step) / 7 for step in (style.dashes or "1 1").split())
        with pdf.local_context():
            pdf.set_draw_color(*_rgb(style.colour))
            pdf.set_line_width(0.7)
            pdf.set_dash_pattern(dash=max(dash, 0.3), gap=gap)
            for line in shapely.get_parts(part_lines(part) or shapely.MultiLineString()):
                pdf.polyline(frame.line(line.coords))


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _place(pdf: FPDF, at: Mm) -> None:
    """Draw the sign of the place: a ring with a cross."""
    x, y = at
    with pdf.local_context():
        pdf.set_draw_color(0)
        pdf.set_fill_color(255, 213, 79)
        pdf.set_line_width(0.35)
        pdf.circle(x, y, 1.5, style="DF")
        pdf.line(x - 2.4, y, x + 2.4, y)
        pdf.line(x, y - 2.4, x, y + 2.4)


def _furniture(pdf: FPDF, frame: Frame, lang: str) -> None:
    """Draw scale bar, arrow to the north of the grid, and credit."""
    t = texts(lang)
    metres = _round_length(18 / frame.scale)
    x, y = frame.x + 2.5, frame.y + frame.height - 2.5
    pdf.set_draw_color(*INK)
    pdf.set_text_color(*INK)
    pdf.set_line_width(0.4)
    end = x + metres * frame.scale
    pdf.polyline([(x, y - 1.2), (x, y), (end, y), (end, y - 1.2)])
    pdf.set_font("DejaVu", size=6)
    pdf.text(end + 1, y, _length(metres, t))
    credit = t("site.osm")
    pdf.text(frame.x + frame.width - 1.5 - pdf.get_string_width(credit), y, credit)
    x, y = frame.x + frame.width - 4.5, frame.y + 2
    pdf.set_fill_color(*INK)
    pdf.polygon([(x, y), (x + 1.6, y + 5), (x, y + 3.8), (x - 1.6, y + 5)], style="F")
    north = t("sheet.north")
    pdf.text(x - pdf.get_string_width(north) / 2, y + 7.4, north)


def _length(metres: float, t: Texts) -> str:
    if metres < KILOMETRE:
        return t.metres(metres)
    return t("sheet.km", value=t.number(metres / KILOMETRE, 1))


def _round_length(metres: float) -> float:
    """Return the largest 1, 2 or 5 times a power of ten that is no longer.

    >>> _round_length(730.0), _round_length(180.0)
    (500.0, 100.0)
    """
    power = 10.0 ** math.floor(math.log10(metres))
    return max(first * power for first in ROUND if first * power <= metres)


def _legend(
    pdf: FPDF,
    edition: Edition,
    box: tuple[float, float, float, float],
    lang: str,
    *,
    deciding: bool,
    place: Mm | None,
    shown: Mm | None,
) -> float:
    """Explain the signs below the map; returns where it ends."""
    t = texts(lang)
    words = [t("sheet.legend.area")]
    if edition.uncertain_zone is not None:
        words.append(t("sheet.legend.zone"))
    words.append(t("sheet.legend.legs"))
    if any(part_lines(part) is not None for part in edition.parts):
        words.append(t("sheet.legend.parts"))
    if deciding:
        words.append(t("sheet.legend.deciding"))
    if shown is not None:
        words.append(t("sheet.legend.place"))
    else:
        words.append(t("sheet.legend.far" if place is not None else "sheet.legend.no_place"))
    pdf.set_font("DejaVu", size=6)
    pdf.set_xy(box[0], box[1] + box[3] + 1)
    pdf.multi_cell(box[2], 2.8, "; ".join(words) + ".", align="L")
    return float(pdf.get_y())
