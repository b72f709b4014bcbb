"""Close spellings: which names may be meant, and when only one can be. Pure.

A register of doors knows no street without residents, so a name that it lacks may still be
right. The rule below was set on what real towns' names do to one another, see
docs/adr/0005-close-spellings.md.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .names import THOROUGHFARE_TYPES, fold, type_of
from .spelling import SLIPS, SpellingIndex

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

LIKE = 72.0
"""Least likeness, 0 to 100, at which a name further than two slips away is offered."""
ALIKE = 66.0
"""Least likeness of such a name without its type, or of two words."""
OFFERED = 5
LONE = 7
"""Letters that the only word of a name must have for a slip in it to be certain."""
ANCHORED = 5
"""Letters that two words must have for the one to vouch for a slip in the other."""
TYPE = 4
"""Letters that a type must have for a slip in it to be certain: "tér", "sor", "út" are too near
to other words."""

_NUMERAL = re.compile(r"\d|[ivxl]+\Z", re.ASCII)
_COMMON = frozenset({"szent", "felso", "kulso", "belso"})
"""Words of many names, which vouch for nothing."""
_TYPES = tuple(
    (fold(form), kind)
    for kind, forms in THOROUGHFARE_TYPES.items()
    for form in (kind, *forms)
    if len(form) >= TYPE and " " not in form
)
_TYPE_WORDS = frozenset(form for form, _ in _TYPES)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A name of the list near what was written, both folded."""

    name: str
    written: str
    slips: int
    """Letters that differ; 3 where they are more than two."""
    score: float
    """Likeness, 0 to 0.99."""


class CloseNames:
    """Folded full names of a town's public places."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)
        self.words = frozenset(word for name in self._names for word in name.split())
        """Every folded word of the names."""
        self._index = SpellingIndex(self._names)
        bare: dict[str, list[str]] = {}
        for name in self._names:
            stem, _, kind = name.rpartition(" ")
            if type_of(kind):
                bare.setdefault(stem, []).append(name)
        self._bare = bare
        self._bare_index = SpellingIndex(bare)

    def near(self, written: str, *, typed: bool) -> list[Spelled]:
        """Return the names near a folded one, nearest first.

        Args:
            written: with its type where it has one.
            typed: False where nothing in it is a type; names are then also compared
                without theirs.
        """
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - see spelling.within

        found = {
            self._names[at]: self._spelled(self._names[at], written, slips)
            for slips, at in self._index.within(written)
        }
        if not typed:
            for slips, at in self._bare_index.within(written):
                for name in self._bare[self._bare_index.names[at]]:
                    stem = self._spelled(self._bare_index.names[at], written, max(slips, 1))
                    near = Spelled(name, written, 3, stem.score)
                    found.setdefault(name, near)
        if not found:
            alike = process.extract(
                written, self._names, scorer=fuzz.ratio, score_cutoff=LIKE, limit=None
            )
            plausible = (one for one in alike if may_be_meant(written, one[0]))
            for name, score, _ in itertools.islice(plausible, OFFERED):
                found.setdefault(name, Spelled(name, written, 3, min(round(score / 100, 3), 0.99)))
        return sorted(found.values(), key=lambda s: (s.slips, -s.score, s.name))

    def _spelled(self, name: str, written: str, slips: int) -> Spelled:
        from rapidfuzz import fuzz  # noqa: PLC0415 - see spelling.within

        score = min(round(fuzz.ratio(written, name) / 100, 3), 0.99)
        return Spelled(name, written, slips, score)


def may_be_meant(written: str, name: str) -> bool:
    """Tell whether a name that is far from what is written may still be meant.

    The type is no part of it: what "Petőfi utca" and "Festő utca" have in common is that. The
    rest has to be alike as a whole, by its letters or its sound, or each word of the shorter
    name in the longer: begun ("Bem J.") or with slips ("Kosuth utca" for Kossuth Lajos utca).

    >>> may_be_meant("petofi utca", "petofi sandor utca"), may_be_meant("petofi utca", "festo utca")
    (True, False)
    >>> may_be_meant("bem j utca", "bem jozsef utca"), may_be_meant("bem xmutca", "bem utca")
    (True, True)
    """
    ours, theirs = _stem(written), _stem(name)
    if ours == written or _alike(ours, theirs) or _alike(heard(ours), heard(theirs)):
        return True  # where no type can be told, the slip may be in the type
    fewer, more = sorted((ours.split(), theirs.split()), key=len)
    return all(
        any(other.startswith(one) or one.startswith(other) or _alike(one, other) for other in more)
        for one in fewer
    )


def _alike(one: str, other: str) -> bool:
    from rapidfuzz import fuzz  # noqa: PLC0415 - see spelling.within

    return bool(fuzz.ratio(one, other) >= ALIKE)


def heard(name: str) -> str:
    """Return a folded name as it sounds, near enough.

    >>> heard("sallyo"), heard("wesselenyi"), heard("vaczi"), heard("batthyany")
    ('sajo', 'veselenii', 'vaci', 'batiani')
    """
    plain = name.replace("cz", "c").replace("th", "t")
    plain = re.sub(r"(.)\1", r"\1", plain)
    return plain.replace("ly", "j").replace("w", "v").replace("y", "i")


def _stem(name: str) -> str:
    """Return a folded name without the type at its end."""
    front, _, last = name.rpartition(" ")
    return front if front and type_of(last) else name


def the_only_plausible(
    ranked: Sequence[Spelled], rest: Sequence[str], known: Container[str]
) -> Spelled | None:
    """Return the one name that can be meant, or None where a person has to choose.

    One slip away, nothing else within two, no word of the query left over, and the slip such
    as real names do not differ by: see `_is_slip`.

    Args:
        ranked: nearest first.
        rest: words of the query that found no place.
        known: folded words of the town's names; a word that exists is no slip.
    """
    if not ranked or ranked[0].slips != 1 or rest:
        return None
    if any(other.slips <= SLIPS for other in ranked[1:]):
        return None
    best = ranked[0]
    ours, theirs, same = _changed(best.written.split(), best.name.split())
    if len(ours) != 1 or len(theirs) != 1 or ours[0] in known:
        return None
    if theirs[0] in _TYPE_WORDS and same and best.name.endswith(f" {theirs[0]}"):
        kinds = {kind for form, kind in _TYPES if _one_slip(ours[0], form)}
        return best if len(kinds) == 1 else None
    return best if _is_slip(ours[0], theirs[0], same) else None


def _is_slip(ours: str, theirs: str, same: Sequence[str]) -> bool:
    """Tell whether one letter that differs is a slip of the hand rather than another name.

    Real names of one letter's difference have another first letter (Hóvirág, Sóvirág), another
    ending (Jegenye, Jegenyés), another letter in its place (Bercsényi, Berzsenyi), or are short
    (Karát, Kárpát). A second word that is the same vouches for the first: there is one
    Könyves Kálmán.
    """
    if is_numeral(ours) or is_numeral(theirs):
        return False
    letters = min(len(ours), len(theirs))
    if letters >= ANCHORED and any(
        len(word) >= ANCHORED and word not in _COMMON and word not in _TYPE_WORDS for word in same
    ):
        return True
    if letters < LONE or ours[0] != theirs[0] or ours[-1] != theirs[-1]:
        return False
    return len(ours) != len(theirs) or sorted(ours) == sorted(theirs)


def is_numeral(word: str) -> bool:
    """Tell whether a folded word has a figure first or is a Roman number."""
    return _NUMERAL.match(word) is not None


def _one_slip(one: str, other: str) -> bool:
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - see spelling.within

    return bool(OSA.distance(one, other, score_cutoff=1) <= 1)


def _changed(one: list[str], other: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Return the words that differ in the one and in the other, and those that are the same."""
    same: list[str] = []
    while one and other and one[0] == other[0]:
        same, one, other = [*same, one[0]], one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        same, one, other = [*same, one[-1]], one[:-1], other[:-1]
    return one, other, same
