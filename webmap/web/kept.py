"""What the service served once and must not forget: areas of one's own, files of overrides.

Without its folder of areas the service would go on with the bundled editions, which are older ones
or other areas; without its files of overrides it would answer as if nobody had decided anything.
Neither happens in silence: what is gone ends the start, and while the service runs every page and
answer says so until it is back, or until an operator begins without it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from boundaries.data_files import VARIABLE, own_folder
from boundaries.edition.acceptances import FACTS, RECORD
from boundaries.edition.edition import EDITIONS, areas_in

from ..store.memory import Memory, Remembered, gone, shown
from .settings import PREFIX, SettingsError

if TYPE_CHECKING:
    from flask import Flask

    from .settings import Settings

LOOK_S = 1.0
"""How long it is believed that the folders are as they were, seconds."""
_NAMED = "correct the setting or take it away, or make the folder, before anything else"
"""What goes before the other advice while a setting names what is not there."""
OPEN = frozenset({"static", "health.health", "health.ready"})
"""Endpoints that answer also while something is gone."""


class KeptGoneError(SettingsError):
    """Something that was served once, or that a setting names, is gone; the message names it."""


@dataclass(slots=True)
class Kept:
    """Looks after the folders of one's own.

    Args:
        settings: names the data folder and that of the overrides.
    """

    settings: Settings
    _fault: str | None = None
    _until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def memory(self) -> Memory:
        """What the installation remembers."""
        return Memory(self.settings.data_folder)

    def is_new(self) -> bool:
        """Tell whether no person has an account here yet, as far as the data folder knows.

        PostgreSQL keeps its accounts elsewhere: a folder that is new says nothing about them.
        """
        known = self.memory.read() or Remembered()
        return self.settings.database_url is None and not known.rows.get("users", 0)

    def fault(self) -> str | None:
        """Return what is gone, or None; looked at no more than once in a second."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._fault = _fault_of(self.settings, self.memory.read() or Remembered())
                self._until = time.monotonic() + LOOK_S
                if self._fault is None:
                    with contextlib.suppress(KeptGoneError):  # the next start says it
                        self._add()
            return self._fault

    def require(self) -> None:
        """Refuse to go on without what was there.

        Raises:
            KeptGoneError: names what is gone and what can be done.
        """
        fault = _fault_of(self.settings, self.memory.read() or Remembered())
        if fault is not None:
            raise KeptGoneError(fault)

    def _add(self) -> None:
        """Remember areas that have come since the start; only where something is remembered."""
        known = self.memory.read()
        if known is not None and not set(_own_areas()) <= set(known.areas):
            self._write(known, sorted({*known.areas, *_own_areas()}))

    def remember(self) -> None:
        """Remember what is served now; nothing is written where nothing is one's own.

        Raises:
            KeptGoneError: the data folder cannot be written.
        """
        areas, files = _own_areas(), _override_files(self.settings)
        known = self.memory.read()
        if not (areas or files) and known is None:
            return
        before = known or Remembered()
        if not {*areas} <= {*before.areas} or not {*files} <= {*before.override_files}:
            made = dataclasses.replace(before, override_files=_joined(before.override_files, files))
            self._write(made, _joined(before.areas, areas))

    def take_as_it_is(self) -> None:
        """Remember what is there now and nothing else; an operator's word."""
        known = self.memory.read() or Remembered()
        made = dataclasses.replace(known, override_files=_override_files(self.settings))
        self._write(made, _own_areas())

    def let_go(self, *, areas: bool, override_files: bool) -> None:
        """Forget what is not there any more: a backup of another day was restored.

        Args:
            areas: the backup held the folder of areas; without it they are as they were before.
            override_files: likewise that of the files of overrides.
        """
        known = self.memory.read()
        if known is None:
            return
        slugs, names = {*known.areas}, {*known.override_files}
        if areas:
            slugs &= {*_own_areas()}
        if override_files:
            names &= {*_override_files(self.settings)}
        if (slugs, names) != ({*known.areas}, {*known.override_files}):
            made = dataclasses.replace(known, override_files=tuple(sorted(names)))
            self._write(made, sorted(slugs))

    def _write(self, known: Remembered, areas: list[str] | tuple[str, ...]) -> None:
        try:
            self.memory.write(dataclasses.replace(known, areas=tuple(areas)))
        except OSError as fault:
            raise KeptGoneError(
                f"the data folder {self.settings.data_folder} cannot be written "
                f"({fault.strerror}); give the service's user the right, or set {PREFIX}DATA_DIR"
            ) from fault


def _joined(before: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*before, *now}))


def _own_areas() -> tuple[str, ...]:
    """Return what one's own folder holds of areas: their slugs, and what people put on record.

    The slugs are those with a record of acceptances; the facts of an area are `SLUG/facts.json`.
    """
    own = own_folder()
    if own is None:
        return ()
    home = own / EDITIONS
    slugs = [slug for slug in areas_in(home) if (home / slug / RECORD).exists()]
    facts = [f"{path.parent.name}/{FACTS}" for path in home.glob(f"*/{FACTS}")]
    return tuple(sorted([*slugs, *facts]))


def _override_files(settings: Settings) -> tuple[str, ...]:
    if settings.overrides_dir is None:
        return ()
    return tuple(sorted(path.name for path in Path(settings.overrides_dir).glob("*.yaml")))


def _fault_of(settings: Settings, known: Remembered) -> str | None:
    own = own_folder()
    if own is not None and not own.is_dir():
        return gone(f"{VARIABLE}: {own} is no folder that can be read; {_NAMED}")
    if settings.overrides_dir is not None and not Path(settings.overrides_dir).is_dir():
        return gone(f"{PREFIX}OVERRIDES_DIR: {settings.overrides_dir} is no folder; {_NAMED}")
    areas = set(known.areas) - set(_own_areas())
    if areas:
        where = f"in {own}" if own else f"and {VARIABLE} is not set"
        return gone(f"areas that were served are not there, {where}: {shown(areas)}")
    files = set(known.override_files) - set(_override_files(settings))
    if files:
        where = settings.overrides_dir or f"{PREFIX}OVERRIDES_DIR, which is not set"
        return gone(f"files of overrides that were in force are not in {where}: {shown(files)}")
    return None


def init_app(app: Flask, kept: Kept) -> None:
    """Let every page and answer of an application say so while something is gone."""
    from .http import Problem, language  # noqa: PLC0415 - commands need no web framework
    from .i18n import texts  # noqa: PLC0415 - as above

    @app.before_request
    def say_so() -> None:
        from flask import request  # noqa: PLC0415 - as above

        if request.endpoint not in OPEN and kept.fault() is not None:
            raise Problem(
                texts(language())("error.kept_gone"),
                code="kept_data_gone",
                status=HTTPStatus.SERVICE_UNAVAILABLE,
            )
