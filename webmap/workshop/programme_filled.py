"""The programme of a draft as a request finds it, and how it stands to its page."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from flask import request

from boundaries.data_files import DATA, own_folder
from boundaries.programmes.catalogue import programme_slugs, withdrawn_slugs
from boundaries.programmes.drafting import (
    ProgrammeDraft,
    check,
    from_kept,
    slug_of,
    to_kept,
    unused,
)
from boundaries.programmes.model import CompiledArea
from boundaries.programmes.parts import part_of, parts
from boundaries.programmes.writing import digest_of, is_withdrawn
from boundaries.towns.settlements import load_settlements
from webmap.request.state import state

from .opened import step

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from boundaries.errors import Fault
    from boundaries.programmes.model import Programme
    from boundaries.programmes.parts import Part

    from .opened import Opened

STATES = ("open", "handed_over", "accepted")
"""States of a draft in which its programme can be filled in: also while its area is in force."""


class Filled:
    """The programme of a draft, as a request finds it."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.whole = opened.draft.text
        self.places = load_settlements()
        self.home: Path = own_folder() or DATA
        self.draft: ProgrammeDraft = _as_published(opened, self.home)

    @cached_property
    def checked(self) -> tuple[Programme, tuple[Fault, ...]]:
        """What there is of the programme, and what is wrong with it."""
        return check(self.draft, self.whole, self.places, self.home)

    def keep(self, draft: ProgrammeDraft, code: str, name: str = "") -> None:
        """Keep the next version.

        Raises:
            OvertakenError: somebody has gone on with it.
            Problem: it cannot be changed any more.
        """
        if not draft.slug and (title := draft.document.get("title")):
            draft = dataclasses.replace(draft, slug=_unused_slug(title["hu"]))
        made = dataclasses.replace(self.opened.draft, programme=to_kept(draft))
        step(self.opened, made, code, {"name": name}, states=STATES)


def _as_published(opened: Opened, home: Path) -> ProgrammeDraft:
    """Return the programme of the version that is shown, with what this draft has published.

    A former version that is shown again does not know what was published since; the file is still
    one that this draft has written.
    """
    draft = from_kept(opened.draft.programme)
    there = digest_of(draft.slug, home) if draft.slug else ""
    if there in ("", draft.base):
        return draft
    for one in opened.versions:
        held = one.document.get("programme") or {}
        if (held.get("slug"), held.get("base")) == (draft.slug, there):
            return dataclasses.replace(draft, base=there, opened=from_kept(held).opened)
    return draft


def _unused_slug(title: str) -> str:
    """Return an address for a page of a title that no other one has."""
    name = slug_of(title) or "program"
    return unused(name, {*programme_slugs(), *withdrawn_slugs()})


@dataclass(frozen=True, slots=True)
class Asked:
    """The fact that a page shows the form of."""

    part: Part
    number: int | None


def asked_fact(filled: Filled) -> Asked | None:
    """Return the fact that is asked for; None where there is none such."""
    part = part_of(request.values.get("part", ""))
    if part is None or (part.code not in parts() and not _has_claims(filled, part)):
        return None
    row, there = request.values.get("row", ""), len(filled.draft.facts(part))
    if not row and (part.many or not there):
        return Asked(part, None)
    number = int(row) if re.fullmatch(r"\d{1,4}", row, re.ASCII) else 0
    return Asked(part, number) if number < there else None


def _has_claims(filled: Filled, part: Part) -> bool:
    at = int(part.code.split(".")[1])
    return at < len(filled.draft.document.get("contradictions", ()))


def standing_of(filled: Filled) -> str:
    """Return a code of how a programme stands to its page.

    `withdrawn`, `overtaken` (its file is another one), `published` as it is, `handed` over to be
    published, `faulty`, `waits` for its area to be in force, or `ready`.
    """
    draft = filled.draft
    if draft.slug and is_withdrawn(draft.slug, filled.home):
        return "withdrawn"
    there = digest_of(draft.slug, filled.home) if draft.slug else ""
    if there != draft.base:
        return "overtaken"
    if there and _said(draft.document) == _said(draft.opened or {}):
        return "published"
    if filled.checked[1]:
        return "faulty"
    area = filled.checked[0].area
    in_force = {one.slug for one in state().areas.list()}
    if isinstance(area, CompiledArea) and area.definition not in in_force:
        return "waits"
    return "ready" if draft.handed_by is None else "handed"


def _said(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: held for name, held in document.items() if name != "revised"}
