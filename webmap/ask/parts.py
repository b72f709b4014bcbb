"""The parts of an area as people read them: rings, streets that belong to it and that do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.edition.parts import is_one_ring

from ..web.i18n import capitalised
from .candidates import range_label
from .recorded_words import ordinals

if TYPE_CHECKING:
    from boundaries.model import Edition, EditionPart, PartStreet

    from ..web.i18n import Texts


@dataclass(frozen=True, slots=True)
class PartView:
    """One part, ready for a list or a popup."""

    number: int
    heading: str
    """What it is, and whether it belongs to the area."""
    words: str
    streets: tuple[str, ...]
    """What it says of each street."""
    takes_out: bool


def part_views(edition: Edition, t: Texts) -> tuple[PartView, ...]:
    """Return the parts of an area; none where it is nothing but the ground within one line."""
    if is_one_ring(edition.parts):
        return ()
    return tuple(_view(part, t) for part in edition.parts)


def _view(part: EditionPart, t: Texts) -> PartView:
    kind = t(f"parts.kind.{part.kind}")
    told = [one for one in part.streets if not (part.kind == "rim" or _is_letters(one))]
    legs = t("parts.legs", numbers=ordinals(part.legs)) if part.legs else ""
    return PartView(
        part.number,
        t(f"parts.heading.{part.effect}", kind=capitalised(kind), legs=legs).strip(),
        " ".join(part.text.split()),
        tuple(dict.fromkeys(_street(one, t) for one in told)),
        takes_out=part.effect == "takes_out",
    )


def _is_letters(street: PartStreet) -> bool:
    """Tell whether a range is but what the words leave open about letters of the last number."""
    return street.is_open and street.numbers.start.endswith("/0")


def _street(street: PartStreet, t: Texts) -> str:
    """Say which doors of a street are meant: "Dió utca: páros házszámok, 2–10."."""
    numbers = range_label(street.numbers, t.language)
    said = t("parts.street", name=street.name, numbers=numbers)
    section = street.section
    if section is not None:
        said = t("parts.section", street=said, start=section.start or "…", end=section.end or "…")
    if street.resolved not in {None, street.name}:
        said = t("parts.called", street=said, name=street.resolved)
    if street.is_excepted:
        said = t("parts.excepted", street=said)
    return t("parts.open", street=said) if street.is_open else said
