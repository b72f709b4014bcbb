"""Registers of many towns in one file, on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .lazy import put_off
from .output import print_json

with put_off():
    from boundaries.register import country_import
    from boundaries.register import load as loading

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.register.model import TownRegister


def import_towns(root: Path, out: Path, *, strict: bool) -> None:
    """Make one file of every town of a folder, and say what is odd about each."""
    from tqdm import tqdm  # noqa: PLC0415 - 40 ms, for which no help has to wait

    folders = country_import.office_folders(root)
    odd: list[tuple[str, int]] = []
    with tqdm(total=len(folders), unit=" towns", disable=None, mininterval=0.5) as bar:

        def on_town(_folder: Path, town: TownRegister | None) -> None:
            bar.update()
            if town is not None and town.faults:
                odd.append((town.town, len(town.faults)))

        made = country_import.import_country(root, out, on_town, strict=strict)
    for fault in made.refused:
        click.echo(f"not read: {fault}", err=True)
    click.echo(f"{made.towns:,} towns, {made.streets:,} streets, {made.doors:,} doors")
    total = sum(count for _, count in odd)
    click.echo(f"{total:,} entries of {len(odd):,} towns are odd: `register show {out} --faults`")
    click.echo(f"{out} ({out.stat().st_size:,} bytes)", err=True)


def put_town(path: Path, source: str, town: TownRegister) -> None:
    """Put one town into a file of many, in place of what it has of it."""
    kept = country_import.replace_town(path, source, town)
    click.echo(f"{path}: {kept.name}, {kept.streets:,} streets, {kept.doors:,} doors", err=True)


def show_towns(path: Path, *, faults: bool, as_json: bool) -> None:
    """Say which towns a file holds, and what is odd about each."""
    file = loading.open_country(path)
    told = {town.name: file.faults(town) for town in file.towns} if faults else {}
    if as_json:
        towns = [
            {"town": one.name, "source": one.source, "streets": one.streets, "doors": one.doors}
            | {"faults": one.faults}
            | ({"odd": [str(fault) for fault in told[one.name]]} if faults else {})
            for one in file.towns
        ]
        print_json({"towns": towns})
        return
    for one in file.towns:
        click.echo(
            f"{one.name}  {one.source}  {one.streets:,} streets  {one.doors:,} doors  "
            f"{one.faults:,} faults"
        )
        for fault in told.get(one.name, ()):
            click.echo(f"  {fault}")
