"""Names of public places that the end of a line or a cell parts: "Vasvári" / "Pál utca 9". Pure.

What stands behind the break is often the name of another place of the same town, and then nobody
can tell which of them is meant.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from ..language.country import is_settlement
from ..language.names import fold
from .addresses import types_of
from .street_keys import title_key
from .street_match import LIKELY, Scored, StreetMatch, find_exact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .addresses import ParsedAddress
    from .street_index import S, StreetIndex

_TOKEN = re.compile(r"[^\s,;.]+")
_ENDS = frozenset(",;\n\t")
"""Signs that end a stretch."""
MOST_WORDS = 3
"""Words before the break that may belong to the name."""


def with_words_before(
    parsed: ParsedAddress, match: StreetMatch[S] | None, index: StreetIndex[S]
) -> tuple[ParsedAddress, StreetMatch[S] | None]:
    """Return an address and its street with the words before the break, where the list has such.

    Where it has the shorter name as well, both are homonyms; where it has not, the longer one is
    the street if a line or a cell ends there.

    Args:
        parsed: with words left over before its name.
        match: what its name alone finds, or None.
        index: of the town's list.
    """
    bare = () if parsed.types else types_of(parsed.name or "")
    town = parsed.town or ""
    if town and not parsed.before and fold(town) not in index.towns:
        if is_settlement(town) and not (bare and index.is_called(title_key(town))):
            return parsed, match
        apart = dataclasses.replace(parsed, town=None, rest=(*town.split(), *parsed.rest))
        apart = dataclasses.replace(apart, before=len(town.split()))
        joined, found = with_words_before(apart, match, index)
        return (joined, found) if found is not match else (parsed, match)
    ahead = parsed.rest[: parsed.before]
    together, broken = _before_break(ahead, parsed)
    for count in range(min(together, MOST_WORDS), 0, -1):
        whole = _joined(ahead[-count:], parsed, bare)
        found = find_exact(whole, index)
        if found is None or found.street is None:
            continue
        if match is not None:
            short = [match.street] if match.street else [one.street for one in match.homonyms]
            both = (found.street, *(one for one in short if one is not found.street))
            homonyms = tuple(Scored(one, 1.0) for one in both)
            return parsed, StreetMatch(homonyms=homonyms) if len(both) > len(short) else match
        if count < together or not (bare or broken.isspace()):  # a comma ends most names
            return parsed, StreetMatch(close=(Scored(found.street, LIKELY),))
        rest = (*ahead[:-count], *parsed.rest[parsed.before :])
        return dataclasses.replace(whole, rest=rest, before=parsed.before - count), found
    return parsed, match


def _joined(words: tuple[str, ...], parsed: ParsedAddress, bare: tuple[str, ...]) -> ParsedAddress:
    """Return an address with words before its name; `bare` are the types that its name is."""
    if not bare:
        return dataclasses.replace(parsed, name=" ".join((*words, parsed.name or "")))
    typed = dataclasses.replace(parsed, type=bare[0], types=bare, type_written=parsed.name)
    return dataclasses.replace(typed, name=" ".join(words))


def _before_break(ahead: Sequence[str], parsed: ParsedAddress) -> tuple[int, str]:
    """Return how many of some words stand in one stretch right before the name, and the break."""
    first, *_ = (parsed.name or "").split() or [""]
    tokens = list(_TOKEN.finditer(parsed.query))
    words = [word.strip(".") for word in reversed(ahead)]
    for at in range(1, len(tokens)):
        broken = _between(tokens, at)
        if tokens[at][0] != first.strip(".") or _ENDS.isdisjoint(broken):
            continue
        count = 0
        for word in words[:at]:
            apart = count and not _ENDS.isdisjoint(_between(tokens, at - count))
            if apart or tokens[at - 1 - count][0] != word:
                break
            count += 1
        if count:
            return count, broken
    return 0, ""


def _between(tokens: Sequence[re.Match[str]], at: int) -> str:
    """Return what stands before a token."""
    return tokens[at].string[tokens[at - 1].end() : tokens[at].start()]
