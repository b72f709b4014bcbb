"""Settlements that an address may mean although it names none: misspelt, or before a name. Pure.

What is found here is offered to a person, and never taken.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from ..language.country import CountrySettlement, settlements, settlements_named
from ..language.names import fold, type_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BREAK = re.compile(r"[,;\n\t]+")
_CODE = re.compile(r"[1-9][0-9]{3}\.?\Z", re.ASCII)
LEAST = 4
"""Letters from which a word that is one slip away from a settlement's name may be it."""
MOST = 4
"""Settlements that are tried."""


def hinted_towns(query: str) -> list[tuple[CountrySettlement, str]]:
    """Return settlements that words of an address may mean, each with the other words.

    >>> [(town.name, rest) for town, rest in hinted_towns("Aasztó, Fő utca 69")]
    [('Pásztó', 'Fő utca 69'), ('Akasztó', 'Fő utca 69')]
    >>> [(town.name, rest) for town, rest in hinted_towns("Kecel Szőlő 91/1")]
    [('Kecel', 'Szőlő 91/1')]
    """
    found: dict[CountrySettlement, str] = {}
    for word in _words(query):
        for town in settlements_named(word) or _nearly(fold(word)):
            rest = query.replace(word, "", 1)
            found.setdefault(town, rest.strip(" ,;\n\t"))
    return list(found.items())[:MOST]


def behind_town(query: str, towns: Iterable[CountrySettlement]) -> str:
    """Return an address without the first word or stretch that names one of some settlements.

    >>> behind_town("6221 Aka., Fő utca 69", settlements_named("Aka"))
    'Fő utca 69'
    """
    names = {fold(one.name) for one in towns}
    for stretch in _BREAK.split(query):
        words = [word for word in stretch.split() if not _CODE.match(word)]
        for name in (" ".join(words), *words[:1], *words[-1:]):
            if fold(name).strip(".") in names:
                rest = query.partition(name)[2]
                return rest.strip(" .,;\n\t") or query.partition(name)[0].strip(" .,;\n\t")
    return query


def _words(query: str) -> Iterator[str]:
    """Yield what may stand for a settlement: a stretch, or the word that begins or ends one."""
    for stretch in _BREAK.split(query):
        words = [word for word in stretch.split() if not _CODE.match(word)]
        if len(words) > 1 and words[0] in {"a", "az", "A", "Az"}:
            words = words[1:]
        if not words or words[0][:1].isdigit():
            words = words[-1:]
        for word in dict.fromkeys((words or [""])[:1] + words[-1:]):
            if len(word) >= LEAST and word.isalpha() and type_of(word) is None:
                yield word


@functools.lru_cache(maxsize=512)
def _nearly(key: str) -> tuple[CountrySettlement, ...]:
    from rapidfuzz import process  # noqa: PLC0415 - see spelling.within
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - the same

    near = process.extract(key, _keys(), scorer=OSA.distance, score_cutoff=1, limit=MOST)
    return tuple(town for name, _, _ in near for town in settlements_named(name))


@functools.cache
def _keys() -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(one.name) for one in settlements()))
