"""An edition as tables of geopandas, and a network as a graph of osmnx.

The columns are those of the exports (`docs/exports.md`): one fact, one name everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from geo.crs import EOV
from geo.graph_out import graph_of

from ..export.layers import area_layer, legs_layer, zone_layer
from ..export.writing import frame

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geo.graph_out import Graph
    from geo.network import LineNetwork

    from ..export.tables import Layer
    from ..model import Edition


def legs_frame(edition: Edition) -> GeoDataFrame:
    """Return the legs that have a line of their own, in walking order.

    Args:
        edition: any edition.

    Returns:
        A GeoDataFrame in EPSG:23700 (easting, northing; metres), one LineString a leg; `.explore()`
        draws it. Columns: `id`; `number`, `kind`, `name`, `text` (as in the sentence), `note`,
        `rule`, `side`; `decision`, `certainty`, `uncertainty_m`, `length_m`, `offset_m` (metres,
        empty where unknown), `offset_basis`; `walked_as`, `continues`, `start_kind`, `end_kind`;
        `author`, `date`, `reason`, `evidence`, `sources`, `ways` (OSM ways as JSON); and `area`,
        `variant`, `edition`, `attribution`, `licence`. Legs without a line are in `edition.legs`.
    """
    return _frame(legs_layer(edition))


def area_frame(edition: Edition) -> GeoDataFrame:
    """Return the area, one row.

    Args:
        edition: any edition.

    Returns:
        A GeoDataFrame in EPSG:23700 (easting, northing; metres) with one MultiPolygon. Columns:
        `id`, `title`, `title_en`, `town`, `m2`, `km2`, `provisional_legs` (numbers of the legs
        that a stand-in closes), `valid_start`, `valid_end` (ISO days), `projects`, `source`,
        `sentence`, `network_note`; and `area`, `variant`, `edition`, `attribution`, `licence`.
    """
    return _frame(area_layer(edition))


def zone_frame(edition: Edition) -> GeoDataFrame:
    """Return the ground where answers are undecidable because a line is unknown.

    Args:
        edition: any edition.

    Returns:
        A GeoDataFrame in EPSG:23700 (easting, northing; metres) with one MultiPolygon, or with no
        row where every line is known. Columns: `id`, `m2`, `provisional_legs`; and `area`,
        `variant`, `edition`, `attribution`, `licence`.
    """
    table = _frame(zone_layer(edition))
    return cast("GeoDataFrame", table[~table.geometry.is_empty])


def _frame(layer: Layer) -> GeoDataFrame:
    return cast("GeoDataFrame", frame(layer, EOV))


def to_graph(network: LineNetwork) -> Graph:
    """Return a network as a graph that osmnx draws, routes on and saves.

    `load_network` gives the same network back, from the graph itself, from its GraphML and from
    its GeoPackage.

    Args:
        network: what `load_network` gave.

    Returns:
        A `networkx.MultiDiGraph`, not simplified, both ways round as on foot. `graph["crs"]` is
        the network's metric system ("epsg:23700" in Hungary); nodes have `x` (easting) and `y`
        (northing) in metres; edges `osmid`, `kind` (street, railway, water, border, area), `name`
        and `ref` where there is one, `highway`, ... as on the map, `length` (metres), `geometry`,
        `oneway`, `reversed`. Lines that cross without a node of the map (bridges) are not joined.
    """
    return graph_of(network)
