"""What became of the rows and corrections of a list, in words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..web.i18n import Texts


def difference_line(one: Mapping[str, Any], t: Texts) -> str:
    """Say what became of a row: an entry of `differences` of a report."""
    then, now = ("" if one[key] is None else row_words(one[key], t) for key in ("then", "now"))
    change = one["change"]
    return t(f"list.next.{change}", then=then, now=now)


def correction_line(one: Mapping[str, Any], t: Texts) -> str:
    """Say what became of a correction: an entry of `corrections` of a report."""
    row = "" if one["row"] is None else row_words(one["row"], t)
    fit = one["fit"]
    return t(f"list.next.fit.{fit}", words=" ".join(one["words"].split()), row=row)


def put_right_line(one: Mapping[str, Any], t: Texts) -> str:
    """Say what a person put right of a list: an entry of `put_right` of its edition."""
    kind, words = one["kind"], " ".join(one["words"].split())
    what = t(f"workshop.rows.done.{kind}")
    said = t(
        "workshop.rows.done",
        what=what,
        name=one["author"],
        reason=one["reason"],
        day=t.date(one["date"]),
    )
    row = "" if one["row"] is None else row_words(one["row"], t)
    quoted = f"„{words}”" if words else ""
    return f"{' → '.join(filter(None, (quoted, row)))} – {said}"


def row_words(row: Mapping[str, Any], t: Texts) -> str:
    """Write a row of a report: "Fő utca: páros 2–8"."""
    street = row.get("street") or f"{row['name']} {row['type']}".strip()
    ends = f" {row['from'] or ''}–{row['to'] or ''}" if row["from"] or row["to"] else ""
    taken_out = f"{t('list.except')} " if row["excepted"] else ""
    note = f" ({row['note']})" if row.get("note") else ""
    opened = f" ({t('list.next.open')})" if row.get("needs") else ""
    parity = row["parity"]
    return f"{taken_out}{street}: {t(f'list.parity.{parity}')}{ends}{note}{opened}"
