"""Every way into the product that the pins use. Code that moves is followed here alone."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

import click
from click.testing import CliRunner

from boundaries.clock import Clock
from boundaries.edition.areas import compile_edition, compile_sentence
from boundaries.export.documents import compilation_document
from boundaries.sentence.document import sentence_document
from boundaries.sentence.parsing import parse_sentence
from webmap.app import create_app
from webmap.cli.main import cli
from webmap.web.settings import Settings

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

PARENT = "akcioterulet"
"""Name of the command."""


def parsed(sentence: str) -> dict[str, Any]:
    """Return what is read of a sentence, as `boundary parse --json` writes it."""
    return dict(sentence_document(parse_sentence(sentence)))


def compiled(sentence: str, extract: Path) -> dict[str, Any]:
    """Return what becomes of a sentence over a map, as `boundary compile --json` writes it."""
    return dict(compilation_document(compile_sentence(sentence, osm=(extract,))))


def edition_hash(slug: str, variant: str) -> str:
    """Compile a definition and return the hash of the edition that it would be."""
    return compile_edition(slug, variant).hash


def command(*words: str, moment: dt.datetime, given: str = "") -> str:
    """Run a command and return its exit status and all that it prints."""
    done = CliRunner().invoke(cli, list(words), obj=Clock.at(moment), input=given)
    lines = [f"$ {PARENT} {' '.join(words)}", f"exit {done.exit_code}"]
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        lines.append(f"{type(done.exception).__name__}: {done.exception}")
    return "\n".join([*lines, done.stdout, *(("-- errors", done.stderr) if done.stderr else ())])


def commands() -> Iterator[tuple[str, ...]]:
    """Yield the words of every command and group, the top first."""
    yield from _below(cli, ())


def _below(found: click.Command, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield words
    if not isinstance(found, click.Group):
        return
    with click.Context(found, info_name=PARENT) as context:
        for name in sorted(found.list_commands(context)):
            one = found.get_command(context, name)
            if one is not None:
                yield from _below(one, (*words, name))


def service(folder: Path, moment: dt.datetime, **options: object) -> Flask:
    """Return the whole application at a moment that does not pass."""
    chosen: dict[str, Any] = {"data_dir": str(folder), "rate_limits": False, **options}
    return create_app(Settings(**chosen), clock=Clock.at(moment))


def settings() -> list[str]:
    """Return every setting with its default."""
    return [f"{one.name} = {one.default!r}" for one in dataclasses.fields(Settings)]


def as_json(document: object) -> str:
    """Write a document in the one way in which two of the same meaning are the same."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1, default=str)
