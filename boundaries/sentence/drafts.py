"""Legs while they are being put together, and the notes that belong to them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..language.names import Case, case_forms, fold, normal_key, number_in
from ..language.word_lists import words
from ..model import Alternative, LegKind, LineRule, ParsedLeg, Section, Span
from .grammar import ARTICLES, NOT_TO
from .items import Item, ItemKind, Mention
from .lexicon import rule_of
from .mentions import find_items
from .sides import read_tail
from .tokens import Unit, UnitKind, read_units

if TYPE_CHECKING:
    from collections.abc import Sequence

_ALTERNATIVE_KINDS = frozenset(
    {LegKind.STREET, LegKind.SQUARE, LegKind.ROAD, LegKind.WATER, LegKind.RAILWAY, LegKind.PATH},
)
_PART_WORDS = words("bracket_parts")
"""Words of a bracket that take only a part of its leg."""
_TIED = re.compile(r"\w[–-][A-ZÁÉÍÓÖŐÚÜŰ]")
_PARITIES = frozenset({LineRule.ODD_SIDE, LineRule.EVEN_SIDE})
_PAIR = 2
_EDGES = " \t\r\n\xa0,"


@dataclass(slots=True)
class Draft:
    """A leg in the making; positions are of the whole sentence."""

    kind: LegKind
    name: str
    type: str | None
    start: int
    end: int
    rule: LineRule | None = None
    side: str | None = None
    section_start: str | None = None
    section_end: str | None = None
    parcel: str | None = None
    notes: list[tuple[int, int]] = field(default_factory=list)
    """Positions of brackets, outside ones included."""
    alternatives: list[Alternative] = field(default_factory=list)
    other: Alternative | None = None
    """What the name means with, or without, the type that the list shares."""
    shared: bool = False
    """True where the type comes from the list and the other reading is the name without."""
    doubtful: bool = False
    """True where that alternative is as likely."""
    along: bool = False
    """True for "a Fő utcán", "a Fő utcát", "a Fő utca páros oldalán"."""
    place: bool = False
    """True where the name may be that of the place: "Petőfi, Kossuth utca – …"."""
    joined: str | None = None
    """The one name that it may be with the leg before it."""
    limited: bool = False
    """True where the two legs behind it may limit a section of it instead."""
    lines: tuple[Draft, Draft] | None = None
    """The legs that its limits may be instead."""

    def reach(self, item: Item) -> None:
        """Let the leg's words take in an item."""
        self.start, self.end = min(self.start, item.start), max(self.end, item.end)

    def limit(self, name: str, case: Case) -> bool:
        """Set where the section starts or ends; False where that is set already."""
        if case is Case.FROM and self.section_start is None:
            self.section_start = name
        elif case is Case.TO and self.section_end is None:
            self.section_end = name
        else:
            return False
        return True


def draft_of(item: Item, mention: Mention) -> Draft:
    """Start a leg from a mention."""
    draft = Draft(mention.kind, mention.name, mention.type, item.start, item.end)
    draft.rule, draft.side, draft.parcel = mention.rule, mention.side, mention.parcel
    draft.doubtful, draft.place = mention.doubtful, mention.place
    draft.joined = mention.joined
    draft.along = mention.case is Case.ALONG
    if mention.other is not None:
        draft.other = mention.other
        draft.alternatives.append(mention.other)
        draft.shared = not mention.kept
    if mention.limits is not None:
        draft.section_start, draft.section_end = mention.limits
    return draft


def add_note(text: str, draft: Draft, unit: Unit) -> bool:
    """Hang a bracket on a leg and take from it what it says: another name, a side, a section.

    Returns:
        False where the bracket speaks of a part or a side in words that are not understood; it is
        not hung on the leg then.
    """
    inside = read_units(text, unit.start + 1, unit.end - 1, notes=False)
    items = find_items(text, inside)
    if not _understood(text, draft, inside, items):
        return False
    draft.start, draft.end = min(draft.start, unit.start), max(draft.end, unit.end)
    draft.notes.append((unit.start, unit.end))
    return True


def _understood(text: str, draft: Draft, inside: list[Unit], items: list[Item]) -> bool:
    if _note_side(text, draft, inside) or _note_sides(text, draft, inside):
        return True
    mentions = [(item, item.mention) for item in items if item.mention is not None]
    together = any(unit.key == "egyutt" for unit in inside)
    adds = together and any(mention.type is not None for _, mention in mentions)
    if adds or any(unit.key == "nem" for unit in inside):
        return False  # "(a Fő térrel együtt)" adds a place; "(de nem a Fő tér)"
    if _note_section(text, draft, items, [mention for _, mention in mentions]):
        return True
    if _may_be_line(items, [mention for _, mention in mentions]):
        return False
    if len(mentions) == 1:
        _note_alternative(text, draft, items, *mentions[0])
    return bool(draft.alternatives) or not _tells_of_a_part(inside, items)


def _may_be_line(items: Sequence[Item], mentions: Sequence[Mention]) -> bool:
    """True for "(Hegyközség–Platán sor)", "(A körút – B körút – C utca)".

    Another name, or from where to where; a line of its own.
    """
    tied = any(_TIED.search(mention.name) for mention in mentions)
    return tied or (sum(item.mark == "dash" for item in items) > 1 and len(mentions) > _PAIR)


def _tells_of_a_part(inside: Sequence[Unit], items: Sequence[Item]) -> bool:
    """True for "(egy része)", "(páros oldal a hídig)": it says that not all of the leg is meant."""
    named = any(item.kind is ItemKind.BETWEEN for item in items)
    up_to = any(u.key.endswith("ig") and u.word.islower() and u.key not in NOT_TO for u in inside)
    return (
        named
        or up_to
        or any(
            unit.key in _PART_WORDS or fold(form.base) in _PART_WORDS
            for unit in inside
            if unit.kind is UnitKind.WORD
            for form in case_forms(unit.word)
        )
    )


def _note_sides(text: str, draft: Draft, inside: list[Unit]) -> bool:
    """Read "(teljes területe, kerülethatár)": of several remarks one says which side or extent."""
    pieces: list[list[Unit]] = [[]]
    for unit in inside:
        if unit.kind is UnitKind.SEPARATOR and unit.text in {"comma", "semicolon"}:
            pieces.append([])
        else:
            pieces[-1].append(unit)
    sided = [piece for piece in pieces if piece and _says_side(text, draft, piece)]
    rest = [piece for piece in pieces if piece not in sided]
    if len(sided) != 1 or any(_tells_of_a_part(piece, ()) for piece in rest):
        return False
    return _note_side(text, draft, sided[0])


def _says_side(text: str, draft: Draft, piece: list[Unit]) -> bool:
    return _note_side(text, replace(draft), piece)


def _note_side(text: str, draft: Draft, inside: list[Unit]) -> bool:
    """Read "(páros oldal)"; a note that says more than a side stays a note."""
    said = Mention(draft.kind, draft.name, draft.type, Case.NOMINATIVE)
    parity = rule_of(frozenset(unit.key for unit in inside)) if len(inside) == 1 else None
    if parity in _PARITIES and draft.rule is None:  # "(páratlan)"
        draft.rule, draft.side = parity, inside[0].word
        return True
    start = next((i for i, unit in enumerate(inside) if unit.key not in ARTICLES), 0)
    if not inside or read_tail(text, inside, start, said).end < len(inside):
        return False
    if draft.rule is None and said.rule is not None:
        draft.rule, draft.side = said.rule, said.side
    if said.limits is not None and draft.section_start is draft.section_end is None:
        draft.section_start, draft.section_end = said.limits
    return said.rule is not None or said.limits is not None


def _note_section(
    text: str, draft: Draft, items: Sequence[Item], mentions: Sequence[Mention]
) -> bool:
    """Read "(A utca – B utca között)" and "(az Orom utcáig)" as the leg's section."""
    names = [name for item in items if (name := _name_of(text, item))]
    between = any(item.kind is ItemKind.BETWEEN for item in items)
    tied = [item for item in items if item.kind is not ItemKind.ARTICLE]
    dashed = draft.type is not None and len(tied) == 3 and tied[1].mark == "dash"  # noqa: PLR2004
    if (between or dashed) and len(names) == 2:  # noqa: PLR2004
        draft.section_start = draft.section_start or names[0]
        draft.section_end = draft.section_end or names[1]
        return True
    limits = [mention for mention in mentions if mention.case in {Case.FROM, Case.TO}]
    if not limits or len(limits) != len(mentions):
        return False
    if any(mention.descriptive for mention in mentions):
        return False
    if any(item.kind is ItemKind.LOOSE and len(item.words) > 2 for item in items):  # noqa: PLR2004
        return False
    return all(draft.limit(mention.name, mention.case) for mention in limits)


def _name_of(text: str, item: Item) -> str | None:
    """Return the name that an item limits a section by: "Platán sor", "Hegyközség"."""
    if item.mention is not None:
        return item.mention.name
    loose = item.kind is ItemKind.LOOSE and item.words[0].is_capital
    return " ".join(text[item.start : item.end].split()) if loose else None


def _note_alternative(
    text: str,
    draft: Draft,
    items: Sequence[Item],
    item: Item,
    mention: Mention,
) -> None:
    """Read "(KSH szegregátum lehatárolásán Alma utca)": words that lead to one name at the end."""
    if item is not items[-1] or mention.kind not in _ALTERNATIVE_KINDS or mention.descriptive:
        return
    if mention.case is not Case.NOMINATIVE or mention.rule is not None:
        return
    label = text[items[0].start : item.start].strip(" :,;–-")
    draft.alternatives.append(Alternative(label, mention.name, mention.kind))


def add_inner_note(text: str, draft: Draft, unit: Unit) -> None:
    """Read the other name inside a name: "Kerepesi (Rákóczi) út" is also Rákóczi út."""
    draft.notes.append((unit.start, unit.end))
    words = text[unit.start + 1 : unit.end - 1].split()
    first = next((i for i, word in enumerate(words) if word[0].isupper()), len(words))
    if first < len(words) and draft.type is not None:
        name = " ".join([*words[first:], draft.name.split()[-1]])
        draft.alternatives.append(Alternative(" ".join(words[:first]), name, draft.kind))


def finished(text: str, drafts: Sequence[Draft], *, first: int = 1) -> tuple[ParsedLeg, ...]:
    """Number the legs from `first` and mark a last one that closes the ring on the first."""
    legs = [_leg(text, number, draft) for number, draft in enumerate(drafts, first)]
    if len(legs) > 2 and _same_thing(legs[0], legs[-1]):  # noqa: PLR2004
        legs[-1] = _leg(text, legs[-1].number, drafts[-1], repeats=first)
    return tuple(legs)


def _same_thing(one: ParsedLeg, other: ParsedLeg) -> bool:
    return one.kind is other.kind and normal_key(one.name) == normal_key(other.name)


def _leg(text: str, number: int, draft: Draft, *, repeats: int | None = None) -> ParsedLeg:
    limits = (draft.section_start, draft.section_end)
    return ParsedLeg(
        number=number,
        kind=draft.kind,
        name=draft.name,
        thoroughfare_type=draft.type,
        text=words_without(text, draft),
        span=Span(draft.start, draft.end),
        note="; ".join(text[a + 1 : b - 1].strip() for a, b in sorted(draft.notes)) or None,
        alternatives=tuple(draft.alternatives),
        rule=draft.rule or LineRule.CENTRE_LINE,
        side=draft.side,
        section=Section(*limits) if any(limits) else None,
        railway_number=number_in(draft.name) if draft.kind is LegKind.RAILWAY else None,
        parcel_number=draft.parcel,
        repeats=repeats,
    )


def words_without(text: str, draft: Draft) -> str:
    """Return the leg's words with its notes taken out."""
    pieces, at = [], draft.start
    for start, end in sorted(draft.notes):
        pieces.append(text[at:start].strip(_EDGES))
        at = end
    pieces.append(text[at : draft.end].strip())
    return " ".join(piece for piece in pieces if piece)
