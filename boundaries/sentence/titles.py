"""Tells what stands before a ring from the ring itself: what is described, and where it lies.

A closed set of constructions, each of which turns words into framing:

- a heading: what stands before the first colon and ends in a word for an area or its border;
  a subject ("A Belváros határa a …"); lower-case words that lead to a word for an area, or to one
  of a few verbs ("fizetős lesz a …");
- an administrative unit before its comma: "Budapest X. kerület,", "Szeged megyei jogú város,";
- a known settlement without an article, before its comma and a ring of dashes or a list of three
  or more names that all have their type;
- a place that holds the ring: "a Fő téren, a … által határolt terület".

Every other word before a ring is a leg, or unread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..language.country import is_settlement, towns_of_part
from ..language.names import Case, case_forms, fold, is_roman
from ..language.word_lists import words, written
from ..model import FrameKind, LegKind
from .grammar import AREA_NOUNS, BOUNDING, TITLE_MARKERS, is_compass, is_frame, is_negation
from .items import Item, ItemKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .tokens import Unit

_ESTATES = frozenset(written("estate_types"))
_OWN_AREA = words("own_area")
"""What a text describes: its "határa" at the start is the subject, not a leg."""
_HEADING_ENDS = words("heading_ends")
"""Words that a heading with names in it ends in."""
_OPENING_VERBS = words("opening_verbs")
"""Verbs that lower-case words before the ring may end in: "fizetős lesz a …"."""
_QUARTERS = tuple(words("quarter_endings"))
_CORNER = 4
"""Items behind a dash in which "kereszteződésénél" is looked for."""
_FURTHER = words("further")
_ALONGSIDE = tuple(words("alongside"))
_POSTCODE = 4
"""Figures of a postcode."""
_RING = 3
"""Legs that make a ring by themselves."""
_PLACING = words("placing")
_BETWEEN = words("between_areas")
"""Words behind a name that say where the ring lies, not what bounds it."""


def mark_titles(text: str, items: list[Item]) -> list[Item]:
    """Turn what stands before the ring proper into framing, by the constructions above."""
    end, headed = _title_end(text, items)
    for item in items[:end]:
        titled = item.kind is ItemKind.LOOSE and (_title_like(item) or (headed and _plain(item)))
        kinds = {ItemKind.MENTION, ItemKind.BETWEEN, ItemKind.JUNCTION, ItemKind.FRAME}
        if titled or item.kind in kinds:
            item.become_frame(FrameKind.HEADING)
    _mark_administrative(items, end)
    _mark_located(text, items, end)
    return items


def is_town(item: Item) -> bool:
    """True for a known settlement alone, or with its postcode, district or part.

    "Kaposvár-Toponár", "Budapest XIII."
    """
    words = item.words
    if len(words) > 1 and is_roman(words[-1].word):
        words = words[:-1]
    if len(words) == 2 and words[0].word.isdecimal() and len(words[0].word) == _POSTCODE:  # noqa: PLR2004
        words = words[1:]
    if len(words) != 1:
        return False
    town, _, part = words[0].word.replace("–", "-").partition("-")
    quarter = part[:1].isupper() and is_settlement(town)
    return is_settlement(words[0].word) or quarter


def _plain(item: Item) -> bool:
    return not any(is_negation(unit.key) for unit in item.words)


def _title_like(item: Item) -> bool:
    if not _plain(item):
        return False
    return all(
        unit.is_capital or unit.is_number or is_frame(unit.word) or unit.key in TITLE_MARKERS
        for unit in item.words
    )


# -- headings -------------------------------------------------------------------------------


def _title_end(text: str, items: list[Item]) -> tuple[int, bool]:
    """Return the index of the first item that is not title; True where the title names nothing."""
    opened = _bracketed(text, items)
    if opened:
        return opened, True
    colon = next((i for i, item in enumerate(items) if item.mark == "colon"), 0)
    if colon and (_is_title(items[:colon]) or _is_one_noun(items, colon)):
        return colon, all(item.mention is None for item in items[:colon])
    subject = _subject_end(items)
    if subject:
        return subject, False
    opening = _opening_end(items)
    return opening, bool(opening)


def _bracketed(text: str, items: list[Item]) -> int:
    """Return the index of the bracket in "Kőbánya (A utca – …)"."""
    names = 0
    for place, item in enumerate(items):
        if item.kind is ItemKind.SEPARATOR:
            opens = text[item.start] in "(["
            return place if opens and (not names or _ring_follows(items[place:])) else 0
        names += item.kind is ItemKind.MENTION
        known = {ItemKind.LOOSE, ItemKind.FRAME, ItemKind.ARTICLE, ItemKind.MENTION}
        if item.kind not in known or names > 1:
            return 0
    return 0


def _opening_end(items: list[Item]) -> int:
    """Return how far "A városrehabilitációs akcióterületet", "a felvételi körzet" reaches."""
    for place, item in enumerate(items):
        if item.kind is ItemKind.LOOSE:
            lower = not any(unit.is_capital or unit.is_number for unit in item.words)
            opens = _ends_heading(item) or item.words[-1].key in _OPENING_VERBS
            return place + 1 if lower and opens else 0
        if item.kind not in {ItemKind.ARTICLE, ItemKind.FRAME}:
            return 0
    return 0


def _ends_heading(item: Item) -> bool:
    """True for words that lead to one for an area, a border or their description."""
    return any(fold(form.base) in _HEADING_ENDS for form in case_forms(item.words[-1].word))


def _is_title(items: list[Item]) -> bool:
    """Tell "Az akcióterület határai:" from "Petőfi utca: Kossuth utcától …"."""
    mentions = [item for item in items if item.kind is ItemKind.MENTION]
    if not mentions:
        return True
    last = mentions[-1].mention
    areal = last is not None and (last.kind is LegKind.BORDER or last.type in _ESTATES)
    if len(mentions) == 1 and areal:
        return mentions[0] is items[-1]
    return (
        items[-1].kind in {ItemKind.FRAME, ItemKind.LOOSE}
        and _ends_heading(items[-1])
        and not any(item.mark == "dash" for item in items)
    )


def _is_one_noun(items: list[Item], colon: int) -> bool:
    """Tell whether a lone "Vasút:", "Csatorna:" is the title of the ring behind it."""
    named = [item for item in items[:colon] if item.kind is not ItemKind.ARTICLE]
    if len(named) != 1 or named[0].kind is not ItemKind.MENTION or len(named[0].words) != 1:
        return False
    mention = named[0].mention
    lines = {LegKind.RAILWAY, LegKind.WATER}
    return mention is not None and mention.kind in lines and _ring_follows(items[colon + 1 :])


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


# -- administrative units and settlements ---------------------------------------------------


def _mark_administrative(items: list[Item], start: int) -> None:
    """Take settlements, ranks and districts before the first name for framing."""
    place = start
    while place < len(items) and items[place].kind is not ItemKind.MENTION:
        item = items[place]
        if item.kind is ItemKind.LOOSE:
            framing = _administrative(items, place)
            if framing is None:
                return
            item.become_frame(framing)
        place += 1


def _administrative(items: list[Item], place: int) -> FrameKind | None:
    item = items[place]
    if is_unit(item.words) or _before_unit(items, place):
        return FrameKind.HEADING
    following = items[place + 1] if place + 1 < len(items) else None
    if following is None or not is_town(item):
        return None
    if _is_rank(following):
        return FrameKind.HEADING
    articled = place and items[place - 1].kind is ItemKind.ARTICLE
    if articled or following.mark not in {"comma", "other"}:
        return None
    return _before_a_ring(items, place + 2)


def _before_a_ring(items: list[Item], place: int) -> FrameKind | None:
    """Tell what a settlement's name before a comma is, by what follows it."""
    if _unit_follows(items, place):
        return FrameKind.HEADING
    whole = _dashed(items, place) or _typed(items, place)
    return FrameKind.SETTLEMENT if whole else None


def _before_unit(items: list[Item], place: int) -> bool:
    """True for the quarter of "Gellérthegy – I. kerület Hegyalja út – …"."""
    dash = place + 1 < len(items) and items[place + 1].mark == "dash"
    capital = all(unit.is_capital for unit in items[place].words)
    return dash and capital and _unit_follows(items, place + 2)


def _is_rank(item: Item) -> bool:
    """True behind "Szeged" for "városának", behind "Budapest" for "IX. kerület határa"."""
    first = item.words[0] if item.words else None
    if item.kind is ItemKind.FRAME:
        return first is not None and first.key in TITLE_MARKERS
    border = item.mention is not None and item.mention.kind is LegKind.BORDER
    return border and first is not None and is_roman(first.word)


def is_unit(words: Sequence[Unit]) -> bool:
    """Tell "Budapest X. kerület", "Szeged megyei jogú város": settlement, number, rank."""
    if not any(unit.key in TITLE_MARKERS for unit in words):
        return False
    return all(
        unit.key in TITLE_MARKERS
        or is_frame(unit.word)
        or is_roman(unit.word)
        or unit.is_number
        or _names_settlement(unit)
        for unit in words
    )


def _names_settlement(unit: Unit) -> bool:
    return unit.key == "bp" or any(is_settlement(form.base) for form in case_forms(unit.word))


def in_a_town(unit: Unit) -> bool:
    """True for "Kecskeméten", "Pesterzsébeten": inside a settlement or a part of one."""
    if is_settlement(unit.word) or not unit.is_capital or not unit.key.endswith("n"):
        return False
    bases = [form.base for form in case_forms(unit.word) if form.case is Case.ALONG]
    quarter = any(fold(base).endswith(_QUARTERS) for base in bases)  # "Széchenyivárosban"
    return quarter or any(is_settlement(base) or towns_of_part(base) for base in bases)


def _unit_follows(items: list[Item], place: int) -> bool:
    return (
        place < len(items)
        and items[place].kind in {ItemKind.FRAME, ItemKind.LOOSE}
        and is_unit(items[place].words)
    )


def _dashed(items: list[Item], place: int) -> bool:
    """True where a ring of dashes follows at once, up to the end of its list."""
    names = dashes = 0
    for item in items[place:]:
        if item.kind is ItemKind.MENTION:
            names += 1
        elif item.mark == "dash":
            dashes += 1
        elif item.kind not in {ItemKind.ARTICLE, ItemKind.NOTE, ItemKind.LOOSE}:
            break
    return names > 1 and dashes >= names - 1


def _typed(items: list[Item], place: int) -> bool:
    """True before three or more names that all carry a type: no name of such a list lacks it."""
    names = 0
    for item in items[place:]:
        if item.mention is not None:
            names += item.mention.type is not None
        elif item.kind is ItemKind.LOOSE:
            break
    return names >= _RING


# -- the place that holds the ring ----------------------------------------------------------


def _mark_located(text: str, items: list[Item], start: int) -> None:
    """Take "a Fő téren," before a ring for the place where it lies."""
    end = _place_end(items, start)
    piece = items[start:end]
    estate = any(item.mention is not None and item.mention.type in _ESTATES for item in piece)
    least = _RING - 1 if estate else _RING  # no street is called a lakótelep
    if not piece or not (_in_an_area(piece) or _holds(piece) or _runs_along(text, piece)):
        return
    if not _ring_follows(items[end:], least) or _adds(items[end:]):
        return
    for item in piece:
        if item.kind is not ItemKind.SEPARATOR:
            item.become_frame(FrameKind.LOCATED)


def _place_end(items: list[Item], start: int) -> int:
    """Return the end of the first piece: at its comma, or where an article starts the ring."""
    for place, item in enumerate(items[start:], start):
        if item.kind is ItemKind.SEPARATOR and item.mark == "dash":
            at_corner = any(_at_a_corner(other) for other in items[place : place + _CORNER])
            if at_corner:
                continue
        if item.kind is ItemKind.SEPARATOR:
            return place if item.mark == "comma" else 0
        following = items[place + 1] if place + 1 < len(items) else None
        if following is None or following.kind is not ItemKind.ARTICLE:
            continue
        pointed = item.kind is ItemKind.FRAME and is_compass(item.words[0].word)
        if _locative(item) or _in_an_area([item]) or (pointed and place > start):
            return place + 1
    return 0


def _at_a_corner(item: Item) -> bool:
    """True for "kereszteződésénél", "sarkán": a place, whatever names stand before it."""
    on_it = item.case is Case.ALONG and bool(item.words) and item.words[-1].key.endswith("n")
    return item.kind is ItemKind.JUNCTION and (item.case is Case.AT or on_it)


def _in_an_area(piece: Sequence[Item]) -> bool:
    """True for "Kaposvár belvárosában", "a Széchenyi városrészben"."""
    loose = [item for item in piece if item.kind not in {ItemKind.ARTICLE, ItemKind.FRAME}]
    if len(loose) != 1 or loose[0].kind is not ItemKind.LOOSE or not _plain(loose[0]):
        return False
    if len(loose[0].words) == 1 and in_a_town(loose[0].words[0]):
        return True
    forms = case_forms(loose[0].words[-1].word)
    bases = {fold(form.base) for form in forms if form.case is Case.ALONG}
    listed = bases & AREA_NOUNS or {base[:-1] for base in bases} & AREA_NOUNS
    return bool(listed) and fold(loose[0].words[-1].word).endswith("n")


def _holds(piece: Sequence[Item]) -> bool:
    """True for a piece that names a place and says that something lies there."""
    names = [item for item in piece if item.mention is not None]
    if not names or any(_negates(item) for item in piece):
        return False
    if any(item.mention and item.mention.case in _LIMITS for item in names):
        return _points(piece, names)
    between = any(item.kind is ItemKind.BETWEEN for item in piece)
    placed = any(
        item.kind in {ItemKind.LOOSE, ItemKind.FRAME}
        and all(unit.key in _PLACING or is_frame(unit.word) for unit in item.words)
        and any(unit.key in _PLACING for unit in item.words)
        for item in piece
    )
    sided = len(names) == 1 and names[0].mention is not None and names[0].mention.rule is not None
    on_a_side = (sided and names[0].case is Case.ALONG) or any(_at_a_corner(i) for i in piece)
    return between or placed or on_a_side or (len(names) == 1 and _locative(names[0]))


def _adds(items: Sequence[Item]) -> bool:
    """True for ", valamint a …": what stands before it is a part of its own, and no place."""
    behind = [item for item in items[:3] if item.kind is not ItemKind.SEPARATOR]
    return bool(behind) and bool(behind[0].words) and behind[0].words[0].key in _FURTHER


_LIMITS = frozenset({Case.FROM, Case.TO})


def _runs_along(text: str, piece: Sequence[Item]) -> bool:
    """True for "a Fő utca mentén," alone: where the ring behind it lies, or its first leg."""
    names = [item for item in piece if item.kind is not ItemKind.ARTICLE]
    if len(names) != 1 or names[0].mention is None or names[0].mention.type is None:
        return False
    return fold(text[names[0].start : names[0].end]).endswith(_ALONGSIDE)


def _points(piece: Sequence[Item], names: Sequence[Item]) -> bool:
    """True for "a Fő tértől északra"."""
    last = piece[-1]
    towards = last.kind is ItemKind.FRAME and is_compass(last.words[0].word)
    return len(names) == 1 and names[0].case is Case.FROM and towards


def _negates(item: Item) -> bool:
    return any(is_negation(unit.key) for unit in item.words)


def _locative(item: Item) -> bool:
    """True for "téren", "lakótelepen", "ligetben"; not for "mentén", "teret", "térre"."""
    mention = item.mention
    if mention is None or mention.case is not Case.ALONG or mention.plural:
        return False
    last = item.words[-1]
    ending = fold(last.suffix or last.word)
    alone = mention.rule is None and item.end <= last.end
    return alone and ending.endswith("n")


def _ring_follows(items: Sequence[Item], least: int = _RING) -> bool:
    """True where what follows is a whole ring by itself: names in the nominative, and closed."""
    names = closed = dashes = 0
    for item in items:
        mention = item.mention
        if mention is not None:
            if names < _RING and mention.case is Case.ALONG:
                return False
            names += 1
        dashes += item.mark == "dash"
        bounded = item.kind in {ItemKind.FRAME, ItemKind.LOOSE, ItemKind.BETWEEN}
        closed += bounded and any(
            unit.key in BOUNDING or unit.key in _BETWEEN for unit in item.words
        )
    return names >= least and bool(closed or dashes >= _RING - 1)
