"""The grammar of boundary sentences: words that carry no leg but say how legs are read.

Every key is folded (accents and case off).
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..language.names import case_forms, fold
from ..language.word_lists import words, written

JUNCTION_WORDS = words("junctions")
ARTICLES = words("articles")
CONJUNCTIONS = words("conjunctions")
COMPASS = words("directions")
COMPASS_ADJECTIVES = words("compass_adjectives")
PARTICIPLES = words("participles")
RELATIONS = words("relations")
"""Words that bind two names before them into one description."""
TURNS = words("turns")
"""Verbs that say where the line leaves one street for another."""
BETWEEN = words("between")
SECTION_NOUNS = words("section_nouns")
AREA_NOUNS = words("area_nouns")
BOUNDING = words("bounding")
_FRAME = words("framing")
CUTS = words("cuts")
"""Words that never stand inside a name: what follows them starts a new one."""
SAME = words("same_border")
"""What is said of one border that runs where another does."""
ADMINISTRATIVE = words("administrative")
"""Words that a border's name may begin with in lower case."""
TOWNS = words("towns_of_districts")
"""Cities with county rank and the capital, whose districts are written with Roman numbers."""
TITLE_MARKERS = words("rank_words")
TAKING_IN = words("taking_in")
"""Words that open a part which is taken in, or left out."""
NOT_TO = words("not_limits")
"""Words in -ig that limit nothing."""
_NEGATIONS = words("negations")


@lru_cache(maxsize=4096)
def is_frame(word: str) -> bool:
    """Tell whether a word is grammar around the legs and carries none itself."""
    if fold(word) in _FRAME:
        return True
    return any(
        fold(form.base) in AREA_NOUNS | BOUNDING | COMPASS
        for form in case_forms(word)
        if len(form.base) > 2  # noqa: PLR2004
    )


def is_compass(word: str) -> bool:
    """Tell whether a word gives a direction ("északon", "délről", "keleti")."""
    return any(fold(form.base) in COMPASS for form in case_forms(word))


COMPASS_LETTERS = frozenset(written("compass_letters"))
_POINTS = tuple(
    one
    for one in written("directions")
    if not any(one != other and one.startswith(other) for other in written("directions"))
)
_LETTERS = re.compile(r"[A-ZÉ][yY]?")


@lru_cache(maxsize=64)
def compass_adjective(letters: str) -> str | None:
    """Return what "ÉNy" of "ÉNy-i oldala" stands for; None for other letters.

    >>> compass_adjective("ÉNy"), compass_adjective("D"), compass_adjective("M")
    ('északnyugati', 'déli', None)
    """
    if letters not in COMPASS_LETTERS:
        return None
    begins = [letter.lower() for letter in _LETTERS.findall(letters)]
    return "".join(next(p for p in _POINTS if p.startswith(b)) for b in begins) + "i"


def is_negation(key: str) -> bool:
    """Tell whether a folded word turns the area around ("kívül", "kivéve")."""
    return key in _NEGATIONS
