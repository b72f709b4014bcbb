"""What stands beside an edition on a day: the folder of its street list, and its map.

Both come from the annex that it was accepted with (`annexes`); where it has none, from the files
that its definition names relative to the data folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..clock import today
from ..data_files import data_file
from .acceptances import acceptance_of
from .edition import acceptances, require_annex

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from ..model import Edition
    from .annexes import Annex


def list_folder(
    edition: Edition, day: dt.date | None = None, folder: Path | None = None
) -> Path | None:
    """Return the folder with the street list of an edition, or None where it has none.

    Args:
        edition: any edition; one that was never accepted has the files of its definition.
        day: an edition may be accepted anew with another list; the one of this day is meant.
            Today by default.
        folder: of the editions; by default one's own and the bundled one.

    Raises:
        EditionError: its annex is gone or was changed, or a record cannot be read.
    """
    annex = annex_of(edition, day, folder)
    if annex is not None:
        has_one = any(name.startswith("street_list") for name in annex.files)
        return annex.folder if has_one else None  # it was accepted with its map alone
    named = edition.definition.get("street_list")
    return data_file(str(named)).parent if named else None


def map_files(
    edition: Edition, day: dt.date | None = None, folder: Path | None = None
) -> tuple[Path, ...]:
    """Return the map that an edition was accepted with; arguments and errors as `list_folder`."""
    annex = annex_of(edition, day, folder)
    maps = () if annex is None else annex.maps
    named = edition.definition.get("network")  # an area that a list defines has no map of its own
    return maps or ((data_file(str(named)),) if named else ())


def annex_of(
    edition: Edition, day: dt.date | None = None, folder: Path | None = None
) -> Annex | None:
    """Return what an edition was accepted with; arguments and errors as `list_folder`."""
    named = acceptance_of(acceptances(edition.slug, folder), edition, day or today())
    if named is None or not named.annex:
        return None
    return require_annex(edition.slug, named.annex, folder)


def accepted_on(
    edition: Edition, day: dt.date | None = None, folder: Path | None = None
) -> str | None:
    """Return the day (ISO) from which an edition holds; None for one that was never accepted.

    Arguments and errors as `list_folder`.
    """
    named = acceptance_of(acceptances(edition.slug, folder), edition, day or today())
    return None if named is None else named.on
