"""What forms, shops and programs write around an address, put in order before it is read. Pure.

Signs of HTML, bytes that were read in another encoding, the labels of a form, a county, a postcode
that is glued to its town or stands behind it: each becomes what an office would have written, or a
comma where a part ends. Nothing that may name a place is left out.
"""

from __future__ import annotations

import functools
import html
import re
from typing import TYPE_CHECKING

from ..language.country import (
    counties,
    is_settlement,
    parts_of,
    postcodes_of,
    settlements_named,
)
from ..language.lost_accents import has_lost_accents
from ..language.names import fold, type_of
from .contacts import PIECES as CONTACTS
from .contacts import without_contacts
from .labels import without_labels
from .layout import PARTED_LINES, SIGNS, laid_out
from .ranks import without_ranks

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 400
"""Characters of the longest text that is put in order; a longer one is read as it is."""
_LETTER = r"[^\W\d_]"
_CODE = r"[1-9][0-9]{3}"
_ENCODINGS = ("cp1252", "cp1250", "cp852")
"""In which bytes of UTF-8 are read by mistake."""
_TWICE = 2
"""Times that a text may have been read so."""
_MISREAD = re.compile(
    "[├┼][\u0080-\uffff]|[\u00c2-\u00c5\u0102\u0139][\u0080-\u00bf\u0100-\u017f\u02c0-\u02dd\u2010-\u2122]"
)
_TAG = re.compile(
    r"</?(?:br|p|b|i|u|em|strong|span|div|td|tr|li|small|font)\s{0,2}/?>", re.IGNORECASE
)
"""Signs of HTML that lay out text; what others hold is not for readers."""
_SIGNS = {
    **dict.fromkeys(map(ord, '"„”“»«'), " "),
    **dict.fromkeys(map(ord, "{}"), ","),
    **dict.fromkeys(map(ord, "\x0b\x0c\x85\u2028\u2029"), "\n"),
}
_SIGN = re.compile(
    f'[\u00c2-\u00c5\u0102\u0139&"„”“»«{{}}<>\x0b\x0c\x85\u2028\u2029:•\t=├┼{SIGNS}]'
)
_FIGURE = re.compile(
    rf"[0-9](?:[.-]?(?:{_LETTER}{{3}}|[Bb][Pp])|(?<=[Bb][Pp][0-9])|(?<={_LETTER}-[0-9])[0-9]{{3}}|(?<={_LETTER}[0-9])[0-9]{{3}}"
    r"|(?<=[^,;\s]\s[0-9])[0-9]{3}(?![0-9/])|[0-9]{3}[)\]]"
    r"|(?<=[Ss][Tt][0-9])|(?<=[.][0-9])[0-9]{3} |(?<=[–—][0-9])[0-9]{3}"
    r"|(?<=[;|\t,][0-9])|(?<=[;|\t,]\s[0-9]))"
)
_BEGINS = re.compile(
    rf"\s?(?:{_CODE}\s)?[A-ZÁÉÍÓÖŐÚÜŰ][a-záéíóöőúüű]+[A-ZÁÉÍÓÖŐÚÜŰ]"
    r"|\s?[1-9](?:\.[0-9]{3}(?:[.,]0)?|[0-9]{3}[.,]0) |(?:[Ll]ak|LAK)?(?:[Cc][íi]|C[ÍI])[mM]"
)
"""How a text begins that is odd: "BajaFő utca", "6500.0 Baja", "lakcím Baja"."""
_BLANKS = re.compile(" {2,}")
_NUMBER_FIRST = re.compile(
    r"\A([0-9]{1,3}(?:[/-][0-9]{1,3}|/?[A-Za-z])?\.?), ?"
    rf"(?={_LETTER}|[0-9]{{1,3}}\. {_LETTER})"
)
"""A house number in a part of its own, as programs write it: "5, Fő utca, Baja"."""
_NUMBER_ALONE = re.compile(
    rf"(?<=[,;\n] )([0-9]{{1,4}}(?:[/-][0-9]{{1,3}}|/?[A-Za-z])?\.?), ?(?={_LETTER})"
)
_DOT = re.compile(rf"[./](?<={_LETTER}{{3}}[./]){_LETTER}{{2}}")
_PIECES = (
    *(
        "[",
        " - ",
        " – ",
        " — ",
        " /",
        " · ",
        "-,",
        ".-",
        "erület ",
        "zártkert ",
        "-kül",
        "-bel",
        " m.",
        " vm.",
        "megye",
        " county",
        "jelű",
    ),
    *(
        "község",
        "kozseg",
        " váro",
        " varo",
        " főv",
        " fov",
        "-váro",
        "(váro",
        "jogú",
        "jogu",
        "mjv",
        "nkorm",
        "m.j",
        "m. j",
    ),
    *(
        " mj",
        "(mj",
        ",mj",
        "-mj",
        "nk.",
        "nagyk.",
        "magyarorsz",
        "magyar k",
        "hungar",
        "hungr",
        "ungarn",
        "hongrie",
    ),
    *(" hu ", ", h ", "(h)", "(hu)", "(hun)", "hu,", "hun,"),
    *(" kft", " bt", " zrt", " nyrt", " rt", " kht", " kkt", " ev", " e.v", " e. v"),
    *(", alföld", " per", "rve ", *PARTED_LINES, *CONTACTS),
)
_ABROAD = re.compile(rf"(?<![\w/])H(?:U|UN|UNGARY)?\s?[-–—]?\s?(?={_CODE}(?![0-9]))", re.IGNORECASE)
"""The sign of the country before a postcode."""
_GLUED = re.compile(rf"(?<![\w/-])({_CODE})(?:\.|\s[-–—]\s|-)?(?={_LETTER}{{3}}|[Bb][Pp]\b)")
_GLUED_DISTRICT = re.compile(r"(?<!\w)(bp|budapest)\.?([0-9]{1,2})\.?(?=ker|[\s.,])", re.IGNORECASE)
_DECIMAL_CODE = re.compile(rf"\A\s?([1-9])\.?([0-9]{{3}})(?:[.,]0)? (?={_LETTER}{{2}})")
"""A postcode that a table holds as a number: "6500.0", "6.500"."""
_STRUCK = re.compile(rf"(?<=[\s,])/({_LETTER}{{2}}[^,;\n]{{0,60}}?[\w.])/(?=[\s,.;]|\Z)")
"""Brackets as a typewriter writes them: "Baja /Fő utca 5/"."""
_PER = re.compile(
    r"(?<=[0-9])\s(?:per\s?jel|t[öo]rve|per)\s(?=(?:[0-9]{1,3}|[A-Z])(?![\w/]))", re.IGNORECASE
)
"""A stroke in words: "12 per a"."""
_TOWN_GLUED = re.compile(
    rf"(?<![\w-])({_LETTER}{{3,25}}?[a-záéíóöőúüű])(?=[A-ZÁÉÍÓÖŐÚÜŰ][a-záéíóöőúüű])"
)
"""A town that is written against the name behind it: "BajaFő utca"."""
_BRACKETS = re.compile(rf"\[({_CODE})\]")
_FIRST_CODE = re.compile(
    rf"\A(?:[\[(]({_CODE})[\])]\s?|({_CODE})(?:\s?[-–—]\s|/(?={_LETTER}{{3}})))"
)
_CODE_BEFORE = re.compile(rf"\A\s?(?:{_CODE}[\s/,-]{{1,2}})?")
_BULLET = re.compile(r"\s?•\s?")
_APART = re.compile(rf"(?<=[\w.)])\s[-–—·/]\s(?={_LETTER}{{2}})")
_SLASHED = re.compile(rf"(?<={_LETTER}) ?[:/] ?(?={_LETTER}{{3}}|[IVX]{{1,4}}\.)")
_DISTRICT = re.compile(r"\b(?:bp|budapest)\b[\s.,]{0,2}[\w. ]{0,16}\Z", re.IGNORECASE)
_STROKE = re.compile(rf"(?<={_LETTER})\s/\s(?=[0-9])")
_NO_BLANK = re.compile(rf"(?<={_LETTER}{{3}})\.(?={_LETTER}{{2}})|(?<=[0-9])\.(?={_LETTER}{{3}})")
_ENDS_IN_DASH = re.compile(r"(?<=\w)(?:\.-(?=[\s,;]|\Z)|-(?=\s?(?:[,;]|\Z)))")
_GROUND = re.compile(rf"(?<=\w)[ -](külterület|belterület|zártkert),? (?=({_LETTER}+))")
"""On what kind of ground a place is, between a town and a name."""
_CALLED = re.compile(r"(?<=[\w.]) ?jelű (?=ép|lép|lh|lph)", re.IGNORECASE)
_COUNTY = re.compile(
    rf"(?<![\w-])({_LETTER}{{3,12}}(?:-{_LETTER}{{3,12}}){{0,2}})"
    r"[ -]((?:vár)?megyei?\b|v?m\.|county\b)[\s,]{0,3}"
    rf"({_LETTER}{{2,25}}\b[\s,]{{0,3}})?",
    re.IGNORECASE,
)
_FIRM = re.compile(r"(?<=[\w.,] )(kft|bt|zrt|nyrt|rt|kht|kkt|e\.? ?v)\.? (?=[^\W_])", re.IGNORECASE)
_TOWN_CODE = re.compile(
    rf"(?:(?<=\A)|(?<=[,;\n]))(\s{{0,2}})({_LETTER}{{2,25}})(?:\s|\s?[(\[/-])({_CODE})[)\]]?"
    r"(?![\w/-]|\.\S)[\s,.]{0,3}"
)
"""A town with its postcode behind it: "Baja 6500, …", "Baja-6500", "Baja (6500)"."""
_INNER_CODE = re.compile(
    rf"({_LETTER}+[.)]?|[0-9]\.)(?:[\s/–—-]{{1,3}}|(?<=\.))({_CODE})\s(?=({_LETTER}{{2,25}}))"
)
_TYPE_ALONE = re.compile(
    r"(?:\A|(?<=[,;|\t]))([^,;|\t]{1,60})[,;|\t]\s?([^\W\d]{2,12})\s?[,;|\t/]\s?(?=[0-9])"
)
"""A type in a cell of its own: "Fő;utca;5"."""


def tidied(text: str) -> str:
    """Return an address without what only its source brings along.

    >>> tidied("Székhely: H – 6500Baja — Fő utca 5.-")
    '6500 Baja, Fő utca 5'
    >>> tidied("Próba Kft. Baja-6500, F&#337; utca 5<br>"), tidied("6500 KECSKEMÃ‰T")
    ('Próba Kft., 6500 Baja, Fő utca 5', '6500 KECSKEMÉT')
    >>> tidied("Település: Baja Közterület neve: Fő Közterület jellege: utca Házszám: 5")
    'Baja , Fő utca 5'
    """
    if len(text) > LONGEST or not _is_odd(text):
        return text
    plain = _well_read(text)
    if "&" in plain or "<" in plain:
        plain = _TAG.sub(", ", html.unescape(plain)).replace("\xa0", " ")
    plain = _BLANKS.sub(" ", laid_out(plain).translate(_SIGNS).strip())
    plain = _keeping_sign(without_contacts(plain), without_labels)
    plain = _keeping_sign(plain, without_ranks)
    for pattern, put in _STEPS:
        plain = pattern.sub(put, plain)
    return plain.strip(" ,;\n\t")


def _keeping_sign(text: str, without: Callable[[str], str]) -> str:
    """Leave ranks, the country or labels out, but not that the text has lost its accents.

    >>> _keeping_sign("Magyarorszag, Baja, Kakas utca 5", without_ranks)
    'Magyarorszag, , Baja, Kakas utca 5'
    >>> _keeping_sign("Telepules: Baja, Kakas u. 5", without_labels)
    'Magyarorszag, , Baja, Kakas u. 5'
    """
    plain = without(text)
    lost = plain != text and has_lost_accents(text, "", ()) and not has_lost_accents(plain, "", ())
    return f"{_LOST_SIGN}, {plain}" if lost else plain


_LOST_SIGN = "Magyarorszag"
"""A word that says nothing but that accents were lost (`lost_accents`)."""


@functools.lru_cache(maxsize=32)
def _is_odd(text: str) -> bool:
    """Tell whether there may be anything to put in order; most addresses cost no more than this.

    The last ones are kept: the country and a town of it both look at the same text.
    """
    low = text.lower()
    for piece in _PIECES:
        if piece in low:
            return True
    every = (_SIGN, _FIGURE, _DOT, _NUMBER_FIRST, _NUMBER_ALONE)
    if _BEGINS.match(text) is not None:
        return True
    return text.endswith(("-", " H", " HU", " HUN")) or any(sign.search(text) for sign in every)


def _well_read(text: str) -> str:
    """Return a text whose bytes were read in the wrong encoding as it was; any other as it is."""
    for _ in range(_TWICE):
        if _MISREAD.search(text) is None:
            break
        for encoding in _ENCODINGS:
            try:
                text = b"".join(_bytes(sign, encoding) for sign in text).decode()
            except UnicodeError:
                continue
            break
    return text


def _bytes(sign: str, encoding: str) -> bytes:
    """Return the byte of a sign; places that the encoding leaves empty stand for themselves."""
    try:
        return sign.encode(encoding)
    except UnicodeEncodeError:
        return sign.encode("latin-1")


def _apart(found: re.Match[str]) -> str:
    """Put a comma for a dash or a stroke behind a town, or before one or a type that is alone."""
    before, behind = found.string[: found.start()], found.string[found.end() :]
    front = before.rpartition(" ")[2].strip(".,()")
    alone = re.split(r"[,;()\n]| [-–—/·] ", behind)[0].strip(" .")
    ends = is_settlement(front) or fold(front) in counties()
    apart = ends or is_settlement(alone) or type_of(alone)
    return ", " if apart or _DISTRICT.search(before) else found[0]


def _slashed(found: re.Match[str]) -> str:
    """Put a comma for a stroke or a colon between a town and its county: "Vecsés/Pest"."""
    front = re.split(r"[\s,;(]", found.string[: found.start()])[-1]
    behind = re.split(r"[\s,;)]", found.string[found.end() :], maxsplit=1)[0]
    names = {fold(front), fold(behind)}
    first = _CODE_BEFORE.sub("", found.string[: found.start()]).strip() == front
    if found[0] == "/" and first and is_settlement(front) and any(map(str.isdigit, found.string)):
        return ", "
    apart = any(map(is_settlement, (front, behind))) and not names.isdisjoint(counties())
    return ", " if apart or _begins_part(front, found) else found[0]


def _begins_part(town: str, found: re.Match[str]) -> bool:
    """Tell a part of a town behind a stroke: "Baja/Bajaszentistván", "Kecel/III. körzet"."""
    stretch = re.split(r"[,;()\n]", found.string[found.end() :], maxsplit=1)[0]
    return is_settlement(town) and fold(stretch) in {fold(part.name) for part in parts_of(town)}


def _county(found: re.Match[str]) -> str:
    """Set a county apart, and a town of it behind; it is not left out, since it may contradict."""
    county, rank, behind = found.groups()
    if fold(county) not in counties():
        return found[0]
    town = (behind or "").strip(" ,")
    own = any(fold(one.county) == fold(county) for one in settlements_named(town))
    return f", {county} {rank}, {town}, " if own else f", {county} {rank}, {behind or ''}"


def _ground(found: re.Match[str]) -> str:
    return found[0] if type_of(found[2]) else f", {found[1]}, "


def _firm(found: re.Match[str]) -> str:
    """Set a firm apart from the address behind it; "Bt utca 5" is a street."""
    following = found.string[found.end() :].split(maxsplit=1)[0]
    return found[0] if type_of(following) else f"{found[1]}., "


def _town_code(found: re.Match[str]) -> str:
    blank, town, code = found.groups()
    return f"{blank}{code} {town}, " if code in postcodes_of(town) else found[0]


def _town_glued(found: re.Match[str]) -> str:
    return f"{found[1]}, " if is_settlement(found[1]) else found[0]


def _number_alone(found: re.Match[str]) -> str:
    """Join a number in a part of its own to the street behind: "Baja, 5, Fő utca"."""
    before = found.string[: found.start()].split()
    behind = re.split(r"[,;\n]", found.string[found.end() :], maxsplit=1)[0].split()
    street = len(behind) > 1 and type_of(behind[-1]) is not None
    return f"{found[1]} " if street and before and type_of(before[-1]) is None else found[0]


def _inner_code(found: re.Match[str]) -> str:
    before, code, town = found.groups()
    own = type_of(before) is None and code in postcodes_of(town)
    return f"{before}, {code} " if own else found[0]


def _type_alone(found: re.Match[str]) -> str:
    before, kind = found[1].strip(), found[2]
    first = not any(map(str.isalpha, found.string[: found.start()]))
    if (
        (first and is_settlement(before.rpartition(" ")[2]))
        or before.isdigit()
        or type_of(kind) is None
    ):
        return found[0]
    return f"{before} {kind} "


_REGIONS = (
    *("közép-magyarország", "észak-magyarország", "dunántúl", "alföld és észak", "dél-alföld"),
    *("észak-alföld", "dél-dunántúl", "közép-dunántúl", "nyugat-dunántúl"),
)
_REGION = re.compile(rf", ?(?:{'|'.join(_REGIONS)})(?=,)", re.IGNORECASE)
"""Regions of statistics, which name no town."""
_STEPS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (_DECIMAL_CODE, r"\1\2 "),
    (_STRUCK, r", \1, "),
    (_PER, "/"),
    (_TOWN_GLUED, _town_glued),
    (_ABROAD, ", "),
    (_GLUED, r"\1 "),
    (_GLUED_DISTRICT, r"\1 \2. "),
    (_BRACKETS, r"(\1)"),
    (_FIRST_CODE, lambda found: f"{found[1] or found[2]} "),
    (_BULLET, ", "),
    (_SLASHED, _slashed),
    (_APART, _apart),
    (_NO_BLANK, ". "),
    (_ENDS_IN_DASH, ""),
    (_CALLED, " "),
    (_NUMBER_FIRST, r"\1 "),
    (_NUMBER_ALONE, _number_alone),
    (_REGION, ""),
    (_COUNTY, _county),
    (_GROUND, _ground),
    (_FIRM, _firm),
    (_TOWN_CODE, _town_code),
    (_INNER_CODE, _inner_code),
    (_TYPE_ALONE, _type_alone),
    (_STROKE, " "),
)
