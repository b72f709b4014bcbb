"""Round trip: draw regions, write their sentences, compile them, compare.

    python benchmarks/roundtrip.py                    all beds, 2,580 regions
    python benchmarks/roundtrip.py --quick --check    a few, exit code 1 below a threshold
    python benchmarks/roundtrip.py town.osm.pbf       another town

Seeded: the same seed, extract and number give the same region and the same sentences.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import json
import multiprocessing
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from roundtrip_blocks import block_map  # noqa: E402
from roundtrip_cases import Kind, cases_of  # noqa: E402
from roundtrip_judge import Outcome, is_fault, run_case  # noqa: E402
from roundtrip_meets import Meetings  # noqa: E402
from roundtrip_regions import Region, draw_regions  # noqa: E402
from roundtrip_report import failures, summarise, table, what_was_said  # noqa: E402

from boundaries.compiler.compile import compile_text  # noqa: E402
from boundaries.compiler.resolve import NameIndex  # noqa: E402
from geo.network import LineNetwork  # noqa: E402 - the checkout need not be installed
from geo.osm.extract import read_extract  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roundtrip_cases import Case

    from boundaries.model import Compilation

BEDS = {
    "kaposvar": ("kaposvar/overpass_named_highways_2025-07-24.json", 1000),
    "debrecen": ("debrecen/debrecen.nometa.osm.pbf", 500),
    "munchen": ("munchen/munchen.osm.pbf", 600),
    "teglas": ("teglas/teglas.osm.pbf", 200),
    "bayreuth": ("bayreuth/bayreuth.osm.pbf", 80),
    "liechtenstein": ("liechtenstein/liechtenstein.osm.pbf", 200),
}
"""Name -> file in the folder of beds, number of regions."""
QUICK = 25
"""Regions for each bed with --quick."""


@dataclasses.dataclass(frozen=True)
class Job:
    """Some regions of one bed."""

    bed: str
    path: Path
    regions: tuple[Region, ...]
    seed: int
    kinds: tuple[str, ...]
    dump: Path | None


def beds_folder() -> Path:
    """Return where the real extracts lie: beside the checkout, or as the environment says."""
    shared = Path(os.environ.get("AKCIOTERULET_SHARED", ROOT.parent / "shared"))
    return shared / "data" / "beds"


def run_job(job: Job) -> list[Outcome]:
    """Compile every sentence of a job's regions."""
    network = LineNetwork.from_extract(read_extract(job.path))
    compiler = functools.partial(compile_text, index=NameIndex(network))
    meetings = Meetings(network)
    outcomes: list[Outcome] = []
    for region in job.regions:
        for case in cases_of(region, meetings, bed=job.bed, seed=job.seed):
            if case.kind not in job.kinds:
                continue
            outcome, answer = run_case(compiler, network, region, case, job.bed)
            outcomes.append(outcome)
            if job.dump and is_fault(outcome):
                dump_case(job, region, case, outcome, answer)
    return outcomes


def dump_case(job: Job, region: Region, case: Case, outcome: Outcome, answer: Compilation) -> None:
    """Write a case for study; both areas are in the metric system of the bed."""
    sort = "silent" if outcome.silent else "other"
    folder = Path(str(job.dump)) / sort
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        **dataclasses.asdict(outcome),
        "silent": outcome.silent,
        "seed": job.seed,
        "epsg": answer.epsg,
        "culprits": case.culprits,
        "true_name": case.true_name,
        "touching": region.touching,
        "rim": [(leg.name, round(leg.metres, 1)) for leg in region.legs],
        "links": region.links,
        "stubs": region.stubs,
        "problems": [
            {"code": p.code, "severity": p.severity, "legs": p.legs, "message": p.message}
            for p in answer.problems
        ],
        "region": region.area.wkt,
        "compiled": answer.area.wkt if answer.area else None,
        "alternatives": [a.area.wkt for a in answer.alternatives],
    }
    name = f"{job.bed}-{region.number:05d}-{case.kind.replace(' ', '_')}.json"
    (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")


def jobs_for(options: argparse.Namespace) -> list[Job]:
    """Draw the regions of every bed and share them out."""
    jobs = []
    for bed, path, count in _beds(options):
        ground = block_map(LineNetwork.from_extract(read_extract(path)))
        regions = draw_regions(ground, bed=bed, seed=options.seed, count=count)
        if options.only is not None:
            regions = [r for r in regions if r.number == options.only]
        _print_regions(bed, regions, wanted=count)
        share = max(1, -(-len(regions) // options.processes))
        for start in range(0, len(regions), share):
            part = tuple(regions[start : start + share])
            kinds = tuple(options.kind or [str(k) for k in Kind])
            jobs.append(Job(bed, path, part, options.seed, kinds, options.dump_wrong))
    return jobs


def _beds(options: argparse.Namespace) -> list[tuple[str, Path, int]]:
    if options.extract:
        count = options.regions or (QUICK if options.quick else 700)
        return [(path.name.split(".")[0], path, count) for path in options.extract]
    folder = beds_folder()
    chosen = []
    for bed, (name, count) in BEDS.items():
        if options.bed and bed not in options.bed:
            continue
        wanted = options.regions or (QUICK if options.quick else count)
        chosen.append((bed, folder / name, wanted))
    return chosen


def _print_regions(bed: str, regions: Sequence[Region], *, wanted: int) -> None:
    touching = sum(r.touching for r in regions)
    links = sum(r.links > 0 for r in regions)
    stubs = sum(r.stubs > 0 for r in regions)
    loops = sum(r.looped for r in regions)
    loose = sum(not r.loose.is_empty for r in regions)
    print(
        f"{bed}: {len(regions)} regions (wanted {wanted}); rim touches itself {touching}, "
        f"has an unnamed link {links}, leaves a stub out {stubs}, runs along slivers {loose}, "
        f"along a street that goes round a block {loops}"
    )


def arguments() -> argparse.ArgumentParser:
    """Return the command line."""
    parser = argparse.ArgumentParser(
        description="Draw regions, write their sentences, compile them, compare."
    )
    add = parser.add_argument
    add("extract", nargs="*", type=Path, help="other extracts than the beds")
    add("--bed", action="append", choices=list(BEDS), help="only this bed (repeatable)")
    add("--kind", action="append", choices=[str(k) for k in Kind], help="only this kind")
    add("--regions", type=int, help="number of regions for each bed")
    add("--only", type=int, metavar="NUMBER", help="only the region with this number")
    add("--seed", type=int, default=1)
    add("--quick", action="store_true", help=f"{QUICK} regions for each bed")
    add("--processes", type=int, default=1, help="more than one makes the times less steady")
    add("--check", action="store_true", help="exit code 1 when a threshold is missed")
    add("--json", type=Path, metavar="FILE", help="write rows and outcomes")
    add("--dump-wrong", type=Path, metavar="DIR", help="write each failed case for study")
    add("--codes", action="store_true", help="print what the compiler said, by kind")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    options = arguments().parse_args(argv)
    jobs = jobs_for(options)
    if options.processes > 1:
        with multiprocessing.get_context("spawn").Pool(options.processes) as pool:
            outcomes = [o for part in pool.imap(run_job, jobs) for o in part]
    else:
        outcomes = [o for job in jobs for o in run_job(job)]
    rows = summarise(outcomes)
    print(table(rows))
    if options.codes:
        print(what_was_said(outcomes))
    missed = failures(rows)
    print("\n".join(missed) if missed else "every threshold is met")
    if options.json:
        content = {
            "seed": options.seed,
            "rows": [dataclasses.asdict(r) for r in rows],
            "missed": missed,
            "outcomes": [dataclasses.asdict(o) for o in outcomes],
        }
        options.json.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return 1 if options.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
