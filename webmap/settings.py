"""Settings of the web service, read once from the environment.

Every variable carries the prefix `AKCIOTERULET_`. There is no secret among them: look-ups
keep no session, so that nothing is signed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "AKCIOTERULET_"


class SettingsError(ValueError):
    """A setting in the environment cannot be used; the message names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may decide. `Settings()` is the default service."""

    area: str | None = None
    """Slug of the area that the first page shows; None takes the first bundled area."""
    tile_url: str | None = None
    """External raster tiles, "https://tiles.example.org/{z}/{x}/{y}.png". None (the default)
    asks no other host: the bundled network is the backdrop."""
    tile_attribution: str | None = None
    """Credit line that the owner of those tiles asks for; needed as soon as `tile_url` is set."""
    max_body_bytes: int = 16_384
    """Largest request body, bytes."""
    max_query_chars: int = 200
    """Longest address that is looked up, characters."""

    def __post_init__(self) -> None:
        for name in ("max_body_bytes", "max_query_chars"):
            if getattr(self, name) < 1:
                raise SettingsError(f"{PREFIX}{name.upper()} must be 1 or more")
        if self.tile_url is not None:
            self._check_tiles(self.tile_url)

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
    def tile_origin(self) -> str | None:
        """Scheme and host of the external tiles, for the Content-Security-Policy."""
        if self.tile_url is None:
            return None
        parts = urlsplit(self.tile_url)
        return f"{parts.scheme}://{parts.netloc}"


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from environment variables; what is not set keeps its default.

    >>> read_settings({"AKCIOTERULET_MAX_QUERY_CHARS": "80"}).max_query_chars
    80

    Raises:
        SettingsError: a value cannot be used, or a variable with the prefix is not known.
    """
    found = _with_prefix(os.environ if environ is None else environ)
    known = {field.name for field in fields(Settings)}
    unknown = sorted(set(found) - known - OTHER_TOOLS)
    if unknown:
        names = ", ".join(PREFIX + name.upper() for name in unknown)
        raise SettingsError(f"unknown setting {names}; known: {', '.join(_variables())}")
    defaults = Settings()
    return Settings(
        area=found.get("area"),
        tile_url=found.get("tile_url"),
        tile_attribution=found.get("tile_attribution"),
        max_body_bytes=_whole(found, "max_body_bytes", defaults.max_body_bytes),
        max_query_chars=_whole(found, "max_query_chars", defaults.max_query_chars),
    )


OTHER_TOOLS = frozenset({"shared"})
"""Variables with the prefix that belong to the tests, not to the service."""


def _variables() -> list[str]:
    return [PREFIX + field.name.upper() for field in fields(Settings)]


def _with_prefix(environ: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(PREFIX).lower(): value.strip()
        for name, value in environ.items()
        if name.startswith(PREFIX) and value.strip()
    }


def _whole(found: Mapping[str, str], name: str, default: int) -> int:
    text = found.get(name)
    if text is None:
        return default
    try:
        return int(text)
    except ValueError:
        raise SettingsError(
            f"{PREFIX}{name.upper()} must be a whole number, not {text!r}"
        ) from None
