"""A sentence to its legs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..sentence.parsing import parse_sentence

if TYPE_CHECKING:
    from ..model import ParsedSentence


def parse(text: str) -> ParsedSentence:
    """Read a published boundary sentence into its legs; no map is asked.

    Args:
        text: the sentence as published, with or without the words around it.

    Returns:
        `legs` in the order of the text, names in the nominative; `unread` has the words that were
        not understood, `frames` the grammar around the legs, `problems` what a reader must know.
        Every word is in one of them; spans index `text`. Never raises.

    >>> found = parse("a Fő utca – Kis utca – Alma köz által határolt terület")
    >>> [leg.name for leg in found.legs], found.unread
    (['Fő utca', 'Kis utca', 'Alma köz'], ())
    """
    return parse_sentence(text)
