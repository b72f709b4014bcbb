"""The public places of a town, ready to be looked up. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from ..language.close_spelling import CloseNames
from ..language.names import fold
from .capital import district_of_town
from .own_town import own_town
from .regular import RegularReader
from .street_keys import Named, keys_of, put, typed_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .own_town import OwnTown
    from .street_keys import At, FurtherKeys, StreetKeys

S = TypeVar("S", bound=Named)
S_co = TypeVar("S_co", covariant=True)


class Listed(Protocol[S_co]):
    """Public places by their place in a list; the same object every time."""

    def __getitem__(self, at: int, /) -> S_co:
        """Return one."""


@dataclass(frozen=True, slots=True)
class TownNames:
    """What tells a town's own addresses from others."""

    town: str
    postcodes: tuple[str, ...] = ()
    other_towns: tuple[str, ...] = ()
    """Names of settlements near by, recognised without a comma."""


@dataclass(slots=True)
class StreetIndex(Generic[S]):
    """The public places of a town under the keys that queries are looked up by."""

    names: TownNames
    streets: Listed[S]
    """As listed; the keys tell places in it."""
    keys: StreetKeys
    aliases: dict[str, S] = field(default_factory=dict)
    """Folded full name of another spelling -> the street it means."""
    own_town: frozenset[str] = field(init=False)
    """The folded name of the list's own town."""
    towns: frozenset[str] = field(init=False)
    """Folded names of every town the list knows, its own too."""
    district: int | None = field(init=False)
    """Of the capital, where the town is one."""
    regular: RegularReader[Any] = field(default_factory=RegularReader)
    """How the texts before house numbers were read, for `query.read_query`."""
    _close: CloseNames | None = None
    _more: FurtherKeys | None = None
    _by_spelling: dict[str, At] = field(default_factory=dict)
    _by_first_word: dict[str, At] = field(default_factory=dict)
    _by_initial: dict[tuple[str, str, int], list[tuple[int, list[str]]]] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        self.own_town = frozenset({fold(self.names.town)})
        self.towns = frozenset(map(fold, (self.names.town, *self.names.other_towns)))
        self.district = district_of_town(self.names.town)

    def typed(self, title: str, kind: str) -> list[S]:
        """Return the streets of a title key and a canonical type; type "" for those without."""
        return self._at(self.keys.typed.get(typed_key(title, kind)))

    def called(self, title: str) -> list[S]:
        """Return the streets of a title key, whatever their types."""
        return self._at(self.keys.titled.get(title))

    def is_called(self, title: str) -> bool:
        """Tell whether any street has a title key."""
        return title in self.keys.titled

    def beginning(self, word: str) -> list[S]:
        """Return the streets whose title key begins with a word."""
        return self._at(self._first_words().get(word))

    def begins(self, word: str) -> bool:
        """Tell whether the title key of any street begins with a word."""
        return word in self._first_words()

    def spelled(self, name: str) -> list[S]:
        """Return the streets of a folded full name."""
        return self._at(self._spellings().get(name))

    def initialled(self, kind: str, letter: str, words: int) -> list[tuple[S, list[str]]]:
        """Return the streets with the words of their title keys.

        Args:
            kind: canonical type.
            letter: first of the title key.
            words: how many it has.
        """
        found = self._initials().get((kind, letter, words), ())
        return [(self.streets[at], theirs) for at, theirs in found]

    def kinds(self) -> frozenset[str]:
        """Return the canonical types of the streets."""
        return frozenset(kind for kind, _, _ in self._initials())

    @property
    def home(self) -> OwnTown:
        """What belongs to the town by the names of the country; read when it is first asked for."""
        return own_town(self.names.town, self.names.postcodes)

    @property
    def close_names(self) -> CloseNames:
        """The index of close spellings, made when it is first asked for."""
        if self._close is None:
            self._close = CloseNames(self._spellings())
        return self._close

    def _at(self, found: At | None) -> list[S]:
        if found is None:
            return []
        return [self.streets[at] for at in ([found] if isinstance(found, int) else found)]

    def _further(self) -> FurtherKeys:
        if self._more is None:
            self._more = self.keys.further()
        return self._more

    def _spellings(self) -> Mapping[str, At]:
        if not self._by_spelling:
            made: dict[str, At] = {}
            for at, name in enumerate(self._further().spellings):
                put(made, name, at)
            self._by_spelling = made
        return self._by_spelling

    def _first_words(self) -> Mapping[str, At]:
        if not self._by_first_word:
            made: dict[str, At] = {}
            for at, title in enumerate(self._further().titles):
                if title:
                    put(made, title.partition(" ")[0], at)
            self._by_first_word = made
        return self._by_first_word

    def _initials(self) -> Mapping[tuple[str, str, int], list[tuple[int, list[str]]]]:
        if not self._by_initial:
            made: dict[tuple[str, str, int], list[tuple[int, list[str]]]] = {}
            more = self._further()
            for at, (title, kind) in enumerate(zip(more.titles, more.kinds, strict=True)):
                if title:
                    words = title.split()
                    made.setdefault((kind, title[0], len(words)), []).append((at, words))
            self._by_initial = made
        return self._by_initial


def build_index(
    streets: Iterable[S], names: TownNames, aliases: Iterable[tuple[str, str]] = ()
) -> StreetIndex[S]:
    """Index the public places of a town.

    Args:
        streets: every public place once.
        names: of the town, its postcodes and the towns near it.
        aliases: (other spelling, full name of the place) pairs; pairs whose place is not
            in the list are left out.
    """
    listed = tuple(streets)
    index: StreetIndex[S] = StreetIndex(names, listed, keys_of(listed))
    for spelling, means in aliases:
        meant = index.spelled(fold(means))
        if len(meant) == 1 and not index.spelled(fold(spelling)):
            index.aliases[fold(spelling)] = meant[0]
    return index
