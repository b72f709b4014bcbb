"""The sentence that a Hungarian clerk would write for a rim, and a clerk's slips of the pen."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Collection, Sequence

DASH = " – "
TAIL = " által határolt terület"

SHORT_TYPES = {
    "utca": "u.",
    "körút": "krt.",
    "sétány": "stny.",
    "lakótelep": "ltp.",
    "Straße": "Str.",
}
"""Type words with their usual short forms; "út", "tér", "sor" and "köz" have none."""
SHORT_ENDINGS = {"straße": "str."}
"""The same where the type is the end of the name's last word (Sonnenstraße)."""

BESIDE = dict(
    zip("aeioöuügnmrstkldvbzc", "seoióiühbnetzrlksfcsx", strict=False)  # neighbouring keys
)
SHORTEST_STEM = 5
"""Letters that a name must have for a slip not to change it out of recognition."""


def sentence(names: Sequence[str], *, closed: bool = False, tail: bool = False) -> str:
    """Write the names in walking order.

    Args:
        names: one for each leg.
        closed: repeat the first name at the end.
        tail: end with the words "által határolt terület".

    >>> sentence(["Fő utca", "Eger utca", "Nyár utca"], closed=True)
    'Fő utca – Eger utca – Nyár utca – Fő utca'
    """
    written = [*names, names[0]] if closed else list(names)
    return DASH.join(written) + (TAIL if tail else "")


def abbreviated(name: str) -> str:
    """Shorten the type of a public place.

    >>> abbreviated("Petőfi Sándor utca"), abbreviated("Sonnenstraße"), abbreviated("Fő tér")
    ('Petőfi Sándor u.', 'Sonnenstr.', 'Fő tér')
    """
    *stem, last = name.split(" ")
    if stem and last in SHORT_TYPES:
        return " ".join([*stem, SHORT_TYPES[last]])
    for ending, short in SHORT_ENDINGS.items():
        if last.endswith(ending) and last != ending:
            return " ".join([*stem, last.removesuffix(ending) + short])
    return name


def plain(name: str) -> str:
    """Return a name without accents, case and doubled blanks, to compare with.

    >>> plain("Kőrösi  Csoma utca")
    'korosi csoma utca'
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


def misspelt(name: str, rng: random.Random, known: Collection[str]) -> str | None:
    """Return a name with one slip in its stem: a letter lost, doubled, swapped or mistaken.

    Args:
        name: the true name; its type (the last of several words) is left alone.
        rng: source of chance.
        known: plain names that exist; a slip never makes one of these.

    Returns:
        The misspelt name, or None where the stem is too short.
    """
    words = name.split(" ")
    stem = " ".join(words[:-1]) if len(words) > 1 else name
    places = [i for i in range(1, len(stem) - 1) if stem[i].isalpha() and stem[i + 1].isalpha()]
    if sum(c.isalpha() for c in stem) < SHORTEST_STEM or not places:
        return None
    for _ in range(20):
        wrong = _slip(stem, rng.choice(places), rng.randrange(4)) + name[len(stem) :]
        if plain(wrong) != plain(name) and plain(wrong) not in known:
            return wrong
    return None


def _slip(stem: str, at: int, sort: int) -> str:
    here, after = stem[at], stem[at + 1]
    if sort == 0:
        return stem[:at] + stem[at + 1 :]
    if sort == 1:
        return stem[:at] + here + stem[at:]
    if sort == 2:
        return stem[:at] + after + here + stem[at + 2 :]
    return stem[:at] + BESIDE.get(here, "e") + stem[at + 1 :]


def stem_of(name: str) -> str:
    """Return the first word without accents, by which two names are namesakes.

    >>> stem_of("Kossuth Lajos utca") == stem_of("Kossuth tér")
    True
    """
    return plain(name).split(" ")[0]
