"""Which street would lead from one line to the next: what a sentence may have left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.network import distance, reach

from .ledger import bridge_names

if TYPE_CHECKING:
    from geo.network import LineNetwork
    from geo.strand import Strand

CLOSING_LIMIT_M = 1500.0
"""How far to look along the network for a way between two lines that do not meet."""
MOST_NAMED = 6


def connectors(network: LineNetwork, a: Strand, b: Strand) -> tuple[str, ...]:
    """Return the names of streets that would join two lines, the likeliest first.

    First every single street that meets both (the one with the shortest stretch between them
    before the others), then the streets along the shortest way from one to the other.
    """
    meets_a, meets_b = _names_at(network, a), _names_at(network, b)
    direct = {
        name: min(
            distance(network.xy[p], network.xy[q]) for p in meets_a[name] for q in meets_b[name]
        )
        for name in meets_a.keys() & meets_b.keys()
    }
    ranked = sorted(direct, key=lambda name: (direct[name], name))
    along = _along_the_shortest_way(network, a, b) if not ranked else ()
    return tuple(dict.fromkeys([*ranked, *along]))[:MOST_NAMED]


def _names_at(network: LineNetwork, strand: Strand) -> dict[str, list[int]]:
    """Name -> nodes of the strand where a way of that name, not its own, meets it."""
    found: dict[str, list[int]] = {}
    for node in strand.nodes:
        ways = {edge.way for edge in network.edges.get(node, ())} - strand.ways
        for way in ways:
            for name in network.ways[way].names[:1]:
                found.setdefault(name, []).append(node)
    return {name: list(dict.fromkeys(nodes)) for name, nodes in found.items()}


def _along_the_shortest_way(network: LineNetwork, a: Strand, b: Strand) -> tuple[str, ...]:
    targets = set(b.nodes)
    found = reach(network.edges, dict.fromkeys(a.nodes, 0.0), CLOSING_LIMIT_M, until=targets)
    hits = [n for n in targets if n in found.metres]
    if not hits:
        return ()
    nearest = min(hits, key=lambda n: found.metres[n])
    names = bridge_names(network, (edge for _, edge in found.path(nearest)))
    return tuple(n for n in names if not n.startswith("way/"))
