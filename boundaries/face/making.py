"""Legs and a map to an area, and an area to an edition in force."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import graphs
from geo.errors import ExtractError
from geo.network import LineNetwork
from geo.osm.named_lines import extract_of_frame

from ..clock import today
from ..compiler.resolve import NameIndex
from ..edition import edition as editions
from ..edition.areas import compile_definition, compile_words, require_eov, with_notes
from ..edition.areas import load_network as network_of_extracts
from ..edition.definition import data_of, load_definition, read_definition, specs_for
from ..errors import DefinitionError, EditionError, Fault
from ..language.aliases import load_aliases
from ..model import PartKind
from ..sentence.parsing import parse_sentence
from ..streets.street_list import DEFAULT_VARIANT

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geo.graph_out import Graph

    from ..edition.definition import Definition
    from ..model import Compilation, Edition, LegSpec, ParsedSentence


def load_network(source: Path | str | GeoDataFrame | Graph) -> LineNetwork:
    """Return the named lines of a map as a network to compile over.

    Args:
        source: one of

            - the path of an OSM file: `.osm`, `.osm.gz`, `.osm.bz2`, `.osm.pbf`, the JSON answer
              of an Overpass service, or GeoJSON of named lines;
            - the path of a graph that osmnx saved: `.graphml`, or `.gpkg` with the layer `edges`;
            - a `networkx.MultiDiGraph` of osmnx in any reference system (`graph["crs"]`), edges
              with `name` (a text or a list); what osmnx merged of several ways carries the names
              of all of them, so give it unsimplified where a name must end where the map ends it;
            - a GeoDataFrame of lines with the column `name` in any reference system (WGS84 as
              longitude, latitude); further columns are OSM tags, a line without any is a street.

    Returns:
        The lines in metres: in EOV (EPSG:23700; easting, northing) in Hungary, elsewhere in UTM.

    Raises:
        geo.errors.ExtractError: there is no such file, it cannot be read or is cut off, the
            reference system is missing, or no line is in it; says where and what to do.
        geo.errors.CoordinateError: coordinates are swapped or no place on earth.
    """
    if isinstance(source, Path | str):
        return _network_of_file(Path(source))
    kind: Any = source
    if hasattr(kind, "is_multigraph"):
        return graphs.network_of_graph(kind)
    if not hasattr(kind, "geometry") or not hasattr(kind, "columns"):
        raise ExtractError(
            f"{type(kind).__name__}: expected a path, a MultiDiGraph of osmnx or a GeoDataFrame"
        )
    if graphs.has_ends(kind):
        return graphs.network_of_edges(kind)
    return LineNetwork.from_extract(extract_of_frame(kind))


def _network_of_file(path: Path) -> LineNetwork:
    ending = path.suffix.lower()
    if ending == ".graphml":
        return graphs.network_of_graphml(path)
    if ending == ".gpkg":
        return graphs.network_of_geopackage(path)
    return network_of_extracts([path])


def compile(  # noqa: A001 - the verb of the face
    sentence: ParsedSentence | str,
    network: LineNetwork,
    *,
    definition: Path | str | None = None,
    variant: str = DEFAULT_VARIANT,
    town: str = "",
) -> Compilation:
    """Walk the legs of a sentence over a network into an area.

    Args:
        sentence: what `parse` gave, or the text itself.
        network: what `load_network` gave.
        definition: slug or YAML file of an area's definition, whose stand-ins, zones and drawn
            lines then close what the map does not show. Its sentence must be this one.
        variant: which reading of a definition.
        town: whose other spellings of streets count, where there is a list of them; by default the
            definition's.

    Returns:
        `status` compiled, ambiguous (with `alternatives`), incomplete or failed; `area` in metres
        (`epsg`, easting first) unless incomplete or failed; `legs`, the ledger; `problems`, each
        with a stable code. What cannot be closed is a result and never an area.

    Raises:
        UnknownAreaError: no such definition or variant.
        DefinitionError: the definition has faults, or is of another sentence.
    """
    parsed = parse_sentence(sentence) if isinstance(sentence, str) else sentence
    if definition is None:
        index = NameIndex(network, load_aliases(town) if town else ())
        return compile_words(parsed, network, index)
    slug, known, specs, data = _defined(definition, variant)
    if parsed.text.strip() != known.sentence:
        fault = Fault("sentence", "is not the sentence that was given to be compiled")
        raise DefinitionError(slug, (fault,))
    return compile_definition(known, specs, network, data=data, town=town)


def _defined(named: Path | str, variant: str) -> tuple[str, Definition, tuple[LegSpec, ...], Path]:
    """Return slug, definition, legs and data folder by slug or by file."""
    path = Path(named)
    if isinstance(named, Path) or path.suffix.lower() in {".yaml", ".yml"}:
        slug, known, data = path.stem, read_definition(path), path.resolve().parent.parent
    else:
        slug, known, data = named, load_definition(named), data_of(named)
    return slug, known, specs_for(known, variant, data=data), data


def freeze(
    outcome: Compilation,
    definition: Path | str,
    *,
    variant: str = DEFAULT_VARIANT,
    network: LineNetwork | None = None,
) -> Edition:
    """Make an edition of a compiled area: frozen, and named by the hash of its content.

    Args:
        outcome: what `compile` gave; status compiled, in EOV.
        definition: slug or YAML file of the area's definition: title, town, source, validity.
        variant: which reading of the definition was compiled.
        network: what was compiled over, so that the edition names it; None where it is the network
            that the definition names itself.

    Returns:
        The edition, coordinates in EOV (EPSG:23700) rounded to centimetres. Nothing is written.

    Raises:
        EditionError: the outcome is no single compiled area, not in EOV, or not of the legs that
            the definition has.
        UnknownAreaError: no such definition or variant.
        DefinitionError: the definition has faults.
    """
    slug, known, specs, _ = _defined(definition, variant)
    require_eov(outcome, "the network" if network is None else network.source)
    borders = {n for part in outcome.parts if part.kind is not PartKind.RING for n in part.legs}
    walked = [leg for leg in outcome.legs if leg.number <= len(specs) or leg.number not in borders]
    if [(leg.text, leg.name) for leg in walked] != [(leg.text, leg.name) for leg in specs]:
        raise EditionError(
            f"{slug} ({variant}): the area was not compiled of the legs of this definition; "
            f"compile its sentence with definition={slug!r}, variant={variant!r}"
        )
    edition = editions.freeze(slug, variant, known, outcome)
    return edition if network is None else with_notes(edition, network)


def accept(
    edition: Edition,
    *,
    by: str,
    reason: str,
    holds_from: dt.date | str | None = None,
    folder: Path | None = None,
) -> Path:
    """Take an edition into force: write it and add to the record who did so, when and why.

    The record is changed under a lock, whole or not at all, and only grows.

    Args:
        edition: what `freeze` gave.
        by: who takes it into force.
        reason: why.
        holds_from: day (in Hungary) from which it holds, as a date or "YYYY-MM-DD"; until a day
            to come the former edition holds. Today by default.
        folder: of the editions; by default that of one's own areas (`AKCIOTERULET_AREAS_DIR`),
            else the bundled one.

    Returns:
        The file of the edition.

    Raises:
        EditionError: no name, reason or day, or the record that is there cannot be read; what is
            in force is as it was.
        OSError: it cannot be written; likewise.
    """
    day = today() if holds_from is None else holds_from
    on = day.isoformat() if isinstance(day, dt.date) else day
    return editions.accept(edition, by=by, on=on, reason=reason, folder=folder)
