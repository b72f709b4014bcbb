"""The catalogue: programme files read, checked as a whole, and found by slug.

The file name is the slug. Every fault of a file is reported, with its path, not just the first.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import pydantic
import yaml

from ..data_files import data_folders
from ..errors import BoundaryError, DefinitionError, Fault, UnknownAreaError
from ..towns.settlements import load_settlements
from ..yaml_depth import load_here
from .dates import fits
from .model import CompiledArea, Programme, Stated
from .money import read_huf

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ..towns.settlements import Settlements
    from .model import Amount, Event

PROGRAMMES = "programmes"
"""Folder of the programme files, in each data folder."""
_NUMBER_WORDS = {3: "három", 4: "négy", 8: "nyolc", 16: "tizenhat"}


class UnknownProgrammeError(UnknownAreaError):
    """No programme has the slug that was asked for."""


def programme_slugs(folder: Path | None = None) -> tuple[str, ...]:
    """Return the slugs of every programme file, in one folder or in all that are looked in."""
    return tuple(sorted(_files(folder)))


def _files(folder: Path | None) -> dict[str, Path]:
    """Return slug -> file; one's own programme goes before a bundled one of the same slug."""
    folders = [folder] if folder else [home / PROGRAMMES for home in reversed(data_folders())]
    return {path.stem: path for place in folders for path in sorted(place.glob("*.yaml"))}


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


@functools.lru_cache(maxsize=64)
def _read(path: Path) -> Programme:
    return read_programme(path)


def read_programme(path: Path, settlements: Settlements | None = None) -> Programme:
    """Read and check one programme file.

    Args:
        path: the file; its name without ending becomes the slug.
        settlements: that areas may name; the bundled ones where None.

    Raises:
        DefinitionError: the file has faults; carries all of them.
    """
    try:
        raw = load_here(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        fault = Fault("file", f"cannot be read as YAML: {error}")
        raise DefinitionError(path.name, (fault,)) from None
    if not isinstance(raw, dict):
        raise DefinitionError(path.name, (Fault("file", "must be a mapping of fields"),))
    try:
        programme = Programme.model_validate({**raw, "slug": path.stem})
    except pydantic.ValidationError as error:
        found = tuple(Fault(_path(e["loc"]), _expected(e)) for e in error.errors())
        raise DefinitionError(path.name, found) from None
    places = settlements or load_settlements()
    if faults := tuple(_faults(programme, places, path.parent.parent)):
        raise DefinitionError(path.name, faults)
    return programme


def _path(location: tuple[int | str, ...]) -> str:
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text or "file"


def _expected(error: Any) -> str:  # noqa: ANN401 - pydantic's error dictionary
    got = error.get("input")
    shown = "" if isinstance(got, dict | list) else f" (got {got!r})"
    return f"{error['msg']}{shown}"


def _faults(programme: Programme, places: Settlements, home: Path) -> Iterator[Fault]:
    """Check what concerns several fields at once."""
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
        yield Fault("period", "starts after it ends")


def walk(part: pydantic.BaseModel, path: str = "") -> Iterator[tuple[str, Stated]]:
    """Yield every fact of a programme with its path, in the order of the form."""
    for name in type(part).model_fields:
        value = getattr(part, name)
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
            yield Fault(f"{path}.said[{i}].source", message)
    words = " ".join(quotation.words for quotation in stated.said)
    written = getattr(stated, "written", None)
    if written is not None and written not in words:
        yield Fault(f"{path}.written", f"{written!r} does not stand in the quotation")
    for name in ("people", "count", "percent"):
        figure = getattr(stated, name, None)
        if figure is not None and not _says(stated, name, figure, words):
            yield Fault(f"{path}.{name}", f"{figure} does not stand in the quotation")
    when = getattr(stated, "when", None)
    if when is not None and not any(fits(when, q.words) for q in stated.said):
        yield Fault(f"{path}.when", f"{when} does not stand in the quotation")


def _says(stated: Stated, name: str, figure: int, words: str) -> bool:
    """Tell whether words give a number, in figures or as a word; settlements are also added up."""
    if type(stated).__name__ == "SettlementCount" and name == "count":
        adds = getattr(stated, "adds", ())
        return sum(adds) == figure if adds else figure == 1
    word = _NUMBER_WORDS.get(figure)
    return str(figure) in words or (word is not None and word in words.casefold())


def _amount_faults(path: str, amount: Amount) -> Iterator[Fault]:
    read = read_huf(amount.written)
    if read != amount.huf:
        yield Fault(f"{path}.huf", f"{amount.written!r} reads as {read}, got {amount.huf}")
    if amount.huf is None and amount.flag is None:
        yield Fault(f"{path}.flag", "must say why the words give no usable figure")


def _event_faults(path: str, event: Event, programme: Programme) -> Iterator[Fault]:
    if event.venue is not None and event.venue not in {venue.id for venue in programme.venues}:
        yield Fault(f"{path}.venue", f'no venue "{event.venue}"')
    if (event.start is None) != (event.end is None):
        yield Fault(path, "start and end belong together")
    if event.start is None or event.end is None:
        return
    if event.when is not None:
        yield Fault(f"{path}.when", "is for events without hours")
    if event.start.tzinfo is not None or event.end.tzinfo is not None:
        yield Fault(f"{path}.start", "is local time and takes no offset")
    elif event.start >= event.end:
        yield Fault(f"{path}.end", "is not behind start")
    words = " ".join(quotation.words for quotation in event.said)
    hours = f"{event.start:%H:%M}-{event.end:%H:%M}"
    if hours not in words or not fits(event.start.date().isoformat(), words):
        yield Fault(f"{path}.start", f"{event.start:%Y-%m-%d} {hours} is not in the quotation")


def _id_faults(name: str, programme: Programme) -> Iterator[Fault]:
    seen: set[str] = set()
    for i, member in enumerate(getattr(programme, name)):
        if member.id in seen:
            yield Fault(f"{name}[{i}].id", f'"{member.id}" is taken by an earlier one')
        seen.add(member.id)


def _code_faults(programme: Programme, places: Settlements) -> Iterator[Fault]:
    """Check every settlement and district code against those that are known."""
    area = programme.area
    codes: list[tuple[str, str | None]] = [
        (f"{name}[{i}].settlement", member.settlement)
        for name in ("organisations", "venues")
        for i, member in enumerate(getattr(programme, name))
    ]
    for name in ("members", "extent"):
        codes += [(f"area.{name}[{i}]", c) for i, c in enumerate(getattr(area, name, ()))]
    for path, code in codes:
        if code is not None and code not in places.by_code:
            yield Fault(path, f"no settlement with the code {code} is known")
    district = getattr(area, "district", None)
    if district is not None and not places.of_district(district):
        yield Fault("area.district", f"no settlement of the district {district} is known")


def _area_faults(programme: Programme, home: Path) -> Iterator[Fault]:
    area = programme.area
    if isinstance(area, CompiledArea):
        file = f"definitions/{area.definition}.yaml"
        if not any((folder / file).is_file() for folder in (home, *data_folders())):
            yield Fault("area.definition", f'no definition "{area.definition}"')
    elif not (area.members or area.district or getattr(area, "extent", ())):
        yield Fault("area", "names neither settlements nor a district")


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
    return tuple(
        Fault(f"{path}.said[{i}].words", f"{quotation.words!r} is not in {quotation.source}")
        for path, stated in walk(programme)
        for i, quotation in enumerate(stated.said)
        if quotation.words not in read[quotation.source]
    )
