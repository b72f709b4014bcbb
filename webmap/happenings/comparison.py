"""The programmes' money beside each other, every figure with its arithmetic. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.programmes.catalogue import walk
from boundaries.programmes.money import Missing, compare
from webmap.ask.programme_texts import quotient_text, title_of

from .wording import quote_views

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from boundaries.programmes.model import Programme, Stated
    from boundaries.programmes.money import Comparison, ComparisonRow, Operand, Quotient
    from webmap.web.i18n import Texts

    from .wording import QuoteView


@dataclass(frozen=True, slots=True)
class FigureView:
    """A quotient as arithmetic, or why there is none."""

    text: str
    is_figure: bool
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
        rows=tuple(_row(row, by_slug[row.programme], t) for row in table.rows),
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


def _row(row: ComparisonRow, programme: Programme, t: Texts) -> CompareRow:
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
    text = quotient_text(figure, t.language)
    if isinstance(figure, Missing):
        return FigureView(text, is_figure=False)
    above = _quotes(figure.numerator, programme, t)
    below = _quotes(figure.denominator, programme, t)
    return FigureView(text, is_figure=True, above=above, below=below)


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
