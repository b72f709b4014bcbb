"""Tables, thresholds and files out of the outcomes of a round trip."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from roundtrip_cases import TRUE_KINDS, WRONG_KINDS, Kind
from roundtrip_judge import RIGHT, WRONG, Outcome
from roundtrip_meets import Validity

from boundaries.model import CompileStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HARD_BED = 0.95
"""Share of true sentences that must be right or shown, on any bed ..."""
KAPOSVAR = 0.98
"""... and on Kaposvár."""
SIMPLY_RIGHT = 0.94
SILENT_TRUE = 0.005
"""Share of true sentences that may be wrong in silence."""
TYPO = 0.95
LEFT_OUT = 0.90
NAMED = 0.90

HEADS = (
    *("bed", "kind", "n", "other valid", "compiled", "right", "strict", "no loop", "shown", "done"),
    *("silent", "strict", "ms med", "ms p95"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one kind on one bed. Counts, unless a name says otherwise."""

    bed: str
    kind: str
    n: int
    valid_exact: int
    """Altered sentences that bound another area."""
    valid_slack: int
    """The same across gaps that a clerk leaves unwritten."""
    judged: int
    """What is left; every count below is of these, `silent_valid` apart."""
    compiled: int
    right: int
    right_strict: int
    """Right against the region as drawn, carriageways included."""
    plain: int
    """How many of the judged follow no street that goes round a block by itself ..."""
    plain_right: int
    """... and are right."""
    shown: int
    """Ambiguous with the true area among those shown."""
    silent: int
    silent_strict: int
    silent_valid: int
    """Wrong in silence among the other valid sentences: nothing can know better."""
    done: int
    """Right, or reported as its kind asks: shown, offered, placed or named."""
    median_ms: float
    p95_ms: float

    @property
    def done_share(self) -> float:
        """`done` as a share of the judged."""
        return self.done / self.judged if self.judged else 1.0


def summarise(outcomes: Sequence[Outcome]) -> list[Row]:
    """Return one row for each bed and kind, in the order of the beds."""
    rows = []
    for bed in dict.fromkeys(o.bed for o in outcomes):
        for kind in Kind:
            mine = [o for o in outcomes if o.bed == bed and o.kind == kind]
            if mine:
                rows.append(_row(bed, kind, mine))
    return rows


def _row(bed: str, kind: Kind, mine: Sequence[Outcome]) -> Row:
    judged = [o for o in mine if o.validity == Validity.NO]
    times = np.array([o.seconds for o in mine]) * 1000
    done = _DONE.get(kind, _named)
    return Row(
        bed=bed,
        kind=kind,
        n=len(mine),
        valid_exact=_count(mine, lambda o: o.validity == Validity.EXACT),
        valid_slack=_count(mine, lambda o: o.validity == Validity.SLACK),
        judged=len(judged),
        compiled=_count(judged, lambda o: o.status == CompileStatus.COMPILED),
        right=_count(judged, lambda o: o.right),
        right_strict=_count(judged, lambda o: o.right and o.strict_iou >= RIGHT),
        plain=_count(judged, lambda o: not o.looped),
        plain_right=_count(judged, lambda o: o.right and not o.looped),
        shown=_count(judged, lambda o: o.shown),
        silent=_count(judged, lambda o: o.silent),
        silent_strict=_count(judged, _silent_strict),
        silent_valid=_count(mine, lambda o: o.validity != Validity.NO and o.silent),
        done=_count(judged, lambda o: o.right or done(o)),
        median_ms=float(np.median(times)),
        p95_ms=float(np.percentile(times, 95)),
    )


def _count(outcomes: Sequence[Outcome], test: Callable[[Outcome], bool]) -> int:
    return sum(test(o) for o in outcomes)


def _silent_strict(outcome: Outcome) -> bool:
    given = outcome.status == CompileStatus.COMPILED and not outcome.reported
    return given and outcome.strict_iou < WRONG


def _named(outcome: Outcome) -> bool:
    return outcome.named


_DONE: dict[Kind, Callable[[Outcome], bool]] = {
    **dict.fromkeys(TRUE_KINDS, lambda o: o.shown),
    Kind.TYPO: lambda o: o.offered,
    Kind.LEFT_OUT: lambda o: o.placed,
}


def table(rows: Sequence[Row]) -> str:
    """Return the rows as text; shares are of the judged sentences."""
    lines = [HEADS, *(_cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i < 2 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cells(row: Row) -> tuple[str, ...]:
    def share(count: int) -> str:
        return f"{100 * count / row.judged:.1f}%" if row.judged else "-"

    other = f"{row.valid_exact}+{row.valid_slack}" if row.kind not in TRUE_KINDS else ""
    return (
        row.bed,
        row.kind,
        str(row.n),
        other,
        share(row.compiled),
        share(row.right),
        share(row.right_strict),
        f"{100 * row.plain_right / row.plain:.1f}%" if row.plain else "-",
        share(row.shown),
        share(row.done),
        str(row.silent),
        str(row.silent_strict),
        f"{row.median_ms:.1f}",
        f"{row.p95_ms:.1f}",
    )


def failures(rows: Sequence[Row]) -> list[str]:
    """Return every threshold that a row misses, as one sentence each.

    One sentence may always fail a share, so that a handful of regions can be checked.
    """
    found = []
    for row in rows:
        for what, share, least in _floors(row):
            misses = round((1 - share) * row.judged)
            if share < least and misses > 1:
                found.append(f"{row.bed}, {row.kind}: {what} {share:.1%}, wanted {least:.0%}")
        most = int(SILENT_TRUE * row.judged) if row.kind in TRUE_KINDS else 0
        # A typo or a forgotten connector has no ceiling of its own; the one of true text serves.
        if row.kind in {Kind.TYPO, Kind.LEFT_OUT}:
            most = int(SILENT_TRUE * row.judged)
        if row.silent > most:
            found.append(f"{row.bed}, {row.kind}: {row.silent} wrong in silence, at most {most}")
    return found


def _floors(row: Row) -> list[tuple[str, float, float]]:
    if row.kind in TRUE_KINDS:
        least = KAPOSVAR if row.bed == "kaposvar" else HARD_BED
        right = row.right / row.judged if row.judged else 1.0
        return [("right or shown", row.done_share, least), ("right", right, SIMPLY_RIGHT)]
    if row.kind == Kind.TYPO:
        return [("right or offered first", row.done_share, TYPO)]
    if row.kind == Kind.LEFT_OUT:
        return [("right or placed", row.done_share, LEFT_OUT)]
    return [("culprit named", row.done_share, NAMED)] if row.kind in WRONG_KINDS else []


def what_was_said(outcomes: Sequence[Outcome]) -> str:
    """Return how often each status and each set of problem codes came up, by kind."""
    lines = []
    for kind in Kind:
        counts = Counter((o.status, o.codes) for o in outcomes if o.kind == kind)
        for (status, codes), count in counts.most_common(6):
            lines.append(f"{kind:<12} {count:>6}  {status:<11} {', '.join(codes) or '-'}")
    return "\n".join(lines)
