"""One area on the bench: what was read, what became of it over a map, what would close it. Pure."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..compiler.compile import specs_of
from ..compiler.reports import UNREAD, unread_problems
from ..compiler.resolve import NameIndex
from ..document.reading import parse_document
from ..edition.corrections import (
    Aside,
    CorrectionError,
    compile_corrected,
    corrected,
    is_aside,
    put_aside,
)
from ..edition.parted import compile_defined
from ..edition.parts import in_rings, part_specs
from ..errors import BoundaryError
from ..language.aliases import load_aliases
from ..model import Compilation, CompileStatus, ParsedSentence, worst
from ..sentence.parsing import parse_sentence
from .offers import offers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.network import LineNetwork

    from ..edition.corrections import Correction
    from ..edition.parts import PartSpec
    from ..model import LegSpec, ParsedLeg, Problem, UnreadPiece
    from .areas import AreaText
    from .offers import Offer


MOST_TRIED = 16
"""Offers that are compiled, to tell whether they close the line."""


@dataclass(frozen=True, slots=True)
class Look:
    """An area as it stands."""

    area: AreaText
    read: tuple[ParsedLeg, ...]
    """The legs that the words give; their spans index the area's own words."""
    unread: tuple[UnreadPiece, ...]
    legs: tuple[LegSpec, ...]
    """The legs as they are meant."""
    outcome: Compilation | None
    """None as long as there is no map."""
    offers: tuple[Offer, ...] = ()
    parsed: ParsedSentence | None = None
    """The words of a line as read; None of an area of several parts."""

    @property
    def is_ready(self) -> bool:
        """Whether this is one area, and nothing keeps it open.

        A definition takes no word that nobody has understood or put aside, weighty or not.
        """
        closed = self.outcome is not None and self.outcome.status is CompileStatus.COMPILED
        return closed and all(one in self.area.beside for one in self.unread)

    @property
    def waits_for_words(self) -> bool:
        """Whether nothing but words that were not understood keeps it from being ready."""
        if self.outcome is None or self.is_ready:
            return False
        if self.outcome.status is CompileStatus.COMPILED:
            return True
        errors = {one.code for one in self.outcome.problems if one.severity == "error"}
        return errors == {UNREAD}


class Map:
    """A network with the names that it is asked by, for as long as an area is worked on."""

    def __init__(self, network: LineNetwork, town: str = "") -> None:
        self.network = network
        self.index = NameIndex(network, load_aliases(town) if town else ())


def look(
    area: AreaText, corrections: Sequence[Correction], over: Map | None, *, tried: bool = True
) -> Look:
    """Read an area, put right what was put right, and compile it where there is a map.

    Args:
        area: of the text.
        corrections: all of them, the first one first.
        over: the map.
        tried: compile with each offer, to tell which close the line; without it they stand as the
            problems give them.

    Raises:
        CorrectionError: a correction does not fit the legs, since the words were changed.
        DrawnLineError: a drawn line cannot be used.
    """
    beside = tuple(one for one in area.beside if not is_aside(one.span, corrections))
    words = _words_of(area, corrections)
    legs = corrected(words.legs, corrections)
    made = None if over is None else words.compiled(legs, corrections, over)
    found = Look(area, words.read, words.unread, legs, made, parsed=words.parsed)
    found = dataclasses.replace(found, unread=(*found.unread, *beside))
    if found.outcome is None:
        return found
    outcome = found.outcome
    if beside:
        told = unread_problems(ParsedSentence(area.sentence, (), beside))
        outcome = _with_problems(outcome, told)
    offered = offers(outcome, found.legs, found.parsed)
    fit = [_worded(one, found.unread) for one in offered if _fits(one, legs)]
    if tried and over is not None:
        fit = _tried(fit, words, legs, corrections, over)
    return dataclasses.replace(found, outcome=outcome, offers=tuple(fit))


def _tried(
    found: Sequence[Offer],
    words: _Words,
    legs: Sequence[LegSpec],
    corrections: Sequence[Correction],
    over: Map,
) -> list[Offer]:
    """Compile with each of some offers that change the legs; those that close come first.

    A chain of streets is offered only where it closes the line.
    """
    tried = []
    for one in found[:MOST_TRIED]:
        outcome = None
        if one.area is None and not isinstance(one.corrections[0], Aside):
            more = [*corrections, *one.corrections]
            outcome = words.compiled(corrected(legs, one.corrections), more, over, explained=False)
        areas = _areas_of(outcome) if outcome is not None else 0
        ground = outcome.area if outcome is not None and areas == 1 else one.area
        tried.append(dataclasses.replace(one, closes=areas > 0, areas=areas, area=ground))
    tried += found[MOST_TRIED:]
    kept = [one for one in tried if one.closes or len(one.corrections) == 1 or one.area is not None]
    return sorted(kept, key=lambda one: (one.problem, not one.closes))


def _areas_of(outcome: Compilation) -> int:
    """Return how many areas a closed line gives to choose from; none where it is open."""
    if outcome.status not in {CompileStatus.COMPILED, CompileStatus.AMBIGUOUS}:
        return 0
    return 1 + len(outcome.alternatives)


def _worded(offer: Offer, unread: Sequence[UnreadPiece]) -> Offer:
    """Return an offer to put words aside with these words, for the record."""
    words = {(one.span.start, one.span.end): one.text for one in unread}
    corrections = tuple(
        dataclasses.replace(one, words=words.get((one.start, one.end), ""))
        if isinstance(one, Aside)
        else one
        for one in offer.corrections
    )
    return dataclasses.replace(offer, corrections=corrections)


def _fits(offer: Offer, legs: Sequence[LegSpec]) -> bool:
    try:
        corrected(legs, offer.corrections)
    except CorrectionError:
        return False
    return True


def _with_problems(outcome: Compilation, told: Sequence[Problem]) -> Compilation:
    """Return an outcome of which more is told; an error keeps it open."""
    outcome = dataclasses.replace(outcome, problems=(*outcome.problems, *told))
    if any(problem.severity == "error" for problem in told):
        status = worst([outcome.status, CompileStatus.INCOMPLETE])
        outcome = dataclasses.replace(outcome, status=status, area=None, alternatives=())
    return outcome


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of an area as they were read."""

    read: tuple[ParsedLeg, ...]
    unread: tuple[UnreadPiece, ...]
    legs: tuple[LegSpec, ...]
    told: tuple[Problem, ...]
    """What is wrong with the words themselves."""
    parsed: ParsedSentence | None = None
    """Of one line."""
    parts: tuple[PartSpec, ...] = ()
    """Of several parts."""

    def compiled(
        self,
        legs: Sequence[LegSpec],
        corrections: Sequence[Correction],
        over: Map,
        *,
        explained: bool = True,
    ) -> Compilation:
        """Compile legs of these words, put right already, over a map."""
        if self.parsed is not None:
            return compile_corrected(
                legs,
                over.network,
                corrections,
                index=over.index,
                problems=self.told,
                explained=explained,
            )
        made = compile_defined(
            self.parts, legs, over.network, over.index, corrections, explained=explained
        )
        return _with_problems(made, self.told)


def _words_of(area: AreaText, corrections: Sequence[Correction]) -> _Words:
    if not area.in_parts:
        parsed = put_aside(parse_sentence(area.sentence), corrections)
        told = unread_problems(parsed)
        return _Words(parsed.legs, parsed.unread, specs_of(parsed), told, parsed)
    document = parse_document(area.sentence)
    parts = part_specs(document.areas[0].parts) if len(document.areas) == 1 else ()
    read = tuple(leg for part in parts for leg in part.legs)
    legs = in_rings(specs_of(ParsedSentence(area.sentence, read)), parts)
    unread = tuple(one for one in document.unread if not is_aside(one.span, corrections))
    told = unread_problems(ParsedSentence(area.sentence, (), unread))
    return _Words(read, unread, legs, told, parts=parts)


def fits(area: AreaText, corrections: Sequence[Correction]) -> bool:
    """Tell whether corrections can be made to the words of an area as they are now."""
    try:
        look(area, corrections, None)
    except BoundaryError:
        return False
    return True
