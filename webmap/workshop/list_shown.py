"""What the page of a list shows: rows in words, what is doubtful, what would settle it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from boundaries.lists.model import AsideKind, Need
from boundaries.lists.rows_file import row_record
from boundaries.workshop.list_bench import offers_for_all, offers_of
from boundaries.workshop.row_steps import Confirmed, Dropped, Named, Numbered, WordsAside
from webmap.ask.list_words import row_words

from .shown import OfferView, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boundaries.model import UnreadPiece
    from boundaries.workshop.list_bench import ListLook
    from boundaries.workshop.row_steps import RowStep, WorkedRow
    from webmap.web.i18n import Texts

LONGEST_SHOWN = 20_000
"""Characters of a list's words that are shown coloured; the rows of a longer one say enough."""


LIMITED = frozenset({Need.LIMITED_BY_WORDS, Need.LIMITED_BY_HEADING})
"""Doubts that are passed over where a row is confirmed: it then takes more than its words say."""


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of the list."""

    key: str
    said: str
    """Street, side and numbers: "Fő utca: páros 2–8"."""
    words: str
    """As published; empty of one that was added from none."""
    heading: str
    written: str
    """How the list writes the name where the register has it otherwise; else empty."""
    needs: tuple[str, ...]
    """Why a person must look at it, as sentences."""
    offers: tuple[OfferView, ...]
    steps: tuple[str, ...]
    """What was put right, by whom and why."""
    is_dropped: bool
    is_added: bool


@dataclass(frozen=True, slots=True)
class AllView:
    """What would settle several rows at once."""

    need: str
    how: str
    why: str
    """Their doubt, as a sentence."""
    text: str
    """Of the button."""


@dataclass(frozen=True, slots=True)
class PieceView:
    """Words in no row."""

    start: int
    end: int
    text: str


def key_of(step: RowStep) -> str:
    """Name what is offered by what it would do."""
    said = json.dumps(asdict(step), sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def row_view(one: WorkedRow, t: Texts) -> RowView:
    """Return a row ready for the page."""
    row = one.row
    written = ""
    if row.written and row.written != row.street:
        how = t(f"list.how.{row.resolved}") if row.resolved else t("workshop.rows.by_person")
        written = t("list.written", name=row.written, how=how)
    return RowView(
        key=one.key,
        said=row_words(row_record(row) | {"needs": []}, t),
        words=" ".join(row.words.split()),
        heading=row.heading,
        written=written,
        needs=tuple(t(f"list.need.{need.value}") for need in row.needs),
        offers=tuple(_offer(step, one, t) for step in offers_of(one)),
        steps=tuple(step_said(step, t) for step in one.steps),
        is_dropped=one.is_dropped,
        is_added=one.read is None,
    )


def _offer(step: RowStep, one: WorkedRow, t: Texts) -> OfferView:
    words = _offer_words(step, t)
    if isinstance(step, Confirmed) and LIMITED & set(one.row.needs):
        words = t("workshop.rows.offer.unlimited")
    return OfferView(key_of(step), words, None, None)


def _offer_words(step: RowStep, t: Texts) -> str:
    """Say what a step would do."""
    if isinstance(step, Named):
        return t("workshop.rows.offer.named", street=f"{step.name} {step.type}".strip())
    if isinstance(step, Numbered):
        parity = step.parity
        return t("workshop.rows.offer.numbered", side=t(f"workshop.rows.side.{parity}"))
    return t(f"workshop.rows.offer.{'dropped' if isinstance(step, Dropped) else 'confirmed'}")


def step_said(step: RowStep, t: Texts) -> str:
    """Say what was put right of a row, who did so and why."""
    done = t(f"workshop.rows.done.{step.kind}")
    day = t.date(step.date) if step.date else "–"
    return t("workshop.rows.done", what=done, name=step.author, reason=step.reason, day=day)


def reason_for(step: RowStep, t: Texts) -> str:
    """Say why an offer was taken, for the record, where its taker says nothing."""
    return t(f"workshop.rows.reason.{step.kind}")


def for_all(found: ListLook, t: Texts) -> list[AllView]:
    """Return what would settle several rows at once."""
    return [
        AllView(
            need=one.need.value,
            how=one.how,
            why=t(f"list.need.{one.need.value}"),
            text=t(f"workshop.rows.all.{one.how}", count=one.rows),
        )
        for one in offers_for_all(found)
    ]


def pieces(found: ListLook) -> list[PieceView]:
    """Return the words in no row."""
    return [piece_view(one) for one in found.unread]


def piece_view(one: UnreadPiece) -> PieceView:
    """Return words in no row ready for the page."""
    return PieceView(one.span.start, one.span.end, " ".join(one.text.split()))


def set_aside(steps: Sequence[RowStep], t: Texts) -> list[tuple[WordsAside, str]]:
    """Return the words that people have put aside, with who did so and why."""
    return [(one, step_said(one, t)) for one in steps if isinstance(one, WordsAside)]


def coloured(found: ListLook) -> list[Words]:
    """Cut the words of a list by what they were read as; nothing of a very long one."""
    text = found.area.sentence
    if len(text) > LONGEST_SHOWN:
        return []
    read = found.area.rows()
    marks: list[tuple[int, int, str, int | None]] = [
        (one.read.span.start, one.read.span.end, "leg", int(one.key))
        for one in found.rows
        if one.read is not None
    ]
    marks += [(one.span.start, one.span.end, "unread", None) for one in found.unread]
    marks += [
        (one.span.start, one.span.end, "frame", None)
        for one in read.asides
        if one.kind is not AsideKind.GRAMMAR
    ]
    at, cut = 0, []
    for start, end, role, number in sorted(marks, key=lambda one: (one[0], one[1])):
        if start < at or end > len(text):
            continue
        if start > at:
            cut.append(Words(text[at:start], "plain"))
        cut.append(Words(text[start:end], role, number))
        at = end
    return [*cut, *([Words(text[at:], "plain")] if at < len(text) else [])]
