"""Fetch the front-end assets that the pages serve themselves, and record what they are.

Uses the ordinary npm client. Run it after a change of `PACKAGES`, look at the difference, and
commit the files: a checkout never fetches them.

    python scripts/vendor_assets.py            # fetch, write, record
    python scripts/vendor_assets.py --check    # compare the files with the record, no network
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "webmap" / "static" / "vendor"
TESTS = ROOT / "tests" / "browser" / "vendor"


@dataclass(frozen=True, slots=True)
class Package:
    """One npm package and the files that are taken from it."""

    name: str
    version: str
    licence: str
    """SPDX identifier."""
    folder: str
    files: dict[str, str]
    """Path inside the package -> path inside the folder."""


class FileRecord(TypedDict):
    """What is known of one vendored file."""

    path: str
    package: str
    version: str
    licence: str
    sha256: str


PACKAGES: dict[Path, tuple[Package, ...]] = {
    STATIC: (
        Package(
            "leaflet",
            "1.9.4",
            "BSD-2-Clause",
            "leaflet",
            {
                "dist/leaflet.js": "leaflet.js",
                "dist/leaflet.css": "leaflet.css",
                "dist/images/layers.png": "images/layers.png",
                "dist/images/layers-2x.png": "images/layers-2x.png",
                "dist/images/marker-icon.png": "images/marker-icon.png",
                "dist/images/marker-icon-2x.png": "images/marker-icon-2x.png",
                "dist/images/marker-shadow.png": "images/marker-shadow.png",
                "LICENSE": "LICENSE",
            },
        ),
        Package(
            "@geoman-io/leaflet-geoman-free",
            "2.20.2",
            "MIT",
            "geoman",
            {"dist/leaflet-geoman.min.js": "leaflet-geoman.min.js", "LICENSE": "LICENSE"},
        ),
        Package(
            "leaflet.markercluster",
            "1.5.3",
            "MIT",
            "markercluster",
            {
                "dist/leaflet.markercluster.js": "leaflet.markercluster.js",
                "MIT-LICENCE.txt": "LICENSE",
            },
        ),
        Package(
            "protomaps-leaflet",
            "5.1.0",
            "BSD-3-Clause",
            "protomaps",
            {"dist/protomaps-leaflet.js": "protomaps-leaflet.js", "LICENSE": "LICENSE"},
        ),
        Package(
            "htmx.org",
            "2.0.11",
            "0BSD",
            "htmx",
            {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"},
        ),
        Package(
            "dejavu-fonts-ttf",
            "2.37.3",
            "Bitstream-Vera",
            "dejavu",
            {
                "ttf/DejaVuSans.ttf": "DejaVuSans.ttf",
                "ttf/DejaVuSans-Bold.ttf": "DejaVuSans-Bold.ttf",
                "LICENSE": "LICENSE",
            },
        ),
        Package(
            "@picocss/pico",
            "2.1.1",
            "MIT",
            "pico",
            {"css/pico.min.css": "pico.min.css", "LICENSE.md": "LICENSE.md"},
        ),
    ),
    TESTS: (
        Package(
            "axe-core",
            "4.14.1",
            "MPL-2.0",
            "axe-core",
            {"axe.min.js": "axe.min.js", "LICENSE": "LICENSE"},
        ),
    ),
}


def main() -> int:
    """Fetch or check; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--check", action="store_true", help="compare with the record only")
    check_only = parser.parse_args().check
    faults = []
    for folder, packages in PACKAGES.items():
        faults += check(folder) if check_only else fetch(folder, packages)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def fetch(folder: Path, packages: tuple[Package, ...]) -> list[str]:
    """Fetch packages into a folder, replace what was there, and write the record."""
    records: list[FileRecord] = []
    for package in packages:
        with tempfile.TemporaryDirectory() as scratch:
            unpacked = _unpacked(package, Path(scratch))
            records += _copy(package, unpacked, folder)
        print(f"{package.name} {package.version}: {len(package.files)} files")
    record = folder / "VENDORED.json"
    record.write_text(json.dumps(records, indent=2) + "\n", encoding="utf-8")
    return []


def _unpacked(package: Package, scratch: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not installed; it is needed to fetch, not to run the product")
    wanted = f"{package.name}@{package.version}"
    subprocess.run([npm, "pack", "--silent", wanted], cwd=scratch, check=True)  # noqa: S603
    (archive,) = scratch.glob("*.tgz")
    with tarfile.open(archive) as tar:
        tar.extractall(scratch, filter="data")
    return scratch / "package"


def _copy(package: Package, unpacked: Path, folder: Path) -> list[FileRecord]:
    target = folder / package.folder
    shutil.rmtree(target, ignore_errors=True)
    records: list[FileRecord] = []
    for inside, outside in package.files.items():
        place = target / outside
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes((unpacked / inside).read_bytes())
        records.append(_record(package, place, folder))
    return records


def _record(package: Package, place: Path, folder: Path) -> FileRecord:
    return {
        "path": place.relative_to(folder).as_posix(),
        "package": package.name,
        "version": package.version,
        "licence": package.licence,
        "sha256": digest(place),
    }


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check(folder: Path) -> list[str]:
    """Return every difference between a folder and its record."""
    record = folder / "VENDORED.json"
    known = {entry["path"]: entry["sha256"] for entry in json.loads(record.read_text("utf-8"))}
    found = {
        path.relative_to(folder).as_posix(): digest(path)
        for path in folder.rglob("*")
        if path.is_file() and path != record
    }
    faults = [f"{folder / name}: missing" for name in sorted(known.keys() - found.keys())]
    faults += [
        f"{folder / name}: not in the record" for name in sorted(found.keys() - known.keys())
    ]
    faults += [
        f"{folder / name}: differs from the record"
        for name in sorted(known.keys() & found.keys())
        if known[name] != found[name]
    ]
    return faults


if __name__ == "__main__":
    sys.exit(main())
