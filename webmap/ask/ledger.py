"""The ledger of an edition as people read it: its legs, its basis, and the walk in words.

A leg without a line of its own shares that of another leg: because the text names one line twice,
or because a known line stands in for one that nobody knows. The walk is made from the ledger alone,
for people who do not see the map; it goes clockwise, also where the sentence goes the other way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from shapely.geometry import LineString, Point

from boundaries import clock
from boundaries.model import Certainty, Decision

from ..web.i18n import Texts, capitalised, texts
from .parts import part_views
from .recorded_words import leg_evidence
from .words import SHORT_HASH, attribution, caution, network_note, source_text, title, variant_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from boundaries.model import Edition, LedgerEntry

    from .parts import PartView
    from .recorded_words import Said

    XY = tuple[float, float]


"""In a square kilometre."""


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How a line is drawn on the map and in its legend: never by colour alone."""

    colour: str
    weight: int
    """Pixels."""
    dashes: str | None
    """SVG dash pattern, or None for a solid line."""
    opacity: float = 1.0


SHOWN_SOURCE = ("title", "publisher", "url")
"""Fields of a definition's source that readers see; the rest is for those who keep it."""

LINE_STYLES: Mapping[Certainty, LineStyle] = {
    Certainty.CERTAIN: LineStyle("#0b3d91", 5, None),
    Certainty.LIKELY: LineStyle("#00695c", 5, "14 6"),
    Certainty.INFERRED: LineStyle("#8a4b00", 5, "7 6"),
    Certainty.UNKNOWN: LineStyle("#a8123a", 5, "1 9"),
}
"""One line for each certainty; every colour has 4.5:1 against white."""
STAND_IN_STYLE = LineStyle("#a8123a", 12, "1 17", 0.75)
"""Beads under the line of another leg, which closes the boundary for a leg without a line."""


PART_STYLES: Mapping[str, LineStyle] = {
    "adds": LineStyle("#00695c", 7, "2 10"),
    "takes_out": LineStyle("#a8123a", 7, "12 8"),
}
"""Stretches of streets that the description names, by whether they belong to the area."""


@dataclass(frozen=True, slots=True)
class LegView:
    """One leg of the boundary, ready for a list or a popup."""

    number: int
    name: str
    words: str
    """The words of the sentence, with the note where there is one."""
    kind: str
    decision: str
    certainty: str
    certainty_code: str
    uncertainty: str | None
    length: str
    reason: str | None
    evidence: tuple[Said, ...]
    provisional: bool

    @property
    def heading(self) -> str:
        """Number and name."""
        return f"{self.number}. {self.name}"


@dataclass(frozen=True, slots=True)
class BoundaryView:
    """An edition, ready for a page."""

    title: str
    town: str
    slug: str
    variant: str
    variant_name: str
    sentence: str
    source: str
    """Title and publisher of the sentence."""
    projects: tuple[str, ...]
    hash: str
    short_hash: str
    extent: str
    legs: tuple[LegView, ...]
    parts: tuple[PartView, ...]
    """What the area is made of; none where it is one ring."""
    provisional: str | None
    """Numbers of the provisional legs, "8., 9.", or None."""
    network_note: str
    validity: str | None
    """Dates that the source gives, or None."""
    attribution: str
    caution: str
    """Inside is not eligible; and that the programme has ended, once it has."""
    made_on: str
    """The day of the page, in words."""


def leg_view(leg: LedgerEntry, *, provisional: bool, lang: str) -> LegView:
    """Make one leg ready for a reader."""
    t = texts(lang)
    return LegView(
        number=leg.number,
        name=leg.name,
        words=f"{leg.text} ({leg.note})" if leg.note else leg.text,
        kind=t(f"kind.{leg.kind}"),
        decision=_decision(leg, t),
        certainty=t(f"certainty.{leg.certainty}"),
        certainty_code=str(leg.certainty),
        uncertainty=_uncertainty(leg, t),
        length=t.metres(leg.length_m) if leg.length_m > 0 else t("legs.no_line"),
        reason=leg.reasons.get(lang) or leg.reason,
        evidence=tuple(leg_evidence(one, lang) for one in leg.evidence),
        provisional=provisional,
    )


def _decision(leg: LedgerEntry, t: Texts) -> str:
    if leg.decision is Decision.CONTINUES and leg.continues is not None:
        return t("decision.continues_leg", the_number=t.the(str(leg.continues)))
    words = t(f"decision.{leg.decision}")
    if leg.author and leg.date:
        words = f"{words} ({leg.author}, {t.date(leg.date)})"
    if leg.walked_as and leg.walked_as != leg.name:
        return f"{words}; {t('decision.walked_as', name=leg.walked_as)}"
    return words


def _uncertainty(leg: LedgerEntry, t: Texts) -> str | None:
    if leg.uncertainty_m is None:
        return None
    return t("unit.plus_minus", value=t.number(leg.uncertainty_m, 1))


def boundary_view(edition: Edition, lang: str, *, today: dt.date | None = None) -> BoundaryView:
    """Make an edition ready for a page.

    Args:
        edition: The area.
        lang: Language of the page.
        today: Day of the page; the present day where None.
    """
    t = texts(lang)
    day = today or clock.today()
    provisional = frozenset(edition.provisional)
    return BoundaryView(
        title=title(edition, lang),
        town=edition.town,
        slug=edition.slug,
        variant=edition.variant,
        variant_name=variant_name(edition, lang),
        sentence=edition.sentence,
        source=source_text(edition, *SHOWN_SOURCE),
        projects=edition.projects,
        hash=edition.hash,
        short_hash=edition.hash[:SHORT_HASH],
        extent=extent(edition, lang),
        legs=tuple(
            leg_view(leg, provisional=leg.number in provisional, lang=lang) for leg in edition.legs
        ),
        parts=part_views(edition, t),
        provisional=", ".join(f"{n}." for n in sorted(provisional)) or None,
        network_note=network_note(edition, lang),
        validity=validity(edition, t),
        attribution=attribution(edition, lang),
        caution=caution(edition, lang, today=day),
        made_on=t.date(day.isoformat()),
    )


def validity(edition: Edition, t: Texts) -> str | None:
    """Return the days of its programme that the source gives an edition, or None."""
    if edition.valid_start is None and edition.valid_end is None:
        return None
    dates = {
        name: t.date(value) if value else t("basis.no_date")
        for name, value in (("start", edition.valid_start), ("end", edition.valid_end))
    }
    return t("basis.dates", **dates)


def extent(edition: Edition, lang: str) -> str:
    """Return the size of an edition's area in square kilometres, in words."""
    t = texts(lang)
    size = t.ground(edition.area.area, 2)
    parts = len(edition.area.geoms)
    if parts == 1:
        return t("legs.extent_one", area=size)
    return t("legs.extent", area=size, parts=parts)


def size_text(edition: Edition, lang: str) -> str:
    """Return the size of an edition's area as a sentence that stands alone."""
    t = texts(lang)
    size = t.ground(edition.area.area, 2)
    return t("share.size", area=size)


def popup_lines(leg: LegView, lang: str) -> tuple[str, ...]:
    """Return what the popup of a leg says, line by line, as plain text."""
    t = texts(lang)
    lines = [
        t("map.sentence_words", words=leg.words),
        f"{t('legs.certainty')}: {leg.certainty}",
        capitalised(leg.decision),
        f"{t('legs.length')}: {leg.length}",
    ]
    if leg.uncertainty:
        lines.append(f"{t('legs.uncertainty')}: {leg.uncertainty}")
    return tuple(lines)


BADGE_STEPS = (-0.08, 0.08, -0.16, 0.16, -0.24, 0.24, -0.32, 0.32)
"""Shares of a line by which a number may move along it to get out of another's way."""


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A line of the boundary with all the legs that run on it."""

    owner: LedgerEntry
    """The leg that has the line."""
    sharers: tuple[LedgerEntry, ...]
    """Legs that name the same line once more."""
    stand_ins: tuple[LedgerEntry, ...]
    """Legs whose own line is unknown, and for which this one stands in."""
    count: int
    """Legs of the whole boundary."""

    def badges(self) -> list[tuple[LedgerEntry, float]]:
        """Return every leg on the line with the share of it where its number stands.

        The numbers follow each other as the legs do when the boundary is walked.
        """
        legs = sorted((self.owner, *self.sharers, *self.stand_ins), key=self._steps_from_owner)
        return [(leg, place / (len(legs) + 1)) for place, leg in enumerate(legs, start=1)]

    def _steps_from_owner(self, leg: LedgerEntry) -> int:
        """Count legs from the owner to another one, the shorter way round the ring."""
        steps = (leg.number - self.owner.number) % self.count
        return steps - self.count if steps > self.count // 2 else steps


def shared_lines(edition: Edition) -> tuple[SharedLine, ...]:
    """Return every line of an edition's boundary in walking order."""
    lines = []
    for owner in edition.legs:
        if owner.line:
            others = [leg for leg in edition.legs if not leg.line and leg.continues == owner.number]
            stand_ins = tuple(leg for leg in others if leg.decision is Decision.STAND_IN)
            sharers = tuple(leg for leg in others if leg.decision is not Decision.STAND_IN)
            lines.append(SharedLine(owner, sharers, stand_ins, len(edition.legs)))
    return tuple(lines)


WINDS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
"""Clockwise from north; the words stand under `compass.<wind>`."""
BEND_M = 20.0
"""Bends smaller than this are not told, metres."""
BEND_SHARE = 0.06
"""The same for long legs, as a share of their length."""
SHORT_SHARE = 0.1
"""A stretch that makes up less of its leg joins the one before it."""
KILOMETRE = 1_000.0


@dataclass(frozen=True, slots=True)
class Step:
    """One leg of the walk."""

    number: int
    text: str
    """One or two sentences."""


@dataclass(frozen=True, slots=True)
class WalkText:
    """The whole walk."""

    lead: str
    steps: tuple[Step, ...]


def walk_text(edition: Edition, lang: str) -> WalkText:
    """Tell the boundary of an edition as a clockwise walk from its first leg.

    Lengths and directions are those of the walked lines in EOV; directions are compass points
    of the grid's north, which differs from true north by less than three degrees in Hungary.
    """
    t = texts(lang)
    rings = [_clockwise(legs) for legs in _rings(edition)]
    walked = [one for ring in rings for one in ring]
    total = sum(leg.length_m for leg in edition.legs) / KILOMETRE
    lead = t("walk.lead", length=t.number(total, 1))
    if len(edition.area.geoms) > 1:
        lead = f"{lead} {t('walk.parts', parts=len(edition.area.geoms))}"
    lined = [leg for leg, line in walked if line]
    if len(lined) > 1 and len(rings) == 1:
        lead = f"{lead} {t('walk.start', first=lined[0].name, last=lined[-1].name)}"
    steps = [
        Step(leg.number, _step(leg, line, _next(ring, place), t))
        for ring in rings
        for place, (leg, line) in enumerate(ring)
    ]
    return WalkText(lead, tuple(steps))


def _rings(edition: Edition) -> list[list[LedgerEntry]]:
    """Return the legs of each ring that the boundary is made of."""
    bounds = [part.legs for part in edition.parts if part.ground is not None]
    if not bounds:
        return [list(edition.legs)]
    return [[leg for leg in edition.legs if leg.number in legs] for legs in bounds]


def _clockwise(legs: Sequence[LedgerEntry]) -> list[tuple[LedgerEntry, list[XY]]]:
    """Return the legs with their lines in clockwise order, the first leg first."""
    order = [(leg, list(leg.line)) for leg in legs]
    ring = [point for leg in legs for point in leg.line]
    if not ring or _doubled_area(ring) < 0:
        return order
    backwards = [(leg, line[::-1]) for leg, line in reversed(order)]
    return backwards[-1:] + backwards[:-1]


def _doubled_area(ring: Sequence[XY]) -> float:
    """Return twice the area inside a ring, negative where the ring runs clockwise."""
    closed = [*ring, ring[0]]
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(closed))


def _next(walked: Sequence[tuple[LedgerEntry, list[XY]]], place: int) -> LedgerEntry:
    """Return the next leg that has a line of its own."""
    following = [*walked[place + 1 :], *walked[: place + 1]]
    return next((leg for leg, line in following if line), walked[place][0])


def _step(leg: LedgerEntry, line: Sequence[XY], following: LedgerEntry, t: Texts) -> str:
    if not line:
        return _without_line(leg, t)
    moves = t("walk.then").join(
        t("walk.move", wind=t(f"compass.{wind}"), metres=t.metres(max(10.0, round(metres, -1))))
        for wind, metres in stretches(line)
    )
    told = t("walk.step", The_leg=capitalised(t.the(leg.name)), moves=moves)
    if leg.certainty in {Certainty.INFERRED, Certainty.UNKNOWN}:
        told = f"{told} {t('walk.unsure', certainty=t(f'certainty.{leg.certainty}'))}"
    return f"{told} {t('walk.end', next=following.name, number=following.number)}"


def _without_line(leg: LedgerEntry, t: Texts) -> str:
    if leg.continues is None:
        return t("walk.no_line", name=leg.name)
    key = "walk.stand_in" if leg.decision is Decision.STAND_IN else "walk.same_line"
    return t(key, name=leg.name, the_number=t.the(str(leg.continues)))


def stretches(line: Sequence[XY]) -> list[tuple[str, float]]:
    """Split a line into stretches of one compass direction each.

    Args:
        line: Points in EOV metres, easting first.

    Returns:
        (wind, metres) in walking order; the metres add up to the length of the line.

    >>> stretches([(0.0, 0.0), (0.0, 300.0), (400.0, 300.0)])
    [('n', 300.0), ('e', 400.0)]
    """
    whole = LineString(line)
    simple = whole.simplify(max(BEND_M, BEND_SHARE * whole.length))
    kept = [(x, y) for x, y, *_ in simple.coords]
    places = [*(whole.project(Point(point)) for point in kept[:-1]), whole.length]
    ends = [(place, wind) for place, wind in zip(places[1:], _winds(kept), strict=True)]
    return list(_merged(ends, SHORT_SHARE * whole.length))


def _winds(points: Sequence[XY]) -> Iterator[str]:
    for (east, north), (next_east, next_north) in pairwise(points):
        bearing = math.degrees(math.atan2(next_east - east, next_north - north))
        yield WINDS[round(bearing / 45) % len(WINDS)]


def _merged(ends: Sequence[tuple[float, str]], short: float) -> Iterator[tuple[str, float]]:
    """Join neighbours of one direction, and what is too short to be told with its neighbour."""
    told: list[tuple[str, float]] = []
    start = 0.0
    for end, wind in ends:
        length = end - start
        if told and (wind == told[-1][0] or length < short):
            told[-1] = (told[-1][0], told[-1][1] + length)
        elif len(told) == 1 and told[0][1] < short:
            told[0] = (wind, told[0][1] + length)
        else:
            told.append((wind, length))
        start = end
    yield from told
