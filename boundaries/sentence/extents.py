"""Tells grammar words from words that take only a part of a leg: "déli része", "egy szakasza"."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from ..language.names import case_forms, fold, is_roman
from ..language.word_lists import words
from .grammar import BETWEEN, BOUNDING, COMPASS_ADJECTIVES, is_frame
from .titles import is_unit

if TYPE_CHECKING:
    from .items import Item

_PARTS = words("parts")
_EXTENTS = words("part_adjectives")
"""Words that make a part of a thing out of it."""
_SIDES = words("side_words")
_BESIDE = words("beside_it")
_AT_NUMBER = words("at_a_number")
_PLOTS = words("plots")
"""What stands beside a street; "a Fő utca mögötti telkek" is not the street."""
_TYPES = words("lone_types")
_COUNTED = words("counted_parts")


class Extent(Enum):
    """What loose words say about the thing before them."""

    NONE = 0
    BARE = 1
    """"része" alone: a part only where a leg stands right before it."""
    PART = 2


def extent_of(item: Item) -> Extent:
    """Return whether an item's words take a part of what stands before them."""
    keys = [unit.key for unit in item.words]
    if all(key in COMPASS_ADJECTIVES | _SIDES for key in keys):
        return Extent.BARE  # "a Fő utca északi, a Kert utca keleti oldala"
    if keys[0] in _BESIDE - _AT_NUMBER and not (BETWEEN | BOUNDING) & set(keys):
        return Extent.PART if len(keys) > 1 else Extent.BARE  # "a Fő utca mögötti terület"
    last = {fold(form.base) for form in case_forms(item.words[-1].word)} | {keys[-1]}
    part = bool(last & _PARTS) or (bool(last & _PLOTS) and bool(_BESIDE & set(keys)))
    closes = BOUNDING | BETWEEN | {"altal"}
    if keys[-1] == "vegig" or not part or closes & set(keys):
        return Extent.NONE
    if (_EXTENTS | _BESIDE) & set(keys):
        return Extent.PART
    return Extent.BARE


def is_framing(item: Item) -> bool:
    """True for grammar words only; a number counts where a word says what it counts.

    "1. szegregátum", "VII. kerületi"; a number alone may be a leg that nobody understood.
    """
    if is_unit(item.words):
        return True
    if len(item.words) == 1 and item.words[0].key in _TYPES:
        return False  # "Fő utca és tér": a name is missing
    counted = any(fold(form.base) in _COUNTED for u in item.words for form in case_forms(u.word))
    return all(
        is_frame(unit.word) or (counted and (unit.is_number or is_roman(unit.word)))
        for unit in item.words
    )
