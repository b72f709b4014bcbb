"""Where overrides come from, and how an answer shows the one that decided it.

A source is any callable that takes the slug of an area and returns its overrides, or None where
there are none: a folder of YAML files here; anything that keeps them elsewhere can stand in.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from boundaries.errors import DefinitionError, Fault
from boundaries.verdict.overrides import load_overrides

from ..web.settings import PREFIX, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boundaries.model import Answer
    from boundaries.verdict.overrides import Overrides

    from ..web.i18n import Texts
    from ..web.settings import Settings

ENDING = ".yaml"


class OverridesSource(Protocol):
    """Says which overrides an area has. Asked for every answer: it should keep what it read."""

    def __call__(self, slug: str, /) -> Overrides | None:
        """Return the overrides of an area, those of other days too, or None."""


@dataclass(frozen=True, slots=True)
class OverridesFolder:
    """Overrides in files `<slug>.yaml`; a file that has changed is read again."""

    folder: Path
    _known: dict[Path, tuple[tuple[int, int], Overrides]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, slug: str, /) -> Overrides | None:
        """Return the overrides of an area, or None where it has no file.

        Raises:
            DefinitionError: the file has faults, or is of another area.
        """
        return self._read(self.folder / f"{slug}{ENDING}")

    def check(self) -> None:
        """Read every file, so that a fault shows before the first question.

        Raises:
            DefinitionError: a file has faults, or its name is not its area's.
        """
        for path in sorted(self.folder.glob(f"*{ENDING}")):
            self._read(path)

    def broken(self) -> Iterator[DefinitionError]:
        """Read every file, and yield what is wrong with those that cannot be read.

        Raises:
            DefinitionError: a file is called by another area than its own: nobody would ask it.
        """
        for path in sorted(self.folder.glob(f"*{ENDING}")):
            try:
                self._read(path)
            except DefinitionError as fault:
                if any(one.path == "area" for one in fault.faults):
                    raise
                yield fault

    def _read(self, path: Path) -> Overrides | None:
        try:
            found = path.stat()
        except FileNotFoundError:
            return None
        state = (found.st_mtime_ns, found.st_size)
        with self._lock:
            known = self._known.get(path)
            if known is None or known[0] != state:
                known = self._known[path] = (state, _of_area(path))
        return known[1]


def _of_area(path: Path) -> Overrides:
    overrides = load_overrides(path)
    if overrides.area != path.stem:
        message = f"{overrides.area!r}; the file must be called {overrides.area}{ENDING}"
        raise DefinitionError(path.name, (Fault("area", message),))
    return overrides


def overrides_source(settings: Settings, *, lenient: bool = False) -> OverridesFolder | None:
    """Return the folder that the operator named, checked, or None.

    Args:
        settings: name the folder.
        lenient: a file with faults is only told to the log; its own area answers nothing until it
            is mended, since every question about it meets the fault.

    Raises:
        SettingsError: it is no folder.
        DefinitionError: a file in it has faults, or, where that is passed over, its name is not
            its area's.
    """
    if settings.overrides_dir is None:
        return None
    folder = Path(settings.overrides_dir)
    if not folder.is_dir():
        raise SettingsError(f"{PREFIX}OVERRIDES_DIR: {folder} is no folder that can be read")
    source = OverridesFolder(folder)
    for fault in source.broken() if lenient else ():
        logging.getLogger(__name__).error("%s", fault)
    if not lenient:
        source.check()
    return source


def shown_override(answer: Answer) -> dict[str, object] | None:
    """Return the override that decided an answer, for programs; the two people stay unnamed.

    `without_override` is the verdict and reason that the answer would have without it.
    """
    record = answer.details.get("override")
    if record is None:
        return None
    shown = {name: value for name, value in record.items() if name != "by"}
    return {**shown, "without_override": answer.details.get("without_override")}


def override_facts(answer: Answer, t: Texts) -> Iterator[str]:
    """Yield what an answer says of overrides: the one behind it, or that they are unknown now."""
    record = answer.details.get("override")
    if record is not None:
        start, end = (t.date(day) for day in (record["from"], record["expires"]))
        words = {"reason": record["reason"], "source": record["source"]}
        yield t("override.fact", start=t.the(start), end=end, **words)
    if answer.details.get("overrides_unchecked"):
        yield t("override.unchecked")
    if answer.details.get("machine_behind"):
        yield t("override.behind")
    if answer.details.get("machines_differ"):
        yield t("override.differs")


def override_rows(answer: Answer, t: Texts) -> dict[str, str]:
    """Return text key -> value of the facts about an override, for the table under an answer."""
    record = answer.details.get("override")
    if record is None:
        return {}
    start, end = (t.date(day) for day in (record["from"], record["expires"]))
    without = answer.details.get("without_override")
    return {
        "override.reason": record["reason"],
        "override.source": record["source"],
        "override.days": t("override.between", start=start, end=end),
        "override.without": t(f"verdict_word.{without['verdict']}") if without else "",
    }
