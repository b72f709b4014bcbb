"""How an address was laid out: words parted at the end of a line, signs instead of blanks. Pure.

A word that a line's end parts is one word; its second half is often a name of its own ("Vad-" and
"alma utca"), and must never be read as one.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_plus

_LETTER = r"[^\W\d_]"
UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
"""Soft hyphens, blanks of no width, marks of direction: pasted along, never meant."""
SIGNS = f"_~^…%\\\\{UNSEEN}"
"""Signs, for a class of an expression, that a text may have for something else; and
`PARTED_LINES`."""
PARTED_LINES = ("-\n", "- \n", "-\r")
_ODD = re.compile(f"[{SIGNS}=\r\n]")
_HIDDEN = re.compile(f"[{UNSEEN}]")
_SOFT_END = re.compile("\u00ad\\s?\r?\n\\s?")
_PARTED_WORD = re.compile(rf"(?<={_LETTER}{{2}})-\s?\r?\n\s{{0,4}}(?=[a-záéíóöőúüű]{{2}})")
_PARTED_NAME = re.compile(rf"(?<=\w)-\s?\r?\n\s{{0,4}}(?={_LETTER}|[0-9]{{1,3}}\b)")
_PRINTABLE = re.compile(r"=[C-F][0-9A-F]=[89AB][0-9A-F]")
"""A letter with an accent, as the sources of mails write it."""
_PRINTABLE_SIGN = re.compile(r"=([0-9A-F]{2})")
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\x([0-9A-Fa-f]{2})")
_LONG = {"o~": "ő", "u~": "ű", "O~": "Ő", "U~": "Ű", "o^": "ő", "u^": "ű"}
_LONG_SIGN = re.compile(r"[ou][~^](?![A-ZÁÉÍÓÖŐÚÜŰ])|[OU]~(?![a-záéíóöőúüű])")
"""Letters of keyboards that lack them."""
_ABOUT = re.compile(r"(?<=\s)~(?=[0-9])")
"""A sign for "about", right before a number."""
_SWUNG = re.compile(r"(?<=[0-9])\s?~\s?(?=[0-9])")
_INSTEAD = {ord("…"): ".", ord("~"): ",", ord("^"): ","}
_URL = re.compile(r"%[0-9A-Fa-f]{2}")
_URL_BYTES = re.compile(r"%[C-Fc-f][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]|(?<=\w)%2[0CFcf](?=\w)")
"""A letter with an accent, a blank, a comma or a stroke, as addresses of pages write them."""


def _quoted_printable(text: str) -> str:
    if _PRINTABLE.search(text) is None:
        return text
    return unquote(_PRINTABLE_SIGN.sub(r"%\1", text))


def laid_out(text: str) -> str:
    r"""Return a text with its words whole, and with the signs that readers see.

    >>> laid_out("6000 Kecske-\nmét, Bajcsy-\nZsilinszky utca 12-\n14")
    '6000 Kecskemét, Bajcsy-Zsilinszky utca 12-14'
    >>> laid_out("6500_Baja,_Halasi_út_5"), laid_out("Baja%2C+Halasi+%C3%BAt+5")
    ('6500 Baja, Halasi út 5', 'Baja, Halasi út 5')
    """
    if _ODD.search(text) is None:
        return text
    plain = text
    if "%" in plain:
        spaced = any(map(str.isspace, plain.strip()))
        if _URL_BYTES.search(plain) is not None or (_URL.search(plain) and not spaced):
            plain = unquote(plain) if spaced else unquote_plus(plain)
    if "\\" in plain:
        plain = _ESCAPED.sub(lambda found: chr(int(found[1] or found[2], 16)), plain)
    plain = _LONG_SIGN.sub(lambda found: _LONG[found[0]], _quoted_printable(plain))
    plain = _HIDDEN.sub("", _SOFT_END.sub("", plain))
    plain = _PARTED_NAME.sub("-", _PARTED_WORD.sub("", plain))
    if "_" in plain:
        plain = plain.replace("_", " ")
    return _SWUNG.sub("-", _ABOUT.sub("kb. ", plain)).translate(_INSTEAD)
