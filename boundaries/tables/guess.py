"""The guess which columns hold the address, by the words of headings and by content. Pure.

Whatever may be another town's is never left out in silence: a column of settlements or postcodes
becomes part of the address whatever its heading; where the table does not say enough, the guess
stops and a person chooses.

The columns of town and postcode that belong to an address, known by their content. Pure.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from boundaries.address.addresses import types_of
from boundaries.language import country
from boundaries.language.names import fold

from .cells import plain
from .columns import NEARLY, AddressColumns, called, example, listed, look_at, within
from .faults import TableError
from .headings import ENOUGH, SAMPLED, Role, filled
from .towns import place_in, postcode_in, town_in_address, towns_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TypeAlias

    from .columns import Column, Rows

    Parts: TypeAlias = dict[Role, int]


_VAGUE = 0.25
"""Share of settlements' names from which a column may be one of towns."""
_SURE = 6
"""Cells from which postcodes are known by themselves, whatever their heading."""
_YEARS = range(1990, 2036)


def complete(
    found: AddressColumns,
    columns: Sequence[Column],
    rows: Rows,
    own: str = "",
    *,
    town: str = "",
    titles: Iterable[str] = (),
) -> AddressColumns:
    """Add the columns of town and postcode that content shows, or stop where it is not clear.

    Raises:
        TableError: `town_unclear`.
    """
    parts = {role: at for at, role in reversed(found.parts)}
    texts = [text for row in rows if (text := _text(found, row))]
    named = sum(town_in_address(text) is not None for text in texts)
    says = bool(texts) and named >= NEARLY * len(texts)
    free = [c for c in columns if c.is_free and c.at not in parts.values()]
    if not (found.how == "chosen" and town):
        if Role.TOWN not in parts:
            added = _town_column(free, found, rows, says=says)
            if added is None and not says and not town and Role.POSTCODE not in parts:
                _require_clear(free, columns, rows, own, titles)
            elif added is not None:
                parts[Role.TOWN] = added.at
        if Role.POSTCODE not in parts and not says:
            left = [c for c in free if c.at not in parts.values()]
            code = _code_column(left, parts, columns, rows, own, ask=not town)
            if code is not None:
                parts[Role.POSTCODE] = code.at
    kept = (*found.parts, *((at, r) for r, at in parts.items() if (at, r) not in found.parts))
    done = dataclasses.replace(found, parts=kept, own=own, town=town)
    places = (c.at for c in columns if c.at not in parts.values() and c.names and c.towns >= ENOUGH)
    return dataclasses.replace(
        done,
        parcels=frozenset(
            c.at for c in columns if c.meaning.parcels and parts.get(Role.NUMBER) == c.at
        ),
        others=_has_others(parts, columns, own) or _mostly_away(texts, own),
        unnamed=sum(_names_none(done, row) for row in rows),
        unused=tuple(places),
        counties=tuple(c.at for c in _regions(columns, parts) if c.meaning.county),
        countries=tuple(c.at for c in _regions(columns, parts) if c.meaning.country),
    )


def _regions(columns: Sequence[Column], parts: dict[Role, int]) -> list[Column]:
    """Return the columns of counties and countries that may be those of the address."""
    groups = {tag for at in parts.values() for tag in columns[at].meaning.group}
    return [
        column
        for column in columns
        if (column.meaning.county or column.meaning.country)
        and column.at not in parts.values()
        and (not column.meaning.group or not groups or column.meaning.group & groups)
    ]


def _mostly_away(texts: Sequence[str], own: str) -> bool:
    """Tell whether half of the addresses at least name another town."""
    away = sum(town_in_address(text) not in {None, own} for text in texts)
    return bool(own and texts) and away >= ENOUGH * len(texts)


def _text(found: AddressColumns, row: Sequence[str]) -> str:
    try:
        return found.query(row)
    except IndexError:
        return ""


def _names_none(found: AddressColumns, row: Sequence[str]) -> bool:
    """Tell whether a row with an address names no town and no postcode."""
    if any(plain(row[at]).strip() for at, r in found.parts if _places(r) and at < len(row)):
        return False
    text = _text(found, row)
    return bool(text) and town_in_address(text) is None


def _places(role: Role) -> bool:
    return role in {Role.TOWN, Role.POSTCODE}


def _town_column(
    free: Sequence[Column], found: AddressColumns, rows: Rows, *, says: bool
) -> Column | None:
    """Return the column of towns that belongs to the address.

    Raises:
        TableError: several may be it.
    """
    likely = [c for c in free if c.towns >= ENOUGH]
    if says:  # the addresses name their towns themselves: a column that agrees may be used
        return next((c for c in likely if _agrees(c, found, rows)), None)
    worded = [c for c in likely if c.meaning.role is Role.TOWN or c.meaning.place]
    likely = worded or likely
    if len(likely) > 1 and any(c.cells != likely[0].cells for c in likely[1:]):
        names = " / ".join(map(called, likely))
        raise TableError(
            f"several columns hold towns: {names}; say which is the address's with "
            "--column town=NAME, and the address with --column address=NAME",
            "town_unclear",
            example(likely, rows),
        )
    return likely[0] if likely else None


def _agrees(column: Column, found: AddressColumns, rows: Rows) -> bool:
    """Tell whether a column names the towns that the addresses name."""
    pairs = [
        (place.name, named)
        for row in rows
        if column.at < len(row)
        and (place := place_in(plain(row[column.at]).strip())) is not None
        and (named := town_in_address(_text(found, row))) is not None
    ]
    return bool(pairs) and sum(a == b for a, b in pairs) >= NEARLY * len(pairs)


def _require_clear(
    free: Sequence[Column],
    columns: Sequence[Column],
    rows: Rows,
    own: str,
    titles: Iterable[str],
) -> None:
    """Stop where words speak of other towns and no column says which row is in which.

    Raises:
        TableError: `town_unclear`.
    """
    spoken = {name for title in titles for name in towns_named(title)}
    spoken = (spoken | (_in_rows_of_their_own(rows) if own else set())) - {own}
    vague = [c for c in free if c.towns >= _VAGUE and len(c.names - {own}) > 1]
    vague += [c for c in free if c not in vague and _speaks_of_towns(c, own)]
    if not spoken and not vague:
        return
    where = " / ".join(map(called, vague)) or "the text above the table or in a row of its own"
    raise TableError(
        f"no column says which town an address is in, and {where} speaks of towns; say which it "
        f"is with --column town=NAME (and --column address=NAME), or that all are in one town with "
        f"--town {own or 'TOWN'}",
        "town_unclear",
        example(columns, rows) if rows else (),
    )


def _in_rows_of_their_own(rows: Rows) -> set[str]:
    """Return the settlements that stand alone in a row: the rows below may be theirs."""
    alone = (cells[0] for row in rows if len(cells := filled(row)) == 1)
    return {place.name for cell in alone if (place := place_in(plain(cell).strip())) is not None}


def _speaks_of_towns(column: Column, own: str) -> bool:
    """Tell whether the cells of a column speak of other towns in most rows ("Bajai Hivatal")."""
    if column.likeness >= ENOUGH:
        return False
    spoken = [towns_named(cell) - {own} for cell in column.cells[:SAMPLED]]
    different = {name for names in spoken for name in names}
    return len(different) > 1 and sum(map(bool, spoken)) >= ENOUGH * len(spoken)


def _code_column(
    free: Sequence[Column],
    parts: dict[Role, int],
    columns: Sequence[Column],
    rows: Rows,
    own: str,
    *,
    ask: bool,
) -> Column | None:
    """Return the column of postcodes that belongs to the address.

    Raises:
        TableError: a few figures may be postcodes, and nothing else says the town.
    """
    for column in free:
        codes = {postcode_in(cell) or "" for cell in column.cells}
        if column.codes < NEARLY or all(int(code or 0) in _YEARS for code in codes):
            continue
        if column.meaning.known and len(column.cells) < _SURE:
            few = len(codes) < 2  # noqa: PLR2004
            if not ask or few or Role.TOWN in parts or _are_own(codes, own):
                continue
            raise TableError(
                f"{called(column)} may hold postcodes of other towns; say so with --column "
                "postcode=NAME (and --column address=NAME), or that all are in one town with "
                f"--town {own or 'TOWN'}",
                "town_unclear",
                example(columns, rows),
            )
        beside = any(abs(column.at - at) == 1 for at in parts.values())
        if beside or len(codes) > 2 or _fits_towns(codes, parts, columns):  # noqa: PLR2004
            return column
    return None


def _are_own(codes: set[str], own: str) -> bool:
    return codes <= set(country.postcodes_of(own))


def _fits_towns(codes: set[str], parts: dict[Role, int], columns: Sequence[Column]) -> bool:
    """Tell whether postcodes are those of the towns beside them."""
    if Role.TOWN not in parts:
        return False
    names = columns[parts[Role.TOWN]].names
    return all(any(one.name in names for one in country.towns_of(code)) for code in codes)


def _has_others(parts: dict[Role, int], columns: Sequence[Column], own: str) -> bool:
    """Tell whether the table names other towns, by name or by postcode."""
    if not own:
        return False
    town, code = parts.get(Role.TOWN), parts.get(Role.POSTCODE)
    names = columns[town].names if town is not None else frozenset()
    cells = columns[code].cells if code is not None else ()
    codes = {found for cell in cells if (found := postcode_in(cell))}
    return bool(names - {own}) or not _are_own(codes, own)


_STREETS = (Role.ADDRESS, Role.STREET)
_HOUSES = frozenset({"szam", "sz", "haz", "number", "no", "nr", "house"})
"""Folded words of a heading that may stand over house numbers, beside those that surely do."""


def guess_columns(
    rows: Rows,
    header: Sequence[str] | None,
    own: str = "",
    *,
    town: str = "",
    titles: Iterable[str] = (),
) -> AddressColumns:
    """Guess the columns from headings, else from content.

    Args:
        rows: the first rows, without the heading.
        header: the heading, or None.
        own: the town that the engine takes a row without a town to be in.
        town: the town that somebody said such rows are in.
        titles: texts above the table, and the name of its sheet.

    Raises:
        TableError: nothing looks like addresses (`no_address`), two addresses do
            (`two_addresses`), or it is not clear where the towns stand (`town_unclear`).
    """
    columns = look_at(rows, header)
    sets = _by_words(columns, rows)
    how = "heading" if sets else "content"
    taken = {at for parts in sets for at in parts.values()}
    sets += _by_content([c for c in columns if c.is_free and c.at not in taken], columns)
    sets = _different(sets, rows)
    if not sets:
        raise TableError(
            "no column looks like addresses; name it with --column; "
            f"{listed(header, len(columns))}",
            "no_address",
        )
    if len(sets) > 1:
        raise _two(sets, columns, rows)
    found = AddressColumns(_ordered(sets[0]), how)
    return complete(found, columns, rows, own, town=town, titles=titles)


def _two(sets: Sequence[Parts], columns: Sequence[Column], rows: Rows) -> TableError:
    firsts = [next(parts[role] for role in _STREETS if role in parts) for parts in sets]
    names = " / ".join(called(columns[at]) for at in firsts)
    return TableError(
        f"several columns hold addresses: {names}; say which is asked with --column",
        "two_addresses",
        example(columns, rows),
    )


def _ordered(parts: Parts) -> tuple[tuple[int, Role], ...]:
    """Put the street first: a row that is too short to have it has no address."""
    return tuple((at, role) for role, at in sorted(parts.items(), key=lambda p: _rank(p[0])))


def _rank(role: Role) -> int:
    order = (*_STREETS, Role.TYPE, Role.NUMBER, Role.SUFFIX, Role.POSTCODE, Role.TOWN)
    return order.index(role)


# ---- by the words of headings


def _by_words(columns: Sequence[Column], rows: Rows) -> list[Parts]:
    """Return the addresses that headings name; each is a street with what belongs to it."""
    sets: dict[tuple[frozenset[str], int], Parts] = {}
    turns: dict[frozenset[str], int] = {}
    for column in columns:
        role = _role(column)
        if role is None:
            continue
        group = column.meaning.group
        turn = turns.setdefault(group, 0)
        if role in sets.get((group, turn), {}):
            turn = turns[group] = turn + 1
        sets.setdefault((group, turn), {})[role] = column.at
    whole = [parts for parts in sets.values() if not parts.keys().isdisjoint(_STREETS)]
    _attach([p for p in sets.values() if p.keys().isdisjoint(_STREETS)], whole)
    kept = [_numbered(_plain_parts(parts, columns, rows), columns) for parts in whole]
    used = [p for p in kept if any(columns[at].cells for at in p.values())]
    looks = [p for p in used if _looks(p, columns)]
    return looks or used[:1] or kept[:1]


def _role(column: Column) -> Role | None:
    """Return the role of a column by its heading, where its content does not speak against it."""
    said = column.meaning
    if said.place and column.cells:
        if column.towns >= ENOUGH:
            return Role.TOWN
        return Role.ADDRESS if column.likeness >= ENOUGH / 2 else None
    if said.role in {Role.TOWN, Role.POSTCODE} and column.likeness >= ENOUGH:
        return Role.ADDRESS
    if said.role is Role.POSTCODE and column.towns >= ENOUGH:
        return Role.TOWN  # "6500 Baja", "6500-Baja"
    if said.role in _STREETS and column.cells and column.towns >= NEARLY:
        return Role.TOWN
    return said.role


def _attach(parts: Iterable[Parts], whole: list[Parts]) -> None:
    """Give a town, a postcode or a number that stands alone to the nearest street without one."""
    for orphan in parts:
        for role, at in orphan.items():
            lacking = [found for found in whole if role not in found]
            if lacking:
                near = min(lacking, key=lambda found: min(abs(at - o) for o in found.values()))
                near[role] = at


def _plain_parts(parts: Parts, columns: Sequence[Column], rows: Rows) -> Parts:
    """Leave out what the address column holds already: street and number beside a whole address."""
    if Role.ADDRESS not in parts:
        return parts
    address, street = columns[parts[Role.ADDRESS]], parts.get(Role.STREET)
    if street is not None and not within(rows, street, address.at):
        if address.likeness == 0.0:
            return {role: at for role, at in parts.items() if role is not Role.ADDRESS}
        return parts
    inner = (Role.STREET, Role.TYPE, Role.NUMBER, Role.SUFFIX)
    kept = parts if address.likeness < 0.75 and street is None else {}  # noqa: PLR2004
    return {r: at for r, at in parts.items() if r not in inner or r in kept}


def _numbered(parts: Parts, columns: Sequence[Column]) -> Parts:
    """Take the figures behind a street as its numbers where no heading says which they are."""
    if Role.NUMBER in parts or Role.STREET not in parts:
        return parts
    at = max(parts[role] for role in (Role.STREET, Role.TYPE) if role in parts) + 1
    street = columns[parts[Role.STREET]]
    bare = not any(map(str.isdigit, "".join(street.cells[:SAMPLED])))
    if bare and at < len(columns) and _are_numbers(columns[at]):
        return {**parts, Role.NUMBER: at}
    return parts


def _looks(parts: Parts, columns: Sequence[Column]) -> bool:
    """Tell whether a street's cells are streets, as far as one can see."""
    if Role.STREET in parts:
        return bool(columns[parts[Role.STREET]].cells)
    return columns[parts[Role.ADDRESS]].likeness > 0.0


# ---- by content


def _by_content(free: Sequence[Column], columns: Sequence[Column]) -> list[Parts]:
    """Return the addresses among columns whose headings say nothing."""
    found: list[Parts] = []
    for column in free:
        if column.meaning.role is not None:
            continue
        if column.likeness >= ENOUGH / 2:
            behind = columns[column.at + 1] if column.at + 1 < len(columns) else None
            if column.likeness <= ENOUGH and behind is not None and _are_numbers(behind):
                found.append({Role.STREET: column.at, Role.NUMBER: behind.at})
            elif column.likeness >= ENOUGH:
                found.append({Role.ADDRESS: column.at})
        elif _are_types(column) and 0 < column.at < len(columns) - 1:
            near = {Role.STREET: column.at - 1, Role.TYPE: column.at, Role.NUMBER: column.at + 1}
            if _are_numbers(columns[column.at + 1]):
                found.append(near)
    return found


def _are_numbers(column: Column) -> bool:
    """Tell house numbers: figures below no heading, or one that says so. Floors are figures too."""
    words = set(fold(column.heading).split())
    if column.meaning.role is not Role.NUMBER and words and not words & _HOUSES:
        return False
    figures = sum(cell[:1].isdigit() for cell in column.cells)
    return bool(column.cells) and figures >= NEARLY * len(column.cells)


def _are_types(column: Column) -> bool:
    kinds = sum(" " not in cell and bool(types_of(cell)) for cell in column.cells)
    return bool(column.cells) and kinds >= NEARLY * len(column.cells)


def _different(sets: Sequence[Parts], rows: Rows) -> list[Parts]:
    """Leave out an address that says nothing else than one before it, or less than one behind."""
    kept: list[Parts] = []
    for parts in sets:
        at = next(parts[role] for role in _STREETS if role in parts)
        copies = [
            k
            for k in kept
            if _same_place(parts, k, rows)
            and (within(rows, at, _first(k)) or within(rows, _first(k), at))
        ]
        if not copies:
            kept.append(parts)
        elif Role.ADDRESS in parts and not within(rows, at, _first(copies[0])):
            kept[kept.index(copies[0])] = parts
    return kept


def _same_place(one: Parts, other: Parts, rows: Rows) -> bool:
    """Tell whether two addresses are in the same towns, as far as columns of their own say."""
    both = one.keys() & other.keys() & {Role.TOWN, Role.POSTCODE}
    return all(within(rows, one[role], other[role]) for role in both)


def _first(parts: Parts) -> int:
    return next(parts[role] for role in _STREETS if role in parts)
