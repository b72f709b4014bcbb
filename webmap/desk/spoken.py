"""The answer as one sentence that a clerk reads aloud on the phone.

It says the day, the place, inside or outside, why, and that the programme has ended, if so.
Everything else stands below it on the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from boundaries.model import DECIDED, VerdictKind
from webmap.ask.words import place_words, reason_clause
from webmap.web.i18n import capitalised, texts

if TYPE_CHECKING:
    from boundaries.model import Answer
    from webmap.web.i18n import Texts

    from .as_of import Held

KNOWN = DECIDED | {VerdictKind.BOUNDARY}
"""Verdicts that say something of the place; on the line is one."""


def spoken(answer: Answer, held: Held, lang: str) -> str:
    """Return an answer as one sentence for the phone, with its full stop."""
    t = texts(lang)
    verdict = t(f"verdict.{answer.verdict}", the_place=the_place(answer, t))
    clause = t("answer.because", verdict=verdict, reason=reason_clause(answer, t))
    if answer.verdict not in KNOWN:
        return f"{capitalised(clause)}."
    dated = _dated(clause, held, t)
    return f"{capitalised(dated)}{_programme(held, t)}."


def the_place(answer: Answer, t: Texts) -> str:
    """Return the place of an answer as it is said, with its article."""
    if answer.method == "coordinate" or answer.matched is None:
        return place_words(answer, t)
    number = answer.matched.rpartition(" ")[2]
    if not number[:1].isdigit():
        return t.the(t("desk.place.street", address=answer.matched))
    key = "desk.place.number" if number.isdigit() else "desk.place.other_number"
    return t.the(t(key, address=answer.matched))


def _dated(clause: str, held: Held, t: Texts) -> str:
    if held.held or held.accepted_on is None:
        return t("desk.spoken.on_day", on_day=t.on_day(held.day.isoformat()), clause=clause)
    on_day = t.on_day(held.accepted_on)
    return t("desk.spoken.first_edition", the_on_day=t.the(on_day), clause=clause)


def _programme(held: Held, t: Texts) -> str:
    """Return what is added where the programme does not run on the day, or nothing."""
    start, end = held.edition.valid_start, held.edition.valid_end
    day = held.day.isoformat()
    if end is not None and day > end:
        return t("desk.spoken.ended", on_day=t.on_day(end))
    if start is not None and day < start:
        return t("desk.spoken.not_begun", on_day=t.on_day(start))
    return ""
