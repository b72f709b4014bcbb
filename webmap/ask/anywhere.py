"""One address, every area: its settlement and door, and each area that it may lie in.

The settlement comes from the register of many towns, or from the names of the country alone. Each
area of that settlement is asked as it is alone; the areas of other towns are named and not asked.
Where no settlement can be told, every area is asked, and says which town it assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NotRequired, cast

from typing_extensions import TypedDict

from boundaries.address.capital import town_key
from boundaries.errors import RegisterError
from boundaries.language.names import fold
from boundaries.model import Reason, VerdictKind
from boundaries.programmes.catalogue import load_catalogue
from boundaries.programmes.look_up import ProgrammeLookUp, programme_state
from boundaries.programmes.model import CompiledArea
from boundaries.register.anywhere import Anywhere, Country
from boundaries.register.gazetteer import OFTEN, DoorBooks
from boundaries.register.load import open_country
from boundaries.towns.settlements import load_settlements
from boundaries.verdict.engine import Question

from ..web.schemas import Says
from .documents import SentAnswer, answer_document
from .programme_texts import programme_document, title_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from boundaries.model import Answer
    from boundaries.programmes.dates import ProgrammeState
    from boundaries.programmes.look_up import ProgrammeAnswer
    from boundaries.programmes.model import Programme
    from boundaries.refresh.survey import AreaInfo
    from boundaries.towns.settlements import Settlement

    from .services import Areas

PROGRAMMES, REGISTER = "/programmes", "/register"
"""Of what several machines must have the same files, and no area's: no slug has a stroke."""


@dataclass(frozen=True, slots=True)
class AreaSaid:
    """What one area says."""

    slug: str
    """Of the area; of a programme whose area is made of settlements, the programme's."""
    title: Mapping[str, str]
    answer: Answer
    """As the area gives it alone, in its default variant."""
    programme: str | None = None
    state: ProgrammeState | None = None
    """Of its programme on the day; None where it has none, or the sources do not say."""
    of_settlements: ProgrammeAnswer | None = None
    """The whole answer where the area is made of settlements."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """An address with everything that is known of it."""

    place: Anywhere
    areas: tuple[AreaSaid, ...]
    """Areas of its settlement, in the order of their slugs, then programmes of whole settlements
    that do not leave it outside; every area where no settlement is known."""
    elsewhere: tuple[str, ...]
    """Slugs of the areas of other towns, which were not asked."""


class Everywhere:
    """Every area of an installation, ready to be asked at once."""

    def __init__(
        self, areas: Areas, country: Country, catalogue: Sequence[Programme] | None = None
    ) -> None:
        """Take what is asked.

        Args:
            areas: the compiled areas.
            country: knows the settlements and their doors.
            catalogue: the programmes; the bundled ones where None.
        """
        self._areas = areas
        self.country = country
        programmes = load_catalogue() if catalogue is None else catalogue
        self.programmes = {one.slug: one for one in programmes}
        self._of_area = {
            one.area.definition: one for one in programmes if isinstance(one.area, CompiledArea)
        }
        self._look_up = ProgrammeLookUp(
            [one for one in programmes if not isinstance(one.area, CompiledArea)],
            load_settlements(),
        )

    def ask(self, query: str, day: dt.date) -> Whereabouts:
        """Answer one address; any text has an answer.

        Args:
            query: as typed.
            day: editions, facts, overrides and the states of programmes are those of it.
        """
        place = self.country.find(query)
        here, elsewhere = self._chosen(place)
        said = [self._asked(query, info, day) for info in here]
        return Whereabouts(
            place, (*said, *self.of_settlements(place, day)), tuple(i.slug for i in elsewhere)
        )

    def settlements_of(self, word: str) -> tuple[Settlement, ...]:
        """Return the settlements of programmes that a word of an address may name."""
        return self._look_up.reader.names_of(word)

    def _chosen(self, place: Anywhere) -> tuple[Sequence[AreaInfo], Sequence[AreaInfo]]:
        infos = self._areas.list()
        if place.settlement is None:
            return infos, ()
        return _parted(infos, place.settlement.name)

    def _asked(self, query: str, info: AreaInfo, day: dt.date) -> AreaSaid:
        answer = self._areas.ask(Question(query, info.slug, info.variants[0], day))
        programme = self._of_area.get(info.slug)
        state = None if programme is None else programme_state(programme, day)
        slug = None if programme is None else programme.slug
        return AreaSaid(info.slug, info.title, answer, slug, state)

    def of_settlements(self, place: Anywhere, day: dt.date) -> tuple[AreaSaid, ...]:
        """Return the programmes of whole settlements that do not leave the address outside."""
        settlement, only = place.settlement, None
        if settlement is not None:
            only = self._look_up.with_settlement(settlement.code)
            if not only:
                return ()
        return tuple(
            AreaSaid(
                found.programme,
                _titles(self.programmes[found.programme]),
                found.answer,
                found.programme,
                found.state,
                found,
            )
            for found in self._look_up.look_up(place.query, day, only=only)
            if found.answer.verdict is not VerdictKind.OUTSIDE
        )


def _parted(
    infos: tuple[AreaInfo, ...], settlement: str
) -> tuple[tuple[AreaInfo, ...], tuple[AreaInfo, ...]]:
    """Return the areas of a settlement, and the others."""
    key = fold(settlement)
    here = tuple(info for info in infos if town_key(info.town) == key)
    return here, tuple(info for info in infos if info not in here) if here else infos


def _titles(programme: Programme) -> Mapping[str, str]:
    return {lang: title_of(programme, lang) for lang in ("hu", "en")}


def open_everywhere(areas: Areas, register: str | Path | None, *, often: int = OFTEN) -> Everywhere:
    """Return every area, with the register of many towns where there is one.

    Args:
        areas: the compiled areas.
        register: path of the register, or None.
        often: as of `DoorBooks`.

    Raises:
        RegisterError: the register cannot be read.
    """
    file = None if register is None else open_country(Path(register))
    return Everywhere(areas, Country(file, DoorBooks(often=often)))


def register_state(register: str | None) -> str:
    """Return what changes whenever the file of a register does.

    Raises:
        RegisterError: it cannot be read.
    """
    if register is None:
        return ""
    try:
        seen = Path(register).stat()
    except OSError as fault:
        raise RegisterError(f"{register}: cannot be read ({fault.strerror})") from fault
    return f"{seen.st_ino} {seen.st_size} {seen.st_mtime_ns}"


class SettlementFields(TypedDict):
    """A settlement, or a district of the capital."""

    code: str
    name: str
    county: str


class PlaceFields(TypedDict):
    """A door or a street that may be meant."""

    town: str
    street: str
    number: str
    listed: bool


class WhereaboutsPlace(TypedDict):
    """Where an address lies by the register of its settlement."""

    settlement: SettlementFields | None
    settlement_from: str | None
    postcode: str | None
    part: str | None
    street: str | None
    number: str | None
    door_listed: bool
    polling_district: str | None
    reason: Reason | None
    candidates: list[PlaceFields]
    registers_missing: Annotated[
        list[str],
        Says("Districts of Budapest that may have the street too, whose register is not loaded"),
    ]


class AreaFields(TypedDict):
    """What one area says of an address."""

    area: str
    title: dict[str, str]
    programme: str | None
    programme_state: str | None
    answer: NotRequired[SentAnswer]
    settlement_answer: NotRequired[
        Annotated[
            dict[str, object],
            Says("Instead of `answer` where the area is made of settlements"),
        ]
    ]


class WhereaboutsFields(TypedDict):
    """An address with its settlement and its areas."""

    query: str
    place: WhereaboutsPlace
    areas: list[AreaFields]
    areas_elsewhere: list[str]
    machines_differ: NotRequired[
        Annotated[
            bool,
            Says(
                "True where another machine works with another register of many towns or other "
                "programmes; else absent"
            ),
        ]
    ]


def place_document(place: Anywhere) -> WhereaboutsPlace:
    """Return where an address lies as a JSON object."""
    settlement, located = place.settlement, place.located
    number = None if located is None else located.parsed.number
    return {
        "settlement": None
        if settlement is None
        else {"code": settlement.code, "name": settlement.name, "county": settlement.county},
        "settlement_from": place.how or None,
        "postcode": place.postcode,
        "part": place.part,
        "street": place.street,
        "number": None if number is None else str(number),
        "door_listed": bool(place.doors),
        "polling_district": place.polling_district,
        "reason": place.reason,
        "candidates": [
            {"town": one.town, "street": one.street, "number": one.number, "listed": one.listed}
            for one in place.candidates
        ],
        "registers_missing": list(place.not_loaded),
    }


def whereabouts_document(
    found: Whereabouts, everywhere: Everywhere, areas: Areas, lang: str, today: dt.date
) -> WhereaboutsFields:
    """Return an address with its settlement and its areas as a JSON object."""
    told: list[AreaFields] = []
    for one in found.areas:
        fields: AreaFields = {
            "area": one.slug,
            "title": dict(one.title),
            "programme": one.programme,
            "programme_state": None if one.state is None else one.state.value,
        }
        if one.of_settlements is not None:
            programme = everywhere.programmes[one.slug]
            fields["settlement_answer"] = programme_document(one.of_settlements, programme, lang)
        else:
            edition = areas.edition(one.slug, one.answer.variant)
            document = answer_document(one.answer, edition, lang, today=today)
            fields["answer"] = cast("SentAnswer", document)
        told.append(fields)
    whole: WhereaboutsFields = {
        "query": found.place.query,
        "place": place_document(found.place),
        "areas": told,
        "areas_elsewhere": list(found.elsewhere),
    }
    if others_differ(areas):
        whole["machines_differ"] = True
    return whole


def others_differ(areas: Areas) -> bool:
    """Tell whether another machine works with another register of many towns or programmes."""
    differs: Callable[[str], bool] = getattr(areas, "differs", lambda _thing: False)
    return differs(PROGRAMMES) or differs(REGISTER)
