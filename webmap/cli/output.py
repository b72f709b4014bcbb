"""What the commands share: kinds of arguments, options, printing, writing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from boundaries.clock import Clock
from geo.files import write_whole

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
"""An argument that names a file to read."""
ANY_FILE = click.Path(exists=True, path_type=Path)
"""The same, or a folder."""
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
TO_WRITE = click.Path(dir_okay=False, path_type=Path)
"""An argument that names a file to write."""
VARIANT = click.option("--variant", default="programme", show_default=True)
LANG = click.option("--lang", type=click.Choice(["hu", "en"]), default="hu", show_default=True)


def the_clock() -> Clock:
    """Return the clock of the command: the one that whoever called it brings, or the machine's."""
    return click.get_current_context().find_object(Clock) or Clock()


def print_json(document: Any, *, indent: int | None = None) -> None:  # noqa: ANN401 - JSON
    """Print a JSON document, letters as they are."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=indent))


def epsg_of(crs: str) -> int:
    """Return the code of a reference system that exports know."""
    code = crs.upper().removeprefix("EPSG:")
    if code not in {"4326", "23700"}:
        raise click.BadParameter(f"{crs!r}; expected EPSG:4326 or EPSG:23700", param_hint="--crs")
    return int(code)


def write_text(text: str, out: Path | None) -> None:
    """Write to a file, or to standard output where none is given."""
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        write_whole(out, text)
    except OSError as error:
        raise click.BadParameter(f"{out}: {error.strerror}", param_hint="--out") from None
    click.echo(f"{out} ({len(text.encode()):,} bytes)", err=True)
