"""What the commands about accounts and the database share."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from ..web.settings import read_settings
from .lazy import put_off

with put_off():
    from ..store import core, errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webmap.store.core import Store


@contextmanager
def opened_store() -> Iterator[Store]:
    """Open the database of the settings; its faults end in one line, not in a traceback."""
    settings = read_settings()
    try:
        store = core.Store(settings.data_folder, settings.database_url)
        try:
            yield store
        finally:
            store.close()
    except errors.StoreError as fault:
        raise click.ClickException(str(fault)) from fault
