"""An answer as the staff desk shows it: the sentence to read aloud, its proof, every programme."""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.model import Reason, VerdictKind
from webmap.ask.candidates import range_label
from webmap.ask.evidence_words import leaning_text
from webmap.ask.programme_texts import cautions, sentence, state_text, title_of
from webmap.ask.words import (
    AnswerView,
    Row,
    answer_view,
    main_sentence,
    reason_clause,
    reason_key,
    standing_text,
)
from webmap.request.state import state
from webmap.web.i18n import capitalised, texts

from ..request.streets import street_of
from .as_of import CompiledOn
from .proof import KNOWN, RecordedFact, evidence_rows, facts, override_view, recorded_facts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from boundaries.model import Answer
    from boundaries.programmes.look_up import ProgrammeAnswer, ProgrammeLookUp
    from boundaries.streets.street_list import Street
    from geo.primitives import LonLat
    from webmap.ask.services import Areas
    from webmap.request.streets import OnMap
    from webmap.web.i18n import Texts

    from .as_of import Held
    from .proof import Evidence


@dataclass(frozen=True, slots=True)
class Choice:
    """An address that can be looked up with one key press."""

    address: str
    verdict: str | None
    """The verdict that it would get, in a word, where that is known."""
    hint: str | None = None
    """What tells it from its namesakes: polling districts, highest number."""


@dataclass(frozen=True, slots=True)
class DeskAnswer:
    """One answer with its proof."""

    view: AnswerView
    """What the public page shows of it."""
    spoken: str
    """The sentence to read aloud."""
    reason: str
    """The reason as a sentence of its own."""
    facts: tuple[Row, ...]
    """Rule, leg, metres, uncertainty, how sure it is; in words."""
    evidence: tuple[Evidence, ...]
    """Each source with what it says alone."""
    override: tuple[Row, ...]
    next_step: str | None
    """What to do where nothing is decided."""
    choices: tuple[Choice, ...]
    same_for_all: str | None
    """Said where every candidate gets the same verdict."""
    ranges: tuple[Row, ...]
    """Ranges of house numbers that the list knows, each with its verdict or district."""
    nearest: tuple[str, ...]
    """Known addresses next to a number that is not listed."""
    shown: OnMap
    """What the map shows of the place, and what it does not."""
    unchecked: bool = False
    """True where the overrides could not be read, so that one may be missing."""
    behind: bool = False
    """True where another machine has a newer edition in force."""
    differs: bool = False
    """True where another machine works with other files of the area."""
    code: str = ""
    """Code of the reason."""
    asked_about: str = ""
    """The place as it was understood, or else as it was typed."""
    proposable: bool = False
    """True where the answer is about an address of the list."""
    leans: str = ""
    """Which way an undecidable door leans, as a note for the order of work, or empty."""
    recorded: tuple[RecordedFact, ...] = ()
    """The facts that people put on record and that speak of the door."""


def desk_answer(
    answer: Answer,
    held: Held,
    lang: str,
    *,
    streets: Mapping[str, Street],
    shown: OnMap,
) -> DeskAnswer:
    """Make an answer ready for the desk.

    Args:
        answer: The answer.
        held: The edition that gave it, and the day.
        lang: Language of every text.
        streets: The street list by full names; empty where there is none.
        shown: What the map shows of its place.
    """
    t = texts(lang)
    view = answer_view(answer, held.edition, lang)
    choices = tuple(_choices(answer, held, streets, t))
    return DeskAnswer(
        view=view,
        spoken=spoken_sentence(answer, held, lang),
        reason=capitalised(reason_clause(answer, t)) + ".",
        facts=tuple(facts(answer, held, t)),
        evidence=evidence_rows(answer, t),
        override=override_view(answer, t),
        next_step=_next_step(answer, t),
        choices=choices,
        same_for_all=_same_for_all(answer, t),
        ranges=_ranges(answer, view, t),
        nearest=tuple(_nearest(answer)),
        shown=shown,
        unchecked=answer.details.get("overrides_unchecked", False),
        behind=answer.details.get("machine_behind", False),
        differs=answer.details.get("machines_differ", False),
        code=str(answer.reason),
        asked_about=answer.matched or answer.query,
        proposable=answer.matched is not None and answer.method != "coordinate",
        leans=leaning_text(answer, t),
        recorded=recorded_facts(answer, t),
    )


def _choices(
    answer: Answer, held: Held, streets: Mapping[str, Street], t: Texts
) -> Iterator[Choice]:
    for candidate in answer.candidates:
        if candidate.numbers is None:
            known = candidate.verdict in KNOWN
            word = t(f"verdict_word.{candidate.verdict}") if known else None
            street = street_of(candidate.address, held.edition.town, streets)
            yield Choice(candidate.address, word, None if street is None else _hint(street, t))


def _hint(street: Street, t: Texts) -> str | None:
    """Say what tells a street from its namesakes."""
    districts = sorted({row.district for row in street.rows if row.district})
    if not districts:
        return None
    numbers = ", ".join(district.lstrip("0") or "0" for district in districts)
    highest = max((row.highest or 0 for row in street.rows), default=0)
    return t("desk.choice_hint", districts=numbers, highest=highest)


def _same_for_all(answer: Answer, t: Texts) -> str | None:
    """Say so where it does not matter which namesake is meant."""
    verdicts = {candidate.verdict for candidate in answer.candidates}
    if answer.reason is not Reason.HOMONYM or len(verdicts) != 1 or len(answer.candidates) == 1:
        return None
    verdict = verdicts.pop()
    return t(f"desk.same_for_all.{verdict}") if verdict in KNOWN else None


def _next_step(answer: Answer, t: Texts) -> str | None:
    if answer.verdict in KNOWN and answer.verdict is not VerdictKind.BOUNDARY:
        return None
    key = reason_key(answer)
    return t(f"desk.next.{key}") if t.has(f"desk.next.{key}") else None


def _ranges(answer: Answer, view: AnswerView, t: Texts) -> tuple[Row, ...]:
    """Return the ranges with their verdicts, or else those that the list names beside a number."""
    if view.ranges:
        return tuple(Row(one.address, one.verdict or "–") for one in view.ranges)
    return tuple(
        Row(
            range_label(one, t.language),
            t("desk.range_district", number=one.district.lstrip("0") or "–"),
        )
        for one in answer.details.get("ranges", ())
    )


def _nearest(answer: Answer) -> Iterator[str]:
    near = answer.details.get("nearest")
    if near and answer.matched is not None:
        street = answer.matched.rpartition(" ")[0]
        yield from (f"{street} {number}" for number in near)


def spoken_sentence(answer: Answer, held: Held, lang: str) -> str:
    """Return an answer in sentences for the phone, of at most twenty words each."""
    t = texts(lang)
    said = main_sentence(answer, t)
    if answer.verdict not in KNOWN:
        return said
    if held.held or held.accepted_on is None:
        dated = t("desk.spoken.on_day", date=t.date(held.day.isoformat()))
    else:
        dated = t("desk.spoken.first_edition", the_on_day=t.the(t.on_day(held.accepted_on)))
    standing = standing_text(answer, held.edition, held.day, t)
    return " ".join(filter(None, (said, dated, standing)))


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """What one programme says."""

    title: str
    kind: str
    """Code of the verdict."""
    word: str
    sentence: str
    state: str
    cautions: tuple[str, ...]


def programme_rows(
    areas: Areas, answer: Answer, point: LonLat | None, day: dt.date, lang: str
) -> tuple[ProgrammeRow, ...]:
    """Ask every programme about the place of an answer.

    Args:
        areas: Who answers for the areas that this service serves.
        answer: The desk's answer; every programme is asked the same question, in the town that
            it assumed.
        point: The point that was asked about, if one was.
        day: For which the states are told.
        lang: Language of the rows.
    """
    base = _base()
    asked = copy.copy(base)
    asked.compiled = CompiledOn(areas, day, base.compiled)
    found = (
        asked.look_up(answer.query, day, answer.assumed_town)
        if point is None
        else asked.look_up_point(point, day)
    )
    titles = {one.slug: one for one in base.catalogue}
    rows = []
    for one in found:
        programme = titles[one.programme]
        said = _kept(one, answer)
        rows.append(
            ProgrammeRow(
                title=title_of(programme, lang),
                kind=str(said.verdict),
                word=texts(lang)(f"verdict_word.{said.verdict}"),
                sentence=sentence(dataclasses.replace(one, answer=said), lang),
                state=state_text(one, programme, lang).rstrip(".") + ".",
                cautions=cautions(one, lang)[1:],
            )
        )
    return tuple(rows)


def _kept(found: ProgrammeAnswer, answer: Answer) -> Answer:
    """Return the answer of the variant that the desk asked about, where it is this area's."""
    same = [one for one in found.variants if one.variant == answer.variant]
    return same[0] if found.answer.area == answer.area and same else found.answer


def _base() -> ProgrammeLookUp:
    from boundaries.facts.area_files import area_files  # noqa: PLC0415 - as below
    from boundaries.programmes.look_up import bundled_look_up  # noqa: PLC0415 - takes a second

    return state().once(("desk-programmes", area_files().programmes), bundled_look_up)
