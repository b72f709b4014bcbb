"""A municipality's own venues and events, from CSV or YAML, sorted for review.

Every row is accepted, needs review or is refused, with its reasons. Nothing is corrected
silently and nothing is stored here: what a person confirms is stored by the caller.

CSV has a header in Hungarian or English (`HEADINGS`); YAML has lists `venues` and `events` with
the English names. A row with `event` is an event, any other a venue.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import math
import re
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import yaml

from geo.crs import check_lonlat, to_eov
from geo.errors import CoordinateError

from ..clock import BUDAPEST
from ..errors import BoundaryError
from ..language.hidden import hidden_in
from ..language.names import fold
from ..yaml_depth import load
from .model import Precision
from .placing import Placed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from ..towns.settlements import Settlement, Settlements
    from .placing import Placer


HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "name": "name",
        "nev": "name",
        "megnevezes": "name",
        "helyszin": "name",
        "event": "event",
        "esemeny": "event",
        "esemeny neve": "event",
        "kind": "kind",
        "jelleg": "kind",
        "tipus": "kind",
        "settlement": "settlement",
        "telepules": "settlement",
        "address": "address",
        "cim": "address",
        "lat": "lat",
        "szelesseg": "lat",
        "lon": "lon",
        "hosszusag": "lon",
        "precision m": "precision_m",
        "pontossag m": "precision_m",
        "programme": "programme",
        "program": "programme",
        "start": "start",
        "kezdet": "start",
        "kezdes": "start",
        "end": "end",
        "veg": "end",
        "vege": "end",
        "befejezes": "end",
        "step free": "step_free",
        "akadalymentes": "step_free",
        "opening": "opening",
        "nyitvatartas": "opening",
        "contact": "contact",
        "elerhetoseg": "contact",
        "source": "source",
        "forras": "source",
    }
)
"""Folded heading -> field."""

_MOMENT = re.compile(
    r"(\d{4})[-.] ?(\d{1,2})[-.] ?(\d{1,2})\.?(?:[ T]+(\d{1,2}):(\d{2})(?::\d{2})?)\Z", re.ASCII
)
_YES = frozenset({"yes", "igen", "true", "1", "i"})
_NO = frozenset({"no", "nem", "false", "0", "n"})


def read_moment(text: str) -> dt.datetime:
    """Read a local time of Europe/Budapest.

    >>> read_moment("2015.09.12. 13:00").isoformat(), read_moment("2015-12-01T08:30").isoformat()
    ('2015-09-12T13:00:00+02:00', '2015-12-01T08:30:00+01:00')

    Raises:
        ValueError: not in the form, or an hour that the clocks skip.
    """
    found = _MOMENT.match(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no time like 2015-09-12 13:00 or 2015.09.12. 13:00")
    year, month, day, hour, minute = map(int, found.groups())
    try:
        local = dt.datetime(year, month, day, hour, minute, tzinfo=BUDAPEST)
    except ValueError as error:
        raise ValueError(f"{text!r}: {error}") from None
    shown = local.astimezone(dt.UTC).astimezone(BUDAPEST)
    if shown.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError(f"{text!r}: the clocks skip that hour")
    return local


def read_yes_no(text: str) -> bool | None:
    """Read yes or no; an empty cell says neither.

    >>> read_yes_no("igen"), read_yes_no("no"), read_yes_no("")
    (True, False, None)

    Raises:
        ValueError: another word.
    """
    word = text.strip().casefold()
    if not word:
        return None
    if word not in _YES | _NO:
        raise ValueError(f"{text!r} is neither yes (igen) nor no (nem)")
    return word in _YES


MOST_ROWS = 5_000
LONGEST_CELL = 4_000
LONGEST_NAME = 200
"""Characters."""


class VenueFileError(BoundaryError, ValueError):
    """A file of venues cannot be read as a whole; says why."""


class RowState(StrEnum):
    """What is to be done with a row."""

    ACCEPTED = "accepted"
    NEEDS_REVIEW = "needs_review"
    """A person must look at it; its issues say what at."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing about a row."""

    code: str
    """Stable: "name_missing", "address_street_not_found", "outside_settlement", ..."""
    field: str
    message: str
    """One English sentence: what, where, what to do."""
    refuses: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A venue or an event as the file gives it, with its place."""

    name: str
    event: str = ""
    """Title of the event; empty for a venue."""
    kind: str = ""
    settlement: str | None = None
    """KSH code."""
    address: str = ""
    lon: float | None = None
    """WGS84, degrees."""
    lat: float | None = None
    precision: Precision | None = None
    precision_m: float | None = None
    programme: str = ""
    start: dt.datetime | None = None
    """With its zone, Europe/Budapest."""
    end: dt.datetime | None = None
    step_free: bool | None = None
    opening: str = ""
    contact: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row with what became of it."""

    number: int
    """Line of the CSV, or place in the YAML list, from 1."""
    state: RowState
    record: Record
    issues: tuple[Issue, ...] = ()
    understood: str | None = None
    """The address as the register has it."""
    offered: tuple[str, ...] = ()
    """Addresses that may be meant."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """A whole file."""

    rows: tuple[ImportRow, ...]
    ignored: tuple[str, ...] = ()
    """Columns or fields whose names are not known; nothing of them was read."""

    def of(self, state: RowState) -> tuple[ImportRow, ...]:
        """Return the rows of one state."""
        return tuple(row for row in self.rows if row.state is state)


@dataclass(slots=True)
class _Draft:
    """A row while it is read."""

    cells: Mapping[str, str]
    issues: list[Issue] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.cells.get(name, "")

    def issue(self, code: str, name: str, message: str, *, refuses: bool = False) -> None:
        self.issues.append(Issue(code, name, message, refuses))


class VenueImport:
    """Reads files of venues and events against what is known."""

    def __init__(self, places: Settlements, placer: Placer, programmes: Collection[str]) -> None:
        """Take what rows are checked against.

        Args:
            places: the settlements.
            placer: who places addresses.
            programmes: slugs that rows may name.
        """
        self._places = places
        self._placer = placer
        self._programmes = frozenset(programmes)

    def read_csv(self, text: str) -> ImportResult:
        """Read a CSV table; `;`, `,` or a tab between the cells.

        Raises:
            VenueFileError: no header that names a column `name`, or too many rows.
        """
        head = text.partition("\n")[0]
        delimiter = max(";,\t", key=head.count)
        try:
            table = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))
        except csv.Error as error:
            raise VenueFileError(f"the table cannot be read as CSV: {error}") from None
        names = [HEADINGS.get(fold(cell), "") for cell in table[0]] if table else []
        if "name" not in names:
            known = ", ".join(sorted(set(HEADINGS.values())))
            raise VenueFileError(f"the first line must name the columns ({known}); name is needed")
        rows = (
            (number, {n: cell.strip() for n, cell in zip(names, cells, strict=False) if n})
            for number, cells in enumerate(table[1:], start=2)
            if any(cell.strip() for cell in cells)
        )
        ignored = [cell.strip() for cell, n in zip(table[0], names, strict=True) if not n]
        return self._read(rows, filter(None, ignored))

    def read_yaml(self, text: str) -> ImportResult:
        """Read YAML with lists `venues` and `events`.

        Raises:
            VenueFileError: not YAML, or not in this form, or too many rows.
        """
        try:
            raw = load(text)
        except (ValueError, yaml.YAMLError) as error:
            raise VenueFileError(f"the file is not YAML: {error}") from None
        if not isinstance(raw, dict) or not set(raw) <= {"venues", "events"}:
            raise VenueFileError("the file must hold the lists venues and events, nothing else")
        entries = [*(raw.get("venues") or ()), *(raw.get("events") or ())]
        if not all(isinstance(entry, dict) for entry in entries):
            raise VenueFileError("every venue and every event must be a mapping of fields")
        ignored = (str(key) for e in entries for key in e if fold(str(key)) not in HEADINGS)
        cells = ((i, _cells(entry)) for i, entry in enumerate(entries, start=1))
        return self._read(cells, dict.fromkeys(ignored))

    def _read(
        self, rows: Iterable[tuple[int, Mapping[str, str]]], ignored: Iterable[str]
    ) -> ImportResult:
        made: list[ImportRow] = []
        seen: set[tuple[str, ...]] = set()
        for number, cells in rows:
            if len(made) == MOST_ROWS:
                raise VenueFileError(f"the file has more than {MOST_ROWS} rows; split it")
            row = self._row(number, _Draft(cells))
            key = (fold(row.record.name), fold(row.record.event), str(row.record.start))
            made.append(_as_double(row) if key in seen else row)
            seen.add(key)
        return ImportResult(tuple(made), tuple(ignored))

    def _row(self, number: int, draft: _Draft) -> ImportRow:
        _check_texts(draft)
        start, end = _times(draft)
        settlement = self._settlement(draft)
        placed = self._placed(draft, settlement)
        programme = draft.text("programme")
        if programme and programme not in self._programmes:
            known = ", ".join(sorted(self._programmes))
            message = f"{programme!r} is no programme; there are {known}"
            draft.issue("programme_unknown", "programme", message, refuses=True)
        record = Record(
            name=draft.text("name"),
            event=draft.text("event"),
            kind=draft.text("kind"),
            settlement=None if settlement is None else settlement.code,
            address=draft.text("address"),
            lon=placed.lon if placed else None,
            lat=placed.lat if placed else None,
            precision=placed.precision if placed else None,
            precision_m=placed.precision_m if placed else None,
            programme=programme,
            start=start,
            end=end,
            step_free=_yes_no(draft),
            opening=draft.text("opening"),
            contact=draft.text("contact"),
            source=draft.text("source"),
        )
        refused = any(issue.refuses for issue in draft.issues)
        doubtful = RowState.NEEDS_REVIEW if draft.issues else RowState.ACCEPTED
        return ImportRow(
            number=number,
            state=RowState.REFUSED if refused else doubtful,
            record=record,
            issues=tuple(draft.issues),
            understood=None if placed is None else placed.understood,
            offered=() if placed is None else placed.offered,
        )

    def _settlement(self, draft: _Draft) -> Settlement | None:
        named = draft.text("settlement")
        found = self._places.by_name.get(fold(named), ()) if named else ()
        if len(found) == 1:
            return found[0]
        if named:
            message = f"the settlement {named!r} is not known here; check its place by hand"
            draft.issue("settlement_unknown", "settlement", message)
        else:
            draft.issue("settlement_missing", "settlement", "the row names no settlement")
        return None

    def _placed(self, draft: _Draft, settlement: Settlement | None) -> Placed | None:
        """Place a row: its own coordinates first, else its address through the register."""
        own = _own_point(draft)
        if own is not None:
            self._check_inside(draft, own, settlement)
            return own
        if any(issue.refuses for issue in draft.issues) or settlement is None:
            return None
        placed = self._placer.place(settlement, draft.text("address"))
        if placed.problem is not None:
            likely = f"; perhaps {', '.join(placed.offered)}" if placed.offered else ""
            message = f"the address could not be placed ({placed.problem}){likely}"
            draft.issue(f"address_{placed.problem}", "address", message)
        return placed

    def _check_inside(self, draft: _Draft, own: Placed, settlement: Settlement | None) -> None:
        if settlement is None or own.lon is None or own.lat is None:
            return
        found = self._places.at(to_eov(check_lonlat(lat=own.lat, lon=own.lon)))
        if found is None or found.code != settlement.code:
            where = "outside every known settlement" if found is None else f"in {found.name}"
            message = f"the point lies {where}, not in {settlement.name}; one of the two is wrong"
            draft.issue("outside_settlement", "lat", message)


def _cells(entry: Mapping[Any, Any]) -> dict[str, str]:
    """Return the fields of a YAML entry as texts; dates and truth values as they are written."""
    made = {}
    for key, value in entry.items():
        name = HEADINGS.get(fold(str(key)), "")
        if value is None or not name:
            continue
        if isinstance(value, bool):
            made[name] = "yes" if value else "no"
        else:
            made[name] = value.isoformat() if hasattr(value, "isoformat") else str(value).strip()
    return made


def _check_texts(draft: _Draft) -> None:
    if not draft.text("name"):
        draft.issue("name_missing", "name", "the row has no name", refuses=True)
    for name, text in draft.cells.items():
        if (hidden := hidden_in(text)) is not None:
            message = f"{name} holds the character {hidden}, which is not seen; take it out"
            draft.issue("hidden", name, message, refuses=True)
        limit = LONGEST_NAME if name in {"name", "event", "address", "kind"} else LONGEST_CELL
        if len(text) > limit:
            message = f"{name} is longer than {limit} characters"
            draft.issue("too_long", name, message, refuses=True)
    if not draft.text("source"):
        draft.issue("source_missing", "source", "the row does not say where its facts come from")


def _yes_no(draft: _Draft) -> bool | None:
    try:
        return read_yes_no(draft.text("step_free"))
    except ValueError as error:
        draft.issue("not_yes_or_no", "step_free", str(error), refuses=True)
        return None


def _own_point(draft: _Draft) -> Placed | None:
    """Return the coordinates that a row gives itself."""
    texts = draft.text("lat"), draft.text("lon")
    if texts == ("", ""):
        return None
    try:
        lat, lon = (float(text.replace(",", ".")) for text in texts)
        checked = check_lonlat(lat=lat, lon=lon)
        metres = float(draft.text("precision_m").replace(",", ".") or 0)
    except (ValueError, CoordinateError) as error:
        draft.issue("point_refused", "lat", f"the point cannot be used: {error}", refuses=True)
        return None
    if not (math.isfinite(metres) and metres >= 0):
        message = f"precision_m is a length in metres, not {metres}"
        draft.issue("precision_refused", "precision_m", message, refuses=True)
        return None
    return Placed(checked.lon, checked.lat, Precision.DOOR, metres, None)


def _times(draft: _Draft) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Return start and end of an event; a venue has none."""
    texts = draft.text("start"), draft.text("end")
    if not draft.text("event"):
        if any(texts):
            message = "start and end belong to an event; name it in the column event"
            draft.issue("event_missing", "event", message, refuses=True)
        return None, None
    if not all(texts):
        draft.issue("time_missing", "start", "the event has no start or no end", refuses=True)
        return None, None
    try:
        start, end = (read_moment(text) for text in texts)
    except ValueError as error:
        draft.issue("time_refused", "start", str(error), refuses=True)
        return None, None
    if start >= end:
        draft.issue("ends_before_start", "end", "the event ends before it starts", refuses=True)
    for name, moment in (("start", start), ("end", end)):
        if moment.utcoffset() != moment.replace(fold=1).utcoffset():
            message = "the clocks go back at that hour, which comes twice; say which is meant"
            draft.issue("time_twice", name, message)
    return start.astimezone(BUDAPEST), end.astimezone(BUDAPEST)


def _as_double(row: ImportRow) -> ImportRow:
    """Mark a row whose name and time an earlier one has."""
    issue = Issue("double", "name", "an earlier row has the same name and time; keep one of them")
    state = RowState.REFUSED if row.state is RowState.REFUSED else RowState.NEEDS_REVIEW
    return dataclasses.replace(row, state=state, issues=(*row.issues, issue))
