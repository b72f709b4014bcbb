"""Which columns hold the address: chosen, told by headings, or guessed from content. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.addresses import LONGEST, parse_address
from boundaries.names import fold

from .cells import plain
from .faults import TableError
from .headings import Role, role_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    Rows: TypeAlias = Sequence[Sequence[str]]

ENOUGH = 0.5
"""Share of the sample's rows that must look like addresses for a guess."""
_SAMPLED = 200
_STREET_ORDER = (Role.ADDRESS, Role.STREET, Role.TYPE, Role.NUMBER)


@dataclass(frozen=True, slots=True)
class AddressColumns:
    """The columns of an address, and how they were found."""

    parts: tuple[tuple[int, Role], ...]
    """Position (0 = first) and role."""
    how: str
    """"chosen", "heading" or "content"."""

    @property
    def single(self) -> int | None:
        """The position where there is one column only."""
        return self.parts[0][0] if len(self.parts) == 1 else None

    def query(self, cells: Sequence[str]) -> str:
        """Put the address of a row together.

        Raises:
            IndexError: the row is too short to have the first of the columns.
        """
        if len(self.parts) == 1:
            return tidy(cells[self.parts[0][0]])
        cells[self.parts[0][0]]  # a row without even the first column has no address
        given: dict[Role, list[str]] = {}
        for at, role in self.parts:
            text = plain(cells[at]).strip() if at < len(cells) else ""
            if text:
                given.setdefault(role, []).append(text)
        return _joined({role: " ".join(texts) for role, texts in given.items()})


def tidy(cell: str) -> str:
    """Return a cell as it is asked: its type and the blanks around it do not count."""
    text = plain(cell)
    return text.strip() if len(text) <= LONGEST else text


def _joined(given: dict[Role, str]) -> str:
    street = " ".join(given[role] for role in _STREET_ORDER if role in given)
    if Role.SUFFIX in given and Role.NUMBER in given:
        street = f"{street}/{given[Role.SUFFIX].lstrip('/')}"
    town, postcode = given.get(Role.TOWN, ""), given.get(Role.POSTCODE, "")
    written = street.casefold()
    if town and town.casefold() in written:
        town = ""  # the address cell has it already
    if postcode and (postcode in written or not (town or street)):
        postcode = ""
    front = f"{postcode} {town}".strip()
    return ", ".join(part for part in (front, street) if part)


def has_header(rows: Rows) -> bool:
    """Tell whether the first row is a heading.

    It is where it names a part of an address, or where it does not look like an address in a
    column that otherwise does.
    """
    first = rows[0]
    if any(role_of(plain(cell)) for cell in first):
        return True
    best, share = _best_column(rows[1:])
    if best is None or share < ENOUGH:
        return all(plain(cell).strip() and not _has_figure(cell) for cell in first)
    return best >= len(first) or likeness(first[best]) == 0.0


def _has_figure(cell: str) -> bool:
    return any(char.isdigit() for char in plain(cell))


def likeness(cell: str) -> float:
    """Say how much a cell looks like an address: 1 with street and number, 0.5 without number.

    >>> likeness("Alma utca 3"), likeness("Alma utca"), likeness("Kovács Anna"), likeness("")
    (1.0, 0.5, 0.0, 0.0)
    """
    parsed = parse_address(plain(cell))
    if not parsed.types or parsed.name is None:
        return 0.0
    return 1.0 if parsed.number is not None else 0.5


def _best_column(rows: Rows) -> tuple[int | None, float]:
    width = max(map(len, rows), default=0)
    best: tuple[int | None, float] = (None, 0.0)
    for at in range(width):
        share = _likeness_of_column(rows, at)
        if share > best[1]:
            best = (at, share)
    return best


def _likeness_of_column(rows: Rows, at: int) -> float:
    cells = [row[at] for row in rows[:_SAMPLED] if at < len(row) and plain(row[at]).strip()]
    return sum(map(likeness, cells)) / len(cells) if cells else 0.0


def chosen_columns(
    names: Sequence[str], header: Sequence[str] | None, width: int
) -> AddressColumns:
    """Find the columns that somebody named, by heading or by figure (1 = first).

    Raises:
        TableError: there is no such column, or two of the name.
    """
    found = [_position(name, header, width) for name in names]
    if len(found) == 1:
        return AddressColumns(((found[0], Role.ADDRESS),), "chosen")
    roles = [role_of(header[at]) if header is not None else None for at in found]
    parts = tuple((at, role or Role.ADDRESS) for at, role in zip(found, roles, strict=True))
    return AddressColumns(parts, "chosen")


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
    raise TableError(f"there is no column {name!r}; {_listed(header, width)}", "no_column")


def _listed(header: Sequence[str] | None, width: int) -> str:
    if header is None:
        return f"the table has no heading and {width} column(s); name one by its figure"
    return "the columns are: " + ", ".join(f"{at} {name}" for at, name in enumerate(header, 1))


def guess_columns(rows: Rows, header: Sequence[str] | None) -> AddressColumns:
    """Guess the columns from headings, else from content.

    Args:
        rows: the first rows, without the heading.
        header: the heading, or None.

    Raises:
        TableError: nothing looks like addresses.
    """
    found = (_by_headings(rows, header) if header is not None else None) or _by_content(rows)
    if found is None:
        width = max(map(len, rows), default=0)
        raise TableError(
            f"no column looks like addresses; name it with --column; {_listed(header, width)}",
            "no_address",
        )
    return found


def _by_headings(rows: Rows, header: Sequence[str]) -> AddressColumns | None:
    roles: dict[Role, list[int]] = {}
    for at, heading in enumerate(header):
        role = role_of(plain(heading))
        if role is not None:
            roles.setdefault(role, []).append(at)
    streets = roles.get(Role.ADDRESS) or []
    if streets:
        at = max(streets, key=lambda at: (_likeness_of_column(rows, at), -at))
        kept = (Role.POSTCODE, Role.TOWN)
        parts = [(roles[role][0], role) for role in kept if role in roles]
        if _holds_towns(rows, at, [at for at, role in parts if role is Role.TOWN]):
            parts = []
        return AddressColumns(((at, Role.ADDRESS), *parts), "heading")
    if Role.STREET not in roles:
        return None
    return AddressColumns(tuple((ats[0], role) for role, ats in roles.items()), "heading")


def _holds_towns(rows: Rows, at: int, towns: Sequence[int]) -> bool:
    """Tell whether the address column names the towns that stand in a column of their own."""
    both = [
        (row[at].casefold(), plain(row[town]).strip().casefold())
        for row in rows
        for town in towns
        if max(at, town) < len(row) and row[at].strip() and plain(row[town]).strip()
    ]
    return bool(both) and all(town in address for address, town in both)


def _by_content(rows: Rows) -> AddressColumns | None:
    best, share = _best_column(rows)
    if best is None or share < ENOUGH / 2:
        return None
    numbers = [
        row[best + 1] for row in rows if best + 1 < len(row) and plain(row[best + 1]).strip()
    ]
    figures = sum(plain(cell).strip()[:1].isdigit() for cell in numbers)
    if share <= ENOUGH and numbers and figures >= 0.9 * len(numbers):
        return AddressColumns(((best, Role.STREET), (best + 1, Role.NUMBER)), "content")
    return AddressColumns(((best, Role.ADDRESS),), "content") if share >= ENOUGH else None
