"""What answers an address of an area on a day, read once and again when a file of it changes."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING, TypeAlias

from ..clock import today
from ..edition.acceptances import RECORD, day_of
from ..edition.beside import list_folder
from ..edition.edition import edition_homes, load_edition
from ..errors import RegisterError
from ..facts import load_facts
from ..facts.in_force import evidence_on
from ..language.aliases import alias_file
from ..model import Answer, Edition, Reason, blank
from ..streets.street_list import StreetList, load_street_list
from ..verdict.check import check
from ..verdict.engine import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from ..doors.places import DoorEvidence
    from ..verdict.overrides import Overrides

Day: TypeAlias = dt.date | str | None
"""A day in Hungary, as a date or "YYYY-MM-DD"; None = today."""
_State = tuple[tuple[str, int, int], ...]
"""Path, time and size of files: another one where a file has changed."""


def day_on(day: Day) -> dt.date:
    """Return the day that is meant.

    Raises:
        EditionError: the text is no day.
    """
    if day is None:
        return today()
    return day if isinstance(day, dt.date) else day_of(day)


def edition_on(area: Edition | str, variant: str, day: Day) -> Edition:
    """Return the edition of a slug that holds on a day; an edition is itself.

    Raises:
        UnknownAreaError, EditionError: as `edition.load_edition`.
    """
    if isinstance(area, Edition):
        return area
    records = (home / area / RECORD for home in edition_homes(None))
    as_of = None if day is None else day_on(day).isoformat()
    return _edition_on(area, variant, as_of, today(), _state(records))


@functools.lru_cache(maxsize=16)
def _edition_on(
    slug: str, variant: str, as_of: str | None, now: dt.date, _files: _State
) -> Edition:
    return load_edition(slug, variant, as_of=as_of, now=now)


def ground_of(edition: Edition, day: dt.date) -> tuple[StreetList, DoorEvidence | None]:
    """Return the street list of an edition on a day, and what is known of its doors.

    Raises:
        RegisterError: there is no street list, or a file of it cannot be read.
        EditionError: the annex of the edition is gone or was changed.
        FactError: the log of facts cannot be read.
    """
    folder = list_folder(edition, day)
    if folder is None:
        raise RegisterError(
            f"{edition.slug}: its definition names no street list, so that it can be asked about "
            "points only; make one with `akcioterulet area street-list`"
        )
    places = [folder, *(home / edition.slug for home in edition_homes(None))]
    files = _state(file for place in places if place.is_dir() for file in place.iterdir())
    return _ground_of(_Asked(edition, edition.hash, day, folder, files))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the ground of an edition depends on; equal where the ground is the same."""

    edition: Edition = field(compare=False)
    hash: str
    day: dt.date
    folder: Path
    files: _State


@functools.lru_cache(maxsize=16)
def _ground_of(asked: _Asked) -> tuple[StreetList, DoorEvidence | None]:
    edition, day = asked.edition, asked.day
    streets = load_street_list(asked.folder, edition.variant)
    return streets, evidence_on(edition, asked.folder, day, day)


def _state(files: Iterable[Path]) -> _State:
    found = []
    for file in sorted(files):
        try:
            seen = file.stat()
        except OSError:  # it is not there
            continue
        found.append((str(file), seen.st_mtime_ns, seen.st_size))
    return tuple(found)


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
        streets, places = ground_of(self.edition, self.day)

        def ask(query: str) -> tuple[Answer, str]:
            question = Question(query, self.edition, day=self.day)
            held = self.overrides
            answer = check(question, self.edition, streets, overrides=held, places=places)
            return answer, self._said(answer)

        return ask

    def _said(self, answer: Answer) -> str:
        return "" if self.words is None else self.words(answer, self.lang)
