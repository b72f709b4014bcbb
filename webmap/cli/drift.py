"""Drift: the edition in force against a new map."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import click

from . import next_list
from .boundary import EXIT_CODES
from .lazy import put_off
from .output import ANY_FILE, FOLDER, LANG, READABLE, VARIANT, print_json

with put_off():
    from boundaries.drift import watch as watching
    from boundaries.edition import drawn as drawn_lines

    from ..web import i18n

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from boundaries.drift.drift import Drift, LegDrift
    from boundaries.drift.rows import RowDrift, RowsDrift
    from boundaries.drift.watch import Watch
    from boundaries.refresh.list_refresh import NextList

NO_DRIFT, DRIFT = 0, 1
"""Exit status where the new map gives an area; otherwise as `boundary compile`."""


@click.command("diff")
@click.argument("slug")
@click.option("--osm", multiple=True, type=READABLE, help="The new extract.")
@VARIANT
@click.option(
    "--register",
    type=ANY_FILE,
    help="The election office's files: exact rows and doors. Of a list's area any register.",
)
@click.option("--rows", type=READABLE, help="Of a list's area: the new rows, corrected.")
@click.option("--text", type=READABLE, help="Of a list's area: the new list, word for word.")
@click.option(
    "--tolerance",
    type=click.FloatRange(min=0, max=1000),
    default=0.05,
    show_default=True,
    help="Metres that count as no movement.",
)
@click.option("--folder", type=FOLDER, help="Editions folder.")
@click.option("--leg", "drawn", multiple=True, metavar="N=FILE", help="A line drawn for leg N.")
@click.option("--author", help="Who drew the lines given with --leg.")
@click.option("--reason", help="Why they were drawn.")
@click.option("--json", "as_json", is_flag=True, help="Everything, with geometries, as JSON.")
@LANG
@click.pass_context
def diff(
    context: click.Context,
    slug: str,
    osm: tuple[Path, ...],
    variant: str,
    register: Path | None,
    rows: Path | None,
    text: Path | None,
    tolerance: float,
    folder: Path | None,
    drawn: tuple[str, ...],
    author: str | None,
    reason: str | None,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Compile SLUG over a new extract and compare it with the edition in force.

    An area that a list defines is compared with its new list, or with another register: rows,
    corrections and doors (--lang is of such an area). Nothing is taken into force. Exit status:
    0 no drift, 1 drift, 2 usage, 3 incomplete, 4 ambiguous, 5 failed (in these three nothing is
    compared).
    """
    if not math.isfinite(tolerance):
        raise click.BadParameter("expected metres", param_hint="--tolerance")
    if not osm:
        found = _list(slug, register, rows, text)
        told = next_list.lines(found.report, i18n.texts(lang))
        if as_json:
            print_json(found.report)
        for line in () if as_json else told:
            click.echo(line)
        context.exit(DRIFT if found.found else NO_DRIFT)
    if register is not None and not register.is_dir():
        raise click.BadParameter(f"Directory '{register}' is a file.", param_hint="'--register'")
    seen = watching.watch(
        slug,
        variant,
        osm=osm,
        register=register,
        tolerance_m=tolerance,
        folder=folder,
        drawn=drawn_lines.read_drawn_lines(drawn, author=author, reason=reason),
    )
    if as_json:
        print_json(seen.document())
    else:
        for line in _lines(seen, osm):
            click.echo(line)
    if seen.drift is None:
        context.exit(EXIT_CODES[seen.compilation.status])
    context.exit(DRIFT if seen.found else NO_DRIFT)


def _list(slug: str, register: Path | None, rows: Path | None, text: Path | None) -> NextList:
    """Compare an area that a list defines; a map is asked of every other."""
    found = next_list.next_of(
        slug, register=() if register is None else (register,), rows=rows, text=text
    )
    if found is None:
        raise click.MissingParameter(param_hint="'--osm'", param_type="option")
    return found


def _lines(seen: Watch, osm: tuple[Path, ...]) -> Iterator[str]:
    stamp = seen.network.timestamp or "date not known"
    yield f"edition: {seen.edition.hash[:12]} ({seen.edition.variant})"
    yield f"new map: {seen.network.source}, {stamp}"
    if seen.drift is None:
        yield from _not_compared(seen)
        return
    yield f"status: {'drift' if seen.found else 'no drift'}"
    yield from _drift_lines(seen.drift)
    if seen.rows is not None:
        yield from _row_lines(seen.rows)
    elif seen.rows_note:
        yield f"street list: not compared; {seen.rows_note}"
    if seen.found:
        files = " ".join(f"--osm {path}" for path in osm)
        slug, variant = seen.edition.slug, seen.edition.variant
        yield "Nothing is taken into force here. Who has reviewed this accepts the new area with"
        yield (
            f"  akcioterulet edition accept {slug} --variant {variant} {files} "
            "--by NAME --reason WHY"
        )
        yield "and then makes the street list again (area street-list). Both at once, to review:"
        yield f"  akcioterulet area refresh {slug} --variant {variant} {files} --register FOLDER"


def _not_compared(seen: Watch) -> Iterator[str]:
    status = seen.compilation.status
    yield f"status: {status}; the new map gives no single area, so nothing is compared"
    for leg in seen.document()["legs"]:
        if leg["change"]:
            yield f"{leg['number']:>4}  {leg['change']:<18} {leg['name']}"
    for problem in seen.compilation.problems:
        yield f"{problem.severity}: {problem.message}"
    for other in seen.compilation.alternatives:
        yield f"another area: {other.area.area / 1e6:.3f} km², {other.cost_ratio:.2f} times as dear"
    yield "The edition stays in force."


def _drift_lines(drift: Drift) -> Iterator[str]:
    then, now = drift.edition.area.area, drift.candidate.area.area
    for field in drift.definition_changed:
        yield f"note: the definition's {field} is not as it was when the edition was frozen"
    gained, lost = drift.area.gained.area, drift.area.lost.area
    yield f"area:   {then / 1e6:.4f} → {now / 1e6:.4f} km²"
    yield f"ground: gained {gained:,.0f} m², lost {lost:,.0f} m²"
    yield f"line:   moved by up to {drift.rim.max_m:.1f} m, on average {drift.rim.mean_m:.1f} m"
    zone = drift.zone
    if zone.worth_telling(drift.tolerance_m):
        yield f"uncertain zone: gained {zone.gained.area:,.0f} m², lost {zone.lost.area:,.0f} m²"
    for leg in drift.legs:
        if leg.change != "same":
            yield _leg_line(leg)
    for part in drift.parts:
        if part.change != "same":
            yield f"part {part.number}: {part.change}  {', '.join(part.streets)}".rstrip()
    for junction in drift.junctions:
        kinds = "" if junction.kind_then is junction.kind_now else f", now {junction.kind_now}"
        yield f"junction after leg {junction.after_leg}: moved {junction.moved_m:.1f} m{kinds}"


def _leg_line(leg: LegDrift) -> str:
    line = f"{leg.number:>4}  {leg.change:<18} {leg.name}"
    if leg.distance is not None and leg.change == "moved":
        line += f"  up to {leg.distance.max_m:.1f} m, on average {leg.distance.mean_m:.1f} m"
    if leg.then and leg.now and leg.then.decision is not leg.now.decision:
        line += f"  ({leg.then.decision} → {leg.now.decision})"
    return line


def _row_lines(rows: RowsDrift) -> Iterator[str]:
    if rows.exact:
        yield f"street list: {len(rows.rows)} row(s) with {rows.changed_doors} door(s) change"
    else:
        yield "street list (by rule, without district polygons; --register tells exactly):"
        for key, (count, doors) in rows.counts.items():
            yield f"  {key}: {count} row(s), {doors} door(s)"
    for item in rows.rows:
        yield _row_line(item)
    for problem in rows.problems:
        yield f"warning: {problem}"


def _row_line(item: RowDrift) -> str:
    row, numbers = item.row, item.row.numbers
    ends = f" {numbers.start or ''}–{numbers.end or ''}" if numbers.start or numbers.end else ""
    what = f"  {row.name} {row.type}, {numbers.parity}{ends}, district {row.district}"
    outcome = f"{row.verdict} → {item.verdict_now}" if item.verdict_now else str(item.effect)
    metres = "" if item.moved_m is None else f", moved {item.moved_m:.1f} m"
    limit = "" if item.rule_m is None else f" (the rule allows {item.rule_m:.0f} m)"
    return f"{what}, {row.doors} door(s): {outcome}{metres}{limit}"
