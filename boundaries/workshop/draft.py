"""A draft: a text, what was put right of each of its areas, and the files it is worked on with.

A value that is kept whole as JSON, one for each version. Pure.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping  # noqa: TC003 - pydantic reads the annotations
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import pydantic

from ..edition.corrections import Correction  # noqa: TC001 - pydantic reads the annotations
from .areas import areas_of
from .bench import fits, look
from .list_bench import fits_list
from .row_steps import RowStep, moved_steps

if TYPE_CHECKING:
    from .areas import AreaText

LONGEST_TEXT = 400_000
"""Characters of a text in the workshop: some hundred pages."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that a draft is worked on with; it lies in the draft's folder."""

    file: str
    name: str
    """As it was sent, or what it was fetched as; for showing only."""
    sha256: str
    size: int
    dated: str = ""
    """ISO moment or day of its data, where it says one."""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class ListWork:
    """What is worked at one list of a draft."""

    steps: tuple[Annotated[RowStep, pydantic.Field(discriminator="kind")], ...] = ()
    """What was put right of its rows, the first one first."""
    replaces: str = ""
    """Slug of the area in force that it is the next edition of; empty: of none."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody works on."""

    text: str
    town: str = ""
    corrections: Mapping[
        int, tuple[Annotated[Correction, pydantic.Field(discriminator="kind")], ...]
    ] = field(default_factory=dict)
    """Number of an area -> what was put right of it."""
    maps: tuple[SourceFile, ...] = ()
    registers: tuple[SourceFile, ...] = ()
    programme: Mapping[str, Any] | None = None
    """What is filled in of a programme, as `programmes.drafting` keeps it."""
    form: str = ""
    """What somebody says that the text is, of `areas.FORMS`; empty: as it reads."""
    lists: Mapping[int, ListWork] = field(default_factory=dict)
    """Number of an area that is a list -> what is worked at it."""

    def areas(self) -> tuple[AreaText, ...]:
        """Return the areas of the text."""
        return areas_of(self.text, self.form)

    def of(self, area: int) -> tuple[Correction, ...]:
        """Return what was put right of an area."""
        return self.corrections.get(area, ())

    def corrected(self, area: int, *more: Correction) -> Draft:
        """Return the draft with corrections behind those that an area has."""
        made = {**self.corrections, area: (*self.of(area), *more)}
        return dataclasses.replace(self, corrections=made)

    def list_of(self, area: int) -> ListWork:
        """Return what is worked at a list."""
        return self.lists.get(area, ListWork())

    def with_list(self, area: int, work: ListWork) -> Draft:
        """Return the draft with other work at one of its lists."""
        return dataclasses.replace(self, lists={**self.lists, area: work})

    def with_form(self, form: str) -> tuple[Draft, tuple[int, ...]]:
        """Return the draft with its text read as something else; see `with_text`."""
        return self._changed(dataclasses.replace(self, form=form))

    def with_text(self, text: str) -> tuple[Draft, tuple[int, ...]]:
        """Return the draft with other words, and the areas whose corrections do not fit them.

        What was put right of an area is kept where its words are as they were, or where all of it
        can still be made; else it goes, since its numbers would mean other legs. Of a list each
        row is kept whose words are there.
        """
        return self._changed(dataclasses.replace(self, text=text))

    def _changed(self, changed: Draft) -> tuple[Draft, tuple[int, ...]]:
        before = {one.number: one for one in self.areas()}
        now = {one.number: one for one in changed.areas()}
        kept = {
            number: made
            for number, made in self.corrections.items()
            if number in now and _still_fit(before.get(number), now[number], made)
        }
        lists, less = _kept_lists(self.lists, before, now)
        lost = {n for n, made in self.corrections.items() if made and n not in kept} | less
        made = dataclasses.replace(changed, corrections=kept, lists=lists)
        return made, tuple(sorted(lost))


def _kept_lists(
    lists: Mapping[int, ListWork], before: Mapping[int, AreaText], now: Mapping[int, AreaText]
) -> tuple[dict[int, ListWork], set[int]]:
    """Return the work at lists that fits other words, and the numbers of those that lost some."""
    kept: dict[int, ListWork] = {}
    lost = set()
    for number, work in lists.items():
        was = before.get(number)
        area = _same_list(was, now) or now.get(number)
        if was is None or area is None or not (was.is_list and area.is_list):
            lost |= {number} if work.steps else set()
            continue
        steps = moved_steps(work.steps, was.rows(), area.rows(), area.beside)
        if not fits_list(area, steps):
            steps = ()
        lost |= {number} if len(steps) < len(work.steps) else set()
        kept[area.number] = dataclasses.replace(work, steps=steps)
    return kept, lost


def _same_list(was: AreaText | None, now: Mapping[int, AreaText]) -> AreaText | None:
    """Return the list of the same words, wherever it stands now."""
    if was is None or not was.is_list:
        return None
    said = (was.sentence, was.headings)
    same = (one for one in now.values() if one.is_list and (one.sentence, one.headings) == said)
    return next(same, None)


def _still_fit(before: AreaText | None, now: AreaText, corrections: tuple[Correction, ...]) -> bool:
    if now.is_list:
        return False  # numbers of legs mean nothing in it
    if before is not None and before.sentence == now.sentence:
        return True
    placed = any(one.kind == "aside" for one in corrections)  # its characters would be others
    return not placed and _same_legs(before, now) and fits(now, corrections)


def _same_legs(before: AreaText | None, now: AreaText) -> bool:
    if before is None or before.in_parts != now.in_parts:
        return False
    old, new = (tuple(leg.name for leg in look(one, (), None).read) for one in (before, now))
    return old == new


_DRAFT = pydantic.TypeAdapter(Draft)


def to_document(draft: Draft) -> dict[str, Any]:
    """Return a draft as JSON holds it."""
    document: dict[str, Any] = _DRAFT.dump_python(draft, mode="json")
    return document


def from_document(document: Mapping[str, Any]) -> Draft:
    """Return a draft that was kept as JSON.

    Raises:
        ValueError: it is none.
    """
    return _DRAFT.validate_python(document)
