"""Download the election office's files of one town.

The office publishes each election as static files under its own version (month, day, hour, minute):

    SERVICE/ELECTION/data/config.json                          the version in force, under "ver"
    SERVICE/ELECTION/data/VERSION/ver/Telepulesek.json         settlements: county and own code
    SERVICE/ELECTION/data/VERSION/ver/COUNTY/NAME-COUNTY-CODE.json

The files are kept as they came, beside a record of where from and when; all of them or none.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import tempfile
import time
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import PlaceError, SourceAnswerError
from geo.fetch import Manners, explain, fetch
from geo.files import sync_folder, write_whole

from ..errors import RegisterError
from ..language.names import fold
from .load import OFFICE_LICENCE
from .office_json import OFFICE_FILES
from .reading import read_register

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SERVICE = "https://vtr.valasztas.hu"
ELECTION = "ep2024"
"""The election whose register is fetched unless another is named."""
RECORD = "source.json"
PAUSE_S = 1.0
"""Seconds between two requests."""
OFFICE_MANNERS = Manners(connect_s=15.0, silence_s=60.0, total_s=300.0, max_bytes=1 << 27)
_ELECTION = re.compile(r"[a-z0-9_-]{2,40}", re.ASCII)
_VERSION = re.compile(r"\d{8}", re.ASCII)
_CODE = re.compile(r"(\d{2})[/-](\d{3})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Settlement:
    """A settlement by the office's codes."""

    name: str
    county: str
    """Two figures: "03"."""
    code: str
    """Three figures, within the county: "060"."""


@dataclass(frozen=True, slots=True)
class FetchedRegister:
    """A register that was downloaded."""

    folder: Path
    """Holds the four files and the record."""
    settlement: Settlement
    version: str
    generated: str
    """The office's own time stamp."""
    unchanged: bool
    """True where the folder held the same files already."""


@dataclass(frozen=True, slots=True)
class Office:
    """Where to ask, and how."""

    service: str = SERVICE
    election: str = ELECTION
    version: str | None = None
    """Eight figures; None takes the one that the office has in force."""
    manners: Manners = OFFICE_MANNERS
    sleep: Callable[[float], None] = time.sleep

    def get(self, path: str) -> tuple[bytes, dict[str, Any]]:
        """Return one JSON document as it came and as it reads.

        Raises:
            SourceError: not reachable, refused, broken off, or a web page instead of JSON.
        """
        if not _ELECTION.fullmatch(self.election):
            raise PlaceError(f"{self.election!r} is no name of an election such as {ELECTION!r}")
        url = f"{self.service.rstrip('/')}/{self.election}/data/{path}"
        body = fetch(url, manners=self.manners, sleep=self.sleep).body
        return body, _document(body, url)


def _document(body: bytes, url: str) -> dict[str, Any]:
    if body.lstrip()[:1] == b"<":
        raise SourceAnswerError(
            f"{url} answered with a web page instead of data ({explain(body)}); the office may "
            "have moved its files: check --election and --service"
        )
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise SourceAnswerError(
            f"{url}: the answer is not whole JSON ({fault}); nothing was kept, try again"
        ) from None
    if not isinstance(document, dict):
        raise SourceAnswerError(f"{url}: an object is expected, found {type(document).__name__}")
    return document


def fetch_register(town: str, folder: Path, office: Office | None = None) -> FetchedRegister:
    """Download the four files of a town to a folder of their own inside `folder`.

    Args:
        town: its name as the office writes it ("Kecskemét"), or its codes ("03/060").
        folder: made where it does not exist.
        office: where to ask; the defaults are the office's own service.

    Raises:
        SourceError: a download failed; nothing is kept.
        PlaceError: no settlement has that name; the message has the nearest.
        RegisterError: what came is no register, or the folder holds other files already.
    """
    office = office or Office()
    version = office.version or _version_in_force(office)
    if not _VERSION.fullmatch(version):
        raise PlaceError(f"version {version!r}; expected eight figures such as '06091753'")
    home = _settlement(town, version, office)
    name = f"{_slug(home.name)}-{office.election}-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{name}.", dir=folder) as scratch:
        draft = Path(scratch)
        record = _download(home, version, office, draft)
        generated = _checked(draft, home)
        unchanged = _keep(draft, folder / name, {**record, "generated": generated})
    return FetchedRegister(folder / name, home, version, generated, unchanged)


def _version_in_force(office: Office) -> str:
    _, config = office.get("config.json")
    version = config.get("ver")
    if not isinstance(version, str):
        raise SourceAnswerError(
            f"config.json of {office.election} names no version; give it with --version"
        )
    office.sleep(PAUSE_S)
    return version


def _settlement(town: str, version: str, office: Office) -> Settlement:
    codes = _CODE.fullmatch(town.strip())
    if codes:
        return Settlement(f"{codes[1]}-{codes[2]}", codes[1], codes[2])
    _, document = office.get(f"{version}/ver/Telepulesek.json")
    office.sleep(PAUSE_S)
    try:
        every = [
            Settlement(str(one["megnev"]), str(one["maz"]), str(one["taz"]))
            for one in (entry["leiro"] for entry in document["list"])
        ]
    except (KeyError, TypeError) as fault:
        raise SourceAnswerError(
            f"Telepulesek.json is not laid out as in 2024 ({type(fault).__name__}: {fault}); "
            "give the codes of the settlement instead of its name, such as 03/060"
        ) from None
    return _named(town, every)


def _named(town: str, every: list[Settlement]) -> Settlement:
    """Return the settlement of a name: accents and all, else without them if only one fits."""
    asked = unicodedata.normalize("NFC", town.strip()).casefold()
    found = [one for one in every if one.name.casefold() == asked]
    found = found or [one for one in every if fold(one.name) == fold(town)]
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(f"{one.name} {one.county}/{one.code}" for one in found)
        raise PlaceError(f"several settlements are called {town!r}: {listed}; give the codes")
    near = difflib.get_close_matches(town, [one.name for one in every], n=3)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise PlaceError(f"the office lists no settlement called {town!r}{hint}")


def _download(home: Settlement, version: str, office: Office, draft: Path) -> dict[str, object]:
    """Download the files and return the record of them."""
    files: dict[str, object] = {}
    for at, file in enumerate(OFFICE_FILES):
        if at:
            office.sleep(PAUSE_S)
        stem = file.removesuffix(".json")
        path = f"{version}/ver/{home.county}/{stem}-{home.county}-{home.code}.json"
        body, document = office.get(path)
        _check_town(document, home, path)
        write_whole(draft / file, body)
        files[file] = {
            "url": f"{office.service.rstrip('/')}/{office.election}/data/{path}",
            "sha256": hashlib.sha256(body).hexdigest(),
            "bytes": len(body),
        }
    return {
        "settlement": home.name,
        "county": home.county,
        "code": home.code,
        "election": office.election,
        "version": version,
        "fetched": datetime.now(UTC).isoformat(timespec="seconds"),
        "licence": OFFICE_LICENCE,
        "files": files,
    }


def _check_town(document: Mapping[str, Any], home: Settlement, path: str) -> None:
    """Refuse a file of another settlement."""
    data = document.get("data")
    holder = data if isinstance(data, dict) else next(iter(document.get("list") or ()), {})
    said = (holder.get("maz"), holder.get("taz")) if isinstance(holder, dict) else (None, None)
    if said != (home.county, home.code):
        raise SourceAnswerError(
            f"{path} is of the settlement {said[0]}/{said[1]}, not of {home.county}/{home.code}"
        )


def _checked(draft: Path, home: Settlement) -> str:
    register = read_register(draft)
    if not register.thoroughfares:
        raise RegisterError(f"the office's files of {home.name} list no street; nothing was kept")
    return register.generated


def _keep(draft: Path, target: Path, record: Mapping[str, object]) -> bool:
    """Move the files to their folder; True where the same ones were there."""
    if target.exists():
        same = all(
            (target / name).is_file()
            and (target / name).read_bytes() == (draft / name).read_bytes()
            for name in OFFICE_FILES
        )
        if not same:
            raise RegisterError(
                f"{target} holds other files than the office sends now; move it away first"
            )
        return True
    text = json.dumps(record, ensure_ascii=False, indent=2)
    write_whole(draft / RECORD, text + "\n")
    made = draft / "made"
    made.mkdir()
    for name in (*OFFICE_FILES, RECORD):
        (draft / name).rename(made / name)
    made.rename(target)
    sync_folder(target.parent)
    return False


def _slug(name: str) -> str:
    """Return a name as part of a folder's name.

    >>> _slug("Kunszentmiklós"), _slug("Budapest 01. kerület")
    ('kunszentmiklos', 'budapest-01-kerulet')
    """
    return "-".join(re.findall(r"[a-z0-9]+", fold(name))) or "town"
