"""Tells two rings of dashes side by side from one: "A – B – C, valamint D – E – F"."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..language.names import Case, case_forms, fold, normal_key
from ..language.word_lists import words
from ..model import LegKind
from .closings import closings
from .grammar import AREA_NOUNS, ARTICLES, BOUNDING, CONJUNCTIONS
from .lexicon import head_of
from .tokens import Unit, UnitKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .drafts import Draft

_PLURALS = words("plural_types")
_FURTHER = words("further")
_BREAKS = frozenset({"comma", "semicolon", "stop", "newline", "other"})
_STRONGER = frozenset({"semicolon", "stop", "newline"})
"""Marks that part two lists of commas."""
_SEVERAL = tuple(words("several_areas"))
"""Words for more than one area, and how their cases begin."""
_FULL = tuple(words("full_length"))
"""How words begin that take a street in full, which no leg of a ring is."""
_ALL = tuple(words("all_of_it"))
"""Words that say the same of a leg too: "a Fő utcán végig"."""
_RING = 3
"""Legs that make a ring by themselves."""
_PAIR = 2


def closes(drafts: Sequence[Draft]) -> bool:
    """Tell whether the last leg of a ring is its first."""
    return len(drafts) >= _RING and normal_key(drafts[0].name) == normal_key(drafts[-1].name)


def longest_run(text: str, units: Sequence[Unit], drafts: Sequence[Draft]) -> int:
    """Return how many legs the longest chain of dashes ties together."""
    return max(map(len, _runs(drafts, _gaps(text, units, drafts))), default=0)


@dataclass(slots=True)
class _Gap:
    """What stands between two legs."""

    at: int
    """Index of its first unit."""
    marks: frozenset[str]
    words: frozenset[str]


def partings(text: str, units: Sequence[Unit], drafts: Sequence[Draft]) -> list[int]:
    """Return the units at which one ring of dashes ends and another, or a further part, begins."""
    gaps = _gaps(text, units, drafts)
    closed = any(True for _ in closings(units))
    if closed and (opening := _behind_whole_things(text, units, drafts, gaps)):
        return [opening]
    if lists := _lists(gaps):
        return [gaps[run[-1]].at for run in lists[:-1]]
    runs = _runs(drafts, gaps)
    last = drafts[-1].end if drafts else 0
    end_is_open = not any(unit.key in BOUNDING for unit in units if unit.start >= last)
    places = []
    for left, right in itertools.pairwise(runs):
        gap = gaps[left[-1]]
        if gap.at and _parts(text, drafts, left, right, gap, closed=closed, open_end=end_is_open):
            places.append(gap.at)
    return places


def _gaps(text: str, units: Sequence[Unit], drafts: Sequence[Draft]) -> list[_Gap]:
    gaps, at = [], 0
    for left, right in itertools.pairwise(drafts):
        while at < len(units) and units[at].start < left.end:
            at += 1
        first, marks, words = at, set(), set()
        while at < len(units) and units[at].start < right.start:
            unit = units[at]
            if unit.kind is UnitKind.SEPARATOR:
                marks.add(unit.text)
            elif unit.kind is UnitKind.WORD:
                words.add(unit.key)
            at += 1
        if "\n" in text[left.end : right.start]:
            marks.add("newline")
        gaps.append(_Gap(first, frozenset(marks), frozenset(words)))
    return gaps


def _runs(drafts: Sequence[Draft], gaps: Sequence[_Gap]) -> list[list[int]]:
    """Return the numbers of legs that dashes tie together."""
    runs: list[list[int]] = [[0]] if drafts else []
    for number, gap in enumerate(gaps, 1):
        listed = gap.marks & _BREAKS and gap.words - ARTICLES
        tied = "dash" in gap.marks and not (gap.words & _FURTHER or listed)
        if tied or drafts[number].joined:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _behind_whole_things(
    text: str, units: Sequence[Unit], drafts: Sequence[Draft], gaps: Sequence[_Gap]
) -> int | None:
    """Return the unit behind "a Fő utca teljes hossza, valamint" and before a ring of its own."""
    for place, gap in enumerate(gaps[: max(0, len(drafts) - _RING)]):
        thing = drafts[place]
        said = fold(text[thing.start : units[gap.at].start])
        said += " " + " ".join(fold(text[: thing.start]).split()[-1:])
        parted = gap.words & _FURTHER or gap.marks & _STRONGER
        if any(word in said for word in _FULL) and (parted or gap.words & CONJUNCTIONS):
            return gap.at
        if gap.words & _FURTHER and (_is_door(thing) or any(word in said for word in _ALL)):
            return gap.at
    return None


def _is_door(thing: Draft) -> bool:
    """True for "Fő utca 12.", "Fő utca 1–15. szám"."""
    numbers = (thing.section_start or "").startswith(f"{thing.name} ")
    point = thing.kind is LegKind.POINT and thing.name[-2:-1].isdigit()
    return numbers or point


def _lists(gaps: Sequence[_Gap]) -> list[list[int]]:
    """Return the runs of "A, B, C; D, E, F": whole rings in commas, parted by a stronger mark."""
    runs: list[list[int]] = [[0]]
    for number, gap in enumerate(gaps, 1):
        parting = gap.marks & _STRONGER and "comma" not in gap.marks
        listed = ("comma" in gap.marks and "dash" not in gap.marks) or gap.words & CONJUNCTIONS
        if parting and not gap.words - ARTICLES:
            runs.append([number])
        elif listed:
            runs[-1].append(number)
        else:
            return []
    return runs if len(runs) > 1 and min(map(len, runs)) >= _RING else []


def doubtful_partings(text: str, units: Sequence[Unit], drafts: Sequence[Draft]) -> list[int]:
    """Return the legs, counted from 0, behind which a second ring may begin.

    "A, B és C utca, valamint D, E és F utca", "A – B – C, D – E – F": three legs or more on both
    sides. A plain list that only goes on ("…, továbbá D, E és F utca") is one ring.
    """
    if len(drafts) < 2 * _RING:
        return []
    gaps = _gaps(text, units, drafts)
    dashed = _runs(drafts, gaps)
    joined = {at for at, gap in enumerate(gaps) if gap.words & CONJUNCTIONS}
    if len(dashed) > 1 and min(map(len, dashed)) >= _RING:
        return [run[-1] for run in dashed[:-1]]
    places = [at for at in sorted(joined) if _RING - 1 <= at <= len(gaps) - _RING]
    several = places and any(unit.key.startswith(_SEVERAL) for unit in units)
    return [
        at
        for at in places
        if (
            several
            or (at - 1 in joined and joined <= {at - 1, at, len(gaps) - 1})
            or _plural_before(text, drafts[at])
        )
    ]


def _plural_before(text: str, draft: Draft) -> bool:
    """True for "A, B, C utcák": a list that ends here."""
    words = text[draft.start : draft.end].split()
    return bool(words) and fold(words[-1]) in _PLURALS


def _parts(
    text: str,
    drafts: Sequence[Draft],
    left: Sequence[int],
    right: Sequence[int],
    gap: _Gap,
    *,
    closed: bool,
    open_end: bool,
) -> bool:
    """Tell whether a gap parts two areas, or an area from a further part."""
    ring, other = len(left) >= _RING, len(right) >= _RING
    further = bool(gap.words & _FURTHER)
    titled = any(is_area_word(word) for word in gap.words)
    typed = drafts[left[-1]].type is not None and drafts[right[0]].type is not None
    slash = "other" in gap.marks and typed  # else it may stand inside a name
    if ring and other and (titled or slash or gap.marks & {"semicolon", "stop", "newline"}):
        return True
    if ring and (further or gap.words & CONJUNCTIONS):
        whole = "teljes hossz" in fold(text[drafts[right[-1]].start : drafts[right[-1]].end + 40])
        full = (
            whole
            or closes([drafts[i] for i in left])
            or (open_end and right[-1] + 1 == len(drafts))
        )
        return other or (further and (len(right) >= _PAIR or full))
    if "comma" in gap.marks and ring and other:
        noted = any(is_area_word(word) for word in _note_words(text, drafts[left[-1]]))
        apart = bool(gap.words & ARTICLES) or noted
        return apart or closes([drafts[i] for i in left]) or closes([drafts[i] for i in right])
    if other and closed and len(left) == 1:
        whole = "teljes hossz" in fold(text[drafts[left[0]].start : drafts[left[0]].end])
        written = text[drafts[left[0]].start : drafts[left[0]].end].split()
        typed = head_of(written[-1]) is not None  # "Eger és Duna utca – …" shares its type
        tied = further or (typed and bool(gap.words & CONJUNCTIONS))
        return tied or whole or _accusative(text, drafts[left[0]])
    return False


def _note_words(text: str, draft: Draft) -> list[str]:
    return [word for start, end in draft.notes for word in fold(text[start:end]).split()]


def is_area_word(word: str) -> bool:
    """Tell whether a folded word is one for an area, in any case."""
    return any(form.base in AREA_NOUNS for form in case_forms(word))


def _accusative(text: str, draft: Draft) -> bool:
    """True for "a Fő utcát,": an object of its own, not a leg of the ring behind it."""
    words = text[draft.start : draft.end].split()
    forms = case_forms(words[-1]) if words else ()
    listed = [form for form in forms if form.case is Case.ALONG and head_of(form.base) is not None]
    return (
        bool(listed)
        and fold(words[-1]).endswith("t")
        and head_of(words[-1]) is not None
        and (fold(listed[0].base) != fold(words[-1]))
    )
