"""The form of a programme file. Every fact carries the words that it was read from.

Words are quoted character by character, odd spellings kept; the normalised value stands beside
them. English texts are the project's own renderings. What no source gives is absent.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic reads the annotations at run time
from enum import StrEnum
from typing import Annotated, Literal

import pydantic

from .dates import When, read_when

Words = Annotated[str, pydantic.StringConstraints(min_length=1, strip_whitespace=True)]
Name = Annotated[str, pydantic.StringConstraints(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$")]
"""An id: small letters, figures, dots and hyphens."""
Code = Annotated[str, pydantic.StringConstraints(pattern=r"^[0-9]{5}$")]
"""KSH code of a settlement (törzsszám)."""


def _when(written: object) -> object:
    return read_when(str(written)).written if written is not None else None


Date = Annotated[str, pydantic.BeforeValidator(_when)]
"""A partial date in the form of `dates`."""


class Form(pydantic.BaseModel):
    """A part of a programme file; unknown fields are faults."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class Titles(Form):
    """A text in the languages of the product."""

    hu: Words
    en: Words


class Quotation(Form):
    """Words of a source, character by character."""

    source: Name
    """Key among the programme's `sources`."""
    words: Annotated[str, pydantic.StringConstraints(min_length=1)]


class Stated(Form):
    """Something that a source says."""

    said: Annotated[tuple[Quotation, ...], pydantic.Field(min_length=1)]


class Text(Stated):
    """A fact in words."""

    hu: Words
    en: Words


class Source(Form):
    """A published document."""

    file: Words
    """Name of the file that holds its text."""
    title: Titles
    document: Words | None = None
    """Which document it is, such as the number of a decree."""
    publisher: Words
    published: Date | None = None
    note: Titles | None = None


class State(StrEnum):
    """What a source says of something on its own date."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    DONE = "done"


class IdRole(StrEnum):
    """What an identifier names."""

    PROJECT = "project"
    COMPANION = "companion"
    CALL = "call"
    FILE = "file"
    """Case number of an office (iktatószám)."""


class Identifier(Stated):
    """A project number, a call, a case number."""

    role: IdRole
    value: Words
    """Normalised: "TOP-5.2.1-15-BK1-2020-00009"."""
    written: Words | None = None
    """As the source spells it, where that differs."""
    title: Titles | None = None


class Funding(Text):
    """Where the money comes from."""

    role: Literal["framework", "operational_programme", "fund", "kind"]


class OrganisationRole(StrEnum):
    """What an organisation is to a programme."""

    BENEFICIARY = "beneficiary"
    CONSORTIUM_PARTNER = "consortium_partner"
    PARTNER = "partner"
    INTERMEDIATE_BODY = "intermediate_body"


class Organisation(Text):
    """Somebody who takes part: an office or a body, never a person."""

    role: OrganisationRole
    settlement: Code | None = None
    count: pydantic.PositiveInt | None = None
    """How many there are, where the source counts them without names."""


class AmountRole(StrEnum):
    """What a sum of money is."""

    SUPPORT = "support"
    TOTAL_COST = "total_cost"
    COMPANION = "companion"
    """Of a companion project; it is not part of the programme's own money."""


class Amount(Stated):
    """A sum of money."""

    id: Name
    role: AmountRole
    written: Words
    """As the source writes it: "21.993.850,- Ft"."""
    huf: pydantic.PositiveInt | None
    """Forints; None where the words give no usable figure, and `flag` says why."""
    gross: bool | None = None
    rounded: bool = False
    """True where the source itself gives a rounder figure than another of its places."""
    flag: Titles | None = None


class Rate(Stated):
    """The share of the costs that the support pays."""

    percent: Annotated[int, pydantic.Field(ge=0, le=100)]


class Dated(Text):
    """A date that a source gives."""

    when: Date
    state: State
    """What the source says of it: planned, or done."""

    @property
    def days(self) -> When:
        """The days it names."""
        return read_when(self.when)


class Period(Form):
    """When a programme runs."""

    start: Dated | None = None
    end: Dated | None = None
    running_since: Dated | None = None
    """First date at which a source shows it running, where none gives its start."""
    others: tuple[Dated, ...] = ()


class Activity(Text):
    """Something that the programme does; plan and outcome are two entries."""

    id: Name
    state: State
    people: pydantic.PositiveInt | None = None
    """Participants, as the source counts them."""
    count: pydantic.PositiveInt | None = None
    """How often, or how many (events, agreements, months)."""
    when: Date | None = None
    covers_programme: bool = False
    """True where the head-count is of the programme's own courses, so that it can stand under
    the money; False for a pilot or a part."""

    @property
    def days(self) -> When | None:
        """The days it names."""
        return None if self.when is None else read_when(self.when)


class Precision(StrEnum):
    """How well a place is known, best first."""

    DOOR = "door"
    STREET = "street"
    POLLING_DISTRICT = "polling_district"
    ACTION_AREA = "action_area"
    """Somewhere in the programme's area."""
    SETTLEMENT = "settlement"
    """Somewhere in the settlement."""


class Venue(Text):
    """A place where something happens; no coordinate that no source gives."""

    id: Name
    precision: Precision
    settlement: Code | None = None
    address: Words | None = None
    note: Titles | None = None


class EventKind(StrEnum):
    """What sort of event it is."""

    PUBLIC = "public"
    CLOSING = "closing"
    PRESS = "press"
    COURSE = "course"
    COMMUNITY = "community"
    PROFESSIONAL = "professional"
    ROUND_TABLE = "round_table"


class Admission(StrEnum):
    """Who may come, as far as the source says."""

    INVITED = "invited"
    TARGET_GROUP = "target_group"
    NOT_STATED = "not_stated"


class Event(Text):
    """Something with a time, or with a number of times."""

    id: Name
    kind: EventKind
    admission: Admission = Admission.NOT_STATED
    state: State
    start: dt.datetime | None = None
    """Local time of Europe/Budapest, without an offset."""
    end: dt.datetime | None = None
    when: Date | None = None
    """Where the source gives no hours."""
    count: pydantic.PositiveInt | None = None
    venue: Name | None = None


class Contact(Stated):
    """An office, never a person.

    The one fact that may stand without the words of a source: whom to ask is what an office says
    of itself.
    """

    said: tuple[Quotation, ...] = ()
    office: Titles
    role: Literal["municipality", "beneficiary", "intermediate_body", "author"]
    phone: Words | None = None
    email: Words | None = None
    address: Words | None = None
    post: Words | None = None
    web: pydantic.HttpUrl | None = None


class Link(Stated):
    """An address on the web that a source names."""

    url: pydantic.HttpUrl
    title: Titles


class Contradiction(Form):
    """What two places say differently; both are kept, neither is called right."""

    id: Name
    title: Titles
    claims: Annotated[tuple[Text, ...], pydantic.Field(min_length=2)]


class CompiledArea(Form):
    """The area of a boundary sentence."""

    kind: Literal["compiled"]
    definition: Name
    """Slug of the definition; all of its variants are served."""
    note: Text | None = None


class SettlementArea(Form):
    """Whole settlements."""

    kind: Literal["settlements"]
    members: tuple[Code, ...] = ()
    district: Annotated[str, pydantic.StringConstraints(pattern=r"^[0-9]{3}$")] | None = None
    """KSH code of a district (járás) whose every settlement is a member."""
    note: Text


class Mark(StrEnum):
    """Why an extent is not an area."""

    NOT_DELINEATED = "not_delineated"
    """The source publishes no line inside the extent."""
    MEMBERS_NOT_PUBLISHED = "members_not_published"
    """The source does not say which settlements of the extent belong."""


class ExtentArea(Form):
    """Ground in which the area lies somewhere."""

    kind: Literal["extent"]
    mark: Mark
    members: tuple[Code, ...] = ()
    """Settlements that certainly belong."""
    extent: tuple[Code, ...] = ()
    district: Annotated[str, pydantic.StringConstraints(pattern=r"^[0-9]{3}$")] | None = None
    note: Text


Area = Annotated[CompiledArea | SettlementArea | ExtentArea, pydantic.Field(discriminator="kind")]


class SettlementCount(Text):
    """How many settlements a source says take part, for the comparison."""

    count: pydantic.PositiveInt
    adds: tuple[pydantic.PositiveInt, ...] = ()
    """The figures it is the sum of: the seat and 11 more are 1 and 11."""


class Programme(Form):
    """Everything that the sources say about one programme."""

    slug: Name
    title: Text
    revised: dt.date | None = None
    """The day on which what the file says was last changed, for calendars that ask what is new."""
    sources: Annotated[dict[Name, Source], pydantic.Field(min_length=1)]
    identifiers: tuple[Identifier, ...] = ()
    funding: tuple[Funding, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    amounts: tuple[Amount, ...] = ()
    support_rate: Rate | None = None
    period: Period = Period()
    area: Area
    area_facts: tuple[Text, ...] = ()
    settlement_count: SettlementCount | None = None
    objectives: tuple[Text, ...] = ()
    target_groups: tuple[Text, ...] = ()
    activities: tuple[Activity, ...] = ()
    documents: tuple[Text, ...] = ()
    venues: tuple[Venue, ...] = ()
    events: tuple[Event, ...] = ()
    contacts: tuple[Contact, ...] = ()
    links: tuple[Link, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()

    @property
    def project(self) -> str:
        """The project number, normalised; the slug where the sources give none."""
        return next((i.value for i in self.identifiers if i.role is IdRole.PROJECT), self.slug)

    @property
    def office(self) -> Contact | None:
        """The office that its sources name for questions and that can be reached; or None."""
        reached = (one for one in self.contacts if one.phone or one.email)
        own = [one for one in reached if one.role in {"beneficiary", "municipality"}]
        return min(own, key=lambda one: one.role, default=None)
