"""What every application of the suite would build anew and always the same: built once a process.

A test's application is new, with its own settings and its own store; its templates and its routes
are those of every other. Compiling them took longer than most of the tests that needed them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import flask.templating
from jinja2 import BytecodeCache
from werkzeug.routing import Rule

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

    import pytest
    from flask import Flask
    from jinja2.bccache import Bucket

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
