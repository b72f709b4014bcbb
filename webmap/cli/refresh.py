"""Candidates: an area compiled, listed and compared over new data, before anybody accepts it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.errors import SourceError

from . import next_list
from .boundary import EXIT_CODES
from .lazy import put_off
from .output import ANY_FILE, LANG, READABLE, TO_WRITE, print_json, the_clock, write_text

with put_off():
    from boundaries import model
    from boundaries.edition import definition as definitions
    from boundaries.refresh import candidates as kept
    from boundaries.refresh import refreshing
    from boundaries.register import office
    from geo.osm import overpass

    from ..web import i18n

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from boundaries.refresh.candidates import Candidate
    from boundaries.refresh.list_refresh import NextList

    from ..web.i18n import Texts

OWN = click.Path(file_okay=False, path_type=Path)
SHOWN = 40
"""Ranges of doors of one kind that the text form prints; JSON has all."""
_TITLES = {
    "flips": "doors that flip",
    "decided": "doors newly decided",
    "undecidable": "doors newly undecidable",
}


@click.command("refresh")
@click.argument("slug")
@click.option("--osm", multiple=True, type=READABLE, help="Extract of the town; may be repeated.")
@click.option(
    "--register",
    multiple=True,
    type=ANY_FILE,
    help="Office folder or register file; repeated, the others add places of doors.",
)
@click.option("--variant", help="One variant; all by default.")
@click.option("--rows", type=READABLE, help="Of a list's area: the new rows, corrected.")
@click.option("--text", type=READABLE, help="Of a list's area: the new list, word for word.")
@click.option("--folder", type=OWN, help="Own areas.")
@click.option("--out", type=TO_WRITE, help="Report as JSON.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array of reports.")
@LANG
@click.pass_context
def refresh(
    context: click.Context,
    slug: str,
    osm: tuple[Path, ...],
    register: tuple[Path, ...],
    variant: str | None,
    rows: Path | None,
    text: Path | None,
    folder: Path | None,
    out: Path | None,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Compile SLUG over a new map and register, and leave a candidate with its report.

    Edition, street list and places of doors are made and compared with what is in force; nothing
    is taken into force. What is not given as a file is fetched (needs internet). An area that a
    list defines needs --register alone; what was corrected in its rows is kept (--lang is of such
    an area). Exit status: 0 candidates left or nothing changed, 3 incomplete, 4 ambiguous,
    5 failed.
    """
    home = kept.own_home(folder)
    listed = next_list.next_of(slug, register=register, rows=rows, text=text, maps=osm, home=home)
    if listed is not None:
        _tell_list(listed, out, i18n.texts(lang), as_json=as_json)
        return
    with tempfile.TemporaryDirectory(prefix="akcioterulet-") as scratch:
        maps, registers = _sources(slug, osm, register, Path(scratch))
        try:
            made = refreshing.refresh(
                slug,
                osm=maps,
                register=registers,
                home=home,
                day=the_clock().today(),
                variants=() if variant is None else (variant,),
            )
        except OSError as fault:
            what = fault.filename or home
            raise click.ClickException(f"no candidate was left: {what}: {fault.strerror}") from None
    reports = [
        {**one.report, "unchanged": one.unchanged, "left": one.candidate is not None}
        for one in made
    ]
    if out is not None:
        write_text(json.dumps(reports, ensure_ascii=False, indent=1) + "\n", out)
    if as_json:
        print_json(reports)
    else:
        for report in reports:
            for line in report_lines(report):
                click.echo(line)
            for line in _next(report):
                click.echo(line)
    context.exit(EXIT_CODES[model.worst(one.compilation.status for one in made)])


def _tell_list(found: NextList, out: Path | None, t: Texts, *, as_json: bool) -> None:
    left = {"unchanged": found.unchanged, "left": found.candidate is not None}
    reports = [{**found.report, **left}]
    if out is not None:
        write_text(json.dumps(reports, ensure_ascii=False, indent=1) + "\n", out)
    if as_json:
        print_json(reports)
        return
    for line in (*next_list.lines(found.report, t), *next_list.after(found, t)):
        click.echo(line)


def _sources(
    slug: str, osm: tuple[Path, ...], register: tuple[Path, ...], scratch: Path
) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the files given; what is not given is fetched for the town of the definition."""
    if osm and register:
        return osm, register

    town = definitions.load_definition(slug).town
    try:
        maps = osm or _fetched_map(town, scratch)
        return maps, register or (office.fetch_register(town, scratch).folder,)
    except SourceError as fault:
        lacks = [name for name, given in (("--osm", osm), ("--register", register)) if not given]
        raise type(fault)(
            f"{fault}. Without internet give {' and '.join(lacks)}: as --osm an extract of {town} "
            "(.osm, .osm.pbf or an Overpass answer), as --register the folder with the election "
            "office's four files, or a register file"
        ) from None


def _fetched_map(town: str, scratch: Path) -> tuple[Path, ...]:
    got = overpass.fetch_extract(overpass.Place(town), folder=scratch)
    for note in got.notes:
        click.echo(f"note: {note}", err=True)
    return (got.path,)


@click.command("candidates")
@click.argument("slug", required=False)
@click.option("--show", metavar="HASH", help="Print the report of a candidate.")
@click.option("--discard", metavar="HASH", help="Remove a candidate.")
@click.option("--folder", type=OWN, help="Own areas.")
@click.option("--json", "as_json", is_flag=True, help="JSON; with --show the whole report.")
def candidates(
    slug: str | None,
    show: str | None,
    discard: str | None,
    folder: Path | None,
    *,
    as_json: bool,
) -> None:
    """List the candidates that wait to be accepted, look at one, or discard it."""
    if show and discard:
        raise click.UsageError("give --show or --discard, one of the two")
    if discard:
        found = kept.find(discard, slug, folder)
        try:
            kept.discard(found)
        except OSError as fault:
            raise click.ClickException(f"{fault.filename}: {fault.strerror}") from None
        click.echo(f"{found.hash[:12]} of {found.slug} ({found.variant}) discarded")
        return
    if show:
        report = kept.find(show, slug, folder).report()
        if as_json:
            print_json(report)
        for line in () if as_json else report_lines(report):
            click.echo(line)
        return
    _list(kept.candidates(slug, folder), as_json=as_json)


def _list(found: Sequence[Candidate], *, as_json: bool) -> None:
    rows = [
        {
            "slug": one.slug,
            "variant": one.variant,
            "candidate": one.hash,
            "edition": one.edition_hash,
            "made": one.made,
        }
        for one in found
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['slug']}  {row['variant']:<10} {row['candidate'][:12]}  {row['made']}")
    if not rows:
        click.echo("no candidate waits; `akcioterulet area refresh SLUG` makes one", err=True)


def report_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """Say what a report holds, line by line."""
    if "corrections" in report:  # of a list
        yield from next_list.lines(report, i18n.texts("hu"))
        return
    yield f"{report['area_slug']} ({report['variant']}): {_STATUS[report['status']]}"
    if report["status"] == "not_compiled":
        yield from _not_compiled(report)
        return
    held = report["in_force"]
    than = "nothing" if held is None else f"{held['edition'][:12]} of {held['on']}"
    yield f"compared with: {than}"
    for source in report["sources"]:
        made = source["generated"] or "date not known"
        yield f"source: {source['kind']} {source['name']}, {made}, sha256 {source['sha256'][:12]}"
    yield from _area_lines(report)
    for leg in report["legs"]:
        yield _leg_line(leg)
    for part in report.get("parts", ()):
        if part["change"] != "same":
            streets = ", ".join(part["streets"]) or part["text"]
            yield f"part {part['number']}: {part['change']}: {streets}"
    certain = report["provisional"]["became_certain"]
    if certain:
        yield f"provisional legs that have a line of their own now: {_numbers(certain)}"
    if report["provisional"]["now"]:
        yield f"legs that a stand-in still closes: {_numbers(report['provisional']['now'])}"
    yield from _problem_lines(report)
    yield from _door_lines(report["doors"])
    for problem in report["street_list"]["problems"]:
        yield f"note: {problem}"
    register = report["register"]
    yield (
        f"register: {register['doors']:,} doors in {register['streets']:,} streets, "
        f"{register['places']:,} known places, {register['faults']:,} oddities"
    )


_STATUS = {
    "first": "the first edition; nothing is in force",
    "changed": "the area is not as it was",
    "same_line": "the line is as it was",
    "not_compiled": "no candidate",
}


def _not_compiled(report: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"the words give no single area over {report['network']['source']} "
        f"({report['compile_status']}); nothing was kept, and what is in force stays"
    )
    for leg in report["legs"]:
        if leg["change"]:
            yield f"{leg['number']:>4}  {leg['change']:<18} {leg['name']}"
    yield from _problem_lines(report)
    for other in report["alternatives"]:
        yield f"another area fits, {other['cost_ratio']:.2f} times as dear"
    yield (
        "what to do: give an extract with the streets named above, or draw a leg by hand "
        "(boundary compile --leg) and put it into the definition as drawn"
    )


def _area_lines(report: Mapping[str, Any]) -> Iterator[str]:
    area, rim = report["area"], report["rim"]
    yield f"area:   {area['then_m2'] / 1e6:.4f} → {area['now_m2'] / 1e6:.4f} km²"
    yield f"ground: gained {area['gained_m2']:,.0f} m², lost {area['lost_m2']:,.0f} m²"
    if rim is not None:
        yield f"line:   moved by up to {rim['max_m']:.1f} m, on average {rim['mean_m']:.1f} m"
    for field in report["definition_changed"]:
        yield f"note: the definition's {field} is not as it was when the edition was frozen"


def _leg_line(leg: Mapping[str, Any]) -> str:
    ends = [_sure(leg, when) for when in ("then", "now")]
    moved = leg["distance"]["max_m"] if leg["distance"] else None
    far = "" if moved is None else f", moved up to {moved:.1f} m"
    return f"{leg['number']:>4}  {leg['change']:<18} {leg['name']}: {ends[0]} → {ends[1]}{far}"


def _sure(leg: Mapping[str, Any], when: str) -> str:
    certainty, length = leg[f"certainty_{when}"], leg[f"length_m_{when}"]
    return "none" if certainty is None else f"{certainty} {length:,.0f} m"


def _problem_lines(report: Mapping[str, Any]) -> Iterator[str]:
    for problem in report["problems"]:
        yield f"{problem['severity']}: {problem['message']}"


def _door_lines(doors: Mapping[str, Any]) -> Iterator[str]:
    then, now = doors["then"], doors["now"]
    yield f"doors:  {doors['doors']:,}"
    for name in ("verdicts", "grades"):
        keys = sorted({*now[name], *(then[name] if then else ())})
        for key in keys:
            before = f"{then[name].get(key, 0):,} → " if then else ""
            yield f"  {name.removesuffix('s')} {key}: {before}{now[name].get(key, 0):,}"
    for key, title in _TITLES.items():
        ranges = doors[key]["ranges"]
        if then:
            yield f"{title}: {doors[key]['doors']:,}"
        yield from map(_range_line, ranges[:SHOWN])
        if len(ranges) > SHOWN:
            yield f"  … and {len(ranges) - SHOWN:,} more ranges (--json has all)"


def _range_line(one: Mapping[str, Any]) -> str:
    ends = one["from"] if one["from"] == one["to"] else f"{one['from']}–{one['to']}"
    grade = f", {one['grade_now']}" if one["grade_now"] else ""
    return (
        f"  {one['thoroughfare']} {ends} ({one['parity']}), {one['doors']} door(s): "
        f"{one['verdict_then']} → {one['verdict_now']} ({one['reason_now']}{grade})"
    )


def _numbers(legs: Sequence[int]) -> str:
    return ", ".join(map(str, legs))


def _next(report: Mapping[str, Any]) -> Iterator[str]:
    if not report["left"]:
        if report["unchanged"]:
            yield "nothing changed: all of this is in force already; no candidate is needed"
        return
    short = report["candidate"][:12]
    if report["unchanged"]:
        yield f"nothing changed: the same data gave the candidate {short} before"
    else:
        yield f"candidate {short} left"
    yield "Nothing is taken into force here. Who has reviewed it accepts it at the desk, or with"
    yield (
        f"  akcioterulet edition accept {report['area_slug']} --candidate {short} "
        "--by NAME --reason WHY"
    )
