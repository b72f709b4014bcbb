"""The words of the language by what they say, from their files; read once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .list_files import FOLDER, lists_of
from .names import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@lru_cache(maxsize=1)
def word_lists() -> Mapping[str, Mapping[str, Any]]:
    """Return the lists of words of all files by name, in the order of the files."""
    files = sorted(path.stem for path in FOLDER.glob("*.yaml"))
    lists = (one for file in files for one in lists_of(file).items())
    return {name: found for name, found in lists if "words" in found}


def written(*names: str) -> tuple[str, ...]:
    """Return the words of some lists as they stand there, those of the lists they take in too."""
    lists = [word_lists()[name] for name in names]
    within = [written(*found.get("with", ())) for found in lists]
    own = [tuple(map(str, found["words"])) for found in lists]
    return tuple(word for words in (*within, *own) for word in words)


def words(*names: str) -> frozenset[str]:
    """Return the words of some lists, folded: without accents and capitals.

    >>> words("articles") == {"a", "az"}
    True
    """
    return frozenset(map(fold, written(*names)))


def folded(text: str) -> frozenset[str]:
    """Return the words of a text, folded."""
    return frozenset(map(fold, text.split()))


def said_by(key: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what lists with an entry of that name say there, and their words, in the file's order.

    >>> dict(said_by("rule"))["odd_side"]
    ('páratlan', 'ptl')
    """
    for name, found in word_lists().items():
        if key in found:
            yield found[key], written(name)
