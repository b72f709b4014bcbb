"""Which sentences of a page draw a line, or say more of the area whose line one of them draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model import FrameKind, Span
from ..sentence.areas import is_titled
from ..sentence.closings import closings
from ..sentence.parsing import parse_sentence
from ..sentence.tokens import UnitKind, read_units
from .model import Effect, PartKind
from .page import Block, BlockKind
from .parts import read_parts
from .words import flat, pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..model import ParsedSentence
    from ..sentence.tokens import Unit

_PAIR = 2
_RING = 3
_MOST_STRAY = 0.34
"""Share of a sentence's words that may be unread where it only goes on about an area."""


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences that are read together, in the page's text."""

    start: int
    end: int
    title: Span | None
    """The title above it."""
    areas: bool
    """False for prose."""


def windows(text: str, all_blocks: Sequence[Block]) -> Iterator[Window]:
    """Yield the sentences of a page in windows: those that are about an area, and prose."""
    title: Span | None = None
    for group in _grouped(all_blocks):
        first = group[0]
        if first.kind is BlockKind.TITLE:
            title = Span(first.start, first.end)
            yield Window(first.start, first.end, None, areas=False)
            continue
        spans = [piece for block in group for piece in block.sentences]
        if len(group) > 1:
            spans = [(group[0].start, group[-1].end)]
        yield from _of_sentences(text, spans, title)
        title = None


def _grouped(all_blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield blocks, the items of a list together with the line that announces them."""
    group: list[Block] = []
    for block in all_blocks:
        announced = bool(group) and group[-1].text.rstrip().endswith(":")
        in_list = bool(group) and group[-1].kind is BlockKind.ITEM
        if block.kind is BlockKind.ITEM and group and (announced or in_list):
            group.append(block)
            continue
        if group:
            yield group
        group = [block]
    if group:
        yield group


def _of_sentences(
    text: str, spans: Sequence[tuple[int, int]], title: Span | None
) -> Iterator[Window]:
    strong = [bounds(text[start:end]) for start, end in spans]
    if not any(strong):
        whole = len(spans) == 1 and _is_part(text[spans[0][0] : spans[0][1]])
        yield from (Window(start, end, title, areas=whole) for start, end in spans)
        return
    wanted = list(strong)
    for step in (1, -1):
        order = range(len(spans)) if step > 0 else range(len(spans) - 1, -1, -1)
        for at in order:
            near = at - step
            if wanted[at] or not (0 <= near < len(spans) and wanted[near]):
                continue
            start, end = spans[at]
            opens = pattern("adds", "takes_out", "but").match(flat(text[start:end]).lstrip())
            followed = step < 0 and pattern("adds").match(flat(text[slice(*spans[near])]).lstrip())
            wanted[at] = bool(opens or followed) or _goes_on(text[start:end])
    at = 0
    while at < len(spans):
        last = at
        while wanted[at] and last + 1 < len(spans) and wanted[last + 1]:
            last += 1
        yield Window(spans[at][0], spans[last][1], title, areas=wanted[at])
        title = None if wanted[at] else title
        at = last + 1


def bounds(sentence: str) -> bool:
    """Tell whether a sentence draws a line: closing words, a ring of dashes, a titled list."""
    units = read_units(sentence)
    closed = any(True for _ in closings(units))
    dashes = sum(unit.text == "dash" for unit in units)
    colon = any(unit.text == "colon" for unit in units)
    if not (closed or dashes >= _PAIR or colon):
        return False
    parsed = parse_sentence(sentence)
    legs = len(parsed.legs)
    if parsed.areas or (closed and legs >= _PAIR):
        return True
    typed = sum(leg.thoroughfare_type is not None for leg in parsed.legs)
    if legs < _RING or typed < _PAIR:
        return False
    chain = _chain(units) >= _RING
    titled = any(
        is_titled(unit)
        for frame in parsed.frames
        if frame.kind is FrameKind.HEADING
        for unit in read_units(frame.text)
    )
    return titled or (chain and (_closes(parsed) or _stray(sentence, parsed) <= _MOST_STRAY))


def _chain(units: Sequence[Unit]) -> int:
    """Return how many names dashes tie together, with no other mark between them."""
    longest = chain = 1
    for unit in units:
        if unit.text == "dash":
            chain += 1
        elif unit.kind is UnitKind.SEPARATOR and unit.text != "newline":
            chain = 1
        longest = max(longest, chain)
    return longest


def _closes(parsed: ParsedSentence) -> bool:
    return parsed.legs[-1].repeats is not None


def _stray(sentence: str, parsed: ParsedSentence) -> float:
    words = len(sentence.split())
    return sum(len(piece.text.split()) for piece in parsed.unread) / words if words else 1.0


def _goes_on(sentence: str) -> bool:
    """Tell whether a sentence beside a bounding one goes on along its line."""
    parsed = parse_sentence(sentence)
    return bool(parsed.legs) and _stray(sentence, parsed) <= _MOST_STRAY / 2


def _is_part(sentence: str) -> bool:
    """Tell whether a text is nothing but a side, a section, a place or the like."""
    found = read_parts(sentence, 0, len(sentence))
    plain = all(part.kind is PartKind.STREET for part in found.parts)
    whole = bool(pattern("whole").search(flat(sentence)))
    adds = any(part.effect is Effect.ADDS for part in found.parts)
    return adds and not found.unread and (whole or not plain)
