"""A new area from a decree's sentence and a map: the definition, written where it will be read.

The folder is laid out as the bundled data: `definitions/<slug>.yaml` with the sentence and its legs
as the parser reads them, and `<town>/<slug>/` with the map extract that it is walked on.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.files import replacing, write_whole

from ..data_files import OSM_CREDIT
from ..errors import BoundaryError
from ..language.names import fold
from ..sentence.parsing import parse_sentence
from ..streets.street_list import DEFAULT_VARIANT, list_names
from ..yaml_depth import dump
from .areas import load_network, network_notes
from .definition import DEFINITIONS, read_definition, written_corrections
from .part_entries import written
from .parts import is_one_ring, read_specs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.network import LineNetwork

    from ..model import ParsedLeg
    from .corrections import Correction

LARGEST_EXTRACT = 64 * 1024 * 1024
"""Bytes of an extract that is kept beside a definition; a town's is a few megabytes."""
SLUG = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*", re.ASCII)
_ENDINGS = (".osm.pbf", ".osm", ".json", ".geojson")
_ATTRIBUTION = {
    "hu": "© OpenStreetMap közreműködők (ODbL)",
    "en": OSM_CREDIT,
}
_VARIANT = {"hu": "a közzétett szöveg szerint", "en": "as the published text has it"}
_HEAD = (
    "Written by `akcioterulet area new`; the file name is the slug. Legs are numbered in\n"
    "the order of the sentence and are checked against it whenever the file is read."
)
_LEG_FIELDS = ("number", "kind", "name", "note", "rule", "side")
_LEG_CODES = ("railway_number", "parcel_number", "repeats")


@dataclass(frozen=True, slots=True)
class NewArea:
    """What a person says of a new area."""

    slug: str
    town: str
    sentence: str
    title: Mapping[str, str]
    """By language code: hu, en."""
    source_title: str
    """Title of the decree or page that publishes the sentence."""
    source_document: str
    """Which document it is, such as the decree's number."""
    authority: str
    projects: tuple[str, ...] = ()
    start: str | None = None
    """ISO date from which the area is in force, where the source gives one."""
    end: str | None = None
    as_one: bool = False
    """Whether several areas of the text are one, each a part of it."""
    corrections: tuple[Correction, ...] = ()
    """What is meant instead of some of the words."""
    extracts: tuple[Path, ...] = field(default=())
    """Map extracts of the town; one file is kept beside the definition."""
    has_list: bool = True
    """Whether it gets a street list; without one it answers points, and addresses never."""


def write_new_area(
    area: NewArea, folder: Path, *, anew: bool = False, network: LineNetwork | None = None
) -> Path:
    """Write the definition of a new area and copy its map beside it.

    Args:
        area: what a person says of it.
        folder: of one's own areas; made where it is not there.
        anew: write over a definition that is there; what is in force keeps its own words and map.
        network: of its extract, where that has been read already.

    Returns:
        The definition's file, read back and found without fault.

    Raises:
        BoundaryError: the slug cannot be used or is taken, there is not exactly one extract, or
            it is too large.
        DefinitionError: the sentence holds words that were not understood; nothing is kept.
        ExtractError: the extract cannot be read.
    """
    path = folder / DEFINITIONS / f"{area.slug}.yaml"
    extract = _checked(area, path, anew=anew)
    home = f"{fold(area.town).replace(' ', '-')}/{area.slug}"
    name = f"{home}/network{_ending(extract)}"
    area = dataclasses.replace(area, sentence=kept_sentence(area.sentence, as_one=area.as_one))
    notes = network_notes(load_network([extract]) if network is None else network)
    document = _document(area, name, notes)
    if area.has_list:
        document["street_list"] = f"{home}/{list_names(DEFAULT_VARIANT)[0]}"
    with _laid_out(folder, path, folder / name, extract, dump(document, head=_HEAD)):
        read_definition(path)
    return path


@contextlib.contextmanager
def taken_over(slug: str, source: Path, folder: Path) -> Iterator[Path]:
    """Copy a definition with its map from one folder of areas into another one.

    What the block does belongs to it: where the copying or the block fails, what was there before
    is there again.

    Args:
        slug: the area.
        source: folder of areas that has it.
        folder: of one's own areas; made where it is not there.

    Yields:
        The definition's file.

    Raises:
        DefinitionError: it has faults.
        OSError: the folder cannot be written.
    """
    held = source / DEFINITIONS / f"{slug}.yaml"
    network = read_definition(held).network
    path, text = folder / DEFINITIONS / held.name, held.read_text("utf-8")
    with _laid_out(folder, path, folder / network, source / network, text):
        yield path


@contextlib.contextmanager
def _laid_out(folder: Path, path: Path, copied: Path, extract: Path, text: str) -> Iterator[None]:
    """Write a definition and its map; where the block fails, put back what was there before."""
    made = [one for one in (copied.parent, path.parent) if not one.is_dir()]
    for one in (copied.parent, path.parent):
        one.mkdir(parents=True, exist_ok=True)
    before = {one: one.read_bytes() for one in (path, copied) if one.is_file()}
    try:
        with replacing(copied) as draft:
            shutil.copyfile(extract, draft)
        write_whole(path, text)
        yield
    except BaseException:
        for one in (path, copied):
            one.unlink(missing_ok=True)
        for one, held in before.items():
            write_whole(one, held)
        for one in made:
            _remove_empty(one, folder)
        raise


def _remove_empty(place: Path, top: Path) -> None:
    """Remove a folder and those above it up to another one, as long as they are empty."""
    with contextlib.suppress(OSError):  # something stands in it
        while place != top:
            place.rmdir()
            place = place.parent


def require_slug(slug: str) -> None:
    """Refuse what cannot be the slug of an area.

    Raises:
        BoundaryError: says what a slug is made of.
    """
    if not SLUG.fullmatch(slug):
        raise BoundaryError(
            f"{slug!r} cannot be a slug; expected small letters, digits, points and hyphens, "
            "such as kaposvar-szocialis-2026"
        )


def _checked(area: NewArea, path: Path, *, anew: bool) -> Path:
    require_slug(area.slug)
    if path.exists() and not anew:
        raise BoundaryError(f"{path} is there already; change it, or choose another slug")
    if len(area.extracts) != 1:
        raise BoundaryError("give one extract of the town; `akcioterulet osm fetch` makes one")
    size = area.extracts[0].stat().st_size
    if size > LARGEST_EXTRACT:
        raise BoundaryError(
            f"{area.extracts[0]} has {size:,} bytes, too many to keep beside a definition (limit "
            f"{LARGEST_EXTRACT:,}); make an extract of the town alone with `akcioterulet osm fetch`"
        )
    return area.extracts[0]


def _ending(extract: Path) -> str:
    for ending in _ENDINGS:
        if extract.name.endswith(ending):
            return ending
    raise BoundaryError(f"{extract}: expected a file that ends in {', '.join(_ENDINGS)}")


def _document(area: NewArea, network: str, notes: Mapping[str, str]) -> dict[str, Any]:
    return {
        "title": dict(area.title),
        "town": area.town,
        "authority": area.authority,
        "projects": list(area.projects),
        "validity": {"start": area.start, "end": area.end},
        "source": {
            "title": area.source_title,
            "publisher": area.authority,
            "document": area.source_document,
        },
        "sentence": area.sentence,
        "network": network,
        "network_note": dict(notes),
        "attribution": dict(_ATTRIBUTION),
        "street_list": None,
        "variants": {DEFAULT_VARIANT: {"title": dict(_VARIANT)}},
        **_legs_and_parts(area),
        **({"corrections": written_corrections(area.corrections)} if area.corrections else {}),
    }


def kept_sentence(sentence: str, *, as_one: bool = False) -> str:
    """Return words as a definition keeps them: on one line, unless their lines tell what is what.

    Args:
        sentence: the words of an area.
        as_one: whether several areas of the text are one, each a part of it.
    """
    line = " ".join(sentence.split())
    by_lines, on_line = (read_specs(words, as_one=as_one) for words in (sentence, line))
    return sentence.strip() if by_lines is not None and on_line is None else line


def _legs_and_parts(area: NewArea) -> dict[str, Any]:
    """Return what the words say, in parts where they say more than one ring."""
    specs = read_specs(area.sentence, area.corrections, as_one=area.as_one)
    if specs is None or is_one_ring(specs):
        return {"legs": _legs(parse_sentence(area.sentence).legs)}
    return {"legs": _legs([leg for spec in specs for leg in spec.legs]), "parts": written(specs)}


def _legs(legs: Sequence[ParsedLeg]) -> list[dict[str, Any]]:
    written = []
    for leg in legs:
        values = {name: getattr(leg, name) for name in (*_LEG_FIELDS, *_LEG_CODES)}
        written.append(
            {
                name: str(value) if isinstance(value, str) else value
                for name, value in values.items()
                if value is not None
            }
        )
    return written
