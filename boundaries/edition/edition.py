"""Editions: areas that are frozen, hashed and accepted by somebody.

An edition is a JSON file named `<variant>-<first 12 of its hash>.json` in the folder of its slug.
It is never changed; the record beside it (`acceptances`) says which edition holds from when, who
took it and why. Coordinates are EOV (EPSG:23700), rounded to centimetres. The hash is over the
rounded coordinates, the ledger and the definition, and holds no time.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import TYPE_CHECKING, Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape

from geo.files import write_whole

from ..clock import today
from ..data_files import DATA, data_folders, writing_folder
from ..errors import EditionError, UnknownAreaError
from ..model import (
    Certainty,
    Compilation,
    CompileStatus,
    Decision,
    Edition,
    Junction,
    JunctionKind,
    LedgerEntry,
    LegKind,
    LineRule,
    Problem,
    Span,
    WayUse,
)
from .acceptances import Acceptance, by_day, day_of, in_force, is_known, record, recorded
from .annexes import annex_name, place, read_annex
from .part_files import part_document, read_part

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from ..model import EditionPart
    from .annexes import Annex
    from .definition import Definition

EDITIONS = "editions"
"""Folder of the editions, in each data folder."""
SCHEMA = 1
_LATER = frozenset({"corrections", "parts"})
"""Fields of a definition that editions made before them do not have."""
GRID_M = 0.01
"""Coordinates are rounded to this many metres."""


def freeze(slug: str, variant: str, definition: Definition, compilation: Compilation) -> Edition:
    """Make an edition of a compiled area.

    Raises:
        EditionError: the compilation has no area, or more than one.
    """
    if compilation.status is not CompileStatus.COMPILED or compilation.area is None:
        raise EditionError(
            f"{slug} ({variant}) is {compilation.status}, and only a compiled area can be frozen; "
            "see its problems"
        )
    edition = Edition(
        slug=slug,
        variant=variant,
        hash="",
        title=definition.title.model_dump(),
        town=definition.town,
        sentence=definition.sentence,
        source=definition.source.model_dump(),
        projects=definition.projects,
        area=_rounded_area(compilation.area),
        uncertain_zone=_rounded(compilation.uncertain_zone),
        provisional=compilation.provisional,
        legs=compilation.legs,
        problems=compilation.problems,
        attribution=definition.attribution.en,
        attributions=definition.attribution.model_dump(),
        network_note=definition.network_note.hu,
        variant_title=definition.variants[variant].title.model_dump(),
        network_notes=definition.network_note.model_dump(),
        valid_start=_iso(definition.validity.start),
        valid_end=_iso(definition.validity.end),
        authority=definition.authority,
        definition=_without_empty(definition.model_dump(mode="json")),
        parts=tuple(map(_rounded_part, compilation.parts)),
        ring_zone=_rounded(compilation.ring_zone),
    )
    return dataclasses.replace(edition, hash=content_hash(edition))


def _without_empty(definition: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a definition lacks and could not have when earlier editions were hashed."""
    return {name: value for name, value in definition.items() if value or name not in _LATER}


def _iso(date: Any) -> str | None:  # noqa: ANN401 - a date or None
    return None if date is None else date.isoformat()


def _rounded_area(area: shapely.MultiPolygon) -> shapely.MultiPolygon:
    """Round to the grid without letting lobes that touch in a point grow together."""
    parts = [
        shapely.Polygon(_ring(p.exterior), [_ring(h) for h in p.interiors]) for p in area.geoms
    ]
    rounded = shapely.MultiPolygon(parts)
    if not rounded.is_valid:
        raise EditionError(
            f"the area is not valid once rounded to {GRID_M} m: "
            f"{shapely.is_valid_reason(rounded)}; look at the ring there"
        )
    return rounded


def _ring(ring: shapely.LinearRing) -> list[tuple[float, float]]:
    return [(round(x, 2), round(y, 2)) for x, y in ring.coords]


def _rounded(zone: BaseGeometry | None) -> BaseGeometry | None:
    if zone is None:
        return None
    return shapely.set_precision(shapely.normalize(zone), GRID_M)


def content_hash(edition: Edition) -> str:
    """Return the SHA-256 (hex) of an edition's content."""
    document = to_document(edition)
    for key in ("hash", "problems"):
        document.pop(key)
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def to_document(edition: Edition) -> dict[str, Any]:
    """Return an edition as a JSON document (geometries as GeoJSON in EOV metres)."""
    document: dict[str, Any] = {"schema": SCHEMA}
    for item in dataclasses.fields(edition):
        document[item.name] = getattr(edition, item.name)
    document["area"] = _geometry(edition.area)
    document["uncertain_zone"] = _geometry(edition.uncertain_zone)
    document["legs"] = [dataclasses.asdict(leg) for leg in edition.legs]
    document["problems"] = [dataclasses.asdict(p) for p in edition.problems]
    document["parts"] = [part_document(part) for part in edition.parts]
    document["ring_zone"] = _geometry(edition.ring_zone)
    if not edition.parts:  # editions that were made before there were parts keep their hash
        del document["parts"], document["ring_zone"]
    plain: dict[str, Any] = json.loads(json.dumps(document, ensure_ascii=False, default=dict))
    return plain


def _geometry(geometry: BaseGeometry | None) -> dict[str, Any] | None:
    return None if geometry is None or geometry.is_empty else mapping(geometry)


def from_document(document: Mapping[str, Any]) -> Edition:
    """Read an edition from its JSON document and check its hash.

    Raises:
        EditionError: another schema, a missing field, or content that does not fit the hash.
    """
    if not isinstance(document, dict):
        raise EditionError(f"an edition is a JSON object, found {type(document).__name__}")
    if document.get("schema") != SCHEMA:
        raise EditionError(f"edition schema {document.get('schema')!r}; expected {SCHEMA}")
    values = {k: v for k, v in document.items() if k != "schema"}
    try:
        values["area"] = _multipolygon(shape(values["area"]))
        zone = values["uncertain_zone"]
        values["uncertain_zone"] = shape(zone) if zone else None
        values["legs"] = tuple(_leg(leg) for leg in values["legs"])
        values["problems"] = tuple(
            Problem(**{**p, "legs": tuple(p["legs"])}) for p in values["problems"]
        )
        if "parts" in values:
            values["parts"] = tuple(map(read_part, values["parts"]))
            values["ring_zone"] = shape(values["ring_zone"]) if values["ring_zone"] else None
        for name in ("projects", "provisional"):
            values[name] = tuple(values[name])
        edition = Edition(**values)
        found = content_hash(edition)
    except (LookupError, TypeError, ValueError, AttributeError, ShapelyError) as error:
        raise EditionError(f"edition {document.get('slug')!r} cannot be read: {error}") from error
    if found != edition.hash:
        raise EditionError(
            f"edition {edition.slug} ({edition.variant}) was changed after it was frozen: its "
            f"content does not fit its hash {str(edition.hash)[:12]}"
        )
    return edition


def _multipolygon(geometry: BaseGeometry) -> shapely.MultiPolygon:
    if not isinstance(geometry, shapely.MultiPolygon):
        raise TypeError(f"the area is a {geometry.geom_type}, expected a MultiPolygon")
    return geometry


def _leg(values: Mapping[str, Any]) -> LedgerEntry:
    fields = dict(values)
    fields["kind"] = LegKind(fields["kind"])
    fields["rule"] = LineRule(fields["rule"])
    fields["decision"] = Decision(fields["decision"])
    fields["certainty"] = Certainty(fields["certainty"])
    fields["span"] = Span(**fields["span"]) if fields["span"] else None
    fields["ways"] = tuple(WayUse(**use) for use in fields["ways"])
    fields["line"] = tuple((x, y) for x, y in fields["line"])
    fields["start"], fields["end"] = _junction(fields["start"]), _junction(fields["end"])
    for name in ("evidence", "sources"):
        fields[name] = tuple(fields[name])
    return LedgerEntry(**fields)


def _junction(values: Mapping[str, Any] | None) -> Junction | None:
    if values is None:
        return None
    kind, via = JunctionKind(values["kind"]), tuple(values["via"])
    return Junction(**{**values, "kind": kind, "via": via})


def _rounded_part(part: EditionPart) -> EditionPart:
    ground = part.ground
    return part if ground is None else dataclasses.replace(part, ground=_rounded_area(ground))


def accept(
    edition: Edition,
    *,
    by: str,
    on: str,
    reason: str,
    folder: Path | None = None,
    annex: Annex | None = None,
) -> Path:
    """Write an edition and record who takes it into force, together with what it answers from.

    Args:
        edition: what was frozen.
        by: who takes it into force.
        on: ISO day from which it holds; where it lies in the future, the former one holds until
            then.
        reason: why.
        folder: of the editions; by default one's own where the environment names one, else the
            bundled one.
        annex: street list, places of doors and map that come into force with it; None leaves it
            the files that its definition names.

    Raises:
        EditionError: no name or reason is given, the day is none, the annex was changed, or the
            record that is there cannot be read; what is in force is as it was.
        OSError: it cannot be written; what is in force is as it was.
    """
    if not by.strip() or not reason.strip():
        raise EditionError("an edition is accepted by a named person, for a reason; give both")
    entry = Acceptance(
        edition.variant,
        edition.hash,
        by.strip(),
        on,
        reason.strip(),
        "" if annex is None else annex.hash,
    )
    home = (folder or writing_folder() / EDITIONS) / edition.slug
    path = home / edition_name(edition.variant, edition.hash)
    text = json.dumps(to_document(edition), ensure_ascii=False, indent=1, sort_keys=True)

    def write() -> None:
        if annex is not None:
            place(annex, home)
        write_whole(path, text + "\n")

    record(home, entry, write)
    return path


def acceptances(slug: str, folder: Path | None = None) -> tuple[Acceptance, ...]:
    """Return who accepted which edition of an area, oldest first; one's own behind the bundled.

    Those of days to come are among them; `acceptances.in_force` finds what holds on a day.

    Raises:
        EditionError: a record cannot be read; names it.
    """
    return tuple(one for home in edition_homes(folder) for one in by_day(recorded(home / slug)))


def edition_homes(folder: Path | None) -> tuple[Path, ...]:
    """Return the folders of editions, the bundled one first, so that one's own come later."""
    return (folder,) if folder else tuple(home / EDITIONS for home in reversed(data_folders()))


def edition_name(variant: str, edition_hash: str) -> str:
    """Return the name of the file of an edition."""
    return f"{variant}-{edition_hash[:12]}.json"


def edition_file(slug: str, variant: str, edition_hash: str, folder: Path | None = None) -> Path:
    """Return the file of an edition; where there is none, the place where it should be."""
    places = [home / slug / edition_name(variant, edition_hash) for home in edition_homes(folder)]
    return next((place for place in places if place.is_file()), places[0])


def annex_folder(slug: str, annex_hash: str, folder: Path | None = None) -> Path:
    """Return the folder of an annex; where there is none, the place where it should be."""
    homes = reversed(edition_homes(folder))  # one's own first
    places = [home / slug / annex_name(annex_hash) for home in homes]
    return next((place for place in places if place.is_dir()), places[0])


def require_annex(slug: str, annex_hash: str, folder: Path | None = None) -> Annex:
    """Read the annex that a record names.

    Raises:
        EditionError: it is gone or was changed; names the area and what to do.
    """
    where = annex_folder(slug, annex_hash, folder)
    try:
        annex = read_annex(where)
    except EditionError as fault:
        raise EditionError(f'area "{slug}": {fault}') from None
    if annex.hash != annex_hash:
        raise EditionError(
            f'area "{slug}": {where} is not the annex that its record names; put it back from a '
            "backup"
        )
    return annex


def load_edition(
    slug: str,
    variant: str = "programme",
    *,
    as_of: str | None = None,
    folder: Path | None = None,
    now: dt.date | None = None,
) -> Edition:
    """Load the edition in force.

    Args:
        slug: the area.
        variant: which reading of its sentence.
        as_of: ISO day; the edition that holds on it. By default the one that holds now.
        folder: where the editions are; by default one's own and the bundled ones.
        now: which day it is; by default the clock's.

    Raises:
        UnknownAreaError: no such area, variant, or none in force on that day.
        EditionError: the record or the edition's file was changed or cannot be read, or the day
            is none.
    """
    known = areas_in(folder)
    if slug not in known:
        raise UnknownAreaError(f'no area "{slug}"; there are: {", ".join(known) or "none"}')
    day = present_day(slug, folder, now or today()) if as_of is None else day_of(as_of)
    log = acceptances(slug, folder)
    found = in_force(log, day, variant)
    if found is None:
        raise UnknownAreaError(_nothing_holds(slug, variant, log, day, told=as_of is not None))
    return accepted_edition(slug, found, folder)


def present_day(slug: str, folder: Path | None, day: dt.date) -> dt.date:
    """Return the day for what holds now.

    The product knows no day before that of its own record: a machine whose clock is behind is
    answered from the first edition that the product brings.
    """
    bundled = () if folder else by_day(recorded(DATA / EDITIONS / slug))
    return max(day, day_of(bundled[0].on)) if bundled else day


def _nothing_holds(
    slug: str, variant: str, log: tuple[Acceptance, ...], day: dt.date, *, told: bool
) -> str:
    later = [one.on for one in log if one.variant == variant]
    if later and not told:
        return f'area "{slug}" has no edition of "{variant}" in force yet; one follows {later[0]}'
    variants = sorted({one.variant for one in log if one.on <= day.isoformat()})
    on = f" on {day.isoformat()}" if told else ""
    return f'area "{slug}" has no variant "{variant}"{on}; there are: {", ".join(variants)}'


def accepted_edition(slug: str, accepted: Acceptance, folder: Path | None = None) -> Edition:
    """Read the edition that a record names.

    Raises:
        EditionError: its file is missing, was changed, or is of something else; names the area.
    """
    path = edition_file(slug, accepted.variant, accepted.hash, folder)
    try:
        found = read_edition(path)
    except EditionError as fault:
        raise EditionError(f'area "{slug}": {fault}; put {path} back from a backup') from None
    if (found.slug, found.variant, found.hash) != (slug, accepted.variant, accepted.hash):
        raise EditionError(
            f'area "{slug}": {path} is the edition {found.hash[:12]} of {found.slug} '
            f"({found.variant}), not what its record names; put it back from a backup"
        )
    return found


def read_edition(path: Path) -> Edition:
    """Read one edition file.

    Raises:
        EditionError: it is missing, cut off or was changed.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise EditionError(f"edition file {path.name} cannot be read: {error}") from None
    return from_document(document)


def areas_in(folder: Path | None = None) -> tuple[str, ...]:
    """Return the slugs that have a record, whether it can be read or not, or have lost it."""
    found = (path for home in edition_homes(folder) for path in home.glob("*") if is_known(path))
    return tuple(sorted({path.name for path in found}))
