"""From the bench to a candidate: the definition is written, the candidate made, nothing accepted.

The words of the definition are those of the text, with what was put right beside them. Where a
register is at hand the candidate brings street list, places of doors and a report of what would
change; else it is the edition alone.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.files import write_whole

from ..edition.areas import NewArea, compile_edition, kept_sentence, write_new_area
from ..edition.corrections import Aside
from ..edition.edition import to_document
from ..errors import CandidateError
from ..refresh.refreshing import refresh
from ..streets.street_list import DEFAULT_VARIANT

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from ..edition.corrections import Correction
    from .areas import AreaText
    from .bench import Look


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of an area beside its words."""

    slug: str
    town: str
    title_hu: str
    title_en: str
    authority: str
    source_title: str
    source_document: str
    start: str | None = None
    """ISO date from which the area is in force, where the source gives one."""
    end: str | None = None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What waits to be accepted."""

    slug: str
    candidate: str
    """Hash of the candidate; of the edition where it has no street list."""
    with_list: bool


def hand_over(
    found: Look,
    corrections: Sequence[Correction],
    said: Said,
    *,
    maps: Sequence[Path],
    registers: Sequence[Path],
    home: Path,
    waiting: Path,
    day: dt.date,
) -> HandedOver:
    """Write the definition of an area and make its candidate.

    Args:
        found: the area as it closes on the bench.
        corrections: what was put right of it.
        said: title, source and the like.
        maps: it was compiled over; the first one is kept beside the definition.
        registers: as `refresh` takes them; none = no street list is made.
        home: folder of one's own areas.
        waiting: folder in which an edition without a street list waits, as `<hash>.json`.
        day: by the calendar in Hungary.

    Raises:
        BoundaryError: the definition has faults, a file cannot be used, or the words give no
            single area; the definition that was there before is kept.
        ExtractError: a map cannot be read.
        OSError: a folder cannot be written.
    """
    if not found.is_ready:
        raise CandidateError(
            f"{said.slug}: the line is open, or words beside it were not understood; see the bench"
        )
    area = found.area
    new = NewArea(
        slug=said.slug,
        town=said.town,
        sentence=area.sentence,
        title={"hu": said.title_hu, "en": said.title_en},
        source_title=said.source_title,
        source_document=said.source_document,
        authority=said.authority,
        start=said.start,
        end=said.end,
        corrections=_moved(area, corrections),
        extracts=(maps[0],),
    )
    write_new_area(new, home, anew=True)
    if not registers:
        edition = compile_edition(said.slug, DEFAULT_VARIANT, osm=maps)
        waiting.mkdir(mode=0o700, parents=True, exist_ok=True)
        document = json.dumps(to_document(edition), ensure_ascii=False)
        write_whole(waiting / f"{edition.hash}.json", document)
        return HandedOver(said.slug, edition.hash, with_list=False)
    (made,) = refresh(said.slug, osm=maps, register=registers, home=home, day=day)
    if made.candidate is None:
        raise CandidateError(
            f"{said.slug} is in force as it is"
            if made.unchanged
            else f"{said.slug} gives no single area over these maps; see the bench"
        )
    return HandedOver(said.slug, made.candidate.hash, with_list=True)


def _moved(area: AreaText, corrections: Sequence[Correction]) -> tuple[Correction, ...]:
    """Count characters as the definition keeps the words, whose blanks may be fewer."""
    if kept_sentence(area.sentence) == area.sentence.strip():
        lead = len(area.sentence) - len(area.sentence.lstrip())
        places = {at: at - lead for at in range(-lead, len(area.sentence) + 1)}
    else:
        places = dict(enumerate(_without_blanks(area.sentence)))
    moved: list[Correction] = []
    for one in corrections:
        if isinstance(one, Aside):
            start = places.get(one.start, one.start)
            end = places.get(one.end, start + one.end - one.start)
            moved.append(dataclasses.replace(one, start=start, end=end))
        else:
            moved.append(one)
    return tuple(moved)


def _without_blanks(text: str) -> list[int]:
    """Return for each character where it stands once blanks are single; the end is the last.

    >>> _without_blanks(" ab  c ")
    [0, 0, 1, 2, 2, 3, 4, 4]
    """
    found, at, begun = [], 0, False
    for here, following in zip(text, f"{text[1:]} ", strict=True):
        found.append(at)
        if not here.isspace():
            at, begun = at + 1, True
        elif begun and not following.isspace():
            at += 1
    return [*found, at]
