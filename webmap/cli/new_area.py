"""From a decree's sentence and a town's map to an area that can be served.

The map is fetched here too.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from boundaries.data_files import VARIABLE, own_folder

from .lazy import put_off
from .output import ANY_FILE, READABLE, VARIANT

with put_off():
    from boundaries.doors import lines as street_lines
    from boundaries.doors import places as door_places
    from boundaries.edition import areas as area_compiler
    from boundaries.edition import beside
    from boundaries.edition import definition as definitions
    from boundaries.edition import edition as editions
    from boundaries.edition import new_area as new_areas
    from boundaries.register import load as loading
    from boundaries.register import store as register_file
    from boundaries.streets import making
    from geo.osm import overpass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from boundaries.register.model import TownRegister


@click.command("new")
@click.argument("slug")
@click.option("--town", required=True, help="Name of the settlement.")
@click.option("--text", help="The boundary sentence, word for word.")
@click.option("--file", "sentence_file", type=READABLE, help="UTF-8 file that holds the sentence.")
@click.option("--osm", required=True, type=READABLE, help="Map extract of the town.")
@click.option("--title", required=True, help="Title in Hungarian.")
@click.option("--title-en", required=True, help="Title in English.")
@click.option("--authority", required=True, help="Who published the sentence.")
@click.option("--source", required=True, help="Title of the decree or page.")
@click.option("--document", required=True, help="Number or address of the decree or page.")
@click.option("--project", "projects", multiple=True, help="Project number; may be repeated.")
@click.option("--from", "start", help="ISO date from which the area is in force.")
@click.option("--until", "end", help="ISO date of its last day.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Own areas.")
@click.option("--as-one", is_flag=True, help="Several rings of the text are parts of one area.")
def new(
    slug: str,
    town: str,
    text: str | None,
    sentence_file: Path | None,
    osm: Path,
    title: str,
    title_en: str,
    authority: str,
    source: str,
    document: str,
    projects: tuple[str, ...],
    start: str | None,
    end: str | None,
    folder: Path | None,
    *,
    as_one: bool,
) -> None:
    """Write the definition of an area: its sentence, its legs as they are read, its map.

    The folder of one's own areas is the one that AKCIOTERULET_AREAS_DIR names.
    """
    area = new_areas.NewArea(
        slug=slug,
        town=town,
        sentence=_sentence(text, sentence_file),
        title={"hu": title, "en": title_en},
        source_title=source,
        source_document=document,
        authority=authority,
        projects=projects,
        start=start,
        end=end,
        as_one=as_one,
        extracts=(osm,),
    )
    path = new_areas.write_new_area(area, folder or _own_folder())
    click.echo(f"{path}")
    click.echo(f"next: akcioterulet boundary compile {slug}")


def _sentence(text: str | None, file: Path | None) -> str:
    if (text is None) == (file is None):
        raise click.UsageError("give --text or --file, one of the two")
    try:
        words = text if file is None else file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise click.BadParameter(f"{file}: {error}", param_hint="--file") from None
    return (words or "").strip()


def _own_folder() -> Path:
    folder = own_folder()
    if folder is None:
        raise click.UsageError(f"name the folder of your areas: --folder, or {VARIABLE}")
    return folder


@click.command("street-list")
@click.argument("slug")
@VARIANT
@click.option("--register", "source", required=True, type=ANY_FILE, help="Office folder or file.")
@click.option("--lines", type=READABLE, help="YAML with known lines of streets.")
@click.option("--settlements", type=READABLE, help="GeoJSON whose names are other towns.")
def street_list(
    slug: str, variant: str, source: Path, lines: Path | None, settlements: Path | None
) -> None:
    """Make the street list of an area in force: what every range of a register answers.

    It is written where the area's definition names it. Prints how many doors are decided. A
    register with places of doors is kept beside it: answers then take the place into account.
    """
    definition, edition = definitions.load_definition(slug), editions.load_edition(slug, variant)
    if beside.annex_of(edition) is not None:
        raise click.UsageError(
            f"the edition in force of {slug} ({variant}) was accepted with its own street list; "
            "make a new candidate instead: akcioterulet area refresh"
        )
    if definition.street_list is None:
        raise click.UsageError(f"the definition of {slug} names no street_list; add the line")
    loaded = loading.load_register(source, town=definition.town)
    towns = _settlements(settlements) if settlements else ()
    made, listing = making.make_street_list(
        edition,
        loaded.register,
        _lines(slug, lines),
        towns,
        loaded.sources,
        "" if settlements is None else settlements.name,
    )
    home = (definitions.data_of(slug) / definition.street_list).parent
    making.save_listing(made, listing, home)
    _save_places(loaded, home)
    for key, count in made.meta.counts.items():
        click.echo(f"{count:>8,}  {key}")
    for problem in listing.problems:
        click.echo(f"note: {problem}", err=True)


def _save_places(loaded: TownRegister, home: Path) -> None:
    """Keep the known places of doors beside the list, or take away those of an earlier one."""
    if len(loaded.points):
        register_file.save_register(loaded, home / door_places.PLACES)
        click.echo(f"{len(loaded.points):>8,}  places of doors")
    else:
        (home / door_places.PLACES).unlink(missing_ok=True)


def _lines(slug: str, record: Path | None) -> Mapping[str, BaseGeometry]:
    network = area_compiler.network_for(slug)
    return {
        **street_lines.named_lines(network),
        **(street_lines.recorded_lines(network, record) if record else {}),
    }


def _settlements(path: Path) -> tuple[str, ...]:
    try:
        features = json.loads(path.read_text("utf-8"))["features"]
        return tuple(feature["properties"]["name"] for feature in features)
    except (ValueError, KeyError, TypeError) as error:
        raise click.BadParameter(
            f"{path}: expected a GeoJSON FeatureCollection whose features have a name ({error})",
            param_hint="--settlements",
        ) from None


@click.group()
def osm() -> None:
    """OpenStreetMap extracts."""


@osm.command("fetch")
@click.argument("place", required=False)
@click.option("--bbox", help="West,south,east,north in degrees instead of a place.")
@click.option("--admin-level", default=8, show_default=True, help="8 = settlement in Hungary.")
@click.option("--out", default="extracts", show_default=True, type=click.Path(path_type=Path))
@click.option("--cache", type=click.Path(file_okay=False, path_type=Path), help="Folder.")
@click.option("--refresh", is_flag=True, help="Ask again although the cache has an answer.")
@click.option("--service", help="Address of another Overpass service.")
def osm_fetch(
    place: str | None,
    bbox: str | None,
    admin_level: int,
    out: Path,
    cache: Path | None,
    service: str | None,
    *,
    refresh: bool,
) -> None:
    """Download a dated extract of a town (needs internet)."""
    if (place is None) == (bbox is None):
        raise click.UsageError("give the name of a place or --bbox, one of the two")
    asked = overpass.Place(place, admin_level) if place else overpass.Box(_bounds(bbox or ""))
    age = dt.timedelta(0) if refresh else dt.timedelta(days=1)
    got = overpass.fetch_extract(
        asked, folder=out, cache=cache, max_age=age, service=service or overpass.SERVICE
    )
    for note in got.notes:
        click.echo(f"note: {note}", err=True)
    click.echo(f"{got.path}  OSM {got.timestamp}  {len(got.extract.ways):,} ways")


def _bounds(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise click.BadParameter(
            f"{text!r}; expected west,south,east,north such as 19.6,46.8,19.8,47.0",
            param_hint="--bbox",
        ) from None
    return west, south, east, north
