"""A new area from a decree's sentence and a map: the definition, written where it will be read.

The folder is laid out as the bundled data: `definitions/<slug>.yaml` with the sentence and its
legs as the parser reads them, and `<town>/<slug>/` with the map extract that it is walked on.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from geo.files import replacing, write_whole

from ..errors import BoundaryError
from ..language.names import fold
from ..sentence.parsing import parse_sentence
from ..streets.street_list import DEFAULT_VARIANT, list_names
from .areas import load_network, network_notes
from .definition import DEFINITIONS, read_definition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ..model import ParsedLeg

LARGEST_EXTRACT = 64 * 1024 * 1024
"""Bytes of an extract that is kept beside a definition; a town's is a few megabytes."""
SLUG = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*", re.ASCII)
_ENDINGS = (".osm.pbf", ".osm", ".json", ".geojson")
_ATTRIBUTION = {
    "hu": "© OpenStreetMap közreműködők (ODbL)",
    "en": "© OpenStreetMap contributors (ODbL)",
}
_VARIANT = {"hu": "a közzétett szöveg szerint", "en": "as the published text has it"}
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
    extracts: tuple[Path, ...] = field(default=())
    """Map extracts of the town; one file is kept beside the definition."""


def write_new_area(area: NewArea, folder: Path) -> Path:
    """Write the definition of a new area and copy its map beside it.

    Args:
        area: what a person says of it.
        folder: of one's own areas; made where it is not there.

    Returns:
        The definition's file, read back and found without fault.

    Raises:
        BoundaryError: the slug cannot be used or is taken, there is not exactly one extract, or
            it is too large.
        DefinitionError: the sentence holds words that were not understood; nothing is kept.
        ExtractError: the extract cannot be read.
    """
    path = folder / DEFINITIONS / f"{area.slug}.yaml"
    extract = _checked(area, path)
    home = f"{fold(area.town).replace(' ', '-')}/{area.slug}"
    network = f"{home}/network{_ending(extract)}"
    document = _document(area, network, network_notes(load_network([extract])))
    document["street_list"] = f"{home}/{list_names(DEFAULT_VARIANT)[0]}"
    copied = folder / network
    copied.parent.mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(copied) as draft:
        shutil.copyfile(extract, draft)
    try:
        write_whole(path, _yaml(document))
        read_definition(path)
    except BoundaryError:
        path.unlink()
        copied.unlink()
        raise
    return path


def _checked(area: NewArea, path: Path) -> Path:
    if not SLUG.fullmatch(area.slug):
        raise BoundaryError(
            f"{area.slug!r} cannot be a slug; expected small letters, digits, points and hyphens, "
            "such as kaposvar-szocialis-2026"
        )
    if path.exists():
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
        "legs": _legs(parse_sentence(area.sentence).legs),
    }


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


def _yaml(document: Mapping[str, Any]) -> str:
    head = (
        "# Written by `akcioterulet area new`; the file name is the slug. Legs are numbered in\n"
        "# the order of the sentence and are checked against it whenever the file is read.\n"
    )
    body = yaml.safe_dump(dict(document), allow_unicode=True, sort_keys=False, width=96)
    return head + body
