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
from .street_match import Scored, StreetMatch, find_exact

if TYPE_CHECKING:
    from .addresses import ParsedAddress
    from .street_index import S, StreetIndex

LIKELY = 0.95
"""Likeness of a name that a comma parts."""
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
    town = parsed.town or ""
    if town and not parsed.before and fold(town) not in index.towns and not is_settlement(town):
        apart = dataclasses.replace(parsed, town=None, rest=(*town.split(), *parsed.rest))
        apart = dataclasses.replace(apart, before=len(town.split()))
        joined, found = with_words_before(apart, match, index)
        return (joined, found) if found is not match else (parsed, match)
    ahead = parsed.rest[: parsed.before]
    bare = not parsed.types and types_of(parsed.name or "")
    for count in range(1, min(len(ahead), MOST_WORDS) + 1):
        words = ahead[-count:]
        broken = _break_behind(words, parsed)
        if broken is None:
            return parsed, match
        if bare:  # "Alma" / "utca 12"
            typed = dataclasses.replace(parsed, type=bare[0], types=bare, type_written=parsed.name)
            whole = dataclasses.replace(typed, name=" ".join(words))
        else:
            whole = dataclasses.replace(parsed, name=" ".join((*words, parsed.name or "")))
        found = find_exact(whole, index)
        if found is None or found.street is None:
            continue
        if match is not None:
            short = [match.street] if match.street else [one.street for one in match.homonyms]
            both = (found.street, *(one for one in short if one is not found.street))
            homonyms = tuple(Scored(one, 1.0) for one in both)
            return parsed, StreetMatch(homonyms=homonyms) if len(both) > len(short) else match
        if not bare and not broken.isspace():  # a comma ends most names
            return parsed, StreetMatch(close=(Scored(found.street, LIKELY),))
        rest = (*ahead[:-count], *parsed.rest[parsed.before :])
        return dataclasses.replace(whole, rest=rest, before=parsed.before - count), found
    return parsed, match


def _break_behind(words: tuple[str, ...], parsed: ParsedAddress) -> str | None:
    """Return what stands between words and the name behind them; None where they are apart."""
    first, *_ = (parsed.name or "").split() or [""]
    if not first:
        return None
    pattern = r"\s+".join(map(re.escape, words)) + rf"([\s,;]*[,;\n\t][\s,;]*){re.escape(first)}"
    found = re.search(pattern, parsed.query)
    return found and found[1]
