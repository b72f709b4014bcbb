"""What an installation remembers of having existed, outside of its database.

A database that was lost looks like one that was never there. So the data folder holds a file that
says that there was one, how many people and overrides it held at least, and which areas and files
of overrides the service has served. A copy stands beside the data folder, as
`.<name>.installation.json`, for the case that the whole folder is lost; where the folder above
cannot be written, there is no copy.

Neither is ever deleted by the service. An operator who means to begin with nothing says so:
`akcioterulet database begin-anew --reason …`.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from geo.files import OWNER, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FILE_NAME = "installation.json"
COUNTED = ("users", "overrides")
"""Tables from which no row is ever deleted: fewer rows than before are lost ones."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known to have been there."""

    rows: Mapping[str, int] = field(default_factory=dict)
    """Table -> rows that it had at least; empty where there was no database yet."""
    areas: tuple[str, ...] = ()
    """Slugs of areas of one's own that were served."""
    override_files: tuple[str, ...] = ()
    """Names of files of overrides that were read."""

    @property
    def had_database(self) -> bool:
        """Whether there was a database."""
        return bool(self.rows)

    def lost_rows(self, rows: Mapping[str, int]) -> dict[str, int]:
        """Return table -> rows that are no longer there."""
        least = {name: count - rows.get(name, 0) for name, count in self.rows.items()}
        return {name: count for name, count in least.items() if count > 0}


@dataclass(frozen=True, slots=True)
class Memory:
    """The two files of an installation.

    Args:
        folder: Its data folder, whether or not it is there.
    """

    folder: Path

    @property
    def file(self) -> Path:
        """The file in the data folder."""
        return self.folder / FILE_NAME

    @property
    def copy(self) -> Path:
        """The file beside the data folder."""
        whole = self.folder.absolute()
        return whole.parent / f".{whole.name}.{FILE_NAME}"

    def exists(self) -> bool:
        """Tell whether anything is remembered."""
        return self.file.exists() or self.copy.exists()

    def read(self) -> Remembered | None:
        """Return what is remembered, or None for an installation that never was.

        A file that cannot be read still says that something was there.
        """
        broken = False
        for path in (self.file, self.copy):
            try:
                found = json.loads(path.read_text(encoding="utf-8"))
                return Remembered(
                    {str(name): int(count) for name, count in found["rows"].items()},
                    tuple(map(str, found["areas"])),
                    tuple(map(str, found["override_files"])),
                )
            except FileNotFoundError:
                continue
            except NotADirectoryError:
                continue
            except (OSError, ValueError, LookupError, TypeError, AttributeError):
                broken = True
        return Remembered(rows=dict.fromkeys(COUNTED, 0)) if broken else None

    def folder_is_lost(self) -> bool:
        """Tell whether the data folder is gone or was emptied although it was in use."""
        return self.copy.is_file() and not self.file.is_file()

    def write(self, remembered: Remembered) -> None:
        """Keep what is to be remembered.

        Raises:
            OSError: the data folder cannot be written.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = json.dumps(asdict(remembered), indent=1, ensure_ascii=False) + "\n"
        write_whole(self.file, text, mode=OWNER)
        with contextlib.suppress(OSError):
            write_whole(self.copy, text, mode=OWNER)


def gone(what: str) -> str:
    """Return the message about something that existed and is gone."""
    return (
        f"{what}. Nothing is replaced by an empty one in silence: bring it back, restore a backup "
        "(akcioterulet restore FILE), or begin without it: akcioterulet database begin-anew "
        '--reason "…"'
    )


def shown(names: Iterable[str]) -> str:
    """Return names for a message, some of them where there are many."""
    every = sorted(names)
    return ", ".join(every[:5]) + (f" and {len(every) - 5} more" if len(every) > 5 else "")  # noqa: PLR2004 - some
