"""The tables of the desk's work: overrides, reports, venues, events, jobs."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - the columns read their annotations
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column, relationship

from boundaries.clock import ZONE
from boundaries.language.house_numbers import Parity

from .columns import now
from .tables import Base, User


class Typed(MappedAsDataclass, Base, eq=False, repr=False):
    """A row that is its own value: forms and files make it, the store checks and keeps it.

    What is not given when it is made (its id, its state, who changed it) the store sets.
    """

    __abstract__ = True


class OverrideRow(Typed, kw_only=True):
    """A decision about an address or range that one person proposes and another one approves."""

    __tablename__ = "overrides"
    __table_args__ = (Index("ix_overrides_area_state", "area", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    area: Mapped[str] = mapped_column(String(80))
    street: Mapped[str] = mapped_column(String(200))
    """Full name: "Alsószéktó tanya"."""
    parity: Mapped[str] = mapped_column(String(16), default=Parity.WHOLE.value)
    """whole, even, odd or continuous."""
    number_from: Mapped[str | None] = mapped_column(String(20), default=None)
    number_to: Mapped[str | None] = mapped_column(String(20), default=None)
    verdict: Mapped[str] = mapped_column(String(16))
    """inside or outside."""
    reason: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    starts: Mapped[dt.date]
    expires: Mapped[dt.date]
    """Last day on which it holds."""
    state: Mapped[str] = mapped_column(String(16), default="proposed", init=False)
    """proposed, approved, rejected or withdrawn."""
    proposed_by: Mapped[int] = mapped_column(ForeignKey("users.id"), init=False)
    proposed_at: Mapped[dt.datetime] = mapped_column(insert_default=now, init=False)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), init=False)
    decided_at: Mapped[dt.datetime | None] = mapped_column(init=False)
    decision_note: Mapped[str] = mapped_column(Text, default="", init=False)

    proposer: Mapped[User] = relationship(foreign_keys=proposed_by, lazy="joined", init=False)
    decider: Mapped[User | None] = relationship(foreign_keys=decided_by, lazy="joined", init=False)


class Report(Base):
    """Somebody says that something is inaccurate."""

    __tablename__ = "reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    contact: Mapped[str | None] = mapped_column(String(200))
    """Only if the person wants an answer; emptied when the report is closed."""
    state: Mapped[str] = mapped_column(String(16), default="open", index=True)
    """open, accepted or declined."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    handled_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    handled_at: Mapped[dt.datetime | None]
    note: Mapped[str] = mapped_column(Text, default="")

    handler: Mapped[User | None] = relationship(lazy="joined")


class Venue(Typed, kw_only=True):
    """A place where a programme is run. It may lie outside the area."""

    __tablename__ = "venues"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    slug: Mapped[str] = mapped_column(String(80), unique=True, init=False)
    """Part of the page's address; made from the first name, never changes."""
    name_hu: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(40))
    programmes: Mapped[list[str]] = mapped_column(default_factory=list)
    """Slugs of the programmes."""
    address: Mapped[str] = mapped_column(String(200), default="")
    lon: Mapped[float | None] = mapped_column(default=None)
    """WGS84 degrees, both or neither; None where the place is not known."""
    lat: Mapped[float | None] = mapped_column(default=None)
    precision_m: Mapped[float | None] = mapped_column(default=None)
    """How far the true place may be from the point, metres."""
    step_free: Mapped[bool | None] = mapped_column(default=None)
    """None where nobody has looked."""
    transport: Mapped[str] = mapped_column(Text, default="")
    opening: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(Text, default="")
    """Of an office, not of a person."""
    source: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(16), default="draft", index=True, init=False)
    """draft or published."""
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), init=False)
    changed_at: Mapped[dt.datetime] = mapped_column(insert_default=now, init=False)


class Event(Typed, kw_only=True):
    """Something that takes place at a time."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venues.id"), index=True, default=None)
    programme: Mapped[str] = mapped_column(String(80))
    title_hu: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200), default="")
    starts_at: Mapped[dt.datetime] = mapped_column(index=True)
    """UTC; people give and read it in the time of `zone`. Moments carry their zone."""
    ends_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    zone: Mapped[str] = mapped_column(String(40), default=ZONE)
    target_group: Mapped[str] = mapped_column(String(200), default="")
    step_free: Mapped[bool | None] = mapped_column(default=None)
    """None takes what the venue says."""
    by_invitation: Mapped[bool] = mapped_column(default=False)
    description_hu: Mapped[str] = mapped_column(Text, default="")
    description_en: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(16), default="draft", index=True, init=False)
    """draft, published or cancelled."""
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), init=False)
    changed_at: Mapped[dt.datetime] = mapped_column(insert_default=now, init=False)

    venue: Mapped[Venue | None] = relationship(lazy="joined", init=False)


class Job(Base):
    """A piece of work that outlasts a request. Its folder holds what it reads and writes."""

    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Random; whoever knows it still has to be its owner."""
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(16), default="waiting", index=True)
    """waiting, running, done, failed or cancelled."""
    area: Mapped[str] = mapped_column(String(80))
    variant: Mapped[str] = mapped_column(String(40))
    lang: Mapped[str] = mapped_column(String(8))
    in_name: Mapped[str] = mapped_column(String(200))
    """Name of the file as it was sent, for showing only."""
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What else the work needs: sheet, columns, delimiter. No address."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
    """When its folder is deleted."""
    message: Mapped[str] = mapped_column(Text, default="")
    """Why it failed; names no address."""
    folder: Mapped[str] = mapped_column(String(200))
    """Relative to the data folder."""
