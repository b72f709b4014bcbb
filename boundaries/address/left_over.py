"""What the words behind a house number say: a house, a firm, a place near it, a town. Pure."""

from __future__ import annotations

import dataclasses
import itertools
import re
from typing import TYPE_CHECKING

from ..language.country import is_settlement, towns_of_part
from ..language.names import fold
from ..model import Details, Reason
from .addresses import types_of
from .own_town import Belonging, is_house_name, may_be_town

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .addresses import ParsedAddress
    from .street_index import S, StreetIndex

NEAR_BY = tuple(
    [word]
    for word in (
        *("mellett", "melletti", "mellette", "kornyeke", "kornyeken", "kozeleben", "szemben"),
        *("szembeni", "mogott", "mogotti", "elott", "elotti", "felett", "alatt", "kozott"),
        *("fele", "felol", "sarok", "sarkan", "sarka", "utan", "utani", "helyett"),
        *("kb", "korulbelul", "kivetelevel", "kiveve", "nelkul", "kivul"),
        *("km", "kilometer", "kilometerko", "kilometerkonel", "kmsz", "kmszelveny", "szelveny"),
    )
)
"""Folded words right behind a number that mean a place near it, and not the number itself."""
COUNTED = frozenset({"fo", "db", "gyermek", "gyerek", "csalad", "haztartas", "eves", "lakos"})
"""Folded words right behind a number that it may count: "Halasi út 3 fő" names no house."""
GIVEN = frozenset({"gyula"})
"""Folded given names that settlements have as well."""
REGIONS = frozenset({"megye", "varmegye", "m", "vm", "jaras"})
"""Folded words behind a name that make a county or a district of it."""


def has_lone_letter(words: Sequence[str]) -> bool:
    """Tell whether a folded word may be the letter of a house number, and is no article.

    >>> has_lone_letter(["per", "b"]), has_lone_letter(["a", "templom", "mellett"])
    (True, False)
    """
    last = len(words) - 1
    return any(len(word) == 1 and (word != "a" or at == last) for at, word in enumerate(words))


def without_house_name(parsed: ParsedAddress, index: StreetIndex[S]) -> ParsedAddress:
    """Put the name of a house behind its number among the words left over: "Fő utca 5, Óvoda"."""
    town = parsed.town
    if town is None or parsed.number is None or fold(town) in index.towns | index.own_town:
        return parsed
    at = _last_place(town, parsed.query)
    if at < parsed.query.find(str(parsed.number.number)):
        return parsed
    if not (is_house_name(town) or _is_note(town, parsed, index)):
        return parsed
    if parsed.postcode is not None and parsed.query[:at].rstrip(" ,.").endswith(parsed.postcode):
        return parsed  # "6500 Óvoda" is the name of some town
    if index.home.belonging(town) is not Belonging.UNKNOWN and not _is_common(town, parsed):
        return parsed
    return dataclasses.replace(parsed, town=None, rest=(*parsed.rest, *town.split()))


def _last_place(words: str, text: str) -> int:
    """Return where whole words stand last in a text; -1 where they do not."""
    at = text.rfind(words)
    while at >= 0:
        before, behind = text[at - 1 : at], text[at + len(words) : at + len(words) + 1]
        if not (before.isalnum() or before in {"_", "/"} or behind.isalnum() or behind == "_"):
            return at
        at = text.rfind(words, 0, at + len(words) - 1)
    return -1


def _is_note(words: str, parsed: ParsedAddress, index: StreetIndex[S]) -> bool:
    """Tell words that are certainly no town: "hátsó ház", "Nefelejcs Óvoda", the own county.

    One capitalised word that nobody knows may be a town abroad, and stays open.
    """
    if _is_common(words, parsed):
        return True
    if fold(words).removesuffix(" megye").removesuffix(" varmegye") in index.home.counties:
        return True
    each = words.split()
    if len(each) == 1 and not words.islower() and not words.endswith("."):
        return False
    return not any(map(may_be_town, (*each, "".join(each)))) and fold(each[-1]) not in REGIONS


def _is_common(words: str, parsed: ParsedAddress) -> bool:
    """Tell a common noun that a settlement is called by as well: "udvar" beside capitals."""
    return words.islower() and not parsed.query.islower() and bool(types_of(words))


def left_over_refusal(
    parsed: ParsedAddress, suffix: str, index: StreetIndex[S]
) -> tuple[Reason, Details] | None:
    """Return why words left over do not let a text be looked up, or None: "Fő utca 5 - Baja".

    A settlement's name that is also a type ("Liget") or begins a street's counts alike. A word
    that is written small beside others that are not names nothing: "Fő utca 5. udvar".
    """
    home, small = index.home, parsed.query.islower()
    rest = parsed.rest[parsed.before :] if _leads_by_name(parsed, index) else parsed.rest
    words = filter(None, (suffix, *(word.strip(".-/") for word in rest)))
    for word, following in itertools.pairwise([*words, ""]):
        if types_of(following) or not (word[:1].isupper() or (small and word[:1].isalpha())):
            continue
        if parsed.town is not None and fold(following) in REGIONS:
            continue  # "Békéscsaba, Békés megye"
        belonging = _belonging_of_left_over(word, index)
        open_town = parsed.town is None
        if belonging is Belonging.OTHER and open_town and not following and not types_of(word):
            return Reason.OTHER_TOWN, {"town": word}
        if belonging is Belonging.OTHER or (belonging is Belonging.EITHER and open_town):
            return Reason.SETTLEMENT_AMBIGUOUS, {"town": word}
    other = home.other_stretch(parsed.query)
    if other is not None and not index.is_called(fold(other)):
        return Reason.SETTLEMENT_AMBIGUOUS, {"town": other}
    return None


def _leads_by_name(parsed: ParsedAddress, index: StreetIndex[S]) -> bool:
    """Tell the name of a person or a firm before postcode and town: "Szűcs Gyula, 6500 Baja"."""
    town, code = parsed.town, parsed.postcode
    if town is None or code is None or not index.home.has_code(code):
        return False
    front, mark, _ = parsed.query.partition(f"{code} {town}")
    if not mark or fold(town) not in index.own_town:
        return False
    words = re.split(r"[\s,;.]+", front.strip(" ,;."))
    plain = not any(types_of(word) or any(map(str.isdigit, word)) for word in words)
    given = all(fold(word) in GIVEN or not is_settlement(word) for word in words[1:])
    return plain and given and len(words) > 1 and len(words) == parsed.before


def _belonging_of_left_over(word: str, index: StreetIndex[S]) -> Belonging:
    """Tell what a word left over says; an ending makes a person of it: "Bajai Sándor"."""
    if fold(word) in index.towns - index.own_town:
        return Belonging.OTHER
    if is_settlement(word):
        return index.home.belonging(word)
    common = index.home.is_part(word) or is_house_name(word) or types_of(word)
    part = not common and towns_of_part(word)
    return Belonging.EITHER if part else Belonging.UNKNOWN
