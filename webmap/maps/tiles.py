"""The operator's PMTiles file: what it covers, and the address under which it is served."""

from __future__ import annotations

import functools
import hashlib
import logging
import struct
from dataclasses import dataclass
from pathlib import Path

LOG = logging.getLogger(__name__)

HEADER_BYTES = 127
MAGIC = b"PMTiles\x03"
_BOUNDS = struct.Struct("<4i")
"""West, south, east, north in ten-millionths of a degree."""
_BOUNDS_AT = 102
_TILE_TYPE_AT = 99
_VECTOR_TILES = 1


class TilesError(ValueError):
    """A file is no PMTiles archive of vector tiles; the message says why."""


@dataclass(frozen=True, slots=True)
class Archive:
    """One PMTiles file as it is now."""

    path: Path
    bounds: tuple[float, float, float, float]
    """West, south, east, north, WGS84."""
    name: str
    """Changes whenever the file does, so that browsers may keep what they have for ever."""

    @property
    def url(self) -> str:
        """Return the path under which the service serves it."""
        return f"/tiles/{self.name}.pmtiles"

    def covers(self, box: tuple[float, float, float, float]) -> bool:
        """Tell whether a box (west, south, east, north) lies inside the archive."""
        west, south, east, north = self.bounds
        return west <= box[0] and south <= box[1] and box[2] <= east and box[3] <= north


def open_archive(path: Path | str) -> Archive:
    """Read the header of a PMTiles file (version 3, vector tiles).

    Raises:
        TilesError: no such file, or not such an archive.
    """
    place = Path(path)
    try:
        facts = place.stat()
    except OSError:
        raise TilesError(
            f"{place}: no such file; make it with scripts/derive_backdrop.py"
        ) from None
    return _read(place, facts.st_size, facts.st_mtime_ns)


@functools.lru_cache(maxsize=8)
def _read(path: Path, size: int, changed_ns: int) -> Archive:
    with path.open("rb") as stream:
        header = stream.read(HEADER_BYTES)
    if len(header) < HEADER_BYTES or not header.startswith(MAGIC):
        raise TilesError(f"{path}: not a PMTiles archive of version 3")
    if header[_TILE_TYPE_AT] != _VECTOR_TILES:
        raise TilesError(f"{path}: holds images, not vector tiles")
    west, south, east, north = (
        value / 10_000_000 for value in _BOUNDS.unpack_from(header, _BOUNDS_AT)
    )
    mark = hashlib.sha256(header + f"{size} {changed_ns}".encode()).hexdigest()
    return Archive(path, (west, south, east, north), f"backdrop-{mark[:16]}")


def covering_archive(
    path: str | None, box: tuple[float, float, float, float] | None
) -> Archive | None:
    """Return the archive of the settings where it can be used for a map.

    A file that is missing or damaged is logged, and the map falls back on the network's lines:
    a map with a plain ground is better than no page.

    Args:
        path: The setting, or None.
        box: What the map shows, or None for any.
    """
    if path is None:
        return None
    try:
        archive = open_archive(path)
    except (TilesError, OSError) as fault:
        LOG.warning("backdrop not used: %s", fault)
        return None
    if box is not None and not archive.covers(box):
        LOG.warning("backdrop not used: %s does not cover the area", path)
        return None
    return archive
