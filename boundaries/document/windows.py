"""Which sentences of a page draw a line, or say more of the area whose line one of them draws."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from ..language.country import is_settlement
from ..language.names import fold
from ..language.word_lists import words
from ..model import Effect, FrameKind, LegKind, PartKind, Span
from ..sentence.areas import BORDERS, is_titled
from ..sentence.closings import closings
from ..sentence.grammar import BETWEEN, BOUNDING, is_compass
from ..sentence.lexicon import head_of
from ..sentence.parsing import parse_sentence
from ..sentence.tokens import UnitKind, read_units
from .listed import is_evident_list, listed, may_be_list, titles_list
from .page import Block, BlockKind
from .parts import WHOLE, read_parts
from .words import flat, pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..model import ParsedLeg, ParsedSentence
    from ..sentence.tokens import Unit

_PAIR = 2
_RING = 3
_DASH = re.compile(r"[-‐‑‒–—―−­]")
_SIGNS = BOUNDING | BETWEEN | {"altal"}
"""Words without which no line is closed."""
_ENCLOSES = words("encloses")
"""Verbs whose subjects are the legs of a ring."""
_BORDER = words("told_border")
_PLACED = re.compile("hrsz|helyrajzi|(?i:terület|térség|városrész|telep|negyed|kertváros|park)")
_EXCEPT = re.compile(r"\((?:kiveve|leszamitva)\b")
_ANNOUNCED = re.compile(r"\b(?:utcak|utcai|utak|terek|kozterulet)[a-z]*[^:.;]{0,30}:")
_LISTED = re.compile(r"(?:\n\W*|[,;:]\s+)[A-ZÁÉÍÓÖŐÚÜŰ]")
_BY_COMPASS = re.compile(r"\b(?:eszak|kelet|del|nyugat)\w*(?:on|en|rol)\b")
"""Directions that name the sides of an area."""
_NOUNS = re.compile(r"[^\W\d_]+")
_LIMITED = re.compile(r"[^\W\d_](?:tól|től|tol|ig)\b")
_TITLE_LETTERS = 60
_SHORT_ITEM = 6
"""Words of an item that is a street and no sentence."""
_LONGEST_PART = 40
"""Words of a text that is nothing but a side, a section or a place."""
_MOST_STRAY = 0.34
"""Share of a sentence's words that may be unread where it only goes on about an area."""


class WindowKind(Enum):
    """What the sentences of a window are about."""

    PROSE = 0
    AREA = 1
    LIST = 2
    GROUND = 3
    """Sections and sides of streets, or streets that close no line: parts, or unread."""
    STREETS = 4
    """Items that are streets, and nothing says whether they bound an area or make it up."""


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences that are read together, in the page's text."""

    start: int
    end: int
    title: Span | None
    """The title above it."""
    kind: WindowKind


def windows(text: str, all_blocks: Sequence[Block]) -> Iterator[Window]:
    """Yield the sentences of a page in windows: those that are about an area, and prose."""
    title: Span | None = None
    for group in _grouped(all_blocks):
        first = group[0]
        if first.kind is BlockKind.TITLE and not bounds(first.text):
            title = Span(first.start, first.end)
            yield Window(first.start, first.end, None, WindowKind.PROSE)
            continue
        spans = [piece for block in group for piece in block.sentences]
        if len(group) > 1 and any(bounds(block.text) for block in group):
            for block in group:
                start = block.start + (0 if _counts_area(block) else block.mark)
                if start > block.start:
                    yield Window(block.start, start, None, WindowKind.PROSE)
                yield Window(start, block.end, title, _kind_in_list(block))
            title = None
            continue
        if len(group) > 1:
            spans = [(group[0].start, group[-1].end)]
        for window in _of_sentences(_unmarked(text, group), spans, title):
            told = window.kind is not WindowKind.PROSE or not _lists_streets(group)
            yield window if told else replace(window, kind=WindowKind.STREETS)
        title = None


def _lists_streets(group: Sequence[Block]) -> bool:
    """Tell whether every item of a list is a street with its type: no such list is prose."""
    items = [block.text[block.mark :] for block in group if block.kind is BlockKind.ITEM]
    return len(items) >= _PAIR and all(
        any(head is not None and head.bare for head in map(head_of, _NOUNS.findall(item)))
        and len(item.split()) <= _SHORT_ITEM
        for item in items
    )


def _unmarked(text: str, group: Sequence[Block]) -> str:
    """Return a page in which the marks of a list's items are blank: its dashes tie no names."""
    for block in group:
        if block.mark:
            blank = " " * block.mark
            text = text[: block.start] + blank + text[block.start + block.mark :]
    return text


def _counts_area(block: Block) -> bool:
    """Tell whether the mark of an item is a part of its title: "2. szegregátum: …"."""
    behind = read_units(block.text[block.mark : block.mark + _TITLE_LETTERS])
    return bool(behind) and is_titled(behind[0])


def _kind_in_list(block: Block) -> WindowKind:
    """Return what one of several items is about of which at least one bounds an area."""
    if block.kind is not BlockKind.ITEM and not bounds(block.text):
        return WindowKind.PROSE
    if not bounds(block.text) and listed(block.text, titled=True) is not None:
        return WindowKind.LIST
    return WindowKind.AREA


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
        start, end = spans[0][0], spans[-1][1]
        announced = title is not None and titles_list(text[title.start : title.end])
        if listed(text[start:end], titled=announced) is not None:
            yield Window(start, end, title, WindowKind.LIST)
            return
        if len(spans) == 1 and _is_part(text[start:end]):
            yield Window(start, end, title, WindowKind.AREA)
            return
        yield from (Window(a, b, title, _aside_kind(text[a:b])) for a, b in spans)
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
            told = step > 0 and _extends(text[start:end])
            wanted[at] = bool(opens or followed) or told or _goes_on(text[start:end])
    at = 0
    while at < len(spans):
        last = at
        while wanted[at] and last + 1 < len(spans) and wanted[last + 1]:
            last += 1
        start, end = spans[at][0], spans[last][1]
        kind = WindowKind.AREA if wanted[at] else _aside_kind(text[start:end])
        yield Window(start, end, title, kind)
        title = None if wanted[at] else title
        at = last + 1


def _extends(sentence: str) -> bool:
    """Tell whether a sentence takes a street into the area before it, or out of it."""
    even = flat(sentence)
    if not (pattern("reaches").search(even) and (pattern("denies").search(even) or " is " in even)):
        return False
    return any(head is not None for head in map(head_of, _NOUNS.findall(sentence)))


def _aside_kind(sentence: str) -> WindowKind:
    """Return what a sentence is about that draws no line of an area: ground, or anything else."""
    return WindowKind.GROUND if _tells_of_ground(sentence) else WindowKind.PROSE


def _tells_of_ground(sentence: str) -> bool:
    """Tell whether a sentence names streets in a way that only speaks of ground.

    Sections, sides, two streets and closing words; streets that lie to a side of something.
    """
    if _is_announced(sentence):
        return True
    if not (pattern("ground_signs").search(flat(sentence)) or _LIMITED.search(sentence)):
        return False
    words_of = _NOUNS.findall(sentence)
    typed = sum(head is not None and head.bare for head in map(head_of, words_of))
    if not typed:
        return False
    parsed = parse_sentence(sentence)
    lines = [leg for leg in parsed.legs if leg.kind not in {LegKind.POINT, LegKind.OTHER}]
    if any(leg.section is not None or leg.rule not in WHOLE for leg in lines):
        return True
    closed = bool(lines) and any(True for _ in closings(read_units(sentence)))
    if closed or sum(leg.thoroughfare_type is not None for leg in lines) >= _RING:
        return True
    sides = sum(map(is_compass, words_of))
    ground = pattern("places").search(flat(sentence)) is not None
    return ground and typed >= _PAIR and sides >= _PAIR


def _is_announced(sentence: str) -> bool:
    """True for "2049 Diósd (kivéve Tó utca)", "az alábbi utcákban: – Petőfi S. – Iskola"."""
    even = flat(sentence)
    if _EXCEPT.search(even) and any(map(is_settlement, _NOUNS.findall(sentence))):
        return True
    return _ANNOUNCED.search(even) is not None and len(_LISTED.findall(sentence)) >= _PAIR


def bounds(sentence: str) -> bool:
    """Tell whether a sentence draws a line: closing words, a ring of dashes, a titled list."""
    dashed = len(_DASH.findall(sentence)) >= _PAIR
    signs = dashed or ":" in sentence or _SIGNS & set(fold(sentence).split())
    sided = len(_BY_COMPASS.findall(flat(sentence))) >= _RING
    if not (signs or sided or pattern("walks_on").search(flat(sentence))):
        return False
    parsed, units = parse_sentence(sentence), read_units(sentence)
    closed = any(True for _ in closings(units))
    if parsed.areas or (closed and len(parsed.legs) >= _PAIR):
        return True
    typed = sum(leg.thoroughfare_type is not None for leg in parsed.legs)
    lines = sum(leg.kind not in {LegKind.POINT, LegKind.OTHER} for leg in parsed.legs)
    if lines >= _RING and typed and (sided or _ENCLOSES & set(fold(sentence).split())):
        return True
    if len(parsed.legs) < _RING or typed < _PAIR:
        return False
    if len(_walked(parsed)) >= _RING and pattern("walks_on").search(flat(sentence)):
        return True
    return _is_open_ring(sentence, parsed, _chain(units) >= _RING)


def _walked(parsed: ParsedSentence) -> list[ParsedLeg]:
    """Return the legs that end at the next: "a Fő utcán a Kert utcáig, onnan a Kert utcán …"."""
    return [leg for leg in parsed.legs if leg.section is not None and leg.section.end]


def _is_open_ring(sentence: str, parsed: ParsedSentence, chain: bool) -> bool:  # noqa: FBT001
    """Tell whether names without closing words are a line and no list of streets."""
    if chain and parsed.legs[-1].repeats is not None:
        return True
    headings = [frame.text for frame in parsed.frames if frame.kind is FrameKind.HEADING]
    if is_evident_list(sentence) or (not chain and any(map(titles_list, headings))):
        return False
    titled = any(is_titled(unit) for heading in headings for unit in read_units(heading))
    return titled or (chain and _stray(sentence, parsed) <= _MOST_STRAY)


def is_line_or_list(text: str) -> bool:
    """Tell whether streets under a heading may bound an area as well as make it up."""
    units = read_units(text)
    keys = set(fold(text).split())
    told = any(True for _ in closings(units)) or keys & (_ENCLOSES | BORDERS | _BORDER)
    sides = any(is_compass(unit.word) for unit in units if unit.kind is UnitKind.WORD)
    return not (told or sides or _chain(units) >= _RING)


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


def _stray(sentence: str, parsed: ParsedSentence) -> float:
    words = len(sentence.split())
    return sum(len(piece.text.split()) for piece in parsed.unread) / words if words else 1.0


def _goes_on(sentence: str) -> bool:
    """Tell whether a sentence beside a bounding one goes on along its line."""
    parsed = parse_sentence(sentence)
    return bool(parsed.legs) and _stray(sentence, parsed) <= _MOST_STRAY / 2


def _is_part(sentence: str) -> bool:
    """Tell whether a text is nothing but a side, a section, a place or the like."""
    words = sentence.split()
    if len(words) > _LONGEST_PART or not (may_be_list(sentence) or _PLACED.search(sentence)):
        return False
    found = read_parts(sentence, 0, len(sentence))
    plain = all(part.kind is PartKind.STREET for part in found.parts)
    whole = bool(pattern("whole").search(flat(sentence)))
    adds = any(part.effect is Effect.ADDS for part in found.parts)
    return adds and not found.unread and (whole or not plain)
