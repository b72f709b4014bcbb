"""Every programme for one place, as rows of a table: inside or outside, and its state that day."""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webmap.ask.programme_texts import cautions, sentence, state_text, title_of
from webmap.request.state import state
from webmap.web.i18n import texts

from .as_of import CompiledOn

if TYPE_CHECKING:
    import datetime as dt

    from boundaries.model import Answer
    from boundaries.programmes.look_up import ProgrammeAnswer, ProgrammeLookUp
    from geo.primitives import LonLat
    from webmap.ask.services import Areas


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
    from boundaries.programmes.look_up import bundled_look_up  # noqa: PLC0415 - takes a second

    return state().once(("desk-programmes",), bundled_look_up)
