"""Street networks drawn as ASCII grids, so that a test shows the map that it is about.

A letter is a node at its row and column; streets are given as runs of letters:

    grid = '''
    a   b
    c   d
    '''
    network = draw(grid, {"Fő utca": "ab", "Kis utca": "ac"})

One column is 30 metres, one row 240 metres.
"""

from __future__ import annotations

from geo.network import LineNetwork, Way, WayKind

COLUMN_M = 30.0
ROW_M = 240.0
ORIGIN = (698_000.0, 172_000.0)


def positions(grid: str) -> dict[str, tuple[float, float]]:
    """Node letter -> (east, north) in EOV metres; the first line lies in the north."""
    rows = [line for line in grid.split("\n") if line.strip()]
    return {
        letter: (ORIGIN[0] + COLUMN_M * column, ORIGIN[1] - ROW_M * row)
        for row, line in enumerate(rows)
        for column, letter in enumerate(line)
        if letter.isalnum()
    }


def draw(
    grid: str,
    streets: dict[str, str],
    *,
    kinds: dict[str, WayKind] | None = None,
    tags: dict[str, dict[str, str]] | None = None,
) -> LineNetwork:
    """Build a network; a street of several pieces is written with commas ("ab,cd").

    A name that starts with "?" is an unnamed way.
    """
    where = positions(grid)
    ids = {letter: number for number, letter in enumerate(sorted(where), start=1)}
    ways: list[Way] = []
    for name, runs in streets.items():
        for run in runs.split(","):
            nodes = tuple(ids[letter] for letter in run)
            kind = (kinds or {}).get(name, WayKind.STREET)
            names = () if name.startswith("?") else (name,)
            own = {"name": name, **(tags or {}).get(name, {})}
            ways.append(Way(100 + len(ways), kind, nodes, names, (), own))
    xy = {ids[letter]: place for letter, place in where.items()}
    return LineNetwork.from_ways(ways, xy, epsg=23700, source="grid")
