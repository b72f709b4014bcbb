"""Which columns hold the address, and how a row of them becomes one text. Pure.

The columns of a table's sample, looked at: what headings say, what cells are. Pure.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.address.addresses import LONGEST, types_of
from boundaries.address.parcels import MARK as MARK_OF_PARCELS
from boundaries.language import country
from boundaries.language.names import fold
from boundaries.model import Reason

from .cells import MARK, plain
from .faults import TableError
from .headings import SAMPLED, Meaning, Role, likeness, meaning_of, named_role, usual_width
from .towns import (
    CAPITAL,
    NO_TOWN,
    is_abroad,
    is_county,
    is_other_county,
    place_in,
    postcode_in,
    town_in_address,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    Rows: TypeAlias = Sequence[Sequence[str]]


_STREET_ORDER = (Role.ADDRESS, Role.STREET, Role.TYPE, Role.NUMBER)
_WHOLE = re.compile(r"(\d+)[.,]0+\Z", re.ASCII)
_DECIMAL = re.compile(r"\d+,\d+\Z", re.ASCII)
_MAY_BE_PARCEL = re.compile(r"\d+ ?/|\d{4,}|0\d", re.ASCII)
_FIGURES = frozenset({Role.NUMBER, Role.POSTCODE})
_TRUTH = {"1": "IGAZ", "0": "HAMIS"}


@dataclass(frozen=True, slots=True)
class AddressColumns:
    """The columns of an address, and how they were found."""

    parts: tuple[tuple[int, Role], ...]
    """Position (0 = first) and role."""
    how: str
    """"chosen", "heading" or "content"."""
    own: str = ""
    """The town that the engine takes a row without a town to be in; empty where not known."""
    town: str = ""
    """The town that somebody said rows without a town are in."""
    others: bool = False
    """True where the table names other towns: then a row without one may be anywhere."""
    unnamed: int = 0
    """Rows of the sample that name no town."""
    parcels: frozenset[int] = frozenset()
    """Columns of house numbers that may hold parcel numbers, by their heading."""
    unused: tuple[int, ...] = ()
    """Columns that name places and are no part of the address."""
    counties: tuple[int, ...] = ()
    """Columns of the address's county; another than the own town's says that it is elsewhere."""
    countries: tuple[int, ...] = ()
    """The same of its country."""

    @property
    def single(self) -> int | None:
        """The position where a cell is asked as it stands."""
        alone = len(self.parts) == 1 and not self.has_regions
        plain = alone and not self._elsewhere and (self.town or not self.others)
        return self.parts[0][0] if plain else None

    @property
    def has_regions(self) -> bool:
        """Whether more than the parts of the address decide where a row is."""
        return bool(self.counties or self.countries)

    @property
    def _elsewhere(self) -> bool:
        return bool(self.town) and fold(self.town) != fold(self.own)

    def query(self, cells: Sequence[str]) -> str:
        """Put the address of a row together.

        Raises:
            IndexError: the row is too short to have the first of the columns.
        """
        return self.asked(cells)[0]

    def asked(self, cells: Sequence[str]) -> tuple[str, Reason | None]:
        """Put the address of a row together, and say why it must not be asked.

        Raises:
            IndexError: the row is too short to have the first of the columns.
        """
        single = self.single
        if single is not None:
            return tidy(cells[single]), None
        cells[self.parts[0][0]]  # a row without even the first column has no address
        given: dict[Role, list[str]] = {}
        for at, role in self.parts:
            text = _part(cells[at], role) if at < len(cells) else ""
            if at in self.parcels and _MAY_BE_PARCEL.match(text):
                text = f"{MARK_OF_PARCELS} {text}"
            if text:
                given.setdefault(role, []).append(text)
        query, doubt = self._joined({role: " ".join(texts) for role, texts in given.items()})
        if doubt is None and query and self.has_regions and self._is_away(cells):
            doubt = self._contradicted(query, " ".join(given.get(Role.TOWN, ())))
        return query, doubt

    def _contradicted(self, query: str, town: str) -> Reason | None:
        """Say what another county or country makes of an address; nothing of another town's."""
        if town and place_in(town) is None and not NO_TOWN.fullmatch(town):
            return None  # a town abroad
        named = town_in_address(query)
        if named is not None or self._names_own(query):
            own = named is None or fold(named) == fold(self.own)
            return Reason.SETTLEMENT_AMBIGUOUS if own else None
        return Reason.SETTLEMENT_MISSING

    def _is_away(self, cells: Sequence[str]) -> bool:
        """Tell whether a row's county or country is another one than the own town's."""
        cells = [plain(cell).strip() for cell in cells]
        return any(
            is_other_county(cells[at], self.own) for at in self.counties if at < len(cells)
        ) or any(is_abroad(cells[at]) for at in self.countries if at < len(cells))

    def _joined(self, given: dict[Role, str]) -> tuple[str, Reason | None]:
        street = " ".join(given[role] for role in _STREET_ORDER if role in given)
        if Role.SUFFIX in given and given.get(Role.NUMBER, "").isdigit():
            street = f"{street}/{given[Role.SUFFIX].lstrip('/')}"
        town, postcode = given.get(Role.TOWN, ""), given.get(Role.POSTCODE, "")
        if not any(map(str.isalpha, town)):
            town = town if any(map(str.isalnum, town)) or "#" in town else ""
        if not street:
            return f"{postcode} {town}".strip() if town else "", None
        town, postcode, doubt = self._placed(street, town, postcode)
        front = f"{postcode} {town}".strip()
        return ", ".join(part for part in (front, street) if part), doubt

    def _placed(self, street: str, town: str, postcode: str) -> tuple[str, str, Reason | None]:
        """Return town and postcode that go before a street, and why the row is not asked."""
        named = town_in_address(street)
        if postcode and postcode in street:
            postcode = ""
        if town.startswith("#"):
            return "", postcode, Reason.SETTLEMENT_MISSING
        if not town or NO_TOWN.fullmatch(town):
            return (
                self._unplaced(postcode)
                if named is None and not postcode and not self._names_own(street)
                else ("", postcode, None)
            )
        place = place_in(town)
        if place is None:
            return town, postcode, None
        if named is not None and fold(named) != fold(place.name):
            return "", postcode, Reason.SETTLEMENT_AMBIGUOUS
        if named is not None or self._begins_with(street, place.name):
            return "", postcode, None
        kept = town if place.name == CAPITAL else place.name
        postcode = postcode or ("" if kept == town else place.postcode)
        if not postcode and types_of(place.name):  # "Liget, Alma utca 3": the code makes it a town
            postcode = country.postcodes_of(place.name)[0]
        return kept, postcode, None

    def _unplaced(self, postcode: str) -> tuple[str, str, Reason | None]:
        """Say where a row without any town is: where somebody said, else where it is assumed."""
        if self._elsewhere:
            return self.town, postcode, None
        missing = self.others and not self.town
        return "", postcode, Reason.SETTLEMENT_MISSING if missing else None

    def _names_own(self, street: str) -> bool:
        """Tell whether an address has the engine's own town or a postcode of it somewhere."""
        own = fold(self.own)
        codes = country.postcodes_of(self.own)
        return bool(own) and (own in fold(street) or any(code in street for code in codes))

    def _begins_with(self, street: str, name: str) -> bool:
        """Tell whether an address without a comma begins with its town, the engine's own."""
        words = street.split()
        return (
            fold(name) == fold(self.own)
            and fold(words[0]) == fold(name)
            and len(words) > 2  # noqa: PLR2004 - a town, a street and its type
            and not types_of(words[1])
        )


def _part(cell: str, role: Role) -> str:
    """Return the text of a cell as its role has it; what is no text says so in its own way."""
    text = typed_text(cell) if cell.startswith(MARK) else cell.strip()
    if role in _FIGURES and not text.isdigit():
        whole = _WHOLE.match(text)
        if whole is not None:
            return whole[1]
        if _DECIMAL.match(text):
            return text.replace(",", ".")
    return text


def typed_text(cell: str) -> str:
    """Return the text of a cell; a truth value or a date of a workbook is written as one.

    >>> typed_text(f"{MARK}b1"), typed_text(f"{MARK}d2024-03-05T00:00:00"), typed_text(" 5 ")
    ('IGAZ', '2024-03-05 00:00:00', '5')
    """
    text = plain(cell).strip()
    if cell.startswith(f"{MARK}b"):
        return _TRUTH.get(text, text)
    return text.replace("T", " ") if cell.startswith(f"{MARK}d") else text


def tidy(cell: str) -> str:
    """Return a cell as it is asked: its type and the blanks around it do not count."""
    if cell.startswith(MARK):
        return typed_text(cell)
    return cell.strip() if len(cell) <= LONGEST else cell


def chosen_columns(
    names: Sequence[str], header: Sequence[str] | None, width: int
) -> AddressColumns:
    """Find the columns that somebody named, by heading or by figure (1 = first).

    A name may carry its role: "település=3", "town=Hol lakik".

    Raises:
        TableError: there is no such column, or two of the name.
    """
    found = [_named(name, header, width) for name in names]
    if len(found) == 1 and found[0][1] is None:
        return AddressColumns(((found[0][0], Role.ADDRESS),), "chosen")
    parts = tuple(
        (at, role or (meaning_of(header[at]).role if header is not None else None) or Role.ADDRESS)
        for at, role in found
    )
    if not any(role in _STREET_ORDER[:2] for _, role in parts):
        raise TableError(
            "the columns that were named hold no address; name one as address=NAME", "no_address"
        )
    return AddressColumns(parts, "chosen")


def _named(name: str, header: Sequence[str] | None, width: int) -> tuple[int, Role | None]:
    """Return the position of a column that somebody named, and its role where that was said."""
    said, equals, rest = name.partition("=")
    role = named_role(said) if equals else None
    if role is None or name.strip() in map(str.strip, header or ()):
        return _position(name, header, width), None
    return _position(rest, header, width), role


def _position(name: str, header: Sequence[str] | None, width: int) -> int:
    headings = list(header or ())
    for same in (str.strip, fold):
        matches = [at for at, heading in enumerate(headings) if same(heading) == same(name)]
        if len(matches) == 1:
            return matches[0]
        if matches:
            figures = ", ".join(str(at + 1) for at in matches)
            raise TableError(
                f"{len(matches)} columns are called {name!r}; say which: {figures}", "no_column"
            )
    if name.isascii() and name.isdigit() and 1 <= int(name) <= width:
        return int(name) - 1
    raise TableError(f"there is no column {name!r}; {listed(header, width)}", "no_column")


def listed(header: Sequence[str] | None, width: int) -> str:
    """Say which columns a table has, for a message."""
    if header is None:
        return f"the table has no heading and {width} column(s); name one by its figure"
    return "the columns are: " + ", ".join(f"{at} {name}" for at, name in enumerate(header, 1))


_MOST = 200
"""Filled cells of a column that are looked at for towns and postcodes."""
NEARLY = 0.9
"""Share of cells that stands for all of them."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column, looked at."""

    at: int
    heading: str
    meaning: Meaning
    cells: tuple[str, ...]
    """The first filled cells, as plain text."""
    likeness: float
    """How much its cells look like addresses, on average."""
    towns: float
    """Share of its cells that are settlements."""
    codes: float
    """Share of its cells that are postcodes."""
    names: frozenset[str]
    """Settlements that its cells are."""
    county: bool = False
    """True where its cells are counties, some of which are called as a town is."""

    @property
    def is_free(self) -> bool:
        """Whether it may hold a part of an address."""
        return bool(self.cells) and not self.meaning.elsewhere and not self.county


def look_at(rows: Rows, header: Sequence[str] | None) -> list[Column]:
    """Look at every column of a sample."""
    width = max(usual_width(rows), len(header or ()))
    return [_column(rows, at, header) for at in range(width)]


def _column(rows: Rows, at: int, header: Sequence[str] | None) -> Column:
    every = (plain(row[at]).strip() for row in rows if at < len(row))
    cells = tuple(itertools.islice(filter(None, every), _MOST))
    heading = header[at] if header is not None and at < len(header) else ""
    places = [place_in(cell) for cell in cells]
    count = len(cells) or 1
    looks = [likeness(cell) for cell in cells[:SAMPLED]]
    counties = [is_county(cell) for cell in cells]
    return Column(
        at=at,
        heading=heading,
        meaning=meaning_of(heading),
        cells=cells,
        likeness=sum(looks) / (len(looks) or 1),
        towns=sum(place is not None for place in places) / count,
        codes=sum(_is_code(cell) for cell in cells) / count,
        names=frozenset(place.name for place in places if place is not None),
        county=all(counties) and any(p is None for p in places),
    )


def _is_code(cell: str) -> bool:
    code = postcode_in(cell)
    return code is not None and bool(country.towns_of(code))


def called(column: Column) -> str:
    """Return figure and heading of a column, for a message."""
    return f"{column.at + 1} {column.heading}".strip()


def example(columns: Sequence[Column], rows: Rows) -> tuple[tuple[str, str], ...]:
    """Return the fullest of the first rows, with headings."""
    width = len(columns)
    best = max(rows[:SAMPLED], key=lambda row: sum(bool(plain(c).strip()) for c in row[:width]))
    return tuple(
        (called(c), plain(best[c.at]).strip()) for c in columns if c.at < len(best) and best[c.at]
    )


def within(rows: Rows, inner: int, outer: int) -> bool:
    """Tell whether the text of one column stands in that of another, in nearly every row."""
    both = [
        (fold(plain(row[inner])), fold(plain(row[outer])))
        for row in rows
        if max(inner, outer) < len(row) and plain(row[inner]).strip() and plain(row[outer]).strip()
    ]
    same = sum(text in whole for text, whole in both)
    return bool(both) and same >= NEARLY * len(both)
