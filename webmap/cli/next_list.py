"""The next edition of an area that a list defines, told line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .lazy import put_off
from .output import the_clock

with put_off():
    from boundaries.lists import carrying, rows_file
    from boundaries.refresh import list_refresh
    from boundaries.tables import published_text

    from ..ask import list_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from boundaries.lists.carrying import Correction
    from boundaries.lists.model import ListRow
    from boundaries.refresh.list_refresh import ListInForce, NextList

    from ..web.i18n import Texts

SHOWN = 40
"""Rows or ranges of one kind that the text form prints; JSON has all."""


def next_of(
    slug: str,
    *,
    register: Sequence[Path],
    rows: Path | None,
    text: Path | None,
    maps: Sequence[Path] = (),
    home: Path | None = None,
) -> NextList | None:
    """Make the next edition of a list; None where a boundary defines the area.

    Args:
        slug: the area.
        register: of the town.
        rows: file of corrected rows, if any.
        text: the new list, if any.
        maps: to show it on.
        home: where the candidate is left; None leaves none.
    """
    former = in_force(slug)
    if former is None:
        if rows is not None or text is not None:
            raise click.UsageError(
                f"--rows and --text are of areas that a list defines, not {slug}"
            )
        return None
    if not register:
        raise click.UsageError("give --register: the town's register file, table or office folder")
    return list_refresh.next_list(
        former,
        register=register,
        day=the_clock().today(),
        rows=None if rows is None else _rows(rows),
        text=None if text is None else published_text.published_text(text),
        maps=maps,
        home=home,
    )


def in_force(slug: str) -> ListInForce | None:
    """Return the list that defines an area today, or None."""
    return list_refresh.list_in_force(slug, the_clock().today())


def _rows(path: Path) -> tuple[ListRow, ...]:
    rows, unread = rows_file.read_rows(path)
    if unread:
        words = "; ".join(repr(" ".join(piece.text.split())) for piece in unread)
        raise click.ClickException(f"{path.name}: words in no row: {words}")
    return rows


def lines(report: Mapping[str, Any], t: Texts) -> Iterator[str]:
    """Say what the report of a list holds, line by line."""
    held, rows = report["in_force"], report["rows"]
    status = report["status"]
    yield f"{report['area_slug']}: {t(f'list.next.{status}')}"
    yield t("list.next.compared", edition=held["edition"][:12], on=t.date(held["on"]))
    for source in report["sources"]:
        day = t.date(source["generated"][:10]) if source["generated"] else "–"
        yield t("list.next.source", name=source["name"], day=day)
    yield t("list.next.rows", **{key: t.number(rows[key]) for key in _COUNTS})
    yield from _shown([list_words.difference_line(one, t) for one in rows["differences"]])
    yield from _shown([list_words.correction_line(one, t) for one in report["corrections"]])
    yield from _doors(report["doors"], t)


_COUNTS = ("then", "now", "open", "added", "removed", "changed")


def correction_of(one: Correction, t: Texts) -> str:
    """Say what became of a correction that is no document yet."""
    return list_words.correction_line(carrying.corrections_document([one])[0], t)


def _doors(doors: Mapping[str, Any], t: Texts) -> Iterator[str]:
    yield t("list.next.doors", doors=t.number(doors["doors"]))
    for verdict in ("inside", "outside", "undecidable"):
        then, now = (doors[key]["verdicts"].get(verdict, 0) for key in ("then", "now"))
        word = t(f"verdict_word.{verdict}")
        yield f"  {word}: {t.number(then)} → {t.number(now)}"
    for change in ("flips", "decided", "undecidable"):
        found = doors[change]
        key = "list.next.flips" if change == "flips" else f"admin.refresh.change.{change}"
        yield t(key, doors=t.number(found["doors"]))
        yield from _shown([_range(one, t) for one in found["ranges"]])


def _range(one: Mapping[str, Any], t: Texts) -> str:
    ends = one["from"] if one["from"] == one["to"] else f"{one['from']}–{one['to']}"
    then, now = (one[f"verdict_{when}"] for when in ("then", "now"))
    then, now, parity = t(f"verdict_word.{then}"), t(f"verdict_word.{now}"), one["parity"]
    side = t(f"list.parity.{parity}")
    return f"{one['thoroughfare']} {ends} ({side}, {t.number(one['doors'])}): {then} → {now}"


def _shown(every: Sequence[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in every[:SHOWN])
    if len(every) > SHOWN:
        yield "  …"


def after(found: NextList, t: Texts) -> Iterator[str]:
    """Say what was left, and what to do with it."""
    if found.candidate is None:
        if found.unchanged:
            yield t("list.next.in_force")
        return
    report = found.report
    yield t("list.next.left", hash=report["candidate"][:12])
    yield (
        f"  akcioterulet edition accept {report['area_slug']} "
        f"--candidate {report['candidate'][:12]} --by NAME --reason WHY"
    )
