"""An area of a draft made into what it would come into force with, by lines or by a list.

This is work for a process of its own: it takes seconds to minutes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from boundaries.refresh import refreshing
from boundaries.refresh.list_refresh import list_town
from boundaries.workshop.bench import Map, look
from boundaries.workshop.hand_over import stage
from boundaries.workshop.kept_networks import network_of
from boundaries.workshop.list_bench import fitting_steps, look_at_list
from boundaries.workshop.list_hand_over import stage_list
from webmap.store.drafts import READY

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from boundaries.workshop.areas import AreaText
    from boundaries.workshop.draft import Draft
    from boundaries.workshop.hand_over import Said


def networks_in(folder: Path) -> Path:
    """Return the folder in which the networks of a draft's maps are kept; a backup leaves it out.

    Args:
        folder: of the draft.
    """
    return folder / f"{READY}maps"


def _nobody(_step: str) -> None:
    """Tell nobody how far it is."""


def make_area(
    home: Path,
    draft: Draft,
    number: int,
    said: Said,
    *,
    into: Path,
    day: dt.date,
    with_addresses: bool = True,
    former: Path | None = None,
    with_work: Callable[[], bool] = lambda: True,
    tell: Callable[[str], None] = _nobody,
) -> None:
    """Make an area ready to be handed over, in a folder of its own.

    Args:
        home: folder of the draft.
        draft: at the version that is looked at.
        number: of the area.
        said: what is said of it.
        into: where it is left.
        day: by the calendar in Hungary.
        with_addresses: make its street list, where there is a register; a list always has one.
        former: folder in which the same was made before, of which is used what is the same.
        with_work: whether to find out as well what would decide the doors that stay open.
        tell: hears what is being done.

    Raises:
        BoundaryError, GeoError, OSError: as `stage` and `stage_list`.
    """
    area = next(one for one in draft.areas() if one.number == number)
    if area.is_list:
        _make_list(home, draft, area, said, into, day, tell)
        return
    maps = [home / one.file for one in draft.maps]
    corrections = draft.of(number)
    network = network_of(maps, networks_in(home))
    found = look(area, corrections, Map(network, draft.town), tried=False)
    registers = [home / one.file for one in draft.registers] if with_addresses else []
    stage(
        found,
        corrections,
        said,
        maps=maps,
        network=network,
        registers=registers,
        folder=into,
        day=day,
        former=former,
        with_work=with_work,
        tell=tell,
    )


def _make_list(
    home: Path,
    draft: Draft,
    area: AreaText,
    said: Said,
    into: Path,
    day: dt.date,
    tell: Callable[[str], None],
) -> None:
    maps = [home / one.file for one in draft.maps]
    steps = fitting_steps(area, draft.list_of(area.number).steps)
    tell(refreshing.REGISTER)
    town = list_town([home / one.file for one in draft.registers], draft.town)
    network = None
    if maps:
        tell(refreshing.MAP)
        network = network_of(maps, networks_in(home))
    stage_list(
        look_at_list(area, steps, town.register),
        steps,
        said,
        town,
        maps=maps,
        network=network,
        folder=into,
        day=day,
        tell=tell,
    )
