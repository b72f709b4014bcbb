"""Boundary sentences: read them, compile them."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import click

from .lazy import LazyGroup, put_off
from .output import READABLE, VARIANT, print_json

with put_off():
    from boundaries import model
    from boundaries.document import as_json as documents_json
    from boundaries.document import reading
    from boundaries.edition import areas as area_compiler
    from boundaries.edition import compiling, parts
    from boundaries.edition import drawn as drawn_lines
    from boundaries.export import documents
    from boundaries.sentence import document as sentences
    from boundaries.sentence import parsing
    from boundaries.tables import published_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from boundaries.edition.compiling import AreaOutcome
    from boundaries.model import Compilation, PartStreet

EXIT_CODES = {"compiled": 0, "incomplete": 3, "ambiguous": 4, "failed": 5}
"""Exit status of `boundary compile`; 2 is a mistake on the command line."""


BOUNDARY_COMMANDS = {
    "against-polygon": (
        "against_polygon:against_polygon",
        "Hold SLUG against the polygons of FILE (GeoJSON, GeoPackage or KML) taken together.",
    ),
    "diff": (
        "drift:diff",
        "Compile SLUG over a new extract and compare it with the edition in force.",
    ),
}
"""As `webmap.cli.main.COMMANDS`."""


@click.group(cls=LazyGroup)
def boundary() -> None:
    """Boundary sentences: read them, compile them."""


boundary.add_later(BOUNDARY_COMMANDS)


def _text(text: str | None, file: Path | None) -> str:
    if (text is None) == (file is None):
        raise click.UsageError("give the sentence with --text or with --file, one of the two")
    if file is not None:
        return published_text.published_text(file)
    return text or ""


@boundary.command("parse")
@click.option("--text", help="The boundary sentence.")
@click.option("--file", type=READABLE, help="File that holds it: text, .docx or .pdf.")
@click.option("--document", "whole", is_flag=True, help="A whole document: its areas and parts.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
def boundary_parse(text: str | None, file: Path | None, *, whole: bool, as_json: bool) -> None:
    """Read a boundary sentence into ordered legs; what is not understood is shown as unread.

    With --document the text may be a page, a decree, a chapter: each area is shown with its title
    and parts, and what is not about an area is left aside.
    """
    if whole:
        found = documents_json.document_json(reading.parse_document(_text(text, file)))
        if as_json:
            print_json(found, indent=1)
        else:
            click.echo("\n".join(_document_lines(found)))
        return
    document = sentences.sentence_document(parsing.parse_sentence(_text(text, file)))
    if as_json:
        print_json(document, indent=1)
        return
    for line in _parse_lines(document):
        click.echo(line)


def _parse_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Say what became of every word: legs with all that was read of them, the rest by kind."""
    heads = {area["legs"][0]: area for area in document["areas"] if area["legs"]}
    for leg in document["legs"]:
        if area := heads.get(leg["number"]):
            heading = area["heading"]["text"] if area["heading"] else "(no heading)"
            yield f"     area at {area['span'][0]}: {' '.join(heading.split())}"
        note = f"  ({leg['note']})" if leg["note"] else ""
        yield f"{leg['number']:>3}  {leg['kind']:<12} {leg['name']}{note}{_leg_details(leg)}"
    for frame in document["frames"]:
        if frame["kind"] != "grammar":
            yield f"  -  {frame['kind']}: {frame['text']!r} at {frame['span'][0]}"
    grammar = [frame["text"] for frame in document["frames"] if frame["kind"] == "grammar"]
    if grammar:
        yield f"  -  grammar: {', '.join(map(repr, grammar))}"
    for piece in document["unread"]:
        yield f"  ?  not understood: {piece['text']!r} at {piece['span'][0]}"
    for problem in document["problems"]:
        yield f"{problem['severity']}: {problem['code']}: {problem['message']}"


def _document_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Say what a document holds: each area with its parts, then what was not understood."""
    for area in found["areas"]:
        again = f", told {1 + len(area['mentions'])} times" if area["mentions"] else ""
        yield f"area {area['number']}: {area['title'] or '(no title)'} at {area['span'][0]}{again}"
        for part in area["parts"]:
            sign = "-" if part["effect"] == "takes_out" else "+"
            yield f"  {sign} {part['kind']}: {part['name'] or ' '.join(part['text'].split())}"
            for leg in part["legs"]:
                note = f"  ({leg['note']})" if leg["note"] else ""
                name = f"{leg['kind']:<12} {leg['name']}{note}{_leg_details(leg)}"
                yield f"    {leg['number']:>3}  {name}"
            yield from (f"    {_row_line(row)}" for row in part["rows"])
            for problem in part["problems"]:
                yield f"    {problem['severity']}: {problem['code']}: {problem['message']}"
    if not found["areas"]:
        yield "no area found"
    for piece in found["unread"]:
        yield f"  ?  not understood: {' '.join(piece['text'].split())!r} at {piece['span'][0]}"
    yield f"  -  left aside: {len(found['prose'])} sentences, {len(found['furniture'])} page marks"


def _row_line(row: Mapping[str, Any]) -> str:
    """Write a row of a list: street, side, numbers, what limits it and why it is doubtful."""
    ends = f" {row['from'] or ''}–{row['to'] or ''}" if row["from"] or row["to"] else ""
    taken_out = "taken out: " if row["excepted"] else ""
    note = f" ({row['note']})" if row["note"] else ""
    doubts = f"  [look: {', '.join(row['needs'])}]" if row["needs"] else ""
    street = f"{row['name']} {row['type']}".strip()
    return f"{taken_out}{street}: {row['parity']}{ends}{note}{doubts}"


def _leg_details(leg: Mapping[str, Any]) -> str:
    """Write what else was read of a leg: rule, side, section, other names, numbers."""
    section = leg["section"]
    details = [
        None if leg["rule"] == "centre_line" else f"rule: {leg['rule']}",
        leg["side"] and f"side: {leg['side']}",
        section and f"section: {section['from'] or '…'} → {section['to'] or '…'}",
        leg["railway_number"] and f"railway: {leg['railway_number']}",
        leg["parcel_number"] and f"parcel: {leg['parcel_number']}",
        *(
            f"or: {' '.join(filter(None, (o['label'], o['name'])))} ({o['kind']})"
            for o in leg["alternatives"]
        ),
        leg["repeats"] and f"closes on leg {leg['repeats']}",
    ]
    written = "; ".join(detail for detail in details if detail)
    return f"  [{written}]" if written else ""


@boundary.command("compile")
@click.argument("slug", required=False)
@click.option("--text", help="A boundary sentence instead of a slug.")
@click.option("--file", type=READABLE, help="File that holds the sentence: text, .docx or .pdf.")
@click.option(
    "--osm",
    multiple=True,
    type=READABLE,
    help=".osm, .osm.pbf, Overpass JSON or GeoJSON of named lines.",
)
@VARIANT
@click.option("--document", "whole", is_flag=True, help="A whole document: every area of it.")
@click.option("--json", "as_json", is_flag=True, help="The whole outcome as JSON.")
@click.option("--leg", "drawn", multiple=True, metavar="N=FILE", help="A line drawn for leg N.")
@click.option("--author", help="Who drew the lines given with --leg.")
@click.option("--reason", help="Why they were drawn.")
@click.pass_context
def boundary_compile(
    context: click.Context,
    slug: str | None,
    text: str | None,
    file: Path | None,
    osm: tuple[Path, ...],
    variant: str,
    drawn: tuple[str, ...],
    author: str | None,
    reason: str | None,
    *,
    whole: bool,
    as_json: bool,
) -> None:
    """Compile a slug or a sentence over a network into an area with its ledger.

    With --document the text may be a page or a decree, and each of its areas is compiled.

    Exit status: 0 compiled, 2 usage, 3 incomplete, 4 ambiguous, 5 failed; of a document the worst
    of its areas, 3 where it has none.
    """
    if whole:
        if slug is not None or drawn:
            raise click.UsageError("--document takes a text alone, no slug and no drawn lines")
        context.exit(_compile_page(_text(text, file), osm, as_json=as_json))
    lines = drawn_lines.read_drawn_lines(drawn, author=author, reason=reason)
    if slug is not None:
        if text or file:
            raise click.UsageError("give a slug or a sentence, not both")
        outcome = area_compiler.compile_area(slug, variant, osm=osm, drawn=lines)
    else:
        outcome = area_compiler.compile_sentence(_text(text, file), osm=osm, drawn=lines)
    if as_json:
        print_json(documents.compilation_document(outcome))
    else:
        for line in _outcome_lines(outcome):
            click.echo(line)
    context.exit(EXIT_CODES[outcome.status])


def _compile_page(text: str, osm: tuple[Path, ...], *, as_json: bool) -> int:
    """Compile every area of a document, print what became of it and return the exit status."""
    outcomes, epsg = compiling.compile_page(text, osm=osm)
    if as_json:
        print_json(documents.areas_document(outcomes, epsg))
    else:
        click.echo("\n".join(_area_lines(outcomes)))
    return EXIT_CODES[model.worst(outcome.status for outcome in outcomes)]


def _area_lines(outcomes: Sequence[AreaOutcome]) -> Iterator[str]:
    for number, outcome in enumerate(outcomes, 1):
        yield f"area {number}: {outcome.area.title or '(no title)'}: {outcome.status}"
        for one in outcome.parts:
            sign = "-" if one.part.effect == "takes_out" else "+"
            yield f"  {sign} {one.part.kind}: {' '.join(one.part.text.split())}"
            if one.compilation is not None:
                yield from (f"    {line}" for line in _outcome_lines(one.compilation))
            yield from (f"    {_street_line(street)}" for street in outcome.streets_of(one))
        if outcome.whole.area is not None and not outcome.is_one_ring:
            yield f"  area: {outcome.whole.area.area / 1e6:.3f} km²"
        yield from (f"  {problem.severity}: {problem.message}" for problem in outcome.problems)
    if not outcomes:
        yield "no area found"


def _street_line(street: PartStreet) -> str:
    """Say which doors of a street a part speaks of, and what the map has of it."""
    metres = sum(math.dist(a, b) for line in street.lines for a, b in itertools.pairwise(line))
    section = street.section
    limits = None if section is None else (section.start, section.end)
    between = f", {limits[0] or '…'} → {limits[1] or '…'}" if limits and any(limits) else ""
    called = f" ({street.resolved})" if street.resolved not in {None, street.name} else ""
    found = f"{metres:.0f} m" if street.lines else "no line"
    open_ = "  [open]" if street.is_open else ""
    taken_out = "without " if street.is_excepted else ""
    return f"{taken_out}{street.name}{called}: {street.numbers}{between}  {found}{open_}"


def _outcome_lines(outcome: Compilation) -> Iterator[str]:
    yield f"status: {outcome.status}"
    if outcome.area is not None:
        parts = " + ".join(f"{p.area / 1e6:.3f}" for p in outcome.area.geoms)
        count = len(outcome.area.geoms)
        yield f"area:   {outcome.area.area / 1e6:.3f} km² in {count} part(s): {parts}"
    for leg in outcome.legs:
        sure = f"±{leg.uncertainty_m:.0f} m" if leg.uncertainty_m is not None else "no line"
        walked = f" → {leg.walked_as}" if leg.walked_as else ""
        how = f"{leg.decision:<10} {leg.length_m:8.1f} m  {sure:>8}"
        yield f"{leg.number:>4}  {how}  {leg.name}{walked}"
    yield from _part_lines(outcome)
    for problem in outcome.problems:
        yield f"{problem.severity}: {problem.message}"


def _part_lines(outcome: Compilation) -> Iterator[str]:
    """Say what an area of several parts is made of."""
    for part in () if parts.is_one_ring(outcome.parts) else outcome.parts:
        sign = "-" if part.effect == "takes_out" else "+"
        legs = f" (legs {part.legs[0]}-{part.legs[-1]})" if part.legs else ""
        yield f"{sign} part {part.number}, {part.kind}{legs}: {' '.join(part.text.split())}"
        yield from (f"    {_street_line(street)}" for street in part.streets)
