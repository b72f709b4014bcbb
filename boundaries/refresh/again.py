"""A candidate made anew where only words about it have changed: what was asked once is used again.

Titles and the name of an area do not move its line. Where line, maps, register, facts and what is
in force are as they were, list and doors are too, and what took long to find out is taken over.
"""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..drift.drift import compare
from ..edition.annexes import MANIFEST, seal
from ..edition.areas import compile_definition, freeze_defined
from ..edition.definition import specs_for
from ..edition.edition import accepted_edition
from ..facts.in_force import load_facts
from ..model import CompileStatus
from ..streets.street_list import geometry_hash, load_street_list, save_street_list
from .candidates import against, holding, keep
from .refreshing import Refreshed, is_in_force
from .report import COUNTED, report_document

if TYPE_CHECKING:
    import datetime as dt

    from geo.network import LineNetwork

    from ..edition.definition import Definition
    from ..streets.street_list import StreetList
    from .candidates import Candidate


def facts_digest(slug: str, day: dt.date) -> str:
    """Return the hash of the facts of an area that hold; empty where none do."""
    return load_facts(slug, day).digest


def refresh_again(
    slug: str,
    definition: Definition,
    former: Candidate,
    facts: str,
    *,
    data: Path,
    network: LineNetwork,
    home: Path,
    day: dt.date,
) -> Refreshed | None:
    """Make a candidate with the street list and the doors of another one.

    Args:
        slug: the area.
        definition: as read.
        former: made of the same maps and the same register.
        facts: hash of the facts that its doors were answered with (`facts_digest`).
        data: folder that the definition names its files relative to.
        network: of the maps.
        home: folder of areas, in which the candidate is left.
        day: by the calendar in Hungary.

    Returns:
        None where the line, the facts or what is in force are not as they were.

    Raises:
        BoundaryError: as `refreshing.refresh_defined`.
        OSError: the candidate cannot be written.
    """
    variant, report = former.variant, former.report()
    held = holding(slug, variant, day)
    if report["in_force"] != against(held) or facts != facts_digest(slug, day):
        return None
    specs = specs_for(definition, variant, data=data)
    outcome = compile_definition(definition, specs, network, data=data)
    if outcome.status is not CompileStatus.COMPILED:
        return None
    candidate = freeze_defined(slug, variant, definition, outcome, network)
    annex = former.annex()
    streets = load_street_list(annex.folder, variant)
    if streets.meta.geometry_hash != geometry_hash(candidate):
        return None
    edition = None if held is None else accepted_edition(slug, held)
    made = report_document(
        candidate=candidate,
        drift=None if edition is None else compare(edition, candidate),
        compilation=outcome,
        network=network,
        counted={name: report[name] for name in COUNTED},
        in_force=against(held),
    )
    with tempfile.TemporaryDirectory(prefix="akcioterulet-") as scratch:
        folder = Path(scratch) / "annex"
        shutil.copytree(annex.folder, folder, ignore=shutil.ignore_patterns(MANIFEST))
        save_street_list(_of_area(streets, slug), folder)
        sealed = seal(folder)
        if is_in_force(held, candidate, sealed):
            return Refreshed(variant, outcome, made, None, unchanged=True)
        left, same = keep(candidate, sealed, made, home)
    return Refreshed(variant, outcome, left.report(), left, unchanged=same)


def _of_area(streets: StreetList, slug: str) -> StreetList:
    return dataclasses.replace(streets, meta=dataclasses.replace(streets.meta, area=slug))
