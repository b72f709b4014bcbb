"""The text of an address made plain before its words are read: signs, labels, telephones. Pure.

Every step is one expression over a text that is already cut to the longest that is read.
"""

from __future__ import annotations

import re
import unicodedata

from ..language.names import type_of
from .layout import UNSEEN
from .parcels import mark_parcels

_UNSEEN = re.compile(f"[{UNSEEN}]")
_PLAIN = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # full-width forms
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    ord(":"): " ",
    ord("\\"): "/",
    **dict.fromkeys(map(ord, "|()[]{}"), ","),
}
_BULLETS = dict.fromkeys(map(ord, "·•‧∙■●▪"), ",")
_GLUED_CODE = re.compile(
    r"(?<=[^\W\d]{3})(?<!hrsz)\s*-\s*(?=(?:HU?-)?[1-9][0-9]{3}\.? [^\W\d])", re.IGNORECASE
)
"""The dash between a house's name and a postcode: "Nefelejcs Panzió-6500 Baja"."""
_PHONE = re.compile(
    r"(?<![\w/.-])(?<!hrsz )(?<!hrsz  )"
    r"(?:(?:tel|telefon|telefonszám|mobil)\b[. ]*(?:[+0-9][0-9 ()/.-]{5,20}[0-9])"
    r"|(?:\+ ?36|0036|06)[ ()/.-]{0,2}[1-9](?:[ ()/.-]{0,2}[0-9]){6,8})(?![\w/])",
    re.IGNORECASE,
)
_AFTER_DOT = re.compile(r"\.(?=\w)")
LABELS = ("hazszam", "hsz", "szam", "sz", "nr", "no")
"""Folded words that may stand before a house number, and are no part of a name."""
_LABEL = re.compile(
    r"(?<![\w.])(?:(?:házszám|hsz|szám|sz|nr|no|num|number|n[º°])(?!\w)\.?|[#№]) *(?=[0-9])",
    re.IGNORECASE,
)
"""The word before a house number: "házszám 12", "hsz. 12", "#12"."""
_MAY_BE_LABEL = re.compile(r"(?:[zmro]\.?|[º°]\.?|[#№]) *[0-9]", re.IGNORECASE)
"""How all of these end."""
_THREE = re.compile(r"(?<![\w/.-])([0-9]{1,3}/[0-9]{1,2})/([0-9]{1,3})(?![\w/])")
"""A number with two more: flat 3 of 15/2, or floor 2, door 3 of 15."""
_LETTERED_THREE = re.compile(
    r"(?<![\w/.-])([0-9]{1,3}(?:/[A-Za-z]|-[0-9]{1,3}))/([0-9]{1,2}|[IVX]{1,4})/([0-9]{1,3})(?![\w/])"
)
"""A number of which the letter or the end is known, floor and door: "4/E/2/3", "24-28/2/3"."""
_OPEN_STROKE = re.compile(r"(?:(?<=[0-9])|(?<=[0-9]/[A-Za-z]))/\.?(?=\s*(?:[,;\n\t]|\Z))")
"""A stroke behind a number that nothing follows: "12/"."""
_OPEN_DASH = re.compile(r"(?<=[0-9])\.?-(?=\s*(?:[,;\n\t]|\Z))")
_DASHED_NUMBER = re.compile(r"(?<!\w)([^\W\d_]{2,12}|u)\.?( ?[-/] | /)(?=[0-9])", re.IGNORECASE)
"""A type with a dash or a stroke before the number: "utca - 12", "utca /12"."""
_COUNTED = re.compile(
    r"(?<=[0-9])(?P<letter>/?[a-z](?:-[a-z]\b)?)?(?:-(?:as|es|os|ös)\b)?"
    r"(?:\.? ?(?:sz\.|sz\b|számú?\b)(?: ?alatti?\b)?|\.? alatti?\b"
    r"|(?<=-[aeoö]s) ház(?:ban?)?\b)",
    re.IGNORECASE,
)
"""The words behind a house number: "5 sz.", "5. szám alatt", "12-es számú"."""
_GLUED_TYPE = re.compile(r"(?<![\w.])([^\W\d_]{2,12}|u)(?=[0-9])", re.IGNORECASE)
_LETTER_AND_FIGURE = re.compile(r"[^\W\d_][0-9]")
_GLUED_DAY = re.compile(
    r"(?<!\w)(január|március|május|augusztus|október|november)(?=[0-9])", re.IGNORECASE
)
"""A month written against its day, as streets are called: "Március15."."""
_GLUED_UNIT = re.compile(r"(?<=[0-9])(?=(?:em|emelet|ajtó|ép|lh|lph)\b)", re.IGNORECASE)
_FLOOR_SLASH = re.compile(
    r"\b(fszt?|mfszt?|földszint|em|emelet|ép|épület|lh|lph|lépcsőház)\.? ?/ ?(?=[0-9])",
    re.IGNORECASE,
)
"""A floor, a building and what stands in it joined by a stroke: "fszt./2", "A ép./2/3"."""


UNREAD = "…"
"""Stands among the words left over where a text goes on right behind its house number."""


def whole_words(text: str, most: int) -> str:
    """Return the beginning of a text without a word that is cut.

    >>> whole_words("Alma utca 12/A", 12), whole_words("Alma utca 12", 12)
    ('Alma utca ', 'Alma utca 12')
    """
    if len(text) <= most or text[most].isspace() or text[most] in ",;":
        return text[:most]
    beginning = text[:most]
    return beginning[: max((beginning.rfind(sign) for sign in " \t\n,;"), default=-1) + 1]


def set_apart(text: str) -> str:
    """Return the text with commas for the signs that part a house's name from its address.

    >>> set_apart("Nefelejcs Panzió - 6500 Baja · Fő utca 3")
    'Nefelejcs Panzió, 6500 Baja , Fő utca 3'
    """
    plain = text.translate(_BULLETS)
    return _GLUED_CODE.sub(", ", plain) if "-" in plain else plain


def plain_text(text: str) -> tuple[str, str | None]:
    """Return the text without what only its writing brings along, and its telephone number.

    >>> plain_text("Kis\u00adkőrösi út hsz.: 12/A szám alatt")
    ('Kiskőrösi út , 12/A.', None)
    >>> plain_text("Halasi út 3. tel.: +36 30 123 4567")
    ('Halasi út 3. ', 'tel.  +36 30 123 4567')
    """
    plain = unicodedata.normalize("NFC", _UNSEEN.sub("", text)).translate(_PLAIN)
    plain = set_apart(mark_parcels(plain.replace("\xa0", " ")))
    found = _PHONE.search(plain)
    if found is not None:
        plain = f"{plain[: found.start()]}{plain[found.end() :]}"
    stroke, dash = "/" in plain, "-" in plain  # most have neither, and look for less
    if stroke:
        plain = _THREE.sub(r"\1, \2", _LETTERED_THREE.sub(r"\1, \2/\3", plain))
        plain = _OPEN_STROKE.sub(" /", plain.replace("//", "/"))
    if dash:
        plain = _OPEN_DASH.sub("", plain)
    plain = _AFTER_DOT.sub(". ", plain)
    if stroke or dash:
        plain = _DASHED_NUMBER.sub(_undashed, plain)
    plain = _COUNTED.sub(lambda m: f"{m['letter'] or ''}.", plain)
    if _MAY_BE_LABEL.search(plain) is not None:
        plain = _LABEL.sub(", ", plain)
    if _LETTER_AND_FIGURE.search(plain) is not None:
        plain = _GLUED_TYPE.sub(_spaced, _GLUED_DAY.sub(r"\1 ", plain))
    plain = _GLUED_UNIT.sub(" ", plain)
    plain = _FLOOR_SLASH.sub(r"\1. ", plain) if stroke else plain
    return plain, found and found[0]


def _undashed(found: re.Match[str]) -> str:
    return f"{found[1]} " if type_of(found[1]) else found[0]


def _spaced(found: re.Match[str]) -> str:
    """Part a type from the number written against it: "út12"."""
    return f"{found[1]} " if type_of(found[1]) else found[1]
