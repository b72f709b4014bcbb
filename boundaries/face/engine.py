"""Which edition and day a program means, and what answers a file of addresses."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, TypeAlias

from ..clock import today
from ..edition.acceptances import day_of
from ..edition.beside import list_folder
from ..facts import load_facts
from ..facts.area_files import area_files
from ..language.aliases import alias_file
from ..model import Answer, Edition, Reason, blank
from ..verdict.check import check
from ..verdict.engine import Question

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..facts.area_files import AreaFiles
    from ..verdict.overrides import Overrides

Day: TypeAlias = dt.date | str | None
"""A day in Hungary, as a date or "YYYY-MM-DD"; None = today."""


def day_on(day: Day) -> dt.date:
    """Return the day that is meant.

    Raises:
        EditionError: the text is no day.
    """
    if day is None:
        return today()
    return day if isinstance(day, dt.date) else day_of(day)


def edition_on(files: AreaFiles, area: Edition | str, variant: str, day: Day) -> Edition:
    """Return the edition of a slug that holds on a day; an edition is itself.

    Raises:
        UnknownAreaError, EditionError: as `edition.load_edition`.
    """
    if isinstance(area, Edition):
        return area
    as_of = None if day is None else day_on(day).isoformat()
    return files.edition(area, variant, now=today(), as_of=as_of)


def identity_of(
    edition: Edition, listed_on: dt.date, overrides: Overrides | None, day: dt.date, *how: str
) -> str:
    """Return what the answers to a file depend on, as a text that changes where they might.

    Args:
        edition: that is asked.
        listed_on: the day whose street list answers.
        overrides: those in force on the day of the questions.
        day: of the questions, for the facts on record.
        how: how answers are written: language, words.
    """
    digest = hashlib.sha256()
    folder = list_folder(edition, listed_on)
    paths = [*sorted(folder.iterdir() if folder else ()), alias_file(edition.town)]
    for path in (path for path in paths if path.is_file()):
        digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    decided = "-" if overrides is None or not overrides.entries else overrides.digest
    facts = load_facts(edition.slug, day).digest or "-"
    return " ".join(
        (edition.hash, digest.hexdigest(), decided, facts, *how, version("akcioterulet"))
    )


@dataclass(frozen=True, slots=True)
class FileQuestions:
    """The engine of a file of addresses; a `files.answers.Answering`."""

    edition: Edition
    day: dt.date
    lang: str
    words: Callable[[Answer, str], str] | None
    """Puts an answer into a sentence in a language; None leaves it out."""
    overrides: Overrides | None

    @property
    def identity(self) -> str:
        """Everything that the answers depend on: an interrupted job goes on with the same alone."""
        held = None if self.overrides is None else self.overrides.in_force(self.day)
        words = "-" if self.words is None else f"{self.words.__module__}.{self.words.__qualname__}"
        return identity_of(self.edition, self.day, held, self.day, self.lang, words)

    @property
    def town(self) -> str:
        """The town of the area: that of an address which names none."""
        return self.edition.town

    def refuse(self, query: str, reason: Reason) -> tuple[Answer, str]:
        """Return the answer to an address that must not be asked, and its sentence."""
        edition = self.edition
        answer = blank(query, edition.slug, edition.variant, edition.hash, reason)
        return answer, self._said(answer)

    def __call__(self) -> Callable[[str], tuple[Answer, str]]:
        """Return the engine with its sentences."""
        files = area_files()
        streets = files.streets(self.edition, self.day)
        places = files.doors(self.edition, self.day, self.day)

        def ask(query: str) -> tuple[Answer, str]:
            question = Question(query, self.edition, day=self.day)
            held = self.overrides
            answer = check(question, self.edition, streets, overrides=held, places=places)
            return answer, self._said(answer)

        return ask

    def _said(self, answer: Answer) -> str:
        return "" if self.words is None else self.words(answer, self.lang)
