"""What the bench shows: words in the colours of what they were read as, legs, gaps with offers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import shapely

from boundaries.edition.corrections import Added, Aside, Belongs, Correction, Meant, Swapped
from boundaries.model import CompileStatus, Decision
from boundaries.workshop.offers import before_gap
from geo.crs import WGS84, reproject
from webmap.ask.ledger import LegView, leg_view
from webmap.ask.recorded_words import compile_note

from .forms import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from boundaries.model import Compilation, LegSpec, Problem
    from boundaries.workshop.bench import Look, Map
    from boundaries.workshop.offers import Offer
    from webmap.web.i18n import Texts

DIGITS = 6
GAPS = frozenset({"gap", "disconnected"})
"""Codes of what says that two lines do not meet."""
MOST_STREETS = 5_000
"""Names of streets that a page offers while one is typed."""


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of an area's words."""

    text: str
    role: str
    """leg, frame, unread or plain."""
    leg: int | None = None
    """Number of the leg as it is meant now; None where it is none any more."""


def coloured(look: Look) -> list[Words]:
    """Cut the words of an area into pieces by what they were read as."""
    now = {leg.span: leg.number for leg in look.legs if leg.span is not None}
    marks = [(leg.span.start, leg.span.end, "leg", now.get(leg.span)) for leg in look.read]
    marks += [(one.span.start, one.span.end, "unread", None) for one in look.unread]
    frames = look.parsed.frames if look.parsed is not None else ()
    marks += [(one.span.start, one.span.end, "frame", None) for one in frames]
    text, at, found = look.area.sentence, 0, []
    for start, end, role, leg in sorted(marks):
        if start < at or end > len(text):
            continue
        if start > at:
            found.append(Words(text[at:start], "plain"))
        found.append(Words(text[start:end], role, leg))
        at = end
    return [*found, *([Words(text[at:], "plain")] if at < len(text) else [])]


@dataclass(frozen=True, slots=True)
class OfferView:
    """One offer as a button."""

    key: str
    """What is sent where it is taken; another offer has another one."""
    text: str
    hint: str | None
    choice: int | None
    """Number of the area that it chooses, as the map marks it."""


@dataclass(frozen=True, slots=True)
class ProblemView:
    """One thing that is told, with what would answer it."""

    text: str
    lang: str
    severity: str
    legs: tuple[int, ...]
    offers: tuple[OfferView, ...]
    after: int | None = None
    """Of two lines that do not meet: the leg behind which a missing one belongs."""


@dataclass(frozen=True, slots=True)
class LegRow:
    """One leg in the list."""

    view: LegView | None
    """None as long as there is no map."""
    number: int
    name: str
    words: str
    kind: str
    kind_code: str
    rule: str
    side: str
    """Where the line lies, in a word or two; in those of the reading where nobody can choose it."""
    corrected: bool
    is_open: bool
    """True where the map has no line of it."""


def key_of(offer: Offer) -> str:
    """Name an offer by what it would do."""
    said = json.dumps([asdict(one) for one in offer.corrections], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def problems_of(look: Look, t: Texts) -> list[ProblemView]:
    """Say what keeps an area open, the worst first, each with its offers."""
    if look.outcome is None:
        return []
    by_problem: dict[int, list[OfferView]] = {}
    choices = 0
    for offer in look.offers:
        choice = None
        if isinstance(offer.corrections[0], Belongs):
            choices += 1
            choice = choices
        by_problem.setdefault(offer.problem, []).append(_offer(offer, choice, t))
    specs = {leg.number: leg for leg in look.legs}
    views = [
        _problem(problem, tuple(by_problem.get(at, ())), specs, t)
        for at, problem in enumerate(look.outcome.problems)
    ]
    order = ("error", "warning", "note")
    return sorted(views, key=lambda one: (not one.offers, order.index(one.severity)))


def _problem(
    problem: Problem, offers: tuple[OfferView, ...], legs: Mapping[int, LegSpec], t: Texts
) -> ProblemView:
    document = {
        "code": problem.code,
        "message": problem.message,
        "legs": list(problem.legs),
        "details": dict(problem.details),
    }
    said = compile_note(document, t.language)
    after = before_gap(problem, legs) if problem.code in GAPS else None
    return ProblemView(said.text, said.lang, problem.severity, problem.legs, offers, after)


def _offer(offer: Offer, choice: int | None, t: Texts) -> OfferView:
    size = _size(offer, t)
    if choice is not None:
        return OfferView(key_of(offer), _choice_words(choice, t), size, choice)
    one = offer.corrections[0]
    words: dict[str, object] = {}
    match one:
        case Meant():
            words = {"name": one.name, "leg": one.leg}
        case Added():
            words = {"name": offer.name, "after": one.after}
        case Swapped():
            words = {"leg": one.leg, "other": one.other}
        case Aside():
            words = {"words": one.words}
    hint = None if offer.meets is None else t(f"workshop.meets.{min(offer.meets, 2)}")
    if offer.areas > 1:
        hint = t("workshop.closes_to_choose", count=offer.areas)
    elif offer.closes:
        hint = t("workshop.closes", size=size)
    return OfferView(key_of(offer), t(f"workshop.offer.{one.kind}", **words), hint, None)


def _choice_words(choice: int, t: Texts) -> str:
    """Name one of several areas as the map shows it: by its number, and by its line."""
    if not t.has(f"workshop.choice.{choice}"):
        return t("workshop.offer.area_further", number=choice)
    line = t(f"workshop.choice.{choice}")
    return t("workshop.offer.area", number=choice, line=line)


def _size(offer: Offer, t: Texts) -> str | None:
    if offer.area is None:
        return None
    return t.ground(offer.area.area)


def reason_for(correction: Correction, t: Texts) -> str:
    """Say why an offer was taken, for the record, where its taker says nothing."""
    return t(f"workshop.reason.{correction.kind}")


def leg_rows(look: Look, t: Texts) -> list[LegRow]:
    """Return the legs in their order."""
    entries = {leg.number: leg for leg in look.outcome.legs} if look.outcome is not None else {}
    provisional = set(look.outcome.provisional) if look.outcome is not None else set()
    rows = []
    for leg in look.legs:
        entry = entries.get(leg.number)
        view = (
            None
            if entry is None
            else leg_view(entry, provisional=leg.number in provisional, lang=t.language)
        )
        is_open = entry is not None and entry.decision is Decision.UNRESOLVED
        rows.append(_row(leg, view, is_open=is_open, t=t))
    return rows


def _row(leg: LegSpec, view: LegView | None, *, is_open: bool, t: Texts) -> LegRow:
    return LegRow(
        view=view,
        number=leg.number,
        name=leg.name,
        words=leg.text,
        kind=t(f"kind.{leg.kind}"),
        kind_code=str(leg.kind),
        rule=str(leg.rule),
        side=t(f"workshop.side.{leg.rule}") if leg.rule in RULES else t(f"rule.{leg.rule}"),
        corrected=bool(leg.corrected) or leg.drawn is not None,
        is_open=is_open,
    )


STATUS = {
    CompileStatus.COMPILED: "ready",
    CompileStatus.AMBIGUOUS: "choose",
    CompileStatus.INCOMPLETE: "open",
    CompileStatus.FAILED: "open",
}


def status_of(look: Look) -> str:
    """Return a code: no_map, ready, choose, words or open."""
    if look.outcome is None:
        return "no_map"
    return "words" if look.waits_for_words else STATUS[look.outcome.status]


NOTHING_ON_MAP: dict[str, Any] = {"legs": [], "count": 0, "areas": [], "choices": [], "gaps": []}


def on_map(look: Look) -> dict[str, Any]:
    """Return what the browser draws: lines and areas as (latitude, longitude)."""
    outcome = look.outcome
    if outcome is None:
        return NOTHING_ON_MAP
    areas = [] if outcome.area is None else [outcome.area, *(a.area for a in outcome.alternatives)]
    return {
        "legs": [
            {
                "number": leg.number,
                "name": leg.name,
                "certainty": str(leg.certainty),
                "line": _pairs(shapely.LineString(leg.line), outcome.epsg),
            }
            for leg in outcome.legs
            if len(leg.line) > 1
        ],
        "count": len(look.legs),
        "areas": [_rings(area, outcome.epsg) for area in areas],
        "choices": list(_choices(look)),
        "gaps": list(_gaps(outcome)),
    }


def _choices(look: Look) -> Iterator[list[float]]:
    """Yield number, latitude and longitude of the areas to choose from, in ground of their own."""
    offered = [one for one in look.offers if isinstance(one.corrections[0], Belongs)]
    for number, offer in enumerate(offered, 1):
        for one in offer.corrections:
            if isinstance(one, Belongs) and one.inside:
                yield [number, one.lat, one.lon]
                break


def street_names(over: Map | None) -> list[str]:
    """Return the names on a map, for a field in which one is typed."""
    ways = () if over is None else over.network.ways
    return sorted({name for way in ways for name in way.names[:1]})[:MOST_STREETS]


def _gaps(outcome: Compilation) -> Iterator[dict[str, Any]]:
    for problem in outcome.problems:
        ends: Any = problem.details.get("nearest")
        if problem.code in GAPS and ends:
            yield {
                "line": _pairs(shapely.LineString(ends), outcome.epsg),
                "legs": list(problem.legs),
                "metres": problem.details.get("gap_m"),
            }


def _rings(area: BaseGeometry, epsg: int) -> list[list[list[list[float]]]]:
    there = reproject(area, epsg, WGS84)
    return [
        [_flipped(ring.coords) for ring in (part.exterior, *part.interiors)]
        for part in shapely.get_parts(there)
    ]


def _pairs(line: BaseGeometry, epsg: int) -> list[list[float]]:
    return _flipped(reproject(line, epsg, WGS84).coords)


def _flipped(coords: Iterable[Sequence[float]]) -> list[list[float]]:
    return [[round(y, DIGITS), round(x, DIGITS)] for x, y, *_ in coords]
