"""From the bench to a candidate: staged in a folder of its own, then handed over, never accepted.

    staged.json            what a person has said, what was made, what is open (`Staged`)
    definitions/           the definition, with its map beside it, as a folder of areas has them
    candidates/            with a register: street list, places of doors, a report (`candidates`)
    <hash>.json            without one: the edition alone

What takes long is done where nobody is answered from. Handing over copies it among the areas, whole
or not at all. The words of the definition are those of the text, with what was put right beside
them.
"""

from __future__ import annotations

import dataclasses
import json
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pydantic

from geo.files import write_whole

from ..edition.areas import compile_definition, freeze_defined
from ..edition.corrections import Aside
from ..edition.definition import read_definition, specs_for
from ..edition.edition import read_edition, to_document
from ..edition.new_area import NewArea, kept_sentence, taken_over, write_new_area
from ..errors import CandidateError
from ..facts.in_force import load_facts
from ..facts.town import town_beside
from ..facts.worklist import Worklist, worklist
from ..refresh.again import facts_digest, refresh_again
from ..refresh.candidates import against, find, holding, keep
from ..refresh.refreshing import refresh_defined
from ..streets.street_list import DEFAULT_VARIANT, load_street_list

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from geo.network import LineNetwork

    from ..edition.corrections import Correction
    from ..edition.definition import Definition
    from ..model import Edition
    from ..refresh.candidates import Candidate
    from ..refresh.refreshing import Refreshed
    from .areas import AreaText
    from .bench import Look

STAGED = "staged.json"
LINE, WORK = "line", "work"
"""What is being done beside the steps of `refreshing`: the line is walked, the doors that stay open
are tried with every fact that would decide them."""


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


@dataclass(frozen=True, slots=True)
class Staged:
    """What was made of an area, and waits in a folder of its own to be handed over."""

    said: Said
    candidate: str
    """Hash of the candidate; of the edition where it has no street list."""
    with_list: bool
    facts: str
    """Hash of the facts that its doors were answered with; empty where none hold."""
    in_force: dict[str, str] | None
    """What it was compared with (`candidates.against`)."""
    work: Worklist | None = None
    """The doors that stay open; None without a street list, and of a list, whose rows say it."""
    is_defined: bool = True
    """False of a list: its rows are in the edition, and no definition stands beside it."""


_STAGED = pydantic.TypeAdapter(Staged)


def dumped(made: Staged) -> object:
    """Return as JSON what was staged."""
    return _STAGED.dump_python(made, mode="json")


def _nobody(_step: str) -> None:
    """Tell nobody how far it is."""


def stage(
    found: Look,
    corrections: Sequence[Correction],
    said: Said,
    *,
    maps: Sequence[Path],
    network: LineNetwork,
    registers: Sequence[Path],
    folder: Path,
    day: dt.date,
    former: Path | None = None,
    with_work: Callable[[], bool] = lambda: True,
    tell: Callable[[str], None] = _nobody,
) -> Staged:
    """Make all that an area would come into force with; nothing is written among the areas.

    Args:
        found: the area as it closes on the bench.
        corrections: what was put right of it.
        said: title, source and the like.
        maps: it was compiled over; the first one is kept beside the definition.
        network: of the maps together.
        registers: as `refresh` takes them; none = no street list is made.
        folder: in which it is left; made where it is not there.
        day: by the calendar in Hungary.
        former: folder in which the same was staged of the same words, maps and register; of what
            is as it was there the list, the doors and the worklist are taken over.
        with_work: asked when all else is made: whether to find out as well what would decide the
            doors that stay open.
        tell: hears what is being done: `LINE`, `WORK` and the steps of `refreshing`.

    Raises:
        BoundaryError: the definition has faults, a file cannot be used, or the words give no
            single area.
        ExtractError: a map cannot be read.
        OSError: the folder cannot be written.
    """
    tell(LINE)
    if not found.is_ready:
        raise CandidateError(
            f"{said.slug}: the line is open, or words beside it were not understood; see the bench",
            code="line_open",
        )
    new = _new_area(found.area, corrections, said, maps, has_list=bool(registers))
    of_first = network if len(maps) == 1 else None
    path = write_new_area(new, folder, anew=True, network=of_first)
    definition = read_definition(path)
    work = _Work(said, definition, tuple(maps), network, tuple(registers), folder, day, tell)
    made = work.with_list(former, with_work) if registers else work.alone()
    write_whole(folder / STAGED, json.dumps(dumped(made)))
    return made


def staged(folder: Path) -> Staged | None:
    """Return what was staged in a folder; None where nothing was."""
    try:
        return _STAGED.validate_json((folder / STAGED).read_bytes())
    except (OSError, ValueError):
        return None


def staged_candidate(folder: Path) -> Candidate | None:
    """Return the candidate with its list and report in such a folder; None without a list."""
    made = staged(folder)
    return find(made.candidate, home=folder) if made is not None and made.with_list else None


def staged_edition(folder: Path) -> Edition | None:
    """Return the edition that was staged in a folder; None where nothing was.

    Raises:
        EditionError: its file was changed.
    """
    made = staged(folder)
    if made is None:
        return None
    waits = staged_candidate(folder)
    return waits.edition() if waits is not None else read_edition(_alone(folder, made.candidate))


def is_fresh(folder: Path, said: Said, day: dt.date) -> bool:
    """Tell whether what was staged can be handed over as it is.

    Args:
        folder: in which it was staged.
        said: what is said of the area now.
        day: by the calendar in Hungary.
    """
    made = staged(folder)
    if made is None or made.said != said:
        return False
    facts = facts_digest(said.slug, day) if made.with_list else ""
    return (made.in_force, made.facts) == (_held(said.slug, day), facts)


def publish(folder: Path, *, home: Path, waiting: Path) -> HandedOver:
    """Copy what was staged among the areas, where it waits to be accepted.

    Args:
        folder: in which it was staged.
        home: folder of one's own areas.
        waiting: folder in which an edition without a street list waits, as `<hash>.json`.

    Raises:
        BoundaryError: what was staged cannot be read; what was there before is kept.
        OSError: a folder cannot be written; what was there before is kept.
    """
    made = staged(folder)
    if made is None:
        raise CandidateError("nothing was staged; hand the area over again")
    defined = taken_over(made.said.slug, folder, home) if made.is_defined else nullcontext()
    with defined:
        waits = staged_candidate(folder)
        if waits is not None:
            keep(waits.edition(), waits.annex(), waits.report(), home)
        else:
            waiting.mkdir(mode=0o700, parents=True, exist_ok=True)
            alone = _alone(folder, made.candidate)
            write_whole(waiting / alone.name, alone.read_text("utf-8"))
    return HandedOver(made.said.slug, made.candidate, made.with_list)


@dataclass(frozen=True, slots=True)
class _Work:
    """What an area is made ready of; see `stage`."""

    said: Said
    definition: Definition
    maps: tuple[Path, ...]
    network: LineNetwork
    registers: tuple[Path, ...]
    folder: Path
    day: dt.date
    tell: Callable[[str], None]

    def alone(self) -> Staged:
        """Make the edition alone."""
        specs = specs_for(self.definition, DEFAULT_VARIANT, data=self.folder)
        outcome = compile_definition(self.definition, specs, self.network, data=self.folder)
        slug = self.said.slug
        edition = freeze_defined(slug, DEFAULT_VARIANT, self.definition, outcome, self.network)
        document = json.dumps(to_document(edition), ensure_ascii=False)
        write_whole(_alone(self.folder, edition.hash), document)
        held = _held(slug, self.day)
        return Staged(self.said, edition.hash, with_list=False, facts="", in_force=held)

    def with_list(self, former: Path | None, with_work: Callable[[], bool]) -> Staged:
        """Make the candidate with its list, of what was made before as far as that is the same."""
        before = None if former is None else staged(former)
        made = None if before is None or former is None else self._again(before, former)
        if made is None:
            before, made = None, self._anew()
        work = None if before is None else before.work
        if work is None and with_work():
            self.tell(WORK)
            work = self._open_doors(made)
        slug = self.said.slug
        return Staged(
            said=self.said,
            candidate=made.hash,
            with_list=True,
            facts=facts_digest(slug, self.day),
            in_force=_held(slug, self.day),
            work=work,
        )

    def _again(self, before: Staged, former: Path) -> Candidate | None:
        if not before.with_list:
            return None
        found = refresh_again(
            self.said.slug,
            self.definition,
            find(before.candidate, home=former),
            before.facts,
            data=self.folder,
            network=self.network,
            home=self.folder,
            day=self.day,
        )
        return None if found is None else self._required(found)

    def _anew(self) -> Candidate:
        (found,) = refresh_defined(
            self.said.slug,
            self.definition,
            data=self.folder,
            osm=self.maps,
            register=self.registers,
            home=self.folder,
            day=self.day,
            network=self.network,
            tell=self.tell,
        )
        return self._required(found)

    def _required(self, found: Refreshed) -> Candidate:
        if found.candidate is not None:
            return found.candidate
        slug = self.said.slug
        if found.unchanged:
            raise CandidateError(f"{slug} is in force as it is")
        raise CandidateError(
            f"{slug} gives no single area over these maps; see the bench", "no_single_area"
        )

    def _open_doors(self, made: Candidate) -> Worklist:
        """Return what would decide the doors that a candidate leaves open."""
        folder, edition = made.annex().folder, made.edition()
        streets = load_street_list(folder, made.variant)
        town = town_beside(edition, folder, streets, lambda: self.network)
        return worklist(town, load_facts(made.slug, self.day, lines=town.lines))


def _held(slug: str, day: dt.date) -> dict[str, str] | None:
    return against(holding(slug, DEFAULT_VARIANT, day))


def _alone(folder: Path, edition_hash: str) -> Path:
    return folder / f"{edition_hash}.json"


def _new_area(
    area: AreaText,
    corrections: Sequence[Correction],
    said: Said,
    maps: Sequence[Path],
    *,
    has_list: bool,
) -> NewArea:
    return NewArea(
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
        has_list=has_list,
    )


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
