"""The folder of a job: its order, the names of its files, and how it fills up and is emptied.

It is made for its owner alone, filled up to a limit, and emptied for good.

What can be wrong with a file or with what is asked of a job: an outcome, not a crash.

Names of files: what somebody calls a file is shown, and never used as a path. Pure.

What a job is told to do, as its row of the database keeps it. No address stands in it.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import unicodedata
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from boundaries.files.job import JobLimits, JobOrder
from boundaries.language.names import fold
from boundaries.tables.table import TableOptions
from geo.files import draft_of, is_held, locked, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from webmap.store.tables import Job
    from webmap.web.settings import Settings


class Readable(Protocol):
    """What a file that is sent is read from."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, so many at most; none at the end."""


class FileFaultError(Exception):
    """A file or an order cannot be taken.

    Args:
        code: one of `boundaries.tables.faults.CODES`, or of `OWN_CODES`.
        values: what the sentence of the code names: limits, never an address.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


OWN_CODES = (
    "missing",
    "no_column_chosen",
    "too_many_jobs",
    "too_large",
    "no_space",
    "not_ready",
    "no_triage",
    "over",
    "gone",
    "interrupted",
    "no_rows",
    "not_triage",
    "other_edition",
    "slow",
    "bad_idempotency_key",
    "idempotency_key_reused",
    "idempotency_key_busy",
)
"""Codes of this package; their sentences are `files.fault.<code>`."""


LONGEST = 120
"""Characters of a name that are kept."""
UNNAMED = "adatok"
"""What a file without a usable name is called."""
CSV_IN, XLSX_IN, ODS_IN = "in.csv", "in.xlsx", "in.ods"
"""Names of the input inside a job's folder; the ending tells its kind."""

_WORKBOOK = b"PK\x03\x04"
_WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".ods")
_ODS = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
"""Stands near the beginning of an OpenDocument spreadsheet."""
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<svg", b"<script")

TRIAGE = "triage.csv"
"""The open rows, in a job's folder."""


def clean_name(sent: str | None) -> str:
    r"""Return the last part of a name, without control characters and marks of direction.

    >>> clean_name("../../etc/passwd"), clean_name(r"C:\Users\x\címek.xlsx"), clean_name(None)
    ('passwd', 'címek.xlsx', 'adatok')
    >>> clean_name("a\x00b\u202ecsv.exe"), clean_name("..")
    ('abcsv.exe', 'adatok')
    """
    last = (sent or "").replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if not unicodedata.category(c).startswith("C"))
    kept = " ".join(kept.split()).strip(". ")
    return kept[:LONGEST].rstrip() or UNNAMED


def kind_of(head: bytes, sent: str) -> str:
    """Tell by the first bytes how the input is stored: one of the names above.

    Raises:
        FileFaultError: nothing in it, a page or a drawing, or no workbook in spite of its name.
    """
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not start:
        raise FileFaultError("empty")
    if head.startswith(_WORKBOOK):
        return ODS_IN if _ODS in head[:200] else XLSX_IN
    if start.startswith(_MARKUP):
        raise FileFaultError("web_page")
    if sent.lower().endswith(_WORKBOOK_ENDINGS):
        raise FileFaultError("no_table")
    return CSV_IN


def given_name(word: str, sent: str, ending: str) -> str:
    """Name a file for its reader.

    >>> given_name("eredmény", "címek.xlsx", "csv"), given_name("eredmény", "adatok", "csv")
    ('címek_eredmény.csv', 'adatok_eredmény.csv')
    """
    stem = sent.rpartition(".")[0] or sent
    return f"{stem}_{word}.{ending}"


SECONDS = 1800.0
"""Wall-clock time of one run."""
OUT_BYTES = 1 << 30
"""Bytes of any one file that a job writes."""


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody chose for a job."""

    source: str
    """Name of the input in its folder."""
    columns: tuple[str, ...] = ()
    """Headings or figures of the address columns, with their roles; none = the guess."""
    header: bool | None = None
    sheet: str | None = None
    town: str = ""
    """The town of rows that name none, where the sender has said so."""
    keep: bool = False
    """Keep the result for the whole time, also after its download."""
    tries: int = 0
    """How often a run that had vanished was let go on since it last got any further."""
    reached: int = 0
    """Rows that were done when it was last let go on."""
    until: str = ""
    """The moment (ISO, UTC) at which everything is deleted if nothing happens."""
    last: dict[str, int] = field(default_factory=dict)
    """What the last correction did: corrected, decided."""
    run: str = ""
    """Folder of the run that counts, in that of the job, which it is itself for the first one.
    Another one begins where a run stands still, since that one may wake up and write on."""

    @property
    def out(self) -> str:
        """Name of the output: of the same format as the input."""
        return "out.csv" if self.source == CSV_IN else "out.xlsx"

    def job_order(self, settings: Settings, *, with_triage: bool) -> JobOrder:
        """Return the order as the engine takes it.

        Args:
            settings: limits.
            with_triage: whether the rows that need a person are written to a file of their own.
        """
        options = TableOptions(
            columns=self.columns, header=self.header, sheet=self.sheet, town=self.town
        )
        limits = JobLimits(
            size=settings.max_upload_bytes,
            rows=settings.job_rows,
            seconds=SECONDS,
            out_bytes=OUT_BYTES,
        )
        triage = Path(TRIAGE) if with_triage else None
        source = Path("..", self.source) if self.run else Path(self.source)
        return JobOrder(source, Path(self.out), triage, options, limits=limits)


_FIELDS = frozenset(field.name for field in fields(Order))


def order_of(row: Job) -> Order:
    """Return the order of a job; what a later version has added to it is left out."""
    known = {name: row.options[name] for name in _FIELDS & row.options.keys()}
    return Order(**{**known, "columns": tuple(known.get("columns", ()))})


def put_order(row: Job, order: Order, **changes: Any) -> Order:  # noqa: ANN401 - fields of an order
    """Keep an order in its row, with some fields changed."""
    changed = replace(order, **changes)
    row.options = {**asdict(changed), "columns": list(changed.columns)}
    if not changed.run:
        del row.options["run"]  # a machine with a former version does not know it
    return changed


def column_names(chosen: Iterable[int], headings: list[str]) -> tuple[str, ...]:
    """Name columns for the engine, by figure unless a heading could be taken for it.

    >>> column_names([0, 2], ["név", "2", "cím"]), column_names([1], ["név", "irsz", "2"])
    (('1', '3'), ('irsz',))
    """
    folded = {fold(heading) for heading in headings}
    return tuple(headings[at] if str(at + 1) in folded else str(at + 1) for at in chosen)


LOOK = "look.json"
"""What a first look showed; it holds first rows, and goes with the folder."""
FREE_BYTES = 256 << 20
"""So much of the disk stays free."""
GROWTH = 20
"""A job may need so many times the bytes of its input."""
_PIECE = 1 << 18


def make_folder(folder: Path) -> None:
    """Make the folder of a job.

    Raises:
        FileFaultError: the disk is full or cannot be written.
    """
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
    except OSError:
        raise FileFaultError("no_space") from None


@contextlib.contextmanager
def arriving(folder: Path) -> Iterator[None]:
    """Make the folder of a job and hold it while its file is taken in.

    Raises:
        FileFaultError: the disk is full or cannot be written.
    """
    make_folder(folder)
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(locked(folder / ARRIVAL, patience_s=0))
        except OSError:
            raise FileFaultError("no_space") from None
        yield


def require_space(folder: Path, size: int) -> None:
    """Refuse an input that could fill the disk.

    Args:
        folder: any existing folder of the disk.
        size: bytes of the input, at most.

    Raises:
        FileFaultError: too little is free.
    """
    if shutil.disk_usage(folder).free < FREE_BYTES + GROWTH * size:
        raise FileFaultError("no_space")


ARRIVAL = "arrival.lock"
"""Held by whoever takes a file in."""


def broke_off(folder: Path) -> bool:
    """Tell whether nobody takes in a file any more; its row says whether all of it is here.

    Raises:
        OSError: the folder cannot be looked into now.
    """
    return not (folder.is_dir() and is_held(folder / ARRIVAL))


def is_usable(folder: Path, source: str) -> bool:
    """Tell whether the work on an input can be written into its folder now."""
    try:
        require_space(folder, (folder / source).stat().st_size)
        draft = draft_of(folder / source)
        try:
            draft.write_bytes(b"\0")
        finally:
            draft.unlink(missing_ok=True)
    except (OSError, FileFaultError):
        return False
    return True


def take_in(
    folder: Path,
    stream: Readable,
    sent_name: str,
    limit: int,
    kind: Callable[[bytes, str], str] = kind_of,
) -> str:
    """Write what is sent into a folder and return the name that it has there.

    Args:
        folder: the folder of the job.
        stream: the bytes.
        sent_name: how the sender calls it; only its ending counts.
        limit: bytes that are taken.
        kind: gives it its name, by its first bytes and that of the sender, or refuses it.

    Raises:
        FileFaultError: empty, too large, no table, or the disk is full.
    """
    draft = folder / "in.part"
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            for piece in pieces(stream, limit):
                file.write(piece)
        with draft.open("rb") as file:
            name = kind(file.read(1 << 12), sent_name)
        draft.replace(folder / name)
    except OSError:
        raise FileFaultError("no_space") from None
    return name


def pieces(stream: Readable, limit: int) -> Iterator[bytes]:
    """Read a stream to its end, piece by piece.

    Raises:
        FileFaultError: it holds more bytes than the limit.
    """
    left = limit
    while piece := stream.read(min(_PIECE, left + 1)):
        left -= len(piece)
        if left < 0:
            raise FileFaultError("too_large", size=f"{limit / (1 << 20):.0f}")
        yield piece


def keep_look(folder: Path, found: dict[str, Any]) -> None:
    """Keep what a first look showed."""
    write_whole(folder / LOOK, json.dumps(found))


def kept_look(folder: Path) -> dict[str, Any] | None:
    """Return what a first look showed, or None where there is nothing any more."""
    try:
        found: dict[str, Any] = json.loads((folder / LOOK).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found
