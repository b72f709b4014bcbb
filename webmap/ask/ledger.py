"""The ledger of an edition as people read it: its legs in walking order, and its basis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries import clock
from boundaries.model import Certainty, Decision

from ..web.i18n import Texts, capitalised, texts
from .words import SHORT_HASH, attribution, caution, network_note, title, variant_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from boundaries.model import Edition, LedgerEntry

SQUARE_METRES = 1_000_000
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
    evidence: tuple[str, ...]
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
        evidence=leg.evidence,
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
        source=", ".join(edition.source[name] for name in SHOWN_SOURCE if edition.source.get(name)),
        projects=edition.projects,
        hash=edition.hash,
        short_hash=edition.hash[:SHORT_HASH],
        extent=extent(edition, lang),
        legs=tuple(
            leg_view(leg, provisional=leg.number in provisional, lang=lang) for leg in edition.legs
        ),
        provisional=", ".join(f"{n}." for n in sorted(provisional)) or None,
        network_note=network_note(edition, lang),
        validity=_validity(edition, t),
        attribution=attribution(edition, lang),
        caution=caution(edition, lang, today=day),
        made_on=t.date(day.isoformat()),
    )


def _validity(edition: Edition, t: Texts) -> str | None:
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
    size = t("unit.square_km", value=t.number(edition.area.area / SQUARE_METRES, 2))
    parts = len(edition.area.geoms)
    if parts == 1:
        return t("legs.extent_one", area=size)
    return t("legs.extent", area=size, parts=parts)


def size_text(edition: Edition, lang: str) -> str:
    """Return the size of an edition's area as a sentence that stands alone."""
    t = texts(lang)
    size = t("unit.square_km", value=t.number(edition.area.area / SQUARE_METRES, 2))
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
