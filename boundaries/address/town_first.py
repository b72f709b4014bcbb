"""Addresses behind the name of their town, or of a part of it, without a comma. Pure.

What stands behind "6500 Baja" is the address, wherever in a text that is.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from ..language.names import fold
from .addresses import parse_address
from .parts import Words
from .street_match import find_exact

if TYPE_CHECKING:
    from .addresses import ParsedAddress
    from .street_index import S, StreetIndex
    from .street_match import StreetMatch

_TOWN_FIRST = re.compile(r" *(?:(?:HU?-)?(?P<code>[1-9]\d{3}) +)?(?P<town>[^,;\n\t()]+)", re.ASCII)
_TOWN_CODED = re.compile(r"(?<!\w)(?:HU?-)?(?P<code>[1-9]\d{3}) +(?P<town>[^,;\n\t()]+)", re.ASCII)
"""A town behind its postcode, wherever it stands: what follows is the address."""


def behind_town(query: str, index: StreetIndex[S]) -> tuple[ParsedAddress, StreetMatch[S]] | None:
    """Read what stands behind the town's name where the name of the street is a type or none.

    "Kecskemét Liget utca 1" looks like "Kecskeméti utca 1" otherwise.
    """
    length = len(index.names.town.split())
    for found in (_TOWN_FIRST.match(query), *_TOWN_CODED.finditer(query)):
        town = [] if found is None else found["town"].split()
        own = " ".join(town[:length])
        if found is not None and fold(own) in index.own_town:
            break
    else:
        return None
    if found.start() == 0 and len(town) == length and found["code"] is None:
        return None
    rest = query[found.start("town") + len(own) :].lstrip(" ,.")
    parsed = parse_address(rest)
    match = find_exact(parsed, index)
    coded = parsed.postcode is not None and found["code"] is not None
    if match is None or parsed.town is not None or coded:
        return None
    code = found["code"] or parsed.postcode
    before = Words.of([query[: found.start()]]).items
    rest_of = (*(word.text for word in before), *parsed.rest)
    whole = dataclasses.replace(parsed, query=query, town=own, postcode=code, rest=rest_of)
    whole = dataclasses.replace(whole, before=parsed.before + len(before))
    return whole, match


def in_part(
    parsed: ParsedAddress, index: StreetIndex[S]
) -> tuple[ParsedAddress, StreetMatch[S]] | None:
    """Read a text that names a part of the town without a comma: "Hetényegyháza Iskola utca 4".

    A part that begins the name of a street of the list is left to that street.
    """
    part, *name = (parsed.name or "").split() or [""]
    if not name or not index.home.is_part(part) or index.begins(fold(part)):
        return None
    if name[0] in {"a", "az"} and len(name) > 1:
        name = name[1:]
    inner = dataclasses.replace(parsed, name=" ".join(name))
    match = find_exact(inner, index)
    if match is None:
        return None
    if parsed.town is None:
        return dataclasses.replace(inner, town=part), match
    return dataclasses.replace(inner, rest=(*inner.rest, part)), match
