"""The legend: one row for each way of drawing a line that the map uses, in the map's styles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.model import Decision

from ..ask.ledger import LINE_STYLES, STAND_IN_STYLE, LineStyle
from ..web.i18n import texts

if TYPE_CHECKING:
    from boundaries.model import Edition


@dataclass(frozen=True, slots=True)
class LegendLine:
    """One sample line and its meaning."""

    code: str
    label: str
    style: LineStyle


def legend(edition: Edition, lang: str) -> tuple[LegendLine, ...]:
    """Return the sample lines that occur, from the best known to the least."""
    t = texts(lang)
    drawn = {leg.certainty for leg in edition.legs if leg.line}
    lines = [
        LegendLine(str(certainty), t(f"certainty.{certainty}"), style)
        for certainty, style in LINE_STYLES.items()
        if certainty in drawn
    ]
    if any(leg.decision is Decision.STAND_IN and not leg.line for leg in edition.legs):
        lines.append(LegendLine("stand-in", t("legend.stand_in"), STAND_IN_STYLE))
    return tuple(lines)
