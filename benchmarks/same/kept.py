"""Pinned things: collected in groups, written as text for diffs and as hashes for the checkout."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The checkout."""
HASHES = ROOT / "tests" / "golden"
"""Folder of the committed hashes."""
_START, _SHORT = "\f ", 20


class Pins:
    """What was pinned, by group and name.

    Args:
        masks: words that are never the same (folders of a run), with what stands for each.
    """

    def __init__(self, masks: dict[str, str] | None = None) -> None:
        self.groups: dict[str, dict[str, str]] = defaultdict(dict)
        self._masks = masks or {}

    def add(self, group: str, name: str, text: str) -> None:
        """Pin a text; a name of a group is taken once.

        Raises:
            ValueError: it is taken, or is no line.
        """
        if name in self.groups[group] or not name.isprintable():
            raise ValueError(f"{group}: the name {name!r} is taken, or is no line")
        for word, instead in self._masks.items():
            text = text.replace(word, instead)
        # Form feeds begin an item of the file, so that no text may have one.
        self.groups[group][name] = text.replace("\r\n", "\n").replace("\f", "<ff>")

    def merge(self, groups: dict[str, dict[str, str]]) -> None:
        """Add what another process pinned."""
        for group, items in groups.items():
            for name, text in items.items():
                self.add(group, name, text)

    def write(self, folder: Path, head: str) -> None:
        """Write one file a group with all texts."""
        folder.mkdir(parents=True, exist_ok=True)
        for group, items in self.groups.items():
            parts = [f"{_START}{name}\n{text}\n" for name, text in items.items()]
            (folder / f"{group}.txt").write_text("".join(parts), encoding="utf-8", newline="\n")
        (folder / "HEAD").write_text(head + "\n", encoding="utf-8")

    def write_hashes(self, folder: Path, head: str) -> None:
        """Write one file a group with a line for each pinned thing."""
        folder.mkdir(parents=True, exist_ok=True)
        for group, hashes in self.hashes().items():
            lines = [f"# {head}", *(f"{found}  {name}" for name, found in hashes.items())]
            text = "\n".join(lines) + "\n"
            (folder / f"{group}.txt").write_text(text, encoding="utf-8", newline="\n")

    def hashes(self) -> dict[str, dict[str, str]]:
        """Return group -> name -> hash."""
        return {
            group: {name: hash_of(text) for name, text in items.items()}
            for group, items in self.groups.items()
        }


def hash_of(text: str) -> str:
    """Return the hash of a pinned text, as the files of hashes have it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_SHORT]


def read_hashes(folder: Path) -> dict[str, dict[str, str]]:
    """Read what `Pins.write_hashes` wrote: group -> name -> hash."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.txt")):
        lines = [line for line in path.read_text("utf-8").splitlines() if line[:1] != "#"]
        found[path.stem] = {line[_SHORT + 2 :]: line[:_SHORT] for line in lines}
    return found


def read_texts(folder: Path, group: str) -> dict[str, str]:
    """Read what `Pins.write` wrote of a group: name -> text; empty where there is none."""
    path = folder / f"{group}.txt"
    if not path.is_file():
        return {}
    parts = path.read_text("utf-8").split(_START)[1:]
    pairs = (part.partition("\n") for part in parts)
    return {name: text[:-1] for name, _, text in pairs}
