"""Files over many towns: every row gets its settlement, its door and the areas that it lies in.

The engine is that of `anywhere`: a row says what the single look-up says. Made anew inside every
worker process.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - a field of a dataclass
import hashlib
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path  # noqa: TC003 - a field of a dataclass
from typing import TYPE_CHECKING

from boundaries.clock import Clock
from boundaries.face.engine import identity_of
from boundaries.files.many import Rows
from boundaries.model import DECIDED, Reason, VerdictKind
from boundaries.register.anywhere import Anywhere

from ..web.i18n import DEFAULT_LANGUAGE
from .anywhere import Whereabouts, open_everywhere
from .many_plain import PlainRows
from .services import BundledAreas
from .words import reason_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from boundaries.verdict.overrides import Overrides

    from .anywhere import AreaSaid

PLACE_COLUMNS = (
    *("settlement", "settlement_code", "settlement_postcode", "settlement_part", "street"),
    *("number", "door_listed", "polling_district", "place_reason", "possible"),
)
AREAS_COLUMNS = ("verdict", "areas_inside", "areas_open", "areas")
PAIR_COLUMNS = (
    *("area", "verdict", "reason", "reason_text", "grade", "edition"),
    *("programme", "programme_state"),
)
BETWEEN = " | "
_UNNAMED = ("",) * len(PAIR_COLUMNS)


@dataclass(frozen=True, slots=True)
class ManyAnswering:
    """Answers about every area; a `boundaries.files.answers.Answering` with columns of its own."""

    on: dt.date
    """The day of the questions."""
    register: Path | None = None
    """Register of many towns; None = settlements are known by name alone."""
    pairs: bool = False
    """One row for each address and area, instead of one for each address."""
    lang: str = DEFAULT_LANGUAGE
    overrides: Mapping[str, Overrides | None] = field(default_factory=dict)
    """Slug of an area -> those in force on the day, as they were when the job began."""

    @property
    def added(self) -> tuple[str, ...]:
        """Names of the columns that the job adds, but the last one, `error`."""
        return (*PLACE_COLUMNS, *(PAIR_COLUMNS if self.pairs else AREAS_COLUMNS))

    @property
    def identity(self) -> str:
        """Everything that the answers depend on."""
        areas, digest = BundledAreas(clock=Clock.on(self.on)), hashlib.sha256()
        for info in areas.list():
            edition = areas.edition(info.slug, info.variants[0])
            held = self.overrides.get(info.slug)
            digest.update(identity_of(edition, self.on, held, self.on, info.slug).encode())
        if self.register is not None:
            with self.register.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        told = (self.on.isoformat(), str(self.pairs), self.lang, version("akcioterulet"))
        return " ".join((digest.hexdigest(), *told))

    @property
    def town(self) -> str:
        """No town is taken for rows that name none."""
        return ""

    def refuse(self, query: str, reason: Reason) -> Rows:
        """Return what is written about an address that must not be asked."""
        return self.rows(Whereabouts(Anywhere(query, reason=reason), (), ()))

    def __call__(self) -> Callable[[str], Rows]:
        """Return the engine."""
        areas = BundledAreas(self.overrides.get, Clock.on(self.on))
        return self.engine(areas)

    def engine(self, areas: BundledAreas) -> Callable[[str], Rows]:
        """Return the engine over some areas, whatever those of the installation are."""
        everywhere = open_everywhere(areas, self.register)
        return PlainRows(everywhere, areas, self.on, self)

    def rows(self, found: Whereabouts) -> Rows:
        """Return what is written about an address."""
        place, said = place_cells(found.place), self.said(found)
        return replace(said, cells=tuple(place + one for one in said.cells))

    def said(self, found: Whereabouts) -> Rows:
        """Return the cells about the areas alone, those behind `PLACE_COLUMNS`."""
        verdict = _verdict(found)
        if not self.pairs:
            return Rows((_areas_cells(found, verdict),), verdict.value, _is_shared(found))
        rows = tuple(_pair_cells(one, self.lang) for one in found.areas)
        return Rows(rows or (_UNNAMED,), verdict.value, _is_shared(found))


def place_cells(place: Anywhere) -> tuple[str, ...]:
    """Return where an address lies as the cells of `PLACE_COLUMNS`."""
    settlement, located = place.settlement, place.located
    number = None if located is None else located.parsed.number
    offered = [f"{one.town}, {one.street} {one.number}".strip() for one in place.candidates]
    return (
        "" if settlement is None else settlement.name,
        "" if settlement is None else settlement.code,
        place.postcode or "",
        place.part or "",
        place.street or "",
        "" if number is None else str(number),
        "yes" if place.doors else "",
        place.polling_district or "",
        "" if place.reason is None else place.reason.value,
        BETWEEN.join(offered),
    )


def _verdict(found: Whereabouts) -> VerdictKind:
    """Return inside where any area has it, else undecidable where one may, else outside."""
    verdicts = {one.answer.verdict for one in found.areas}
    if VerdictKind.INSIDE in verdicts:
        return VerdictKind.INSIDE
    open_ = bool(verdicts - DECIDED) or found.place.settlement is None
    return VerdictKind.UNDECIDABLE if open_ else VerdictKind.OUTSIDE


def _areas_cells(found: Whereabouts, verdict: VerdictKind) -> tuple[str, ...]:
    inside = [one.slug for one in found.areas if one.answer.verdict is VerdictKind.INSIDE]
    open_ = [one.slug for one in found.areas if one.answer.verdict not in DECIDED]
    told = ("; ".join((one.slug, *(cell for cell in _told(one) if cell))) for one in found.areas)
    return verdict.value, BETWEEN.join(inside), BETWEEN.join(open_), BETWEEN.join(told)


def _told(one: AreaSaid) -> tuple[str, ...]:
    answer = one.answer
    state = "" if one.state is None else one.state.value
    return answer.verdict.value, answer.reason.value, answer.grade or "", answer.edition[:12], state


def _pair_cells(one: AreaSaid, lang: str) -> tuple[str, ...]:
    answer = one.answer
    return (
        one.slug,
        answer.verdict.value,
        answer.reason.value,
        reason_text(answer, lang),
        answer.grade or "",
        answer.edition,
        one.programme or "",
        "" if one.state is None else one.state.value,
    )


def _is_shared(found: Whereabouts) -> bool:
    """Tell whether nothing quotes the text that was asked."""
    return found.place.street is not None and all(
        one.answer.matched is not None for one in found.areas
    )


def many_answering(
    areas: BundledAreas, register: Path | None, *, pairs: bool, lang: str
) -> ManyAnswering:
    """Return the engine of a file job over every area, as these areas answer at this moment."""
    on = areas.clock.today()
    held = {info.slug: areas.overrides(info.slug, info.variants[0]) for info in areas.list()}
    in_force = {slug: None if one is None else one.in_force(on) for slug, one in held.items()}
    return ManyAnswering(on, register, pairs, lang, in_force)
