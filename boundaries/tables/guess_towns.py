"""The columns of town and postcode that belong to an address, known by their content. Pure."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from boundaries.language import country

from .cells import plain
from .column_look import NEARLY, called, example
from .faults import TableError
from .heading_row import ENOUGH, SAMPLED
from .headings import Role
from .towns import place_in, postcode_in, town_in_address, towns_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .column_look import Column, Rows
    from .columns import AddressColumns

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
    )


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
    text = _text(found, row)
    towns = [plain(row[at]).strip() for at, r in found.parts if _places(r) and at < len(row)]
    return bool(text) and not any(towns) and town_in_address(text) is None


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
    spoken = {name for title in titles for name in towns_named(title)} - {own}
    vague = [c for c in free if c.towns >= _VAGUE and len(c.names - {own}) > 1]
    vague += [c for c in free if c not in vague and _speaks_of_towns(c, own)]
    if not spoken and not vague:
        return
    where = " / ".join(map(called, vague)) or "the text above the table"
    raise TableError(
        f"no column says which town an address is in, and {where} speaks of towns; say which it "
        f"is with --column town=NAME (and --column address=NAME), or that all are in one town with "
        f"--town {own or 'TOWN'}",
        "town_unclear",
        example(columns, rows) if rows else (),
    )


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
