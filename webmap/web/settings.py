"""Settings of the web service, read once from the environment.

Every variable carries the prefix `AKCIOTERULET_` and the name of its field in upper case; the
type of the field (a text, a whole number, yes or no) says how it is read.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from dataclasses import Field

PREFIX = "AKCIOTERULET_"
DEFAULT_DATA_DIR = "instance"
_AT_LEAST_ONE = (
    "max_body_bytes",
    "max_query_chars",
    "check_many_max",
    "max_upload_bytes",
    "job_hours",
    "jobs_at_once",
    "jobs_per_user",
    "job_rows",
    "session_idle_minutes",
    "session_max_minutes",
)


class SettingsError(ValueError):
    """A setting in the environment cannot be used; the message names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may decide. `Settings()` is the default service."""

    area: str | None = None
    """Slug of the area that the first page shows; None takes the first bundled area, and without
    one the area that came into force first."""
    tile_url: str | None = None
    """External raster tiles, "https://tiles.example.org/{z}/{x}/{y}.png". None (the default)
    asks no other host: the bundled network is the backdrop."""
    tile_attribution: str | None = None
    """Credit line that the owner of those tiles asks for; needed as soon as `tile_url` is set."""
    backdrop: str | None = None
    """Path of a PMTiles file with the streets around the areas, made by
    `scripts/derive_backdrop.py`. None draws the bundled network instead."""
    public_url: str | None = None
    """Address of the service as people type it, "https://terkep.example.hu", for the QR code, the
    preview and the embedding code. None takes the host of each request."""
    public_lookup: bool = True
    """Whether everyone may look up an address on the first page."""
    max_body_bytes: int = 16_384
    """Largest request body, bytes."""
    max_query_chars: int = 200
    """Longest address that is looked up, characters."""
    overrides_dir: str | None = None
    """Folder of override files `<slug>.yaml`; None (the default) means that there are none."""
    data_dir: str | None = None
    """Folder of everything that is kept: SQLite, the secret, running jobs. None is `instance`
    in the folder where the service is started."""
    database_url: str | None = None
    """Address of PostgreSQL, "postgresql://user@host/name"; also read from DATABASE_URL. None is
    SQLite in the data folder."""
    session_key_file: str | None = None
    """File with 32 or more random bytes that sign the session cookie. None makes one in the data
    folder; several machines need the same file."""
    session_idle_minutes: int = 30
    """A person who does nothing for so long is signed out, minutes."""
    session_max_minutes: int = 720
    """Everybody is signed out after so long, minutes."""
    behind_tls: bool = False
    """The service is reached over https only: the cookie is Secure, HSTS is sent."""
    proxies: int = 0
    """How many proxies stand before the service and set X-Forwarded-For, -Proto and -Host."""
    rate_limits: bool = True
    """Whether requests are limited by address; "no" is for load tests."""
    rate_default: str = "1200 per minute"
    """Limit of routes that have no other one, for one address and one worker."""
    rate_lookup: str = "600 per minute"
    """Limit of look-ups."""
    rate_login: str = "20 per minute"
    """Limit of signing in; failures are also counted in the database."""
    rate_form: str = "10 per minute"
    """Limit of forms that anybody may send and that store something."""
    rate_file: str = "60 per hour"
    """Limit of uploads and of large downloads."""
    access_log: bool = True
    """Whether each request writes a line: route, status, milliseconds; never an address."""
    max_upload_bytes: int = 8_388_608
    """Largest body of the routes that take files, bytes."""
    job_hours: int = 24
    """A file of addresses and everything made of it is deleted after so long, hours."""
    jobs_at_once: int = 2
    """How many files are worked on at the same time; others wait for their turn."""
    jobs_per_user: int = 20
    """How many files one person may have in the service at a time."""
    job_rows: int = 200_000
    """Most rows of one file."""
    several_machines: bool = False
    """Several machines share PostgreSQL and the data folder: files are worked on by `akcioterulet
    work`, limits are counted in the database, and a machine that is behind says so."""
    operator: str | None = None
    """Name of the organisation that runs the service; stands in the imprint."""
    operator_contact: str | None = None
    """Its postal address or e-mail, for questions about privacy and accessibility."""
    security_contact: str | None = None
    """Where to report a hole: "mailto:…" or "https://…"; needed for security.txt."""
    street_list_public: bool = False
    """Yes shows the street list with its verdicts to everybody, in downloads and in the API;
    no (the default) keeps it for people and programs that have signed in."""
    check_many_max: int = 100
    """Most addresses and points that one request of `POST /api/v1/check-many` may hold."""
    country_register: str | None = None
    """Path of a register of many towns (`register import --all`), from which look-ups of any town
    are answered. None (the default): settlements are known by their names alone."""
    export_dir: str | None = None
    """Folder where the files for download are kept once made; None takes one of the user's own
    in the system's folder for temporary files. What is in it can be deleted at any time."""

    def __post_init__(self) -> None:
        for name in _AT_LEAST_ONE:
            if getattr(self, name) < 1:
                raise SettingsError(f"{PREFIX}{name.upper()} must be 1 or more")
        if self.proxies < 0:
            raise SettingsError(f"{PREFIX}PROXIES must be 0 or more")
        if self.several_machines and not str(self.database_url).startswith("postgres"):
            raise SettingsError(
                f"{PREFIX}SEVERAL_MACHINES needs PostgreSQL as {PREFIX}DATABASE_URL"
            )
        if self.security_contact is not None:
            _check_contact(self.security_contact)
        if self.tile_url is not None:
            self._check_tiles(self.tile_url)
        if self.public_url is not None:
            _check_public_url(self.public_url)

    def _check_tiles(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or "{z}" not in url:
            raise SettingsError(
                f"{PREFIX}TILE_URL must look like https://host/{{z}}/{{x}}/{{y}}.png, not {url!r}"
            )
        if any(character in parts.netloc for character in " ;,'\"{}"):
            raise SettingsError(f"{PREFIX}TILE_URL needs one fixed host, not {parts.netloc!r}")
        if not self.tile_attribution:
            raise SettingsError(f"{PREFIX}TILE_URL also needs {PREFIX}TILE_ATTRIBUTION")

    @property
    def data_folder(self) -> Path:
        """Folder of everything that is kept."""
        return Path(self.data_dir or DEFAULT_DATA_DIR)

    @property
    def sqlite_file(self) -> Path:
        """Where SQLite keeps what the service remembers, if it does (`store.engine`)."""
        return self.data_folder / "akcioterulet.sqlite"

    @property
    def tile_origin(self) -> str | None:
        """Scheme and host of the external tiles, for the Content-Security-Policy."""
        if self.tile_url is None:
            return None
        parts = urlsplit(self.tile_url)
        return f"{parts.scheme}://{parts.netloc}"


def _check_public_url(url: str) -> None:
    parts = urlsplit(url)
    plain = not (parts.query or parts.fragment or parts.username or "//" in parts.path)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not plain:
        raise SettingsError(f"{PREFIX}PUBLIC_URL must look like https://host[/path], not {url!r}")


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from environment variables; what is not set keeps its default.

    >>> read_settings({"AKCIOTERULET_MAX_QUERY_CHARS": "80"}).max_query_chars
    80

    Raises:
        SettingsError: a value cannot be used, or a variable with the prefix is not known.
    """
    environ = os.environ if environ is None else environ
    found = _with_prefix(environ)
    if environ.get("DATABASE_URL", "").strip():
        found.setdefault("database_url", environ["DATABASE_URL"].strip())
    known = {field.name for field in fields(Settings)}
    unknown = sorted(set(found) - known - OTHER_TOOLS)
    if unknown:
        names = ", ".join(PREFIX + name.upper() for name in unknown)
        raise SettingsError(f"unknown setting {names}; known: {', '.join(_variables())}")
    values: dict[str, Any] = {
        name: _value(_FIELDS[name], found[name]) for name in known & set(found)
    }
    return Settings(**values)


def country_register() -> Path | None:
    """Return the register of many towns that the environment names, or None.

    Raises:
        SettingsError: a setting cannot be used.
    """
    path = read_settings().country_register
    return None if path is None else Path(path)


def _check_contact(contact: str) -> None:
    """Refuse what cannot stand as a line of security.txt."""
    plain = contact.isprintable() and contact.isascii()
    if not plain or not contact.startswith(("mailto:", "https://")):
        raise SettingsError(
            f"{PREFIX}SECURITY_CONTACT must begin with mailto: or https://, not {contact!r}"
        )


OTHER_TOOLS = frozenset({"shared", "areas_dir"})
"""Variables with the prefix that belong to the tests and to `boundaries.data_files`."""


def _variables() -> list[str]:
    return [PREFIX + field.name.upper() for field in fields(Settings)]


def _with_prefix(environ: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(PREFIX).lower(): value.strip()
        for name, value in environ.items()
        if name.startswith(PREFIX) and value.strip()
    }


def _value(field: Field[object], text: str) -> object:
    """Read a text as the type of its field: a text, a whole number, or yes and no."""
    name = PREFIX + field.name.upper()
    if field.type == "int":
        try:
            return int(text)
        except ValueError:
            raise SettingsError(f"{name} must be a whole number, not {text!r}") from None
    if field.type == "bool":
        if text.lower() not in _YES_NO:
            raise SettingsError(f"{name} must be yes or no, not {text!r}")
        return _YES_NO[text.lower()]
    return text


_FIELDS: dict[str, Field[object]] = {field.name: field for field in fields(Settings)}
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
