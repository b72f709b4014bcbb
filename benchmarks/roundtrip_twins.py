"""How many sentences of the round trip describe two regions at once.

    python benchmarks/roundtrip_twins.py --bed kaposvar --regions 300

For every region, one block beside its rim is taken in or left out; where the clerk would write
the very same legs for what results, no tool can tell the two apart. Nothing of the compiler is
used, and only single blocks are tried: the share is a lower bound.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from roundtrip import BEDS, beds_folder  # noqa: E402
from roundtrip_blocks import BlockMap, block_map  # noqa: E402
from roundtrip_judge import RIGHT, overlap  # noqa: E402
from roundtrip_regions import Region, draw_regions, region_of  # noqa: E402

from geo.network import LineNetwork  # noqa: E402
from geo.osm.extract import read_extract  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def twin_of(ground: BlockMap, region: Region) -> Region | None:
    """Return another region that the same legs describe, with one block more or less."""
    inside = {
        i
        for i in ground.blocks
        if region.area.contains(ground.faces[i].polygon.representative_point())
    }
    names = [leg.name for leg in region.legs]
    for blocks in _with_one_changed(ground, inside):
        other = region_of(ground, blocks)
        if (
            other
            and same_ring([leg.name for leg in other.legs], names)
            and overlap(other.area, region)[1] < RIGHT
        ):
            return other
    return None


def _with_one_changed(ground: BlockMap, inside: set[int]) -> Iterator[set[int]]:
    beside = set().union(*(ground.blocks_beside(b) for b in inside)) - inside if inside else set()
    for block in sorted(beside):
        yield inside | {block}
    for block in sorted(inside):
        if ground.blocks_beside(block) - inside and len(inside) > 1:
            yield inside - {block}


def same_ring(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether two lists of names are one ring, started elsewhere or walked the other way.

    >>> same_ring("ABCD", "DCBA"), same_ring("ABCD", "ACBD")
    (True, False)
    """
    doubled = [*right, *right]
    return len(left) == len(right) and any(
        list(way) == doubled[i : i + len(right)]
        for way in (left, left[::-1])
        for i in range(len(right))
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Count and print."""
    parser = argparse.ArgumentParser(description="Count sentences that describe two regions.")
    parser.add_argument("--bed", action="append", choices=list(BEDS))
    parser.add_argument("--regions", type=int, help="number of regions for each bed")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    for bed in options.bed or BEDS:
        name, count = BEDS[bed]
        ground = block_map(LineNetwork.from_extract(read_extract(beds_folder() / name)))
        regions = draw_regions(ground, bed=bed, seed=options.seed, count=options.regions or count)
        twins = sum(twin_of(ground, region) is not None for region in regions)
        share = twins / len(regions)
        print(f"{bed}: {twins} of {len(regions)} sentences describe two regions ({share:.1%})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
