"""Names within one or two slips of a written one. Pure.

A slip is a letter too many, missing or wrong, or two neighbours exchanged. A town's names are
compared one by one. A long list that is asked often is kept by its deletions: two spellings at most
two slips apart become equal when at most two letters of each are deleted; so every name is kept
under the hashes of all its deletions, in one sorted array, and a query asks for its own.
docs/adr/0005-close-spellings.md has the measurements behind it.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

SLIPS = 2
"""Most slips that the index finds."""
_BASE = 0x9E3779B97F4A7C15
"""Odd, so that it has an inverse modulo 2**64 and letters can be taken out of a hash."""
_UNDO = pow(_BASE, -1, 2**64)
LONGEST = 250
"""Letters of a name beyond which nothing is near it."""
_ONE = np.uint64(_UNDO)
_TWO = np.uint64(_UNDO * _UNDO % 2**64)


LONG = 2_000
"""Names from which deletions are quicker than comparing each."""
OFTEN = 300
"""Questions about a long list after which the making of its deletions is worth it."""


class SpellingIndex:
    """Folded names, ready to be asked for those near a text.

    >>> index = SpellingIndex(["kossuth ter", "kossuth utca", "alma utca"])
    >>> [(slips, index.names[at]) for slips, at in index.within("kosuth utca")]
    [(1, 'kossuth utca')]
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        self._longest = max(map(len, self.names), default=0)
        self._asked = 0
        self._deletions: Deletions | None = None

    def within(self, text: str) -> list[tuple[int, int]]:
        """Return (slips, position in `names`) of every name that near, nearest first."""
        from rapidfuzz import process  # noqa: PLC0415 - most look-ups need no close spelling
        from rapidfuzz.distance import OSA  # noqa: PLC0415

        if not 0 < len(text) <= self._longest + SLIPS:
            return []
        self._asked += 1
        if self._asked > OFTEN and len(self.names) > LONG:
            if self._deletions is None:
                self._deletions = Deletions(self.names)
            return self._deletions.within(text)
        found = process.extract(
            text, self.names, scorer=OSA.distance, score_cutoff=SLIPS, limit=None
        )
        return sorted((apart, at) for name, apart, at in found if 0 < len(name) <= LONGEST)


class Deletions:
    """Folded names by their deletions; see `SpellingIndex`."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        hashes, owners = [np.empty(0, np.uint64)], [np.empty(0, np.int32)]
        for rows in _by_length(self.names):
            block = _deletions(np.stack([_codes(self.names[row]) for row in rows]))
            hashes.append(block.ravel())
            owners.append(np.repeat(np.array(rows, np.int32), block.shape[1]))
        every = np.concatenate(hashes)
        order = np.argsort(every)
        self._hashes: NDArray[np.uint64] = every[order]
        self._owners: NDArray[np.int32] = np.concatenate(owners)[order]
        bits = min(24, max(1, len(every).bit_length() - 1))
        self._shift = np.uint64(64 - bits)
        filled = np.bincount((self._hashes >> self._shift).astype(np.intp), minlength=1 << bits)
        self._starts = np.concatenate(([0], np.cumsum(filled))).astype(np.int32)

    @property
    def size(self) -> int:
        """Bytes that the index holds beside the names."""
        return self._hashes.nbytes + self._owners.nbytes + self._starts.nbytes

    def within(self, text: str) -> list[tuple[int, int]]:
        """Return what `SpellingIndex.within` does, of a text with letters."""
        from rapidfuzz.distance import OSA  # noqa: PLC0415 - most look-ups need no close spelling

        found = []
        for at in self._sharing(text):
            apart = OSA.distance(text, self.names[at], score_cutoff=SLIPS)
            if apart <= SLIPS:
                found.append((apart, at))
        return sorted(found)

    def _sharing(self, text: str) -> set[int]:
        """Return the names that share a deletion with the text."""
        asked = _deletions(_codes(text)[None, :])[0]
        bucket = (asked >> self._shift).astype(np.intp)
        low = self._starts[bucket]
        sizes = self._starts[bucket + 1] - low
        ends = np.cumsum(sizes)
        places = np.arange(ends[-1]) + np.repeat(low - ends + sizes, sizes)
        same = self._hashes[places] == np.repeat(asked, sizes)
        return set(self._owners[places[same]].tolist())


def _by_length(names: Sequence[str]) -> list[list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for row, name in enumerate(names):
        if 0 < len(name) <= LONGEST:
            groups[len(name)].append(row)
    return list(groups.values())


def _codes(text: str) -> NDArray[np.uint64]:
    raw = text.encode("utf-32-le", "surrogatepass")
    return np.frombuffer(raw, np.uint32).astype(np.uint64)


@functools.lru_cache(maxsize=512)
def _powers(length: int) -> NDArray[np.uint64]:
    return np.array([pow(_BASE, i, 2**64) for i in range(length)], np.uint64)


@functools.lru_cache(maxsize=512)
def _pairs(length: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    first, second = np.triu_indices(length, 1)
    return first, second


def _deletions(codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Hash the texts (rows of one length) as they are and without any one or two letters.

    The hash is the sum of letter times base to the power of its place, modulo 2**64. What
    stands behind a deleted letter moves one place forward, which divides it by the base.
    """
    rows, length = codes.shape
    until = np.zeros((rows, length + 1), np.uint64)
    np.cumsum(codes * _powers(length), axis=1, out=until[:, 1:])
    whole = until[:, -1:]
    one = until[:, :-1] + (whole - until[:, 1:]) * _ONE
    first, second = _pairs(length)
    between = (until[:, second] - until[:, first + 1]) * _ONE
    two = until[:, first] + between + (whole - until[:, second + 1]) * _TWO
    return np.concatenate((whole, one, two), axis=1)
