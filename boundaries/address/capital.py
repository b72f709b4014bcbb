"""The districts of the capital: which one an address names, and the words beside the naming. Pure.

A district is named by its numeral ("XIII. kerület", "Bp. 13.") or by its postcode, whose second and
third figures it is. "Budapest" alone names none: many streets stand in several districts.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

from ..language.country import CAPITAL, settlements_named
from ..language.names import fold, type_of

DISTRICTS = 23
_ROMAN = {
    f"{tens}{ones}": 10 * len(tens) + value
    for tens in ("", "X", "XX")
    for value, ones in enumerate(("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"))
    if tens or ones
}
_RULERS = {
    **dict.fromkeys(("erzsebet", "ferenc", "geza", "jozsef", "lajos", "matyas", "rakoczi"), 2),
    **dict.fromkeys(("andras", "endre"), 3),
    **dict.fromkeys(("bela", "karoly"), 4),
    **dict.fromkeys(("ferdinand", "istvan", "laszlo"), 5),
    "janos": 23,
    "pal": 6,
    "ulaszlo": 2,
}
"""Folded first words of names that begin with a numeral of their own, "II. Rákóczi Ferenc út", and
the highest that any has: "IX. Ferenc körút" is in the ninth district."""
BESIDE_NUMERALS = frozenset({"budapest", "bpest", "bp", "k", "ker", "kerulet"})
"""Folded words that a numeral beside them makes a district of."""
_CAPITAL = r"(?:budapest(?:en|re|r[őo]l|b[őo]l)?(?: f[őo]v[áa]ros)?|bpest|bp)"
_NUMERAL = r"(?:[ivx]{1,5}|[0-2]?[0-9])"
_WORD = r"(?:ker(?:[üu]let(?:i [öo]nkorm[áa]nyzat\w{0,3}|e|i|ben|[ée]ben)?)?|district|bezirk)"
_ORDINAL = r"(?:ik|[aeoö]s|st|nd|rd|th)"
_CODE = r"(?:hu?-?)?(?P<code>1[0-9]{3})(?![\w/])\.?"
_GAP = r"[\s.,(/-]*"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\w){_CAPITAL}\b{_GAP}{_CODE}",
        rf"(?<![\w/]){_CODE}(?={_GAP}{_CAPITAL}(?!\w))",
        rf"^\s*{_CODE}",
        rf"(?<=[,;|\n\t])\s*{_CODE}\s*$",
        rf"(?<![\w/])(?P<marked>{_NUMERAL})(?:-?{_ORDINAL})?[.\s-]*{_WORD}(?!\w)\.?",
        rf"(?<!\w){_WORD}[.:\s]+(?P<marked>{_NUMERAL})(?!\w)(?![.\s]*(?:utca|u|[úu]t)\b)\.?",
        rf"(?<!\w){_CAPITAL}\b{_GAP}(?P<marked>{_NUMERAL})\. ?k\b\.?",
        r"(?<![\w/])(?P<marked>(?-i:[IVX]{1,5}))\. ?k\.(?!\w)",
        rf"(?<!\w){_CAPITAL}\b{_GAP}{_CODE}",  # "Budapest XIII. kerület 1131", district taken
    )
)
_BESIDE = re.compile(
    rf"(?<!\w){_CAPITAL}\b{_GAP}(?P<beside>{_NUMERAL})(?![\w-])(?!(?<=\d)/)[.)]*(?=(?P<rest>.*))",
    re.IGNORECASE | re.DOTALL,
)
_CODE_LAST = re.compile(
    rf"(?:[,;|\n\t]|(?<=[0-9])\.?\s|(?<=[0-9]/\w)\.?\s)\s*{_CODE}(?=[\s,.]*(?:(?:hungary|magyarorsz[áa]g)[\s,.]*)?\Z)",
    re.IGNORECASE,
)
"""A postcode at the end, behind a comma or a house number: "Budapest, Fő utca 5 1053"."""
_MAY_SAY = re.compile(
    r"budapest|bp(?:est)?|ker|district|bezirk|(?<!\w)(?:hu?-?)?1[0-9]{3}|[ivx]\. ?k\.",
    re.IGNORECASE,
)
"""One of these has whatever says anything of the capital; most texts have none and cost no more."""
_BREAK = re.compile(r"[,\n]")
_NAME = re.compile(rf"(?<!\w){_CAPITAL}(?!\w)\.?", re.IGNORECASE)
_AGAIN = re.compile(r"\A[\s,.]*(?P<again>[0-9]{2})[\s.,]+(?=[^\W\d].*[0-9])", re.DOTALL)
"""The district once more, as some systems write it: "Budapest, XXI, 21 Fő utca 3"."""
_TOWN = re.compile(rf"(?:budapest|bp)[\s.,]*({_NUMERAL})[.\s]*(?:{_WORD}\.?)?\s*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CapitalNamed:
    """What a text says of the capital."""

    rest: str
    """The text without what is said of it."""
    districts: frozenset[int]
    """Every district that it names; empty where it names the capital alone."""
    postcode: str | None = None


def district_of_town(town: str) -> int | None:
    """Return the district that a town is, or None.

    >>> [district_of_town(name) for name in ("Budapest 01", "Budapest XI. kerület", "Budapest")]
    [1, 11, None]
    """
    found = _TOWN.match(town)
    return None if found is None else _value(found[1])


def district_numeral(town: str) -> str:
    """Return the Roman numeral of a district; of any other town its name.

    >>> district_numeral("Budapest 09. kerület"), district_numeral("Baja")
    ('IX.', 'Baja')
    """
    district = district_of_town(town)
    found = (numeral for numeral, value in _ROMAN.items() if value == district)
    return next((f"{numeral}." for numeral in found), town)


def official_town(town: str) -> str:
    """Return a district of the capital as it is officially written; any other town as it is.

    >>> official_town("Budapest 01"), official_town("Baja")
    ('Budapest 01. kerület', 'Baja')
    """
    district = district_of_town(town)
    if district is None or not 1 <= district <= DISTRICTS:
        return town
    return town_of_district(district)


def town_of_district(district: int) -> str:
    """Return a district of the capital as it is officially written.

    >>> town_of_district(1)
    'Budapest 01. kerület'
    """
    name = f"{CAPITAL[0]} {district:02}. kerület"
    named = settlements_named(name)
    return named[0].name if named else name


@functools.lru_cache(maxsize=1024)
def town_key(town: str) -> str:
    """Return a text that two ways of writing one town share.

    >>> town_key("Budapest 01") == town_key("budapest 01. kerület"), town_key("Baja")
    (True, 'baja')
    """
    return fold(official_town(town))


def district_of_code(postcode: str) -> int | None:
    """Return the district of a postcode of the capital, or None where it has none.

    >>> district_of_code("1134"), district_of_code("1007"), district_of_code("6000")
    (13, None, None)
    """
    district = int(postcode[1:3]) if len(postcode) == 4 and postcode[0] == "1" else 0  # noqa: PLR2004
    return district if 1 <= district <= DISTRICTS else None


def read_capital(query: str) -> CapitalNamed | None:
    """Return what a text says of the capital and its districts; None where it says nothing.

    >>> named = read_capital("1134 Bp., XIII. ker. Alma utca 5")
    >>> sorted(named.districts), named.postcode, named.rest.strip(" ,")
    ([13], '1134', 'Alma utca 5')
    >>> read_capital("Budapest, Alma utca 5").districts, read_capital("Alma utca 5")
    (frozenset(), None)
    """
    text = unicodedata.normalize("NFC", query)
    if _MAY_SAY.search(text) is None:
        return None
    districts: set[int] = set()
    codes: list[str] = []

    def taken(found: re.Match[str]) -> str:
        groups = found.groupdict()
        if "code" in groups:
            codes.append(groups["code"])
            return f" {CAPITAL[0]}, "
        value = _value(groups["marked"])
        if value is None or _is_name(found):
            return found[0]
        districts.add(value)
        return ", "

    for pattern in _PATTERNS:
        text = pattern.sub(taken, text)
    beside = _BESIDE.search(text)
    if beside is not None and _is_district(beside, text):
        districts.add(_value(beside["beside"]) or 0)
        text = f"{text[: beside.start()]}{CAPITAL[0]}, {text[beside.end() :]}"
        text = _PATTERNS[-1].sub(taken, text)  # "Budapest XIII. (1131)"
    rest = _NAME.sub(", ", text)
    if rest == text and not districts and beside is None:
        return None
    rest = rest if codes else _CODE_LAST.sub(taken, rest).replace(CAPITAL[0], "")
    again = _AGAIN.match(rest)
    if again is not None and int(again["again"]) in districts:
        rest = rest[again.end() :]
    districts |= {found for code in codes if (found := district_of_code(code)) is not None}
    return CapitalNamed(rest, frozenset(districts), codes[0] if codes else None)


def _value(numeral: str) -> int | None:
    """Return a numeral's value, 1 and up; None where it is none."""
    value = int(numeral) if numeral.isdecimal() else _ROMAN.get(numeral.upper(), 0)
    return value or None


def _is_name(found: re.Match[str]) -> bool:
    """Tell the street of twins, "Iker utca", from the first district that is written so."""
    following = found.string[found.end() :].split()
    return fold(found[0]) == "iker" and bool(following) and type_of(following[0]) is not None


def _is_district(found: re.Match[str], text: str) -> bool:
    """Tell a district beside the capital's name from a house number and from a street's name."""
    numeral, following = found["beside"], _BREAK.sub(" , ", found["rest"]).split()
    value = _value(numeral)
    if value is None or value > DISTRICTS:
        return False
    if found[0].endswith(")"):
        return True
    word, further = (*following, "", "")[:2]
    typed = type_of(word) is not None and type_of(further) is None  # but "Gát utca"
    if word and (typed or value <= _RULERS.get(fold(word), 0)):
        return False
    others = f"{text[: found.start()]} {found['rest']}"
    return not numeral.isdecimal() or any(char.isdecimal() for char in others)
