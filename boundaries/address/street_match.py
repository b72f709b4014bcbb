"""From a parsed address to the public places that it can mean.

Exact after normalisation, type-aware, then other names of the place, then names cut to initials,
then close spellings. A close spelling is taken only where it can mean nothing else
(`close_spelling`); otherwise it is a candidate for a person to choose from.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic

from ..language.close_spelling import Spelled, is_numeral, the_only_plausible
from ..language.house_numbers import HouseNumber
from ..language.lost_accents import has_lost_accents
from ..language.names import case_forms, fold, initials_match, type_of
from .addresses import ParsedAddress
from .cut_names import cut_streets
from .street_index import S
from .street_keys import title_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .street_index import StreetIndex
    from .street_keys import Named

MOST_CANDIDATES = 5
LIKELY = 0.95
"""Likeness of a street of the name with another type, or of a name that is cut or parted."""
FARMS = frozenset({"tanya", "tanyák", "puszta", "dűlő", "major", "szállás", "szőlő", "hegy"})
"""Types, beside names without one, whose numbers run into the thousands."""


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
    found = _flat(index.typed(key, kind) for kind in parsed.types)
    if found:
        every = _joined(found, cut_streets(parsed, index))
        if len(every) > len(found):
            return StreetMatch(homonyms=_scored(every))
        return _unless_accents_are_lost(_settle(found, name, "exact"), found, parsed, index)
    for kind in parsed.types:
        meant = index.aliases.get(f"{key} {fold(kind)}")
        if meant is not None:
            return StreetMatch(meant, how="alias")
    return _settle(_by_initials(parsed, index), name, "initials")


def _find_untyped(
    name: str, key: str, parsed: ParsedAddress, index: StreetIndex[S]
) -> StreetMatch[S] | None:
    """Without a type every street of the name fits, and every longer name that begins so."""
    called = index.called(key)
    every = _joined(called, cut_streets(parsed, index))
    if len(every) > len(called):
        return StreetMatch(close=_scored(every, LIKELY))
    for spelled in _nominatives(name, key, index):
        same = index.called(spelled)
        if len(same) == 1 and has_no_type(same[0]):
            return StreetMatch(same[0], how="exact")
        return _settle([*same, *_longer(spelled, index)], name, "without_type")
    initials = _by_initials(parsed, index)
    return StreetMatch(homonyms=_scored(initials)) if initials else None


def _nominatives(name: str, key: str, index: StreetIndex[S]) -> list[str]:
    """Return the folded name, or what it is without a case ending, as far as the list has it."""
    if index.is_called(key):
        return [key]
    *front, last = name.split()
    bases = (fold(" ".join([*front, form.base])) for form in case_forms(last))
    return [base for base in dict.fromkeys(bases) if index.is_called(base)]


def _longer(key: str, index: StreetIndex[S]) -> list[S]:
    """Return the streets whose name begins with these words and goes on."""
    same_start = index.beginning(key.split(maxsplit=1)[0])
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
    for kind in parsed.types or tuple(index.kinds()):
        written = f"{parsed.name} {kind}"
        found += [
            street
            for street, theirs in index.initialled(kind, key[0], len(words))
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
        found = index.spelled(only.name)
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
    return [(street, item.score) for item in ranked for street in index.spelled(item.name)]


def _same_words(parsed: ParsedAddress, key: str, index: StreetIndex[S]) -> list[tuple[S, float]]:
    """Return the streets of this name with another type, or with more or fewer words."""
    found = [(street, LIKELY) for street in (*index.called(key), *cut_streets(parsed, index))]
    words = key.split()
    for cut in range(1, len(words)):  # "Kovács Anna Fő utca": the first words may be no part of it
        tail = " ".join(words[cut:])
        for kind in parsed.types:
            found += [(street, 0.9) for street in index.typed(tail, kind)]
    if len(words) == 2:  # noqa: PLR2004 - a given name before the family's
        turned = " ".join(reversed(words))
        found += [(street, LIKELY) for kind in parsed.types for street in index.typed(turned, kind)]
    return found + [(street, 0.9) for street in _longer(key, index)]


def _scored(found: Sequence[S], score: float = 1.0) -> tuple[Scored[S], ...]:
    ordered = sorted(found, key=lambda street: street.full_name)
    return tuple(Scored(street, score) for street in ordered)


def _joined(found: Iterable[S], more: Iterable[S]) -> list[S]:
    """Return streets of two lists, each once; a street is one object."""
    return list({id(street): street for street in (*found, *more)}.values())


def _flat(groups: Iterable[Iterable[S]]) -> list[S]:
    return [street for group in groups for street in group]
