"""Other ways to read a text, in which it has other legs; the map may bear one of them out.

A reading is given only where the words allow it by themselves: a name that no type ends before the
ring, a place that holds it, two names tied by a hyphen, two streets that may limit a third.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ..language.names import fold
from ..language.word_lists import words
from ..model import FrameKind, LegKind, ParsedReading, ReadingKind, Span
from .drafts import Draft, finished

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .areas import Piece
    from .groups import Frame

_TIED = re.compile(r"([^\W\d_]+\.?)[-‐‑–]([^\W\d_]+)\Z")
"""Two words that a hyphen or a dash ties."""
_DOUBLE = words("double_names")
_FRONTS = words("name_fronts")


def readings_of(text: str, pieces: Sequence[Piece]) -> tuple[ParsedReading, ...]:
    """Return the other readings of a text that holds one ring, the more plausible first."""
    rings = [piece for piece in pieces if piece.ring and piece.reading.drafts]
    if len(rings) != 1:
        return ()
    drafts, frames = rings[0].reading.drafts, rings[0].reading.frames
    found = (
        *_sections(text, drafts),
        *_places(drafts),
        *_streets(text, drafts),
        *_one_street(drafts),
        *_held(drafts, frames),
    )
    return tuple(
        ParsedReading(kind, finished(text, legs), span, says, numbers, _left_out(kind, drafts))
        for kind, legs, span, says, numbers in found
    )


def _left_out(kind: ReadingKind, drafts: Sequence[Draft]) -> str | None:
    """Return the name of a place without the type that the list shares with it."""
    return drafts[0].name.rsplit(" ", 1)[0] if kind is ReadingKind.PLACE else None


_Found = tuple[ReadingKind, list[Draft], Span, str, tuple[int, ...]]


def _sections(text: str, drafts: Sequence[Draft]) -> Iterator[_Found]:
    for at, draft in enumerate(drafts):
        if draft.lines is not None:
            leg = replace(draft, section_start=None, section_end=None, lines=None)
            first, last = draft.lines
            leg.end, says = first.start, f'"{first.name}" and "{last.name}" are legs, no limits'
            legs = [*drafts[:at], leg, first, last, *drafts[at + 1 :]]
            yield ReadingKind.LINES, legs, Span(draft.start, draft.end), says, (at + 1,)
        elif at + 2 < len(drafts) and (draft.limited or _ranged(text, drafts, at)):
            first, last = drafts[at + 1 : at + 3]
            leg = replace(draft, section_start=first.name, section_end=last.name, end=last.end)
            says = f'"{draft.name}" is meant from "{first.name}" to "{last.name}" only'
            legs = [*drafts[:at], leg, *drafts[at + 3 :]]
            span = Span(draft.start, last.end)
            yield ReadingKind.SECTION, legs, span, says, (at + 1, at + 2, at + 3)


def _ranged(text: str, drafts: Sequence[Draft], at: int) -> bool:
    """True for "Fő utca Kert utca–Malom utca", "Fő utca: Kert utca – Malom utca".

    Not in a chain of dashes, which only goes on there, and where no mark stands anywhere.
    """
    leg, first, last = drafts[at : at + 3]
    tied = text[first.end : last.start].strip() in {"-", "–"}
    behind = text[leg.end : first.start].strip(" \t\n")
    chained = text[: leg.start].rstrip().endswith(("-", "–"))
    typed = all(one.type is not None for one in (leg, first, last))
    plain = leg.section_start is leg.section_end is None
    return tied and typed and plain and behind in {"", ":", "a", "az"} and not chained


def _places(drafts: Sequence[Draft]) -> Iterator[_Found]:
    """A name without a type of its own before the first comma may be the place of the ring."""
    first = drafts[0]
    if first.place and len(drafts) > 1:
        name = _left_out(ReadingKind.PLACE, drafts)
        says = f'"{name}" names the place that the ring lies in, and no leg'
        yield ReadingKind.PLACE, [*drafts[1:]], Span(first.start, first.end), says, (1,)


def _streets(text: str, drafts: Sequence[Draft]) -> Iterator[_Found]:
    """A name of two words with a hyphen may be two streets: "Fő-Kossuth utca"."""
    for at, draft in enumerate(drafts):
        pair = _pair(text, draft)
        if pair is not None:
            names = " and ".join(f'"{one.name}"' for one in pair)
            legs = [*drafts[:at], *pair, *drafts[at + 1 :]]
            span = Span(draft.start, draft.end)
            yield ReadingKind.TWO_STREETS, legs, span, f"{names} are two streets", (at + 1,)


def _pair(text: str, draft: Draft) -> tuple[Draft, Draft] | None:
    name, _, kind = draft.name.rpartition(" ")
    found = _TIED.match(name)
    if found is None or draft.kind is not LegKind.STREET or draft.type is None:
        return None
    left, right = found.groups()
    capital = left[0].isupper() and right[0].isupper()
    if not capital or fold(name) in _DOUBLE or {fold(left), fold(right)} & _FRONTS:
        return None
    place = text.find(right, draft.start, draft.end)
    if place < 0 or draft.section_start or draft.section_end or draft.rule is not None:
        return None
    first = replace(draft, name=f"{left} {kind}", end=place - 1)
    return first, replace(draft, name=f"{right} {kind}", start=place)


def _one_street(drafts: Sequence[Draft]) -> Iterator[_Found]:
    """Two names in a chain of dashes may be one: "– Valdemar és Nina Langlet rakpart –"."""
    for at, draft in enumerate(drafts):
        if at and draft.joined:
            first = drafts[at - 1]
            whole = replace(draft, name=draft.joined, start=first.start, joined=None)
            legs = [*drafts[: at - 1], whole, *drafts[at + 1 :]]
            span, says = Span(first.start, draft.end), f'"{draft.joined}" is one street'
            yield ReadingKind.ONE_STREET, legs, span, says, (at, at + 1)


def _held(drafts: Sequence[Draft], frames: Sequence[Frame]) -> Iterator[_Found]:
    """A place that is said to hold the ring may be one of its legs: "a Fő téren, a …"."""
    kinds = {FrameKind.LOCATED, FrameKind.SETTLEMENT}
    named = [frame for frame in frames if frame.kind in kinds and frame.named is not None]
    for frame in itertools.islice(named, 1 if len(named) == 1 else 0):
        if frame.named is not None:
            legs = sorted([*drafts, frame.named], key=lambda one: one.start)
            says = f'"{frame.named.name}" is a leg of the ring'
            yield ReadingKind.LEG, legs, Span(frame.start, frame.end), says, ()
