"""Answers what stands around an item: before it, behind it, between two positions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..language.names import Case, fold
from ..language.word_lists import words
from ..model import LegKind
from .grammar import COMPASS_ADJECTIVES, SAME, SECTION_NOUNS, is_compass, is_frame
from .items import Item, ItemKind

if TYPE_CHECKING:
    from collections.abc import Sequence

LIMITS = frozenset({Case.FROM, Case.TO})
_TOWARDS = words("towards")
_TOWARDS_SOMETHING = 2
"""Items of "Duna felé"."""
_FROM = ("rol", "on", "en")
_FACING = words("facing")
"""What is said of a thing that the line only meets, or that lies in sight."""
FAR_BACK = 16
"""How many items back a pair of names is looked for."""
_SILENT = frozenset({ItemKind.ARTICLE, ItemKind.CONJUNCTION, ItemKind.SEPARATOR, ItemKind.FRAME})


def is_limit(item: Item) -> bool:
    """Tell whether an item says from or to what a leg runs."""
    return item.mention is not None and item.mention.case in LIMITS


def is_section(item: Item) -> bool:
    """Tell whether loose words only say "szakasz"."""
    words = item.words
    loose = item.kind is ItemKind.LOOSE and all(is_frame(unit.word) for unit in words)
    return loose and words[-1].key in SECTION_NOUNS


class Around:
    """Looks around in a list of items, a bounded number of them, and changes none."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items

    def is_direction(self, place: int) -> bool:
        """True for "a Duna felé", "a Duna felől", "a Duna irányában": whereto, not along what."""
        following = self.items[place + 1] if place + 1 < len(self.items) else None
        word = following.words[0].word if following is not None and following.words else ""
        return word.lower() in {"felé", "felől"} or fold(word) in _TOWARDS  # "fele" is half of it

    def faces(self, place: int) -> bool:
        """True for the river of "Dunára néző lakások": what is looked at, not what runs there."""
        following = self.items[place + 1] if place + 1 < len(self.items) else None
        return following is not None and bool(following.words) and following.words[0].key in _FACING

    def by_compass(self, place: int) -> bool:
        """True behind "északról", "dél felől": what stands there bounds that side."""
        at = place - 1
        while at >= 0 and self.items[at].kind is ItemKind.ARTICLE:
            at -= 1
        if at < 0 or self.items[at].kind is not ItemKind.FRAME:
            return False
        words = self.items[at].words
        side = len(words) > 1 and words[-1].key == "felol" and is_compass(words[-2].word)
        return side or (is_compass(words[-1].word) and words[-1].key.endswith(_FROM))

    def names_a_side(self, place: int) -> bool:
        """True for "Keleti határ: Béke utca", "Északi határa azonos a …": which side only."""
        item = self.items[place]
        following = self.items[place + 1] if place + 1 < len(self.items) else None
        border = item.mention is not None and item.mention.kind is LegKind.BORDER
        said = following is not None and bool(following.words)
        same = said and following is not None and following.words[0].key in SAME
        colon = following is not None and following.mark == "colon"
        return border and (colon or same) and item.words[0].key in COMPASS_ADJECTIVES

    def points(self, place: int) -> bool:
        """True for "a Fő tértől északra": a direction from it, not where a leg begins."""
        following = self.items[place + 1] if place + 1 < len(self.items) else None
        frame = following is not None and following.kind is ItemKind.FRAME
        if following is None or not frame:
            return False
        word = following.words[0].word
        return is_compass(word) and fold(word).endswith(("ra", "re"))

    def heads_off(self, place: int) -> bool:
        """True for "a 6-os úttól a Duna felé" and no more: the line that the area starts at."""
        behind = [item for item in self.items[place + 1 :] if item.kind is not ItemKind.ARTICLE]
        here = len(behind) == _TOWARDS_SOMETHING and behind[0].mention is not None
        return here and self.is_direction(self.items.index(behind[0], place + 1))

    def walked(self, place: int) -> bool:
        """True for "a Fő úttól végig a Kert utcáig": along it, not from it."""
        behind = self.items[place + 1 : place + 4]
        through = bool(behind) and behind[0].words and behind[0].words[-1].key == "vegig"
        return bool(through) and any(
            item.mention is not None and item.mention.case is Case.TO for item in behind
        )

    def _at_junction(self, place: int) -> bool:
        """True for "Kert utca" of "Kert utca kereszteződéséig", "Kert utca és Bem tér sarkáig"."""
        for item in self.items[place + 1 : place + 4]:
            if item.kind is ItemKind.JUNCTION:
                return item.case in LIMITS
            passing = {ItemKind.CONJUNCTION, ItemKind.ARTICLE}
            if item.kind not in passing and item.mention is None:
                return False
        return False

    def leg_follows(self, place: int) -> bool:
        """Tell whether a leg stands behind an item, before any mark or conjunction."""
        for at, item in enumerate(self.items[place + 1 : place + 12], place + 1):
            if item.mention is not None and self._at_junction(at):
                return False
            if item.kind in {ItemKind.SEPARATOR, ItemKind.CONJUNCTION}:
                return False
            if item.mention is not None and not is_limit(item):
                return item.mention.case is not Case.AT
        return False

    def section_follows(self, place: int) -> bool:
        """True before "terjedő szakasz" of the same piece."""
        for item in self.items[place + 1 : place + 12]:
            if item.kind is ItemKind.SEPARATOR:
                return False
            if is_section(item):
                return True
        return False

    def marks(self, place: int, start: int, end: int) -> set[ItemKind]:
        """Return the kinds of the items between two positions, seen from item `place` back."""
        kinds: set[ItemKind] = set()
        for item in reversed(self.items[max(0, place - FAR_BACK) : place]):
            if item.start < start:
                break
            if item.start < end:
                kinds.add(item.kind)
        return kinds

    def beside(self, place: int, step: int) -> str:
        """Return the mark next to an item, articles skipped; "" at the text's end."""
        at = place + step
        while 0 <= at < len(self.items) and self.items[at].kind is ItemKind.ARTICLE:
            at += step
        if not 0 <= at < len(self.items):
            return ""
        item = self.items[at]
        return item.mark if item.kind in _SILENT and item.mark else item.kind.value
