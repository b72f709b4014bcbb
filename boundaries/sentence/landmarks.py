"""Reads limits that no noun of kind ends: "a Fenyves vendéglőig", "a Fő tér szökőkútjáig"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..language.names import Case, fold, is_roman, ruled_forms
from ..language.word_lists import words
from ..model import LegKind
from .around import LIMITS
from .grammar import CONJUNCTIONS, JUNCTION_WORDS, NOT_TO, is_frame
from .items import Item, ItemKind, Mention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .tokens import Unit

_ENDINGS = ("ig", "tol")
_CHAINAGE = "szelvénye"
"""A kilometre of the road itself."""
BARE_BETWEEN = words("bare_between")
_OWN_ENDS = words("own_ends")
_CROSSINGS = words("crossings")
_STREET_ADJECTIVES = words("street_adjectives")
_THINGS = words("possessed_things")
"""What a street is walked to by itself: "a Fő utca végéig" is a leg, not the limit of another."""


def landmark_limit(words: Sequence[Unit]) -> tuple[str, Case] | None:
    """Read "Fenyves vendéglőig": a name and an everyday noun with an ending that says to or from.

    Returns:
        The last word in the nominative and its case; None for other words.
    """
    first, last = words[0], words[-1]
    if len(words) == 1 or not first.is_capital or is_roman(first.word):
        return None
    if is_frame(first.word) or last.suffix:
        return None
    return _limited(last)


def street_met(name: str) -> str | None:
    """Return the street of "Damjanich utcai kereszteződés"; None for another place.

    >>> street_met("Damjanich utcai kereszteződés"), street_met("Váci – Malom utcai csomópont")
    ('Damjanich utca', None)
    """
    *front, adjective, noun = name.split() if len(name.split()) > 2 else ("", "", "")  # noqa: PLR2004
    met = fold(noun) in JUNCTION_WORDS | _CROSSINGS and fold(adjective) in _STREET_ADJECTIVES
    alone = not any(word in {"–", "-"} or fold(word) in CONJUNCTIONS for word in front)
    return " ".join([*front, adjective.removesuffix("i")]) if met and alone else None


def limits_apart(words: tuple[Unit, ...], *, owned: bool) -> list[tuple[Unit, ...]]:
    """Part "Fenyves vendéglőig" from what is only said behind it: "… tilos megállni".

    Args:
        words: Words that no noun of kind ended.
        owned: Whether a name stands right before them, which "bejáratáig" may belong to.
    """
    for place in range(len(words) - 1):
        front = words[: place + 1]
        alone = owned and all(not u.is_capital or is_roman(u.word) for u in front)
        if landmark_limit(front) or (alone and _limited(front[-1])):
            return [front, words[place + 1 :]]
    return [words] if words else []


def _limited(last: Unit) -> tuple[str, Case] | None:
    if not last.word.islower() or last.key in NOT_TO or is_frame(last.word):
        return None
    if not last.key.endswith(_ENDINGS):
        return None
    forms = (form for form in ruled_forms(last.word) if form.case in LIMITS)
    return next(((form.base, form.case) for form in forms), None)


def join_parts(text: str, items: Sequence[Item]) -> list[Item]:
    """Join "Fő tér" and "szökőkútjáig", "Ligeti temető" and "II. kapuja".

    What belongs to the name before it is no thing by itself, and by itself the name would be a
    leg that the text does not draw.
    """
    done: list[Item] = []
    for item in items:
        part = _part(item)
        owner = done[-1].mention if done else None
        if part is not None and owner is not None and _bare(owner):
            kind, base, case = part
            first = done.pop()
            front = " ".join(text[first.start : item.words[-1].start].split())
            mention = Mention(kind, f"{front} {base}", None, case)
            words = (*first.words, *item.words)
            whole = Item(ItemKind.MENTION, first.start, item.end, words, mention)
            whole.case = case
            done.append(whole)
        else:
            done.append(item)
    return done


def _part(item: Item) -> tuple[LegKind, str, Case] | None:
    """Read "II. bejáratáig", "körforgalmától", "3. kapuja": its kind, its noun and its case."""
    if item.kind not in {ItemKind.LOOSE, ItemKind.MENTION}:
        return None
    counted = item.words[:-1]
    if not all(unit.is_number or is_roman(unit.word) or unit.word.islower() for unit in counted):
        return None
    mention = item.mention
    if mention is None:
        limit = _limited(item.words[-1])
        known = limit is not None and fold(limit[0]) not in _OWN_ENDS
        found = (LegKind.OTHER, *limit) if limit is not None and known else None
    elif _possessed(mention, item.words[-1]):
        found = (mention.kind, mention.name.split()[-1], mention.case)
    else:
        found = None
    own = found is not None and found[1].endswith(_CHAINAGE)
    return found if found is not None and not own and found[1].endswith(("a", "e")) else None


def _possessed(mention: Mention, last: Unit) -> bool:
    """True for "szökőkútja", "kerítése" in small letters: of the thing before them."""
    thing = mention.kind is LegKind.OTHER and fold(mention.name.split()[-1]) in _THINGS
    return (mention.kind is LegKind.POINT or thing) and last.word.islower()


def _bare(mention: Mention) -> bool:
    named = mention.case is Case.NOMINATIVE and not mention.plural
    return named and mention.rule is None and mention.numbered is None


def name_pairs(text: str, items: Sequence[Item]) -> list[Item]:
    """Name both ends of "A utca és a Kossuth téri mélygarázs közötti szakasza".

    Only behind a street that the section is of: what stands there can be nothing but its ends.
    """
    done = list(items)
    for place in range(len(done) - 1, -1, -1):
        item = done[place]
        if item.kind is ItemKind.BETWEEN and (item.section or item.mark in BARE_BETWEEN):
            _name_pair(text, done, place)
    return done


def _name_pair(text: str, items: list[Item], place: int) -> None:
    last = _end_at(text, items, place - 1)
    if last is None:
        return
    at = last[0] - 1
    at -= at >= 0 and items[at].kind is ItemKind.ARTICLE
    joined = at > 0 and (items[at].kind is ItemKind.CONJUNCTION or items[at].mark == "dash")
    first = _end_at(text, items, at - 1) if joined else None
    if first is None:
        return
    owner = first[0] - 1
    owner -= owner >= 0 and items[owner].kind is ItemKind.ARTICLE
    apart = owner > 0 and items[owner].mark == "comma" and not items[place].section
    street = items[owner - apart].mention if owner >= 0 else None
    if street is None or (apart and street.case is not Case.ALONG):
        return
    for start, end, name in (last, first):
        if name is not None:
            words = tuple(unit for item in items[start : end + 1] for unit in item.words)
            mention = Mention(LegKind.OTHER, name, None, Case.NOMINATIVE)
            whole = Item(ItemKind.MENTION, items[start].start, items[end].end, words, mention)
            items[start : end + 1] = [whole]


def _end_at(text: str, items: Sequence[Item], at: int) -> tuple[int, int, str | None] | None:
    """Return the items that name one end, and its name where they are to be put together."""
    if at < 0:
        return None
    item = items[at]
    if item.mention is not None:
        return (at, at, None) if item.mention.case is Case.NOMINATIVE else None
    if item.kind is not ItemKind.LOOSE or any(is_frame(unit.word) for unit in item.words):
        return None
    start = at
    before = items[at - 1].mention if at else None
    if before is not None and _bare(before):
        start = at - 1
    elif not item.words[0].is_capital:
        return None
    return start, at, " ".join(text[items[start].start : item.end].split())
