"""Where an address lies, in words: on the desk and on the command line alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boundaries.address.capital import district_numeral

from ..web.i18n import capitalised, texts

if TYPE_CHECKING:
    from boundaries.register.anywhere import Anywhere


def place_sentence(place: Anywhere, lang: str) -> str:
    """Return where an address lies as one line, or why it is not known, with what may be meant."""
    t = texts(lang)
    if place.settlement is None:
        said = unknown_sentence(place, lang)
        offered = "; ".join(offers(place))
        return f"{said} {t('programme.candidate', addresses=offered)}" if offered else said
    doubt = place_doubt(place, lang)
    return f"{whereabouts(place)} – {doubt}." if doubt else whereabouts(place)


def unknown_sentence(place: Anywhere, lang: str) -> str:
    """Return why no settlement is known, with the registers that are missing to tell it."""
    t = texts(lang)
    if not place.not_loaded:
        return f"{capitalised(t(f'reason.{place.reason}'))}."
    districts = ", ".join(map(district_numeral, place.not_loaded))
    return t("anywhere.districts_missing", districts=districts)


def whereabouts(place: Anywhere) -> str:
    """Return postcode, settlement, part, street and number, as far as they are known."""
    town = "" if place.settlement is None else place.settlement.name
    parts = [" ".join(filter(None, (place.postcode, town)))]
    parts += [text for text in (place.part, _street(place)) if text]
    return ", ".join(parts)


def place_doubt(place: Anywhere, lang: str) -> str:
    """Return what is not known of an address whose settlement is known, as a clause; else empty."""
    if place.reason is None:
        return ""
    key = f"reason.{place.reason}" if place.located is not None else "anywhere.no_register"
    return texts(lang)(key)


def offers(place: Anywhere) -> tuple[str, ...]:
    """Return the addresses that may be meant."""
    return tuple(f"{one.town}, {one.street} {one.number}".strip(" ,") for one in place.candidates)


def _street(place: Anywhere) -> str | None:
    located = place.located
    if located is None or located.street is None:
        return None
    number = located.parsed.number
    return located.street.full_name + ("" if number is None else f" {number}")
