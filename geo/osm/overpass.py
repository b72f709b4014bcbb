"""Live OpenStreetMap: one query to an Overpass service, saved as a dated extract.

The answer is kept exactly as the service sent it, so that `read_extract` reads it back years
later and its SHA-256 says whether it is still the same. Why osmnx does not send the query is
told in `docs/adr/0004-live-openstreetmap.md`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import time
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ..errors import CoordinateError, ExtractError, PlaceError, SourceAnswerError
from ..fetch import Manners, explain, fetch
from ..files import write_whole
from .elements import AREA_TAGS, TRACK_ROUTES, Bounds, Extract, check_bounds
from .extract import parse_overpass
from .tags import OUT_OF_USE, STREET_RELATIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

SERVICE = "https://overpass-api.de/api/interpreter"
"""Overpass service that is asked unless another is named."""
LICENCE = "© OpenStreetMap contributors, ODbL 1.0"
LICENCE_URL = "https://opendatacommons.org/licenses/odbl/1-0/"
SETTLEMENT_LEVEL = 8
"""`admin_level` of settlements in Hungary; elsewhere towns may stand on another level."""
QUERY_SECONDS = 180
"""Seconds that the service may work on the query."""
MAX_SIDE_DEGREES = 1.0
"""Longest side of a box that is asked of a live service; larger areas need a file."""
MAX_NAME = 100
CACHE_AGE = timedelta(days=1)

_TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative area by its name."""

    name: str
    """As OSM's `name` has it: "Kecskemét"."""
    admin_level: int = SETTLEMENT_LEVEL


@dataclass(frozen=True, slots=True)
class Box:
    """A bounding box, with the name that its extract gets."""

    bounds: Bounds
    """(west, south, east, north) in WGS84 degrees."""
    label: str = "box"


@dataclass(frozen=True, slots=True)
class DatedExtract:
    """An extract that was fetched and saved."""

    path: Path
    """The Overpass answer; its name holds the place, the OSM timestamp and part of its hash."""
    sidecar: Path
    """JSON beside it: query, service, OSM timestamp, SHA-256, licence, counts, notes."""
    timestamp: str
    """State of the OSM data (ISO, UTC)."""
    sha256: str
    from_cache: bool
    notes: tuple[str, ...]
    """What a reader of the extract must know; empty where nothing is odd."""
    extract: Extract


def build_query(area: Place | Box) -> str:
    """Return the one Overpass query for everything that a boundary may run along.

    All highways (unnamed ones join the named), railways with the relations that number them,
    relations that name streets, water, squares (as ways and as relations), parks and the like,
    administrative borders with their neighbours, and address points of nodes and buildings.

    Raises:
        PlaceError: the name is empty, too long, or holds control characters.
        CoordinateError: the box is none, or too large for a live service.
    """
    if isinstance(area, Box):
        head, where = "", _box_filter(area.bounds)
        inner = f'rel{where}["boundary"="administrative"]->.inner;\nway(r.inner){where}->.rims;\n'
    else:
        name = _quoted(area.name)
        level = area.admin_level
        head = (
            f'area["boundary"="administrative"]["admin_level"="{level:d}"]["name"={name}]->.town;\n'
            "rel(pivot.town)->.home;\n"
        )
        where = "(area.town)"
        # Ways on the rim itself do not count as inside an area: they come from the relation.
        deeper = "|".join(str(n) for n in range(level + 1, 12))
        inner = (
            f'rel{where}["boundary"="administrative"]["admin_level"~"^({deeper})$"]->.inner;\n'
            "(way(r.home);way(r.inner);)->.rims;\n"
        )
    return f"[out:json][timeout:{QUERY_SECONDS}];\n{head}{inner}{_body(where, bool(head))}"


def fetch_extract(
    area: Place | Box,
    *,
    folder: Path,
    cache: Path | None = None,
    max_age: timedelta = CACHE_AGE,
    service: str = SERVICE,
    manners: Manners | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> DatedExtract:
    """Fetch an area from a live Overpass service and save it as a dated extract.

    Args:
        area: a settlement by name, or a box.
        folder: where the extract and its sidecar are saved; made where it does not exist.
        cache: folder of earlier answers, by service and query; without it none are kept.
        max_age: answers in the cache older than this are fetched again; zero always fetches.
        service: address of the interpreter of an Overpass service.
        manners: limits of waiting, repeating and size.
        sleep: waits that many seconds between attempts.

    Raises:
        SourceUnavailableError: the service is down, too slow, or busy after every attempt.
        SourceRefusedError: the service refuses the query.
        SourceAnswerError: a web page instead of data, or an answer that was cut off.
        PlaceError: no administrative area, or several, by that name and level.
        CoordinateError: the box is none, or too large for a live service.
    """
    query = build_query(area)
    kept = _cache_path(cache, service, query)
    answer = _from_cache(kept, max_age, area, service)
    if answer is None:
        body = fetch(service, form={"data": query}, manners=manners, sleep=sleep).body
        answer = _Answer(body, _checked(body, area, service), datetime.now(UTC))
        if kept is not None:
            _write(kept, body)
    return _save(answer, area, folder, {"service": service, "query": query})


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer that was read and found whole."""

    body: bytes
    extract: Extract
    fetched: datetime
    from_cache: bool = False


def _quoted(name: str) -> str:
    """Return a name as a string of the query language, so that it cannot end the string."""
    if not name.strip() or len(name) > MAX_NAME:
        raise PlaceError(f"a place name has 1 to {MAX_NAME} characters; got {len(name)}")
    if any(unicodedata.category(c).startswith("C") for c in name):
        raise PlaceError(f"the place name {name!r} holds a control character; type it again")
    text = unicodedata.normalize("NFC", name.strip())
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _box_filter(bounds: Bounds) -> str:
    check_bounds(bounds)
    west, south, east, north = bounds
    if max(east - west, north - south) > MAX_SIDE_DEGREES:
        raise CoordinateError(
            f"box {bounds} is larger than {MAX_SIDE_DEGREES:g} degree a side, too much to ask of "
            "a live service; download an .osm.pbf extract and read that"
        )
    return f"({south:.7f},{west:.7f},{north:.7f},{east:.7f})"


def _body(where: str, has_home: bool) -> str:  # noqa: FBT001 - private, one caller
    """Return the part of the query that places and boxes share."""
    areas = [f'["{key}"~"^({"|".join(sorted(values))})$"]' for key, values in AREA_TAGS.items()]
    paved = '["area:highway"]["name"]'
    idle = [f'["{word}:highway"]' for word in OUT_OF_USE]
    keys = [f'["{key}"]' for key in ("highway", "railway", "waterway")] + areas + [paved, *idle]
    lines = "".join(f"way{where}{key};" for key in keys)
    squares = ['["type"="multipolygon"]["highway"]["name"]', paved]
    shapes = "".join(f"rel{where}{key};" for key in [*areas, *squares])
    routes = "|".join(sorted(TRACK_ROUTES))
    streets = "|".join(sorted(STREET_RELATIONS))
    address = '["addr:housenumber"]'
    return (
        f"({lines})->.lines;\n"
        f"({shapes})->.shapes;\n"
        f"way(r.shapes){where}->.parts;\n"
        f'(rel(bw.lines)["route"~"^({routes})$"];rel(bw.lines)["waterway"];'
        f'rel(bw.lines)["type"~"^({streets})$"]["name"];)->.routes;\n'
        'rel(bw.rims)["boundary"="administrative"]->.borders;\n'
        f"({'.home;' if has_home else ''}.inner;.borders;.shapes;.routes;);\nout body;\n"
        "(.lines;.rims;.parts;)->.ways;\n.ways out body;\n"
        "node(w.ways);\nout skel;\n"
        f"node{where}{address};\nout body;\n"
        f"way{where}{address};\nout tags center;\n"
    )


def _cache_path(cache: Path | None, service: str, query: str) -> Path | None:
    if cache is None:
        return None
    key = hashlib.sha256(f"{service} {query}".encode()).hexdigest()
    return cache / f"{key[:32]}.json"


def _from_cache(
    kept: Path | None, max_age: timedelta, area: Place | Box, service: str
) -> _Answer | None:
    """Return the kept answer if it is young enough and whole; a damaged one counts as none."""
    if kept is None or not kept.is_file():
        return None
    fetched = datetime.fromtimestamp(kept.stat().st_mtime, UTC)
    if not timedelta(0) <= datetime.now(UTC) - fetched < max_age:
        return None
    body = kept.read_bytes()
    try:
        return _Answer(body, _checked(body, area, service), fetched, from_cache=True)
    except SourceAnswerError:
        return None


def _checked(body: bytes, area: Place | Box, service: str) -> Extract:
    """Read an answer and refuse everything that is not whole."""
    if body.lstrip()[:1] == b"<":
        raise SourceAnswerError(
            f"{service} answered with a web page instead of map data ({explain(body)}); "
            "check the address of the service, or try again later"
        )
    try:
        extract = parse_overpass(body, source=service)
    except ExtractError as error:
        raise SourceAnswerError(
            f"{error}. Nothing was saved; try again later or ask for a smaller area"
        ) from None
    if not _TIMESTAMP.fullmatch(extract.timestamp or ""):
        raise SourceAnswerError(
            f"{service} does not say how old its data are (timestamp_osm_base is "
            f"{extract.timestamp!r}); name another service"
        )
    if extract.missing_nodes:
        raise SourceAnswerError(
            f"the answer of {service} lacks {extract.missing_nodes} nodes that its ways refer to, "
            "so it was cut off; nothing was saved, try again"
        )
    _check_place(extract, area, service)
    return extract


def _homes(extract: Extract, place: Place) -> list[int]:
    """Return the ids of the relations that bound areas of that name and level."""
    asked = {"name": unicodedata.normalize("NFC", place.name.strip())}
    asked |= {"boundary": "administrative", "admin_level": str(place.admin_level)}
    return [r.id for r in extract.relations if asked.items() <= r.tags.items()]


def _check_place(extract: Extract, area: Place | Box, service: str) -> None:
    if isinstance(area, Place) and len(homes := _homes(extract, area)) > 1:
        listed = ", ".join(f"relation/{osm_id}" for osm_id in homes)
        raise PlaceError(
            f"{service} knows {len(homes)} areas called {area.name!r} on administrative level "
            f"{area.admin_level} ({listed}); give a bounding box instead"
        )
    if extract.ways:
        return
    if isinstance(area, Place):
        raise PlaceError(
            f"{service} knows no area called {area.name!r} on administrative level "
            f"{area.admin_level}; check the spelling, accents included, or give a bounding box"
        )
    raise PlaceError(f"{service} has no street, railway, water or border in box {area.bounds}")


def _notes(extract: Extract, area: Place | Box) -> tuple[str, ...]:
    if isinstance(area, Box) or _homes(extract, area):
        return ()
    note = f"the answer does not hold the border of {area.name!r}; no leg along it can be found"
    return (note,)


def _save(
    answer: _Answer, area: Place | Box, folder: Path, asked: Mapping[str, str]
) -> DatedExtract:
    digest = hashlib.sha256(answer.body).hexdigest()
    stamp = str(answer.extract.timestamp)
    label = _slug(area.name if isinstance(area, Place) else area.label)
    # The hash keeps two answers of one minute apart: no extract overwrites another.
    stem = f"{label}_{stamp.replace(':', '').replace('-', '')}_{digest[:8]}"
    path, sidecar = folder / f"{stem}.json", folder / f"{stem}.source.json"
    answer.extract.source = path.name
    notes = _notes(answer.extract, area)
    about = {"file": path.name, "sha256": digest, "bytes": len(answer.body)}
    record = {**about, **asked, **_record(answer, area), "notes": list(notes)}
    _write(path, answer.body)
    _write(sidecar, json.dumps(record, ensure_ascii=False, indent=2).encode() + b"\n")
    return DatedExtract(path, sidecar, stamp, digest, answer.from_cache, notes, answer.extract)


def _record(answer: _Answer, area: Place | Box) -> dict[str, object]:
    """Return what the sidecar tells about the data."""
    extract = answer.extract
    return {
        "area": dataclasses.asdict(area),
        "osm_timestamp": extract.timestamp,
        "fetched": answer.fetched.isoformat(timespec="seconds"),
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "counts": {
            "ways": len(extract.ways),
            "nodes": len(extract.nodes),
            "relations": len(extract.relations),
            "addresses": len(extract.addresses),
        },
    }


def _slug(label: str) -> str:
    """Return a label as part of a file name.

    >>> _slug("Kunszentmiklós"), _slug("../Őr 2")
    ('kunszentmiklos', 'or-2')
    """
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:60] or "extract"


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, body)
