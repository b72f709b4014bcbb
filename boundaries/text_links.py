"""Puts together what separators have torn: shared types, descriptions, titles.

Works on the list of items before legs are made; every item stays or is merged, none goes.
"""

from __future__ import annotations

import re
from dataclasses import replace

from .model import LegKind, LineRule
from .names import Case, number_in
from .text_grammar import RELATIONS, TITLE_MARKERS, TOWNS, folded, is_frame, is_negation
from .text_items import Item, ItemKind, Mention
from .text_naming import capitalised, spelled
from .text_tokens import visible

_SHARING = frozenset({LegKind.STREET, LegKind.SQUARE, LegKind.ROAD, LegKind.PATH})
_ESTATES = frozenset({"lakótelep", "telep", "lakópark", "kert", "park", "liget"})
_OWN_AREA = folded(
    "választókerület szavazókör körzet akcióterület övezet zóna szegregátum védőterület védőidom "
    "projektterület célterület mintaterület",
)
"""What a text describes: its "határa" at the start is the subject, not a leg."""
_LONGEST_SHARED = 4
_RUN_ENDS = frozenset({ItemKind.SEPARATOR, ItemKind.NOTE})
_MERGED_KINDS = frozenset({LegKind.WATER, LegKind.RAILWAY, LegKind.PATH, LegKind.BORDER})
_ARTICLE_THEN = re.compile(r"\s+")


def link(text: str, items: list[Item]) -> list[Item]:
    """Return the items with descriptions, shared types and long names put together."""
    return _mark_titles(_share_types(text, _join_long_names(text, _describe(text, items))))


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


# -- shared types, long names ---------------------------------------------------------------


def _share_types(text: str, items: list[Item]) -> list[Item]:
    """Give "Halasi" the type of "a Halasi és a Dunaföldvári főutak"."""
    owner: Item | None = None
    joined = False
    for place in range(len(items) - 1, -1, -1):
        item = items[place]
        if item.kind is ItemKind.MENTION:
            owner, joined = item, False
        elif item.kind is ItemKind.CONJUNCTION:
            joined = True
        elif item.kind is ItemKind.LOOSE and owner is not None and owner.mention is not None:
            plural = owner.mention.plural
            if (joined or plural) and _shares(items, place, owner.mention):
                items[place] = _shared(text, item, owner.mention)
            else:
                owner = None
        elif item.kind is not ItemKind.ARTICLE and not _list_mark(item, owner):
            owner = None
    return items


def _list_mark(item: Item, owner: Item | None) -> bool:
    if item.kind is not ItemKind.SEPARATOR:
        return False
    plural = owner is not None and owner.mention is not None and owner.mention.plural
    return item.mark == "comma" or (item.mark == "dash" and plural)


def _shares(items: list[Item], place: int, mention: Mention) -> bool:
    item, following = items[place], items[place + 1]
    if following.kind not in {ItemKind.CONJUNCTION, ItemKind.SEPARATOR}:
        return False
    words = item.words
    if mention.kind is LegKind.PARCEL_EDGE:
        return len(words) == 1 and words[0].is_number
    if mention.kind not in _SHARING or mention.descriptive or len(words) > _LONGEST_SHARED:
        return False
    first = words[0]
    started = first.is_capital or first.is_number
    return started and not is_town(item) and not any(unit.key in TITLE_MARKERS for unit in words)


def _shared(text: str, item: Item, mention: Mention) -> Item:
    name = spelled(text, item.words)
    if mention.kind is LegKind.PARCEL_EDGE:
        tail = mention.name.split(maxsplit=1)[-1]
        named = replace(mention, name=f"{name} {tail}", parcel=item.words[0].word)
    else:
        ending = mention.numbered or mention.name
        whole = capitalised(f"{name} {ending.split()[-1]}", mention.kind)
        named = Mention(mention.kind, whole, mention.type, Case.NOMINATIVE)
    return Item(ItemKind.MENTION, item.start, item.end, item.words, named)


def _join_long_names(text: str, items: list[Item]) -> list[Item]:
    """Join "Budapest – Cegléd – Szolnok vasútvonal" and "Budapest és Budaörs határa"."""
    done: list[Item] = []
    for item in items:
        mention = item.mention
        if mention is not None and mention.kind in {LegKind.RAILWAY, LegKind.BORDER}:
            joint = "dash" if mention.kind is LegKind.RAILWAY else "es"
            item = _join_back(text, done, item, mention, joint)  # noqa: PLW2901
        done.append(item)
    return done


def _join_back(text: str, done: list[Item], item: Item, mention: Mention, joint: str) -> Item:
    named = item.words[0].is_capital and len(item.words) > 1 and number_in(mention.name) is None
    first = item
    while named and len(done) > 1 and done[-1].mark == joint and _place_name(done[-2]):
        done.pop()
        first = done.pop()
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


# -- titles ---------------------------------------------------------------------------------


def is_town(item: Item) -> bool:
    """True for a city before its own boundary: "Budapest, …"."""
    return len(item.words) == 1 and item.words[0].key in TOWNS


def _mark_titles(items: list[Item]) -> list[Item]:
    """Turn what stands before the list proper into framing: town, district, "határai:"."""
    end, headed = _title_end(items)
    for item in items[:end]:
        titled = item.kind is ItemKind.LOOSE and (_title_like(item) or (headed and _plain(item)))
        if titled or item.kind in {ItemKind.MENTION, ItemKind.BETWEEN}:
            item.kind, item.mention = ItemKind.FRAME, None
    return items


def _plain(item: Item) -> bool:
    return not any(is_negation(unit.key) for unit in item.words)


def _title_like(item: Item) -> bool:
    if not _plain(item):
        return False
    return all(
        unit.is_capital or unit.is_number or is_frame(unit.word) or unit.key in TITLE_MARKERS
        for unit in item.words
    )


def _title_end(items: list[Item]) -> tuple[int, bool]:
    """Return the index of the first item that is not title; True where the title names nothing."""
    colon = next((i for i, item in enumerate(items) if item.mark == "colon"), 0)
    if colon and _is_title(items[:colon]):
        return colon, all(item.mention is None for item in items[:colon])
    subject = _subject_end(items)
    if subject:
        return subject, False
    opening = _opening_end(items)
    return (opening, True) if opening else (_heading_end(items), False)


def _opening_end(items: list[Item]) -> int:
    """Return how far "A városrehabilitációs akcióterületet", "a felvételi körzet" reaches."""
    for place, item in enumerate(items):
        if item.kind is ItemKind.LOOSE:
            lower = not any(unit.is_capital or unit.is_number for unit in item.words)
            return place + 1 if lower and is_frame(item.words[-1].word) else 0
        if item.kind not in {ItemKind.ARTICLE, ItemKind.FRAME}:
            return 0
    return 0


def _heading_end(items: list[Item]) -> int:
    """Return how far town and district before the list reach."""
    end = 0
    for place, item in enumerate(items):
        if item.kind is ItemKind.MENTION:
            break
        town = is_town(item) or any(unit.key in TITLE_MARKERS for unit in item.words)
        if item.kind in {ItemKind.LOOSE, ItemKind.FRAME} and (town or _before_comma(items, place)):
            end = place + 1
    return end


def _before_comma(items: list[Item], place: int) -> bool:
    """True for a first piece like "Kiskunhalas," that no list needs."""
    return place + 1 < len(items) and place <= 1 and items[place + 1].mark in {"comma", "other"}


def _is_title(items: list[Item]) -> bool:
    """Tell "Az akcióterület határai:" from "Petőfi utca: Kossuth utcától …"."""
    mentions = [item for item in items if item.kind is ItemKind.MENTION]
    if not mentions:
        return True
    last = mentions[-1].mention
    areal = last is not None and (last.kind is LegKind.BORDER or last.type in _ESTATES)
    if len(mentions) == 1 and areal:
        return mentions[0] is items[-1]
    return items[-1].kind in {ItemKind.FRAME, ItemKind.LOOSE} and not any(
        item.mark == "dash" for item in items
    )


def _subject_end(items: list[Item]) -> int:
    """Return how far "A várárok vonala – … – nagyjából" or "A Belváros határa a …" reaches."""
    for place, item in enumerate(items):
        if item.kind is ItemKind.FRAME and item.words[0].key == "nagyjabol":
            before = [other.mention for other in items[:place] if other.mention is not None]
            streets = {LegKind.STREET, LegKind.SQUARE, LegKind.ROAD, LegKind.RAILWAY}
            return 0 if any(mention.kind in streets for mention in before) else place + 1
    first = next((i for i, item in enumerate(items) if item.kind is ItemKind.MENTION), None)
    if first is None or first + 2 >= len(items):
        return 0
    mention = items[first].mention
    border = mention is not None and mention.kind is LegKind.BORDER
    named = items[first + 1].kind is ItemKind.ARTICLE and items[first + 2].kind is ItemKind.MENTION
    nominative = named and items[first + 2].case is Case.NOMINATIVE
    own = any(unit.key in _OWN_AREA for unit in items[first].words)
    return first + 1 if border and (nominative or own) else 0
