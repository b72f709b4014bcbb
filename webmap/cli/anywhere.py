"""An address anywhere: its settlement and every area that it lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .lazy import put_off
from .output import LANG, READABLE, print_json, the_clock

with put_off():
    from ..ask import anywhere as everywhere
    from ..ask import programme_texts as texts
    from ..ask import services, words
    from ..web import i18n, settings

if TYPE_CHECKING:
    from pathlib import Path

    from ..ask.anywhere import Whereabouts


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
        click.echo(f"{query}: {_place(found, lang)}")
        for one in found.areas:
            programme = asked.programmes.get(one.programme or "")
            said = [f"{one.slug}:", words.reason_text(one.answer, lang)]
            said += [] if programme is None else [texts.standing(programme, today, lang)]
            click.echo(f"  {' '.join(said)}")


def _place(found: Whereabouts, lang: str) -> str:
    t, place = i18n.texts(lang), found.place
    if place.settlement is None:
        offered = "; ".join(f"{c.town}, {c.street} {c.number}".strip() for c in place.candidates)
        said = f"{i18n.capitalised(t(f'reason.{place.reason}'))}."
        return f"{said} {t('programme.candidate', addresses=offered)}" if offered else said
    parts = [" ".join(filter(None, (place.postcode, place.settlement.name)))]
    parts += [text for text in (place.part, _street(found)) if text]
    where = ", ".join(parts)
    if place.reason is None:
        return where
    known = place.located is not None
    return f"{where} – {t(f'reason.{place.reason}') if known else t('anywhere.no_register')}."


def _street(found: Whereabouts) -> str | None:
    located = found.place.located
    if located is None or located.street is None:
        return None
    number = located.parsed.number
    return located.street.full_name + ("" if number is None else f" {number}")
