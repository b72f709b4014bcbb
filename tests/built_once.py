"""What every application of the suite would build anew and always the same: built once a process.

A test's application is new, with its own settings and its own store; its templates, its routes and
the bundled area are those of every other. Compiling and reading them took longer than most of the
tests that needed them.
"""

from __future__ import annotations

import functools
import sqlite3
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import flask.templating
from jinja2 import BytecodeCache
from werkzeug.routing import Rule

from boundaries.edition import edition
from boundaries.streets import street_list
from webmap.store import migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import CodeType

    import pytest
    from flask import Flask
    from jinja2.bccache import Bucket
    from sqlalchemy import Engine

ROUTES = "_compile_builder"
"""Method of werkzeug that compiles how an address of a route is put together; private to it."""


class CompiledTemplates(BytecodeCache):
    """Compiled templates by name and source: one that changes is compiled anew."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self.kept[bucket.key, bucket.checksum] = bucket.code


def share(patch: pytest.MonkeyPatch) -> None:
    """Let applications that are made from now on share templates and routes."""
    templates = CompiledTemplates()

    class Environment(flask.templating.Environment):
        def __init__(self, app: Flask, **options: object) -> None:
            super().__init__(app, **{"bytecode_cache": templates, **options})

    patch.setattr(flask.Flask, "jinja_environment", Environment)
    compile_builder = getattr(Rule, ROUTES, None)
    if compile_builder is None:  # another werkzeug: slower, and nothing else
        return
    built: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}

    def once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002 - werkzeug's own
        if rule.defaults:  # values of any type, which go into the code
            return compile_builder(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in built:
            built[key] = compile_builder(rule, append_unknown)
        return built[key]

    patch.setattr(Rule, ROUTES, once)


T = TypeVar("T")
MOST = 32
"""Readings that are kept; a test that makes areas of its own makes few."""


class Readings:
    """What was read from files, by their content: a file that changes is read anew.

    What is read cannot be changed by who reads it, and what cannot be read is asked for each time.
    """

    def __init__(self) -> None:
        self.kept: dict[tuple[object, ...], object] = {}

    def share(self, patch: pytest.MonkeyPatch) -> None:
        """Let editions and street lists of the same bytes be read once."""
        lists, editions = street_list.load_street_list, edition.read_edition

        @functools.wraps(lists)
        def load_street_list(
            folder: Path, variant: str = street_list.DEFAULT_VARIANT
        ) -> street_list.StreetList:
            names = street_list.list_names(variant)
            files = [folder / name for name in names]
            return self._once((variant,), files, lambda: lists(folder, variant))

        @functools.wraps(editions)
        def read_edition(path: Path) -> edition.Edition:
            return self._once((), [path], lambda: editions(path))

        for real, shared in ((lists, load_street_list), (editions, read_edition)):
            for module in list(sys.modules.values()):
                if vars(module).get(real.__name__) is real:  # imported it by its name
                    patch.setattr(module, real.__name__, shared)

    def forget(self) -> None:
        """Read everything anew from now on, as a test does that measures how long it takes."""
        self.kept.clear()

    def _once(self, key: tuple[object, ...], files: list[Path], read: Callable[[], T]) -> T:
        try:
            known = (*key, *(path.read_bytes() for path in files))
        except OSError:
            return read()  # the product says what is wrong
        found = self.kept.get(known)
        if found is None:
            found = read()
            if len(self.kept) >= MOST:
                self.kept.clear()
            self.kept[known] = found
        return found  # type: ignore[return-value]


READINGS = Readings()


class EmptyTables:
    """The tables of an empty SQLite database: migrated once, then copied into each new file."""

    def __init__(self) -> None:
        self.real = migrate.upgrade
        self.made: sqlite3.Connection | None = None

    def upgrade(self, engine: Engine) -> None:
        """Do what `migrate.upgrade` does."""
        if engine.dialect.name != "sqlite" or not self._is_empty(engine):
            self.real(engine)
        elif self.made is not None:
            with _file_of(engine) as file:
                self.made.backup(file)
        else:
            self.real(engine)
            self.made = sqlite3.connect(":memory:", check_same_thread=False)
            with _file_of(engine) as file:
                file.backup(self.made)

    def close(self) -> None:
        """Forget the tables."""
        if self.made is not None:
            self.made.close()

    @staticmethod
    def _is_empty(engine: Engine) -> bool:
        try:
            with _file_of(engine) as file:
                return not file.execute("select count(*) from sqlite_master").fetchone()[0]
        except sqlite3.DatabaseError:
            return False  # a broken file: the product says so


@contextmanager
def _file_of(engine: Engine) -> Iterator[sqlite3.Connection]:
    raw = engine.raw_connection()
    try:
        assert isinstance(raw.driver_connection, sqlite3.Connection)
        yield raw.driver_connection
    finally:
        raw.close()


EMPTY_TABLES = EmptyTables()
