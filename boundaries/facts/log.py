"""The log of facts of an area: what was added, confirmed and withdrawn, by whom and when.

`facts.json` stands beside the editions of an area and only grows. It is changed under the lock of
that folder and written whole or not at all, so that several processes may write to it and a reader
sees the old log or the new one. A log that does not read is a fault that names the file: it never
counts as "no facts".
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import TYPE_CHECKING, Any

from geo.files import is_draft, locked, write_whole

from ..edition.acceptances import FACTS, LOCK, day_of
from ..errors import EditionError, FactError
from .clashes import clash_with, same_as
from .records import (
    Fact,
    Signed,
    Withdrawn,
    from_record,
    name_of,
    same_person,
    text_of,
    to_record,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from .records import What


SCHEMA = 1
_ADDED, _CONFIRMED, _WITHDRAWN = "added", "confirmed", "withdrawn"
_ID_FIGURES = 8


def recorded(home: Path) -> tuple[Fact, ...]:
    """Return the facts in the folder of an area, in the order in which they were added.

    Raises:
        FactError: the log cannot be read; names the area, the file and what to do.
    """
    return _facts(_entries(home), home)


def add(
    home: Path,
    what: What,
    *,
    by: str,
    on: str,
    source: str,
    lines: Mapping[str, BaseGeometry] | None = None,
) -> Fact:
    """Add a fact, which changes no answer until another person confirms it.

    Args:
        home: folder of the area's editions, which is made where it is not there.
        what: what is known; its street has to be one of the street list (`streets.known_street`).
        by: who adds it.
        on: ISO day.
        source: where it is known from; of a said range, why.
        lines: known lines of streets by full name, which tell whether two sides are the same.

    Raises:
        FactError: it contradicts a fact that was not withdrawn or is on record already, a text is
            missing, or the log cannot be read; nothing is written.
        OSError: it cannot be written; the log is as it was.
    """
    return add_all(home, [(what, source)], by=by, on=on, lines=lines)[0]


def add_all(
    home: Path,
    found: Iterable[tuple[What, str]],
    *,
    by: str,
    on: str,
    lines: Mapping[str, BaseGeometry] | None = None,
) -> tuple[Fact, ...]:
    """Add several facts, each with its source: all of them or none; see `add`."""
    home.mkdir(parents=True, exist_ok=True)
    added: list[Fact] = []
    with locked(home / LOCK):
        entries = _entries(home)
        facts = list(_facts(entries, home))
        for what, source in found:
            record = {
                "event": _ADDED,
                "id": _new_id(what, len(entries)),
                "by": name_of(by),
                "on": day(on),
                "source": text_of(source, "source"),
                "fact": to_record(what),
            }
            # As it will be read again: what cannot be read back is not written.
            made = _added(record, facts)
            same = same_as(made, facts)
            if same is not None:
                where = "what is added here twice" if same in added else f"fact {same.id} on record"
                raise FactError(f"{made.street}: {where} says the very same; once is enough")
            told = clash_with(made, facts, lines)
            if told is not None:
                raise FactError(told)
            entries.append(record)
            facts.append(made)
            added.append(made)
        if added:
            _write(home, entries)
    return tuple(added)


def confirm(home: Path, fact_id: str, *, by: str, on: str, seen: str | None = None) -> Fact:
    """Confirm a fact, which holds from that day on.

    Args:
        home: folder of the area's editions.
        fact_id: of the fact.
        by: who confirms it.
        on: ISO day.
        seen: `standing` of the log on which the person was shown what follows; None = not asked.

    Raises:
        FactError: there is no such fact, it is confirmed or withdrawn already, the same person
            has added it, other facts were confirmed or withdrawn since the person looked, or the
            log cannot be read; nothing is written.
        OSError: it cannot be written; the log is as it was.
    """
    record = {"event": _CONFIRMED, "id": fact_id, "by": name_of(by), "on": day(on)}
    return _append(home, record, seen)


def withdraw(
    home: Path, fact_id: str, *, by: str, on: str, reason: str, seen: str | None = None
) -> Fact:
    """Take a fact back: from that day on it holds no more. It stays on record.

    Raises:
        FactError: there is no such fact, it is withdrawn already, a text is missing, the day lies
            before the one from which it holds, other facts
            were confirmed or withdrawn since the person looked (`seen`, see `confirm`), or the
            log cannot be read; nothing is written.
        OSError: it cannot be written; the log is as it was.
    """
    who, why = name_of(by), text_of(reason, "reason")
    _require_after(home, fact_id, day(on))
    record = {"event": _WITHDRAWN, "id": fact_id, "by": who, "on": day(on), "reason": why}
    return _append(home, record, seen)


def _require_after(home: Path, fact_id: str, on: str) -> None:
    """Refuse a day before a fact was added, or held: answers were given with it."""
    for fact in recorded(home):
        began = (fact.confirmed or fact.added).on
        if fact.id == fact_id and fact.withdrawn is None and on < began:
            raise FactError(f"fact {fact.id} is on record from {began} on, after {on}")


def standing(home: Path) -> str:
    """Return a hash of all that was confirmed and withdrawn in a log, on which effects rest.

    Raises:
        FactError: the log cannot be read.
    """
    return _standing(_entries(home))


def _standing(entries: Iterable[Mapping[str, Any]]) -> str:
    told = [entry for entry in entries if entry.get("event") != _ADDED]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def day(on: str) -> str:
    """Return an ISO day, checked.

    Raises:
        FactError: it is no day of the calendar.
    """
    try:
        return day_of(on).isoformat()
    except EditionError as fault:
        raise FactError(f"on: {fault}") from None


def _append(home: Path, record: dict[str, Any], seen: str | None) -> Fact:
    if not home.is_dir():
        raise FactError(_unknown(record["id"], ()))
    with locked(home / LOCK):
        entries = _entries(home)
        facts = {fact.id: fact for fact in _facts(entries, home)}
        made = _follow(record, facts)
        if seen is not None and seen != _standing(entries):
            raise FactError(
                f"other facts of this area were confirmed or withdrawn since fact {made.id} was "
                "looked at, so that something else may follow from it; look at it again"
            )
        _write(home, [*entries, record])
    return made


def _write(home: Path, entries: list[dict[str, Any]]) -> None:
    for left in home.glob(f".{FACTS}.*"):  # of a process that was killed
        if is_draft(left):
            left.unlink(missing_ok=True)
    text = json.dumps({"schema": SCHEMA, "entries": entries}, ensure_ascii=False, indent=1)
    write_whole(home / FACTS, text + "\n")


def _new_id(what: What, number: int) -> str:
    content = json.dumps([number, to_record(what)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:_ID_FIGURES]


def _entries(home: Path) -> list[dict[str, Any]]:
    path = home / FACTS
    try:
        document = json.loads(path.read_text("utf-8"))
        if not isinstance(document, dict) or document.get("schema") != SCHEMA:
            raise FactError(f"an object of the schema {SCHEMA} is expected")
        entries = document.get("entries")
        if not isinstance(entries, list) or not entries:
            raise FactError("a list with one entry or more is expected")
    except FileNotFoundError:
        return []
    except (OSError, ValueError, RecursionError) as fault:
        raise FactError(_broken(home, fault)) from None
    return entries


def _broken(home: Path, fault: object) -> str:
    return (
        f'area "{home.name}": the log of its facts {home / FACTS} cannot be read ({fault}); put it '
        "back from a backup"
    )


def _facts(entries: Iterable[object], home: Path) -> tuple[Fact, ...]:
    """Follow the entries of a log one by one."""
    facts: dict[str, Fact] = {}
    for place, entry in enumerate(entries, start=1):
        try:
            if not isinstance(entry, dict):
                raise FactError("an object is expected")  # noqa: TRY301
            made = _follow(entry, facts)
        except FactError as fault:
            raise FactError(_broken(home, f"entry {place}: {fault}")) from None
        facts[made.id] = made
    return tuple(facts.values())


def _follow(entry: Mapping[str, Any], facts: Mapping[str, Fact]) -> Fact:
    """Return the fact that an entry makes, or changes."""
    event, fact_id = entry.get("event"), str(entry.get("id"))
    if event == _ADDED:
        return _added(entry, facts.values())
    fact = facts.get(fact_id)
    if fact is None:
        raise FactError(_unknown(fact_id, facts))
    if fact.withdrawn is not None:
        raise FactError(f"fact {fact_id} was withdrawn on {fact.withdrawn.on}; add it anew")
    signed = Signed(text_of(entry.get("by"), "by"), day(str(entry.get("on"))))
    if event == _CONFIRMED:
        return _confirmed(fact, signed)
    if event == _WITHDRAWN:
        reason = text_of(entry.get("reason"), "reason")
        return dataclasses.replace(fact, withdrawn=Withdrawn(signed.by, signed.on, reason))
    raise FactError(f"event: {event!r}; expected {_ADDED}, {_CONFIRMED} or {_WITHDRAWN}")


def _added(entry: Mapping[str, Any], facts: Iterable[Fact]) -> Fact:
    fact_id = text_of(entry.get("id"), "id")
    if any(fact.id == fact_id for fact in facts):
        raise FactError(f"id: {fact_id} is there twice")
    signed = Signed(text_of(entry.get("by"), "by"), day(str(entry.get("on"))))
    source = text_of(entry.get("source"), "source")
    return Fact(fact_id, from_record(entry.get("fact")), source, signed)


def _confirmed(fact: Fact, signed: Signed) -> Fact:
    if fact.confirmed is not None:
        raise FactError(f"fact {fact.id} was confirmed on {fact.confirmed.on} already")
    if same_person(fact.added.by, signed.by):
        raise FactError(
            f"fact {fact.id} was added by {fact.added.by}; another person has to confirm it"
        )
    if signed.on < fact.added.on:
        raise FactError(f"fact {fact.id} was added on {fact.added.on}, after {signed.on}")
    return dataclasses.replace(fact, confirmed=signed)


def _unknown(fact_id: str, known: Iterable[str]) -> str:
    there = ", ".join(known) or "none"
    return f'there is no fact "{fact_id}" of this area on record; there are: {there}'
