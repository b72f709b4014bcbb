"""The question of the look-up form, put to every programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webmap.ask.words import variant_name
from webmap.happenings.sources import catalogue, programme_look_up, served_editions
from webmap.happenings.wording import programme_answers
from webmap.request.state import state
from webmap.web.http import language
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from boundaries.model import Answer
    from boundaries.programmes.look_up import ProgrammeAnswer
    from geo.primitives import LonLat
    from webmap.happenings.wording import ProgrammeAnswers


Found = tuple["ProgrammeAnswer", ...]


def ask_programmes(answer: Answer, point: LonLat | None) -> Found:
    """Return what every programme says; nothing where the catalogue cannot be read.

    Args:
        answer: about the area that was asked: the programmes are asked the same question, in the
            town that it assumed.
        point: WGS84, or None.
    """
    asked, today = programme_look_up(), state().today()
    if asked is None:
        return ()
    if point is not None:
        return asked.look_up_point(point, today)
    return asked.look_up(answer.query, today, answer.assumed_town)


def shown_answers(found: Found, *, asks_already: bool) -> ProgrammeAnswers | None:
    """Return the programmes' answers as the page shows them; None where there are none.

    Args:
        found: one for each programme.
        asks_already: whether the page asks the person something else already.
    """
    if not found:
        return None
    lang, known = language(), catalogue()
    names = {
        (edition.slug, edition.variant): variant_name(edition, lang)
        for programme in known.programmes
        for edition in served_editions(programme)
    }
    return programme_answers(
        found, known.by_slug, texts(lang), variant_names=names, with_options=not asks_already
    )
