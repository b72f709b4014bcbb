"""What the commands about accounts and the database share."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webmap.store.core import Store


@contextmanager
def opened_store() -> Iterator[Store]:
    """Open the database of the settings; its faults end in one line, not in a traceback."""
    from webmap.store.core import Store  # noqa: PLC0415
    from webmap.store.errors import StoreError  # noqa: PLC0415
    from webmap.web.settings import read_settings  # noqa: PLC0415 - see `webmap.cli`

    settings = read_settings()
    try:
        store = Store(settings.data_folder, settings.database_url)
        try:
            yield store
        finally:
            store.close()
    except StoreError as fault:
        raise click.ClickException(str(fault)) from fault
