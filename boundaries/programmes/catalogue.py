"""The catalogue: programme files read, checked as a whole, and found by slug.

The file name is the slug. Every fault of a file is reported, with its path, not just the first.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

import pydantic
import yaml

from ..data_files import data_folders
from ..errors import BoundaryError, DefinitionError, Fault, UnknownAreaError
from ..towns.settlements import load_settlements
from ..yaml_depth import load_here
from .dates import find_hours, fits
from .model import CompiledArea, Programme, Stated
from .money import read_huf

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ..towns.settlements import Settlements
    from .model import Amount, Event

PROGRAMMES = "programmes"
"""Folder of the programme files, in each data folder."""
WITHDRAWN = ".withdrawn"
"""Ending of the note beside programme files that takes one out of the catalogue, bundled or not."""
_THOUSANDS = re.compile(r"(?<=\d)[ .\u00a0](?=\d{3}(?!\d))", re.ASCII)
_NUMBER_WORDS = {3: "három", 4: "négy", 8: "nyolc", 16: "tizenhat"}


class UnknownProgrammeError(UnknownAreaError):
    """No programme has the slug that was asked for."""


def programme_slugs(folder: Path | None = None) -> tuple[str, ...]:
    """Return the slugs of every programme file, in one folder or in all that are looked in."""
    return tuple(sorted(_files(folder)))


def withdrawn_slugs(folder: Path | None = None) -> tuple[str, ...]:
    """Return the slugs of the programmes that were withdrawn; their files are kept."""
    notes = (path.stem for place in _places(folder) for path in place.glob(f"*{WITHDRAWN}"))
    return tuple(sorted(set(notes)))


def programme_file(slug: str, folder: Path | None = None) -> Path | None:
    """Return the file of a programme, also of one that was withdrawn; None where there is none."""
    return _every_file(folder).get(slug)


def _places(folder: Path | None) -> list[Path]:
    return [folder] if folder else [home / PROGRAMMES for home in reversed(data_folders())]


def _every_file(folder: Path | None) -> dict[str, Path]:
    """Return slug -> file; one's own programme goes before a bundled one of the same slug."""
    return {p.stem: p for place in _places(folder) for p in sorted(place.glob("*.yaml"))}


def _files(folder: Path | None) -> dict[str, Path]:
    """Return slug -> file of the programmes that were not withdrawn."""
    gone = {*withdrawn_slugs(folder)}
    return {slug: path for slug, path in _every_file(folder).items() if slug not in gone}


def load_programme(slug: str, folder: Path | None = None) -> Programme:
    """Load a programme by slug.

    Args:
        slug: name of its file without ending.
        folder: to look in; by default one's own programmes, then the bundled ones.

    Raises:
        UnknownProgrammeError: there is none; the message lists those there are.
        DefinitionError: its file has faults; carries all of them.
    """
    known = _files(folder)
    if slug not in known:
        raise UnknownProgrammeError(f'no programme "{slug}"; there are: {", ".join(sorted(known))}')
    return _read(known[slug])


def load_catalogue(folder: Path | None = None) -> tuple[Programme, ...]:
    """Load every programme, in the order of the slugs; see `load_programme` for the folder.

    Raises:
        DefinitionError: a file has faults; carries all of them.
    """
    return tuple(_read(path) for _, path in sorted(_files(folder).items()))


def survey_catalogue(
    folder: Path | None = None,
) -> tuple[tuple[Programme, ...], Mapping[str, DefinitionError]]:
    """Read every programme; what is broken takes down its own programme alone.

    Returns:
        The programmes that can be read, in the order of the slugs; and slug -> what is wrong.
    """
    found: list[Programme] = []
    faults: dict[str, DefinitionError] = {}
    for slug, path in sorted(_files(folder).items()):
        try:
            found.append(_read(path))
        except DefinitionError as fault:
            faults[slug] = fault
    return tuple(found), faults


def _read(path: Path) -> Programme:
    """Return the programme of a file, which is read again once it is another one."""
    try:
        found = path.stat()
    except OSError:  # it has just gone
        return read_programme(path)
    return _kept(path, (found.st_mtime_ns, found.st_size, found.st_ino))


@functools.lru_cache(maxsize=64)
def _kept(path: Path, _state: tuple[int, ...]) -> Programme:
    return read_programme(path)


def read_programme(path: Path, settlements: Settlements | None = None) -> Programme:
    """Read and check one programme file.

    Args:
        path: the file; its name without ending becomes the slug.
        settlements: that areas may name; the bundled ones where None.

    Raises:
        DefinitionError: the file has faults; carries all of them.
    """
    raw = read_fields(path)
    return checked_programme(raw, path.stem, path.parent.parent, settlements)


def read_fields(path: Path) -> dict[str, Any]:
    """Return what a programme file holds, unchecked.

    Raises:
        DefinitionError: it cannot be read, or holds no fields.
    """
    try:
        raw = load_here(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        fault = Fault("file", f"cannot be read as YAML: {error}")
        raise DefinitionError(path.name, (fault,)) from None
    if not isinstance(raw, dict):
        raise DefinitionError(path.name, (Fault("file", "must be a mapping of fields"),))
    return raw


def checked_programme(
    raw: Mapping[str, Any], slug: str, home: Path, settlements: Settlements | None = None
) -> Programme:
    """Return the programme that a mapping of fields holds.

    Args:
        raw: what its file holds.
        slug: of the programme.
        home: data folder in which its area may be defined, before those that are looked in.
        settlements: that areas may name; the bundled ones where None.

    Raises:
        DefinitionError: it has faults; carries all of them.
    """
    name = f"{slug}.yaml"
    try:
        programme = Programme.model_validate({**raw, "slug": slug})
    except pydantic.ValidationError as error:
        raise DefinitionError(name, form_faults(error)) from None
    if faults := tuple(content_faults(programme, settlements or load_settlements(), home)):
        raise DefinitionError(name, faults)
    return programme


def form_faults(error: pydantic.ValidationError, path: str = "") -> tuple[Fault, ...]:
    """Return what is wrong with the form of a part of a file.

    Args:
        error: of the model.
        path: of the part in the file; empty for the whole.
    """
    return tuple(
        Fault(_path((*((path,) if path else ()), *e["loc"])), _expected(e), _code(e))
        for e in error.errors()
    )


def _code(error: Any) -> str:  # noqa: ANN401 - pydantic's error dictionary
    return "missing" if error["type"] in {"missing", "string_too_short", "too_short"} else "form"


def _path(location: tuple[int | str, ...]) -> str:
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text or "file"


def _expected(error: Any) -> str:  # noqa: ANN401 - pydantic's error dictionary
    got = error.get("input")
    shown = "" if isinstance(got, dict | list) else f" (got {got!r})"
    return f"{error['msg']}{shown}"


def content_faults(programme: Programme, places: Settlements, home: Path) -> Iterator[Fault]:
    """Check what concerns several fields at once.

    Args:
        programme: its parts are in form; of a draft some may not be there.
        places: the settlements that are known.
        home: data folder in which its area may be defined, before those that are looked in.
    """
    for path, stated in walk(programme):
        yield from _stated_faults(path, stated, programme)
    for i, amount in enumerate(programme.amounts):
        yield from _amount_faults(f"amounts[{i}]", amount)
    for i, event in enumerate(programme.events):
        yield from _event_faults(f"events[{i}]", event, programme)
    for name in ("amounts", "activities", "venues", "events", "contradictions"):
        yield from _id_faults(name, programme)
    yield from _code_faults(programme, places)
    yield from _area_faults(programme, home)
    start, end = programme.period.start, programme.period.end
    if start and end and start.days.first > end.days.last:
        yield Fault("period", "starts after it ends", "starts_after_end")


def walk(part: pydantic.BaseModel, path: str = "") -> Iterator[tuple[str, Stated]]:
    """Yield every fact of a programme with its path, in the order of the form."""
    for name in type(part).model_fields:
        value = getattr(part, name, None)
        here = f"{path}.{name}" if path else name
        members = enumerate(value) if isinstance(value, tuple) else ((None, value),)
        for i, member in members:
            at = here if i is None else f"{here}[{i}]"
            if isinstance(member, Stated):
                yield at, member
            if isinstance(member, pydantic.BaseModel):
                yield from walk(member, at)


def _stated_faults(path: str, stated: Stated, programme: Programme) -> Iterator[Fault]:
    for i, quotation in enumerate(stated.said):
        if quotation.source not in programme.sources:
            known = ", ".join(programme.sources)
            message = f'no source "{quotation.source}"; there are: {known}'
            yield Fault(f"{path}.said[{i}].source", message, "no_source")
    words = " ".join(quotation.words for quotation in stated.said)
    written = getattr(stated, "written", None)
    if written is not None and written not in words:
        yield _not_quoted(f"{path}.written", repr(written))
    for name in ("people", "count", "percent"):
        figure = getattr(stated, name, None)
        if figure is not None and not _says(stated, name, figure, words):
            yield _not_quoted(f"{path}.{name}", str(figure))
    when = getattr(stated, "when", None)
    if when is not None and not any(fits(when, q.words) for q in stated.said):
        yield _not_quoted(f"{path}.when", when)


def _not_quoted(path: str, value: str) -> Fault:
    return Fault(path, f"{value} does not stand in the quotation", "not_quoted")


def _says(stated: Stated, name: str, figure: int, words: str) -> bool:
    """Tell whether words give a number, in figures or as a word; settlements are also added up."""
    if type(stated).__name__ == "SettlementCount" and name == "count":
        adds = getattr(stated, "adds", ())
        return sum(adds) == figure if adds else figure == 1
    word = _NUMBER_WORDS.get(figure)
    whole = _THOUSANDS.sub("", words)
    in_figures = re.search(rf"(?<!\d){figure}(?!\d)", whole, re.ASCII) is not None
    return in_figures or (word is not None and word in words.casefold())


def _amount_faults(path: str, amount: Amount) -> Iterator[Fault]:
    read = read_huf(amount.written)
    if read != amount.huf:
        message = f"{amount.written!r} reads as {read}, got {amount.huf}"
        yield Fault(f"{path}.huf", message, "sum")
    if amount.huf is None and amount.flag is None:
        message = "must say why the words give no usable figure"
        yield Fault(f"{path}.flag", message, "flag")


def _event_faults(path: str, event: Event, programme: Programme) -> Iterator[Fault]:
    if event.venue is not None and event.venue not in {venue.id for venue in programme.venues}:
        yield Fault(f"{path}.venue", f'no venue "{event.venue}"', "no_venue")
    if (event.start is None) != (event.end is None):
        yield Fault(f"{path}.end", "start and end belong together", "start_and_end")
    if event.start is None or event.end is None:
        return
    if event.when is not None:
        yield Fault(f"{path}.when", "is for events without hours", "when_and_hours")
    if event.start.tzinfo is not None or event.end.tzinfo is not None:
        yield Fault(f"{path}.start", "is local time and takes no offset", "form")
    elif event.start >= event.end:
        yield Fault(f"{path}.end", "is not behind start", "ends_before")
    words = " ".join(quotation.words for quotation in event.said)
    hours = f"{event.start:%H:%M}-{event.end:%H:%M}"
    of_day = fits(event.start.date().isoformat(), words)
    if not of_day or (event.start.time(), event.end.time()) not in find_hours(words):
        message = f"{event.start:%Y-%m-%d} {hours} is not in the quotation"
        yield Fault(f"{path}.start", message, "not_quoted")


def _id_faults(name: str, programme: Programme) -> Iterator[Fault]:
    seen: set[str] = set()
    for i, member in enumerate(getattr(programme, name)):
        if member.id in seen:
            message = f'"{member.id}" is taken by an earlier one'
            yield Fault(f"{name}[{i}].id", message, "id_taken")
        seen.add(member.id)


def _code_faults(programme: Programme, places: Settlements) -> Iterator[Fault]:
    """Check every settlement and district code against those that are known."""
    area = getattr(programme, "area", None)
    codes: list[tuple[str, str | None]] = [
        (f"{name}[{i}].settlement", member.settlement)
        for name in ("organisations", "venues")
        for i, member in enumerate(getattr(programme, name))
    ]
    for name in ("members", "extent"):
        codes += [(f"area.{name}[{i}]", c) for i, c in enumerate(getattr(area, name, ()))]
    for path, code in codes:
        if code is not None and code not in places.by_code:
            yield Fault(path, f"no settlement with the code {code} is known", "no_settlement")
    district = getattr(area, "district", None)
    if district is not None and not places.of_district(district):
        message = f"no settlement of the district {district} is known"
        yield Fault("area.district", message, "no_district")


def _area_faults(programme: Programme, home: Path) -> Iterator[Fault]:
    area = getattr(programme, "area", None)
    if area is None:
        return
    if isinstance(area, CompiledArea):
        file = f"definitions/{area.definition}.yaml"
        if not any((folder / file).is_file() for folder in (home, *data_folders())):
            message = f'no definition "{area.definition}"'
            yield Fault("area.definition", message, "no_definition")
    elif not (area.members or area.district or getattr(area, "extent", ())):
        yield Fault("area.members", "names neither settlements nor a district", "no_members")


class SourceTextError(BoundaryError, ValueError):
    """The text of a source is not at hand."""


def misquoted(programme: Programme, texts: Path) -> tuple[Fault, ...]:
    """Compare every quotation with its source, character by character.

    Args:
        programme: whose quotations.
        texts: folder with the files that its sources name.

    Raises:
        SourceTextError: a source's file is not in the folder.
    """
    try:
        read = {key: (texts / s.file).read_text("utf-8") for key, s in programme.sources.items()}
    except OSError as error:
        raise SourceTextError(f"{error.filename}: {error.strerror}") from error
    return tuple(not_in_source(programme, read))


def not_in_source(programme: Programme, read: Mapping[str, str]) -> Iterator[Fault]:
    """Yield the quotations that do not stand in the text of their source.

    Args:
        programme: whose quotations.
        read: key of a source -> its text; what is not in it is not compared.
    """
    for path, stated in walk(programme):
        for i, (source, words) in enumerate((one.source, one.words) for one in stated.said):
            if source in read and words not in read[source]:
                message = f"{words!r} is not in {source}"
                yield Fault(f"{path}.said[{i}].words", message, "misquoted")
