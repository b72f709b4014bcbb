"""From the parse of a window to its rings: legs, titles, what a reader must know of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..model import Effect, FrameKind, FramePiece, ParsedProblem, PartKind, Span
from .model import AreaPart
from .windows import is_line_or_list
from .words import flat, pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..model import ParsedLeg, ParsedReading, ParsedSentence

_PAIR = 2


@dataclass(slots=True)
class Draft:
    """An area in the making; positions in the page's text."""

    title: str | None
    span: Span
    parts: list[AreaPart]


def rings_of(text: str, parsed: ParsedSentence, offset: int) -> list[Draft]:
    """Return a draft for each ring of a window, numbered by itself from leg 1."""
    if parsed.areas:
        spans = [area.span for area in parsed.areas]
        headings = [None if area.heading is None else area.heading.text for area in parsed.areas]
        legs = [[leg for leg in parsed.legs if leg.number in area.legs] for area in parsed.areas]
    elif len(parsed.legs) >= _PAIR:
        spans, legs = [_extent(parsed)], [list(parsed.legs)]
        heads = [frame.span for frame in parsed.frames if frame.kind is FrameKind.HEADING]
        headings = [text[heads[0].start : heads[-1].end] if heads else None]
    else:
        return []
    frames: list[list[FramePiece]] = [[] for _ in spans]
    for frame in parsed.frames:
        for at, span in enumerate(spans):
            if span.start <= frame.span.start < span.end:
                frames[at].append(replace(frame, span=shifted(frame.span, offset)))
    drafts = []
    for one, span, heading, around in zip(legs, spans, headings, frames, strict=True):
        part = AreaPart(
            PartKind.RING,
            Effect.ADDS,
            text[one[0].span.start : one[-1].span.end],
            shifted(Span(one[0].span.start, one[-1].span.end), offset),
            tuple(_renumbered(leg, one[0].number - 1, offset) for leg in one),
            frames=tuple(around),
            problems=tuple(_problems(parsed, one, span, offset)),
            readings=tuple(_moved(reading, offset) for reading in parsed.readings),
        )
        if is_line_or_list(text[span.start : span.end]):
            part = replace(part, problems=(*part.problems, line_or_list(part)))
        title = title_of(heading) or _located(around)
        if len(spans) > 1 and headings.count(None) == len(spans) - 1 and not names_itself(title):
            title = None  # "az övezetek:" announces all of them
        drafts.append(Draft(title, shifted(span, offset), [part]))
    return drafts


def line_or_list(part: AreaPart) -> ParsedProblem:
    """Say of streets that they may bound an area or make it up."""
    return ParsedProblem(
        "line_or_list",
        "neither closing words nor dashes tell whether these streets bound the area or make it up; "
        "say which",
        (part.span,),
    )


def _extent(parsed: ParsedSentence) -> Span:
    """Return where the one ring of a sentence stands, its heading and closing words included."""
    last_leg = parsed.legs[-1].span.start
    further = [span.start for span in beside_rings(parsed) if span.start > last_leg]
    told = [frame.span for frame in parsed.frames if frame.kind is not FrameKind.GRAMMAR]
    told += [leg.span for leg in parsed.legs]
    behind = [frame.span.end for frame in parsed.frames]
    last = max(span.end for span in told)
    closing = [end for end in behind if end <= min(further, default=len(parsed.text))]
    first_leg = parsed.legs[0].span.start
    before = [span.end for span in beside_rings(parsed) if span.end <= first_leg]
    opening = [f.span.start for f in parsed.frames if max(before, default=0) <= f.span.start]
    return Span(min([*opening, *(span.start for span in told)]), max([last, *closing]))


def _problems(
    parsed: ParsedSentence, legs: Sequence[ParsedLeg], span: Span, offset: int
) -> Iterator[ParsedProblem]:
    """Yield what a reader must know about one ring, its legs numbered as in the ring."""
    first, own = legs[0].number - 1, {leg.number for leg in legs}
    for problem in parsed.problems:
        inside = any(span.start <= one.start < span.end for one in problem.spans)
        concerned = bool(own & set(problem.legs)) if problem.legs else inside
        if concerned and problem.code not in {"several_areas", "more_than_a_ring"}:
            numbers = tuple(number - first for number in problem.legs)
            spans = tuple(shifted(one, offset) for one in problem.spans)
            yield replace(problem, legs=numbers, spans=spans)


def shifted(span: Span, offset: int) -> Span:
    """Return a span of a window as one of its page."""
    return Span(span.start + offset, span.end + offset)


def _moved(reading: ParsedReading, offset: int) -> ParsedReading:
    legs = tuple(replace(leg, span=shifted(leg.span, offset)) for leg in reading.legs)
    return replace(reading, legs=legs, span=shifted(reading.span, offset))


def _renumbered(leg: ParsedLeg, first: int, offset: int) -> ParsedLeg:
    repeats = leg.repeats and leg.repeats - first
    return replace(
        leg,
        number=leg.number - first,
        span=shifted(leg.span, offset),
        repeats=repeats if repeats and repeats > 0 else None,
    )


def title_of(heading: str | None) -> str | None:
    """Return a heading without the words that only announce a boundary."""
    if heading is None:
        return None
    words = " ".join(heading.strip(" :–-\n\t").split())
    for found in reversed(list(pattern("announces").finditer(flat(words)))):
        words = words[: found.start()] + words[found.end() :]
    return " ".join(words.split()).strip(" :–-") or None


def _located(frames: Sequence[FramePiece]) -> str | None:
    """Return the place that a ring is said to be: "Füredi lakótelep környékét, vagyis"."""
    words = [frame for frame in frames if frame.kind is FrameKind.LOCATED]
    same = any(pattern("the_same").fullmatch(flat(frame.text)) for frame in frames)
    return words[0].text if words and same else None


def beside_rings(parsed: ParsedSentence) -> list[Span]:
    """Return where further parts stand, those as one that no other word divides."""
    joined: list[Span] = []
    for problem in parsed.problems:
        if problem.code != "more_than_a_ring":
            continue
        for span in sorted(problem.spans, key=lambda span: span.start):
            between = parsed.text[joined[-1].end : span.start] if joined else "-"
            if joined and not any(map(str.isalnum, between)):
                joined[-1] = Span(joined[-1].start, span.end)
            else:
                joined.append(span)
    return joined


def names_itself(title: str | None) -> bool:
    """Tell whether a heading names its area: "Belvárosi akcióterület", not "az akcióterület"."""
    return title is not None and any(char.isupper() or char.isdigit() for char in title)
