"""Statistics of a programme's area as the public sees them: small numbers are suppressed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.language.names import fold
from boundaries.model import VerdictKind
from boundaries.verdict.statistics import SEVERAL, for_the_public

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from boundaries.programmes.figures import ProgrammeFigures
    from boundaries.towns.settlements import Settlements
    from boundaries.verdict.statistics import AreaStatistics, Count
    from webmap.web.i18n import Texts


@dataclass(frozen=True, slots=True)
class CountRow:
    """Doors and streets of one verdict."""

    label: str
    doors: str
    streets: str


@dataclass(frozen=True, slots=True)
class FiguresView:
    """The figures of one variant of an area."""

    variant: str
    """Its name; empty where there is only one."""
    sizes: tuple[tuple[str, str], ...]
    """(label, figure with its unit)."""
    counts: tuple[CountRow, ...]
    """Empty where no register is known."""
    without_register: tuple[str, ...]
    """Names of settlements whose doors are not known and not counted."""
    suppressed: bool


def figures_view(
    figures: ProgrammeFigures, places: Settlements, name: str, t: Texts
) -> FiguresView:
    """Return the figures of one variant, with small numbers suppressed.

    Args:
        figures: as they are.
        places: the settlements.
        name: of the variant; empty where there is only one.
        t: language of the texts.
    """
    shown = for_the_public(figures.statistics)
    hidden = [*shown.doors.values(), *shown.streets.values()]
    known = any(count.value or count.suppressed for count in shown.doors.values())
    return FiguresView(
        variant=name,
        sizes=tuple(_sizes(shown, t)),
        counts=tuple(_counts(shown, t)) if known else (),
        without_register=tuple(
            sorted((places.by_code[code].name for code in figures.without_register), key=fold)
        ),
        suppressed=any(count.suppressed for count in hidden),
    )


def _sizes(shown: AreaStatistics, t: Texts) -> Sequence[tuple[str, str]]:
    rows = []
    if shown.km2:
        rows.append((t("figures.size"), t("figures.km2", value=t.number(shown.km2, 2))))
        perimeter = t("figures.km", value=t.number(shown.perimeter_km, 1))
        rows.append((t("figures.perimeter"), perimeter))
    if shown.share_of_town is not None:
        percent = t("figures.percent", value=t.number(100 * shown.share_of_town, 2))
        rows.append((t("figures.share"), percent))
    if shown.uncertain_km2:
        open_km2 = t("figures.km2", value=t.number(shown.uncertain_km2, 2))
        rows.append((t("figures.uncertain"), open_km2))
    return rows


def _counts(shown: AreaStatistics, t: Texts) -> Sequence[CountRow]:
    keys = [verdict.value for verdict in VerdictKind]
    rows = [
        CountRow(
            t(f"verdict_word.{key}"), _shown(shown.doors, key, t), _shown(shown.streets, key, t)
        )
        for key in keys
        if _matters(shown.doors, key) or _matters(shown.streets, key)
    ]
    if _matters(shown.streets, SEVERAL):
        rows.append(CountRow(t("figures.several"), "–", _shown(shown.streets, SEVERAL, t)))
    totals = [
        t("figures.hidden") if value is None else t.number(value)
        for value in (shown.doors_total, shown.streets_total)
    ]
    return [*rows, CountRow(t("figures.total"), totals[0], totals[1])]


def _matters(counts: Mapping[str, Count], key: str) -> bool:
    count = counts.get(key)
    return count is not None and count.value != 0


def _shown(counts: Mapping[str, Count], key: str, t: Texts) -> str:
    count = counts.get(key)
    if count is None:
        return "–"
    return t("figures.hidden") if count.value is None else t.number(count.value)
