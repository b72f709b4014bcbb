"""What stands beside a settlement's name and names no place: its rank, the country. Pure.

"Kecskemét megyei jogú város", "Budapest XIII. kerület község", "Baja (Magyarország)": offices,
forms and maps write these with a comma, a dash, brackets or nothing between. A street or a quarter
that is called so ("Város utca", "Község körüli tanyák") stays as it is written.
"""

from __future__ import annotations

import re

from ..language.country import is_settlement
from .addresses import types_of

_LETTER = r"[^\W\d_]"
_TOWN, _VILLAGE = r"v[áa]ros", r"k[öo]zs[ée]g"
_GAP = r"[\s,;:(\[|/–—-]{0,3}"
_RANK = re.compile(
    rf"{_GAP}(?<!\w)(?P<rank>(?:"
    rf"(?:(?:(?:v[áa]r)?megyei|v?m\.?) ?jog[úu]|m\. ?j\.|mj\.?) ?(?:{_TOWN}|v\.|v\b)|mjv\b\.?"
    rf"|nagy{_VILLAGE}|{_VILLAGE}|(?:f[őo])?{_TOWN}|nagyk\.|nk\.|[öo]nkorm[áa]nyzat\w{{0,2}}"
    r")(?:[áa]?b[ae]n|[ée]ben)?"
    r"(?:[ia]? (?:[öo]nkorm[áa]nyzat\w{0,2}|(?:k[öo]zigazgat[áa]si |bel|k[üu]l)ter[üu]let\w{0,2}))?"
    r"(?![\w-])\.?)[)\]]?",
    re.IGNORECASE,
)
_LAND = re.compile(
    rf"{_GAP}(?<![\w-])(?P<land>magyarorsz[áa]g|magyar k[öo]zt[áa]rsas[áa]g"
    r"|hungary|hungaria|hungr?ia|ungarn|hongrie|(?-i:HUN?|H))(?![\w-])\.?[)\]]?",
    re.IGNORECASE,
)
_CAPITAL_BEFORE = re.compile(
    r"(?:(?<!\w)(?:budapest|bpest|bp)\b[\s.,(/-]{0,3}(?:(?:[ivx]{1,5}|[0-2]?[0-9])\b[.)]{0,2})?"
    r"|(?<!\w)(?:[ivx]{1,5}|[0-2]?[0-9])[.\s-]{0,2}ker(?:[üu]let\w{0,3})?[.)]?)\Z",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(rf"{_LETTER}{{2,}}(?:-{_LETTER}{{2,}}){{0,3}}\Z")
_STOPS = ",;:()[]|/\n\t"
_MOST_BEFORE = 40
"""Characters before a word that are looked at."""


def without_ranks(text: str) -> str:
    """Return an address without ranks behind settlements' names and without the country.

    >>> without_ranks("6000 Kecskemét megyei jogú város, Halasi út 5")
    '6000 Kecskemét, Halasi út 5'
    >>> without_ranks("Bp. XIII. kerület község Alma utca 5"), without_ranks("Baja Város utca 5")
    ('Bp. XIII. kerület, Alma utca 5', 'Baja Város utca 5')
    >>> without_ranks("Magyarország, Baja (község), Alma utca 5 HUNGARY")
    ', Baja, Alma utca 5'
    """
    return _LAND.sub(_land, _RANK.sub(_rank, text))


def _rank(found: re.Match[str]) -> str:
    rank, before = found["rank"], found.string[: found.start()]
    behind = found.string[found.end() :]
    capital = rank[:1] in "fF"  # no other town is a "főváros"
    known = _ends_in_capital(before) if capital else _ends_in_town(before)
    if not known or _goes_on(rank, behind):
        return found[0]
    return _comma(behind)


def _land(found: re.Match[str]) -> str:
    land, before, behind = found["land"], found.string[: found.start()], found.string[found.end() :]
    opens = not before.strip() or before.rstrip()[-1] in _STOPS or found[0][0] in _STOPS
    closes = not behind.strip(" .")
    closed = closes or behind.lstrip(" ")[0] in _STOPS or found[0][-1] in _STOPS
    if len(land.rstrip(".")) <= len("HUN"):  # may be a staircase as well
        apart = closed and (_ends_in_town(before) or (not before.strip() and len(land) > 1))
        return _comma(behind) if apart else found[0]
    apart = opens or closed or _ends_in_town(before)
    return _comma(behind) if apart and not _goes_on(land, behind) else found[0]


def _comma(behind: str) -> str:
    """Return what stands for a word that is left out before a text."""
    following = behind.lstrip(" ")
    if not following or following[0] in _STOPS + "-–—":
        return ""
    return "," if behind[0] == " " else ", "


def _ends_in_town(text: str) -> bool:
    """Tell whether the last words of a text are a settlement, or a district of the capital."""
    last = text[-_MOST_BEFORE:].rstrip()
    name = _NAME_BEFORE.search(last)
    if name is not None and (is_settlement(name[0]) or is_settlement(name[0].partition("-")[0])):
        return True
    return _ends_in_capital(last)


def _ends_in_capital(text: str) -> bool:
    return _CAPITAL_BEFORE.search(text[-_MOST_BEFORE:].rstrip()) is not None


def _goes_on(word: str, behind: str) -> bool:
    """Tell a name that begins with a word from the word alone: "Város utca", "Község 12"."""
    following = behind.lstrip(" ")
    if not following or following[0] in _STOPS:
        return False
    first, second = (*following.replace(",", " ").split(), "")[:2]
    if types_of(first):
        return not types_of(second)
    number = first[0].isdigit() and not any(map(str.isalpha, following))
    if number:
        return len(first.strip(".,")) < len("6000")
    return first[0].islower() and word.istitle()
