"""Makes legs of mentions: which is a leg, which only limits one, what stays unread."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ..language.names import Case, fold
from ..language.word_lists import words, written
from ..model import FrameKind, LegKind, Span
from .around import FAR_BACK, LIMITS, Around, is_limit, is_section
from .drafts import Draft, add_inner_note, add_note, draft_of
from .extents import Extent, extent_of, is_framing
from .grammar import ARTICLES, CONJUNCTIONS, CUTS, TURNS, is_compass, is_frame, is_negation
from .items import Item, ItemKind, Mention
from .landmarks import BARE_BETWEEN, street_met
from .lexicon import is_modifier_adjective
from .links import phrase
from .sides import read_tail

_LINES = frozenset(written("line_types"))
_WITHOUT = words("without")
_FURTHER = words("taking_in")
"""Words that take something out of a ring or into it."""
_ASIDE = tuple(words("aside_in_brackets"))
_LEADS = frozenset({"", *ARTICLES})
_LONGEST_PLACE = 5
_LEG_ANDLIMITS = 3
_ENOUGH = 2
"""A place without a noun of kind is taken as a leg among at least this many sure legs."""

_RING_OF_PLACES = 3
"""Without any sure leg, this many capitalised words between dashes are a ring all the same."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Words taken for framing, and which construction makes them so."""

    start: int
    end: int
    kind: FrameKind
    named: Draft | None = None
    """The leg that its words would be, where they name one."""


@dataclass(slots=True)
class Grouping:
    """What every word of the sentence was taken for."""

    drafts: list[Draft] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    unread: list[Span] = field(default_factory=list)
    further: list[Span] = field(default_factory=list)
    """Those of the unread pieces that take something out of the ring, or add to it."""


def group(text: str, items: list[Item]) -> Grouping:
    """Turn items into legs, framing and unread pieces."""
    return _Grouper(text, items).run()


class _Grouper:
    def __init__(self, text: str, items: list[Item]) -> None:
        self.text = text
        self.items = items
        self.around = Around(items)
        self.result = Grouping()
        self.drafts = self.result.drafts
        self.piece = 0
        """How many legs there were when the current piece began."""
        self.waiting: list[tuple[Item, Mention]] = []
        """Limits written before the leg that they belong to."""
        self.sure = sum(item.mention is not None and not is_limit(item) for item in items)
        self.places = sum(self._in_dashes(place, item) for place, item in enumerate(items))
        """Capitalised words between dashes: a ring of names in another language, if many."""
        self.bounded = -1
        """How many legs stood before "közötti részt": a limit behind it is no leg's."""
        self.sides = sum(self._is_sided(place, item) for place, item in enumerate(items))
        """Places by compass: "északról Fót, keletről Csömör"."""
        self.attached = False
        """True while the last item belongs to the last leg, so that a bracket would too."""
        self.excluding = False
        """True behind "kivéve", "beleértve": what is named there is no part of the line."""

    def run(self) -> Grouping:
        for place, item in enumerate(self.items):
            match item.kind:
                case ItemKind.MENTION:
                    self._mention(place, item)
                case ItemKind.LOOSE:
                    self._loose(place, item)
                case ItemKind.NOTE:
                    self._note(item)
                case ItemKind.BETWEEN:
                    self._between(place, item)
                case ItemKind.JUNCTION:
                    self._junction(place, item)
                case _:
                    self._grammar(item)
        self._give_up_waiting()
        return self.result

    # -- filing -----------------------------------------------------------------------------

    def _frame(self, item: Item) -> None:
        if self.excluding:
            self._widen(item)
        named = None if item.named is None else draft_of(item, item.named)
        self.result.frames.append(Frame(item.start, item.end, item.framing, named))

    def _widen(self, item: Item) -> None:
        """Let the further part at hand reach to the end of an item."""
        further = self.result.further
        further[-1] = Span(further[-1].start, item.end)

    def _leave(self, item: Item) -> None:
        if self.excluding:
            self._widen(item)
        self.result.unread.append(Span(item.start, item.end))
        self.attached = False

    def _give_up_waiting(self) -> None:
        for item, _ in self.waiting:
            self._leave(item)
        self.waiting.clear()

    def _grammar(self, item: Item) -> None:
        if item.kind is ItemKind.SEPARATOR:
            self._give_up_waiting()
            self.piece = len(self.drafts)
            self.excluding = self.excluding and item.mark == "comma"
            self.attached = self.attached and item.mark == "comma"
            if item.mark == "bullet":
                self._frame(item)
            return
        if self._opens_further(item):
            self._open_further(item)
        elif item.kind is ItemKind.FRAME and (self.excluding or self._is_extent(item)):
            self._leave(item)
        else:
            self.attached = False
            self._frame(item)

    def _opens_further(self, item: Item) -> bool:
        """True for "kivéve", and for the "de" of ", de a Fő tér nem tartozik bele"."""
        if not item.words or not self.drafts or item.kind is ItemKind.SEPARATOR:
            return False
        but = item.words[0].key == "de" and self.text[: item.start].rstrip().endswith(",")
        return but or item.words[0].key in _FURTHER

    def _open_further(self, item: Item) -> None:
        """Keep apart what "kivéve" takes out and "beleértve" takes in."""
        if not self.excluding:
            self.excluding = True
            self.result.further.append(Span(item.start, item.end))
        self._leave(item)

    def _is_extent(self, item: Item) -> bool:
        """True for "déli részén" behind a leg: words that take only a part of it."""
        if extent_of(item) is Extent.PART:
            return bool(self.drafts)
        bare = self.attached and extent_of(item) is Extent.BARE and not self.waiting
        if not bare:
            return False
        last = self.drafts[-1]
        return last.section_start is last.section_end is None

    # -- legs and their limits ----------------------------------------------------------------

    def _mention(self, place: int, item: Item) -> None:
        mention = item.mention
        aside = mention is None or mention.case in {Case.AT, Case.ADJECTIVE}
        away = self.around.is_direction(place) or self.around.faces(place)
        if mention is None or aside or self.excluding or away or self._meets(place, mention):
            self._leave(item)
        elif self.around.names_a_side(place):
            self._frame(item)
        elif mention.case in LIMITS:
            self._limit(place, item, mention)
        else:
            self._leg(item, mention)

    def _meets(self, place: int, mention: Mention) -> bool:
        """True for the last of "A utca – B utca – C u. csomópontban": where several meet."""
        point = mention.kind is LegKind.POINT and len(self.drafts) >= _ENOUGH
        chained = point and self.around.beside(place, -1) == "dash"
        return chained and mention.case is Case.ALONG

    def _turns_off(self, place: int) -> bool:
        """True for the street of "a Fő utcáról rátér …", unless it is the last leg anyway."""
        following = self.items[place + 1] if place + 1 < len(self.items) else None
        if following is None or not following.words or following.words[0].key not in TURNS:
            return False
        name = self.items[place].mention
        return name is not None and not (self.drafts and self.drafts[-1].name == name.name)

    def _leg(self, item: Item, mention: Mention) -> None:
        draft = draft_of(item, mention)
        if mention.inner_note is not None:
            add_inner_note(self.text, draft, mention.inner_note)
        for limit_item, limit in self.waiting:
            if self._across(limit_item.start, draft.start):
                self._leave(limit_item)
            else:
                draft.reach(limit_item)
                draft.limit(limit.name, limit.case)
        self.waiting.clear()
        self.drafts.append(draft)
        self._swallow(draft)
        self.attached = True

    def _across(self, start: int, end: int) -> bool:
        """True where words that nobody understood stand between a leg and its limit."""
        return any(start <= span.start < end for span in self.result.unread[-FAR_BACK:])

    def _limit(self, place: int, item: Item, mention: Mention) -> None:
        if mention.plural:
            self._leave(item)  # "a Kert és a Malom utcákig" is no one place
        elif mention.case is Case.FROM and self._turns_off(place):
            self._leg(item, mention)
        elif mention.case is Case.FROM and not self.drafts and self.around.heads_off(place):
            (self._leg if mention.numbered is None else self._numbered_leg)(item, mention)
        elif mention.case is Case.FROM and self.around.points(place):
            self._leave(item)
        elif len(self.drafts) > self.piece:
            self._attach(item, mention)
        elif mention.case is Case.FROM and self.around.walked(place):
            self._leg(item, mention)
        elif self.around.leg_follows(place):
            self.waiting.append((item, mention))
        elif mention.numbered is not None and not self._takes(mention):
            self._numbered_leg(item, mention)
        elif self.around.section_follows(place) and not self._attachable(mention):
            self.waiting.append((item, mention))
        else:
            self._attach(item, mention)

    def _takes(self, mention: Mention) -> bool:
        """True where the last leg still lacks this limit."""
        if not self.drafts:
            return False
        last = self.drafts[-1]
        taken = last.section_start if mention.case is Case.FROM else last.section_end
        lone = taken is None and len(self.drafts) == 1
        return lone and (mention.case is Case.TO or last.name == mention.numbered)

    def _attach(self, item: Item, mention: Mention) -> None:
        if not self._attachable(mention) or self._across(self.drafts[-1].end, item.start):
            self._leave(item)
            return
        last = self.drafts[-1]
        last.limit(street_met(mention.name) or mention.name, mention.case)
        last.reach(item)
        self._swallow(last)
        self.attached = True

    def _attachable(self, mention: Mention) -> bool:
        if not self.drafts or self._settled(self.drafts[-1], mention):
            return False
        if self.bounded == len(self.drafts):
            return False
        last = self.drafts[-1]
        taken = last.section_start if mention.case is Case.FROM else last.section_end
        return taken is None

    def _settled(self, last: Draft, mention: Mention) -> bool:
        """True where a limit from a later piece cannot be the last leg's.

        "Jókai utca Határ úttól – Kossuth Lajos utcáig" only completes what was begun; a leg
        that has its end needs no new start.
        """
        own_piece = len(self.drafts) > self.piece
        return not own_piece and mention.case is Case.FROM and last.section_end is not None

    def _swallow(self, draft: Draft) -> None:
        """Framing words inside a leg's words are the leg's."""
        frames = self.result.frames
        inside = [f for f in frames[-FAR_BACK:] if draft.start <= f.start and f.end <= draft.end]
        for frame in inside:
            frames.remove(frame)

    def _stretch(self, item: Item) -> None:
        """Read "A utcától B utcáig terjedő szakasz" with no street named: a leg by its limits."""
        start = self.waiting[0][0].start
        name = phrase(self.text, start, item.end)
        mention = Mention(LegKind.OTHER, name, None, Case.NOMINATIVE)
        self._leg(Item(ItemKind.MENTION, start, item.end, item.words, mention), mention)
        self._swallow(self.drafts[-1])

    def _numbered_leg(self, item: Item, mention: Mention) -> None:
        """Read "Némedi u. 104-ig" alone: the street, up to that number."""
        draft = draft_of(item, mention)
        draft.name = mention.numbered or mention.name
        draft.limit(mention.name, mention.case)
        self.drafts.append(draft)
        self.attached = True

    # -- pairs ----------------------------------------------------------------------------------

    def _between(self, place: int, item: Item) -> None:
        """Take the last two legs as the limits of the one before, where the words say so."""
        bare = (item.mark in BARE_BETWEEN or item.part) and self._written_as_section(place)
        if item.part and bare and not self._paired(place):
            bare = False
        self._give_up_waiting()
        if self._three() and self._across(self.drafts[-2].start, item.start):
            self.attached = False
            self._leave(item)  # what stands between was not understood
        elif bare or self._along(place, item) or (item.section and self._three()):
            self._limit_by_two(item)
        elif self._ground_along(place):
            first, last = self.drafts[-2:]
            self._limit_by_two(item)
            self.drafts[-1].lines = (first, last)
            self.attached = False
        else:
            if self._ground_along(place, more=True):
                self.drafts[-3].limited = True
            told = bool(self.drafts) and self.drafts[-1].section_end is not None
            lone = item.section and not self._three() and not (told and self.attached)
            self.attached = False
            self.bounded = len(self.drafts)
            (self._leave if lone else self._frame)(item)  # of which street is not told

    def _ground_along(self, place: int, *, more: bool = False) -> bool:
        """True for "a Fő utcán, a Kert utca és a Malom utca közötti területen": no ring of three.

        A section of the street, or what lies along it; a street in a case of place bounds nothing.
        """
        if not self._three() or (len(self.drafts) > _LEG_ANDLIMITS) != more:
            return False
        leg, first, last = self.drafts[-3:]
        pair = self.around.marks(place, first.end, last.start)
        joined = pair & {ItemKind.CONJUNCTION, ItemKind.SEPARATOR}
        words = fold(self.text[leg.start : leg.end])
        plain = leg.section_start is leg.section_end is None and not (first.along or last.along)
        return (
            bool(joined)
            and plain
            and (
                (words.endswith("n") and (leg.along or "ment" in words))
                or words.endswith(("nak", "nek"))
            )
        )

    def _three(self) -> bool:
        return len(self.drafts) >= _LEG_ANDLIMITS

    def _along(self, place: int, item: Item) -> bool:
        """True for "a Fő utcán, a Kert utca és a Malom utca között", "Fő utca: …"."""
        if not (item.mark in BARE_BETWEEN or item.part) or not self._three():
            return False
        leg, first, last = self.drafts[-3:]
        if item.part and leg.type not in _LINES:
            return False  # "a Fő lakótelepen, a Kert utca és a Malom utca közötti részen"
        pair = self.around.marks(place, first.end, last.start)
        headed = leg.type is not None and ":" in self.text[leg.end : first.start]
        lies = leg.along and self.text[leg.start : leg.end].rstrip().endswith("n")
        return (lies or headed) and not first.along and ItemKind.CONJUNCTION in pair

    def _limit_by_two(self, item: Item) -> None:
        last, first = self.drafts.pop(), self.drafts.pop()
        leg = self.drafts[-1]
        leg.section_start, leg.section_end = first.name, last.name
        apart = self._across(leg.end, first.start)
        if apart:  # words between that were not understood
            inside = [f for f in self.result.frames if first.start <= f.start < item.end]
            for frame in inside:
                self.result.frames.remove(frame)
            self.result.frames.append(Frame(first.start, item.end, FrameKind.GRAMMAR))
        else:
            leg.notes += [*first.notes, *last.notes]
            leg.end = item.end
        if item.words[-1].key.startswith("szakaszai"):
            self._share_limits(leg)
        self._swallow(leg)
        self.piece = min(self.piece, len(self.drafts) - 1)
        self.attached = not apart

    def _share_limits(self, leg: Draft) -> None:
        """Give the limits of "A, B és C utca X utca és Y utca közötti szakaszai" to all three."""
        behind = leg
        for draft in reversed(self.drafts[:-1]):
            joint = self.text[draft.end : behind.start].replace(",", " ").split()
            listed = all(fold(word) in CONJUNCTIONS | ARTICLES for word in joint)
            limited = draft.section_start or draft.section_end or draft.rule
            if not listed or limited or draft.type is None:
                return
            draft.section_start, draft.section_end = leg.section_start, leg.section_end
            behind = draft

    def _written_as_section(self, place: int) -> bool:
        """True for "X utca A utca és B utca között": nothing separates X from A."""
        if len(self.drafts) < _LEG_ANDLIMITS:
            return False
        leg, first = self.drafts[-3], self.drafts[-2]
        if not self.text[leg.end : first.start].strip():
            return True  # a line that a page's width broke, too
        marks = self.around.marks(place, leg.end, first.start)
        return not marks & {ItemKind.SEPARATOR, ItemKind.CONJUNCTION}

    def _paired(self, place: int) -> bool:
        """True where a mark ties the last two names: "A utca és B utca közötti része"."""
        first, last = self.drafts[-2], self.drafts[-1]
        marks = self.around.marks(place, first.end, last.start)
        return bool(marks & {ItemKind.SEPARATOR, ItemKind.CONJUNCTION})

    def _junction(self, place: int, item: Item) -> None:
        """Make one place of the names before "kereszteződése"."""
        if not self.drafts or self.waiting or self._across(self.drafts[-1].end, item.start):
            self._leave(item)
            return
        if item.case in {Case.AT, Case.ALONG} and self._dashed(place):
            self._leave(item)  # "A – B – C csomópontban": where several meet, no ring
            return
        last = self.drafts.pop()
        start = last.start
        if item.case in LIMITS and (last.section_start or last.section_end):
            # "Fő utca 12-től a Kert utca torkolatáig": which is the street, nobody can tell.
            self._leave(replace(item, start=start))
            return
        told = bool(self.drafts) and not self._across(self.drafts[-1].end, last.start)
        joined = told and len(self.drafts) > self.piece
        if joined and self._conjoined(place, self.drafts[-1], last):
            start = self.drafts.pop().start
        elif told and item.case in LIMITS and self._limits_by_pair(place, last):
            start = self.drafts.pop().start
            self.piece = min(self.piece, len(self.drafts) - 1)
        name = f"{phrase(self.text, start, last.end)} {item.mark_text(self.text)}"
        if item.case in LIMITS and start == last.start and self._takes_end(item.case, last):
            name = last.name  # "a Fő utca torkolatáig" is as far as Fő utca
        mention = Mention(LegKind.POINT, name, None, item.case)
        whole = Item(ItemKind.MENTION, start, item.end, item.words, mention)
        while self.result.frames and self.result.frames[-1].start >= start:
            self.result.frames.pop()
        if item.case in LIMITS and self.drafts:
            self._attach(whole, mention)
        else:
            self._leg(whole, mention)

    def _limits_by_pair(self, place: int, last: Draft) -> bool:
        """True for "a Fő utca a Kert utca – Béke utca kereszteződésétől": the dash ties the pair.

        Nothing, or a comma, parts the first of the two from the street that they limit.
        """
        if len(self.drafts) < _ENOUGH:
            return False
        leg, first = self.drafts[-2:]
        parting = {ItemKind.SEPARATOR, ItemKind.CONJUNCTION}
        tied = self.around.marks(place, first.end, last.start) & parting == {ItemKind.SEPARATOR}
        before = self.text[leg.end : first.start]
        own = self.around.marks(place, leg.end, first.start) & parting <= {ItemKind.SEPARATOR}
        apart = (
            "," in self.text[first.end : last.start] or before.strip(" ,\n").lower() not in _LEADS
        )
        return tied and own and not apart and leg.section_start is leg.section_end is None

    def _dashed(self, place: int) -> bool:
        """True where a dash stands before the last name."""
        if len(self.drafts) < _ENOUGH:
            return False
        first, last = self.drafts[-2:]
        between = self.text[first.end : last.start]
        return ItemKind.SEPARATOR in self.around.marks(place, first.end, last.start) and any(
            dash in between for dash in "–-"
        )

    def _takes_end(self, case: Case, last: Draft) -> bool:
        """True where a leg of its own stands before the limit and still lacks it."""
        leg = self.drafts[-1] if self.drafts else None
        if leg is None or last.section_start or last.section_end:
            return False
        return (leg.section_start if case is Case.FROM else leg.section_end) is None

    def _conjoined(self, place: int, first: Draft, last: Draft) -> bool:
        marks = self.around.marks(place, first.end, last.start)
        return ItemKind.CONJUNCTION in marks and ItemKind.SEPARATOR not in marks

    def _note(self, item: Item) -> None:
        understood = (
            self.attached
            and not self.waiting
            and bool(self.drafts)
            and add_note(self.text, self.drafts[-1], item.words[0])
        )
        if not understood:
            self._leave(item)
            if any(word in fold(self.text[item.start : item.end]) for word in _ASIDE):
                self.result.further.append(Span(item.start, item.end))

    # -- words without a noun of kind ------------------------------------------------------

    def _loose(self, place: int, item: Item) -> None:
        if self._opens_further(item):
            self._open_further(item)
        elif self.excluding or self._is_extent(item):
            self._leave(item)
        elif item.words[0].key in _WITHOUT and self.attached:
            self._exclude_last(item)
        elif self.waiting and is_section(item) and not self.around.leg_follows(place):
            self._stretch(item)
        elif self.attached and self._late_side(item):
            self._swallow(self.drafts[-1])
        elif is_framing(item) and not self._stands_as_name(place, item):
            self.attached = False
            self._frame(item)
        elif self._is_place(place, item):
            name = phrase(self.text, item.start, item.end)
            mention = Mention(LegKind.OTHER, name, None, Case.NOMINATIVE)
            mention.other, mention.kept = item.hint, item.hint is not None
            self._leg(item, mention)
        else:
            self._leave(item)

    def _stands_as_name(self, place: int, item: Item) -> bool:
        """True for "Város" of "Fő utca – Város – Kert utca": a capital in the midst of a ring."""
        first = item.words[0]
        named = first.is_capital and not first.word.isupper() and not is_compass(first.word)
        marks = {self.around.beside(place, -1), self.around.beside(place, 1)}
        listed = marks == {"dash"} or (first.key in CUTS and marks <= {"dash", "comma"})
        return len(item.words) == 1 and named and listed and bool(self.drafts)

    def _late_side(self, item: Item) -> bool:
        """Read the side behind a section: "… közötti szakaszának páros oldala"."""
        last, words = self.drafts[-1], list(item.words)
        if last.rule is not None or last.section_start is last.section_end is None:
            return False
        said = Mention(last.kind, last.name, last.type, Case.NOMINATIVE)
        start = next((i for i, unit in enumerate(words) if is_modifier_adjective(unit.key)), 0)
        if not all(is_frame(unit.word) for unit in words[:start]):
            return False
        if read_tail(self.text, words, start, said).end < len(words) or said.rule is None:
            return False
        last.rule, last.side = said.rule, said.side
        last.reach(item)
        return True

    def _exclude_last(self, item: Item) -> None:
        """Take back the leg before "kivételével"."""
        last = self.drafts.pop()
        self.waiting.clear()  # they stand between and go with it
        self.result.unread.append(Span(last.start, item.end))
        self.result.further.append(Span(last.start, item.end))
        self.attached = False

    def _is_place(self, place: int, item: Item) -> bool:
        """Tell a place in the ring ("Oktogon") from words about it."""
        words = item.words
        if self._is_sided(place, item) and (self.sides >= _ENOUGH or self.sure >= _ENOUGH):
            return True
        if self.sure < _ENOUGH and self.places < _RING_OF_PLACES:
            return False
        if len(words) > _LONGEST_PLACE or not words[0].is_capital:
            return False
        if any(is_negation(unit.key) for unit in words):
            return False
        before, after = self.around.beside(place, -1), self.around.beside(place, 1)
        if before == "dash" or after == "dash" or before == "newline" == after:
            return before != "frame" and _bounded(before) and _bounded(after)
        proper = all(unit.is_capital for unit in words)
        # "Testnevelési és Sporttudományi Egyetem": the half of a name
        proper = proper and not (after in CONJUNCTIONS and words[-1].key.endswith("i"))
        return proper and before not in {"", "frame"} and _bounded(before) and _bounded(after)

    def _is_sided(self, place: int, item: Item) -> bool:
        """True for "Fót" of "északról Fót, keletről Csömör határolja"."""
        if item.kind is not ItemKind.LOOSE or len(item.words) > _LONGEST_PLACE:
            return False
        proper = all(unit.is_capital for unit in item.words)
        return proper and self.around.by_compass(place) and _bounded(self.around.beside(place, 1))

    def _in_dashes(self, place: int, item: Item) -> bool:
        if item.kind is not ItemKind.LOOSE or not item.words[0].is_capital:
            return False
        return "dash" in {self.around.beside(place, -1), self.around.beside(place, 1)}


def _bounded(mark: str) -> bool:
    return mark in {
        "",
        "dash",
        "comma",
        "semicolon",
        "newline",
        "colon",
        "stop",
        "bullet",
        "other",
        "es",
        "valamint",
        "tovabba",
        "illetve",
        "frame",
        "note",
        "between",
    }
