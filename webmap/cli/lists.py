"""Published lists of streets: read into rows, resolved by a register, kept as a file."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import next_list
from .lazy import put_off
from .output import ANY_FILE, LANG, READABLE, TO_WRITE, print_json, the_clock

with put_off():
    from boundaries.document import page_lists
    from boundaries.edition import acceptances, areas, list_edition, new_area
    from boundaries.edition import edition as editions
    from boundaries.lists import area_ranges, carrying, reading, resolving, rows_file
    from boundaries.lists import together as side_by_side
    from boundaries.refresh import list_refresh
    from boundaries.register import load as loading
    from boundaries.tables import published_text

    from ..web import i18n

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from boundaries.lists.carrying import Correction
    from boundaries.lists.model import Aside, ListRow
    from boundaries.lists.together import SharedNumbers, Together
    from boundaries.model import UnreadPiece
    from boundaries.refresh.list_refresh import ListInForce
    from boundaries.register.register import Register

    from ..web.i18n import Texts

DOUBTFUL = 3
"""Exit status where a person must look at a row, or words are in no row."""
SHOWN = 20
"""Ranges of each sort that the text form prints; JSON has all."""


@click.group("list")
def list_() -> None:
    """Published lists of streets: read them into rows."""


@list_.command("read")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--register", "source", type=ANY_FILE, help="Register file or office folder.")
@click.option("--town", help="Name of the town; tables and extracts as --register need it.")
@click.option("--area", help="Area of a list in force: what was corrected in its rows is kept.")
@click.option("--out", type=TO_WRITE, help="CSV of the rows to write; a person corrects it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@LANG
@click.pass_context
def read(
    context: click.Context,
    file: str,
    source: Path | None,
    town: str | None,
    area: str | None,
    out: Path | None,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Read FILE (text in UTF-8, or - for standard input) into rows: street, side, from, to.

    FILE may also be the CSV of rows that --out wrote and a person has corrected. With --register
    each name is looked up in the town's register. With --area what people have corrected in the
    rows of the list in force is kept where the new list has the same words, and told where it has
    them no more. Exit status: 0 every row is clear, 3 a person must look at some.
    """
    loaded = None if source is None else loading.load_register(source, town=town)
    corrections: tuple[Correction, ...] = ()
    if area is not None:
        found = list_refresh.carried_rows(_in_force(area), _text(file), loaded)
        rows, unread, corrections = found.rows, found.unread, found.corrections
        asides: tuple[Aside, ...] = ()
    else:
        rows, asides, unread = _read(file)
        rows = rows if loaded is None else resolving.resolve(rows, loaded.register)
    if out is not None:
        rows_file.write_rows(rows, out, unread)
        click.echo(str(out), err=True)
    if as_json:
        print_json(
            {
                "rows": [rows_file.row_record(row) for row in rows],
                "unread": [_piece(one) for one in unread],
                "asides": [_piece(one) | {"kind": one.kind.value} for one in asides],
                **(
                    {}
                    if area is None
                    else {"corrections": carrying.corrections_document(corrections)}
                ),
            }
        )
    else:
        t = i18n.texts(lang)
        carried = [next_list.correction_of(one, t) for one in corrections]
        for line in (*_lines(rows, unread, t), *carried):
            click.echo(line)
    misfits = any(one.is_misfit for one in corrections)
    if unread or misfits or any(row.needs for row in rows):
        context.exit(DOUBTFUL)


def _read(
    file: str,
) -> tuple[tuple[ListRow, ...], tuple[Aside, ...], tuple[UnreadPiece, ...]]:
    """Read a text, or rows that were kept."""
    if file != "-" and rows_file.is_rows_file(Path(file)):
        rows, unread = rows_file.read_rows(Path(file))
        return rows, (), unread
    found = reading.read_list(_text(file))
    return found.rows, found.asides, found.unread


def _text(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else published_text.published_text(Path(file))
    except UnicodeDecodeError as fault:
        raise click.ClickException(f"standard input is no text in UTF-8 ({fault.reason})") from None


def _in_force(slug: str) -> ListInForce:
    found = next_list.in_force(slug)
    if found is None:
        raise click.UsageError(f"no list defines the area {slug} today")
    return found


@list_.command("accept")
@click.argument("slug")
@click.argument("path", metavar="ROWS", type=READABLE)
@click.option("--register", "source", required=True, type=ANY_FILE, help="Of the town.")
@click.option("--town", help="Name of the town; tables and extracts as --register need it.")
@click.option("--text", "text_file", type=READABLE, help="The published list, word for word.")
@click.option("--heading", help="Of rows under several headings: those of this area alone.")
@click.option("--title", required=True, help="Hungarian title.")
@click.option("--title-en", required=True, help="English title.")
@click.option("--authority", required=True, help="Whose list it is.")
@click.option("--source", "published", required=True, help="Title of the page or decree.")
@click.option("--document", required=True, help="Which document, such as its number.")
@click.option("--project", "projects", multiple=True, help="Project id; may be given again.")
@click.option("--osm", "maps", multiple=True, type=READABLE, help="Map to show it on.")
@click.option("--by", required=True, help="Who accepts it.")
@click.option("--reason", required=True, help="Why.")
@click.option("--on", help="Day from which it holds (YYYY-MM-DD); today by default.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Editions folder.")
def accept(
    slug: str,
    path: Path,
    source: Path,
    town: str | None,
    text_file: Path | None,
    heading: str | None,
    title: str,
    title_en: str,
    authority: str,
    published: str,
    document: str,
    projects: tuple[str, ...],
    maps: tuple[Path, ...],
    by: str,
    reason: str,
    on: str | None,
    folder: Path | None,
) -> None:
    """Take the area that ROWS define into force under SLUG, with its street list.

    ROWS is what `list read --out` wrote and a person has corrected. Rows that are still open leave
    their doors undecided; words that are in no row are refused.
    """
    day = (the_clock().today() if on is None else acceptances.day_of(on)).isoformat()
    new_area.require_slug(slug)
    every, unread = rows_file.read_rows(path)
    rows = area_ranges.one_area(every, unread, heading, name=path.name)
    text = None if text_file is None else published_text.published_text(text_file).strip()
    said = list_edition.ListArea(
        slug,
        {"hu": title, "en": title_en},
        text or "; ".join(row.words for row in rows),
        authority,
        {"title": published, "publisher": authority, "document": document},
        projects,
    )
    edition, streets = list_edition.freeze_list(
        said,
        rows,
        loading.load_register(source, town=town),
        areas.load_network(maps) if maps else None,
    )
    with tempfile.TemporaryDirectory() as made:
        annex = list_edition.write_annex(Path(made), streets, rows, maps)
        kept = editions.accept(edition, by=by, on=day, reason=reason, folder=folder, annex=annex)
    click.echo(f"{kept.name} accepted by {by} on {day}")
    open_rows = sum(bool(row.needs) for row in rows)
    for verdict, doors in streets.meta.counts.items():
        click.echo(f"  {verdict}: {doors:,}")
    if open_rows:
        click.echo(f"note: rows that are open, and with them their doors: {open_rows:,}", err=True)


@list_.command("together")
@click.argument("paths", metavar="ROWS…", nargs=-1, required=True, type=READABLE)
@click.option("--register", "source", required=True, type=ANY_FILE, help="Of the town.")
@click.option("--town", help="Name of the town; tables and extracts as --register need it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with every range.")
@LANG
@click.pass_context
def together(
    context: click.Context,
    paths: tuple[Path, ...],
    source: Path,
    town: str | None,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Hold all lists of a town side by side: doors in none, doors in two, unknown streets.

    Each heading of each file of ROWS is a list of its own. ROWS may also be a page as it is
    published (text, .docx or .pdf) with one list or all of them; what is doubtful in it is open.
    Exit status: 0 each door is in exactly one list, 3 otherwise.
    """
    register = loading.load_register(source, town=town).register
    found = side_by_side.together(_lists(paths, register), register)
    if as_json:
        print_json(
            {
                "lists": list(found.areas),
                "doors": found.doors,
                "in_one": found.in_one,
                "in_none": [_shared(one) for one in found.in_none],
                "in_several": [_shared(one) for one in found.in_several],
                "open": [_shared(one) for one in found.open],
                "unknown": [{"list": name, "street": street} for name, street in found.unknown],
            }
        )
    else:
        for line in _together_lines(found, i18n.texts(lang)):
            click.echo(line)
    if found.in_one < found.doors or found.unknown:
        context.exit(DOUBTFUL)


def _lists(paths: Sequence[Path], register: Register) -> dict[str, Sequence[ListRow]]:
    """Return the rows of each list of each file, under a name of its own."""
    found: dict[str, Sequence[ListRow]] = {}
    for path in paths:
        for heading, rows in _lists_of(path, register):
            name = heading or path.stem
            found[name if name not in found else f"{path.stem}: {name}"] = rows
    return found


def _lists_of(path: Path, register: Register) -> Iterator[tuple[str, Sequence[ListRow]]]:
    """Yield the lists of a file of rows, or of a published page."""
    if rows_file.is_rows_file(path):
        rows, unread = rows_file.read_rows(path)
        for heading in dict.fromkeys(row.heading for row in rows):
            yield heading, area_ranges.one_area(rows, unread, heading, name=path.name)
        return
    page = page_lists.lists_in(published_text.published_text(path))
    for piece in page.unread:
        words = " ".join(piece.text.split())
        click.echo(f"note: {path.name}: words in no row: {words!r}", err=True)
    for title, own in page.lists.items():
        yield title, resolving.resolve(own, register)


def _shared(one: SharedNumbers) -> dict[str, object]:
    start, end = one.numbers.ends
    return {
        "street": one.street,
        "parity": one.numbers.parity.value,
        "from": start,
        "to": end,
        "doors": one.doors,
        "lists": list(one.areas),
    }


def _together_lines(found: Together, t: Texts) -> Iterator[str]:
    yield t("list.together.lists", count=len(found.areas), doors=t.number(found.doors))
    yield t("list.together.in_one", doors=t.number(found.in_one))
    for key, shared in (
        ("list.together.in_none", found.in_none),
        ("list.together.in_several", found.in_several),
        ("list.together.open", found.open),
    ):
        yield t(key, doors=t.number(side_by_side.doors_of(shared)))
        for one in shared[:SHOWN]:
            start, end = one.numbers.ends
            parity = t(f"list.parity.{one.numbers.parity.value}")
            lists = f": {' + '.join(one.areas)}" if one.areas else ""
            yield f"  {one.street} {parity} {start or ''}–{end or ''} ({one.doors}){lists}"
        if len(shared) > SHOWN:
            yield "  …"
    for name, street in found.unknown:
        yield t("list.together.unknown", name=name, street=street)


def _piece(one: Aside | UnreadPiece) -> dict[str, object]:
    return {"text": one.text, "span": [one.span.start, one.span.end]}


def _lines(rows: Sequence[ListRow], unread: Sequence[UnreadPiece], t: Texts) -> Iterator[str]:
    several = len({row.heading for row in rows}) > 1
    heading = None
    for row in rows:
        if several and row.heading != heading:
            heading = row.heading
            yield t("list.heading", heading=heading) if heading else t("list.no_heading")
        yield _line(row, t)
        for need in row.needs:
            yield f"      {t(f'list.need.{need.value}')}"
        if row.candidates:
            yield f"      {t('list.candidates', names=', '.join(row.candidates))}"
        if row.written:
            how = t(f"list.how.{row.resolved}") if row.resolved else "–"
            yield f"      {t('list.written', name=row.written, how=how)}"
    for piece in unread:
        words = " ".join(piece.text.split())
        yield f"  ?  {t('list.unread', words=words, place=piece.span.start)}"
    doubtful = sum(bool(row.needs) for row in rows)
    yield t("list.rows", count=len(rows), doubtful=doubtful)


def _line(row: ListRow, t: Texts) -> str:
    start, end = row.numbers.ends
    ends = f" {start or ''}–{end or ''}" if start or end else ""
    taken_out = f"{t('list.except')} " if row.is_excepted else ""
    note = f" ({row.note})" if row.note else ""
    mark = "?" if row.needs else " "
    parity = t(f"list.parity.{row.numbers.parity.value}")
    return f"  {mark}  {taken_out}{row.street}: {parity}{ends}{note}"
