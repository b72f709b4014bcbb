"""Every revision of the database is reached from every older one, and what that holds is kept.

A new migration needs no test of its own here: it is taken up with the older ones, in both
databases, with rows in every table that there is at the older revision.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from webmap.store import migrate, users
from webmap.store.archive import ROWS, Writer, seal
from webmap.store.backup import DROPPED, _written, restore
from webmap.store.core import Store
from webmap.store.tables import Base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.config import Config

HERE = Path(__file__).parent
REVISIONS = [
    script.revision for script in ScriptDirectory.from_config(migrate._config()).walk_revisions()
][::-1]
STEPS = list(itertools.combinations(REVISIONS, 2))
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store without tables."""
    postgres = request.param == "postgresql"
    made = Store(tmp_path / "data", request.getfixturevalue("new_postgres")() if postgres else None)
    made.data_dir.mkdir(mode=0o700)
    yield made
    made.close()


def move(store: Store, revision: str) -> None:
    """Bring a database to a revision."""
    config = migrate._config()
    with store.engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def reflected(store: Store) -> list[sa.Table]:
    """Return the tables as the database has them, each behind those that it refers to."""
    found = sa.MetaData()
    found.reflect(store.engine)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def value(column: sa.Column[Any], number: int) -> object:
    """Return a value of a column, another one for each number."""
    if column.foreign_keys:
        return value(next(iter(column.foreign_keys)).column, number)
    if column.primary_key and column.type.python_type is int:
        return number
    if isinstance(column.type, sa.JSON):
        return ["árvíztűrő", number]
    kind = column.type.python_type
    made: dict[type, object] = {
        int: number,
        float: 46.9 + number / 8,
        bool: number % 2 == 0,
        bytes: bytes([0, 255, number]),
        dt.datetime: dt.datetime(2026, 1, number, 8, 30, 1, 250_000),  # noqa: DTZ001 - a column's
        dt.date: dt.date(2026, 2, number),
    }
    if kind in made:
        return made[kind]
    return f"{number} {column.name} ő"[: getattr(column.type, "length", None)]


def fill(store: Store) -> None:
    """Put three rows into every table; what may be empty is, in the last."""
    with store.engine.execution_options(writes=True).begin() as connection:
        for table in reflected(store):
            for number in (1, 2, 3):
                row = {
                    column.name: None if column.nullable and number == 3 else value(column, number)
                    for column in table.columns
                    if column is not table.autoincrement_column
                }
                connection.execute(table.insert(), row)


def rows(store: Store) -> Rows:
    """Return what every table holds."""
    with store.engine.connect() as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(
                    sa.select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for table in reflected(store)
        }


def without(held: Rows, revision: str) -> Rows:
    """Return the rows of a revision without what is left out of its backups."""
    dropped = DROPPED.get(revision, {})
    return {
        name: [{k: v for k, v in row.items() if k not in dropped.get(name, ())} for row in every]
        for name, every in held.items()
        if dropped.get(name, True)
    }


def shared(held: Rows, other: Rows) -> Rows:
    """Return those rows without the tables and columns that the other has not."""
    return {
        name: [{k: v for k, v in row.items() if k in other[name][0]} for row in every]
        for name, every in held.items()
        if name in other
    }


def test_there_is_one_line_of_revisions() -> None:
    assert REVISIONS[-1] == migrate.head()
    assert sorted(REVISIONS) == REVISIONS


@pytest.mark.parametrize(("older", "newer"), STEPS)
def test_what_an_older_revision_holds_is_kept(empty: Store, older: str, newer: str) -> None:
    move(empty, older)
    fill(empty)
    before = rows(empty)
    assert all(len(every) == 3 for every in before.values())
    move(empty, newer)
    after = rows(empty)
    assert shared(after, before) == shared(before, after)
    gone = set(before) - set(after)
    lost = {
        name: set(every[0]) - set(after[name][0])
        for name, every in before.items()
        if name in after and set(every[0]) - set(after[name][0])
    }
    assert gone <= {name for name, columns in DROPPED[older].items() if not columns}
    assert all(columns <= DROPPED[older][name] for name, columns in lost.items())


@pytest.mark.parametrize("older", REVISIONS[:-1])
def test_an_old_database_is_brought_up_and_goes_on(empty: Store, older: str) -> None:
    """By the program's own way, in one step; the code reads all of it and writes to it."""
    move(empty, older)
    fill(empty)
    before = rows(empty)
    assert empty.upgrade() == migrate.head()
    assert shared(rows(empty), before) == without(before, older)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    with empty.session() as session:
        for mapper in Base.registry.mappers:
            held = len(session.scalars(sa.select(mapper.class_)).unique().all())
            assert held == (3 if mapper.local_table.name in before else 0)
        assert users.create(session, "Próba Új", "x", ["staff"]).id == 4
    assert empty.check() is None


@pytest.mark.parametrize("older", REVISIONS[:-1])
def test_an_upgrade_that_fails_changes_nothing(
    empty: Store, older: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    move(empty, older)
    fill(empty)
    before = rows(empty)

    upgrade = command.upgrade

    def half(config: Config, revision: str) -> None:
        upgrade(config, revision)
        raise RuntimeError("no more room")

    monkeypatch.setattr(migrate.command, "upgrade", half)
    with pytest.raises(RuntimeError, match="no more room"):
        empty.upgrade()
    assert migrate.revision(empty.engine) == older
    assert rows(empty) == before


def backed_up(store: Store, revision: str, target: Path) -> None:
    """Write what a program of that revision writes: the rows of its tables, its revision."""
    held = rows(store)
    with tarfile.open(target, mode="w:gz") as tar:
        members = Writer(tar)
        for name, every in held.items():
            lines = [json.dumps(row, default=_zoned, ensure_ascii=False) for row in every]
            members.add(f"{ROWS}/{name}.jsonl", "".join(f"{line}\n" for line in lines).encode())
        counts = {name: len(every) for name, every in held.items()}
        members.finish(revision=revision, rows=counts, folders=["files"])
    seal(target)


def _zoned(found: object) -> object:
    return _written(found.replace(tzinfo=dt.UTC) if isinstance(found, dt.datetime) else found)


@pytest.mark.parametrize("older", REVISIONS)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_of_any_revision_is_restored(
    empty: Store, tmp_path: Path, older: str, kind: str, request: pytest.FixtureRequest
) -> None:
    move(empty, older)
    fill(empty)
    file = tmp_path / "backup.tar.gz"
    backed_up(empty, older, file)
    before = without(rows(empty), older)
    address = request.getfixturevalue("new_postgres")() if kind == "postgresql" else None
    other = Store(tmp_path / "other", address)
    assert restore(other, file) == dict.fromkeys(before, 3)
    assert shared(rows(other), before) == before
    assert other.check() is None
    other.close()


@pytest.mark.parametrize("file", sorted((HERE / "former").iterdir()), ids=lambda file: file.name)
def test_a_backup_that_a_former_program_wrote_is_restored(
    empty: Store, tmp_path: Path, file: Path
) -> None:
    """`former/REVISION.tar.gz` was written by that program, with the rows of `fill` and a file."""
    older = file.name.removesuffix(".tar.gz")
    move(empty, older)
    fill(empty)
    before = without(rows(empty), older)
    other = Store(tmp_path / "other")
    restore(other, file)
    assert shared(rows(other), before) == before
    assert (other.data_dir / "kept/notes.txt").read_text("utf-8") == "árvíztűrő\n"
    other.close()


def test_the_docs_tell_of_every_revision() -> None:
    text = (HERE.parents[1] / "docs/upgrading.md").read_text("utf-8")
    assert [one for one in REVISIONS if f"| `{one}` |" not in text] == []


def test_only_what_is_gone_is_left_out_of_backups(empty: Store) -> None:
    """`DROPPED` has an entry for each older revision, and names what the tables of today lack."""
    today = Base.metadata.tables
    assert set(DROPPED) == set(REVISIONS[:-1])
    for older in REVISIONS[:-1]:
        move(empty, older)
        lacking = {
            table.name: frozenset(table.columns.keys())
            - frozenset(today[table.name].columns.keys())
            if table.name in today
            else frozenset()
            for table in reflected(empty)
        }
        wrong = {name: columns for name, columns in lacking.items() if columns or name not in today}
        assert wrong == DROPPED[older]
