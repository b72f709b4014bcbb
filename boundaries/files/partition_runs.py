"""A folder of Parquet files answered file by file, by as many processes and machines as there are.

Each answer stands whole under the name of its input or not at all, so that a run that was broken
off goes on where it stopped: nothing is lost, nothing is answered twice. Who calls `answer`, and
where, is the business of the engine (docs/partitions.md).
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - a field of a dataclass
from typing import TYPE_CHECKING

from geo.files import replacing, write_whole

from .partitions import PartitionError, answer_partition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pandas as pd

    from .many import AnyAnswering

ORDER = "_order.json"
"""In the folder of the answers; readers of Parquet pass files by that begin so."""
TRIES = 3
"""Partitions in a row that fail even alone, after which a run gives up."""
_MADE_OF = b"made_of"
"""In the metadata of an answer: size and time of its input."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PartDone:
    """What became of one partition."""

    name: str
    """Of its file."""
    rows: int
    """Of the answer."""
    fault: str = ""
    """Why it has no answer; empty where it has one."""


@dataclass(frozen=True, slots=True)
class PartitionRun:
    """Partitions, the engine that answers them, and where the answers go. Survives pickling."""

    source: Path
    """Folder of the partitions, `*.parquet`; every worker sees it under this path."""
    out: Path
    """Folder of the answers, likewise."""
    answering: AnyAnswering
    column: str = "address"

    def begin(self) -> None:
        """Make the folder of the answers, or go on in it.

        Raises:
            PartitionError: there is no partition, or the folder holds answers of another order.
        """
        if not self._parts():
            raise PartitionError(f"{self.source}: holds no partition (*.parquet)")
        self.out.mkdir(parents=True, exist_ok=True)
        own = {"column": self.column, "identity": self.answering.identity}
        order = self.out / ORDER
        if not order.exists():
            if any(self.out.iterdir()):
                raise PartitionError(
                    f"{self.out}: holds files of something else; name an empty folder"
                )
            write_whole(order, json.dumps(own, indent=2) + "\n")
        try:
            same = json.loads(order.read_text("utf-8")) == own
        except ValueError:
            same = False
        if not same:
            raise PartitionError(
                f"{self.out}: holds answers of another column, day, area, register or version; "
                "name another folder"
            )

    def left(self) -> list[Path]:
        """Return the partitions without an answer, or that changed behind it, in order."""
        return [path for path in self._parts() if not self._is_answered(path)]

    def answer(self, path: Path) -> PartDone:
        """Answer one partition and write the answer; one that is broken is told, and no fault.

        Raises:
            OSError: the answer cannot be written.
        """
        import pandas as pd  # noqa: PLC0415 - heavy, and only workers need it

        made_of = _made_of(path)
        try:
            frame = pd.read_parquet(path)
        except (OSError, ValueError) as fault:  # what pyarrow raises
            return PartDone(path.name, 0, _told(fault))
        try:
            found = answer_partition(frame, self.answering, self.column)
        except PartitionError as fault:
            return PartDone(path.name, 0, _told(fault))
        self._write(found, made_of, self.out / path.name)
        return PartDone(path.name, len(found))

    def _parts(self) -> list[Path]:
        return sorted(self.source.glob("*.parquet"))

    def _is_answered(self, path: Path) -> bool:
        import pyarrow.parquet as pq  # noqa: PLC0415 - of the extra

        try:
            metadata = pq.read_metadata(self.out / path.name).metadata
        except (OSError, ValueError):
            return False
        return bool(metadata.get(_MADE_OF) == _made_of(path))

    def _write(self, frame: pd.DataFrame, made_of: bytes, path: Path) -> None:
        import pyarrow as pa  # noqa: PLC0415 - of the extra
        import pyarrow.parquet as pq  # noqa: PLC0415

        table = pa.Table.from_pandas(frame)
        table = table.replace_schema_metadata({**table.schema.metadata, _MADE_OF: made_of})
        with replacing(path) as draft:
            pq.write_table(table, draft)


def _told(fault: Exception) -> str:
    return str(fault).partition("\n")[0] or type(fault).__name__


def _made_of(path: Path) -> bytes:
    said = path.stat()
    return f"{said.st_size} {said.st_mtime_ns}".encode()


def answer_all(
    run: PartitionRun,
    compute: Callable[[Callable[[Path], PartDone], Sequence[Path]], Iterable[PartDone]],
    tries: int = TRIES,
) -> tuple[PartDone, ...]:
    """Answer every partition that has no answer yet.

    When the engine fails, as it does when a worker dies, it is started again for what is left; when
    that answers no partition more, for one after the other, so that the one that kills it is found.

    Args:
        run: the partitions.
        compute: calls a function with each path somewhere (`on_dask`) and gives back what it gave.
        tries: failures with single partitions in a row after which the engine itself is at fault.

    Returns:
        the partitions without an answer, each with its fault; none where all is well.

    Raises:
        PartitionError: as `PartitionRun.begin`.
        Exception: what the engine raised last; what was answered stays, and a next run goes on.
    """
    run.begin()
    faults: dict[str, PartDone] = {}
    todo, before = run.left(), 0
    while todo and len(todo) != before:
        before = len(todo)
        try:
            done = compute(run.answer, todo)
            faults |= {one.name: one for one in done if one.fault}
        except Exception:  # noqa: BLE001 - of any engine; what is left is told or raised below
            _log.warning("the engine failed with %d partitions left", before, exc_info=True)
        todo = [path for path in run.left() if path.name not in faults]
    faults |= {one.name: one for one in _one_by_one(run, compute, todo, tries)}
    return tuple(faults[name] for name in sorted(faults))


def _one_by_one(
    run: PartitionRun,
    compute: Callable[[Callable[[Path], PartDone], Sequence[Path]], Iterable[PartDone]],
    todo: Sequence[Path],
    tries: int,
) -> Iterator[PartDone]:
    """Yield the partitions that cannot be answered even alone."""
    failed = 0
    for path in todo:
        try:
            yield from (one for one in compute(run.answer, [path]) if one.fault)
            failed = 0
        except Exception as fault:
            failed += 1
            if failed >= tries:
                raise
            yield PartDone(path.name, 0, f"the engine failed: {_told(fault)}")


def on_dask(workers: int) -> Callable[..., Sequence[PartDone]]:
    """Return a `compute` that runs on processes of this machine by Dask."""

    def compute(answer: Callable[[Path], PartDone], paths: Sequence[Path]) -> Sequence[PartDone]:
        from dask.base import compute as computed  # noqa: PLC0415 - of the extra
        from dask.delayed import delayed  # noqa: PLC0415

        found: Sequence[PartDone] = computed(  # type: ignore[no-untyped-call]
            *(delayed(answer)(path) for path in paths),
            scheduler="processes",
            num_workers=workers,
            chunksize=1,
        )
        return found

    return compute
