"""Two pins compared: what is different, which of it is allowed, and a report that can be read."""

from __future__ import annotations

import difflib
import fnmatch
import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .kept import read_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Hashes = dict[str, dict[str, str]]
MOST_LINES, MOST_ITEMS = 24, 40
"""Lines of one difference and items of one group that the report shows; files hold the rest."""


@dataclass(slots=True)
class Allowed:
    """A difference that somebody has looked at: one `[[difference]]` of the list."""

    item: str
    """Pattern (as of file names) of "group/name"."""
    reason: str
    lines: str = ""
    """Regular expression that every line that goes or comes must match, where it is given; it can
    only be checked where the texts of the pin are at hand."""
    hash: str = ""
    """Hash that the thing must have now, where it is given."""
    used: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A pinned thing that is gone, new or other than before."""

    group: str
    name: str
    kind: str
    now: str = ""
    """Its hash now."""

    @property
    def item(self) -> str:
        """Group and name."""
        return f"{self.group}/{self.name}"


@dataclass(slots=True)
class Report:
    """What a comparison found."""

    compared: int
    allowed: list[tuple[Difference, Allowed]] = field(default_factory=list)
    unlisted: list[Difference] = field(default_factory=list)


def read_allowed(path: Path) -> list[Allowed]:
    """Read the list of allowed differences.

    Raises:
        ValueError: an entry names no item or gives no reason.
    """
    if not path.is_file():
        return []
    found = tomllib.loads(path.read_text("utf-8")).get("difference", [])
    for one in found:
        if not one.get("item") or len(one.get("reason", "")) < 10:
            raise ValueError(f"{path.name}: {one} needs `item` and, in words, `reason`")
    return [Allowed(**one) for one in found]


def differences(before: Hashes, now: Hashes) -> Iterator[Difference]:
    """Yield everything that is not the same; groups that were not made now are left out."""
    for group in (name for name in {**before, **now} if name in now):
        old, new = before.get(group, {}), now[group]
        for name in {**old, **new}:
            if name not in new:
                yield Difference(group, name, "gone")
            elif name not in old:
                yield Difference(group, name, "new", new[name])
            elif old[name] != new[name]:
                yield Difference(group, name, "other", new[name])


def compare(
    before: Hashes, now: Hashes, allowed: Sequence[Allowed], texts: tuple[Path, Path]
) -> Report:
    """Compare hashes and sort the differences.

    Args:
        before: what was pinned.
        now: what is.
        allowed: differences that were looked at.
        texts: folders of the texts of before and now.
    """
    report = Report(sum(len(items) for items in now.values()))
    for one in differences(before, now):
        fitting = (a for a in allowed if fnmatch.fnmatchcase(one.item, a.item))
        entry = next((a for a in fitting if _holds(a, one, texts)), None)
        if entry is None:
            report.unlisted.append(one)
        else:
            entry.used = True
            report.allowed.append((one, entry))
    return report


def _holds(entry: Allowed, one: Difference, texts: tuple[Path, Path]) -> bool:
    if entry.hash and entry.hash != one.now:
        return False
    changed = changed_lines(one, texts) if entry.lines else []
    return all(re.search(entry.lines, line[1:]) for line in changed)


def changed_lines(one: Difference, texts: tuple[Path, Path]) -> list[str]:
    """Return the lines that go (-) and come (+); empty where the texts are not at hand."""
    old, new = (read_texts(folder, one.group).get(one.name) for folder in texts)
    if old is None and one.kind != "new":
        return []
    lines = [(text or "").splitlines() for text in (old, new)]
    found = difflib.unified_diff(*lines, n=0, lineterm="")
    return [line for line in found if line[:3] not in {"---", "+++"} and line[:2] != "@@"]


def told(report: Report, allowed: Sequence[Allowed], texts: tuple[Path, Path]) -> Iterator[str]:
    """Yield the report, line by line."""
    for entry in allowed:
        own = [one for one, by in report.allowed if by is entry]
        if own:
            yield f"allowed: {entry.item}: {len(own)} different ({entry.reason})"
        elif not entry.used:
            yield f"allowed, but not different: {entry.item}"
    shown: dict[str, int] = {}
    for one in report.unlisted:
        shown[one.group] = shown.get(one.group, 0) + 1
        if shown[one.group] > MOST_ITEMS:
            continue
        yield f"{one.kind}: {one.item}"
        lines = changed_lines(one, texts)
        yield from (f"    {line[:300]}" for line in lines[:MOST_LINES])
        if len(lines) > MOST_LINES:
            yield f"    … {len(lines) - MOST_LINES} more lines"
    for group, count in shown.items():
        if count > MOST_ITEMS:
            yield f"… {group}: {count - MOST_ITEMS} more"
    yield (
        f"{report.compared:,} things compared: {len(report.unlisted):,} different, "
        f"{len(report.allowed):,} different and allowed"
    )
