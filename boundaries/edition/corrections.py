"""What people put right between the published words and the line, each with author and reason.

A text may misspell a street, leave one out, name two in the wrong order, or fit two areas. The
words stay as they were published; what is meant instead stands beside them, one correction after
the other, and the ledger says of each who made it, when and why. Leg numbers are those that the
corrections before have left: taking the last one back gives what was there before it. Pure.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geo.crs import WGS84, transformer

from ..compiler.choice import ChosenGround, CompileOptions
from ..compiler.compile import compile_legs
from ..errors import BoundaryError
from ..model import (
    DrawnLine,
    FrameKind,
    FramePiece,
    LegKind,
    LegSpec,
    LineRule,
    ParsedSentence,
    Problem,
)
from .drawn import line_of
from .signed import Signed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.network import LineNetwork

    from ..compiler.resolve import NameIndex
    from ..model import Compilation, Span


class CorrectionError(BoundaryError, ValueError):
    """A correction does not fit the legs that it is made to; the message says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant(Signed):
    """Another name, or another kind of thing, than the words give for a leg."""

    leg: int
    name: str
    leg_kind: LegKind = LegKind.STREET
    kind: Literal["meant"] = "meant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Added(Signed):
    """A leg that the text leaves out."""

    after: int
    """Number of the leg before it; 0 puts it first."""
    name: str
    leg_kind: LegKind = LegKind.STREET
    kind: Literal["added"] = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut(Signed):
    """Words that were read as a leg and are none."""

    leg: int
    kind: Literal["left_out"] = "left_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Swapped(Signed):
    """Two legs that change places."""

    leg: int
    other: int
    kind: Literal["swapped"] = "swapped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled(Signed):
    """Where the line lies in relation to the thing that a leg names."""

    leg: int
    rule: LineRule
    side: str | None = None
    kind: Literal["ruled"] = "ruled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn(Signed):
    """A line that somebody has drawn for a leg."""

    leg: int
    line: tuple[tuple[float, float], ...]
    """Longitude and latitude, degrees (WGS84)."""
    kind: Literal["drawn"] = "drawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongs(Signed):
    """Of several areas that the words allow: a place that the meant one holds, or does not."""

    lon: float
    lat: float
    inside: bool
    kind: Literal["belongs"] = "belongs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside(Signed):
    """Words that were not understood and say nothing about the line."""

    start: int
    end: int
    """Characters of the sentence, the end not counted; words beside it lie before or behind it."""
    words: str = ""
    """Them, for the record."""
    kind: Literal["aside"] = "aside"


Correction = Meant | Added | LeftOut | Swapped | Ruled | Drawn | Belongs | Aside
"""One thing put right; `kind` tells which."""
CODE = "corrected"
"""Code of the notes on what concerns no single leg."""


def corrected(specs: Sequence[LegSpec], corrections: Iterable[Correction]) -> tuple[LegSpec, ...]:
    """Return legs as they are meant, numbered through anew.

    A leg that is added belongs to the ring of the leg before it.

    Args:
        specs: as the text gives them; of an area of several parts each names its part.
        corrections: in the order in which they were made.

    Raises:
        CorrectionError: there is no such leg, it is the last one of its ring, or two that shall
            change places bound different rings.
        DrawnLineError: a drawn line cannot be used.
    """
    legs = list(specs)
    for one in corrections:
        legs = _applied(legs, one)
    return tuple(legs)


def _applied(legs: list[LegSpec], one: Correction) -> list[LegSpec]:
    match one:
        case Meant() | Ruled() | Drawn():
            _require(legs, one.leg)
            legs = [*legs[: one.leg - 1], _changed(legs[one.leg - 1], one), *legs[one.leg :]]
        case Added():
            _require(legs, one.after, least=0)
            said = f"not in the text; added by {_by(one)}"
            part = legs[max(one.after - 1, 0)].part if legs else None
            added = LegSpec(0, one.leg_kind, one.name, text="", corrected=(said,), part=part)
            legs = _numbered([*legs[: one.after], added, *legs[one.after :]])
        case LeftOut():
            _require(legs, one.leg)
            left = [leg for leg in legs if leg.number != one.leg]
            part = legs[one.leg - 1].part
            if part is not None and not any(leg.part == part for leg in left):
                raise CorrectionError(f"leg {one.leg} is the only one of its ring; change it")
            legs = _numbered(left)
        case Swapped():
            legs = _swapped(legs, one)
    return legs


def _changed(leg: LegSpec, one: Meant | Ruled | Drawn) -> LegSpec:
    match one:
        case Meant():
            said = f'the text has "{leg.name}"; read as "{one.name}" by {_by(one)}'
            leg = dataclasses.replace(leg, name=one.name, kind=one.leg_kind)
        case Ruled():
            said = f'the side of the line ("{one.rule.value}") was set by {_by(one)}'
            leg = dataclasses.replace(leg, rule=one.rule, side=one.side)
        case Drawn():  # the ledger says who has drawn a line
            return dataclasses.replace(leg, drawn=_line(one))
    return dataclasses.replace(leg, corrected=(*leg.corrected, said))


def _swapped(legs: list[LegSpec], one: Swapped) -> list[LegSpec]:
    _require(legs, one.leg)
    _require(legs, one.other)
    if legs[one.leg - 1].part != legs[one.other - 1].part:
        raise CorrectionError(
            f"legs {one.leg} and {one.other} bound different rings and cannot change places"
        )
    said = f"its place in the order was changed by {_by(one)}"
    order = list(legs)
    for here, there in ((one.leg, one.other), (one.other, one.leg)):
        moved = legs[there - 1]
        order[here - 1] = dataclasses.replace(moved, corrected=(*moved.corrected, said))
    return _numbered(order)


def _numbered(legs: Sequence[LegSpec]) -> list[LegSpec]:
    """Number legs through; what repeats a leg that is gone, or comes later now, repeats none."""
    now = {leg.number: at for at, leg in enumerate(legs, 1) if leg.number}
    numbered = []
    for at, leg in enumerate(legs, 1):
        repeats = now.get(leg.repeats) if leg.repeats is not None else None
        repeats = repeats if repeats is not None and repeats < at else None
        numbered.append(dataclasses.replace(leg, number=at, repeats=repeats))
    return numbered


def _require(legs: Sequence[LegSpec], number: int, *, least: int = 1) -> None:
    if not least <= number <= len(legs):
        raise CorrectionError(
            f"there is no leg {number} to correct; the legs are {least} to {len(legs)}"
        )


def _by(one: Signed) -> str:
    return f"{one.author} on {one.date}: {one.reason}"


def _line(one: Drawn) -> DrawnLine:
    body = json.dumps({"type": "LineString", "coordinates": [list(place) for place in one.line]})
    line = line_of(body.encode(), f"line drawn for leg {one.leg}")
    return DrawnLine(line, one.author, one.reason, one.date)


def put_aside(parsed: ParsedSentence, corrections: Sequence[Correction]) -> ParsedSentence:
    """Return a sentence in which words that somebody has looked at are framing, not unread."""
    seen = [piece for piece in parsed.unread if is_aside(piece.span, corrections)]
    return dataclasses.replace(
        parsed,
        unread=tuple(piece for piece in parsed.unread if piece not in seen),
        frames=(
            *parsed.frames,
            *(FramePiece(piece.text, piece.span, FrameKind.ASIDE) for piece in seen),
        ),
    )


def is_aside(span: Span, corrections: Iterable[Correction]) -> bool:
    """Tell whether somebody has put words aside."""
    return any(
        one.start <= span.start and span.end <= one.end
        for one in corrections
        if isinstance(one, Aside)
    )


def options_for(corrections: Iterable[Correction], epsg: int) -> CompileOptions:
    """Return how legs are compiled of which it was said what ground belongs to the area.

    Args:
        corrections: all of them.
        epsg: metric system of the network.
    """
    said = (one for one in corrections if isinstance(one, Belongs))
    return CompileOptions(ground=tuple(ground_of(one, epsg) for one in said))


def ground_of(one: Belongs, epsg: int) -> ChosenGround:
    """Return a chosen place in the metric system of a network."""
    east, north = transformer(WGS84, epsg).transform(one.lon, one.lat)
    return ChosenGround(float(east), float(north), one.inside)


def compile_corrected(
    specs: Sequence[LegSpec],
    network: LineNetwork,
    corrections: Sequence[Correction],
    *,
    index: NameIndex | None = None,
    problems: tuple[Problem, ...] = (),
    explained: bool = True,
) -> Compilation:
    """Compile legs that were put right already; the rest of what was said about them holds too.

    Args:
        specs: as `corrected` gives them.
        network: named lines in metres.
        corrections: all that were made.
        index: the network's names, where they are at hand.
        problems: what is already known to be wrong with the text.
        explained: whether an open line is told what would close it.
    """
    options = options_for(corrections, network.epsg)
    return compile_legs(
        specs,
        network,
        index=index,
        options=dataclasses.replace(options, explained=explained),
        problems=(*problems, *notes(corrections)),
    )


def notes(corrections: Iterable[Correction]) -> tuple[Problem, ...]:
    """Return what the record says of corrections of no single leg."""
    return tuple(
        Problem(CODE, words, (), "note", _details(one))
        for one in corrections
        if (words := _note(one)) is not None
    )


def _details(one: Correction) -> dict[str, object]:
    return {"kind": one.kind, "author": one.author, "date": one.date, "reason": one.reason}


def _note(one: Correction) -> str | None:
    match one:
        case Belongs():
            how = "belongs to the area" if one.inside else "does not belong to the area"
            return f"the place {one.lat:.6f} {one.lon:.6f} {how}, as said by {_by(one)}"
        case Aside():
            what = f'the words "{one.words}"' if one.words else f"characters {one.start}-{one.end}"
            return f"{what} were put aside by {_by(one)}"
        case LeftOut():
            return f"what was read as leg {one.leg} was left out by {_by(one)}"
    return None
