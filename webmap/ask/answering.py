"""The one engine as file jobs need it: made anew inside every worker process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.clock import Clock
from boundaries.face.engine import identity_of
from boundaries.facts import facts_of
from boundaries.model import Answer, Reason, blank

from ..web.i18n import DEFAULT_LANGUAGE
from .evidence_words import facts_text
from .services import DEFAULT_VARIANT, BundledAreas
from .words import reason_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from boundaries.verdict.overrides import Overrides


@dataclass(frozen=True, slots=True)
class AreaAnswering:
    """Answers about one area in one language; a `boundaries.files.answers.Answering`."""

    slug: str
    variant: str = DEFAULT_VARIANT
    lang: str = DEFAULT_LANGUAGE
    overrides: Overrides | None = None
    """Those in force on `on`, as they were when the job began."""
    on: dt.date | None = None
    """The day of the questions; None = today, for jobs without overrides and facts."""

    @property
    def identity(self) -> str:
        """Edition, files, facts and overrides that answers come from, language, version.

        The day counts by what is in force on it: a job can go on after midnight, unless an
        override begins or ends, or a fact does.
        """
        areas = BundledAreas()
        edition = areas.edition(self.slug, self.variant)
        today = areas.clock.today()
        return identity_of(edition, today, self.overrides, self.on or today, self.lang)

    @property
    def town(self) -> str:
        """The town of the area: that of an address which names none."""
        return BundledAreas().edition(self.slug, self.variant).town

    def refuse(self, query: str, reason: Reason) -> tuple[Answer, str]:
        """Return the answer to an address that must not be asked, and its sentence."""
        edition = BundledAreas().edition(self.slug, self.variant)
        answer = blank(query, self.slug, self.variant, edition.hash, reason)
        return answer, reason_text(answer, self.lang)

    def __call__(self) -> Callable[[str], tuple[Answer, str]]:
        """Return the engine with its sentences."""
        on = self.on
        areas = BundledAreas(lambda _: self.overrides, None if on is None else Clock.on(on))
        areas.edition(self.slug, self.variant)  # an unknown area is told before the first row

        def ask(query: str) -> tuple[Answer, str]:
            answer = areas.check(query, self.slug, self.variant)
            said, facts = reason_text(answer, self.lang), facts_text(answer, self.lang)
            return answer, f"{said} {facts}" if facts else said

        return ask


def answering(
    areas: BundledAreas, slug: str, variant: str = DEFAULT_VARIANT, lang: str = DEFAULT_LANGUAGE
) -> AreaAnswering:
    """Return the engine of a file job that answers as these areas do at this moment."""
    overrides, on = areas.overrides(slug, variant), areas.clock.today()
    if overrides is not None:
        overrides = overrides.in_force(on)
    if overrides is not None and not overrides.entries:
        overrides = None
    dated = overrides is not None or bool(facts_of(slug))
    return AreaAnswering(slug, variant, lang, overrides, on if dated else None)
