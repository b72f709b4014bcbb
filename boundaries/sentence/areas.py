"""Finds where a text that holds more than one ring divides: several areas, or further parts.

What divides a text is a closed set: a heading of its own ("2. akcióterület:"), list marks before
whole rings, the closing words of a ring ("által határolt terület") with further names behind them,
and two rings of dashes side by side. A list of single legs, however it is marked, is one ring.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from ..language.names import Case, case_forms, fold, is_roman
from ..language.word_lists import words
from .beside import closes, longest_run, partings
from .closings import closings
from .grammar import ARTICLES, BOUNDING, CONJUNCTIONS, TAKING_IN, is_compass
from .groups import group
from .lexicon import head_of
from .links import link
from .mentions import find_items
from .tokens import Unit, UnitKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .groups import Grouping

_TITLED = words("titled")
"""Words that the heading of an area ends in."""
_COUNTED = words("counted")
_ON = words("goes_on")
_FURTHER = words("further")
_ORDINALS = words("ordinals")
BORDERS = words("headed_borders")
"""Words that end the heading of one of several borders."""
_LONGEST_TITLE = 7
_RING = 3
"""Legs that make a ring by themselves."""
_PAIR = 2


class Cause(Enum):
    """Why a text may divide at a place."""

    START = 0
    HEADING = 1
    """A heading that ends in a word for an area."""
    TITLE = 2
    """Other words before a colon."""
    BULLET = 3
    CLOSED = 4
    """The ring before it has its closing words."""
    BESIDE = 5
    """Two rings of dashes side by side."""


@dataclass(slots=True)
class Piece:
    """A stretch of units with its reading."""

    cause: Cause
    heading: tuple[Unit, ...]
    units: tuple[Unit, ...]
    reading: Grouping
    ring: bool = True
    """False for a part beside the ring: a whole street, a place. Prose without legs is read."""

    @property
    def start(self) -> int:
        """Where its first word stands, heading included."""
        return next((u.start for u in (*self.heading, *self.units) if is_worded(u)), 0)

    @property
    def end(self) -> int:
        """Where its last word ends."""
        return next((u.end for u in reversed((*self.heading, *self.units)) if is_worded(u)), 0)


@dataclass(frozen=True, slots=True)
class _Cut:
    at: int
    cause: Cause
    body: int
    """Index behind the heading; `at` where there is none."""


def read_pieces(text: str, units: Sequence[Unit]) -> list[Piece]:
    """Read a text; one piece where it describes one ring, else one for each area or part."""
    cuts = _strong_cuts(text, units)
    pieces = _cut(text, units, cuts)
    if len(pieces) > 1 or pieces[0].heading:
        kept = _kept(cuts, pieces)
        if kept != cuts:
            pieces = _cut(text, units, kept)
    pieces = [part for piece in pieces for part in _beside(text, piece)]
    if len(pieces) > 1:
        for piece in pieces:
            prose = not (piece.reading.drafts or _adds(piece) or _opens_with(piece, TAKING_IN))
            piece.ring = prose or _is_area(text, piece)
        pieces = _without_tails(text, pieces)
    return pieces


def _read(text: str, units: Sequence[Unit]) -> Grouping:
    return group(text, link(text, find_items(text, list(units))))


def _cut(text: str, units: Sequence[Unit], cuts: Sequence[_Cut]) -> list[Piece]:
    ends = [cut.at for cut in cuts[1:]] + [len(units)]
    pieces = []
    for cut, end in zip(cuts, ends, strict=True):
        body = units[cut.body : end]
        pieces.append(
            Piece(cut.cause, tuple(units[cut.at : cut.body]), tuple(body), _read(text, body))
        )
    return pieces


def is_worded(unit: Unit) -> bool:
    """Tell whether a unit is words or a list mark, and not only a sign between words."""
    return unit.kind is not UnitKind.SEPARATOR or unit.text == "bullet"


# -- where a text may divide ----------------------------------------------------------------


def _strong_cuts(text: str, units: Sequence[Unit]) -> list[_Cut]:
    found = {0: _Cut(0, Cause.START, 0)}
    for at in closings(units):
        if at < len(units):
            found[at] = _Cut(at, Cause.CLOSED, at)
    for at, unit in enumerate(units):
        if unit.kind is UnitKind.SEPARATOR and unit.text == "bullet":
            found[at] = _Cut(at, Cause.BULLET, at)
    for cut in _headings(text, units):
        # A mark right before a heading belongs to it; so does the end of the ring before it.
        found[cut.at] = cut
    return [found[at] for at in sorted(found)]


def _headings(text: str, units: Sequence[Unit]) -> Iterable[_Cut]:
    counted = _counted_headings(text, units)
    if len(counted) > 1:
        yield from counted
    bordered = _bordered_headings(text, units)
    if len(bordered) > 1:
        yield from bordered
    for at, unit in enumerate(units):
        if unit.kind is not UnitKind.SEPARATOR or unit.text != "colon" or at == 0:
            continue
        start = _heading_start(text, units, at - 1)
        bounded = any(unit.key in BOUNDING for unit in units[start:at])
        if start < at and not bounded:
            named = any(is_titled(unit) for unit in units[start:at])
            yield _Cut(start, Cause.HEADING if named else Cause.TITLE, at + 1)


def _bordered_headings(text: str, units: Sequence[Unit]) -> list[_Cut]:
    """Find "az északi terület határai:", one of several of its kind."""
    found = []
    for at, unit in enumerate(units):
        colon = unit.kind is UnitKind.SEPARATOR and unit.text == "colon"
        if colon and at > 1 and units[at - 1].key in BORDERS and is_titled(units[at - 2]):
            start = _heading_start(text, units, at - 2)
            found.append(_Cut(start, Cause.HEADING, at + 1))
    return [cut for cut in found if cut.at < cut.body]


def is_titled(unit: Unit) -> bool:
    """Tell whether a word is one that the heading of an area ends in ("akcióterület")."""
    if unit.kind is not UnitKind.WORD:
        return False
    return any(fold(form.base) in _TITLED for form in case_forms(unit.word))


def _heading_start(text: str, units: Sequence[Unit], last: int) -> int:
    """Walk back from a heading's last word to its first; behind `last` where it has none."""
    at = last + 1
    while at and last + 1 - at < _LONGEST_TITLE and _in_heading(units, at - 1, last):
        at -= 1
        if _line_starts(text, units, at):
            break
    return at


def _in_heading(units: Sequence[Unit], at: int, last: int) -> bool:
    unit = units[at]
    if unit.kind is not UnitKind.WORD or unit.key in CONJUNCTIONS:
        return False
    head = head_of(unit.word)
    named = head is None or head.case is Case.ADJECTIVE
    if at == last:
        return named or is_titled(unit)
    numbered = all(u.is_number or is_roman(u.word) for u in units[at + 1 : last + 1])
    return named and (numbered or not is_titled(unit))


def _line_starts(text: str, units: Sequence[Unit], at: int) -> bool:
    return at == 0 or "\n" in text[units[at - 1].start : units[at].start]


def _counted_headings(text: str, units: Sequence[Unit]) -> list[_Cut]:
    """Find "1. akcióterület", "II. számú szegregátum" and lines that are headings only."""
    found = []
    for at, unit in enumerate(units):
        if not is_titled(unit):
            continue
        start = _heading_start(text, units, at)
        first = units[start]
        at_words = start + 1 if first.key in ARTICLES and start < at else start
        first = units[at_words]
        counted = first.dotted and (first.is_number or is_roman(first.word))
        counted = (counted or first.key in _ORDINALS) and at_words < at
        counted = counted and all(u.key in _COUNTED for u in units[at_words + 1 : at])
        line = _line_starts(text, units, start) and _line_ends(text, units, at)
        behind = text[units[at + 1].start : units[at + 1].start + 1] if at + 1 < len(units) else ""
        if counted or ((line or behind in {"(", "["}) and start < at):
            body = at + 1
            while body < len(units) and units[body].kind is UnitKind.SEPARATOR:
                if units[body].text == "bullet":
                    break
                body += 1
            found.append(_Cut(start, Cause.HEADING, body))
    return found


def _line_ends(text: str, units: Sequence[Unit], at: int) -> bool:
    return at + 1 == len(units) or "\n" in text[units[at].end : units[at + 1].start + 1]


# -- where it does divide -------------------------------------------------------------------


def _kept(cuts: Sequence[_Cut], pieces: Sequence[Piece]) -> list[_Cut]:
    """Return the cuts that part areas, not the legs of one ring."""
    causes = {
        Cause.BULLET: _marks_rings(pieces, Cause.BULLET),
        Cause.TITLE: _marks_rings(pieces, Cause.TITLE),
    }
    kept = [cuts[0]]
    names = len(pieces[0].reading.drafts)
    headed = cuts[0].body > cuts[0].at
    for before, cut, piece in zip(pieces, cuts[1:], pieces[1:], strict=False):
        legs = len(piece.reading.drafts)
        if cut.cause is Cause.CLOSED:
            first = next((u.text for u in piece.units), "")
            section = any(draft.end >= before.end for draft in before.reading.drafts)
            keep = (
                first != "colon"
                and not section
                and names >= _PAIR
                and (legs > 0 or _adds(piece))
                and not _goes_on(piece)
            )
        elif cut.cause is Cause.HEADING:
            keep = names > 0 or headed or len(cuts) > 1
        else:
            keep = causes[cut.cause]
        if keep:
            kept.append(cut)
            names, headed = legs, cut.body > cut.at
        else:
            names += legs
    return _single_heading(kept, pieces, cuts)


def _single_heading(kept: list[_Cut], pieces: Sequence[Piece], cuts: Sequence[_Cut]) -> list[_Cut]:
    """One heading with nothing before it is the title of the one ring: no division."""
    legs = {cut.at: len(piece.reading.drafts) for cut, piece in zip(cuts, pieces, strict=True)}
    headings = [cut for cut in kept if cut.cause in {Cause.HEADING, Cause.TITLE}]
    rest = [cut for cut in kept if cut not in headings]
    before = any(legs[cut.at] for cut in cuts if headings and cut.at < headings[0].at)
    if len(headings) == 1 and not before:
        first = headings[0]
        return [_Cut(0, Cause.START, 0), *(cut for cut in rest if cut.at > first.at)]
    return kept


def _marks_rings(pieces: Sequence[Piece], cause: Cause) -> bool:
    """Tell marks before whole rings from marks before the legs of one."""
    marked: list[list[Piece]] = []
    for piece in pieces:
        if piece.cause is cause or (piece.cause is Cause.HEADING and cause is Cause.TITLE):
            marked.append([piece])
        elif marked:
            marked[-1].append(piece)
        elif piece.reading.drafts:
            marked.append([piece])
    named = [one for one in marked if any(piece.reading.drafts for piece in one)]
    sides = [one for one in named if _starts_with_compass(one[0])]
    rings = [one for one in named if any(_ring_like(piece) for piece in one)]
    needed = _PAIR if cause is Cause.TITLE else 1
    return len(named) > 1 and len(rings) >= needed and not sides


def _starts_with_compass(piece: Piece) -> bool:
    words = [u for u in (*piece.heading, *piece.units) if u.kind is UnitKind.WORD]
    return any(is_compass(u.word) for u in words[:2])


def _ring_like(piece: Piece) -> bool:
    legs = len(piece.reading.drafts)
    if any(True for _ in closings(piece.units)):
        return legs >= _PAIR
    dashes = sum(unit.text == "dash" for unit in piece.units)
    return legs >= _RING and (dashes >= _PAIR or closes(piece.reading.drafts) or legs > _RING)


def _adds(piece: Piece) -> bool:
    """True for "valamint az Infopark területe": something is added that no leg names."""
    return _opens_with(piece, _FURTHER) and bool(piece.reading.unread)


def _opens_with(piece: Piece, keys: frozenset[str]) -> bool:
    first = next((u for u in piece.units if u.kind is UnitKind.WORD), None)
    return first is not None and first.key in keys


def _goes_on(piece: Piece) -> bool:
    """True for "egészen a … utcáig" behind "közötti területet": the ring is not at its end."""
    return _opens_with(piece, _ON)


def _is_area(text: str, piece: Piece) -> bool:
    if _opens_with(piece, TAKING_IN):
        return False
    legs = len(piece.reading.drafts)
    titled = bool(piece.heading) and piece.cause is Cause.HEADING
    return (legs >= _PAIR and not _all_whole(text, piece)) or (titled and legs > 0)


def _all_whole(text: str, piece: Piece) -> bool:
    """True for streets that are meant in full: "a Fő utca és a Kert utca teljes hossza"."""
    if any(True for _ in closings(piece.units)):
        return False
    drafts = piece.reading.drafts
    if longest_run(text, piece.units, drafts) > 1:
        return False
    whole = any(unit.key.startswith("hossz") for unit in piece.units)
    return whole or len(drafts) < _RING or _opens_with(piece, TAKING_IN)


def _without_tails(text: str, pieces: list[Piece]) -> list[Piece]:
    """Join to the piece before it what holds no name and adds nothing: "… között található."."""
    done: list[Piece] = []
    tails: list[list[Unit]] = []
    for piece in pieces:
        named = piece.reading.drafts or piece.heading or _adds(piece)
        if done and not named:
            tails[-1].extend(piece.units)
        else:
            done.append(piece)
            tails.append([])
    for piece, tail in zip(done, tails, strict=True):
        if tail:
            piece.units = (*piece.units, *tail)
            piece.reading = _read(text, piece.units)
    return done


# -- two rings side by side -----------------------------------------------------------------


def _beside(text: str, piece: Piece) -> list[Piece]:
    """Divide a piece where one ring of dashes ends and the next begins."""
    drafts = piece.reading.drafts
    places = partings(text, piece.units, drafts)
    if not places:
        return [piece]
    ends = [*places[1:], len(piece.units)]
    first = piece.units[: places[0]]
    parts = [Piece(piece.cause, piece.heading, first, _read(text, first))]
    for start, end in zip(places, ends, strict=True):
        units = piece.units[start:end]
        parts.append(Piece(Cause.BESIDE, (), units, _read(text, units)))
    return parts
