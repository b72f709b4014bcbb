"""Compile the bundled areas, or any sentence, over a bundled or given network."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
from typing import TYPE_CHECKING

from geo.crs import EOV
from geo.network_file import network_from

from ..compiler.compile import compile_text
from ..compiler.resolve import NameIndex
from ..data_files import data_file
from ..errors import BoundaryError, DefinitionError, DrawnLineError, EditionError
from ..language.aliases import load_aliases
from ..sentence.parsing import parse_sentence
from .beside import annex_of, map_files
from .corrections import compile_corrected
from .definition import (
    data_of,
    load_definition,
    slugs,
    specs_for,
    specs_of_parts,
)
from .edition import content_hash, freeze, load_edition
from .parted import compile_defined, compile_read
from .parts import read_specs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.network import LineNetwork

    from ..model import Compilation, DrawnLine, Edition, LegSpec, ParsedSentence
    from .definition import Definition


def load_network(paths: Sequence[Path]) -> LineNetwork:
    """Read extracts (.osm, .osm.pbf, Overpass JSON, GeoJSON of named lines) into one network."""
    return network_from(paths)


def bundled_network(names: tuple[str, ...]) -> LineNetwork:
    """Return the network of extracts at hand, by their names in the data folder."""
    # By their paths: one's own folder may bring a file of the same name.
    return _kept_network(tuple(data_file(name) for name in names))


def compile_area(
    slug: str,
    variant: str = "programme",
    *,
    osm: Sequence[Path] = (),
    drawn: Mapping[int, DrawnLine] | None = None,
) -> Compilation:
    """Compile a bundled definition.

    Args:
        slug: the definition's file name without ending.
        variant: which reading of the sentence.
        osm: extracts to use instead of the bundled network.
        drawn: leg number -> line that a person supplied.

    Raises:
        UnknownAreaError: no such slug or variant.
        DefinitionError: the definition has faults.
        ExtractError: an extract cannot be read.
    """
    return compile_over(slug, variant, network_for(slug, osm), drawn=drawn)


def network_for(slug: str, osm: Sequence[Path] = ()) -> LineNetwork:
    """Return the network of the given extracts, or else the bundled one of a definition."""
    return load_network(osm) if osm else bundled_network((load_definition(slug).network,))


@functools.lru_cache(maxsize=4)
def _kept_network(files: tuple[Path, ...]) -> LineNetwork:
    """Return the network of map files, read once in a process: those of an annex never change."""
    return load_network(files)


def network_of(edition: Edition, day: dt.date | None = None) -> LineNetwork:
    """Return the network that an edition was accepted with, else the one of its definition.

    Raises:
        EditionError: its annex is gone or was changed, or it has no map.
        ExtractError: the map cannot be read.
    """
    if annex_of(edition, day) is None and "network" in edition.definition:
        return bundled_network((str(edition.definition["network"]),))
    files = map_files(edition, day)
    if not files:
        raise EditionError(
            f"{edition.slug}: a list of streets defines it, and it was accepted without a map; "
            "accept it with --osm"
        )
    return _kept_network(files)


def compile_over(
    slug: str,
    variant: str,
    network: LineNetwork,
    *,
    drawn: Mapping[int, DrawnLine] | None = None,
) -> Compilation:
    """Compile a bundled definition over a network that is at hand; see `compile_area`."""
    definition = load_definition(slug)
    data = data_of(slug)
    specs = _with_drawn(specs_for(definition, variant, data=data), drawn or {})
    return compile_definition(definition, specs, network, data=data)


def compile_definition(
    definition: Definition,
    specs: Sequence[LegSpec],
    network: LineNetwork,
    *,
    data: Path,
    town: str = "",
) -> Compilation:
    """Compile a definition over a network.

    Args:
        definition: with its corrections and its parts.
        specs: the legs of a variant, as `specs_for` gives them.
        network: in metres.
        data: folder that the definition names its files relative to.
        town: whose other spellings of streets count; by default the definition's.
    """
    index = NameIndex(network, load_aliases(town or definition.town))
    parts = specs_of_parts(definition, data=data)
    if parts:
        return compile_defined(parts, specs, network, index, definition.corrections)
    return compile_corrected(specs, network, definition.corrections, index=index)


def compile_sentence(
    text: str, *, osm: Sequence[Path] = (), drawn: Mapping[int, DrawnLine] | None = None
) -> Compilation:
    """Compile a bare sentence; over every bundled network where no extract is given.

    What it says beside its ring is compiled with it, where every word of it is understood.
    """
    network = load_network(osm) if osm else every_network()
    parsed = parse_sentence(text)
    if drawn:
        return compile_text(parsed, network, complete=lambda specs: _with_drawn(specs, drawn))
    return compile_words(parsed, network, NameIndex(network))


def compile_words(parsed: ParsedSentence, network: LineNetwork, index: NameIndex) -> Compilation:
    """Compile a sentence, with what it says beside its ring where all of it is understood."""
    beside = any(problem.code == BESIDE for problem in parsed.problems)
    parts = read_specs(parsed.text, as_one=False) if beside else None
    if parts is not None:
        return compile_read(parts, network, index).whole
    return compile_text(parsed, network, index=index)


def every_network() -> LineNetwork:
    """Return the lines of every definition that can be read, as one network."""
    return bundled_network(tuple(sorted(set(_networks()))))


def _networks() -> Iterator[str]:
    """Yield the network of every definition that can be read; a broken one has none to offer."""
    for slug in slugs():
        with contextlib.suppress(DefinitionError):
            yield load_definition(slug).network


def compile_edition(slug: str, variant: str = "programme", *, osm: Sequence[Path] = ()) -> Edition:
    """Compile a bundled definition and freeze the outcome.

    Args:
        slug: the definition's file name without ending.
        variant: which reading of the sentence.
        osm: extracts to use instead of the map that the edition in force was accepted with, or,
            where there is none, of the bundled network; the edition names them.

    Raises:
        EditionError: the outcome is not a single compiled area.
        ExtractError: an extract cannot be read.
    """
    osm = osm or _accepted_maps(slug, variant)
    network = network_for(slug, osm)
    outcome = compile_over(slug, variant, network)
    if osm:
        return freeze_over(slug, variant, outcome, network)
    return freeze(slug, variant, load_definition(slug), outcome)


def _accepted_maps(slug: str, variant: str) -> tuple[Path, ...]:
    """Return the map in the annex of the edition in force; nothing where it has none."""
    try:
        annex = annex_of(load_edition(slug, variant))
    except BoundaryError:  # nothing is in force, or it is broken: a new one mends that
        return ()
    return () if annex is None else annex.maps


def freeze_over(slug: str, variant: str, compilation: Compilation, network: LineNetwork) -> Edition:
    """Freeze an area that was compiled over another network than the definition's own.

    The edition's `network_note` says which extract that was and how old its data are.

    Raises:
        EditionError: the outcome is not a single compiled area, or not in EOV metres.
    """
    return freeze_defined(slug, variant, load_definition(slug), compilation, network)


def freeze_defined(
    slug: str,
    variant: str,
    definition: Definition,
    compilation: Compilation,
    network: LineNetwork,
) -> Edition:
    """Freeze an area whose definition need not be among the areas yet; see `freeze_over`."""
    require_eov(compilation, network.source)
    return with_notes(freeze(slug, variant, definition, compilation), network)


def require_eov(compilation: Compilation, source: str) -> None:
    """Refuse to freeze what is not in EOV metres.

    Raises:
        EditionError: it is in another system.
    """
    if compilation.epsg != EOV:
        raise EditionError(
            f"{source} is measured in EPSG:{compilation.epsg}, and editions are in "
            f"EPSG:{EOV}; is the extract cut to the right town?"
        )


def with_notes(edition: Edition, network: LineNetwork) -> Edition:
    """Return an edition that says which network its lines come from."""
    notes = network_notes(network)
    edition = dataclasses.replace(edition, network_note=notes["hu"], network_notes=notes)
    return dataclasses.replace(edition, hash=content_hash(edition))


def network_notes(network: LineNetwork) -> dict[str, str]:
    """Say by language code which extract the lines come from, and of when its data are."""
    stamp = network.timestamp
    hu = f"az adatok állapota: {stamp}" if stamp else "az adatok időpontja nem ismert"
    en = f"data as of {stamp}" if stamp else "the date of its data is not known"
    return {
        "hu": f"A vonalak forrása a következő térképi kivonat: {network.source} ({hu}). "
        "A bizonytalanságot szakaszonként a határ jegyzéke tartalmazza.",
        "en": f"The lines come from the map extract {network.source} ({en}). "
        "The ledger gives the uncertainty of every leg.",
    }


def _with_drawn(specs: Sequence[LegSpec], drawn: Mapping[int, DrawnLine]) -> tuple[LegSpec, ...]:
    known = {spec.number for spec in specs}
    if unknown := sorted(set(drawn) - known):
        raise DrawnLineError(
            f"there is no leg {', '.join(map(str, unknown))}; the legs are 1 to {len(specs)}"
        )
    return tuple(
        dataclasses.replace(spec, drawn=drawn[spec.number]) if spec.number in drawn else spec
        for spec in specs
    )


BESIDE = "more_than_a_ring"
"""What a sentence is said to have that adds to its ring or takes out of it."""
