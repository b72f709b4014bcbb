"""Other spellings of public places, each with its source and reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from ..data_files import data_file
from ..errors import DefinitionError, Fault
from ..yaml_depth import LOADER
from .names import fold

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = ("name", "means", "reason", "source")


@dataclass(frozen=True, slots=True)
class Alias:
    """Another spelling of a public place, with where that is known from."""

    name: str
    """As texts write it."""
    means: str
    """As the map writes it."""
    reason: str
    source: str


def alias_file(town: str, folder: Path | None = None) -> Path:
    """Return where the alias list of a town stands, or would stand."""
    name = f"{fold(town).replace(' ', '-')}.yaml"
    return folder / name if folder else data_file(f"aliases/{name}")


def load_aliases(town: str, folder: Path | None = None) -> tuple[Alias, ...]:
    """Return the alias list of a town; empty where there is none.

    Raises:
        DefinitionError: the list has faults; carries all of them.
    """
    path = alias_file(town, folder)
    if not path.is_file():
        return ()
    raw: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506  # nosec B506 - the safe loader, in C
    entries = raw.get("aliases", []) if isinstance(raw, dict) else []
    faults = [
        Fault(f"aliases[{i}].{name}", "is missing")
        for i, entry in enumerate(entries)
        for name in FIELDS
        if not (isinstance(entry, dict) and str(entry.get(name, "")).strip())
    ]
    if faults:
        raise DefinitionError(path.name, tuple(faults))
    return tuple(Alias(*(str(entry[name]) for name in FIELDS)) for entry in entries)
