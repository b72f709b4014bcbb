"""Reads a published document into its areas. No map is asked.

A page is divided into titles, lists and sentences (`page`). Where a sentence bounds an area, it is
read with those beside it that go on about it (`sentence.parsing`); what stands beside the ring
becomes further parts (`parts`). Everything else is prose.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from ..language.names import fold, normal_key
from ..language.word_lists import words as words_of
from ..model import Effect, FrameKind, FramePiece, PartKind, Span, UnreadPiece
from ..sentence.closings import closings
from ..sentence.grammar import ARTICLES
from ..sentence.parsing import parse_sentence
from ..sentence.tokens import read_units
from .listed import listed, names_list, read_list, titles_list
from .model import AreaPart, DocumentArea, ParsedDocument
from .page import Page, blocks, clean
from .parts import Found, harmless, places_in, read_parts, slice_of, street_parts, trimmed
from .rings import Draft, beside_rings, line_or_list, names_itself, rings_of, shifted, title_of
from .windows import Window, WindowKind, bounds, windows
from .words import flat, pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..model import ParsedSentence

_PAIR = 2
_VERB = 20
"""Letters behind a ring in which its verb is looked for."""
_MOST_TRIED = 8
"""Semicolons behind which another ring is looked for."""


def parse_document(text: str) -> ParsedDocument:
    """Read a document, whatever it holds; never raises.

    Args:
        text: a page, a decree, a section of a strategy, as copied; a single sentence too.

    Returns:
        Its areas in the order of the text, each with title, span and parts; sentences that are not
        about an area as prose, a page's own marks as furniture, and as unread what stands beside
        an area and was not understood. An area that is described twice is given once, with both
        places. Spans index `text` as given.

    >>> found = parse_document("1. A belváros. 2. A Fő utca – Kert utca – Tó utca – Fő utca.")
    >>> [[part.kind.value for part in area.parts] for area in found.areas]
    [['ring']]
    """
    page = clean(text)
    reader = _Reader(page)
    for window in windows(page.text, blocks(page.text)):
        reader.read(window)
    return reader.document()


# -- from sentences to areas ------------------------------------------------------------------


class _Reader:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.areas: list[Draft] = []
        self.prose: list[Span] = []
        self.unread: list[Span] = []

    def read(self, window: Window) -> None:
        if window.kind is WindowKind.PROSE:
            self.prose.append(Span(window.start, window.end))
            return
        if window.kind in {WindowKind.LIST, WindowKind.STREETS}:
            self._list(window)
            return
        if window.kind is WindowKind.GROUND:
            self._ground(window)
            return
        known = len(self.prose), len(self.unread), len(self.areas)
        text = self.page.text[window.start : window.end]
        parsed = parse_sentence(text)
        rings = rings_of(text, parsed, window.start)
        drafts = [one for one in rings if not self._is_other(one)]
        if drafts:
            if len(drafts) == 1 and window.title is not None and not names_itself(drafts[0].title):
                drafts[0].title = self._title(window)
            self._beside(parsed, window, drafts)
        elif not rings:
            drafts = self._of_parts(parsed, window)
        prose, unread, areas = known
        told = [*self.prose[prose:], *self.unread[unread:]]
        self._lost(window, [*drafts, *self.areas[areas:]], told)
        self.areas += drafts

    def _of_parts(self, parsed: ParsedSentence, window: Window) -> list[Draft]:
        """Return the area of words without a ring: its heading, and what it is made of."""
        first = min([leg.span.start for leg in parsed.legs], default=len(parsed.text))
        heads = [
            replace(frame, span=shifted(frame.span, window.start))
            for frame in parsed.frames
            if frame.kind is FrameKind.HEADING and frame.span.end <= first
        ]
        start = heads[-1].span.end if heads else window.start
        found = read_parts(self.page.text, start, window.end)
        self.unread += found.unread
        if not found.parts:
            return []
        part = replace(found.parts[0], frames=tuple(heads))
        heading = self.page.text[heads[0].span.start : start] if heads else None
        title = title_of(heading)
        if not names_itself(title):
            title = self._title(window) or title
        return [Draft(title, Span(window.start, window.end), [part, *found.parts[1:]])]

    def _ground(self, window: Window) -> None:
        """Make an area of sections and sides that no heading, list or ring holds together.

        What was not understood beside them is unread; where nothing was, all of it is.
        """
        text = self.page.text[window.start : window.end]
        parsed = parse_sentence(text)
        prose, unread = len(self.prose), len(self.unread)
        closed = any(True for _ in closings(read_units(text)))
        drafts = [] if closed else self._of_parts(parsed, window)
        if not any(part.effect is Effect.ADDS for draft in drafts for part in draft.parts):
            del self.unread[unread:]
            found = Found() if closed else street_parts(parsed, window.start)
            drafts = []
            self.unread += found.unread
            if any(part.kind is not PartKind.STREET for part in found.parts):
                heads = [frame.text for frame in parsed.frames if frame.kind is FrameKind.HEADING]
                title = title_of(heads[0] if heads else None) or self._title(window)
                spans = [part.span for part in found.parts]
                span = Span(min(one.start for one in spans), max(one.end for one in spans))
                drafts = [Draft(title, span, found.parts)]
            else:
                del self.unread[unread:]
                self.unread.append(trimmed(self.page.text, window.start, window.end))
        self._lost(window, drafts, [*self.prose[prose:], *self.unread[unread:]])
        self.areas += drafts

    def _is_other(self, draft: Draft) -> bool:
        """Take what draws no line though it was read as a ring for what it is: a list, parts."""
        text, ring = self.page.text[slice_of(draft.span)], draft.parts[0]
        if bounds(text):
            return False
        if listed(text, titled=titles_list(draft.title or "")) is not None:
            self._list(Window(draft.span.start, draft.span.end, None, WindowKind.LIST))
            return True
        found = read_parts(self.page.text, ring.span.start, draft.span.end)
        if not found.parts or found.unread:
            return False
        first = replace(found.parts[0], frames=ring.frames)
        self.areas.append(Draft(draft.title, draft.span, [first, *found.parts[1:]]))
        return True

    def _list(self, window: Window) -> None:
        """Make an area of each heading of a list, and of the rows under none."""
        found = read_list(self.page.text[window.start : window.end])
        for heading in found.headings:
            rows = tuple(
                replace(row, span=shifted(row.span, window.start))
                for row in found.rows
                if row.heading == heading
            )
            start, end = min(r.span.start for r in rows), max(r.span.end for r in rows)
            span, words = Span(start, end), self.page.text[start:end]
            part = AreaPart(PartKind.LIST, Effect.ADDS, words, span, rows=rows)
            if window.kind is WindowKind.STREETS:
                part = replace(part, problems=(line_or_list(part),))
            title = heading if names_list(heading) else self._title(window) or heading
            self.areas.append(Draft(title, span, [part]))
        self.prose += [shifted(aside.span, window.start) for aside in found.asides]
        self.unread += [shifted(piece.span, window.start) for piece in found.unread]

    def _title(self, window: Window) -> str | None:
        if window.title is None:
            return None
        words = self.page.text[window.title.start : window.title.end]
        return " ".join(words.strip(" #*:\t").split()) or None

    def _beside(self, parsed: ParsedSentence, window: Window, rings: list[Draft]) -> None:
        """Give every word beside the rings to a part, to an area of its own, or to the unread."""
        further = beside_rings(parsed)
        own = list(rings)
        everywhere: list[AreaPart] = []
        for one in further:
            span = shifted(one, window.start)
            if any(ring.parts[0].span.start < span.start < ring.parts[0].span.end for ring in own):
                self.unread.append(span)  # within a ring: where it ends is not sure
                continue
            if (tail := self._tail(span)) is not None:
                self.read(Window(tail, span.end, None, WindowKind.AREA))
                span = Span(span.start, tail)
            found = read_parts(self.page.text, span.start, span.end)
            self.unread += found.unread
            for part in found.parts:
                if part.kind is PartKind.PLACE and part.effect is Effect.ADDS:
                    rings.append(Draft(part.name, part.span, [part]))
                elif part.everywhere:
                    everywhere.append(part)
                else:
                    _nearest(rings, part.span).parts.append(part)
        for piece in parsed.unread:
            if any(span.start <= piece.span.start < span.end for span in further):
                continue
            start, end = window.start + piece.span.start, window.start + piece.span.end
            self._place_or_unread(start, end, rings, own)
        for ring in rings:
            ring.parts += everywhere

    def _tail(self, span: Span) -> int | None:
        """Return where a ring begins behind a semicolon in words that stand beside another one."""
        marks = (at for at in range(span.start, span.end) if self.page.text[at] == ";")
        for at in itertools.islice(marks, _MOST_TRIED):
            if bounds(self.page.text[at + 1 : span.end]):
                return at + 1
        return None

    def _lost(self, window: Window, rings: Sequence[Draft], told: Sequence[Span]) -> None:
        """Tell the words of a window that nothing took: a heading with no ring behind it."""
        taken = [*told, *(part.span for ring in rings for part in ring.parts)]
        taken += [frame.span for ring in rings for part in ring.parts for frame in part.frames]
        at = window.start
        for span in sorted(taken, key=lambda span: span.start):
            if window.start <= span.start < window.end:
                self._rest(at, span.start)
                at = max(at, span.end)
        self._rest(at, window.end)

    def _place_or_unread(self, start: int, end: int, rings: list[Draft], own: list[Draft]) -> None:
        at = start
        for place in places_in(self.page.text, start, end):
            span = place.span
            self._rest(at, span.start)
            at = span.end
            ring = next((one for one in own if _first(one) >= span.end), None)
            between = "" if ring is None else self.page.text[span.end : _first(ring)]
            words = flat(between).strip(" ,–-")
            bounded = self._encloses(ring) and words in ARTICLES
            if ring is not None and (bounded or pattern("the_same").match(words)):
                ring.title = place.name
                ring.span = Span(min(span.start, ring.span.start), ring.span.end)
                frame = FramePiece(place.text, span, FrameKind.LOCATED)
                ring.parts[0] = replace(ring.parts[0], frames=(frame, *ring.parts[0].frames))
            else:
                rings.append(Draft(place.name, span, [place]))
        self._rest(at, end)

    def _encloses(self, ring: Draft | None) -> bool:
        """Tell whether a verb makes the names of a ring the subject: "a városrészt … határolja"."""
        if ring is None:
            return False
        behind = self.page.text[ring.parts[0].span.end : ring.span.end + _VERB]
        return bool(words_of("encloses") & set(fold(behind).split()))

    def _rest(self, start: int, end: int) -> None:
        """Tell words that no part took: unread, or prose where they change nothing."""
        if any(map(str.isalnum, self.page.text[start:end])):
            span = trimmed(self.page.text, start, end)
            words = self.page.text[slice_of(span)]
            taken = pattern("takes_out", "taken_out_behind", "denies").search(flat(words))
            (self.prose if harmless(words) and not taken else self.unread).append(span)

    def document(self) -> ParsedDocument:
        """Return what was read, in positions of the document as given."""
        areas: dict[object, DocumentArea] = {}
        for at, draft in enumerate(sorted(self.areas, key=lambda draft: draft.span.start)):
            area = self._placed(draft)
            key = _key(area) or at
            if key in areas:
                first = areas[key]
                areas[key] = replace(first, mentions=(*first.mentions, area.span))
            else:
                areas[key] = area
        unread = sorted((self._span(span) for span in self.unread), key=lambda span: span.start)
        return ParsedDocument(
            self.page.source,
            tuple(areas.values()),
            tuple(self._span(span) for span in self.prose),
            self.page.furniture,
            tuple(UnreadPiece(self.page.source[s.start : s.end], s) for s in unread),
        )

    def _span(self, span: Span) -> Span:
        return self.page.span(span.start, span.end)

    def _placed(self, draft: Draft) -> DocumentArea:
        parts = tuple(
            replace(
                part,
                span=self._span(part.span),
                legs=tuple(replace(leg, span=self._span(leg.span)) for leg in part.legs),
                rows=tuple(replace(row, span=self._span(row.span)) for row in part.rows),
                frames=tuple(replace(one, span=self._span(one.span)) for one in part.frames),
                problems=tuple(
                    replace(one, spans=tuple(map(self._span, one.spans))) for one in part.problems
                ),
                readings=tuple(
                    replace(
                        one,
                        span=self._span(one.span),
                        legs=tuple(replace(leg, span=self._span(leg.span)) for leg in one.legs),
                    )
                    for one in part.readings
                ),
            )
            for part in draft.parts
        )
        return DocumentArea(draft.title, self._span(draft.span), parts)


def _first(draft: Draft) -> int:
    return min((leg.span.start for part in draft.parts for leg in part.legs), default=0)


def _nearest(rings: Sequence[Draft], span: Span) -> Draft:
    """Return the area that a further part stands behind, or before where there is none."""
    behind = [ring for ring in rings if ring.span.start <= span.start]
    return max(behind, key=lambda ring: ring.span.start) if behind else rings[0]


def _key(area: DocumentArea) -> object:
    """Return what two descriptions of one area share; None for one that is not to be compared."""
    rings = [part for part in area.parts if part.kind is PartKind.RING]
    if len(rings) != 1 or len(area.parts) > 1:
        return None
    legs = tuple((leg.kind, normal_key(leg.name), leg.rule, leg.section) for leg in rings[0].legs)
    return area.title if names_itself(area.title) else None, legs
