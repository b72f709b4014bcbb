"""The command line: every command by its name, imported when it is named."""

from __future__ import annotations

import contextlib
import gc
import os
import sys

import click

from boundaries.errors import BoundaryError
from geo.errors import GeoError, SourceError

from ..web.areas_folder import name_areas
from ..web.settings import SettingsError, read_settings
from .lazy import LazyGroup

COMMANDS = {
    "account": ("database:account", "People who may sign in, and tokens for programs."),
    "anywhere": (
        "anywhere:anywhere",
        "Say for each ADDRESS in which settlement and in which areas it lies.",
    ),
    "area": ("areas:area", "Areas that can be asked about."),
    "backup": ("database:backup", "Write one file with everything that is kept."),
    "boundary": ("boundary:boundary", "Boundary sentences: read them, compile them."),
    "check": (
        "look_up:check",
        "Say for each ADDRESS, or for a point, whether it lies inside an area.",
    ),
    "check-file": (
        "look_up:check_file",
        "Answer every address of a table IN and write the table with the answers to --out.",
    ),
    "database": ("database:database", "The database of accounts, decisions, venues and jobs."),
    "edition": ("areas:edition", "Editions: frozen areas, and who took them into force."),
    "export": (
        "publish:export",
        "Write an area, or a part of what is known of it, for planners' programs.",
    ),
    "list": ("lists:list_", "Published lists of streets: read them into rows."),
    "map": (
        "publish:map_file",
        "Write the map of an area as one HTML file that opens from disk, without a network.",
    ),
    "osm": ("new_area:osm", "OpenStreetMap extracts."),
    "programme": (
        "programmes:programme",
        "One programme, or the question in whose area a place lies.",
    ),
    "programmes": ("programmes:programmes", "List the programmes of the catalogue."),
    "register": (
        "register:register",
        "Registers of a town's streets and doors, and lists of streets.",
    ),
    "restore": ("database:restore", "Bring back what `backup` wrote, into SQLite or PostgreSQL."),
    "serve": ("publish:serve", "Serve the pages and the API until interrupted."),
    "sheet-key": ("database:sheet_key", "Keys that sign evidence sheets."),
    "work": ("work:work", "Work on files of addresses for web machines until interrupted."),
    "venues": ("programmes:venues", "A municipality's own venues and events."),
}
"""Name -> module:attribute in this room, and the first sentence of its help."""


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="akcioterulet")
def cli() -> None:
    """Turn a published boundary sentence into an area, a ledger and answers."""


cli.add_later(COMMANDS)

MADE_BETWEEN = 50_000
"""Objects that are made before circles among them are looked for: a command makes many while it
starts and hardly any circle, and the looking was a twelfth of a start's time."""


def main() -> None:
    """Run the command; faults of input end in one line and status 2, not in a traceback."""
    # Its models would look through every installed package for plug-ins, a tenth of a start's time.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.set_threshold(MADE_BETWEEN, *gc.get_threshold()[1:])
    with contextlib.suppress(SettingsError):  # a command that reads the settings says so
        name_areas(read_settings())
    try:
        cli(standalone_mode=True)
    except SourceError as error:
        click.echo(f"akcioterulet: {error}", err=True)
        sys.exit(1)
    except (BoundaryError, GeoError, SettingsError) as error:
        click.echo(f"akcioterulet: {error}", err=True)
        sys.exit(2)
