"""Statistics of a programme's area as the public sees them: small numbers are suppressed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.language.names import fold
from boundaries.model import VerdictKind
from boundaries.programmes.catalogue import walk
from boundaries.programmes.money import Missing, compare
from boundaries.verdict.statistics import SEVERAL, for_the_public
from webmap.ask.programme_texts import quotient_text, title_of, whole_forints

from .wording import quote_views

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from boundaries.programmes.figures import ProgrammeFigures
    from boundaries.programmes.model import Programme, Stated
    from boundaries.programmes.money import Comparison, ComparisonRow, Operand, Quotient
    from boundaries.towns.settlements import Settlements
    from boundaries.verdict.statistics import AreaStatistics, Count
    from webmap.web.i18n import Texts

    from .wording import QuoteView


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


@dataclass(frozen=True, slots=True)
class FigureView:
    """A quotient as arithmetic, or why there is none."""

    text: str
    """The result in whole forints, or why there is none."""
    is_figure: bool
    arithmetic: str = ""
    """What was divided by what."""
    above: tuple[QuoteView, ...] = ()
    """Where the numerator comes from."""
    below: tuple[QuoteView, ...] = ()


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One programme."""

    slug: str
    title: str
    project: str
    amount: str
    """In forints, or as written where that cannot be used."""
    is_counted: bool
    notes: tuple[str, ...]
    quotes: tuple[QuoteView, ...]
    per_settlement: FigureView
    per_participant: FigureView


@dataclass(frozen=True, slots=True)
class CompareView:
    """All of them, with their sum."""

    rows: tuple[CompareRow, ...]
    total: str
    """The sum as arithmetic."""
    left_out: tuple[tuple[str, str], ...]
    """(title, why) of what the sum leaves out."""
    companions: tuple[tuple[str, str], ...]
    """(title, forints) of companion projects, which stand apart."""


def compare_view(programmes: Sequence[Programme], t: Texts) -> CompareView:
    """Return the comparison of programmes in a language."""
    table = compare(programmes)
    by_slug = {one.slug: one for one in programmes}
    names = {one.slug: title_of(one, t.language) for one in programmes}
    return CompareView(
        rows=tuple(_compare_row(row, by_slug[row.programme], t) for row in table.rows),
        total=_total(table, t),
        left_out=tuple(
            (names[slug], t(f"programme.missing.{why}")) for slug, why in table.left_out
        ),
        companions=tuple((names[slug], _forints(value, t)) for slug, value in table.companions),
    )


def _forints(value: int, t: Texts) -> str:
    return t("facts.forints", value=t.number(value))


def _total(table: Comparison, t: Texts) -> str:
    terms = " + ".join(t.number(value) for _, value in table.terms)
    return t("programme.total", terms=terms, total=t.number(table.total))


def _compare_row(row: ComparisonRow, programme: Programme, t: Texts) -> CompareRow:
    flag = row.flag_hu if t.language == "hu" else row.flag_en
    notes = [t("facts.gross")] if row.gross else []
    if row.amount is not None:
        amount, quotes = _forints(row.amount.value, t), _quotes(row.amount, programme, t)
        notes.insert(0, t("facts.written", words=row.written))
    else:
        amount = row.written or "–"
        quotes = _flagged(programme, t)
        notes += [flag or t("programme.missing.no_amount")]
    return CompareRow(
        slug=row.programme,
        title=title_of(programme, t.language),
        project=programme.project,
        amount=amount,
        is_counted=row.amount is not None,
        notes=tuple(notes),
        quotes=quotes,
        per_settlement=_figure(row.per_settlement, programme, t),
        per_participant=_figure(row.per_participant, programme, t),
    )


def _figure(figure: Quotient | Missing, programme: Programme, t: Texts) -> FigureView:
    arithmetic = quotient_text(figure, t.language)
    if isinstance(figure, Missing):
        return FigureView(arithmetic, is_figure=False)
    text = _forints(whole_forints(figure.result), t)
    above = _quotes(figure.numerator, programme, t)
    below = _quotes(figure.denominator, programme, t)
    return FigureView(text, is_figure=True, arithmetic=arithmetic, above=above, below=below)


def _quotes(operand: Operand, programme: Programme, t: Texts) -> tuple[QuoteView, ...]:
    """Return the quotations of the facts that an operand names."""
    found: list[QuoteView] = []
    for stated in _facts(programme, operand.paths):
        found += quote_views(programme, stated, t)
    return tuple(found)


def _facts(programme: Programme, paths: Iterable[str]) -> list[Stated]:
    wanted = set(paths)
    return [stated for path, stated in walk(programme) if path in wanted]


def _flagged(programme: Programme, t: Texts) -> tuple[QuoteView, ...]:
    flagged = [amount for amount in programme.amounts if amount.huf is None]
    return tuple(quote for amount in flagged for quote in quote_views(programme, amount, t))
