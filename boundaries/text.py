"""Reads a published boundary sentence into its legs. No map is asked.

The way of a sentence: units (words, notes, separators), items (named things and the grammar
between them), links (shared types, descriptions, titles), legs. Each step looks at every word
a bounded number of times, so the time grows with the length of the text. No text is an error:
what cannot be read comes back as an unread piece with its position.
"""

from __future__ import annotations

from dataclasses import dataclass

from .model import ParsedLeg, ParsedSentence, Span, UnreadPiece
from .text_drafts import finished
from .text_groups import Grouping, group
from .text_links import link
from .text_lists import mark_lists
from .text_mentions import find_items
from .text_tokens import read_units


@dataclass(frozen=True, slots=True)
class Account:
    """What became of every word of a sentence."""

    legs: tuple[ParsedLeg, ...]
    frames: tuple[Span, ...]
    """Grammar around the legs: "által határolt terület", articles, the town before a comma."""
    unread: tuple[Span, ...]


def account_for(text: str) -> Account:
    """Read a sentence and say for each of its words what it was taken for."""
    grouping = _grouped(text, notes=True)
    if not grouping.drafts:
        # "Belváros (A utca – B utca által határolt terület)": the ring itself is in brackets.
        opened = _grouped(text, notes=False)
        grouping = opened if len(opened.drafts) > 1 else grouping
    return Account(
        finished(text, grouping.drafts),
        tuple(grouping.frames),
        tuple(grouping.unread),
    )


def _grouped(text: str, *, notes: bool) -> Grouping:
    units = mark_lists(text, read_units(text, notes=notes))
    return group(text, link(text, find_items(text, units)))


def parse_sentence(text: str) -> ParsedSentence:
    """Read a boundary sentence, whatever it holds; never raises.

    Args:
        text: The sentence as published, with or without the words around it ("Az akcióterület
            határai: …", "… által határolt terület").

    Returns:
        The legs in the order of the text, names in the nominative and types written out, and
        the pieces that could not be read. Spans index `text` as given.

    >>> [leg.name for leg in parse_sentence("Petőfi u. – Fő tér – Tisza által határolt rész").legs]
    ['Petőfi utca', 'Fő tér', 'Tisza']
    """
    account = account_for(text)
    unread = tuple(UnreadPiece(text[span.start : span.end], span) for span in account.unread)
    return ParsedSentence(text, account.legs, unread)
