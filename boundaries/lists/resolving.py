"""Rows against a town's register: which street each of them means, and how that is known. Pure.

The register's own spelling is taken only where one street fits, and the row says how it fits and
how the list wrote it. Where several fit or none does, the row is marked and names them.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from ..address.street_match import find_name
from ..register.gazetteer import index_register
from .model import OF_THE_NAME, ListRow, Need, RowKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..address.street_match import StreetMatch
    from ..register.register import Register, Thoroughfare

SURE = frozenset({"exact", "without_accents"})
"""Matches of the whole name with its type: they settle every doubt about the name."""
_ABOUT_THE_END = frozenset({Need.UNTYPED, Need.NOT_IN_REGISTER, Need.SEVERAL_IN_REGISTER})
"""What any match settles."""


def resolve(rows: Iterable[ListRow], register: Register) -> tuple[ListRow, ...]:
    """Find the street of each row in a register.

    >>> from ..register.register import Register, Thoroughfare
    >>> from .reading import read_list
    >>> streets = (Thoroughfare("Ecseri", "út", ()), Thoroughfare("Béke", "tér", ()))
    >>> town = Register("", streets, (), (), ())
    >>> (row,) = resolve(read_list("Ecseri páratlan").rows, town)
    >>> row.street, row.resolved, row.written, row.needs
    ('Ecseri út', 'without_type', 'Ecseri', ())

    Args:
        rows: as read, or as a person has corrected them.
        register: of the town that the list is of.
    """
    index = index_register(register)
    found: dict[tuple[str, str], StreetMatch[Thoroughfare]] = {}
    resolved = []
    for row in rows:
        if row.kind is not RowKind.STREET or not row.name:
            resolved.append(row)
            continue
        key = (row.name, row.type)
        if key not in found:
            found[key] = find_name(*key, index)
        match = found[key]
        if Need.UNTYPED in row.needs and row.type and match.how not in SURE:
            match = find_name(row.name, "", index)  # the type is of a street beside it at most
        resolved.append(_resolved(row, match))
    return tuple(resolved)


def _resolved(row: ListRow, match: StreetMatch[Thoroughfare]) -> ListRow:
    street = match.street
    if street is None:
        return _unresolved(row, match)
    settled = OF_THE_NAME if match.how in SURE else _ABOUT_THE_END
    needs = tuple(need for need in row.needs if need not in settled)
    same = (street.name, street.type) == (row.name, row.type)
    # A name that was found for another one is found again to the letter: that says nothing new.
    found_before = same and bool(row.written) and bool(row.resolved)
    return dataclasses.replace(
        row,
        name=street.name,
        type=street.type,
        needs=needs,
        resolved=row.resolved if found_before else match.how,
        written=row.written if same else row.written or row.street,
        candidates=(),
    )


def _unresolved(row: ListRow, match: StreetMatch[Thoroughfare]) -> ListRow:
    several = match.homonyms
    need = Need.SEVERAL_IN_REGISTER if several else Need.NOT_IN_REGISTER
    names = tuple(one.street.full_name for one in several or match.close)
    needs = [one for one in row.needs if one not in _ABOUT_THE_END or one is Need.UNTYPED]
    return dataclasses.replace(row, needs=(*needs, need), resolved="", candidates=names)
