"""What several machines of one installation tell each other, in a schema of its own in PostgreSQL.

Nothing of it outlasts its use: counts of requests, the queue of the files (procrastinate's tables),
and how far each area is. It is made by the first machine and is in no backup.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import column, delete, distinct, func, select, table, text
from sqlalchemy.dialects.postgresql import insert

from .errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import URL
    from sqlalchemy.orm import Session

    from .core import Store

SCHEMA = "akcioterulet_machines"
_TABLES = f"""
CREATE UNLOGGED TABLE IF NOT EXISTS {SCHEMA}.counts (
    key bytea PRIMARY KEY, count bigint NOT NULL, until double precision NOT NULL
);
CREATE TABLE IF NOT EXISTS {SCHEMA}.standing (
    slug text PRIMARY KEY, records integer NOT NULL, digest text NOT NULL
);
CREATE UNLOGGED TABLE IF NOT EXISTS {SCHEMA}.holdings (
    machine text NOT NULL, thing text NOT NULL, digest text NOT NULL, told timestamptz NOT NULL,
    PRIMARY KEY (machine, thing)
);
"""
_STANDING = table("standing", column("slug"), column("records"), column("digest"), schema=SCHEMA)
_ASK = select(_STANDING)
_HOLDINGS = table(
    *("holdings", column("machine"), column("thing"), column("digest"), column("told")),
    schema=SCHEMA,
)
SILENT_AFTER = dt.timedelta(seconds=15)
"""What a machine that has told nothing for so long holds is not compared."""
_FORGOTTEN_AFTER = dt.timedelta(hours=1)


class Standing(NamedTuple):
    """How far an area is: the records of who took what into force only grow."""

    records: int
    digest: str
    """SHA-256 of the records."""


def prepare(store: Store) -> None:
    """Make what the machines share, unless it is there.

    Raises:
        StoreError: the database is not PostgreSQL.
        StoreUnavailableError: it does not answer, or is not up to date.
    """
    if store.is_sqlite:
        raise StoreError("several machines need PostgreSQL (AKCIOTERULET_DATABASE_URL)")
    with store.session() as session:
        connection = session.connection()
        # Two machines that start at once make it once.
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": SCHEMA})
        driver: Any = connection.connection.driver_connection
        # Many statements, which SQLAlchemy would not send at once.
        driver.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}; {_TABLES}")
        there = {"table": f"{SCHEMA}.procrastinate_jobs"}
        if connection.scalar(text("SELECT to_regclass(:table)"), there) is None:
            driver.execute(f"SET LOCAL search_path TO {SCHEMA}; {_schema_of_the_queue()}")


def _schema_of_the_queue() -> str:
    import procrastinate  # noqa: PLC0415 - an extra that one machine does without

    app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
    return app.schema_manager.get_schema()


def address_of(url: URL) -> dict[str, Any]:
    """Return how a pool of psycopg reaches the schema: `conninfo`, and `kwargs` of connections.

    The pool takes a `connection_class` of `postgres` besides: else a server that hangs is waited
    for without end.
    """
    from .postgres import CONNECT_S, OPTIONS  # noqa: PLC0415 - only several machines need it

    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    options = f"-c search_path={SCHEMA} {OPTIONS}"
    return {"conninfo": plain, "kwargs": {"options": options, "connect_timeout": CONNECT_S}}


def compare(session: Session, own: Mapping[str, Standing]) -> frozenset[str]:
    """Tell the others how far one's areas are; return those of which another machine has more.

    Where two machines have as many records and others, neither knows better: both say so.
    """
    told = {row.slug: Standing(row.records, row.digest) for row in session.execute(_ASK)}
    for slug, standing in own.items():
        if slug not in told or told[slug].records < standing.records:
            row = insert(_STANDING).values(slug=slug, **standing._asdict())
            more = row.on_conflict_do_update(
                index_elements=["slug"],
                set_=standing._asdict(),
                where=_STANDING.c.records < row.excluded.records,
            )
            session.execute(more)
    return frozenset(
        slug
        for slug, standing in told.items()
        if own.get(slug, Standing(0, "")).records <= standing.records and own.get(slug) != standing
    )


def tell(session: Session, machine: str, holds: Mapping[str, str]) -> None:
    """Tell the others which files one works with, by their digests; to be said now and then."""
    now = func.now()
    old = _HOLDINGS.c.told < now - _FORGOTTEN_AFTER
    session.execute(delete(_HOLDINGS).where((_HOLDINGS.c.machine == machine) | old))
    if holds:
        said = [{"machine": machine, "thing": one, "digest": is_} for one, is_ in holds.items()]
        session.execute(insert(_HOLDINGS).values([{**one, "told": now} for one in said]))


def differing(session: Session) -> frozenset[str]:
    """Return the things of which the machines that are alive hold different files."""
    alive = _HOLDINGS.c.told > func.now() - SILENT_AFTER
    held = select(_HOLDINGS.c.thing).where(alive).group_by(_HOLDINGS.c.thing)
    return frozenset(session.scalars(held.having(func.count(distinct(_HOLDINGS.c.digest)) > 1)))
