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

    def areas(self) -> tuple[AreaText, ...]:
        """Return the areas of the text."""
        return areas_of(self.text)

    def of(self, area: int) -> tuple[Correction, ...]:
        """Return what was put right of an area."""
        return self.corrections.get(area, ())

    def corrected(self, area: int, *more: Correction) -> Draft:
        """Return the draft with corrections behind those that an area has."""
        made = {**self.corrections, area: (*self.of(area), *more)}
        return dataclasses.replace(self, corrections=made)

    def with_text(self, text: str) -> tuple[Draft, tuple[int, ...]]:
        """Return the draft with other words, and the areas whose corrections do not fit them.

        What was put right of an area is kept where its words are as they were, or where all of it
        can still be made; else it goes, since its numbers would mean other legs.
        """
        before = {one.number: one for one in self.areas()}
        changed = dataclasses.replace(self, text=text)
        now = {one.number: one for one in changed.areas()}
        kept = {
            number: made
            for number, made in self.corrections.items()
            if number in now and _still_fit(before.get(number), now[number], made)
        }
        lost = tuple(n for n, made in self.corrections.items() if made and n not in kept)
        return dataclasses.replace(changed, corrections=kept), lost


def _still_fit(before: AreaText | None, now: AreaText, corrections: tuple[Correction, ...]) -> bool:
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
