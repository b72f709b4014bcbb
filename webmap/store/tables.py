"""The tables of accounts, keys and of the work at the desk. Moments are UTC (`UtcDateTime`)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import (
    JSON,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from boundaries.clock import ZONE
from boundaries.language.house_numbers import Parity

from .errors import RefusedError

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment. Only moments with a zone go in; what comes out is in UTC.

    SQLite keeps no zone, so the column holds UTC without one, in both databases.
    """

    impl = DateTime
    cache_ok = True

    @property
    def python_type(self) -> type[dt.datetime]:
        """The type of its values."""
        return dt.datetime

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Return the moment in UTC without its zone; raises `ValueError` where it has none."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; use dt.datetime.now(dt.UTC)")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        """Return the moment with its zone, UTC."""
        del dialect
        return None if value is None else value.replace(tzinfo=dt.UTC)


def now() -> dt.datetime:
    """Return the moment, in UTC."""
    return dt.datetime.now(dt.UTC)


class Base(DeclarativeBase):
    """Root of all tables; constraints have names, so that migrations can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dt.datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }


class User(Base):
    """A person who may sign in. Rows are disabled, never deleted: the audit names them."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    """Name to sign in with, as it is shown."""
    folded: Mapped[str] = mapped_column(String(160), unique=True)
    """The name without case; two names that look alike are one."""
    password_hash: Mapped[str] = mapped_column(String(255))
    roles: Mapped[list[str]]
    active: Mapped[bool] = mapped_column(default=True)
    must_change: Mapped[bool] = mapped_column(default=False)
    """The password was set by somebody else and only opens the page that changes it."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class WebSession(Base):
    """A browser that has signed in. Ended by signing out, by a new password, by disabling."""

    __tablename__ = "web_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the random key in the cookie."""
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    seen_at: Mapped[dt.datetime] = mapped_column(default=now)
    """Last request, to the minute."""

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class ApiToken(Base):
    """A token for programs: `<prefix>_<secret>`, of which only a hash is kept."""

    __tablename__ = "api_tokens"

    prefix: Mapped[str] = mapped_column(String(16), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    scopes: Mapped[list[str]]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime | None]
    last_used_on: Mapped[dt.date | None]
    """Day of the last use; the hour would be a record of somebody's work."""
    revoked_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class LoginAttempt(Base):
    """How often signing in failed for one name, network, or both, lately."""

    __tablename__ = "login_attempts"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Keyed hash of the name, the network, or both: neither can be read back."""
    count: Mapped[int] = mapped_column(default=0)
    since: Mapped[dt.datetime] = mapped_column(default=now, index=True)
    """When the counting began."""


class Audit(Base):
    """Who did what, when. Never an address that was looked up."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(default=now, index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """None for the command line."""
    action: Mapped[str] = mapped_column(String(60), index=True)
    """Such as "override.approve"."""
    subject: Mapped[str] = mapped_column(String(200), default="")
    """What it was done to, such as "override:12"."""
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

    user: Mapped[User | None] = relationship(lazy="joined")


class SheetKey(Base):
    """A key that signs evidence sheets. Retired keys stay: they confirm old sheets."""

    __tablename__ = "sheet_keys"

    kid: Mapped[str] = mapped_column(String(16), primary_key=True)
    material: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    retired_at: Mapped[dt.datetime | None]


class PageText(Base):
    """A page of fixed address whose text the operator has changed."""

    __tablename__ = "page_texts"
    __table_args__ = (UniqueConstraint("slug", "lang"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40))
    lang: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[dt.datetime] = mapped_column(default=now)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


LONGEST_LINE, LONGEST_TEXT = 200, 4_000
"""Characters of one-line and of longer fields."""


class Typed(MappedAsDataclass, Base, eq=False, repr=False):
    """A row that is its own value: forms and files make it, the store checks and keeps it.

    What is not given when it is made (its id, its state, who changed it) the store sets.
    """

    __abstract__ = True

    def require_lengths(self) -> None:
        """Refuse texts that their columns do not hold, or that are too long for anybody to read.

        Raises:
            RefusedError: names the field.
        """
        for name, column in self.__table__.columns.items():
            text = getattr(self, name)
            if isinstance(text, str):
                limit = getattr(column.type, "length", None) or LONGEST_TEXT
                if len(text) > limit:
                    raise RefusedError(f"{name} is longer than {limit} characters")


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
    __table_args__ = (Index("ix_jobs_user_id_sent_key", "user_id", "sent_key", unique=True),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Random; whoever knows it still has to be its owner."""
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(16), default="waiting", index=True)
    """arriving, new, waiting, running, done, failed or cancelled."""
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
    sent_key: Mapped[str | None] = mapped_column(String(64))
    """Keyed hash of what its sender calls the request by: sent again it is known by that."""
    sent_mark: Mapped[str | None] = mapped_column(String(64))
    """Keyed hash of that request with its file, as soon as all of it is here."""


class Draft(Base):
    """A text on its way to an area, as the workshop keeps it; its folder holds map and register."""

    __tablename__ = "drafts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Random; stands in the addresses of its pages."""
    title: Mapped[str] = mapped_column(String(LONGEST_LINE))
    state: Mapped[str] = mapped_column(String(16), default="open", index=True)
    """open, handed_over, accepted or discarded."""
    shown: Mapped[int] = mapped_column(default=0)
    """Number of the version that is worked on: not the newest after a step back."""
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    changed_at: Mapped[dt.datetime] = mapped_column(default=now, index=True)
    folder: Mapped[str] = mapped_column(String(200))
    """Relative to the data folder."""
    candidate: Mapped[str] = mapped_column(String(64), default="", index=True)
    """Hash of what was handed over and waits to be accepted, or is accepted."""
    handed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    creator: Mapped[User] = relationship(foreign_keys=created_by, lazy="joined")
    handed: Mapped[User | None] = relationship(foreign_keys=handed_by, lazy="joined")


class DraftVersion(Base):
    """One state of a draft, whole. Versions are never changed."""

    __tablename__ = "draft_versions"

    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """1 for the first."""
    parent: Mapped[int] = mapped_column(default=0)
    """The version that it was made from; 0 for the first."""
    step: Mapped[str] = mapped_column(String(40))
    """Code of what was done, such as "begin" or "correct"."""
    said: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What else there is to say of the step."""
    document: Mapped[dict[str, Any]]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(default=now)

    user: Mapped[User] = relationship(lazy="joined")
