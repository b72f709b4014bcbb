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
    from .addresses import ParsedAddress
    from .street_index import S, StreetIndex

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
    breaks = [_break_behind(ahead[-count:], parsed) for count in range(1, len(ahead) + 1)]
    together = next((at for at, one in enumerate(breaks) if one is None), len(breaks))
    for count in range(min(together, MOST_WORDS), 0, -1):
        words, broken = ahead[-count:], breaks[count - 1]
        whole = _joined(words, parsed, bare)
        found = find_exact(whole, index)
        if found is None or found.street is None:
            continue
        if match is not None:
            short = [match.street] if match.street else [one.street for one in match.homonyms]
            both = (found.street, *(one for one in short if one is not found.street))
            homonyms = tuple(Scored(one, 1.0) for one in both)
            return parsed, StreetMatch(homonyms=homonyms) if len(both) > len(short) else match
        if count < together or not (bare or (broken or "").isspace()):  # a comma ends most names
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


def _break_behind(words: tuple[str, ...], parsed: ParsedAddress) -> str | None:
    """Return what stands between words of one stretch and the name behind; None where nothing."""
    first, *_ = (parsed.name or "").split() or [""]
    if not first:
        return None
    pattern = r"[ .]*".join(map(re.escape, words))
    found = re.search(rf"{pattern}([\s,;]*[,;\n\t][\s,;]*){re.escape(first)}", parsed.query)
    return found and found[1]
