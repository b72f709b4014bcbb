"""A file job whose engine has columns of its own, and may write several rows for one address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeGuard, cast

from ..address.plain import parted
from ..tables.cells import ADDED, LINE_END, neutralised, render
from .answers import FAILED, Entry, Memo

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model import Reason
    from .answers import Answering
    from .fronts import Fronts

ERROR = "error"
"""Name of the last added column."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What is written about one address."""

    cells: tuple[tuple[str, ...], ...]
    """One entry for each row: the added cells, without `error`."""
    verdict: str
    """What the address counts as."""
    shareable: bool
    """True where nothing quotes the text that was asked."""


class ManyAnswering(Protocol):
    """An `answers.Answering` with columns of its own."""

    @property
    def identity(self) -> str:
        """Changes whenever an answer might."""

    @property
    def town(self) -> str:
        """The town that an address without one is taken to be in; empty for none."""

    @property
    def added(self) -> tuple[str, ...]:
        """Names of the columns, without `error`."""

    @property
    def lang(self) -> str:
        """Language of the sentences: hu or en."""

    def refuse(self, query: str, reason: Reason) -> Rows:
        """Return what is written about an address that must not be asked."""

    def __call__(self) -> Callable[[str], Rows]:
        """Return the engine."""


AnyAnswering: TypeAlias = "Answering | ManyAnswering"
"""The engine of a file job."""


def has_columns(answering: AnyAnswering) -> TypeGuard[ManyAnswering]:
    """Tell whether an engine has columns of its own."""
    return hasattr(answering, "added")


def columns_of(answering: AnyAnswering) -> tuple[str, ...]:
    """Return the names of the columns that a job adds."""
    return (*answering.added, ERROR) if has_columns(answering) else ADDED


def memo_of(answering: AnyAnswering) -> Memo:
    """Return the memo of an engine, which makes the engine."""
    if has_columns(answering):
        return RowsMemo(answering)
    return Memo(cast("Answering", answering))


@dataclass(frozen=True, slots=True)
class RowsEntry(Entry):
    """What is written about one address, ready to be written, several times perhaps."""

    tails: tuple[str, ...] = ()
    """The added cells of each row as CSV text, without `error`."""

    def endings(self, error: str, surplus: str) -> tuple[bytes, ...]:
        """Return the end of each row, with what is wrong with the row of the input."""
        wrong = error or self.error
        return tuple(_ending(tail, wrong, surplus) for tail in self.tails)


def _ending(tail: str, error: str, surplus: str = "") -> bytes:
    return f";{tail};{error}{surplus}{LINE_END}".encode()


def _entry(tails: tuple[str, ...], verdict: str, error: str, *, shareable: bool) -> RowsEntry:
    endings = [_ending(tail, error) for tail in tails]
    return RowsEntry(
        ending=endings[0],
        verdict=verdict,
        error=error,
        shareable=shareable,
        more=tuple(endings[1:]),
        tails=tails,
    )


class RowsMemo(Memo):
    """The memo of such an engine."""

    def __init__(self, answering: ManyAnswering) -> None:
        """Make the engine."""
        self._rows = answering()
        self._refused = answering.refuse
        self._width = len(answering.added)
        self._start(answering.lang)

    @property
    def fronts(self) -> Fronts | None:
        """The engine itself, where it knows any."""
        return cast("Fronts", self._rows) if hasattr(self._rows, "ended") else None

    @property
    def blank(self) -> Entry:
        """What is written about a row that holds nothing."""
        return _entry((";" * (self._width - 1),), "", "empty_row", shareable=False)

    def refuse(self, text: str, reason: Reason) -> Entry:
        """Return the entry of a row whose address must not be asked, and why."""
        return entry_of(self._refused(text, reason))

    def _asked(self, text: str) -> Entry:
        return self._by_front(text) or self._alone(text)

    def _by_front(self, text: str) -> Entry | None:
        """Answer by the text before the house number; None where that does not do."""
        if self.fronts is None:
            return None
        before, number = parted(text)
        try:
            ended = self.fronts.ended({before: (number,)}).get(before, {}).get(number)
        except Exception:  # noqa: BLE001 - it is asked singly then, and says what is wrong
            return None
        if ended is None:
            return None
        tails = tuple(
            one.decode().removeprefix(";").removesuffix(f";{LINE_END}")
            for one in (ended.ending, *ended.more)
        )
        return _entry(tails, ended.verdict, "", shareable=True)

    def _alone(self, text: str) -> Entry:
        try:
            return entry_of(self._rows(text))
        except Exception:  # noqa: BLE001 - a bad row never stops the job; it is marked
            return _entry((";" * (self._width - 1),), "error", FAILED, shareable=False)


def entry_of(rows: Rows) -> RowsEntry:
    """Return what is written about an address."""
    tails = tuple(render(map(neutralised, cells)) for cells in rows.cells)
    return _entry(tails, rows.verdict, "", shareable=rows.shareable)
