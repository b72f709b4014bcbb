"""From a new map and a register to candidates: compiled, listed, placed, compared.

Nothing is taken into force. Where the data are not fit, nothing is left behind.
"""

from __future__ import annotations

import dataclasses
import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from geo.crs import EOV, reproject
from geo.errors import ExtractError

from ..data_files import data_file
from ..doors.lines import RECORD, named_lines, recorded_lines
from ..doors.places import LINES, PLACES, lines_by_name, save_lines
from ..drift.drift import compare
from ..edition.annexes import Annex, add_maps, seal
from ..edition.areas import (
    bundled_network,
    compile_definition,
    freeze_defined,
    load_network,
)
from ..edition.beside import list_folder
from ..edition.definition import data_of, load_definition, specs_for
from ..edition.edition import accepted_edition
from ..edition.new_area import LARGEST_EXTRACT
from ..errors import CandidateError, RegisterError, UnknownAreaError
from ..facts.in_force import evidence_on, load_facts
from ..language.names import fold
from ..model import CompileStatus
from ..register.build import add_points
from ..register.load import OSM_ENDINGS, load_several
from ..register.store import save_register
from ..streets.making import make_street_list, save_listing
from ..streets.street_list import load_street_list
from .candidates import against, holding, keep
from .report import (
    Answering,
    DoorsDrift,
    MapSource,
    compare_doors,
    counted_document,
    open_report,
    report_document,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.network import LineNetwork

    from ..edition.acceptances import Acceptance
    from ..edition.definition import Definition
    from ..model import Compilation, Edition
    from ..register.model import TownRegister
    from ..streets.listing import Listing
    from ..streets.street_list import StreetList
    from .candidates import Candidate

NEAR_TOWN_M = 1000.0
"""A map none of whose streets comes this near to a polling district is of another town."""
BORDER_M = 50.0
"""The polling districts are drawn this coarsely along the border of a town, metres."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came of one variant."""

    variant: str
    compilation: Compilation
    report: dict[str, Any]
    """See `refresh_report`; of a variant that does not compile, why."""
    candidate: Candidate | None
    """None where there is nothing to accept."""
    unchanged: bool
    """True where the same candidate was left before, or all of it is in force already."""


MAP, REGISTER, LIST, DOORS = "map", "register", "list", "doors"
"""What is being done, as whoever waits is told: the map is read, the register is read, the street
list is made, the doors are asked."""


def _nobody(_step: str) -> None:
    """Tell nobody how far it is."""


@dataclass(frozen=True, slots=True)
class _Data:
    """What all variants share."""

    slug: str
    definition: Definition
    data: Path
    """Folder that the definition names its files relative to."""
    network: LineNetwork
    own: LineNetwork
    """The part of it that is the town's own, whose names are those of its streets."""
    osm: tuple[Path, ...]
    register: TownRegister
    day: dt.date
    tell: Callable[[str], None] = _nobody


def refresh(
    slug: str,
    *,
    osm: Sequence[Path],
    register: Sequence[Path],
    home: Path,
    day: dt.date,
    variants: Sequence[str] = (),
) -> tuple[Refreshed, ...]:
    """Make a candidate of each variant of an area.

    Args:
        slug: the area; its definition is compiled.
        osm: extracts of the town: lines of streets, and known places of doors where it has them.
        register: the election office's folder, or a register file with range rules and polling
            districts; behind it more sources of places, as `register import` takes them.
        home: folder of one's own areas, in which the candidates are left.
        day: by the calendar in Hungary; what is in force on it is compared with.
        variants: which readings of the sentence; all where none is named.

    Raises:
        UnknownAreaError: no such area or variant.
        ExtractError: a map cannot be read, or is of another town.
        RegisterError: a register cannot be read, is of another town, or lacks what a street list
            is made of.
        EditionError: what is in force cannot be read, or the new area cannot be frozen.
        CandidateError: a file cannot be kept.
        OSError: the candidates cannot be written.
    """
    return refresh_defined(
        slug,
        load_definition(slug),
        data=data_of(slug),
        osm=osm,
        register=register,
        home=home,
        day=day,
        variants=variants,
    )


def refresh_defined(
    slug: str,
    definition: Definition,
    *,
    data: Path,
    osm: Sequence[Path],
    register: Sequence[Path],
    home: Path,
    day: dt.date,
    variants: Sequence[str] = (),
    network: LineNetwork | None = None,
    tell: Callable[[str], None] = _nobody,
) -> tuple[Refreshed, ...]:
    """Make a candidate of each variant of a definition that need not be among the areas yet.

    Args:
        slug: the area that it is compared with, if it is there.
        definition: as read.
        data: folder that the definition names its files relative to.
        osm: as `refresh`, and so are the others and what is raised.
        register: as above.
        home: as above.
        day: as above.
        variants: as above.
        network: of the extracts, where they have been read already.
        tell: hears what is being done: `MAP`, `REGISTER`, `LIST`, `DOORS`.
    """
    unknown = [name for name in variants if name not in definition.variants]
    if unknown:
        known = ", ".join(definition.variants)
        raise UnknownAreaError(f'no variant "{unknown[0]}"; there are: {known}')
    for path in osm:
        _require_size(path)
    tell(REGISTER)
    loaded = load_town(register, definition.town)
    tell(MAP)
    network = load_network(osm) if network is None else network
    _require_town(network, loaded)
    loaded = _with_points(loaded, osm)
    own = _own_part(network, loaded)
    shared = _Data(slug, definition, data, network, own, tuple(osm), loaded, day, tell)
    return tuple(_refreshed(name, shared, home) for name in variants or definition.variants)


def load_town(paths: Sequence[Path], town: str) -> TownRegister:
    """Load a register from which a street list of a town can be made.

    Raises:
        RegisterError: it cannot be read, is of another town, or lacks rules or polling districts;
            says what to give instead.
    """
    loaded = load_several(paths, town=town)
    register, name = loaded.register, paths[0].name
    towns = {place for _, place in register.places}
    if towns and fold(town) not in {fold(one) for one in towns}:
        raise RegisterError(
            f"{name} is the register of {', '.join(sorted(towns))}, not of {town}; give the folder "
            f"of {town} (akcioterulet register fetch {town})",
            code="register_other_town",
        )
    known = {district.id for district in register.districts}  # some of them without a ring
    if all(district.polygon.is_empty for district in register.districts):
        known = set()
    missing = sorted({rule.district for rule in register.rules} - known)
    if not register.rules or missing:
        lacks = f"no polygon of polling district {', '.join(missing)}" if missing else "no rules"
        raise RegisterError(
            f"{name} has {lacks}, and a street list is made of house-number rules and polling "
            "districts; give the folder of the election office's files (akcioterulet register "
            f"fetch {town}), and tables or extracts with places behind it",
            code="register_no_rules",
        )
    return loaded


def _require_size(path: Path) -> None:
    size = path.stat().st_size
    if size > LARGEST_EXTRACT:
        raise CandidateError(
            f"{path} has {size:,} bytes, too many to keep with an edition (limit "
            f"{LARGEST_EXTRACT:,}); make an extract of the town alone (akcioterulet osm fetch)",
            code="map_large",
        )


def _require_town(network: LineNetwork, loaded: TownRegister) -> None:
    """Refuse a map that shows another town than the register's polling districts."""
    if not _own_part(network, loaded).ways:
        raise ExtractError(
            f"{network.source} shows no street within {NEAR_TOWN_M:.0f} m of the polling districts "
            f"of {loaded.town}: it is the map of another place; give an extract of {loaded.town} "
            f"(akcioterulet osm fetch {loaded.town})",
            code="other_place",
        )


def _own_part(network: LineNetwork, loaded: TownRegister) -> LineNetwork:
    """Return the part of a map that lies on the ground of a town, or near it.

    An extract of a county has a Petőfi utca in every village, and a street of the town that it
    lacks would be taken for the one of another place.
    """
    ground: BaseGeometry = _ground(loaded).buffer(NEAR_TOWN_M)
    if network.epsg != EOV:
        ground = reproject(ground, EOV, network.epsg)
    shapely.prepare(ground)
    near = shapely.intersects(ground, [network.line(way) for way in network.ways])
    ways = tuple(way for way, is_near in zip(network.ways, near, strict=True) if is_near)
    return network if len(ways) == len(network.ways) else dataclasses.replace(network, ways=ways)


def _ground(loaded: TownRegister) -> BaseGeometry:
    return shapely.union_all([district.polygon for district in loaded.register.districts])


def _with_points(loaded: TownRegister, osm: Sequence[Path]) -> TownRegister:
    """Add the places of doors that the maps hold.

    A map that does not draw the border of the town is read within its polling districts: streets of
    the next village have the same names.
    """
    from ..register.osm import read_osm  # noqa: PLC0415 - heavy, and only here

    town = _ground(loaded)
    streets = [street.full_name for street in loaded.register.thoroughfares]
    for path in osm:
        if not path.name.lower().endswith(OSM_ENDINGS):  # named lines without addresses
            continue
        found = read_osm(
            path, town=loaded.town, streets=streets, border_if_none=town.buffer(BORDER_M)
        )
        loaded = add_points(loaded, found) if len(found.points) else loaded
    return loaded


def _refreshed(variant: str, data: _Data, home: Path) -> Refreshed:
    held = holding(data.slug, variant, data.day)
    edition = None if held is None else accepted_edition(data.slug, held)
    specs = specs_for(data.definition, variant, data=data.data)
    outcome = compile_definition(data.definition, specs, data.network, data=data.data)
    if outcome.status is not CompileStatus.COMPILED:
        report = open_report(data.slug, variant, edition, outcome, data.network)
        return Refreshed(variant, outcome, report, None, unchanged=False)
    candidate = freeze_defined(data.slug, variant, data.definition, outcome, data.network)
    data.tell(LIST)
    with tempfile.TemporaryDirectory(prefix="akcioterulet-") as scratch:
        folder = Path(scratch) / "annex"
        folder.mkdir()
        former = _former_list(edition, data.day)
        streets, listing = _list(candidate, former, data)
        annex = _annex(folder, streets, listing, data)
        data.tell(DOORS)
        doors = _doors(edition, candidate, former, annex, data)
        report = report_document(
            candidate=candidate,
            drift=None if edition is None else compare(edition, candidate),
            compilation=outcome,
            network=data.network,
            counted=counted_document(
                doors=doors,
                streets=streets,
                former=former,
                register=data.register,
                maps=_map_sources(data),
            ),
            in_force=against(held),
        )
        if is_in_force(held, candidate, annex):
            return Refreshed(variant, outcome, report, None, unchanged=True)
        left, same = keep(candidate, annex, report, home)
    return Refreshed(variant, outcome, left.report(), left, unchanged=same)


def is_in_force(held: Acceptance | None, candidate: Edition, annex: Annex) -> bool:
    """Tell whether all of a candidate is in force already."""
    return held is not None and (held.hash, held.annex) == (candidate.hash, annex.hash)


def _former_list(edition: Edition | None, day: dt.date) -> StreetList | None:
    """Return the street list that answers today, or None where none can be read."""
    folder = None if edition is None else list_folder(edition, day)
    if edition is None or folder is None:
        return None
    try:
        return load_street_list(folder, edition.variant)
    except RegisterError:
        return None


def _list(candidate: Edition, former: StreetList | None, data: _Data) -> tuple[StreetList, Listing]:
    towns = () if former is None else former.meta.other_towns
    return make_street_list(
        candidate,
        data.register.register,
        _known_lines(data),
        towns,
        data.register.sources,
        "the street list before",
    )


def _known_lines(data: _Data) -> dict[str, BaseGeometry]:
    """Return the lines of streets: the map's, and before them those that a person recorded."""
    definition = data.definition
    record = data_file(definition.street_list or definition.network).parent / RECORD
    recorded = (
        recorded_lines(bundled_network((definition.network,)), record) if record.is_file() else {}
    )
    return {**named_lines(data.own), **recorded}


def _annex(folder: Path, streets: StreetList, listing: Listing, data: _Data) -> Annex:
    save_listing(streets, listing, folder)
    save_register(data.register, folder / PLACES)
    source = data.definition.attribution.en
    save_lines(lines_by_name(data.own), folder / LINES, source)
    add_maps(folder, data.osm)
    return seal(folder)


def _doors(
    edition: Edition | None,
    candidate: Edition,
    former: StreetList | None,
    annex: Annex,
    data: _Data,
) -> DoorsDrift:
    """Ask the doors of the new register, with the facts of people, which belong to the area."""
    then = None
    if edition is not None and former is not None:
        then = _answering(edition, former, list_folder(edition, data.day), data)
    streets = load_street_list(annex.folder, candidate.variant)
    now = _answering(candidate, streets, annex.folder, data)
    return compare_doors(data.register.register, then, now)


def _answering(
    edition: Edition, streets: StreetList, folder: Path | None, data: _Data
) -> Answering:
    """Return what answers as the service does."""
    facts = load_facts(edition.slug, data.day)
    return Answering(edition, streets, evidence_on(edition, folder, data.day, facts))


def _map_sources(data: _Data) -> tuple[MapSource, ...]:
    found = []
    for path in data.osm:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        stamp = data.network.timestamp or ""
        found.append(MapSource(path.name, stamp, data.definition.attribution.en, digest))
    return tuple(found)
