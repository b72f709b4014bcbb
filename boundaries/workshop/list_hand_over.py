"""A list from the bench to a candidate: made in a folder of its own, as `hand_over` makes a line's.

The rows are frozen with the words, and with what was put right of them: who, why, when.
"""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

from geo.files import write_whole

from ..edition.list_edition import ListArea
from ..errors import CandidateError
from ..lists.carrying import carry
from ..lists.reading import read_list
from ..lists.rows_file import row_record
from ..model import Span
from ..refresh.again import facts_digest
from ..refresh.candidates import against
from ..refresh.list_refresh import former_of, make_list
from .hand_over import STAGED, Staged, dumped
from .row_steps import Confirmed, Dropped, Named, Numbered, RowAdded, WordsAside

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.network import LineNetwork

    from ..lists.carrying import Carried
    from ..lists.model import ListRow
    from ..refresh.list_refresh import Former
    from ..register.model import TownRegister
    from .hand_over import Said
    from .list_bench import ListLook
    from .row_steps import OfRow, RowStep, SignedBy, WorkedRow


def _nobody(_step: str) -> None:
    """Tell nobody how far it is."""


def stage_list(
    found: ListLook,
    steps: Sequence[RowStep],
    said: Said,
    town: TownRegister,
    *,
    maps: Sequence[Path] = (),
    network: LineNetwork | None = None,
    folder: Path,
    day: dt.date,
    tell: Callable[[str], None] = _nobody,
) -> Staged:
    """Make all that a list would come into force with; nothing is written among the areas.

    Args:
        found: the list as it stands on the bench, looked up in the register of the town.
        steps: what was put right of it.
        said: title, source and the like.
        town: whose doors are answered.
        maps: to show it on.
        network: of the maps together.
        folder: in which it is left; made where it is not there.
        day: by the calendar in Hungary.
        tell: hears what is being done: steps of `refreshing`.

    Raises:
        BoundaryError: words are in no row, no row is settled, nothing that the list takes has a
            place, or all of it is in force already.
        OSError: the folder cannot be written.
    """
    if not found.is_ready:
        raise CandidateError(
            f"{said.slug}: words are in no row, or no row is settled; see the bench"
        )
    folder.mkdir(parents=True, exist_ok=True)
    former = former_of(said.slug, day)
    made = make_list(
        _said(found, steps, said),
        found.kept,
        town,
        former=former,
        day=day,
        maps=maps,
        network=network,
        home=folder,
        tell=tell,
    )
    if made.candidate is None:
        raise CandidateError(f"{said.slug} is in force as it is")
    staged = Staged(
        said=said,
        candidate=made.candidate.hash,
        with_list=True,
        facts=facts_digest(said.slug, day),
        in_force=against(None if former is None else former.held),
        is_defined=False,
    )
    write_whole(folder / STAGED, json.dumps(dumped(staged)))
    return staged


def _said(found: ListLook, steps: Sequence[RowStep], said: Said) -> ListArea:
    return ListArea(
        said.slug,
        {"hu": said.title_hu, "en": said.title_en},
        found.area.sentence,
        said.authority,
        {
            "title": said.source_title,
            "publisher": said.authority,
            "document": said.source_document,
        },
        start=said.start,
        end=said.end,
        put_right=tuple(put_right(found, steps)),
    )


def put_right(found: ListLook, steps: Sequence[RowStep]) -> Iterator[Mapping[str, object]]:
    """Yield what was put right as JSON: `kind`, `words`, `row` as it is now, author, reason, date.

    `row` is None where words were put aside or a row was dropped.
    """
    rows = {one.key: one for one in found.rows}
    added = 0
    for step in steps:
        row = None
        if isinstance(step, RowAdded):
            added += 1
            row = rows[f"a{added}"].row
        elif not isinstance(step, WordsAside):
            worked = rows[str(step.row)]
            row = None if worked.is_dropped else worked.row
        yield {
            "kind": step.kind,
            "words": step.words,
            "row": None if row is None else dict(row_record(row)),
            "author": step.author,
            "reason": step.reason,
            "date": step.date,
        }


def carried_steps(
    found: ListLook, former: Former, town: TownRegister, signed: SignedBy
) -> tuple[RowStep, ...]:
    """Return as steps what people had corrected in the list in force and what fits these words.

    Args:
        found: the list on the bench, without steps.
        former: the list in force.
        town: whose register the names are looked up in.
        signed: `author`, `reason` and `date` of the steps.
    """
    was, read = read_list(former.edition.sentence), found.area.rows()
    carried = carry(was, former.rows, read, town.register)
    return tuple(_as_steps(found, carried, signed))


def _as_steps(found: ListLook, carried: Carried, signed: SignedBy) -> Iterator[RowStep]:
    made: dict[tuple[int, int], list[ListRow]] = {}
    for row in carried.rows:
        made.setdefault((row.span.start, row.span.end), []).append(row)
    for one in found.rows:
        rows = made.pop((one.row.span.start, one.row.span.end), [])
        yield from _of_row(one, rows, signed)
    left = {(one.span.start, one.span.end) for one in carried.unread}
    for piece in found.area.rows().unread:
        start, end = place = (piece.span.start, piece.span.end)
        rows = made.pop(place, [])
        if not rows and place not in left:
            yield WordsAside(start=start, end=end, words=piece.text, **signed)
        yield from (_added(row, signed) for row in rows)
    for rows in made.values():
        of_none = [dataclasses.replace(row, span=Span(0, 0), words="") for row in rows]
        yield from (_added(row, signed) for row in of_none)


def _of_row(one: WorkedRow, rows: Sequence[ListRow], signed: SignedBy) -> Iterator[RowStep]:
    """Yield what makes a row of the reading those that people had made of the same words."""
    this: OfRow = {"row": int(one.key), "words": one.row.words, **signed}
    if not rows:
        yield Dropped(**this)
        return
    if _said_of(rows[0]) != _said_of(one.row):
        yield from _settling(one.row, rows[0], this)
    yield from (_added(row, signed) for row in rows[1:])


def _said_of(row: ListRow) -> tuple[object, ...]:
    return row.name, row.type, row.numbers, row.is_excepted, row.needs


def _settling(was: ListRow, row: ListRow, this: OfRow) -> Iterator[RowStep]:
    """Yield what makes one row of the reading the one that people had made of it."""
    if (was.name, was.type) != (row.name, row.type):
        yield Named(name=row.name, type=row.type, **this)
    if (was.numbers, was.is_excepted) != (row.numbers, row.is_excepted):
        start, end = row.numbers.ends
        yield Numbered(
            parity=row.numbers.parity,
            first=start or "",
            last=end or "",
            excepted=row.is_excepted,
            **this,
        )
    elif set(was.needs) - set(row.needs):
        yield Confirmed(**this)


def _added(row: ListRow, signed: SignedBy) -> RowAdded:
    start, end = row.numbers.ends
    return RowAdded(
        name=row.name,
        type=row.type,
        parity=row.numbers.parity,
        first=start or "",
        last=end or "",
        excepted=row.is_excepted,
        start=row.span.start,
        end=row.span.end,
        words=row.words,
        **signed,
    )
