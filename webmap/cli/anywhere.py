"""An address anywhere: its settlement and every area that it lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .lazy import put_off
from .output import LANG, READABLE, print_json, the_clock

with put_off():
    from ..ask import anywhere as everywhere
    from ..ask import anywhere_words as place_words
    from ..ask import programme_texts as texts
    from ..ask import services, words
    from ..web import settings

if TYPE_CHECKING:
    from pathlib import Path


@click.command("anywhere")
@click.argument("address", nargs=-1, required=True)
@click.option("--register", type=READABLE, help="Register of many towns (`register import --all`).")
@LANG
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def anywhere(address: tuple[str, ...], register: Path | None, lang: str, *, as_json: bool) -> None:
    """Say for each ADDRESS in which settlement and in which areas it lies.

    Without --register the setting COUNTRY_REGISTER is taken; without that, settlements are known by
    name alone.
    """
    areas = services.bundled_areas(clock=the_clock(), lenient=True)
    source = register or settings.country_register()
    asked, today = everywhere.open_everywhere(areas, source), areas.clock.today()
    for query in address:
        found = asked.ask(query, today)
        if as_json:
            print_json(everywhere.whereabouts_document(found, asked, areas, lang, today))
            continue
        click.echo(f"{query}: {place_words.place_sentence(found.place, lang)}")
        for one in found.areas:
            programme = asked.programmes.get(one.programme or "")
            said = [f"{one.slug}:", words.reason_text(one.answer, lang)]
            said += [] if programme is None else [texts.standing(programme, today, lang)]
            click.echo(f"  {' '.join(said)}")
