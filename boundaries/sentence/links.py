"""Puts together what separators have torn: shared types, descriptions, titles.

Works on the list of items before legs are made; every item stays or is merged, none goes.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ..language.names import Case, fold, number_in
from ..language.word_lists import words, written
from ..model import LegKind, LineRule
from .grammar import JUNCTION_WORDS, RELATIONS
from .items import Item, ItemKind, Mention
from .landmarks import join_parts, name_pairs
from .scanning import visible
from .shared import share_types
from .titles import mark_titles

_OWNED = words("owned_types")
_ON = words("goes_on")
_STREET_ADJECTIVES = frozenset(written("street_adjectives"))
_RUN_ENDS = frozenset({ItemKind.SEPARATOR, ItemKind.NOTE})
_MERGED_KINDS = frozenset({LegKind.WATER, LegKind.RAILWAY, LegKind.PATH, LegKind.BORDER})
_ARTICLE_THEN = re.compile(r"\s+")


def link(text: str, items: list[Item]) -> list[Item]:
    """Return the items with descriptions, shared types and long names put together."""
    placed = name_pairs(text, join_parts(text, _describe(text, items)))
    named = share_types(text, _join_long_names(text, placed))
    return mark_titles(text, _open_lists(named))


def phrase(text: str, start: int, end: int) -> str:
    """Return a stretch of the sentence with its blanks made single."""
    return _ARTICLE_THEN.sub(" ", visible(text[start:end])).strip()


# -- descriptions -------------------------------------------------------------------------


def _describe(text: str, items: list[Item]) -> list[Item]:
    """Let "északnak futó sétány" take in the names that it is described by."""
    done: list[Item] = []
    for item in items:
        mention = item.mention
        if mention is not None and mention.towards is not None:
            done.append(_side_towards(text, done, item, mention))
        elif mention is not None and mention.descriptive:
            done.append(_absorb(text, done, item, mention))
        elif mention is not None and _continues(done, item, mention):
            done.append(_merge(text, done.pop(), item, mention))
        else:
            done.append(item)
    return done


def _side_towards(text: str, done: list[Item], item: Item, mention: Mention) -> Item:
    """Read "Bartók Béla út Gellért tér felőli oldala": one street, and which side of it.

    With nothing before it there is no street, and the words stay unread.
    """
    place = len(done) - 1
    while place >= 0 and done[place].kind is ItemKind.ARTICLE:
        place -= 1
    street = done[place].mention if place >= 0 else None
    if street is None or street.rule is not None:
        return Item(ItemKind.LOOSE, item.start, item.end, item.words)
    first = done[place]
    del done[place:]
    side = phrase(text, item.start, item.end)
    sided = replace(street, rule=LineRule.COMPASS_SIDE, side=side, case=mention.case)
    return Item(ItemKind.MENTION, first.start, item.end, first.words, sided)


def _absorb(text: str, done: list[Item], item: Item, mention: Mention) -> Item:
    wanted = 2 if any(unit.key in RELATIONS for unit in item.words) else 1
    taken: list[Item] = []
    while done and wanted:
        last = done[-1]
        if last.mention is not None and last.mention.descriptive:
            break
        crosses = last.kind is ItemKind.CONJUNCTION or last.mark == "dash"
        if last.kind in _RUN_ENDS | {ItemKind.CONJUNCTION} and not (
            crosses and _paired(done, taken)
        ):
            break
        wanted = 2 if last.kind is ItemKind.JUNCTION else wanted
        wanted -= last.kind is ItemKind.MENTION
        taken.append(done.pop())
    while taken and taken[-1].kind is ItemKind.ARTICLE:
        done.append(taken.pop())
    return _merge(text, taken[-1] if taken else item, item, mention)


def _paired(done: list[Item], taken: list[Item]) -> bool:
    """True where a second name may stand before the conjunction or dash.

    Over a dash only where an article opens the pair and none stands inside it:
    "a Fővám tér - Kálvin tér térségére vonatkozó határ".
    """
    if not any(item.kind is ItemKind.MENTION for item in taken) or len(done) < 2:  # noqa: PLR2004
        return False
    if done[-1].kind is ItemKind.CONJUNCTION:
        return done[-2].kind is ItemKind.MENTION
    opened = len(done) > 2 and done[-3].kind is ItemKind.ARTICLE  # noqa: PLR2004
    return done[-2].kind is ItemKind.MENTION and opened and taken[-1].kind is ItemKind.MENTION


def _continues(done: list[Item], item: Item, mention: Mention) -> bool:
    """True for the second half of "Rákos-patak árapasztó meder"."""
    if not done or mention.kind not in _MERGED_KINDS or mention.case is Case.ADJECTIVE:
        return False
    last = done[-1].mention
    if last is None or last.kind is not mention.kind or last.case is not Case.NOMINATIVE:
        return False
    return item.words[0].word[:1].islower() and last.rule is None


def _merge(text: str, first: Item, item: Item, mention: Mention) -> Item:
    kind = mention.kind
    if mention.descriptive and kind in {LegKind.STREET, LegKind.SQUARE}:
        kind = LegKind.PATH
    front = phrase(text, first.start, item.start) if first is not item else ""
    if first.mention is not None and first is not item and not mention.descriptive:
        front = first.mention.name
    name = (
        f"{front} {mention.name[:1].lower()}{mention.name[1:]}".strip() if front else mention.name
    )
    if mention.descriptive and not front:
        name = phrase(text, item.start, item.end) if mention.rule is None else mention.name
    merged = replace(mention, kind=kind, name=name, type=None, descriptive=True)
    return Item(ItemKind.MENTION, first.start, item.end, (*first.words, *item.words), merged)


# -- lists that one ending closes ------------------------------------------------------------


def _open_lists(items: list[Item]) -> list[Item]:
    """Read "egészen a Kert utca–Malom utcáig" as two names; the ending belongs to the list."""
    for place, item in enumerate(items):
        if item.words and any(unit.key in _ON for unit in item.words):
            _open_list(items, place + 1, after=place > 0 and _closes_between(items[:place]))
    return items


def _closes_between(items: list[Item]) -> bool:
    """True behind "közötti területet,": a limit there belongs to no single street."""
    last = [item for item in items if item.kind is not ItemKind.SEPARATOR][-2:]
    return any(item.kind is ItemKind.BETWEEN for item in last)


def _open_list(items: list[Item], start: int, *, after: bool) -> None:
    names = 0
    for item in items[start:]:
        mention = item.mention
        if mention is None:
            mark = item.kind in {ItemKind.ARTICLE, ItemKind.CONJUNCTION} or item.mark == "dash"
            if not mark:
                return
        elif mention.case is Case.NOMINATIVE:
            names += 1
        else:
            if mention.case is Case.TO and (names or after):
                mention.case = item.case = Case.NOMINATIVE
            return


# -- long names ---------------------------------------------------------------------------


def _join_long_names(text: str, items: list[Item]) -> list[Item]:
    """Join "Budapest – Cegléd – Szolnok vasútvonal" and "Érd, Diósd és Budaörs határa"."""
    done: list[Item] = []
    for item in items:
        mention = item.mention
        if mention is not None and _of_two(done, mention):
            taken = done[-2:] if done[-1].kind is ItemKind.CONJUNCTION else done[-3:]
            del done[-len(taken) :]
            name = f"{phrase(text, taken[0].start, item.start)} {mention.name}"
            named = replace(mention, name=name)
            item = Item(ItemKind.MENTION, taken[0].start, item.end, item.words, named)  # noqa: PLW2901
        elif mention is not None and _met(done, mention):
            item = _join_back(text, done, item, mention, "dash")  # noqa: PLW2901
        elif mention is not None and mention.kind in {LegKind.RAILWAY, LegKind.BORDER}:
            joint = "dash" if mention.kind is LegKind.RAILWAY else "es"
            item = _join_back(text, done, item, mention, joint)  # noqa: PLW2901
        elif mention is not None and _goes_with(done, item, mention):
            done.pop()
            first = done.pop()
            name = f"{phrase(text, first.start, item.start)} {item.words[0].word} "
            name += mention.name.split(maxsplit=1)[-1]
            named = replace(mention, name=name)
            item = Item(ItemKind.MENTION, first.start, item.end, item.words, named)  # noqa: PLW2901
        done.append(item)
    return done


def _of_two(done: list[Item], mention: Mention) -> bool:
    """True for the last of "az M0 és az M5 csomópontja": one place, where two roads meet."""
    before = done[:-1] if done and done[-1].kind is ItemKind.ARTICLE else done
    if mention.kind is not LegKind.POINT or len(before) < 2:  # noqa: PLR2004
        return False
    road = before[-2].mention
    joined = before[-1].kind is ItemKind.CONJUNCTION and len(mention.name.split()) > 1
    return joined and road is not None and road.kind is LegKind.ROAD and _numbered(mention)


def _numbered(mention: Mention) -> bool:
    return number_in(mention.name) is not None and fold(mention.name.split()[-1]) in JUNCTION_WORDS


def _met(done: list[Item], mention: Mention) -> bool:
    """True for the second half of "Váci – Malom utcai körforgalom": where two streets meet."""
    words = mention.name.split()
    adjective = len(words) > 1 and words[-2] in _STREET_ADJECTIVES
    first = done[-2].words if len(done) > 1 else ()
    shared = len(first) == 1 and first[0].is_capital and first[0].key.endswith("i")
    return mention.kind is LegKind.POINT and adjective and shared


def _goes_with(done: list[Item], item: Item, mention: Mention) -> bool:
    """True for the second half of "Radetzky – huszárok útja": no name begins in lower case."""
    owned = item.words[-1].key in _OWNED and len(item.words) > 1
    lower = mention.type is not None and not item.words[0].is_capital
    dashed = len(done) > 1 and done[-1].mark == "dash" and _place_name(done[-2])
    return owned and lower and dashed


def _join_back(text: str, done: list[Item], item: Item, mention: Mention, joint: str) -> Item:
    named = item.words[0].is_capital and len(item.words) > 1 and number_in(mention.name) is None
    first = item
    while named and len(done) > 1 and done[-1].mark == joint and _place_name(done[-2]):
        done.pop()
        first = done.pop()
        if mention.kind is LegKind.BORDER:
            joint = "comma"  # only the last of several is joined by "és"
    if first is item:
        return item
    name = f"{phrase(text, first.start, item.start)} {mention.name}"
    return Item(
        ItemKind.MENTION,
        first.start,
        item.end,
        item.words,
        replace(mention, name=name),
    )


def _place_name(item: Item) -> bool:
    words = item.words
    numbered = words[0].is_number and words[-1].is_capital
    return item.kind is ItemKind.LOOSE and (numbered or all(unit.is_capital for unit in words))
