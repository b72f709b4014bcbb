"""The command line. Heavy libraries are imported by the command that needs them."""

from __future__ import annotations

import sys

import click

from . import (
    account,
    areas,
    boundary,
    check_file,
    database,
    drift,
    evidence,
    look_up,
    new_area,
    osm,
    programmes,
    publish,
    quality,
    refresh,
    register,
    sheet_key,
    worklist,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="akcioterulet")
def cli() -> None:
    """Turn a published boundary sentence into an area, a ledger and answers."""


for command in (
    account.account,
    areas.area,
    areas.edition,
    boundary.boundary,
    check_file.check_file,
    database.backup,
    database.database,
    database.restore,
    look_up.check,
    osm.osm,
    programmes.programme,
    programmes.programmes,
    programmes.venues,
    publish.export,
    publish.map_file,
    publish.serve,
    register.register,
    sheet_key.sheet_key,
):
    cli.add_command(command)
boundary.boundary.add_command(drift.diff)
areas.area.add_command(quality.quality)
areas.area.add_command(new_area.new)
areas.area.add_command(new_area.street_list)
areas.area.add_command(refresh.refresh)
areas.area.add_command(refresh.candidates)
areas.area.add_command(worklist.worklist)
areas.area.add_command(evidence.evidence)


def main() -> None:
    """Run the command; faults of input end in one line and status 2, not in a traceback."""
    from boundaries.errors import BoundaryError  # noqa: PLC0415 - light, but only needed here
    from geo.errors import GeoError, SourceError  # noqa: PLC0415

    from ..web.settings import SettingsError  # noqa: PLC0415

    try:
        cli(standalone_mode=True)
    except SourceError as error:
        click.echo(f"akcioterulet: {error}", err=True)
        sys.exit(1)
    except (BoundaryError, GeoError, SettingsError) as error:
        click.echo(f"akcioterulet: {error}", err=True)
        sys.exit(2)
