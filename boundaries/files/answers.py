"""What a file job writes about one address, and the memo that saves asking twice.

The memo holds answers of the engine and nothing else. Two texts share an entry only where the
second differs from the first by a floor and a door behind the house number (`canonical`), and
only where the answer names the matched address, so that its sentence does not quote the text.
"""

from __future__ import annotations

import csv
import functools
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from boundaries.address.addresses import LONGEST
from boundaries.language.names import fold
from boundaries.model import Numbers, Reason, VerdictKind

from ..tables.cells import LINE_END, OUT_DELIMITER, neutralised, render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from boundaries.model import Answer, Candidate

    from .fronts import Fronts

GROUND_REASONS = frozenset(
    {
        Reason.DISTRICT_CUT,
        Reason.LEG_WITHOUT_LINE,
        Reason.UNCERTAIN_ZONE,
        Reason.UNCERTAIN_LINE,
        Reason.LIST_FOR_OTHER_EDITION,
        Reason.LIST_OPEN,
        Reason.PART_OPEN,
        Reason.SOURCES_DISAGREE,
        Reason.SOURCE_CONTRADICTS,
    }
)
"""Undecidable for what the map does not know: no other spelling of the address would help."""
GENERATION = 50_000
"""Entries in a generation of one process's memo; about 1 KiB each."""
FAILED = "engine_fault"
"""Code in the error column where the engine itself failed on a row."""

_UNITS = frozenset(
    {
        *("ep", "epulet", "lh", "lph", "lepcsohaz", "lhaz", "em", "emelet"),
        *("ajto", "lakas", "felem", "szuteren", "tetoter"),
        *("fszt", "fsz", "foldszint", "mfszt", "mfsz", "magasfoldszint", "felemelet", "alagsor"),
        *("hrsz", "helyrajzi", "pf", "postafiok"),
    }
)
_REGULAR = re.compile(
    r"(?P<base>(?:[1-9][0-9]{3} )?[^\W\d][^\d,;\n\t]*(?:, ?[^\W\d][^\d,;\n\t]*)? "
    r"[1-9][0-9]{0,4}(?:/[A-Z])?)"
    r"\.?,? (?:(?:fszt|fsz|földszint|Fszt|FSZT)\.?|(?:[0-9]{1,2}|[IVX]{1,4})\. (?:em\.|emelet))"
    r"(?: [0-9]{1,3}\.?(?: ajtó)?)?"
)


class Answering(Protocol):
    """Makes the engine inside a worker process; must survive pickling."""

    @property
    def identity(self) -> str:
        """Changes whenever an answer might: edition, street list, language, version."""

    @property
    def lang(self) -> str:
        """Language of the sentences: hu or en."""

    @property
    def town(self) -> str:
        """The town that the engine takes an address without one to be in; empty for none."""

    def refuse(self, query: str, reason: Reason) -> tuple[Answer, str]:
        """Return the answer to an address that must not be asked, and its sentence."""

    def __call__(self) -> Callable[[str], tuple[Answer, str]]:
        """Return the engine: address in, answer and its sentence out."""


_KINDS = {"even": "páros", "odd": "páratlan", "continuous": "folyamatos", "whole": "teljes"}
_CODES = {word: code for code, word in _KINDS.items()} | {code: code for code in _KINDS}
_RANGE = re.compile(rf"(.+) \(({'|'.join(_CODES)})(?: ([^\s()-]*)-([^\s()-]*))?\)")


NO_BASIS = OUT_DELIMITER * 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer, ready to be written. Kept small: a memo holds many."""

    ending: bytes
    """What stands behind the cells of a row that has nothing wrong with it, UTF-8."""
    verdict: str
    error: str = ""
    for_person: bool = False
    """True where a corrected address could be decided."""
    shareable: bool = False
    """True where nothing here quotes the text that was asked."""
    candidates: tuple[str, ...] = ()
    town: str = ""
    """The town that the answer assumes, since the text names none."""
    basis: str = NO_BASIS
    """The last added cells, how surely it is known and the hashes of what was asked; CSV text."""
    more: tuple[bytes, ...] = ()
    """The same as `ending` of further rows about the same address; each repeats the row."""

    def endings(self, error: str, surplus: str) -> tuple[bytes, ...]:
        """Return the end of each row, with what is wrong with the row of the input.

        Args:
            error: of the row; empty where nothing is.
            surplus: cells beyond the heading, with a delimiter before them.
        """
        wrong = error or self.error
        return (ending_of(self.tail, wrong, self.town, self.basis, surplus).encode(),)

    @property
    def tail(self) -> str:
        """The added cells from verdict to edition as CSV text."""
        behind = f";{self.error};;{self.town};{self.basis}{LINE_END}"
        return self.ending.decode()[1 : -len(behind)]

    @property
    def cells(self) -> list[str]:
        """The added cells from verdict to edition."""
        return next(csv.reader([self.tail], delimiter=OUT_DELIMITER))

    @property
    def basis_cells(self) -> list[str]:
        """The added cells behind the assumed town."""
        return self.basis.split(OUT_DELIMITER)


def needs_person(answer: Answer) -> bool:
    """Tell whether somebody who knows the place could turn the answer into a decision.

    An address in another town is understood; only a postcode that does not fit may be a slip.
    """
    if answer.verdict is not VerdictKind.UNDECIDABLE or answer.reason in GROUND_REASONS:
        return False
    return answer.reason is not Reason.OTHER_TOWN or "town" not in answer.details


def canonical(text: str) -> str | None:
    """Return a regular address without floor and door, which decide nothing; None for others.

    >>> canonical("6000 Kecskemét, Kiskőrösi út 12/A. fszt. 2.")
    '6000 Kecskemét, Kiskőrösi út 12/A'
    >>> canonical("Alma utca 3 II. emelet 5. ajtó"), canonical("Alma utca 3. em. 5.")
    ('Alma utca 3', None)
    """
    found = _REGULAR.fullmatch(text.rstrip("."))
    if found is None:
        return None
    base = found["base"]
    return None if _names_unit(base) else base


@functools.lru_cache(maxsize=GENERATION)
def _names_unit(base: str) -> bool:
    """Tell whether another floor, building or parcel is named before the floor and the door."""
    return not _UNITS.isdisjoint(map(fold, base.replace(".", " ").split()))


def cells_of(answer: Answer, sentence: str, lang: str) -> tuple[str, ...]:
    """Return the added cells from verdict to edition; metres with the reader's decimal sign."""
    metres = "" if answer.distance_m is None else str(answer.distance_m)
    return (
        str(answer.verdict),
        str(answer.reason),
        sentence,
        answer.matched or "",
        answer.method or "",
        metres.replace(".", ",") if lang == "hu" else metres,
        answer.edition,
    )


def basis_of(answer: Answer) -> str:
    """Return the last added cells as CSV text: grade, hashes of street list and known places.

    They hold no character that a table would have to guard. Most answers share theirs.
    """
    cells = (answer.grade or "", answer.street_list or "", answer.evidence or "")
    return sys.intern(OUT_DELIMITER.join(cells))


def ending_of(
    tail: str, error: str, town: str = "", basis: str = NO_BASIS, surplus: str = ""
) -> str:
    """Return the end of a row.

    Args:
        tail: the cells from verdict to edition.
        error: what is wrong with the row.
        town: that was assumed; nothing is corrected yet.
        basis: the cells behind it (`basis_of`).
        surplus: cells beyond the heading, with a delimiter before them.
    """
    return f";{tail};{error};;{town};{basis}{surplus}{LINE_END}"


BLANK = Entry(ending_of(";" * 6, "empty_row").encode(), "", "empty_row")
"""What is written about a row that holds nothing."""


class Memo:
    """Answers that were given, by text. Belongs to one process.

    It has two generations: when the younger one is full it becomes the older one, which is
    dropped, so that what is asked often stays.
    """

    def __init__(self, answering: Answering) -> None:
        self._ask = answering()
        self._refuse = answering.refuse
        self._start(answering.lang)

    def _start(self, lang: str) -> None:
        self._lang = lang
        self._older: dict[str, Entry] = {}
        self.known: dict[str, Entry] = {}
        """The younger generation; the row loop reads it."""
        self._learned: list[tuple[str, Entry]] = []

    @property
    def blank(self) -> Entry:
        """What is written about a row that holds nothing."""
        return BLANK

    @property
    def fronts(self) -> Fronts | None:
        """The part of the engine that answers by the text before a house number; None = none."""
        return None

    def answer(self, text: str) -> Entry:
        """Answer one address; the same as asking the engine, but a repeated one is not asked."""
        return self.known.get(text) or self._look(text)

    def refuse(self, text: str, reason: Reason) -> Entry:
        """Return the entry of a row whose address must not be asked, and why."""
        return self._entry(*self._refuse(text, reason))

    def _look(self, text: str) -> Entry:
        if len(text) > LONGEST:
            return self._asked(text)
        known = self._older.get(text)
        if known is not None:
            return self._remember(text, known)
        base = canonical(text)
        if base is not None:
            known = self.known.get(base)
            if known is not None and known.shareable:
                return known
            known = self._older.get(base)
            if known is not None and known.shareable:
                return self._remember(base, known)
        entry = self._asked(text)
        key = text if base is None or not entry.shareable else base
        if entry.shareable:
            self._learned.append((key, entry))
        return self._remember(key, entry)

    def take_learned(self) -> list[tuple[str, Entry]]:
        """Return what the engine was asked since the last call, for other processes' memos."""
        learned, self._learned = self._learned, []
        return learned

    def hear(self, news: Iterable[tuple[str, Entry]]) -> None:
        """Take in what other processes learned from the same engine."""
        for key, entry in news:
            if key not in self.known:
                self._remember(key, entry)

    def _remember(self, key: str, entry: Entry) -> Entry:
        if len(self.known) >= GENERATION:
            self._older, self.known = self.known, {}
        self.known[key] = entry
        return entry

    def _asked(self, text: str) -> Entry:
        try:
            answer, sentence = self._ask(text)
        except Exception:  # noqa: BLE001 - a bad row never stops the job; it is marked
            return Entry(ending_of(";" * 6, FAILED).encode(), "error", FAILED)
        return self._entry(answer, sentence)

    def _entry(self, answer: Answer, sentence: str) -> Entry:
        tail = render(map(neutralised, cells_of(answer, sentence, self._lang)))
        assumed, basis = answer.assumed_town or "", basis_of(answer)
        return Entry(
            ending=ending_of(tail, "", assumed, basis).encode(),
            verdict=str(answer.verdict),
            for_person=needs_person(answer),
            shareable=answer.matched is not None,
            candidates=tuple(_shown(one, self._lang) for one in answer.candidates),
            town=assumed,
            basis=basis,
        )


def _shown(candidate: Candidate, lang: str) -> str:
    """Write a candidate in the language of the job; a range of numbers names its kind.

    >>> from boundaries.model import Candidate
    >>> numbers = Numbers("even", "8", "20/A")
    >>> _shown(Candidate("Halasi út (even 8-20/A)", 1.0, None, "Halasi út", numbers), "hu")
    'Halasi út (páros 8-20/A)'
    """
    numbers = candidate.numbers
    if numbers is None or lang != "hu":
        return candidate.address
    return f"{candidate.street} ({numbers._replace(parity=_KINDS[numbers.parity])})"


def range_in(cell: str) -> tuple[str, Numbers] | None:
    """Return street and numbers of a candidate in a triage file, or None where it is no range.

    >>> range_in("Kecskemét, Halasi út (páros 8-20/A)")
    ('Kecskemét, Halasi út', Numbers(parity='even', start='8', end='20/A', district=''))
    >>> range_in("Fő utca (Alsószéktó) 3") is None
    True
    """
    found = _RANGE.fullmatch(cell)
    if found is None:
        return None
    return found[1], Numbers(_CODES[found[2]], found[3] or "", found[4] or "")
