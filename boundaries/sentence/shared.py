"""Gives names in a list the type that they share: "a Petőfi, a Duna és a Rózsa utca".

A river, or a noun that could be a name ("Temető", "Vasút"), takes the type as well where the list
leaves types out; what it means by itself is kept as the other reading and shown.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..language.names import Case, fold
from ..language.word_lists import words, written
from ..model import Alternative, LegKind
from .grammar import BETWEEN, TITLE_MARKERS, is_frame
from .items import Item, ItemKind, Mention
from .lexicon import water_case
from .naming import capitalised, spelled
from .titles import in_a_town, is_town

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_SHARING = frozenset({LegKind.STREET, LegKind.SQUARE, LegKind.ROAD, LegKind.PATH})
_LONGEST_SHARED = 4
_STREETLIKE = frozenset(written("small_street_types"))
"""Types that no river stands beside: "a Duna és a Váci út" is a river and a road."""
_QUARTERS = tuple(words("quarter_endings"))
"""Endings of a quarter's name, which before a comma takes no type."""
_NEVER = words("never_typed")
"""Places that every reader knows without a type."""
_RANKS = words("ranks")
"""Words in lower case that a street's name may end in: "Ond vezér", "István király"."""
_ENOUGH = 2
_HANGING = frozenset("-‐‑–")


@dataclass(slots=True)
class _Run:
    """The names before a typed one, right to left, up to the first that has its own type."""

    owner: Mention
    names: list[int] = field(default_factory=list)
    """Places of loose names and of names that could be taken for something by themselves."""
    loose: set[int] = field(default_factory=set)
    joined: set[int] = field(default_factory=set)
    """Those of them that a conjunction follows somewhere before the owner."""
    marks: set[str] = field(default_factory=set)
    opens: bool = False
    """True where nothing with a type of its own stands before the run."""


def share_types(text: str, items: list[Item]) -> list[Item]:
    """Return the items, each typeless name of a list with the type of the next that has one."""
    place = len(items) - 1
    while place >= 0:
        owner = items[place].mention
        if owner is not None and _owns(owner):
            run = _run_before(text, items, place, owner)
            _share(text, items, place, run)
            place = min([place, *run.names])
        place -= 1
    return items


def _owns(mention: Mention) -> bool:
    """True for what others may take a type from."""
    typed = mention.type is not None or mention.kind is LegKind.ROAD
    shares = mention.kind is LegKind.PARCEL_EDGE or (mention.kind in _SHARING and typed)
    return shares and not mention.descriptive


def _run_before(text: str, items: list[Item], place: int, owner: Mention) -> _Run:
    run = _Run(owner)
    joined, separated = False, False
    at = place - 1
    while at >= 0:
        item = items[at]
        if item.kind is ItemKind.CONJUNCTION:
            joined = separated = True
        elif item.kind is ItemKind.SEPARATOR and item.mark in {"comma", "dash"}:
            separated = True
            run.marks.add(item.mark)
        elif item.kind is ItemKind.NOTE or item.kind is ItemKind.ARTICLE:
            pass
        elif separated and _could_share(text, item, owner, articled=_articled(items, at)):
            run.names.append(at)
            run.loose |= {at} if item.kind is ItemKind.LOOSE or _derived(item) else set()
            run.joined |= {at} if joined else set()
            separated = False
        else:
            break
        at -= 1
    run.opens = at < 0 or items[at].kind is not ItemKind.MENTION
    return run


def _articled(items: Sequence[Item], at: int) -> bool:
    """True for "a Csalán": no settlement's name has an article ("Csalán" is "in Csala" too)."""
    return at > 0 and items[at - 1].kind is ItemKind.ARTICLE


def _derived(item: Item) -> bool:
    """True for "Balatoni": called after a water, and no water itself."""
    return item.mention is not None and item.mention.case is Case.ADJECTIVE


def _could_share(text: str, item: Item, owner: Mention, *, articled: bool) -> bool:
    words = item.words
    if owner.kind is LegKind.PARCEL_EDGE:
        return item.kind is ItemKind.LOOSE and len(words) == 1 and words[0].is_number
    if item.kind is ItemKind.LOOSE:
        started = words[0].is_capital or words[0].is_number
        lower = words[-1].word.islower() and words[-1].key not in _RANKS
        told = lower and (is_frame(words[-1].word) or len(words) > 1)
        quarter = fold(words[0].word).endswith(("ban", "ben"))  # "a Széchenyivárosban"
        inside = len(words) == 1 and (quarter or not articled) and in_a_town(words[0])
        if len(words) > _LONGEST_SHARED or not started or told or inside:
            return False
        name = len(words) == 1 and words[0].is_capital and not words[0].word.isupper()
        return name or not any(unit.key in TITLE_MARKERS for unit in words)
    return item.kind is ItemKind.MENTION and _elliptic(text, item)


def _elliptic(text: str, item: Item) -> bool:
    """True for "Duna", "Temető": a name alone that may lack its type, written as a name."""
    mention = item.mention
    if mention is None or mention.type is not None or mention.kind is LegKind.PARCEL_EDGE:
        return False
    if mention.case not in {Case.NOMINATIVE, Case.ADJECTIVE}:
        return False
    if mention.rule is not None or mention.descriptive:
        return False
    if (
        fold(mention.name) in _NEVER
        or len(item.words) > _ENOUGH
        or mention.limits is not None
        or mention.numbered is not None
    ):
        return False
    written = text[item.start : item.end]
    named = all(unit.is_capital for unit in item.words) and not item.words[-1].is_road
    return named and not item.words[-1].is_number and "-" not in written


def _share(text: str, items: list[Item], place: int, run: _Run) -> None:
    if not run.names:
        return
    at_end = len(items)
    taking = [
        at for at in run.names if _suspended(text, items[at]) or _takes(items, place, run, at)
    ]
    nearest = run.names[0]
    if nearest in run.loose and nearest not in taking and _in_a_chain(items, nearest, place):
        taking.append(nearest)
        run.owner.joined = " ".join(text[items[nearest].start : items[place].end].split())
    first = min(run.loose, default=at_end)
    for at in taking:
        doubtful = at < first and _stands_alone(items[at])
        alone = at in run.loose and _may_be_place(items, at, run)
        together = at in run.joined or run.owner.plural
        items[at] = _shared(
            text, items[at], run.owner, doubtful=doubtful, place=alone, joined=together
        )
    _show_others(text, items, place, run, set(taking))
    if nearest in run.joined - run.loose - set(taking):
        one_article = _articled(items, nearest) and not _articled(items, place)
        _show_other(text, items[nearest], run.owner, any_type=one_article)


def _suspended(text: str, item: Item) -> bool:
    """True for "Duna-" of "a Duna-, a Tisza- és a Dráva utca": the type is left out."""
    return text[item.end : item.end + 1] in _HANGING and text[item.end + 1 : item.end + 2] in " ,"


def _in_a_chain(items: Sequence[Item], at: int, place: int) -> bool:
    """True for "Valdemar" in "– Valdemar és Nina Langlet rakpart –": one street, or two."""
    between = [item.kind for item in items[at + 1 : place]]
    chained = at > 0 and items[at - 1].mark == "dash"
    return chained and between in ([ItemKind.CONJUNCTION], [ItemKind.CONJUNCTION, ItemKind.ARTICLE])


def _show_others(
    text: str, items: list[Item], place: int, run: _Run, taking: Collection[int]
) -> None:
    """Show what names that keep their own kind would be with the type behind them."""
    for at in run.loose.difference(taking):
        tight = run.marks == {"dash"} and not run.joined and _tight(items[at - 1 : place + 1])
        if tight and not run.opens:
            items[at] = _open_name(text, items[at], run.owner)
        elif run.owner.type in _STREETLIKE:
            items[at].hint = _typed(text, items[at], run.owner)
    if run.opens and run.owner.type in _STREETLIKE:
        for at in set(run.names).difference(run.loose, run.joined, taking):
            if _bare_list(items, place, at, run):
                _show_other(text, items[at], run.owner, doubtful=True)


def _bare_list(items: Sequence[Item], place: int, at: int, run: _Run) -> bool:
    """True for the first of "Temető, Patak, Vasút utca", "Duna, Tisza utca": streets as likely.

    One article may stand before all of them: "a Duna, Tisza utca".
    """
    if (_articled(items, at) and _articled(items, place)) or run.loose:
        return False
    several = len(run.names) > 1 and all(map(_may_be_name, (items[one] for one in run.names)))
    return run.marks == {"comma"} or (run.marks == {"dash"} and several)


def _may_be_name(item: Item) -> bool:
    return _lone_noun(item) or _is_river(item)


def _show_other(
    text: str, item: Item, owner: Mention, *, doubtful: bool = False, any_type: bool = False
) -> None:
    """Show the street that "a Duna és a Rózsa utca" may name beside the river."""
    shares = owner.type in _STREETLIKE or (any_type and owner.type is not None)
    if item.mention is not None and shares:
        item.mention.other, item.mention.kept = _typed(text, item, owner), True
        item.mention.doubtful = doubtful


def _typed(text: str, item: Item, owner: Mention) -> Alternative:
    """Return the name with the type that a list may share with it."""
    typed = capitalised(f"{spelled(text, item.words)} {owner.type}", owner.kind)
    return Alternative("", typed, owner.kind)


def _open_name(text: str, item: Item, owner: Mention) -> Item:
    """Keep the name of "Fő sor–Béke–Kert út", and say that it may lack the type behind it."""
    mention = Mention(LegKind.OTHER, spelled(text, item.words), None, Case.NOMINATIVE)
    mention.other, mention.kept = _typed(text, item, owner), True
    mention.doubtful = True
    return Item(ItemKind.MENTION, item.start, item.end, item.words, mention)


def _takes(items: list[Item], place: int, run: _Run, at: int) -> bool:
    """Tell whether a name of the run takes the owner's type."""
    owner = run.owner
    if owner.kind is LegKind.PARCEL_EDGE:
        return True
    together = owner.plural or at in run.joined
    if at not in run.loose:
        listed = together or (bool(run.loose) and _without_conjunction(items, place, run, at))
        return listed and _meant_as_name(items, place, run, at)
    if together and (owner.plural or "dash" not in run.marks):
        return True
    return _without_conjunction(items, place, run, at)


def _without_conjunction(items: list[Item], place: int, run: _Run, at: int) -> bool:
    """Read "Rózsa – Béke – Kert utca" and "Jázmin, Boróka utca – Nefelejcs utca"."""
    if not run.opens:
        return False
    if "dash" in run.marks and _tight(items[min(run.names) : place + 1]):
        return len(run.names) >= _ENOUGH
    if "dash" in run.marks:
        ends = place + 1 == len(items) or items[place + 1].mark != "dash"
        return ends and len(run.names) >= _ENOUGH and run.marks == {"dash"}
    last = items[at].words[-1]
    named = not at or items[at - 1].kind is not ItemKind.ARTICLE
    return not (named and is_town(items[at])) and not last.key.endswith(_QUARTERS)


def _tight(items: list[Item]) -> bool:
    """True for "Rózsa–Béke–Kert utca", written without a gap."""
    return all(one.end == other.start for one, other in itertools.pairwise(items))


def _meant_as_name(items: list[Item], place: int, run: _Run, at: int) -> bool:
    """Tell the street in "a Petőfi, a Duna és a Rózsa utca" from a river among streets."""
    owner = run.owner
    if run.loose or owner.plural:
        return True
    shouted = all(unit.word.isupper() for unit in items[place].words)
    if _lone_noun(items[at]) and not shouted:
        return True
    if shouted or not run.opens or len(run.names) > 1:
        return False
    closing = items[place + 1] if place + 1 < len(items) else None
    between = closing is not None and closing.words and closing.words[0].key in BETWEEN
    return owner.type in _STREETLIKE and not between and _is_river(items[at])


def _lone_noun(item: Item) -> bool:
    """True for "Temető", "Vasút", "Tűzoltó": a noun that is the whole name, or of no kind."""
    mention = item.mention
    if mention is None or len(item.words) > 1:
        return False
    return fold(mention.name) in _LONE or mention.kind is LegKind.OTHER


def _is_place(item: Item) -> bool:
    """True for "Lánchíd", "Piactér", which streets are seldom called after."""
    return item.mention is not None and item.mention.kind in {LegKind.STREET, LegKind.SQUARE}


_LONE = words("lone_nouns")


def _is_river(item: Item) -> bool:
    """True for "Duna", "Eger": a name with no noun of kind in it; False for "Halastó"."""
    return any(water_case(unit.word) is not None for unit in item.words)


def _is_water(item: Item) -> bool:
    return item.mention is not None and item.mention.kind is LegKind.WATER


def _stands_alone(item: Item) -> bool:
    """True for a river or a bridge, which may well be meant itself."""
    return (_is_water(item) or _is_place(item)) and not _lone_noun(item)


def _may_be_place(items: Sequence[Item], at: int, run: _Run) -> bool:
    """True for the first word of "Petőfi, Kossuth utca – …": a street, or where the ring lies."""
    first = all(item.kind is ItemKind.FRAME for item in items[:at])
    comma = at + 1 < len(items) and items[at + 1].mark == "comma"
    named = not any(char.isdigit() for unit in items[at].words for char in unit.word)
    return named and first and comma and len(run.names) == 1 and not run.owner.plural


def _shared(
    text: str, item: Item, owner: Mention, *, doubtful: bool, place: bool, joined: bool
) -> Item:
    name = spelled(text, item.words)
    if owner.kind is LegKind.PARCEL_EDGE:
        tail = owner.name.split(maxsplit=1)[-1]
        named = Mention(
            owner.kind, f"{name} {tail}", None, Case.NOMINATIVE, parcel=item.words[0].word
        )
        named.rule = owner.rule
        return Item(ItemKind.MENTION, item.start, item.end, item.words, named)
    ending = (owner.numbered or owner.name).split()[-1]
    whole = capitalised(f"{name} {ending}", owner.kind)
    named = Mention(owner.kind, whole, owner.type, Case.NOMINATIVE, place=place)
    if joined:  # "a Petőfi és a Béke utca páratlan oldala"
        named.rule, named.side = owner.rule, owner.side
    if item.mention is not None:
        named.other = Alternative("", item.mention.name, item.mention.kind)
        named.doubtful = doubtful
    return Item(ItemKind.MENTION, item.start, item.end, item.words, named)
