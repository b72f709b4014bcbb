"""The record of an area: who took which edition into force, from which day on, and why.

`accepted.json` stands beside the editions of an area and only grows. An edition holds from its day
on, until the day of the next one; of two of one day the later entry holds. A day may lie in the
future: until it comes, the former edition holds. One's own record goes before the bundled one.

The record is changed under a lock and written whole or not at all. What does not read, or is
missing beside editions, is a fault of its own area: the message names the area, the file and what
to do.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.files import draft_of, is_draft, locked, write_whole

from ..errors import EditionError
from .annexes import remove_drafts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from ..model import Edition

RECORD, LOCK = "accepted.json", ".accepted.lock"
"""The record, and what is held while it is changed."""
FACTS = "facts.json"
"""The log of facts that may stand beside the record; see `facts.log`."""
_HASH = re.compile(r"[0-9a-f]{64}")
_EDITION = re.compile(r".+-[0-9a-f]{12}\.json")
"""Name of the file of an edition."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who took an edition into force, when and why."""

    variant: str
    hash: str
    by: str
    on: str
    """ISO day from which it holds."""
    reason: str
    annex: str = ""
    """Hash of the annex that it answers addresses with (`annexes`); empty where the files that
    its definition names do."""


def check(entry: Acceptance) -> None:
    """Refuse what a record cannot hold.

    Raises:
        EditionError: a text is missing, the hash is none, or the day is none.
    """
    texts = _written(entry)
    empty = [name for name, text in texts.items() if not _is_text(text)]
    if empty:
        raise EditionError(f"{', '.join(empty)}: a text is expected")
    for name in ("hash", "annex"):
        if name in texts and not _HASH.fullmatch(texts[name]):
            said = texts[name][:80]
            raise EditionError(f"{name}: {said!r} is no SHA-256 in hexadecimal figures")
    day_of(entry.on)


def _written(entry: Acceptance) -> dict[str, str]:
    """Return an entry as the record has it: without an annex where there is none."""
    texts = dataclasses.asdict(entry)
    return {name: text for name, text in texts.items() if name != "annex" or text != ""}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def day_of(text: str) -> dt.date:
    """Read a day as the record writes it.

    >>> day_of("2026-01-31").isoformat()
    '2026-01-31'

    Raises:
        EditionError: it is no day of the calendar in the form YYYY-MM-DD.
    """
    try:
        day = dt.date.fromisoformat(text)
    except (TypeError, ValueError):
        day = None
    if day is None or day.isoformat() != text:  # other spellings do not sort as days do
        raise EditionError(f"{str(text)[:80]!r} is no day; expected YYYY-MM-DD such as 2026-01-31")
    return day


def in_force(log: Iterable[Acceptance], day: dt.date, variant: str) -> Acceptance | None:
    """Return what holds of a variant on a day, or None where nothing does.

    Args:
        log: as `recorded` gives it.
        day: as the calendar in Hungary has it.
        variant: which reading of the sentence.
    """
    on = day.isoformat()
    holding = [one for one in log if one.variant == variant and one.on <= on]
    return holding[-1] if holding else None


def acceptance_of(log: Iterable[Acceptance], edition: Edition, day: dt.date) -> Acceptance | None:
    """Return the entry by which an edition holds on a day, or the first by which it ever will.

    None for one that was never accepted; `log` and `day` as `in_force`.
    """
    named = (edition.variant, edition.hash)
    own = [one for one in log if (one.variant, one.hash) == named]
    before = [one for one in own if one.on <= day.isoformat()]
    return before[-1] if before else next(iter(own), None)


def recorded(home: Path) -> tuple[Acceptance, ...]:
    """Return the record in the folder of an area, as it was written; empty where there is none.

    Raises:
        EditionError: it cannot be read, or is gone; names the area, the file and what to do.
    """
    path = home / RECORD
    try:
        entries = json.loads(path.read_text("utf-8"))
        return _read(entries)
    except FileNotFoundError:
        if not _is_lost(home):
            return ()
        raise EditionError(
            f'area "{home.name}": there are editions in {home}, and their record {path.name} is '
            "gone; put it back from a backup, or move the editions away and take one into force "
            "anew"
        ) from None
    except (OSError, ValueError, TypeError, RecursionError) as fault:
        raise EditionError(
            f'area "{home.name}": its record {path} cannot be read ({fault}); put it back from a '
            "backup, or take an edition into force anew once the file is moved away"
        ) from None


def is_known(home: Path) -> bool:
    """Tell whether something was taken into force in a folder, be its record readable or gone."""
    return (home / RECORD).exists() or _is_lost(home)


def _is_lost(home: Path) -> bool:
    """Tell whether there are editions without their record.

    A first acceptance that did not come to its end leaves an edition and a draft; nothing was in
    force then, and nothing is lost.
    """
    has_editions = any(_EDITION.fullmatch(one.name) for one in home.glob("*.json"))
    has_drafts = has_editions and any(is_draft(one) for one in home.glob(f".{RECORD}.*"))
    # Looked at last: the record may have come since it was not found.
    return has_editions and not has_drafts and not (home / RECORD).exists()


def _read(entries: object) -> tuple[Acceptance, ...]:
    if not isinstance(entries, list) or not entries:
        raise EditionError("a list with one acceptance or more is expected")
    found = []
    for place, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            raise EditionError(f"entry {place} is no object")
        try:
            accepted = Acceptance(**entry)
            check(accepted)
        except (EditionError, TypeError) as fault:
            raise EditionError(f"entry {place}: {fault}") from None
        found.append(accepted)
    return tuple(found)


def by_day(log: Iterable[Acceptance]) -> tuple[Acceptance, ...]:
    """Return a record in the order in which its editions hold; those of one day as written."""
    return tuple(sorted(log, key=lambda one: one.on))


def record(home: Path, entry: Acceptance, write_edition: Callable[[], object]) -> None:
    """Add to the record of an area what holds from a day on.

    Args:
        home: the folder of the area, which is made where it is not there.
        entry: what is added.
        write_edition: writes the file of the edition and its annex; it is called under the lock,
            before the record names them.

    Raises:
        EditionError: it cannot be held, or the record that is there cannot be read; nothing is
            written.
        OSError: something cannot be written, or another process holds the record; the record is
            as it was.
    """
    check(entry)
    home.mkdir(parents=True, exist_ok=True)
    with locked(home / LOCK):
        log = (*recorded(home), entry)
        remove_drafts(home, but=FACTS)
        begun = draft_of(home / RECORD)
        if len(log) == 1:  # until there is a record, tells that none is lost
            begun.touch()
        write_edition()
        text = json.dumps([_written(one) for one in log], ensure_ascii=False, indent=1)
        write_whole(home / RECORD, text + "\n")
        begun.unlink(missing_ok=True)
