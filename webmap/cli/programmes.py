"""Programmes: list, show, look up; and a municipality's own venues, for review."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from boundaries.language.names import fold

from .lazy import put_off
from .look_up import asked_point
from .output import LANG, READABLE, TO_WRITE, print_json, the_clock, write_text

with put_off():
    from boundaries.programmes import areas as compiled
    from boundaries.programmes import catalogue as catalogues
    from boundaries.programmes import export, facts, look_up, money, placing, venue_import
    from boundaries.programmes import model as programme_model
    from boundaries.register import reading as office_files
    from boundaries.tables import reading as table_survey
    from boundaries.towns import settlements

    from ..ask import programme_texts, services
    from ..desk import as_of
    from ..happenings import feeds
    from ..happenings import sources as happening_sources
    from ..web import i18n

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from boundaries.errors import DefinitionError
    from boundaries.model import Edition
    from boundaries.programmes.look_up import ProgrammeAnswer
    from boundaries.programmes.model import Programme
    from boundaries.programmes.venue_import import ImportResult, ImportRow

DAY = click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the question; default: today."
)
FORMATS = ("text", "json", "csv", "jsonld", "geojson", "ical")


def _day(day: dt.datetime | None) -> dt.date:
    return the_clock().today() if day is None else day.date()


@click.command("programmes")
@DAY
@LANG
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--compare", is_flag=True, help="Their money beside each other, with its arithmetic.")
def programmes(day: dt.datetime | None, lang: str, *, as_json: bool, compare: bool) -> None:
    """List the programmes of the catalogue."""
    if compare:
        _compare(lang)
        return
    found, faults = catalogues.survey_catalogue()
    for programme in found:
        state, end = look_up.programme_state(programme, _day(day)), programme.period.end
        row = {
            "slug": programme.slug,
            "project": programme.project,
            "title": programme_texts.title_of(programme, lang),
            "area": programme.area.kind,
            "state": None if state is None else str(state),
            "end": None if end is None else end.when,
        }
        if as_json:
            print_json(row)
        else:
            click.echo(f"{programme.slug}: {row['title']}")
            click.echo(f"  {programme.project}")
            click.echo(f"  {programme_texts.standing(programme, _day(day), lang)}")
    _tell(faults)


def _tell(faults: Mapping[str, DefinitionError]) -> None:
    """Name the programmes that are broken, behind those that are not, and end with status 2."""
    for fault in faults.values():
        click.echo(f"akcioterulet: {fault}", err=True)
    if faults:
        raise SystemExit(2)


def _compare(lang: str) -> None:
    t, table = i18n.texts(lang), money.compare(catalogues.load_catalogue())
    for row in table.rows:
        click.echo(f"{row.programme}: {row.written or t('programme.missing.no_amount')}")
        flag = row.flag_hu if lang == "hu" else row.flag_en
        if flag:
            click.echo(f"  {flag}")
        for key, figure in (
            ("programme.per_settlement", row.per_settlement),
            ("programme.per_participant", row.per_participant),
        ):
            click.echo(f"  {t(key)}: {programme_texts.quotient_text(figure, lang)}")
    terms = " + ".join(t.number(value) for _, value in table.terms)
    click.echo(t("programme.total", terms=terms, total=t.number(table.total)))


@click.group()
def programme() -> None:
    """One programme, or the question in whose area a place lies."""


@programme.command("show")
@click.argument("slug")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@LANG
@click.option("--out", type=TO_WRITE, help="File to write.")
def show(slug: str, form: str, lang: str, out: Path | None) -> None:
    """Write what the sources say about a programme, with their words.

    json: the facts; csv: one quotation a line; jsonld: schema.org; geojson: the ground, its
    settlements and venues; ical: events that have a day.
    """
    found = catalogues.load_programme(slug)
    write_text(_written(found, form, lang), out)


def _written(found: Programme, form: str, lang: str) -> str:
    if form == "text":
        return _as_text(found, lang)
    if form == "csv":
        return export.to_csv([found])
    if form == "ical":
        return _as_calendar(found, lang)
    document: Any = found.model_dump(mode="json", exclude_none=True)
    if form == "jsonld":
        document = export.to_jsonld(found, settlements.load_settlements(), lang=lang)
    elif form == "geojson":
        document = export.to_geojson(found, settlements.load_settlements(), _editions(found))
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _as_calendar(found: Programme, lang: str) -> str:
    t, places = i18n.texts(lang), settlements.load_settlements()
    venues = happening_sources.venues_of(found, places, None, t)
    by_id = {venue.id: venue for venue in venues}
    events = happening_sources.events_of(found, by_id, the_clock().today(), t)
    return feeds.calendar(events, t, name=programme_texts.title_of(found, lang)).decode()


def _editions(found: Programme) -> list[Edition]:
    if not isinstance(found.area, programme_model.CompiledArea):
        return []
    return list(compiled.load_editions(found.area.definition))


def _as_text(found: Programme, lang: str) -> str:
    lines = []
    for row in facts.fact_rows(found):
        details = ", ".join(f"{name} {value}" for name, value in row.details)
        lines.append(f"{row.path}: {row.hu if lang == 'hu' else row.en}")
        lines += [f"    ({details})"] if details else []
        lines += [f"    „{' / '.join(q.words.splitlines())}” [{q.file}]" for q in row.quotations]
    return "\n".join(lines) + "\n"


@programme.command("check")
@click.argument("address", nargs=-1)
@click.option("--lat", type=float, help="WGS84 latitude (with --lon).")
@click.option("--lon", type=float, help="WGS84 longitude (with --lat).")
@click.option("--east", type=float, help="EOV easting, the official Y (with --north).")
@click.option("--north", type=float, help="EOV northing, the official X (with --east).")
@DAY
@LANG
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def check(
    address: tuple[str, ...],
    lat: float | None,
    lon: float | None,
    east: float | None,
    north: float | None,
    day: dt.datetime | None,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Say for each ADDRESS, or for a point, in which programmes' areas it lies.

    Being inside says nothing about who may take part.
    """
    point = asked_point(lat, lon, east, north)
    if not address and point is None:
        raise click.UsageError("give an address, or --lat and --lon, or --east and --north")
    areas, on = services.bundled_areas(clock=the_clock()), _day(day)
    catalogue, faults = catalogues.survey_catalogue()
    asked = look_up.ProgrammeLookUp(
        catalogue, settlements.load_settlements(), as_of.CompiledOn(areas, on, areas)
    )
    every = [asked.look_up(query, on) for query in address]
    if point is not None:
        every.append(asked.look_up_point(point, on))
    by_slug = {one.slug: one for one in asked.catalogue}
    for answers in every:
        for found in answers:
            _print_answer(found, by_slug[found.programme], lang, as_json=as_json)
    if not as_json:
        _print_common(every, lang)
    _tell(faults)


def _print_answer(found: ProgrammeAnswer, asked: Programme, lang: str, *, as_json: bool) -> None:
    if as_json:
        print_json(programme_texts.programme_document(found, asked, lang))
        return
    word = i18n.texts(lang)(f"verdict_word.{found.answer.verdict}")
    click.echo(f"{found.programme}: {word}")
    said_already = set(look_up.Caution) - {look_up.Caution.END_WAS_PLANNED}
    for line in programme_texts.answer_lines(found, asked, lang, leave_out=said_already):
        click.echo(f"  {line}")


def _print_common(every: list[tuple[ProgrammeAnswer, ...]], lang: str) -> None:
    """Say once what goes for every programme that the place lies in."""
    towns = {found.answer.assumed_town for answers in every for found in answers} - {None}
    for town in sorted(str(town) for town in towns):
        click.echo(i18n.texts(lang)("answer.assumed_town", town=town))
    if any(found.answer.verdict == "inside" for answers in every for found in answers):
        click.echo(i18n.texts(lang)(f"programme.caution.{look_up.Caution.INSIDE_IS_NOT_ELIGIBLE}"))


@click.group()
def venues() -> None:
    """A municipality's own venues and events."""


@venues.command("import")
@click.argument("file", type=READABLE)
@click.option(
    "--register",
    "registers",
    multiple=True,
    metavar="SETTLEMENT=FOLDER",
    help="The election office's files of a settlement; places addresses. May be given again.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a row.")
def import_(file: Path, registers: tuple[str, ...], *, as_json: bool) -> None:
    """Read venues and events from a CSV or YAML file and sort them for review.

    Nothing is stored. The status is 0 where every row is accepted, 1 where some need review or
    are refused.
    """
    result = _imported(file, registers)
    for row in result.rows:
        if as_json:
            print_json(_row_document(row))
        else:
            issues = "; ".join(issue.message for issue in row.issues)
            click.echo(f"{row.number}: {row.state} {row.record.name}{issues and f' – {issues}'}")
    if result.ignored:
        click.echo(
            f"not read, since their names are not known: {', '.join(result.ignored)}", err=True
        )
    if any(row.state != "accepted" for row in result.rows):
        raise click.exceptions.Exit(1)


def _imported(file: Path, registers: tuple[str, ...]) -> ImportResult:
    places = settlements.load_settlements()
    found = {}
    for pair in registers:
        code, folder = _register_of(pair)
        found[code] = office_files.read_register(folder)
    reader = venue_import.VenueImport(
        places, placing.RegisterPlacer(places, found), catalogues.programme_slugs()
    )
    text = file.read_text(encoding=table_survey.survey(file).encoding or "utf-8")
    return reader.read_csv(text) if file.suffix.lower() == ".csv" else reader.read_yaml(text)


def _register_of(pair: str) -> tuple[str, Path]:
    name, _, folder = pair.partition("=")
    found = settlements.load_settlements().by_name.get(fold(name), ())
    if len(found) != 1 or not Path(folder).is_dir():
        message = f"{pair!r}; expected the name of a known settlement, = and a folder"
        raise click.BadParameter(message, param_hint="--register")
    return found[0].code, Path(folder)


def _row_document(row: ImportRow) -> dict[str, object]:
    record = dataclasses.asdict(row.record)
    for name in ("start", "end"):
        record[name] = record[name].isoformat() if record[name] else None
    return {
        "row": row.number,
        "state": str(row.state),
        "record": record,
        "understood": row.understood,
        "offered": list(row.offered),
        "issues": [dataclasses.asdict(issue) for issue in row.issues],
    }
