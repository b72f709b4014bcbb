"""Finds the named things in a cut sentence, left to right, each word looked at once.

A name ends at its noun of kind (utca, patak, határ) and starts behind the last thing that
cannot be inside a name: a separator, an article, another name's end.
"""

from __future__ import annotations

from ..language.names import Case, case_forms, fold, is_roman
from ..language.word_lists import words
from ..model import LegKind, LineRule
from .around import LIMITS
from .grammar import (
    ADMINISTRATIVE,
    ARTICLES,
    BETWEEN,
    BOUNDING,
    COMPASS_ADJECTIVES,
    CONJUNCTIONS,
    CUTS,
    JUNCTION_WORDS,
    PARTICIPLES,
    SAME,
    SECTION_NOUNS,
    is_compass,
    is_frame,
)
from .items import Item, ItemKind, Mention, Region
from .landmarks import landmark_limit, limits_apart
from .lexicon import Head, sure_case, water_case
from .lookahead import Lookahead, head_in, hyphenated, is_direction, is_heading, is_plural
from .naming import (
    border_name_start,
    capitalised,
    head_text,
    is_demonstrative,
    kind_of,
    name_start,
    spelled,
    tied_case,
)
from .scanning import visible
from .sides import Tail, read_tail
from .tokens import Unit, UnitKind

_PLAIN_BORDERS = words("plain_borders")
"""Alone they only speak of the area's own border."""
_OBJECTS = words("border_objects")
"""With a name before it, "Vác közigazgatási határát követi" is a border like any other."""
_SUCH = words("border_times")
_WALKS = words("walks")
_PARCEL_WORDS = words("parcel_words")
_FRONTS = words("parcel_fronts")
_PLOTS = words("properties")
_SHORTER = words("part_adjectives")
_WITH = words("meeting_with")
_TIMES = words("times")
_LYING = words("lying", "falls_between")
_PARTS = words("part_nouns")
_DISTRICTS = words("district_lists")
_FAR = 14
"""How many units a list of districts before their common border may take."""


def find_items(text: str, units: list[Unit]) -> list[Item]:
    """Return every unit of the sentence as part of exactly one item, in order."""
    return _Finder(text, units).run()


class _Finder:
    """Walks the units with one region of unclaimed words."""

    def __init__(self, text: str, units: list[Unit]) -> None:
        self.text = text
        self.units = units
        self.look = Lookahead(units)
        self.items: list[Item] = []
        self.region = Region()

    def run(self) -> list[Item]:
        at = 0
        while at < len(self.units):
            unit = self.units[at]
            if unit.kind is UnitKind.SEPARATOR:
                at = self._mark(at, ItemKind.SEPARATOR, unit.text)
            elif unit.kind is UnitKind.NOTE:
                at = self._note(at)
            else:
                at = self._word(at)
        self._flush()
        return self.items

    # -- one unit -------------------------------------------------------------------------

    def _mark(self, at: int, kind: ItemKind, mark: str) -> int:
        self._flush()
        unit = self.units[at]
        self.items.append(Item(kind, unit.start, unit.end, (unit,), mark=mark))
        return at + 1

    def _note(self, at: int) -> int:
        if self.region.units and self.look.bare_type(at + 1):
            self.region.units.append(self.units[at])
            return at + 1
        return self._mark(at, ItemKind.NOTE, "note")

    def _word(self, at: int) -> int:
        unit = self.units[at]
        article = unit.key in ARTICLES and not unit.dotted and not unit.suffix
        if article and not self.look.is_letter(at):
            return self._mark(at, ItemKind.ARTICLE, unit.key)
        if (end := self._districts(at)) is not None:
            return end
        if unit.key in CONJUNCTIONS and not unit.dotted and not unit.is_capital:
            return self._mark(at, ItemKind.CONJUNCTION, unit.key)
        if (end := self._parcel(at)) is not None:
            return end
        if unit.is_number and self.look.parcels(at, _PARCEL_WORDS):
            self._flush()  # "MÁV Zrt. 29737 és 29834/3 hrsz.": whose it is, is no name
        if self._is_cut(at):
            return self._cut(at)
        return self._named(at)

    def _named(self, at: int) -> int:
        unit = self.units[at]
        if (end := self._junction(at)) is not None:
            return end
        head = head_in(unit)
        if head is not None and self._ends_name(at, head):
            return self._close(at, head)
        if (end := self._standing_alone(at)) is not None:
            return end
        self.region.units.append(unit)
        return at + 1

    def _flush(self) -> None:
        """Turn the unclaimed words into a leftover, or into "a Nagy Rondellától"."""
        words = self.region.take()
        for piece in limits_apart(words, owned=bool(self.items) and bool(self.items[-1].mention)):
            self.items.append(self._leftover(piece))

    def _leftover(self, words: tuple[Unit, ...]) -> Item:
        start, end, last = words[0].start, words[-1].end, words[-1]
        tied = tied_case(last)
        reading = (last.word, tied) if tied in LIMITS else sure_case(last.word)
        reading = reading or landmark_limit(words)
        if reading is None or fold(reading[0]) in _TIMES:
            return Item(ItemKind.LOOSE, start, end, words)
        base, case = reading
        front = spelled(self.text, words[:-1])
        name = f"{front} {base}".strip()
        mention = Mention(LegKind.OTHER, name, None, case)
        return Item(ItemKind.MENTION, start, end, words, mention)

    # -- words that end a name without belonging to it --------------------------------------

    def _is_cut(self, at: int) -> bool:
        unit = self.units[at]
        towards = unit.key in COMPASS_ADJECTIVES and is_heading(self.look.word(at + 1))
        if unit.key in BETWEEN or self.look.compass_letter(at) or towards:
            return True  # "déli irányba" too
        if unit.key in SAME:  # "Északi határa azonos …"; "az azonos oldalán" is a side
            border = self.look.head(at - 1)
            return border is not None and border.kind is LegKind.BORDER
        if unit.word.lower() == "fele" or self.look.border_follows(at):
            return False  # half of it; "felé" is a direction
        if unit.key in CUTS:
            return self._cuts_here(at)
        return is_compass(unit.word) and is_direction(unit.word) and not self.look.bare_type(at + 1)

    def _cuts_here(self, at: int) -> bool:
        """Tell a word that never stands inside a name from the same word as a name."""
        unit = self.units[at]
        if not self.region.units and self.look.stands_as_name(at):
            return False  # "a Petőfi, a Város és a Béke utca"
        if self._has_name() and (is_plural(unit) or unit.key in _OBJECTS):
            return False
        return not (unit.is_capital and self.look.head(at + 1) is not None)

    def _cut(self, at: int) -> int:
        unit = self.units[at]
        if unit.key in BETWEEN:
            self._flush()
            return self._between(at)
        if unit.key.startswith("ker") and self.region.units:
            self.region.units.append(unit)
            self._flush()
            return at + 1
        self._flush()
        end = at + 1
        while self._frame_goes_on(end):
            end += 1
        self._frame(at, end)
        return end

    def _frame_goes_on(self, at: int) -> bool:
        unit = self.look.word(at)
        if unit is None or unit.is_capital or unit.is_number or unit.key in BETWEEN | ARTICLES:
            return False
        if unit.key in CONJUNCTIONS or self.look.border_follows(at) or unit.key in PARTICIPLES:
            return False
        if unit.key in COMPASS_ADJECTIVES and not is_heading(self.look.word(at + 1)):
            return False  # "… határolt terület déli része" is a part of it
        following = self.look.word(at + 1)
        if unit.key in _SHORTER and following is not None and _is_part(following):
            return False  # "… határolt terület egy része" too
        return is_frame(unit.word)

    def _frame(self, at: int, end: int) -> None:
        words = tuple(self.units[at:end])
        self.items.append(Item(ItemKind.FRAME, words[0].start, words[-1].end, words))

    def _between(self, at: int) -> int:
        end = at + 1
        lying = self.look.word(end)
        if lying is not None and lying.key in PARTICIPLES | _LYING:
            end += 1
        noun = self.look.word(end)
        section = noun is not None and _is_section(noun)
        part = noun is not None and not section and _is_part(noun)
        falls = self.units[at].key == "koze" and end > at + 1  # "közé eső", "közé esik"
        end = end + 1 if section or part else (end if falls else at + 1)
        words = tuple(self.units[at:end])
        item = Item(ItemKind.BETWEEN, words[0].start, words[-1].end, words, mark=words[0].key)
        item.section, item.part = section, part
        self.items.append(item)
        return end

    def _junction(self, at: int) -> int | None:
        """Read "kereszteződése" behind finished names."""
        first, before = self.units[at], self.items[-1] if self.items else None
        if self.region.units or before is None or before.mention is None:
            return None
        with_it = before.mention.case is Case.ALONG and first.key in _WITH
        unit = self.look.word(at + 1) if with_it else first
        forms = case_forms(unit.word) if unit is not None else ()
        form = next((one for one in forms if fold(one.base) in JUNCTION_WORDS), None)
        if unit is None or form is None:
            return None
        if with_it:  # "a Béke utcával való kereszteződéséig"
            before.mention.case = before.case = Case.NOMINATIVE
        words = (first, unit) if with_it else (unit,)
        item = Item(ItemKind.JUNCTION, first.start, unit.end, words, mark=fold(form.base))
        item.case = form.case
        self.items.append(item)
        return at + len(words)

    # -- names ------------------------------------------------------------------------------

    def _ends_name(self, at: int, head: Head) -> bool:
        """Tell the noun of kind that ends a name from the same noun inside one."""
        unit = self.units[at]
        if head.case is Case.ADJECTIVE or self.look.starts_typed(at):
            return False
        plain = head.case is Case.NOMINATIVE and not unit.suffix
        if plain and (self.look.bare_type(at + 1) or self.look.side_street(at + 1)):
            return False
        following = self.look.word(at + 1)
        goes_on = following is not None and following.is_capital and head.lemma == "tó"
        shared = unit.is_capital and not head.bare and self.look.plural_type(at + 1)
        if plain and (shared or (goes_on and head.kind is LegKind.OTHER)):
            return False  # "Fő, Kossuth és Vasút utcák", "Tamkó Sirató Károly utca"
        leading = not self.region.units and unit.is_capital and not unit.word.isupper()
        if plain and leading and following is not None and following.is_capital:
            square = head.kind is LegKind.SQUARE and not head.bare
            return head.kind is LegKind.RAILWAY or square or "-" in unit.word
        if fold(head.lemma) in _PLAIN_BORDERS:
            words = self.region.units
            named = self._has_name() or any(w.key in ADMINISTRATIVE for w in words)
            return named and not all(w.key in _SUCH for w in words)  # "… lesz az új határvonal"
        described = head.bare and self._lies_between(unit)
        described = described or (head.plural and _descriptive(tuple(self.region.units), head.kind))
        return not described and (not head.bare or self._has_name() or hyphenated(unit))

    def _lies_between(self, unit: Unit) -> bool:
        """True for "elterülő lakótelepen" behind "között": what lies there, and no name."""
        between = bool(self.items) and self.items[-1].kind is ItemKind.BETWEEN
        named = any(w.is_capital or w.is_number for w in (*self.region.units, unit))
        return between and not named

    def _has_name(self) -> bool:
        words = self.region.units
        if words and (is_demonstrative(words[-1]) or _descriptive(tuple(words), LegKind.STREET)):
            return True
        return any(
            unit.kind is UnitKind.WORD and not (is_frame(unit.word) and not unit.is_capital)
            for unit in words
        )

    def _close(self, at: int, head: Head) -> int:
        """End the name at its noun, read what hangs behind it, and file it."""
        unit = self.units[at]
        words = self.region.take()
        described = _descriptive(words, head.kind)
        start = 0 if described else _name_start(words, head)
        self._file_dropped(words[:start])
        named = (*words[start:], unit)
        mention = self._mention(named, head)
        tail = read_tail(self.text, self.units, at + 1, mention)
        self._file(named, tail, mention)
        return tail.end

    def _file_dropped(self, words: tuple[Unit, ...]) -> None:
        if words:
            self.items.append(Item(ItemKind.LOOSE, words[0].start, words[-1].end, words))

    def _file(self, named: tuple[Unit, ...], tail: Tail, mention: Mention) -> None:
        last = self.units[tail.end - 1]
        item = Item(ItemKind.MENTION, named[0].start, last.end, named, mention)
        item.case = mention.case
        self.items.append(item)

    def _mention(self, named: tuple[Unit, ...], head: Head) -> Mention:
        notes = [unit for unit in named if unit.kind is UnitKind.NOTE]
        words = tuple(unit for unit in named if unit.kind is UnitKind.WORD)
        kind = kind_of(words, head)
        front = spelled(self.text, words[:-1])
        shouted = words[-1].word.isupper() and front.upper() == front
        name = f"{front} {head_text(words[-1], head)}".strip()
        mention = Mention(
            kind,
            capitalised(name.upper() if shouted else name, kind),
            head.lemma if head.bare and kind in {LegKind.STREET, LegKind.SQUARE} else None,
            tied_case(words[-1]) or head.case,
            plural=head.plural,
            inner_note=notes[0] if notes else None,
        )
        mention.descriptive = _descriptive(words[:-1], head.kind)
        return mention

    def _standing_alone(self, at: int) -> int | None:
        """Read rivers and numbered roads, which need no noun of kind."""
        unit = self.units[at]
        water = water_case(unit.word)
        if not (water or unit.is_road) or self._name_goes_on(at):
            return None
        base, case = water or (unit.word.upper(), Case.NOMINATIVE)
        if "(" in unit.text:  # "Ráckevei (Soroksári)-Dunáig"
            front = visible(unit.text).rpartition("-")[0]
            base = f"{front}-{base.rpartition('-')[2]}"
        words = self.region.take()
        start = _adjective_start(words) if water else len(words)
        self._file_dropped(words[:start])
        named = (*words[start:], unit)
        name = f"{spelled(self.text, words[start:])} {base}".strip()
        kind = LegKind.WATER if water else LegKind.ROAD
        mention = Mention(kind, capitalised(name, kind), None, tied_case(unit) or case)
        tail = read_tail(self.text, self.units, at + 1, mention)
        self._file(named, tail, mention)
        return tail.end

    def _name_goes_on(self, at: int) -> bool:
        """True where a river's or road's word is only the start of a name."""
        following = self.look.word(at + 1)
        if following is None or self.units[at].dotted or following.key in BETWEEN:
            return False
        head = head_in(following)
        if head is not None and head.case is not Case.ADJECTIVE:
            if head.bare and self.region.units and self.region.units[-1].is_capital:
                return True
            tail = read_tail(
                self.text, self.units, at + 1, Mention(LegKind.WATER, "", None, Case.ALONG)
            )
            return tail.end == at + 1
        return following.is_capital and following.key not in ARTICLES

    def _parcel(self, at: int) -> int | None:
        """Read "9413 hrsz-ú telek közterületi határa", "hrsz" before or behind the number."""
        number, end = self._parcel_number(at)
        if number is None:
            return None
        while self._parcel_goes_on(end):
            end += 1
        words = tuple(self.units[at:end])
        self._flush()
        keys = frozenset(key for unit in words for key in unit.key.split())
        head = self.look.head(end - 1) if len(words) > 1 else None
        case = tied_case(words[-1]) or (head.case if head is not None else Case.NOMINATIVE)
        name = spelled(self.text, words)
        if head is not None and case in {Case.FROM, Case.TO}:
            name = f"{spelled(self.text, words[:-1])} {head_text(words[-1], head)}"
        elif ending := _plot_case(words[-1]):  # "… hrsz-ú ingatlanig", "… ingatlanon"
            name, case = f"{spelled(self.text, words[:-1])} {ending[0]}", ending[1]
        else:
            case = tied_case(words[-1]) or Case.NOMINATIVE
        mention = Mention(LegKind.PARCEL_EDGE, name, None, case)
        mention.parcel = number.word
        mention.rule = _parcel_rule(keys)
        self.items.append(Item(ItemKind.MENTION, words[0].start, words[-1].end, words, mention))
        return end

    def _parcel_number(self, at: int) -> tuple[Unit | None, int]:
        """Return the number of "9413 hrsz" or "hrsz.: 9413" and the index behind both."""
        unit, end = self.units[at], at + 1
        if unit.key not in _PARCEL_WORDS:
            following = self.look.word(end)
            marked = following is not None and following.key in _PARCEL_WORDS
            return (unit, end + 1) if marked and unit.is_number else (None, at)
        if end < len(self.units) and self.units[end].text == "colon":
            end += 1
        number = self.look.word(end)
        return (number, end + 1) if number is not None and number.is_number else (None, at)

    def _parcel_goes_on(self, at: int) -> bool:
        unit = self.look.word(at)
        if unit is None or unit.is_capital or unit.is_number:
            return False
        return unit.key not in ARTICLES | CONJUNCTIONS | BETWEEN | BOUNDING | _WALKS | {
            "altal",
            "menten",
        }

    def _districts(self, at: int) -> int | None:
        """Read "I. és XI. kerület határa" as one border."""
        unit = self.units[at]
        if not (is_roman(unit.word) and unit.dotted):
            return None
        end = at + 1
        while end < min(at + _FAR, len(self.units)) and self._in_district_list(end):
            end += 1
        head = self.look.head(end)
        before = self.units[end - 1].key
        if head is None or head.kind is not LegKind.BORDER or before not in _DISTRICTS:
            return None
        self._flush()
        self.region.units.extend(self.units[at:end])
        return self._close(end, head)

    def _in_district_list(self, at: int) -> bool:
        unit = self.units[at]
        if unit.kind is UnitKind.SEPARATOR:
            return unit.text in {"comma", "dash"} and is_roman(self.units[at - 1].word)
        known = unit.key in CONJUNCTIONS | ARTICLES or unit.key in _DISTRICTS
        return unit.kind is UnitKind.WORD and (known or is_roman(unit.word))


def _is_section(noun: Unit) -> bool:
    forms = {fold(form.base) for form in case_forms(noun.word)}
    return bool(forms & SECTION_NOUNS)


def _is_part(noun: Unit) -> bool:
    return any(fold(form.base) in _PARTS for form in case_forms(noun.word))


def _descriptive(words: tuple[Unit, ...], kind: LegKind) -> bool:
    """True where a participle with no name behind it leads to the noun."""
    for unit in reversed(words):
        named = unit.is_capital and not unit.word.isupper() and unit.key not in BOUNDING
        if unit.key in PARTICIPLES and not named:
            return True  # "Futó utca" is a name, "Határoló utcák:" is none
        if (unit.is_capital and kind is not LegKind.BORDER) or unit.is_number:
            return False
    return False


def _name_start(words: tuple[Unit, ...], head: Head) -> int:
    return border_name_start(words) if head.kind is LegKind.BORDER else name_start(words, head)


def _adjective_start(words: tuple[Unit, ...]) -> int:
    """Keep capital words before a river ("Holt Tisza"); lower-case ones are no part of it."""
    start = len(words)
    while start and words[start - 1].is_capital:
        start -= 1
    return start


def _plot_case(unit: Unit) -> tuple[str, Case] | None:
    """Return the noun and the case of "ingatlanig", "telken"; None in the nominative."""
    held = {Case.FROM, Case.TO, Case.ALONG}
    forms = (form for form in case_forms(unit.word) if form.case in held)
    found = ((form.base, form.case) for form in forms if fold(form.base) in _PLOTS)
    return None if fold(unit.word) in _PLOTS else next(found, None)


def _parcel_rule(keys: frozenset[str]) -> LineRule | None:
    return LineRule.PARCEL_FRONT if keys & _FRONTS else None
