"""Words beside a ring -> the parts that they add to its area or take out of it."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..language.names import Case, case_forms
from ..language.word_lists import written
from ..model import Effect, LegKind, LineRule, PartKind, Span
from ..sentence.closings import closings
from ..sentence.grammar import ARTICLES, CONJUNCTIONS, is_compass
from ..sentence.parsing import parse_sentence
from ..sentence.tokens import Unit, UnitKind, read_units
from .listed import numbered
from .model import AreaPart
from .words import flat, pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..lists.model import ListRow
    from ..model import ParsedLeg, ParsedSentence

_PLACE_TYPES = frozenset(written("place_types"))
"""Types of names that are ground and no street."""
_STREETS = frozenset({LegKind.STREET, LegKind.ROAD, LegKind.SQUARE, LegKind.PATH})
WHOLE = frozenset(
    {LineRule.CENTRE_LINE, LineRule.BOTH_SIDES, LineRule.EVERY_NUMBER, LineRule.WHOLE}
)
_BEFORE_NAME = re.compile(r",(?=\s+(?:[aA]z?\s+\w|[A-ZÁÉÍÓÖŐÚÜŰ]))")
_LETTER = re.compile(r"[„“”\"]?\b\w{1,2}[”\"]")
"""A zone's letter in quotation marks."""
_LONGEST_NAME = 5
"""Words of a place's name."""


@dataclass(slots=True)
class Found:
    """What was read of some words; positions in the text that they stand in."""

    parts: list[AreaPart] = field(default_factory=list)
    unread: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Segment:
    effect: Effect
    start: int
    end: int
    told: bool = True
    """False where nothing says whether the words take in or out."""


def read_parts(text: str, start: int, end: int) -> Found:
    """Read words beside a ring: whole streets, sides, sections, places, parcels, the rim.

    Every word is of a part or unread; what may change a part and is not understood leaves the
    whole phrase unread. Positions are those of `text`.

    >>> found = read_parts("valamint a Fő utca páros oldala", 0, 31)
    >>> [(part.effect.value, part.kind.value, part.legs[0].name) for part in found.parts]
    [('adds', 'side', 'Fő utca')]
    """
    if "\n" in text[start:end]:  # a phrase goes on over a line's end
        text = text[:start] + text[start:end].replace("\n", " ") + text[end:]
    found = Found()
    for segment in _segments(text, start, end):
        read = _read(text, segment)
        if not read.parts:
            pieces = [_read(text, piece) for piece in _pieces(text, segment)]
            if len(pieces) > 1 and any(piece.parts for piece in pieces):
                read = Found([p for one in pieces for p in one.parts], [])
                read.unread = [span for one in pieces for span in one.unread]
        if pattern("but").match(flat(text[segment.start : segment.end])):
            read.parts = [replace(part, everywhere=True) for part in read.parts]
        found.parts += read.parts
        found.unread += read.unread
    return found


def _with_words(text: str, start: int, end: int, parts: Sequence[AreaPart]) -> Iterator[AreaPart]:
    """Give the parts of a segment all of its words: what opens them, what denies them."""
    whole = trimmed(text, start, end)
    for at, part in enumerate(parts):
        first = whole.start if at == 0 else part.span.start
        last = whole.end if at + 1 == len(parts) else part.span.end
        yield replace(part, text=text[first:last], span=Span(first, last))


def _read(text: str, segment: _Segment) -> Found:
    """Read one segment as a whole; where that fails, all of it is unread."""
    found = Found()
    parts: list[AreaPart] = []
    if segment.told:
        parts = list(_rim(text, segment)) or list(_named(text, segment, found))
    start = max([segment.start, *(span.end for span in found.unread)])
    found.parts += _with_words(text, start, segment.end, parts)
    if not found.parts and not harmless(text[segment.start : segment.end]):
        found.unread = [trimmed(text, segment.start, segment.end)]
    return found


def _pieces(text: str, segment: _Segment) -> Iterator[_Segment]:
    """Divide a segment at commas that have a name behind them: "X teljes része, az Y lakótelep"."""
    start = segment.start
    if _is_line(text[segment.start : segment.end]):
        return
    for comma in _BEFORE_NAME.finditer(text, segment.start, segment.end):
        yield replace(segment, start=start, end=comma.start())
        start = comma.start()
    yield replace(segment, start=start)


def _segments(text: str, start: int, end: int) -> Iterator[_Segment]:
    even = flat(text[start:end])
    openers = pattern("adds", "takes_out", "but").finditer(even)
    opening = [found.start() for found in openers if found.start() and not _is_behind(even, found)]
    excepted = False
    for begin, stop in itertools.pairwise([0, *opening, len(even)]):
        # "Kivéve a Fő tér, illetve a Kert utca": the second may be an exception as well.
        doubtful = excepted and bool(pattern("adds").match(even, begin))
        doubtful &= not pattern("taken_in_behind").match(even, begin)
        excepted = bool(pattern("takes_out").match(even, _first_letter(even, begin)))
        for piece in _divided(text[start:end], even, begin, stop):
            moved = replace(piece, start=start + piece.start, end=start + piece.end)
            yield replace(moved, told=False) if doubtful else moved


def _first_letter(even: str, begin: int) -> int:
    return next((at for at in range(begin, len(even)) if even[at].isalnum()), begin)


def _is_behind(even: str, word: re.Match[str]) -> bool:
    """Tell whether "beleértve" or "leszámítva" stands behind its name: none follows it."""
    rest = even[word.end() :].lstrip()
    known = pattern("taken_in_behind", "takes_out").fullmatch(word[0])
    return bool(known) and rest[:1] in {"", *",.;)"}


def _divided(text: str, even: str, begin: int, stop: int) -> Iterator[_Segment]:
    """Divide words at what stands behind a name: it speaks of the name before it alone.

    "A Fő tér kivételével, a Kert utcát is beleértve": the street belongs to the area. What becomes
    of a name behind "kivételével" that nothing else speaks of, nobody can tell.
    """
    said = pattern("takes_out", "taken_out_behind", "taken_in_behind")
    words = [word for word in said.finditer(even, begin, stop) if word.start() > begin]
    plain = pattern("taken_out_behind")
    behind = [word for word in words if plain.fullmatch(word[0]) or _is_behind(even, word)]
    into = {w.end() for w in behind if pattern("taken_in_behind").fullmatch(w[0])}
    alone = len(behind) <= 1 and not into and all(harmless(even[w.end() : stop]) for w in behind)
    if alone:
        effect = Effect.TAKES_OUT if behind else _effect(even[begin:stop])
        yield _Segment(effect, begin, stop)
        return
    ends = [w.end() for w in behind]
    for first, last in itertools.pairwise([begin, *ends, stop]):
        if last not in into:
            effect = Effect.TAKES_OUT if last in ends else _effect(even[first:last])
            yield _Segment(effect, first, last, last in ends or first == begin)
            continue
        commas = [found.start() for found in _BEFORE_NAME.finditer(text, first, last)]
        at = commas[-1] if commas else first
        if at > first:
            yield _Segment(_effect(even[first:at]), first, at)
        # "Kivéve a Fő tér beleértve" says both.
        told = not pattern("takes_out", "taken_out_behind").search(even, at, last)
        yield _Segment(Effect.ADDS, at, last, told)


def _effect(words: str) -> Effect:
    if pattern("takes_out").match(words) or pattern("taken_out_behind").search(words):
        return Effect.TAKES_OUT
    return Effect.TAKES_OUT if pattern("denies").search(words) else Effect.ADDS


def trimmed(text: str, start: int, end: int) -> Span:
    """Return a piece without the marks around its words."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in ')."”'):
        end -= 1
    return Span(start, end)


def _rim(text: str, segment: _Segment) -> Iterator[AreaPart]:
    """Find "beleértve a határoló utakat is", and nothing else beside it."""
    even = flat(text[segment.start : segment.end])
    rest, named = pattern("rim").subn(" ", even)
    rest = pattern("adds", "takes_out", "taken_out_behind", "kept", "whole").sub(" ", rest)
    rest, streets = pattern("streets").subn(" ", rest)
    words = [word for word in rest.split() if word.strip(".,;–-") not in {"", *ARTICLES}]
    if named and streets and not words:
        span = trimmed(text, segment.start, segment.end)
        yield AreaPart(PartKind.RIM, segment.effect, text[span.start : span.end], span)


def _named(text: str, segment: _Segment, found: Found) -> Iterator[AreaPart]:
    words = _without(text[segment.start : segment.end], "takes_out", "taken_out_behind", "but")
    if any(map(str.isdigit, words)) and (
        rows := numbered(_without(words, "adds", "kept", "denies"))
    ):
        yield _numbers(text, segment, rows)
        return
    parsed = parse_sentence(words)
    if _is_line(words):
        yield from _ring(text, parsed, segment)
        return
    told = [piece.span for piece in parsed.unread] + [frame.span for frame in parsed.frames]
    spoilt = [span for span in told if not harmless(words[slice_of(span)])]
    if parsed.legs:
        first = parsed.legs[0].span.start
        before = [span for span in spoilt if span.end <= first and _plain(words, span)]
        if len(before) < len(spoilt) or any(_kind_of(leg) is None for leg in parsed.legs):
            return
        found.unread += [Span(segment.start + s.start, segment.start + s.end) for s in before]
        yield from _of_legs(parsed, segment)
    else:
        places = list(places_in(text, segment.start, segment.end))
        starts = [segment.start, *(place.span.end for place in places)]
        ends = [*(place.span.start for place in places), segment.end]
        if all(harmless(text[a:b]) for a, b in zip(starts, ends, strict=True)):
            yield from (replace(place, effect=segment.effect) for place in places)


def _without(words: str, *lists: str) -> str:
    """Return words with those of some lists blank, every letter where it was."""
    kept = list(words)
    for found in pattern(*lists).finditer(flat(words)):
        kept[found.start() : found.end()] = " " * len(found[0])
    return "".join(kept)


def slice_of(span: Span) -> slice:
    """Return a span as what a text is cut with."""
    return slice(span.start, span.end)


def harmless(words: str) -> bool:
    """Tell whether words say of a part no more than that it belongs there, or does not."""
    lists = ("kept", "whole", "denies", "adds", "takes_out", "taken_out_behind", "but")
    rest = pattern(*lists).sub(" ", flat(_LETTER.sub(" ", words)))
    words_left = {word.strip('.,;:–-„”"()') for word in rest.split()}
    return not words_left - ARTICLES - CONJUNCTIONS - {""}


def _plain(words: str, span: Span) -> bool:
    """Tell whether words before a name are prose: small letters, no figures."""
    return words[span.start : span.end].islower() and not _figures(words)


def _of_legs(parsed: ParsedSentence, segment: _Segment) -> Iterator[AreaPart]:
    for leg in parsed.legs:
        kind = _kind_of(leg)
        if kind is not None:
            span = Span(segment.start + leg.span.start, segment.start + leg.span.end)
            name = leg.name if kind is PartKind.PLACE else None
            legs = () if kind is PartKind.PLACE else (_moved(leg, span),)
            yield AreaPart(kind, segment.effect, leg.text, span, legs, name=name)


def street_parts(parsed: ParsedSentence, start: int) -> Found:
    """Return the streets, sections and sides of a sentence as parts, and all else as unread.

    Args:
        parsed: the sentence.
        start: where it stands in its text.
    """
    legs = [leg for leg in parsed.legs if _kind_of(leg) is not None]
    rest = [leg.span for leg in parsed.legs if _kind_of(leg) is None]
    words = (*(piece.span for piece in parsed.unread), *rest)
    told = replace(parsed, legs=tuple(legs))
    found = Found(list(_of_legs(told, _Segment(Effect.ADDS, start, start))))
    for span in words:
        if not harmless(parsed.text[slice_of(span)]):
            found.unread.append(Span(start + span.start, start + span.end))
    return found


def _figures(words: str) -> bool:
    return any(map(str.isdigit, words))


def _numbers(text: str, segment: _Segment, rows: Sequence[ListRow]) -> AreaPart:
    moved = tuple(
        replace(row, span=Span(segment.start + row.span.start, segment.start + row.span.end))
        for row in rows
    )
    span = Span(moved[0].span.start, max(row.span.end for row in moved))
    name = ", ".join(dict.fromkeys(row.street for row in rows))
    return AreaPart(PartKind.NUMBERS, segment.effect, text[slice_of(span)], span, (), moved, name)


def _is_line(words: str) -> bool:
    """Tell whether words draw a line, so that its streets are no parts by themselves."""
    units = read_units(words)
    return sum(unit.text == "dash" for unit in units) > 1 or any(True for _ in closings(units))


def _ring(text: str, parsed: ParsedSentence, segment: _Segment) -> Iterator[AreaPart]:
    """Read a ring that is taken in or out as one; nothing where more than its line is told."""
    plain = all(leg.rule is LineRule.CENTRE_LINE and leg.section is None for leg in parsed.legs)
    closed = any(True for _ in closings(read_units(text, segment.start, segment.end)))
    if closed and plain and len(parsed.legs) > 1 and not parsed.areas and not parsed.unread:
        spans = [
            Span(segment.start + leg.span.start, segment.start + leg.span.end)
            for leg in parsed.legs
        ]
        legs = tuple(map(_moved, parsed.legs, spans))
        span = Span(spans[0].start, segment.end)
        yield AreaPart(PartKind.RING, segment.effect, text[slice_of(span)], span, legs)


def _moved(leg: ParsedLeg, span: Span) -> ParsedLeg:
    return replace(leg, span=span)


def _kind_of(leg: ParsedLeg) -> PartKind | None:
    """Return what a name beside a ring is; None for a line that holds no ground of its own."""
    if leg.kind is LegKind.PARCEL_EDGE:
        return PartKind.PARCEL
    if leg.kind not in _STREETS:
        return None
    if leg.thoroughfare_type in _PLACE_TYPES:
        return PartKind.PLACE
    if leg.section is not None:
        return PartKind.SECTION
    return PartKind.STREET if leg.rule in WHOLE else PartKind.SIDE


# -- places ---------------------------------------------------------------------------------


def places_in(text: str, start: int, end: int) -> Iterator[AreaPart]:
    """Find grounds that have a name and no line: "az Infopark területét", "Őrmezői térség"."""
    units = read_units(text, start, end)
    for at, unit in enumerate(units):
        if unit.kind is not UnitKind.WORD or not pattern("places").fullmatch(flat(unit.word)):
            continue
        first = at
        while at - first < _LONGEST_NAME and _in_name(units, first - 1):
            first -= 1
        if first < at and _names(units[first:at], unit):
            span = Span(units[first].start, unit.end)
            name = text[span.start : unit.start] + _nominative(unit.word)
            words = text[slice_of(span)]
            yield AreaPart(PartKind.PLACE, Effect.ADDS, words, span, name=name)


def _in_name(units: list[Unit], at: int) -> bool:
    if at < 0:
        return False
    unit = units[at]
    return unit.kind is UnitKind.WORD and unit.key not in ARTICLES and not is_compass(unit.word)


def _names(words: list[Unit], noun: Unit) -> bool:
    """Tell whether the words before a noun of ground are a name."""
    if any(unit.is_capital for unit in words):
        return True
    return words[-1].key.endswith("i") and not flat(noun.word).startswith(("terulet", "resz"))


def _nominative(word: str) -> str:
    """Return a noun of ground without its case ending."""
    forms = [form.base for form in case_forms(word) if form.case is not Case.NOMINATIVE]
    bases = [base for base in forms if pattern("places").fullmatch(flat(base))]
    return min(bases, key=len, default=word)
