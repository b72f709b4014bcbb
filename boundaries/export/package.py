"""A package: everything of one edition that can be downloaded, written in one go.

A server makes the package (light) and lets a child process write it (heavy): `run`. The package
is JSON, named by the hash of its content, so that what was written once can be kept for good.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boundaries import child
from boundaries.clock import today
from boundaries.errors import ExportError

from ..edition.beside import accepted_on
from ..facts import load_facts
from .formats import BY_ENDING, FORMATS, SKIPPED, can_hold, format_named, system_for
from .layers import difference_layer, doors_layer, edition_layers, evidence_layer, streets_layer
from .provenance import provenance
from .tables import from_plain, to_plain
from .writing import write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from boundaries.facts import Fact
    from boundaries.model import Edition
    from boundaries.streets.street_list import StreetList

    from .formats import Format
    from .tables import Layer


SCHEMA = 3
"""Raised when the files of the same layers change, so that old ones are written again."""
LIMITS = child.Limits(seconds=120, cpu_seconds=110, memory=4 * 2**30)
"""What writing may take; pyarrow alone reserves more than one gigabyte of address space."""
ENVIRONMENT = {"GDAL_SKIP": SKIPPED, "PROJ_NETWORK": "OFF", "OMP_NUM_THREADS": "1"}
"""Settings of the process that writes; grid files of other hosts would change coordinates."""


@dataclass(frozen=True, slots=True)
class Target:
    """One file of a package."""

    artifact: str
    format: Format
    epsg: int | None

    @property
    def file_name(self) -> str:
        """Name of the file in the folder of its package."""
        system = "" if self.epsg is None else f".{self.epsg}"
        return f"{self.artifact}{system}.{self.format.ending}"


@dataclass(frozen=True, slots=True)
class Package:
    """Artifacts by name, each with its layers, and the provenance that all of them carry."""

    artifacts: Mapping[str, tuple[Layer, ...]]
    facts: Mapping[str, str]
    text: str = field(init=False)
    """The package as JSON."""

    def __post_init__(self) -> None:
        document = {
            "schema": SCHEMA,
            "facts": dict(self.facts),
            "artifacts": {n: [to_plain(x) for x in ls] for n, ls in self.artifacts.items()},
        }
        text = json.dumps(document, sort_keys=True)  # ASCII: UTF-8 does not hold every text
        object.__setattr__(self, "text", text)

    @property
    def key(self) -> str:
        """Hash of everything in the package (hex)."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def targets(self) -> Iterator[Target]:
        """Yield every file that can be made."""
        for name, layers in self.artifacts.items():
            for chosen in FORMATS.values():
                if can_hold(chosen, layers):
                    for epsg in chosen.systems or (None,):
                        yield Target(name, chosen, epsg)


def edition_package(
    edition: Edition, *, accepted_on: str | None = None, facts: Iterable[Fact] = ()
) -> Package:
    """Return what everybody may have of an edition.

    Args:
        edition: the area.
        accepted_on: ISO day from which it holds.
        facts: that people put on record and that are in force; placed doors are left out.
    """
    layers = edition_layers(edition)
    artifacts = {"all": tuple(layers.values())}
    artifacts |= {name.replace("_", "-"): (layer,) for name, layer in layers.items()}
    told = evidence_layer(edition, facts)
    if told is not None:
        artifacts[told.name] = (told,)
    return Package(artifacts, provenance(edition, accepted_on=accepted_on))


def doors_package(edition: Edition, facts: Iterable[Fact]) -> Package:
    """Return the doors that people placed, for staff: they are doors of homes.

    Raises:
        ExportError: there are none.
    """
    layer = doors_layer(edition, facts)
    if layer is None:
        raise ExportError(f"{edition.slug}: no door that somebody placed is in force")
    return Package({layer.name.replace("_", "-"): (layer,)}, provenance(edition))


def difference_package(edition: Edition, other: Edition) -> Package:
    """Return the difference of two editions."""
    facts = provenance(edition)
    facts["compared_with"] = f"{other.variant}, edition {other.hash}"
    return Package({"difference": (difference_layer(edition, other),)}, facts)


def streets_package(
    edition: Edition, streets: StreetList, lines: Mapping[str, BaseGeometry]
) -> Package:
    """Return the street list of an edition; `lines` as for `streets.streets_layer`."""
    facts = provenance(edition)
    if streets.meta.source:
        facts["street_list_source"] = streets.meta.source
    return Package({"street-list": (streets_layer(edition, streets, lines),)}, facts)


def write_package(document: Mapping[str, Any], folder: Path) -> None:
    """Write every file of a package into a folder.

    Raises:
        ExportError: the document is no package, or a file cannot be written.
    """
    try:
        if document["schema"] != SCHEMA:
            raise ExportError(f"package schema {document['schema']!r}; expected {SCHEMA}")
        artifacts = {n: tuple(map(from_plain, x)) for n, x in document["artifacts"].items()}
        package = Package(artifacts, document["facts"])
    except (KeyError, TypeError, ValueError) as error:
        raise ExportError(f"the package cannot be read: {error}") from error
    for target in package.targets():
        path = folder / target.file_name
        layers = package.artifacts[target.artifact]
        write(layers, package.facts, target.format, target.epsg, path)


def run(jobs: Sequence[tuple[Package, Path]]) -> None:
    """Write packages into folders in one child process, so that this one stays small.

    A folder appears whole or not at all; where it is there already, nothing is done.

    Raises:
        ExportError: the child failed or took too long.
    """
    missing = [(package, folder) for package, folder in jobs if not folder.is_dir()]
    if not missing:
        return
    home = missing[0][1].parent
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".making-") as made:
        parts = [Path(made) / str(number) for number in range(len(missing))]
        _written([package.text for package, _ in missing], parts)
        for part, (_, folder) in zip(parts, missing, strict=True):
            _publish(part, folder)


def _publish(whole: Path, folder: Path) -> None:
    try:
        whole.replace(folder)
    except OSError:
        if not folder.is_dir():  # else another process was quicker: its files are the same
            raise


def _written(packages: Sequence[str], folders: Sequence[Path]) -> None:
    try:
        child.run(_write_packages, packages, folders, limits=LIMITS, environment=ENVIRONMENT)
    except child.ChildError as error:
        if error.kind == "slow":
            raise ExportError(f"the files were not written within {LIMITS.seconds} s") from None
        raise ExportError(f"the files cannot be written: {error}") from None


def _write_packages(packages: Sequence[str], folders: Sequence[Path]) -> None:
    """Write packages into folders that are made for them; this is the work of the process."""
    for text, folder in zip(packages, folders, strict=True):
        folder.mkdir()
        write_package(json.loads(text), folder)


def export(
    edition: Edition, path: Path | str, *, what: str = "all", crs: int | None = None
) -> Path:
    """Write an edition to a file; the ending of its name says in which format.

    `.geojson`, `.gpkg`, `.kml`, `.shp.zip` and `.dxf` hold all layers; `.fgb`, `.parquet` (with the
    extra `geoparquet`) and `.csv` hold one. Every file carries edition, sources and licence. It is
    what the download pages and the command `export` write, written in this process.

    Args:
        edition: the area, accepted or not.
        path: file to write; one that is there is replaced once the new one is whole.
        what: "all", "area", "legs", "ledger" (every leg as a table), "uncertain-zone" (where there
            is one) or "evidence" (facts on record, where there are some).
        crs: EPSG code of the coordinates, 4326 (longitude, latitude) or 23700 (EOV; easting,
            northing, metres); by default the first that the format has.

    Returns:
        The path.

    Raises:
        ExportError: no such format or layer, the format cannot hold it or be in that system, or
            the file cannot be written.
    """
    path = Path(path)
    chosen = _format_of(path)
    epsg = system_for(chosen, crs)
    held = load_facts(edition.slug, today())
    package = edition_package(edition, accepted_on=accepted_on(edition), facts=held.facts)
    if what not in package.artifacts:
        known = ", ".join(package.artifacts)
        raise ExportError(f'{edition.slug} has no "{what}" to export; there are: {known}')
    write(package.artifacts[what], package.facts, chosen, epsg, path)
    return path


def _format_of(path: Path) -> Format:
    name = path.name.lower()
    if name.endswith(".json"):
        return format_named("geojson")
    fitting = (ending for ending in BY_ENDING if name.endswith(f".{ending}"))
    return format_named(next(fitting, path.suffix.removeprefix(".")))
