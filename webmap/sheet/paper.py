"""The sheet on one page of A4. fpdf2 with the bundled font, of which only the used letters stay.

The file is for archives (PDF/A-3, level U): it says in XMP what it is and in which language, its
colours are those of the sRGB profile that it brings, and the edition that it was answered from
hangs on it as a file. Texts and pictures are tagged in the order in which they are read, pictures
with words of their own. The same sheet gives the same bytes: the file carries the time of issue,
not that of drawing.
"""

from __future__ import annotations

import json
import math
import unicodedata
from contextlib import contextmanager
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape  # nosec B406 - writes, reads nothing

import segno
from fpdf import FPDF, FPDF_VERSION, ViewerPreferences
from fpdf.enums import DocumentCompliance, OutputIntentSubType
from fpdf.fonts import TTFFont
from fpdf.output import PDFICCProfile
from fpdf.syntax import Name
from PIL import ImageCms

from boundaries.edition.edition import to_document
from webmap.ask.words import title
from webmap.web.i18n import texts

from . import chart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from boundaries.model import Edition
    from webmap.ask.words import Row

    from .content import Sheet

SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
"""Sizes of the letters, points; the largest with which everything stands on one page is taken."""
LEFT, WIDTH, TOP = 15.0, 180.0, 12.0
BOX_TOP, BOX_HEIGHT = 240.0, 45.0
"""The part for checking the sheet, always at the same place."""
MAP_WIDTH, MAP_HEIGHT = 80.0, 74.0
INK, MUTED, LINE = (27, 31, 39), (77, 86, 102), (107, 114, 128)
SIDES = {"inside": (27, 94, 32), "outside": (66, 74, 87)}
DOUBT = (138, 75, 0)
FONTS = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
CREATOR, COLOURS = "akcioterulet", "sRGB IEC61966-2.1"
PRODUCER = f"fpdf2 {FPDF_VERSION}"
COMPLIANCE = DocumentCompliance.PDFA_3U
_PROFILE_DATE = slice(24, 36)
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


class SheetTooLongError(ValueError):
    """A sheet does not fit on a page even with the smallest letters."""


def unprintable(text: str) -> str:
    """Return the characters of a text that the sheet cannot print.

    The font must have them, and they must run from left to right: on paper a text has to be read
    exactly as it was signed.
    """
    known = _letters()
    bad = (c for c in text if ord(c) not in known or unicodedata.bidirectional(c) in _RIGHT_TO_LEFT)
    return "".join(dict.fromkeys(bad))


def sheet_pdf(sheet: Sheet, edition: Edition, place: tuple[float, float] | None) -> bytes:
    """Draw a sheet.

    Args:
        sheet: What it says.
        edition: The area for the map.
        place: The place that was asked, EOV metres, where it is known.

    Raises:
        SheetTooLongError: there is too much text for a page.
    """
    for size in SIZES:
        with _with_fonts() as pdf:
            _begin(pdf, sheet, edition)
            if _draw(pdf, sheet, edition, place, size) <= BOX_TOP - 1:
                return bytes(pdf.output())
    raise SheetTooLongError("the texts of the sheet do not fit on a page")


@cache
def _font_path(name: str) -> str:
    folder = resources.files("webmap") / "static" / "vendor" / "dejavu"
    return str(folder / name)


@cache
def _letters() -> frozenset[int]:
    """Return the characters that both fonts have."""
    with _with_fonts() as pdf:
        found = [frozenset(font.cmap) for font in _fonts(pdf)]
    return found[0].intersection(*found[1:])


@contextmanager
def _with_fonts() -> Iterator[FPDF]:
    """Open the fonts for a file; the library closes them only when it has written one."""
    pdf = FPDF(format="A4", enforce_compliance=COMPLIANCE)
    try:
        for style, name in FONTS.items():
            pdf.add_font("DejaVu", style, _font_path(name))
        yield pdf
    finally:
        for font in _fonts(pdf):
            font.close()


def _fonts(pdf: FPDF) -> list[TTFFont]:
    return [font for font in pdf.fonts.values() if isinstance(font, TTFFont)]


def _begin(pdf: FPDF, sheet: Sheet, edition: Edition) -> None:
    """Begin the page, say in the file what it is, and put the edition in."""
    pdf.set_auto_page_break(auto=False)
    pdf.set_margins(LEFT, TOP)
    pdf.set_lang(sheet.lang)
    pdf.set_title(sheet.title)
    pdf.set_creator(CREATOR)
    pdf.set_creation_date(sheet.issued)
    pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
    pdf.set_producer(PRODUCER)
    pdf.set_xmp_metadata(_xmp(sheet))
    profile = PDFICCProfile(contents=_srgb(), n=3, alternate="DeviceRGB")
    subtype, registry = OutputIntentSubType.PDFA, "http://www.color.org"
    pdf.add_output_intent(subtype, COLOURS, COLOURS, registry, profile, COLOURS)
    pdf.embed_file(
        bytes=json.dumps(to_document(edition), ensure_ascii=False, sort_keys=True).encode(),
        basename=f"{edition.slug}-{edition.variant}-{edition.hash[:12]}.json",
        mime_type="application/json",
        modification_date=sheet.issued,
        creation_date=sheet.issued,
        associated_file_relationship="Source",
        desc=f"{title(edition, sheet.lang)} – {edition.hash}",
        compress=True,
    )
    pdf.add_page()


@cache
def _srgb() -> bytes:
    """Return the profile of sRGB, always the same bytes: without the moment it was made."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[_PROFILE_DATE] = b"".join(part.to_bytes(2, "big") for part in (2000, 1, 1, 0, 0, 0))
    return bytes(made)


def _xmp(sheet: Sheet) -> str:
    """Return what archives read of the file; it agrees with its information dictionary."""
    moment = sheet.issued.isoformat(timespec="seconds")
    name, lang = escape(sheet.title), sheet.lang
    return f"""<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{name}</rdf:li>
<rdf:li xml:lang="{lang}">{name}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{lang}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{CREATOR}</xmp:CreatorTool>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
<xmp:MetadataDate>{moment}</xmp:MetadataDate>
<pdf:Producer>{PRODUCER}</pdf:Producer>
<pdfaid:part>{COMPLIANCE.part}</pdfaid:part>
<pdfaid:conformance>{COMPLIANCE.conformance}</pdfaid:conformance>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


@contextmanager
def _tagged(pdf: FPDF, kind: str, words: str | None = None) -> Iterator[None]:
    """Tag what is drawn as a paragraph ("P"), a heading ("H1", "H2") or a picture ("Figure").

    The library tags pictures only; its element gets the right kind afterwards.
    """
    with pdf._marked_sequence(alt_text=words) as element:  # noqa: SLF001 - no public way
        element.s = Name(kind)
        yield


@contextmanager
def _artifact(pdf: FPDF) -> Iterator[None]:
    """Mark what is drawn as decoration, which nobody reads out."""
    pdf._out("/Artifact BMC")  # noqa: SLF001 - no public way
    yield
    pdf._out("EMC")  # noqa: SLF001 - as above


def _draw(
    pdf: FPDF,
    sheet: Sheet,
    edition: Edition,
    place: tuple[float, float] | None,
    size: float,
) -> float:
    """Draw the whole page; returns where the part above the box ends, millimetres."""
    t = texts(sheet.lang)
    _head(pdf, sheet)
    _verdict(pdf, sheet, size)
    top = pdf.get_y() + 3
    box = (LEFT + WIDTH - MAP_WIDTH, top, MAP_WIDTH, MAP_HEIGHT)
    with _tagged(pdf, "Figure", t("sheet.map_words", area=sheet.area)):
        below = chart.draw(pdf, edition, box, leg=sheet.leg, place=place, lang=sheet.lang)
    pdf.set_y(top)
    _table(pdf, sheet.rows, size, label=32, width=WIDTH - MAP_WIDTH - 4)
    pdf.set_y(max(pdf.get_y(), below) + 2)
    if sheet.override:
        _section(pdf, t("sheet.override_title"), [sheet.override], size)
    _section(pdf, t("sheet.state_title"), [sheet.state], size)
    _section(pdf, t("sheet.limits_title"), [f"• {text}" for text in sheet.limits], size)
    _heading(pdf, t("sheet.basis_title"), size)
    _table(pdf, sheet.basis, size - 1, label=42, width=WIDTH)
    end = pdf.get_y()
    _checking(pdf, sheet)
    return float(end)


def _head(pdf: FPDF, sheet: Sheet) -> None:
    pdf.set_y(TOP)
    _write(pdf, texts(sheet.lang)("site.name"), 8, colour=MUTED)
    _write(pdf, sheet.title, 16, bold=True, kind="H1")
    _write(pdf, sheet.area, 10)
    pdf.set_y(pdf.get_y() + 2)


def _verdict(pdf: FPDF, sheet: Sheet, size: float) -> None:
    """Write the answer as one sentence beside a bar."""
    top = pdf.get_y()
    pdf.set_y(top + 1)
    _write(pdf, sheet.sentence, size + 2, bold=True, left=LEFT + 5, width=WIDTH - 5)
    pdf.set_fill_color(*SIDES.get(sheet.kind, DOUBT))
    with _artifact(pdf):
        pdf.rect(LEFT, top, 2, pdf.get_y() + 1 - top, style="F")
    pdf.set_y(pdf.get_y() + 1)


def _heading(pdf: FPDF, text: str, size: float) -> None:
    pdf.set_y(pdf.get_y() + 1)
    _write(pdf, text, size, bold=True, kind="H2")


def _section(pdf: FPDF, heading: str, texts_of_it: Iterable[str], size: float) -> None:
    _heading(pdf, heading, size)
    for text in texts_of_it:
        _write(pdf, text, size - 0.5)


def _table(pdf: FPDF, rows: Iterable[Row], size: float, *, label: float, width: float) -> None:
    """Write rows of a label and a value."""
    for row in rows:
        top = pdf.get_y()
        _write(pdf, row.label, size - 0.5, width=label, colour=MUTED)
        bottom = pdf.get_y()
        pdf.set_y(top)
        _write(pdf, row.value, size, left=LEFT + label, width=width - label)
        pdf.set_y(max(bottom, pdf.get_y()) + 0.4)


def _checking(pdf: FPDF, sheet: Sheet) -> None:
    """Draw the part for checking: the code, the line of figures, what to do, the QR code."""
    t = texts(sheet.lang)
    pdf.set_draw_color(*LINE)
    pdf.set_line_width(0.3)
    with _artifact(pdf):
        pdf.rect(LEFT, BOX_TOP, WIDTH, BOX_HEIGHT)
    left, width = LEFT + 3, WIDTH - 6
    if sheet.link is not None:
        side = BOX_HEIGHT - 3
        with _tagged(pdf, "Figure", t("sheet.qr_words")):
            _qr(pdf, sheet.link, LEFT + WIDTH - side - 1.5, BOX_TOP + 1.5, side)
        width -= side
    pdf.set_y(BOX_TOP + 2)
    _write(pdf, t("sheet.check_title"), 9, bold=True, left=left, width=width, kind="H2")
    help_text = t("sheet.check_help", page=sheet.page)
    if sheet.override:
        help_text = f"{help_text} {t('sheet.check_override')}"
    _write(pdf, help_text, 7, left=left, width=width)
    pdf.set_y(pdf.get_y() + 1)
    for label, value, most in (
        (t("sheet.code"), sheet.code, 11.0),
        (t("sheet.line"), sheet.line, 9.0),
    ):
        _write(pdf, label, 7, left=left, width=width, colour=MUTED)
        size = _size_for_one_line(pdf, value, most, width)
        _write(pdf, value, size, bold=True, left=left, width=width)


def _size_for_one_line(pdf: FPDF, text: str, most: float, width: float) -> float:
    """Return the largest size with which a bold text stands on one line, points; `most` at most.

    What is copied by hand must not be broken, as nobody would know what stands at the break.
    """
    pdf.set_font("DejaVu", "B", most)
    wanted = pdf.get_string_width(text) + 2 * pdf.c_margin
    return most if wanted <= width else math.floor(most * width / wanted * 10) / 10


def _qr(pdf: FPDF, text: str, x: float, y: float, side: float) -> None:
    """Draw a QR code with its quiet zone, as stripes of dark squares."""
    matrix = [bytes(row) for row in segno.make(text, error="l", micro=False).matrix]
    step = side / (len(matrix) + 8)
    pdf.set_fill_color(0)
    for line, row in enumerate(matrix):
        start = None
        for column, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                left = x + (start + 4) * step
                pdf.rect(left, y + (line + 4) * step, (column - start) * step, step, style="F")
                start = None


def _write(
    pdf: FPDF,
    text: str,
    size: float,
    *,
    bold: bool = False,
    left: float = LEFT,
    width: float = WIDTH,
    colour: tuple[int, int, int] = INK,
    kind: str = "P",
) -> None:
    """Write a paragraph, or a heading; the page goes on below it."""
    pdf.set_font("DejaVu", "B" if bold else "", size)
    pdf.set_text_color(*colour)
    pdf.set_x(left)
    with _tagged(pdf, kind):
        pdf.multi_cell(width, size * 0.46, text, align="L", new_x="LMARGIN", new_y="NEXT")
