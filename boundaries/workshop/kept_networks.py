"""The network of a draft's maps, read of them once and kept beside them.

The process that looks into a map that was sent has read it already; what it keeps is read by every
request that follows, by whichever worker, in a tenth of the time.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from geo.errors import ExtractError
from geo.network_file import network_from, network_mark, read_network, write_network

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.network import LineNetwork


def network_of(maps: Sequence[Path], kept: Path) -> LineNetwork:
    """Return the network of some maps together: as it was kept, else read of them and kept.

    Args:
        maps: files in their order.
        kept: folder of kept networks; made where it is not there. Where it cannot be written, the
            maps are read again the next time.

    Raises:
        ExtractError: a map cannot be read.
        OSError: a map is not there.
    """
    mark = network_mark(maps)
    path = kept / f"{mark[:24]}.json"
    with contextlib.suppress(OSError, ExtractError):
        return read_network(path, mark)
    network = network_from(maps)
    with contextlib.suppress(OSError):
        kept.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_network(network, path, mark)
    return network
