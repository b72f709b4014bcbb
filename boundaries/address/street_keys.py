"""Under which keys the public places of a town are looked up. Pure.

What is kept under a key are places in the town's list, so that the keys of a list can be written
into a file once and read whole, which takes a twentieth of making them.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from ..language.names import fold, split_type, type_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

RULES = 1
"""Raised whenever the same list gets other keys: kept ones are then made anew."""
_BETWEEN = "|"
"""Between name and type; no folded name has it."""

At: TypeAlias = "int | list[int]"
"""One place in the list, or several."""


class Named(Protocol):
    """A public place of any list."""

    @property
    def name(self) -> str:
        """Without its type: "Kiskőrösi"."""

    @property
    def type(self) -> str:
        """As the list writes it: "út", "útja"; empty where there is none."""

    @property
    def full_name(self) -> str:
        """Name and type: "Kiskőrösi út"."""


@dataclass(frozen=True, slots=True)
class FurtherKeys:
    """What a query without an exact match needs; a value for each public place, as listed."""

    titles: Sequence[str]
    """Title keys (`title_key`); empty for a name without letters."""
    kinds: Sequence[str]
    """Canonical types; empty where there is none."""
    spellings: Sequence[str]
    """Folded full names."""


@dataclass(frozen=True, slots=True)
class StreetKeys:
    """The keys of a list of public places."""

    typed: Mapping[str, At]
    """Title key and canonical type (`typed_key`)."""
    titled: Mapping[str, At]
    """Title key alone."""
    further: Callable[[], FurtherKeys]
    """Makes or reads the others, which most queries do not need."""

    def packed(self) -> tuple[str, str]:
        """Return the keys as two texts, the second with those that most queries do not need."""
        more = self.further()
        further = [more.titles, more.kinds, more.spellings]
        return compact([self.typed, self.titled]), compact(further)


def unpacked(text: str, further: Callable[[], FurtherKeys]) -> StreetKeys:
    """Return the keys of the first text of `StreetKeys.packed`.

    Args:
        text: the first.
        further: reads the second when it is asked for (`unpacked_further`).

    Raises:
        ValueError: it is no such text.
        TypeError: likewise.
    """
    typed, titled = json.loads(text)
    return StreetKeys(typed, titled, further)


def unpacked_further(text: str) -> FurtherKeys:
    """Return the keys of the second text of `StreetKeys.packed`.

    Raises:
        ValueError: it is no such text.
        TypeError: likewise.
    """
    titles, kinds, spellings = json.loads(text)
    return FurtherKeys(titles, kinds, spellings)


def compact(value: object) -> str:
    """Return a value as JSON without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def typed_key(title: str, kind: str) -> str:
    """Return the key of a title key and a canonical type; the type is "" where there is none."""
    return f"{title}{_BETWEEN}{kind}"


def title_key(name: str) -> str:
    """Return the folded name with its title written out: Szt. Imre utca is Szent Imre utca."""
    key = fold(name)
    if "szt" not in key:
        return key
    return " ".join("szent" if word == "szt" else word for word in key.split())


def keys_of(streets: Sequence[Named]) -> StreetKeys:
    """Return the keys of a list of public places."""
    typed: dict[str, At] = {}
    titled: dict[str, At] = {}
    titles, kinds = [], []
    for at, street in enumerate(streets):
        kind = (type_of(street.type) if street.type else None) or ""
        title = title_key(street.name) if kind else title_key(street.full_name)  # "Zártkert egyéb"
        titles.append(title)
        kinds.append(kind)
        if title:
            put(titled, title, at)
            for key in _typed_keys(street, title, kind):
                put(typed, key, at)
    return StreetKeys(typed, titled, functools.partial(_further, streets, titles, kinds))


def _further(streets: Sequence[Named], titles: list[str], kinds: list[str]) -> FurtherKeys:
    return FurtherKeys(titles, kinds, [fold(street.full_name) for street in streets])


def _typed_keys(street: Named, title: str, kind: str) -> Iterable[str]:
    yield typed_key(title, kind)
    if not kind and " " in title:  # a name like "Gödrök köze" without a type of its own
        stem, inner = split_type(street.name)
        if inner:
            yield typed_key(fold(stem), inner)
    front, _, last = street.type.rpartition(" ")
    if front and (own := type_of(last)):  # a parser takes "ipari park" for a park
        yield typed_key(fold(f"{street.name} {front}"), own)


def put(table: dict[str, At], key: str, at: int) -> None:
    """Put a place under a key, behind those that are there."""
    known = table.get(key)
    if known is None:
        table[key] = at
    elif isinstance(known, int):
        table[key] = [known, at]
    else:
        known.append(at)
