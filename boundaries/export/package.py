"""A package: files that belong together, such as those of one edition, written in one go.

A server makes the package (light) and lets a child process write it (heavy): `run`. The package
is JSON, named by the hash of its content, so that what was written once can be kept for good.
"""

from __future__ import annotations

import functools
import hashlib
import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boundaries import child
from boundaries.errors import ExportError
from geo.made_by import code_mark

from .formats import FORMATS, SKIPPED, can_hold, format_named
from .tables import from_plain, to_plain
from .writing import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from .formats import Format
    from .tables import Layer


SCHEMA = 4
"""Form of the document that is handed to the process that writes."""
LIMITS = child.Limits(seconds=120, cpu_seconds=110, memory=4 * 2**30)
"""What writing may take; pyarrow alone reserves more than one gigabyte of address space."""
ENVIRONMENT = {"GDAL_SKIP": SKIPPED, "PROJ_NETWORK": "OFF", "OMP_NUM_THREADS": "1"}
"""Settings of the process that writes; grid files of other hosts would change coordinates."""


@functools.cache
def writers() -> str:
    """Return the hash of the code that writes files, and of the libraries below it (hex).

    After an upgrade files are made again: a style, a legend or a heading may be another.
    """
    return code_mark((Path(__file__).parent,), ("pyogrio", "shapely", "pyproj", "xlsxwriter"))


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
        """Hash of everything in the package and of what writes it (hex)."""
        return hashlib.sha256(f"{writers()}\n{self.text}".encode()).hexdigest()

    def targets(self) -> Iterator[Target]:
        """Yield every file that can be made."""
        for name, layers in self.artifacts.items():
            for chosen in FORMATS.values():
                if can_hold(chosen, layers):
                    for epsg in chosen.systems or (None,):
                        yield Target(name, chosen, epsg)


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


def run_one(package: Package, target: Target, path: Path) -> None:
    """Write one file of a package in a child process.

    Raises:
        ExportError: the child failed or took too long.
    """
    order = (package.text, target.artifact, target.format.name, target.epsg, str(path))
    _in_child(_write_one, *order)


def _write_one(text: str, artifact: str, form: str, epsg: int | None, path: str) -> None:
    """Write one file; this is the work of the process."""
    document = json.loads(text)
    layers = tuple(map(from_plain, document["artifacts"][artifact]))
    write(layers, document["facts"], format_named(form), epsg, Path(path))


def _publish(whole: Path, folder: Path) -> None:
    try:
        whole.replace(folder)
    except OSError:
        if not folder.is_dir():  # else another process was quicker: its files are the same
            raise


def _written(packages: Sequence[str], folders: Sequence[Path]) -> None:
    _in_child(_write_packages, packages, folders)


def _in_child(work: Callable[..., None], *arguments: object) -> None:
    try:
        child.run(work, *arguments, limits=LIMITS, environment=ENVIRONMENT)
    except child.ChildError as error:
        if error.kind == "slow":
            raise ExportError(f"the files were not written within {LIMITS.seconds} s") from None
        raise ExportError(f"the files cannot be written: {error}") from None


def _write_packages(packages: Sequence[str], folders: Sequence[Path]) -> None:
    """Write packages into folders that are made for them; this is the work of the process."""
    for text, folder in zip(packages, folders, strict=True):
        folder.mkdir()
        write_package(json.loads(text), folder)
