"""What a sentence is made of once its words are read: mentions, marks, leftovers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from ..language.names import Case, case_forms, fold
from ..model import FrameKind

if TYPE_CHECKING:
    from ..model import Alternative, LegKind, LineRule
    from .tokens import Unit


class ItemKind(StrEnum):
    """The sorts of item."""

    MENTION = "mention"
    """A named thing."""
    LOOSE = "loose"
    """Words that no noun of kind ends; their place decides what they are."""
    FRAME = "frame"
    """Grammar around the legs."""
    ARTICLE = "article"
    CONJUNCTION = "conjunction"
    SEPARATOR = "separator"
    NOTE = "note"
    BETWEEN = "between"
    """közötti szakasza: the two mentions before it limit the one before them."""
    JUNCTION = "junction"
    """kereszteződése: the mentions before it are one place."""


@dataclass(slots=True)
class Mention:
    """A named thing as written, with the side words behind it."""

    kind: LegKind
    name: str
    type: str | None
    case: Case
    plural: bool = False
    descriptive: bool = False
    """True where a participle ties it to the words before ("északnak futó sétány")."""
    rule: LineRule | None = None
    side: str | None = None
    parcel: str | None = None
    limits: tuple[str, str] | None = None
    """House numbers it runs between, as names ("Fő utca 12.")."""
    numbered: str | None = None
    """The name without its house number, where it has one."""
    towards: str | None = None
    """"felőli oldala" where it tells a side of what stands before it."""
    inner_note: Unit | None = None
    """A bracket inside the name: Kerepesi (Rákóczi) út."""
    other: Alternative | None = None
    """What the name means without the type that it shares: the river of "Duna utca"."""
    kept: bool = False
    """True where the other reading is the one with the type, and the name is kept without it."""
    doubtful: bool = False
    """True where that other reading is as likely."""
    place: bool = False
    """True where a name that takes its type from the list may be that of the place."""
    joined: str | None = None
    """The one name that it may be with the one before it: "Valdemar és Nina Langlet rakpart"."""


@dataclass(slots=True)
class Item:
    """One piece of the sentence, `text[start:end]`."""

    kind: ItemKind
    start: int
    end: int
    words: tuple[Unit, ...] = ()
    mention: Mention | None = None
    mark: str = ""
    """Name of the separator, or the folded word of a between or junction."""
    case: Case = Case.NOMINATIVE
    section: bool = False
    """On a between: True where it says "szakasza"."""
    part: bool = False
    """On a between: True where it says "része"."""
    framing: FrameKind = FrameKind.GRAMMAR
    """On a frame: which construction makes it one."""
    named: Mention | None = None
    """On a frame: the leg that its words would be."""
    hint: Alternative | None = None
    """On loose words: what they are with the type that the list behind them may share."""

    def become_frame(self, framing: FrameKind) -> None:
        """Take the words for framing of a kind; they name no leg."""
        self.named = self.mention or self.named
        self.kind, self.mention, self.framing = ItemKind.FRAME, None, framing

    def mark_text(self, text: str) -> str:
        """Return a junction's word in the nominative, accents kept."""
        word = text[self.start : self.end]
        return next((f.base for f in case_forms(word) if fold(f.base) == self.mark), word)


@dataclass(slots=True)
class Region:
    """Words seen since the last end of a name; the next noun of kind may claim them."""

    units: list[Unit] = field(default_factory=list)

    def take(self) -> tuple[Unit, ...]:
        """Return the words and start afresh."""
        taken = tuple(self.units)
        self.units.clear()
        return taken
