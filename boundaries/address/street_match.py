"""From a parsed address to the public places that it can mean.

Exact after normalisation, type-aware, then other names of the place, then names cut to initials,
then close spellings. A close spelling is taken only where it can mean nothing else
(`close_spelling`); otherwise it is a candidate for a person to choose from.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from ..language.close_spelling import CloseNames, Spelled, is_numeral, the_only_plausible
from ..language.house_numbers import HouseNumber
from ..language.lost_accents import has_lost_accents
from ..language.names import case_forms, fold, initials_match, split_type, type_of
from .addresses import ParsedAddress
from .capital import district_of_town
from .own_town import own_town
from .regular import RegularReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .own_town import OwnTown

MOST_CANDIDATES = 5
FARMS = frozenset({"tanya", "tanyák", "puszta", "dűlő", "major", "szállás", "szőlő", "hegy"})
"""Types, beside names without one, whose numbers run into the thousands."""


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


S = TypeVar("S", bound=Named)


@dataclass(frozen=True, slots=True)
class TownNames:
    """What tells a town's own addresses from others."""

    town: str
    postcodes: tuple[str, ...] = ()
    other_towns: tuple[str, ...] = ()
    """Names of settlements near by, recognised without a comma."""


@dataclass(frozen=True, slots=True)
class Scored(Generic[S]):
    """A street that may be meant, and how well the words fit (1.0 = they match)."""

    street: S
    score: float


@dataclass(frozen=True, slots=True)
class StreetMatch(Generic[S]):
    """What the words of a query find in the list."""

    street: S | None = None
    """The street, where only one fits the words."""
    homonyms: tuple[Scored[S], ...] = ()
    """Every street that fits the words as they stand, where several do."""
    close: tuple[Scored[S], ...] = ()
    """Streets of other words that may be meant, best first; only where none fits."""
    likely: S | None = None
    """Of several homonyms the one that is spelled so, where the text may have lost its accents."""
    how: str = ""
    """"exact", "without_accents", "initials", "without_type", "alias" or "close"."""
    score: float = 1.0
    """Likeness of the words, 0 to 1; less than 1 for `how` "close" only."""


@dataclass(slots=True)
class _Further(Generic[S]):
    """Keys that a query without an exact match needs."""

    by_first_word: dict[str, list[S]] = field(default_factory=dict)
    by_initial: dict[tuple[str, str, int], list[tuple[S, list[str]]]] = field(default_factory=dict)
    by_spelling: dict[str, list[S]] = field(default_factory=dict)

    def add(self, street: S, kind: str, name: str) -> None:
        """Put one street under its keys; `name` is its `title_key`."""
        self.by_spelling.setdefault(fold(street.full_name), []).append(street)
        if name:
            words = name.split()
            self.by_first_word.setdefault(words[0], []).append(street)
            self.by_initial.setdefault((kind, name[0], len(words)), []).append((street, words))


@dataclass(slots=True)
class StreetIndex(Generic[S]):
    """The public places of a town under the keys that queries are looked up by."""

    names: TownNames
    by_key: dict[tuple[str, str], list[S]] = field(default_factory=dict)
    """(folded name, canonical type) -> streets; type "" where there is none."""
    by_name: dict[str, list[S]] = field(default_factory=dict)
    aliases: dict[str, S] = field(default_factory=dict)
    """Folded full name of another spelling -> the street it means."""
    own_town: frozenset[str] = frozenset()
    """The folded name of the list's own town."""
    towns: frozenset[str] = frozenset()
    """Folded names of every town the list knows, its own too."""
    district: int | None = None
    """Of the capital, where the town is one."""
    regular: RegularReader[Any] = field(default_factory=RegularReader)
    """How the texts before house numbers were read, for `query.read_query`."""
    _close: CloseNames | None = None
    _added: list[tuple[S, str, str]] = field(default_factory=list)
    """Streets with canonical type and title key."""
    _further: _Further[S] | None = None

    @property
    def by_first_word(self) -> dict[str, list[S]]:
        """First folded word of the name -> streets."""
        return self._more().by_first_word

    @property
    def by_initial(self) -> dict[tuple[str, str, int], list[tuple[S, list[str]]]]:
        """(type, first letter, words) -> streets with their folded words."""
        return self._more().by_initial

    @property
    def by_spelling(self) -> dict[str, list[S]]:
        """Folded full name -> streets."""
        return self._more().by_spelling

    def _more(self) -> _Further[S]:
        """Return the keys that most queries do not need, made when they are first asked for."""
        if self._further is None:
            made: _Further[S] = _Further()
            for street, kind, name in self._added:
                made.add(street, kind, name)
            self._further = made
        return self._further

    @property
    def home(self) -> OwnTown:
        """What belongs to the town by the names of the country; read when it is first asked for."""
        return own_town(self.names.town, self.names.postcodes)

    @property
    def close_names(self) -> CloseNames:
        """The index of close spellings, made when it is first asked for."""
        if self._close is None:
            self._close = CloseNames(self.by_spelling)
        return self._close

    def add(self, street: S) -> None:
        """Put one street under its keys."""
        kind = (type_of(street.type) if street.type else None) or ""
        name = title_key(street.name) if kind else title_key(street.full_name)  # "Zártkert egyéb"
        self._added.append((street, kind, name))
        self._further = None
        if not name:
            return
        self.by_key.setdefault((name, kind), []).append(street)
        self.by_name.setdefault(name, []).append(street)
        if not kind and " " in name:  # a name like "Gödrök köze" without a type of its own
            stem, inner = split_type(street.name)
            if inner:
                self.by_key.setdefault((fold(stem), inner), []).append(street)
        front, _, last = street.type.rpartition(" ")
        if front and (inner := type_of(last)):  # a parser takes "ipari park" for a park
            stem = fold(f"{street.name} {front}")
            self.by_key.setdefault((stem, inner), []).append(street)


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
    index: StreetIndex[S] = StreetIndex(names)
    for street in streets:
        index.add(street)
    for spelling, means in aliases:
        meant = index.by_spelling.get(fold(means), [])
        if len(meant) == 1 and fold(spelling) not in index.by_spelling:
            index.aliases[fold(spelling)] = meant[0]
    index.own_town = frozenset({fold(names.town)})
    index.district = district_of_town(names.town)
    index.towns = frozenset(map(fold, (names.town, *names.other_towns)))
    return index


def has_no_type(street: Named) -> bool:
    """Tell whether a name is complete without a type: Kaposhegy beside Kaposhegy utca."""
    return not street.type or type_of(street.type) is None


def number_before_name(
    parsed: ParsedAddress, match: StreetMatch[S], index: StreetIndex[S]
) -> ParsedAddress:
    """Read four figures before a farm as its number where they are no postcode of the town.

    "5205 Bodakút tanya" is farm 5205 where there is a Bodakút tanya; "7400 Fő utca" stays a
    street of another town, since streets have no such numbers.

    Args:
        parsed: read without knowing the town's postcodes.
        match: what its words find in the list.
        index: of the town's list.
    """
    code = parsed.postcode
    if code is None or code in index.names.postcodes or parsed.number or parsed.po_box:
        return parsed
    street = match.street
    if street is None or not (has_no_type(street) or type_of(street.type) in FARMS):
        return parsed
    if parsed.town is not None and f"{code} {fold(parsed.town)}" in fold(parsed.query):
        return parsed
    return dataclasses.replace(parsed, postcode=None, number=HouseNumber(int(code)))


def find_street(parsed: ParsedAddress, index: StreetIndex[S]) -> StreetMatch[S]:
    """Find the street of a parsed address, close spellings included.

    Args:
        parsed: with a `name`.
        index: of the town's list.
    """
    return find_exact(parsed, index) or find_close(parsed, index)


def find_name(name: str, kind: str, index: StreetIndex[S]) -> StreetMatch[S]:
    """Find the street of a list that another list calls so; see `find_street`.

    Args:
        name: without its type.
        kind: its type, as written; empty where there is none.
        index: of the town's list.
    """
    known = type_of(kind) if kind else None
    whole = name if known or not kind else f"{name} {kind}"
    types = (known,) if known else ()
    asked = ParsedAddress(
        query=f"{name} {kind}".strip(), name=whole, type=known, types=types, type_written=kind
    )
    return find_street(asked, index)


def find_exact(parsed: ParsedAddress, index: StreetIndex[S]) -> StreetMatch[S] | None:
    """Find the street or streets whose words the query has; None where there is none."""
    name = parsed.name or ""
    key = title_key(name)
    if not key:
        return None
    if not parsed.types:
        return _find_untyped(name, key, parsed, index)
    found = _flat(index.by_key.get((key, kind), ()) for kind in parsed.types)
    if found:
        return _unless_accents_are_lost(_settle(found, name, "exact"), found, parsed, index)
    for kind in parsed.types:
        meant = index.aliases.get(f"{key} {fold(kind)}")
        if meant is not None:
            return StreetMatch(meant, how="alias")
    return _settle(_by_initials(parsed, index), name, "initials")


def title_key(name: str) -> str:
    """Return the folded name with its title written out: Szt. Imre utca is Szent Imre utca."""
    key = fold(name)
    if "szt" not in key:
        return key
    return " ".join("szent" if word == "szt" else word for word in key.split())


def _find_untyped(
    name: str, key: str, parsed: ParsedAddress, index: StreetIndex[S]
) -> StreetMatch[S] | None:
    """Without a type every street of the name fits, and every longer name that begins so."""
    for spelled in _nominatives(name, key, index):
        same = index.by_name[spelled]
        if len(same) == 1 and has_no_type(same[0]):
            return StreetMatch(same[0], how="exact")
        return _settle([*same, *_longer(spelled, index)], name, "without_type")
    initials = _by_initials(parsed, index)
    return StreetMatch(homonyms=_scored(initials)) if initials else None


def _nominatives(name: str, key: str, index: StreetIndex[S]) -> list[str]:
    """Return the folded name, or what it is without a case ending, as far as the list has it."""
    if key in index.by_name:
        return [key]
    *front, last = name.split()
    bases = (fold(" ".join([*front, form.base])) for form in case_forms(last))
    return [base for base in dict.fromkeys(bases) if base in index.by_name]


def _longer(key: str, index: StreetIndex[S]) -> list[S]:
    """Return the streets whose name begins with these words and goes on."""
    same_start = index.by_first_word.get(key.split(maxsplit=1)[0], ())
    return [street for street in same_start if fold(street.name).startswith(f"{key} ")]


def _settle(found: Sequence[S], name: str, how: str) -> StreetMatch[S] | None:
    """Take the only street; of several the one that is spelled so, accents and all."""
    if not found:
        return None
    if len(found) == 1:
        plain = _spelling(found[0].name) == _spelling(name)
        return StreetMatch(found[0], how=how if plain or how != "exact" else "without_accents")
    spelled = [street for street in found if _spelling(street.name) == _spelling(name)]
    if len(spelled) == 1 and how == "exact":
        return StreetMatch(spelled[0], how=how)
    return StreetMatch(homonyms=_scored(found))


def _unless_accents_are_lost(
    match: StreetMatch[S] | None, found: Sequence[S], parsed: ParsedAddress, index: StreetIndex[S]
) -> StreetMatch[S] | None:
    """Take back the choice among streets that accents tell apart, in a text that lost its own."""
    if match is None or match.street is None or len(found) == 1:
        return match
    towns = (index.names.town, *index.names.other_towns)
    if not has_lost_accents(parsed.query, parsed.name or "", towns):
        return match
    return StreetMatch(homonyms=_scored(found), likely=match.street)


def _spelling(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().replace(".", "").replace("-", " ")


def _by_initials(parsed: ParsedAddress, index: StreetIndex[S]) -> list[S]:
    """Find names that the query cuts to initials, or that the register itself cuts.

    One word at least must be written out on both sides: "F. utca" means nothing.
    """
    key = fold(parsed.name or "")
    words = key.split()
    if len(words) < 2:  # noqa: PLR2004 - an initial and a word
        return []
    found = []
    for kind in parsed.types or tuple({kind for kind, _, _ in index.by_initial}):
        written = f"{parsed.name} {kind}"
        found += [
            street
            for street, theirs in index.by_initial.get((kind, key[0], len(words)), ())
            if _vouched(words, theirs) and initials_match(written, f"{street.name} {kind}")
        ]
    return found


def _vouched(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Tell whether a word is written out on both sides and no numeral is taken for an initial."""
    same = any(len(word) > 2 or word.isdigit() for word in ours if word in theirs)  # noqa: PLR2004
    cut = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    return same and not any(
        is_numeral(their) or (is_numeral(our) and len(our) >= len(their)) for our, their in cut
    )


def find_close(parsed: ParsedAddress, index: StreetIndex[S]) -> StreetMatch[S]:
    """Find close spellings, other types of the name, and names that hold its words."""
    key = fold(parsed.name or "")
    if not key:
        return StreetMatch()
    ranked = _ranked(parsed, key, index)
    only = the_only_plausible(ranked, parsed.rest, index.close_names.words)
    if only is not None:
        found = index.by_spelling[only.name]
        if len(found) == 1:
            return StreetMatch(found[0], how="close", score=only.score)
    best: dict[int, tuple[float, S]] = {}
    for street, score in (*_same_words(parsed, key, index), *_streets(ranked, index)):
        if score > best.get(id(street), (0.0, street))[0]:
            best[id(street)] = (score, street)
    asked = _spelling(f"{parsed.name} {parsed.type or ''}".strip())
    top = sorted(best.values(), key=lambda pair: (-pair[0], *_unlike(asked, pair[1])))
    return StreetMatch(
        close=tuple(Scored(street, score) for score, street in top[:MOST_CANDIDATES])
    )


def _unlike(asked: str, street: S) -> tuple[int, str]:
    """Put names that are equally near in order, accents and all."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - see spelling.within

    return OSA.distance(asked, _spelling(street.full_name)), street.full_name


def _ranked(parsed: ParsedAddress, key: str, index: StreetIndex[S]) -> list[Spelled]:
    """Return the close spellings of what is written, under each type it can have.

    The type is also taken as written: "Gyulaú t" is more likely a slip in út than a tér.
    """
    kinds = dict.fromkeys(fold(kind) for kind in (*parsed.types, parsed.type_written or ""))
    found: dict[str, Spelled] = {}
    typed = bool(parsed.types)
    for kind in [kind for kind in kinds if kind or not typed]:
        for spelled in index.close_names.near(f"{key} {kind}".strip(), typed=typed):
            best = found.get(spelled.name)
            if best is None or (spelled.slips, -spelled.score) < (best.slips, -best.score):
                found[spelled.name] = spelled
    return sorted(found.values(), key=lambda s: (s.slips, -s.score, s.name))


def _streets(ranked: Iterable[Spelled], index: StreetIndex[S]) -> list[tuple[S, float]]:
    return [(street, item.score) for item in ranked for street in index.by_spelling[item.name]]


def _same_words(parsed: ParsedAddress, key: str, index: StreetIndex[S]) -> list[tuple[S, float]]:
    """Return the streets of this name with another type, or with more or fewer words."""
    found = [(street, 0.95) for street in index.by_name.get(key, ())]
    words = key.split()
    for cut in range(1, len(words)):  # "Kovács Anna Fő utca": the first words may be no part of it
        tail = " ".join(words[cut:])
        for kind in parsed.types:
            found += [(street, 0.9) for street in index.by_key.get((tail, kind), ())]
    return found + [(street, 0.9) for street in _longer(key, index)]


def _scored(found: Sequence[S], score: float = 1.0) -> tuple[Scored[S], ...]:
    ordered = sorted(found, key=lambda street: street.full_name)
    return tuple(Scored(street, score) for street in ordered)


def _flat(groups: Iterable[Iterable[S]]) -> list[S]:
    return [street for group in groups for street in group]
