"""Areas that a list of streets defines (körzetjegyzék, utcajegyzék); `verdict.check` asks them.

A range that begins behind its end takes nothing; the office's own lists have such ranges. A number
that the list takes, and does not take out again, is inside. A number that it does not take is
outside only where the town's own rules know the number (in a register without rules: where it lists
such a door); else nothing is decided. What the list leaves open stays open past the last door that
the register lists, and a door that the register gives to two polling districts is decided by the
list of neither (`list_known`). A range of a street that the register lacks, or has several of,
leaves those open that it may mean. Files are in `list_files`, export in `list_export`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..address.street_match import find_name
from ..language.house_numbers import NumberRange, Parity
from ..language.names import fold, type_of
from ..model import DECIDED, Grade, Reason, VerdictKind, blank
from ..register.gazetteer import index_register
from .list_export import ExportedList, ListCheck, check_list, export_list, ranges_of
from .list_files import HEADER, read_list, write_list
from .list_known import KnownNumbers
from .list_ranges import ListedRange, district_list, place_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..address.street_index import StreetIndex
    from ..language.house_numbers import HouseNumber
    from ..model import Answer
    from ..register.register import Register, Thoroughfare

__all__ = [
    "HEADER",
    "ExportedList",
    "ListCheck",
    "ListedArea",
    "ListedRange",
    "check_list",
    "district_list",
    "export_list",
    "ranges_of",
    "read_list",
    "write_list",
]

_Key = tuple[str, str]
_Decided = tuple[VerdictKind, Reason]


class ListedArea:
    """An area that its list defines, in a town whose register is known."""

    def __init__(self, slug: str, ranges: Iterable[ListedRange], register: Register) -> None:
        self.slug = slug
        self.ranges = tuple(ranges)
        self.index: StreetIndex[Thoroughfare] = index_register(register)
        self._known = KnownNumbers(register)
        self._listed: dict[_Key, list[ListedRange]] = {}
        unknown = []
        for one in self.ranges:
            key = self._place(one)
            if key is None:
                unknown.append(one)
            else:
                self._listed.setdefault(key, []).append(one)
        self._of_district: dict[str, bool] = {}
        self.unknown = tuple(unknown)
        """Ranges of public places that the register does not have, or has several of."""
        self._anywhere = False
        """True where a range may be of any street: a place, a parcel, a name alone."""
        for one in unknown:
            self._leave_open(one)

    def _place(self, one: ListedRange) -> _Key | None:
        """Return the place's key in the register; without accents where that is only one."""
        key = place_key(one.name, one.type)
        if self._known.lists(key):
            return key
        found = self.index.typed(fold(one.name), type_of(one.type) or "")
        return place_key(found[0].name, found[0].type) if len(found) == 1 else None

    def _leave_open(self, one: ListedRange) -> None:
        """Leave the streets open that a range without a street of its own may mean.

        The list takes one of them, and nobody has said which; of none of them is "outside" true.
        """
        match = find_name(one.name, one.type, self.index)
        meant = [match.street] if match.street is not None else []
        meant += [item.street for item in (*match.homonyms, *match.close)]
        for street in meant:
            key = place_key(street.name, street.type)
            opened = ListedRange(street.name, street.type, one.numbers, is_open=True)
            self._listed.setdefault(key, []).append(opened)
        self._anywhere |= not meant and type_of(one.type) is None

    def listed(self, street: Thoroughfare) -> tuple[ListedRange, ...]:
        """Return the ranges of a street of the register, those that only may mean it as open."""
        return tuple(self._listed.get(place_key(street.name, street.type), ()))

    @property
    def is_open_elsewhere(self) -> bool:
        """True where the list names what may be of any street, so that none is outside."""
        return self._anywhere

    @property
    def town(self) -> str:
        """The town of the register."""
        return self.index.names.town

    @property
    def area(self) -> None:
        """Its ground, which nobody knows."""
        return

    def blank(self, query: str) -> Answer:
        """Return the answer that decides nothing yet."""
        return blank(query, self.slug, "list")

    def decide(
        self, blank: Answer, street: Thoroughfare, number: HouseNumber | None, building: str | None
    ) -> Answer:
        """Fill in the answer about a street of the register, or one number of it."""
        verdict, reason = self._agreed(street, number, building)
        decided = verdict in DECIDED
        return blank.changed(
            verdict=verdict,
            reason=reason,
            matched=f"{self.town}, {street.full_name} {number or ''}".strip(),
            method="street_list" if decided else None,
            grade=Grade.RECORDED if decided else None,
        )

    def _agreed(
        self, street: Thoroughfare, number: HouseNumber | None, building: str | None
    ) -> _Decided:
        """Decide a number; both numbers of a plot, or a flat written as sub-number, must agree."""
        meant = (None,) if number is None else number.meant()
        found = [self.verdict(street, one, building) for one in meant]
        for verdict, reason in found:
            if verdict not in DECIDED and reason is not Reason.NO_RULE:
                return verdict, reason
        decided = [pair for pair in found if pair[0] in DECIDED]
        if len(set(decided)) > 1:
            return VerdictKind.UNDECIDABLE, Reason.NUMBER_MISSING
        return decided[0] if decided else found[0]

    def verdict(
        self, street: Thoroughfare, number: HouseNumber | None, building: str | None = None
    ) -> _Decided:
        """Decide one number of a street; None asks for the street as a whole.

        Args:
            street: of the register.
            number: as written.
            building: of that number; "" for the door that has none, None where nothing is said.
        """
        key = place_key(street.name, street.type)
        if number is None:
            return self._whole(key)
        rules = self._known.taking(key, number)
        contested = self._known.contested(key, number, building, rules)
        if len({self._takes_district(one) for one in contested}) > 1:
            return VerdictKind.UNDECIDABLE, Reason.SOURCE_CONTRADICTS
        taking = [one for one in self._listed.get(key, []) if one.numbers.covers(number)]
        if taking:
            decided = _decided(taking, building)
            if decided is not None:
                return decided
        if not rules and not self._known.has_door(key, number):
            return VerdictKind.UNDECIDABLE, Reason.NO_RULE
        listed = self._listed.get(key, ())
        opened = [one.numbers for one in listed if one.is_open]
        vague = any(one.is_vague for one in listed)
        if self._anywhere or vague or (opened and self._known.runs_on(key, number, opened, rules)):
            return VerdictKind.UNDECIDABLE, Reason.UNCERTAIN_LINE
        return VerdictKind.OUTSIDE, Reason.STREET_OUTSIDE

    def _takes_district(self, district: str) -> bool:
        """Tell whether the list takes a polling district: more than half of its rules, whole."""
        if district not in self._of_district:
            rules = self._known.rules_of(district)
            taken = sum(
                any(
                    not (one.is_open or one.is_excepted or one.building)
                    and one.numbers.contains(numbers)
                    for one in self._listed.get(street, ())
                )
                for street, numbers in rules
            )
            self._of_district[district] = 2 * taken > len(rules)
        return self._of_district[district]

    def _whole(self, key: _Key) -> _Decided:
        listed = self._listed.get(key, [])
        every = NumberRange(Parity.WHOLE)
        split = any(one.is_open or one.is_excepted for one in listed)
        if not split and any(one.numbers == every and not one.building for one in listed):
            return VerdictKind.INSIDE, Reason.STREET_INSIDE
        if not split and self._known.all_listed(key, [o.numbers for o in listed if not o.building]):
            return VerdictKind.INSIDE, Reason.STREET_INSIDE
        if listed:
            return VerdictKind.UNDECIDABLE, Reason.NUMBER_MISSING
        if self._anywhere:
            return VerdictKind.UNDECIDABLE, Reason.UNCERTAIN_LINE
        if self._known.has(key):
            return VerdictKind.OUTSIDE, Reason.STREET_OUTSIDE
        return VerdictKind.UNDECIDABLE, Reason.NO_RULE


def _decided(taking: Sequence[ListedRange], building: str | None) -> _Decided | None:
    """Decide a number by the ranges that take it; None where they are of other buildings.

    An open range goes before every other: it says that nobody has decided. One that is taken out
    goes before those that it is taken out of.
    """
    fitting = [one for one in taking if not one.building or _same(one.building, building)]
    if any(one.is_open for one in fitting):
        return VerdictKind.UNDECIDABLE, Reason.UNCERTAIN_LINE
    if any(one.is_excepted for one in fitting):
        return None
    if fitting:
        return VerdictKind.INSIDE, Reason.STREET_INSIDE
    return (VerdictKind.UNDECIDABLE, Reason.NUMBER_MISSING) if building is None else None


def _same(listed: str, asked: str | None) -> bool:
    return asked is not None and fold(listed).lstrip("0") == fold(asked).lstrip("0")
