"""A first look into an input, so that a person sees what was understood before anything runs."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boundaries.tables.cells import plain, without_surrogates
from boundaries.tables.faults import TableError
from boundaries.tables.headings import role_of
from boundaries.tables.table import TableOptions, address_columns, open_table

if TYPE_CHECKING:
    from boundaries.tables.columns import AddressColumns
    from boundaries.tables.table import Table

    from .tasks import Look

ROWS = 3
"""First rows that are shown."""
LONGEST_CELL = 60
"""Characters of a cell that are shown."""
MOST_COLUMNS = 500


def look(task: Look) -> dict[str, Any]:
    """Return columns, first rows and the guessed columns of an input.

    Raises:
        TableError: it cannot be read as a table, or has more than `MOST_COLUMNS` columns.
    """
    options = TableOptions(header=task.header, sheet=task.sheet)
    with tempfile.TemporaryDirectory(dir=task.source.parent) as scratch:
        table = open_table(task.source, options, Path(scratch) / "sheet")
    if table.width > MOST_COLUMNS:
        raise TableError(f"the table has {table.width:,} columns", "columns")
    guessed, doubt = _guess(table, task)
    parts = guessed.parts if guessed else ()
    return {
        "columns": [_column(table, at, name) for at, name in _names(table, task.lang)],
        "guessed": [at for at, _ in parts],
        "roles": {str(at): str(role) for at, role in parts},
        "how": guessed.how if guessed else "",
        "doubt": doubt,
        "town": task.town,
        "unnamed": guessed.unnamed if guessed else 0,
        "others": guessed.others if guessed else False,
        "unused": list(guessed.unused) if guessed else [],
        "lead": len(table.lead),
        "header": table.header is not None,
        "sheet": table.sheet,
        "sheets": [table.sheet, *table.other_sheets] if table.sheet else [],
        "encoding": table.survey.encoding,
        "rows": table.lines,
    }


def _names(table: Table, lang: str) -> list[tuple[int, str]]:
    return list(enumerate(table.column_names(lang)[: table.width]))


def _column(table: Table, at: int, name: str) -> dict[str, Any]:
    cells = [plain(row[at]) if at < len(row) else "" for row in table.sample[:ROWS]]
    said = role_of(name)
    return {
        "at": at,
        "name": _shown(name),
        "cells": [_shown(cell) for cell in cells],
        "role": str(said or ""),
    }


def _shown(cell: str) -> str:
    text = without_surrogates(cell)
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"


def _guess(table: Table, task: Look) -> tuple[AddressColumns | None, str]:
    """Return the guessed columns; None, and the code of the reason, where a person has to say."""
    try:
        return address_columns(table, (), task.lang, task.town), ""
    except TableError as fault:
        return None, fault.code
