"""The next edition of an area that a list defines: its rows, what was corrected, its doors.

The rows are those in force, those of a new list with what people had corrected, or a file that a
person has made. They are looked up in a register, frozen, and compared with what is in force: row
by row, correction by correction, door by door. Nothing is taken into force.
"""

from __future__ import annotations

import dataclasses
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.difference import difference_of

from ..drift.watch import ground_document
from ..edition.areas import load_network
from ..edition.beside import list_folder, map_files
from ..edition.edition import accepted_edition
from ..edition.list_edition import KIND, ROWS, ListArea, freeze_list, write_annex
from ..errors import DefinitionError, Fault, RegisterError
from ..facts.in_force import evidence_on, load_facts
from ..language.names import fold
from ..lists.carrying import carry, corrections_document
from ..lists.changes import RowChange, changes_document, compare_rows
from ..lists.reading import read_list
from ..lists.resolving import resolve
from ..lists.rows_file import read_rows
from ..register.load import load_several
from ..streets.street_list import DEFAULT_VARIANT, load_street_list
from .candidates import against, holding, keep
from .refreshing import DOORS, LIST, is_in_force
from .report import (
    SCHEMA,
    Answering,
    compare_doors,
    doors_document,
    list_document,
    register_document,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from geo.network import LineNetwork

    from ..edition.acceptances import Acceptance
    from ..lists.carrying import Carried, Correction
    from ..lists.model import ListRow
    from ..model import Edition
    from ..register.model import TownRegister
    from ..streets.street_list import StreetList
    from .candidates import Candidate
    from .report import DoorsDrift


def _nobody(_step: str) -> None:
    """Tell nobody how far it is."""


@dataclass(frozen=True, slots=True)
class ListInForce:
    """An area that a list defines, as it answers today."""

    edition: Edition
    held: Acceptance
    rows: tuple[ListRow, ...]
    """As people have corrected them."""
    streets: StreetList
    folder: Path
    """Of its annex."""


@dataclass(frozen=True, slots=True)
class Former:
    """What is in force of an area before a list of it, whatever defines it."""

    edition: Edition
    held: Acceptance
    rows: tuple[ListRow, ...] = ()
    """None of an area that a boundary defines."""
    streets: StreetList | None = None
    """None where it answers no addresses."""
    folder: Path | None = None
    """Of its annex."""


@dataclass(frozen=True, slots=True)
class NextList:
    """What came of the new rows."""

    report: dict[str, Any]
    candidate: Candidate | None
    """None where nothing was kept."""
    unchanged: bool
    """True where all of it is in force already, or the same candidate was left before."""

    @property
    def found(self) -> bool:
        """True where a row, a correction or a door is not as it is in force."""
        return bool(self.report["status"] == "changed_list")


def list_in_force(slug: str, day: dt.date) -> ListInForce | None:
    """Return the list that defines an area today; None for an area that a boundary defines.

    Raises:
        EditionError: what is in force cannot be read.
        DefinitionError: its rows cannot be read.
    """
    held = holding(slug, DEFAULT_VARIANT, day)
    edition = None if held is None else accepted_edition(slug, held)
    if held is None or edition is None or edition.definition.get("kind") != KIND:
        return None
    folder = list_folder(edition, day)
    if folder is None:
        raise RegisterError(f"{slug}: the list in force has no street list; accept it anew")
    rows, _ = read_rows(folder / ROWS)
    return ListInForce(edition, held, rows, load_street_list(folder, edition.variant), folder)


def former_of(slug: str, day: dt.date) -> Former | None:
    """Return what is in force of an area today; None where nothing is.

    Raises:
        EditionError: what is in force cannot be read.
        DefinitionError, RegisterError: its rows or its street list cannot be read.
    """
    held = holding(slug, DEFAULT_VARIANT, day)
    edition = None if held is None else accepted_edition(slug, held)
    if held is None or edition is None:
        return None
    listed = list_in_force(slug, day)
    if listed is not None:
        return _as_former(listed)
    folder = list_folder(edition, day)
    streets = None if folder is None else load_street_list(folder, edition.variant)
    return Former(edition, held, (), streets, folder)


def _as_former(listed: ListInForce) -> Former:
    return Former(listed.edition, listed.held, listed.rows, listed.streets, listed.folder)


def carried_rows(former: ListInForce, text: str | None, register: TownRegister | None) -> Carried:
    """Read a list anew, with what people have corrected in the one in force.

    Args:
        former: the list in force.
        text: the new list; None where only the register is another. Of a page of several lists
            the one under the same heading is taken.
        register: in which the names are looked up.

    Raises:
        DefinitionError: the page has several lists, and none under the heading of the former one.
    """
    was = read_list(former.edition.sentence)
    read = was if text is None else read_list(text)
    own = {row.heading for row in former.rows}
    if len(read.headings) > 1:
        if not own & set(read.headings):
            known = "; ".join(map(repr, read.headings))
            said = f"the list has no heading {'; '.join(map(repr, own))}; there are: {known}"
            raise DefinitionError(former.edition.slug, (Fault("heading", said),))
        read = read.under(own)
    return carry(was, former.rows, read, None if register is None else register.register)


def next_list(
    former: ListInForce,
    *,
    register: Sequence[Path],
    day: dt.date,
    rows: Sequence[ListRow] | None = None,
    text: str | None = None,
    maps: Sequence[Path] = (),
    home: Path | None = None,
) -> NextList:
    """Make the next edition of a list and compare it with the one in force.

    Args:
        former: the list in force.
        register: of the town; behind the first one more sources of places.
        day: by the calendar in Hungary.
        rows: of the new list, as a person has corrected them; None takes the text, or what is in
            force, with the corrections.
        text: the new list, word for word.
        maps: to show it on; those of the edition in force where none is given.
        home: folder of one's own areas, in which the candidate is left; None leaves none.

    Raises:
        RegisterError: a register cannot be read or is of another town.
        DefinitionError: words of the new list are in no row.
        CandidateError, EditionError, OSError: as `candidates.keep`.
    """
    edition = former.edition
    town = list_town(register, edition.town)
    corrections: tuple[Correction, ...] = ()
    if rows is None:
        found = carried_rows(former, text, town)
        _require_read(found, edition.slug)
        rows, corrections = found.rows, found.corrections
    else:
        rows = resolve(rows, town.register)
    said = ListArea(
        edition.slug,
        edition.title,
        edition.sentence if text is None else text.strip(),
        edition.authority,
        edition.source,
        edition.projects,
        edition.valid_start,
        edition.valid_end,
    )
    shown = tuple(maps) or map_files(edition, day)
    return make_list(
        said,
        rows,
        town,
        former=_as_former(former),
        day=day,
        corrections=corrections,
        maps=shown,
        home=home,
    )


def make_list(
    said: ListArea,
    rows: Sequence[ListRow],
    town: TownRegister,
    *,
    former: Former | None,
    day: dt.date,
    corrections: Sequence[Correction] = (),
    maps: Sequence[Path] = (),
    network: LineNetwork | None = None,
    home: Path | None = None,
    tell: Callable[[str], None] = _nobody,
) -> NextList:
    """Freeze a list, the first one of its area or the next, and compare it with what is in force.

    Args:
        said: what a person says of it.
        rows: of this area alone, looked up in the register; what nobody has settled is open.
        town: whose doors are answered.
        former: what is in force; None where nothing is.
        day: by the calendar in Hungary.
        corrections: of the list in force, and how each fits.
        maps: to show it on.
        network: of the maps, where they have been read already.
        home: folder of one's own areas, in which the candidate is left; None leaves none.
        tell: hears what is being done: `refreshing.LIST`, `refreshing.DOORS`.

    Raises:
        RegisterError: nothing that the list takes can be shown.
        CandidateError, EditionError, OSError: as `candidates.keep`.
    """
    tell(LIST)
    if network is None and maps:
        network = load_network(maps)
    candidate, streets = freeze_list(said, rows, town, network)
    with tempfile.TemporaryDirectory(prefix="akcioterulet-") as scratch:
        folder = Path(scratch) / "annex"
        folder.mkdir()
        annex = write_annex(folder, streets, rows, maps)
        tell(DOORS)
        doors = _doors(town, former, (candidate, streets, folder), day)
        differences = () if former is None else compare_rows(former.rows, rows)
        then = None if former is None else former.streets
        report = {
            **_head(former, candidate),
            "rows": {
                "then": 0 if former is None else len(former.rows),
                "now": len(rows),
                "open": sum(bool(row.needs) for row in rows),
                **_counted(one.change.value for one in differences),
                "differences": changes_document(differences),
            },
            "corrections": corrections_document(corrections),
            "doors": doors_document(doors),
            "street_list": list_document(streets, then),
            "register": register_document(town),
            "sources": [dataclasses.asdict(one) for one in town.sources],
        }
        misfits = any(one.is_misfit for one in corrections)
        changed = bool(differences or doors.runs or misfits)
        report["status"] = "first" if former is None else "changed_list" if changed else "same_list"
        if former is not None and is_in_force(former.held, candidate, annex):
            return NextList(report, None, unchanged=True)
        if home is None:
            return NextList(report, None, unchanged=False)
        left, same = keep(candidate, annex, report, home)
    return NextList(left.report(), left, unchanged=same)


def _doors(
    town: TownRegister,
    former: Former | None,
    made: tuple[Edition, StreetList, Path],
    day: dt.date,
) -> DoorsDrift:
    """Ask every door of the town as it is answered now, and as the list would answer it."""
    candidate, streets, folder = made
    facts = load_facts(candidate.slug, day)
    then = None
    if former is not None and former.streets is not None:
        evidence = evidence_on(former.edition, former.folder, day, facts)
        then = Answering(former.edition, former.streets, evidence)
    now = Answering(candidate, streets, evidence_on(candidate, folder, day, facts))
    return compare_doors(town.register, then, now)


def list_town(register: Sequence[Path], town: str) -> TownRegister:
    """Load the register by which a list is answered.

    Args:
        register: of the town; behind the first one more sources of places.
        town: its name; empty where the register says it.

    Raises:
        RegisterError: it cannot be read, or is of another town.
    """
    loaded = load_several(register, town=town or None)
    places = {place for _, place in loaded.register.places}
    if town and places and fold(town) not in {fold(one) for one in places}:
        raise RegisterError(
            f"{register[0].name} is the register of {', '.join(sorted(places))}, not of {town}; "
            f"give the register of {town}",
            code="register_other_town",
        )
    return loaded


def _require_read(found: Carried, slug: str) -> None:
    """Refuse words that are in no row: a street may be missing."""
    if found.unread:
        words = "; ".join(repr(" ".join(piece.text.split())) for piece in found.unread)
        said = (
            f"words in no row: {words}; make rows of the list (akcioterulet list read FILE --area "
            f"{slug} --out ROWS.csv), settle them there, and give them with --rows"
        )
        raise DefinitionError(slug, (Fault("unread", said),))


def _head(former: Former | None, candidate: Edition) -> dict[str, Any]:
    """Return the fields that the report of every candidate has."""
    ground = None if former is None else former.edition.area
    zone = None if former is None else former.edition.uncertain_zone
    area = ground_document(difference_of(ground, candidate.area))
    area["then_m2"] = 0.0 if ground is None else round(ground.area, 1)
    area["now_m2"] = round(candidate.area.area, 1)
    return {
        "schema": SCHEMA,
        "area_slug": candidate.slug,
        "variant": candidate.variant,
        "candidate": "",
        "edition": candidate.hash,
        "status": "",
        "in_force": against(None if former is None else former.held),
        "network": None,
        "compile_status": "compiled",
        "problems": [],
        "definition_changed": [],
        "rim": None,
        "legs": [],
        "junctions": [],
        "area": area,
        "uncertain_zone": ground_document(difference_of(zone, candidate.uncertain_zone)),
        "provisional": {"then": [], "now": [], "became_certain": []},
    }


def _counted(codes: Iterable[str]) -> dict[str, int]:
    counted = Counter(codes)
    return {change.value: counted[change.value] for change in RowChange}
