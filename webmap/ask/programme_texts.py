"""Programmes and their answers in the words of the reader; pages and command line share them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from boundaries.model import details_document
from boundaries.programmes.look_up import programme_state
from boundaries.programmes.money import Missing, Quotient

from ..web.i18n import texts
from .documents import basis_fields
from .words import main_sentence, verdict_clause

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from boundaries.programmes.dates import ProgrammeState
    from boundaries.programmes.look_up import Caution, ProgrammeAnswer
    from boundaries.programmes.model import Programme

    from ..web.i18n import Texts


def title_of(programme: Programme, lang: str) -> str:
    """Return the title of a programme in a language."""
    return programme.title.hu if lang == "hu" else programme.title.en


def sentence(found: ProgrammeAnswer, lang: str) -> str:
    """Return the answer of one programme as a sentence: verdict, then reason."""
    return main_sentence(found.answer, texts(lang))


def state_text(found: ProgrammeAnswer, programme: Programme, lang: str) -> str:
    """Return how a programme stands on the day asked, with the date of its end."""
    return standing_on(programme, found.state, found.day, texts(lang))


def standing_on(programme: Programme, state: ProgrammeState | None, day: dt.date, t: Texts) -> str:
    """Say how a programme stands on a day, with the date of its end where one is known."""
    end = programme.period.end
    name = "unknown" if state is None else state.value
    if state is None and end is None:
        name = "unknown_open"
    last = "–" if end is None else t.date(end.days.last.isoformat())
    return t(f"programme.state.{name}", on_day=t.on_day(day.isoformat()), end=last)


def standing(programme: Programme, day: dt.date, lang: str) -> str:
    """Return how a programme stands on a day; see `state_text` for that of an answer."""
    return standing_on(programme, programme_state(programme, day), day, texts(lang))


def answer_lines(
    found: ProgrammeAnswer,
    programme: Programme,
    lang: str,
    *,
    leave_out: Collection[Caution] = (),
) -> tuple[str, ...]:
    """Return the answer of one programme in lines: verdict, other variants, state, cautions."""
    t = texts(lang)
    lines = [sentence(found, lang)]
    for other in found.variants[1:]:
        if other.verdict != found.answer.verdict:
            verdict = verdict_clause(other, t)
            lines.append(t("programme.other_variant", variant=other.variant, verdict=verdict))
    if found.answer.candidates:
        offered = "; ".join(one.address for one in found.answer.candidates)
        lines.append(t("programme.candidate", addresses=offered))
    lines.append(state_text(found, programme, lang))
    lines += [
        t(f"programme.caution.{caution}") for caution in found.cautions if caution not in leave_out
    ]
    return tuple(lines)


def cautions(found: ProgrammeAnswer, lang: str) -> tuple[str, ...]:
    """Return what must be said beside an answer."""
    t = texts(lang)
    return tuple(t(f"programme.caution.{caution}") for caution in found.cautions)


def programme_document(
    found: ProgrammeAnswer, programme: Programme, lang: str
) -> dict[str, object]:
    """Return the answer of one programme as the JSON object that programs get."""
    answer = found.answer
    return {
        "programme": found.programme,
        "project": programme.project,
        "title": title_of(programme, lang),
        "query": answer.query,
        "verdict": answer.verdict,
        "reason": answer.reason,
        "reason_text": sentence(found, lang),
        "matched": answer.matched,
        "assumed_town": answer.assumed_town,
        "method": answer.method,
        "settlement": found.settlement,
        "distance_m": answer.distance_m,
        "uncertainty_m": answer.uncertainty_m,
        "area": answer.area,
        "edition": answer.edition,
        **basis_fields(answer, lang),
        "variants": {one.variant: one.verdict for one in found.variants},
        "candidates": [
            {"address": one.address, "verdict": one.verdict} for one in answer.candidates
        ],
        "details": details_document(answer.details),
        "day": found.day.isoformat(),
        "state": found.state,
        "state_text": state_text(found, programme, lang),
        "cautions": list(found.cautions),
        "caution_texts": list(cautions(found, lang)),
    }


def quotient_text(figure: Quotient | Missing, lang: str) -> str:
    """Write a figure of the comparison with its arithmetic, or why there is none."""
    t = texts(lang)
    if isinstance(figure, Missing):
        return t(f"programme.missing.{figure}")
    terms = [t.number(term) for term in figure.denominator.terms]
    below = terms[0] if len(terms) == 1 else f"({' + '.join(terms)})"
    above, result = t.number(figure.numerator.value), t.number(whole_forints(figure.result))
    return t("programme.quotient", above=above, below=below, result=result)


def whole_forints(value: Decimal) -> int:
    """Return an amount in whole forints: there is no smaller coin.

    >>> whole_forints(Decimal("96656061.60")), whole_forints(Decimal("0.5"))
    (96656062, 1)
    """
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
